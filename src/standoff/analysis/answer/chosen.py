"""The plans of a deal that the verb `roadmap` shows: the one with the least trust, and the one that is shown first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from standoff.analysis.answer.candidates import Candidate, given, of_deals
from standoff.analysis.answer.judged import contender, judged_on
from standoff.analysis.answer.ratings import FEWEST, Search, halves
from standoff.analysis.answer.within import DealPlans
from standoff.analysis.names import places_of
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap import search
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.core.exchange import phase_vector
from standoff.engine.core.parallel import HERE, Workers, all_of, workers_at_hand
from standoff.errors import UsageError
from standoff.results.records.made import Made
from standoff.results.records.roadmap import Chosen, Roadmap
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.engine.core.exchange import Exchange

__all__ = ["DRAWS", "roadmap"]

DRAWS = 200
"""How often all ranges are drawn unless another number is asked for."""


def roadmap(
    case: Case,
    deals: Sequence[str] | None = None,
    progress: Progress = silent,
    *,
    objective: str = "least-trust",
    trust_at_most: float | None = None,
    time_limit: float | None = search.TIME_LIMIT,
    between: bool = False,
    draws: int = DRAWS,
    seed: int = 1,
    by: Workers = HERE,
) -> tuple[Roadmap, ...]:
    """Which plan is the best, for each deal asked for (all of the case unless given)?

    `objective` is least-trust, least-at-risk, largest-margin, fastest or deepest, among the plans that hold and ask for
    at most so much trust (0..1; no limit unless given); `time_limit` seconds for each deal (None: no limit).
    `between`: look also at breaches begun between phase starts, in the plans that are found.
    All ranges are drawn `draws` times, to choose the plan that is shown first of those that ask for little trust: the
    one with the largest expected smallest share of gain, chosen on one half and judged on the other. With 0, with
    another objective or with a limit of trust none is.
    Raises UsageError, SizeError.

    >>> from standoff.case.load import read_source
    >>> gifts = read_source("case.yaml", (
    ...     "{format: 1, title: Gifts, as_of: 2026-11-02, deals: {swap: [gift_of_a, gift_of_b]}, "
    ...     "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}, steps: {"
    ...     "gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}, "
    ...     "gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}}}"
    ... ))
    >>> (swap,) = roadmap(gifts.case)
    >>> swap.best.phases == swap.chosen.plan.plan.phases, swap.chosen.plan.sure.holds
    (True, 1.0)
    """
    if draws and draws < FEWEST:
        raise UsageError("to choose a plan takes two draws at least: one to choose on, one to judge on; or 0 for none")
    found = search.roadmap(
        case,
        deals,
        progress,
        objective=objective,
        trust_at_most=trust_at_most,
        time_limit=time_limit,
        between=between,
        by=by,
    )
    if not draws or objective != "least-trust" or trust_at_most is not None:
        return found
    tasks = [_ChosenTask(case, road, draws, seed) for road in found]
    progress("the plans to show first", 0.0)
    chosen = all_of(by, _chosen_for, tasks, lambda share: progress("the plans to show first", share))
    return tuple(replace(road, chosen=one) for road, one in zip(found, chosen, strict=True))


@dataclass(frozen=True)
class _ChosenTask:
    """A deal, by its roadmap, whose plan to show first is sought."""

    case: Case
    road: Roadmap
    draws: int
    seed: int


def _chosen_for(task: _ChosenTask) -> Chosen | None:
    drawn = halves(Drawn.of(task.case, task.draws, task.seed))
    return _chosen(task.case, exchange_of(task.case), task.road, drawn, task.seed, workers_at_hand())


def _chosen(
    case: Case, exchange: Exchange, road: Roadmap, drawn: tuple[Drawn, Drawn], seed: int, by: Workers
) -> Chosen | None:
    """The plan of a deal to show first; None where the deal has none at all."""
    known = of_deals(case, [road], {}).get(road.deal)
    if not known:
        return None
    choosing, judging = drawn
    deal = DealPlans.of(case, exchange, road.deal)
    starts = list(dict.fromkeys([*known, *deal.taken_over([*given(case), *_compromises(case, deal, road)])]))
    near = deal.every() or [other for one in starts for other in deal.around(one)]
    most = deal.most_gained([*starts, *near])
    rating = Search(choosing, most, by)
    plan = rating.plan_for(deal, starts)
    judged = judged_on(judging, by, most, [plan, known[0]])
    return Chosen(
        plan=contender(case, exchange, "deal", road.deal, plan, judged, known[0]),
        most=dict(zip(case.parties, most.tolist(), strict=True)),
        candidates=len(rating.met),
        chosen_on=choosing.draws,
        judged_on=judging.draws,
        made=Made(
            version=__version__,
            method="the largest expected smallest share among the plans for the deal that were found, and what is "
            "near the best of them",
            exact=False,
            seed=seed,
            draws=choosing.draws + judging.draws,
            ordered=ordered_parties(case),
        ),
    )


def _compromises(case: Case, deal: DealPlans, road: Roadmap) -> list[Candidate]:
    """The plans that put less at risk for more trust."""
    found = []
    for one in road.frontier:
        planned = {step for phase in one.phases for step in phase}
        for legal in deal.legal:
            if {deal.union[j] for j in legal.task.planned} == planned:
                phases = [places_of(deal.union, phase) for phase in one.phases]
                found.append(deal.candidate(phase_vector(len(deal.union), list(legal.task.kept), phases)))
                break
    return found
