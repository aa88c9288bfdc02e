"""What two texts of a case differ in, by lines, and in which part of the case these stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from standoff.case.editing.layout import Layout
from standoff.case.editing.read import read
from standoff.case.reading.source import KeyPath, Source, path_text
from standoff.errors import EditError

__all__ = ["Hunk", "hunks", "lines_of", "spans_of_lines", "where"]

_FAR_APART = 4_000
"""Lines that differ as a whole; beyond, which of them are the same is not looked for."""


@dataclass(frozen=True)
class Hunk:
    """Lines that differ: the part of the case around them ("steps.fuel"; "" at the top), and the lines.

    line: the first of them in the new text, from 1; where all of them are gone, the line that took their place.
    """

    where: str
    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]


def hunks(old: str, new: str, *sources: Source) -> tuple[Hunk, ...]:
    """What two texts differ in, in the order of the lines; sources: of both, where they have been read already.

    >>> hunks("steps:\\n  fuel:\\n    by: a\\n", "steps:\\n  fuel:\\n    by: b\\n")
    (Hunk(where='steps.fuel.by', line=3, old=('    by: a',), new=('    by: b',)),)
    """
    before, after = lines_of(old), lines_of(new)
    spans = list(spans_of_lines(before, after))
    if not spans:
        return ()
    layouts = [Layout(source) for source in sources] if len(sources) == 2 else [_layout(text) for text in (old, new)]
    found = []
    for a0, a1, b0, b1 in spans:
        place = where(layouts[1], b0, b1) if b1 > b0 else where(layouts[0], a0, a1)
        found.append(Hunk(place, b0 + 1, tuple(before[a0:a1]), tuple(after[b0:b1])))
    return tuple(found)


def lines_of(text: str) -> list[str]:
    """The lines of a text, without their ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def spans_of_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Which lines of one sequence stand in place of which lines of another, as positions (from, before)."""
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - start) if old[-1 - n] != new[-1 - n]), most - start)
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if len(before) + len(after) > _FAR_APART:
        yield start, len(old) - end, start, len(new) - end
        return
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield start + a0, start + a1, start + b0, start + b1


def _layout(text: str) -> Layout | None:
    try:
        return Layout(read(text))
    except EditError:
        return None


def where(layout: Layout | None, first: int, last: int) -> str:
    """The part of a case in which lines stand (positions from 0, the last one excluded), as users read it.

    A line that one entry has for itself is told by that; lines of several entries by what is around them all.
    """
    if layout is None:
        return ""
    path: KeyPath = ()
    while True:
        inner = [one for one in _entries(layout, path) if _meets(layout, one, first, last)]
        if len(inner) != 1 or not _holds(layout, inner[0], first, last):
            return path_text(path)
        path = inner[0]


def _entries(layout: Layout, path: KeyPath) -> list[KeyPath]:
    source: Source = layout.source
    if path not in source.values or not isinstance(layout.value(path), (dict, list)) or layout.style(path) == "flow":
        return []
    return [one for one in layout.children(path) if one in source.values]


def _extent(layout: Layout, path: KeyPath) -> tuple[int, int]:
    """The lines of an entry: the first, and the one after the last."""
    text = layout.text
    start = layout.start(path)
    return text.count("\n", 0, start), text.count("\n", 0, layout.end(path)) + 1


def _meets(layout: Layout, path: KeyPath, first: int, last: int) -> bool:
    start, end = _extent(layout, path)
    return start < last and first < end


def _holds(layout: Layout, path: KeyPath, first: int, last: int) -> bool:
    start, end = _extent(layout, path)
    return start <= first and last <= end
