"""Edits of plain data, word for word as they are defined: for cases in which no short form stands."""

from __future__ import annotations

from copy import deepcopy
from typing import Any


def naively_edited(data: Any, op: str, path: list[str | int], value: Any = None) -> Any:
    """A new piece of plain data; KeyError, IndexError or TypeError where an edit leads nowhere."""
    data = deepcopy(data)
    here = data
    for part, following in zip(path, [*path[1:], ""], strict=True):
        last = part is path[-1] and following == ""
        if isinstance(here, dict) and isinstance(part, str):
            if not last:
                if here.get(part) is None:
                    if op == "remove":
                        raise KeyError(part)
                    here[part] = {}
                here = here[part]
        elif isinstance(here, list) and isinstance(part, int):
            if not last:
                here = here[part]
        else:
            raise TypeError(part)
    key: Any = path[-1]
    if op == "remove":
        del here[key]
    elif op == "set":
        if isinstance(here, list):
            here[key]
        here[key] = deepcopy(value)
    else:
        there = here[key] if isinstance(here, list) else here.get(key)
        if there is None:
            here[key] = [deepcopy(value)]
        elif isinstance(there, list):
            there.append(deepcopy(value))
        else:
            raise TypeError(key)
    return data
