"""What changed? What was different before a date: checked, and walked back to give the case as of an earlier day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from standoff.case.claims import Claims, listed
from standoff.case.keys import field_at, keys_of, model_at, read_as
from standoff.case.mistake import shown
from standoff.case.model import Case, Entry
from standoff.case.naming import repeated, unknown_step, verifiers
from standoff.case.orders import order_problems
from standoff.case.refusals import refusals
from standoff.case.rules import holds
from standoff.case.source import Path
from standoff.errors import Problem, did_you_mean

__all__ = ["HISTORY", "as_of"]

_CHANGEABLE = ("parties", "steps", "together", "prefer", "order", "choices", "sincerity")
"""The parts of a case that an entry may have been different in; `now` has a key of its own."""


def dates(claims: Claims) -> Iterator[Problem]:
    """Entries stand newest first, and none is later than the day of the file."""
    entries = claims.case.history
    for i, entry in enumerate(entries):
        if entry.before > claims.case.as_of:
            yield claims.error(
                ("history", i, "before"),
                f"{entry.before} is later than the day of the file, {claims.case.as_of}",
                "the file says how things are on the day `as_of`",
            )
    for i, (newer, older) in enumerate(pairwise(entries)):
        if older.before > newer.before:
            yield claims.error(
                ("history", i + 1, "before"),
                f"{older.before} is later than the entry above it, {newer.before}",
                "put the newest entry first",
            )


def paths(claims: Claims) -> Iterator[Problem]:
    """What `was` names exists, and held something that can be read."""
    for i, entry in enumerate(claims.case.history):
        for target, value in entry.was.items():
            here = ("history", i, "was", target)
            wrong = list(_path_problems(claims, tuple(target.split(".")), here))
            yield from wrong or _value_problems(claims, tuple(target.split(".")), value, here)


def _path_problems(claims: Claims, parts: tuple[str, ...], here: Path) -> Iterator[Problem]:
    named = {
        "parties": claims.parties,
        "steps": claims.steps,
        "choices": claims.choices,
        "prefer": claims.parties,
        "order": claims.parties,
        "together": claims.case.together,
        "sincerity": claims.parties,
    }
    if parts[0] not in _CHANGEABLE:
        yield claims.error(
            here, f"a path starts with one of {listed(_CHANGEABLE)}", _start_hint(claims, parts), key=True
        )
    elif len(parts) < 2 or parts[1] not in named[parts[0]]:
        name = parts[1] if len(parts) > 1 else ""
        yield claims.error(
            here, f"there is nothing called {shown('.'.join(parts[:2]))}", did_you_mean(name, named[parts[0]]), key=True
        )
    elif len(parts) == 2 and model_at(parts) and parts[0] != "prefer":
        yield claims.error(
            here,
            "this names a whole entry, not one of its keys",
            f"write, for example, `{'.'.join(parts)}.name`",
            key=True,
        )
    elif field_at(parts) is None or "because" in parts:
        yield claims.error(
            here, f"there is no such key as {shown('.'.join(parts[2:]))} here", _key_hint(parts), key=True
        )
    elif parts[2:4] == ("seen", "with") and len(parts) == 5:
        yield from unknown_step(claims, parts[4], here, key=True)
    elif len(parts) == 4 and parts[2] == "worth" and parts[3] not in claims.parties:
        yield claims.error(
            here, f"there is no party {shown(parts[3])}", did_you_mean(parts[3], claims.parties), key=True
        )


def _start_hint(claims: Claims, parts: tuple[str, ...]) -> str:
    if parts[0] in claims.parties:
        return f"write `parties.{'.'.join(parts)}`"
    if parts[0] in claims.steps:
        return f"write `steps.{'.'.join(parts)}`"
    if parts[0] == "now":
        return "use the key `now` of the entry, with `with` and `without`"
    return "write, for example, `parties.alpha.horizon` or `steps.fuel.worth.alpha`"


def _key_hint(parts: tuple[str, ...]) -> str:
    if parts[2:3] == ("seen",) and len(parts) > 3:
        return did_you_mean(parts[3], ("normally", "with"))
    model = model_at(parts[:2])
    keys = [key for key in keys_of(model) if key != "because"] if model else []
    return (
        did_you_mean(parts[2], keys)
        if len(parts) > 2 and parts[2] not in keys
        else "write `worth` and a party, like `worth.alpha`"
    )


def _value_problems(claims: Claims, parts: tuple[str, ...], value: Any, here: Path) -> Iterator[Problem]:
    error = read_as(parts, value, {"level": claims.case.intervals})
    for refusal in refusals(error, here) if error else ():
        yield claims.error(refusal.path, refusal.message, refusal.hint, refusal.offset)
    if not error and parts[0] == "order":
        yield from order_problems(claims, tuple((e,) if isinstance(e, str) else tuple(e) for e in value), here, False)
    if not error and parts[2:] == ("seen",) and isinstance(value, dict):
        yield from verifiers(claims, parts[1], value.get("with", {}), (*here, "with"))
    if not error and parts[2:] == ("seen", "with"):
        yield from verifiers(claims, parts[1], value, here)


def in_force(claims: Claims) -> Iterator[Problem]:
    """Walking back from now, `without` takes out what is there and `with` adds what is not."""
    state = set(claims.now)
    for i, entry in enumerate(claims.case.history):
        for key, names, there in (("without", entry.now.without, True), ("with", entry.now.added, False)):
            path = ("history", i, "now", key)
            yield from repeated(claims, names, path)
            for j, name in enumerate(names):
                strange = list(unknown_step(claims, name, (*path, j)))
                yield from strange
                if not strange and claims.sure("now", "history") and (name in state) is not there:
                    yield claims.error((*path, j), *_out_of_step(name, entry, there))
        state = state - set(entry.now.without) | set(entry.now.added)


def _out_of_step(name: str, entry: Entry, there: bool) -> tuple[str, str]:
    if there:
        return (
            f"`{name}` is not in force after {entry.before}, so it cannot have come into force then",
            "`without` lists what came into force on that day",
        )
    return (
        f"`{name}` is in force after {entry.before}, so it cannot have ended then",
        "`with` lists what ended on that day",
    )


def earlier_states(claims: Claims) -> Iterator[Problem]:
    """What was in force before an entry should have been possible under the rules of today."""
    state = set(claims.now)
    for i, entry in enumerate(claims.case.history):
        before = state - set(entry.now.without) | set(entry.now.added)
        for law in claims.laws:
            if holds(law.expression, state) and not holds(law.expression, before):
                yield claims.warning(
                    ("history", i, "now"),
                    f"what was in force before {entry.before} breaks {law.said}",
                    "the case as of a day before that will be refused",
                )
        state = before


def targets(claims: Claims) -> Iterator[Problem]:
    """Evidence in history supports something that the entry says."""
    for i, entry in enumerate(claims.case.history):
        said = [*entry.was, *(["now"] if entry.now.added or entry.now.without else [])]
        for j, evidence in enumerate(entry.because):
            for k, target in enumerate(evidence.targets):
                if target not in said:
                    yield claims.error(
                        ("history", i, "because", j, "for", k),
                        f"the entry says nothing of {shown(target)}",
                        did_you_mean(target, said),
                    )


HISTORY = (dates, paths, in_force, targets)
"""The checks of history."""


def as_of(case: Case, day: date) -> Case:
    """The case as it was on an earlier day: what the entries after that day say was different, undone newest first.

    Later entries are dropped. Raises ValueError for a day after the case's own.
    """
    from standoff.case.write import plain

    if day > case.as_of:
        raise ValueError(f"the case is as of {case.as_of}, and {day} is later")
    data = plain(case)
    now = list(case.now)
    for entry in case.history:
        if entry.before > day:
            now = [*(name for name in now if name not in entry.now.without), *entry.now.added]
            for target, value in entry.was.items():
                _put(data, target.split("."), value)
    data["now"] = sorted(now, key=list(case.steps).index)
    data["history"] = [entry for entry in data.get("history", []) if date.fromisoformat(entry["before"]) <= day]
    data["as_of"] = day.isoformat()
    return Case.model_validate(data)


def _put(data: dict[str, Any], parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        inside = data.setdefault(part, {})
        if not isinstance(inside, dict):
            # The one key that may hold a single value or keys of its own is `seen`.
            inside = data[part] = {"normally": inside}
        data = inside
    data[parts[-1]] = value
