"""What can be said of an answer before it is found: how often plans, and orders that were found before, hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.answer.candidates import Candidate, given
from standoff.analysis.answer.within import DealPlans
from standoff.analysis.assessment.arrangement import given_plan, part_of, vector_of
from standoff.analysis.numbers import exchange_of
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.search import Sought, roadmap_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import sureness_of
from standoff.engine.sureness import shares
from standoff.errors import StandoffError
from standoff.results.records.answer import Glance, Kind

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["Before", "deals_at_once", "glances"]

TRIED = "as-found-before"
"""What an order that was found before is called among the plans of the case."""

SECONDS = 0.3
"""So long, of the processor, an order is sought for a deal of which none is known."""


@dataclass(frozen=True)
class Before:
    """An order that was found before: for a deal of the case, or as the best deal of all (`name` is "" then)."""

    kind: Kind
    name: str
    phases: tuple[tuple[str, ...], ...]


def glances(case: Case, draws: int = 200, seed: int = 1, before: Sequence[Before] = ()) -> tuple[Glance, ...]:
    """In how many of a few draws the plans of a case hold, and orders that were found before, as far as they still can.

    All is judged on the same draws. An order found before that the case no longer allows is left out. Raises
    UsageError, SizeError.

    >>> from standoff.case.load import read_source
    >>> gifts = read_source("case.yaml", (
    ...     "{format: 1, title: Gifts, as_of: 2026-11-02, "
    ...     "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}, steps: {"
    ...     "gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}, "
    ...     "gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}}, "
    ...     "deals: {swap: [gift_of_a, gift_of_b]}, plans: {at_once: {phases: [[gift_of_a, gift_of_b]]}}}"
    ... )).case
    >>> order = Before("deal", "swap", (("gift_of_a",), ("gift_of_b",)))
    >>> for glance in glances(gifts, before=[order, Before("found", "", (("gone",),))]):
    ...     print(glance.kind, glance.name, glance.sure.holds)
    plan at_once 0.0
    deal swap 1.0
    """
    asked: list[tuple[Kind, str, Candidate]] = [("plan", one.plan.name, one) for one in given(case)]
    for order in before:
        still = _still_allowed(case, order)
        if still is not None:
            asked.append((order.kind, order.name, still))
    return _judged(case, draws, seed, asked)


def deals_at_once(
    case: Case, draws: int = 200, seed: int = 1, known: Sequence[str] = (), progress: Progress = silent
) -> Iterator[Glance]:
    """The same of the deals of a case but those `known`, one by one, each in an order that is found in no time.

    Deals that allow no plan, or are too large to be searched, are left out.
    """
    exchange = exchange_of(case)
    for name in case.deals:
        if name in known:
            continue
        try:
            found = roadmap_of(case, exchange, name, progress, Sought(time_limit=SECONDS, by_processor=True))
        except StandoffError:
            continue
        if found.shown is not None and found.shown.phases:
            candidate = _for_deal(case, name, found.shown.phases)
            yield from _judged(case, draws, seed, [("deal", name, candidate)] if candidate else [])


def _still_allowed(case: Case, order: Before) -> Candidate | None:
    """An order that was found before as a plan of the case as it is now; None where it can be no more."""
    from standoff.case.check.typed import problems_of_plan
    from standoff.case.model.model import Plan

    steps = [step for phase in order.phases for step in phase]
    if not steps or any(step not in case.steps or step in case.now for step in steps) or len({*steps}) < len(steps):
        return None
    if order.kind == "deal":
        return _for_deal(case, order.name, order.phases) if order.name in case.deals else None
    whole = case.model_copy(update={"plans": {**case.plans, TRIED: Plan(phases=order.phases)}})
    if any(True for _ in problems_of_plan(whole, TRIED)):
        return None
    path = max((f"deals.{name}.pace" for name in case.deals), key=lambda one: _pace(case, one), default="")
    pace = case.deals[path.split(".")[1]].pace if path else None
    plan = given_plan(whole, TRIED)
    return Candidate(replace(plan, pace=pace) if pace else plan, path)


def _pace(case: Case, path: str) -> float:
    return float(case.deals[path.split(".")[1]].pace.median)


def _for_deal(case: Case, name: str, phases: tuple[tuple[str, ...], ...]) -> Candidate | None:
    """An order of the steps of a deal as a plan of the deal; None where the deal does not allow it."""
    from standoff.case.model.model import Plan

    try:
        plans = DealPlans.of(case, exchange_of(case), name)
    except StandoffError:
        return None
    if any(step not in plans.union for phase in phases for step in phase):
        return None
    deal = case.deals[name]
    whole = case.model_copy(update={"plans": {**case.plans, TRIED: Plan(phases=phases, keeps=deal.keeps)}})
    found = plans.taken_over([Candidate(given_plan(whole, TRIED), "")])
    return found[0] if found else None


def _judged(case: Case, draws: int, seed: int, asked: Sequence[tuple[Kind, str, Candidate]]) -> tuple[Glance, ...]:
    """How often some plans hold, all in the same draws."""
    if not asked:
        return ()
    drawn = Drawn.of(case, draws, seed)
    exchange = drawn.exchange()
    found = []
    for kind, name, one in asked:
        part, vector = part_of(case, exchange, one.plan.steps, one.plan.consent), vector_of(one.plan.steps, one.plan)
        pace = drawn.value(one.path) if one.path else np.full(draws, one.plan.pace.median)
        title = _titled(case, kind, name)
        sure = sureness_of(case, title, shares.verdicts(part, vector, pace), draws)
        found.append(Glance(kind, name, title, one.plan.phases, sure))
    return tuple(found)


def _titled(case: Case, kind: Kind, name: str) -> str:
    if kind == "found":
        return "The best deal found"
    claim = case.plans[name] if kind == "plan" else case.deals[name]
    return claim.title or name
