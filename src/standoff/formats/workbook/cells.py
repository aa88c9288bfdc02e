"""The cells of a workbook, read from its XML: each with its value as a spreadsheet shows it, empty ones left out.

Read here and not by a library, as a hostile file must neither take all memory (a row may say that it has 16,384 cells,
a sheet that it has a million rows) nor have its formulas, errors and hidden parts taken for values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from standoff.errors import SizeError
from standoff.formats.workbook.kinds import Cell
from standoff.formats.workbook.package import Package, opened

__all__ = ["MOST_CELLS", "RawSheet", "column_letters", "read_sheets"]

MOST_CELLS = 200_000
"""Cells of a sheet with something in them; the largest case that is read has a tenth of this."""

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass
class RawSheet:
    """A sheet: its name, its cells by row and column, what is merged, and which of it is hidden."""

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def hides(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def column_letters(column: int) -> str:
    """The letters of a column.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _place(reference: str) -> tuple[int, int] | None:
    """The row and column of a reference like `D7`."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    row = int(found[2])
    return (row, column) if 1 <= row <= _LAST_ROW and column <= _LAST_COLUMN else None


def read_sheets(file: Path, name: str) -> tuple[list[RawSheet], list[str]]:
    """The sheets of a workbook in a file, and notes on what of it is not read; raises UnreadableError, SizeError."""
    package = opened(file, name)
    book = next(part for kind, part in package.targets("").values() if kind == "officeDocument")
    targets = package.targets(book)
    listed, old_days = _listed(package, book)
    texts = [text for kind, part in targets.values() if kind == "sharedStrings" for text in _texts(package, part)]
    formats = [found for kind, part in targets.values() if kind == "styles" for found in _formats(package, part)]
    sheets = []
    for title, target, hidden in listed:
        kind, part = targets.get(target, ("", ""))
        if kind == "worksheet":
            reader = _SheetReader(RawSheet(title, hidden), texts, formats, old_days)
            package.parse(part, reader.start, reader.end, reader.text)
            sheets.append(reader.sheet)
    links = package.parts("xl/externalLinks/externalLink")
    return sheets, ["links to other workbooks are not followed"] if links else []


def _listed(package: Package, book: str) -> tuple[list[tuple[str, str, bool]], bool]:
    """The names, ids and hiding of the sheets, and whether days are counted from 1904."""
    found: list[tuple[str, str, bool]] = []
    old: list[bool] = []

    def start(name: str, given: Mapping[str, str]) -> None:
        if name == "sheet":
            found.append(
                (_unescaped(given.get("name", "")), given.get("id", ""), given.get("state", "visible") != "visible")
            )
        elif name == "workbookPr":
            old.append(given.get("date1904", "0") in ("1", "true"))

    package.parse(book, start, lambda name: None, lambda text: None)
    return found, any(old)


_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    """Text as it is meant: `_x000D_` stands for a character that XML has no room for."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _texts(package: Package, part: str) -> list[str]:
    """The texts that cells share, in their order; of rich text the letters, of readings for a language nothing."""
    found: list[str] = []
    pieces: list[str] = []
    inside: list[str] = []

    def start(name: str, given: Mapping[str, str]) -> None:
        inside.append(name)

    def end(name: str) -> None:
        inside.pop()
        if name == "si":
            found.append(_unescaped("".join(pieces)))
            pieces.clear()

    def text(piece: str) -> None:
        if inside and inside[-1] == "t" and "rPh" not in inside:
            pieces.append(piece)

    package.parse(part, start, end, text)
    return found


# ------------------------------------------------------------------------------------------ how numbers are shown

_BUILT_IN = {**dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "date"), 9: "%", 10: "%"}
"""The formats that every spreadsheet knows by number, and what they make of a number."""

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


def _shows(code: str) -> str:
    """What a format makes of a number: `date`, `%` or nothing.

    >>> _shows("yyyy-mm-dd"), _shows("0.0%"), _shows('0 "days"'), _shows("General")
    ('date', '%', '', '')
    """
    plain = _LITERAL.sub("", code.split(";")[0])
    if re.fullmatch("general", plain.strip(), re.IGNORECASE):
        return ""
    return "date" if re.search("[dmyhs]", plain, re.IGNORECASE) else "%" if "%" in plain else ""


def _formats(package: Package, part: str) -> list[str]:
    """What each style makes of a number, in their order."""
    codes: dict[str, str] = {}
    found: list[str] = []
    inside: list[str] = []

    def start(name: str, given: Mapping[str, str]) -> None:
        inside.append(name)
        if name == "numFmt":
            codes[given.get("numFmtId", "")] = _shows(given.get("formatCode", "")[:1000])
        elif name == "xf" and "cellXfs" in inside:
            number = given.get("numFmtId", "0")
            found.append(codes.get(number, _BUILT_IN.get(int(number) if number.isdecimal() else 0, "")))

    def end(name: str) -> None:
        inside.pop()

    package.parse(part, start, end, lambda text: None)
    return found


# ------------------------------------------------------------------------------------------ the cells of a sheet

_FORMULA = (
    "this is a formula, and formulas are not calculated here",
    "put its value in its place: copy the cell, then Paste Special, Values",
)
_ERROR = ("this is the error {}", "write the value itself, or leave the cell empty")
_NO_DAY = (
    "this is shown as a date or time, and is not a day of the calendar",
    "give the cell the format `General` or `Text`, and write it again",
)
_BROKEN = ("the file is damaged at this cell", "write the cell again, and save the workbook")


class _SheetReader:
    """Gathers the cells of a sheet while its XML is walked through."""

    def __init__(self, sheet: RawSheet, texts: list[str], formats: list[str], old_days: bool) -> None:
        self.sheet, self.texts, self.formats = sheet, texts, formats
        self.first = datetime(1904, 1, 1) if old_days else datetime(1899, 12, 30)
        self.row = self.column = self.cells = 0
        self.given: Mapping[str, str] = {}
        self.inside: list[str] = []
        self.pieces: list[str] = []
        self.formula = self.in_cell = False

    def start(self, name: str, given: Mapping[str, str]) -> None:
        self.inside.append(name)
        begin = _STARTS.get(name)
        if begin:
            begin(self, given)

    def begin_row(self, given: Mapping[str, str]) -> None:
        number = given.get("r", "")
        self.row = int(number) if number.isdecimal() and len(number) < 8 else self.row + 1
        self.column = 0
        if given.get("hidden", "0") in ("1", "true"):
            self.sheet.hidden_rows.add(self.row)

    def begin_cell(self, given: Mapping[str, str]) -> None:
        place = _place(given.get("r", "")) or (self.row, self.column + 1)
        self.row, self.column = place
        self.given, self.formula, self.in_cell = given, False, True
        self.pieces.clear()

    def begin_formula(self, given: Mapping[str, str]) -> None:
        self.formula = True

    def merge(self, given: Mapping[str, str]) -> None:
        self.sheet.merged.append(given.get("ref", "")[:40])

    def column_is(self, given: Mapping[str, str]) -> None:
        ends = given.get("min", ""), given.get("max", "")
        if given.get("hidden", "0") in ("1", "true") and all(end.isdecimal() for end in ends):
            self.sheet.hidden_columns.append((int(ends[0]), int(ends[1])))

    def text(self, piece: str) -> None:
        if self.in_cell and self.inside[-1] in ("v", "t") and "rPh" not in self.inside:
            self.pieces.append(piece)

    def end(self, name: str) -> None:
        self.inside.pop()
        if name == "c":
            self.in_cell = False
            self._keep("".join(self.pieces))

    def _keep(self, text: str) -> None:
        cell = self._cell(text)
        if cell is None:
            return
        self.cells += 1
        if self.cells > MOST_CELLS:
            remedy = "copy what is filled in to a new workbook"
            raise SizeError(f"cells filled in the sheet {self.sheet.name[:40]}", self.cells, MOST_CELLS, remedy)
        self.sheet.rows.setdefault(self.row, {})[self.column] = cell

    def _cell(self, text: str) -> Cell | None:
        kind = self.given.get("t", "n")
        if self.formula:
            return self._wrong(text, _FORMULA)
        if kind == "e":
            return self._wrong(text, (_ERROR[0].format(text[:20]), _ERROR[1]))
        if kind == "s":
            number = int(text) if text.isdecimal() and len(text) < 9 else -1
            if not 0 <= number < len(self.texts):
                return self._wrong(text, _BROKEN) if text else None
            return self._text(self.texts[number])
        if kind in ("str", "inlineStr"):
            return self._text(_unescaped(text))
        if kind == "b":
            return Cell(self.row, self.column, text.strip() == "1") if text.strip() else None
        return self._number(text.strip(), kind)

    def _text(self, text: str) -> Cell | None:
        return Cell(self.row, self.column, text) if text.strip() else None

    def _wrong(self, text: str, why: tuple[str, str]) -> Cell:
        return Cell(self.row, self.column, text, wrong=why)

    def _number(self, text: str, kind: str) -> Cell | None:
        if not text:
            return None
        style = self.given.get("s", "0")
        shows = self.formats[int(style)] if style.isdecimal() and int(style) < len(self.formats) else ""
        try:
            if kind == "d":
                return self._day(datetime.fromisoformat(text.removesuffix("Z")), text)
            number = float(text)
            if shows == "date":
                return self._day(self._counted(number), text)
        except (ValueError, OverflowError):
            return self._wrong(text, _BROKEN if kind != "d" and shows != "date" else _NO_DAY)
        if not math.isfinite(number):
            return self._wrong(text, _BROKEN)
        whole = int(number) if re.fullmatch("-?[0-9]{1,15}", text) else number
        return Cell(self.row, self.column, whole, percent=shows == "%")

    def _counted(self, number: float) -> datetime:
        """The day that a number counts to; the 29 February 1900 that spreadsheets count never was."""
        if self.first.year < 1900 and number < 61:
            number = number + 1 if 1 <= number < 60 else -1
        if number < 0 or (self.first.year == 1904 and number < 1):
            raise ValueError
        return self.first + timedelta(days=number)

    def _day(self, moment: datetime, text: str) -> Cell:
        if moment.time() != datetime.min.time():
            return self._wrong(text, _NO_DAY)
        return Cell(self.row, self.column, date(moment.year, moment.month, moment.day))


_STARTS = {
    "row": _SheetReader.begin_row,
    "c": _SheetReader.begin_cell,
    "f": _SheetReader.begin_formula,
    "mergeCell": _SheetReader.merge,
    "col": _SheetReader.column_is,
}
"""What begins with an element."""
