"""Deals that hold: each deal by the best order found for it, in a row."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from standoff.results.records.assessment import Assessment
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
from standoff.views.brief.words import anchor, asked, listed, months, percent, short, unbroken

__all__ = ["SECTION", "view"]


def view(told: Told) -> Shown:
    """Each deal's roadmap in a row, or the closest plan and whose problem it is."""
    return {
        "rows": [_deal(told, one) for one in told.deals],
        "terms": terms(told, told.deals),
        "unassessed": told.unassessed,
        "takeaway": _deals_takeaway(told),
        "drawn": any(one.sure for one in told.deals),
    }


def _deals_takeaway(told: Told) -> Markup:
    holding = [one for one in told.deals if one.holds and one.plan]
    if not holding:
        shown = "each row shows the closest one" if any(one.plan for one in told.deals) else "the rules allow none"
        return say("No order was found in which any of these deals holds; {}.", shown)
    least = min(holding, key=lambda one: (one.plan.trust or 0.0) if one.plan else 0.0)
    assert least.plan is not None
    rest = len(told.deals) - len(holding)
    others = (
        " For the other, the row shows the closest plan found."
        if rest == 1
        else (" For the others, the row shows the closest plan found." if rest else "")
    )
    names = listed(one.short for one in holding)
    if len(holding) == 1:
        only = "Of the deals that the case names, only " if rest else ""
        return say("{}{} holds.{}", only, names, others)
    return say("{} hold; {} asks for the least trust.{}", names, least.short, others)


def _deal(told: Told, one: JudgedPlan) -> Shown:
    plan = one.plan
    if plan is None:
        return {
            "id": one.key,
            "title": short(one.title),
            "subtitle": subtitle(one),
            "chip": chip(None),
            "trust": "none",
            "bound": "",
            "months": "none",
            "gains": [],
            "at_risk": "none",
            "symbolic": "none",
            "often": "none",
            "why": "No order was found for this deal.",
        }
    return {
        "id": one.key,
        "title": short(one.title),
        "subtitle": subtitle(one),
        "chip": chip(plan),
        "trust": _trust_cell(told, one, plan),
        "bound": bound(one.roadmap),
        "months": months(plan.months),
        "gains": gains(told, one),
        "at_risk": _most(told, one, plan.at_risk),
        "symbolic": _most(told, one, plan.symbolic_share),
        "often": link(anchor("sure", one.key), percent(one.sure.holds)) if one.sure else "not drawn",
        "why": " ".join(filter(None, [unbroken(plan.binding.why), less_than(one.roadmap)])),
    }


def _trust_cell(told: Told, one: JudgedPlan, plan: Assessment) -> Markup:
    if plan.verdict == "refused":
        return Markup("not a matter of trust")
    if plan.trust is None:
        return Markup("no trust is enough")
    if plan.trust == 0 or plan.binding.party is None or plan.binding.phase is None:
        return Markup("no trust")
    return say(
        "{} of {}",
        link(
            anchor("row", one.key, plan.binding.phase, plan.binding.party),
            bounded(asked(plan.trust), "≥", plan.made.exact),
        ),
        told.named(plan.binding.party),
    )


def _most(told: Told, one: JudgedPlan, share: Mapping[str, float]) -> Markup:
    largest = max(share, key=lambda party: share[party], default=None)
    if largest is None or share[largest] <= 0:
        return Markup("nothing")
    most = link(anchor("terms", one.key, largest), percent(share[largest]))
    return say("{} ({})", most, told.named(largest))


SECTION = Section(40, "deals", "Deals that hold", view, first_page=True)
