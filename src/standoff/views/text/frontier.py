"""The deals that hold and that no other beats, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.results.records.frontier import Frontier, FrontierDeal, NamedDeal
from standoff.results.sentences import frontier as sentences
from standoff.results.sentences import wording
from standoff.views.text.tables import table as _table
from standoff.views.text.terminal import (
    VERDICTS,
    change_of,
    clean,
    in_phases,
    names_of,
    number,
    ordered,
    share_of,
    trust_of,
)

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model.model import Case

__all__ = ["show_deals"]


def show_deals(console: Console, case: Case, found: Frontier) -> None:
    """The deals that hold and that no other beats: what they ask, give and consist of, and other members of choices."""
    party = names_of(case.parties)
    console.print(sentences.frontier_counted(found), style="bold")
    for named in found.named:
        console.print(clean(sentences.where_named(named)))
    console.print(wording.opening(found.made.note) + ".")
    granted = found.deals[0].plan.taken_for_granted if found.deals else ()
    if granted:
        console.print(clean(sentences.granted_in_all([case.steps[step].name for step in granted])))
    ordered(console, case, found.made)
    _named(console, case, found)
    if not found.deals:
        return
    console.print()
    rows = (
        (
            str(deal.number) + "*" * bool(deal.named),
            trust_of(deal.plan.trust),
            share_of(deal.smallest_share),
            *_odds(deal),
            wording.span(deal.plan.months / 12),
            *(number(deal.plan.gain[p]) for p in case.parties),
            share_of(max(deal.plan.symbolic_share.values(), default=0.0)),
        )
        for deal in found.deals
    )
    head = (
        "deal",
        "trust",
        "smallest share",
        *_drawn(found),
        "takes",
        *(party(p) for p in case.parties),
        "most symbolic",
    )
    _table(console, "What each deal asks and gives (gains in own points)", head, rows)
    console.print()
    console.print("What is in them, phase by phase", style="bold")
    for deal in found.deals:
        console.print(f"{deal.number}{'*' * bool(deal.named)}: {clean(in_phases(case, deal))}")
    for deal in found.deals:
        if deal.named:
            console.print(f"* {deal.number} is “{clean(deal.plan.title)}”.")
    edge = [str(deal.number) for deal in found.deals if deal.plan.on_edge]
    if edge:
        console.print(f"On the edge, as 1 % of a stake would turn the verdict: {wording.listing(edge)}.")
    others = [(deal, other) for deal in found.deals for other in deal.others]
    if others:
        console.print()
        rows_ = (
            (
                str(deal.number),
                clean(case.steps[other.member].name),
                VERDICTS[other.verdict],
                trust_of(other.trust),
                *(change_of(other.gain[p] - deal.plan.gain[p]) for p in case.parties),
            )
            for deal, other in others
        )
        head = ("deal", "instead", "verdict", "trust", *(party(p) for p in case.parties))
        _table(console, "Other members of a choice, and what they change for each party", head, rows_, left=3)


def _named(console: Console, case: Case, found: Frontier) -> None:
    """A row for each deal of the case that holds."""
    party = names_of(case.parties)
    rows = [
        (
            clean(deal.title),
            trust_of(deal.plan.trust),
            "-" if deal.trust_at_least is None else wording.at_least(deal.trust_at_least),
            share_of(deal.smallest_share or 0.0),
            *_odds(deal),
            wording.span(deal.plan.months / 12),
            *(number(deal.plan.gain[p]) for p in case.parties),
        )
        for deal in found.named
        if deal.plan is not None
    ]
    if rows:
        console.print()
        first = ("deal", "trust", "no plan less than", "smallest share")
        head = (*first, *_drawn(found), "takes", *(party(p) for p in case.parties))
        _table(console, "What the deals of the case ask and give", head, rows)


def _drawn(found: Frontier) -> tuple[str, ...]:
    """The columns about draws, where there were any."""
    return ("holds in draws", "expected share") if found.judged_on else ()


def _odds(deal: FrontierDeal | NamedDeal) -> tuple[str, ...]:
    if deal.holds is None or deal.expected_share is None:
        return ()
    return share_of(deal.holds), share_of(deal.expected_share)
