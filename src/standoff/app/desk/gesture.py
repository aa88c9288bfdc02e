"""A gesture: edits that were made together, under one label, and what they changed in which file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from standoff.case.editing.edit import AnyEdit, plain_edit, read_edits

__all__ = ["Change", "Gesture", "between", "changes_between", "gesture_from", "put", "told"]


@dataclass(frozen=True)
class Change:
    """A piece of the text of one file that was replaced by another; None where the file was not, or is no more."""

    file: str
    start: int
    old: str | None
    new: str | None

    @property
    def back(self) -> Change:
        """The change that undoes it."""
        return replace(self, old=self.new, new=self.old)


@dataclass(frozen=True)
class Gesture:
    """Edits that were made together: all or none, one undo.

    label: what was done, in plain words. at: when, as ISO 8601 in UTC. changes: what it did to the texts.
    """

    label: str
    edits: tuple[AnyEdit, ...]
    at: str
    changes: tuple[Change, ...] = ()
    kind: Literal["edits", "undone", "outside"] = "edits"

    @property
    def back(self) -> Gesture:
        """The gesture that undoes it, where it is to be listed as one."""
        return Gesture(f"Undone: {self.label}", (), self.at, tuple(c.back for c in reversed(self.changes)), "undone")


def between(file: str, old: str | None, new: str | None) -> Change:
    """What changed from one text to another, as one piece.

    >>> between("case.yaml", "now: [fuel]", "now: [fuel, visits]")
    Change(file='case.yaml', start=10, old='', new=', visits')
    """
    if old is None or new is None:
        return Change(file, 0, old, new)
    most = min(len(old), len(new))
    start = _alike(old, new, most)
    end = _alike(old[: start - len(old) - 1 : -1], new[: start - len(new) - 1 : -1], most - start)
    return Change(file, start, old[start : len(old) - end], new[start : len(new) - end])


def changes_between(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """What changed from texts to other texts, by files."""
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    return tuple(between(name, old.get(name), new.get(name)) for name in names)


def _alike(one: str, other: str, most: int) -> int:
    """How many letters two texts have in common at their beginning."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def put(texts: Mapping[str, str], changes: tuple[Change, ...]) -> dict[str, str]:
    """Texts with changes made in them; raises ValueError where they do not fit."""
    found = dict(texts)
    for change in changes:
        there = found.get(change.file)
        if change.old is None or change.new is None:
            if there != change.old:
                raise ValueError(change.file)
            made = change.new
        else:
            end = change.start + len(change.old)
            if there is None or there[change.start : end] != change.old:
                raise ValueError(change.file)
            made = there[: change.start] + change.new + there[end:]
        if made is None:
            del found[change.file]
        else:
            found[change.file] = made
    return found


def told(gesture: Gesture) -> dict[str, Any]:
    """A gesture as JSON."""
    return {
        "label": gesture.label,
        "at": gesture.at,
        "kind": gesture.kind,
        "edits": [plain_edit(edit) for edit in gesture.edits],
        "changes": [[one.file, one.start, one.old, one.new] for one in gesture.changes],
    }


def gesture_from(data: Any) -> Gesture:
    """A gesture that was told as JSON; raises ValueError, TypeError, KeyError or EditError for anything else."""
    changes = tuple(Change(str(f), int(s), _text(old), _text(new)) for f, s, old, new in data["changes"])
    kind = data["kind"]
    if kind not in ("edits", "undone", "outside"):
        raise ValueError(kind)
    return Gesture(str(data["label"]), read_edits(data["edits"]), str(data["at"]), changes, kind)


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(value)
    return value
