"""The documents of why a party stays in a state or leaves it, of ways, and of what would have to be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.limits import Count
from standoff.results.records.made import State
from standoff.results.records.reasons import Destination, Inversion, Needed, PartyReasons, Reasons, Ways

__all__ = [
    "InverseDocument",
    "ReasonsDocument",
    "WaysDocument",
    "inverse_document",
    "reasons_document",
    "ways_document",
]


@dataclass(frozen=True, kw_only=True)
class ReasonsDocument(CaseDocument):
    """The document of `explain` about a state: why each party would stay or leave."""

    about: ClassVar[str] = "state"
    command: Literal["explain"] = "explain"
    state: State
    parties: tuple[PartyReasons, ...]


def reasons_document(title: str, as_of: str, found: Reasons) -> ReasonsDocument:
    """The document of `explain` about a state."""
    return ReasonsDocument(case=Dated(title, as_of), state=found.state, parties=found.parties)


@dataclass(frozen=True, kw_only=True)
class WaysDocument(CaseDocument):
    """The document of `explain` about ways: the best ones to equilibria."""

    about: ClassVar[str] = "ways"
    command: Literal["explain"] = "explain"
    start: State
    to: State | None
    asked: tuple[str, ...]
    here: tuple[str, ...]
    found: Count
    by_improvements: Count
    by_improvements_together: Count
    by_moves: Count
    only_together: Count
    destinations: tuple[Destination, ...]


def ways_document(title: str, as_of: str, found: Ways) -> WaysDocument:
    """The document of `explain` about ways."""
    return WaysDocument(
        case=Dated(title, as_of),
        start=found.start,
        to=found.to,
        asked=found.asked,
        here=found.here,
        found=found.found,
        by_improvements=found.by_improvements,
        by_improvements_together=found.by_improvements_together,
        by_moves=found.by_moves,
        only_together=found.only_together,
        destinations=found.destinations,
    )


@dataclass(frozen=True, kw_only=True)
class InverseDocument(CaseDocument):
    """The document of `inverse`: what would have to be true, party by party."""

    command: Literal["inverse"] = "inverse"
    state: State
    concept: str
    parties: tuple[Needed, ...]


def inverse_document(title: str, as_of: str, found: Inversion) -> InverseDocument:
    """The document of `inverse`."""
    return InverseDocument(case=Dated(title, as_of), state=found.state, concept=found.concept, parties=found.parties)
