"""Checks of aliases: what sources call a party or a step means that one alone, and says more than its name does."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.case.check.claims import Claims
from standoff.case.model.mistake import shown
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem

__all__ = ["ALIASES"]


def called_twice(claims: Claims) -> Iterator[Problem]:
    """A word that two things are called by marks passages of both."""
    said: dict[str, tuple[str, str]] = {}
    for thing, words, _ in _called(claims):
        for word in words:
            said.setdefault(_folded(word), thing)
    for thing, _, aliases in _called(claims):
        for path, alias in aliases:
            other = said.setdefault(_folded(alias), thing)
            if other != thing:
                one = "party" if other[0] == "parties" else "step"
                yield claims.warning(
                    path,
                    f"the {one} `{other[1]}` is called {shown(alias)}, too",
                    "passages with this word are taken to name both: leave it with the one that is meant",
                )


def said_already(claims: Claims) -> Iterator[Problem]:
    """An alias that repeats a name of the same thing marks nothing more."""
    for thing, words, aliases in _called(claims):
        seen = {_folded(word) for word in words}
        for path, alias in aliases:
            if _folded(alias) in seen:
                yield claims.warning(path, f"`{thing[1]}` is called {shown(alias)} already", "leave it out")
            seen.add(_folded(alias))


def _called(claims: Claims) -> Iterator[tuple[tuple[str, str], list[str], list[tuple[KeyPath, str]]]]:
    """Each party and step: its kind and key, its names, and its aliases with their places."""
    for kind in ("parties", "steps"):
        for name, claim in getattr(claims.case, kind).items():
            words = [word for word in (name.replace("_", " "), claim.name, getattr(claim, "short", "")) if word]
            yield (kind, name), words, [((kind, name, "aliases", i), alias) for i, alias in enumerate(claim.aliases)]


def _folded(word: str) -> str:
    return " ".join(word.split()).casefold()


ALIASES = (called_twice, said_already)
"""The checks of aliases."""
