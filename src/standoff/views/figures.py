"""Figures in both senses: numbers as people read them, and the small drawings of the brief."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from math import inf, isfinite, sqrt
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from standoff.results import sentences
from standoff.results.records import Assessment, Row, Sureness

if TYPE_CHECKING:
    from standoff.case.model import Case
    from standoff.case.values import Quantity

__all__ = [
    "LIKELIHOODS",
    "MARKS",
    "STANCES",
    "anchor",
    "asked",
    "called",
    "chances",
    "count",
    "courses",
    "duration",
    "fit",
    "grid",
    "lasting",
    "likelihood",
    "listed",
    "lowered",
    "months",
    "number",
    "percent",
    "points",
    "quoted",
    "shares",
    "short",
    "span",
    "spread",
    "stance",
    "svg",
    "tag",
    "text",
    "titled",
    "unbroken",
    "width_of",
    "word",
    "wrap",
]

# ------------------------------------------------------------------------------------------------ numbers

SPACE = "\u00a0"


def number(value: float | None, *, signed: bool = False) -> str:
    """A number with the two or three digits that count; None is "none".

    >>> [number(x) for x in (0.06212, 4.567, -12.34, 0.0, -1e-7, None)]
    ['0.062', '4.57', '−12.3', '0', 'just below 0', 'none']
    >>> number(4.56, signed=True)
    '+4.56'
    """
    if value is None or not isfinite(value):
        return "none"
    if 0 < abs(value) < 0.0005:
        return "just above 0" if value > 0 else "just below 0"
    return ("+" if signed and value > 0 else "") + sentences.number(value)


def percent(share: float | None) -> str:
    """A share as whole per cent; what is nearly none or nearly all is not rounded to it; None is "none".

    >>> [percent(p) for p in (0.0, 0.004, 0.006, 0.643, 1.0, None)]
    ['0\\xa0%', 'less than 1\\xa0%', '1\\xa0%', '64\\xa0%', '100\\xa0%', 'none']
    """
    if share is None or not isfinite(share):
        return "none"
    return unbroken(sentences.percent(share))


def asked(trust: float | None) -> str:
    """Trust asked as whole per cent, rounded up, because less would not do; None is "none".

    >>> asked(0.611), asked(0.61), asked(None)
    ('62\\xa0%', '61\\xa0%', 'none')
    """
    return "none" if trust is None else unbroken(sentences.asked(trust))


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
    return "none" if years is None else sentences.span(years)


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


LIKELIHOODS: tuple[tuple[float, str, str], ...] = (
    (0.05, "almost no chance", "1 to 5 %"),
    (0.20, "very unlikely", "5 to 20 %"),
    (0.45, "unlikely", "20 to 45 %"),
    (0.55, "roughly even chance", "45 to 55 %"),
    (0.80, "likely", "55 to 80 %"),
    (0.95, "very likely", "80 to 95 %"),
    (1.01, "almost certain", "95 to 99 %"),
)
"""The words of ICD 203 (Office of the Director of National Intelligence, 2015): upper end, word, range."""


def likelihood(share: float) -> str:
    """The word of ICD 203 for a probability.

    >>> [likelihood(p) for p in (0.0, 0.3, 0.5, 0.97)]
    ['almost no chance', 'unlikely', 'roughly even chance', 'almost certain']
    """
    return next(word for end, word, _ in LIKELIHOODS if share < end)


def span(quantity: Quantity) -> str:
    """A quantity as its ends, or as its value if it is a point.

    >>> from standoff.case.values import Quantity
    >>> span(Quantity.between(4, 9)), span(Quantity.point(3))
    ('4 to 9', '3')
    """
    low, high = number(quantity.low), number(quantity.high)
    return low if low == high else f"{low} to {high}"


def lasting(quantity: Quantity) -> str:
    """A duration as the case writes it; none at all is "at once".

    >>> from standoff.case.values import Quantity
    >>> lasting(Quantity.between(0.5, 3)), lasting(Quantity.point(0)), lasting(Quantity.point(float("inf")))
    ('6 to 36 months', 'at once', 'never')
    """
    from standoff.case.durations import write_duration

    return "at once" if quantity.high == 0 else write_duration(quantity)


def courses(row: Row) -> list[tuple[float, float]]:
    """All that can happen when the party of a row walks out: chances, and after how many years it shows."""
    return [(course.chance, inf if course.months is None else course.months / 12) for course in row.courses]


def chances(quantity: Quantity) -> str:
    """A chance or a range of chances as a percentage.

    >>> from standoff.case.values import Quantity
    >>> chances(Quantity.point(0.2)), chances(Quantity.chance(0.1, 0.3))
    ('20 %', '10 to 30 %')
    """
    low, high = (sentences.number(100 * end) for end in (quantity.low, quantity.high))
    return f"{low} %" if low == high else f"{low} to {high} %"


# -------------------------------------------------------------------------------------------------- words


def called(case: Case, name: str) -> str:
    """What people read for a party or a step of the case (or a choice, which has no other name than its own)."""
    entry = case.parties.get(name) or case.steps.get(name)
    return titled(entry.name if entry else "", name)


def short(title: str) -> str:
    """A title without what follows its colon, for use inside sentences.

    >>> short("Relief first: the demand of 2019"), short("3: 2: 1")
    ('Relief first', '3')
    """
    return title.split(": ")[0]


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


# ------------------------------------------------------------------------------------------------ drawing

_NARROW, _BROAD = frozenset("iljftrI.,:;'|!()[] -"), frozenset("mwMW@%&")


def width_of(text: str, size: float) -> float:
    """About how wide a line of sans-serif text is, a little generously, for a font size in the same unit."""
    return size * sum(_advance(char) for char in text)


def _advance(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.1
    if char in _NARROW:
        return 0.33
    return 0.9 if char in _BROAD else 0.7 if char.isupper() else 0.56


def fit(text: str, width: float, size: float) -> str:
    """The text, shortened with an ellipsis where it is wider than the width.

    >>> fit("Lift the ban", 200, 10), fit("Lift the ban", 40, 10)
    ('Lift the ban', 'Lift th…')
    """
    ends = list(accumulate(size * _advance(char) for char in text))
    if not ends or ends[-1] <= width:
        return text
    return text[: bisect_right(ends, width - width_of("…", size))].rstrip() + "…"


def wrap(text: str, width: float, size: float, lines: int = 3) -> list[str]:
    """The text in at most so many lines of that width; what is left over becomes an ellipsis.

    >>> wrap("Lift the ban for good", 60, 10, lines=2)
    ['Lift the ban', 'for good']
    """
    words, found = text.split(), [""]
    for place, word in enumerate(words):
        longer = f"{found[-1]} {word}".strip()
        if not found[-1] or width_of(longer, size) <= width:
            found[-1] = longer
        elif len(found) < lines:
            found.append(word)
        else:
            found[-1] = " ".join([found[-1], *words[place:]])
            break
    return [fit(line, width, size) for line in found]


def tag(name: str, content: object = "", /, **attributes: object) -> Markup:
    """One element, its content and attributes escaped; `class_` stands for `class`, `_` for `-`.

    >>> str(tag("text", "a < b", x=3, class_="soft"))
    '<text x="3" class="soft">a &lt; b</text>'
    """
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _plain(value)) for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, content)


def _plain(value: object) -> object:
    return f"{value:.5g}" if isinstance(value, float) else value


def svg(
    key: str, size: tuple[float, float], title: str, desc: str, shapes: Iterable[Markup], class_: str = ""
) -> Markup:
    """A drawing with its title and description, for eyes and for screen readers."""
    width, height = size
    content = [tag("title", title, id=f"{key}:title"), tag("desc", desc, id=f"{key}:desc"), *shapes]
    return tag(
        "svg",
        Markup("").join(content),
        role="img",
        aria_labelledby=f"{key}:title {key}:desc",
        viewBox=f"0 0 {width:.5g} {height:.5g}",
        width=float(width),
        height=float(height),
        class_=class_,
    )


def text(x: float, y: float, words: str, class_: str = "", **more: object) -> Markup:
    """One line of text in a drawing."""
    return tag("text", words, x=float(x), y=float(y), **({"class_": class_} if class_ else {}), **more)


def _cross(x: float, y: float, r: float) -> Markup:
    d = f"M{x - r:.4g} {y - r:.4g}L{x + r:.4g} {y + r:.4g}M{x + r:.4g} {y - r:.4g}L{x - r:.4g} {y + r:.4g}"
    return tag("path", d=d, class_="mark walks")


def _diamond(filled: str) -> Callable[[float, float, float], Markup]:
    def draw(x: float, y: float, r: float) -> Markup:
        return tag(
            "path",
            d=f"M{x:.4g} {y - r:.4g}L{x + r:.4g} {y:.4g}L{x:.4g} {y + r:.4g}L{x - r:.4g} {y:.4g}Z",
            class_=f"mark {filled}",
        )

    return draw


def _ring(x: float, y: float, r: float) -> Markup:
    return tag("circle", cx=x, cy=y, r=0.9 * r, class_="mark stays")


def _dash(x: float, y: float, r: float) -> Markup:
    return tag("path", d=f"M{x - r:.4g} {y:.4g}H{x + r:.4g}", class_="mark nothing")


MARKS: Mapping[str, Callable[[float, float, float], Markup]] = {
    "walks": _cross,
    "much": _diamond("much"),
    "some": _diamond("some"),
    "stays": _ring,
    "nothing": _dash,
}
"""The marks of what a party does at a phase, by shape: drawn at (x, y) with radius r."""

STANCES: Mapping[str, str] = {
    "walks": "walks out",
    "much": "carries on if at least half sure of the others",
    "some": "carries on even if less than half sure of them",
    "stays": "carries on whatever it believes",
    "nothing": "has nothing to quit",
}


def stance(row: Row) -> str:
    """Which mark a row gets: walks, much (trust of a half or more), some, stays (no trust), nothing (to quit)."""
    if row.margin is None:
        return "nothing"
    if row.trust is None:
        return "walks"
    return "stays" if row.trust == 0 else "some" if row.trust < 0.5 else "much"


def shares(key: str, sure: Sureness, title: str) -> Markup:
    """How often a plan holds, breaks and is refused, as one bar; told apart by fill and order, not colour alone."""
    width, height, x = 240.0, 16.0, 0.0
    drawn: list[Markup] = []
    for verdict in ("holds", "breaks", "refused"):
        share = getattr(sure, verdict)
        if share > 0:
            drawn.append(tag("rect", x=x, y=0.5, width=share * width, height=height - 1, class_=f"bar {verdict}"))
            if verdict == "breaks":
                drawn.extend(_hatch(x, share * width, height))
        x += share * width
    desc = f"Holds in {percent(sure.holds)}, breaks in {percent(sure.breaks)}, is refused in {percent(sure.refused)}."
    return svg(key, (width, height), title, desc, drawn, "shares")


def _hatch(x: float, width: float, height: float) -> list[Markup]:
    steps = int((width - height) // 7) + 1 if width > height else 0
    return [
        tag("path", d=f"M{x + 7 * k:.4g} {height - 1:.4g}l{height - 2:.4g} {2 - height:.4g}", class_="hatch")
        for k in range(steps)
    ]


def spread(key: str, trust: tuple[float, float, float], title: str) -> Markup:
    """The 10th, 50th and 90th percentile of the trust asked on a scale from 0 to 100 %."""
    low, middle, high = (8 + 184 * share for share in trust)
    drawn = [
        tag("path", d="M8 11H192M8 7V15M100 8V14M192 7V15", class_="axis"),
        tag("path", d=f"M{low:.4g} 11H{high:.4g}", class_="reach"),
        _diamond("much")(middle, 11, 5),
    ]
    low_end, in_the_middle, high_end = (asked(share) for share in trust)
    desc = f"{in_the_middle} in the middle; {low_end} to {high_end} in eight of ten draws in which it holds."
    return svg(key, (200, 22), title, desc, drawn, "spread")


def grid(key: str, case: Case, plan: Assessment, title: str) -> Markup:
    """Who walks out when: a row per party, a column per phase, a mark by shape in each cell."""
    parties = [party for party in case.parties if any(row.party == party for row in plan.rows)]
    phases = len(plan.phases) + 1
    names = [fit(called(case, party), 84, 11) for party in parties]
    left = max((width_of(name, 11) for name in names), default=0.0) + 8
    cell, line, top = (24.0 if phases < 9 else 16.0), 19.0, 18.0
    rows = {(row.phase, row.party): row for row in plan.rows}
    heads = [str(k) for k in range(1, phases)] + ["end"]
    drawn = [text(left + cell * (k + 0.5), 12, head, "small middle") for k, head in enumerate(heads)]
    for r, party in enumerate(parties):
        y = top + line * r
        drawn.append(text(left - 6, y + 13, names[r], "small end"))
        for k in range(1, phases + 1):
            row = rows.get((k, party))
            kind = stance(row) if row else "nothing"
            x = left + cell * (k - 1) + 1
            drawn.append(tag("rect", x=x, y=y + 1, width=cell - 2, height=line - 2, class_=f"cell {kind}"))
            drawn.append(MARKS[kind](left + cell * (k - 0.5), y + line / 2, 4.5))
    desc = _grid_in_words(case, plan, parties)
    return svg(key, (left + cell * phases + 2, top + line * len(parties) + 2), title, desc, drawn, "grid")


def _grid_in_words(case: Case, plan: Assessment, parties: Sequence[str]) -> str:
    walks = [(called(case, row.party), row.phase) for row in plan.rows if stance(row) == "walks"]
    if not walks:
        return f"None of the {count(len(parties), 'party', 'parties')} walks out at any phase."
    told = ", ".join(f"{name} at {_phase(phase, plan)}" for name, phase in walks)
    return f"Walking out pays for {told}."


def _phase(phase: int, plan: Assessment) -> str:
    return f"phase {phase}" if phase <= len(plan.phases) else "the end"
