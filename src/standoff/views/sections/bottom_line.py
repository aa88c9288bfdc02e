"""Bottom line: one sentence each on the plans, the deals, the draws, today, and on what this is not."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from standoff.results.records import Assessment
from standoff.views.figures import anchor, asked, count, listed, number, percent, points, word
from standoff.views.notions import today
from standoff.views.telling import Judged, Told, View, at_phase, link, say

__all__ = ["view"]

_NAMED = 4
"""So many plans, or deals, are named one by one; more are counted."""


def view(told: Told) -> View:
    """One sentence each on the plans, the deals, the draws, today, and on what this is not."""
    sentences = [
        ("The demands", _plans_sentence(told)),
        ("The deals", _deals_sentence(told)),
        ("How often", _draws_sentence(told)),
        ("Where we are", today(told)),
        (
            "Not a forecast",
            Markup(
                "This says what would hold if the numbers of the case are right, not what will happen or be agreed."
            ),
        ),
    ]
    return {"sentences": [(head, words) for head, words in sentences if words]}


def _plans_sentence(told: Told) -> Markup | None:
    if not told.plans:
        return None
    holding = [one for one in told.plans if one.holds]
    if len(told.plans) > _NAMED:
        return _counted("plan", told.plans)
    if len(told.plans) == 1:
        return say("The only plan in the case, {}.{}", _plan_clause(told, told.plans[0], ","), _unit(told.plans))
    verb = "holds" if len(holding) < 2 else "hold"
    if all(one.plan and one.plan.verdict == "refused" for one in told.plans):
        verb = "is wanted by everybody"
    clauses = Markup("; ").join(_plan_clause(told, one) for one in told.plans)
    several = count(len(told.plans), "plan")
    return say("{} of the {} {}: {}.{}", word(len(holding)).capitalize(), several, verb, clauses, _unit(told.plans))


def _counted(kind: str, several: Sequence[Judged]) -> Markup:
    plans = [one.plan.verdict for one in several if one.plan]
    parts = [
        (plans.count("holds"), "holds", "hold"),
        (plans.count("breaks"), "breaks", "break"),
        (plans.count("refused"), "is refused", "are refused"),
    ]
    told = listed(f"{word(n)} {one if n < 2 else many}" for n, one, many in parts)
    return say("Of the {}, {}.", count(len(several), kind), told)


def _plan_clause(told: Told, one: Judged, comma: str = "") -> Markup:
    plan = one.plan
    assert plan is not None
    name = say("{}{}", link(one.key, one.short), comma)
    if plan.verdict == "refused":
        return say("{} is refused by {}", name, listed(_losers(told, one, plan)))
    if plan.verdict == "breaks":
        return say("{} breaks, because {}", name, _walks(told, one.key, plan))
    return say("{} holds {}", name, _asking(told, one.key, plan))


def _losers(told: Told, one: Judged, plan: Assessment, only: Sequence[str] = ()) -> list[Markup]:
    """Who does not want a plan, with its loss; first who decides the verdict, whose loss is largest for its stake."""
    lose = [party for party, gain in plan.gain.items() if gain < 0 and (party in only or not only)]
    losers = sorted(lose, key=lambda p: p != plan.binding.party)
    return [
        say("{} ({})", told.called(party), link(anchor("terms", one.key, party), number(plan.gain[party])))
        for party in losers
    ]


def _unit(several: Sequence[Judged]) -> str:
    """What the numbers in parentheses are, where there are any."""
    refused = len(several) <= _NAMED and any(one.plan and one.plan.verdict == "refused" for one in several)
    return " In parentheses: each party’s loss, in its own points." if refused else ""


def _walks(told: Told, key: str, plan: Assessment) -> Markup:
    party, phase = plan.binding.party, plan.binding.phase
    if party is None or phase is None:
        return Markup("somebody would walk out")
    walks = link(anchor("row", key, phase, party), f"walk out {at_phase(phase, plan)}")
    return say("{} would {}", told.called(party), walks)


def _asking(told: Told, key: str, plan: Assessment) -> Markup:
    party, phase = plan.binding.party, plan.binding.phase
    if not plan.trust or party is None or phase is None:
        return Markup("without asking anyone for trust")
    sure = link(anchor("row", key, phase, party), f"{asked(plan.trust)} sure")
    return say("if {} is at least {} that nobody fails{}", told.called(party), sure, _at_first(key, plan))


def _at_first(key: str, plan: Assessment) -> Markup:
    """How much less is asked at the start, where something is learned on the way."""
    if plan.learning is None or plan.learning.trust is None or plan.trust is None:
        return Markup("")
    if asked(plan.learning.trust) == asked(plan.trust):
        return Markup("")
    return say(" ({} at the start, as {})", asked(plan.learning.trust), link(anchor("ladder", key), "the others learn"))


def _deals_sentence(told: Told) -> Markup | None:
    if not told.deals:
        return None
    if len(told.deals) > _NAMED:
        return _counted("deal", told.deals)
    clauses = Markup("; ").join(_deal_clause(told, one) for one in told.deals)
    return say("Taken in phases, {}.{}", clauses, "" if _unit(told.plans) else _unit(told.deals))


def _deal_clause(told: Told, one: Judged) -> Markup:
    name, plan = link(one.key, one.short), one.plan
    if plan is None:
        return say("no order was found for {}", name)
    if plan.verdict == "holds":
        return say("{} holds {}", name, _asking(told, one.key, plan))
    known = one.roadmap
    found = "no order" if known is not None and known.bound.proved else "no order that was tried"
    if plan.verdict == "refused":
        unwanted = known.unwanted_by if known is not None else ()
        if unwanted:
            losers = listed(_losers(told, one, plan, unwanted), "or")
            orders = "any order" if known is not None and known.made.exact else "any order that was tried"
            return say("{} is not wanted by {} in {}", name, losers, orders)
        return say("{} holds in {}, and the closest is refused by {}", name, found, listed(_losers(told, one, plan)))
    return say("{} holds in {}, and in the closest {}", name, found, _walks(told, one.key, plan))


def _draws_sentence(told: Told) -> Markup | None:
    drawn = [one for one in (*told.deals, *told.plans) if one.sure]
    if not drawn:
        return None
    shown = [one for one in drawn if one.kind == "deal"] or drawn
    draws = shown[0].sure.draws if shown[0].sure else 0
    often = [link(anchor("sure", one.key), percent(one.sure.holds)) for one in shown[:_NAMED] if one.sure]
    parts = [
        say("{}{} in {}", one.short, "" if place else " holds", share)
        for place, (one, share) in enumerate(zip(shown, often, strict=False))
    ]
    return say(
        "Over {} draws of the uncertain numbers, {} (give or take {} points).",
        f"{draws:,}",
        listed(parts),
        points(draws),
    )
