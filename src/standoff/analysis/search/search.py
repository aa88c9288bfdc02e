"""Words looked for in the texts of sources: the passages that have them, the best first."""

from __future__ import annotations

import difflib
import os

from standoff.analysis.search import query as asking
from standoff.analysis.search.index import Index, Piece
from standoff.analysis.search.query import Both, Phrase, Query
from standoff.analysis.search.shelf import Shelf, shelf_of
from standoff.analysis.search.words import tokens
from standoff.case.reading.sources import Library
from standoff.errors import UsageError
from standoff.results.records.search import FoundPassage, InSource, LikeWords, Searched

__all__ = ["LIMIT", "search"]

LIMIT = 20
"""So many passages are told unless more are asked for."""

_LIKE = 3
"""So many words are told that are like one that no text has."""


def search(
    folder: str | os.PathLike[str],
    words: str,
    source: str = "",
    limit: int | None = LIMIT,
    keep: bool = True,
    library: Library | None = None,
) -> Searched:
    """The passages of a case's sources that have some words, the best first, by BM25.

    folder: of the case, or its case.yaml. words: all must be in a passage; "phrases in quotation marks", beginnings*,
    OR, NOT, AND and parentheses mean what they mean to SQLite's FTS5. source: the id of the only source to look in.
    limit: of so many passages more than their number is told; None: of all. keep: whether the index of the texts is
    kept among the outputs, for the next time. library: the sources, where they are not those in the folder.
    Raises CaseError where there is no case, UsageError for what is no query.

    >>> import standoff
    >>> found = standoff.search(standoff.find("harbour"), '"open the harbour" OR transit', keep=False)
    >>> found.found, [(one.source, one.passages) for one in found.by_source]
    (4, [('alpha-statement', 2), ('bay-report', 1), ('beta-debate', 1)])
    """
    if limit is not None and limit < 1:
        raise UsageError("a limit is a whole number above 0, or None for all passages")
    wanted = asking.read(words)
    with shelf_of(folder, keep, library) as shelf:
        return _searched(shelf, words, wanted, source, limit)


def _searched(shelf: Shelf, words: str, wanted: Query, source: str, limit: int | None) -> Searched:
    if source:
        shelf.known(source)
    by_source = shelf.index.count(asking.match(wanted), source)
    found = sum(by_source.values())
    best = shelf.index.best(asking.match(wanted), found if limit is None else limit, source) if found else []
    apart = _apart(wanted)
    return Searched(
        words=words,
        asked=asking.said(wanted),
        found=found,
        passages=tuple(_told(shelf, piece, tuple(asking.phrases(wanted))) for piece in best),
        by_source=tuple(InSource(*one) for one in by_source.items()),
        like=() if found else _like(shelf.index, wanted),
        apart=0 if found or apart is None else sum(shelf.index.count(asking.match(apart), source).values()),
        searched=(source,) if source else shelf.index.sources,
        unread=() if source else shelf.index.unread,
        absent=() if source else shelf.absent(),
    )


def _told(shelf: Shelf, piece: Piece, wanted: tuple[Phrase, ...]) -> FoundPassage:
    passage = shelf.passage(piece)
    return FoundPassage(**shelf.told(piece, passage, asking.marked(list(tokens(passage)), wanted)))


def _apart(wanted: Query) -> Query | None:
    """The words of a phrase, each by itself; None where no phrase of several words is all that is wanted."""
    if not isinstance(wanted, Phrase) or len(wanted.words) < 2:
        return None
    *first, last = wanted.words
    return Both((*(Phrase((word,)) for word in first), Phrase((last,), wanted.begins)))


def _like(index: Index, wanted: Query) -> tuple[LikeWords, ...]:
    """Of the words that no text has, those of the texts that are most like them."""
    words = dict.fromkeys(word for phrase in asking.phrases(wanted) if not phrase.begins for word in phrase.words)
    missing = [word for word in words if not index.has(word)]
    return tuple(
        LikeWords(word, tuple(difflib.get_close_matches(word, index.like(word), _LIKE, 0.75))) for word in missing
    )
