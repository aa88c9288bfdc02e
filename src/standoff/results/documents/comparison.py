"""The document of question 6 for two cases: what they differ in, and what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.comparison import (
    Averaged,
    Compared,
    Comparison,
    Difference,
    LeftOut,
    SideOfComparison,
)
from standoff.results.records.limits import Count

__all__ = ["CompareDocument", "compare_document"]


@dataclass(frozen=True, kw_only=True)
class CompareDocument(CaseDocument):
    """The document of `compare`; its head is about the first case."""

    command: Literal["compare"] = "compare"
    a: SideOfComparison
    b: SideOfComparison
    talk: str
    beside: str
    plans: tuple[Compared, ...]
    differences: tuple[Difference, ...]
    left_out: tuple[LeftOut, ...]
    average: Averaged | None
    written: str | None
    unassessed: str
    notes: tuple[str, ...]
    draws: Count
    seed: Count
    note: str
    ordered: tuple[str, ...]


def compare_document(found: Comparison, written: str | None = None) -> CompareDocument:
    """The document of `compare`. written: the folder of the case between the two, if it was written."""
    return CompareDocument(
        case=Dated(found.a.title, found.a.as_of),
        a=found.a,
        b=found.b,
        talk=found.talk,
        beside=found.beside,
        plans=found.plans,
        differences=found.differences,
        left_out=found.left_out,
        average=found.average,
        written=written,
        unassessed=found.unassessed,
        notes=found.notes,
        draws=found.made.draws or 0,
        seed=found.made.seed or 0,
        note=found.made.method,
        ordered=found.made.ordered,
    )
