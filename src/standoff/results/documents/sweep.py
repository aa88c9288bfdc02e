"""The document of a sweep: plans of many cases over a grid of their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from standoff.results.documents.document import AnyCase, Document
from standoff.results.records.limits import Count
from standoff.results.records.sweep import Axis, Swept, SweptCase, Tally

__all__ = ["SweepDocument", "sweep_document"]


@dataclass(frozen=True, kw_only=True)
class SweepDocument(Document):
    """The document of `sweep`; the title and the date of its head are null, as there may be several cases."""

    command: Literal["sweep"] = "sweep"
    case: AnyCase
    path: str
    parts: str | None
    rows: Count
    done: Count
    resumed: Count
    partial: bool
    cases: tuple[SweptCase, ...]
    grid: tuple[Axis, ...]
    verdicts: tuple[Tally, ...]
    draws: Count
    seed: Count
    note: str


def sweep_document(found: Swept) -> SweepDocument:
    """The document of `sweep`."""
    return SweepDocument(
        case=AnyCase(),
        path=found.path,
        parts=found.parts,
        rows=found.rows,
        done=found.done,
        resumed=found.resumed,
        partial=found.partial,
        cases=found.cases,
        grid=found.grid,
        verdicts=found.verdicts,
        draws=cast(int, found.made.draws),  # a sweep has both
        seed=cast(int, found.made.seed),
        note=found.made.method,
    )
