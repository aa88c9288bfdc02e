"""Words and numbers that all sentences are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

__all__ = [
    "LONGEST",
    "amount",
    "amount_said",
    "as_one",
    "asked",
    "at_least",
    "cut",
    "enough",
    "in_a_row",
    "in_quotes",
    "large",
    "listing",
    "next_to_none",
    "number",
    "of_100",
    "on_calendar",
    "opening",
    "percent",
    "percents",
    "points",
    "points_enough",
    "share",
    "span",
    "titled",
    "two_digits",
]


LONGEST = 48
"""Longer names and titles are cut."""

Courses = Sequence[tuple[float, float]]
"""All that can happen after a failure: with which chance it shows after how many years (infinite: never)."""

_UNITS = (("day", 1 / 365.25, 13.5), ("week", 7 / 365.25, 8.5), ("month", 1 / 12, 23.5))
"""Units of time: what each is called, how many years it lasts, and up to how many of it are counted."""


def opening(text: str) -> str:
    """A text that opens a sentence or stands in a table: its first letter is a capital.

    >>> opening("the United States")
    'The United States'
    """
    return text[:1].upper() + text[1:]


def listing(names: Sequence[str], last: str = "and") -> str:
    """Names in a row, the last joined by "and", or by another word.

    >>> listing(["tests", "launches", "exports"]), listing(["tests", "launches"], "or")
    ('tests, launches and exports', 'tests or launches')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""


def as_one(name: str) -> str:
    """A name in a sentence: in quotation marks if it reads as several, so that it stays one in a row and for a verb.

    >>> as_one("Russia"), as_one("EU and United States")
    ('Russia', '“EU and United States”')
    """
    return f"“{name}”" if " and " in name or ", " in name else name


def in_a_row(names: Sequence[str]) -> str:
    """Names in a row, each in quotation marks if one of them reads as several.

    >>> in_a_row(["Tests", "Talks"]), in_a_row(["Tests", "Aid, energy and fuel"])
    ('Tests and Talks', '“Tests” and “Aid, energy and fuel”')
    """
    return listing(names) if all(as_one(name) == name for name in names) else in_quotes(names)


def in_quotes(names: Sequence[str]) -> str:
    """Names in a row, each in quotation marks."""
    return listing([f"“{name}”" for name in names])


def two_digits(value: float) -> str:
    """A number in a sentence: with two digits that count.

    >>> [two_digits(x) for x in (12.345, 0.01234, 3.0, -0.996, 123.4, 0.0, 4567.0)]
    ['12', '0.012', '3', '−1', '120', '0', '4,600']
    """
    return number(float(f"{value:.2g}"))


def share(of_all: float) -> str:
    """A small share as a percentage with two digits that count; what is next to nothing is told so.

    >>> share(0.00412), share(0.0099), share(0.12345), share(0.000004), share(1.0)
    ('0.41 %', '0.99 %', '12 %', 'less than 0.01 %', '100 %')
    """
    return "less than 0.01 %" if 0 < of_all < 0.0001 else f"{two_digits(100 * of_all)} %"


def number(value: float) -> str:
    """A number in a table, with two or three digits that count; sentences have `two_digits`.

    >>> [number(x) for x in (12.345, 0.01234, 3.0, -0.5, 123.4, 0)]
    ['12.3', '0.012', '3', '−0.5', '123', '0']
    """
    if value == 0:
        return "0"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    digits = 2 if abs(value) < 1 else 3
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{abs(value):,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and text != "0" else text


def points(value: float) -> str:
    """An amount in a party's own points, in a sentence: with two digits that count; tables can have a third.

    >>> points(1), points(2.25), points(3.38), points(12.34), points(123), points(0.004567)
    ('1 point', '2.2 points', '3.4 points', '12 points', '120 points', '0.0046 points')
    """
    return _points(two_digits(value))


def points_enough(value: float) -> str:
    """An amount that is just enough, rounded up: less would not do.

    >>> points_enough(1), points_enough(3.44), points_enough(3.4), points_enough(0.0123), points_enough(0)
    ('1 point', '3.5 points', '3.4 points', '0.013 points', '0 points')
    """
    return _points(enough(value))


def enough(value: float, at_most: bool = False) -> str:
    """A number with two digits that count that is just enough: rounded up or, where less is asked for, down.

    >>> [enough(x) for x in (3.44, 3.4, 0.0123, -3.44)], [enough(x, at_most=True) for x in (3.44, -3.44)]
    (['3.5', '3.4', '0.013', '−3.4'], ['3.4', '−3.5'])
    """
    if not value or not math.isfinite(value):
        return number(value)
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    whole = math.floor if at_most else math.ceil
    return number(whole(round(value / unit, 6)) * unit)


def _points(text: str) -> str:
    return f"{text} point" if text == "1" else f"{text} points"


def percent(share: float) -> str:
    """A share as a percentage, never rounded to a certainty that it is not.

    >>> [percent(x) for x in (0.6152, 0.999, 1.0, 0.005, 0.0)]
    ['62 %', 'more than 99 %', '100 %', 'less than 1 %', '0 %']
    """
    text = f"{100 * share:.0f} %"
    if text == "0 %" and share > 0:
        return "less than 1 %"
    return "more than 99 %" if text == "100 %" and share < 1 else text


def percents(low: float, high: float) -> str:
    """Between which shares something lies; one where both are told alike.

    Next to another end, what is close to nothing or to all is rounded outward to it.

    >>> percents(0.46, 0.61), percents(0.996, 0.999), percents(0.002, 0.01), percents(0.997, 1.0)
    ('46 % to 61 %', 'more than 99 %', '0 % to 1 %', '99 % to 100 %')
    """
    if percent(low) == percent(high):
        return percent(low)
    return f"{min(99, round(100 * low))} % to {max(1, round(100 * high))} %"


def amount(value: float, unit: str) -> str:
    """A number of a case in a table: points as they are, times with their unit, chances as percentages.

    >>> amount(-3.456, "points"), amount(0.5, "years"), amount(0.2, "chance")
    ('−3.46', '6 months', '20 %')
    """
    return {"years": span, "chance": percent}.get(unit, number)(value)


def amount_said(value: float, unit: str) -> str:
    """The same in a sentence: with two digits that count.

    >>> amount_said(-3.456, "points"), amount_said(12.345, "years")
    ('−3.5', '12 years')
    """
    return {"years": span, "chance": percent}.get(unit, two_digits)(value)


def span(years: float) -> str:
    """A time in words.

    >>> span(0.5 / 365.25)
    'at once'
    >>> [span(t) for t in (0, 3 / 365.25, 7 / 365.25, 6 / 52, 1 / 12, 0.25, 1, 2.5, 12.3, float("inf"))]
    ['at once', '3 days', '1 week', '6 weeks', '1 month', '3 months', '12 months', '2.5 years', '12 years', 'never']
    """
    if math.isinf(years):
        return "never"
    if round(365.25 * years) < 1:
        return "at once"
    # What is whole in some unit is said in it; anything else in the unit in which its number is small.
    for whole in (True, False):
        for unit, size, most in reversed(_UNITS) if whole else _UNITS:
            amount = round(years / size)
            if amount >= 1 and years / size < most and (not whole or abs(years / size - amount) < 0.01):
                return f"{amount} {unit}{'' if amount == 1 else 's'}"
    return f"{two_digits(years)} years"


def after(years: float) -> str:
    """When something shows.

    >>> after(0), after(0.25)
    ('at once', 'after 3 months')
    """
    text = span(years)
    return text if text in ("at once", "never") else f"after {text}"


_DAYS, _TO_THE_THIRD, _TO_THE_MONTH = 365.25 / 12, 18, 600
"""Days of a month; up to so many months ahead a third of a month is told, and up to so many the month."""


def on_calendar(start: date, months: float) -> str:
    """A time so many months after a day, as a calendar has it: the vaguer, the farther away it is.

    >>> [on_calendar(date(2026, 11, 2), m) for m in (0, 0.25, 0.5, 3, 30, 700, 120_000, float("inf"))]
    ['now', 'early November 2026', 'mid-November 2026', 'early February 2027', 'May 2029', '2085', '12026', 'never']
    >>> on_calendar(date(9999, 12, 31), 2)
    '10000'
    """
    if math.isinf(months):
        return "never"
    if round(_DAYS * months) < 1:
        return "now"
    if months <= _TO_THE_MONTH:
        try:
            day = start + timedelta(days=round(_DAYS * months))
        except OverflowError:  # no date is later than the year 9999
            return str(start.year + math.ceil(months / 12))
        month = f"{_MONTHS[day.month - 1]} {day.year}"
        third = "early " if day.day <= 10 else "mid-" if day.day <= 20 else "late "
        return f"{third}{month}" if months <= _TO_THE_THIRD else month
    return str(math.floor(start.year + (start.month - 1 + months) / 12))


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day_in_words(day: date) -> str:
    """A day as people write it.

    >>> day_in_words(date(2029, 1, 20))
    '20 January 2029'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def asked(trust: float) -> str:
    """Trust asked, as a percentage, is rounded up: less would not do.

    >>> asked(0.6101), asked(0.61), asked(1.0), asked(0.001), asked(0.0)
    ('62 %', '61 %', '100 %', '1 %', '0 %')
    """
    return f"{math.ceil(round(100 * trust, 6)):.0f} %"


def at_least(bound: float) -> str:
    """A lower bound on trust, as a percentage, is rounded down: it must stay true.

    >>> at_least(0.5266), at_least(0.0526), at_least(0.0), at_least(1e-9), at_least(1.0)
    ('52 %', '5.2 %', '0 %', '0 %', '100 %')
    """
    return f"{enough(100 * bound if bound >= 0.0001 else 0.0, at_most=True)} %"


def next_to_none(bound: float) -> bool:
    """Whether a lower bound on trust says no more than that a plan which is proved to be near it is near the least."""
    return bound < 0.001


def large(count: int) -> str:
    """A number too large to be told digit by digit.

    >>> large(2432902008176640000)
    '2.4 × 10^18'
    """
    digits, power = f"{count:.1e}".split("e+")
    return f"{digits} × 10^{int(power)}"


def cut(text: str, longest: int = LONGEST) -> str:
    """A text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def titled(title: str) -> str:
    """A title in a sentence: what stands before its colon, in quotation marks.

    >>> titled("Relief first: the demand of Pyongyang")
    '“Relief first”'
    """
    return f"“{cut(title.partition(': ')[0])}”"


def of_100(share: float) -> str:
    """In how many of 100 draws, never rounded to a certainty that it is not.

    >>> [of_100(x) for x in (0.0, 0.002, 0.412, 0.996, 1.0)]
    ['none of the draws', 'fewer than 1 of 100 draws', '41 of 100 draws', 'more than 99 of 100 draws', 'all draws']
    """
    if share in (0.0, 1.0):
        return "all draws" if share else "none of the draws"
    count = round(100 * share)
    return {0: "fewer than 1", 100: "more than 99"}.get(count, str(count)) + " of 100 draws"
