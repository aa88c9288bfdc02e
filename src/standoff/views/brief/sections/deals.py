"""Deals: the best deal found, and each deal of the case by the plan that is best over the draws, beside its roadmap."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from standoff.results.records.assessment import Assessment
from standoff.views.brief import all_deals
from standoff.views.brief.telling import (
    JudgedPlan,
    Section,
    Shown,
    Told,
    bound,
    bounded,
    chip,
    gains,
    less_than,
    link,
    say,
    subtitle,
    terms,
)
from standoff.views.brief.words import anchor, asked, listed, months, percent, shared, unbroken

__all__ = ["SECTION", "view"]

_NONE: Shown = {"trust": "none", "bound": "", "months": "none", "gains": [], "often": "none", "share": "none"}
"""What is shown of a deal for which there is no plan."""


def view(told: Told) -> Shown:
    """The best deal found and each deal of the case in a row, with its roadmap below where that is another plan."""
    rows = [part for one in _shown(told) for part in (one, one.least) if part is not None]
    alike, whys = shared([unbroken(one.plan.binding.why) for one in rows if one.plan])
    why = iter(whys)
    return {
        "in_brief": _in_brief(told),
        "rows": [_deal(told, one, next(why) if one.plan else "No order was found for this deal.") for one in rows],
        "alike": told.shortened(" ".join(alike)),
        "terms": terms(told, rows),
        "unassessed": told.unassessed,
        "others": _closest(told),
        "drawn": any(one.sure for one in rows),
        "shares": any(one.share is not None for one in rows),
        "beside": any(one.least for one in rows),
        "chosen": told.found is not None,
        "all": all_deals.view(told),
    }


def _shown(told: Told) -> list[JudgedPlan]:
    return [*filter(None, [told.found]), *told.deals]


def _in_brief(told: Told) -> Markup:
    """The best deal found and the named one that holds most often, or else which of the named deals hold."""
    if not told.deals and told.found is None:
        return Markup(told.unassessed or "The case names no deal.")
    drawn = sorted((one for one in told.deals if one.sure), key=lambda one: -(one.sure.holds if one.sure else 0.0))
    if told.found is not None and told.found.sure is not None:
        found = say("{} holds in {} of the draws", told.found.title, percent(told.found.sure.holds))
        if not drawn or drawn[0].sure is None:
            return say("{}.", found)
        named = say(
            "the deal of the case that holds most often, {}, in {}", drawn[0].short, percent(drawn[0].sure.holds)
        )
        return say("{}; {}.", found, named)
    return _which_hold(told.deals)


def _which_hold(deals: Sequence[JudgedPlan]) -> Markup:
    holding = [one for one in deals if one.holds]
    if not holding:
        return Markup("No order was found in which any of the deals that the case names holds.")
    names = listed(one.short for one in holding)
    only = len(holding) == 1 and len(deals) > 1
    verb = "holds" if len(holding) == 1 else "hold"
    return say("Of the deals that the case names, only {} {}.", names, verb) if only else say("{} {}.", names, verb)


def _closest(told: Told) -> str:
    """What the rows show of deals that hold in no order; nothing if all hold."""
    failing = [one for one in told.deals if not one.holds]
    if not failing or not told.deals:
        return ""
    if not any(one.plan for one in failing):
        return "Where no order was found, the rules allow none."
    return "Of a deal that holds in no order, the closest plan found is shown."


def _deal(told: Told, one: JudgedPlan, why: str) -> Shown:
    plan = one.plan
    shown: Shown = {
        "id": one.key,
        "title": one.head,
        "least": one.kind == "least",
        "found": one.kind == "found",
        "subtitle": subtitle(one) if one.kind == "deal" else "",
        "chip": chip(plan),
        "why": told.shortened(why),
        **_NONE,
    }
    if plan is None:
        return shown
    return {
        **shown,
        "trust": _trust_cell(told, one, plan),
        "bound": bound(one.roadmap),
        "months": months(plan.months),
        "gains": gains(told, one),
        "share": "not worked out" if one.share is None else percent(one.share),
        "often": link(anchor("sure", one.key), percent(one.sure.holds)) if one.sure else "not drawn",
        "why": " ".join(filter(None, [shown["why"], less_than(one.roadmap)])),
    }


def _trust_cell(told: Told, one: JudgedPlan, plan: Assessment) -> Markup:
    """The trust that a plan asks for, with all numbers in the middle of their ranges, and of whom."""
    if plan.verdict == "refused":
        return Markup("not a matter of trust")
    if plan.trust is None:
        return Markup("no trust is enough")
    if plan.trust == 0 or plan.binding.party is None or plan.binding.phase is None:
        return Markup("no trust")
    row = anchor("row", one.key, plan.binding.phase, plan.binding.party)
    return say("{} of {}", link(row, bounded(asked(plan.trust), "≥", plan.made.exact)), told.named(plan.binding.party))


SECTION = Section(40, "deals", "Deals", view)
