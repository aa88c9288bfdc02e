"""Which deals within a task nobody need refuse, and good plans for each of them to start from.

A deal is a set of planned steps, bit b = planned[b]. Good orders come from the patient limit (`subdeals`), as single
steps and with steps of one owner merged; with them go everything at once and, for the smallest deals, all plans.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.values import TOLERANCE
from standoff.engine.core.constraints import Legal, Task, deals_within, keeps_to
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.parcels import Once
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.roadmap import lattice
from standoff.engine.roadmap.clock import ShareDone, silent
from standoff.engine.roadmap.deals import subdeals
from standoff.engine.roadmap.neighbours import arrangements
from standoff.engine.roadmap.pool import wanted_by_all

__all__ = ["Begun", "Starts", "first_of_its_kind", "most_gain", "needed_by", "starts", "wanted_deals", "wanted_starts"]

EXHAUSTED_UP_TO = 2
"""Steps of a deal whose plans are all tried."""


def wanted_deals(exchange: Exchange, task: Task) -> tuple[Ints, Bools]:
    """The deals within a task that are allowed at the end, as sets, and which of them all who are needed could want."""
    makes = deals_within(exchange, task)
    content = most_gain(exchange, task) >= -TOLERANCE * exchange.stake()
    wanted = np.asarray((content | ~needed_by(exchange, task)).all(axis=1))
    return np.flatnonzero(makes).astype(np.int64), wanted[makes]


def needed_by(exchange: Exchange, task: Task) -> Bools:
    """Which parties each deal within a task needs: (2^n, N)."""
    kept = np.full(exchange.steps, ABSENT, dtype=np.int64)
    kept[list(task.kept)] = 0
    found = exchange.needed(kept[None])
    for j in task.planned:
        found = np.concatenate([found, found | exchange.owns[:, j]])
    return found


def most_gain(exchange: Exchange, task: Task) -> Floats:
    """No plan for a deal within a task lets a party gain more than this: (2^n, N).

    What is liked comes no sooner than it takes, and what costs no later than if every step had a phase of its own.
    """
    planned, kept = list(task.planned), list(task.kept)
    size = 1 << len(planned)
    lengths = np.maximum(task.pace, exchange.takes + exchange.seen)
    sets = np.arange(size)
    dates = exchange.not_before
    whole = np.full(size, 0.0 if dates is None else float(np.max(dates, initial=0.0)))
    for b, j in enumerate(planned):
        _with(whole, b)[...] += lengths[j]
    bound = np.zeros((size, exchange.parties))
    horizon = exchange.horizons
    for b, j in enumerate(planned):
        present, worth = _with(bound, b), exchange.worth[:, j]
        late = -(_with(whole, b) - lengths[j] + exchange.takes[j])
        soon = np.exp(-exchange.takes[j] / horizon) * np.maximum(worth, 0)
        for i in np.flatnonzero(worth).tolist():
            present[..., i] += soon[i] if worth[i] > 0 else np.exp(late / horizon[i]) * worth[i]
    bit = {j: 1 << b for b, j in enumerate(planned)}
    for members, worth in zip(exchange.together_steps, exchange.together_worth, strict=True):
        steps = np.flatnonzero(members).tolist()
        needed = sum(bit.get(j, 0) for j in steps)
        if not needed or any(j not in bit and j not in kept for j in steps):
            continue
        present = (sets & needed) == needed
        takes = max(float(exchange.takes[j]) for j in steps if j in bit)
        bound[present] += np.exp(-takes / horizon) * np.maximum(worth, 0)
        bound[present] += np.exp(-whole[present, None] / horizon) * np.minimum(worth, 0)
    return bound


def _with(table: Floats, b: int) -> Floats:
    """Of a table of sets (2^n, ...) the part of those that have bit b."""
    return table.reshape(-1, 2, 1 << b, *table.shape[1:])[:, 1]


@dataclass(frozen=True)
class Starts:
    """Plans to start from: (B,) the place of each one's deal, (B, M) phase vectors; per deal the patient bottleneck.

    The plans of a deal stand together.
    """

    deal: Ints
    vectors: Ints
    bottleneck: NDArray[np.float32]

    def of(self, which: Bools) -> Starts:
        """Some of the plans."""
        return Starts(self.deal[which], self.vectors[which], self.bottleneck)

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrived, (self.deal.astype(np.int32), self.vectors.astype(np.int8), self.bottleneck)

    def by_deal(self) -> Iterator[tuple[int, Ints]]:
        """The plans of each deal that has some."""
        cuts = [0, *(np.flatnonzero(np.diff(self.deal)) + 1).tolist(), len(self.deal)]
        for first, end in itertools.pairwise(cuts if len(self.deal) else cuts[:1]):
            yield int(self.deal[first]), self.vectors[first:end]


def _arrived(deal: NDArray[np.int32], vectors: NDArray[np.int8], bottleneck: NDArray[np.float32]) -> Starts:
    return Starts(deal.astype(np.int64), vectors.astype(np.int64), bottleneck)


@dataclass(frozen=True)
class Begun:
    """Deals within a task (F,) that are to get plans to start from: what one worker does at a time."""

    exchange: Once[Exchange]
    task: Task
    sets: Ints


def wanted_starts(begun: Begun) -> Starts:
    """Plans to start from that every needed party wants."""
    found = starts(begun.exchange.thing, begun.task, begun.sets, silent)
    return found.of(wanted_by_all(begun.exchange.thing, found.vectors, begun.task.pace))


def starts(exchange: Exchange, task: Task, sets: Ints, progress: ShareDone) -> Starts:
    """Allowed plans for each of the deals (F,): good orders, the same with fewer phases, and everything at once."""
    grid = lattice.subset_lattice(Legal(exchange, task))
    found = _orders(exchange, task, grid, sets, progress)
    steps = found.steps
    count, ways, _ = steps.shape
    there = steps >= 0
    bits = np.maximum(steps, 0).astype(np.int64)
    stages = np.cumsum(np.where(there, 1 << bits, 0), axis=2)
    new = np.ones(steps.shape, dtype=bool)  # whether a phase begins with this step
    new[:, :, 1:] = task.allowed[stages[:, :, :-1]]
    owners = exchange.owns[:, list(task.planned)].T.astype(np.int64) @ (1 << np.arange(exchange.parties))
    other = np.ones(steps.shape, dtype=bool)
    other[:, :, 1:] = owners[bits[:, :, 1:]] != owners[bits[:, :, :-1]]
    plans, whose = [], []
    for begins in (new, new & other):
        phases = np.where(there, np.cumsum(begins, axis=2), ABSENT)
        vectors = np.full((count, ways, exchange.steps), ABSENT, dtype=np.int64)
        vectors[:, :, list(task.kept)] = 0
        deal, way, turn = np.nonzero(there)
        vectors[deal, way, np.array(task.planned, dtype=np.intp)[bits[deal, way, turn]]] = phases[deal, way, turn]
        plans.append(vectors.reshape(count * ways, -1))
        whose.append(np.repeat(np.arange(count), ways))
    whole = np.where(plans[0][::ways] > 0, 1, plans[0][::ways])
    small, all_plans = _all_plans(exchange, task, sets)
    vectors = np.concatenate([*plans, whole, all_plans])
    owner = np.concatenate([*whose, np.arange(count), small])
    first = first_of_its_kind(owner, vectors)
    first = first[(vectors[first] > 0).any(axis=1)]
    first = first[keeps_to(exchange, task, vectors[first])]
    return Starts(owner[first], vectors[first], found.bottleneck)


def first_of_its_kind(owner: Ints, vectors: Ints) -> Ints:
    """Where each plan (B, M) of an owner (B,) stands first, in the order of the owners and then of the phases.

    >>> first_of_its_kind(np.array([1, 0, 1, 1]), np.array([[2, 1], [1, 1], [-1, 1], [2, 1]])).tolist()
    [1, 2, 0]
    """
    count, steps = vectors.shape
    phases = np.zeros((count, -(-steps // 8) * 8), dtype=np.uint8)
    phases[:, :steps] = vectors + 1
    words = phases.view(">u8").astype(np.uint64)
    order = np.lexsort([*words.T[::-1], owner])
    fresh = np.ones(count, dtype=bool)
    fresh[1:] = (words[order[1:]] != words[order[:-1]]).any(axis=1) | (owner[order[1:]] != owner[order[:-1]])
    return order[fresh]


def _orders(
    exchange: Exchange, task: Task, grid: lattice.SubsetLattice, sets: Ints, progress: ShareDone
) -> subdeals.DealOrders:
    """Good orders for each of the deals; where no stage between is allowed, such as jump over the forbidden ones."""

    def orders(allowed: Bools, some: Ints, progress: ShareDone) -> subdeals.DealOrders:
        """Those by way of the sets that are allowed."""
        ways = np.flatnonzero(allowed | (np.arange(allowed.size) == 0)).astype(np.int64)
        return subdeals.orders(lattice.stakes_of(exchange, grid, ways), allowed, grid.earlier, some, progress)

    found = orders(np.asarray(task.allowed, dtype=bool), sets, progress)
    stuck = np.flatnonzero(np.isinf(found.bottleneck))
    if stuck.size:
        # Steps that jump over a stage share a phase.
        found.steps[stuck] = orders(np.ones(len(task.allowed), dtype=bool), sets[stuck], silent).steps
    return found


def _all_plans(exchange: Exchange, task: Task, sets: Ints) -> tuple[Ints, Ints]:
    """Every way to put the steps of the smallest deals into phases: whose it is, and the phase vectors."""
    base = np.full(exchange.steps, ABSENT, dtype=np.int64)
    base[list(task.kept)] = 0
    owner, vectors = [np.zeros(0, dtype=np.int64)], [base[None][:0]]
    for place in np.flatnonzero(np.bitwise_count(sets) <= EXHAUSTED_UP_TO).tolist():
        found = arrangements(base, [j for b, j in enumerate(task.planned) if int(sets[place]) >> b & 1])
        owner.append(np.full(len(found), place))
        vectors.append(found)
    return np.concatenate(owner), np.concatenate(vectors)
