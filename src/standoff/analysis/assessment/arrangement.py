"""A plan of a case in names, and what of the case is about it in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import places_of
from standoff.engine.core.exchange import Exchange, phase_vector
from standoff.engine.core.types import Ints

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Deal, Plan
    from standoff.case.model.values import Quantity
    from standoff.results.records.assessment import Assessment


PARTS = 64
"""So many parts of an exchange without draws are remembered."""


@dataclass(frozen=True)
class Arrangement:
    """A plan in names: what it keeps, its phases, the shortest time between them, and what it is called.

    consent: the parties whose yes it needs whatever they do in it.
    """

    name: str
    title: str
    keeps: tuple[str, ...]
    phases: tuple[tuple[str, ...], ...]
    pace: Quantity
    consent: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """All its steps, the kept ones first."""
        return (*self.keeps, *(step for phase in self.phases for step in phase))


def vector_of(steps: Sequence[str], plan: Arrangement) -> Ints:
    """The phase of every step of a plan, as the engine wants it."""
    return phase_vector(len(steps), places_of(steps, plan.keeps), [places_of(steps, phase) for phase in plan.phases])


def part_of(case: Case, exchange: Exchange, steps: Sequence[str], consent: Sequence[str] = ()) -> Exchange:
    """The exchange of the steps of a plan, which needs some consents; other steps in force now are its background."""
    names, now = list(case.steps), [s for s in case.now if s not in steps]
    asked = tuple(places_of(names, steps)), tuple(places_of(names, now)), tuple(places_of(list(case.parties), consent))
    if exchange.draws is not None:
        return _part(exchange, *asked)
    known = exchange.once(_parts)
    if asked not in known and len(known) >= PARTS:
        known.clear()
    if asked not in known:
        known[asked] = _part(exchange, *asked)
    return known[asked]


def _parts(exchange: Exchange) -> dict[tuple[tuple[int, ...], ...], Exchange]:
    """The parts of an exchange that were asked for, and may be again."""
    return {}


def _part(exchange: Exchange, steps: Sequence[int], background: Sequence[int], consent: Sequence[int]) -> Exchange:
    part = exchange.only(steps, background)
    return replace(part, consent=np.isin(np.arange(exchange.parties), consent)) if consent else part


def given_plan(case: Case, name: str) -> Arrangement:
    """A plan that the case names."""
    plan = case.plans[name]
    return Arrangement(name, plan.title or name, case.kept(plan), plan.phases, plan.pace, case.consenting(plan))


def arranged_again(case: Case, shown: Assessment, claim: Plan | Deal) -> Arrangement:
    """A plan that was assessed, for the plan or the deal of the case that it is about."""
    return Arrangement(shown.plan, shown.title, shown.keeps, shown.phases, claim.pace, case.consenting(claim))
