"""The case between two: the first with every range as wide as both, and the evidence of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isinf
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.analysis.comparison.sides import Place, Side, Tried, as_it_is, put
from standoff.analysis.sureness.ranges import marginal_of

if TYPE_CHECKING:
    from standoff.case.matching.match import Match
    from standoff.case.model.evidence import Evidence
    from standoff.case.model.model import Case
    from standoff.case.model.values import Quantity

__all__ = ["Average", "average", "hull"]


@dataclass(frozen=True)
class Average:
    """The case between two: how many of its numbers are wider than in the first, and what stays as there, by path."""

    case: Case
    widened: int
    kept: tuple[str, ...]

    def tried(self, first: Side) -> Tried:
        """The plans of the first side in this case."""
        from standoff.case.matching.renamed import same_names

        case, paces = same_names(self.case), dict(self.case.quantities())
        claims = {
            kind: {
                key: claim.model_copy(update={"pace": paces.get((kind, key, "pace"), claim.pace)})
                for key, claim in getattr(first.case, kind).items()
            }
            for kind in ("plans", "deals")
        }
        return as_it_is(replace(first, case=case.model_copy(update=claims)))


def average(a: Case, b: Case, *, match: Match, ids: Mapping[str, str] | None = None) -> Average:
    """The first case, each number that differs in a range from the lowest to the highest end of both, at its own level.

    What differs and is no number that can be averaged stays as in the first, and is named. The evidence of both stands
    beside the numbers; ids: what sources of the second are called where the first has others of the same name.
    """
    from standoff.case.matching.renamed import in_names_of
    from standoff.case.model.parts import as_written, in_parts

    first, second = as_written(a), in_names_of(a, b, match, because=True).case
    ours, theirs = (dict(case.quantities()) for case in (first, second))
    for path, other in theirs.items():
        if path not in ours and path[-2:-1] == ("worth",) and _has(first, path):
            ours[path] = type(other).point(0)
    wider: dict[Place, Quantity] = {}
    kept: list[str] = []
    for path, mine in ours.items():
        other_ = theirs.get(path, type(mine).point(0) if path[-2:-1] == ("worth",) and _has(second, path) else None)
        if other_ is None or other_ == mine:
            continue
        found = hull(path, mine, other_, a.intervals)
        if found is None:
            kept.append(".".join(path))
        else:
            wider[path] = found
    case = first
    for path, quantity in wider.items():
        case = put(case, tuple("sooner" if part == "with" else part for part in path), quantity)
    return Average(in_parts(_with_evidence(case, second, ids or {})), len(wider), tuple(kept))


def _has(case: Case, path: Place) -> bool:
    """Whether a case has the claim and the party of a worth."""
    return path[1] in getattr(case, path[0]) and path[-1] in case.parties


def hull(path: Place, one: Quantity, other: Quantity, level: float) -> Quantity | None:
    """The range from the lowest to the highest end of two, at a level; None where there is none: `never` has no ends.

    >>> from standoff.case.model.values import Quantity
    >>> found = hull(("parties", "a", "horizon"), Quantity.between(1, 3), Quantity.between(2, 5), 0.9)
    >>> found.low, found.high, found.shape
    (1.0, 5.0, 'lognormal')
    """
    if isinf(one.high) or isinf(other.high):
        return None
    ends = [end for quantity in (one, other) for end in _ends(quantity, level)]
    low, high = min(ends), max(ends)
    if path[-1] == "missed" or path[0] == "sincerity":
        return None if low <= 0 or high >= 1 else type(one).chance(low, high, level)
    return type(one).between(low, high, level)


def _ends(quantity: Quantity, level: float) -> tuple[float, float]:
    """Between which values a number lies with so much of the probability."""
    if quantity.shape == "point" or quantity.level == level:
        return quantity.low, quantity.high
    low, high = marginal_of(quantity).quantile(np.array([(1 - level) / 2, (1 + level) / 2])).tolist()
    return low, high


def _with_evidence(case: Case, other: Case, ids: Mapping[str, str]) -> Case:
    """The case with the evidence of another beside its own, each once."""
    update: dict[str, dict[str, Any]] = {}
    for kind in ("parties", "steps", "together"):
        claims = getattr(case, kind)
        added = {name: one.because for name, one in getattr(other, kind).items() if name in claims and one.because}
        update[kind] = {
            name: one.model_copy(update={"because": _both(one.because, added[name], ids)}) if name in added else one
            for name, one in claims.items()
        }
    return case.model_copy(update=update)


def _both(ours: tuple[Evidence, ...], theirs: tuple[Evidence, ...], ids: Mapping[str, str]) -> tuple[Evidence, ...]:
    renamed = (one.model_copy(update={"source": ids.get(one.source, one.source)}) for one in theirs)
    return (*ours, *(one for one in renamed if one not in ours))
