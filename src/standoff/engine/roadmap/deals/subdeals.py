"""Good orders for every part of a deal at once: the patient limit, swept over the subsets of each subset, 3^n in all.

In the patient limit (see `lattice`) what a party loses or gains by failing depends on the set of steps made and on the
next step, and not on where it all leads to: only what carrying on is worth does. So walk-out values and losses are
tabled once over the 2^n sets, for two pairs of failures of each party, and for each deal D a sweep over its own subsets
finds its bottleneck path. Like the lattice this is a guide and no bound: what the orders ask for has to be assessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.types import Bools, Ints
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap.clock import ShareDone, silent
from standoff.engine.roadmap.patient_limit import BROKEN, NOISE, Stakes, Table

__all__ = ["SLACKS", "DealOrders", "orders"]

SLACKS = (0.0, 0.1)
"""Of the orders whose bottleneck is at most so much above the least, those of the smallest sum are wanted as well."""

LANES = 8
"""Next steps that the kernel looks at together."""

CELLS = 1_000_000
"""How many (set, next step) cells are swept at once."""

KERNELS = 8
"""How many times as many the kernel sweeps at once."""


@dataclass(frozen=True)
class DealOrders:
    """For F deals: the least bottleneck (F,), inf where no order is allowed, and good orders (F, 1 + slacks, n).

    An order is a list of bits, the first step first, and -1 beyond the last. The first is a bottleneck path; the
    others have the smallest sum of scores among paths whose bottleneck is at most a little higher. Scores as in
    `lattice.edge_scores`: the trust asked up to 1, what breaks above.
    """

    bottleneck: Table
    steps: NDArray[np.int8]


def orders(stakes: Stakes, allowed: Bools, earlier: Ints, deals: Ints, progress: ShareDone = silent) -> DealOrders:
    """Good orders for each of the deals (F,), sets of steps as integers; stages stay within `allowed` (2^n,).

    The stakes have the empty set and all those that are allowed. earlier: (n,), the set that must be made before each
    step; it matters within the deal alone.

    >>> none, sets = np.zeros((0, 3, 4), np.float32), np.arange(4)
    >>> nothing = Stakes(sets, np.zeros(0, int), none, none, np.zeros((0, 4), np.float32), np.zeros(0, np.float32))
    >>> orders(nothing, np.array([1, 0, 1, 1], bool), np.zeros(2, int), np.array([2, 3])).steps[:, 0].tolist()
    [[1, -1], [1, 0]]
    """
    n = stakes.walk.shape[1] - 1
    bottleneck = np.full(deals.size, np.inf, dtype=np.float32)
    steps = np.full((deals.size, 1 + len(SLACKS), n), -1, dtype=np.int8)
    tables = _Tables.of(stakes, allowed, earlier)
    sweep = _sweep if kernel.compiled() is None else _compiled
    done, whole = 0, max(1.0, float((2.0 ** np.bitwise_count(deals)).sum()))
    for which, size in _batches(deals, CELLS if kernel.compiled() is None else KERNELS * CELLS):
        bottleneck[which], steps[which, :, :size] = sweep(tables, deals[which], size)
        done += which.size << size
        progress(done / whole)
    return DealOrders(bottleneck, steps)


@dataclass(frozen=True)
class _Tables:
    """The stakes with their K sets first: walk, loss (K, n + 1, P), worth (K, P), gross (P,).

    place: (2^n,), where each set stands, -1 where it is not allowed.
    """

    walk: Table
    loss: Table
    worth: Table
    gross: Table
    place: NDArray[np.int32]
    earlier: Ints

    @classmethod
    def of(cls, stakes: Stakes, allowed: Bools, earlier: Ints) -> _Tables:
        """The stakes, turned round."""
        place = np.full(allowed.size, -1, dtype=np.int32)
        place[stakes.sets] = np.arange(stakes.sets.size)
        start = place[0]
        place[~np.asarray(allowed, dtype=bool)] = -1
        place[0] = start
        return cls(
            stakes.walk.transpose(2, 1, 0),
            stakes.loss.transpose(2, 1, 0),
            np.ascontiguousarray(stakes.worth.T),
            stakes.gross,
            place,
            np.asarray(earlier, dtype=np.int64),
        )

    @cached_property
    def packed(self) -> Table:
        """For the kernel: walk and loss of each set and pair (K, P, 2, W), the next steps filled up to W."""
        sets, rows, pairs = self.walk.shape
        stakes = np.empty((sets, pairs, 2, -(-rows // LANES) * LANES), dtype=np.float32)
        stakes[:, :, 0, :rows], stakes[:, :, 1, :rows] = self.walk.transpose(0, 2, 1), self.loss.transpose(0, 2, 1)
        stakes[:, :, 0, rows:], stakes[:, :, 1, rows:] = -np.inf, 0.0
        return stakes

    def scores(self, sets: Ints, rows: Ints, deals: Ints) -> Table:
        """The score of each next step: sets (B, S) and rows (B, S) on the way to deals (B,)."""
        score = np.zeros(sets.shape, dtype=np.float32)
        # Of a set that is not allowed any place will do: nothing leads there.
        sets, deals = (self.place[of].astype(np.int64) for of in (sets, deals))
        for party, gross in enumerate(self.gross):
            walk, loss = self.walk[sets, rows, party], self.loss[sets, rows, party]
            margin = self.worth[deals, party][:, None] - walk
            margin[np.abs(margin) <= NOISE * gross] = 0
            with np.errstate(invalid="ignore", divide="ignore"):
                trust = np.where(loss > 0, loss / (loss + margin), np.float32(0))
            found = np.where(margin < 0, BROKEN - margin / gross, trust)
            np.maximum(score, np.where(np.isinf(walk), np.float32(0), found), out=score)
        return score


def _batches(deals: Ints, cells: int) -> Iterator[tuple[NDArray[np.intp], int]]:
    """The places of deals of one size, not too many at once, and the size; small deals first."""
    sizes = np.bitwise_count(deals)
    for size in np.unique(sizes).tolist():
        places = np.flatnonzero(sizes == size)
        many = max(1, cells // (max(1, size) << size))
        for first in range(0, places.size, many):
            yield places[first : first + many], size


def _compiled(tables: _Tables, deals: Ints, size: int) -> tuple[Table, NDArray[np.int8]]:
    """The same as `_sweep`, by the kernel."""
    n, stakes = tables.earlier.size, tables.packed
    bottleneck = np.empty(deals.size, dtype=np.float32)
    steps = np.empty((deals.size, 1 + len(SLACKS), n), dtype=np.int8)
    kernel.call(
        "standoff_deals_orders",
        *(n, tables.gross.size, stakes.shape[3], len(stakes), tables.place, stakes),
        *(tables.worth, tables.gross, tables.earlier),
        *(deals, deals.size, np.array(SLACKS, dtype=np.float32), len(SLACKS), bottleneck, steps),
    )
    return bottleneck, steps[:, :, :size]


def _sweep(tables: _Tables, deals: Ints, size: int) -> tuple[Table, NDArray[np.int8]]:
    """The bottleneck and the orders of B deals of one size."""
    bits = np.array([[b for b in range(tables.earlier.size) if deal >> b & 1] for deal in deals.tolist()], np.int64)
    bits = bits.reshape(deals.size, size)
    sets = np.zeros((deals.size, 1 << size), dtype=np.int64)
    for place in range(size):
        half = 1 << place
        np.add(sets[:, :half], (1 << bits[:, place])[:, None], out=sets[:, half : 2 * half])
    packed = np.arange(1 << size)
    moves = np.full((deals.size, size, 1 << size), np.inf, dtype=np.float32)
    for place in range(size):
        without = packed[packed >> place & 1 == 0]
        before, step = sets[:, without], bits[:, place][:, None]
        needs = tables.earlier[step] & deals[:, None]
        open_ = ((before & needs) == needs) & (tables.place[before | (1 << step)] >= 0)
        score = tables.scores(before, np.broadcast_to(step, before.shape), deals)
        moves[:, place, without] = np.where(open_, score, np.inf)
    last = np.full((deals.size, 1), tables.earlier.size)
    ends = tables.scores(deals[:, None], last, deals)[:, 0]
    layers = np.argsort(np.bitwise_count(packed), kind="stable")
    cuts = np.cumsum(np.bincount(np.bitwise_count(packed)))[:-1]
    layered = np.split(layers, cuts)
    nowhere = np.full(deals.size, np.inf, dtype=np.float32)
    best, came = _paths(moves, layered, np.maximum, nowhere)
    bottleneck = np.maximum(best, ends)
    found = [_traced(came, bits)]
    for slack in SLACKS:
        _, came = _paths(moves, layered, np.add, bottleneck + np.float32(slack) + np.float32(1e-6))
        found.append(_traced(came, bits))
    steps = np.stack(found, axis=1)
    steps[np.isinf(bottleneck)] = -1
    return bottleneck, steps


def _paths(moves: Table, layers: list[NDArray[np.intp]], join: np.ufunc, cap: Table) -> tuple[Table, NDArray[np.int8]]:
    """Least joined score of a path to the whole of each deal over moves of at most `cap` (B,), and the steps taken."""
    count, size, width = moves.shape
    best = np.full((count, width), np.inf, dtype=np.float32)
    came = np.full((count, width), -1, dtype=np.int8)
    best[:, 0] = 0
    for layer in layers[1:]:
        for place in range(size):
            into = layer[layer >> place & 1 == 1]
            move = moves[:, place, into ^ (1 << place)]
            score = np.where(move <= cap[:, None], join(best[:, into ^ (1 << place)], move), np.float32(np.inf))
            better = score < best[:, into]
            best[:, into] = np.where(better, score, best[:, into])
            came[:, into] = np.where(better, np.int8(place), came[:, into])
    return best[:, -1], came


def _traced(came: NDArray[np.int8], bits: Ints) -> NDArray[np.int8]:
    """The orders that lead to the whole deals, as bits of the lattice: (B, size)."""
    count, size = bits.shape
    each = np.arange(count)
    at = np.full(count, came.shape[1] - 1)
    path = np.full((count, size), -1, dtype=np.int8)
    for turn in range(size - 1, -1, -1):
        place = came[each, at].astype(np.int64)
        there = place >= 0
        path[each[there], turn] = bits[each[there], place[there]]
        at = np.where(there, at ^ (1 << np.maximum(place, 0)), at)
    return path
