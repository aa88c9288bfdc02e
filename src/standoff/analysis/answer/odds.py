"""How often the deals of the frontier hold over draws, and what they give whom they need then: the verb `deals`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.answer.candidates import Candidate, frontier_plans
from standoff.analysis.answer.ratings import rated
from standoff.analysis.assessment.arrangement import arranged_again
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap import frontier
from standoff.analysis.roadmap.frontier import SHOWN
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.core.parallel import HERE, Workers
from standoff.results.records.frontier import Frontier, FrontierDeal, NamedDeal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from standoff.case.model.model import Case

__all__ = ["deals", "with_odds"]


def deals(
    case: Case,
    within: str | None = None,
    limit: int = SHOWN,
    progress: Progress = silent,
    *,
    draws: int = 0,
    seed: int = 1,
    by: Workers = HERE,
) -> Frontier:
    """Which deals hold, and which of them does no other beat in gains, trust asked, months and symbolic shares?

    The deals are made of all steps that are not in force now, or of those of one deal of the case. At most `limit` are
    shown. Of the deals that the case names each is told of, by its roadmap. All ranges are drawn `draws` times to see
    how often each deal holds that is shown, and what it gives then; 0: they are not.
    Raises UsageError, SizeError.

    >>> from standoff import example
    >>> found = deals(example(), draws=20)
    >>> [(deal.steps, deal.holds) for deal in found.deals]
    [(('inspectors', 'open_harbour', 'lift_ban'), 1.0)]
    """
    found = frontier.deals(case, within, limit, progress, by=by)
    if not draws:
        return found
    progress("how often the deals hold", 0.0)
    told = with_odds(case, found, Drawn.of(case, draws, seed), found.most, by)
    progress("how often the deals hold", 1.0)
    return told


def with_odds(case: Case, found: Frontier, drawn: Drawn, most: Mapping[str, float], by: Workers = HERE) -> Frontier:
    """The same frontier, with how often its deals hold in some draws, and the smallest shares of gain that they give.

    most: what a deal that holds gives each party at most at the medians, of which shares are taken.
    """
    shown = frontier_plans(case, found)
    named = {
        one.deal: Candidate(arranged_again(case, one.plan, case.deals[one.deal]), f"deals.{one.deal}.pace")
        for one in found.named
        if one.plan is not None and one.plan.phases
    }
    plans = list(dict.fromkeys([*shown, *named.values()]))
    shares = np.array([most[party] for party in case.parties])
    fares = {plan: one.worth for plan, one in zip(plans, rated(by, drawn, plans, shares), strict=True)}

    def deal_in_draws(deal: FrontierDeal, plan: Candidate) -> FrontierDeal:
        share, holds = fares[plan]
        return replace(deal, holds=holds, expected_share=share)

    def named_in_draws(one: NamedDeal) -> NamedDeal:
        share, holds = fares[named[one.deal]] if one.deal in named else (None, None)
        return replace(one, holds=holds, expected_share=share)

    return replace(
        found,
        deals=tuple(deal_in_draws(deal, plan) for deal, plan in zip(found.deals, shown, strict=True)),
        named=tuple(named_in_draws(one) for one in found.named),
        judged_on=drawn.draws,
        made=replace(found.made, seed=drawn.seed, draws=drawn.draws),
    )
