"""The model of a view in a file of its own: what somebody takes to be otherwise than the case says."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from standoff.case.model.claim import Claim
from standoff.case.model.evidence import Evidence, listed_evidence
from standoff.case.model.forms import DayOrNone, RuleText, Text, one_or_more
from standoff.case.model.model import Change

__all__ = ["ViewFile"]


class ViewFile(Claim):
    """How somebody sees a case: what is put over it before it is asked anything."""

    title: Text = Field(default="", description="What the view is called.", examples=["The case as Seoul sees it"])
    by: Annotated[tuple[Text, ...], one_or_more] = Field(
        default=(), description="Whose view it is.", examples=["J. Park"]
    )
    as_of: DayOrNone = Field(
        default=None,
        description="An earlier day: the history is replayed to it before the view is put over.",
        examples=["2026-03-12"],
    )
    sees: dict[str, Any] = Field(
        default={},
        description="Paths in the case, and what they hold in this view.",
        examples=[{"parties.beta.horizon": "2 years"}],
    )
    now: Change = Field(default=Change(), description="How the steps in force differ in this view.")
    rules: tuple[RuleText, ...] = Field(
        default=(), description="What holds in this view on top of the rules.", examples=[["not blockade"]]
    )
    because: Annotated[
        tuple[Evidence, ...],
        listed_evidence,
        Field(description="Evidence; `for` names paths of `sees`, `now` or `rules`."),
    ] = ()
