"""Which groups would all gain by breaching together, although none of them would walk out alone?

The failures are those of an assessment, by two or more parties, each with a breach of its own, and one that begins
now; if a group has such a set of breaches, it can also leave openly together, and everything stops at once. It is
tempted where some failure leaves every member better off than carrying on, its walk-out cost paid, while nobody else
fails. What suits one member may hurt another, so that the threshold failures alone could miss the one that suits all:
all sets count.

Carrying on and failing are compared in the world in which nobody else fails, as for a margin; the world in which others
fail too decides how sure they have to be of them, not whether the group is tempted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment import compiled
from standoff.engine.assessment.breaches import BreachSets, can_fail, every_set
from standoff.engine.assessment.failures import ALL_SETS_UP_TO
from standoff.engine.assessment.schedule import Rows, rows_of
from standoff.engine.assessment.trust import Assessed
from standoff.engine.assessment.values import CELLS, TOLERANCE, outcomes, stopped, values
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["Temptations", "group_temptations"]


@dataclass(frozen=True)
class Temptations:
    """The groups that are tempted, T of them, by phase and then by size; and where some may have been missed.

    phase: (T,), 1..K+1. group: (T, N). openly: (T,), whether they leave openly. breaches: (T, M), none where they do.
    shows: (T,), years from the start of the phase, 0 where they leave openly.
    gain: (T, N), by how much its members are better off than carrying on, in their own points; 0 for others.
    exact: whether all sets of breaches of all groups were tried.
    """

    phase: Ints
    group: Bools
    openly: Bools
    breaches: Bools
    shows: Floats
    gain: Floats
    exact: bool


def group_temptations(
    exchange: Exchange, phases: Ints, pace: float, found: Assessed, largest: int = ALL_SETS_UP_TO
) -> Temptations:
    """The groups that would all gain by breaching together at some phase of a plan (M,), `found` its assessment.

    Of each phase only groups of which no part, and no member alone, would gain, by a breach or by leaving openly: so
    who can leave openly alone never does so in a group. Of all failures of a group the one
    whose smallest gain, as a share of the member's gross stake, is largest. Exchange without draws. Groups with more
    than `largest` breaches that make a difference are looked at by their threshold failures alone.

    A joint step that only both of its owners together can end, and a third party that pays for it once and for all:

    >>> from standoff.engine.assessment.trust import assess
    >>> from standoff.engine.core.exchange import phase_vector
    >>> none = np.zeros((0, 2))
    >>> paid = Exchange(
    ...     horizons=np.full(3, 4.0), walkout_costs=np.zeros(3),
    ...     worth=np.array([[-1.0, 2.0], [-1.0, 2.0], [5.0, -3.0]]),
    ...     takes=np.zeros(2), seen=np.full(2, 0.5), undo=np.array([0.0, np.inf]),
    ...     owns=np.array([[True, False], [True, False], [False, True]]), automatic=np.zeros(2, dtype=bool),
    ...     ends_all=np.array([True, False]), requires=np.zeros((2, 2), dtype=bool),
    ...     together_steps=none.astype(bool), together_worth=np.zeros((0, 3)))
    >>> plan = phase_vector(2, [], [[0], [1]])
    >>> alone = assess(paid, plan)
    >>> together = group_temptations(paid, plan, 0.0, alone)
    >>> bool(alone.holds[0]), together.phase.tolist(), together.group[1].tolist(), together.gain[1].tolist()
    (True, [2, 3], [True, True, False], [1.0, 1.0, 0.0])
    """
    if not _may_gain(exchange, phases, pace, found, largest):
        return _none(exchange)
    rows = rows_of(exchange, phases, pace)
    everything = np.arange(rows.plan.size)
    carry_on = values(exchange, rows, everything, rows.present)
    openly = stopped(exchange, rows) - rows.costs - carry_on
    gross = np.asarray(found.stake[0])
    stake = np.where(gross > 0, gross, 1.0)
    failers = np.flatnonzero(rows.breachable.any(axis=(0, 2)))
    # (R, G) which groups so far gain at which phase: first the single parties that walk out.
    gaining = [np.eye(exchange.parties, dtype=bool)[i] for i in range(exchange.parties)]
    gains_at = [np.nan_to_num(found.margin[0, :, i]) < 0 for i in range(exchange.parties)]
    exact = True
    tempted: list[tuple[int, Bools, bool, Bools, float, Floats]] = []
    for group in _groups(exchange.parties, failers):
        within = [at for part, at in zip(gaining, gains_at, strict=True) if not (part & ~group).any()]
        settled = np.any(within, axis=0)
        if settled.all():
            continue
        # Half of what counts as zero, so that rounding leaves out nothing that counts; nothing where it is settled.
        beyond = np.where(group, np.where(settled[:, None], np.inf, carry_on + TOLERANCE / 2 * gross), -np.inf)
        chosen = every_set(exchange, rows, group, largest, beyond)
        exact &= bool(chosen.exact.all())
        leaving = np.where((can_fail(exchange, rows, group) & ~settled)[:, None], openly, -np.inf)
        best = _best(exchange, rows, carry_on, chosen, leaving, group, gross, stake)
        for row, breaches, shows, gain in best:
            tempted.append((row, group, not breaches.any(), breaches, shows, gain))
        now = np.zeros(rows.plan.size, dtype=bool)
        now[[row for row, *_ in best]] = True
        gaining.append(group)
        gains_at.append(now)
    tempted.sort(key=lambda one: one[0])
    count, parties, steps = len(tempted), exchange.parties, exchange.steps
    return Temptations(
        phase=np.array([row + 1 for row, *_ in tempted], dtype=np.int64),
        group=np.array([one[1] for one in tempted], dtype=bool).reshape(count, parties),
        openly=np.array([one[2] for one in tempted], dtype=bool).reshape(count),
        breaches=np.array([one[3] for one in tempted], dtype=bool).reshape(count, steps),
        shows=np.array([one[4] for one in tempted], dtype=np.float64),
        gain=np.array([one[5] for one in tempted], dtype=np.float64).reshape(count, parties),
        exact=exact,
    )


def _may_gain(exchange: Exchange, phases: Ints, pace: float, found: Assessed, largest: int) -> bool:
    """Whether it is worth a look: the kernel knows at once where no group could gain, whatever it breaches."""
    if not compiled.fits(exchange):
        return True
    vector, last = np.asarray(phases, dtype=np.int64), int(np.max(phases, initial=0))
    return compiled.groups_may_gain(exchange, vector, pace, found.margin[0, : last + 1], largest)


def _none(exchange: Exchange) -> Temptations:
    """No group is tempted."""
    some, nobody = np.zeros(0), np.zeros((0, exchange.parties))
    breaches = np.zeros((0, exchange.steps), dtype=bool)
    return Temptations(some.astype(np.int64), nobody.astype(bool), some.astype(bool), breaches, some, nobody, True)


def _groups(parties: int, failers: NDArray[np.intp]) -> Iterator[Bools]:
    """All groups (N,) of two or more parties that can fail, smaller ones first."""
    for bits in sorted(range(1 << failers.size), key=lambda b: (b.bit_count(), b)):
        if bits.bit_count() > 1:
            group = np.zeros(parties, dtype=bool)
            group[failers[[n for n in range(failers.size) if bits >> n & 1]]] = True
            yield group


def _best(
    exchange: Exchange,
    rows: Rows,
    carry_on: Floats,
    chosen: BreachSets,
    leaving: Floats,
    group: Bools,
    gross: Floats,
    stake: Floats,
) -> list[tuple[int, Bools, float, Floats]]:
    """Per row the most tempting failure of a group that pays all its members: row, breaches, when it shows, gains.

    leaving: (R, N), what leaving openly gives them over carrying on, -inf where they cannot: no breaches, and shows 0.
    """
    found: dict[int, tuple[tuple[float, float], Bools, float, Floats]] = {}

    def take(row: int, breaches: Bools, shows: float, gain: Floats) -> None:
        # Among failures that tempt the least tempted as much, the one that gives the others more.
        share = (gain / stake)[group]
        rank = (round(float(share.min()), 9), round(float(share.sum()), 9))
        if row not in found or rank > found[row][0]:
            found[row] = (rank, breaches, shows, np.where(group, gain, 0.0))

    size = max(1, CELLS // max(1, rows.worth.shape[1] * rows.worth.shape[2]))
    for first in range(0, chosen.at.size, size):
        part, sets = chosen.at[first : first + size], chosen.breaches[first : first + size]
        value, shows, fade = outcomes(exchange, rows, part, sets)
        gain = value - fade * rows.costs[part] - carry_on[part]
        for f in np.flatnonzero((gain > TOLERANCE * gross)[:, group].all(axis=1)):
            take(int(part[f]), sets[f], float(shows[f]), gain[f])
    for row in np.flatnonzero((leaving > TOLERANCE * gross)[:, group].all(axis=1)):
        take(int(row), np.zeros(exchange.steps, dtype=bool), 0.0, leaving[row])
    return [(row, *found[row][1:]) for row in sorted(found)]
