"""The notions of stability in words, what they say of today, and how one state differs from another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

from markupsafe import Markup

from standoff.analysis.stability.notions import notion
from standoff.results.records.made import State
from standoff.results.sentences.wording import listing
from standoff.views.brief.telling import Told, link, say
from standoff.views.brief.words import listed, quoted

__all__ = ["changed", "definitions", "everyone", "label", "strongest", "today", "why_stays", "written_out"]


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
    """Why a party stays that does so under some notions, without their names.

    >>> why_stays(["gmr", "nash"])
    'Stays: it has no better move of its own'
    """
    page = notion(strongest(concepts)).page
    return f"Stays: it {page.party}" if page else "Stays"


def everyone(concepts: Sequence[str]) -> str:
    """Why nobody leaves a state that is stable under some notions, without their names.

    >>> everyone(["gmr", "nash"])
    'nobody has a better move of its own'
    """
    page = notion(strongest(concepts)).page
    return page.everyone if page else "nobody would move"


def today(told: Told) -> Markup:
    """Whether today’s position is stable, and why or for whom not, in a sentence; it is read where no link can be."""
    now = told.findings.stable.now
    movers = [told.named(party) for party, concepts in now.stable.items() if not concepts]
    stayers = [told.named(party) for party, concepts in now.stable.items() if concepts]
    if now.equilibrium:
        return say("Today’s position is stable: {}.", everyone(now.equilibrium))
    if movers:
        which = say(", though it is for {}", listed(stayers)) if stayers else ""
        gains, them = ("could gain", "it") if len(movers) == 1 else ("could each gain", "them")
        words = "Today’s position is not stable{}: {} {} by moving alone, and nothing deters {}."
        return say(words, which, listed(movers), gains, them)
    return Markup("Today’s position holds for each party, though for different reasons.")


def changed(told: Told, before: State, after: State) -> str:
    """How a state differs from another, in words, its steps called by their short names."""
    comes = [quoted(told.in_short(step)) for step in after if step not in before]
    goes = [quoted(told.in_short(step)) for step in before if step not in after]
    parts = [
        f"{listing(names)} {verb}{'s' if len(names) == 1 else ''}{tail}"
        for names, verb, tail in ((comes, "come", " into force"), (goes, "end", ""))
        if names
    ]
    return "; ".join(parts) or "nothing changes"


def kinds_link(words: str) -> Markup:
    """A plain word that leads to where the kinds of stability are told apart."""
    return link("kinds", words)
