"""What tells two values apart: a digest that is the same for equal values alone, in this process and in any other."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from pydantic import BaseModel

__all__ = ["digest"]

_Write = Callable[[bytes], None]


def digest(value: object) -> bytes:
    """32 bytes (SHA-256) of everything a value holds; TypeError for what is not made of plain values and arrays.

    Dicts count in their order, arrays with their type, shape and how they lie in memory; records by their fields.

    >>> digest((1, "a")) == digest((1, "a")), digest((1,)) == digest((1.0,)), digest(("ab",)) == digest(("a", "b"))
    (True, False, False)
    """
    told = hashlib.sha256()
    _tell(value, told.update)
    return told.digest()


def _tell(value: Any, write: _Write) -> None:
    """Every value begins with what it is and how long it is, so that no two write the same."""
    kind: Any = type(value)
    _teller(kind)(value, write)


@cache
def _teller(kind: Any) -> Callable[[Any, _Write], None]:
    """How values of a type are told."""
    for kinds, tell in _TOLD:
        if issubclass(kind, kinds):
            return tell
    if is_dataclass(kind):
        return _record_of(kind, tuple(field.name for field in fields(kind)))
    if issubclass(kind, BaseModel):
        return _record_of(kind, tuple(kind.model_fields))
    raise TypeError(f"no digest of a {kind.__qualname__}")


def _record_of(kind: Any, names: tuple[str, ...]) -> Callable[[Any, _Write], None]:
    called = f"{kind.__module__}.{kind.__qualname__}".encode()
    head = b"r%d:%b" % (len(called), called)

    def tell(value: Any, write: _Write) -> None:
        write(head)
        for name in names:
            _tell(getattr(value, name), write)

    return tell


def _nothing(value: None, write: _Write) -> None:
    write(b"N")


def _truth(value: bool, write: _Write) -> None:
    write(b"T" if value else b"F")


def _whole(value: int, write: _Write) -> None:
    _counted(b"i", str(int(value)).encode(), write)


def _float(value: float, write: _Write) -> None:
    write(b"f" + struct.pack("<d", value))


def _text(value: str, write: _Write) -> None:
    _counted(b"s", value.encode("utf-8", "surrogatepass"), write)


def _bytes(value: bytes, write: _Write) -> None:
    _counted(b"b", value, write)


def _row(value: tuple[Any, ...] | list[Any], write: _Write) -> None:
    _each(b"t" if isinstance(value, tuple) else b"l", len(value), value, write)


def _dict(value: Mapping[Any, Any], write: _Write) -> None:
    _each(b"d", len(value), (part for pair in value.items() for part in pair), write)


def _set(value: frozenset[Any] | set[Any], write: _Write) -> None:
    _each(b"z", len(value), sorted(map(digest, value)), write)


def _day(value: date, write: _Write) -> None:
    _counted(b"y", f"{type(value).__qualname__} {value.isoformat()}".encode(), write)


def _scalar(value: np.generic, write: _Write) -> None:
    _counted(b"g", value.dtype.str.encode(), write)
    _counted(b"", value.tobytes(), write)


def _array(value: np.ndarray[Any, Any], write: _Write) -> None:
    if value.dtype.hasobject:
        raise TypeError("no digest of an array of objects")
    lies = f"{value.flags.c_contiguous:d}{value.flags.f_contiguous:d}"
    _counted(b"a", f"{value.dtype.str} {value.shape} {lies}".encode(), write)
    write(value.tobytes())


def _counted(kind: bytes, content: bytes, write: _Write) -> None:
    write(b"%b%d:" % (kind, len(content)))
    write(content)


def _each(kind: bytes, count: int, values: Iterable[Any], write: _Write) -> None:
    write(b"%b%d:" % (kind, count))
    for value in values:
        _tell(value, write)


_TOLD: tuple[tuple[Any, Callable[[Any, _Write], None]], ...] = (
    (str, _text),
    (np.generic, _scalar),
    (float, _float),
    (type(None), _nothing),
    (bool, _truth),
    (tuple | list, _row),
    (int, _whole),
    (np.ndarray, _array),
    (Mapping, _dict),
    (bytes, _bytes),
    (frozenset | set, _set),
    (date, _day),
)
"""How values are told, those that come most often first; a bool before whole numbers, of which it is one."""
