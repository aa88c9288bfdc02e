"""Bottom line: the plans and what would mend them, the deals and what beats them, the draws, today, what it is not."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from standoff.results.records.assessment import Assessment
from standoff.results.sentences.edge import on_the_edge
from standoff.views.brief.notions import today
from standoff.views.brief.sections import outside_remedies
from standoff.views.brief.telling import JudgedPlan, Section, Shown, Told, at_phase, link, say
from standoff.views.brief.words import (
    anchor,
    asked,
    count,
    listed,
    number,
    percent,
    points,
    quoted,
    short,
    titled,
    word,
)

__all__ = ["SECTION", "view"]

_NAMED = 4
"""So many plans, or deals, are named one by one; more are counted."""


def view(told: Told) -> Shown:
    """A sentence or two on each, where there is something to say."""
    sentences = [
        ("The demands", _plans_sentence(told)),
        ("What would mend them", _remedies_sentence(told)),
        ("The deals", _deals_sentence(told)),
        ("All deals", _frontier_sentence(told)),
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
        verb = "is wanted by all whom it needs"
    clauses = Markup("; ").join(_plan_clause(told, one) for one in told.plans)
    several = count(len(told.plans), "plan")
    if len(holding) == len(told.plans):
        return say("{} hold: {}.", "Both plans" if len(holding) == 2 else f"All {several}", clauses)
    return say("{} of the {} {}: {}.{}", word(len(holding)).capitalize(), several, verb, clauses, _unit(told.plans))


def _remedies_sentence(told: Told) -> Markup | None:
    """The fewest changes with which each failing plan would hold; plans that the same changes mend, together."""
    failing = [one for one in told.plans if one.mending is not None and not one.holds]
    if not failing or len(failing) > _NAMED:
        return None
    mended: dict[tuple[str, ...], list[JudgedPlan]] = {}
    for one in failing:
        mended.setdefault(outside_remedies.fewest(one)[0], []).append(one)
    parts = []
    for changes, several in sorted(mended.items(), key=lambda item: len(item[0]) or 3):
        names = listed(link(anchor("remedies", one.key), one.short) for one in several)
        if changes:
            verb = "holds" if len(several) == 1 else "hold"
            parts.append(say("{} {} if {}", names, verb, listed(changes)))
        else:
            verb = "is" if len(several) == 1 else "are"
            parts.append(say("{} {} mended by neither one change nor two that were looked at", names, verb))
    return say("{}.{}", Markup("; ").join(parts), _keeping(failing))


def _keeping(failing: Sequence[JudgedPlan]) -> Markup:
    """What it takes if no step is left out, for the plans that the fewest changes leave one out of."""
    takes = [(outside_remedies.changes_keeping_all(one), one.short) for one in failing]
    parts = []
    for changes, amount in ((1, "one change"), (2, "two changes"), (0, "more than was looked at")):
        names = [name for needed, name in takes if needed == changes]
        if names:
            verb = "needs" if len(names) == 1 else "need"
            parts.append(say("{} {} {}", listed(names), verb, amount))
    return say(" If every step is kept, {}.", Markup("; ").join(parts)) if parts else Markup("")


def _counted(kind: str, several: Sequence[JudgedPlan]) -> Markup:
    plans = [one.plan.verdict for one in several if one.plan]
    parts = [
        (plans.count("holds"), "holds", "hold"),
        (plans.count("breaks"), "breaks", "break"),
        (plans.count("refused"), "is refused", "are refused"),
    ]
    told = listed(f"{word(n)} {one if n < 2 else many}" for n, one, many in parts)
    return say("Of the {}, {}.", count(len(several), kind), told)


def _plan_clause(told: Told, one: JudgedPlan, comma: str = "") -> Markup:
    plan = one.plan
    assert plan is not None
    name = say("{}{}", link(one.key, one.short), comma)
    if plan.verdict == "refused":
        return say("{} is refused{} by {}", name, _edge(plan), listed(_losers(told, one, plan)))
    if plan.verdict == "breaks":
        return say("{} breaks{} because {}", name, _edge(plan) or ",", _walks(told, one.key, plan))
    return say("{} holds{} {}{}", name, _edge(plan), _asking(told, one.key, plan), _against(told, one))


def _edge(plan: Assessment) -> str:
    return f"{on_the_edge(plan)}," if plan.on_edge else ""


def _against(told: Told, one: JudgedPlan) -> Markup:
    """Which bystanders lose by a plan; they have no say in it."""
    if not one.plan or not one.plan.against:
        return Markup("")
    losers = [link(anchor("terms", one.key, party), told.named(party)) for party in one.plan.against]
    return say(", with {} against it", listed(losers))


def _losers(told: Told, one: JudgedPlan, plan: Assessment, only: Sequence[str] = ()) -> list[Markup]:
    """Who refuses a plan, with its loss; first who decides the verdict, whose loss is largest for its stake."""
    lose = [party for party in plan.refused_by if party in only or not only]
    losers = sorted(lose, key=lambda p: p != plan.binding.party)
    return [
        say("{} ({})", told.named(party), link(anchor("terms", one.key, party), _lost(plan, party))) for party in losers
    ]


def _lost(plan: Assessment, party: str) -> str:
    return "less than 1\xa0% of its stake" if plan.hardly(party) else number(plan.gain[party])


def _unit(several: Sequence[JudgedPlan]) -> str:
    """What the numbers in parentheses are, where there are any."""
    refused = len(several) <= _NAMED and any(one.plan and one.plan.verdict == "refused" for one in several)
    return " In parentheses: each party’s loss, in its own points." if refused else ""


def _walks(told: Told, key: str, plan: Assessment) -> Markup:
    party, phase = plan.binding.party, plan.binding.phase
    if party is None or phase is None:
        return Markup("somebody would walk out")
    walks = link(anchor("row", key, phase, party), f"walk out {at_phase(phase, plan)}")
    return say("{} would {}", told.named(party), walks)


def _asking(told: Told, key: str, plan: Assessment) -> Markup:
    party, phase = plan.binding.party, plan.binding.phase
    if not plan.trust or party is None or phase is None:
        return Markup("without asking anyone for trust")
    sure = link(anchor("row", key, phase, party), f"{asked(plan.trust)} sure")
    return say("if {} is at least {} that nobody else fails{}", told.named(party), sure, _at_first(key, plan))


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


def _frontier_sentence(told: Told) -> Markup | None:
    """How many of all deals hold, and which of those that the case names are beaten by others."""
    found = told.findings.frontier
    if found is None:
        return None
    if not found.holding:
        return say("Of {:,} deals that can be made of the steps, none was found that holds.", found.looked_at)
    parts = []
    for named in found.named[:_NAMED]:
        title = quoted(short(titled(named.title, named.deal)))
        better = next((deal for deal in found.deals if deal.number == named.beaten_by), None)
        if better is not None:
            number = link(f"frontier-{better.number}", f"deal {better.number} of the frontier")
            words = "{} gives nobody who could refuse less than {}, takes no longer, and asks for {} trust"
            parts.append(say(words, number, title, asked(better.plan.trust)))
        elif named.standing == "beaten":
            parts.append(say("another deal beats {}", title))
        elif named.standing == "unbeaten":
            parts.append(say("none that was found beats {}", title))
    holding = f"{found.holding:,} {'holds' if found.holding == 1 else 'hold'} by the plans found"
    steps = link("frontier", "steps")
    told_first = say("Of {:,} deals that can be made of the {}, {}", found.looked_at, steps, holding)
    return say("{}.", Markup("; ").join([told_first, *parts]))


def _deal_clause(told: Told, one: JudgedPlan) -> Markup:
    name, plan = link(one.key, one.short), one.plan
    if plan is None:
        return say("no order was found for {}", name)
    if plan.verdict == "holds":
        return say("{} holds{} {}{}", name, _edge(plan), _asking(told, one.key, plan), _against(told, one))
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
    fit = "value sets that fit what is known" if told.from_orders else "draws of the uncertain numbers"
    return say(
        "Over {} {}, {} (give or take {} points).",
        f"{draws:,}",
        fit,
        listed(parts),
        points(draws),
    )


SECTION = Section(10, "bottom-line", "Bottom line", view, first_page=True)
