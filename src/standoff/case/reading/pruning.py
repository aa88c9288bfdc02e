"""What is left of a case when the parts that the model refuses are taken out, so that the rest is checked at once."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from standoff.case.model.model import Case, context
from standoff.case.reading.source import KeyPath

__all__ = ["Rest", "prune"]

_STANDINS: Mapping[str, Any] = {"format": 1, "title": "-", "as_of": "9999-12-31"}
"""What stands for a key of the whole case that is missing or refused."""

_WHOLE = {
    "parties": 2,
    "steps": 2,
    "together": 2,
    "deals": 2,
    "plans": 2,
    "prefer": 2,
    "order": 2,
    "sincerity": 2,
    "choices": 2,
    "views": 2,
    "history": 2,
    "rules": 2,
    "merge": 2,
    "now": 2,
}
"""How long the path of a thing is that is taken out whole."""

_IN_PARTS = {"parties": 3, "steps": 3}
"""How long the path is where keys of it can be taken out alone."""

_LONGER = ("because", "worth")
_NEEDED = ("by",)


@dataclass(frozen=True)
class Rest:
    """The case without its refused parts; `kept` says which entries of a list are left, by their first positions.

    `unsure` names the keys of the case out of which something was taken: what is said about the whole of them
    would not be fair.
    """

    case: Case
    kept: Mapping[KeyPath, tuple[int, ...]] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()

    def original(self, path: KeyPath) -> KeyPath:
        """The path in the file of something in the rest."""
        return tuple(
            self.kept[path[:i]][part] if isinstance(part, int) and path[:i] in self.kept else part
            for i, part in enumerate(path)
        )


def prune(data: Any, error: ValidationError) -> Rest | None:
    """The rest of a case, or None if too little is left to check."""
    if not isinstance(data, Mapping):
        return None
    taken = {_part(detail["loc"], detail["type"]) for detail in error.errors(include_url=False)}
    rest = {**_STANDINS, **_without(data, (), taken)}
    kept = {
        path: tuple(i for i in range(len(_at(data, path))) if (*path, i) not in taken)
        for path in {path[:-1] for path in taken}
        if isinstance(_at(data, path), list)
    }
    try:
        case = Case.model_validate(rest, context=context(data))
    except ValidationError:
        return None
    return Rest(case, kept, frozenset(str(path[0]) for path in taken))


def _part(loc: KeyPath, kind: str) -> KeyPath:
    """The smallest part that can be taken out without leaving a wrong impression of what is around it."""
    path = tuple(part for part in loc if part != "[key]")
    if kind == "extra_forbidden" or not path:
        return path
    top = str(path[0])
    depth = _WHOLE.get(top, 1)
    if top in _IN_PARTS and len(path) > 2 and path[2] not in _NEEDED:
        depth = _IN_PARTS[top] + (path[2] in _LONGER)
    return path[:depth]


def _without(data: Any, here: KeyPath, taken: Set[KeyPath]) -> Any:
    """The data without the parts at these paths."""
    if isinstance(data, Mapping):
        return {key: _without(value, (*here, key), taken) for key, value in data.items() if (*here, key) not in taken}
    if isinstance(data, list):
        return [_without(value, (*here, i), taken) for i, value in enumerate(data) if (*here, i) not in taken]
    return data


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        inside = (isinstance(data, Mapping) and part in data) or (isinstance(data, list) and isinstance(part, int))
        if not inside:
            return None
        data = data[part]
    return data
