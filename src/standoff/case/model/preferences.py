"""Orders of states: how a case says what a party prefers, how strongly, and what is not known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, WithJsonSchema, model_validator

from standoff.case.model.forms import ListedState, RuleText, applies, given, leaf
from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.slips import flow, parted
from standoff.case.model.values import read_worth

__all__ = [
    "MOST_READINGS",
    "ORDER_SCHEMA",
    "Points",
    "Preference",
    "Ranking",
    "Readings",
    "StateOrder",
    "Statements",
    "first_reading",
    "read_preference",
]

MOST_READINGS = 16
"""What a party's order may be: more than anyone can tell apart."""


def _points(value: object) -> float:
    hint = "write how many of its points are much to the party, for example `much: 3`"
    try:
        points = read_worth(value)
    except MistakeError as mistake:
        raise MistakeError(mistake.message, hint) from None
    if points.shape != "point" or points.low <= 0:
        raise MistakeError(f"{shown(value)} is not a number of points above 0", hint)
    return points.low


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise MistakeError(f"{shown(value)} is not a whole number above 0", "write, for example, `much: 1`")
    return int(value)


_WHOLE = {"type": "integer", "minimum": 1}


class StateOrder(BaseModel):
    """What all orders of states share: they cannot be changed, and they refuse keys that they do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Statements(StateOrder):
    """An order as statements, the most important first (lexicographic)."""

    statements: tuple[RuleText, ...] = Field(
        min_length=1, description="The most important first.", examples=[["not blockade", "fuel if inspectors"]]
    )
    much: Annotated[int, leaf(_whole), WithJsonSchema(_WHOLE)] = Field(
        default=0,
        description="How many of the leading statements matter much: where one of them decides, it does so strongly.",
        examples=[1],
    )

    @model_validator(mode="after")
    def _no_more_than_there_are(self) -> Self:
        applies(_leading, self)
        return self


def _leading(order: Statements) -> None:
    if order.much > len(order.statements):
        raise MistakeError(
            f"`much` is {order.much}, more than there are statements ({len(order.statements)})",
            "write how many of the first statements matter much",
        )


class Ranking(StateOrder):
    """An order as levels, the best first; states that are not listed tie at the bottom."""

    levels: tuple[tuple[ListedState, ...], ...] = Field(
        alias="ranking",
        min_length=1,
        description="Best level first; a level is a list of states, a state a list of steps.",
        examples=[[[["open_harbour"]], [[], ["blockade"]]]],
    )
    much: tuple[Annotated[int, leaf(_whole), WithJsonSchema(_WHOLE)], ...] = Field(
        default=(),
        description="After which levels a wide gap comes: what is above it is strongly preferred to what is below.",
        examples=[[1]],
    )

    @model_validator(mode="before")
    @classmethod
    def _one_gap_is_a_list(cls, data: Any) -> Any:
        much = data.get("much") if isinstance(data, Mapping) else None
        return {**data, "much": [much]} if isinstance(much, int) and not isinstance(much, bool) else data

    @model_validator(mode="after")
    def _gaps_are_within(self) -> Self:
        applies(_gaps, self)
        return self


def _gaps(order: Ranking) -> None:
    beyond = [gap for gap in order.much if gap > len(order.levels)]
    if beyond:
        raise MistakeError(
            f"`much` names level {beyond[0]}, and the ranking ends with level {len(order.levels)}",
            "write after which levels the wide gaps come, like `much: [1]`",
        )
    if list(order.much) != sorted(set(order.much)):
        raise MistakeError("the levels under `much` are not in order, or one is named twice", "write each once")


class Points(StateOrder):
    """The order of the party's worths, with the difference in points from which on a preference is strong."""

    much: Annotated[float, leaf(_points), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})] = Field(
        description="A difference of so many of the party's points, or more, is a strong preference.", examples=[3]
    )


_STATES = {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
_LIST = {"type": "array", "items": {"type": "string"}, "minItems": 1}


def _form(*optional: str, **keys: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of one form of an order."""
    required = [key for key in keys if key not in optional]
    return {"type": "object", "required": required, "additionalProperties": False, "properties": keys}


_LEVELS = {
    "type": "array",
    "minItems": 1,
    "title": "Ranking",
    "description": "Best level first; a level is a list of states.",
    "items": _STATES,
}
_GAPS = {
    "description": "After which levels a wide gap comes.",
    "anyOf": [_WHOLE, {"type": "array", "items": _WHOLE}],
}
_READING = {"anyOf": [_LIST, _form(ranking=_LEVELS), _form(statements=_LIST)]}
_EITHER = {
    "type": "array",
    "minItems": 2,
    "maxItems": MOST_READINGS,
    "description": "What the order may be: where these differ on two states, the preference is unknown.",
    "items": _READING,
}
_LEADING = {"description": "How many of the leading statements matter much.", **_WHOLE}
_DIFFERENCE = {"description": "A difference of so many points, or more, is strong.", "type": "number"}

ORDER_SCHEMA: dict[str, Any] = {
    "anyOf": [
        _LIST,
        _form("much", ranking=_LEVELS, much=_GAPS),
        _form("much", statements=_LIST, much=_LEADING),
        _form(much={**_DIFFERENCE, "exclusiveMinimum": 0}),
        _form(either=_EITHER),
    ]
}
"""The forms of an order as they are written, for editors."""

OrderReading: TypeAlias = Annotated[
    InstanceOf[Statements] | InstanceOf[Ranking],
    BeforeValidator(lambda value: applies(lambda v: _reading(given(v)), value)),
    WithJsonSchema(_READING),
]


class Readings(StateOrder):
    """What a party's order may be: where the readings differ on two states, its preference is unknown."""

    either: tuple[OrderReading, ...] = Field(
        min_length=2,
        max_length=MOST_READINGS,
        description="What the order may be: two or more orders, the first of which is used where one is needed.",
        examples=[[["fuel"], ["not fuel"]]],
    )


Preference: TypeAlias = Statements | Ranking | Points | Readings

_FORMS: Mapping[str, type[Statements | Ranking | Points | Readings]] = {
    "statements": Statements,
    "either": Readings,
    "ranking": Ranking,
    "much": Points,
}
"""The key by which each form that has keys is told."""


def read_preference(value: object) -> Preference:
    """An order from what is written; MistakeError or ValidationError where it cannot be read.

    >>> read_preference(["not blockade"]).much, read_preference({"much": 3}).much
    (0, 3.0)
    """
    if isinstance(value, StateOrder):
        return value  # type: ignore[return-value]
    if isinstance(value, (list, tuple)):
        return Statements.model_validate({"statements": value})
    if isinstance(value, Mapping):
        named = [key for key in _FORMS if key in value and not (key == "much" and "either" not in value)]
        if len(named) > 1:
            raise MistakeError(f"an order cannot have both `{named[0]}` and `{named[1]}`", "keep one of the two")
        form = next((form for key, form in _FORMS.items() if key in value), Ranking)
        return form.model_validate(value)
    listed = flow(parted(value, "[,;>]")) if isinstance(value, str) else ""
    raise MistakeError(
        "this is neither a list of statements nor a ranking",
        f"write `{listed}`, the most important first"
        if listed
        else "write `[not blockade, fuel if inspectors]` or `{ranking: [[[open_harbour]], [[]]]}`",
    )


def first_reading(preference: Preference) -> Statements | Ranking | Points:
    """The order itself or, of several readings, the first: what is used where one order is needed."""
    return preference.either[0] if isinstance(preference, Readings) else preference


def _reading(value: object) -> Statements | Ranking:
    order = read_preference(value)
    if not isinstance(order, (Statements, Ranking)) or order.much:
        raise MistakeError(
            "only a list of statements or a ranking can be a reading",
            "write, for example, `either: [[fuel], [not fuel]]`",
        )
    return order
