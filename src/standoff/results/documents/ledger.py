"""The document of what a margin and a trust are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.documents.assessment import RowEntry, row_entry
from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.ledger import Explanation, Failure, Term, Totals
from standoff.results.records.limits import FromOne

__all__ = ["ExplainDocument", "explain_document"]


@dataclass(frozen=True, kw_only=True)
class ExplainDocument(CaseDocument):
    """The document of `explain` about a row."""

    command: Literal["explain"] = "explain"
    plan: str
    keeps: tuple[str, ...]
    phases: tuple[tuple[str, ...], ...]
    phase: FromOne
    party: str
    row: RowEntry
    tempting: Failure | None
    own: Failure | None
    feared: Failure | None
    terms: tuple[Term, ...]
    totals: Totals
    why: str
    ordered: tuple[str, ...]


def explain_document(title: str, as_of: str, found: Explanation) -> ExplainDocument:
    """The document of `explain` about a row."""
    return ExplainDocument(
        case=Dated(title, as_of),
        plan=found.plan,
        keeps=found.keeps,
        phases=found.phases,
        phase=found.phase,
        party=found.party,
        row=row_entry(found.row),
        tempting=found.tempting,
        own=found.own,
        feared=found.feared,
        terms=found.terms,
        totals=found.totals,
        why=found.why,
        ordered=found.made.ordered,
    )
