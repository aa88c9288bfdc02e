"""From a case to the rows of its workbook: what a cell can hold in its cell, all else by path in the sheet Other."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from standoff.case.model.model import Case
from standoff.case.reading.plain import plain
from standoff.case.reading.source import KeyPath
from standoff.errors import SizeError
from standoff.formats.workbook.kinds import KINDS, MOST_LETTERS, Value, flow, holds
from standoff.formats.workbook.layout import EACH_PARTY, EACH_PHASE, LISTS, SHEETS, Column, Sheet, columns_of, header_of

__all__ = ["CASE_KEYS", "Grid", "case_grids", "path_in"]

Row: TypeAlias = dict[str, Value]
"""What stands in a row, by the headers of its columns."""

Sources: TypeAlias = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Grid:
    """A sheet with its columns, each for a party or phase or for all, and its rows."""

    sheet: Sheet
    columns: tuple[tuple[Column, str], ...]
    rows: tuple[Row, ...]


CASE_KEYS: Mapping[str, tuple[str, str]] = {
    "format": ("count", "The version of the case format."),
    "title": ("text", str(Case.model_fields["title"].description)),
    "as_of": ("date", str(Case.model_fields["as_of"].description)),
    "intervals": ("share", f"{Case.model_fields['intervals'].description} 90 % unless given."),
    "stale_after": ("time", str(Case.model_fields["stale_after"].description)),
}
"""The rows of the sheet Case: the kind of each value, and the remark beside it."""


def case_grids(case: Case, sources: Sources = ()) -> tuple[Grid, ...]:
    """The sheets of a case and of the sources that it cites. Raises SizeError for a text that no cell can hold.

    >>> from standoff import find, load
    >>> grids = {grid.sheet.name: grid for grid in case_grids(load(find("korea")))}
    >>> grids["Parties"].rows[0]["name"]
    'Washington'
    """
    rest = _rest(case, sources)
    taken = {sheet.name: _TAKERS[sheet.shape](sheet, rest) for sheet in SHEETS.values() if sheet.shape in _TAKERS}
    taken["Other"] = _others(rest)
    parties = tuple(case.parties)
    phases = max((len(plan.phases) for plan in case.plans.values()), default=0)
    return tuple(
        Grid(SHEETS[name], tuple(columns_of(SHEETS[name], parties, max(phases, 4))), tuple(rows))
        for name, rows in taken.items()
    )


def _rest(case: Case, sources: Sources) -> dict[str, Any]:
    """The case as plain data that the sheets take their parts out of, its short forms written in full."""
    rest = copy.deepcopy(plain(case))
    for kind in ("deals", "prefer"):
        for name, written in rest.get(kind, {}).items():
            if isinstance(written, list):
                rest[kind][name] = {"steps" if kind == "deals" else "statements": written}
    return {**rest, "sources": copy.deepcopy(list(sources))}


# ------------------------------------------------------------------------------------------ what each sheet takes


def _take(row: Row, header: str, kind: str, group: Any, key: Any) -> None:
    """Move a part of a group into a cell, if one can hold it."""
    if key in group:
        written = holds(KINDS[kind], group[key])
        if written is not None:
            row[header] = written
            del group[key]


def _values(sheet: Sheet, rest: dict[str, Any]) -> list[Row]:
    rows = []
    for key, (kind, says) in CASE_KEYS.items():
        row: Row = {"key": key, "what it is": says}
        _take(row, "value", kind, rest, key)
        rows.append(row)
    return rows


def _claims(sheet: Sheet, rest: dict[str, Any]) -> list[Row]:
    rows = []
    for name, claim in rest.get(sheet.key, {}).items():
        row: Row = {"key": name}
        for column in sheet.columns[1:]:
            _PARTS[column.each](row, column, rest, name, claim)
        rows.append(row)
    return rows


def _one(row: Row, column: Column, rest: dict[str, Any], name: str, claim: dict[str, Any]) -> None:
    if column.key == "sincerity":
        _take(row, column.key, column.kind, rest.get("sincerity", {}), name)
    else:
        _take(row, column.key, column.kind, claim, column.key)


def _each_party(row: Row, column: Column, rest: dict[str, Any], name: str, claim: dict[str, Any]) -> None:
    for party in [party for party in rest["parties"] if party in claim.get(column.key, {})]:
        _take(row, header_of(column, party), column.kind, claim[column.key], party)


def _each_phase(row: Row, column: Column, rest: dict[str, Any], name: str, claim: dict[str, Any]) -> None:
    """All phases or none: a phase has its number from its column."""
    phases = {str(n): phase for n, phase in enumerate(claim["phases"], start=1)}
    cells: Row = {}
    for number in list(phases):
        _take(cells, header_of(column, number), column.kind, phases, number)
    if not phases:
        row |= cells
        del claim["phases"]


_PARTS: Mapping[str, Callable[[Row, Column, dict[str, Any], str, dict[str, Any]], None]] = {
    "": _one,
    EACH_PARTY: _each_party,
    EACH_PHASE: _each_phase,
}


def _all_or_none(entries: Sequence[Any], kind: str, row: Callable[[Value], Row]) -> list[Row] | None:
    """A row for each entry of a list whose order counts, or None where a cell cannot hold one of them."""
    written = [holds(KINDS[kind], entry) for entry in entries]
    return [row(value) for value in written if value is not None] if None not in written else None


def _lists(sheet: Sheet, rest: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for word, key in zip(LISTS, ("now", "rules", "merge"), strict=True):
        found = _all_or_none(rest.get(key, []), "rule", lambda value, word=word: {"kind": word, "value": value})  # type: ignore[misc]
        if found is not None:
            rows += found
            rest.pop(key, None)
    return rows


def _choices(sheet: Sheet, rest: dict[str, Any]) -> list[Row]:
    rows = []
    for name in list(rest.get("choices", {})):
        row: Row = {"key": name}
        _take(row, "steps", "names", rest["choices"], name)
        rows.append(row)
    return rows


def _statements(sheet: Sheet, rest: dict[str, Any]) -> list[Row]:
    """A row for each statement of an order that has nothing but statements, or for each place in an order of steps."""
    rows: list[Row] = []
    who, what = sheet.columns
    orders = rest.get(sheet.key, {})
    for party, order in list(orders.items()):
        entries = order if isinstance(order, list) else order["statements"] if set(order) == {"statements"} else None
        if entries is not None:
            found = _all_or_none(entries, what.kind, lambda value, party=party: {who.key: party, what.key: value})  # type: ignore[misc]
            if found is not None:
                rows += found
                del orders[party]
    return rows


def _evidence(sheet: Sheet, rest: dict[str, Any]) -> list[Row]:
    """A row for each piece; what a cell cannot hold of it stays, at its place in the list."""
    rows: list[Row] = []
    for kind in ("parties", "steps", "together"):
        for name, claim in rest.get(kind, {}).items():
            left = {}
            for place, piece in enumerate(claim.pop("because", ())):
                row: Row = {"under": f"{kind}.{name}"}
                for column in sheet.columns[1:]:
                    _take(row, column.key, column.kind, piece, column.key)
                rows.append(row)
                if piece:
                    left[place] = piece
            if left:
                claim["because"] = left
    return rows


def _sources(sheet: Sheet, rest: dict[str, Any]) -> list[Row]:
    rows = []
    for entry in rest.pop("sources"):
        row: Row = {}
        for column in sheet.columns[:-1]:
            _take(row, column.key, column.kind, entry, column.key)
        if entry:
            _take(row, "more", "json", {"more": entry}, "more")
            if "more" not in row:
                raise SizeError("letters of a source", len(flow(entry)), MOST_LETTERS, "shorten it in sources.json")
        rows.append(row)
    return rows


_TAKERS: Mapping[str, Callable[[Sheet, dict[str, Any]], list[Row]]] = {
    "values": _values,
    "claims": _claims,
    "lists": _lists,
    "choices": _choices,
    "statements": _statements,
    "evidence": _evidence,
    "sources": _sources,
}
"""How a sheet of each shape takes its part out of a case."""


# ------------------------------------------------------------------------------------------ what is left


def path_in(path: KeyPath) -> str:
    """A path as the sheet Other has it; places in lists are counted from 1.

    >>> path_in(("history", 0, "title"))
    'history.1.title'
    """
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _others(rest: Mapping[str, Any]) -> list[Row]:
    return [
        {"path": path_in(path), "value": _held(path, value)}
        for key, part in rest.items()
        for path, value in _leaves((key,), part)
    ]


_OPENED = {"parties": 3, "steps": 3, "together": 3, "deals": 3, "plans": 3, "choices": 2}
"""How far the paths of what is left of these reach: to the keys of a claim. Of all else, to the entries."""


def _leaves(path: KeyPath, value: Any) -> Iterator[tuple[KeyPath, Any]]:
    """The parts to be written, each on a row: entries of lists and keys one by one, and deeper where they are long."""
    deep = _OPENED.get(str(path[0]), 2)
    taken_apart = path[2:3] == ("because",) or (len(path) == 3 and path[2] in ("worth", "at_risk"))
    if isinstance(value, dict) and (len(path) < deep or taken_apart or _long(value)):
        for key, part in value.items():
            yield from _leaves((*path, key), part)
    elif isinstance(value, list) and (len(path) < min(deep, 2) or _long(value)):
        for place, part in enumerate(value):
            yield from _leaves((*path, place), part)
    else:
        yield path, value


def _long(value: Any) -> bool:
    return len(flow(value)) > MOST_LETTERS


def _held(path: KeyPath, value: Any) -> Value:
    written = holds(KINDS["flow"], value)
    if written is None or any(not isinstance(part, int) and ("." in part or part.isdigit()) for part in path):
        remedy = f"shorten `{path_in(path)[:100]}`, or hand on the case folder instead"
        raise SizeError("letters of a text in a cell", len(flow(value)), MOST_LETTERS, remedy)
    return written
