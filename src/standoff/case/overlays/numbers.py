"""Other numbers in a case, tried out: what a user types for one, read where it would stand, and put there at once.

An overlay takes hundreds of times as long. Nothing is checked but the number itself, and evidence stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from standoff.case.model.durations import PER_YEAR, write_duration
from standoff.case.model.forms import Chance, Cost, Duration, HorizonOrNone, OrNever, UntilOrNone, Worth
from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.model import Case, Part, Seen
from standoff.case.model.spreads import write_spread
from standoff.case.model.values import NUMBER, SHAPES, Quantity, write_number
from standoff.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["LIKELIEST", "Typed", "key_of", "shown_number", "typed", "unit_written", "with_numbers", "written_number"]

LIKELIEST = "likeliest"
"""The word before the likeliest value of a range, as in `2 to 9, likeliest 4`."""

_KEYS: Mapping[str, Any] = {
    "worth": Worth,
    "walkout_cost": Cost,
    "horizon": HorizonOrNone,
    "takes": Duration,
    "seen": Duration,
    "undo": OrNever,
    "redo": OrNever,
    "until": UntilOrNone,
    "missed": Chance,
    "chance": Chance,
    "pace": Duration,
    "sincerity": Chance,
}
"""How the number under each key is written."""

_POINTS = ("worth", "walkout_cost")
_CHANCES = ("missed", "chance", "sincerity")


@dataclass(frozen=True)
class Typed:
    """A number as a user typed it: `value`, what would stand in the file, and the quantity that it reads as."""

    value: Any
    quantity: Quantity


def key_of(path: str) -> str:
    """The key that says what a number is: of `steps.fuel.worth.beta` it is `worth`."""
    parts = path.split(".")
    if parts[0] == "sincerity":
        return "sincerity"
    return parts[3] if parts[2:3] == ["successor"] else parts[2] if len(parts) > 2 else ""


# --------------------------------------------------------------------------------------------------- what is typed


def typed(case: Case, path: str, text: str, now: Quantity | None) -> Typed:
    """What a user typed for a number at a path: `-2.5 to 0.8`, `3 weeks`, `2 to 9, likeliest 4`.

    A minus may be that of print. now: the number that is there, whose form is kept: two ends typed for a range that is
    written in keys change these ends alone. Raises UsageError, at the path, for what no number can be.

    >>> from standoff import example
    >>> typed(example(), "steps.fuel.worth.beta", "−2.5 to 0.8", None).value
    '-2.5 to 0.8'
    >>> typed(example(), "steps.fuel.worth.beta", "2 to 9", Quantity("uniform", 1, 3)).value
    {'low': 2, 'high': 9, 'shape': 'uniform'}
    """
    key = key_of(path)
    _require_place(case, path, key)
    plain = " ".join(text.replace("\u2212", "-").split())
    try:
        value = _value(key, plain, now)
        found = _adapter(key).validate_python(value, context={"level": case.intervals})
    except ValidationError as error:
        first = error.errors()[0]
        told = first.get("ctx", {})
        raise _refused(path, str(told.get("message", first["msg"])), str(told.get("hint", ""))) from None
    except MistakeError as mistake:
        raise _refused(path, mistake.message, mistake.hint) from None
    if not isinstance(found, Quantity):
        raise _refused(path, "a day is no range", "write how long it lasts, like `10 years`")
    return Typed(value, found)


def _refused(path: str, message: str, hint: str) -> UsageError:
    return UsageError(f"{path}: {message}{f'; {hint}' if hint else ''}")


@cache
def _adapter(key: str) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(_KEYS[key])


def _value(key: str, text: str, now: Quantity | None) -> Any:
    """What would stand in the file: a number, a text, or keys."""
    ends, _, likeliest = (part.strip() for part in text.partition(f", {LIKELIEST} "))
    if not likeliest and re.fullmatch(NUMBER, ends):
        return _number(ends)
    between = re.fullmatch(rf"({NUMBER})\s*([^\W\d]*|%)\s+to\s+({NUMBER})\s*([^\W\d]*|%)", ends)
    keeps = now is not None and now.in_keys and now.shape != "discrete"
    if between is None or not (likeliest or keeps):
        if likeliest:
            raise MistakeError(f"{shown(ends)} is no range, so that nothing is likeliest in it", _THREE)
        return ends
    low, unit, high, last = between.groups()
    unit, mode = unit or last, likeliest
    shape = now.shape if now is not None and keeps else "pert"
    if mode and not SHAPES[shape].likeliest:
        shape = "pert"
    if not mode and now is not None and now.mode is not None:
        mode = _mode_in(key, now.mode, last)
    if mode and re.fullmatch(NUMBER, mode):
        mode = f"{mode} {last}".strip()
    said = {"low": _one(low, unit), "mode": _one(mode, "") if mode else None, "high": _one(high, last)}
    keys = {name: value for name, value in said.items() if value is not None}
    return keys if shape == "pert" else {**keys, "shape": shape}


_THREE = f"write, for example, `2 to 9, {LIKELIEST} 4`"


def _one(number: str, unit: str) -> Any:
    text = f"{number} {unit}".strip()
    return _number(text) if re.fullmatch(NUMBER, text) else text


def _number(text: str) -> Any:
    """A plain number as YAML has it."""
    value = float(text)
    return int(value) if re.fullmatch(r"[-+]?[0-9]{1,15}", text) else value


def _mode_in(key: str, mode: float, unit: str) -> str:
    """The likeliest value that a range has, as it is written beside its ends."""
    if key in _POINTS:
        return write_number(mode)
    if key in _CHANCES:
        return f"{write_number(round(100 * mode, 9))} %" if unit == "%" else write_number(mode)
    return write_duration(Quantity.point(mode))


def _require_place(case: Case, path: str, key: str) -> None:
    """Refuse a path at which the case has no place for a number."""
    kind, name, *rest = path.split(".") if "." in path else (path, "")
    known: Mapping[str, Any] = {
        "parties": case.parties,
        "steps": case.wholes(),
        "together": case.together,
        "sincerity": case.parties,
        "deals": case.deals,
        "plans": case.plans,
    }
    if kind not in known:
        raise UsageError(f"{path}: there is no number at this path; {did_you_mean(kind, known)}")
    if name not in known[kind]:
        raise UsageError(f"{path}: there is no `{name[:60]}` under `{kind}`; {did_you_mean(name, known[kind])}")
    if key not in _ALLOWED[kind]:
        raise UsageError(f"{path}: there is no number `{key[:60]}` here; {did_you_mean(key, _ALLOWED[kind])}")
    whom = rest[1] if key == "worth" and len(rest) == 2 else None
    good = {
        "worth": whom in case.parties,
        "chance": rest == ["successor", "chance"] and getattr(known[kind][name], "successor", None) is not None,
        "seen": rest in (["seen"], ["seen", "normally"]) or (rest[:2] == ["seen", "with"] and rest[2:] != []),
        "sincerity": not rest,
    }
    if not good.get(key, rest == [key]):
        raise UsageError(f"{path}: there is no number at this path; write one like `steps.NAME.worth.PARTY`")


_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "parties": ("horizon", "walkout_cost", "chance"),
    "steps": ("worth", "takes", "seen", "missed", "undo", "redo", "until"),
    "together": ("worth",),
    "sincerity": ("sincerity",),
    "deals": ("pace",),
    "plans": ("pace",),
}


# ---------------------------------------------------------------------------------------------------- how it is written


def written_number(path: str, quantity: Quantity) -> Any:
    """A number as plain data that would read back as the same: a number, a text, or keys.

    >>> written_number("steps.fuel.worth.beta", Quantity.between(-6, -2))
    '-6 to -2'
    """
    if quantity.in_keys:
        return write_spread(quantity, lambda value: written_number(path, Quantity.point(value)))
    key = key_of(path)
    if key not in (*_POINTS, *_CHANCES):
        text = write_duration(quantity)
        return 0 if text == "0" else text
    if quantity.shape == "point":
        return _number(write_number(quantity.low))
    return f"{write_number(quantity.low)} to {write_number(quantity.high)}"


def shown_number(value: Any) -> str:
    """A number of the file in one line, as `typed` reads it, where it is no list of values.

    >>> shown_number("-6 to -2"), shown_number({"low": 2, "mode": 4, "high": 9}), shown_number({"values": [3, 5]})
    ('-6 to -2', '2 to 9, likeliest 4', '3 or 5')
    """
    if not isinstance(value, Mapping):
        return str(value)
    if "values" in value:
        return " or ".join(map(str, value["values"]))
    ends = f"{value['low']} to {value['high']}"
    return f"{ends}, {LIKELIEST} {value['mode']}" if "mode" in value else ends


def unit_written(path: str, quantity: Quantity) -> tuple[str, float]:
    """What a number is counted in where it is written, and how many of it make one of the model's.

    >>> unit_written("steps.fuel.takes", Quantity.between(0.25, 0.75))
    ('months', 12.0)
    """
    key = key_of(path)
    if key in _POINTS:
        return "", 1.0
    if key in _CHANCES:
        return "%", 100.0
    if quantity.never:
        return "years", 1.0
    last = write_duration(Quantity.point(quantity.high)).split()[-1].removesuffix("s")
    unit = last if last in PER_YEAR else "month"
    return f"{unit}s", PER_YEAR[unit]


# ------------------------------------------------------------------------------------------------------ put into a case


def with_numbers(case: Case, numbers: Mapping[str, Quantity]) -> Case:
    """The case with other numbers at some paths, which `typed` has read.

    >>> from standoff import example
    >>> with_numbers(example(), {"parties.beta.horizon": Quantity.point(2)}).parties["beta"].horizon.median
    2.0
    """
    for path, quantity in numbers.items():
        kind, name, *rest = path.split(".")
        there: Mapping[str, Any] = getattr(case, kind)
        if kind == "sincerity":
            case = case.model_copy(update={kind: {**there, name: quantity}})
            continue
        changed = {
            key: _put(claim, rest, quantity) if key == name or _is_part(claim, name) else claim
            for key, claim in there.items()
        }
        case = case.model_copy(update={kind: changed})
    return case


def _is_part(claim: Any, whole: str) -> bool:
    return isinstance(claim, Part) and claim.whole == whole


def _put(claim: Any, keys: Sequence[str], quantity: Quantity) -> Any:
    """A part of a case with another number in it."""
    first, *rest = keys
    if first == "worth":
        return claim.model_copy(update={"worth": {**claim.worth, rest[0]: quantity}})
    if first == "successor":
        return claim.model_copy(update={"successor": claim.successor.model_copy(update={"chance": quantity})})
    if first == "seen":
        return claim.model_copy(update={"seen": _seen(claim.seen, rest, quantity)})
    return claim.model_copy(update={first: quantity})


def _seen(there: Quantity | Seen, rest: Sequence[str], quantity: Quantity) -> Quantity | Seen:
    if rest[:1] == ["with"]:
        now = there if isinstance(there, Seen) else Seen(normally=there)
        return now.model_copy(update={"sooner": {**now.sooner, rest[1]: quantity}})
    return there.model_copy(update={"normally": quantity}) if isinstance(there, Seen) else quantity
