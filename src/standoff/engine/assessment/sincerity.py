"""Learning on the way: how sure must a party be at the start, if kept phases show who is sincere? (Watson 1999, 2002)

Some parties are *doubted*: each of them may be insincere. A sincere party carries on as planned. An **insincere** one
has the worths and the horizon of the exchange, loses nothing when it is caught (no walk-out cost), and is sure to walk
out: at the start of the phase 1..K+1 at which that is best for it, seen from the start of the plan; of several such
phases, at the earliest.

Carrying on is worth V_1 to it at the start and V_k at the start of phase k, which is s_k years later, so what it has on
the way until then is V_1 - e^(-s_k/H) V_k. Walking out at k therefore leaves it with

    V_1 - e^(-s_k/H) (V_k - B_k),      B_k: the best of its own failures at k, leaving openly included, at no cost,

and it walks out at the phase whose margin without a walk-out cost, discounted to the start, is smallest. It is **seen
to be sincere** from phase q on: the first one after that which does not begin before its walking out would have shown
(if several of its failures are best, the one that shows last; leaving openly shows at once). Mostly q is the next
phase. Where breaches may be missed, that is the time by which it would have shown for sure: what may stay hidden for
good tells nothing.

So a failure of a group is possible only if every doubted member makes its first breach of it in a phase before its q:
whoever has kept the phase in which it would have walked out does not fail later. Exposure and trust are as in `assess`,
over the pairs of an own failure, any of them, and a possible failure of the others. Until its q, the others believe in
a party as they did at the start (a kept phase in which an insincere party would have waited tells nothing), and from q
on fully. The **initial trust** of a row is thus the chance, in the party's mind before the plan starts, that none of
those who can still fail is insincere; the initial trust that a plan asks is the largest of its rows. It never exceeds
the trust asked without learning.

With stakes x and 1 - x in two rounds, temptation T, loss E, mutual value v = T - E and d = e^(-round/H): an insincere
party walks out in round one iff T x >= v x + d T (1 - x), that is x >= d T / (T (1 + d) - v). Then round one alone is
risked on it. A sincere party with a walk-out cost Q loses E x - d Q by carrying on into the other's failure, against a
margin of d v (1 - x) - (E x - d Q), so that the trust asked is (E x - d Q) / (d v (1 - x)). If it waits, nothing is
learned: what counts is that it may keep round one and fail in round two, and (E (x + d (1 - x)) - d Q) / (d T (1 - x))
is asked, which is more. A first round helps if it is large enough to tempt, and the smaller the better from there on.

Sources: Watson, "Starting Small and Renegotiation" (1999; recalled) and "Starting Small and Commitment" (2002; abstract
looked up); Kydd, "Trust, Reassurance, and Cooperation" (2000; abstract looked up). The definitions here are our own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment import failures, schedule, values
from standoff.engine.assessment import trust as trust_assess
from standoff.engine.assessment.pairs import Alone, Weighed, largest_of, weigh
from standoff.engine.assessment.schedule import Rows
from standoff.engine.assessment.trust import Assessed
from standoff.engine.assessment.values import TOLERANCE
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["Belief", "Believed", "Learned", "believed", "enough", "initial_trust", "learn"]

LATER = np.iinfo(np.int64).max
"""A phase after all others."""


@dataclass(frozen=True)
class Learned:
    """A batch of B plans with what is learned on the way; phases 1..K+1 are at positions 0..K, as in `Assessed`.

    walks: (B, N), the phase in which an insincere party would walk out; 0 where it is not doubted or has nothing to
    walk out of. seen: (B, N), the phase from which on it is seen to be sincere; 0 for never.
    pays: (B, N), what walking out brings an insincere party over carrying on, in its own points at the start; NaN
    where walks is 0. can_fail: (B, K+1, N), who can still fail, as seen from the start of the phase.
    exposure, trust: (B, K+1, N), NaN as in `Assessed`. asked: (B, N), the initial trust asked of each party, and
    phase: (B, N), where (0: nowhere); trust_asked: (B,), of the plan. NaN where some margin is negative.
    """

    walks: Ints
    seen: Ints
    pays: Floats
    can_fail: Bools
    exposure: Floats
    trust: Floats
    asked: Floats
    phase: Ints
    trust_asked: Floats


def learn(
    exchange: Exchange, phases: Ints, pace: float | Floats = 0.0, found: Assessed | _Known | None = None
) -> Learned:
    """What is learned in a batch of plans, and the initial trust that each asks: phases and pace as for `assess`.

    `found`: what `assess` makes of the same batch, if it is known. Nobody is doubted where `exchange.doubted` is None.
    Source: gradual starts with insincere partners, Watson (1999, 2002); reassurance by costly signals, Kydd (2000).

    >>> none = np.zeros((0, 2))
    >>> rounds = Exchange(  # gifts that cost the giver 2 and bring the other 3 per unit of stake: .6 first, then .4
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.ones(2),
    ...     worth=np.array([[-1.2, -0.8, 1.8, 1.2], [1.8, 1.2, -1.2, -0.8]]),
    ...     takes=np.zeros(4), seen=np.zeros(4), undo=np.full(4, np.inf),
    ...     owns=np.array([[True, True, False, False], [False, False, True, True]]),
    ...     automatic=np.zeros(4, dtype=bool), ends_all=np.zeros(4, dtype=bool), requires=np.zeros((4, 4), dtype=bool),
    ...     together_steps=np.zeros((0, 4), dtype=bool), together_worth=none, doubted=np.ones(2, dtype=bool))
    >>> found = learn(rounds, np.array([1, 2, 1, 2]))
    >>> found.walks.tolist(), found.seen.tolist(), float(np.round(found.trust_asked[0], 3))
    ([[1, 1]], [[2, 2]], 0.5)
    """
    vectors = np.atleast_2d(np.asarray(phases, dtype=np.int64))
    count = max(vectors.shape[0], exchange.draws or 1)
    vectors = np.broadcast_to(vectors, (count, exchange.steps))
    paces = np.broadcast_to(np.asarray(pace, dtype=np.float64), (count,))
    known = trust_assess.assess(exchange, vectors, pace) if found is None else found
    last = int(vectors.max(initial=0))
    parts = [
        _learn(exchange.take(which), vectors[which], paces[which], last, _Known.of(known, which))
        for which in values.batches(exchange, count, last)
    ]
    return Learned(*(np.concatenate([getattr(part, name) for part in parts]) for name in Learned.__dataclass_fields__))


def initial_trust(
    exchange: Exchange, phases: Ints, pace: float | Floats = 0.0, found: Assessed | None = None
) -> tuple[Floats, Floats]:
    """What a search minimises: the initial trust that each plan asks, (B,), and its rows ask, (B, K+1, N).

    For plans that do not hold, what `assess` says: nothing that is learned mends them. `found`: as for `learn`.
    """
    known = trust_assess.assess(exchange, phases, pace) if found is None else found
    asked, trust = known.trust_asked.copy(), known.trust.copy()
    which = np.flatnonzero(known.holds)
    if which.size and exchange.doubted is not None:
        vectors = np.broadcast_to(np.atleast_2d(phases), (asked.size, exchange.steps))[which]
        paces = np.broadcast_to(np.asarray(pace, dtype=np.float64), (asked.size,))[which]
        learned = learn(exchange.take(which), vectors, paces, _Known.of(known, which))
        asked[which] = learned.trust_asked
        trust[which, : learned.trust.shape[1]] = learned.trust
    return asked, trust


@dataclass(frozen=True)
class _Known:
    """What of an assessment the learning rests on, for a part of a batch."""

    carry_on: Floats
    stop: Floats
    margin: Floats
    exposure: Floats
    trust: Floats
    stake: Floats

    @classmethod
    def of(cls, found: Assessed | _Known, which: NDArray[np.intp]) -> _Known:
        """The part of an assessment."""
        return cls(*(getattr(found, name)[which] for name in cls.__dataclass_fields__))


@dataclass(frozen=True)
class _Failures:
    """All failures at R rows, and what they come to if nobody else fails.

    at: (F,); breaches: (F, M); groups: (F, N); shared: (F,), which of them the others look at too. value, fade: (F, N),
    shows: (F,), as from `outcomes`. own: (F, N), whose own failure it is, that begins now.
    """

    at: NDArray[np.intp]
    breaches: Bools
    groups: Bools
    shared: Bools
    value: Floats
    shows: Floats
    fade: Floats
    own: Bools


def _failures(exchange: Exchange, rows: Rows, count: int) -> _Failures:
    """Those of an assessment: threshold failures, and all sets of one party's breaches where they are called for."""
    at, breaches, groups = failures.threshold_failures(exchange, rows)
    thresholds = at.size
    for party in range(exchange.parties):
        if failures.needs_all_sets(exchange, party):
            _, row, sets = failures.all_sets_of_plans(exchange, rows, party, count)
            alone = np.broadcast_to(np.arange(exchange.parties) == party, (row.size, exchange.parties))
            at, breaches, groups = np.append(at, row), np.vstack([breaches, sets]), np.vstack([groups, alone])
    value, shows, fade = values.outcomes(exchange, rows, at, breaches)
    now = np.asarray((breaches & rows.begins_now[at]).any(axis=1))
    own = groups & (groups.sum(axis=1) == 1)[:, None] & now[:, None]
    return _Failures(at, breaches, groups, np.arange(at.size) < thresholds, value, shows, fade, own)


def _learn(exchange: Exchange, vectors: Ints, paces: Floats, last: int, known: _Known) -> Learned:
    starts, phases = schedule.schedule(exchange, vectors, paces, last)
    rows = schedule.rows_at(exchange, vectors, starts, phases, last)
    position = rows.phase - 1
    count, parties = vectors.shape[0], exchange.parties
    grid = trust_assess.RowLayout(rows.plan, position, (count, last + 1, parties))
    doubted = np.zeros(parties, dtype=bool) if exchange.doubted is None else exchange.doubted
    zero = TOLERANCE * known.stake
    looked = _failures(exchange, rows, count)

    best, latest = _walks(rows, looked, doubted, known.stop[rows.plan, position], zero[rows.plan])
    fade = np.exp(-starts[rows.plan, position][:, None] / rows.horizons)
    # Where nothing tempts it, best is -inf, and may not meet a fade of 0.
    tempted = np.isfinite(best)
    kept = fade * (known.carry_on[rows.plan, position] - np.where(tempted, best, 0.0))
    missed = np.where(tempted, kept, np.inf)
    walks, seen, pays = _turning_points(grid(missed, np.inf), grid(latest, -np.inf), starts, phases, zero)

    until = np.where(seen > 0, seen, LATER)
    possible = _possible(rows, looked, doubted, until)
    margin = known.margin[rows.plan, position]
    quits = ~np.isnan(margin)
    # Where everything is still possible, the assessment has weighed it.
    fewer = np.zeros(rows.plan.size, dtype=bool)
    fewer[looked.at[looked.shared & ~possible]] = True
    weighed = _weighed(exchange, rows, looked, known, fewer, possible)
    exposure = np.where(fewer[:, None], weighed.exposure, known.exposure[rows.plan, position])
    trust = np.where(fewer[:, None], weighed.trust, known.trust[rows.plan, position])
    trust = np.where(quits, np.where(margin < 0, np.nan, trust), 0.0)

    can_breach = np.where(rows.breachable, rows.due[:, None, :], LATER).min(axis=2, initial=LATER)
    laid = grid(trust)
    fails = np.asarray(grid(np.isnan(trust).astype(np.float64), fill=0.0).any(axis=(1, 2)))
    largest = np.nan_to_num(laid).max(axis=1)
    return Learned(
        walks=walks,
        seen=seen,
        pays=pays,
        can_fail=grid((can_breach < until[rows.plan]).astype(np.float64), fill=0.0) > 0,
        exposure=grid(np.where(quits, exposure, np.nan)),
        trust=laid,
        asked=np.where(fails[:, None], np.nan, largest),
        phase=np.where((largest > 0) & ~fails[:, None], np.nan_to_num(laid).argmax(axis=1) + 1, 0),
        trust_asked=np.where(fails, np.nan, largest.max(axis=1, initial=0.0)),
    )


def _walks(rows: Rows, looked: _Failures, doubted: Bools, stop: Floats, zero: Floats) -> tuple[Floats, Floats]:
    """What walking out is worth to an insincere party at each row, and how long after it that shows: (R, N) each.

    stop: (R, N), what it has by leaving openly, which costs it nothing. -inf where it is not doubted or cannot quit.
    """
    shows = looked.shows if rows.watch is None else rows.watch.surely(looked.at, looked.breaches)
    own = looked.own & doubted
    walk = np.where(own, looked.value, -np.inf)
    best, some = largest_of(walk, looked.at, stop.shape)
    best = np.where(some >= 0, np.maximum(best, stop), -np.inf)
    # Of failures that serve it equally well the one that shows last: the others are not to learn too soon.
    as_good = own & (walk >= (best - zero)[looked.at])
    latest = np.where((some >= 0) & (stop >= best - zero), 0.0, -np.inf)
    np.maximum.at(latest, looked.at, np.where(as_good, shows[:, None], -np.inf))
    return best, latest


def _possible(rows: Rows, looked: _Failures, doubted: Bools, until: Ints) -> Bools:
    """Of which failures every doubted member makes its first breach before it is seen to be sincere, (F,)."""
    first = np.full(looked.groups.shape, LATER)
    for party in np.flatnonzero(doubted).tolist():
        begun = looked.breaches & rows.breachable[looked.at, party]
        first[:, party] = np.where(begun, rows.due[looked.at], LATER).min(axis=1, initial=LATER)
    return np.asarray((~looked.groups | ~doubted | (first < until[rows.plan[looked.at]])).all(axis=1))


def _weighed(
    exchange: Exchange, rows: Rows, looked: _Failures, known: _Known, fewer: Bools, possible: Bools
) -> Weighed:
    """Every own failure against every possible failure of the others, at some rows (R,)."""
    place, at = (rows.plan, rows.phase - 1), looked.at
    guarantees = None
    if exchange.guarantee is not None:
        guarantees = np.broadcast_to(exchange.guarantee, known.stake.shape)[rows.plan]
    alone = Alone(
        at=at,
        breaches=looked.breaches,
        kind=failures.alike(at, looked.breaches)[1],
        own=looked.own & fewer[at][:, None],
        feared=~looked.groups & (looked.shared & possible & fewer[at])[:, None],
        walk_out=np.where(looked.own, looked.value - looked.fade * rows.costs[at], -np.inf),
        spared=looked.value if guarantees is None else looked.value + looked.fade * guarantees[at],
        openly=known.stop[place] - rows.costs,
        guarantees=guarantees,
    )
    zero = TOLERANCE * known.stake[rows.plan]
    return weigh(exchange, rows, alone, known.carry_on[place], known.margin[place], zero)


def _turning_points(
    missed: Floats, latest: Floats, starts: Floats, phases: Ints, zero: Floats
) -> tuple[Ints, Ints, Floats]:
    """When insincere parties would walk out, from when on the others are past that, and what it pays: (B, N) each.

    missed: (B, K+1, N), what walking out at each phase costs against carrying on, at the start; latest: the same, how
    long after the start of the phase it shows.
    """
    count, positions, parties = missed.shape
    each = np.arange(count)[:, None]
    least = missed.min(axis=1)
    some = np.isfinite(least)
    at = (missed <= (least + zero)[:, None, :]).argmax(axis=1)
    shown = np.where(some, starts[each, at] + latest[each, at, np.arange(parties)], 0.0)
    number = np.arange(positions)[None, :, None]
    past = (number > at[:, None, :]) & (number <= phases[:, None, None])
    past &= schedule.ticks(starts)[:, :, None] >= schedule.ticks(shown)[:, None, :]
    seen = np.where(some & past.any(axis=1), past.argmax(axis=1) + 1, 0)
    return np.where(some, at + 1, 0), seen, np.where(some, -least, np.nan)


@dataclass(frozen=True)
class Belief:
    """What the stated sincerity comes to against what is asked, for a batch of B plans.

    short, open: (B, N): some row of the party asks for more than is believed; or would be met, but for parties that
    can fail and whose sincerity is not stated. at: (B, K+1, N), the chance that none of the others who can fail is
    insincere, those not stated left out; complete: (B, K+1, N), whether none is left out. phase: (B, N), the row that
    decides: where belief falls most short, or else the one that asks for most; 0 where nothing is asked.
    """

    short: Bools
    open: Bools
    at: Floats
    complete: Bools
    phase: Ints

    @property
    def enough(self) -> Bools:
        """Whether every row of the party is met, (B, N)."""
        return ~self.short & ~self.open


def enough(learned: Learned, sincerity: Floats) -> Belief:
    """Whether the stated sincerity is as much as each party is asked to believe.

    sincerity: (N,) or (B, N), the chance that each party is sincere, as the others see it at the start (NaN: unknown).
    Parties are insincere independently of each other. A party of which a margin is negative is met by no belief.

    >>> row = np.array([[[0.5, 0.0]]])
    >>> fails = np.array([[[True, True]]])
    >>> none = np.zeros((1, 2))
    >>> asks = Learned(none, none, none, fails, row, row, row[0], none, np.array([0.5]))
    >>> [enough(asks, np.array([np.nan, p])).enough.tolist() for p in (0.4, 0.5, np.nan)]
    [[[False, True]], [[True, True]], [[False, True]]]
    """
    stated = np.broadcast_to(sincerity, learned.asked.shape)[:, None, :]
    chance = np.where(learned.can_fail, stated, 1.0)
    parties = chance.shape[2]
    others = ~np.eye(parties, dtype=bool)
    at = np.stack([np.nan_to_num(chance[..., others[i]], nan=1.0).prod(axis=2) for i in range(parties)], axis=2)
    complete = np.stack([~np.isnan(chance[..., others[i]]).any(axis=2) for i in range(parties)], axis=2)
    asks = np.nan_to_num(learned.trust) > 0
    short = np.asarray(((asks & (at < learned.trust - TOLERANCE)) | np.isnan(learned.trust)).any(axis=1))
    weight = np.where(asks, learned.trust - np.where(short[:, None, :], at, 0.0), -np.inf)
    return Belief(
        short=short,
        open=np.asarray((asks & ~complete).any(axis=1)) & ~short,
        at=at,
        complete=complete,
        phase=np.where(asks.any(axis=1), weight.argmax(axis=1) + 1, 0),
    )


@dataclass(frozen=True)
class Believed:
    """Of one plan in every draw, each (D,): the initial trust it asks where it holds (NaN elsewhere), whether it holds
    and is believed in by all, and whether that hangs on parties whose sincerity is not stated.
    """

    initial_trust: Floats
    enough: Bools
    open: Bools


def believed(exchange: Exchange, phases: Ints, pace: float | Floats, sincerity: Floats) -> Believed:
    """Where a plan (M,) holds and meets with enough belief; exchange, pace and sincerity (draws, N) as drawn."""
    found = trust_assess.assess(exchange, phases, pace)
    learned = learn(exchange, phases, pace, found)
    belief = enough(learned, sincerity)
    return Believed(
        initial_trust=np.where(found.holds, learned.trust_asked, np.nan),
        enough=np.asarray(found.holds & belief.enough.all(axis=1)),
        open=np.asarray(found.holds & belief.open.any(axis=1)),
    )
