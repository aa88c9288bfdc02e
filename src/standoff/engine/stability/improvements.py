"""The worst that chains of improvements can lead to, for every state at once.

R_H^+ of Fang, Hipel & Kilgour, Interactive Decision Making (1993): every move of the chain improves, for its mover, on
the state that it leaves. The least fixpoint of

    g(s) = min(f(s), g(t) for every party in H and every t that it can move to from s and prefers to s)

is found by sweeps, one party at a time:

1. A block is a set of states that differ only in steps that the party can both make and end. Its members are sorted
   once, best first; what a state can improve to within a block is then a run from the block's front, and the least g of
   all such runs is one running minimum.
2. For every state and every set of one-way steps that the party could still take, the place where that run ends in the
   block it leads to is found once, by bisection.
3. A sweep is a running minimum, a look-up at those places, and a comparison. Fibres (the blocks that are linked by
   one-way steps) in which nothing has changed since the party's last sweep are skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.masks import distinct, members, pack
from standoff.engine.core.types import Ints, Ranks
from standoff.engine.stability.reach import UNREACHED
from standoff.engine.stability.states import Graph
from standoff.errors import SizeError

__all__ = ["MOST_PLACES", "Improvements"]


MOST_PLACES = 1 << 26
PARTIAL = 0.4


@dataclass(frozen=True, eq=False)
class ImprovementTable:
    """The improvements of one party over F feasible states, numbered in increasing order.

    order: (F,) states by fibre, block and rank, best first. base: (F,) falling from block to block by more than any
    value, so that running minima do not leak. fibre: (F,) the fibre of each state. starts: where each fibre starts in
    `order`, and F. rows: positions in `order` that can improve. places: for each row, the positions in `order` at which
    runs of better states end; those of row k start at place_starts[k]. row_starts: where the rows of each fibre start.
    """

    order: Ints
    base: Ints
    fibre: Ranks
    starts: Ints
    rows: Ints
    row_starts: Ints
    places: Ranks
    place_starts: Ints
    bits: int

    def sweep(self, values: Ranks, fibres: Ints) -> Ints:
        """Lower `values`, in place, to the least that one improvement leads to; returns the states that changed."""
        if len(fibres) > PARTIAL * (len(self.starts) - 1):
            return self._lower(values, self.order, self.base, self.rows, self.places, self.place_starts[:-1])
        sizes = self.starts[fibres + 1] - self.starts[fibres]
        inside = _runs(self.starts[fibres], sizes)
        moved = np.cumsum(sizes) - sizes - self.starts[fibres]
        first, last = self.row_starts[fibres], self.row_starts[fibres + 1]
        rows = _runs(first, last - first)
        front, back = self.place_starts[first], self.place_starts[last]
        places = self.places[_runs(front, back - front)] + np.repeat(moved, back - front)
        counts = self.place_starts[rows + 1] - self.place_starts[rows]
        return self._lower(
            values,
            self.order[inside],
            self.base[inside],
            self.rows[rows] + np.repeat(moved, last - first),
            places,
            np.cumsum(counts) - counts,
        )

    def _lower(
        self, values: Ranks, order: Ints, base: Ints, rows: Ints, places: NDArray[np.integer], starts: Ints
    ) -> Ints:
        if not len(rows):
            return rows
        running = values[order] + base
        np.minimum.accumulate(running, out=running)
        least = running[places]
        least &= (1 << self.bits) - 1
        if len(places) > len(rows):
            least = np.minimum.reduceat(least, starts)
        states = order[rows]
        lower = least < values[states]
        changed: Ints = states[lower]
        values[changed] = least[lower]
        return changed


def _runs(starts: Ints, sizes: Ints) -> Ints:
    """The integers of all runs of these sizes from these starts, one run after the other."""
    ends = np.cumsum(sizes)
    return np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0)


class Improvements:
    """The improvements of every party of a graph, worked out when they are first asked for, and then kept.

    >>> g = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 2, 3], [3, 2, 0, 1]], np.int32))
    >>> Improvements(g).worst([0], g.ranks[1]).tolist()
    [2, 2, 0, 1]
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._states = np.flatnonzero(graph.feasible)
        self._tables: dict[int, ImprovementTable] = {}

    def worst(self, parties: Iterable[int], values: Ranks) -> Ranks:
        """The smallest value over s and R_H^+(s), for every state s and H = `parties`; UNREACHED where infeasible.

        values: (2^n,) int32, at feasible states from 0 to one above the largest rank. Raises SizeError where a party
        has so many one-way steps that what it can improve to does not fit.
        """
        tables = {party: self.table(party) for party in parties if self._moves(party)}
        lowest = values[self._states]
        stale = {party: np.ones(len(table.starts) - 1, np.bool_) for party, table in tables.items()}
        while any(fibres.any() for fibres in stale.values()):
            for party, table in tables.items():
                fibres = np.flatnonzero(stale[party])
                stale[party][:] = False
                changed = table.sweep(lowest, fibres)
                for other in tables.keys() - {party}:
                    stale[other][tables[other].fibre[changed]] = True
        found = np.full(self.graph.states, UNREACHED, np.int32)
        found[self._states] = lowest
        return found

    def _moves(self, party: int) -> bool:
        return bool(self.graph.makes[party] | self.graph.ends[party]) and len(self._states) > 1

    def table(self, party: int) -> ImprovementTable:
        """The sorted blocks of one party, and for each state where the runs of better states end."""
        if party not in self._tables:
            self._tables[party] = self._sorted(party)
        return self._tables[party]

    def _sorted(self, party: int) -> ImprovementTable:
        graph = self.graph
        makes, ends = graph.makes[party], graph.ends[party]
        one_way, fixed = makes ^ ends, ((1 << graph.n) - 1) & ~(makes | ends)
        ways = one_way.bit_count()
        number = _block_numbers(graph.n, members(one_way) + members(fixed))[self._states]
        ranks = graph.ranks[party][self._states].astype(np.int64)
        size = int(ranks.max()) + 1
        key = number * size + (size - 1 - ranks)
        order = np.argsort(key)
        key = key[order]
        number = number[order]
        done = (number & ((1 << ways) - 1)) ^ pack(ends & one_way, one_way)
        rows, places, place_starts = _places(key, number, size, done, ways)

        fresh = np.diff(number, prepend=-1) > 0
        block = np.cumsum(fresh)
        fibre_starts = np.flatnonzero(np.diff(number >> ways, prepend=-1))
        starts = np.append(fibre_starts, len(order))
        fibre = np.empty(len(order), np.int32)
        fibre[order] = np.repeat(np.arange(len(fibre_starts), dtype=np.int32), np.diff(starts))
        bits = int(graph.ranks.max() + 1).bit_length()
        return ImprovementTable(
            order=order,
            base=(block[-1] - block) << bits,
            fibre=fibre,
            starts=starts,
            rows=rows,
            row_starts=np.searchsorted(rows, starts),
            places=places,
            place_starts=place_starts,
            bits=bits,
        )


def _block_numbers(n: int, significant: Sequence[int]) -> Ints:
    """For every state, its bits at these positions read as a number, the first the least; the others do not count."""
    numbers = np.zeros(1 << n, np.int64)
    weight = {bit: 1 << place for place, bit in enumerate(significant)}
    for bit in range(n):
        half = 1 << bit
        np.add(numbers[:half], weight.get(bit, 0), out=numbers[half : 2 * half])
    return numbers


def _places(key: Ints, number: Ints, size: int, done: Ints, ways: int) -> tuple[Ints, Ranks, Ints]:
    """Where the runs of better states end: the rows that have any, the places by row, and where those of a row start.

    key: sorted, number * size + how far the rank is from the best. done: the one-way steps already taken.
    """
    possible = int((1 << _zeros(done, ways)).sum())
    if possible > MOST_PLACES:
        remedy = "ask for nash, gmr and smr only, or let fewer steps of one party be one-way"
        raise SizeError("improvements of one party over its one-way steps", possible, MOST_PLACES, remedy)
    taken = number & ((1 << ways) - 1)
    runs: list[tuple[Ints, Ranks]] = []
    counts = np.zeros(len(key), np.int32)
    for after in distinct(taken):
        free = np.flatnonzero((taken ^ after) & done == 0)
        steps = taken[free] ^ after
        block = number[free] ^ steps
        place = np.searchsorted(key, key[free] + (block - number[free]) * size) - 1
        # Before the front of its block the run is empty; position -1 is in no block.
        better = (place >= 0) & (number[place] == block)
        free, place = free[better], place[better].astype(np.int32)
        counts[free] += 1
        runs.append((free, place))
    rows = np.flatnonzero(counts)
    ends = np.cumsum(counts[rows], dtype=np.int64)
    starts = np.concatenate([[0], ends])
    if len(runs) == 1:
        return rows, runs[0][1], starts
    places = np.empty(int(starts[-1]), np.int32)
    fill = np.zeros(len(key), np.int64)
    fill[rows] = starts[:-1]
    for free, place in runs:
        places[fill[free]] = place
        fill[free] += 1
    return rows, places, starts


def _zeros(numbers: Ints, bits: int) -> Ints:
    """How many of the lowest bits of each number are 0."""
    count = np.full(len(numbers), bits, np.int64)
    for bit in range(bits):
        count -= numbers >> bit & 1
    return count
