"""What a question may be asked with: options by name, of checked types, with the bounds that the verbs have."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from standoff.app.server.refused import RefusedError
from standoff.errors import did_you_mean

__all__ = [
    "Option",
    "choice",
    "flag",
    "groups",
    "names",
    "number",
    "read",
    "share",
    "steps",
    "text",
    "texts",
    "typed",
    "values",
    "whole",
]

LONGEST = 20_000
"""Characters of a text that an option is given."""

MOST = 1000
"""Entries of a list that an option is given."""


@dataclass(frozen=True)
class Option:
    """One option: how what it is given is read, what belongs there in words, and what it is where it is not given.

    read: gives the value, or raises ValueError.
    """

    read: Callable[[Any], Any]
    wanted: str
    default: Any


def read(verb: str, known: Mapping[str, Option], given: Mapping[str, Any]) -> dict[str, Any]:
    """All options of a question, as given or as they are by themselves; RefusedError for any other and for wrong ones.

    >>> read("assess", {"draws": whole(0, 0, 100)}, {"draws": 20}), read("assess", {"draws": whole(0, 0, 100)}, {})
    ({'draws': 20}, {'draws': 0})
    """
    for name in given:
        if name not in known:
            raise RefusedError(400, f"`{verb}` has no option `{name}`", did_you_mean(name, known), name)
    found = {}
    for name, option in known.items():
        value = given.get(name)
        try:
            found[name] = option.default if value is None else option.read(value)
        except ValueError:
            raise RefusedError(400, f"{name}: {option.wanted} belongs here", where=name) from None
    return found


def text(default: str | None = "") -> Option:
    """A text; null, or nothing, is what it is by itself."""
    return Option(_text, "a text", default)


def choice(default: str, *names: str) -> Option:
    """One of some names."""

    def one(value: Any) -> str:
        if value not in names:
            raise ValueError
        return str(value)

    return Option(one, f"one of {', '.join(names)}", default)


def texts(default: tuple[str, ...] | None = None) -> Option:
    """Texts, or one."""

    def several(value: Any) -> tuple[str, ...]:
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or len(value) > MOST:
            raise ValueError
        return tuple(map(_text, value))

    return Option(several, "a list of texts", default)


def whole(default: int | None, least: int, most: int | None = None) -> Option:
    """A whole number between two, which are among them."""

    def one(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise ValueError
        if most is not None and value > most:
            raise ValueError
        return value

    return Option(one, f"a whole number from {least} {'on' if most is None else f'to {most}'}", default)


def number(default: float | None, least: float) -> Option:
    """A number."""

    def one(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError
        if not math.isfinite(value) or value < least:
            raise ValueError
        return float(value)

    return Option(one, f"a number from {least:g} on", default)


def flag(default: bool = False) -> Option:
    """Yes or no."""

    def one(value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError
        return value

    return Option(one, "true or false", default)


def share(default: float | None) -> Option:
    """A share, as a number or as it is typed: 0.5, `50%`."""

    def one(value: Any) -> float:
        from standoff.case.model.mistake import MistakeError
        from standoff.case.model.values import read_share

        try:
            return read_share(value)
        except MistakeError:
            raise ValueError from None

    return Option(one, "a share, for example `30%` or 0.3,", default)


def steps(default: str = "") -> Option:
    """A plan in steps, as lists of steps or as it is typed: `step, step | step`."""

    def one(value: Any) -> str:
        if isinstance(value, str):
            return _text(value)
        if not isinstance(value, list) or len(value) > MOST:
            raise ValueError
        phases = [phase if isinstance(phase, list) else [phase] for phase in value]
        named = [[_name(step) for step in phase] for phase in phases]
        return " | ".join(", ".join(phase) for phase in named)

    return Option(one, 'a list of phases, each a list of steps, or "step, step | step"', default)


def names(default: tuple[str, ...] | None) -> Option:
    """Names, as a list or with commas between."""

    def several(value: Any) -> tuple[str, ...]:
        listed = texts().read(value.split(",") if isinstance(value, str) else value)
        return tuple(name.strip() for name in listed if name.strip())

    return Option(several, "names, as a list or with commas between,", default)


def values() -> Option:
    """Values by their paths, or as they are typed, `path=value`; as they are typed is how they are read."""

    def typed(value: Any) -> tuple[str, ...]:
        from standoff.case.reading.writing import in_one_line

        if isinstance(value, dict):
            if len(value) > MOST:
                raise ValueError
            return tuple(f"{_path(path)}={in_one_line(one)}" for path, one in value.items())
        found: tuple[str, ...] = texts().read(value)
        return found

    return Option(typed, "values by their paths", ())


def typed() -> Option:
    """Numbers by their paths, each as a user types it."""

    def each(value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or len(value) > MOST:
            raise ValueError
        return {_text(path): _text(one) for path, one in value.items()}

    return Option(each, "numbers by their paths, each a text,", {})


def groups() -> Option:
    """Groups of keys, which whoever is asked reads and checks."""

    def several(value: Any) -> tuple[dict[str, Any], ...]:
        if not isinstance(value, list) or len(value) > MOST or not all(isinstance(one, dict) for one in value):
            raise ValueError
        return tuple(value)

    return Option(several, "a list of groups of keys", ())


def _path(path: str) -> str:
    """A path in which no value begins."""
    if "=" in path:
        raise ValueError
    return _text(path)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError
    return value


def _name(value: Any) -> str:
    """The name of a step, which what parts steps and phases cannot be in."""
    name = _text(value)
    if "," in name or "|" in name:
        raise ValueError
    return name
