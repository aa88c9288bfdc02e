"""What all parts of a case share: they are refused with keys that they do not know, and rest on evidence."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from standoff.case.model.evidence import Evidence, listed_evidence

__all__ = ["Because", "Claim"]

Because = Annotated[
    tuple[Evidence, ...],
    listed_evidence,
    Field(description="Evidence: from a source, or a judgement that says so."),
]


class Claim(BaseModel):
    """What all parts of a case share: they cannot be changed, and they refuse keys that they do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
