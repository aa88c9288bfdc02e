"""The patient limit in rows of sums: what each party has, by the set of steps made, the next one, and who fails.

En-route time is ignored (carrying on is worth the whole deal for good) and only failures that show before the next
phase count. What a party has after a failure is then a sum over the steps made, and a little more for the next one:
one row for each failure that it can begin or suffer, and one for everything just stopping. The rows are found once, in
double precision; then both numpy and the kernel only add and compare them in single precision, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.exchange import Bools, Exchange, Floats, Ints

__all__ = ["BROKEN", "CHUNK", "Lattice", "Table", "Terms", "edge_scores", "terms_of"]

NOISE = np.float32(1e-6)
"""Single precision: differences within this share of a party's gross stake are none."""

BROKEN = np.float32(1.0)
"""Scores above this are of moves at which somebody walks out: 1 + the missing margin as a share of the stake."""

CHUNK = 8
"""Planned steps whose subset sums are tabled together; a sum over a set is the sum of its chunks, in their order."""

NEVER, WHERE_IT_SHOWS, ALWAYS = 0, 1, 2
"""Whether a row counts before a step that is next."""


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
"""A number for each set of made steps."""


@dataclass(frozen=True)
class Terms:
    """The rows of all parties that have something to quit: R rows, n planned steps, E entries of `together`.

    first: (P + 1,), party p has the rows first[p] to first[p + 1] - 1, and the last of them is what it has if
    everything stops. stakes: (P, 2), the whole deal and the gross stake. entries: (E,), the planned steps of each entry.
    which: (R, n + 3), for each row whether the party itself fails, the set of steps of which one must be made for it to
    show, and for each next step (the last is none) whether it counts: NEVER, WHERE_IT_SHOWS or ALWAYS.
    numbers: (R, 1 + n + E + (n + 1)(1 + E)), own points: what is kept, each planned step, each entry; then for each
    next step what it adds, and what each entry adds that it completes.
    """

    first: Ints
    stakes: Table
    entries: Ints
    which: Ints
    numbers: Table

    @property
    def steps(self) -> int:
        """The number of planned steps n."""
        return self.which.shape[1] - 3


def terms_of(exchange: Exchange, lattice: Lattice) -> Terms:
    """The rows of a lattice, for all parties; of rows that say the same only one. Exchange without draws."""
    present = np.zeros(exchange.steps, dtype=bool)
    present[lattice.planned] = present[lattice.kept] = True
    failers = np.asarray((exchange.costly_to & present).any(axis=1))
    views = [_View(exchange, lattice, int(p), present) for p in np.flatnonzero(failers)]  # others never quit anything
    rows = [list(view.rows(failers)) for view in views]
    n, entries = lattice.planned.size, len(exchange.together_worth)
    flat = [row for party in rows for row in party]
    return Terms(
        first=np.cumsum([0, *map(len, rows)], dtype=np.int64),
        stakes=np.array(
            [(view.whole(), exchange.stake()[view.party]) for view in views], dtype=np.float32
        ).reshape(-1, 2),
        entries=_sets(lattice, exchange.together_steps),
        which=np.array([row.which for row in flat], dtype=np.int64).reshape(-1, n + 3),
        numbers=np.array([row.numbers for row in flat], dtype=np.float32).reshape(
            len(flat), 1 + n + entries + (n + 1) * (1 + entries)
        ),
    )


def _sets(lattice: Lattice, members: Bools) -> Ints:
    """The planned steps among the members, as sets: (E, M) -> (E,)."""
    bits = np.int64(1) << np.arange(lattice.planned.size, dtype=np.int64)
    return np.asarray((members[:, lattice.planned] * bits).sum(axis=1), dtype=np.int64)


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
    the next one. first: (M,), the made steps that are taken back and show at this very time.
    """

    shows: float
    until: Floats
    withheld: Bools
    first: Bools


@dataclass(frozen=True)
class _Row:
    """A row of Terms."""

    which: Ints
    numbers: Floats


class _View:
    """The lattice through the eyes of one party."""

    def __init__(self, exchange: Exchange, lattice: Lattice, party: int, present: Bools) -> None:
        self.exchange, self.lattice, self.party, self.present = exchange, lattice, party, present
        self.horizon, self.worth = float(exchange.horizons[party]), exchange.worth[party]
        self.due = exchange.takes + exchange.seen
        self.later = self.fade(exchange.takes)
        self.entries = [
            (np.flatnonzero(members), float(worth) if present[members].all() else 0.0)
            for members, worth in zip(exchange.together_steps, exchange.together_worth[:, party], strict=True)
        ]

    def fade(self, time: Floats | float) -> Floats:
        """What a point from then on counts now."""
        return np.asarray(np.exp(-np.asarray(time) / self.horizon))

    def whole(self) -> float:
        """What the whole deal is worth for good."""
        return float(self.worth[self.present].sum()) + sum(worth for _, worth in self.entries)

    def rows(self, failers: Bools) -> Iterator[_Row]:
        """The rows of this party, none twice; the last is what it has if everything stops."""
        mine = np.arange(self.exchange.parties) == self.party
        found: dict[tuple[bytes, bytes], _Row] = {}
        for group in [mine, *_groups(failers, self.party)]:
            for failure in self.failures(group):
                row = self.row(failure, own=group is mine)
                if row.which[2:].any():
                    found[row.which.tobytes(), row.numbers.tobytes()] = row
        yield from found.values()
        yield self.stopping()

    def made(self, until: Floats) -> Floats:
        """What the kept steps, each planned step and each entry are worth if each lasts until `until` (M,)."""
        value = self.worth * (1 - self.fade(until))
        together = [worth * float(1 - self.fade(until[members].min())) for members, worth in self.entries]
        return np.array([value[self.lattice.kept].sum(), *value[self.lattice.planned], *together])

    def added(self, until: Floats, upto: Floats, comes: Bools) -> Floats:
        """What each next step adds, by itself and with each entry that it completes: (n + 1, 1 + E); none adds nothing.

        It is in force from its own start to upto (M,), the others until `until` (M,); comes: (M,), whether it does come.
        """
        exchange, planned = self.exchange, self.lattice.planned
        adds = np.zeros((exchange.steps, 1 + len(self.entries)))
        adds[:, 0] = np.where(comes, self.worth * (self.later - self.fade(upto)), 0)
        for entry, (members, worth) in enumerate(self.entries, start=1):
            for j in members[comes[members]] if worth else ():
                ends = min(float(upto[j]), float(until[members[members != j]].min(initial=np.inf)))
                if ends > exchange.takes[j]:
                    adds[j, entry] = worth * float(self.later[j] - self.fade(ends))
        return np.concatenate([adds[planned], np.zeros_like(adds[:1])])

    def stopping(self) -> _Row:
        """What it has if everything stops before the next step, which still comes if it is free."""
        exchange = self.exchange
        until = np.where(exchange.lapses, exchange.undo, np.inf)
        adds = self.added(until, until + exchange.takes, ~exchange.costly)
        counts = np.full(len(adds), ALWAYS)
        return _Row(np.concatenate([[0, 0], counts]), np.concatenate([self.made(until), adds.ravel()]))

    def failures(self, group: Bools) -> Iterator[_Failure]:
        """The threshold failures of a group, one for each time at which a breach of it can show."""
        exchange = self.exchange
        back = np.asarray(exchange.breakable[group].any(axis=0)) & exchange.in_reach(group) & self.present
        held = np.asarray(exchange.costly_to[group].any(axis=0)) & self.present
        planned = np.isin(np.arange(exchange.steps), self.lattice.planned)
        for shows in sorted({*exchange.seen[back].tolist(), *self.due[held & planned].tolist()}):
            breached = back & (exchange.seen >= shows)
            yield _Failure(
                shows=shows,
                until=np.where(breached, exchange.undo, np.where(exchange.lapses, shows + exchange.undo, np.inf)),
                withheld=held & (self.due >= shows),
                first=back & (exchange.seen == shows),
            )

    def row(self, failure: _Failure, own: bool) -> _Row:
        """What it has after a failure; after one of its own, less what walking out costs it."""
        exchange, planned, shows = self.exchange, self.lattice.planned, failure.shows
        one_made = int(_sets(self.lattice, failure.first[None])[0])
        from_kept = bool(failure.first[self.lattice.kept].any())
        counts = np.full(planned.size + 1, ALWAYS if from_kept else WHERE_IT_SHOWS if one_made else NEVER)
        counts[:-1][(failure.withheld & (self.due == shows))[planned]] = ALWAYS
        in_a_later_phase = shows > np.maximum(self.lattice.pace, self.due)  # whose sets count it
        counts[:-1][in_a_later_phase[planned]] = NEVER
        upto = np.where(exchange.lapses, np.maximum(shows, exchange.takes) + exchange.undo, np.inf)
        given_up = failure.withheld | (exchange.costly & (exchange.takes > shows))
        adds = self.added(failure.until, upto, ~given_up)
        if own:
            adds[:, 0] -= float(self.fade(shows)) * float(exchange.walkout_costs[self.party])
        adds[counts == NEVER] = 0
        which = np.concatenate([[int(own), one_made], counts])
        return _Row(which, np.concatenate([self.made(failure.until), adds.ravel()]))


def edge_scores(terms: Terms, sets: Ints) -> Table:
    """The score of each next step from each of the sets (K,): (n + 1, K); row n is "nothing more to come".

    A score is the trust asked (0..1) or, where somebody would walk out, above 1. Where the set has the step, it means
    nothing.
    """
    n, entries = terms.steps, terms.entries.size
    scores = np.zeros((n + 1, sets.size), dtype=np.float32)
    for (whole, stake), first, last in zip(terms.stakes, terms.first, terms.first[1:] - 1, strict=False):
        walk, least = np.full_like(scores, -np.inf), np.full_like(scores, np.inf)
        for row in range(first, last):
            made, shown = _made(terms, row, sets), (sets & terms.which[row, 1]) != 0
            own, counts = terms.which[row, 0], terms.which[row, 2:]
            for j in np.flatnonzero(counts):
                value = _with_next(terms, row, int(j), made, sets)
                where = shown if counts[j] == WHERE_IT_SHOWS else np.True_
                if own:
                    np.maximum(walk[j], value, out=walk[j], where=where)
                else:
                    np.minimum(least[j], value, out=least[j], where=where)
        stops = _made(terms, last, sets)
        for j in range(n + 1):
            loss = _with_next(terms, last, j, stops, sets) - least[j]
            margin = whole - walk[j]
            margin[np.abs(margin) <= NOISE * stake] = 0
            loss[loss <= NOISE * stake] = 0
            with np.errstate(invalid="ignore", divide="ignore"):
                trust = np.where(loss > 0, loss / (loss + margin), np.float32(0))
                score = np.where(margin < 0, BROKEN - margin / stake, trust)
            np.maximum(scores[j], score, out=scores[j])
    return scores


def _made(terms: Terms, row: int, sets: Ints) -> Table:
    """What the made steps of each set come to in a row."""
    n, numbers = terms.steps, terms.numbers[row]
    total = np.full(sets.shape, numbers[0])
    for start in range(0, max(n, 1), CHUNK):
        values = numbers[1 + start : 1 + min(start + CHUNK, n)]
        sums = _subset_sums(values, numbers[0] if start == 0 else np.float32(0))
        part = sums[sets >> start & (1 << CHUNK) - 1]
        total = part if start == 0 else total + part
    for entry, worth in zip(terms.entries, numbers[1 + n :], strict=False):
        if worth != 0:
            total[(sets & entry) == entry] += worth
    return total


def _with_next(terms: Terms, row: int, j: int, made: Table, sets: Ints) -> Table:
    """The same with what the next step adds."""
    n, count = terms.steps, terms.entries.size
    adds = terms.numbers[row, 1 + n + count :].reshape(n + 1, 1 + count)[j]
    value = np.asarray(made + adds[0])
    for entry, worth in zip(terms.entries, adds[1:], strict=True):
        if worth != 0:
            others = entry & ~(1 << j)
            value[(sets & others) == others] += worth
    return value


def _subset_sums(values: Table, start: np.float32) -> Table:
    """The sum of values over every subset, added to `start`, by doubling: (n,) -> (2^n,)."""
    sums = np.full(1 << values.size, start)
    for bit, value in enumerate(values):
        half = 1 << bit
        np.add(sums[:half], value, out=sums[half : 2 * half])
    return sums
