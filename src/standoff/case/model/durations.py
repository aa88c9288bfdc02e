"""Durations as people write them, in years: `3 weeks`, `6 to 18 months`, `never`; a year is 365.25 days."""

from __future__ import annotations

import math
import re

from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.slips import duration_meant
from standoff.case.model.values import LEVEL, NUMBER, Quantity, bounded, ordered, write_number

__all__ = ["PER_YEAR", "read_duration", "write_duration"]

PER_YEAR = {"day": 365.25, "week": 365.25 / 7, "month": 12.0, "year": 1.0}
"""How many of each unit make a year."""

LONGEST = 1e6
"""Years. Far beyond what anybody weighs, and near enough for times to be compared exactly."""

_HINT = "write, for example, `3 weeks`, `1.5 years` or `6 to 18 months`"
_UNITS = "the units are days, weeks, months and years"
_END = rf"({NUMBER})(?:\s*([^\W\d]+))?"
_DURATION = re.compile(rf"\s*{_END}(?:\s+to\s+{_END})?\s*")


def read_duration(value: object, level: float = LEVEL, never: bool = False) -> Quantity:
    """A duration in years from its text (or the number 0); raises MistakeError.

    `never` is accepted only where asked for, and is infinitely many years.

    >>> read_duration("18 months") == Quantity.point(1.5)
    True
    >>> read_duration("3 to 9 months") == Quantity.between(0.25, 0.75)
    True
    >>> read_duration("never", never=True).low
    inf
    >>> read_duration(3)
    Traceback (most recent call last):
    standoff.case.model.mistake.MistakeError: 3 of what? a duration needs a unit
    """
    if isinstance(value, Quantity):
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise MistakeError("this is not a duration", _hint_for("no" if value is False else "", never))
    text = value if isinstance(value, str) else getattr(value, "raw", write_number(value))
    if text.strip() == "never":
        return _forever(never)
    found = _DURATION.fullmatch(text)
    if not found:
        raise MistakeError(f"{shown(text)} is not a duration", _hint_for(text, never))
    strange = next((unit for unit in (found[2], found[4]) if unit and not _known(unit)), None)
    if strange:
        meant = duration_meant(text, _lasting, never=False)
        raise MistakeError(f"{shown(strange)} is not a unit of time", meant or _UNITS)
    return _between(found, level)


def _lasting(text: str) -> Quantity:
    """A duration that needs no hint."""
    found = _DURATION.fullmatch(text)
    if not found or not all(unit is None or _known(unit) for unit in (found[2], found[4])):
        raise MistakeError("this is not a duration")
    return _between(found, LEVEL)


def _known(unit: str) -> bool:
    return unit.removesuffix("s") in PER_YEAR


def _forever(allowed: bool) -> Quantity:
    if not allowed:
        raise MistakeError("`never` is possible only for `undo` and `redo`", _HINT)
    return Quantity.point(math.inf)


def _hint_for(text: str, never: bool) -> str:
    if "never" in text:
        return "`never` stands alone, not in a range"
    meant = duration_meant(text, _lasting, never)
    return meant or _HINT + (", or `never`" if never else "")


def _between(found: re.Match[str], level: float) -> Quantity:
    first, unit, second, last_unit = found.groups()
    if not (unit or last_unit) and second is not None and (float(first) or float(second)):
        raise _no_unit(f"{first} to {second}")
    low = _years(first, unit or last_unit)
    if second is None:
        return Quantity.point(low)
    if unit and not last_unit:
        hint = f"write, for example, `{first} {unit} to {second} {unit}`; {_UNITS}"
        raise MistakeError(f"{second} of what? a duration needs a unit", hint)
    turned = f"{second} {last_unit} to {first} {unit}" if unit else f"{second} to {first} {last_unit}"
    if low > (high := _years(second, last_unit)):
        raise MistakeError(
            "the range is upside down: it ends before it starts", f"write the smaller end first: `{turned}`"
        )
    return ordered(low, high, turned, level)


def _years(number: str, unit: str | None) -> float:
    amount = bounded(float(number), number)
    if amount < 0:
        raise MistakeError("a duration cannot be negative", _HINT)
    if unit is None:
        if amount == 0:
            return 0.0
        raise _no_unit(number)
    years = amount / PER_YEAR[unit.removesuffix("s")]
    if years > LONGEST:
        raise MistakeError(
            f"{shown(f'{number} {unit}')} is too long: the longest duration is {LONGEST:,.0f} years",
            "write how long somebody would wait for it",
        )
    return years


def _no_unit(number: str) -> MistakeError:
    return MistakeError(
        f"{number} of what? a duration needs a unit",
        f"write, for example, `{number} months` or `{number} years`; {_UNITS}",
    )


def write_duration(quantity: Quantity) -> str:
    """The text that `read_duration` reads back as the same quantity (at the same level), in round units if it can.

    >>> write_duration(read_duration("6 weeks to 4 months")), write_duration(Quantity.point(0.3))
    ('6 weeks to 4 months', '0.3 years')
    """
    if quantity.never:
        return "never"
    if quantity.shape == "point":
        return _written(quantity.low)
    for unit in ("year", "month", "week", "day"):
        low, high = quantity.low * PER_YEAR[unit], quantity.high * PER_YEAR[unit]
        if all(_round(end, unit) for end in (quantity.low, quantity.high)):
            return f"{write_number(round(low))} to {_counted(round(high), unit)}"
    return f"{_written(quantity.low)} to {_written(quantity.high)}"


def _written(years: float) -> str:
    if years == 0:
        return "0"
    unit = next((unit for unit in ("year", "month", "week", "day") if _round(years, unit)), None)
    return _counted(round(years * PER_YEAR[unit]), unit) if unit else f"{write_number(years)} years"


def _round(years: float, unit: str) -> bool:
    """Whether this is a whole number of the unit, to the last bit."""
    return round(years * PER_YEAR[unit]) / PER_YEAR[unit] == years


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" + ("" if number == 1 else "s")
