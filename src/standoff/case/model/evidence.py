"""Evidence: what a claim rests on, a source or a judgement that says whose it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from standoff.case.model.forms import AgeOrNone, Flag, Names, Text, applies, leaf, one_or_more
from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.slips import quoted

__all__ = ["ONLY_SOURCE", "Evidence", "listed_evidence"]


def _one_of(*words: str) -> Callable[[object], str]:
    def reader(value: object) -> str:
        if value not in words:
            raise MistakeError(
                f"{shown(value)} is none of {', '.join(f'`{word}`' for word in words)}", "say which of them it supports"
            )
        return str(value)

    return reader


def _grade(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(GRADE, value):
        raise MistakeError(
            f"{shown(value)} is not a grade",
            "write how reliable the source is (A to F) and how credible the report (1 to 6), like `B2`",
        )
    return value


def _source_id(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(SOURCE_ID, value):
        raise MistakeError(
            f"{shown(value)} is not the name of a source",
            "write an `id` of sources.json, made of letters, digits, `.`, `_` and `-`",
        )
    return value


SOURCE_ID = r"[A-Za-z0-9][A-Za-z0-9._-]*"
"""Ids of sources, which are also file names: no slashes, so that they cannot lead out of the case folder."""

_LONGEST_ID = 60
"""A longer text is hardly the id of a source."""

GRADE = "[A-F][1-6]"
"""Reliability of a source and credibility of its report, as intelligence services grade them."""

ONLY_SOURCE = ("quote", "prefix", "suffix", "at", "says", "grade", "stale_after")
"""Keys of evidence that only a source can have."""


class Evidence(BaseModel):
    """What a claim rests on: a source (`in`), or a judgement that says whose it is (`judgement`, `by`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Annotated[str, leaf(_source_id), WithJsonSchema({"type": "string", "pattern": f"^{SOURCE_ID}$"})] = Field(
        default="",
        alias="in",
        description="The id of a source in sources.json.",
        examples=["alpha-statement-2026-10-01"],
    )
    quote: Text = Field(default="", description="A few of its words, exactly.", examples=["will not open the harbour"])
    prefix: Text = Field(
        default="",
        description="What stands right before the quote, where it is there twice.",
        examples=["Alpha said it"],
    )
    suffix: Text = Field(
        default="",
        description="What stands right after the quote, where it is there twice.",
        examples=["before winter"],
    )
    at: Text = Field(default="", description="Where in the source.", examples=["table 3"])
    says: Text = Field(default="", description="What it says, in your words.", examples=["port dues per year"])
    judgement: Text = Field(
        default="", description="What is judged, and on what grounds.", examples=["about half of what the ban costs"]
    )
    by: Annotated[tuple[Text, ...], one_or_more] = Field(
        default=(), description="Whose judgement it is.", examples=["AB"]
    )
    targets: Annotated[Names, one_or_more] = Field(
        default=(),
        alias="for",
        description="What it supports, as a path from where it stands; absent: all of it.",
        examples=["worth.alpha"],
    )
    supports: Annotated[Literal["", "sign", "order", "size"], leaf(_one_of("sign", "order", "size"))] = Field(
        default="", description="Whether it supports the sign, the order or the size of a worth.", examples=["sign"]
    )
    grade: Annotated[str, leaf(_grade), WithJsonSchema({"type": "string", "pattern": f"^{GRADE}$"})] = Field(
        default="",
        description="Reliability of the source (A to F) and credibility of the report (1 to 6).",
        examples=["B2"],
    )
    contradicts: Flag = Field(
        default=False, description="It speaks against what it is for: it does not support it.", examples=[True]
    )
    stale_after: AgeOrNone = Field(
        default=None,
        description="How old the source may be on the day of the case; absent: as the case says; `never`: any age.",
        examples=["2 years"],
    )

    @model_validator(mode="before")
    @classmethod
    def _not_text(cls, data: Any) -> Any:
        return applies(_keys, data)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        applies(_form, self)
        return self

    @property
    def judged(self) -> bool:
        """Whether this is a judgement rather than a source."""
        return not self.source

    def paths(self, place: str) -> tuple[str, ...]:
        """The full paths of what it supports, given the path of what it stands under."""
        return tuple(f"{place}.{target}" for target in self.targets) or (place,)


def _keys(data: object) -> object:
    """Refuse text where keys say what kind of evidence it is."""
    if isinstance(data, str):
        hint = f"write `{_judged(data)}`, with whoever judges so for AB"
        source = (
            f"; or `{{in: {data}}}`, if it is the id of a source"
            if len(data) <= _LONGEST_ID and re.fullmatch(SOURCE_ID, data)
            else ""
        )
        raise MistakeError("evidence is a group of keys, and this is text", hint + source)
    return data


def _listed(data: object) -> object:
    """Refuse a single text where a list of evidence belongs."""
    if isinstance(data, str):
        hint = f"write `[{_judged(data)}]`, with whoever judges so for AB"
        raise MistakeError("evidence is a list of groups of keys, and this is text", hint)
    return data


listed_evidence = BeforeValidator(lambda data: applies(_listed, data))
"""Says of evidence given as text how to write it."""


def _judged(text: str) -> str:
    return f"{{judgement: {quoted(text)}, by: AB}}"


def _form(evidence: Evidence) -> None:
    """Refuse what is neither a source nor a judgement, or both."""
    if bool(evidence.source) == bool(evidence.judgement):
        wrong = "both a source and a judgement" if evidence.source else "neither a source nor a judgement"
        raise MistakeError(f"this evidence is {wrong}", "write either `in:` and a source, or `judgement:` and `by:`")
    if evidence.judgement:
        extra = [key for key in ONLY_SOURCE if getattr(evidence, key)]
        if extra:
            raise MistakeError(
                f"`{extra[0]}` belongs to a source, and this is a judgement", "give them as two pieces of evidence"
            )
        if not evidence.by:
            raise MistakeError("this does not say whose judgement it is", "add `by:` and a name or initials")
    for key in ("prefix", "suffix"):
        if getattr(evidence, key) and not evidence.quote:
            raise MistakeError(f"`{key}` stands around a quote, and there is none", f"add `quote:`, or remove `{key}`")
    if evidence.source and evidence.by:
        raise MistakeError("`by` belongs to a judgement, and this is a source", "give them as two pieces of evidence")
