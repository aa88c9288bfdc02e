"""The best deal found for a case: among the frontier, the named deals, their robust roadmaps, and plans near them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from standoff.analysis.answer.candidates import Candidate, Surroundings, frontier_plans, given, of_deals
from standoff.analysis.answer.judged import contender, judged_on
from standoff.analysis.answer.ratings import CLIMBED, FEWEST, Search, halves
from standoff.analysis.answer.within import DealPlans, most_gained
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import ordered_parties, require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.frontier import deals_of_a_run
from standoff.analysis.roadmap.search import RoadmapTask, Sought, found_for
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import robust_roadmaps
from standoff.engine.core.parallel import HERE, Workers
from standoff.errors import UsageError
from standoff.results.records.answer import Best, Kind
from standoff.results.records.made import Made
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.frontier import Frontier
    from standoff.results.records.roadmap import Roadmap
    from standoff.results.records.sureness import Robust

__all__ = ["DRAWS", "FEWEST", "ROBUST", "Known", "best_deal", "found_of", "started", "waited_for"]

Result = TypeVar("Result")

DRAWS = 2000
"""How often all ranges are drawn unless another number is asked for."""

ROBUST = 200
"""On so many of the draws, at most, robust roadmaps are sought: as many as a run has unless told otherwise."""

SECONDS = 60.0
"""Of the processor's time so much for the roadmap of a deal: long enough not to be reached, so that answers repeat."""


@dataclass(frozen=True)
class Known:
    """What was found before for the deals of a case: roadmaps, robust ones, and the frontier."""

    roadmaps: tuple[Roadmap, ...]
    robust: dict[str, Robust]
    frontier: Frontier | None


def started(case: Case, by: Workers, between: bool = False) -> list[Callable[[], Roadmap]]:
    """The roadmaps of all deals of a case, at work: each is waited for by calling it."""
    sought = Sought(time_limit=SECONDS, between=between, by_processor=True)
    return [by.start(found_for, RoadmapTask(case, deal, sought)) for deal in case.deals]


def waited_for(what: str, begun: Sequence[Callable[[], Result]], progress: Progress) -> list[Result]:
    """The results of work that was begun, one after the other."""
    found = []
    for number, result in enumerate(begun):
        progress(what, number / len(begun))
        found.append(result())
    progress(what, 1.0)
    return found


@dataclass(frozen=True)
class _Deals:
    """A case, and the roadmaps of its deals."""

    case: Case
    roadmaps: tuple[Roadmap, ...]


def _frontier_of(asked: _Deals) -> Frontier | None:
    return deals_of_a_run(asked.case, silent, asked.roadmaps)


def found_of(
    case: Case,
    draws: int,
    seed: int,
    progress: Progress = silent,
    by: Workers = HERE,
    begun: Sequence[Callable[[], Roadmap]] | None = None,
    method: str = "latin",
    meanwhile: Callable[[Sequence[Roadmap]], None] = lambda roads: None,
) -> Known:
    """Roadmaps, robust roadmaps and the frontier of a case, as a run finds them; roadmaps that were `begun` before.

    Robust roadmaps are sought on so many draws as are asked for, while the frontier is at work; `meanwhile` is called
    where all that is left is to wait for it, to begin other work.
    """
    roads = tuple(waited_for("roadmaps", started(case, by) if begun is None else begun, progress))
    frontier = by.start(_frontier_of, _Deals(case, roads))
    robust = robust_roadmaps(case, roads, draws, seed, progress, by, method) if draws else {}
    meanwhile(roads)
    return Known(roads, robust, waited_for("deals", [frontier], progress)[0])


def best_deal(
    case: Case,
    draws: int = DRAWS,
    seed: int = 1,
    progress: Progress = silent,
    by: Workers = HERE,
    known: Known | None = None,
) -> Best:
    """Which deal has the largest expected smallest share, and how do the plans and deals of the case compare with it?

    It is chosen on the first half of the draws and judged, with all that it is compared with, on the other half.
    Raises UsageError, SizeError.
    """
    require_worths(case)
    if draws < FEWEST:
        raise UsageError("to find the best deal takes two draws at least: one to choose on, one to judge on")
    exchange = exchange_of(case)
    before = found_of(case, min(draws, ROBUST), seed, progress, by) if known is None else known
    deals, frontier = of_deals(case, before.roadmaps, before.robust), before.frontier
    plans = given(case)
    sought = [*frontier_plans(case, frontier), *(one for several in deals.values() for one in several)]
    most = most_gained(case, exchange, [*sought, *plans])
    if frontier is not None:
        most = np.maximum(most, [frontier.most[party] for party in case.parties])
    choosing, judging = halves(Drawn.of(case, draws, seed))
    progress("the best deal", 0.0)
    search = Search(choosing, most, by)
    search.add([*sought, *plans])
    around, seen = Surroundings.of(case).around, {*search.to_choose_from}
    for start in search.ranked(CLIMBED):
        search.climb(start, around, seen)
    progress("the best deal", 0.5)
    first = {}
    for name, several in deals.items():
        first[name] = search.plan_for(DealPlans.of(case, exchange, name), several)
    progress("the best deal", 0.8)
    chosen = search.best()
    shown: list[tuple[Kind, str, Candidate]] = [] if chosen is None else [("found", _deal_of(case, chosen), chosen)]
    shown += [("plan", one.plan.name, one) for one in plans]
    shown += [("deal", name, one) for name, one in first.items()]
    least = {name: several[0] for name, several in deals.items()}
    judged = judged_on(judging, by, most, [*(one for _, _, one in shown), *least.values()])
    found = [
        contender(case, exchange, kind, name, one, judged, least[name] if kind == "deal" else None)
        for kind, name, one in shown
    ]
    progress("the best deal", 1.0)
    return Best(
        found=None if chosen is None else found[0],
        rivals=tuple(found if chosen is None else found[1:]),
        most=dict(zip(case.parties, most.tolist(), strict=True)),
        deals=0 if frontier is None else frontier.looked_at,
        candidates=len(search.to_choose_from),
        chosen_on=choosing.draws,
        judged_on=judging.draws,
        made=Made(
            version=__version__,
            method="the largest expected smallest share among the frontier, the plans and deals of the case, robust "
            "roadmaps, and what is near the best of them",
            exact=False,
            seed=seed,
            draws=draws,
            ordered=ordered_parties(case),
        ),
    )


def _deal_of(case: Case, chosen: Candidate) -> str:
    """The deal of the case that has the steps of a plan, with any members of its choices, or ""."""
    member_of = {member: choice for choice, members in case.choices.items() for member in members}

    def opened(steps: Iterable[str]) -> set[str]:
        return {member_of.get(step, step) for step in steps if step not in case.now}

    planned = opened(step for phase in chosen.plan.phases for step in phase)
    for name, deal in case.deals.items():
        if opened(deal.steps) == planned and {*case.kept(deal)} == {*chosen.plan.keeps}:
            return name
    return ""
