"""What an edit makes of plain data: what the text must say once it is edited, and where in short forms a path leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.case.editing.edit import UNSEEN, Edit
from standoff.case.model.spreads import is_spread
from standoff.case.reading.source import KeyPath, Refused, path_text
from standoff.case.reading.writing import in_one_line
from standoff.errors import EditError, did_you_mean

__all__ = ["at", "done", "placed", "same"]


def done(data: Any, edit: Edit) -> Any:
    """Plain data once an edit is made; what is not changed is the same object. Raises EditError.

    >>> done({"steps": {"fuel": {"by": "beta"}}}, Edit("set", ("steps", "fuel", "worth", "beta"), 2))
    {'steps': {'fuel': {'by': 'beta', 'worth': {'beta': 2}}}}
    >>> done({"now": ["fuel"]}, Edit("add", ("now",), "visits"))
    {'now': ['fuel', 'visits']}
    """
    path = placed(data, edit.path, edit.op)
    if edit.was is not UNSEEN:
        _as_seen(data, edit, path)
    return _CHANGES[edit.op](data, path, edit, 0)


def _as_seen(data: Any, edit: Edit, path: KeyPath) -> None:
    there = at(data, path)
    if not same(there, edit.was):
        now = "nothing is there now" if there is None else f"it is `{in_one_line(there)[:200]}` now"
        raise EditError(edit.where, f"this was changed meanwhile: {now}", "look at it again, and then change it")


# ---------------------------------------------------------------------------------------------------- short forms


def _is_plain_seen(value: Any) -> bool:
    return value is not None and (not isinstance(value, Mapping) or is_spread(value))


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


_SHORT_FORMS = (
    (("steps", "*", "seen"), _is_plain_seen, "normally"),
    (("deals", "*"), _is_list, "steps"),
    (("prefer", "*"), _is_list, "statements"),
)
"""Where a value may stand for a group of keys, how it looks then, and the key of the group that it is."""


def short_form(data: Any, path: KeyPath) -> str:
    """The key that what stands at a path is the value of, where it stands for a group of keys; else "".

    >>> short_form({"deals": {"swap": ["fuel"]}}, ("deals", "swap"))
    'steps'
    """
    for form, looks_so, key in _SHORT_FORMS:
        if len(form) == len(path) and all(a in ("*", b) for a, b in zip(form, path, strict=True)):
            return key if looks_so(at(data, path)) else ""
    return ""


def placed(data: Any, path: KeyPath, op: str = "set") -> KeyPath:
    """A path as the data has it: without a key that a short form leaves out. Raises EditError for what is lost so.

    >>> placed({"steps": {"fuel": {"seen": "1 week"}}}, ("steps", "fuel", "seen", "normally"))
    ('steps', 'fuel', 'seen')
    """
    for length in range(1, len(path)):
        key = short_form(data, path[:length])
        if key and path[length] == key:
            if op == "remove" and length == len(path) - 1 and key != "normally":
                raise EditError(path_text(path), f"without its {key} nothing is left of this", "remove the whole of it")
            return (*path[:length], *path[length + 1 :])
    return path


# -------------------------------------------------------------------------------------------------------- changes


def at(data: Any, path: KeyPath) -> Any:
    """What plain data holds at a path; None where nothing is.

    >>> at({"now": ["fuel"]}, ("now", 0)), at({"now": ["fuel"]}, ("rules", 0))
    ('fuel', None)
    """
    for part in path:
        if isinstance(data, Mapping) and isinstance(part, str):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data):
            data = data[part]
        else:
            return None
    return data


def _along(data: Any, path: KeyPath, edit: Edit, depth: int, make: bool) -> tuple[dict[str, Any] | list[Any], Any]:
    """A copy of what holds the next part of a path, and what is there; what is missing is made."""
    part, here = path[depth], path[:depth]
    if isinstance(part, int):
        if not isinstance(data, list):
            raise EditError(edit.where, f"{_called(here)} is no list", "give keys for groups of keys")
        if not 0 <= part < len(data):
            there = "no items" if not data else "one item" if len(data) == 1 else f"{len(data)} items"
            raise EditError(edit.where, f"{_called(here)} has {there}, and none at this place", "`add` makes one more")
        return [*data], data[part]
    if isinstance(data, list):
        raise EditError(edit.where, f"{_called(here)} is a list", "give the position of an item, from 0")
    if data is not None and not isinstance(data, Mapping):
        raise EditError(edit.where, f"{_called(here)} is a single value, and has no keys", "set it as a whole")
    if not make and part not in (data or {}):
        raise EditError(edit.where, "there is nothing to remove", did_you_mean(part, data or {}))
    return dict(data or {}), (data or {}).get(part)


def _called(path: KeyPath) -> str:
    return f"`{path_text(path)}`" if path else "the case"


def _opened(data: Any, path: KeyPath, depth: int, root: Any) -> Any:
    """What stands at the beginning of a path, its short form written out where more keys are to come."""
    key = short_form(root, path[:depth])
    return {key: data} if key and isinstance(path[depth], str) else data


def _set(data: Any, path: KeyPath, edit: Edit, depth: int, root: Any = None) -> Any:
    root = data if depth == 0 else root
    if depth == len(path):
        return _copied(edit.value)
    holder, inside = _along(_opened(data, path, depth, root), path, edit, depth, True)
    holder[path[depth]] = _set(inside, path, edit, depth + 1, root)  # type: ignore[index]
    return holder


def _add(data: Any, path: KeyPath, edit: Edit, depth: int, root: Any = None) -> Any:
    root = data if depth == 0 else root
    if depth < len(path):
        holder, inside = _along(_opened(data, path, depth, root), path, edit, depth, True)
        holder[path[depth]] = _add(inside, path, edit, depth + 1, root)  # type: ignore[index]
        return holder
    if isinstance(data, Mapping) and data and path[-1] not in _LISTS_OF_GROUPS:
        raise EditError(edit.where, "this is a group of keys, not a list", "`set` a key of it")
    there = data if isinstance(data, list) else [] if data is None or data == {} else [data]
    return [*there, _copied(edit.value)]


_LISTS_OF_GROUPS = ("because", "correlated", "inquiries", "history", "either")
"""Keys of lists of groups of keys: a single group there is the first item."""


def _remove(data: Any, path: KeyPath, edit: Edit, depth: int, root: Any = None) -> Any:
    holder, inside = _along(data, path, edit, depth, False)
    if depth == len(path) - 1:
        del holder[path[depth]]  # type: ignore[arg-type]
    else:
        holder[path[depth]] = _remove(inside, path, edit, depth + 1)  # type: ignore[index]
    return holder


_CHANGES = {"set": _set, "add": _add, "remove": _remove}


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(part) for key, part in value.items()}
    return [_copied(part) for part in value] if isinstance(value, (list, tuple)) else value


def same(one: Any, other: Any) -> bool:
    """Whether two pieces of plain data say the same: keys in any order; 2 and 2.0 are one number, 1 and true are not.

    >>> same({"a": 2, "b": [1]}, {"b": [1.0], "a": 2}), same(1, True)
    (True, False)
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Refused) and isinstance(other, Refused):
        return True  # told already; what is written there stays as it is
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)
