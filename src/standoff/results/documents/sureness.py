"""The documents of question 4: which numbers flip an answer, and what to find out?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.limits import Chance, Count, NotNegative
from standoff.results.records.made import Measure
from standoff.results.records.sureness import Driver, Dropped, Flip, Flips, FlipVerdict, Map, Need, Needs

__all__ = ["FlipDocument", "NeedsDocument", "flip_document", "needs_document"]


@dataclass(frozen=True, kw_only=True)
class FlipDocument(CaseDocument):
    """The document of `flip`: which numbers flip the verdict on a plan, and which drive it."""

    command: Literal["flip"] = "flip"
    plan: str
    verdict: FlipVerdict
    trust_at_most: NotNegative
    slack: float
    numbers: Count
    flips: tuple[Flip, ...]
    measure: Measure
    drivers: tuple[Driver, ...]
    map: Map | None
    correlated: bool
    seed: Count
    note: str
    ordered: tuple[str, ...]


def flip_document(title: str, as_of: str, found: Flips) -> FlipDocument:
    """The document of `flip`."""
    return FlipDocument(
        case=Dated(title, as_of),
        plan=found.plan,
        verdict=found.verdict,
        trust_at_most=found.trust_at_most,
        slack=found.slack,
        numbers=found.numbers,
        flips=found.flips,
        measure=found.measure,
        drivers=found.drivers,
        map=found.map,
        correlated=found.correlated,
        seed=cast(int, found.made.seed),  # what is drawn has one
        note=found.made.method,
        ordered=found.made.ordered,
    )


@dataclass(frozen=True, kw_only=True)
class NeedsDocument(CaseDocument):
    """The document of `needs`: what finding out is worth for the decision to start a plan."""

    command: Literal["needs"] = "needs"
    plan: str
    trust: Chance
    holds: Chance
    between: tuple[Chance, Chance]
    start: bool
    value: NotNegative
    everything: NotNegative
    numbers: tuple[Need, ...]
    inquiries: tuple[Need, ...]
    evidence: tuple[Need, ...]
    sources: tuple[Dropped, ...]
    draws: Count
    draws_asked: Count
    seed: Count
    note: str
    ordered: tuple[str, ...]


def needs_document(title: str, as_of: str, found: Needs) -> NeedsDocument:
    """The document of `needs`."""
    return NeedsDocument(
        case=Dated(title, as_of),
        plan=found.plan,
        trust=found.trust,
        holds=found.holds,
        between=found.between,
        start=found.start,
        value=found.value,
        everything=found.everything,
        numbers=found.numbers,
        inquiries=found.inquiries,
        evidence=found.evidence,
        sources=found.sources,
        draws=found.draws,
        draws_asked=found.draws_asked,
        seed=cast(int, found.made.seed),  # what is drawn has one
        note=found.made.method,
        ordered=found.made.ordered,
    )
