"""The patient limit in rows of sums: what each party has, by the set of steps made, the next one, and who fails.

En-route time is ignored (carrying on is worth the whole deal for good) and only failures that show before the next
phase count. What a party has after a failure is then a sum over the steps made, and a little more for the next one.

Trust is asked by pairs: an own failure W and one of the others F, the same act in both worlds. It is the largest
L / (L + V - a(W)), where a(W) is what W brings if nobody else fails and L = b(W, F) - s(F) what it costs to have
carried on if the others fail. Of all pairs those count in which W is leaving openly, or shows no sooner than F; the
others fail each alone or all together; failures are threshold failures, and what steps require has no say in them.
Any pairs will do for a guide: those left out, in which W shows before F does, come near leaving openly.

So there is one row for each own failure, of a(W), and one for each loss L that goes with it. The rows are found once,
in double precision; then both numpy and the kernel only add and compare them in single precision, in the same order.
The kernel finds the rows itself (`compiled`), of many draws at once; here is the twin.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
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
    "gross_and_worth",
    "stakes_of",
    "terms_of",
]

NOISE = np.float32(1e-6)
"""Single precision: differences within this share of a party's gross stake are none."""

BROKEN = np.float32(1.0)
"""Scores above this are of moves at which somebody walks out: 1 + the missing margin as a share of the stake."""

CHUNK = 8
"""Planned steps whose subset sums are tabled together; a sum over a set is the sum of its chunks, in their order."""

SAME_TIME = 1e-9
"""Years: times that differ by less are equal."""

DIGITS = 12
"""Digits after the point of losses, in own points: what differs by less is the same."""

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

    first: (P + 1,), party p has the rows first[p] to first[p + 1] - 1: each of its own failures, followed by the losses
    that go with it. stakes: (P, 2), the whole deal and the gross stake. entries: (E,), the steps planned of each.
    which: (R, n + 3), for each row whether it is an own failure, the set of steps of which one must be made for it to
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
    """Failures, one for each time at which one can show, from whatever set it begins.

    shows: (F,), years. back, withheld: (F, M), whether a step that is made is taken back, and whether one that is next
    is not made. set_: (F,), the planned steps of which one must be made for it to show. counts: (F, n + 1), before
    which next steps it does.
    """

    shows: Floats
    back: Bools
    withheld: Bools
    set_: Ints
    counts: Ints

    def __len__(self) -> int:
        """How many there are."""
        return self.shows.size

    def of(self, which: Bools | Ints) -> _Failures:
        """Some of them."""
        return _Failures(
            self.shows[which], self.back[which], self.withheld[which], self.set_[which], self.counts[which]
        )

    @staticmethod
    def joined(parts: Sequence[_Failures]) -> _Failures:
        """One after the other; at least one part."""
        return _Failures(
            np.concatenate([part.shows for part in parts]),
            np.concatenate([part.back for part in parts]),
            np.concatenate([part.withheld for part in parts]),
            np.concatenate([part.set_ for part in parts]),
            np.concatenate([part.counts for part in parts]),
        )


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
        """The threshold failures of a group that can show before some next phase."""
        exchange, planned = self.exchange, self.lattice.planned
        back, held = self.can_end(group), np.asarray(self.costly_to[group].any(axis=0)) & self.present
        due = self.due[planned][held[planned]]
        shows = np.array(sorted({*exchange.seen[back].tolist(), *due.tolist()}), dtype=np.float64)
        at = shows[:, None]
        first = back & (exchange.seen == at)
        counts = self._where_one_is_made(first)
        counts[:, :-1][(held & (self.due == at))[:, planned]] = ALWAYS
        in_a_later_phase = at > np.maximum(self.lattice.pace, self.due)  # whose sets count it
        counts[:, :-1][in_a_later_phase[:, planned]] = NEVER
        found = _Failures(
            shows, back & (exchange.seen >= at), held & (self.due >= at), _sets(self.lattice, first), counts
        )
        return found.of(np.flatnonzero(counts.any(axis=1)))

    def can_end(self, group: Bools) -> Bools:
        """Which steps, once made, a group can take back and would, (M,)."""
        return np.asarray(self.breakable[group].any(axis=0)) & self.exchange.in_reach(group) & self.present

    def quitting(self, group: Bools) -> _Failures:
        """Leaving openly, as a failure that shows at once: where there is anything that the group could breach."""
        back, held = self.can_end(group)[None], np.asarray(self.costly_to[group].any(axis=0)) & self.present
        counts = self._where_one_is_made(back)
        counts[0, :-1][held[self.lattice.planned]] = ALWAYS
        found = _Failures(np.zeros(1), back, held[None], _sets(self.lattice, back), counts)
        return found.of(np.flatnonzero(counts.any(axis=1)))

    def _where_one_is_made(self, steps: Bools) -> Ints:
        """Before which next steps something counts that needs one of some steps (F, M) to be made, (F, n + 1)."""
        from_kept, from_planned = (steps[:, j].any(axis=1) for j in (self.lattice.kept, self.lattice.planned))
        counts = np.where(from_kept, ALWAYS, np.where(from_planned, WHERE_IT_SHOWS, NEVER))
        return np.repeat(counts[:, None], self.lattice.planned.size + 1, axis=1)


class _Columns:
    """Groups of columns, of each of which the least of every row is asked for."""

    def __init__(self, groups: Sequence[NDArray[np.intp]]) -> None:
        # One more column behind all others, of a group that has none.
        self.columns = np.array([j for group in groups for j in (*group.tolist(), -1)], dtype=np.intp)
        self.first = np.cumsum([0, *(group.size + 1 for group in groups)])[:-1]

    def least(self, rows: Floats) -> Floats:
        """The least of each group in each row, infinite where it has none: (F, M) -> (F, groups)."""
        if not self.first.size:
            return np.zeros((len(rows), 0))
        wider = np.concatenate([rows, np.full((len(rows), 1), np.inf)], axis=1)
        return np.asarray(np.minimum.reduceat(wider[:, self.columns], self.first, axis=1))


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
        self.whole_entries = _Columns([members for members, _ in self.entries])
        self.worths = np.array([worth for _, worth in self.entries])
        # What each planned step completes: its place, the entry, and the other steps of that.
        completing = [
            (int(b), entry, members[members != deal.lattice.planned[b]])
            for entry, (members, worth) in enumerate(self.entries, start=1)
            for b in (np.flatnonzero(np.isin(deal.lattice.planned, members)) if worth else ())
        ]
        self.completing = np.array([(b, entry) for b, entry, _ in completing], dtype=np.intp).reshape(-1, 2)
        self.others = _Columns([others for _, _, others in completing])

    def fade(self, time: Floats) -> Floats:
        """What a point from then on counts now."""
        return np.asarray(np.exp(-time / self.horizon))

    def whole(self) -> float:
        """What the whole deal is worth for good."""
        return float(self.worth[self.deal.present].sum()) + sum(worth for _, worth in self.entries)

    def rows(self) -> tuple[Ints, Floats]:
        """The rows of this party, as in Terms: its own failures, each followed by its losses, no loss twice."""
        mine = np.arange(self.deal.exchange.parties) == self.party
        feared = _Failures.joined(
            [self.deal.failures(np.zeros_like(mine)), *map(self.deal.failures, _groups(self.deal.failers, self.party))]
        )
        others_fail = self.after(feared.shows, feared.back, feared.withheld)
        parts, cost = [], float(self.deal.exchange.walkout_costs[self.party])
        openly = self.less(self.stopping(), cost)
        leaving = self.deal.quitting(mine)
        if not len(leaving):
            return np.zeros((0, feared.counts.shape[1] + 2), dtype=np.int64), openly[:0]
        parts += [_own(leaving, openly), _losses(leaving, feared, openly - others_fail)]
        secret = self.deal.failures(mine)
        alone = self.less(self.after(secret.shows, secret.back, secret.withheld), cost * self.fade(secret.shows))
        # Each own failure with each that shows no later than it, all at once.
        which, with_ = np.nonzero(feared.shows <= secret.shows[:, None] + SAME_TIME)
        own, worse = secret.of(which), feared.of(with_)
        both = self.after(np.minimum(own.shows, worse.shows), own.back | worse.back, own.withheld | worse.withheld)
        paid = np.where(worse.shows >= own.shows - SAME_TIME, cost * self.fade(worse.shows), 0.0)
        lost = self.less(both, paid) - others_fail[with_]
        ends = np.searchsorted(which, np.arange(len(secret) + 1))
        for place, (first, last) in enumerate(itertools.pairwise(ends.tolist())):
            one = secret.of(np.array([place]))
            parts.append(_own(one, alone[place : place + 1]))
            parts.append(_losses(one, feared.of(with_[first:last]), lost[first:last]))
        return np.concatenate([which for which, _ in parts]), np.concatenate([numbers for _, numbers in parts])

    def less(self, numbers: Floats, paid: Floats | float) -> Floats:
        """The same rows (F, ...) with something to pay (F,), whatever step is next."""
        out, entries = numbers.copy(), len(self.entries)
        out[:, 1 + self.deal.lattice.planned.size + entries :: 1 + entries] -= np.reshape(paid, (-1, 1))
        return out

    def made(self, until: Floats) -> Floats:
        """What the kept steps, each planned step and each entry are worth if each lasts until `until` (F, M)."""
        value = self.worth * (1 - self.fade(until))
        kept, planned = self.deal.lattice.kept, self.deal.lattice.planned
        entries = self.worths * (1 - self.fade(self.whole_entries.least(until)))
        total = np.zeros((len(value), 1))
        for j in kept:  # one after the other, as in the kernel
            total[:, 0] += value[:, j]
        return np.concatenate([total, value[:, planned], entries], axis=1)

    def added(self, until: Floats, upto: Floats, comes: Bools) -> Floats:
        """What each next step adds, by itself and with each entry that it completes: (F, n + 1, 1 + E).

        All (F, M): it is in force from its own start to upto, the others until `until`; comes: whether it does come.
        """
        exchange, planned = self.deal.exchange, self.deal.lattice.planned
        adds = np.zeros((len(until), planned.size + 1, 1 + len(self.entries)))
        own = np.where(comes, self.worth * (self.later - self.fade(upto)), 0)
        adds[:, :-1, 0] = own[:, planned]
        places, entries = self.completing.T
        steps = planned[places]
        ends = np.minimum(upto[:, steps], self.others.least(until))
        counts = comes[:, steps] & (ends > exchange.takes[steps])
        worths = self.worths[entries - 1]
        adds[:, places, entries] = np.where(counts, worths * (self.later[steps] - self.fade(ends)), 0)
        return adds

    def stopping(self) -> Floats:
        """What it has if everything stops before the next step, which still comes if it is free: one row of numbers."""
        exchange = self.deal.exchange
        until = np.where(self.deal.lapses, exchange.undo, np.inf)[None]
        adds = self.added(until, until + exchange.takes, ~self.deal.costly[None])
        return np.concatenate([self.made(until), adds.reshape(1, -1)], axis=1)

    def after(self, shows: Floats, back: Bools, withheld: Bools) -> Floats:
        """What it has after each failure that shows then, takes steps back and withholds the next one, a row each."""
        deal, exchange, at = self.deal, self.deal.exchange, shows[:, None]
        until = np.where(back, exchange.undo, np.where(deal.lapses, at + exchange.undo, np.inf))
        upto = np.where(deal.lapses, np.maximum(at, exchange.takes) + exchange.undo, np.inf)
        adds = self.added(until, upto, ~(withheld | (deal.costly & (exchange.takes > at))))
        return np.concatenate([self.made(until), adds.reshape(len(adds), adds.shape[1] * adds.shape[2])], axis=1)


def _own(own: _Failures, numbers: Floats) -> tuple[Ints, Floats]:
    """The row of one own failure."""
    return np.concatenate([[1], own.set_, own.counts[0]])[None], numbers


def _losses(own: _Failures, feared: _Failures, numbers: Floats) -> tuple[Ints, Floats]:
    """The rows of what is lost by not failing so if the others fail; failures at which the same is lost have one."""
    counts = np.where(own.counts == NEVER, NEVER, feared.counts)
    said = np.concatenate([np.zeros((len(feared), 1), dtype=np.int64), feared.set_[:, None], counts], axis=1)
    found: dict[bytes, list[Ints]] = {}
    rows: dict[bytes, Floats] = {}
    for set_, which, number in zip(feared.set_.tolist(), said, np.round(numbers, DIGITS) + 0.0, strict=True):
        key = number.tobytes()
        rows[key] = number
        alike = found.setdefault(key, [])
        for n, other in enumerate(alike):
            # A row shows where one of its steps is made: two are one if that says the same of every next step.
            theirs, count, counted = int(other[1]), which[2:], other[2:]
            if not (set_ & ~theirs and ((count == NEVER) & (counted == WHERE_IT_SHOWS)).any()) and not (
                theirs & ~set_ and ((counted == NEVER) & (count == WHERE_IT_SHOWS)).any()
            ):
                alike[n] = np.concatenate([[0, set_ | theirs], np.maximum(count, counted)])
                break
        else:
            alike.append(which)
    kept = [(which, rows[key]) for key, alike in found.items() for which in alike if which[2:].any()]
    width = numbers.shape[1]
    return (
        np.array([which for which, _ in kept], dtype=np.int64).reshape(-1, 2 + counts.shape[1]),
        np.array([number for _, number in kept], dtype=np.float64).reshape(-1, width),
    )


def edge_scores(terms: Terms, sets: Ints) -> Table:
    """The score of each next step from each of the sets (K,): (n + 1, K); row n is "nothing more to come".

    A score is the trust asked (0..1) or, where somebody would walk out, above 1. Where the set has the step, it means
    nothing.
    """
    scores = np.zeros((terms.steps + 1, sets.size), dtype=np.float32)
    for party, (whole, stake) in enumerate(terms.stakes):
        for walk, loss in _at_stake(terms, party, sets):
            margin = whole - walk
            margin[np.abs(margin) <= NOISE * stake] = 0
            with np.errstate(invalid="ignore", divide="ignore"):
                trust = np.where(loss > 0, loss / (loss + margin), np.float32(0))
                score = np.where(margin < 0, BROKEN - margin / stake, trust)
            np.maximum(scores, score, out=scores)
    return scores


def _at_stake(terms: Terms, party: int, sets: Ints) -> Iterator[tuple[Table, Table]]:
    """For each own failure of a party (of those with something to quit) what it brings, and the largest loss with it.

    Both (n + 1, K), by the next step and the set: -inf where there is no such failure, and 0 where there is no loss.
    Where the set has the step, they mean nothing.
    """
    n, first, last = terms.steps, int(terms.first[party]), int(terms.first[party + 1])
    begins = [row for row in range(first, last) if terms.which[row, 0]]
    for own, after in itertools.pairwise([*begins, last]):
        walk, loss = np.full((2, n + 1, sets.size), -np.inf, dtype=np.float32)
        for row in range(own, after):
            made, shown = _made(terms, row, sets), (sets & terms.which[row, 1]) != 0
            counts, into = terms.which[row, 2:], walk if row == own else loss
            for j in map(int, np.flatnonzero(counts)):
                value = _with_next(terms, row, j, made, sets)
                np.maximum(into[j], value, out=into[j], where=shown if counts[j] == WHERE_IT_SHOWS else np.True_)
        loss[(loss <= NOISE * terms.stakes[party, 1]) | np.isneginf(walk)] = 0
        yield walk, loss


@dataclass(frozen=True)
class Stakes:
    """What there is at stake at two pairs of failures of each party, (A,): no deal is in it but the largest.

    sets: (K,), the sets of made steps. parties: (A,), whose pair it is. walk, loss: (A, n + 1, K), by next step (row n:
    none) and set, what an own failure brings (-inf where there is none) and the largest loss with it: of each party
    that of the failure which brings most, and that of the one with the largest loss. worth: (A, K), what a set is worth
    for good. gross: (A,).
    """

    sets: Ints
    parties: NDArray[np.intp]
    walk: Table
    loss: Table
    worth: Table
    gross: Table


def stakes_of(exchange: Exchange, lattice: SubsetLattice, sets: Ints) -> Stakes:
    """What is at stake at each next step from sets (K,), for every deal within the lattice. Exchange without draws.

    What own failures bring and what is lost do not depend on where it all leads to; only what carrying on is worth
    does. Which pair asks for most does too: the two ends of them are kept, the others may ask for more between.
    """
    terms = terms_of(exchange, lattice)
    parties, gross, worth = gross_and_worth(exchange, lattice, sets)
    size = (parties.size, 2, lattice.planned.size + 1, sets.size)
    walk, loss = np.full(size, -np.inf, dtype=np.float32), np.zeros(size, dtype=np.float32)
    for party in range(parties.size):
        near = NOISE * terms.stakes[party, 1]
        for brings, costs in _at_stake(terms, party, sets):
            _take((brings, costs), (walk[party, 0], loss[party, 0]), near)
            _take((costs, brings), (loss[party, 1], walk[party, 1]), near)
    return Stakes(
        sets=sets,
        parties=np.repeat(parties, 2),
        walk=walk.reshape(-1, *size[2:]),
        loss=loss.reshape(-1, *size[2:]),
        worth=np.repeat(worth, 2, axis=0),
        gross=np.repeat(gross, 2),
    )


def gross_and_worth(exchange: Exchange, lattice: SubsetLattice, sets: Ints) -> tuple[NDArray[np.intp], Table, Table]:
    """The parties (A,) that have something to quit, their gross stakes (A,), and what each set is worth for good.

    The last is (A, K). Exchange without draws.
    """
    deal = _Deal.of(exchange, lattice)
    parties, forever = np.flatnonzero(deal.failers), np.full((1, exchange.steps), np.inf)
    none, which = np.zeros(0, dtype=np.int64), np.zeros((0, lattice.planned.size + 3), dtype=np.int64)
    entries = _sets(lattice, exchange.together_steps)
    # One row that is no failure: everything made stays for good.
    numbers = [_View(deal, int(p)).made(forever).astype(np.float32) for p in parties]
    rows = [Terms(none, np.zeros((0, 2), dtype=np.float32), entries, which, row) for row in numbers]
    worth = np.array([_made(row, 0, sets) for row in rows], np.float32).reshape(-1, sets.size)
    return parties, deal.stake[parties].astype(np.float32), worth


def _take(pair: tuple[Table, Table], best: tuple[Table, Table], near: np.float32) -> None:
    """Put pairs into the places of the best where the first number is larger, or equal and the second larger."""
    with np.errstate(invalid="ignore"):
        larger = (pair[0] > best[0] + near) | ((pair[0] >= best[0] - near) & (pair[1] > best[1]))
    for into, new in zip(best, pair, strict=True):
        np.copyto(into, new, where=larger)


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
