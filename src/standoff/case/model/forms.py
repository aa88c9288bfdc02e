"""How single values are written in a case (names, durations, ranges, dates, rules), read and refused in one way."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, InstanceOf, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from standoff.case.model.durations import read_duration
from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.rules import WORDS, Rule, parse
from standoff.case.model.slips import date_meant, flow, name_meant, parted, phases_of
from standoff.case.model.spreads import NAMED, is_spread, read_spread
from standoff.case.model.values import CHANCE, LEVEL, NUMBER, Quantity, read_chance, read_level, read_share, read_worth

NAME = r"[a-z][a-z0-9_]{0,59}"
"""Names of parties, steps and choices, which share one name space; rules are made of them."""

LABEL = r"[a-z][a-z0-9_-]{0,59}"
"""Names of deals, plans and `together` entries, which no rule mentions."""

NOTHING = "nothing"
"""The word that stands for zero in an order of steps."""

RESERVED = (*WORDS, "true", "false", "null")
"""Words that cannot be names: those of the rule grammar, and those that YAML reads as something else."""

T = TypeVar("T")


def applies(reader: Callable[[Any], T], value: Any) -> T:
    """Read a value, telling pydantic of a mistake in the one way that we translate."""
    try:
        return reader(value)
    except MistakeError as mistake:
        raise PydanticCustomError(
            "mistake", "{message}", {"message": mistake.message, "hint": mistake.hint, "offset": mistake.offset}
        ) from None


def leaf(reader: Callable[[Any], Any]) -> BeforeValidator:
    """The validator of a single value: empty ones are refused, the others are read."""
    return BeforeValidator(lambda value: applies(lambda v: reader(given(v)), value))


def given(value: Any) -> Any:
    """The value, if there is one."""
    if value is None:
        raise MistakeError("nothing is written here", "write a value, or leave the key out")
    return value


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise MistakeError("this must be text", "put it in quotation marks")
    return getattr(value, "raw", str(value))


SHORTEST = 24
"""The most characters of a step's short name, which tables and figures have room for."""


def _short(value: object) -> str:
    text = _text(value)
    if len(text) > SHORTEST:
        raise MistakeError(
            f"a short name has at most {SHORTEST} characters, and this one has {len(text)}", "shorten it"
        )
    return text


def _reference(value: object) -> str:
    if not isinstance(value, str):
        raise MistakeError(
            f"{shown(value)} is not a name" if not isinstance(value, (list, dict)) else "this is not a name",
            "write the name of one thing here",
        )
    return value


LONGEST_ALIAS = 80
"""A longer text is no name that anything is called by."""


def _alias(value: object) -> str:
    text = " ".join(_text(value).split())
    stem = text.removesuffix("*")
    if not any(letter.isalnum() for letter in stem):
        raise MistakeError("this names nothing: there is no letter in it", "write a word, or leave it out")
    if "*" in stem or (stem != text and not stem[-1:].isalnum()):
        raise MistakeError(
            f"{shown(text)} has a `*` elsewhere than at the end of a word",
            "`*` stands at the end alone, like `harbour open*`: whatever begins so",
        )
    if len(text) > LONGEST_ALIAS:
        raise MistakeError(
            f"this has {len(text)} characters, and the limit is {LONGEST_ALIAS}", "write the words that sources use"
        )
    return text


Text = Annotated[str, leaf(_text), WithJsonSchema({"type": ["string", "number"]})]
Short = Annotated[str, leaf(_short), WithJsonSchema({"type": ["string", "number"], "maxLength": SHORTEST})]
Reference = Annotated[str, leaf(_reference)]
Names = tuple[Reference, ...]
Texts = tuple[Text, ...]
NamesOrNone = Annotated[
    tuple[Reference, ...] | None,
    WithJsonSchema({"type": "array", "items": {"type": "string"}}),
]
"""Names in a list that may be left out, which is not the same as an empty one."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


one_or_more = BeforeValidator(_listed)
"""Accepts one name where a list of names may stand."""

Aliases = Annotated[
    tuple[Annotated[str, leaf(_alias), WithJsonSchema({"type": "string", "maxLength": LONGEST_ALIAS})], ...],
    one_or_more,
]


def _spread(one: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of the keys that say what is believed of a number, each written like `one`."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "low": one,
            "mode": one,
            "high": one,
            "shape": {"enum": list(NAMED)},
            "values": {"type": "array", "minItems": 1, "items": one},
            "chances": {"type": "array", "minItems": 1, "items": _SHARE},
        },
    }


_SHARE = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": rf"^ *{NUMBER} *%? *$"},
    ]
}
_DURATION_TEXT = rf"{NUMBER}( *(day|week|month|year)s?)?"
_LASTING = {"type": "string", "pattern": rf"^ *{_DURATION_TEXT}( +to +{_DURATION_TEXT})? *$"}
_DURATION = {"anyOf": [{"const": 0}, _LASTING, _spread({"anyOf": [{"const": 0}, _LASTING]})]}
_DURATION_OR_NEVER = {"anyOf": [*_DURATION["anyOf"], {"const": "never"}]}
_HORIZON = {"anyOf": [_LASTING, _spread(_LASTING)]}
_AGE = {"type": "string", "pattern": rf"^ *({_DURATION_TEXT}|never) *$"}
_NUMBER_OR_RANGE = {"type": "string", "pattern": rf"^ *{NUMBER}( +to +{NUMBER})? *$"}
_ANY_NUMBER, _NO_LESS_THAN_0 = {"type": "number"}, {"type": "number", "minimum": 0}
_WORTH = {"anyOf": [_ANY_NUMBER, _NUMBER_OR_RANGE, _spread({"anyOf": [_ANY_NUMBER, _NUMBER_OR_RANGE]})]}
_COST = {"anyOf": [_NO_LESS_THAN_0, _NUMBER_OR_RANGE, _spread({"anyOf": [_NO_LESS_THAN_0, _NUMBER_OR_RANGE]})]}
_A_CHANCE = [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": f"^ *({CHANCE}) *$"}]
_CHANCE = {"anyOf": [*_A_CHANCE, _spread({"anyOf": _A_CHANCE})]}
_LEVEL = {
    "anyOf": [
        {"type": "number", "minimum": 0.01, "maximum": 0.999},
        {"type": "string", "pattern": rf"^ *{NUMBER} *% *$"},
    ]
}
_CORRELATION = {"type": "number", "minimum": -1, "maximum": 1}
_MOST_PHASES = 1000
"""More phases than any deal has steps."""

_DATE = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _level(info: ValidationInfo) -> float:
    return float((info.context or {}).get("level", LEVEL))


def quantity(value: Any, reader: Callable[[object, float], Quantity], level: float) -> Quantity:
    """A quantity from its text, or from keys that say what is believed of it."""
    if is_spread(given(value)):
        return read_spread(value, lambda part: reader(part, level), level)
    return reader(value, level)


def _ranged(reader: Callable[[object, float], Quantity]) -> BeforeValidator:
    """A quantity, whose ranges hold as much as the case says."""
    return BeforeValidator(lambda value, info: applies(lambda v: quantity(v, reader, _level(info)), value))


def _horizon(value: object, level: float) -> Quantity:
    horizon = read_duration(value, level)
    if horizon.low <= 0:
        raise MistakeError(
            "a horizon must be longer than 0", "write how far ahead the party looks, like `2 to 6 years`"
        )
    return horizon


def _age(value: object) -> Quantity:
    age = read_duration(value, never=True)
    if age.shape != "point" or age.low <= 0:
        raise MistakeError("this is one age, longer than 0", "write, for example, `2 years`, or `never`")
    return age


def _cost(value: object, level: float) -> Quantity:
    cost = read_worth(value, level)
    if cost.low < 0:
        raise MistakeError(
            "a walk-out cost cannot be negative", "write what is lost when caught in a breach, as 0 or more"
        )
    return cost


def _format(value: object) -> int:
    if value != 1 or isinstance(value, bool):
        raise MistakeError(f"{shown(value)} is not a format that this version reads", "write `format: 1`")
    return 1


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    hint = "write year-month-day, like `2026-11-02`"
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise MistakeError(f"{shown(value)} is not a date", date_meant(getattr(value, "raw", str(value))) or hint)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise MistakeError(f"{shown(value)} is not a day of the calendar", hint) from None


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise MistakeError(f"{shown(value)} is not a whole number above 0", "write, for example, `4`")
    return int(min(value, _MOST_PHASES))


MOST_PARTS = 24
"""More instalments than that are a stream, which one step that can be undone stands for."""


def _parts(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 2 <= value <= MOST_PARTS:
        raise MistakeError(
            f"{shown(value)} is not a number of parts",
            f"write a whole number from 2 to {MOST_PARTS}, or leave the key out where the step is one",
        )
    return value


_LOOKS_LIKE_A_DATE = re.compile(r"\s*[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}\s*")


def _until(value: object, level: float) -> Quantity | date:
    """A time from when something is in force until it ends, or the day on which it ends."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _LOOKS_LIKE_A_DATE.fullmatch(value):
        return _date(value)
    lasting = quantity(value, lambda part, at: read_duration(part, at, never=True), level)
    if lasting.low <= 0:
        raise MistakeError(
            "what ends as soon as it is in force is no step",
            "write how long it lasts, like `10 years`, or the day on which it ends",
        )
    return lasting


def _correlation(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -1 <= value <= 1:
        raise MistakeError(f"{shown(value)} is not a correlation", "write a number from -1 to 1, like `0.6`")
    return float(value)


_FLAGS = {
    **dict.fromkeys(("yes", "y", "on", "1", "x"), "true"),
    **dict.fromkeys(("no", "n", "off", "0", "none", "-"), "false"),
}
"""Words that other formats have for `true` and `false`."""


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        meant = _FLAGS.get(getattr(value, "raw", str(value)).lower())
        hint = f"write `{meant}`" if meant else "write `true` or `false`"
        raise MistakeError(f"{shown(value)} is neither `true` nor `false`", hint)
    return value


def _rule(value: object) -> Rule:
    if isinstance(value, Rule):
        return value
    if not isinstance(value, str):
        raise MistakeError("this is not a rule", "write a rule as text, like `inspectors if open_harbour`")
    return parse(value)


def _ends(value: object) -> str:
    if value not in ("any", "all"):
        raise MistakeError(
            f"{shown(value)} is not one of `any` and `all`", "`any` owner can end it, or only `all` together"
        )
    return str(value)


def _named(pattern: str, kind: str) -> Callable[[object], str]:
    def reader(value: object) -> str:
        if value in RESERVED:
            raise MistakeError(
                f"{shown(value)} is a reserved word and cannot be a name",
                f"reserved: {', '.join(RESERVED)}; choose another name",
            )
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            meant = name_meant(str(value), pattern)
            hint = f"write `{meant}` here and wherever it is named; {kind}" if meant and meant not in RESERVED else kind
            raise MistakeError(f"{shown(value)} is not a name", hint)
        return value

    return reader


_MOST_VALUED = "write the most valued first, like `[lift_ban, nothing, open_harbour]`"


def _order(value: object) -> object:
    if not isinstance(value, (list, tuple)) or not value:
        what = "this list is empty" if isinstance(value, (list, tuple)) else "this is not an order of steps"
        written = flow(parted(value)) if isinstance(value, str) else ""
        hint = f"write `{written}`, the most valued first" if written else _MOST_VALUED
        raise MistakeError(what, hint)
    return value


def _ranked(value: object) -> tuple[str, ...]:
    """An entry of an order: a step, or a list of steps between which nothing is known."""
    if isinstance(value, (list, tuple)):
        if not value:
            raise MistakeError("this list is empty", "name the steps that are not ordered among themselves")
        return tuple(_reference(given(name)) for name in value)
    return (_reference(value),)


def _phases(value: object) -> object:
    """Phases, each of which must be a list even where it holds a single step."""
    if isinstance(value, (str, dict)) or (isinstance(value, (list, tuple)) and any(isinstance(p, str) for p in value)):
        lists = phases_of(value)
        hint = f"write `{lists}`, with a list for each phase" if lists else "put each phase in `[` and `]`"
        raise MistakeError("phases are a list of lists of steps, and this is not", hint)
    return value


def _states(value: object) -> object:
    """The lists that stand for states as sets, each step named once."""
    if isinstance(value, (list, tuple)):
        twice = next((name for i, name in enumerate(value) if name in value[:i]), None)
        if twice is not None:
            raise MistakeError(f"{shown(twice)} is named twice in this state", "a state is a list of steps, each once")
    return value


lists_of_steps = BeforeValidator(lambda value: applies(_phases, value))
"""Refuses phases that are no lists once, for all of them."""

Name = Annotated[str, leaf(_named(NAME, "a name is a small letter, then at most 59 small letters, digits or `_`"))]
Label = Annotated[
    str, leaf(_named(LABEL, "a name is a small letter, then at most 59 small letters, digits, `_` or `-`"))
]
Duration = Annotated[InstanceOf[Quantity], _ranged(read_duration), WithJsonSchema(_DURATION)]
OrNever = Annotated[
    InstanceOf[Quantity],
    _ranged(lambda v, level: read_duration(v, level, never=True)),
    WithJsonSchema(_DURATION_OR_NEVER),
]
HorizonOrNone = Annotated[InstanceOf[Quantity] | None, _ranged(_horizon), WithJsonSchema(_HORIZON)]
AgeOrNone = Annotated[InstanceOf[Quantity] | None, leaf(_age), WithJsonSchema(_AGE)]
Worth = Annotated[InstanceOf[Quantity], _ranged(read_worth), WithJsonSchema(_WORTH)]
Cost = Annotated[InstanceOf[Quantity], _ranged(_cost), WithJsonSchema(_COST)]
Chance = Annotated[InstanceOf[Quantity], _ranged(read_chance), WithJsonSchema(_CHANCE)]
Flag = Annotated[bool, leaf(_flag)]
Level = Annotated[float, leaf(read_level), WithJsonSchema(_LEVEL)]
Format = Annotated[int, leaf(_format), WithJsonSchema({"const": 1})]
Ends = Annotated[Literal["any", "all"], leaf(_ends)]
Day = Annotated[date, leaf(_date), WithJsonSchema(_DATE)]
DayOrNone = Annotated[date | None, leaf(_date), WithJsonSchema(_DATE)]
UntilOrNone = Annotated[
    InstanceOf[Quantity] | date | None,
    BeforeValidator(lambda value, info: applies(lambda v: _until(given(v), _level(info)), value)),
    WithJsonSchema({"anyOf": [_DATE, *_DURATION_OR_NEVER["anyOf"]]}),
]
PartsOrNone = Annotated[
    int | None, leaf(_parts), WithJsonSchema({"type": "integer", "minimum": 2, "maximum": MOST_PARTS})
]
CountOrNone = Annotated[int | None, leaf(_count), WithJsonSchema({"type": "integer", "minimum": 1})]
Share = Annotated[float, leaf(read_share), WithJsonSchema(_SHARE)]
Correlation = Annotated[float, leaf(_correlation), WithJsonSchema(_CORRELATION)]
CorrelationOrNone = Annotated[float | None, leaf(_correlation), WithJsonSchema(_CORRELATION)]
RuleText = Annotated[InstanceOf[Rule], leaf(_rule), WithJsonSchema({"type": "string"})]
_RANKED = {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}]}
Ranked = Annotated[tuple[str, ...], leaf(_ranked), WithJsonSchema(_RANKED)]
RankedSteps = Annotated[
    tuple[Ranked, ...],
    BeforeValidator(lambda value: applies(lambda v: _order(given(v)), value)),
    WithJsonSchema({"type": "array", "minItems": 1, "items": _RANKED}),
]
ListedState = Annotated[
    frozenset[str],
    BeforeValidator(lambda value: applies(_states, value)),
    WithJsonSchema({"type": "array", "items": {"type": "string"}}),
]
