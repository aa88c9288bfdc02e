"""Drawings by hand: elements of SVG, text that fits, and marks told apart by shape."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate

from markupsafe import Markup, escape

from standoff.printable import columns
from standoff.results.records.assessment import Row

__all__ = ["MARKS", "STANCES", "diamond", "fit", "stance", "svg", "tag", "text", "width_of", "wrap"]


# ------------------------------------------------------------------------------------------------ drawing

_NARROW, _BROAD = frozenset("iljftrI.,:;'|!()[] -"), frozenset("mwMW@%&")


def width_of(text: str, size: float) -> float:
    """About how wide a line of sans-serif text is, a little generously, for a font size in the same unit."""
    return size * sum(_advance(char) for char in text)


def _advance(char: str) -> float:
    if columns(char) != 1:
        return 0.55 * columns(char)
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
    # Not by Markup.format, which is many times slower.
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"' for key, value in attributes.items()
    )
    return Markup(f"<{name}{written}>{escape(content)}</{name}>")


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


def diamond(filled: str) -> Callable[[float, float, float], Markup]:
    """A mark that is filled, or not."""

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
    "much": diamond("much"),
    "some": diamond("some"),
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
