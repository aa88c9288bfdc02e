"""The patient limit in rows of sums: what each party has, by the set of steps made, the next one, and who fails.

En-route time is ignored (carrying on is worth the whole deal for good) and only failures that show before the next
phase count. What a party has after a failure is then a sum over the steps made, and a little more for the next one:
one row for each failure that it can begin or suffer, and one for everything just stopping. The rows are found once, in
double precision; then both numpy and the kernel only add and compare them in single precision, in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = [
    "BROKEN",
    "CHUNK",
    "NOISE",
    "Stakes",
    "SubsetLattice",
    "Table",
    "Terms",
    "edge_scores",
    "stakes_of",
    "terms_of",
]

NOISE = np.float32(1e-6)
"""Single precision: differences within this share of a party's gross stake are none."""

BROKEN = np.float32(1.0)
"""Scores above this are of moves at which somebody walks out: 1 + the missing margin as a share of the stake."""

CHUNK = 8
"""Planned steps whose subset sums are tabled together; a sum over a set is the sum of its chunks, in their order."""

NEVER, WHERE_IT_SHOWS, ALWAYS = 0, 1, 2
"""Whether a row counts before a step that is next."""


@dataclass(frozen=True)
class SubsetLattice:
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
    everything stops. stakes: (P, 2), the whole deal and the gross stake. entries: (E,), the steps planned of each.
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
        return int(self.which.shape[1]) - 3


def terms_of(exchange: Exchange, lattice: SubsetLattice) -> Terms:
    """The rows of a lattice, for all parties; of rows that say the same only one. Exchange without draws."""
    present = np.zeros(exchange.steps, dtype=bool)
    present[lattice.planned] = present[lattice.kept] = True
    # A guide: as if all verifiers of the deal were there from the start and for good, and nothing were missed.
    exchange = replace(exchange, seen=exchange.seen_by(present), seen_with=None, missed=None)
    deal = _Deal.of(exchange, lattice)
    views = [_View(deal, int(p)) for p in np.flatnonzero(deal.failers)]  # the others never quit anything
    rows = [view.rows() for view in views]
    n, entries = lattice.planned.size, len(exchange.together_worth)
    which = [np.zeros((0, n + 3), dtype=np.int64), *(which for which, _ in rows)]
    numbers = [np.zeros((0, 1 + n + entries + (n + 1) * (1 + entries))), *(numbers for _, numbers in rows)]
    stakes = [(view.whole(), deal.stake[view.party]) for view in views]
    return Terms(
        first=np.cumsum([0, *(len(which) for which, _ in rows)], dtype=np.int64),
        stakes=np.array(stakes, dtype=np.float32).reshape(-1, 2),
        entries=_sets(lattice, exchange.together_steps),
        which=np.concatenate(which),
        numbers=np.concatenate(numbers).astype(np.float32),
    )


def _sets(lattice: SubsetLattice, members: Bools) -> Ints:
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
class _Failures:
    """The threshold failures of a group, one for each time at which one can show, from whatever set it begins.

    shows: (F,), years. until: (F, M), how long each made step stays in force. withheld: (F, M), whether the group
    withholds the step if it is the next one. first: (F, M), what is taken back and shows at this very time.
    """

    shows: Floats
    until: Floats
    withheld: Bools
    first: Bools


@dataclass(frozen=True)
class _Deal:
    """What of a deal is the same for all parties: who has something to quit, and arrays of the exchange (M,)."""

    exchange: Exchange
    lattice: SubsetLattice
    present: Bools
    failers: Bools
    costly: Bools
    costly_to: Bools
    breakable: Bools
    lapses: Bools
    due: Floats
    stake: Floats

    @classmethod
    def of(cls, exchange: Exchange, lattice: SubsetLattice) -> _Deal:
        """What there is to know of a deal before any failure."""
        present = np.zeros(exchange.steps, dtype=bool)
        present[lattice.planned] = present[lattice.kept] = True
        costly_to = exchange.costly_to
        return cls(
            exchange=exchange,
            lattice=lattice,
            present=present,
            failers=np.asarray((costly_to & present).any(axis=1)),
            costly=exchange.costly,
            costly_to=costly_to,
            breakable=exchange.breakable,
            lapses=exchange.lapses,
            due=exchange.takes + exchange.seen,
            stake=exchange.stake(),
        )

    def failures(self, group: Bools) -> _Failures:
        """The threshold failures of a group."""
        exchange = self.exchange
        back = np.asarray(self.breakable[group].any(axis=0)) & exchange.in_reach(group) & self.present
        held = np.asarray(self.costly_to[group].any(axis=0)) & self.present
        due = self.due[self.lattice.planned][held[self.lattice.planned]]
        shows = np.array(sorted({*exchange.seen[back].tolist(), *due.tolist()}), dtype=np.float64)
        at = shows[:, None]
        lapsing = np.where(self.lapses, at + exchange.undo, np.inf)
        return _Failures(
            shows=shows,
            until=np.where(back & (exchange.seen >= at), exchange.undo, lapsing),
            withheld=held & (self.due >= at),
            first=back & (exchange.seen == at),
        )


class _View:
    """The lattice through the eyes of one party."""

    def __init__(self, deal: _Deal, party: int) -> None:
        self.deal, self.party = deal, party
        exchange = deal.exchange
        self.horizon, self.worth = float(exchange.horizons[party]), exchange.worth[party]
        self.later = self.fade(exchange.takes)
        self.entries = [
            (np.flatnonzero(members), float(worth) if deal.present[members].all() else 0.0)
            for members, worth in zip(exchange.together_steps, exchange.together_worth[:, party], strict=True)
        ]

    def fade(self, time: Floats) -> Floats:
        """What a point from then on counts now."""
        return np.asarray(np.exp(-time / self.horizon))

    def whole(self) -> float:
        """What the whole deal is worth for good."""
        return float(self.worth[self.deal.present].sum()) + sum(worth for _, worth in self.entries)

    def rows(self) -> tuple[Ints, Floats]:
        """The rows of this party, as in Terms, none twice; the last is what it has if everything stops."""
        mine = np.arange(self.deal.exchange.parties) == self.party
        parts = [self.after(self.deal.failures(mine), own=True)]
        parts += [self.after(self.deal.failures(g), own=False) for g in _groups(self.deal.failers, self.party)]
        found: dict[tuple[bytes, bytes], tuple[Ints, Floats]] = {}
        for whiches, numbers in parts:
            for which, number in zip(whiches, numbers, strict=True):
                if which[2:].any():
                    found.setdefault((which.tobytes(), number.tobytes()), (which, number))
        stopping = self.stopping()
        return (
            np.concatenate([*(which[None] for which, _ in found.values()), stopping[0]]),
            np.concatenate([*(number[None] for _, number in found.values()), stopping[1]]),
        )

    def made(self, until: Floats) -> Floats:
        """What the kept steps, each planned step and each entry are worth if each lasts until `until` (F, M)."""
        value = self.worth * (1 - self.fade(until))
        columns = [value[:, self.deal.lattice.kept].sum(axis=1, keepdims=True), value[:, self.deal.lattice.planned]]
        for members, worth in self.entries:
            columns.append(worth * (1 - self.fade(until[:, members].min(axis=1, keepdims=True))))
        return np.concatenate(columns, axis=1)

    def added(self, until: Floats, upto: Floats, comes: Bools) -> Floats:
        """What each next step adds, by itself and with each entry that it completes: (F, n + 1, 1 + E).

        All (F, M): it is in force from its own start to upto, the others until `until`; comes: whether it does come.
        """
        exchange, planned = self.deal.exchange, self.deal.lattice.planned
        adds = np.zeros((len(until), planned.size + 1, 1 + len(self.entries)))
        own = np.where(comes, self.worth * (self.later - self.fade(upto)), 0)
        adds[:, :-1, 0] = own[:, planned]
        for entry, (members, worth) in enumerate(self.entries, start=1):
            for b in np.flatnonzero(np.isin(planned, members)) if worth else ():
                j = planned[b]
                others = until[:, members[members != j]].min(axis=1, initial=np.inf)
                ends = np.minimum(upto[:, j], others)
                counts = comes[:, j] & (ends > exchange.takes[j])
                adds[:, b, entry] = np.where(counts, worth * (self.later[j] - self.fade(ends)), 0)
        return adds

    def stopping(self) -> tuple[Ints, Floats]:
        """What it has if everything stops before the next step, which still comes if it is free: one row."""
        exchange = self.deal.exchange
        until = np.where(self.deal.lapses, exchange.undo, np.inf)[None]
        adds = self.added(until, until + exchange.takes, ~self.deal.costly[None])
        which = np.concatenate([[0, 0], np.full(adds.shape[1], ALWAYS)])[None]
        return which, np.concatenate([self.made(until), adds.reshape(1, -1)], axis=1)

    def after(self, failures: _Failures, own: bool) -> tuple[Ints, Floats]:
        """What it has after each failure, a row each; after those of its own, less what walking out costs it."""
        deal, exchange, planned = self.deal, self.deal.exchange, self.deal.lattice.planned
        shows = failures.shows[:, None]
        one_made = _sets(deal.lattice, failures.first)
        from_kept = failures.first[:, deal.lattice.kept].any(axis=1)
        seen = np.where(from_kept, ALWAYS, np.where(one_made != 0, WHERE_IT_SHOWS, NEVER))
        counts = np.repeat(seen[:, None], planned.size + 1, axis=1)
        counts[:, :-1][(failures.withheld & (deal.due == shows))[:, planned]] = ALWAYS
        in_a_later_phase = shows > np.maximum(deal.lattice.pace, deal.due)  # whose sets count it
        counts[:, :-1][in_a_later_phase[:, planned]] = NEVER
        upto = np.where(deal.lapses, np.maximum(shows, exchange.takes) + exchange.undo, np.inf)
        given_up = failures.withheld | (deal.costly & (exchange.takes > shows))
        adds = self.added(failures.until, upto, ~given_up)
        if own:
            adds[:, :, 0] -= self.fade(shows) * float(exchange.walkout_costs[self.party])
        adds[counts == NEVER] = 0
        which = np.concatenate([np.full_like(one_made, own)[:, None], one_made[:, None], counts], axis=1)
        flat = adds.reshape(len(adds), adds.shape[1] * adds.shape[2])
        return which, np.concatenate([self.made(failures.until), flat], axis=1)


def edge_scores(terms: Terms, sets: Ints) -> Table:
    """The score of each next step from each of the sets (K,): (n + 1, K); row n is "nothing more to come".

    A score is the trust asked (0..1) or, where somebody would walk out, above 1. Where the set has the step, it means
    nothing.
    """
    n = terms.steps
    scores = np.zeros((n + 1, sets.size), dtype=np.float32)
    for party, (whole, stake) in enumerate(terms.stakes):
        walk, loss = _at_stake(terms, party, sets)
        for j in range(n + 1):
            margin = whole - walk[j]
            margin[np.abs(margin) <= NOISE * stake] = 0
            with np.errstate(invalid="ignore", divide="ignore"):
                trust = np.where(loss[j] > 0, loss[j] / (loss[j] + margin), np.float32(0))
                score = np.where(margin < 0, BROKEN - margin / stake, trust)
            np.maximum(scores[j], score, out=scores[j])
    return scores


def _at_stake(terms: Terms, party: int, sets: Ints) -> tuple[Table, Table]:
    """What the party (of those with something to quit) has by walking out (-inf: not at all), and its largest loss.

    Both (n + 1, K), by the next step and the set; where the set has the step, they mean nothing.
    """
    n, first, last = terms.steps, int(terms.first[party]), int(terms.first[party + 1]) - 1
    walk = np.full((n + 1, sets.size), -np.inf, dtype=np.float32)
    least = np.full_like(walk, np.inf)
    for row in range(first, last):
        made, shown = _made(terms, row, sets), (sets & terms.which[row, 1]) != 0
        own, counts = terms.which[row, 0], terms.which[row, 2:]
        for j in map(int, np.flatnonzero(counts)):
            value = _with_next(terms, row, j, made, sets)
            where = shown if counts[j] == WHERE_IT_SHOWS else np.True_
            if own:
                np.maximum(walk[j], value, out=walk[j], where=where)
            else:
                np.minimum(least[j], value, out=least[j], where=where)
    stops = _made(terms, last, sets)
    loss = np.array([_with_next(terms, last, j, stops, sets) for j in range(n + 1)]) - least
    loss[loss <= NOISE * terms.stakes[party, 1]] = 0
    return walk, loss


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


def stakes_of(exchange: Exchange, lattice: SubsetLattice) -> Stakes:
    """What is at stake at each next step from each set, for every deal within the lattice. Exchange without draws.

    Walk-out values and losses do not depend on where it all leads to; only what carrying on is worth does.
    """
    terms, sets = terms_of(exchange, lattice), np.arange(1 << lattice.planned.size)
    deal = _Deal.of(exchange, lattice)
    parties = np.flatnonzero(deal.failers)
    found = [_at_stake(terms, party, sets) for party in range(parties.size)]
    forever = np.full((1, exchange.steps), np.inf)
    # One row that is no failure: everything made stays for good.
    rows = [replace(terms, numbers=_View(deal, int(p)).made(forever).astype(np.float32)) for p in parties]
    size = (lattice.planned.size + 1, sets.size)
    return Stakes(
        parties=parties,
        walk=np.array([walk for walk, _ in found], np.float32).reshape(-1, *size),
        loss=np.array([loss for _, loss in found], np.float32).reshape(-1, *size),
        worth=np.array([_made(row, 0, sets) for row in rows], np.float32).reshape(-1, sets.size),
        gross=deal.stake[parties].astype(np.float32),
    )


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
