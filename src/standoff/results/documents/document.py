"""What all JSON documents have in common: the head, and how they become text."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, Literal, TypeVar

__all__ = ["LEFT_OUT", "AnyCase", "CaseDocument", "Dated", "Document", "Undated", "dumps", "plain", "unless_none"]

_Value = TypeVar("_Value")


class _LeftOut:
    """The value of a key that is not there."""

    def __repr__(self) -> str:
        return "LEFT_OUT"


LEFT_OUT: Any = _LeftOut()
"""Of a document: the default, and so the value, of a key that is there only now and then."""


def unless_none(value: _Value | None) -> _Value:
    """What a key is to hold that is left out where there is nothing to say.

    >>> unless_none(None), unless_none(0)
    (LEFT_OUT, 0)
    """
    return LEFT_OUT if value is None else value


@dataclass(frozen=True, kw_only=True)
class Document:
    """The head of every document: the version of its format, and the verb that writes it.

    `about`: which document it is, of a verb that writes several.
    """

    about: ClassVar[str] = ""
    format: Literal[1] = 1
    command: str


@dataclass(frozen=True)
class Dated:
    """The case that a document is about.

    Only where something was put over it: `view`, the view that it is seen in; `set`, the values that were set, by their
    paths; `changed`, which plans and the like are otherwise for it, or left out.
    """

    title: str
    as_of: str
    view: str = LEFT_OUT
    set: Mapping[str, str] = LEFT_OUT
    changed: tuple[str, ...] = LEFT_OUT


@dataclass(frozen=True)
class Undated:
    """A conflict in graph form: it has no date."""

    title: str
    as_of: str | None = None


@dataclass(frozen=True)
class AnyCase:
    """A case, or none: where it did not load, where none was given, or where there are several."""

    title: str | None = None
    as_of: str | None = None
    view: str = LEFT_OUT
    set: Mapping[str, str] = LEFT_OUT
    changed: tuple[str, ...] = LEFT_OUT


@dataclass(frozen=True, kw_only=True)
class CaseDocument(Document):
    """The head of a document about one case."""

    case: Dated


def dumps(document: Any) -> str:
    """A document as text. A number that does not exist is null, never NaN or an infinity.

    >>> dumps({"trust": float("nan")})
    '{\\n  "trust": null\\n}'
    """
    return json.dumps(plain(document), indent=2, ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:
    """Records, mappings and tuples as dicts and lists; numbers that do not exist as None; no key that is left out.

    >>> plain({"a": (1.0, float("inf")), "b": AnyCase(title="Harbour", as_of=LEFT_OUT)})
    {'a': [1.0, None], 'b': {'title': 'Harbour'}}
    """
    if is_dataclass(value) and not isinstance(value, type):
        every = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: plain(item) for name, item in every if item is not LEFT_OUT}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str) or value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise TypeError(f"not a result: {type(value).__name__}")
