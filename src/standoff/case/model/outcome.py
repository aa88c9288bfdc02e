"""What became of an agreement: the file `outcome.yaml` beside a case of the past, which no question reads."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import Field, WithJsonSchema, model_validator

from standoff.case.model.claim import Because, Claim
from standoff.case.model.forms import Day, DayOrNone, Flag, Format, Names, Text, applies, leaf, one_or_more
from standoff.case.model.mistake import MistakeError, shown

__all__ = ["LEVELS", "FirstRun", "Outcome", "StepOutcome"]

LEVELS = ("not begun", "begun", "largely done", "done")
"""What the levels 0 to 3 mean, as the Peace Accords Matrix counts them."""


def _level(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < len(LEVELS):
        meaning = ", ".join(f"{n} {said}" for n, said in enumerate(LEVELS))
        raise MistakeError(f"{shown(value)} is not a level from 0 to 3", f"write how far it came: {meaning}")
    return value


def _phase(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise MistakeError(f"{shown(value)} is not a phase", "write its number, from 1; after completion one more")
    return value


def _digest(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch("[0-9a-f]{64}", value):
        raise MistakeError(
            f"{shown(value)} is not a SHA-256 in 64 small hexadecimal digits", "`standoff casebook --record` writes it"
        )
    return value


class StepOutcome(Claim):
    """How far a step came, and from when until when it was in force."""

    level: Annotated[int, leaf(_level), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 3})] = Field(
        description="How far it came: 0 not begun, 1 begun, 2 largely done, 3 done.", examples=[3]
    )
    begun: DayOrNone = Field(
        default=None, alias="from", description="The day on which it began.", examples=["2014-01-20"]
    )
    until: DayOrNone = Field(default=None, description="The day on which it ended, if it did.", examples=["2018-05-08"])


class FirstRun(Claim):
    """When the case was first run for the casebook, and what it was then: a case edited later is marked."""

    on: Day = Field(description="The day of the first run.", examples=["2026-11-30"])
    sha256: Annotated[str, leaf(_digest), WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"})] = Field(
        description="The SHA-256 of case.yaml on that day.", examples=["0" * 64]
    )


class Outcome(Claim):
    """What became of the plan of a case that was agreed."""

    format: Format = Field(description="The version of the format.", examples=[1])
    plan: Text = Field(min_length=1, description="The plan of the case that was agreed.", examples=["as_agreed"])
    held: Flag = Field(description="Whether it held, up to the day under `until`.", examples=[False])
    until: Day = Field(
        description="The day on which it broke, or up to which it is known to have held.", examples=["2018-05-08"]
    )
    broken_by: Annotated[Names, one_or_more] = Field(
        default=(), description="Who broke it; none if it held.", examples=[["alpha"]]
    )
    phase: Annotated[int | None, leaf(_phase), WithJsonSchema({"type": "integer", "minimum": 1})] = Field(
        default=None,
        description="The phase in which it broke, or that it reached; one more than the plan has: after all was done.",
        examples=[2],
    )
    how: Text = Field(default="", description="What happened, in a sentence or two.", examples=["The oil stopped."])
    steps: dict[str, StepOutcome] = Field(
        default={},
        description="Per step, how far it came and when.",
        examples=[{"open_harbour": {"level": 3, "from": "2026-12-01"}}],
    )
    because: Because = ()
    first_run: FirstRun | None = Field(
        default=None,
        description="The case as it was first run for the casebook, so that later edits show.",
        examples=[{"on": "2026-11-30", "sha256": "0" * 64}],
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        applies(_consistent, self)
        return self


def _consistent(outcome: Outcome) -> None:
    if outcome.held and outcome.broken_by:
        raise MistakeError(
            "this says that it held and that somebody broke it", "leave `broken_by` out, or `held: false`"
        )
    missing = [key for key in ("broken_by", "phase") if not getattr(outcome, key)]
    if not outcome.held and missing:
        raise MistakeError(
            f"this broke, and `{missing[0]}` does not say {'who broke it' if missing[0] == 'broken_by' else 'when'}",
            f"add `{missing[0]}`",
        )
