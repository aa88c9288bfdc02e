"""The document of question 6: what changed, at every date of the history?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.history import Moment, Timeline
from standoff.results.records.limits import Count

__all__ = ["TimelineDocument", "timeline_document"]


@dataclass(frozen=True, kw_only=True)
class TimelineDocument(CaseDocument):
    """The document of `timeline`: every date whole, the first one first and the day of the case last."""

    command: Literal["timeline"] = "timeline"
    dated: bool
    unassessed: str
    draws: Count
    judged_on: Count
    seed: Count
    ordered: tuple[str, ...]
    moments: tuple[Moment, ...]


def timeline_document(title: str, as_of: str, found: Timeline) -> TimelineDocument:
    """The document of `timeline`."""
    return TimelineDocument(
        case=Dated(title, as_of),
        dated=found.dated,
        unassessed=found.unassessed,
        draws=found.made.draws or 0,
        judged_on=found.judged_on,
        seed=found.made.seed or 0,
        ordered=found.made.ordered,
        moments=found.moments,
    )
