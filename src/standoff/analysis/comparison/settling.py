"""How single differences between two cases can be settled: as the second says, or with the range of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from standoff.analysis.comparison.average import hull
from standoff.analysis.comparison.places import text_of, worth_of
from standoff.analysis.comparison.sides import put

if TYPE_CHECKING:
    from standoff.case.matching.match import Match
    from standoff.case.model.model import Case
    from standoff.case.model.values import Quantity

__all__ = ["Settled", "settled"]

_LISTS: Mapping[str, tuple[str, ...]] = {"rules": ("rules", "choices")}
"""Differences that are of several keys of the case."""


@dataclass(frozen=True)
class Settled:
    """How one difference can be settled: plain data by path, as a case file has it; None: nothing there any more.

    take: what the second says, in the words of the first. wider: the range that is as wide as both, with the same in
    words; None where it is no number, or one of the two ranges is the wider already and is taken by `take` or left.
    """

    take: Mapping[str, Any]
    wider: Mapping[str, Any] | None = None
    wider_says: str = ""


def settled(a: Case, b: Case, paths: Iterable[str], match: Match | None = None) -> dict[str, Settled]:
    """How the differences at some paths, which `compare` gives, can be settled in the first of two cases.

    A path at which no file has anything, as of the order that was found for a deal, is not among what is given.

    >>> from standoff import example
    >>> from standoff.case.overlaid import overlaid, read_values
    >>> other = overlaid(example(), read_values(["parties.beta.horizon=2 to 20 years"]))
    >>> found = settled(example(), other, ["parties.beta.horizon"])
    >>> dict(found["parties.beta.horizon"].take)
    {'parties.beta.horizon': '2 to 20 years'}
    """
    from standoff.case.matching.match import BY_KEY
    from standoff.case.matching.renamed import in_names_of, same_names
    from standoff.case.overlays.paths import value_at
    from standoff.case.reading.plain import plain

    one, other = same_names(a), in_names_of(a, b, match or BY_KEY).case
    ours, theirs = plain(one), plain(other)
    numbers = [{".".join(path): quantity for path, quantity in case.quantities()} for case in (one, other)]
    found = {}
    for path in paths:
        take = {
            key: theirs_
            for key in _LISTS.get(path, (path,))
            if (theirs_ := value_at(theirs, key)) != value_at(ours, key)
        }
        if take:
            wide = _wider(one, path, *(side.get(path) for side in numbers))
            found[path] = Settled(take, *wide) if wide else Settled(take)
    return found


def _wider(case: Case, path: str, one: Quantity | None, other: Quantity | None) -> tuple[dict[str, Any], str] | None:
    """The range that is as wide as both, at a path, and in words; None where there is none, or one is it already."""
    from standoff.case.overlays.paths import value_at
    from standoff.case.reading.plain import plain

    parts = path.split(".")
    mine, yours = one or worth_of(parts, one), other or worth_of(parts, other)
    if mine is None or yours is None:
        return None
    both = hull(tuple(parts), mine, yours, case.intervals)
    if both is None or any((both.low, both.high) == (each.low, each.high) for each in (mine, yours)):
        return None
    place = tuple("sooner" if part == "with" and parts[2:3] == ["seen"] else part for part in parts)
    return {path: value_at(plain(put(case, place, both)), path)}, text_of(path, both)
