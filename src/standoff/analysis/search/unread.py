"""The passages of sources that name a party or a step of a case, and that no evidence quotes."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from standoff.analysis.search.index import Piece
from standoff.analysis.search.names import Named, Names, names_of
from standoff.analysis.search.query import match
from standoff.analysis.search.shelf import Shelf, shelf_of
from standoff.analysis.search.words import tokens
from standoff.case.check.claims import Claims
from standoff.case.check.references import cited_evidence
from standoff.case.load import load
from standoff.case.model.evidence import Evidence
from standoff.case.model.model import Case
from standoff.case.reading.source import Source, find
from standoff.case.reading.sources import Library
from standoff.case.reading.texts.normal import folded
from standoff.case.view_files import read_view, views_of
from standoff.errors import CaseError
from standoff.results.records.search import Overlooked, OverlookedPassage

__all__ = ["unread", "unread_of"]


def unread(folder: str | os.PathLike[str], source: str = "", keep: bool = True) -> Overlooked:
    """The passages of a case's sources that name a party or a step and support no claim: no evidence quotes them.

    folder: of the case, or its case.yaml. source: the id of the only source to look in. keep: whether the index of the
    texts is kept among the outputs. What a view beside the case quotes counts, too. Raises CaseError, UsageError.

    >>> import standoff
    >>> found = standoff.unread(standoff.find("harbour"), keep=False)
    >>> found.named - found.quoted == len(found.passages), found.passages[0].steps
    (True, ('clear_mines', 'lift_ban'))
    """
    return unread_of(load(folder), folder, source, keep)


def unread_of(
    case: Case,
    folder: str | os.PathLike[str],
    source: str = "",
    keep: bool = True,
    library: Library | None = None,
) -> Overlooked:
    """The same of a case that was loaded before, beside whose file the sources are, or whose sources are given."""
    with shelf_of(folder, keep, library) as shelf:
        home = find(folder).parent if library is None or library.folder is None else library.folder
        return _unread(shelf, case, home, source)


def _unread(shelf: Shelf, case: Case, home: Path, source: str) -> Overlooked:
    looked_in = (shelf.known(source),) if source else shelf.index.sources
    evidence = [one for one in _evidence(case, home) if one.source in looked_in]
    places = _quoted(shelf, evidence)
    names = names_of(case)
    named = {piece: found for piece, found in _named(shelf, names) if piece.source in looked_in}
    left = {piece: found for piece, found in named.items() if not _within(places.get(piece.source, []), piece)}
    told = {one.name for found in named.values() for one in found}
    return Overlooked(
        passages=tuple(_told(shelf, case, piece, found) for piece, found in _in_order(left)),
        named=len(named),
        quoted=len(named) - len(left),
        unquoted=sum(not one.quote for one in evidence),
        never=() if source else tuple(dict.fromkeys(one.name for one in names.called if one.name not in told)),
        searched=looked_in,
        unread=() if source else shelf.index.unread,
        absent=() if source else shelf.absent(),
    )


def _evidence(case: Case, folder: Path) -> Iterator[Evidence]:
    """All evidence from sources, in the case and in the views beside it that can be read."""
    yield from (one for _, one in cited_evidence(Claims(case, Source("", "", []), Library(None))))
    for name in views_of(folder):
        try:
            yield from (one for one in read_view(folder, name).because if not one.judged)
        except CaseError:
            continue


def _quoted(shelf: Shelf, evidence: list[Evidence]) -> Mapping[str, list[tuple[int, int]]]:
    """Where in each source the passages stand that evidence quotes."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for source, quote, prefix, suffix in {(one.source, one.quote, one.prefix, one.suffix) for one in evidence}:
        if quote:
            places = shelf.index.text(source).find(quote, prefix, suffix)
            found[source] += [(place.start, place.end) for place in places]
    return {source: sorted(places) for source, places in found.items()}


def _within(places: list[tuple[int, int]], piece: Piece) -> bool:
    """Whether any of these places has a part in a piece."""
    return any(start < piece.end and end > piece.start for start, end in places)


def _named(shelf: Shelf, names: Names) -> Iterator[tuple[Piece, list[Named]]]:
    """The pieces that name something, and what."""
    pieces = {piece for one in names.called for piece in shelf.index.matching(match(one.phrase))}
    for piece in sorted(pieces, key=lambda piece: piece.number):
        passage = shelf.passage(piece)
        if _is_heading(shelf, piece, passage):
            continue
        found = list(names.named(passage, list(tokens(passage))))
        if found:
            yield piece, found


def _is_heading(shelf: Shelf, piece: Piece, passage: str) -> bool:
    """Whether a piece is no more than the heading of what follows."""
    text = shelf.index.text(piece.source)
    return any(piece.start <= start < piece.end and passage == folded(words) for start, words in text.headings)


def _in_order(named: Mapping[Piece, list[Named]]) -> list[tuple[Piece, list[Named]]]:
    """Source by source: that with the weightiest passage first, and of each its weightiest first."""

    def weight(piece: Piece) -> tuple[int, int, int]:
        kinds = {one.kind for one in named[piece]}
        things = {(one.kind, one.name) for one in named[piece]}
        return -len(kinds), -len(things), -len(named[piece])

    first: dict[str, tuple[int, int, int]] = {}
    for piece in named:
        first[piece.source] = min(first.get(piece.source, (0, 0, 0)), weight(piece))
    order = sorted(named, key=lambda piece: (first[piece.source], piece.source, weight(piece), piece.number))
    return [(piece, named[piece]) for piece in order]


def _told(shelf: Shelf, case: Case, piece: Piece, named: list[Named]) -> OverlookedPassage:
    passage = shelf.passage(piece)
    marks: list[tuple[int, int]] = []
    for start, end in sorted({(one.start, one.end) for one in named}):
        if marks and start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    there = {(one.kind, one.name) for one in named}
    return OverlookedPassage(
        **shelf.told(piece, passage, marks),
        parties=tuple(name for name in case.parties if ("parties", name) in there),
        steps=tuple(name for name in case.wholes() if ("steps", name) in there),
    )
