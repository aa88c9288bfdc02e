"""What the page of the plan is told: frozen documents, in which every sentence about deals is made already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from standoff.results.documents.assessment import AssessDocument
from standoff.results.documents.document import LEFT_OUT, CaseDocument
from standoff.results.documents.roadmap import RoadmapDocument
from standoff.results.records.limits import Chance, Count, FromOne, NotNegative
from standoff.results.records.made import Verdict

__all__ = ["Against", "Board", "Card", "DropsDocument", "Often", "OrderDocument", "Phase", "PlaceEntry", "PlanBoard",
           "Weakest", "Why"]  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A step: what it is called, what its card says, and in whose rows it stands (in none: all its owners together).

    `rows`: the only owner; of several each, where it costs all of them something. `says` is by its rows, or under "".
    """

    name: str
    rows: tuple[str, ...]
    says: Mapping[str, str]
    now: bool


@dataclass(frozen=True)
class Phase:
    """A column: when it begins, in months from the start, in words, and by the calendar. The last one: all is done."""

    months: NotNegative
    says: str
    date: str


@dataclass(frozen=True)
class Weakest:
    """The row that decides, and the sentence that names it; `phase` is None where the plan is refused."""

    phase: FromOne | None
    party: str | None
    says: str


@dataclass(frozen=True)
class Against:
    """Somebody who does not want it, and what is said of that."""

    party: str
    says: str


@dataclass(frozen=True)
class Board:
    """A plan as it lies on the board, all numbers at their middle.

    `margins`: per party, for the start of each phase and the end, None where it has nothing to quit; parties that never
    have are left out. `why`: what the binding sentence of `assess` says.
    """

    verdict: Verdict
    verdict_says: str
    headline: str
    trust: Chance | None
    weakest: Weakest
    why: str
    calendar: tuple[Phase, ...]
    margins: Mapping[str, tuple[float | None, ...]]
    idle: Mapping[str, tuple[str, ...]]
    gain: Mapping[str, float]
    against: tuple[Against, ...]


@dataclass(frozen=True)
class Often:
    """In how many of the draws it holds: the share, the band that has it with 95 % confidence, and words for them."""

    draws: Count
    holds: Chance
    low: Chance
    high: Chance
    count: str
    band: str
    says: str


@dataclass(frozen=True)
class Why:
    """Why a step cannot stand somewhere, in the words of `check`."""

    where: str
    message: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class PlanBoard(CaseDocument):
    """The document of a plan on the board.

    `assess` is the document of the verb. Where the order is not possible, `problems` says why, and there is no `board`.
    """

    command: Literal["plan"] = "plan"
    phases: tuple[tuple[str, ...], ...]
    problems: tuple[Why, ...]
    board: Board | None
    often: Often | None
    cards: Mapping[str, Card]
    assess: AssessDocument = LEFT_OUT


@dataclass(frozen=True)
class PlaceEntry:
    """A place of a step: among the steps of `phase` of the plan without it or, where `alone`, in one of its own before.

    `at`: its phase in the plan that this makes. `head` and `detail`: what dropping it there gives, in few words; `says`
    in a sentence. `holds`: in which share of the draws; None where nothing is drawn, or it is not possible.
    """

    phase: FromOne
    alone: bool
    at: FromOne
    phases: tuple[tuple[str, ...], ...]
    problems: tuple[Why, ...]
    board: Board | None
    holds: Chance | None
    count: str
    head: str
    detail: str
    says: str


@dataclass(frozen=True, kw_only=True)
class DropsDocument(CaseDocument):
    """The document of all places of a step."""

    command: Literal["drops"] = "drops"
    step: str
    draws: Count
    places: tuple[PlaceEntry, ...]


@dataclass(frozen=True, kw_only=True)
class OrderDocument(CaseDocument):
    """The best order of the same steps: the document of `roadmap` for them, and the plan found as on the board.

    `says`: the sentence of the terminal. `phases` is empty and `board` None where there is no plan at all.
    """

    command: Literal["order"] = "order"
    says: str
    phases: tuple[tuple[str, ...], ...]
    board: Board | None
    often: Often | None
    roadmap: RoadmapDocument
