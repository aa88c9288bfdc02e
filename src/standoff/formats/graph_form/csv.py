"""A conflict in graph form as a CSV file, one row a claim, as it comes from a spreadsheet.

title  | Two villages
now    | both
state  | both | Both spare the forest
prefer | North | south | both = neither | north
move   | North | both | south
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

from standoff.case.graph import GraphClaims, Said, Slip, slips
from standoff.case.model.mistake import shown
from standoff.case.reading.source import MOST_PROBLEMS, KeyPath, UnreadableError, line_shown
from standoff.errors import Problem, did_you_mean

__all__ = ["read_csv"]

_SEPARATORS = (",", ";", "\t")


def read_csv(file: str, text: str) -> tuple[GraphClaims, tuple[Problem, ...]]:
    """What a text says, and every problem with its line and cell; raises UnreadableError where it is no CSV at all."""
    sheet = _Sheet()
    lines: list[int] = []
    for line, cells in _rows(file, text):
        lines.append(line)
        sheet.read(len(lines), cells)
    claims = sheet.claims()
    written = text.split("\n")

    def problem(slip: Slip) -> Problem:
        if not slip.place:
            return Problem(file, None, None, "error", "", slip.message, slip.hint)
        row, cell = (int(part) for part in slip.place)
        line = lines[row - 1]
        return Problem(
            file, line, None, "error", f"{_letters(cell)}{row}", slip.message, slip.hint, line_shown(written, line, 1)
        )

    found = dict.fromkeys(chain(sheet.slips, islice(slips(claims), MOST_PROBLEMS + 1)))
    return claims, tuple(problem(slip) for slip in found)


def _rows(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """The line at which each row starts, and its cells without blanks around them and empty ones at the end."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        message = f"this row is not CSV: {error}"
        raise UnreadableError(file, message, "is a quotation mark missing, or one too many?", line) from None


def _letters(column: int) -> str:
    """The letters that a spreadsheet calls a column by, from 1.

    >>> _letters(1), _letters(27)
    ('A', 'AA')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass
class _Sheet:
    """Collects what rows say; a place is (row, cell), both from 1."""

    title: list[Said] = field(default_factory=list)
    now: list[Said] = field(default_factory=list)
    states: list[tuple[Said, Said]] = field(default_factory=list)
    prefers: list[tuple[Said, list[list[Said]]]] = field(default_factory=list)
    moves: list[tuple[Said, Said, Said]] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)

    def _note(self, place: KeyPath, message: str, hint: str) -> None:
        if len(self.slips) <= MOST_PROBLEMS:
            self.slips.append(Slip(place, message, hint))

    def claims(self) -> GraphClaims:
        """What all rows say together."""
        for what, found in (("title", self.title), ("now", self.now)):
            for said in found[1:]:
                self._note(said.place, f"there is a second row `{what}`", "keep one of the two")
        title, now = (found[0] if found else None for found in (self.title, self.now))
        return GraphClaims((), title, self.states, self.prefers, self.moves, now)

    def read(self, row: int, cells: list[str]) -> None:
        """Take in a row; empty ones and those that begin with # say nothing."""
        if not any(cells) or cells[0].startswith("#"):
            return
        kind = cells[0].lower()
        words = [Said(cell, (row, n)) for n, cell in enumerate(cells[1:], start=2)]
        if len(self.slips) > MOST_PROBLEMS:
            return
        if kind not in _KINDS:
            hint = did_you_mean(kind, _KINDS) + "; a row that begins with # is not read"
            self._note((row, 1), f"a row cannot begin with {shown(cells[0])}", hint)
            return
        least, most, example, take = _KINDS[kind]
        if not least <= len(words) <= most:
            self._note((row, 1), f"a row `{kind}` is written otherwise", f"write, for example, `{example}`")
            return
        take(self, words)

    def _title(self, words: list[Said]) -> None:
        self.title.append(words[0])

    def _now(self, words: list[Said]) -> None:
        self.now.append(words[0])

    def _state(self, words: list[Said]) -> None:
        self.states.append((words[0], words[-1]))

    def _prefer(self, words: list[Said]) -> None:
        party, *levels = words
        self.prefers.append((party, [self._level(cell) for cell in levels]))

    def _level(self, cell: Said) -> list[Said]:
        """The states of a cell: one, or several that are equally good, with `=` between them."""
        if not cell.text:
            self._note(cell.place, "this level holds no state", "close the gap")
            return []
        return [Said(part.strip(), cell.place) for part in cell.text.split("=")]

    def _move(self, words: list[Said]) -> None:
        party, left, reached = words
        self.moves.append((party, left, reached))


_KINDS: Mapping[str, tuple[int, int, str, Callable[[_Sheet, list[Said]], None]]] = {
    "title": (1, 1, "title,Two villages", _Sheet._title),
    "now": (1, 1, "now,s1", _Sheet._now),
    "state": (1, 2, "state,s1,Nobody acts", _Sheet._state),
    "prefer": (2, 1 << 20, "prefer,Alpha,s2,s1 = s3", _Sheet._prefer),
    "move": (3, 3, "move,Alpha,s1,s2", _Sheet._move),
}
"""Per kind of row: how many cells follow at least and at most, how it is written, and what is done with it."""
