"""The notions of stability in words, and what they say of today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

from markupsafe import Markup

from standoff.analysis.stability.notions import notion
from standoff.views.brief.telling import Told, link, say
from standoff.views.brief.words import listed

__all__ = ["definitions", "label", "strongest", "today", "why_stays", "written_out"]


def written_out(name: str) -> str:
    """The name of a notion of stability, written out."""
    one = notion(name)
    return one.page.called if one.page else one.label


def label(name: str) -> str:
    """The name of a notion where there is little room.

    >>> label("nash"), label("seq")
    ('Nash', 'SEQ')
    """
    return notion(name).label


def strongest(concepts: Sequence[str]) -> str:
    """The most convincing of several notions.

    >>> strongest(["gmr", "seq"])
    'seq'
    """
    return min(concepts, key=_place)


def _place(name: str) -> float:
    page = notion(name).page
    return page.place if page else inf


def definitions(concepts: Iterable[str]) -> list[str]:
    """What those notions are that the brief explains, in plain words, the most convincing first."""
    return [page.definition for name in sorted(concepts, key=_place) if (page := notion(name).page)]


def why_stays(concepts: Sequence[str]) -> str:
    """Why a party stays that does so under some notions.

    >>> why_stays(["gmr", "nash"])
    'Stays: it has no better move of its own (Nash)'
    """
    held = strongest(concepts)
    page = notion(held).page
    return f"Stays: it {page.party} ({written_out(held)})" if page else f"Stays ({written_out(held)})"


def today(told: Told) -> Markup:
    """Whether today’s position is stable, and by which notion or for whom not, in a sentence."""
    now = told.findings.stable.now
    where = link("where", "Today’s position")
    movers = [told.named(party) for party, concepts in now.stable.items() if not concepts]
    if now.equilibrium:
        held = strongest(now.equilibrium)
        page = notion(held).page
        holds = page.everyone if page else "nobody would move"
        return say("{} is stable: {} ({}).", where, holds, written_out(held))
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
