"""Plans of many cases at every point of a grid of their numbers, in parts that can be done in any order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement
from standoff.analysis.names import claim_named
from standoff.analysis.numbers import LARGEST_EXCHANGE, require_horizons
from standoff.analysis.ordinal_worths import ordered_parties, require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.sureness.flips import HOLDS, VariedPlan, question_of, slack_of
from standoff.analysis.sureness.grid import Grid
from standoff.analysis.sureness.ranges import CHUNK, Drawn
from standoff.engine.assessment.verdict import judge
from standoff.engine.core.parallel import HERE, Workers
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.errors import SizeError, UsageError
from standoff.results.records.made import Made
from standoff.results.records.sweep import SweptCase, Tally
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case

MOST_ROWS = 1_000_000
"""Rows of a table."""

MOST_ASSESSMENTS = 1_000_000_000
"""Rows times draws."""

ROWS = CHUNK
"""Rows of one part, at most, ..."""

ASSESSMENTS = 10_000
"""... and assessments of it, unless one row takes more; never depending on how many workers there are."""

AT_ONCE = 256
"""Parts that are given to the workers at once."""

VERDICTS = ("refused", "breaks", "holds")
"""What becomes of a plan, by number."""

Phases = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""What the roadmap of a deal keeps, and its phases."""


@dataclass(frozen=True)
class Subject:
    """A case of a sweep, under the name that it has in the table; fingerprint: the SHA-256 of its text."""

    name: str
    case: Case
    fingerprint: str


@dataclass(frozen=True)
class Asked:
    """What a sweep is asked for: which plans (`plan:NAME`, `deal:NAME`) of which cases, at which points.

    No case under its name, nor any plan, stands here twice. draws: of all ranges at each point; 0: none.
    """

    subjects: tuple[Subject, ...]
    plans: Mapping[str, tuple[str, ...]]
    grid: Grid
    draws: int
    seed: int

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return self.grid.points * sum(len(plans) for plans in self.plans.values())

    @cached_property
    def identity(self) -> dict[str, Any]:
        """All that the rows hang on, as plain data: tables with the same identity have the same rows."""
        return {
            "version": __version__,
            "cases": [{"case": s.name, "title": s.case.title, "fingerprint": s.fingerprint} for s in self.subjects],
            "plans": [list(self.plans[subject.name]) for subject in self.subjects],
            "grid": [{"path": a.path, "unit": a.unit, "values": list(a.values)} for a in self.grid.axes],
            "draws": self.draws,
            "seed": self.seed,
        }

    @property
    def cases(self) -> tuple[SweptCase, ...]:
        """Its cases, as they are reported."""
        return tuple(SweptCase(s.name, s.case.title, s.fingerprint) for s in self.subjects)

    @property
    def made(self) -> Made:
        """How the table is made."""
        method = "assessment of all failures at the points of the grid, other numbers at the medians of their ranges"
        ordered = dict.fromkeys(party for subject in self.subjects for party in ordered_parties(subject.case))
        return Made(__version__, method, exact=False, seed=self.seed, draws=self.draws, ordered=tuple(ordered))

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties of all cases."""
        return tuple(dict.fromkeys(party for subject in self.subjects for party in subject.case.parties))


def asked_of(
    subjects: Sequence[Subject], plans: Sequence[str], deals: Sequence[str], grid: Grid, draws: int = 0, seed: int = 1
) -> Asked:
    """The plans and the roadmaps of the deals that are named, or else all plans, of each case, at the points of a grid.

    Raises UsageError, SizeError.
    """
    named = [subject.name for subject in subjects]
    for n, name in enumerate(named):
        if name in named[:n]:
            raise UsageError(f"the case `{name}` is named twice")
    asked = Asked(tuple(subjects), {s.name: _plans(s.case, plans, deals) for s in subjects}, grid, draws, seed)
    if asked.rows > MOST_ROWS:
        raise SizeError("rows", asked.rows, MOST_ROWS, "vary fewer numbers, take fewer values, or name a plan")
    if (assessments := asked.rows * (1 + draws)) > MOST_ASSESSMENTS:
        raise SizeError("assessments (rows times draws)", assessments, MOST_ASSESSMENTS, "take fewer draws or values")
    return asked


def _plans(case: Case, plans: Sequence[str], deals: Sequence[str]) -> tuple[str, ...]:
    require_worths(case)
    require_horizons(case)
    asked = [*(claim_named(case, plan) for plan in plans), *(claim_named(case, deal, "deal") for deal in deals)]
    labels = [f"{kind}:{key}" for kind, key in asked] or [f"plan:{key}" for key in case.plans]
    if not labels:
        raise UsageError(f"the case “{case.title}” has no plans: add one under `plans:`, or name a deal with --deal")
    return tuple(dict.fromkeys(labels))


@dataclass(frozen=True)
class RowRange:
    """Some neighbouring rows of the table: one plan of one case, at the points from `first` to before `last`."""

    case: str
    plan: str
    question: VariedPlan
    grid: Grid
    first: int
    last: int
    draws: int
    seed: int

    def __len__(self) -> int:
        """How many rows it has."""
        return self.last - self.first


@dataclass(frozen=True, eq=False)
class SweepRows:
    """What became of one plan of one case at R points; values, gain: by path and by party, each (R,).

    verdict: an index into VERDICTS. trust: NaN where somebody walks out. slack: as a share of a stake. party, phase:
    who decides, and when; None and 0 for nobody and never. exact: whether all sets of breaches
    were tried. holds: the share of the draws, None without draws.
    """

    case: str
    plan: str
    values: Mapping[str, Floats]
    verdict: Ints
    trust: Floats
    months: Floats
    slack: Floats
    gain: Mapping[str, Floats]
    phase: Ints
    party: tuple[str | None, ...]
    exact: Bools
    holds: Floats | None


def parts_of(
    asked: Asked, roadmaps: Mapping[tuple[str, str], Phases], progress: Progress = silent
) -> tuple[RowRange, ...]:
    """The parts of a sweep, in the order of the table; `roadmaps`: those of (case, deal) that are known already.

    Raises UsageError, SizeError.
    """
    size = max(1, min(ROWS, ASSESSMENTS // max(1, asked.draws)))
    cuts = [(first, min(first + size, asked.grid.points)) for first in range(0, asked.grid.points, size)]
    return tuple(
        RowRange(subject.name, plan, question, asked.grid, first, last, asked.draws, asked.seed)
        for subject in asked.subjects
        for plan in asked.plans[subject.name]
        for question in [_question(subject, plan, roadmaps, progress)]
        for first, last in cuts
    )


def roadmaps_of(parts: Sequence[RowRange]) -> dict[tuple[str, str], Phases]:
    """The roadmaps that a sweep is about, by case and deal, so that they need not be sought again."""
    return {
        (part.case, part.question.plan.name): (part.question.plan.keeps, part.question.plan.phases)
        for part in parts
        if part.plan.startswith("deal:")
    }


def _question(
    subject: Subject, label: str, roadmaps: Mapping[tuple[str, str], Phases], progress: Progress
) -> VariedPlan:
    kind, name = label.split(":", 1)
    case = subject.case
    if kind == "plan":
        question = question_of(case, name, None)
    elif (known := roadmaps.get((subject.name, name))) is not None and _fits(case, known):
        deal = case.deals[name]
        plan = Arrangement(name, deal.title or name, *known, deal.pace, case.consenting(deal))
        question = VariedPlan(case, plan, f"deals.{name}.pace")
    else:
        question = question_of(case, None, name, progress)
    if (steps := len(question.plan.steps)) > LARGEST_EXCHANGE:
        raise SizeError(f"steps in the plan `{name}`", steps, LARGEST_EXCHANGE, "sweep a shorter plan")
    return question


def _fits(case: Case, known: Phases) -> bool:
    """Whether a roadmap that was written down is one of this case."""
    steps = [*known[0], *(step for phase in known[1] for step in phase)]
    return len(set(steps)) == len(steps) and all(step in case.steps for step in steps)


def sweep(
    parts: Sequence[RowRange],
    done: Collection[int],
    keep: Callable[[int, SweepRows], None],
    progress: Progress = silent,
    by: Workers = HERE,
) -> bool:
    """Do the parts that are not done, and hand each to `keep` with its number; False where the user stops the work."""
    wanted = [number for number in range(len(parts)) if number not in done]
    finished = len(parts) - len(wanted)
    try:
        for number, rows in _answers(parts, wanted, by):
            keep(number, rows)
            finished += 1
            progress("sweep", finished / len(parts))
    except KeyboardInterrupt:
        return False
    return True


def _answers(parts: Sequence[RowRange], wanted: Sequence[int], by: Workers) -> Iterator[tuple[int, SweepRows]]:
    for start in range(0, len(wanted), AT_ONCE):
        numbers = wanted[start : start + AT_ONCE]
        for place, rows in by.results(rows_of, [parts[number] for number in numbers]):
            yield numbers[place], rows


def rows_of(part: RowRange) -> SweepRows:
    """The rows of one part."""
    question, values = part.question, part.grid.values(part.first, part.last)
    found = question.assessed(values, len(part))
    judged = judge(found)
    parties = list(question.case.parties)
    return SweepRows(
        case=part.case,
        plan=part.plan,
        values=values,
        verdict=np.where(judged.refused, 0, np.where(judged.breaks, 1, 2)),
        trust=found.trust_asked,
        months=12 * found.lasts,
        slack=slack_of(found),
        gain={party: found.gain[:, n] for n, party in enumerate(parties)},
        phase=judged.phase.astype(np.int64),
        party=tuple(parties[n] if n >= 0 else None for n in judged.party.tolist()),
        exact=found.exact,
        holds=_holds(part, values) if part.draws else None,
    )


def _holds(part: RowRange, values: Mapping[str, Floats]) -> Floats:
    """The share of the draws in which the plan holds, at each point: the same draws of all other ranges."""
    draws, points = part.draws, len(part)
    drawn = Drawn.of(part.question.case, draws, part.seed).values
    at_once = max(1, CHUNK // draws)
    shares = []
    for first in range(0, points, at_once):
        some = min(at_once, points - first)
        other = {path: np.tile(x, some) for path, x in drawn.items()}
        fixed = {path: np.repeat(x[first : first + some], draws) for path, x in values.items()}
        verdicts = part.question.answers({**other, **fixed}, some * draws, trust=False)[0]
        shares.append((verdicts == HOLDS).reshape(some, draws).mean(axis=1))
    return np.concatenate(shares)


# ------------------------------------------------------------------------------------------ the table


def columns_of(asked: Asked, rows: SweepRows) -> dict[str, list[Any]]:
    """The columns of the table, in order; None where there is no value."""
    count = rows.verdict.size
    nothing = np.full(count, np.nan)
    return {
        "case": [rows.case] * count,
        "plan": [rows.plan] * count,
        **{path: values.tolist() for path, values in rows.values.items()},
        "verdict": [VERDICTS[n] for n in rows.verdict.tolist()],
        "trust": _numbers(rows.trust),
        "months": _numbers(rows.months),
        "slack": _numbers(rows.slack),
        "phase": [phase or None for phase in rows.phase.tolist()],
        "party": list(rows.party),
        **{f"gain.{party}": _numbers(rows.gain.get(party, nothing)) for party in asked.parties},
        "exact": rows.exact.tolist(),
        "holds": _numbers(nothing if rows.holds is None else rows.holds),
        "draws": [asked.draws] * count,
    }


def _numbers(values: Any) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]


def tallied(asked: Asked, counts: Mapping[tuple[str, str, str], int]) -> tuple[Tally, ...]:
    """What became of each plan, from how many points there are of each (case, plan, verdict)."""
    found = []
    for case, plans in asked.plans.items():
        for plan in plans:
            each = [counts.get((case, plan, verdict), 0) for verdict in VERDICTS]
            found.append(Tally(case, plan, sum(each), *each))
    return tuple(found)
