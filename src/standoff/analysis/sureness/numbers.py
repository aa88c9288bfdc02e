"""Question 4 for a case, number by number: what is believed of each, where the verdict flips, and what it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.asked import asked_about
from standoff.analysis.assessment.trial import require_few_steps
from standoff.analysis.evidence import strength_of
from standoff.analysis.labels import called_of, label_of, name_of, short_of, unit_of
from standoff.analysis.names import Claimed, party_called
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.progress import Progress, silent
from standoff.analysis.remembered import once
from standoff.analysis.roadmap.meant import Meant, meant
from standoff.analysis.sureness.flips import VariedPlan, drivers_of, flip_points, span_of
from standoff.analysis.sureness.ranges import Drawn, marginal_of, quantities_of
from standoff.analysis.sureness.standing_by import standing_by
from standoff.case.model.backing import backing_of
from standoff.case.overlays.numbers import (
    Typed,
    key_of,
    shown_number,
    typed,
    unit_written,
    with_numbers,
    written_number,
)
from standoff.engine.assessment.verdict import judge
from standoff.engine.core.parallel import HERE, Workers
from standoff.engine.sureness.distributions import density
from standoff.engine.sureness.flips import PRECISION
from standoff.engine.sureness.shares import between
from standoff.results.records.made import Made
from standoff.results.records.numbers import Basis, Density, Drives, Group, Numbers, Turn, Uncertain
from standoff.results.sentences import numbers as sentences
from standoff.results.sentences.wording import amount
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.model.values import Quantity
    from standoff.engine.core.types import Floats
    from standoff.results.records.sureness import FlipVerdict

__all__ = ["DRAWS", "numbers"]

DRAWS = 2_000
"""Draws that the share is found with, unless something else is asked for."""

SIDES: Mapping[str, tuple[float | None, float | None]] = {
    "points": (None, None),
    "years": (0.0, None),
    "chance": (0.0, 1.0),
}
"""What a number of each unit cannot go beyond."""


def numbers(
    case: Case,
    plan: str = "",
    progress: Progress = silent,
    *,
    phases: str = "",
    draws: int = DRAWS,
    seed: int = 1,
    tried: Mapping[str, str] | None = None,
    only: Collection[str] | None = None,
    drives: bool = True,
    by: Workers = HERE,
) -> Numbers:
    """The numbers that the verdict on a plan can hang on, those that are likeliest to flip it first.

    The plan is named as for `assess`; of a deal it is the roadmap. Without a name these are all numbers of the case, and
    no verdict is looked at. tried: other numbers, as a user types them, by their paths; they are tried on the plan of
    the case as it is. only: the paths of the rows that are wanted. drives: whether it is asked what drives the verdict.
    Raises UsageError, SizeError.

    >>> from standoff import example
    >>> found = numbers(example(), "alpha-first", draws=200, drives=False)
    >>> found.rows[0].path, found.rows[0].turns[0].shown, found.verdict
    ('steps.open_harbour.worth.alpha', '−8.88', 'holds')
    """  # noqa: E501
    if not plan and not phases:
        return _of_the_case(case, _read(case, tried), only)
    whole, kind, key = asked_about(case, plan, phases)
    found, typed_in = _plan_of(whole, kind, key, progress), _read(whole, tried)
    require_few_steps(found.plan)
    laid = with_numbers(whole, {path: one.quantity for path, one in typed_in.items()})
    question = VariedPlan(laid, replace(found.plan, pace=getattr(laid, f"{kind}s")[key].pace), found.pace)
    progress("flip points", 0.0)
    rows = _rows(_Told(laid, whole, typed_in, question), only)
    progress("draws", 0.0)
    drawn = Drawn.of(laid, draws, seed)
    share = float(question.holds(drawn.values, draws).mean()) if draws else None
    verdict, party, phase = _judged(question, {}, 1)[0]
    driving, measure, _ = drivers_of(question, seed, by, progress) if drives else ((), "holds", 0)
    return Numbers(
        plan=key,
        kind=kind,
        title=found.plan.title,
        phases=found.plan.phases,
        verdict=verdict,
        party=party,
        phase=phase,
        holds=share,
        between=None if share is None else between(share, draws),
        said=tuple(_said(question, share, draws, verdict, party, phase)),
        rows=rows,
        groups=tuple(_groups(laid, rows)),
        level=laid.intervals,
        looked_at=len(question.paths),
        aside=standing_by(question, drawn) if draws else (),
        drives=Drives(measure, driving) if drives else None,
        notes=tuple(_notes(laid, rows)),
        draws=draws,
        made=_made(laid, seed, draws),
    )


def _of_the_case(case: Case, typed_in: Mapping[str, Typed], only: Collection[str] | None) -> Numbers:
    """All numbers of a case but what is proposed, where no plan is asked about."""
    laid = with_numbers(case, {path: one.quantity for path, one in typed_in.items()})
    rows = _rows(_Told(laid, case, typed_in, None), only)
    return Numbers(
        plan=None,
        kind=None,
        title="",
        phases=(),
        verdict=None,
        party=None,
        phase=0,
        holds=None,
        between=None,
        said=(),
        rows=rows,
        groups=tuple(_groups(laid, rows)),
        level=laid.intervals,
        looked_at=0,
        aside=(),
        drives=None,
        notes=tuple(_notes(laid, rows)),
        draws=0,
        made=_made(laid, None, None),
    )


def _plan_of(case: Case, kind: Claimed, key: str, progress: Progress) -> Meant:
    """The plan that is meant, which is looked for once: another number is tried on the plan that there is."""
    known = once(case, _plans)
    if (kind, key) not in known:
        known[kind, key] = meant(case, kind, key, progress)
    return known[kind, key]


def _plans(case: Case) -> dict[tuple[Claimed, str], Meant]:
    """The plans of a case that were asked about."""
    return {}


def _read(case: Case, tried: Mapping[str, str] | None) -> dict[str, Typed]:
    """What a user typed for some numbers."""
    there = quantities_of(case)
    return {path: typed(case, path, text, there.get(path)) for path, text in (tried or {}).items()}


def _said(
    question: VariedPlan, share: float | None, draws: int, verdict: FlipVerdict, party: str | None, phase: int
) -> Iterator[str]:
    if share is not None:
        yield sentences.often(question.plan.title, share, between(share, draws), draws)
    who = party_called(question.case, party) if party else ""
    yield sentences.middle(verdict, who, phase, len(question.plan.phases))


def _notes(case: Case, rows: Sequence[Uncertain]) -> Iterator[str]:
    if ordered := ordered_parties(case):
        yield sentences.no_say([party_called(case, party) for party in ordered])
    if moving := sum(row.correlated and row.says for row in rows):
        yield sentences.correlated(moving)


def _made(case: Case, seed: int | None, draws: int | None) -> Made:
    return Made(
        version=__version__,
        method=f"flips by bisection to {PRECISION:g} of the span, all other numbers at their medians",
        exact=False,
        seed=seed,
        draws=draws,
        ordered=ordered_parties(case),
    )


# ------------------------------------------------------------------------------------------------------- the rows


@dataclass(frozen=True)
class _Told:
    """The case with what was typed, the case without, which has the evidence, and the plan that is asked about."""

    case: Case
    rests: Case
    typed_in: Mapping[str, Typed]
    question: VariedPlan | None

    @cached_property
    def numbers(self) -> Mapping[str, Quantity]:
        """The numbers that have a row, in the order of the file: those with a say, and others of the plan's steps."""
        every = {**quantities_of(self.case), **_successions(self.case)}
        if self.question is None:
            claimed = (path for path, q in every.items() if path.split(".")[0] not in PROPOSED and _stands(q))
            return {path: every[path] for path in (*claimed, *self.typed_in) if path in every}
        steps = {self.case.steps[step].under(step) for step in self.question.plan.steps}
        parts = {path: path.split(".") for path in every}
        return {
            path: quantity
            for path, quantity in every.items()
            if path in self.question.numbers
            or path in self.typed_in
            or (parts[path][2:3] == ["redo"] and parts[path][1] in steps and _stands(quantity))
            or parts[path][2:3] == ["successor"]
        }

    @cached_property
    def correlated(self) -> frozenset[str]:
        """The numbers that move with others."""
        return frozenset(path for entry in self.case.correlated for path in entry.paths)


PROPOSED = ("deals", "plans")
"""What somebody proposes and does not claim: its numbers are no numbers of the case alone."""


def _stands(quantity: Quantity) -> bool:
    """Whether a number is one that can be told on an axis: what is left out is a plain 0."""
    return not quantity.never and not (quantity.shape == "point" and quantity.low == 0)


def _successions(case: Case) -> dict[str, Quantity]:
    """How likely other governments are, by their paths: a condition, and so no number of the case as it is."""
    return {
        f"parties.{name}.successor.chance": party.successor.chance
        for name, party in case.parties.items()
        if party.successor is not None
    }


def _rows(told: _Told, only: Collection[str] | None) -> tuple[Uncertain, ...]:
    """A row for each number, or for some, those that are likeliest to flip the verdict first."""
    paths = [path for path in told.numbers if only is None or path in only]
    turns = _turns(told.question, paths) if told.question else {}
    rows = [_row(told, path, told.numbers[path], turns.get(path, ())) for path in paths]
    return tuple(sorted(rows, key=lambda row: (-(row.chance or 0.0), not row.turns)))


def _row(told: _Told, path: str, quantity: Quantity, turns: tuple[Turn, ...]) -> Uncertain:
    case, parts, unit = told.case, path.split("."), unit_of(path)
    says = told.question is not None and path in told.question.numbers
    ranged = quantity.shape not in ("point", "discrete")
    low, high = span_of(path, quantity)
    counted, per = unit_written(path, quantity)
    value = told.typed_in[path].value if path in told.typed_in else written_number(path, quantity)
    short, kind = short_of(case, path, in_short=True), key_of(path)
    return Uncertain(
        path=path,
        label=label_of(case, path),
        short=short,
        name=name_of(case, path, kind),
        group=f"{unit}.{_whose(parts, kind)}" if unit == "points" else kind,
        called=called_of(case, path, in_short=True),
        part=".".join(parts[:2]),
        kind=kind,
        party=_whose(parts, kind),
        unit=unit,
        counted=counted,
        per=per,
        value=value,
        text=shown_number(value),
        shape=quantity.shape,
        low=quantity.low,
        high=quantity.high,
        mode=quantity.mode,
        median=quantity.median,
        atoms=tuple(zip(quantity.values, quantity.chances, strict=True)),
        looked=(low, high),
        least=SIDES[unit][0] if kind != "walkout_cost" else 0.0,
        most=SIDES[unit][1],
        density=_density(quantity, low, high) if ranged else None,
        turns=turns,
        chance=float(sum(turn.chance or 0.0 for turn in turns)) if says and quantity.shape != "point" else None,
        says=says,
        correlated=path in told.correlated,
        basis=_basis(told.rests, path),
    )


def _groups(case: Case, rows: Sequence[Uncertain]) -> Iterator[Group]:
    """What rows are shown together: first the points of each party, in the order of the first of its rows."""
    first = {row.group: row for row in reversed(rows)}
    for points in (True, False):
        for key in dict.fromkeys(row.group for row in rows):
            row = first[key]
            if (row.unit == "points") == points:
                party = case.parties[row.party] if points and row.party else None
                title = sentences.group(row.kind, party.name if party else "", party.scale if party else "")
                yield Group(key, title, row.party if points else None, row.unit)


def _whose(parts: Sequence[str], kind: str) -> str | None:
    """The party whose points, or whose number, a row is about."""
    if kind == "worth":
        return parts[3]
    return parts[1] if parts[0] in ("parties", "sincerity") else None


def _density(quantity: Quantity, low: float, high: float) -> Density:
    return Density(low, high, tuple(density(marginal_of(quantity), low, high).tolist()))


def _basis(case: Case, path: str) -> Basis:
    """What a number rests on, which is found once: evidence stays as it is where another number is tried."""
    known = once(case, _bases)
    if path not in known:
        one = backing_of(case, path)
        sources = len({piece.source for piece in one.sources})
        known[path] = Basis(
            strength=strength_of(one),
            sources=sources,
            independent=one.independent,
            judgements=len(one.judgements),
            against=len(one.against),
            supports=one.supports,
            grade=one.grade,
            stale=one.stale,
            said=sentences.rests(sources, len(one.judgements), len(one.against), one.stale),
        )
    return known[path]


def _bases(case: Case) -> dict[str, Basis]:
    """What numbers of a case rest on, those that were asked about."""
    return {}


# ------------------------------------------------------------------------------------------------ where it flips


def _turns(question: VariedPlan, paths: Sequence[str]) -> dict[str, tuple[Turn, ...]]:
    """Where each of some numbers flips the verdict, below before above, and what happens beyond."""
    flips = sorted(
        flip_points(question, [path for path in paths if path in question.numbers]), key=lambda flip: flip.at
    )
    own, found = {flip.path: flip.median for flip in flips}, dict[str, tuple[Turn, ...]]()
    values = {
        path: np.array([flip.at if flip.path == path else median for flip in flips]) for path, median in own.items()
    }
    last = len(question.plan.phases)
    for flip, (becomes, party, phase) in zip(flips, _judged(question, values, len(flips)), strict=True):
        shown, up = amount(flip.at, flip.unit), flip.at > flip.median
        who = party_called(question.case, party) if party else None
        said = sentences.turned(shown, up, becomes, who, phase, last)
        turn = Turn(flip.at, up, becomes, party, phase, flip.chance, flip.within, shown, said)
        found[flip.path] = (*found.get(flip.path, ()), turn)
    return found


def _judged(question: VariedPlan, values: Mapping[str, Floats], rows: int) -> list[tuple[FlipVerdict, str | None, int]]:
    """What becomes of a plan in each row, and who refuses it (in phase 0) or walks out first, and in which phase."""
    if not rows:
        return []
    found, parties = judge(question.assessed(values, rows, trust=False)), list(question.case.parties)
    said: list[tuple[FlipVerdict, str | None, int]] = []
    for n in range(rows):
        verdict: FlipVerdict = "refused" if found.refused[n] else "breaks" if found.breaks[n] else "holds"
        if verdict == "holds":
            said.append((verdict, None, 0))
        else:
            said.append((verdict, parties[int(found.party[n])], int(found.phase[n])))
    return said
