"""The document of question 1 for a conflict in graph form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from standoff.results.documents.document import LEFT_OUT, Document, Undated, unless_none
from standoff.results.records.graph_form import (
    GraphDeterrence,
    GraphEquilibria,
    GraphReachable,
    GraphStable,
    GraphState,
)
from standoff.results.records.limits import Count

__all__ = ["AnswerEntry", "DeterrenceEntry", "StableGraphDocument", "stable_graph_document"]


@dataclass(frozen=True, kw_only=True)
class AnswerEntry:
    """A move with which another party answers."""

    party: str
    state: str


@dataclass(frozen=True, kw_only=True)
class DeterrenceEntry:
    """A party's best improvement from now, and what deters it."""

    party: str
    improvement: str | None
    sanction: str | None
    concept: str | None
    why: str
    answer: tuple[AnswerEntry, ...]


def _deterrence(found: GraphDeterrence) -> DeterrenceEntry:
    return DeterrenceEntry(
        party=found.party,
        improvement=found.improvement,
        sanction=found.sanction,
        concept=found.concept,
        why=found.why,
        answer=tuple(AnswerEntry(party=party, state=state) for party, state in found.moves),
    )


@dataclass(frozen=True, kw_only=True)
class StableGraphDocument(Document):
    """The document of `stable` for a conflict in graph form; `states` only where all were asked for."""

    about: ClassVar[str] = "graph"
    command: Literal["stable"] = "stable"
    case: Undated
    form: Literal["graph"] = "graph"
    parties: tuple[str, ...]
    labels: Mapping[str, str]
    moves: Mapping[str, Count]
    equilibria: Mapping[str, GraphEquilibria]
    now: GraphState | None
    reachable_states: Count
    reachable_equilibria: Count
    reachable: tuple[GraphReachable, ...]
    deterrence: tuple[DeterrenceEntry, ...]
    states: tuple[GraphState, ...] = LEFT_OUT


def stable_graph_document(found: GraphStable) -> StableGraphDocument:
    """The document of `stable` for a conflict in graph form."""
    return StableGraphDocument(
        case=Undated(found.title),
        parties=found.parties,
        labels=found.labels,
        moves=found.moves,
        equilibria=found.equilibria,
        now=found.now,
        reachable_states=found.reachable_states,
        reachable_equilibria=found.reachable_equilibria,
        reachable=found.reachable,
        deterrence=tuple(_deterrence(row) for row in found.deterrence),
        states=unless_none(found.states),
    )
