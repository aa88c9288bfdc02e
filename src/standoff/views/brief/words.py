"""Numbers and names as the brief says them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import inf, isfinite, sqrt
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from standoff.results.records.assessment import Row
from standoff.results.sentences import wording
from standoff.results.sentences.sureness import LIKELIHOODS, likelihood

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.model.values import Quantity


__all__ = [
    "LIKELIHOODS",
    "anchor",
    "asked",
    "called",
    "chances",
    "count",
    "courses",
    "cut",
    "duration",
    "lasting",
    "likelihood",
    "listed",
    "lowered",
    "months",
    "number",
    "percent",
    "points",
    "quoted",
    "shared",
    "short",
    "span",
    "titled",
    "unbroken",
    "word",
]


# ------------------------------------------------------------------------------------------------ numbers

SPACE = "\u00a0"


def number(value: float | None, *, signed: bool = False) -> str:
    """A number that was computed, with the two digits that count; None is "none".

    >>> [number(x) for x in (0.06212, 4.567, -12.34, 0.0, -1e-7, None)]
    ['0.062', '4.6', '−12', '0', 'just below 0', 'none']
    >>> number(4.56, signed=True)
    '+4.6'
    """
    if value is None or not isfinite(value):
        return "none"
    if 0 < abs(value) < 0.0005:
        return "just above 0" if value > 0 else "just below 0"
    return ("+" if signed and value > 0 else "") + wording.two_digits(value)


def percent(share: float | None) -> str:
    """A share as whole per cent; what is nearly none or nearly all is not rounded to it; None is "none".

    >>> [percent(p) for p in (0.0, 0.004, 0.006, 0.643, 1.0, None)]
    ['0\\xa0%', 'less than 1\\xa0%', '1\\xa0%', '64\\xa0%', '100\\xa0%', 'none']
    """
    if share is None or not isfinite(share):
        return "none"
    return unbroken(wording.percent(share))


def asked(trust: float | None) -> str:
    """Trust asked as whole per cent, rounded up, because less would not do; None is "none".

    >>> asked(0.611), asked(0.61), asked(None)
    ('62\\xa0%', '61\\xa0%', 'none')
    """
    return "none" if trust is None else unbroken(wording.asked(trust))


def lowered(words: str) -> str:
    """The same words, to go on with in a sentence.

    >>> lowered("What walking out costs")
    'what walking out costs'
    """
    return words[:1].lower() + words[1:]


def unbroken(words: str) -> str:
    """The same words, with per cent signs kept beside their numbers."""
    return words.replace(" %", f"{SPACE}%")


def duration(years: float | None) -> str:
    """A length in years as people say it; None is "none".

    >>> duration(1 / 12), duration(0.1), duration(2.5), duration(float("inf")), duration(None)
    ('1 month', '5 weeks', '2.5 years', 'never', 'none')
    """
    return "none" if years is None else wording.span(years)


def months(length: float) -> str:
    """A length in months as people say it.

    >>> months(30)
    '2.5 years'
    """
    return duration(length / 12)


def count(size: int, one: str, many: str | None = None) -> str:
    """How many of something, in a word up to ten.

    >>> count(1, "party", "parties"), count(3, "plan"), count(0, "plan"), count(12, "plan")
    ('one party', 'three plans', 'no plan', '12 plans')
    """
    return f"{word(size) if size else 'no'} {one if size < 2 else many or one + 's'}"


def word(size: int) -> str:
    """A whole number in a word up to ten.

    >>> word(0), word(10), word(1234)
    ('none', 'ten', '1,234')
    """
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[size] if size < len(words) else f"{size:,}"


def points(draws: int) -> str:
    """How far off, in percentage points, a share of this many draws can be at worst (95 times in 100).

    >>> points(200), points(10_000)
    ('7', '1')
    """
    return number(round(100 * 1.96 * 0.5 / sqrt(draws), 0 if draws < 2401 else 1))


def span(quantity: Quantity) -> str:
    """A quantity as its ends, or as its value if it is a point, as the case claims it.

    >>> from standoff.case.model.values import Quantity
    >>> span(Quantity.between(4, 9)), span(Quantity.point(3))
    ('4 to 9', '3')
    """
    low, high = wording.number(quantity.low), wording.number(quantity.high)
    return low if low == high else f"{low} to {high}"


def lasting(quantity: Quantity) -> str:
    """A duration as the case writes it; none at all is "at once".

    >>> from standoff.case.model.values import Quantity
    >>> lasting(Quantity.between(0.5, 3)), lasting(Quantity.point(0)), lasting(Quantity.point(float("inf")))
    ('6 to 36 months', 'at once', 'never')
    """
    from standoff.case.model.durations import write_duration

    return "at once" if quantity.high == 0 else write_duration(quantity)


def courses(row: Row) -> list[tuple[float, float]]:
    """All that can happen when the party of a row walks out: chances, and after how many years it shows."""
    return [(course.chance, inf if course.months is None else course.months / 12) for course in row.courses]


def chances(quantity: Quantity) -> str:
    """A chance or a range of chances as a percentage.

    >>> from standoff.case.model.values import Quantity
    >>> chances(Quantity.point(0.2)), chances(Quantity.chance(0.1, 0.3))
    ('20 %', '10 to 30 %')
    """
    low, high = (wording.number(100 * end) for end in (quantity.low, quantity.high))
    return f"{low} %" if low == high else f"{low} to {high} %"


# -------------------------------------------------------------------------------------------------- words


def called(case: Case, name: str) -> str:
    """What people read for a party or a step of the case (or a choice, which has no other name than its own)."""
    entry = case.parties.get(name) or case.steps.get(name) or case.wholes().get(name)
    return titled(entry.name if entry else "", name)


def short(title: str) -> str:
    """A title without what follows its colon, for use inside sentences.

    >>> short("Relief first: the demand of 2019"), short("3: 2: 1")
    ('Relief first', '3')
    """
    return title.split(": ")[0]


LONGEST = 60
"""A name that is longer than this, and has no short form, is cut in tables and figures."""


def cut(name: str, longest: int = LONGEST) -> str:
    """A name for a table: what is too long for one ends in an ellipsis.

    >>> cut("Lift the ban"), cut("Lift the ban for good", 14)
    ('Lift the ban', 'Lift the ban…')
    """
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def shared(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """The sentences that several texts have in common, and each text without them: what is the same is said once.

    >>> shared(["Beta loses 2 points. Trust does not help.", "Beta loses 1 point. Trust does not help."])
    (['Trust does not help.'], ['Beta loses 2 points.', 'Beta loses 1 point.'])
    >>> shared(["Alone. Trust does not help."])
    ([], ['Alone. Trust does not help.'])
    """
    split = [re.split(r"(?<=[.!?]) (?=[A-ZÀ-Þ])", text) for text in texts]
    if len(split) < 2:
        return [], list(texts)
    alike = [one for one in split[0] if all(one in other for other in split[1:])]
    return alike, [" ".join(one for one in each if one not in alike) for each in split]


def titled(title: str, name: str) -> str:
    """The title, or what stands in for it where there is none (or only the name again).

    >>> titled("", "relief-first"), titled("Relief first", "rf")
    ('Relief first', 'Relief first')
    """
    words = name.replace("_", " ").replace("-", " ").strip()
    return title if title.strip() not in ("", name) else words[:1].upper() + words[1:]


def quoted(name: str) -> str:
    """A name inside a sentence.

    >>> quoted("Freeze")
    '“Freeze”'
    """
    return f"“{name}”"


def listed(items: Iterable[object], last: str = "and") -> Markup:
    """Items in a sentence, escaped.

    >>> str(listed(["a", "b", "c"])), str(listed(["a", "b"], "or"))
    ('a, b and c', 'a or b')
    """
    found = [escape(item) for item in items]
    if len(found) < 2:
        return Markup("").join(found)
    return Markup(", ").join(found[:-1]) + Markup(" {} ").format(last) + found[-1]


def anchor(*parts: object) -> str:
    """An id for a place on the page, the same for the same parts and for no others.

    >>> anchor("row", "a b", 2), anchor("row", "a:b")
    ('row:a.20.b:2', 'row:a.3a.b')
    """
    return ":".join(re.sub(r"[^A-Za-z0-9_-]", lambda hit: f".{ord(hit[0]):x}.", str(part)) for part in parts)
