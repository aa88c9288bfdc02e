"""The kinds of cells: how each part of a case is written into one, and read out of one. One table, `KINDS`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.values import write_number
from standoff.errors import CaseError

__all__ = ["KINDS", "Cell", "Kind", "Value", "flow", "from_flow", "tidy"]

Value: TypeAlias = str | float | int | bool | date
"""What a cell can hold."""

MOST_LETTERS = 32_767
"""What a cell of a spreadsheet holds."""


@dataclass(frozen=True)
class Cell:
    """A cell with something in it: its row and column from 1, its value, and whether it is shown as a percentage.

    `wrong` is what is wrong with it whatever it should hold, with the remedy: a formula, an error, half a date.
    """

    row: int
    column: int
    value: Value
    percent: bool = False
    wrong: tuple[str, str] | None = None


# ------------------------------------------------------------------------------------------ text and what looks like it

_SPACES = re.compile("[\u00a0\u2007\u202f\t\r\n ]+")
_BREAKS = re.compile("[\u00a0\u2007\u202f\t\r\n]")
_AROUND = " \t\r\n\u00a0\u2007\u202f\ufeff\u200b"
_APOSTROPHE = "type an apostrophe before it, so that it stays as it is"


def tidy(text: str) -> str:
    """Text without spaces around it, and with plain single spaces within.

    >>> tidy("  4\\u00a0to  9 ")
    '4 to 9'
    """
    return _SPACES.sub(" ", text.strip(_AROUND))


def _not_text(cell: Cell) -> MistakeError:
    return MistakeError(f"text belongs here, and this is {_called(cell)}", _APOSTROPHE)


def _called(cell: Cell) -> str:
    """What a cell is, in words."""
    if isinstance(cell.value, bool):
        return f"the value {str(cell.value).upper()}"
    if isinstance(cell.value, date):
        return f"the date {cell.value.isoformat()[:10]}"
    if isinstance(cell.value, str):
        return shown(cell.value)
    return f"{write_number(round(100 * cell.value, 9))} %" if cell.percent else write_number(cell.value)


def _text(cell: Cell) -> str:
    """Text as it is but for spaces around it; a number is the text that is seen."""
    if isinstance(cell.value, str):
        return cell.value.strip(_AROUND)
    if isinstance(cell.value, (bool, date)) or cell.percent:
        raise _not_text(cell)
    return write_number(cell.value)


def _line(cell: Cell) -> str:
    return tidy(_text(cell))


def _word(cell: Cell) -> str:
    return tidy(str(cell.value).lower() if isinstance(cell.value, bool) else _text(cell))


# ------------------------------------------------------------------------------------------ as in a case file


def flow(value: Any) -> str:
    """A value on one line, as it is written in a case file.

    >>> flow({"low": 2, "high": 9, "shape": "uniform"})
    '{low: 2, high: 9, shape: uniform}'
    """
    from standoff.case.reading.writing import in_one_line

    return in_one_line(value)


def from_flow(text: str) -> Any:
    """The value that such a line stands for; raises MistakeError.

    >>> from_flow("[a, {b: 1 to 2}]")
    ['a', {'b': '1 to 2'}]
    """
    from standoff.case.reading.nodes import parse

    try:
        source = parse("cell", f"value: {_BREAKS.sub(' ', text)}")
    except CaseError as error:
        first = error.problems[0]
        raise MistakeError(first.message, first.hint) from None
    if source.problems:
        raise MistakeError(source.problems[0].message, source.problems[0].hint)
    if set(source.data) != {"value"} or source.data["value"] is None:
        raise MistakeError(f"{shown(text)} is no value of a case file", "write it as in a case file, on one line")
    return source.data["value"]


def _in_brackets(text: str) -> bool:
    return text[:1] in ("[", "{")


# ------------------------------------------------------------------------------------------ lists

_ITEM = re.compile(r"[^\s,;\[\]{}\"'#&*!|>%@`][^,;\[\]{}\"'\n]*")


def _plain_items(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(v, str) and _ITEM.fullmatch(v) and tidy(v) == v for v in values)


def _from_items(value: Any) -> Value:
    values = [value] if isinstance(value, str) else value
    return ", ".join(values) if _plain_items(values) else flow(values)


def _items(cell: Cell) -> Any:
    text = _text(cell)
    if _in_brackets(text):
        return from_flow(text)
    return [part.strip() for part in re.split("[,;]", tidy(text)) if part.strip()]


def _from_lists(value: Any) -> Value:
    plain = all(isinstance(one, list) and _plain_items(one) for one in value)
    return "; ".join(", ".join(one) for one in value) if plain and value else flow(value)


def _lists(cell: Cell) -> Any:
    text = _text(cell)
    if _in_brackets(text):
        return from_flow(text)
    lists = [[name.strip() for name in part.split(",") if name.strip()] for part in tidy(text).split(";")]
    return [one for one in lists if one]


# ------------------------------------------------------------------------------------------ numbers, times, dates


def _from_number(value: Any) -> Value:
    return flow(value) if isinstance(value, (dict, list)) else value


def _number(cell: Cell, what: str, percent: bool) -> Any:
    """A number, or its text as a case file has it; percentages only where they mean something."""
    value = cell.value
    if isinstance(value, date):
        raise MistakeError(
            f"{what} belongs here, and the spreadsheet has made this the date {value.isoformat()[:10]}",
            "give the cell the format `Text`, then write a range with the word to, like `4 to 9`",
        )
    if isinstance(value, bool):
        raise MistakeError(f"{what} belongs here, and this is {_called(cell)}", "write it, or leave the cell empty")
    if isinstance(value, str):
        return from_flow(value.strip(_AROUND)) if tidy(value)[:1] == "{" else tidy(value)
    if cell.percent and not percent:
        raise MistakeError(
            f"{what} belongs here, and this is shown as {_called(cell)}",
            f"give the cell the format `General`: it then shows {write_number(value)}; write what you mean",
        )
    return _whole(value)


def _whole(value: float) -> float | int:
    return int(value) if -1e15 < value < 1e15 and value == int(value) else value


def _points(cell: Cell) -> Any:
    return _number(cell, "a number or a range", percent=False)


def _time(cell: Cell) -> Any:
    return _number(cell, "a duration with its unit", percent=False)


def _chance(cell: Cell) -> Any:
    return _number(cell, "a chance", percent=True)


def _share(cell: Cell) -> Any:
    """A share; text with a percent sign as the format has it, and a number in text as a number."""
    found = _number(cell, "a share", percent=True)
    if isinstance(found, str):
        try:
            return float(found)
        except ValueError:
            return found
    return found


def _count(cell: Cell) -> Any:
    found = _number(cell, "a whole number", percent=False)
    return int(found) if isinstance(found, str) and re.fullmatch("[0-9]{1,9}", found) else found


_FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "y", "x", "on", "1", "✓", "ja", "oui", "si", "sí", "wahr", "vrai"), True),
    **dict.fromkeys(("false", "no", "n", "off", "0", "-", "nein", "non", "falsch", "faux"), False),
}
"""What people write for yes and no, in small letters."""


def _flag(cell: Cell) -> bool:
    text = _word(Cell(cell.row, cell.column, cell.value)).lower() if not isinstance(cell.value, date) else ""
    if text not in _FLAGS or cell.percent:
        raise MistakeError(f"{_called(cell)} is neither TRUE nor FALSE", "write TRUE or FALSE, or leave the cell empty")
    return _FLAGS[text]


def _from_day(value: Any) -> Value:
    day = date.fromisoformat(value)
    return day if day.year >= 1901 else str(value)  # the calendar of spreadsheets begins in 1900, with a mistake


def _day(cell: Cell) -> str:
    if isinstance(cell.value, date):
        return cell.value.isoformat()[:10]
    if isinstance(cell.value, str):
        return tidy(cell.value)
    raise MistakeError(f"a date belongs here, and this is {_called(cell)}", "write year-month-day, like `2026-11-02`")


# ------------------------------------------------------------------------------------------ sources


def _from_authors(value: Any) -> Value:
    return "; ".join(_from_author(author) for author in value) if _authors_of(value) else json.dumps(value)


def _from_author(author: Mapping[str, str]) -> str:
    return author.get("literal") or f"{author['family']}, {author['given']}"


def _authors_of(value: Any) -> bool:
    """Whether authors can be told by their names alone."""
    return isinstance(value, list) and bool(value) and all(_author_of(author) for author in value)


def _author_of(author: Any) -> bool:
    if not isinstance(author, dict) or not all(
        isinstance(name, str) and tidy(name) == name for name in author.values()
    ):
        return False
    parts = {key: name for key, name in author.items() if name and not re.search("[,;]", name) and name[0] not in "[{"}
    return len(parts) == len(author) and set(author) in ({"literal"}, {"family", "given"})


def _authors(cell: Cell) -> Any:
    text = _line(cell)
    if _in_brackets(text):
        return _json(cell)
    parts = [[name.strip() for name in part.split(",", 1)] for part in text.split(";") if part.strip()]
    return [
        {"family": names[0], "given": names[1]}
        if len(names) == 2 and all(names)
        else {"literal": names[0] or names[-1]}
        for names in parts
    ]


def _from_csl_date(value: Any) -> Value:
    parts = value.get("date-parts") if isinstance(value, dict) and set(value) == {"date-parts"} else None
    text = (
        "-".join(f"{n:02d}" if n < 100 else str(n) for n in parts[0])
        if parts and len(parts) == 1 and parts[0] and all(isinstance(n, int) for n in parts[0])
        else ""
    )
    try:
        return _from_day(text) if len(text) == 10 else text if _csl(text) == value else json.dumps(value)
    except (ValueError, MistakeError):
        return json.dumps(value)


def _csl(text: str) -> Any:
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", text)
    if not found:
        raise MistakeError(
            f"{shown(text)} is not a date", "write year, year-month or year-month-day, like `2026-10-01`"
        )
    return {"date-parts": [[int(part) for part in found.groups() if part]]}


def _csl_date(cell: Cell) -> Any:
    if isinstance(cell.value, int) and not isinstance(cell.value, bool):
        return _csl(str(cell.value))
    text = _day(cell)
    return _json(cell) if _in_brackets(text) else _csl(text)


def _from_json(value: Any) -> Value:
    return json.dumps(value, ensure_ascii=False)


def _json(cell: Cell) -> Any:
    try:
        return json.loads(_text(cell))
    except (ValueError, RecursionError):
        raise MistakeError("this is not JSON", "write it as in sources.json, or leave the cell empty") from None


# ------------------------------------------------------------------------------------------ the table


@dataclass(frozen=True)
class Kind:
    """A kind of cells: from a part of a case (plain data) to what a cell holds, and back (raises MistakeError).

    `wraps` says that it is text that may run over lines; `numeric` that numbers in it are numbers.
    """

    write: Callable[[Any], Value]
    read: Callable[[Cell], Any]
    wraps: bool = False
    numeric: bool = False


def _same(value: Any) -> Value:
    held: Value = value
    return held


KINDS: Mapping[str, Kind] = {
    "text": Kind(_same, _text, wraps=True),
    "remark": Kind(_same, _text, wraps=True),
    "name": Kind(_same, _line),
    "path": Kind(_same, _line),
    "word": Kind(_same, _word),
    "rule": Kind(_same, _line, wraps=True),
    "names": Kind(_from_items, _items, wraps=True),
    "texts": Kind(_from_items, _items, wraps=True),
    "lists": Kind(_from_lists, _lists, wraps=True),
    "points": Kind(_from_number, _points, numeric=True),
    "time": Kind(_from_number, _time, numeric=True),
    "term": Kind(_from_number, lambda cell: _day(cell) if isinstance(cell.value, date) else _time(cell), numeric=True),
    "chance": Kind(_from_number, _chance, numeric=True),
    "share": Kind(_from_number, _share, numeric=True),
    "count": Kind(_from_number, _count, numeric=True),
    "flag": Kind(_same, _flag),
    "date": Kind(_from_day, _day),
    "authors": Kind(_from_authors, _authors, wraps=True),
    "csl_date": Kind(_from_csl_date, _csl_date),
    "json": Kind(_from_json, _json, wraps=True),
    "flow": Kind(flow, lambda cell: from_flow(_text(cell)), wraps=True),
}
"""Every kind of cells by its name."""


def holds(kind: Kind, value: Any) -> Value | None:
    """What a cell of a kind holds for a part of a case, or None where it would not read back as the same.

    A number of more digits than spreadsheets keep is written as text, which is read as the number.
    """
    try:
        written = kind.write(value)
        if isinstance(written, str) and (
            len(written) > MOST_LETTERS or not written.strip() or _UNWRITABLE.search(written)
        ):
            return None
        back = kind.read(Cell(1, 1, written))
    except (MistakeError, TypeError, ValueError, KeyError, AttributeError):
        return None
    if back != value and back != [value]:
        return None
    return write_number(written) if isinstance(written, float) and float(f"{written:.15g}") != written else written


_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML has no room for, or would turn into others."""
