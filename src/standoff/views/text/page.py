"""A page of the terminal: the answer first, prose and tables as wide as there is room, no longer than a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from standoff.printable import columns, replaced

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["LINES", "WIDTH", "Line", "Page", "Verdict", "clean", "wide", "wrapped"]

LINES = 25
"""So many lines a page has at most, unless all of it is asked for."""

WIDTH = 88
"""So many columns prose has at most, and tables in a pipe."""

NARROWEST = 8
"""So many columns a text in a table is left at least."""

HEAD = 48
"""So many characters the head of a column has."""

WORD = 16
"""So many characters of a word in the head of a column of numbers stand on one line."""

KEPT = "\ue000"
"""Stands for a space at which no line ends. No text from a case has it left once it is `clean`."""

COLOURS = {"refused": "red", "breaks": "red", "asks more": "yellow", "holds": "green"}
"""The colour of a verdict, by the word for it."""


class Verdict(str):
    """A verdict in a cell of a table: it has a colour, where there are colours."""

    __slots__ = ()


def clean(text: str) -> str:
    """Text from a case without the control characters that a terminal would obey.

    >>> clean("red\\x1b[31m alert\\u202e")
    'red?[31m alert?'
    """
    return replaced(text, "?")


def wide(text: str) -> int:
    """How many columns a text takes.

    >>> wide("Seoul"), wide("서울")
    (5, 4)
    """
    return len(text) if text.isascii() else sum(map(columns, text))


def wrapped(text: str, width: int, hang: int = 0) -> list[str]:
    """A text in lines of so many columns, all but the first moved in by `hang`; a number keeps its sign of percent.

    >>> wrapped("  It holds in 87 % of the draws", 14, 2)
    ['  It holds in', '  87 % of the', '  draws']
    >>> wrapped("Unbreakable", 4)
    ['Unbr', 'eaka', 'ble']
    """
    body = text.lstrip(" ")
    lines, line, taken = [], " " * (len(text) - len(body)), len(text) - len(body)
    empty = True
    for word in body.replace(" %", f"{KEPT}%").split():
        word = word.replace(KEPT, " ")
        if not empty and taken + 1 + wide(word) > width:
            lines.append(line)
            line, taken, empty = " " * hang, hang, True
        if not empty:
            line, taken = f"{line} ", taken + 1
        while taken + wide(word) > width > taken:
            fits = _fitting(word, width - taken)
            lines.append(line + word[:fits])
            word, line, taken = word[fits:], " " * hang, hang
        line, taken, empty = line + word, taken + wide(word), False
    return [*lines, line]


def _fitting(word: str, room: int) -> int:
    """How many characters of a word fit, one at least."""
    taken = 0
    for place, character in enumerate(word):
        taken += columns(character)
        if taken > room:
            return max(1, place)
    return len(word)


@dataclass(frozen=True)
class Line:
    """A line as it is shown; coloured: where verdicts begin and end in it, and their colours."""

    text: str
    bold: bool = False
    coloured: tuple[tuple[int, int, str], ...] = ()


@dataclass
class _Block:
    """Something that belongs together: a paragraph, or a table with its head and its rows, `most` of them if cut."""

    head: list[Line]
    rows: list[list[Line]]
    title: str = ""
    most: int | None = None
    gap: bool = False

    def lines(self, rows: int) -> list[Line]:
        return [*([Line("")] if self.gap else []), *self.head, *(line for row in self.rows[:rows] for line in row)]


@dataclass
class Page:
    """What a view fills: paragraphs and tables in the order of their weight.

    room: how many columns there are; prose has `prose` of them at most. whole: all of it is wanted,
    however long, and not `most` lines.
    """

    room: int = WIDTH
    whole: bool = False
    prose: int = WIDTH
    most: int = LINES
    blocks: list[_Block] = field(default_factory=list)
    gap: bool = False

    def space(self) -> None:
        """An empty line before what comes next, if anything does."""
        self.gap = bool(self.blocks)

    def say(self, text: str, *, bold: bool = False, hang: int = 0, verdict: str = "") -> None:
        """A paragraph; verdict: a word of it that has a colour. Nothing is nothing."""
        if not text:
            return
        lines = wrapped(clean(text), min(self.room, self.prose), hang)
        self._add(_Block([], [[Line(line, bold) for line in lines] if not verdict else _said(lines, bold, verdict)]))

    def lines(self, texts: Sequence[str]) -> None:
        """Lines as they are, that belong together: they were fitted before, or must not be broken."""
        self._add(_Block([], [[Line(clean(text)) for text in texts]]))

    def table(
        self,
        title: str,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        left: int = 1,
        most: int | None = None,
        name: str = "",
    ) -> None:
        """A plain table; the first `left` columns are text, the others numbers. most: of so many rows, if it is cut.
        name: what it is called where it is left out and has no title.

        Where the numbers have no room beside each other, they stand in several tables, one below the other.
        """
        cells = [[_cell(cell) for cell in row] for row in rows]
        names = [clean(name if len(name) <= HEAD else f"{name[: HEAD - 1]}…") for name in head]
        above = [Line(line, True) for line in wrapped(clean(title), min(self.room, self.prose))] if title else []
        for place, chosen in enumerate(_groups(names, cells, left, self.room)):
            some = [[row[n] for n in chosen] for row in cells]
            laid = _laid([names[n] for n in chosen], some, min(left, len(chosen)), self.room)
            first, *others = laid
            self._add(_Block([*(above if not place else []), *first], others, clean(name or title), most))

    def _add(self, block: _Block) -> None:
        block.gap, self.gap = self.gap, False
        self.blocks.append(block)

    def shown(self) -> list[Line]:
        """The lines of the page: all of them, or as many as a screen has, the last of which says what is left out."""
        everything = [line for block in self.blocks for line in block.lines(len(block.rows))]
        if self.whole or (len(everything) <= self.most and not any(_cut(block) for block in self.blocks)):
            return everything
        lines: list[Line] = []
        missing: list[str] = []
        full = False
        for block in self.blocks:
            rows = 0 if full else _rows_in(block, self.most - 1 - len(lines))
            if rows:
                lines += block.lines(rows)
            if rows < len(block.rows):
                full = full or rows < min(len(block.rows), block.most or len(block.rows))
                missing.append(_missing(block, rows))
        left = sum(bool(line.text) for line in everything) - sum(bool(line.text) for line in lines)
        return [*lines, Line(_left_out(left, missing, min(self.room, self.prose)))]

    def text(self) -> str:
        """The page without any colours, as it goes into a file or a pipe."""
        return "".join(f"{line.text.rstrip()}\n" for line in self.shown())

    def write(self, console: Console) -> None:
        """Print the page; colours only where the console has them."""
        from rich.text import Text

        for line in self.shown():
            text = Text(line.text.rstrip(), style="bold" if line.bold else "", end="")
            for start, end, colour in line.coloured:
                text.stylize(colour, start, end)
            console.print(text, soft_wrap=True)


def _cut(block: _Block) -> bool:
    return block.most is not None and block.most < len(block.rows)


def _rows_in(block: _Block, room: int) -> int:
    """How many rows of a block have room: none unless its head has; of what is cut no more than it may have."""
    if not block.rows:
        return 0
    room -= len(block.head) + block.gap
    fit = 0
    for row in block.rows[: block.most]:
        room -= len(row)
        if room < 0:
            break
        fit += 1
    return fit


def _missing(block: _Block, rows: int) -> str:
    """What of a block is left out; nothing of a paragraph, which has no name."""
    if not block.title:
        return ""
    return f"{len(block.rows) - rows} of {len(block.rows)} rows of “{block.title}”" if rows else f"“{block.title}”"


def _left_out(left: int, missing: Sequence[str], width: int) -> str:
    """The last line of a page that was cut.

    >>> _left_out(12, ["3 of 9 rows of “Phases”", "", "“Gains”"], 88)
    '12 lines are left out (3 of 9 rows of “Phases”; “Gains”): --all shows them.'
    >>> _left_out(1, [""], 88)
    '1 line is left out: --all shows it.'
    """
    count = f"{left:,} line{' is' if left == 1 else 's are'} left out"
    shows = f"--all shows {'it' if left == 1 else 'them'}."
    named = [name for name in dict.fromkeys(missing) if name]
    for some in range(len(named), 0, -1):
        more = f"; and {len(named) - some} more" if some < len(named) else ""
        text = f"{count} ({'; '.join(named[:some])}{more}): {shows}"
        if wide(text) <= width:
            return text
    return f"{count}: {shows}"


def _said(lines: Sequence[str], bold: bool, verdict: str) -> list[Line]:
    """Lines of prose in which the first verdict after a quotation has its colour, or else the first there is."""
    whole = "\n".join(lines)
    start = whole.find("”") + 1
    at = whole.find(verdict, start)
    at = at if at >= 0 else whole.find(verdict)
    told, passed = [], 0
    for line in lines:
        inside = 0 <= at - passed < len(line)
        colour = ((at - passed, at - passed + len(verdict), COLOURS[verdict]),) if inside else ()
        told.append(Line(line, bold, colour))
        passed += len(line) + 1
    return told


def _cell(cell: str) -> str:
    return Verdict(clean(cell)) if isinstance(cell, Verdict) else clean(cell)


# ------------------------------------------------------------------------------------------------------------ tables

BETWEEN = 2
"""Columns between two of a table."""


def _groups(head: Sequence[str], rows: Sequence[Sequence[str]], left: int, room: int) -> Iterator[list[int]]:
    """Which columns stand beside each other: the texts, each time, and as many numbers as have room."""
    texts, numbers = list(range(min(left, len(head)))), range(left, len(head))
    needed = [_natural(head, rows, n) if n < left else _least(head, rows, n) for n in range(len(head))]
    beside = sum(min(needed[n], max(NARROWEST, room // (2 * max(1, left)))) + BETWEEN for n in texts)
    group: list[int] = []
    for n in numbers:
        if group and beside + sum(needed[m] + BETWEEN for m in group) + needed[n] > room:
            yield [*texts, *group]
            group = []
        group.append(n)
    if group or texts:
        yield [*texts, *group]


def _natural(head: Sequence[str], rows: Sequence[Sequence[str]], n: int) -> int:
    return max([wide(head[n]), *(wide(row[n]) for row in rows)])


def _least(head: Sequence[str], rows: Sequence[Sequence[str]], n: int) -> int:
    """How wide a column of numbers is at least: its cells, and the longest word of its name."""
    return max([*(min(WORD, wide(word)) for word in head[n].split()), 1, *(wide(row[n]) for row in rows)])


def _laid(head: Sequence[str], rows: Sequence[Sequence[str]], left: int, room: int) -> list[list[Line]]:
    """The lines of the head, and of each row."""
    widths = [_natural(head, rows, n) for n in range(len(head))]

    def over() -> int:
        return sum(widths) + BETWEEN * (len(widths) - 1) - room

    natural = list(widths)
    if over() > 0:
        widths[left:] = [_least(head, rows, n) for n in range(left, len(head))]
    while over() > 0 and left and max(widths[:left]) > NARROWEST:
        widest = max(range(left), key=lambda n: widths[n])
        others = [width for n, width in enumerate(widths[:left]) if n != widest]
        widths[widest] = max(NARROWEST, widths[widest] - min(over(), max(1, widths[widest] - max(others, default=0))))
    while over() < 0 and any(widths[n] < natural[n] for n in range(left, len(widths))):
        narrow = max(range(left, len(widths)), key=lambda n: natural[n] - widths[n])
        widths[narrow] += 1
    named = _row(head, widths, left, below=True)
    return [[Line(line.text, True) for line in named], *(_row(row, widths, left) for row in rows)]


def _row(cells: Sequence[str], widths: Sequence[int], left: int, below: bool = False) -> list[Line]:
    """The lines of a row; `below`: cells with fewer lines than others stand at its foot."""
    parts = [wrapped(cell, max(1, width)) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, parts), default=1)
    lines = []
    for place in range(height):
        text, coloured = "", []
        for n, (part, width) in enumerate(zip(parts, widths, strict=True)):
            at = place - (height - len(part) if below else 0)
            piece = part[at] if 0 <= at < len(part) else ""
            blank = " " * max(0, width - wide(piece))
            if n:
                text += " " * BETWEEN
            start = len(text) + (0 if n < left else len(blank))
            word = str(cells[n]).partition(",")[0].lower()
            if isinstance(cells[n], Verdict) and not at and word in COLOURS:
                coloured.append((start, start + min(len(word), len(piece)), COLOURS[word]))
            text += piece + blank if n < left else blank + piece
        lines.append(Line(text.rstrip(), False, tuple(coloured)))
    return lines
