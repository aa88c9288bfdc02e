"""The document of question 5: what would mend a plan?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.limits import Chance, Count, NotNegative
from standoff.results.records.made import Verdict
from standoff.results.records.remedies import Mending, Pair, Remedy, Unwilling

__all__ = ["MendingEntry", "RemediesDocument", "remedies_document"]


@dataclass(frozen=True, kw_only=True)
class MendingEntry:
    """What remedies do for a plan, and how much of them, or of which pairs, is enough."""

    plan: str
    deal: str | None
    verdict: Verdict
    trust: Chance | None
    trust_at_most: Chance
    margin_at_least: Chance
    mended: bool
    margin: float | None
    margin_of: str | None
    effects: tuple[Remedy, ...]
    enough: tuple[Remedy, ...]
    pairs: tuple[Pair, ...]
    pairs_tried: Count | None
    pairs_up_to: NotNegative | None
    bonds: Mapping[str, float | None]
    holds_with_bonds: bool
    unwilling: tuple[Unwilling, ...]
    exact: bool
    note: str
    ordered: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RemediesDocument(CaseDocument):
    """The document of `remedies`."""

    command: Literal["remedies"] = "remedies"
    plans: tuple[MendingEntry, ...]


def remedies_document(title: str, as_of: str, found: Sequence[Mending]) -> RemediesDocument:
    """The document of `remedies`."""
    return RemediesDocument(case=Dated(title, as_of), plans=tuple(_entry(mending) for mending in found))


def _entry(mending: Mending) -> MendingEntry:
    return MendingEntry(
        plan=mending.plan,
        deal=mending.deal,
        verdict=mending.verdict,
        trust=mending.trust,
        trust_at_most=mending.trust_at_most,
        margin_at_least=mending.margin_at_least,
        mended=mending.mended,
        margin=mending.margin,
        margin_of=mending.margin_of,
        effects=mending.effects,
        enough=mending.enough,
        pairs=mending.pairs,
        pairs_tried=mending.pairs_tried,
        pairs_up_to=mending.pairs_up_to,
        bonds=mending.bonds,
        holds_with_bonds=mending.holds_with_bonds,
        unwilling=mending.unwilling,
        exact=mending.made.exact,
        note=mending.made.note,
        ordered=mending.made.ordered,
    )
