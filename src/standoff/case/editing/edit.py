"""Edits of a case: another value at a path, one more or one less in a list, or a source; and how JSON tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from standoff.case.reading.source import KeyPath, path_text
from standoff.errors import EditError, SizeError

__all__ = ["MOST_EDITS", "UNSEEN", "AnyEdit", "Edit", "SourceEdit", "plain_edit", "read_edits"]

MOST_EDITS = 500
"""Edits of one gesture."""

_DEEPEST = 20
_LONGEST_PATH = 20


class _Unseen:
    """Stands for what the editor saw where it did not say."""

    def __repr__(self) -> str:
        return "UNSEEN"


UNSEEN: Final = _Unseen()
"""As `was`: whatever is there is what the editor expects."""


@dataclass(frozen=True)
class Edit:
    """One change of a text, by a path of keys and of positions in lists from 0.

    set: another value there; missing keys on the way are made. add: one more at the end of the list there, which is
    made where there is none. remove: a key with its value, or an item of a list. value: plain data (text, numbers,
    booleans, lists, dicts). was: what the editor saw there (None: nothing); the edit is refused if it is another now.

    >>> Edit("set", ("steps", "fuel", "worth", "beta"), "-1 to 2", was=-1).where
    'steps.fuel.worth.beta'
    """

    op: Literal["set", "add", "remove"]
    path: KeyPath
    value: Any = None
    was: Any = UNSEEN

    @property
    def where(self) -> str:
        """The path as users read it."""
        return path_text(self.path)


@dataclass(frozen=True)
class SourceEdit:
    """A source: its entry in sources.json, new or in place of the former one, and its text if there is one to keep."""

    id: str
    entry: Mapping[str, Any]
    text: str | None = None


AnyEdit: TypeAlias = Edit | SourceEdit


def read_edits(data: Any) -> tuple[AnyEdit, ...]:
    """Edits as JSON tells them; raises EditError with which of them is wrong, SizeError for too many.

    >>> read_edits([{"op": "set", "path": ["title"], "value": "Harbour"}])
    (Edit(op='set', path=('title',), value='Harbour', was=UNSEEN),)
    >>> read_edits([{"op": "sett", "path": ["title"]}])
    Traceback (most recent call last):
    standoff.errors.EditError: edit 1: there is no `op` like this; it is one of `set`, `add`, `remove`, `source`
    """
    if not isinstance(data, Sequence) or isinstance(data, str):
        raise EditError("", "edits come as a list", 'like `[{"op": "set", "path": ["title"], "value": "..."}]`')
    if len(data) > MOST_EDITS:
        raise SizeError("edits at once", len(data), MOST_EDITS, "send them in several parts")
    return tuple(_read(f"edit {n}", one) for n, one in enumerate(data, start=1))


def _read(name: str, data: Any) -> AnyEdit:
    if not isinstance(data, Mapping):
        raise EditError(name, "an edit is a group of keys", 'like `{"op": "remove", "path": ["plans", "mine"]}`')
    op = data.get("op")
    if op not in _KEYS:
        raise EditError(
            name, "there is no `op` like this", "it is one of " + ", ".join(f"`{known}`" for known in _KEYS)
        )
    strange = next((key for key in data if key not in _KEYS[op]), None)
    if strange is not None:
        raise EditError(name, f"there is no key `{str(strange)[:60]}` here", f"`{op}` has {', '.join(_KEYS[op])}")
    return _source(name, data) if op == "source" else _edit(name, op, data)


_KEYS: Mapping[Any, tuple[str, ...]] = {
    "set": ("op", "path", "value", "was"),
    "add": ("op", "path", "value"),
    "remove": ("op", "path", "was"),
    "source": ("op", "id", "entry", "text"),
}


def _edit(name: str, op: Any, data: Mapping[str, Any]) -> Edit:
    path = data.get("path")
    if not isinstance(path, Sequence) or isinstance(path, str) or not 0 < len(path) <= _LONGEST_PATH:
        raise EditError(name, "`path` is a list of keys, and of positions in lists from 0", 'like `["steps", "fuel"]`')
    for part in path:
        if isinstance(part, bool) or not isinstance(part, (str, int)):
            raise EditError(name, "`path` is a list of keys, and of positions in lists from 0")
    edit = Edit(op, tuple(path), data.get("value"), data.get("was", UNSEEN))
    if op != "remove":
        look_at_value(edit)
    return edit


def _source(name: str, data: Mapping[str, Any]) -> SourceEdit:
    entry, text = data.get("entry", {}), data.get("text")
    if not isinstance(data.get("id"), str) or not isinstance(entry, Mapping):
        raise EditError(name, "a source needs an `id` and its `entry`", "as in sources.json")
    if text is not None and not isinstance(text, str):
        raise EditError(name, "`text` is the text of the source", "leave it out where there is none")
    return SourceEdit(data["id"], dict(entry), text)


def look_at_value(edit: Edit) -> None:
    """Refuse a value that is no plain data or that no text can hold."""
    problem = _unwritable(edit.value, _DEEPEST)
    if problem:
        raise EditError(edit.where, *problem)


def _unwritable(value: Any, deep: int) -> tuple[str, str] | None:
    if deep < 0:
        return f"the value is nested more than {_DEEPEST} deep", "the format needs less"
    if isinstance(value, str):
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            return "the text holds half a character", "remove it"
        return None
    if isinstance(value, (bool, int)):
        return None
    if isinstance(value, float):
        good = value == value and abs(value) != float("inf")
        return None if good else ("this is not a number that can be computed with", "write a finite number")
    parts: list[Any]
    if isinstance(value, Mapping):
        if any(not isinstance(key, str) for key in value):
            return "keys are text", "put them in quotation marks"
        parts = [*value, *value.values()]
    elif isinstance(value, (list, tuple)):
        parts = [*value]
    elif value is None:
        return "there is no value", "give one, or `remove` the key"
    else:
        return "this is no text, number, list or group of keys", "give plain data"
    return next((problem for part in parts if (problem := _unwritable(part, deep - 1))), None)


def plain_edit(edit: AnyEdit) -> dict[str, Any]:
    """An edit as JSON tells it; `read_edits` reads it back.

    >>> plain_edit(Edit("remove", ("plans", "mine")))
    {'op': 'remove', 'path': ['plans', 'mine']}
    """
    if isinstance(edit, SourceEdit):
        told: dict[str, Any] = {"op": "source", "id": edit.id, "entry": dict(edit.entry)}
        return told if edit.text is None else {**told, "text": edit.text}
    told = {"op": edit.op, "path": list(edit.path)}
    if edit.op != "remove":
        told["value"] = edit.value
    return told if edit.was is UNSEEN else {**told, "was": edit.was}
