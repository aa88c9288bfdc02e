"""Sentences of question 3 across deals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences.wording import asked, at_least, in_quotes, next_to_none, percent

if TYPE_CHECKING:
    from standoff.results.records.frontier import Frontier, NamedDeal

__all__ = ["frontier_counted", "granted_in_all", "least_of_all", "where_named"]


# ------------------------------------------------------------------------------- all deals: the frontier


def frontier_counted(found: Frontier, all_of_them: bool = True) -> str:
    """How many deals there are, hold and are unbeaten, and how many are shown (or, not `all_of_them`, are found)."""
    if not found.holding:
        return f"Of {found.looked_at:,} deals none was found that holds."
    shown = "all are shown" if len(found.deals) == found.unbeaten else f"{len(found.deals)} are shown"
    if not all_of_them:
        shown = f"{len(found.deals)} of them are listed" if len(found.deals) < found.unbeaten else ""
    verb = "holds" if found.holding == 1 else "hold"
    stands = "1 of them is" if found.unbeaten == 1 else f"{found.unbeaten:,} of them are"
    if found.holding == 1:
        stands = "it is"
    return (
        f"Of {found.looked_at:,} deals, {found.wanted:,} could be wanted by all whom they need and {found.holding:,} "
        f"{verb} by the plans found; {stands} beaten by no other{f' ({shown})' * bool(shown)}."
    )


def share_at_least(share: float) -> str:
    """The smallest share of gain, as a lower bound.

    >>> share_at_least(0.56), share_at_least(0.004), share_at_least(1.0)
    ('at least 56 %', 'less than 1 %', 'all')
    """
    if share >= 1 - 1e-9:
        return "all"
    return f"at least {percent(share)}" if share >= 0.005 else percent(share)


def where_named(named: NamedDeal) -> str:
    """Where a deal of the case lies, and what is proved of the trust that it asks for."""
    if named.standing == "none" or named.plan is None:
        return f"“{named.title}”: no plan {'holds' if named.proved else 'was found that holds'}."
    asks = "is on the edge, " * bool(named.plan.on_edge)
    asks += f"asks for {asked(named.plan.trust or 0.0)} trust ({least_of_all(named)})"
    stays = f" {named.plan.stays}" if named.plan.taken_for_granted else ""
    if named.standing == "unbeaten":
        where = f" (deal {named.number})" if named.number else ""
        return f"“{named.title}” {asks} and no other deal beats it{where}.{stays}"
    better = f"deal {named.beaten_by}" if named.beaten_by else "a deal that is not shown"
    less = (
        "gives nobody who could refuse less, asks for no more trust, takes no longer and has no larger symbolic share "
        "for any of them"
    )
    return f"“{named.title}” {asks} and is beaten: {better} {less}.{stays}"


def granted_in_all(names: Sequence[str]) -> str:
    """What all deals that are looked at take for granted; empty where they keep all that is in force now.

    >>> granted_in_all(["Truce"])
    'All these deals take for granted that “Truce” stays in force.'
    """
    if not names:
        return ""
    stay = "stays" if len(names) == 1 else "stay"
    return f"All these deals take for granted that {in_quotes(names)} {stay} in force."


def least_of_all(named: NamedDeal) -> str:
    """How far from the least possible the trust of a named deal that holds is proved to be."""
    if named.trust_at_least is None:
        return "not proved to be the least"
    if named.proved and next_to_none(named.trust_at_least):
        return "within 1 % of the least that any plan can ask for"
    return f"no plan asks for less than {at_least(named.trust_at_least)}"
