"""A record of any kind, made from the types of its fields: large, and with all text hostile. Nothing in it was computed."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import typing
from collections.abc import Mapping, Sequence
from functools import cache
from types import NoneType, UnionType

from standoff.results import records
from standoff.results.records.record import Record

MANY = 40
"""Entries of every sequence and mapping, at every depth."""

HOSTILE = '<script>alert("1")</script> & <b>two\nlines</b>\x1b[31m\u202e ' + "long " * 120


def kinds() -> list[type[Record]]:
    """Every record that there is."""
    found = set()
    for module in pkgutil.iter_modules(records.__path__):
        names = vars(importlib.import_module(f"{records.__name__}.{module.name}"))
        found |= {kind for kind in names.values() if isinstance(kind, type) and issubclass(kind, Record)}
    return sorted(found - {Record}, key=lambda kind: kind.__name__)


@cache
def large(kind: type[Record]) -> Record:
    """A record of a kind; those within it are of one make, too, so that it takes no room."""
    hints = typing.get_type_hints(kind)
    return kind(**{field.name: _value(hints[field.name]) for field in dataclasses.fields(kind)})


def text(number: int) -> str:
    return f"{number} {HOSTILE}"


def _value(hint, number=0):
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _value(args[0], number)
    if origin in (UnionType, typing.Union):
        return _value(next(arg for arg in args if arg is not NoneType), number)
    if origin is typing.Literal:
        return args[number % len(args)]
    if origin in (tuple, Sequence):
        if origin is tuple and args[-1] is not Ellipsis:
            return tuple(_value(arg, n) for n, arg in enumerate(args))
        return tuple(_value(args[0], n) for n in range(MANY))
    if origin is Mapping:
        return {_value(args[0], n): _value(args[1], n) for n in range(MANY)}
    if dataclasses.is_dataclass(hint):
        # A turn of a game holds turns: the last of them ends it.
        return large(hint)
    return {str: text(number), bool: True, int: 123_456 + number, float: 0.123456789 + number / 100}[hint]
