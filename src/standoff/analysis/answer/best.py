"""The best deal found for a case: among the frontier, the named deals, their robust roadmaps, and plans near them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.answer.candidates import Candidate, Surroundings, frontier_plans, given, of_deals
from standoff.analysis.answer.judged import contender, judged_on
from standoff.analysis.answer.questions import Known, found_of
from standoff.analysis.answer.ratings import CLIMBED, FEWEST, Search, halves
from standoff.analysis.answer.within import DealPlans, most_gained
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import ordered_parties, require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.core.parallel import HERE, Workers
from standoff.errors import UsageError
from standoff.results.records.answer import Best, Kind
from standoff.results.records.made import Made
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["DRAWS", "FEWEST", "ROBUST", "best_deal"]

DRAWS = 2000
"""How often all ranges are drawn unless another number is asked for."""

ROBUST = 200
"""On so many of the draws, at most, robust roadmaps are sought: as many as a run has unless told otherwise."""


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
