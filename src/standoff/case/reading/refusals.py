"""What the model refuses, said in words: one table from the kinds of error to our messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.slips import flow, parted
from standoff.case.model.values import read_worth
from standoff.case.reading.keys import IN_A_VIEW, example, first_example, keys_at, model_at
from standoff.case.reading.source import MOST_PROBLEMS, KeyPath, Refused, Source
from standoff.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

__all__ = ["Refusal", "problem", "refusals", "refusals_in_view"]


@dataclass(frozen=True)
class Refusal:
    """One thing that the model refuses: where, and what to say about it."""

    path: KeyPath
    message: str
    hint: str = ""
    offset: int = 0
    key: bool = False


_OF_RULES = "[,;]"
"""What stands between rules that are written as one text."""


def refusals_in_view(error: ValidationError) -> tuple[Refusal, ...]:
    """As `refusals`, of what the model of views in files refuses."""
    return tuple(replace(one, path=one.path[1:]) for one in refusals(error, (IN_A_VIEW,)))


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
    hint = did_you_mean(name, keys_at(path[:-1]))
    if ":" in name:
        hint = "put a space after the colon"
    elif detail["input"] is None and not hint.startswith("did"):
        hint = f"in braces a comma begins the next key: put a list in `[` and `]`, and text in quotation marks; {hint}"
    if name[-1:] in _CLOSING:
        hint = f'the comma before this ends the text: put it in straight quotation marks, `"..., {name[:-1]}"`'
    return Refusal(path, "there is no such key", hint, key=True)


_CLOSING = ("”", "“", "’", "»", "«")
"""Quotation marks of a text program at the end of text, which YAML takes for letters."""


def _no_keys(detail: ErrorDetails) -> Refusal:
    path, found = detail["loc"], detail["input"]
    model = model_at(path)
    written = first_example(model) if model else example(path)
    hint = _for_whom(path, found) or _without_dashes(found) or _with_name(path, found) or _such(written)
    return Refusal(path, _instead("keys with values belong here", found), hint)


def _for_whom(path: KeyPath, found: Any) -> str:
    """What to write where points are given without the party to which they matter."""
    if path[-1] != "worth" or isinstance(found, bool) or not isinstance(found, (int, float, str)):
        return ""
    points = getattr(found, "raw", str(found)).strip()
    try:
        read_worth(points)
    except MistakeError:
        points = "4 to 9"
    return f"say to which party: write `worth: {{PARTY: {points}}}`, with its name for PARTY"


def _without_dashes(found: Any) -> str:
    """What to write where things with names are given as a list."""
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) and one for one in found):
        return ""
    name = next(iter(found[0]))
    return f"these are no list, since each has a name: remove the `-` before {shown(name)} and its like"


def _with_name(path: KeyPath, found: Any) -> str:
    """What to write where the steps of a deal are text, or where they stand without its name."""
    if path[0] == "deals" and len(path) == 2 and isinstance(found, str):
        written = flow(parted(found))
        return f"write `{path[1]}: {written}`" if written else ""
    if len(path) == 1 and isinstance(found, list):
        steps = flow(found) if path[0] == "deals" and all(isinstance(step, str) for step in found) else ""
        return f"give it a name: write `deals: {{main: {steps}}}`" if steps else "give each a name: write `NAME: ...`"
    return ""


def _no_list(detail: ErrorDetails) -> Refusal:
    path, found = detail["loc"], detail["input"]
    return Refusal(
        path,
        _instead("a list belongs here", found),
        _as_list(path, found) or _such(example(_key(path)) or "[a, b]"),
    )


def _as_list(path: KeyPath, found: Any) -> str:
    """The list that text with commas, or a single thing, is meant to be."""
    if isinstance(found, dict) and found:
        return "put it in a list: `[` before it and `]` after it, or a `-` before its first key"
    if isinstance(found, str) and isinstance(path[-1], str):
        written = flow(parted(found, _OF_RULES) if path[-1] in ("rules", "merge") else parted(found))
        return f"write `{path[-1]}: {written}`" if written else ""
    return ""


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
