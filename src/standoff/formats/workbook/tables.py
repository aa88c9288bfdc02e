"""The tables of a workbook that is read: which sheet is which, its header, its rows, and what is refused of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from standoff.case.model.mistake import shown
from standoff.errors import did_you_mean
from standoff.formats.workbook.cells import RawSheet, column_letters
from standoff.formats.workbook.kinds import Cell, tidy
from standoff.formats.workbook.layout import EACH_PARTY, EACH_PHASE, SHEETS, Column, Sheet, same_header, spelled
from standoff.formats.workbook.places import Reading

__all__ = ["MOST_ROWS", "Table", "TableRow", "at", "parts_of", "tables"]

MOST_ROWS = 20_000
"""Rows of a sheet with something in them; the largest case that is read has a quarter of this."""


def at(sheet: str, row: int, column: int) -> str:
    """A cell as messages name it.

    >>> at("Steps", 7, 4)
    'sheet Steps, cell D7'
    """
    return f"sheet {sheet}, cell {column_letters(column)}{row}"


@dataclass(frozen=True)
class TableRow:
    """A row: its number, and its cells by column and by party or phase ("": neither)."""

    number: int
    cells: Mapping[tuple[str, str], Cell]


@dataclass(frozen=True)
class Table:
    """A sheet that is read: which it is, its name in the file, the row of its header, its columns and rows."""

    sheet: Sheet
    name: str
    header: int
    columns: Mapping[tuple[str, str], int]
    rows: tuple[TableRow, ...]

    def where(self, row: TableRow, column: tuple[str, str]) -> str:
        """The cell of a row in a column, or in the first where there is no such column."""
        return at(self.name, row.number, self.columns.get(column, self.columns[self.first]))

    @property
    def first(self) -> tuple[str, str]:
        """The column that says what a row is about."""
        return self.sheet.columns[0].key, ""


def tables(sheets: Sequence[RawSheet], reading: Reading) -> dict[str, Table]:
    """The tables of a workbook by the names of their sheets in the layout; what is wrong goes to `reading`."""
    found: dict[str, RawSheet] = {}
    unknown: list[RawSheet] = []
    for raw in sheets:
        name = next((name for name in SHEETS if spelled(name) == spelled(tidy(raw.name))), None)
        if name is None:
            unknown.append(raw)
        elif name in found:
            reading.wrong(f"sheet {_plain(raw.name)}", f"there are two sheets {name}", "keep one of the two")
        else:
            found[name] = raw
    renamed = {raw.name: _meant(raw, [name for name in SHEETS if name not in found]) for raw in unknown}
    _missing(sheets, found, renamed, reading)
    for raw in unknown:
        _unknown(raw, renamed[raw.name], reading)
    read = {
        name: _table(SHEETS[name], found[name], reading) for name in SHEETS if name in found and SHEETS[name].columns
    }
    return {name: table for name, table in read.items() if table is not None}


def _plain(name: str) -> str:
    return shown(tidy(name))[1:-1]


def _meant(raw: RawSheet, missing: Sequence[str]) -> str:
    """The sheet that one under another name must be, by its name or by its header; "" where it is none."""
    near = get_close_matches(tidy(raw.name).lower(), [name.lower() for name in missing], n=1, cutoff=0.75)
    if near:
        return next(name for name in missing if name.lower() == near[0])
    header = [tidy(str(cell.value)) for cell in _header(raw).values()]
    for name in missing:
        columns = SHEETS[name].columns
        known = [text for text in header if any(same_header(column, text) is not None for column in columns)]
        first = bool(columns) and bool(header) and spelled(header[0]) == spelled(columns[0].key)
        if first and len(known) >= 2 and 3 * len(known) >= 2 * len(header):
            return name
    return ""


def _missing(
    sheets: Sequence[RawSheet], found: Mapping[str, RawSheet], renamed: Mapping[str, str], reading: Reading
) -> None:
    for name, sheet in SHEETS.items():
        if sheet.needed and name not in found and name not in renamed.values():
            there = ", ".join(f"`{_plain(raw.name)}`" for raw in sheets[:12]) or "none"
            hint = f"add it, as in a workbook of `standoff new --xlsx NAME`; the sheets here: {there}"
            reading.wrong("", f"the sheet {name} is missing", hint)


def _unknown(raw: RawSheet, meant: str, reading: Reading) -> None:
    if meant:
        hint = f"rename it to `{meant}`, if that is what it is; else give it a name that is not so near"
        reading.wrong(f"sheet {_plain(raw.name)}", f"no sheet is called so, and it looks like the sheet {meant}", hint)
    elif raw.rows:
        reading.notes.append(f"sheet {_plain(raw.name)}: not read, as no sheet of a case is called so")


# ------------------------------------------------------------------------------------------ one sheet


def _header(raw: RawSheet) -> dict[int, Cell]:
    """The first row with something in it."""
    return raw.rows[min(raw.rows)] if raw.rows else {}


def _table(sheet: Sheet, raw: RawSheet, reading: Reading) -> Table | None:
    name = _plain(raw.name)
    _refuse_merged(raw, name, reading)
    if raw.hidden:
        reading.notes.append(f"sheet {name}: it is hidden, and was read")
    header = _header(raw)
    if not header:
        if sheet.needed:
            hint = "write names of columns into its first row, as in a workbook of `standoff new --xlsx NAME`"
            reading.wrong(f"sheet {name}", "the sheet is empty", hint)
        return None
    columns = _columns(sheet, name, header, reading)
    if (sheet.columns[0].key, "") not in columns:
        cell = min(header.values(), key=lambda cell: cell.column)
        message = f"the first row has no column `{sheet.columns[0].key}`"
        reading.wrong(at(name, cell.row, cell.column), message, "write the names of the columns above them")
        return None
    rows = tuple(_rows(raw, name, columns, header, reading))
    if len(rows) > MOST_ROWS:
        message = f"the sheet has {len(rows)} rows that are filled in, and the limit is {MOST_ROWS}"
        reading.wrong(f"sheet {name}", message, "keep to what matters for the deals")
        return None
    return Table(sheet, name, min(raw.rows), columns, rows)


def _refuse_merged(raw: RawSheet, name: str, reading: Reading) -> None:
    for area in raw.merged[:20]:
        where = f"sheet {name}, cell {area.split(':')[0]}"
        hint = "unmerge them (Home, Merge & Center), and fill in each cell by itself"
        reading.wrong(where, f"the cells {area} are merged, so that one value stands for several", hint)


def _columns(sheet: Sheet, name: str, header: Mapping[int, Cell], reading: Reading) -> dict[tuple[str, str], int]:
    """Where each column is; a header that is unknown, or is there twice, is refused."""
    columns: dict[tuple[str, str], int] = {}
    for number, cell in sorted(header.items()):
        where = at(name, cell.row, number)
        if cell.wrong:
            reading.wrong(where, *cell.wrong)
            continue
        text = tidy(str(cell.value))
        meant = [(column.key, part) for column in sheet.columns if (part := same_header(column, text)) is not None]
        if not meant:
            reading.wrong(where, f"no column of this sheet is called {shown(text)}", _near(sheet, text))
        elif meant[0] in columns:
            there = f"{column_letters(columns[meant[0]])}{cell.row}"
            reading.wrong(where, f"the column {shown(text)} is there twice, in {there} too", "keep one of the two")
        else:
            columns[meant[0]] = number
    return columns


def _near(sheet: Sheet, text: str) -> str:
    """What to do about an unknown header."""
    hint = did_you_mean(text, [column.header for column in sheet.columns])
    each = next((column for column in sheet.columns if column.each == EACH_PARTY), None)
    if each and not hint.startswith("did") and spelled(text).isidentifier():
        hint = f"if it is a party, write `{each.key} {spelled(text)}`; {hint}"
    return f"{hint}; or remove the column"


def _rows(
    raw: RawSheet,
    name: str,
    columns: Mapping[tuple[str, str], int],
    header: Mapping[int, Cell],
    reading: Reading,
) -> Iterator[TableRow]:
    """The rows under the header with something in them; hidden ones are read, and said."""
    top = next(iter(header.values())).row
    places = {number: column for column, number in columns.items()}
    headless: set[int] = set()
    hidden = [number for number in sorted(raw.rows) if number > top and number in raw.hidden_rows]
    if hidden:
        reading.notes.append(f"sheet {name}: hidden rows were read ({_listed([str(n) for n in hidden])})")
    unseen = [column_letters(number) for number in sorted(places) if raw.hides(number)]
    if unseen:
        reading.notes.append(f"sheet {name}: hidden columns were read ({_listed(unseen)})")
    for number in sorted(raw.rows):
        if number <= top:
            continue
        cells = raw.rows[number]
        for column in sorted(cells.keys() - header.keys() - headless):
            headless.add(column)
            hint = "write in the first row what it is, or remove it"
            reading.wrong(at(name, number, column), "this stands in a column without a name", hint)
        found = {places[column]: cell for column, cell in sorted(cells.items()) if column in places}
        if found:
            yield TableRow(number, found)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def parts_of(table: Table, column: Column) -> list[str]:
    """The parties or phases that a table has columns for."""
    parts = [part for key, part in table.columns if key == column.key]
    return sorted(parts, key=_number) if column.each == EACH_PHASE else parts


def _number(part: str) -> int:
    return int(part) if part.isdecimal() and len(part) < 6 else 10**6
