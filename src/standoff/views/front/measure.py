"""How many lines a text takes on paper, by the widths of the letters of Times and Arial and what looks like them."""

from __future__ import annotations

from functools import cache
from typing import Literal
from unicodedata import bidirectional, combining, east_asian_width

__all__ = ["Face", "lines", "plain", "width"]

Face = Literal["sans", "bold sans", "serif", "bold serif"]

MM = 25.4 / 72
"""Millimetres of a point."""

_LETTERS = "".join(map(chr, range(32, 127))) + "“”’–…−≈·"

_WIDTHS: dict[Face, str] = {
    "sans": (
        "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 "
        "556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 "
        "722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 "
        "500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 333 333 222 556 1000 "
        "584 549 278"
    ),
    "bold sans": (
        "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 "
        "556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 "
        "722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 "
        "556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584 500 500 278 556 1000 "
        "584 549 278"
    ),
    "serif": (
        "250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 "
        "500 278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 "
        "667 556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 "
        "500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541 444 444 333 500 1000 "
        "564 549 250"
    ),
    "bold serif": (
        "250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500 "
        "500 333 333 570 570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778 "
        "722 556 667 722 722 1000 722 722 667 333 278 333 581 500 333 500 556 444 556 444 333 500 556 278 333 "
        "556 278 833 556 500 556 556 444 389 333 556 500 722 500 500 444 394 220 394 520 500 500 333 500 1000 "
        "570 549 250"
    ),
}
"""In thousandths of the size, of the letters above."""

_OTHER, _FROM_RIGHT, _SQUARE, _PICTURE = 640, 480, 1000, 1250
"""Other letters are taken to be so wide; those of scripts from right to left, those that fill a square, and emoji."""


@cache
def _table(face: Face) -> dict[str, int]:
    return dict(zip(_LETTERS, map(int, _WIDTHS[face].split()), strict=True))


def width(text: str, size: float, face: Face = "sans") -> float:
    """How wide a text on one line is, in mm, at so many points.

    >>> round(width("mm", 10), 2), round(width("mm", 10, "bold serif"), 2)
    (5.88, 5.88)
    """
    table = _table(face)
    return sum(table.get(letter) or _guess(letter) for letter in text) * size * MM / 1000


def _guess(letter: str) -> int:
    if combining(letter):
        return 0
    if east_asian_width(letter) in "WF":
        return _PICTURE if ord(letter) >= 0x1F000 else _SQUARE
    return _FROM_RIGHT if bidirectional(letter) in ("R", "AL") else _OTHER


def plain(text: str) -> bool:
    """Whether all letters of a text are those of Latin scripts, which come from one font.

    >>> plain("“Café” – 3 ≈ 4"), plain("海岸"), plain("חוף")
    (True, False, False)
    """
    return all(ord(letter) < 0x250 or letter in _LETTERS for letter in text)


def lines(text: str, room: float, size: float, face: Face = "sans") -> int:
    """On how many lines of so many mm a text stands; words that are longer than a line are broken.

    >>> lines("To and fro", 100, 10), lines("To and fro", 9, 10), lines("m" * 10, 6, 10), lines("", 6, 10)
    (1, 3, 5, 0)
    """
    count, used, space = 0, 0.0, width(" ", size, face)
    for word in text.split():
        long = width(word, size, face)
        if count and used + space + long <= room:
            used += space + long
            continue
        count, used = count + 1, long
        while used > room:  # broken anywhere
            count, used = count + 1, used - room
    return count
