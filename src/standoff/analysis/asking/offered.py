"""What goes into the case if answers are accepted: narrowed ranges, written as the file has them, with judgements."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from standoff.analysis.labels import label_of
from standoff.results.records.asking import Answer, ValueOffered, Written
from standoff.results.sentences import asking as sentences

if TYPE_CHECKING:
    from standoff.analysis.asking.worths import Worths
    from standoff.case.model.values import Quantity
    from standoff.engine.core.types import Floats

__all__ = ["outward", "values_offered"]

TOLD = 4
"""So many answers a judgement repeats; more are counted."""


def values_offered(
    worths: Worths, ends: tuple[Floats, Floats], answers: Sequence[Answer], called: sentences.Called, name: str
) -> list[ValueOffered]:
    """The values that answers narrow; none where nobody says whose answers they are.

    ends: between which each number still lies. called: what steps are called; name: what the party is.
    """
    by = tuple(dict.fromkeys(one.by for one in answers if one.by))
    if not by:
        return []
    found = []
    for place, (path, quantity) in enumerate(worths.quantities.items()):
        value = _narrowed(quantity, float(ends[0][place]), float(ends[1][place]))
        if value is None:
            continue
        kind, key, _, party = path.split(".")
        was, written = _written(quantity), _written(value)
        steps = {key} if kind == "steps" else set(worths.case.together[key].steps)
        mentioned = [one for one in answers if steps & _steps(one)] or list(answers)
        told = [(sentences.heard(one, called), one.on) for one in mentioned[:TOLD]]
        evidence: dict[str, str | tuple[str, ...]] = {
            "judgement": sentences.judgement(name, told, len(mentioned) - len(told)),
            "by": by[0] if len(by) == 1 else by,
            "for": f"worth.{party}",
            "supports": "size",
        }
        said = sentences.offered(label_of(worths.case, path), sentences.in_words(was), sentences.in_words(written))
        found.append(ValueOffered(path, was, written, f"{kind}.{key}", evidence, said))
    return found


def _steps(answer: Answer) -> set[str]:
    return {*answer.left, *answer.right, *(step for group in answer.order for step in group)}


def _narrowed(quantity: Quantity, low: float, high: float) -> Quantity | None:
    """What is believed once a number lies from low to high; None where that says nothing new.

    An end of the range stays where the answers leave more than it; nothing within the range that they leave is cut off.
    """
    if quantity.low == quantity.high:
        return None
    if quantity.shape == "discrete":
        return _kept(quantity, low, high)
    if high < quantity.low or low > quantity.high:  # all that is left lies beyond the range: that is what it is now
        ends = outward(low, high)
    else:
        ends = outward(max(low, quantity.low), min(high, quantity.high))
    ends = (
        quantity.low if low <= quantity.low <= high else ends[0],
        quantity.high if low <= quantity.high <= high else ends[1],
    )
    inside = (max(ends[0], quantity.low), min(ends[1], quantity.high))
    ends = inside if inside[0] < inside[1] else ends
    if ends == (quantity.low, quantity.high):
        return None
    if not quantity.in_keys:
        return type(quantity).between(*ends, quantity.level)
    mode = None if quantity.mode is None else min(max(quantity.mode, ends[0]), ends[1])
    return replace(quantity, low=ends[0], high=ends[1], mode=mode)


def _kept(quantity: Quantity, low: float, high: float) -> Quantity | None:
    """Of single values those that are left, with the same odds; None where all are, or none."""
    kept = [(v, c) for v, c in zip(quantity.values, quantity.chances, strict=True) if low <= v <= high]
    if not kept or len(kept) == len(quantity.values):
        return None
    if len(kept) == 1:
        return type(quantity).point(kept[0][0])
    total = sum(chance for _, chance in kept)
    values = tuple(value for value, _ in kept)
    return replace(
        quantity, low=values[0], high=values[-1], values=values, chances=tuple(round(c / total, 6) for _, c in kept)
    )


def outward(low: float, high: float) -> tuple[float, float]:
    """Two ends to a tenth or finer of what lies between them, not further in than they are, and of the sign they have.

    >>> outward(2.0371, 3.9619), outward(-0.1234, -0.0511), outward(0.04, 3.31)
    ((2.0, 4.0), (-0.124, -0.051), (0.04, 3.4))
    """
    places = 1 - math.floor(math.log10(high - low)) if high > low else 6
    found = []
    for end, up in ((low, False), (high, True)):
        rounded, digits = _rounded(end, places, up), places
        while end and rounded * end <= 0 and digits < places + 6:  # a gain does not become perhaps nothing
            digits += 1
            rounded = _rounded(end, digits, up)
        found.append(rounded)
    return found[0], found[1]


def _rounded(value: float, places: int, up: bool) -> float:
    shifted = value * 10.0**places
    near = round(shifted)
    whole = near if abs(shifted - near) < 1e-6 else math.ceil(shifted) if up else math.floor(shifted)
    return round(whole / 10.0**places, max(places, 0))


def _written(quantity: Quantity) -> Written:
    """A quantity as a case has it."""
    from standoff.case.model.spreads import write_spread
    from standoff.case.model.values import write_worth

    if quantity.in_keys:
        keys = write_spread(quantity, _plain)
        return {key: tuple(value) if isinstance(value, list) else value for key, value in keys.items()}
    return quantity.low if quantity.shape == "point" else write_worth(quantity)


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value
