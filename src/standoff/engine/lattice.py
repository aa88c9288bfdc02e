"""Good orders, fast: the patient limit as bottleneck paths in the lattice of subsets.

In the patient limit en-route time is ignored (carrying on is worth the whole deal for good) and only failures that
show before the next phase count. Then what a party has at stake depends only on the set of steps made and the next
step, so an order of single steps is a path through the lattice of subsets, and the order that asks for the least
trust is a bottleneck path, found by one sweep over the sets in the order of their sizes: O(2^n n).

It is a guide, not a bound: with time, the best of these orders can be better or worse than the best plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from standoff.engine.exchange import Bools, Exchange, Floats, Ints

__all__ = ["BROKEN", "NOISE", "Lattice", "Stakes", "Table", "edge_scores", "orders", "stakes"]

LARGEST = 20
"""Steps to order: beyond, the lattice does not fit into memory (at 20 it takes about 1 GB)."""

NOISE = np.float32(1e-6)
"""Single precision: differences within this share of a party's gross stake are none."""

BROKEN = np.float32(1.0)
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


Table = NDArray[np.float32]
"""A number for each of the 2^n sets of made steps."""


def edge_scores(exchange: Exchange, lattice: Lattice) -> Table:
    """The score of each next step from each set: (n + 1, 2^n); row n is "nothing more to come".

    A score is the trust asked (0..1) or, where somebody would walk out, above 1. Exchange without draws.
    """
    present = np.zeros(exchange.steps, dtype=bool)
    present[lattice.planned] = present[lattice.kept] = True
    # A guide: as if all verifiers of the deal were there from the start and for good, and nothing were missed.
    exchange = replace(exchange, seen=exchange.seen_by(present), seen_with=None, missed=None)
    failers = np.asarray((exchange.costly_to & present).any(axis=1))
    scores = np.zeros((lattice.planned.size + 1, 1 << lattice.planned.size), dtype=np.float32)
    for party in np.flatnonzero(failers):  # the others have nothing to quit, ever
        np.maximum(scores, _View(exchange, lattice, int(party), present).scores(failers), out=scores)
    return scores


@dataclass(frozen=True)
class Stakes:
    """What the parties with anything to quit have at stake, (P,): no deal is in it but the largest.

    walk, loss: (P, n + 1, 2^n), by next step (row n: none) and set of made steps, the best walk-out value (-inf where
    there is none) and the largest loss if others fail. worth: (P, 2^n), what a set is worth for good. gross: (P,).
    """

    parties: NDArray[np.intp]
    walk: Table
    loss: Table
    worth: Table
    gross: Table


def stakes(exchange: Exchange, lattice: Lattice) -> Stakes:
    """What is at stake at each next step from each set, for every deal within the lattice. Exchange without draws.

    Walk-out values and losses do not depend on where it all leads to; only what carrying on is worth does.
    """
    present = np.zeros(exchange.steps, dtype=bool)
    present[lattice.planned] = present[lattice.kept] = True
    failers = np.asarray((exchange.costly_to & present).any(axis=1))
    views = [_View(exchange, lattice, int(party), present) for party in np.flatnonzero(failers)]
    size = 1 << lattice.planned.size
    found = [view.stakes(failers) for view in views]
    return Stakes(
        parties=np.flatnonzero(failers),
        walk=np.array([walk for walk, _ in found], np.float32).reshape(-1, lattice.planned.size + 1, size),
        loss=np.array([loss for _, loss in found], np.float32).reshape(-1, lattice.planned.size + 1, size),
        worth=np.array([view.table(np.full(exchange.steps, np.inf)) for view in views], np.float32).reshape(-1, size),
        gross=exchange.stake()[failers].astype(np.float32),
    )


def _subset_sums(values: Floats) -> Table:
    """The sum of values over every subset, by doubling: (n,) -> (2^n,)."""
    sums = np.zeros(1 << values.size, dtype=np.float32)
    for bit, value in enumerate(values):
        half = 1 << bit
        np.add(sums[:half], np.float32(value), out=sums[half : 2 * half])
    return sums


def _groups(failers: Bools, party: int) -> list[Bools]:
    """The groups of others that are tried: each of them alone, and all of them."""
    others = failers.copy()
    others[party] = False
    groups = [np.arange(others.size) == p for p in np.flatnonzero(others)]
    return [*groups, others] if others.sum() > 1 else groups


@dataclass(frozen=True)
class _Failure:
    """A failure of a group that shows after `shows` years, from whatever set of made steps it begins.

    until: (M,), how long each made step stays in force. withheld: (M,), whether the group withholds the step if it is
    the next one. some_show: (2^n,), whether a made step that is taken back shows at this very time.
    """

    shows: float
    until: Floats
    withheld: Bools
    some_show: Bools


class _View:
    """The lattice through the eyes of one party: what it has, by the set of steps made and the next step."""

    def __init__(self, exchange: Exchange, lattice: Lattice, party: int, present: Bools) -> None:
        self.exchange, self.lattice, self.party, self.present = exchange, lattice, party, present
        self.horizon, self.worth = float(exchange.horizons[party]), exchange.worth[party]
        self.bit = {int(j): b for b, j in enumerate(lattice.planned)}
        self.sets = np.arange(1 << lattice.planned.size)
        self.nexts: list[int | None] = [*self.bit, None]
        self.due = exchange.takes + exchange.seen
        worths = exchange.together_worth[:, party]
        self.entries = [
            (np.flatnonzero(members), float(worth))
            for members, worth in zip(exchange.together_steps, worths, strict=True)
            if worth != 0 and present[members].all()
        ]

    def scores(self, failers: Bools) -> Table:
        """The score of each next step from each set, for this party alone."""
        walk, loss = self.stakes(failers)
        deal = self.table(np.full(self.exchange.steps, np.inf))[-1]
        stake = np.float32(self.exchange.stake()[self.party])
        margin = deal - walk
        margin[np.abs(margin) <= NOISE * stake] = 0
        with np.errstate(invalid="ignore", divide="ignore"):
            trust = np.where(loss > 0, loss / (loss + margin), np.float32(0))
        score = np.where(margin < 0, BROKEN - margin / stake, trust)
        return np.where(np.isinf(walk), np.float32(0), score)

    def stakes(self, failers: Bools) -> tuple[Table, Table]:
        """The best walk-out value (-inf: none) and the largest loss, at each next step from each set."""
        exchange, shape = self.exchange, (len(self.nexts), self.sets.size)
        walk, loss = np.full(shape, -np.inf, dtype=np.float32), np.zeros(shape, dtype=np.float32)
        stops = [self.stop(j) for j in self.nexts]
        mine = np.arange(exchange.parties) == self.party
        for group in [mine, *_groups(failers, self.party)]:
            for failure in self.failures(group):
                made = self.table(failure.until)
                for row, j in enumerate(self.nexts):
                    if j is not None and failure.shows > max(self.lattice.pace, self.due[j]):
                        continue  # it shows in a later phase, whose sets count it
                    value, valid = self.outcome(made, failure, j)
                    if group is mine:
                        cost = self.fade(failure.shows) * exchange.walkout_costs[self.party]
                        np.maximum(walk[row], value - np.float32(cost), out=walk[row], where=valid)
                    else:
                        np.maximum(loss[row], stops[row] - value, out=loss[row], where=valid)
        loss[loss <= NOISE * np.float32(exchange.stake()[self.party])] = 0
        return walk, loss

    def fade(self, time: Floats | float) -> Floats:
        """What a point from then on counts now."""
        return np.asarray(np.exp(-np.asarray(time) / self.horizon))

    def having(self, steps: NDArray[np.intp]) -> Bools:
        """Which sets contain all of these steps (kept ones are in all)."""
        bits = sum(1 << self.bit[int(j)] for j in steps if int(j) in self.bit)
        return np.asarray((self.sets & bits) == bits)

    def table(self, until: Floats) -> Table:
        """What the made steps are worth if each lasts until `until` (M,)."""
        value = self.worth * (1 - self.fade(until))
        table = _subset_sums(value[self.lattice.planned])
        table += np.float32(value[self.lattice.kept].sum())
        for members, worth in self.entries:
            table[self.having(members)] += np.float32(worth * (1 - self.fade(until[members].min())))
        return table

    def with_next(self, made: Table, j: int, until: Floats) -> Table:
        """The same with the next step, in force from its own start."""
        begins = float(self.exchange.takes[j])
        table = made + np.float32(self.worth[j] * (self.fade(begins) - self.fade(until[j])))
        for members, worth in self.entries:
            ends = float(until[members].min())
            if j in members and ends > begins:
                table[self.having(members[members != j])] += np.float32(worth * (self.fade(begins) - self.fade(ends)))
        return table

    def stop(self, j: int | None) -> Table:
        """What it has if everything stops before the next step, which still comes if it is free."""
        exchange = self.exchange
        until = np.where(exchange.lapses, exchange.undo, np.inf)
        if j is None or exchange.costly[j]:
            return self.table(until)
        later = until.copy()
        later[j] += exchange.takes[j]
        return self.with_next(self.table(until), j, later)

    def failures(self, group: Bools) -> Iterator[_Failure]:
        """The threshold failures of a group, one for each time at which a breach of it can show."""
        exchange = self.exchange
        back = np.asarray(exchange.breakable[group].any(axis=0)) & exchange.in_reach(group) & self.present
        held = np.asarray(exchange.costly_to[group].any(axis=0)) & self.present
        planned = np.isin(np.arange(exchange.steps), self.lattice.planned)
        for shows in sorted({*exchange.seen[back].tolist(), *self.due[held & planned].tolist()}):
            breached = back & (exchange.seen >= shows)
            first = np.flatnonzero(back & (exchange.seen == shows))
            yield _Failure(
                shows=shows,
                until=np.where(breached, exchange.undo, np.where(exchange.lapses, shows + exchange.undo, np.inf)),
                withheld=held & (self.due >= shows),
                some_show=np.logical_or.reduce([self.having(np.array([j])) for j in first] or [self.sets < 0]),
            )

    def outcome(self, made: Table, failure: _Failure, j: int | None) -> tuple[Table, Bools]:
        """What it has after a failure, and for which sets the failure shows when it says."""
        if j is None:
            return made, failure.some_show
        if failure.withheld[j]:
            now = self.due[j] == failure.shows
            return made, np.ones_like(failure.some_show) if now else failure.some_show
        begins = float(self.exchange.takes[j])
        if self.exchange.costly[j] and begins > failure.shows:
            return made, failure.some_show
        until = failure.until.copy()
        until[j] = max(failure.shows, begins) + self.exchange.undo[j] if self.exchange.lapses[j] else np.inf
        return self.with_next(made, j, until), failure.some_show


def orders(lattice: Lattice, scores: Table) -> list[tuple[int, ...]]:
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


def _sweep(lattice: Lattice, scores: Table, join: np.ufunc, cap: float) -> tuple[Table, NDArray[np.int8]]:
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
