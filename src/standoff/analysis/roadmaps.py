"""Question 3 for a case: the roadmap of each deal, its choices resolved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.agreeing import ordered_parties, require_worths
from standoff.analysis.numbers import (
    Arrangement,
    Progress,
    allowed_sets,
    at_median,
    exchange_of,
    part_of,
    places_of,
    require_known,
    silent,
)
from standoff.analysis.plans import assessment_of
from standoff.engine import lattice
from standoff.engine import roadmap as search
from standoff.engine.constraints import Legal, conflict
from standoff.engine.exchange import Exchange, Ints, phases_of
from standoff.engine.objectives import OBJECTIVES
from standoff.errors import SizeError, UsageError, did_you_mean
from standoff.results import records, sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model import Case, Deal


TIME_LIMIT = 10.0
"""Seconds that the roadmap of a deal may take unless something else is asked for."""


@dataclass(frozen=True)
class Sought:
    """What is looked for: an objective, the most trust a plan may ask for, and how many seconds a deal may take."""

    objective: str = "least-trust"
    trust_at_most: float | None = None
    time_limit: float | None = TIME_LIMIT
    between: bool = False


def roadmap(
    case: Case,
    deals: Sequence[str] | None = None,
    progress: Progress = silent,
    *,
    objective: str = "least-trust",
    trust_at_most: float | None = None,
    time_limit: float | None = TIME_LIMIT,
    between: bool = False,
) -> tuple[records.Roadmap, ...]:
    """Which plan is the best, for each deal asked for (all of the case unless given)?

    `objective` is least-trust, least-at-risk, largest-margin, fastest or deepest, among the plans that hold and ask for
    at most so much trust (0..1; no limit unless given); `time_limit` seconds for each deal (None: no limit).
    `between`: look also at breaches begun between phase starts, in the plans that are found.
    Raises UsageError, SizeError.
    """
    require_worths(case)
    for deal in deals or ():
        require_known("deal", deal, case.deals)
    if objective not in OBJECTIVES:
        raise UsageError(f"there is no objective `{objective}`; {did_you_mean(objective, OBJECTIVES)}")
    if trust_at_most is not None and not 0 <= trust_at_most <= 1:
        raise UsageError("the trust that a plan may ask for is between 0 and 100 %")
    sought = Sought(objective, trust_at_most, time_limit, between)
    exchange = exchange_of(case)
    return tuple(roadmap_of(case, exchange, deal, progress, sought) for deal in deals or case.deals)


def roadmap_of(
    case: Case, exchange: Exchange, name: str, progress: Progress, sought: Sought = Sought()
) -> records.Roadmap:
    """The roadmap of one deal under one set of numbers."""
    deal = case.deals[name]
    title = deal.title or name
    union, part, tasks = asked_of(case, exchange, name)
    found = OBJECTIVES[sought.objective].find(
        part,
        tasks,
        search.Aim(sought.objective, 1.0 if sought.trust_at_most is None else sought.trust_at_most),
        lambda share: progress(f"roadmap for “{title}”", share),
        _clock(sought.time_limit),
    )
    vector = found.best if found.best is not None else found.closest
    plan = None
    if vector is not None:
        plan = assessment_of(case, exchange, arranged(case, name, union, vector), sought.between)
    counts: tuple[int | None, int | None] = (None, None)
    if tasks:
        holding, every = lattice.count_orders(part, search.grid_of(Legal(part, tasks[found.task])))
        counts = int(holding), int(every)
    return records.Roadmap(
        deal=name,
        title=title,
        best=plan if found.best is not None else None,
        closest=plan if found.best is None else None,
        bound=records.Bound(_trust_at_least(sought, found), found.proved),
        made=records.Made(
            version=__version__,
            method=_method(sought, found),
            exact=found.exhausted,
            ordered=ordered_parties(case),
        ),
        holding_orders=counts[0],
        all_orders=counts[1],
        unwanted_by=tuple(p for p, gain in zip(case.parties, found.largest_gain.tolist(), strict=False) if gain < 0),
        objective=_objective(sought, found),
        frontier=tuple(
            records.Compromise(one.trust, one.at_risk, 12 * one.years, _phases(case, union, one.vector))
            for one in found.frontier
        ),
        conflict=_conflict(case, part, tasks, union) if vector is None else (),
        stopped=found.stopped,
    )


def quick_plan(case: Case, exchange: Exchange, name: str) -> records.Assessment | None:
    """A plan for a deal that asks for little trust, by search alone: nothing is proved. None where none was found."""
    union, part, tasks = asked_of(case, exchange, name)
    found = search.best_plan(part, tasks, search.Aim(), bounded=False)
    if found.best is None:
        return None
    return assessment_of(case, exchange, arranged(case, name, union, found.best))


def arranged(case: Case, name: str, union: Sequence[str], vector: Ints) -> Arrangement:
    """A plan for a deal in names, from the phases of the steps of all its readings."""
    deal, keeps = case.deals[name], tuple(union[int(j)] for j in np.flatnonzero(vector == 0))
    return Arrangement(name, deal.title or name, keeps, _phases(case, union, vector), deal.pace)


def asked_of(case: Case, exchange: Exchange, name: str) -> tuple[list[str], Exchange, list[search.Task]]:
    """The steps of all readings of a deal, their exchange, and the readings for the engine. Raises SizeError."""
    deal = case.deals[name]
    readings = [
        reading
        for reading in (reading_of(case, deal.steps, members) for members in members_of(case, deal.steps))
        if all(r in (*case.now, *reading[1]) for step in reading[1] for r in case.steps[step].requires)
    ]
    union = list(dict.fromkeys(step for kept, planned in readings for step in (*kept, *planned)))
    for _, planned in readings:
        refuse_deal(name, planned)
    return (
        union,
        part_of(case, exchange, union),
        [_task(case, deal, union, kept, planned) for kept, planned in readings],
    )


def _clock(seconds: float | None) -> Callable[[], float]:
    """How many seconds are left, of a time limit that begins now."""
    if seconds is None:
        return search.unlimited
    over = time.monotonic() + seconds
    return lambda: over - time.monotonic()


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


def _phases(case: Case, union: Sequence[str], vector: Ints) -> tuple[tuple[str, ...], ...]:
    """The phases of a plan in names, the steps of each in the order of the file."""
    phases = [{union[j] for j in phase} for phase in phases_of(vector)]
    return tuple(tuple(step for step in case.steps if step in phase) for phase in phases)


def _trust_at_least(sought: Sought, found: search.Found) -> float | None:
    if sought.objective == "least-trust" and found.bound is not None:
        return found.bound
    return found.least_trust if found.proved else None


def _objective(sought: Sought, found: search.Found) -> records.Objective:
    scale = OBJECTIVES[sought.objective].scale

    def told(value: float | None) -> float | None:
        return None if value is None or not np.isfinite(value) else scale * value

    return records.Objective(sought.objective, told(found.least), told(found.bound), sought.trust_at_most)


def _method(sought: Sought, found: search.Found) -> str:
    if found.exhausted:
        return "all plans of all deeper parts tried" if sought.objective == "deepest" else "all plans tried"
    bounded = "a lower bound over all plans" if found.proved or found.bound is not None else "local search"
    how = f"lattice orders and {bounded}, {found.assessed:,} plans assessed"
    return f"{how}, stopped by the time limit" if found.stopped else how


def _conflict(case: Case, part: Exchange, tasks: Sequence[search.Task], union: Sequence[str]) -> tuple[str, ...]:
    """What a deal wishes of its plans and no plan can keep, in words, by its first reading."""
    parts = conflict(part, tasks[0]) if tasks else ()
    told = []
    for field, n in parts or ():
        wish = getattr(tasks[0], field)
        steps = wish[n] if field in ("before", "same_phase") else wish if field in ("first", "last") else ()
        number = tasks[0].most_phases or 0
        told.append(sentences.wish(field, [case.steps[union[j]].name for j in steps], number))
    return tuple(told)


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


def reading_of(case: Case, steps: Sequence[str], members: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The kept and the planned steps of a deal whose choices are resolved, in the order of the case file."""
    wanted = {members.get(step, step) for step in steps}
    ordered = [step for step in case.steps if step in wanted]
    return [s for s in ordered if s in case.now], [s for s in ordered if s not in case.now]


def refuse_deal(name: str, planned: Sequence[str]) -> None:
    """Raise SizeError where there are more steps than can be ordered."""
    if len(planned) > lattice.largest():
        raise SizeError(
            f"steps to be ordered in the deal `{name}`",
            len(planned),
            lattice.largest(),
            "split the deal, or name a plan and `standoff assess` it",
        )
