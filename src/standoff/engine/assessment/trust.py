"""Would this plan hold? Carry-on and walk-out values, exposure and the trust a plan asks (after Kydd 2005).

A *failure* is a set of breaches by a group of parties: steps that are costly to a member of the group and that it
takes back (made steps) or does not make (steps that are due). Until the first of them shows, everything else goes on
as planned; then everything stops. A party walks out by its own best failure; it is exposed to every failure of the
others; and the trust asked of it is the belief that nobody else fails above which it does best to carry on.

Plans and draws come as one batch of B: entry b is plan `phases[b]` under draw b of the exchange (or under its single
set of numbers). All failures of all phases of a batch are laid out in flat arrays and valued at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment import compiled
from standoff.engine.assessment.bonds import bond_against
from standoff.engine.assessment.failures import (
    OPENLY,
    Failures,
    alike,
    all_sets_of_plans,
    breaches_of,
    needs_all_sets,
    threshold_failures,
)
from standoff.engine.assessment.pairs import Alone, largest_of, weigh
from standoff.engine.assessment.schedule import Rows, rows_at, schedule
from standoff.engine.assessment.values import TOLERANCE, batches, kept_values, outcomes, snapped, stopped, values
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["Assessed", "RowLayout", "assess", "gains", "holding", "largest_of", "may_hold", "refusing"]


COMPILED = 8192
"""How many plans the kernel assesses at once."""

POINTERS = ("tempting", "own", "feared")
"""The fields of an assessment that are indices into its failures."""


@dataclass(frozen=True)
class Assessed:
    """A batch of B plans, assessed. Phases 1..K+1 are at positions 0..K; K is the largest number of phases.

    carry_on, stop: (B, K+1, N). walk_out, margin, exposure, trust, bond: the same, NaN where the party has nothing to
    quit (trust: 0 there; NaN where the margin is negative). starts: (B, K+1), years. lasts: (B,), years. phases: (B,),
    the number of phases. gain, at_risk: (B, N); kept: (B, N), what the kept steps are worth for good.
    trust_asked: (B,), NaN where some margin is negative.
    tempting: (B, K+1, N), the own failure behind walk_out: an index into `failures`, OPENLY, or -1 (nothing to quit).
    own, feared, loss, kept_by_carrying_on: (B, K+1, N), the pair that binds: a failure of its own (as for tempting) and
    one of the others (an index); what it loses by having carried on if they fail, and what carrying on is worth more
    if they do not. It is the pair that asks for the trust or, where the margin is negative, the one with the largest
    loss; -1 and NaN where no failure of the others makes the party lose.
    exact: (B,), False where not all sets of breaches were tried. stake: (B, N). needed: (B, N), who can refuse.
    """

    carry_on: Floats
    stop: Floats
    walk_out: Floats
    margin: Floats
    exposure: Floats
    trust: Floats
    bond: Floats
    starts: Floats
    lasts: Floats
    phases: Ints
    gain: Floats
    kept: Floats
    at_risk: Floats
    trust_asked: Floats
    tempting: NDArray[np.intp]
    own: NDArray[np.intp]
    feared: NDArray[np.intp]
    loss: Floats
    kept_by_carrying_on: Floats
    failures: Failures
    exact: Bools
    stake: Floats
    needed: Bools

    @property
    def refuses(self) -> Bools:
        """Which parties refuse: they are needed, and lose. Shape (B, N)."""
        return np.asarray(self.needed & (self.gain < 0))

    @property
    def against(self) -> Bools:
        """Which bystanders are against a plan: they lose, and are not needed. Shape (B, N)."""
        return np.asarray(~self.needed & (self.gain < 0))

    @property
    def wanted(self) -> Bools:
        """Which plans every needed party wants (none refuses). Shape (B,)."""
        return np.asarray(~self.refuses.any(axis=1))

    @property
    def holds(self) -> Bools:
        """Which plans hold: nobody who is needed refuses, and nobody does better by walking out. Shape (B,)."""
        return self.wanted & ~np.isnan(self.trust_asked)


def assess(exchange: Exchange, phases: Ints, pace: float | Floats = 0.0, verdict_only: bool = False) -> Assessed:
    """Assess a batch of plans: phases (B, M) or (M,), as `phase_vector` makes them; pace in years, a number or (B,).

    One plan against the draws of an exchange, or one exchange against many plans, or as many plans as draws.
    verdict_only: only gains and margins are asked for; what others may do (exposure, trust, the pair that binds) may be
    left out where that takes long: then nothing threatens anybody.
    Source: minimum trust, Kydd (2005); failures and threshold discovery as in the documentation, "Method".

    >>> from standoff.engine.core.exchange import phase_vector
    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[-2.0, 5.0], [5.0, -2.0]]),
    ...     takes=np.zeros(2), seen=np.full(2, 0.8), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> float(np.round(assess(swap, phase_vector(2, [], [[0, 1]])).trust_asked[0], 6))
    0.147602
    """
    vectors = np.atleast_2d(np.asarray(phases, dtype=np.int64))
    count = max(vectors.shape[0], exchange.draws or 1)
    vectors = np.broadcast_to(vectors, (count, exchange.steps))
    paces = np.broadcast_to(np.asarray(pace, dtype=np.float64), (count,))
    last = int(vectors.max(initial=0))
    parts: list[Assessed] = []
    if compiled.fits(exchange):
        if count <= COMPILED:
            return _compiled(exchange, vectors, paces, last)
        for first in range(0, count, COMPILED):
            which = np.arange(first, min(count, first + COMPILED))
            parts.append(_compiled(exchange.take(which), vectors[which], paces[which], last))
        return _joined(parts)
    for which in batches(exchange, count, last):
        parts.append(_assess(exchange.take(which), vectors[which], paces[which], last, verdict_only))
    return _joined(parts)


def holding(
    exchange: Exchange, plans: Ints, pace: float | Floats = 0.0, which: Ints | None = None
) -> tuple[Bools, Bools, Floats]:
    """Whether plans (B, M) hold in every draw, whom they need, and what each gains: (B, D), (B, D, N) and (B, D, N).

    The same as `assess` says of each plan in all draws, without looking at what others may do; pace in years, one or
    (D,). which: some of the draws, (D,), if not all.

    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[-2.0, 5.0], [5.0, -2.0]]),
    ...     takes=np.zeros(2), seen=np.full(2, 0.8), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> [found.tolist() for found in holding(swap, np.array([[1, 1], [1, -1]]))[:2]]
    [[[True], [False]], [[[True, True]], [[True, False]]]]
    """
    plans = np.atleast_2d(np.asarray(plans, dtype=np.int64))
    draws = (exchange.draws or 1) if which is None else len(which)
    paces = np.broadcast_to(np.asarray(pace, dtype=np.float64), (draws,))
    if compiled.fits(exchange):
        return compiled.holding_arrays(exchange, plans, paces, which)
    exchange = exchange if which is None else exchange.take(which)
    shape = (len(plans), draws, exchange.parties)
    holds, needed, gain = np.empty(shape[:2], dtype=bool), np.empty(shape, dtype=bool), np.empty(shape)
    for number, plan in enumerate(plans):
        found = assess(exchange, plan, paces, verdict_only=True)
        holds[number], needed[number], gain[number] = found.holds, found.needed, found.gain
    return holds, needed, gain


def _compiled(exchange: Exchange, vectors: Ints, paces: Floats, last: int) -> Assessed:
    """The same as `_assess` by the kernel."""
    found = compiled.assess_arrays(exchange, vectors, paces, last)
    failures = Failures(*(found.pop(name) for name in ("breaches", "group", "shows")))
    stake = np.broadcast_to(exchange.stake(), (len(vectors), exchange.parties))
    return Assessed(failures=failures, stake=stake, **found)


def gains(exchange: Exchange, phases: Ints, pace: float | Floats = 0.0) -> Floats:
    """What each party gains by a batch of plans (as for `assess`), (B, N): the same without looking at any failure.

    >>> one = Exchange(
    ...     horizons=np.array([4.0]), walkout_costs=np.zeros(1), worth=np.array([[3.0, -1.0]]), takes=np.zeros(2),
    ...     seen=np.zeros(2), undo=np.zeros(2), owns=np.ones((1, 2), dtype=bool), automatic=np.zeros(2, dtype=bool),
    ...     ends_all=np.zeros(2, dtype=bool), requires=np.zeros((2, 2), dtype=bool),
    ...     together_steps=np.zeros((0, 2), dtype=bool), together_worth=np.zeros((0, 1)))
    >>> gains(one, np.array([1, 1])).tolist()
    [[2.0]]
    """
    vectors = np.atleast_2d(np.asarray(phases, dtype=np.int64))
    if compiled.fits(exchange):
        return compiled.gain_arrays(exchange, vectors, pace)[0]
    count = max(vectors.shape[0], exchange.draws or 1)
    vectors = np.broadcast_to(vectors, (count, exchange.steps))
    last = int(vectors.max(initial=0))
    starts, _ = schedule(exchange, vectors, np.broadcast_to(np.asarray(pace, dtype=np.float64), (count,)), last)
    rows = rows_at(exchange, vectors, starts, np.zeros(count, dtype=np.int64), last)
    everything = np.arange(count)
    carry_on = values(exchange, rows, everything, rows.present)
    stake = np.broadcast_to(exchange.stake(), (count, exchange.parties))
    return snapped(carry_on - kept_values(exchange, vectors, starts), TOLERANCE * stake)


def refusing(exchange: Exchange, phases: Ints, pace: float | Floats = 0.0) -> Bools:
    """Which parties are needed by plans and lose by them, (B, N), without looking at any failure; see `gains`.

    >>> one = Exchange(
    ...     horizons=np.array([4.0]), walkout_costs=np.zeros(1), worth=np.array([[3.0, -1.0]]), takes=np.zeros(2),
    ...     seen=np.zeros(2), undo=np.zeros(2), owns=np.ones((1, 2), dtype=bool), automatic=np.zeros(2, dtype=bool),
    ...     ends_all=np.zeros(2, dtype=bool), requires=np.zeros((2, 2), dtype=bool),
    ...     together_steps=np.zeros((0, 2), dtype=bool), together_worth=np.zeros((0, 1)))
    >>> refusing(one, np.array([[1, 1], [-1, 1]])).tolist()
    [[False], [True]]
    """
    vectors = np.atleast_2d(np.asarray(phases, dtype=np.int64))
    if compiled.fits(exchange):
        gain, needed = compiled.gain_arrays(exchange, vectors, pace)
        return needed & (gain < 0)
    return np.asarray((gains(exchange, vectors, pace) < 0) & exchange.needed(vectors))


def may_hold(exchange: Exchange, phases: Ints, pace: float | Floats = 0.0) -> Bools:
    """Which parties no threshold failure of their own tempts, for a batch of plans (as for `assess`), (B, N).

    Cheap, and necessary for a plan to hold: a party that is tempted by such a failure walks out. Where none tempts it,
    another set of its breaches still may.

    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[-2.0, 5.0], [1.0, -2.0]]),
    ...     takes=np.zeros(2), seen=np.full(2, 0.8), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> may_hold(swap, np.array([1, 1])).tolist()
    [[True, False]]
    """
    vectors = np.atleast_2d(np.asarray(phases, dtype=np.int64))
    count = max(vectors.shape[0], exchange.draws or 1)
    vectors = np.broadcast_to(vectors, (count, exchange.steps))
    paces = np.broadcast_to(np.asarray(pace, dtype=np.float64), (count,))
    last = int(vectors.max(initial=0))
    out = np.ones((count, exchange.parties), dtype=bool)
    for which in batches(exchange, count, last):
        out[which] = _untempted(exchange.take(which), vectors[which], paces[which], last)
    return out


def _untempted(exchange: Exchange, vectors: Ints, paces: Floats, last: int) -> Bools:
    starts, phases = schedule(exchange, vectors, paces, last)
    rows = rows_at(exchange, vectors, starts, phases, last)
    carry_on = values(exchange, rows, np.arange(rows.plan.size), rows.present)
    at, breaches, groups = threshold_failures(exchange, rows, alone=True)
    now = np.asarray((breaches & rows.begins_now[at]).any(axis=1))
    at, breaches, groups = at[now], breaches[now], groups[now]
    value, _, fade = outcomes(exchange, rows, at, breaches)
    # Whoever has something to quit may also leave openly, and everything stops at once.
    best = np.maximum(value - fade * rows.costs[at], (stopped(exchange, rows) - rows.costs)[at])
    stake = np.broadcast_to(exchange.stake(), (len(vectors), exchange.parties))[rows.plan[at]]
    pays = groups & (carry_on[at] - best < -TOLERANCE * stake)
    tempted = np.zeros((len(vectors), exchange.parties), dtype=bool)
    np.logical_or.at(tempted, rows.plan[at], pays)
    return ~tempted


def _joined(parts: list[Assessed]) -> Assessed:
    """One record of the parts of a batch; indices into the failures move along."""
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0] + [part.failures.shows.size for part in parts[:-1]])
    fields: dict[str, NDArray[np.generic]] = {}
    for name in Assessed.__dataclass_fields__:
        if name not in ("failures", *POINTERS):
            fields[name] = np.concatenate([getattr(part, name) for part in parts])
    for name in POINTERS:
        shifted = [np.where((a := getattr(p, name)) < 0, a, a + o) for p, o in zip(parts, offsets, strict=True)]
        fields[name] = np.concatenate(shifted)
    failures = Failures(
        *(np.concatenate([getattr(p.failures, f) for p in parts]) for f in ("breaches", "group", "shows"))
    )
    missed = [part.failures.missed for part in parts if part.failures.missed is not None]
    if missed:
        failures = replace(failures, missed=np.concatenate(missed))
    return Assessed(failures=failures, **fields)  # type: ignore[arg-type]


def _assess(exchange: Exchange, vectors: Ints, paces: Floats, last: int, verdict_only: bool = False) -> Assessed:
    starts, phases = schedule(exchange, vectors, paces, last)
    rows = rows_at(exchange, vectors, starts, phases, last)
    count, parties = vectors.shape[0], exchange.parties
    everything = np.arange(rows.plan.size)
    carry_on = values(exchange, rows, everything, rows.present)
    stop = stopped(exchange, rows)

    at, breaches, groups = threshold_failures(exchange, rows, alone=verdict_only)
    everybody = np.ones(parties, dtype=bool)
    exact = np.full(count, rows.watch is None or rows.watch.all_tried(breaches_of(exchange, rows, everybody)))
    walks = [np.zeros(at.size, dtype=bool)]
    for party in range(parties):
        if not needs_all_sets(exchange, party):
            continue
        tried, row, sets = all_sets_of_plans(exchange, rows, party, count)
        exact &= tried
        group = np.zeros((row.size, parties), dtype=bool)
        group[:, party] = True
        at, breaches, groups = np.append(at, row), np.vstack([breaches, sets]), np.vstack([groups, group])
        walks.append(np.ones(row.size, dtype=bool))
    only_walk = np.concatenate(walks)
    # Of groups that share steps, several fail in the same way.
    first, kind = alike(at, breaches)
    value, shows, fade = (found[kind] for found in outcomes(exchange, rows, at[first], breaches[first]))
    starts_now = np.asarray((breaches & rows.begins_now[at]).any(axis=1))

    shape = (rows.plan.size, parties)
    stake = np.broadcast_to(exchange.stake(), (count, parties))
    zero = TOLERANCE * stake[rows.plan]
    own_failure = groups & (groups.sum(axis=1) == 1)[:, None] & starts_now[:, None]
    walk_value = np.where(own_failure, value - fade * rows.costs[at], -np.inf)
    walk_out, tempting = largest_of(walk_value, at, shape)
    bonds = bond_against(walk_value, carry_on[at], fade, zero[at])
    bond, _ = largest_of(np.where(own_failure, bonds, -np.inf), at, shape)

    quits = tempting >= 0
    openly = stop - rows.costs
    tempting = np.where(quits & (openly > walk_out + zero), OPENLY, tempting)
    walk_out = np.where(quits, np.maximum(walk_out, openly), np.nan)
    bond = np.maximum(bond, bond_against(openly, carry_on, np.ones(shape), zero))
    margin = snapped(carry_on - walk_out, zero)

    guarantees = None if exchange.guarantee is None else _of_rows(exchange.guarantee, rows, count)
    alone = Alone(
        at=at,
        breaches=breaches,
        kind=kind,
        own=own_failure,
        feared=~groups & ~(only_walk | verdict_only)[:, None],
        walk_out=walk_value,
        spared=value if guarantees is None else value + fade * guarantees[at],
        openly=openly,
        guarantees=guarantees,
    )
    found = weigh(exchange, rows, alone, carry_on, margin, zero)
    nothing = np.where(quits, 0.0, np.nan)
    exposure = found.exposure + nothing
    trust = np.where(quits, np.where(margin < 0, np.nan, found.trust), 0.0)

    grid = RowLayout(rows.plan, rows.phase - 1, (count, last + 1, parties))
    kept = kept_values(exchange, vectors, starts)
    positive = np.where(vectors[:, None, :] != ABSENT, np.maximum(exchange.worth, 0.0), 0.0).sum(axis=2)
    largest = np.nan_to_num(grid(exposure)).max(axis=1)
    trust_asked = np.where(
        grid(np.isnan(trust).astype(np.float64), fill=0.0).any(axis=(1, 2)),
        np.nan,
        np.nan_to_num(grid(trust)).max(axis=(1, 2)),
    )
    carry_grid = grid(carry_on)
    return Assessed(
        carry_on=carry_grid,
        stop=grid(stop),
        walk_out=grid(walk_out),
        margin=grid(margin),
        exposure=grid(exposure),
        trust=grid(trust),
        bond=grid(np.where(quits & (margin < 0), np.maximum(bond, 0.0), 0.0) + nothing),
        starts=starts,
        lasts=starts[np.arange(count), phases],
        phases=phases,
        gain=snapped(carry_grid[:, 0] - kept, TOLERANCE * stake),
        kept=kept,
        at_risk=np.divide(largest, positive, out=np.zeros_like(largest), where=positive > 0),
        trust_asked=trust_asked,
        tempting=grid(tempting, fill=-1).astype(np.intp),
        own=grid(found.own, fill=-1).astype(np.intp),
        feared=grid(found.feared, fill=-1).astype(np.intp),
        loss=grid(found.loss),
        kept_by_carrying_on=grid(found.kept),
        failures=Failures(breaches, groups, shows, None if rows.watch is None else rows.watch.never(at, breaches)),
        exact=exact,
        stake=stake,
        needed=exchange.needed(vectors),
    )


def _of_rows(values: Floats, rows: Rows, count: int) -> Floats:
    """Numbers of parties, (N,) or (B, N), for every row: (R, N)."""
    return np.broadcast_to(values, (count, values.shape[-1]))[rows.plan]


@dataclass(frozen=True)
class RowLayout:
    """Lays rows out by plan and phase; rows that a shorter plan does not have are filled."""

    plan: NDArray[np.intp]
    position: Ints
    shape: tuple[int, int, int]

    def __call__(self, values: NDArray[np.generic], fill: float = np.nan) -> Floats:
        """Values (R, N) as (B, K+1, N)."""
        laid = np.full(self.shape, fill)
        laid[self.plan, self.position] = values
        return laid
