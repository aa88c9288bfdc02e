"""The text of a source as it is read beside a case: its paragraphs, and where the words stand that are quoted."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from standoff.analysis.cited.listed import listed
from standoff.analysis.search.index import pieces_of
from standoff.case.check.references import LookedUp
from standoff.case.reading.texts.normal import folded
from standoff.case.reading.texts.text import SourceText
from standoff.errors import Problem, UsageError, did_you_mean
from standoff.results.records.citations import Marked, SourceReading

if TYPE_CHECKING:
    from standoff.analysis.cited.citations import Cited
    from standoff.case.reading.sources import Library

__all__ = ["Units", "reading", "text_of"]

_BEYOND = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Units:
    """From places in a text, counted in characters, to places counted in units of UTF-16, as a browser does, and back.

    >>> units = Units("a😀b")
    >>> [units.of(at) for at in range(4)], [units.back(at) for at in range(5)]
    ([0, 1, 3, 4], [0, 1, 1, 2, 3])
    """

    text: str

    @cached_property
    def _beyond(self) -> tuple[list[int], list[int]]:
        """Where the characters stand that are two units, counted in characters and in units."""
        places = [found.start() for found in _BEYOND.finditer(self.text)]
        return places, [at + n for n, at in enumerate(places)]

    def of(self, at: int) -> int:
        """A place in units."""
        return at + bisect_left(self._beyond[0], at)

    def back(self, unit: int) -> int:
        """A place in characters; within a character, where that begins."""
        return unit - bisect_left(self._beyond[1], unit)


def text_of(library: Library, source: str) -> SourceText:
    """The text of a source; raises UsageError where it is not here, or cannot be read."""
    text = library.text(source)
    if isinstance(text, SourceText):
        return text
    if isinstance(text, Problem):
        raise UsageError(f"{text.file}: {text.message}; {text.hint}")
    known = {*library.at_hand, *(library.entries or ())}
    if source in known:
        raise UsageError(f"the text of `{source}` is not here; add it")
    raise UsageError(f"there is no source `{source}`; {did_you_mean(source, known)}")


def reading(cited: Cited, source: str, known: str = "") -> SourceReading:
    """The text of a source with its marks; known: the SHA-256 of the file whose text is not to be told again.

    Raises UsageError where there is no such text.

    >>> import standoff
    >>> from standoff.analysis.cited.citations import Cited
    >>> from standoff.case.reading.sources import read_library
    >>> home = standoff.find("harbour")
    >>> found = reading(Cited(standoff.load(home), read_library(home)), "alpha-statement")
    >>> [found.text[mark.start : mark.end] for mark in found.marks][0]
    "they cost us little, and they remind Beta's insurers every morning"
    """
    text = text_of(cited.library, source)
    units = Units(text.text)
    again = bool(known) and known == text.sha256
    here = [n for n, (_, evidence) in enumerate(cited.pieces) if evidence.source == source]
    marks = [
        Marked(units.of(start), units.of(end), n)
        for n, place in enumerate(here)
        for start, end in _places(cited.lookups[place])
    ]
    blocks = list(pieces_of(text))
    starts = {start: n for n, (start, _) in enumerate(blocks)}
    begins = {start for start, _ in text.paragraphs()}
    return SourceReading(
        source=listed(cited, source),
        sha256=text.sha256,
        first_line=text.text[: text.begins].strip(),
        text=None if again else text.text,
        blocks=None if again else tuple((units.of(start), units.of(end)) for start, end in blocks),
        follow=tuple(n for n, (start, _) in enumerate(blocks) if start not in begins),
        headings=tuple(
            starts[at]
            for at, words in text.headings
            if at in starts and folded(text.text[slice(*blocks[starts[at]])]) == words
        ),
        pages=tuple(_pages(text, blocks)),
        marks=tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.citation))),
        citations=tuple(cited.all[n] for n in here),
        offers=_offers(cited, here),
    )


def _places(found: LookedUp | Problem | None) -> Iterator[tuple[int, int]]:
    """Where what became of a quote is to be marked: where it stands, or what is like it."""
    if isinstance(found, LookedUp):
        yield from ((place.start, place.end) for place in found.meant)
        if found.near is not None:
            yield found.near.start, found.near.end


def _pages(text: SourceText, blocks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Before which block each page begins, and its number."""
    last = 0
    for n, (start, _) in enumerate(blocks):
        page = text.page(start)
        if page is not None and page != last:
            yield n, page
            last = page


def _offers(cited: Cited, here: list[int]) -> tuple[str, ...]:
    """The numbers that a source supports, the most often first; then the others of the same parties and steps."""
    often = Counter(number for n in here for number in cited.for_numbers[n])
    first = sorted(often, key=lambda number: -often[number])
    parts = dict.fromkeys(".".join(cited.numbers[number].split(".")[:2]) for number in first)
    others = [
        number
        for part in parts
        for number, place in cited.numbers.items()
        if place.startswith(f"{part}.") and number not in often
    ]
    return (*first, *others)
