"""Would this plan hold? Carry-on and walk-out values, exposure and the trust a plan asks (after Kydd 2005).

A *failure* is a set of breaches by a group of parties: steps that are costly to a member of the group and that it
takes back (made steps) or does not make (steps that are due). Until the first of them shows, everything else goes on
as planned; then everything stops. A party walks out by its own best failure; it is exposed to every failure of the
others; and the trust asked of it is the belief that nobody else fails above which it does best to carry on.

Plans and draws come as one batch of B: entry b is plan `phases[b]` under draw b of the exchange (or under its single
set of numbers). All failures of all phases of a batch are laid out in flat arrays and valued at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine import assess_kernel, verification
from standoff.engine.bonds import bond_against
from standoff.engine.exchange import ABSENT, Bools, Exchange, Floats, Ints

__all__ = [
    "ALL_SETS_UP_TO",
    "Assessed",
    "Failures",
    "Grid",
    "Judged",
    "Rows",
    "Spans",
    "all_sets_of_plans",
    "assess",
    "batches",
    "breaches_of",
    "carry_on_spans",
    "failure_courses",
    "failure_spans",
    "gains",
    "largest_of",
    "may_hold",
    "needs_all_sets",
    "outcomes",
    "rows_at",
    "rows_of",
    "schedule",
    "share_of_gains",
    "snapped",
    "stop_spans",
    "threshold_failures",
    "ticks",
    "values",
]

ALL_SETS_UP_TO = 12
"""Where it matters, all sets of a party's breaches are tried up to this many; beyond, the result is a bound."""

TICKS = 1e9
"""Times within 1e-9 years are equal: they are compared as whole ticks."""

TOLERANCE = 1e-9
"""Margins, exposures and gains within this share of a party's gross stake are zero."""

COMPILED = 8192
"""How many plans the kernel assesses at once."""

CELLS = 3_000_000
"""How many (failure, step) cells are valued at once; bounds the memory of a batch to a few hundred MB."""


@dataclass(frozen=True)
class Failures:
    """The failures that rows point to. breaches: (F, M); group: (F, N); shows: (F,) years from the phase's start.

    missed: (F,), the chance that a failure never shows (None: nothing is missed); shows then says when it shows if
    nothing is.
    """

    breaches: Bools
    group: Bools
    shows: Floats
    missed: Floats | None = None


@dataclass(frozen=True)
class Assessed:
    """A batch of B plans, assessed. Phases 1..K+1 are at positions 0..K; K is the largest number of phases.

    carry_on, stop: (B, K+1, N). walk_out, margin, exposure, trust, bond: the same, NaN where the party has nothing to
    quit (trust: 0 there; NaN where the margin is negative). starts: (B, K+1), years. lasts: (B,), years. phases: (B,),
    the number of phases. gain, at_risk: (B, N); kept: (B, N), what the kept steps are worth for good.
    trust_asked: (B,), NaN where some margin is negative.
    tempting, feared: (B, K+1, N), the failure behind walk_out and exposure, an index into `failures` or -1.
    exact: (B,), False where not all sets of breaches were tried. stake: (B, N).
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
    feared: NDArray[np.intp]
    failures: Failures
    exact: Bools
    stake: Floats

    @property
    def wanted(self) -> Bools:
        """Which plans every party wants (no gain is negative). Shape (B,)."""
        return np.asarray((self.gain >= 0).all(axis=1))

    @property
    def holds(self) -> Bools:
        """Which plans hold: wanted by all, and nobody does better by walking out. Shape (B,)."""
        return self.wanted & ~np.isnan(self.trust_asked)

    def judged(self) -> Judged:
        """The verdict on every plan, and the row (or, if refused, the party) that decides it.

        Points of different parties are never compared: gains and margins are taken as shares of the gross stake.
        """
        count, _positions, parties = self.trust.shape
        each = np.arange(count)
        stake = np.where(self.stake > 0, self.stake, 1.0)
        unwilling = (self.gain / stake).argmin(axis=1)
        margin = np.nan_to_num(self.margin / stake[:, None, :], nan=np.inf).reshape(count, -1)
        trust = np.nan_to_num(self.trust, nan=0.0).reshape(count, -1)
        row = np.where(margin.min(axis=1) < 0, margin.argmin(axis=1), trust.argmax(axis=1))
        binds = (margin[each, row] < 0) | (trust[each, row] > 0)
        refused, breaks = ~self.wanted, np.isnan(self.trust_asked)
        return Judged(
            refused=refused,
            breaks=~refused & breaks,
            holds=self.holds,
            phase=np.where(refused | ~binds, 0, row // parties + 1),
            party=np.where(refused, unwilling, np.where(binds, row % parties, -1)),
        )


@dataclass(frozen=True)
class Judged:
    """Verdicts (B,), one of three each; the binding phase (0: none) and party (-1: none), (B,)."""

    refused: Bools
    breaks: Bools
    holds: Bools
    phase: Ints
    party: Ints


def share_of_gains(exchange: Exchange, phases: Ints, which: Bools) -> Floats:
    """The share (N,) of each party's positive worths in a plan (M,) that comes from some of the steps (M,)."""
    positive = np.where(np.asarray(phases) != ABSENT, np.maximum(exchange.worth, 0.0), 0.0)
    total, part = positive.sum(axis=-1), positive[..., which].sum(axis=-1)
    return np.asarray(np.divide(part, total, out=np.zeros_like(total), where=total > 0))


def assess(exchange: Exchange, phases: Ints, pace: float | Floats = 0.0) -> Assessed:
    """Assess a batch of plans: phases (B, M) or (M,), as `phase_vector` makes them; pace in years, a number or (B,).

    One plan against the draws of an exchange, or one exchange against many plans, or as many plans as draws.
    Source: minimum trust, Kydd (2005); failures and threshold discovery as in the documentation, "Method".

    >>> from standoff.engine.exchange import phase_vector
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
    if assess_kernel.fits(exchange):
        for first in range(0, count, COMPILED):
            which = np.arange(first, min(count, first + COMPILED))
            parts.append(_compiled(exchange.take(which), vectors[which], paces[which], last))
        return _joined(parts)
    for which in batches(exchange, count, last):
        parts.append(_assess(exchange.take(which), vectors[which], paces[which], last))
    return _joined(parts)


def _compiled(exchange: Exchange, vectors: Ints, paces: Floats, last: int) -> Assessed:
    """The same as `_assess` by the kernel."""
    all_sets = np.array([needs_all_sets(exchange, party) for party in range(exchange.parties)])
    found = assess_kernel.assess_arrays(exchange, vectors, paces, last, all_sets, ALL_SETS_UP_TO)
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
    count = max(vectors.shape[0], exchange.draws or 1)
    vectors = np.broadcast_to(vectors, (count, exchange.steps))
    last = int(vectors.max(initial=0))
    starts, _ = schedule(exchange, vectors, np.broadcast_to(np.asarray(pace, dtype=np.float64), (count,)), last)
    rows = rows_at(exchange, vectors, starts, np.zeros(count, dtype=np.int64), last)
    everything = np.arange(count)
    carry_on = values(exchange, rows, everything, rows.present)
    stake = np.broadcast_to(exchange.stake(), (count, exchange.parties))
    return snapped(carry_on - _kept(exchange, vectors, starts), TOLERANCE * stake)


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
    margin = carry_on[at] - (value - fade * rows.costs[at])
    stake = np.broadcast_to(exchange.stake(), (len(vectors), exchange.parties))[rows.plan[at]]
    pays = groups & (margin < -TOLERANCE * stake)
    tempted = np.zeros((len(vectors), exchange.parties), dtype=bool)
    np.logical_or.at(tempted, rows.plan[at], pays)
    return ~tempted


def _kept(exchange: Exchange, vectors: Ints, starts: Floats) -> Floats:
    """What the kept steps are worth for good, (B, N)."""
    kept = np.where(vectors == 0, 0, ABSENT)
    first = rows_at(exchange, kept, starts, np.zeros(len(vectors), dtype=np.int64), 0)
    return values(exchange, first, np.arange(len(vectors)), first.present)


def batches(exchange: Exchange, count: int, last: int) -> Iterator[NDArray[np.intp]]:
    """Cut a batch so that none of its parts holds more than about CELLS cells."""
    failers = int(exchange.owns.any(axis=1).sum())
    sets = sum(2 ** min(int(owned), ALL_SETS_UP_TO) for owned in exchange.owns.sum(axis=1))
    if not exchange.plainly_seen:
        sets *= 4
        failers += min(verification.chosen_at_most(exchange), verification.CHOSEN_UP_TO)
    per_plan = (last + 1) * exchange.steps * (2**failers * exchange.steps + sets * bool(exchange.together_worth.size))
    size = max(1, CELLS // max(1, per_plan))
    for first in range(0, count, size):
        yield np.arange(first, min(count, first + size))


def _joined(parts: list[Assessed]) -> Assessed:
    """One record of the parts of a batch; indices into the failures move along."""
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0] + [part.failures.shows.size for part in parts[:-1]])
    fields: dict[str, NDArray[np.generic]] = {}
    for name in Assessed.__dataclass_fields__:
        if name not in ("failures", "tempting", "feared"):
            fields[name] = np.concatenate([getattr(part, name) for part in parts])
    for name in ("tempting", "feared"):
        shifted = [np.where((a := getattr(p, name)) < 0, -1, a + o) for p, o in zip(parts, offsets, strict=True)]
        fields[name] = np.concatenate(shifted)
    failures = Failures(
        *(np.concatenate([getattr(p.failures, f) for p in parts]) for f in ("breaches", "group", "shows"))
    )
    missed = [part.failures.missed for part in parts if part.failures.missed is not None]
    if missed:
        failures = replace(failures, missed=np.concatenate(missed))
    return Assessed(failures=failures, **fields)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Rows:
    """The starts of all phases of all plans of a batch: R rows, time 0 is the moment the row is about."""

    plan: NDArray[np.intp]  # (R,) which plan of the batch
    phase: Ints  # (R,) 1..K+1
    present: Bools  # (R, M) kept or planned
    made: Bools  # (R, M) in force or under way since before
    begins_now: Bools  # (R, M) a breach of it would begin now
    due: Ints  # (R, M) the phase in which it is due; made steps count as this one
    start: Floats  # (R, M) when it is in force
    begin_ticks: Ints  # (R, M) when its phase begins, in whole ticks to compare
    start_ticks: Ints  # (R, M)
    shows: Floats  # (R, M) when a breach of it shows
    order: Ints  # (R, M) the order in which breaches show: by time, then by phase

    worth: Floats  # (R, N, M)
    horizons: Floats  # (R, N)
    costs: Floats  # (R, N)
    undo: Floats  # (R, M)
    breachable: Bools  # (R, N, M) costly to this party, which owns it, and not past breaching
    costly: Bools  # (R, M) costly to some owner
    lapses: Bools  # (R, M)
    together: Floats  # (R, T, N)
    from_start: Floats  # (R, N, M) e^(-start/H): what a point from then on counts now
    per_undo: Floats  # (R, N, M) e^(-undo/H), by which a step that takes so long to undo fades further
    watch: verification.Watch | None = None  # where discovery depends on verifiers or on chance


def ticks(times: Floats) -> Ints:
    """Times in whole ticks, to be compared."""
    return np.rint(np.where(np.isinf(times), 9e9, times) * TICKS).astype(np.int64)


def schedule(exchange: Exchange, vectors: Ints, paces: Floats, last: int) -> tuple[Floats, Ints]:
    """When each phase 1..K+1 begins, (B, K+1) in years, and the number of phases of each plan, (B,).

    A phase begins when the one before is over, and no sooner than the dates of its steps; the wait before phase 1
    leaves everything as it is now.
    """
    starts = np.zeros((vectors.shape[0], last + 1))
    shown_after = verification.shown_after(exchange, vectors)
    for number in range(1, last + 1):
        due = vectors == number
        if exchange.not_before is not None:
            date = np.where(due, exchange.not_before, 0.0).max(axis=1, initial=0.0)
            starts[:, number - 1] = np.maximum(starts[:, number - 1], date)
        longest = np.where(due, shown_after, 0.0).max(axis=1, initial=0.0)
        starts[:, number] = starts[:, number - 1] + np.where(due.any(axis=1), np.maximum(paces, longest), 0.0)
    return starts, np.maximum(vectors.max(axis=1, initial=0), 0)


def rows_at(exchange: Exchange, vectors: Ints, starts: Floats, phases: Ints, last: int) -> Rows:
    """The starts of phases 1..K+1 of plans (B, M) whose schedule is known."""
    count = vectors.shape[0]
    plan, position = np.nonzero(np.arange(last + 1) <= phases[:, None])
    phase = position + 1
    step_phase = vectors[plan]
    present = step_phase != ABSENT
    made = present & (step_phase < phase[:, None])
    due_later = present & ~made

    def drawn(values: NDArray[Any], core: int) -> NDArray[Any]:
        shape = values.shape[values.ndim - core :]
        return np.broadcast_to(values, (count, *shape))[plan]

    begin_of = np.take_along_axis(starts, np.maximum(vectors - 1, 0), axis=1)[plan]
    begins = np.where(due_later, begin_of - starts[plan, position][:, None], 0.0)
    start = np.where(due_later, begins + drawn(exchange.takes, 1), 0.0)
    shows = start + drawn(exchange.seen, 1)
    due = np.maximum(step_phase, phase[:, None])
    order = ticks(shows) * (last + 2) + due
    watch = None
    if not exchange.plainly_seen:
        watch = verification.watch_of(exchange, plan, last + 2, present, start, due)
        shows, order = watch.found_out(np.arange(plan.size), np.zeros_like(present))

    worth, undo, horizons = drawn(exchange.worth, 2), drawn(exchange.undo, 1), drawn(exchange.horizons, 1)
    breachable = np.where(made[:, None, :], drawn(exchange.breakable, 2), drawn(exchange.costly_to, 2))
    return Rows(
        plan=plan,
        phase=phase.astype(np.int64),
        present=present,
        made=made,
        begins_now=present & (step_phase <= phase[:, None]),
        due=due,
        start=start,
        begin_ticks=ticks(begins),
        start_ticks=ticks(start),
        shows=shows,
        order=order,
        worth=worth,
        horizons=horizons,
        costs=drawn(exchange.walkout_costs, 1),
        undo=undo,
        breachable=breachable & present[:, None, :],
        costly=drawn(exchange.costly, 1),
        lapses=drawn(exchange.lapses, 1),
        together=drawn(exchange.together_worth, 2),
        from_start=np.exp(-start[:, None, :] / horizons[:, :, None]),
        per_undo=np.exp(-undo[:, None, :] / horizons[:, :, None]),
        watch=watch,
    )


def values(
    exchange: Exchange, rows: Rows, at: NDArray[np.intp], comes: Bools, from_end: Floats | None = None
) -> Floats:
    """What the spans of the steps are worth to every party, (F, N), for rows `at`.

    comes: (F, M), in force from its start; from_end: (F, N, M), e^(-end/H), 0 or left out for what stays for good.
    """
    fades = rows.from_start[at] if from_end is None else rows.from_start[at] - from_end
    total = np.einsum("fnm,fnm,fm->fn", rows.worth[at], fades, comes)
    for entry, members in enumerate(exchange.together_steps):
        if members.any():
            # In force together from the latest start, which fades most, until the earliest end, which fades least.
            span = rows.from_start[at][:, :, members].min(axis=2)
            if from_end is not None:
                span = np.maximum(span - from_end[:, :, members].max(axis=2), 0.0)
            whole = np.asarray(comes[:, members].all(axis=1))
            total += rows.together[at, entry] * span * whole[:, None]
    return np.asarray(total)


def _come(exchange: Exchange, rows: Rows, at: NDArray[np.intp], sure: Bools, maybe: Bools, gone: Bools) -> Bools:
    """Which steps come: the sure ones, and of the free ones (`maybe`) those for which no required step is missing.

    A required step is missing if it was not made, is withheld or is being taken back (`gone`).
    """
    comes = sure | maybe
    if not maybe.any() or not exchange.requires.any():
        return comes
    present = rows.present[at]
    while True:
        missing = present & (~comes | gone)
        lacks = missing.astype(np.float64) @ exchange.requires.T.astype(np.float64) > 0
        fewer = sure | (maybe & ~lacks)
        if (fewer == comes).all():
            return comes
        comes = fewer


def _coming_if_stopped(exchange: Exchange, rows: Rows) -> Bools:
    """Which steps are there or still come if nobody makes costly steps any more: (R, M)."""
    this_phase = rows.present & ~rows.made & rows.begins_now
    at = np.arange(rows.plan.size)
    return _come(exchange, rows, at, rows.made, this_phase & ~rows.costly, np.zeros_like(rows.made))


def _stop(exchange: Exchange, rows: Rows) -> Floats:
    """What every party has if nobody makes costly steps any more: (R, N)."""
    at, comes = np.arange(rows.plan.size), _coming_if_stopped(exchange, rows)
    return values(exchange, rows, at, comes, rows.from_start * rows.per_undo * rows.lapses[:, None, :])


def _first(rows: Rows, at: NDArray[np.intp], breaches: Bools) -> tuple[Floats, Ints]:
    """When the first of the breaches (F, M) in rows `at` shows, and in which phase: (F,) each."""
    order = np.where(breaches, rows.order[at], np.iinfo(np.int64).max)
    first = order.argmin(axis=1)
    return rows.shows[at, first], rows.due[at, first]


def _coming(exchange: Exchange, rows: Rows, at: NDArray[np.intp], breaches: Bools, shows: Floats, phase: Ints) -> Bools:
    """Which steps come in spite of failures with these breaches (F, M) in rows `at`, which show then: (F, M)."""
    tick = ticks(shows)[:, None]
    made = rows.made[at]
    begun = (rows.due[at] <= phase[:, None]) | (rows.begin_ticks[at] < tick)
    kept_up = rows.present[at] & ~made & ~breaches & begun
    sure = made | (kept_up & (rows.start_ticks[at] <= tick))
    return _come(exchange, rows, at, sure, kept_up & ~sure & ~rows.costly[at], breaches)


def outcomes(exchange: Exchange, rows: Rows, at: NDArray[np.intp], breaches: Bools) -> tuple[Floats, Floats, Floats]:
    """What failures are worth to every party (F, N), when they show (F,) and what that moment counts now (F, N).

    Where breaches may be missed: the expectations, and when it shows if none is.
    """
    if rows.watch is None:
        shows, phase = _first(rows, at, breaches)
        value, fade = _outcome(exchange, rows, at, breaches, shows, phase)
        return value, shows, fade
    value = np.zeros((at.size, rows.horizons.shape[1]))
    fade, shows = value.copy(), np.full(at.size, np.inf)
    size = max(1, CELLS // max(1, exchange.steps * exchange.parties))
    for begin in range(0, at.size, size):
        part = slice(begin, begin + size)
        for which, chance, time, phase in rows.watch.courses(at[part], breaches[part]):
            which = which + begin
            worth, counts = _outcome(exchange, rows, at[which], breaches[which], time, phase)
            value[which] += chance[:, None] * worth
            fade[which] += chance[:, None] * counts
            shows[which] = np.minimum(shows[which], time)
    return value, shows, fade


def _outcome(
    exchange: Exchange, rows: Rows, at: NDArray[np.intp], breaches: Bools, shows: Floats, phase: Ints
) -> tuple[Floats, Floats]:
    """What failures that show then are worth to every party (F, N), and what that moment counts now (F, N).

    What lapses lasts until it shows, or until its own start if that is later, and then as long as undoing takes;
    a made step that is breached is being taken back from the beginning.
    """
    comes = _coming(exchange, rows, at, breaches, shows, phase)
    fade = np.exp(-shows[:, None] / rows.horizons[at])
    taken_back = (breaches & rows.made[at])[:, None, :]
    from_end = np.where(taken_back, 1.0, np.minimum(fade[:, :, None], rows.from_start[at])) * rows.per_undo[at]
    from_end *= rows.lapses[at][:, None, :] | taken_back
    return values(exchange, rows, at, comes, from_end), fade


@dataclass(frozen=True)
class Spans:
    """From when until when steps are in force: arrays (M,), years from the start of a phase. shows: years."""

    comes: Bools
    start: Floats
    end: Floats
    shows: float


def rows_of(exchange: Exchange, phases: Ints, pace: float) -> Rows:
    """The rows of one plan (M,), phases 1..K+1 in order; exchange without draws."""
    vectors = np.asarray(phases, dtype=np.int64)[None]
    last = int(vectors.max(initial=0))
    starts, counts = schedule(exchange, vectors, np.array([pace]), last)
    return rows_at(exchange, vectors, starts, counts, last)


def carry_on_spans(exchange: Exchange, phases: Ints, pace: float, phase: int) -> Spans:
    """From when until when each step is in force if everybody carries on from the start of a phase.

    Nothing shows: `shows` is infinite. Exchange without draws.
    """
    rows, k = rows_of(exchange, phases, pace), phase - 1
    return Spans(rows.present[k], rows.start[k], np.full(exchange.steps, np.inf), np.inf)


def stop_spans(exchange: Exchange, phases: Ints, pace: float, phase: int) -> Spans:
    """From when until when each step is in force if everything stops at the start of a phase, which shows at once.

    Exchange without draws.
    """
    rows, k = rows_of(exchange, phases, pace), phase - 1
    end = np.where(rows.lapses[k], rows.start[k] + rows.undo[k], np.inf)
    return Spans(_coming_if_stopped(exchange, rows)[k], rows.start[k], end, 0.0)


def failure_spans(exchange: Exchange, phases: Ints, pace: float, phase: int, breaches: Bools) -> Spans:
    """From when until when each step is in force if these breaches (M,) begin at the start of a phase.

    For the terms behind a walk-out value or an exposure; exchange without draws. Where breaches may be missed, this is
    the first of `failure_courses`.
    """
    return failure_courses(exchange, phases, pace, phase, breaches)[0][1]


def failure_courses(
    exchange: Exchange, phases: Ints, pace: float, phase: int, breaches: Bools
) -> tuple[tuple[float, Spans], ...]:
    """All that can happen if these breaches (M,) begin at the start of a phase, with the chance of each.

    There are several where breaches may be missed: by which breach is the first that is not, at last none.
    """
    rows = rows_of(exchange, phases, pace)
    at, k = np.array([phase - 1]), phase - 1
    if rows.watch is None:
        courses = [(1.0, *_first(rows, at, breaches[None]))]
    else:
        found = rows.watch.courses(at, breaches[None])
        courses = [(float(chance[0]), time, within) for which, chance, time, within in found if which.size]
    out = []
    for chance, shows, within in courses:
        comes = _coming(exchange, rows, at, breaches[None], shows, within)
        end = np.where(rows.lapses[k], np.maximum(shows[0], rows.start[k]) + rows.undo[k], np.inf)
        end = np.where(breaches & rows.made[k], rows.undo[k], end)
        out.append((chance, Spans(comes[0], rows.start[k], end, float(shows[0]))))
    return tuple(out)


def breaches_of(exchange: Exchange, rows: Rows, group: Bools) -> Bools:
    """The breaches of a group (N,), (R, M): a made step that only all its owners can end needs all of them."""
    return np.asarray(rows.breachable[:, group].any(axis=1)) & (~rows.made | exchange.in_reach(group))


def threshold_failures(exchange: Exchange, rows: Rows, alone: bool = False) -> tuple[NDArray[np.intp], Bools, Bools]:
    """All threshold failures of all groups: rows (F,), breaches (F, M) and groups (F, N).

    Given when it will be found out, a group does best to breach everything that shows no sooner; so the candidates
    are {breaches that show no sooner than x}, x over the group's breaches. Where that moment depends on verifiers or
    on chance, they are the sets to which nothing can be added without changing it (`verification`). alone: of
    single parties only.
    """
    parties, steps = rows.breachable.shape[1:]
    failers = np.flatnonzero(rows.breachable.any(axis=(0, 2)))
    at: list[NDArray[np.intp]] = []
    sets: list[Bools] = []
    groups: list[Bools] = []
    later = np.triu(np.ones((steps, steps), dtype=bool), 1)
    for bits in [1 << b for b in range(failers.size)] if alone else range(1, 1 << failers.size):
        group = np.zeros(parties, dtype=bool)
        group[failers[[b for b in range(failers.size) if bits >> b & 1]]] = True
        candidates = breaches_of(exchange, rows, group)
        if rows.watch is None:
            # Of breaches that show together, one is enough as the threshold.
            same = (rows.order[:, :, None] == rows.order[:, None, :]) & candidates[:, :, None] & later
            row, threshold = np.nonzero(candidates & ~same.any(axis=1))
            breaches = candidates[row] & (rows.order[row] >= rows.order[row, threshold][:, None])
        else:
            row, breaches = verification.failures(rows.watch, candidates)
        # A member without a breach of its own adds nothing: the smaller group fails in the same way.
        minimal = np.asarray((rows.breachable[row][:, group] & breaches[:, None, :]).any(axis=2)).all(axis=1)
        at.append(row[minimal])
        sets.append(breaches[minimal])
        groups.append(np.broadcast_to(group, (int(minimal.sum()), parties)))
    if not at:
        return (
            np.zeros(0, dtype=np.intp),
            np.zeros((0, steps), dtype=bool),
            np.zeros((0, parties), dtype=bool),
        )
    return np.concatenate(at), np.concatenate(sets), np.concatenate(groups)


def needs_all_sets(exchange: Exchange, party: int) -> bool:
    """Whether a party's best failure may be no threshold failure.

    More breaches that show no sooner cost nothing more, unless they end a `together` worth, or keep a free step from
    coming that requires them, directly or by way of others.
    """
    if (exchange.together_worth[..., party] != 0).any():
        return True
    own = exchange.costly_to[..., party, :].reshape(-1, exchange.steps).any(axis=0)
    free = (~exchange.costly).reshape(-1, exchange.steps).any(axis=0)
    hangs = exchange.requires[:, own].any(axis=1)
    while (further := hangs | exchange.requires[:, hangs].any(axis=1)).sum() > hangs.sum():
        hangs = further
    return bool((free & hangs).any())


def _all_sets(exchange: Exchange, rows: Rows, party: int, among: NDArray[np.intp]) -> tuple[NDArray[np.intp], Bools]:
    """All sets of a party's breaches with one that begins now, at some rows: rows (F,) and breaches (F, M)."""
    breaches = breaches_of(exchange, rows, np.arange(exchange.parties) == party)[among]
    own = np.flatnonzero(breaches.any(axis=0))
    subsets = (np.arange(1, 1 << own.size)[:, None] >> np.arange(own.size)) & 1 == 1
    fits = ~(subsets[None] & ~breaches[:, own][:, None]).any(axis=2)
    starts_now = (subsets[None] & rows.begins_now[among][:, own][:, None]).any(axis=2)
    row, subset = np.nonzero(fits & starts_now)
    sets = np.zeros((row.size, exchange.steps), dtype=bool)
    sets[:, own] = subsets[subset]
    return among[row], sets


def all_sets_of_plans(exchange: Exchange, rows: Rows, party: int, count: int) -> tuple[Bools, NDArray[np.intp], Bools]:
    """The same at the rows of all plans for which they can be tried: which plans (B,), rows (F,) and breaches (F, M).

    Plan by plan: what another plan or draw of the batch adds has no say.
    """
    own = np.zeros((count, exchange.steps), dtype=bool)
    np.logical_or.at(own, rows.plan, rows.breachable[:, party])
    tried = np.asarray(own.sum(axis=1) <= ALL_SETS_UP_TO)
    found = [
        _all_sets(exchange, rows, party, np.flatnonzero((own[rows.plan] == same).all(axis=1)))
        for same in np.unique(own[tried], axis=0)
    ]
    at = np.concatenate([np.zeros(0, dtype=np.intp), *(row for row, _ in found)])
    return tried, at, np.concatenate([np.zeros((0, exchange.steps), dtype=bool), *(sets for _, sets in found)])


def _assess(exchange: Exchange, vectors: Ints, paces: Floats, last: int) -> Assessed:
    starts, phases = schedule(exchange, vectors, paces, last)
    rows = rows_at(exchange, vectors, starts, phases, last)
    count, parties = vectors.shape[0], exchange.parties
    everything = np.arange(rows.plan.size)
    carry_on = values(exchange, rows, everything, rows.present)
    stop = _stop(exchange, rows)

    at, breaches, groups = threshold_failures(exchange, rows)
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
    value, shows, fade = outcomes(exchange, rows, at, breaches)
    starts_now = np.asarray((breaches & rows.begins_now[at]).any(axis=1))

    shape = (rows.plan.size, parties)
    own_failure = groups & (groups.sum(axis=1) == 1)[:, None] & starts_now[:, None]
    walk_value = np.where(own_failure, value - fade * rows.costs[at], -np.inf)
    walk_out, tempting = largest_of(walk_value, at, shape)
    bond, _ = largest_of(np.where(own_failure, bond_against(walk_value, carry_on[at], fade), -np.inf), at, shape)

    quits = tempting >= 0
    # A later failure interrupts a party that has not walked out, although it could have: it loses against walking out.
    otherwise = np.where(starts_now[:, None], stop[at], np.where(quits[at], walk_out[at], -np.inf))
    spared = value if exchange.guarantee is None else value + fade * _of_rows(exchange.guarantee, rows, count)[at]
    loss = np.where(groups | only_walk[:, None] | ~quits[at], -np.inf, otherwise - spared)
    exposure, feared = largest_of(loss, at, shape)

    stake = np.broadcast_to(exchange.stake(), (count, parties))
    zero = TOLERANCE * stake[rows.plan]
    nothing = np.where(quits, 0.0, np.nan)
    margin = snapped(carry_on - np.where(quits, walk_out, 0.0), zero) + nothing
    exposure = snapped(np.maximum(exposure, 0.0), zero) + nothing
    feared = np.where(np.nan_to_num(exposure) > 0, feared, -1)
    with np.errstate(invalid="ignore", divide="ignore"):
        trust = np.where(exposure == 0, 0.0, exposure / (exposure + margin))
    trust = np.where(quits, np.where(margin < 0, np.nan, trust), 0.0)

    grid = Grid(rows.plan, rows.phase - 1, (count, last + 1, parties))
    kept = _kept(exchange, vectors, starts)
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
        walk_out=grid(np.where(quits, walk_out, np.nan)),
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
        feared=grid(feared, fill=-1).astype(np.intp),
        failures=Failures(breaches, groups, shows, None if rows.watch is None else rows.watch.never(at, breaches)),
        exact=exact,
        stake=stake,
    )


def _of_rows(values: Floats, rows: Rows, count: int) -> Floats:
    """Numbers of parties, (N,) or (B, N), for every row: (R, N)."""
    return np.broadcast_to(values, (count, values.shape[-1]))[rows.plan]


def largest_of(values: Floats, at: NDArray[np.intp], shape: tuple[int, int]) -> tuple[Floats, NDArray[np.intp]]:
    """The largest value per row and party (-inf if there is none), and the first failure that has it (or -1)."""
    best = np.full(shape, -np.inf)
    np.maximum.at(best, at, values)
    where = np.full(shape, -1, dtype=np.intp)
    failure, party = np.nonzero((values == best[at]) & (values > -np.inf))
    where[at[failure[::-1]], party[::-1]] = failure[::-1]
    return best, where


def snapped(values: Floats, zero: Floats) -> Floats:
    """The values, of which those within `zero` of zero are zero."""
    return np.where(np.abs(values) <= zero, 0.0, values)


@dataclass(frozen=True)
class Grid:
    """Lays rows out by plan and phase; rows that a shorter plan does not have are filled."""

    plan: NDArray[np.intp]
    position: Ints
    shape: tuple[int, int, int]

    def __call__(self, values: NDArray[np.generic], fill: float = np.nan) -> Floats:
        """Values (R, N) as (B, K+1, N)."""
        laid = np.full(self.shape, fill)
        laid[self.plan, self.position] = values
        return laid
