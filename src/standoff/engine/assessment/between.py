"""Would anybody do better to begin a breach between two phase starts, just before the next phase would reveal it?

During phase k, t years after its start, a step of the phase is in force if t has reached its `takes`, and under way if
not. A party may then take back what is in force and can be undone (the others see it `seen` later), and abandon its own
costly steps that are under way: they are not made, which shows when they were due and verified anyway, as if they had
never been begun. With either it may withhold steps of later phases. If it can do either, it can also leave openly:
everything stops at once, costly steps under way never come, and free ones do as they would at the start of the phase.
Everything else is as in an assessment, with time running from t.

With the order of events settled, every term of carrying on, of a failure and of leaving openly is a constant or a
constant times e^(t/H), with the one horizon of that party. So the margin is monotone between two moments at which the
order changes, and it is enough to look just before, at and just after these moments.

A breach that is put off without a change looks larger the nearer it comes, and a reward that stays far off smaller. So
that neither counts as worse than at the phase start, a negative margin is weighed as it counts at the start of the
phase, and one that is not negative as it counts at its own moment.

Only margins are looked at: carrying on and failing in the world in which nobody else fails. How sure a party has to be
of the others is asked at phase starts alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.breaches import BreachSets, can_fail, every_set, thresholds
from standoff.engine.assessment.failures import ALL_SETS_UP_TO, needs_all_sets
from standoff.engine.assessment.schedule import Rows, rows_of, ticks
from standoff.engine.assessment.values import CELLS, TOLERANCE, outcomes, stopped, values
from standoff.engine.core import verification
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["SmallestWithin", "between", "courses_within"]

BESIDE = 1e-8
"""Just before and just after a moment: so many years from it, beyond the 1e-9 within which times are equal."""


@dataclass(frozen=True)
class SmallestWithin:
    """The smallest margin of each party within each phase 1..K, at positions 0..K-1, by breaches begun after its start.

    margin: (K, N), in the party's own points as counted at that moment; NaN where it never has anything to quit.
    weighed: (K, N), the same, as counted at the start of the phase where it is negative: by this it is the smallest.
    after: (K, N), years from the start of the phase until it begins. breaches: (K, N, M), none where it leaves openly.
    made: (K, N, M), what is in force by then. shows: (K, N), years from when it begins. exact: (N,), False where a
    party has more breaches than all sets are tried of.
    """

    margin: Floats
    weighed: Floats
    after: Floats
    breaches: Bools
    made: Bools
    shows: Floats
    exact: Bools


def between(exchange: Exchange, phases: Ints, pace: float, starts: Floats) -> SmallestWithin:
    """The smallest margins of breaches that begin within the phases of a plan (M,), leaving openly included.

    starts: (K+1,), when its phases begin, in years, as its assessment says. Exchange without draws.

    In phase 1 a delivers within a year, for good, and b gives a hostage that it can take back at once; in phase 2 a
    begins to pay a rent, again within a year. A taking back is seen half a year later. At every phase start b does best
    by carrying on; but half a year into phase 1 it can take the hostage back and still have the delivery:

    >>> from standoff.engine.assessment.trust import assess
    >>> from standoff.engine.core.exchange import phase_vector
    >>> none = np.zeros((0, 2))
    >>> hostage = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2),
    ...     worth=np.array([[-2.0, 5.0, -1.0], [5.0, -2.0, 2.7]]), takes=np.array([1.0, 0.0, 1.0]),
    ...     seen=np.array([0.0, 0.5, 0.0]), undo=np.array([np.inf, 0.0, 0.0]),
    ...     owns=np.array([[True, False, True], [False, True, False]]), automatic=np.zeros(3, dtype=bool),
    ...     ends_all=np.zeros(3, dtype=bool), requires=np.zeros((3, 3), dtype=bool),
    ...     together_steps=np.zeros((0, 3), dtype=bool), together_worth=np.zeros((0, 2)))
    >>> plan = phase_vector(3, [], [[0, 1], [2]])
    >>> at_starts = assess(hostage, plan)
    >>> found = between(hostage, plan, 0.0, at_starts.starts[0])
    >>> bool(at_starts.holds[0]), float(found.after[0, 1]), round(float(found.margin[0, 1]), 6)
    (True, 0.5, -0.144319)
    >>> round(-2 + 2.7 * float(np.exp(-1.5 / 4)), 6)
    -0.144319
    """
    rows = rows_of(exchange, phases, pace)
    last, parties, steps = int(np.max(phases, initial=0)), exchange.parties, exchange.steps
    found = SmallestWithin(
        margin=np.full((last, parties), np.nan),
        weighed=np.full((last, parties), np.nan),
        after=np.zeros((last, parties)),
        breaches=np.zeros((last, parties, steps), dtype=bool),
        made=np.zeros((last, parties, steps), dtype=bool),
        shows=np.zeros((last, parties)),
        exact=np.ones(parties, dtype=bool),
    )
    for k in range(last):
        coming = np.asarray(starts[k:] - starts[k])
        for i in range(parties):
            moments = _moments(exchange, rows, k, i, coming)
            within = _within(exchange, rows, k, i, moments, coming)
            chosen = _sets(exchange, within, i)
            found.exact[i] &= bool(chosen.exact.all())
            if not chosen.at.size:
                continue
            margin, shows = _margins(exchange, within, chosen)
            zero = TOLERANCE * float(exchange.stake()[i])
            margin = np.where(np.abs(margin) <= zero, 0.0, margin)
            counts = np.exp(-moments[chosen.at] / exchange.horizons[i])
            weighed = np.where(margin < 0, margin * counts, margin)
            # Of moments that are as good, the first.
            best = np.flatnonzero(weighed <= weighed.min() + zero)
            f = best[chosen.at[best].argmin()]
            at = chosen.at[f]
            found.margin[k, i], found.weighed[k, i] = margin[f], weighed[f]
            found.after[k, i] = moments[at]
            found.breaches[k, i] = chosen.breaches[f]
            found.made[k, i] = within.made[at]
            found.shows[k, i] = shows[f]
    return found


def courses_within(
    exchange: Exchange, phases: Ints, pace: float, starts: Floats, phase: int, party: int, after: float, breaches: Bools
) -> tuple[tuple[float, float], ...]:
    """All that can happen if a party begins these breaches (M,) so many years into a phase: its chance, when it shows.

    Otherwise as for `between`; infinite: it never shows. Without breaches it leaves openly, which shows at once.
    """
    if not breaches.any():
        return ((1.0, 0.0),)
    rows, k = rows_of(exchange, phases, pace), phase - 1
    within = _within(exchange, rows, k, party, np.array([after]), np.asarray(starts[k:] - starts[k]))
    at = np.zeros(1, dtype=np.intp)
    if within.watch is None:
        return ((1.0, float(outcomes(exchange, within, at, breaches[None])[1][0])),)
    found = within.watch.courses(at, breaches[None])
    return tuple((float(chance[0]), float(time[0])) for which, chance, time, _ in found if which.size)


def _moments(exchange: Exchange, rows: Rows, k: int, i: int, coming: Floats) -> Floats:
    """When within a phase, years after its start, a party's margin could be smallest (T,).

    coming: when this phase and all later ones begin. The order of events changes where a step comes into force, and
    where a taking back that begins now would show just as a phase or a step begins or as another breach shows.
    """
    present = rows.present[k]
    due = present & ~rows.made[k]
    ours = exchange.owns[i] & present
    back = ours & np.isfinite(exchange.undo) & (rows.due[k] == k + 1)
    shown, after = rows.start[k, due & ours] + exchange.seen[due & ours], exchange.seen[back]
    if rows.watch is not None and exchange.seen_with is not None:
        # With a verifier that is there by then a breach shows so long after it begins, else so long after it comes.
        there = np.flatnonzero(present)
        by_verifier = np.maximum(rows.start[k, ours, None], rows.start[k, there]) + exchange.seen_with[ours][:, there]
        shown = np.append(shown, by_verifier[np.isfinite(by_verifier)])
        with_verifier = exchange.seen_with[back][:, there]
        after = np.append(after, with_verifier[np.isfinite(with_verifier)])
    fixed, lags = np.concatenate([coming, rows.start[k, due], shown]), np.append(after, 0.0)
    events = [np.subtract.outer(fixed, lags).ravel()]
    for members, worth in zip(exchange.together_steps, exchange.together_worth[:, i], strict=True):
        if worth and present[members].all():
            # The span of an entry bends where one of its steps ends as another one begins or ends.
            ends = np.unique(exchange.undo[members & np.isfinite(exchange.undo)])
            begins = np.append(rows.start[k, members & due], shown)
            apart = np.subtract.outer(np.append(ends, 0.0), ends)
            events.append(np.add.outer(np.subtract.outer(begins, lags), apart).ravel())
    at = np.unique(np.concatenate(events))
    at = np.unique(np.concatenate([at - BESIDE, at, at + BESIDE]))
    return np.asarray(at[(at > 0) & (at < coming[1])])


def _within(exchange: Exchange, rows: Rows, k: int, i: int, moments: Floats, coming: Floats) -> Rows:
    """One row for each moment (T,) within a phase, with the numbers of one party; time 0 is the moment."""
    count, after = moments.size, moments[:, None]
    present, phase = rows.present[k], rows.due[k]
    made = rows.made[k] | ((phase == k + 1) & (rows.start_ticks[k] <= ticks(after)) & present)
    start = np.where(made, 0.0, rows.start[k] - after)
    shows = start + exchange.seen
    later = present & ~rows.made[k]
    begins = np.where(later, coming[np.where(later, phase - k - 1, 0)], 0.0) - after
    breachable = np.where(made[:, None, :], exchange.breakable, exchange.costly_to) & present

    def repeated(numbers: NDArray[Any]) -> NDArray[Any]:
        return np.broadcast_to(numbers, (count, *numbers.shape))

    horizon, plan = rows.horizons[k, [i]], np.zeros(count, dtype=np.intp)
    base = coming.size + k + 2
    order, watch = ticks(shows) * base + phase, None
    if rows.watch is not None:
        watch = verification.watch_of(exchange, plan, base, repeated(present), start, repeated(phase))
        shows, order = watch.found_out(np.arange(count), np.zeros_like(made))
    return replace(
        rows,
        watch=watch,
        plan=plan,
        phase=np.full(count, k + 1),
        present=repeated(present),
        made=made,
        begins_now=repeated(rows.begins_now[k]),
        due=repeated(phase),
        start=start,
        begin_ticks=ticks(begins),
        start_ticks=ticks(start),
        shows=shows,
        order=order,
        worth=repeated(rows.worth[k, [i]]),
        horizons=repeated(horizon),
        costs=repeated(rows.costs[k, [i]]),
        undo=repeated(rows.undo[k]),
        breachable=breachable,
        costly=repeated(rows.costly[k]),
        lapses=repeated(rows.lapses[k]),
        together=repeated(rows.together[k][:, [i]]),
        from_start=np.exp(-start[:, None, :] / horizon[:, None]),
        per_undo=repeated(rows.per_undo[k, [i]]),
    )


def _sets(exchange: Exchange, rows: Rows, i: int) -> BreachSets:
    """The failures of a party that may be its best; one without breaches is leaving openly."""
    alone = np.arange(exchange.parties) == i
    chosen = thresholds(exchange, rows, alone)
    leaves = np.flatnonzero(can_fail(exchange, rows, alone))
    openly = np.zeros((leaves.size, exchange.steps), dtype=bool)
    chosen = BreachSets(np.append(chosen.at, leaves), np.concatenate([chosen.breaches, openly]), chosen.exact)
    if not needs_all_sets(exchange, i):
        return chosen
    # Only what may beat the best of these by more than rounding is looked at besides.
    best = np.full((rows.plan.size, 1), -np.inf)
    if rows.watch is None:
        np.maximum.at(best[:, 0], chosen.at, _worth(exchange, rows, chosen)[0])
    zero = TOLERANCE / 2 * float(exchange.stake()[i])
    further = every_set(exchange, rows, alone, ALL_SETS_UP_TO, best + zero)
    return BreachSets(
        np.append(chosen.at, further.at), np.concatenate([chosen.breaches, further.breaches]), further.exact
    )


def _margins(exchange: Exchange, rows: Rows, chosen: BreachSets) -> tuple[Floats, Floats]:
    """Carry on less walk out by each failure, for the one party of the rows, and when it shows: (F,) each."""
    carry_on = values(exchange, rows, np.arange(rows.plan.size), rows.present)
    worth, shows = _worth(exchange, rows, chosen)
    return carry_on[chosen.at, 0] - worth, shows


def _worth(exchange: Exchange, rows: Rows, chosen: BreachSets) -> tuple[Floats, Floats]:
    """What each failure is worth to the one party of the rows, less its walk-out cost, and when it shows: (F,) each."""
    size = max(1, CELLS // max(1, exchange.steps))
    worth, shown = (stopped(exchange, rows) - rows.costs)[chosen.at, 0], np.zeros(chosen.at.size)
    secret = np.flatnonzero(chosen.breaches.any(axis=1))
    for first in range(0, secret.size, size):
        part = secret[first : first + size]
        at = chosen.at[part]
        value, shows, fade = outcomes(exchange, rows, at, chosen.breaches[part])
        worth[part], shown[part] = (value - fade * rows.costs[at])[:, 0], shows
    return worth, shown
