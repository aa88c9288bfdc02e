"""The document of the casebook: agreements of the past, what was said of them, and how often that was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from standoff.results.documents.document import AnyCase, Document
from standoff.results.records.casebook import Agreement, Casebook, Flagged, Score
from standoff.results.records.limits import Count
from standoff.results.sentences.casebook import what_it_says

__all__ = ["CasebookDocument", "casebook_document"]


@dataclass(frozen=True, kw_only=True)
class CasebookDocument(Document):
    """The document of `casebook`; the title and the date of its head are null, as there are several cases.

    `says`: what the scores come to, in sentences. `recorded`: the cases whose first run was written down just now.
    """

    command: Literal["casebook"] = "casebook"
    case: AnyCase
    agreements: tuple[Agreement, ...]
    scores: tuple[Score, ...]
    flagged: tuple[Flagged, ...]
    says: tuple[str, ...]
    recorded: tuple[str, ...]
    draws: Count
    seed: Count


def casebook_document(book: Casebook, recorded: Sequence[str] = ()) -> CasebookDocument:
    """The document of `casebook`."""
    return CasebookDocument(
        case=AnyCase(),
        agreements=book.agreements,
        scores=book.scores,
        flagged=book.flagged,
        says=what_it_says(book),
        recorded=tuple(recorded),
        draws=cast(int, book.made.draws),  # a casebook has both
        seed=cast(int, book.made.seed),
    )
