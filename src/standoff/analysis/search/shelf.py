"""The sources of a case folder with their index: what every question about their texts begins with."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from standoff.analysis.kept.place import place
from standoff.analysis.kept.secret import own_secret
from standoff.analysis.kept.store import Store
from standoff.analysis.search.index import LARGEST, Index, Piece, index_of
from standoff.case.reading.source import find
from standoff.case.reading.sources import Library, read_library
from standoff.case.reading.texts.normal import folded
from standoff.errors import UsageError, did_you_mean
from standoff.results.records.search import Mark

__all__ = ["FOLDER", "Shelf", "shelf_of"]

FOLDER = ".index"
"""The folder among the outputs that holds the index."""


@dataclass(frozen=True)
class Shelf:
    """The sources of a case folder, and the index of their texts."""

    sources: Library
    index: Index

    def absent(self) -> tuple[str, ...]:
        """The sources of the list whose texts are not here."""
        return tuple(known for known in self.sources.entries or () if known not in self.sources.at_hand)

    def known(self, source: str) -> str:
        """A source whose text is here and can be read; raises UsageError for any other."""
        if source in self.index.sources:
            return source
        for unread in self.index.unread:
            if unread.source == source:
                raise UsageError(f"{unread.file}: {unread.why}; {unread.remedy}")
        if source in (self.sources.entries or {}):
            raise UsageError(
                f"the text of `{source}` is not here; "
                f"put it into the folder sources, as {source}.txt, .md, .html or .pdf"
            )
        every = {*self.sources.at_hand, *(self.sources.entries or ())}
        raise UsageError(f"there is no source `{source}`; {did_you_mean(source, every)}")

    def passage(self, piece: Piece) -> str:
        """The words of a passage, on one line."""
        return folded(self.index.text(piece.source).text[piece.start : piece.end])

    def told(self, piece: Piece, passage: str, marks: Sequence[tuple[int, int]]) -> dict[str, Any]:
        """What every record of a passage says of it."""
        text = self.index.text(piece.source)
        title = (self.sources.entries or {}).get(piece.source, {}).get("title")
        return {
            "source": piece.source,
            "title": title if isinstance(title, str) else "",
            "date": self._date(piece.source),
            "file": text.file,
            "at": text.where(piece.start),
            "line": text.line(piece.start),
            "page": text.page(piece.start),
            "heading": text.heading(piece.start),
            "passage": passage,
            "marks": tuple(Mark(*mark) for mark in marks),
        }

    def _date(self, source: str) -> str:
        return "-".join(f"{part:02}" for part in self.sources.dated(source))


@contextmanager
def shelf_of(path: str | os.PathLike[str], keep: bool = True, library: Library | None = None) -> Iterator[Shelf]:
    """The sources of a case, given its folder or its file, and their index, which is kept among the outputs.

    library: its sources, where they are others than those in its folder; its file need not be there then. The case need
    not load. Raises CaseError where there is none, UsageError where no text can be looked at.
    """
    case = find(path) if library is None or Path(path).exists() else None
    library = read_library(case.parent if case else None) if library is None else library
    problem = library.problem("")
    if problem is not None:
        raise UsageError(f"{problem.file}: {problem.message}; {problem.hint}")
    with closing(index_of(library, _store(case) if keep and case else None)) as index:
        yield Shelf(library, index)


def _store(case: Path) -> Store | None:
    """Where the index of a case is kept; None where nobody can keep anything."""
    with suppress(OSError):
        folder = place(case, FOLDER)
        shared = FOLDER not in folder.parts
        return Store(folder, own_secret(), most=LARGEST if shared else 0, largest=LARGEST)
    return None
