"""The orders by which the parties of a case go in a plan or deal that is read in several, and what gets done then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import Claimed, party_called, places_of
from standoff.engine.core.exchange import phase_vector
from standoff.engine.readings.rounds import Wait, get_done
from standoff.results.records.readings import Waiting
from standoff.results.sentences import readings as sentences

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.model.readings import Reading

__all__ = ["Orders", "Phases", "orders_of"]

Phases = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Orders:
    """How a plan or a deal is read, and what gets done if each keeps to its own order.

    own: the phases of a plan, () of a deal. due: the steps that are to be made. held: the reading of each party that
    holds one. active: the parties that have to make a step; without: those of them that hold none and go by the plan.
    several: how many orders the active ones go by. called: what each reading is called.
    """

    title: str
    own: Phases
    due: tuple[str, ...]
    held: Mapping[str, str]
    without: tuple[str, ...]
    active: tuple[str, ...]
    several: int
    called: Mapping[str, str]
    rounds: Phases
    missing: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    circle: tuple[Waiting, ...]

    def left_out(self, phases: Phases) -> tuple[str, ...]:
        """What an order has not, of the steps that are due."""
        return tuple(step for step in self.due if all(step not in phase for phase in phases))

    def waited_for(self, phases: Phases) -> tuple[str, ...]:
        """Of what does not get done, the steps that an order has first."""
        left = (tuple(step for step in self.due if step in phase and step in self.missing) for phase in phases)
        return next(filter(None, left), ())


def _title(case: Case, reading: Reading) -> str:
    """The title of a reading: its own, or that of the plan whose order it is."""
    return reading.title or (case.plans[reading.plan].title if reading.plan else "")


def orders_of(case: Case, kind: Claimed, key: str) -> Orders:
    """How a plan or a deal of a case is read, and what gets done then."""
    claim = case.plans[key] if kind == "plan" else case.deals[key]
    own: Phases = case.plans[key].phases if kind == "plan" else ()
    held = {party: name for name, one in claim.readings.items() for party in one.held_by}
    orders: dict[str, Phases] = {
        party: case.phases_read(claim.readings[held[party]]) if party in held else own for party in case.parties
    }
    named = {step for phases in (own, *orders.values()) for phase in phases for step in phase}
    named |= {step for step in (() if kind == "plan" else case.deals[key].steps) if step in case.steps}
    due = tuple(step for step in case.steps if step in named and step not in case.now)
    active = tuple(party for party in case.parties if any(party in case.steps[step].by for step in due))
    reads = [phase_vector(len(due), [], [places_of(due, phase) for phase in orders[party]]) for party in active]
    owns = np.array([[party in case.steps[step].by for step in due] for party in active])
    done = get_done(owns, np.array(reads))

    def waits(one: Wait) -> Waiting:
        return Waiting(active[one.party], due[one.step], tuple(due[j] for j in one.awaits))

    return Orders(
        title=claim.title or key,
        own=own,
        due=due,
        held=held,
        without=tuple(party for party in active if party not in held),
        active=active,
        several=len({orders[party] for party in active}),
        called={
            name: sentences.called(_title(case, one), [party_called(case, party) for party in one.held_by])
            for name, one in claim.readings.items()
        },
        rounds=tuple(tuple(due[j] for j in steps) for steps in done.rounds),
        missing=tuple(due[j] for j in done.missing),
        waiting=tuple(map(waits, done.waits)),
        circle=tuple(map(waits, done.circle)),
    )
