"""What is believed of a number, in keys: its ends and its likeliest value, a shape, or the values that it may have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.values import SHAPES, Quantity, read_share, write_number
from standoff.errors import did_you_mean

__all__ = ["KEYS", "NAMED", "is_spread", "read_spread", "write_spread"]

KEYS = ("low", "mode", "high", "shape", "values", "chances")
"""The keys of such a group."""

NAMED = tuple(name for name, shape in SHAPES.items() if shape.named)
"""The shapes that can be named between two ends."""

_HINT = "write `{low: 2, mode: 4, high: 9}`, `{low: 2, high: 9, shape: uniform}` or `{values: [3, 5, 8]}`"


def is_spread(value: object) -> bool:
    """Whether a group of keys says what is believed of one number.

    >>> is_spread({"low": 2, "high": 9}), is_spread({"normally": "1 year"})
    (True, False)
    """
    return isinstance(value, Mapping) and any(key in KEYS for key in value)


def read_spread(value: Mapping[str, Any], read: Callable[[object], Quantity], level: float) -> Quantity:
    """A quantity from keys; `read` reads each of its numbers. Raises MistakeError.

    >>> from standoff.case.model.values import read_worth
    >>> read_spread({"low": 2, "mode": 4, "high": 9}, read_worth, 0.9).shape
    'pert'
    >>> read_spread({"values": [3, 5, 8], "chances": ["50 %", "30 %", "20 %"]}, read_worth, 0.9).chances
    (0.5, 0.3, 0.2)
    >>> read_spread({"low": 2, "mode": 12, "high": 9}, read_worth, 0.9)
    Traceback (most recent call last):
    standoff.case.model.mistake.MistakeError: `mode` is not between `low` and `high`
    """
    strange = next((key for key in value if key not in KEYS), None)
    if strange is not None:
        raise MistakeError(f"there is no key {shown(strange)} here", did_you_mean(str(strange), KEYS))
    listed = "values" in value or "chances" in value
    if listed and any(key in value for key in ("low", "mode", "high", "shape")):
        raise MistakeError("`values` stand alone: they have no `low`, `mode`, `high` or `shape`", _HINT)
    return _discrete(value, read) if listed else _between(value, read, level)


def _number(value: Mapping[str, Any], key: str, read: Callable[[object], Quantity]) -> float:
    if value.get(key) is None:
        raise MistakeError(f"`{key}` is missing", _HINT)
    return _point(value[key], key, read)


def _point(value: object, key: str, read: Callable[[object], Quantity]) -> float:
    try:
        found = read(value)
    except MistakeError as mistake:
        raise MistakeError(f"`{key}`: {mistake.message}", mistake.hint) from None
    if found.shape != "point" or found.never:
        raise MistakeError(f"`{key}` must be one number, not {shown(value)}", _HINT)
    return found.low


def _between(value: Mapping[str, Any], read: Callable[[object], Quantity], level: float) -> Quantity:
    low, high = _number(value, "low", read), _number(value, "high", read)
    shape = value.get("shape", "pert")
    if shape not in NAMED:
        raise MistakeError(f"there is no shape {shown(shape)}", did_you_mean(str(shape), NAMED))
    if "mode" not in value and "shape" not in value:
        raise MistakeError(
            "a range in keys needs a `mode` or a `shape`", "write `2 to 9` for a plain range; or " + _HINT
        )
    if low > high:
        raise MistakeError("the range is upside down: `low` is more than `high`", "write the smaller end first")
    if not SHAPES[shape].likeliest:
        return _without_mode(value, shape, low, high, level)
    mode = _number(value, "mode", read)
    if not low <= mode <= high:
        raise MistakeError("`mode` is not between `low` and `high`", "it is the likeliest value of the range")
    return Quantity.point(low) if low == high else Quantity(shape, low, high, level, mode)


def _without_mode(value: Mapping[str, Any], shape: str, low: float, high: float, level: float) -> Quantity:
    if "mode" in value:
        others = " or ".join(f"`{name}`" for name in NAMED if SHAPES[name].likeliest)
        raise MistakeError(f"the shape `{shape}` has no `mode`", f"leave `mode` out, or take {others}")
    mistake = SHAPES[shape].refuses(low, high)
    if mistake is not None:
        raise mistake
    return Quantity.point(low) if low == high else Quantity(shape, low, high, level)


def _discrete(value: Mapping[str, Any], read: Callable[[object], Quantity]) -> Quantity:
    values, chances = value.get("values"), value.get("chances")
    if not isinstance(values, Sequence) or isinstance(values, str) or not values:
        raise MistakeError("`values` must be a list of numbers", _HINT)
    numbers = [_point(one, "values", read) for one in values]
    if len(set(numbers)) < len(numbers):
        raise MistakeError("`values` names a number twice", "name each once, with its chance")
    shares = _chances(chances, len(numbers))
    pairs = sorted((number, share) for number, share in zip(numbers, shares, strict=True) if share > 0)
    if len(pairs) == 1:
        return Quantity.point(pairs[0][0])
    ordered, weights = zip(*pairs, strict=True)
    return Quantity("discrete", ordered[0], ordered[-1], values=ordered, chances=weights)


def _chances(chances: object, count: int) -> list[float]:
    if chances is None:
        return [1 / count] * count
    if not isinstance(chances, Sequence) or isinstance(chances, str) or len(chances) != count:
        raise MistakeError(f"`chances` must be a list of {count}, one for each value", "like `[50 %, 30 %, 20 %]`")
    shares = [read_share(chance) for chance in chances]
    if abs(sum(shares) - 1) > 1e-6:
        raise MistakeError(
            f"`chances` add up to {write_number(round(100 * sum(shares), 4))} %", "let them add up to 100 %"
        )
    return shares


def write_spread(quantity: Quantity, write: Callable[[float], Any]) -> dict[str, Any]:
    """The keys that read back as the same quantity; `writing` writes each of its numbers.

    >>> write_spread(Quantity("pert", 2.0, 9.0, mode=4.0), write_number)
    {'low': '2', 'mode': '4', 'high': '9'}
    """
    if quantity.shape == "discrete":
        return {"values": [write(value) for value in quantity.values], "chances": list(quantity.chances)}
    written = {"low": write(quantity.low), "high": write(quantity.high), "shape": quantity.shape}
    if quantity.mode is None:
        return written
    mode = {"low": written["low"], "mode": write(quantity.mode), "high": written["high"]}
    return mode if quantity.shape == "pert" else {**mode, "shape": quantity.shape}
