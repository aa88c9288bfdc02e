"""How some parties read the order of an agreement: one text may be read in several orders."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from standoff.case.model.claim import Because, Claim
from standoff.case.model.forms import Names, Reference, Text, applies, lists_of_steps, one_or_more
from standoff.case.model.mistake import MistakeError
from standoff.case.model.slips import phases_of

__all__ = ["Reading"]


def _held(value: Any) -> Any:
    if isinstance(value, (list, tuple)) and not value:
        raise MistakeError("nobody holds this reading", "name who reads it so, like `held_by: [alpha]`")
    return value


class Reading(Claim):
    """In which order some parties read the steps of an agreement; what they leave out they do not think agreed."""

    title: Text = Field(
        default="", description="What the reading is called in the brief.", examples=["As Alpha reads it"]
    )
    held_by: Annotated[Names, one_or_more, BeforeValidator(lambda value: applies(_held, value))] = Field(
        description="The parties who read it so; each holds one reading at most.", examples=[["alpha"]]
    )
    phases: Annotated[tuple[Annotated[Names, Field(min_length=1)], ...], lists_of_steps] = Field(
        default=(),
        min_length=1,
        description="The order that they read: lists of steps, the first phase first.",
        examples=[[["lift_ban"], ["open_harbour"]]],
    )
    plan: Reference = Field(
        default="", description="Instead of phases: a plan of the case that has them.", examples=["alpha_first"]
    )
    because: Because = ()

    @model_validator(mode="before")
    @classmethod
    def _not_a_list(cls, data: Any) -> Any:
        return applies(_keys, data)

    @model_validator(mode="after")
    def _one_order(self) -> Self:
        applies(_order, self)
        return self


def _keys(data: Any) -> Any:
    """Refuse phases, or the name of a plan, without who reads them so."""
    if isinstance(data, (list, tuple)):
        written = f"phases: {phases_of(data)}" if phases_of(data) else "phases: [[a], [b]]"
        hint = f"write `{{held_by: [PARTY], {written}}}`, with who reads it so for PARTY"
        raise MistakeError("keys with values belong here, not a list", hint)
    if isinstance(data, str):
        hint = f"write `{{held_by: [PARTY], plan: {data}}}`, with who reads it so for PARTY"
        raise MistakeError("keys with values belong here, not text", hint)
    return data


def _order(reading: Reading) -> None:
    """Refuse a reading with two orders, or with none."""
    if bool(reading.phases) == bool(reading.plan):
        wrong = "two orders, `phases` and `plan`" if reading.plan else "no order"
        raise MistakeError(
            f"this reading has {wrong}", "write either `phases:` with the steps, or `plan:` and a plan that has them"
        )
