"""Sheets of cells as an Excel workbook: text stays text, numbers are numbers, and the bytes are the same every time."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from standoff.errors import UsageError
from standoff.formats.workbook.kinds import MOST_LETTERS, Value

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Head", "Page", "as_xlsx", "require"]

_MORE = 200
"""So many empty rows under a table have the choices of their columns, too."""

_DAY = datetime(2000, 1, 1)
"""What the file says of when it was made: nothing that changes from one time to the next."""


@dataclass(frozen=True)
class Head:
    """A column: its header, its width, a note, and what its cells are: words to choose from, text, days or shares.

    `among`: the first column of another sheet, whose names can be chosen.
    """

    text: str
    width: int = 14
    note: str = ""
    format: str = "General"
    wraps: bool = False
    words: tuple[str, ...] = ()
    among: str = ""


@dataclass(frozen=True)
class Page:
    """A sheet to be written: its name, its columns and its rows (None: an empty cell). Without columns: remarks.

    `open` says that rows will be added, which then have the formats and choices of their columns.
    """

    name: str
    heads: tuple[Head, ...]
    rows: Sequence[Sequence[Any]]
    open: bool = False


def require() -> None:
    """Raises UsageError where no workbook can be written here."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise UsageError("workbooks are written by the extra `office`: pip install 'standoff[office]'") from None


def as_xlsx(title: str, pages: Sequence[Page]) -> bytes:
    """The bytes of a workbook; the same pages give the same bytes. Raises UsageError.

    >>> as_xlsx("A table", [Page("Gains", (Head("party"), Head("gain")), [["alpha", 2.5]])])[:2]
    b'PK'
    """
    require()
    from openpyxl import Workbook

    book = Workbook()
    del book[book.active.title]
    for page in pages:
        sheet = book.create_sheet(page.name)
        (_table if page.heads else _remarks)(sheet, page)
    properties = book.properties
    properties.title, properties.creator, properties.created = _held(title)[:200], "standoff", _DAY
    return _timeless(_saved(book))


def _saved(book: Workbook) -> bytes:
    """The bytes of a workbook, made in memory: openpyxl would use the disk, and tells of a full one by a traceback."""
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class InMemory(ExcelWriter):  # type: ignore[misc]
        """Writes sheets as its parent does, which have neither charts nor pictures here."""

        def write_worksheet(self, ws: Any) -> None:
            ws._drawing = SpreadsheetDrawing()
            writer = WorksheetWriter(ws, BytesIO())
            writer.write()
            ws._rels = writer._rels
            self._archive.writestr(ws.path[1:], writer.read())
            self.manifest.append(ws)

    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        InMemory(book, archive).save()
    return out.getvalue()


def _timeless(content: bytes) -> bytes:
    """The same file, in which nothing says when it was made."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                stamp = rb"(<dcterms:modified[^>]*>)[^<]*"
                part = re.sub(stamp, rb"\g<1>" + _DAY.isoformat().encode() + b"Z", part)
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.external_attr = 0o600 << 16
            new.writestr(entry, part, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


# ------------------------------------------------------------------------------------------ cells

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def _held(text: str) -> str:
    """Text as XML can hold it; what looks like an escaped character stays what it is."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text))[:MOST_LETTERS]


def _put(sheet: Worksheet, row: int, column: int, value: Value, head: Head) -> None:
    from openpyxl.styles import Alignment

    cell: Any = sheet.cell(row, column)
    if isinstance(value, str):
        # Text stays text, whatever it begins with, also when somebody edits the cell.
        cell.value, cell.data_type, cell.quotePrefix = None, "s", value[:1] in "=+-@"
        cell._value = _held(value)
        cell.number_format = "@"
    elif isinstance(value, bool):
        cell.value = value
    else:
        cell.value = value
        cell.number_format = _number_format(value, head.format)
    cell.alignment = Alignment(vertical="top", wrap_text=head.wraps)


def _number_format(value: float | date, column: str) -> str:
    if isinstance(value, date):
        return "yyyy-mm-dd"
    if column == "0%" and round(100 * value, 9) != round(100 * value):
        return "0.0####%"
    return column if column not in ("@", "yyyy-mm-dd") else "General"


def _existing(value: Any) -> Value | None:
    """A value that a cell can hold, or None: a number that does not exist has an empty cell."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, (str, int, float, date)) else str(value)


# ------------------------------------------------------------------------------------------ sheets


def _remarks(sheet: Worksheet, page: Page) -> None:
    """A sheet to be read by people: a title, then lines."""
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = 110
    for number, row in enumerate(page.rows, start=1):
        for column, value in enumerate(row, start=1):
            existing = _existing(value)
            if existing is not None:
                _put(sheet, number, column, existing, Head("", wraps=len(row) > 1))
        if number == 1 or len(row) > 1:
            sheet.cell(number, 1).font = Font(bold=True, size=14 if number == 1 else 11)
        sheet.cell(number, 1).alignment = Alignment(vertical="top")


def _table(sheet: Worksheet, page: Page) -> None:
    from openpyxl.utils import get_column_letter

    _header(sheet, page.heads)
    for number, row in enumerate(page.rows, start=2):
        for column, (value, head) in enumerate(zip(row, page.heads, strict=True), start=1):
            existing = _existing(value)
            if existing is not None:
                _put(sheet, number, column, existing, head)
    last = len(page.rows) + 1 + (_MORE if page.open else 0)
    for column, head in enumerate(page.heads, start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = head.width
        if page.open and last > 1:
            _choices(sheet, f"{letter}2:{letter}{last}", head)
            sheet.column_dimensions[letter].number_format = head.format
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _header(sheet: Worksheet, heads: Sequence[Head]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    for column, head in enumerate(heads, start=1):
        cell: Any = sheet.cell(1, column)
        _put(sheet, 1, column, head.text, Head(""))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E7EDF3")
        cell.border = Border(bottom=Side("thin", color="5B7083"))
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if head.note:
            lines = 2 + len(head.note) // 38
            cell.comment = Comment(head.note, "standoff", height=24 + 18 * lines, width=280)


def _choices(sheet: Worksheet, cells: str, head: Head) -> None:
    """A list to choose from; what is not in it can be written all the same, as several names can."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if head.words:
        formula = f'"{",".join(head.words)}"'
    elif head.among:
        formula = f"'{head.among}'!$A$2:$A$100"
    else:
        return
    rule = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=False)
    rule.add(cells)
    sheet.add_data_validation(rule)
