"""What the model refuses, said in words: one table from the kinds of error to our messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from standoff.case.model.mistake import shown
from standoff.case.reading.keys import example, first_example, keys_at, model_at
from standoff.case.reading.source import MOST_PROBLEMS, KeyPath, Refused, Source
from standoff.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

__all__ = ["Refusal", "problem", "refusals"]


@dataclass(frozen=True)
class Refusal:
    """One thing that the model refuses: where, and what to say about it."""

    path: KeyPath
    message: str
    hint: str = ""
    offset: int = 0
    key: bool = False


def refusals(error: ValidationError, before: KeyPath = ()) -> tuple[Refusal, ...]:
    """All that the model refuses, each mistake once; `before` is the path of what was read."""
    details = error.errors(include_url=False)[: MOST_PROBLEMS + 1]
    for detail in details:
        detail["loc"] = (*before, *detail["loc"])
    return tuple(
        _said(detail)
        for detail in details
        if not isinstance(detail["input"], Refused) and not _follows(detail, details)
    )


def problem(source: Source, refusal: Refusal) -> Problem:
    """The refusal with its place in the file."""
    return source.problem(refusal.path, refusal.message, refusal.hint, offset=refusal.offset, key=refusal.key)


def _follows(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether this is wrong only because of something else that is reported: one mistake, one message."""
    follows = _FOLLOWS.get(detail["type"])
    return follows is not None and follows(detail["loc"], details)


def _emptied(loc: KeyPath, details: list[ErrorDetails]) -> bool:
    """A list that is too short because what is in it was refused."""
    return any(other["loc"][: len(loc)] == loc and len(other["loc"]) > len(loc) for other in details)


def _misspelt(loc: KeyPath, details: list[ErrorDetails]) -> bool:
    """A key that is missing because an unknown one beside it was meant."""
    beside = [str(d["loc"][-1]) for d in details if d["type"] == "extra_forbidden" and d["loc"][:-1] == loc[:-1]]
    known = keys_at(loc[:-1])
    return any(
        name.split(":")[0] == loc[-1] or did_you_mean(name, known) == f"did you mean `{loc[-1]}`?" for name in beside
    )


_FOLLOWS: Mapping[str, Callable[[KeyPath, list[ErrorDetails]], bool]] = {"too_short": _emptied, "missing": _misspelt}


def _said(detail: ErrorDetails) -> Refusal:
    return _SAYINGS.get(detail["type"], _otherwise)(detail)


def _mistake(detail: ErrorDetails) -> Refusal:
    path, context = detail["loc"], detail["ctx"]
    key = path[-1] == "[key]"
    hint = context["hint"]
    if key and ":" in str(path[-2]):
        hint = "put a space after the colon"
    return Refusal(path[:-1] if key else path, context["message"], hint, context["offset"], key)


def _missing(detail: ErrorDetails) -> Refusal:
    path = detail["loc"]
    written = example(path)
    return Refusal(path, "this key is missing", f"add it, for example `{written}`" if written else "")


def _unknown(detail: ErrorDetails) -> Refusal:
    path = detail["loc"]
    name = str(path[-1])
    hint = "put a space after the colon" if ":" in name else did_you_mean(name, keys_at(path[:-1]))
    return Refusal(path, "there is no such key", hint, key=True)


def _no_keys(detail: ErrorDetails) -> Refusal:
    path = detail["loc"]
    model = model_at(path)
    written = first_example(model) if model else example(path)
    return Refusal(path, _instead("keys with values belong here", detail["input"]), _such(written))


def _no_list(detail: ErrorDetails) -> Refusal:
    return Refusal(
        detail["loc"], _instead("a list belongs here", detail["input"]), _such(example(detail["loc"]) or "[a, b]")
    )


def _instead(expected: str, found: Any) -> str:
    if found is None:
        return f"nothing is written here, and {expected}"
    return f"{expected}, not {shown(found)}"


def _such(written: str) -> str:
    return f"write, for example, `{written}`" if written else ""


def _too_short(detail: ErrorDetails) -> Refusal:
    path, least, found = detail["loc"], detail["ctx"]["min_length"], detail["ctx"]["actual_length"]
    message = f"this needs at least {least} entries, and has {found}" if found else "this list is empty"
    return Refusal(path, message, _such(example(_key(path))))


def _empty(detail: ErrorDetails) -> Refusal:
    return Refusal(detail["loc"], "this is empty", _such(example(detail["loc"])))


def _too_long(detail: ErrorDetails) -> Refusal:
    path, most, found = detail["loc"], detail["ctx"]["max_length"], detail["ctx"]["actual_length"]
    return Refusal(path, f"this needs {most} entries, and has {found}", _such(example(_key(path))))


def _key(path: KeyPath) -> KeyPath:
    """The path up to the last key, without positions in lists."""
    return path if not path or isinstance(path[-1], str) else _key(path[:-1])


def _otherwise(detail: ErrorDetails) -> Refusal:
    return Refusal(detail["loc"], "this cannot be read", _such(example(detail["loc"])))


_SAYINGS: Mapping[str, Callable[[ErrorDetails], Refusal]] = {
    "mistake": _mistake,
    "missing": _missing,
    "extra_forbidden": _unknown,
    "model_type": _no_keys,
    "model_attributes_type": _no_keys,
    "dict_type": _no_keys,
    "tuple_type": _no_list,
    "frozen_set_type": _no_list,
    "too_short": _too_short,
    "too_long": _too_long,
    "string_too_short": _empty,
}
