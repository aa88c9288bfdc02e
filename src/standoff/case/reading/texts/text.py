"""The text of one source, whatever kind of file it came from: its date, its pages, its headings, and its passages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from standoff.case.reading.texts.near import Near, nearest
from standoff.case.reading.texts.normal import Letters
from standoff.case.reading.texts.passages import Passage, fitting, passages, surroundings

__all__ = ["Extracted", "SourceText"]

_DATE_LINE = re.compile(r"\s*date[ \t:]+([0-9]{4}-[0-9]{2}-[0-9]{2})\b[^\n]*(?:\n|\Z)")

_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True)
class Extracted:
    """What is read of a file: its text, where in it pages and headings begin, and whether its lines are the file's."""

    text: str
    pages: tuple[int, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    lined: bool = False


@dataclass(frozen=True)
class SourceText:
    """The text of a source. Places are counted in characters of `text`, from 0.

    id: of the source. file: its name in the case folder. date: what its first line says, if that is a date.
    pages: where each begins, () where there are none. headings: where each begins, and what it says.
    lined: whether lines of the text are lines of the file. sha256: of the file, in small hexadecimal digits.

    >>> source = SourceText("cable", "sources/cable.txt", "date 2026-10-01\\nWe will not open it.", lined=True)
    >>> source.date, source.begins, [source.where(found.start) for found in source.find("not open")]
    (datetime.date(2026, 10, 1), 16, ['line 2'])
    """

    id: str
    file: str
    text: str
    pages: tuple[int, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    lined: bool = False
    sha256: str = ""
    _letters: Letters = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_letters", Letters(self.text))

    @cached_property
    def _dated(self) -> re.Match[str] | None:
        return _DATE_LINE.match(self.text, 0, 2000)

    @cached_property
    def date(self) -> date | None:
        """The day that the first line gives, as in `date 2026-10-01 as broadcast`; None if it gives none."""
        try:
            return date.fromisoformat(self._dated[1]) if self._dated else None
        except ValueError:
            return None

    @property
    def misdated(self) -> str:
        """What the first line gives as a day and is in no calendar, or ""."""
        return self._dated[1] if self._dated and self.date is None else ""

    @property
    def begins(self) -> int:
        """Where the text itself begins, after the line with its date."""
        return self._dated.end() if self._dated else 0

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def line(self, at: int) -> int | None:
        """The line of the file in which a place is, from 1; None where the lines of the file are others."""
        return bisect_right(self._line_starts, at) if self.lined else None

    def page(self, at: int) -> int | None:
        """The page on which a place is, from 1; None where there are no pages."""
        return max(1, bisect_right(self.pages, at)) if self.pages else None

    def heading(self, at: int) -> str:
        """The heading under which a place is, or ""."""
        place = bisect_right([start for start, _ in self.headings], at)
        return self.headings[place - 1][1] if place else ""

    def where(self, at: int) -> str:
        """Where a place is, as a reader finds it in the document: page, or heading, or line, or paragraph."""
        if self.pages:
            return f"page {self.page(at)}"
        if heading := self.heading(at):
            return f"under “{heading}”"
        if self.lined:
            return f"line {self.line(at)}"
        return f"paragraph {sum(start <= at for start, _ in self.paragraphs())}"

    def paragraphs(self) -> Iterator[tuple[int, int]]:
        """Where each paragraph begins and ends; an empty line or a new page ends one. The line of the date is none."""
        start = self.begins
        for end in [*(page for page in self.pages if page > self.begins), len(self.text)]:
            for gap in _EMPTY_LINES.finditer(self.text, start, end):
                yield from self._stripped(start, gap.start())
                start = gap.end()
            yield from self._stripped(start, end)
            start = end

    def _stripped(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A stretch of the text without the white space around it, unless that is all there is."""
        part = self.text[start:end]
        if part.strip():
            yield start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())

    def find(self, quote: str, prefix: str = "", suffix: str = "") -> list[Passage]:
        """Where a quote stands in the text, word for word, with the prefix right before and the suffix right after."""
        found = passages(self._letters, quote)
        return fitting(self.text, found, prefix, suffix) if prefix or suffix else found

    def surroundings(self, place: Passage, found: list[Passage]) -> tuple[str, str]:
        """What stands before and after a passage, as much as tells it from the others that were found."""
        return surroundings(self.text, place, found)

    def nearest(self, quote: str, most: int = 1) -> list[Near]:
        """The passages that are most like a quote that is not there; suggestions, never matches."""
        return nearest(self.text, quote, most)
