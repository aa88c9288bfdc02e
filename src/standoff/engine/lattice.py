"""Good orders, fast: the patient limit as bottleneck paths in the lattice of subsets.

In the patient limit en-route time is ignored (carrying on is worth the whole deal for good) and only failures that
show before the next phase count. Then what a party has at stake depends only on the set of steps made and the next
step, so an order of single steps is a path through the lattice of subsets, and the order that asks for the least
trust is a bottleneck path, found by one sweep over the sets in the order of their sizes: O(2^n n).

It is a guide, not a bound: with time, the best of these orders can be better or worse than the best plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.exchange import Bools, Exchange, Floats, Ints

__all__ = ["Lattice", "edge_scores", "orders"]

LARGEST = 20
"""Steps to order: beyond, the lattice does not fit into memory (at 20 it takes about 1 GB)."""

BROKEN = 1.0
"""Scores above this are of moves at which somebody walks out: 1 + the missing margin as a share of the stake."""


@dataclass(frozen=True)
class Lattice:
    """What makes the lattice of a deal: the planned steps (n,), the kept ones, and which sets are allowed.

    allowed: (2^n,), bit b of a set = planned[b] made. earlier: (n,), the set that must be made before planned[b].
    pace: years. The sets are numbered as integers; the full set is 2^n - 1.
    """

    planned: NDArray[np.intp]
    kept: NDArray[np.intp]
    allowed: Bools
    earlier: Ints
    pace: float


def _subset_sums(values: Floats) -> NDArray[np.float32]:
    """The sum of values over every subset, by doubling: (n,) -> (2^n,)."""
    sums = np.zeros(1 << values.size, dtype=np.float32)
    for bit, value in enumerate(values):
        half = 1 << bit
        np.add(sums[:half], np.float32(value), out=sums[half : 2 * half])
    return sums


def _having(bits: int, size: int) -> Bools:
    """Which of the 2^n sets contain all of these bits."""
    return np.asarray((np.arange(size) & bits) == bits)


@dataclass(frozen=True)
class _Failure:
    """How a failure that shows after `shows` years treats every made step: until when it stays in force."""

    shows: float
    until: Floats  # (M,) years, inf for good
    breached: Bools  # (M,) whether a made step is being taken back


class _Party:
    """The lattice through the eyes of one party: tables of what it has, by the set of steps made."""

    def __init__(self, exchange: Exchange, lattice: Lattice, party: int) -> None:
        self.exchange, self.lattice, self.party = exchange, lattice, party
        self.horizon = float(exchange.horizons[party])
        self.worth = exchange.worth[party]
        self.size = 1 << lattice.planned.size
        self.bit = {int(j): b for b, j in enumerate(lattice.planned)}
        self.kept = {int(j) for j in lattice.kept}
        self.entries = [
            (np.flatnonzero(members), float(worth[party]))
            for members, worth in zip(exchange.together_steps, exchange.together_worth, strict=True)
            if worth[party] != 0 and all(int(j) in self.bit or int(j) in self.kept for j in np.flatnonzero(members))
        ]

    def fade(self, time: Floats | float) -> Floats:
        return np.asarray(np.exp(-np.asarray(time) / self.horizon))

    def table(self, until: Floats) -> NDArray[np.float32]:
        """What the made steps are worth if each lasts until `until` (M,), for every set of made steps: (2^n,)."""
        value = self.worth * (1 - self.fade(until))
        table = _subset_sums(value[self.lattice.planned])
        table += np.float32(value[self.lattice.kept].sum())
        for members, worth in self.entries:
            bits = sum(1 << self.bit[int(j)] for j in members if int(j) in self.bit)
            table[_having(bits, self.size)] += np.float32(worth * (1 - self.fade(until[members].min())))
        return table

    def next_step(self, j: int, start: float, until: Floats) -> tuple[float, list[tuple[int, float]]]:
        """What the next step adds if it comes: a constant, and for `together` terms (bits that must be made, worth)."""
        value = float(self.worth[j] * (self.fade(start) - self.fade(until[j])))
        extra = []
        for members, worth in self.entries:
            if j in members:
                bits = sum(1 << self.bit[int(r)] for r in members if int(r) in self.bit and r != j)
                ends = float(until[members].min())
                if ends > start:
                    extra.append((bits, float(worth * (self.fade(start) - self.fade(ends)))))
        return value, extra


def _groups(failers: Bools, party: int) -> list[Bools]:
    """The groups of others that are tried: each of them alone, and all of them."""
    others = failers.copy()
    others[party] = False
    groups = [np.arange(others.size) == p for p in np.flatnonzero(others)]
    return [*groups, others] if others.sum() > 1 else groups


def edge_scores(exchange: Exchange, lattice: Lattice) -> NDArray[np.float32]:
    """The score of each next step from each set: (n + 1, 2^n); row n is "nothing more to come".

    A score is the trust asked (0..1) or, where somebody would walk out, above 1. Exchange without draws.
    """
    exchange_costly = exchange.owns & (exchange.worth < 0)
    owners = exchange.owns.sum(axis=0)
    costly = np.asarray(exchange_costly.any(axis=0))
    would_end = np.where(exchange.ends_all, exchange_costly.sum(axis=0) == owners, costly)
    undoable = np.isfinite(exchange.undo)
    lapses = undoable & (exchange.automatic | would_end)
    present = np.zeros(exchange.steps, dtype=bool)
    present[lattice.planned] = present[lattice.kept] = True
    failers = np.asarray((exchange_costly & present).any(axis=1))
    n, size = lattice.planned.size, 1 << lattice.planned.size
    scores = np.zeros((n + 1, size), dtype=np.float32)
    nexts: list[int | None] = [*(int(j) for j in lattice.planned), None]
    bit = {int(j): b for b, j in enumerate(lattice.planned)}
    stake = exchange.stake()
    everything = np.full(exchange.steps, np.inf)

    def taken_back(group: Bools) -> Bools:
        complete = ~np.asarray((exchange.owns & ~group[:, None]).any(axis=0))
        able = ~exchange.ends_all | complete
        return np.asarray(exchange_costly[group].any(axis=0)) & undoable & would_end & able & present

    def withheld(group: Bools, j: int | None) -> bool:
        return j is not None and bool(exchange_costly[group, j].any())

    def shows_due(j: int) -> float:
        return float(exchange.takes[j] + exchange.seen[j])

    def length(j: int | None) -> float:
        return np.inf if j is None else max(lattice.pace, shows_due(j))

    def bits_of(steps: Bools) -> int:
        return sum(1 << bit[int(j)] for j in np.flatnonzero(steps) if int(j) in bit)

    for party in np.flatnonzero((exchange.worth != 0).any(axis=1)):
        if not failers[party]:
            continue  # it has nothing to quit, ever
        me = _Party(exchange, lattice, int(party))
        deal = float(me.table(everything)[-1])
        mine = np.arange(exchange.parties) == party
        walk = np.full((n + 1, size), -np.inf, dtype=np.float32)
        loss = np.zeros((n + 1, size), dtype=np.float32)
        stop_table = me.table(np.where(lapses, exchange.undo, np.inf))

        def stop(j: int | None, me: _Party = me, stop_table: NDArray[np.float32] = stop_table) -> NDArray[np.float32]:
            if j is None or costly[j]:
                return stop_table
            until = np.where(lapses, exchange.undo, np.inf)
            if lapses[j]:
                until[j] = exchange.takes[j] + exchange.undo[j]
            constant, extra = me.next_step(j, float(exchange.takes[j]), until)
            table = stop_table + np.float32(constant)
            for bits, worth in extra:
                table[_having(bits, size)] += np.float32(worth)
            return table

        stops = [stop(j) for j in nexts]
        for group in [mine, *_groups(failers, int(party))]:
            back = taken_back(group)
            times = {float(exchange.seen[r]) for r in np.flatnonzero(back)}
            times |= {shows_due(j) for j in nexts if j is not None and withheld(group, j)}
            for shows in sorted(times):
                breached = back & (exchange.seen >= shows)
                first = bits_of(back & (exchange.seen == shows))
                first_kept = bool((back & (exchange.seen == shows))[lattice.kept].any())
                until = np.where(breached, exchange.undo, np.where(lapses, shows + exchange.undo, np.inf))
                table = me.table(until)
                some_show = np.asarray((np.arange(size) & first) != 0) | first_kept
                for row, j in enumerate(nexts):
                    if shows > length(j):
                        continue
                    value, valid = table, some_show
                    if j is not None:
                        own = withheld(group, j)
                        if own and shows_due(j) == shows:
                            valid = np.ones(size, dtype=bool)
                        comes = not (own and shows_due(j) >= shows) and (
                            not costly[j] or float(exchange.takes[j]) <= shows
                        )
                        if comes:
                            ends = until.copy()
                            begins = float(exchange.takes[j])
                            ends[j] = max(shows, begins) + exchange.undo[j] if lapses[j] else np.inf
                            constant, extra = me.next_step(j, begins, ends)
                            value = table + np.float32(constant)
                            for bits, worth in extra:
                                value[_having(bits, size)] += np.float32(worth)
                    if group is mine:
                        value = value - np.float32(me.fade(shows) * exchange.walkout_costs[party])
                        np.maximum(walk[row], value, out=walk[row], where=valid)
                    else:
                        np.maximum(loss[row], stops[row] - value, out=loss[row], where=valid)
        margin = np.float32(deal) - walk
        zero = np.float32(1e-6 * stake[party])
        margin[np.abs(margin) <= zero] = 0
        loss[loss <= zero] = 0
        with np.errstate(invalid="ignore", divide="ignore"):
            trust = np.where(loss > 0, loss / (loss + margin), np.float32(0))
        score = np.where(margin < 0, BROKEN - margin / np.float32(stake[party]), trust)
        np.maximum(scores, np.where(np.isinf(walk), np.float32(0), score), out=scores)
    return scores


def orders(lattice: Lattice, scores: NDArray[np.float32]) -> list[tuple[int, ...]]:
    """Good orders of the planned steps, as tuples of bits, best first by their bottleneck; empty if none is allowed.

    The first is a bottleneck path; the others have the smallest sum of scores among paths whose bottleneck is at
    most a little higher, because many paths share a bottleneck and the sum tells them apart.
    """
    best, _ = _sweep(lattice, scores, np.maximum, np.inf)
    bottleneck = float(best[-1])
    if not np.isfinite(bottleneck):
        return []
    found: dict[tuple[int, ...], None] = {}
    for slack in (0.0, 0.02, 0.1):
        cap = bottleneck + slack + 1e-6
        _, came = _sweep(lattice, scores, np.add, cap)
        found[_path(came)] = None
    return list(found)


def _sweep(
    lattice: Lattice, scores: NDArray[np.float32], join: np.ufunc, cap: float
) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Least joined score of a path to every set over moves of at most `cap`, and the last step of that path."""
    n, size = lattice.planned.size, 1 << lattice.planned.size
    best = np.full(size, np.inf, dtype=np.float32)
    came = np.full(size, -1, dtype=np.int8)
    best[0] = 0
    sets = np.arange(size)
    sizes = np.zeros(size, dtype=np.int8)
    for b in range(n):
        sizes += (sets >> b & 1).astype(np.int8)
    layers = np.split(np.argsort(sizes, kind="stable"), np.cumsum(np.bincount(sizes, minlength=n + 1))[:-1])
    for layer in layers[1:]:
        layer = layer[lattice.allowed[layer]]
        for b in range(n):
            into = layer[layer >> b & 1 == 1]
            before = into ^ (1 << b)
            ready = (before & lattice.earlier[b]) == lattice.earlier[b]
            into, before = into[ready], before[ready]
            move = scores[b, before]
            score = np.where(move <= cap, join(best[before], move), np.inf).astype(np.float32)
            if join is np.maximum and into.size and into[-1] == size - 1:
                score[-1] = max(float(score[-1]), float(scores[n, -1]))
            better = score < best[into]
            best[into[better]] = score[better]
            came[into[better]] = b
    return best, came


def _path(came: NDArray[np.int8]) -> tuple[int, ...]:
    at, path = came.size - 1, []
    while at:
        step = int(came[at])
        path.append(step)
        at ^= 1 << step
    return tuple(reversed(path))
