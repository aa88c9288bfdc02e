"""The records of question 3: which plan asks for the least trust, for each deal?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from standoff.results.records.answer import Contender
from standoff.results.records.assessment import Assessment
from standoff.results.records.edge import LessThan
from standoff.results.records.limits import Chance, Count, NotNegative
from standoff.results.records.made import Made

ObjectiveName = Literal["least-trust", "least-at-risk", "largest-margin", "fastest", "deepest"]
"""What a roadmap can be the best at."""

# ------------------------------------------------------- question 3: which plan asks for the least trust?


@dataclass(frozen=True)
class Bound:
    """What is known of the best possible: no plan asks for less than `trust_at_least` (None: nothing is known)."""

    trust_at_least: Chance | None
    proved: bool


@dataclass(frozen=True)
class Objective:
    """What a roadmap is the best at, and how good the best plan that was assessed is at it (None: there is none).

    `value` is the trust asked, the largest share at risk, the smallest margin as a share of the stake, the
    months until all is done, or the depth; `best_possible` is a proved bound of it (None: not known).
    """

    name: ObjectiveName = "least-trust"
    value: float | None = None
    best_possible: float | None = None
    trust_at_most: Chance | None = None


@dataclass(frozen=True)
class Compromise:
    """A plan that holds; no other one assessed asks for less trust with as little at risk (the largest share)."""

    trust: NotNegative
    at_risk: NotNegative
    months: NotNegative
    phases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chosen:
    """The plan for a deal that is shown first: the one with the largest expected smallest share of gain.

    Of `candidates` plans it was chosen on `chosen_on` draws and judged on `judged_on` others. `most`: what the plans
    for the deal that were found, and those near them, give each party at most at the medians, hold or not: of it
    shares of gain are taken.
    """

    plan: Contender
    most: Mapping[str, NotNegative]
    candidates: Count
    chosen_on: Count
    judged_on: Count
    made: Made


@dataclass(frozen=True)
class Roadmap:
    """The best plan found for a deal, or the least bad one where none holds (within the limits that were set).

    `unwanted_by`: the parties that would lose by every plan that was assessed. `frontier`: trust against what is at
    risk, over the plans that were assessed. `conflict`: where no plan is possible, in words a smallest set of wishes
    of the deal that no plan can keep. `stopped`: the time limit was reached. `holding_orders`, `all_orders`: of how
    many orders of single steps, how many hold if time on the way is not counted; rounded beyond 2^53.
    `less_than`: the plans of the case that give every party that the best plan needs more than it does. `chosen`: the
    plan that is shown first, where draws were made to choose it (in a run it is among the rivals of the best deal).
    """

    deal: str
    title: str
    best: Assessment | None
    closest: Assessment | None
    bound: Bound
    made: Made
    unwanted_by: tuple[str, ...] = ()
    objective: Objective = Objective()
    frontier: tuple[Compromise, ...] = ()
    conflict: tuple[str, ...] = ()
    stopped: bool = False
    holding_orders: Count | None = None
    all_orders: Count | None = None
    less_than: tuple[LessThan, ...] = ()
    chosen: Chosen | None = None

    @property
    def shown(self) -> Assessment | None:
        """The plan to show: the best one, or else the closest."""
        return self.best or self.closest
