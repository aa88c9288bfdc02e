"""Another value at a path of the case: what was different once, or what somebody takes it to be."""

from __future__ import annotations

from typing import Any

__all__ = ["put", "value_at"]


def put(data: dict[str, Any], target: str, value: Any) -> None:
    """Put a value where a path leads in a case as plain data."""
    *parents, last = target.split(".")
    for part in parents:
        inside = data.setdefault(part, {})
        if not isinstance(inside, dict):
            # The one key that may hold a single value or keys of its own is `seen`.
            inside = data[part] = {"normally": inside}
        data = inside
    data[last] = value


def value_at(data: dict[str, Any], target: str) -> Any:
    """What a case as plain data holds at a path; None where nothing is written.

    >>> value_at({"steps": {"fuel": {"by": "beta"}}}, "steps.fuel.worth.beta") is None
    True
    """
    found: Any = data
    for part in target.split("."):
        if not isinstance(found, dict):
            return found if part == "normally" else None
        found = found.get(part)
    return found
