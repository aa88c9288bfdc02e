"""Two sets of changes of one text in one: by lines, and only where the data is what both of them say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from standoff.case.editing.data import same
from standoff.case.editing.differences import spans_of_lines, where
from standoff.case.editing.layout import Layout
from standoff.case.editing.read import read
from standoff.case.reading.writing import in_one_line
from standoff.errors import EditError

__all__ = ["Merged", "Overlap", "Reader", "merged", "of_json", "of_yaml"]


@dataclass(frozen=True)
class Overlap:
    """Lines that both sides changed otherwise: where in the case, the line in the base (from 1), and all versions."""

    where: str
    line: int
    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """The text with both changes; None where lines touch, which are then told."""

    text: str | None
    touching: tuple[Overlap, ...] = ()


Reader = Callable[[str], Any]


def of_yaml(text: str) -> Any:
    """The plain data of a case; raises ValueError where it cannot be read."""
    try:
        source = read(text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))
    except EditError as error:
        raise ValueError(str(error)) from None
    if source.problems:
        raise ValueError(source.problems[0].message)
    return source.data


def of_json(text: str) -> Any:
    """The plain data of a list of sources, by their ids; raises ValueError where it cannot be read."""
    data = json.loads(text)
    if not isinstance(data, list) or not all(isinstance(entry, dict) and "id" in entry for entry in data):
        raise ValueError("no list of sources")
    return {str(entry["id"]): entry for entry in data}


def merged(base: str, mine: str, theirs: str, data: Reader | None = of_yaml) -> Merged:
    """Both changes of a text in one text, where they touch different lines and the data is what both say.

    data: reads a text as plain data, raising ValueError (None: lines are all there is to it).

    >>> merged("a: 1\\nb: 2\\nc: 3\\n", "a: 9\\nb: 2\\nc: 3\\n", "a: 1\\nb: 2\\nc: 8\\n").text
    'a: 9\\nb: 2\\nc: 8\\n'
    >>> merged("a: 1\\n", "a: 2\\n", "a: 3\\n").touching
    (Overlap(where='a', line=1, base=('a: 1',), mine=('a: 2',), theirs=('a: 3',)),)
    """
    if mine == theirs or theirs == base:
        return Merged(mine)
    if mine == base:
        return Merged(theirs)
    lines, pieces = _by_lines(base, mine, theirs)
    if lines is not None and (data is None or _says_both(data, base, mine, theirs, lines)):
        return Merged(lines)
    layout = _layout(base) if data is of_yaml else None
    return Merged(None, tuple(piece.told(layout) for piece in _touching(pieces)))


def _touching(pieces: Sequence[_Piece]) -> list[_Piece]:
    """What both sides changed; where no lines touch and yet the data is not what both say, all that was changed."""
    return [piece for piece in pieces if piece.touches] or [piece for piece in pieces if piece.changed]


def picked(base: str, mine: str, theirs: str, picks: Sequence[str], data: Reader | None = of_yaml) -> str:
    r"""The text with both changes, and of the lines that touch those of one side: "mine" or "theirs", as picked.

    picks: for each of `touching` of `merged`, in order.

    >>> picked("a: 1\nb: 2\nc: 3\n", "a: 2\nb: 2\nc: 4\n", "a: 3\nb: 2\nc: 3\n", ["theirs"])
    'a: 3\nb: 2\nc: 4\n'
    """
    found = merged(base, mine, theirs, data)
    if found.text is not None:
        return found.text
    _, pieces = _by_lines(base, mine, theirs)
    sides = dict(zip((piece.start for piece in _touching(pieces)), picks, strict=True))
    old = base.splitlines(keepends=True)
    parts: list[str] = []
    last = 0
    for piece in pieces:
        own = piece.mine if piece.mine != piece.base else piece.theirs
        side = sides.get(piece.start)
        parts += [*old[last : piece.start], *(own if side is None else piece.mine if side == "mine" else piece.theirs)]
        last = piece.end
    return "".join([*parts, *old[last:]])


# -------------------------------------------------------------------------------------------------------- by lines


@dataclass(frozen=True)
class _Piece:
    """Lines of the base (from, before), and what stands there on both sides."""

    start: int
    end: int
    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def touches(self) -> bool:
        return self.mine != self.theirs and self.base not in (self.mine, self.theirs)

    @property
    def changed(self) -> bool:
        return self.mine != self.base or self.theirs != self.base

    def told(self, layout: Layout | None) -> Overlap:
        place = where(layout, self.start, max(self.end, self.start + 1)) if layout else ""
        return Overlap(place, self.start + 1, *(_bare(lines) for lines in (self.base, self.mine, self.theirs)))


def _bare(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line.rstrip("\r\n") for line in lines)


def _by_lines(base: str, mine: str, theirs: str) -> tuple[str | None, list[_Piece]]:
    """The text with both changes (None where they touch), and all that was changed, in pieces."""
    old, *sides = ([*text.splitlines(keepends=True)] for text in (base, mine, theirs))
    changes = [[*spans_of_lines(old, side)] for side in sides]
    pieces = [_piece(old, sides, group) for group in _together(changes[0], changes[1])]
    if any(piece.touches for piece in pieces):
        return None, pieces
    parts: list[str] = []
    last = 0
    for piece in pieces:
        parts += old[last : piece.start]
        parts += piece.theirs if piece.mine == piece.base else piece.mine
        last = piece.end
    return "".join([*parts, *old[last:]]), pieces


_Span = tuple[int, int, int, int]
_Group = list[tuple[int, _Span]]


def _together(mine: Sequence[_Span], theirs: Sequence[_Span]) -> Iterator[_Group]:
    """Changes of both sides that touch, as one; the others one by one."""
    group: _Group = []
    for side, span in sorted([*((0, one) for one in mine), *((1, one) for one in theirs)], key=lambda one: one[1][:2]):
        if group and not any(_touch(span, other) for _, other in group):
            yield group
            group = []
        group.append((side, span))
    if group:
        yield group


def _touch(one: _Span, other: _Span) -> bool:
    """Whether two changes share lines of the base, or meet where lines come or go."""
    if one[0] < other[1] and other[0] < one[1]:
        return True
    meet = one[0] in other[:2] or one[1] in other[:2]
    return meet and not (_line_by_line(one) and _line_by_line(other))


def _line_by_line(span: _Span) -> bool:
    return span[1] - span[0] == span[3] - span[2]


def _piece(old: Sequence[str], sides: Sequence[Sequence[str]], group: _Group) -> _Piece:
    start, end = min(span[0] for _, span in group), max(span[1] for _, span in group)
    found = []
    for number, side in enumerate(sides):
        lines, last = [], start
        for which, (a0, a1, b0, b1) in group:
            if which == number:
                lines += [*old[last:a0], *side[b0:b1]]
                last = a1
        found.append((*lines, *old[last:end]))
    return _Piece(start, end, tuple(old[start:end]), found[0], found[1])


# --------------------------------------------------------------------------------------------------------- by data


def _says_both(data: Reader, base: str, mine: str, theirs: str, text: str) -> bool:
    """Whether the data of a text is what both changes together make of the data of the base."""
    try:
        return same(data(text), both(data(base), data(mine), data(theirs)))
    except (ValueError, RecursionError):
        return False


_GONE = object()
"""Stands for what is not there."""


def both(base: Any, mine: Any, theirs: Any) -> Any:
    """Plain data with the changes of both sides; raises ValueError where they are about the same.

    >>> both({"a": 1, "b": [1]}, {"a": 2, "b": [1]}, {"a": 1, "b": [1, 2]})
    {'a': 2, 'b': [1, 2]}
    """
    if _alike(mine, theirs) or _alike(theirs, base):
        return mine
    if _alike(mine, base):
        return theirs
    if all(isinstance(one, Mapping) for one in (base, mine, theirs)):
        keys = dict.fromkeys([*base, *mine, *theirs])
        found = {key: both(*(one.get(key, _GONE) for one in (base, mine, theirs))) for key in keys}
        return {key: value for key, value in found.items() if value is not _GONE}
    if all(isinstance(one, list) for one in (base, mine, theirs)):
        return _both_lists(base, mine, theirs)
    raise ValueError("both sides changed the same")


def _alike(one: Any, other: Any) -> bool:
    return one is other or (one is not _GONE and other is not _GONE and same(one, other))


def _both_lists(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """A list with the changes of both sides, as lines are merged, but that an item can be changed on both."""
    if len(base) == len(mine) == len(theirs):
        return [both(*items) for items in zip(base, mine, theirs, strict=True)]
    old, one, other = ([in_one_line(item) for item in items] for items in (base, mine, theirs))
    found: list[Any] = []
    last = 0
    for group in _together([*spans_of_lines(old, one)], [*spans_of_lines(old, other)]):
        if len({side for side, _ in group}) > 1:
            raise ValueError("both sides changed the same")
        start, end = min(span[0] for _, span in group), max(span[1] for _, span in group)
        found += base[last:start]
        done = start
        for side, (a0, a1, b0, b1) in group:
            found += [*base[done:a0], *(mine, theirs)[side][b0:b1]]
            done = a1
        last = end
    return [*found, *base[last:]]


def _layout(text: str) -> Layout | None:
    try:
        return Layout(read(text.replace("\r\n", "\n").replace("\r", "\n")))
    except EditError:
        return None
