"""Text as Word can hold it: without characters that break a file, and in pieces by the direction of writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import bidirectional, category

__all__ = ["LEFT", "directions", "from_the_right", "shown"]

LEFT = "\u200e"
"""A mark that is not seen: numbers after it stand to the right of what is written from the right before it."""

_RIGHT = ("R", "AL")


def shown(text: str) -> str:
    """A text with nothing in it that XML forbids or that changes how other characters are shown.

    Line breaks and tabs become spaces. Left out are controls, marks of direction, halves of characters, and what is no
    character at all.

    >>> shown("red\\x1b[31m\\nalert\\ud800 \\u202eabc\\ufffe")
    'red[31m alert abc'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if c in "\t\n\r\u2028\u2029" else c for c in text if c in "\t\n\r" or _can_be_shown(c))


def _can_be_shown(character: str) -> bool:
    kind = category(character)
    if kind == "Cf":
        return character in "\u200c\u200d\u00ad"  # joiners, without which some scripts are misspelt, and soft hyphens
    return kind not in ("Cc", "Cs") and not (ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF)


def from_the_right(text: str) -> bool:
    """Whether a paragraph is written from the right: its first letter is, and so are most.

    A sentence of ours that begins with such a name is written from the left, and so is a mark of one letter.

    >>> from_the_right("السلام"), from_the_right("السلام would gain by moving"), from_the_right("12 %")
    (True, False, False)
    """
    strong = [kind in _RIGHT for kind in map(bidirectional, text) if kind == "L" or kind in _RIGHT]
    return len(strong) > 1 and strong[0] and 2 * sum(strong) > len(strong)


def directions(text: str) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it is written from the right; spaces within such a piece belong to it.

    >>> list(directions("to שלום עולם by"))
    [('to ', False), ('שלום עולם', True), (' by', False)]
    """
    if text.isascii():
        yield text, False
        return
    kinds = "".join("R" if (kind := bidirectional(c)) in _RIGHT else "L" if kind in ("L", "EN") else "-" for c in text)
    start = 0
    for piece in re.finditer("R(?:[R-]*R)?", kinds):
        if piece.start() > start:
            yield text[start : piece.start()], False
        yield text[piece.start() : piece.end()], True
        start = piece.end()
    if start < len(text):
        yield text[start:], False
