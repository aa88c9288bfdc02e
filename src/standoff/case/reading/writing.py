"""From a case to its text, which loads back to the same case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from standoff.case.model.model import Case
from standoff.case.model.values import Quantity, write_number
from standoff.case.reading.nodes import plain_value
from standoff.case.reading.plain import plain, plain_quantity
from standoff.printable import replaced

__all__ = ["dumps", "in_one_line", "number_in_one_line", "plain_text", "quoted", "section"]


_HEADER = "# yaml-language-server: $schema=./case.schema.json\n"

_WIDTH = 110


# -------------------------------------------------------------------------------------------- text


def dumps(case: Case) -> str:
    """The text of a case in one canonical form; what it loads back to is equal to the case.

    What fits on a line stands on it; everything else stands under its key. Comments are not kept.
    """
    return _HEADER + plain_text(plain(case))


def plain_text(data: Mapping[str, Any]) -> str:
    """The text of a case as plain data, whatever it holds, in the canonical form.

    >>> print(plain_text({"title": "Harbour", "now": ["fuel"], "rules": ["fuel"]}), end="")
    title: Harbour
    now: [fuel]
    rules:
      - fuel
    """
    return "".join(f"{line}\n" for key, value in data.items() for line in section(key, value))


def section(key: str, value: Any) -> Iterator[str]:
    """The lines of one key of the whole case: each entry on lines of its own, lists of names on one."""
    key = quoted(key)
    if isinstance(value, Mapping) and value:
        yield f"{key}:"
        for name, entry in value.items():
            yield from _under(quoted(name), entry, "  ")
    elif isinstance(value, list) and value and key != "now":
        yield f"{key}:"
        yield from _items(value, "  ")
    else:
        yield f"{key}: {in_one_line(value)}"


def _under(key: str, value: Any, indent: str) -> Iterator[str]:
    """A key and its value, on one line if they fit."""
    line = f"{indent}{key}: {in_one_line(value)}"
    if len(line) <= _WIDTH or not value or not isinstance(value, (Mapping, list)):
        yield line
        return
    yield f"{indent}{key}:"
    yield from _lines(value, indent + "  ")


def _lines(value: Mapping[str, Any] | list[Any], indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _under(quoted(key), part, indent)
    else:
        yield from _items(value, indent)


def _items(values: list[Any], indent: str) -> Iterator[str]:
    for value in values:
        line = f"{indent}- {in_one_line(value)}"
        if len(line) <= _WIDTH or not value or not isinstance(value, (Mapping, list)):
            yield line
        else:
            first, *rest = _lines(value, indent + "  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest


def in_one_line(value: Any) -> str:
    """Plain data as it is written on one line.

    >>> in_one_line({"steps": ["fuel", "yes"], "pace": 1.5})
    '{steps: [fuel, "yes"], pace: 1.5}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted(key)}: {in_one_line(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_one_line(part) for part in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "null"
    return quoted(value) if isinstance(value, str) else str(getattr(value, "raw", "")) or write_number(value)


def number_in_one_line(path: str, quantity: Quantity) -> str:
    """A number of a case as its file would have it on one line; path: where it is in the case.

    >>> from standoff.case.model.values import read_worth
    >>> number_in_one_line("steps.fuel.worth.beta", read_worth("-6 to -2"))
    '-6 to -2'
    """
    parts = path.split(".")
    value = plain_quantity("sincerity" if parts[0] == "sincerity" else parts[2], quantity)
    return value if isinstance(value, str) else in_one_line(value)


_PLAIN_TEXT = re.compile(r"(?:\w|-[0-9])(?:[\w.()%/'+ -]*[\w.()%/'+-])?")
_OTHER_READERS = ("y", "n", "yes", "no", "on", "off")
"""Older readers take these for true and false."""


def quoted(text: str) -> str:
    """Text as it is, or in quotation marks where a reader would take it for something else.

    >>> quoted("Open the harbour"), quoted("yes"), quoted("a: b")
    ('Open the harbour', '"yes"', '"a: b"')
    """
    if _PLAIN_TEXT.fullmatch(text) and text.lower() not in _OTHER_READERS and isinstance(plain_value(text), str):
        return text
    return '"' + replaced("".join(_ESCAPES.get(letter, letter) for letter in text), _by_number) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _by_number(letter: str) -> str:
    return f"\\U{ord(letter):08x}"
