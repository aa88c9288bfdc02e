"""The documents of question 1: what is stable now, for whom, and by which notion?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from standoff.results.documents.document import LEFT_OUT, AnyCase, CaseDocument, Dated, Document, unless_none
from standoff.results.records.limits import Count
from standoff.results.records.stability import (
    FIVE,
    TYPES,
    Coalitions,
    Concept,
    Equilibria,
    Merged,
    Now,
    Patterns,
    Stable,
    StateStability,
    Views,
)
from standoff.results.records.sureness import StableOften

__all__ = ["ConceptsDocument", "LeverageEntry", "StableDocument", "concepts_document", "stable_document"]


@dataclass(frozen=True, kw_only=True)
class ConceptsDocument(Document):
    """The document of `stable --concepts`; title and date are null where no case was given."""

    command: Literal["concepts"] = "concepts"
    case: AnyCase
    concepts: tuple[Concept, ...]


def concepts_document(title: str | None, as_of: str | None, found: Sequence[Concept]) -> ConceptsDocument:
    """The document of `stable --concepts`."""
    return ConceptsDocument(case=AnyCase(title, as_of), concepts=tuple(found))


@dataclass(frozen=True, kw_only=True)
class LeverageEntry:
    """The best and the worst change of a party for another one."""

    best: float | None
    worst: float | None


@dataclass(frozen=True, kw_only=True)
class StableDocument(CaseDocument):
    """The document of `stable`; what is only asked for now and then, or only of some cases, is there only then."""

    command: Literal["stable"] = "stable"
    parties: tuple[str, ...]
    steps: tuple[str, ...]
    feasible_states: Count | None
    equilibria: Mapping[str, Equilibria | None]
    patterns: Annotated[Mapping[str, Patterns | None], FIVE] | None
    now: Now
    leverage: Mapping[str, Mapping[str, LeverageEntry]]
    merged: tuple[Merged, ...] = LEFT_OUT
    view: str = LEFT_OUT
    firm: Mapping[str, tuple[str, ...]] = LEFT_OUT
    doubt: Annotated[Mapping[str, Mapping[str, tuple[str, ...]]], TYPES] = LEFT_OUT
    views: Views = LEFT_OUT
    often: StableOften = LEFT_OUT
    coalitions: Coalitions = LEFT_OUT
    states: tuple[StateStability, ...] = LEFT_OUT


def stable_document(title: str, as_of: str, found: Stable, often: StableOften | None = None) -> StableDocument:
    """The document of `stable`."""
    return StableDocument(
        case=Dated(title, as_of),
        parties=found.parties,
        steps=found.steps,
        feasible_states=found.feasible_states,
        equilibria=found.equilibria,
        patterns=found.patterns,
        now=found.now,
        leverage={
            actor: {other: LeverageEntry(best=change.best, worst=change.worst) for other, change in others.items()}
            for actor, others in found.leverage.items()
        },
        merged=found.merged or LEFT_OUT,
        view=unless_none(found.view),
        firm=unless_none(found.firm),
        doubt=unless_none(found.doubt),
        views=unless_none(found.views),
        often=unless_none(often),
        coalitions=unless_none(found.coalitions),
        states=unless_none(found.states),
    )
