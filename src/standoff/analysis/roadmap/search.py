"""Question 3 for a case: the roadmap of each deal, its choices resolved."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.assessment.edge import giving_more
from standoff.analysis.assessment.successor import with_successors
from standoff.analysis.names import chosen_of, deal_named
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import ordered_parties, require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.choices import arranged, asked_of, phases_in_names
from standoff.engine.core.constraints import Legal, conflict
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.parallel import HERE, Workers, all_of
from standoff.engine.roadmap import lattice, search
from standoff.engine.roadmap.clock import unlimited
from standoff.engine.roadmap.objectives import OBJECTIVES
from standoff.errors import UsageError, did_you_mean
from standoff.results.records.made import Made
from standoff.results.records.roadmap import Bound, Compromise, Objective, ObjectiveName, Roadmap
from standoff.results.sentences import roadmap as sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case

TIME_LIMIT = 10.0
"""Seconds that the roadmap of a deal may take unless something else is asked for."""


@dataclass(frozen=True)
class Sought:
    """What is looked for: an objective, the most trust a plan may ask for, and how many seconds a deal may take.

    by_processor: the seconds are those of the processor, so that it does not matter what else a machine does.
    """

    objective: str = "least-trust"
    trust_at_most: float | None = None
    time_limit: float | None = TIME_LIMIT
    between: bool = False
    by_processor: bool = False


def roadmap(
    case: Case,
    deals: Sequence[str] | None = None,
    progress: Progress = silent,
    *,
    objective: str = "least-trust",
    trust_at_most: float | None = None,
    time_limit: float | None = TIME_LIMIT,
    between: bool = False,
    by: Workers = HERE,
) -> tuple[Roadmap, ...]:
    """Which plan is the best, for each deal asked for (all of the case unless given)?

    `objective` is least-trust, least-at-risk, largest-margin, fastest or deepest, among the plans that hold and ask for
    at most so much trust (0..1; no limit unless given); `time_limit` seconds for each deal (None: no limit).
    `between`: look also at breaches begun between phase starts, in the plans that are found.
    Raises UsageError, SizeError.

    >>> from standoff import example
    >>> [found] = roadmap(example(), ["full"])
    >>> found.best.phases
    (('inspectors', 'open_harbour'), ('lift_ban',))
    """
    require_worths(case)
    chosen = list(dict.fromkeys(deal_named(case, deal) for deal in deals or case.deals))
    if objective not in OBJECTIVES:
        raise UsageError(f"there is no objective `{objective}`; {did_you_mean(objective, OBJECTIVES)}")
    if trust_at_most is not None and not 0 <= trust_at_most <= 1:
        raise UsageError("the trust that a plan may ask for is between 0 and 100 %")
    sought = Sought(objective, trust_at_most, time_limit, between)
    if by is HERE or len(chosen) == 1:
        exchange = exchange_of(case)
        return tuple(roadmap_of(case, exchange, deal, progress, sought) for deal in chosen)
    by.share(case)
    tasks = [RoadmapTask(case, deal, sought) for deal in chosen]
    return all_of(by, found_for, tasks, lambda share: progress("roadmaps", share))


@dataclass(frozen=True)
class RoadmapTask:
    """The roadmap of one deal, as work that can be handed on."""

    case: Case
    deal: str
    sought: Sought


def found_for(task: RoadmapTask) -> Roadmap:
    """The roadmap of one deal."""
    return roadmap_of(task.case, exchange_of(task.case), task.deal, silent, task.sought)


def roadmap_of(case: Case, exchange: Exchange, name: str, progress: Progress, sought: Sought = Sought()) -> Roadmap:
    """The roadmap of one deal under one set of numbers."""
    deal = case.deals[name]
    title = deal.title or name
    union, part, tasks = asked_of(case, exchange, name)
    found = OBJECTIVES[sought.objective].find(
        part,
        tasks,
        search.Aim(sought.objective, 1.0 if sought.trust_at_most is None else sought.trust_at_most),
        lambda share: progress(f"roadmap for “{title}”", share),
        _clock(sought),
    )
    vector = found.best if found.best is not None else found.closest
    plan = None
    if vector is not None:
        order = arranged(case, name, union, vector)
        plan = with_successors(case, assessment_of(case, exchange, order, sought.between), order)
    best = plan if found.best is not None else None
    counts: tuple[int | None, int | None] = (None, None)
    if tasks:
        holding, every = lattice.count_orders(part, lattice.subset_lattice(Legal(part, tasks[found.task])))
        counts = int(holding), int(every)
    return Roadmap(
        deal=name,
        title=title,
        best=best,
        closest=plan if found.best is None else None,
        bound=Bound(_trust_at_least(sought, found), found.proved),
        made=Made(
            version=__version__,
            method=_method(sought, found),
            exact=found.exhausted,
            ordered=ordered_parties(case),
        ),
        holding_orders=counts[0],
        all_orders=counts[1],
        unwanted_by=() if found.refusers is None else chosen_of(list(case.parties), found.refusers),
        objective=_objective(sought, found),
        frontier=tuple(
            Compromise(one.trust, one.at_risk, 12 * one.years, phases_in_names(case, union, one.vector))
            for one in found.frontier
        ),
        conflict=_conflict(case, part, tasks, union) if vector is None else (),
        stopped=found.stopped,
        less_than=giving_more(case, exchange, best) if best else (),
    )


def _clock(sought: Sought) -> Callable[[], float]:
    """How many seconds are left, of a time limit that begins now."""
    if sought.time_limit is None:
        return unlimited
    now = time.process_time if sought.by_processor else time.monotonic
    over = now() + sought.time_limit
    return lambda: over - now()


def _trust_at_least(sought: Sought, found: search.BestPlan) -> float | None:
    if sought.objective == "least-trust" and found.bound is not None:
        return found.bound
    return found.least_trust if found.proved else None


def _objective(sought: Sought, found: search.BestPlan) -> Objective:
    scale = OBJECTIVES[sought.objective].scale

    def told(value: float | None) -> float | None:
        return None if value is None or not np.isfinite(value) else scale * value

    return Objective(cast(ObjectiveName, sought.objective), told(found.least), told(found.bound), sought.trust_at_most)


def _method(sought: Sought, found: search.BestPlan) -> str:
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
