"""The deals that hold and that no other beats, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.results.sentences import frontier as sentences
from standoff.results.sentences import wording
from standoff.results.sentences.wording import titled
from standoff.views.text.terminal import (
    change_of,
    in_phases,
    names_of,
    number,
    ordered,
    share_of,
    short_of,
    trust_of,
    verdict_of,
)

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.frontier import Frontier, FrontierDeal, NamedDeal
    from standoff.views.text.page import Page

__all__ = ["show_deals"]


def show_deals(page: Page, case: Case, found: Frontier) -> None:
    """The deals that hold and that no other beats: what they ask, give and consist of, and other members of choices."""
    party = names_of(case.parties)
    page.say(sentences.frontier_counted(found, all_of_them=False), bold=True)
    for named in found.named:
        page.say(sentences.where_named(named))
    if found.deals:
        page.space()
        rows = (
            (
                str(deal.number) + "*" * bool(deal.named),
                trust_of(deal.plan.trust),
                share_of(deal.smallest_share),
                *_odds(deal),
                wording.span(deal.plan.months / 12),
                in_phases(case, deal.plan.phases),
            )
            for deal in found.deals
        )
        head: tuple[str, ...] = ("deal", "trust", "smallest share", *_drawn(found), "takes", "phase by phase")
        page.table("", head, rows, left=5 + len(_drawn(found)), name="deals")
        for deal in found.deals:
            if deal.named:
                page.say(f"* {deal.number} is “{deal.plan.title}”.")
        edge = [str(deal.number) for deal in found.deals if deal.plan.on_edge]
        if edge:
            page.say(f"On the edge, as 1 % of a stake would turn the verdict: {wording.listing(edge)}.")
    page.say(wording.opening(found.made.note) + ".")
    granted = found.deals[0].plan.taken_for_granted if found.deals else ()
    if granted:
        page.say(sentences.granted_in_all([case.steps[step].name for step in granted]))
    ordered(page, case, found.made)
    _named(page, case, found)
    if not found.deals:
        return
    page.space()
    gains = (
        (
            str(deal.number) + "*" * bool(deal.named),
            *(number(deal.plan.gain[p]) for p in case.parties),
            share_of(max(deal.plan.symbolic_share.values(), default=0.0)),
        )
        for deal in found.deals
    )
    head = ("deal", *(party(p) for p in case.parties), "most symbolic")
    page.table("What each deal gives (in own points)", head, gains)
    others = [(deal, other) for deal in found.deals for other in deal.others]
    if others:
        page.space()
        rows_ = (
            (
                str(deal.number),
                short_of(case, other.member),
                verdict_of(other.verdict),
                trust_of(other.trust),
                *(change_of(other.gain[p] - deal.plan.gain[p]) for p in case.parties),
            )
            for deal, other in others
        )
        head = ("deal", "instead", "verdict", "trust", *(party(p) for p in case.parties))
        page.table("Other members of a choice, and what they change for each party", head, rows_, left=3)


def _named(page: Page, case: Case, found: Frontier) -> None:
    """A row for each deal of the case that holds."""
    party = names_of(case.parties)
    rows = [
        (
            titled(deal.title)[1:-1],
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
        page.space()
        first = ("deal", "trust", "no plan less than", "smallest share")
        head = (*first, *_drawn(found), "takes", *(party(p) for p in case.parties))
        page.table("What the deals of the case ask and give", head, rows)


def _drawn(found: Frontier) -> tuple[str, ...]:
    """The columns about draws, where there were any."""
    return ("holds in draws", "expected share") if found.judged_on else ()


def _odds(deal: FrontierDeal | NamedDeal) -> tuple[str, ...]:
    if deal.holds is None or deal.expected_share is None:
        return ()
    return share_of(deal.holds), share_of(deal.expected_share)
