"""Another value at a path of the case: what was different once, or what somebody takes it to be."""

from __future__ import annotations

from typing import Any

__all__ = ["put", "value_at"]

_SHORT_FORMS = {"seen": "normally", "deals": "steps"}
"""What may hold a single value or keys of its own (a step's `seen`, a deal), and the key that a single value is of."""


def put(data: dict[str, Any], target: str, value: Any) -> None:
    """Put a value where a path leads in a case as plain data.

    >>> case = {"deals": {"swap": ["fuel", "visits"]}}
    >>> put(case, "deals.swap.pace", "1 month")
    >>> case
    {'deals': {'swap': {'steps': ['fuel', 'visits'], 'pace': '1 month'}}}
    """
    *parents, last = target.split(".")
    for part in parents:
        inside = data.setdefault(part, {})
        if not isinstance(inside, dict):
            inside = data[part] = {_SHORT_FORMS["deals" if parents[0] == "deals" else "seen"]: inside}
        data = inside
    data[last] = value


def value_at(data: dict[str, Any], target: str) -> Any:
    """What a case as plain data holds at a path; None where nothing is written.

    >>> value_at({"steps": {"fuel": {"by": "beta"}}}, "steps.fuel.worth.beta") is None
    True
    """
    found: Any = data
    kind, *_ = target.split(".")
    for part in target.split("."):
        if not isinstance(found, dict):
            return found if part == _SHORT_FORMS["deals" if kind == "deals" else "seen"] else None
        found = found.get(part)
    return found
