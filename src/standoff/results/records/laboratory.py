"""The records of what people did in laboratories, beside the trust that the same games ask."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.results.records.limits import Chance, Count
from standoff.results.records.made import Made
from standoff.results.records.record import Record


@dataclass(frozen=True)
class Treatment(Record):
    """One treatment of a repeated prisoner's dilemma: what it asks, and what people did.

    `trust`: what the program asks of each player to cooperate (None: it breaks). `goes_on`: the chance of another
    round after each. `cooperative`: the share of cooperative ones among `first_moves`.
    """

    number: Count
    study: str
    trust: Chance | None
    goes_on: Chance
    cooperative: Chance
    first_moves: Count


@dataclass(frozen=True)
class Laboratory(Record):
    """Treatments, and how their order by trust asked (1 where a plan breaks) fits the order by cooperation.

    `trust_rank`, `goes_on_rank`: Spearman's rank correlation with the share of cooperative first moves.
    """

    treatments: tuple[Treatment, ...]
    trust_rank: float
    goes_on_rank: float
    made: Made
