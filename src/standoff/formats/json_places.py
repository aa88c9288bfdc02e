"""JSON read with care: what is wrong with its syntax at its place, and where every key and value of it stands."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from standoff.case.reading.source import KeyPath, Source, Span, UnreadableError, line_shown

__all__ = ["parse", "placed"]

DEEPEST = 20

_STRING = r'"(?:[^"\\]|\\.)*+'
_BRACKETS = re.compile(rf"{_STRING}(?:\"|\\?\Z)|[\[\]{{}}]", re.DOTALL)
_TOKENS = re.compile(rf'({_STRING}")|([\[\]{{}},:])|([^\s\[\]{{}},:"]+)', re.DOTALL)


def parse(file: str, text: str) -> Any:
    """The data of a JSON text; raises UnreadableError with the place where it cannot be read.

    >>> parse("a.json", '{"now": "s1"}')
    {'now': 's1'}
    >>> parse("a.json", '{"now": s1}')
    Traceback (most recent call last):
    standoff.case.reading.source.UnreadableError: a.json:1:9 error this is not JSON: expecting value
        {"now": s1}
                ^
        hint: is a quotation mark, a comma or a bracket missing, or one too many?
    """
    _refuse_deep(file, text)
    try:
        return json.loads(text, parse_constant=_constant, parse_int=_whole, object_pairs_hook=_pairs)
    except json.JSONDecodeError as error:
        hint = "is a quotation mark, a comma or a bracket missing, or one too many?"
        message = f"this is not JSON: {error.msg.lower()}"
        _fail(file, text, error.pos, message, hint)
    except _ConstantError as error:
        _fail(file, text, max(text.find(str(error)), 0), f"`{error}` is not a value", "write text in quotation marks")
    except _TwiceError:
        start = next(start for _, start in _repeated(text))
        _fail(file, text, start, "this key was given before", "keep one of the two")


class _ConstantError(ValueError):
    """NaN or an infinity."""


class _TwiceError(ValueError):
    """A key that is given twice."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


def _repeated(text: str) -> Iterator[tuple[KeyPath, int]]:
    seen: set[KeyPath] = set()
    for path, is_key, start, _ in _parts(text):
        if is_key and path in seen:
            yield path, start
        if is_key:
            seen.add(path)


def _constant(word: str) -> NoReturn:
    raise _ConstantError(word)


def _whole(digits: str) -> float:
    return int(digits) if len(digits) < 16 else float(digits)


def _fail(file: str, text: str, position: int, message: str, hint: str) -> NoReturn:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    raise UnreadableError(file, message, hint, line, column, line_shown(text.split("\n"), line, column))


def _refuse_deep(file: str, text: str) -> None:
    """Deep nesting would exhaust the reader; brackets within strings do not count."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > DEEPEST:
            _fail(file, text, found.start(), f"this is nested deeper than {DEEPEST}", "is this the right file?")


def placed(file: str, text: str, data: Any, wanted: Iterable[KeyPath]) -> Source:
    """The data with the places of some of its keys and values, for messages, and of what they are in.

    The text must be JSON that `parse` reads.

    >>> place = ("moves", "A", 0, 1)
    >>> print(placed("a.json", '{"moves": {"A": [["s1", "s2"]]}}', {}, [place]).problem(place, "no such state"))
    a.json:1:25 error moves.A.1.2: no such state
        {"moves": {"A": [["s1", "s2"]]}}
                                ^
    """
    keys: dict[KeyPath, Span] = {}
    values: dict[KeyPath, Span] = {}
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    around = {path[:n] for path in wanted for n in range(len(path) + 1)} | {()}
    for path, is_key, start, end in _parts(text):
        if path not in around:
            continue
        row = bisect_right(starts, start)
        span = Span(start, end, row, start - starts[row - 1] + 1)
        (keys if is_key else values).setdefault(path, span)
    return Source(file, text, lines, data, keys, values)


def _parts(text: str) -> Iterator[tuple[KeyPath, bool, int, int]]:
    """Every key and value with its path: whether it is a key, where it starts, and where it ends (of lists: opens)."""
    path: list[str | int] = []
    open_: list[str] = []
    key_next = False
    for found in _TOKENS.finditer(text):
        string, sign, _ = found.groups()
        if sign == ":":
            continue
        if sign == ",":
            if open_[-1] == "{":
                path.pop()
                key_next = True
            else:
                path[-1] = int(path[-1]) + 1
        elif sign in ("]", "}"):
            opened = open_.pop()
            if opened == "[" or not key_next:
                path.pop()
            key_next = False
        elif key_next and string:
            path.append(json.loads(string))
            key_next = False
            yield tuple(path), True, found.start(), found.end()
        else:
            yield tuple(path), False, found.start(), found.end()
            if sign:
                open_.append(sign)
                key_next = sign == "{"
                if sign == "[":
                    path.append(0)
