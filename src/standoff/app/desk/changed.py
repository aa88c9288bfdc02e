"""Which values of a case are others than they were, each by its path; and what the new ones rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from standoff.app.desk.gesture import Gesture
from standoff.case.editing.data import same
from standoff.case.editing.edit import Edit
from standoff.case.reading.source import KeyPath, path_text
from standoff.errors import EditError, did_you_mean

__all__ = ["Reason", "Turned", "label_of", "reasons_for", "turned", "why_edits"]

_RESTING = ("parties", "steps", "together")
"""The parts of a case whose entries have a `because`."""

_NUMBERS = ("horizon", "walkout_cost", "takes", "seen", "missed", "undo", "redo", "until", "worth")
"""Their keys that hold numbers, which rest on something."""


@dataclass(frozen=True)
class Turned:
    """A value that is another now; None where there was, or is, none."""

    path: KeyPath
    old: Any
    new: Any


@dataclass(frozen=True)
class Reason:
    """A number that was changed, and could be given a reason: its path, and what was done, in words."""

    path: str
    label: str


def turned(old: Any, new: Any, path: KeyPath = ()) -> Iterator[Turned]:
    """The values that differ, as deep as groups of keys go; lists are values as a whole.

    >>> [change.path for change in turned({"a": {"b": 1, "c": [1]}}, {"a": {"b": 2, "c": [1]}})]
    [('a', 'b')]
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            yield from turned(old.get(key), new.get(key), (*path, key))
    elif isinstance(new, Mapping) and old is None and new:
        for key, value in new.items():
            yield from turned(None, value, (*path, key))
    elif not same(old, new):
        yield Turned(path, old, new)


def label_of(path: KeyPath, gestures: Iterable[Gesture]) -> str:
    """The label of the last gesture that touched a path; "" if none did."""
    for gesture in reversed(list(gestures)):
        for edit in gesture.edits:
            if isinstance(edit, Edit):
                length = min(len(edit.path), len(path))
                if edit.path[:length] == path[:length]:
                    return gesture.label
    return ""


def reasons_for(old: Any, new: Any, gestures: Iterable[Gesture]) -> tuple[Reason, ...]:
    """The numbers of parties and steps that were changed, in the order of the case, but those that now rest on more."""
    gestures = list(gestures)
    found: dict[str, Reason] = {}
    for change in turned(old, new):
        kind, *rest = change.path
        if kind in _RESTING and len(rest) > 1 and rest[1] in _NUMBERS and change.new is not None:
            path = change.path[: 4 if rest[1] == "worth" else 3]
            if not _rests_on_more(old, new, path):
                found.setdefault(path_text(path), Reason(path_text(path), label_of(path, gestures)))
    return tuple(found.values())


def _rests_on_more(old: Any, new: Any, path: KeyPath) -> bool:
    """Whether evidence that names this number came with the change, as it does with accepted answers."""
    kind, name, *target = path
    before, now = (_because(data, kind, name) for data in (old, new))
    meant = path_text(tuple(target))
    for entry in now:
        named = entry.get("for") if isinstance(entry, Mapping) else None
        if meant in (named if isinstance(named, list) else [named]) and not any(same(entry, one) for one in before):
            return True
    return False


def _because(data: Any, kind: Any, name: Any) -> list[Any]:
    """What an entry rests on, as far as it is written as a list."""
    for key in (kind, name, "because"):
        data = data.get(key) if isinstance(data, Mapping) else None
    return list(data) if isinstance(data, list) else []


def why_edits(data: Any, why: Mapping[str, str], by: str) -> tuple[Edit, ...]:
    """Judgements for what was changed, under the party or step that it is of; raises EditError."""
    found = []
    for path, text in why.items():
        if not text.strip():
            continue
        kind, _, rest = path.partition(".")
        name, _, target = rest.partition(".")
        if kind not in _RESTING or not target:
            raise EditError(path, "only numbers of parties, steps and together entries rest on something")
        known = data.get(kind) if isinstance(data, Mapping) else None
        if not isinstance(known, Mapping) or name not in known:
            raise EditError(path, f"there is no `{name}` under `{kind}`", did_you_mean(name, known or ()))
        if not by.strip():
            raise EditError(path, "a judgement says whose it is", "give a name or initials")
        judgement = {"judgement": text.strip(), "by": by.strip(), "for": target, "supports": "size"}
        found.append(Edit("add", (kind, name, "because"), judgement))
    return tuple(found)
