"""The best plan for each deal on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.records.roadmap import Roadmap
from standoff.results.sentences import edge, wording
from standoff.results.sentences import roadmap as sentences
from standoff.views.text.assessment import show_assessment
from standoff.views.text.tables import table as _table
from standoff.views.text.terminal import clean, share_of, trust_of

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model.model import Case

__all__ = ["show_roadmaps"]


def show_roadmaps(console: Console, case: Case, found: Sequence[Roadmap]) -> None:
    """The best plan for each deal, or the closest one, and what less trust would put at risk."""
    for number, roadmap in enumerate(found):
        if number:
            console.print()
        before, beside = _chosen(roadmap)
        if before and roadmap.chosen:
            console.print(f"[{roadmap.deal}] {before}")
            show_assessment(console, case, roadmap.chosen.plan.plan)
            console.print()
        console.print(f"[{roadmap.deal}] {clean(_known(roadmap))}")
        if beside:
            console.print(beside)
        if roadmap.shown:
            show_assessment(console, case, roadmap.shown)
            _show_less_than(console, roadmap)
            if roadmap.holding_orders is not None and roadmap.all_orders is not None:
                console.print()
                console.print(sentences.orders_that_hold(roadmap.holding_orders, roadmap.all_orders))
        if len(roadmap.frontier) > 1:
            _show_frontier(console, case, roadmap)


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


def _show_less_than(console: Console, roadmap: Roadmap) -> None:
    """The plans of the case that give everybody more, where there are any."""
    if roadmap.less_than:
        console.print()
        console.print(clean(edge.less_than([(plan.title, plan.verdict) for plan in roadmap.less_than])))


def _known(roadmap: Roadmap) -> str:
    """What is known of a roadmap, in a line."""
    method, wanted = roadmap.made.method, roadmap.objective
    limit = "" if wanted.trust_at_most is None else f" with trust of at most {wording.percent(wanted.trust_at_most)}"
    if roadmap.best:
        name = "" if wanted.name == "least-trust" else f"{wanted.name}{limit}: "
        known = sentences.achieved(wanted.name, wanted.best_possible, roadmap.bound.proved)
        bounded = wanted.name == "least-trust" and wanted.best_possible is not None
        at_first = " at the start" * (bounded and roadmap.best.learning is not None)
        return f"{name}{known}{at_first} ({method})"
    if roadmap.closest:
        within = limit or (" within the limits of the deal" if roadmap.closest.verdict == "holds" else "")
        known = f"proved: no plan holds{within}" if roadmap.bound.proved else f"no plan that holds{within} was found"
        return f"{known}; the closest ({method}):"
    if roadmap.conflict:
        return f"no plan can keep to all of this: {'; '.join(roadmap.conflict)}"
    if roadmap.bound.proved:
        return "the rules allow no plan for this deal"
    return "no plan was found that the rules and the wishes of the deal allow"


SHOWN_OF_A_FRONTIER = 12
"""How many compromises the terminal shows; the JSON document has all."""


def _show_frontier(console: Console, case: Case, roadmap: Roadmap) -> None:
    def steps(phase: Sequence[str]) -> str:
        return ", ".join(clean(case.steps[step].name) for step in phase)

    console.print()
    rows = (
        (
            trust_of(one.trust),
            share_of(one.at_risk),
            wording.span(one.months / 12),
            "; ".join(f"{k}. {steps(phase)}" for k, phase in enumerate(one.phases, start=1)),
        )
        for one in roadmap.frontier[:SHOWN_OF_A_FRONTIER]
    )
    title = "Trust against what is at risk: plans that hold, and that no other one tried beats in both"
    _table(console, title, ("trust asked", "at risk", "takes", "phases"), rows, left=4)
    if len(roadmap.frontier) > SHOWN_OF_A_FRONTIER:
        console.print(f"({len(roadmap.frontier) - SHOWN_OF_A_FRONTIER} more are in the --json document.)")
