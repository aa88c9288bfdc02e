"""Good orders, fast: the patient limit as bottleneck paths in the lattice of subsets.

In the patient limit en-route time is ignored (carrying on is worth the whole deal for good) and only failures that
show before the next phase count. Then what a party has at stake depends only on the set of steps made and the next
step, so an order of single steps is a path through the lattice of subsets, and the order that asks for the least
trust is a bottleneck path, found by one sweep over the sets in the order of their sizes: O(2^n n). Only sets that hold
whatever their steps require (the ideals of `requires`) are swept, where those are fewer. A second sum over the same
paths counts the orders in which nobody ever walks out.

It is a guide, not a bound: with time, the best of these orders can be better or worse than the best plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.constraints import Legal
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Ints
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import compiled, patient_limit
from standoff.engine.roadmap.patient_limit import BROKEN, Stakes, SubsetLattice, Table

__all__ = ["LARGEST", "LARGEST_IN_NUMPY", "StepOrders", "SubsetLattice", "count_orders", "edge_scores", "good_orders"]
__all__ += ["holding_orders", "largest", "orders", "orders_of_draws", "stakes_of", "subset_lattice"]

LARGEST = 24
"""Steps to order with the compiled kernel: at 24 it takes about 0.3 GB."""

LARGEST_IN_NUMPY = 20
"""Steps to order in numpy: at 20 it takes about 0.5 GB."""

SLACKS = (0.0, 0.02, 0.1)
"""How much above the bottleneck the moves of the good orders may be."""

LISTED_UP_TO = 0.4
"""The kernel goes through a list of the sets that can be passed if they are at most this share of all."""


def largest() -> int:
    """How many steps can be ordered here."""
    return LARGEST_IN_NUMPY if kernel.compiled() is None else LARGEST


@dataclass(frozen=True)
class StepOrders:
    """Good orders of the planned steps, as tuples of bits, best first; and how many hold of how many there are.

    bottleneck: the least trust in the patient limit, above 1 where somebody walks out, inf where no order is allowed.
    holding, all: numbers of orders of single steps: exact to 2^53, then to a relative 1e-14.
    """

    ways: list[tuple[int, ...]]
    bottleneck: float
    holding: float
    all: float


def subset_lattice(legal: Legal) -> SubsetLattice:
    """The lattice of a task, with what must be made before each step; its groups of one phase have no say."""
    task, earlier = legal.task, np.zeros(len(legal.task.planned), dtype=np.int64)
    for b in range(earlier.size):
        earlier[b] = legal.needs[b] | sum(1 << a for a, later in legal.pairs if later == b)
        # Steps of the first phase come before all others, steps of the last one after all.
        earlier[b] |= 0 if legal.first >> b & 1 else legal.first
        earlier[b] |= legal.full & ~legal.last if legal.last >> b & 1 else 0
    allowed = task.allowed.copy()
    allowed[legal.full] &= legal.sets[legal.full]
    planned, kept = np.array(task.planned, dtype=np.intp), np.array(task.kept, dtype=np.intp)
    return SubsetLattice(planned, kept, allowed, earlier, task.pace)


def good_orders(exchange: Exchange, lattice: SubsetLattice, listed: bool | None = None) -> StepOrders:
    """The orders of `orders` and the counts of `holding_orders`, by the kernel if there is one.

    listed: whether to go through a list of the sets that can be passed; without it, if they are few enough.
    """
    return orders_of_draws(exchange, lattice, listed)[0]


def orders_of_draws(exchange: Exchange, lattice: SubsetLattice, listed: bool | None = None) -> list[StepOrders]:
    """The same for each draw of an exchange (one, if it has none), over one lattice."""
    marks = _passable(lattice)
    if not compiled.fits(exchange, lattice):
        sets = np.flatnonzero(marks)
        found = []
        for draw in range(exchange.draws or 1):
            one = exchange if exchange.draws is None else exchange.single(draw)
            scores = patient_limit.edge_scores(patient_limit.terms_of(one, lattice), sets)
            found.append(StepOrders(*_orders(sets, scores), *_counts(sets, scores)))
        return found
    if not marks[-1]:
        return [StepOrders([], float("inf"), 0.0, 0.0)] * (exchange.draws or 1)
    listed, every = _few(marks) if listed is None else listed, _all_orders(marks)
    drawn = compiled.orders_of_draws(exchange, lattice, marks, _places(marks, listed), np.array(SLACKS))
    return [
        StepOrders(
            list(dict.fromkeys(map(tuple, ways.tolist()))) if np.isfinite(bottleneck) else [],
            float(bottleneck),
            float(holding),
            every,
        )
        for bottleneck, holding, ways in zip(drawn.bottleneck, drawn.holding, drawn.ways, strict=True)
    ]


def count_orders(exchange: Exchange, lattice: SubsetLattice) -> tuple[float, float]:
    """How many orders of single steps hold in the patient limit, and how many there are, without naming any."""
    marks = _passable(lattice)
    if not compiled.fits(exchange, lattice):
        sets = np.flatnonzero(marks)
        return _counts(sets, patient_limit.edge_scores(patient_limit.terms_of(exchange, lattice), sets))
    if not marks[-1]:
        return 0.0, 0.0
    drawn = compiled.orders_of_draws(exchange, lattice, marks, _places(marks, _few(marks)), np.zeros(0))
    return float(drawn.holding[0]), _all_orders(marks)


def edge_scores(exchange: Exchange, lattice: SubsetLattice) -> Table:
    """The score of each next step from each set: (n + 1, 2^n); row n is "nothing more to come".

    A score is the trust asked (0..1) or, where somebody would walk out, above 1. Where the set has the step, it means
    nothing. Exchange without draws.
    """
    size = 1 << lattice.planned.size
    if not compiled.fits(exchange, lattice):
        return patient_limit.edge_scores(patient_limit.terms_of(exchange, lattice), np.arange(size))
    scores = np.empty((lattice.planned.size + 1, size), dtype=np.float32)
    terms = compiled.terms_of(exchange, lattice)
    kernel.call("standoff_edge_scores", *compiled.given(terms), np.ones(size, dtype=bool), size, size, scores)
    return scores


def stakes_of(exchange: Exchange, lattice: SubsetLattice, sets: Ints) -> Stakes:
    """What is at stake in every deal within a lattice, at the sets (K,), by the kernel if there is one.

    The sets are in order, and the empty one is the first.
    """
    if compiled.fits(exchange, lattice):
        return compiled.stakes_of(exchange, lattice, sets)
    return patient_limit.stakes_of(exchange, lattice, sets)


def orders(lattice: SubsetLattice, scores: Table) -> list[tuple[int, ...]]:
    """Good orders of the planned steps, as tuples of bits, best first by their bottleneck; empty if none is allowed.

    The first is a bottleneck path; the others have the smallest sum of scores among paths whose bottleneck is at
    most a little higher, because many paths share a bottleneck and the sum tells them apart.
    """
    sets = np.flatnonzero(_passable(lattice))
    return _orders(sets, scores[:, sets])[0]


def holding_orders(lattice: SubsetLattice, scores: Table) -> tuple[float, float]:
    """How many orders of single steps have no move at which somebody walks out, and how many orders there are."""
    sets = np.flatnonzero(_passable(lattice))
    return _counts(sets, scores[:, sets])


def _few(marks: Bools) -> bool:
    return bool(np.count_nonzero(marks) <= LISTED_UP_TO * marks.size)


def _places(marks: Bools, listed: bool) -> int:
    """How many sets have a place where the kernel goes through a list of the marked ones, or through all."""
    return int(np.count_nonzero(marks)) if listed else marks.size


def _all_orders(marks: Bools) -> float:
    """How many orders of single steps lead through the marked sets, by the kernel."""
    n = marks.size.bit_length() - 1
    if marks.all():
        return float(factorial(n))
    counts = np.empty(_places(marks, _few(marks)))
    kernel.call("standoff_orders", n, marks, marks.size, counts.size, counts)
    return float(counts[-1])


def _passable(lattice: SubsetLattice) -> Bools:
    """The sets that an order of single steps can pass: allowed, and with all that their steps require (2^n,)."""
    if not lattice.earlier.any():
        marks = lattice.allowed.copy()
    else:
        marks = np.zeros(lattice.allowed.size, dtype=bool)
        ideals = _ideals(lattice.earlier)
        marks[ideals] = lattice.allowed[ideals]
    marks[0] = True
    return marks


def _ideals(earlier: Ints) -> Ints:
    """The sets that hold, with each step b, all of earlier[b]; steps that wait for each other are in none."""
    found, done, left = np.zeros(1, dtype=np.int64), 0, list(range(earlier.size))
    while ready := [b for b in left if int(earlier[b]) & ~done == 0]:
        for b in ready:
            found = np.concatenate([found, found[(found & earlier[b]) == earlier[b]] | 1 << b])
            done |= 1 << b
        left = [b for b in left if b not in ready]
    return found


# ------------------------------------------------------------------------------------------------ numpy


def _orders(sets: Ints, scores: Table) -> tuple[list[tuple[int, ...]], float]:
    """Good orders, and the bottleneck of the first."""
    best, _ = _sweep(sets, scores, np.maximum, np.inf)
    bottleneck = _at_end(sets, scores, best)
    if not np.isfinite(bottleneck):
        return [], bottleneck
    found: dict[tuple[int, ...], None] = {}
    for cap in _caps(bottleneck):
        _, came = _sweep(sets, scores, np.add, cap)
        found[_path(sets, came)] = None
    return list(found), bottleneck


def _caps(bottleneck: float) -> Table:
    return np.array([bottleneck + slack + 1e-6 for slack in SLACKS], dtype=np.float32)


def _at_end(sets: Ints, scores: Table, best: Table) -> float:
    """The least bottleneck of a path to the full set, with what comes after it; inf where none leads to it."""
    full = (1 << (len(scores) - 1)) - 1
    return float(max(best[-1], scores[-1, -1])) if sets[-1] == full else float("inf")


def _moves(sets: Ints, n: int) -> list[list[tuple[NDArray[np.intp], NDArray[np.intp]]]]:
    """For each size of a set and each step, the places of the sets that it can lead to, and of those before it."""
    place = np.full(1 << n, -1, dtype=np.intp)
    place[sets] = np.arange(sets.size)
    sizes = np.bitwise_count(sets)
    moves = []
    for size in range(1, n + 1):
        layer = np.flatnonzero(sizes == size)
        of_size = []
        for b in range(n):
            into = layer[sets[layer] >> b & 1 == 1]
            before = place[sets[into] ^ (1 << b)]
            of_size.append((into[before >= 0], before[before >= 0]))
        moves.append(of_size)
    return moves


def _sweep(sets: Ints, scores: Table, join: np.ufunc, cap: np.float32 | float) -> tuple[Table, NDArray[np.int8]]:
    """Least joined score of a path to every set over moves of at most `cap`, and the last step of that path."""
    best = np.full(sets.size, np.inf, dtype=np.float32)
    came = np.full(sets.size, -1, dtype=np.int8)
    best[0] = 0
    for of_size in _moves(sets, len(scores) - 1):
        for b, (into, before) in enumerate(of_size):
            move = scores[b, before]
            score = np.where(move <= cap, join(best[before], move), np.inf).astype(np.float32)
            better = score < best[into]
            best[into[better]] = score[better]
            came[into[better]] = b
    return best, came


def _counts(sets: Ints, scores: Table) -> tuple[float, float]:
    """How many paths to the full set have no broken move, and how many there are."""
    n = len(scores) - 1
    holding, every = np.zeros(sets.size), np.zeros(sets.size)
    holding[0] = every[0] = 1
    for of_size in _moves(sets, n):
        for b, (into, before) in enumerate(of_size):
            holding[into] += np.where(scores[b, before] <= BROKEN, holding[before], 0)
            every[into] += every[before]
    if sets[-1] != (1 << n) - 1:
        return 0.0, 0.0
    return float(holding[-1]) if scores[n, -1] <= BROKEN else 0.0, float(every[-1])


def _path(sets: Ints, came: NDArray[np.int8]) -> tuple[int, ...]:
    at, path = int(sets[-1]), []
    while at:
        step = int(came[np.searchsorted(sets, at)])
        path.append(step)
        at ^= 1 << step
    return tuple(reversed(path))
