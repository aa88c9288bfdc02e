"""The document of `numbers`: the numbers that a verdict on a plan can hang on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.limits import Chance, Count
from standoff.results.records.numbers import Aside, Drives, Group, Numbers, Uncertain
from standoff.results.records.sureness import FlipVerdict

__all__ = ["NumbersDocument", "numbers_document"]


@dataclass(frozen=True, kw_only=True)
class NumbersDocument(CaseDocument):
    """The document of `numbers`: what is believed of each number, where the verdict flips, and what it rests on."""

    command: Literal["numbers"] = "numbers"
    plan: str | None
    kind: Literal["plan", "deal"] | None
    title: str
    phases: tuple[tuple[str, ...], ...]
    verdict: FlipVerdict | None
    party: str | None
    phase: Count
    holds: Chance | None
    between: tuple[Chance, Chance] | None
    said: tuple[str, ...]
    looked_at: Count
    numbers: tuple[Uncertain, ...]
    groups: tuple[Group, ...]
    level: Chance
    aside: tuple[Aside, ...]
    drives: Drives | None
    notes: tuple[str, ...]
    draws: Count
    seed: Count | None
    note: str
    ordered: tuple[str, ...]


def numbers_document(title: str, as_of: str, found: Numbers) -> NumbersDocument:
    """The document of `numbers`."""
    return NumbersDocument(
        case=Dated(title, as_of),
        plan=found.plan,
        kind=found.kind,
        title=found.title,
        phases=found.phases,
        verdict=found.verdict,
        party=found.party,
        phase=found.phase,
        holds=found.holds,
        between=found.between,
        said=found.said,
        looked_at=found.looked_at,
        numbers=found.rows,
        groups=found.groups,
        level=found.level,
        aside=found.aside,
        drives=found.drives,
        notes=found.notes,
        draws=found.draws,
        seed=found.made.seed,
        note=found.made.method,
        ordered=found.made.ordered,
    )
