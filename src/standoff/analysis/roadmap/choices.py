"""A deal of a case with its choices resolved: which members there are, and what each deal then plans and keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, part_of
from standoff.analysis.names import places_of
from standoff.analysis.numbers import LARGEST_EXCHANGE, allowed_sets, at_median
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Ints
from standoff.engine.roadmap import lattice, search
from standoff.errors import SizeError

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Deal


def arranged(case: Case, name: str, union: Sequence[str], vector: Ints) -> Arrangement:
    """A plan for a deal in names, from the phases of the steps of all its readings."""
    deal, keeps = case.deals[name], tuple(union[int(j)] for j in np.flatnonzero(vector == 0))
    phases = phases_in_names(case, union, vector)
    return Arrangement(name, deal.title or name, keeps, phases, deal.pace, case.consenting(deal))


def asked_of(case: Case, exchange: Exchange, name: str) -> tuple[list[str], Exchange, list[search.Task]]:
    """The steps of all readings of a deal, their exchange, and the readings for the engine. Raises SizeError."""
    deal = case.deals[name]
    readings = [
        reading
        for reading in (reading_of(case, deal, members) for members in members_of(case, deal.steps))
        if all(r in (*case.now, *reading[1]) for step in reading[1] for r in case.steps[step].requires)
    ]
    union = list(dict.fromkeys(step for kept, planned in readings for step in (*kept, *planned)))
    for kept, planned in readings:
        refuse_deal(name, kept, planned)
    return (
        union,
        part_of(case, exchange, union, case.consenting(deal)),
        [_task(case, deal, union, kept, planned) for kept, planned in readings],
    )


def _task(case: Case, deal: Deal, union: Sequence[str], kept: Sequence[str], planned: Sequence[str]) -> search.Task:
    """One reading of a deal for the engine; in what the deal wishes, a choice stands for its member."""
    chosen = {choice: step for choice, members in case.choices.items() for step in members if step in (*kept, *planned)}

    def places(names: Sequence[str]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(union.index(name) for n in names if (name := chosen.get(n, n)) in union))

    return search.Task(
        kept=tuple(places_of(union, kept)),
        planned=tuple(places_of(union, planned)),
        allowed=allowed_sets(case, planned),
        before=tuple((pair[0], pair[1]) for names in deal.before if len(pair := places(names)) == 2),
        pace=at_median(deal.pace),
        same_phase=_merged([places(group) for group in deal.same_phase]),
        first=places(deal.first),
        last=places(deal.last),
        most_phases=deal.phases,
        most_at_risk=np.array([deal.at_risk.get(party, np.inf) for party in case.parties]) if deal.at_risk else None,
    )


def _merged(groups: Sequence[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Groups that share a step as one."""
    merged: list[set[int]] = []
    for group in groups:
        apart = [other for other in merged if not other & set(group)]
        merged = [*apart, set(group).union(*(other for other in merged if other & set(group)))]
    return tuple(tuple(sorted(group)) for group in merged if len(group) > 1)


def phases_in_names(case: Case, union: Sequence[str], vector: Ints) -> tuple[tuple[str, ...], ...]:
    """The phases of a plan in names, the steps of each in the order of the file."""
    due = dict(zip(union, vector.tolist(), strict=True))
    phases: list[list[str]] = [[] for _ in range(max(due.values(), default=0))]
    for step in case.steps:
        if (phase := due.get(step, 0)) > 0:
            phases[phase - 1].append(step)
    return tuple(map(tuple, phases))


def members_of(case: Case, steps: Sequence[str]) -> Iterator[dict[str, str]]:
    """Every way to resolve the choices of a deal; a member in force now or named by the deal settles its choice."""
    choices = [step for step in steps if step in case.choices]
    settled = {*steps, *case.now}
    options = [
        [member for member in case.choices[choice] if member in settled] or list(case.choices[choice])
        for choice in choices
    ]
    for members in product(*options):
        yield dict(zip(choices, members, strict=True))


def reading_of(case: Case, deal: Deal, members: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The kept and the planned steps of a deal whose choices are resolved, in the order of the case file."""
    from standoff.case.model.parts import with_earlier_parts

    wanted = with_earlier_parts(case, (members.get(step, step) for step in deal.steps))
    kept = {*case.kept(deal), *wanted} & {*case.now}
    return [s for s in case.steps if s in kept], [s for s in case.steps if s in wanted and s not in case.now]


def refuse_deal(name: str, kept: Sequence[str], planned: Sequence[str]) -> None:
    """Raise SizeError where there are more steps than can be ordered, or assessed with those that are kept."""
    if len(planned) > lattice.largest():
        raise SizeError(
            f"steps to be ordered in the deal `{name}`",
            len(planned),
            lattice.largest(),
            "split the deal, or name a plan and `standoff assess` it",
        )
    if len(kept) + len(planned) > LARGEST_EXCHANGE:
        raise SizeError(
            f"steps in the deal `{name}`, kept ones included",
            len(kept) + len(planned),
            LARGEST_EXCHANGE,
            "name under `keeps` what could be ended, or split the deal",
        )
