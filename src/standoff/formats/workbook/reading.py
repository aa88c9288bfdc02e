"""From a workbook to a case: every row to its part of the case, every problem with its sheet and cell, all at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from standoff.case.load import read_plain
from standoff.case.model.forms import LABEL
from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.model import Case
from standoff.case.reading.source import MOST_PROBLEMS, KeyPath, Refused
from standoff.case.reading.source_entries import mistakes
from standoff.case.reading.sources import Library
from standoff.errors import CaseError, Problem, did_you_mean
from standoff.formats.workbook.cells import read_sheets
from standoff.formats.workbook.grids import CASE_KEYS
from standoff.formats.workbook.kinds import KINDS, Cell, tidy
from standoff.formats.workbook.layout import EACH_PARTY, EACH_PHASE, LISTS, SHEETS, Column
from standoff.formats.workbook.places import Reading
from standoff.formats.workbook.tables import Table, TableRow, at, parts_of, tables

__all__ = ["FromWorkbook", "Gathered", "gathered", "read_workbook"]


@dataclass(frozen=True)
class FromWorkbook:
    """What a workbook holds: the case, the sources that it cites (as in sources.json), and notes on what was found."""

    case: Case
    sources: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]


def read_workbook(file: Path, name: str) -> FromWorkbook:
    """The case in a workbook, which messages call by `name`; raises CaseError with all problems, and SizeError."""
    return _checked(gathered(file, name))


def gathered(file: Path, name: str) -> Gathered:
    """What the rows of a workbook say, not yet looked at as a case; raises CaseError where a sheet is missing."""
    sheets, notes = read_sheets(file, name)
    reading = Reading(name, notes=notes)
    found = Gathered(reading, tables(sheets, reading))
    if not all(name in found.tables for name, sheet in SHEETS.items() if sheet.needed):
        raise CaseError(tuple(reading.problems))
    for table in found.tables.values():
        _READERS[table.sheet.shape](found, table)
    return found


@dataclass
class Gathered:
    """A workbook while it is read: what was read of it, its tables, and its sources."""

    reading: Reading
    tables: dict[str, Table]
    sources: list[dict[str, Any]] = field(default_factory=list)

    def value(self, table: Table, row: TableRow, column: Column, part: str, path: KeyPath) -> None:
        """Read a cell to its path; what cannot be read is said, and nothing more is said of it later."""
        place = (column.key, part)
        where = table.where(row, place)
        cell = row.cells.get(place)
        if cell is None:
            self.reading.place(path, where)
            return
        self.cell(cell, column.kind, path, where)

    def cell(self, cell: Cell, kind: str, path: KeyPath, where: str) -> None:
        """Read a cell of a kind to its path."""
        value: Any
        try:
            value = read_cell(cell, kind)
        except MistakeError as mistake:
            self.reading.wrong(where, mistake.message, mistake.hint, path)
            value = Refused()
        if not self.reading.put(path, value, where):
            there = self.reading.cells.get(path)
            message = f"this is given twice, in {there} too" if there else "there is no such place in the case"
            self.reading.wrong(where, message, "keep one of the two" if there else "look at the path", path)

    def name(self, table: Table, row: TableRow) -> str | None:
        """What a row is about, if its first cell says so."""
        cell, where = row.cells.get(table.first), table.where(row, table.first)
        if cell is None:
            message = f"the row has no `{table.first[0]}`"
            self.reading.wrong(where, message, "write what the row is about, or empty the row")
            return None
        try:
            return str(read_cell(cell, "name"))
        except MistakeError as mistake:
            self.reading.wrong(where, mistake.message, mistake.hint)
            return None

    def named(self, table: Table, row: TableRow, seen: dict[str, str], path: KeyPath, value: Any) -> str | None:
        """What a row is about, where it is the only row of that name; put at its path."""
        name = self.name(table, row)
        if name is None:
            return None
        where = table.where(row, table.first)
        if name in seen:
            self.reading.wrong(
                where, f"the name {shown(name)} is there twice, in {seen[name]} too", "rename one of the two"
            )
            return None
        seen[name] = where
        self.reading.put((*path, name), value, where)
        return name


def read_cell(cell: Cell, kind: str) -> Any:
    """What a cell of a kind says; raises MistakeError."""
    if cell.wrong:
        raise MistakeError(*cell.wrong)
    return KINDS[kind].read(cell)


# ------------------------------------------------------------------------------------------ a function a shape


def _values(found: Gathered, table: Table) -> None:
    seen: dict[str, str] = {}
    where = table.name
    for row in table.rows:
        name = found.name(table, row)
        if name is None:
            continue
        where = table.where(row, table.first)
        if name not in CASE_KEYS:
            found.reading.wrong(where, f"the sheet has no row {shown(name)}", did_you_mean(name, CASE_KEYS))
        elif name in seen:
            found.reading.wrong(where, f"{shown(name)} is there twice, in {seen[name]} too", "keep one of the two")
        else:
            seen[name] = where
            found.value(table, row, Column("value", CASE_KEYS[name][0], ""), "", (name,))
    for key in CASE_KEYS:
        found.reading.place((key,), f"sheet {table.name}")
    found.reading.data.setdefault("format", 1)


def _claims(found: Gathered, table: Table) -> None:
    key, seen = table.sheet.key, dict[str, str]()
    columns = [(column, part) for column in table.sheet.columns[1:] for part in _parts(found, table, column)]
    if table.sheet.needed and not table.rows:
        found.reading.wrong(f"sheet {table.name}", "there is nothing under the header", "write a row for each", (key,))
        found.reading.put((key,), Refused(), f"sheet {table.name}")
    for row in table.rows:
        name = found.named(table, row, seen, (key,), {"worth": {}} if key == "together" else {})
        if name is None:
            continue
        if key == "together":
            found.reading.place((key, name, "worth"), table.where(row, table.first))
        for column, part in columns:
            path: KeyPath = (key, name, column.key, part) if part else (key, name, column.key)
            if column.key == "sincerity":
                path = ("sincerity", name)
            if column.each == EACH_PHASE:
                continue
            found.value(table, row, column, part, path)
        for column in table.sheet.columns:
            if column.each == EACH_PHASE:
                _phases(found, table, row, column, (key, name, "phases"))


def _parts(found: Gathered, table: Table, column: Column) -> list[str]:
    """The parties or phases of a column, unknown parties refused once."""
    parts = parts_of(table, column)
    parties = _names(found, "Parties")
    if column.each != EACH_PARTY or parties is None:
        return parts
    for part in parts:
        if part not in parties:
            where = at(table.name, table.header, table.columns[column.key, part])
            found.reading.wrong(where, f"there is no party {shown(part)}", did_you_mean(part, parties))
    return [part for part in parts if part in parties]


def _names(found: Gathered, sheet: str) -> list[str] | None:
    """The names in the first column of a sheet, or None where it is not there."""
    table = found.tables.get(sheet)
    if table is None:
        return None
    names = (tidy(str(row.cells[table.first].value)) for row in table.rows if table.first in row.cells)
    return [name for name in names if re.fullmatch(LABEL, name)]


def _phases(found: Gathered, table: Table, row: TableRow, column: Column, path: KeyPath) -> None:
    """The phases of a plan: cells that follow each other, from the first."""
    parts = parts_of(table, column)
    written = [part for part in parts if (column.key, part) in row.cells]
    for place, part in enumerate(written):
        if part != parts[place] or parts[place] != str(place + 1):
            where = table.where(row, (column.key, part))
            message = f"the phase before `{column.key} {part}` is empty"
            found.reading.wrong(where, message, "let phases follow each other, from `phase 1`", path)
            found.reading.put(path, Refused(), where)
            return
    if not written:
        found.reading.place(path, table.where(row, (column.key, parts[0]) if parts else table.first))
    for place, part in enumerate(written):
        found.value(table, row, column, part, (*path, place))


def _lists(found: Gathered, table: Table) -> None:
    keys = dict(zip(LISTS, ("now", "rules", "merge"), strict=True))
    keys |= {key: key for key in keys.values()}
    count: Counter[str] = Counter()
    for row in table.rows:
        kind = found.name(table, row)
        if kind is None:
            continue
        if kind.lower() not in keys:
            message = f"{shown(kind)} is none of {', '.join(f'`{word}`' for word in LISTS)}"
            found.reading.wrong(table.where(row, table.first), message, "say what the row is")
            continue
        key = keys[kind.lower()]
        if ("value", "") not in row.cells:
            found.reading.wrong(
                table.where(row, ("value", "")), "nothing is written here", "write a step or a rule, or empty the row"
            )
            continue
        found.value(table, row, Column("value", "rule", ""), "", (key, count[key]))
        count[key] += 1


def _choices(found: Gathered, table: Table) -> None:
    seen: dict[str, str] = {}
    for row in table.rows:
        name = found.name(table, row)
        where = table.where(row, table.first)
        if name is None:
            continue
        if name in seen:
            found.reading.wrong(
                where, f"the name {shown(name)} is there twice, in {seen[name]} too", "rename one of the two"
            )
            continue
        seen[name] = where
        cell = row.cells.get(("steps", ""))
        if cell is not None:
            found.cell(cell, "names", ("choices", name), table.where(row, ("steps", "")))


def _statements(found: Gathered, table: Table) -> None:
    key, what = table.sheet.key, table.sheet.columns[1]
    count: Counter[str] = Counter()
    for row in table.rows:
        party = found.name(table, row)
        if party is None:
            continue
        where = table.where(row, (what.key, ""))
        if (what.key, "") not in row.cells:
            found.reading.wrong(
                where, "nothing is written here", f"write what the column `{what.key}` asks for, or empty the row"
            )
            continue
        before: KeyPath = (key, party, "statements") if key == "prefer" else (key, party)
        found.reading.place((key, party), table.where(row, table.first))
        found.value(table, row, what, "", (*before, count[party]))
        count[party] += 1


def _evidence(found: Gathered, table: Table) -> None:
    count: Counter[str] = Counter()
    for row in table.rows:
        under = found.name(table, row)
        if under is None:
            continue
        path = tuple(under.split("."))
        where = table.where(row, table.first)
        if len(path) != 2 or path[0] not in ("parties", "steps", "together"):
            hint = "write the kind and the name with a point between, like `steps.open_harbour` or `parties.alpha`"
            found.reading.wrong(
                where, f"evidence stands under a party, a step or a `together`, not under {shown(under)}", hint
            )
            continue
        names = _names(found, {"parties": "Parties", "steps": "Steps", "together": "Together"}[path[0]]) or []
        if path[1] not in names:
            found.reading.wrong(where, f"there is nothing called {shown(under)}", did_you_mean(path[1], names))
            continue
        piece: KeyPath = (*path, "because", count[under])
        found.reading.put(piece, {}, where)
        count[under] += 1
        for column in table.sheet.columns[1:]:
            found.value(table, row, column, "", (*piece, column.key))


def _sources(found: Gathered, table: Table) -> None:
    seen: dict[str, str] = {}
    for row in table.rows:
        name = found.name(table, row)
        if name is None:
            continue
        where = table.where(row, table.first)
        if name in seen:
            found.reading.wrong(
                where, f"the id {shown(name)} is there twice, in {seen[name]} too", "rename one of the two"
            )
            continue
        seen[name] = where
        found.sources.append(_entry(found, table, row, name))


def _entry(found: Gathered, table: Table, row: TableRow, name: str) -> dict[str, Any]:
    """The entry of a source, as in sources.json, with what is wrong in it said."""
    entry: dict[str, Any] = {"id": name}
    for column in table.sheet.columns[1:]:
        cell = row.cells.get((column.key, ""))
        if cell is None:
            continue
        where = table.where(row, (column.key, ""))
        try:
            value = read_cell(cell, column.kind)
            if column.key == "more" and not isinstance(value, dict):
                raise MistakeError("this is no group of keys", 'write, for example, `{"volume": "3"}`')
        except MistakeError as mistake:
            found.reading.wrong(where, mistake.message, mistake.hint)
            continue
        entry |= value if column.key == "more" else {column.key: value}
        for _, message, hint in mistakes({column.key: value} if column.key != "more" else value):
            found.reading.wrong(where, message, hint)
    return entry


def _paths(found: Gathered, table: Table) -> None:
    """What has no sheet of its own, put at its path; after all others, whose gaps it fills."""
    for row in table.rows:
        text = found.name(table, row)
        if text is None:
            continue
        where = table.where(row, table.first)
        path = tuple(int(part) - 1 if part.isdecimal() and len(part) < 6 else part for part in text.split("."))
        cell = row.cells.get(("value", ""))
        if cell is None:
            found.reading.wrong(
                table.where(row, ("value", "")), "nothing is written here", "write a value, or empty the row"
            )
        elif path[0] not in Case.model_fields:
            found.reading.wrong(where, f"a case has no {shown(path[0])}", did_you_mean(str(path[0]), Case.model_fields))
        else:
            found.cell(cell, "flow", path, table.where(row, ("value", "")))


_READERS: Mapping[str, Callable[[Gathered, Table], None]] = {
    "values": _values,
    "claims": _claims,
    "lists": _lists,
    "choices": _choices,
    "statements": _statements,
    "evidence": _evidence,
    "sources": _sources,
    "paths": _paths,
}
"""How a sheet of each shape is read."""


# ------------------------------------------------------------------------------------------ as a case


def _checked(found: Gathered) -> FromWorkbook:
    """The case, with all that is wrong with its cells and with the whole."""
    reading = found.reading
    entries = {str(entry["id"]): entry for entry in found.sources} if "Sources" in found.tables else None
    loaded = read_plain(reading.source(), Library(None, entries or None))
    problems = (*reading.problems, *(problem for problem in loaded.problems if problem.severity == "error"))
    if loaded.case is None or reading.problems:
        raise CaseError(tuple(_in_order(dict.fromkeys(problems), found))[:MOST_PROBLEMS])
    return FromWorkbook(loaded.case, tuple(found.sources), tuple(reading.notes))


def _in_order(problems: Mapping[Problem, None], found: Gathered) -> Iterator[Problem]:
    """The problems in the order of sheets, rows and columns."""
    names = [table.name for table in found.tables.values()]

    def place(problem: Problem) -> tuple[int, int, int, str]:
        at = re.search(r", sheet (.*?)(?:, cell ([A-Z]+)([0-9]+))?$", problem.file)
        if at is None:
            return -1, 0, 0, ""
        column = at[2] or ""
        sheet = names.index(at[1]) if at[1] in names else len(names)
        return sheet, int(at[3] or 0), len(column), column

    return iter(sorted(problems, key=place))
