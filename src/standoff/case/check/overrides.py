"""Checks of another value at a path of the case: that the path leads somewhere, and the value can be read there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from standoff.case.check.claims import Claims, listed
from standoff.case.check.naming import unknown_step, verifiers
from standoff.case.check.ordinal_worths import order_problems
from standoff.case.model.mistake import shown
from standoff.case.reading.keys import field_at, keys_of, model_at, read_as
from standoff.case.reading.refusals import refusals
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem, did_you_mean

__all__ = ["ANY_PART", "CHANGEABLE", "problems"]


CHANGEABLE = ("parties", "steps", "together", "prefer", "order", "choices", "sincerity")
"""The parts of a case in which a path starts; what is in force now is for keys of their own."""

ANY_PART = (*CHANGEABLE, "deals", "plans")
"""The same, where also what is planned can be otherwise."""


def problems(
    claims: Claims, target: str, value: Any, here: KeyPath, within: Sequence[str] = CHANGEABLE
) -> Iterator[Problem]:
    """What is wrong with a path in the case, or with the value that it is to hold; `here` is where this is written."""
    parts = tuple(target.split("."))
    wrong = list(_path_problems(claims, parts, here, within))
    yield from wrong or _value_problems(claims, parts, value, here)


def _path_problems(claims: Claims, parts: tuple[str, ...], here: KeyPath, within: Sequence[str]) -> Iterator[Problem]:
    named = {
        "parties": claims.parties,
        "steps": claims.whole_steps,
        "choices": claims.choices,
        "prefer": claims.parties,
        "order": claims.parties,
        "together": claims.case.together,
        "sincerity": claims.parties,
        "deals": claims.case.deals,
        "plans": claims.case.plans,
    }
    if parts[0] not in within:
        yield claims.error(here, f"a path starts with one of {listed(within)}", _start_hint(claims, parts), key=True)
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
    elif len(parts) > 2 and parts[0] == "prefer":
        yield claims.error(
            here, "an order of states can only be given as a whole", f"write `prefer.{parts[1]}`", key=True
        )
    elif field_at(parts) is None or "because" in parts:
        yield claims.error(
            here, f"there is no such key as {shown('.'.join(parts[2:]))} here", _key_hint(parts), key=True
        )
    elif parts[2:4] == ("seen", "with") and len(parts) == 5:
        yield from unknown_step(claims, parts[4], here, key=True, parts=False)
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
        return "use the key `now` beside it, with `with` and `without`"
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


def _value_problems(claims: Claims, parts: tuple[str, ...], value: Any, here: KeyPath) -> Iterator[Problem]:
    error = read_as(parts, value, {"level": claims.case.intervals})
    for refusal in refusals(error, here) if error else ():
        yield claims.error(refusal.path, refusal.message, refusal.hint, refusal.offset)
    if not error and parts[2:] == ("seen",) and isinstance(value, dict):
        yield from verifiers(claims, parts[1], value.get("with", {}), (*here, "with"))
    if not error and parts[2:] == ("seen", "with"):
        yield from verifiers(claims, parts[1], value, here)
    if not error and parts[0] == "order":
        yield from order_problems(claims, tuple((e,) if isinstance(e, str) else tuple(e) for e in value), here, False)
