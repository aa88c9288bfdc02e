"""The notions of stability in words, and what they say of today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from standoff.views.brief.telling import Told, link, say
from standoff.views.brief.words import called, listed

__all__ = ["NOTIONS", "label", "notion", "strongest", "today"]

NOTIONS: Mapping[str, tuple[str, str, str, str]] = {
    "nash": (
        "Nash",
        "has no better move of its own",
        "nobody has a better move of its own",
        "Nash: the party has no move of its own that improves its position.",
    ),
    "sseq": (
        "symmetric sequential, SSEQ",
        "is deterred by an answer that pays the others and that it cannot escape",
        "every better move would meet an answer that pays the others and that cannot be escaped",
        "SSEQ: as SEQ, and the party could not escape the answer by moving again.",
    ),
    "seq": (
        "sequential, SEQ",
        "is deterred by an answer that pays the others",
        "every better move would meet an answer that pays those who give it",
        "SEQ: every improvement would be met by moves that pay the others and leave it no better off.",
    ),
    "smr": (
        "symmetric metarational, SMR",
        "is deterred by an answer that it cannot escape",
        "every better move could meet an answer that cannot be escaped",
        "SMR: as GMR, and the party could not escape the answer by moving again.",
    ),
    "gmr": (
        "general metarational, GMR",
        "is deterred by an answer, even one that costs the others",
        "every better move could meet an answer, even one that costs those who give it",
        "GMR: every improvement could be met by moves of the others, at whatever cost, that leave it no better off.",
    ),
}
"""Notions of stability, the most convincing first: name; what holds a party; what holds all; the definition."""


def notion(name: str) -> str:
    """The name of a notion of stability."""
    return NOTIONS[name][0] if name in NOTIONS else name.upper()


def label(name: str) -> str:
    """The name of a notion where there is little room.

    >>> label("nash"), label("seq")
    ('Nash', 'SEQ')
    """
    return "Nash" if name == "nash" else name.upper()


def strongest(concepts: Sequence[str]) -> str:
    """The most convincing of several notions.

    >>> strongest(["gmr", "seq"])
    'seq'
    """
    order = list(NOTIONS)
    return min(concepts, key=lambda name: order.index(name) if name in order else len(order))


def today(told: Told) -> Markup:
    """Whether today’s position is stable, and by which notion or for whom not, in a sentence."""
    now, case = told.findings.stable.now, told.case
    where = link("where", "Today’s position")
    movers = [called(case, party) for party, concepts in now.stable.items() if not concepts]
    if now.equilibrium:
        held = strongest(now.equilibrium)
        holds = NOTIONS[held][2] if held in NOTIONS else "nobody would move"
        return say("{} is stable: {} ({}).", where, holds, notion(held))
    if movers:
        gains = "could gain" if len(movers) == 1 else "could each gain"
        return say(
            "{} is not stable: {} {} by moving alone, and nothing deters {}.",
            where,
            listed(movers),
            gains,
            "it" if len(movers) == 1 else "them",
        )
    return say("{} holds for each party, though for different reasons, so it is stable under no single notion.", where)
