"""A plan of a case in names, and what of the case is about it in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.analysis.names import places_of
from standoff.engine.core.exchange import Exchange, phase_vector
from standoff.engine.core.types import Ints

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.model.values import Quantity


@dataclass(frozen=True)
class Arrangement:
    """A plan in names: what it keeps, its phases, the shortest time between them, and what it is called."""

    name: str
    title: str
    keeps: tuple[str, ...]
    phases: tuple[tuple[str, ...], ...]
    pace: Quantity

    @property
    def steps(self) -> tuple[str, ...]:
        """All its steps, the kept ones first."""
        return (*self.keeps, *(step for phase in self.phases for step in phase))


def vector_of(steps: Sequence[str], plan: Arrangement) -> Ints:
    """The phase of every step of a plan, as the engine wants it."""
    return phase_vector(len(steps), places_of(steps, plan.keeps), [places_of(steps, phase) for phase in plan.phases])


def part_of(case: Case, exchange: Exchange, steps: Sequence[str]) -> Exchange:
    """The exchange of the steps of a plan; other steps in force now are its background."""
    names = list(case.steps)
    return exchange.only(places_of(names, steps), places_of(names, [s for s in case.now if s not in steps]))


def given_plan(case: Case, name: str) -> Arrangement:
    """A plan that the case names."""
    plan = case.plans[name]
    return Arrangement(name, plan.title or name, plan.keeps, plan.phases, plan.pace)
