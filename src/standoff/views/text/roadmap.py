"""The best plan for each deal on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences import edge, headlines, wording
from standoff.results.sentences import roadmap as sentences
from standoff.views.text.assessment import outcome_of, show_assessment
from standoff.views.text.terminal import in_phases, share_of, trust_of

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.answer import Contender
    from standoff.results.records.roadmap import Roadmap
    from standoff.views.text.page import Page

__all__ = ["first_of", "headline_of", "show_roadmaps"]


def show_roadmaps(page: Page, case: Case, found: Sequence[Roadmap]) -> None:
    """The best plan for each deal, or the closest one, and what less trust would put at risk."""
    if len(found) > 1:
        held = [(one.title, one.best.trust or 0.0) for one in found if one.best]
        page.say(headlines.roadmaps(held, len(found), _within(found)), bold=True)
        for one in found:
            _say(page, case, one)
    for one in found:
        before, beside = _chosen(one)
        if len(found) > 1:
            page.space()
            page.say(one.title, bold=True)
        if before and one.chosen:
            first = one.chosen.plan
            page.say(first_of(first), bold=True, verdict="holds")
            page.say(before)
            show_assessment(page, case, first.plan)
            page.space()
        if before or len(found) == 1:
            _say(page, case, one, bold=True)
        page.say(beside)
        if one.shown:
            _show_orders(page, one)
            page.say(edge.less_than([(plan.title, plan.verdict) for plan in one.less_than]))
            show_assessment(page, case, one.shown)
        if len(one.frontier) > 1:
            _show_frontier(page, case, one)


def _within(found: Sequence[Roadmap]) -> str:
    """Which limits plans have to keep to: of trust, or of their deals where some plan holds that does not."""
    most = found[0].objective.trust_at_most
    if most is not None:
        return f" with trust of at most {wording.percent(most)}"
    return (
        " within the limits of its deal" if any(one.closest and one.closest.verdict == "holds" for one in found) else ""
    )


def first_of(one: Contender) -> str:
    """The plan that is shown first, in a sentence."""
    plan = one.plan
    return headlines.chosen(plan.title, len(plan.phases), plan.months / 12, plan.trust, one.sure.holds, plan.verdict)


def _say(page: Page, case: Case, one: Roadmap, bold: bool = False) -> None:
    page.say(headline_of(case, one), bold=bold, verdict="holds")


def _chosen(roadmap: Roadmap) -> tuple[str, str]:
    """What is said before the plan that holds most for all over draws, where it is another; or beside the roadmap."""
    if roadmap.chosen is None:
        return "", ""
    first, other = roadmap.chosen.plan, roadmap.chosen.plan.least_trust
    fares = sentences.shown_first(
        (first.smallest_share, first.sure.holds),
        None if other is None else (other.smallest_share, other.sure.holds),
        holding=roadmap.best is not None,
    )
    return (fares, "") if other and first.sure.holds else ("", fares)


def headline_of(case: Case, one: Roadmap) -> str:
    """What is known of a roadmap, in a sentence."""
    wanted = one.objective
    limit = "" if wanted.trust_at_most is None else f" with trust of at most {wording.percent(wanted.trust_at_most)}"
    if one.best:
        plan = one.best
        if wanted.name == "least-trust":
            known = headlines.least(wanted.best_possible, one.bound.proved, plan.learning is not None)
        else:
            known = f"{wanted.name}{limit}: {sentences.achieved(wanted.name, wanted.best_possible, one.bound.proved)}"
        return headlines.roadmap(
            one.title, len(plan.phases), plan.months / 12, plan.trust or 0.0, known, bool(plan.on_edge)
        )
    if one.closest:
        within = limit or (" within the limits of the deal" if one.closest.verdict == "holds" else "")
        return headlines.no_plan(one.title, one.bound.proved, within, outcome_of(case, one.closest))
    return headlines.conflict(one.title, one.conflict, one.bound.proved)


def _show_orders(page: Page, one: Roadmap) -> None:
    page.say(f"Found so: {one.made.method}.")
    if one.holding_orders is not None and one.all_orders is not None:
        page.say(sentences.orders_that_hold(one.holding_orders, one.all_orders))


def _show_frontier(page: Page, case: Case, roadmap: Roadmap) -> None:
    page.space()
    rows = (
        (trust_of(one.trust), share_of(one.at_risk), wording.span(one.months / 12), in_phases(case, one.phases))
        for one in roadmap.frontier
    )
    title = "Trust against what is at risk: plans that hold, and that no other one tried beats in both"
    page.table(title, ("trust asked", "at risk", "takes", "phases"), rows, left=4, most=12)
