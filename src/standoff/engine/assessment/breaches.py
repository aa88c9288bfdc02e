"""The sets of breaches that a group has to choose from, without those that come to the same.

When the first breach of a failure shows is settled, a breach that shows no sooner makes a difference only if the step
would be there by then: a costly step that is not in force when everything stops never comes, breached or not. So of
all sets of breaches it is enough to vary those that make a difference, and to breach everything that makes none.
Where that moment hangs on verifiers or on chance, this shortcut is not open, and the sets are tried one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.failures import ALL_SETS_UP_TO, breaches_of, needs_all_sets
from standoff.engine.assessment.schedule import Rows, rows_of, ticks
from standoff.engine.core import verification
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["MOST_WATCHED", "BreachSets", "can_fail", "every_set", "thresholds", "untried"]

MOST_WATCHED = 1 << 16
"""Where verification depends on others or on chance: how many sets of breaches of a group are tried at all rows."""


@dataclass(frozen=True)
class BreachSets:
    """Sets of breaches of one group. at: (F,), the row of each; breaches: (F, M).

    exact: (R,), False where a row has more breaches that make a difference than all sets are tried of, so that some of
    its threshold failures stand for all the sets that show when they do.
    """

    at: NDArray[np.intp]
    breaches: Bools
    exact: Bools


@dataclass(frozen=True)
class _Thresholds:
    """One entry for each row and each moment at which a breach of the group shows: P pairs."""

    row: NDArray[np.intp]  # (P,)
    shows: Floats  # (P,) when it is
    due: Ints  # (P,) of which phase
    first: Bools  # (P, M) the breaches that show at this moment, of this phase
    no_sooner: Bools  # (P, M) the breaches that show no sooner
    matters: Bools  # (P, M) those of them that make a difference

    def only(self, which: Bools) -> _Thresholds:
        """Some of the pairs (P,)."""
        return _Thresholds(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def _thresholds(exchange: Exchange, rows: Rows, group: Bools) -> _Thresholds:
    candidates = breaches_of(exchange, rows, group)
    later = np.triu(np.ones((exchange.steps, exchange.steps), dtype=bool), 1)
    same = (rows.order[:, :, None] == rows.order[:, None, :]) & candidates[:, :, None] & later
    row, threshold = np.nonzero(candidates & ~same.any(axis=1))
    order, candidates = rows.order[row], candidates[row]
    moment = order[np.arange(row.size), threshold][:, None]
    no_sooner = candidates & (order >= moment)
    shows, due = rows.shows[row, threshold], rows.due[row, threshold]
    there = rows.made[row] | (_begun(rows, row, shows, due) & (rows.start_ticks[row] <= ticks(shows)[:, None]))
    return _Thresholds(row, shows, due, candidates & (order == moment), no_sooner, no_sooner & there)


def _begun(rows: Rows, row: NDArray[np.intp], shows: Floats, due: Ints) -> Bools:
    """Which steps are of phases that have begun when the first breach shows, or are that breach's own, (P, M)."""
    return np.asarray((rows.due[row] <= due[:, None]) | (rows.begin_ticks[row] < ticks(shows)[:, None]))


def _at_most(exchange: Exchange, rows: Rows, found: _Thresholds) -> Floats:
    """More than any choice among the breaches of a threshold is worth to each party, less its walk-out cost, (P, N).

    Of every step that makes a difference the better of its two spans for that party; of a free step that may fail to
    come, nothing if that is better; of a `together` entry, the longest span if it is liked, and none if it is not.
    """
    row = found.row
    made, start = rows.made[row], rows.from_start[row]
    begun = rows.present[row] & (made | _begun(rows, row, found.shows, found.due))
    sure = made | (begun & (rows.start_ticks[row] <= ticks(found.shows)[:, None]))
    maybe = begun & ~sure & ~rows.costly[row]
    fade = np.exp(-found.shows[:, None] / rows.horizons[row])
    end = np.minimum(fade[:, :, None], start) * rows.per_undo[row] * rows.lapses[row][:, None, :]
    kept_up = rows.worth[row] * (start - end) * (sure | maybe)[:, None, :]
    breached = rows.worth[row] * (1.0 - rows.per_undo[row]) * made[:, None, :]
    kept_up = np.where(found.matters[:, None, :], np.maximum(kept_up, breached), kept_up)
    total = np.where(maybe[:, None, :], np.maximum(kept_up, 0.0), kept_up).sum(axis=2)
    for entry, members in enumerate(exchange.together_steps):
        if members.any():
            span = np.maximum(start[:, :, members].min(axis=2) - end[:, :, members].max(axis=2), 0.0)
            whole = np.asarray((sure | maybe)[:, members].all(axis=1))[:, None]
            total += np.maximum(rows.together[row, entry], 0.0) * span * whole
    return np.asarray(total - fade * rows.costs[row])


def _worth_a_look(rows: Rows, at: NDArray[np.intp], breaches: Bools, group: Bools) -> Bools:
    """Which sets begin now and have a breach by every member of the group, (F,)."""
    now = np.asarray((breaches & rows.begins_now[at]).any(axis=1))
    owned = np.asarray((rows.breachable[at][:, group] & breaches[:, None, :]).any(axis=2))
    return now & np.asarray(owned.all(axis=1))


def can_fail(exchange: Exchange, rows: Rows, group: Bools) -> Bools:
    """Where a group (N,) can fail at all, (R,): by breaches of which one begins now and each member has one."""
    every = np.arange(rows.plan.size)
    return _worth_a_look(rows, every, breaches_of(exchange, rows, group), group)


def thresholds(exchange: Exchange, rows: Rows, group: Bools) -> BreachSets:
    """The threshold failures of a group (N,) that begin now, each member taking part."""
    if rows.watch is not None:
        return _unnoticed(exchange, rows, group)
    found = _thresholds(exchange, rows, group)
    keep = _worth_a_look(rows, found.row, found.no_sooner, group)
    return BreachSets(found.row[keep], found.no_sooner[keep], np.ones(rows.plan.size, dtype=bool))


def every_set(
    exchange: Exchange, rows: Rows, group: Bools, largest: int = ALL_SETS_UP_TO, beyond: Floats | None = None
) -> BreachSets:
    """All sets of breaches of a group (N,) that begin now, each member taking part; one of those that come to the same.

    Up to `largest` breaches that make a difference; beyond, the threshold failure alone. Sets that could not leave
    every party better off than `beyond` (R, N) may be left out; -inf for parties that do not matter.
    """
    if rows.watch is not None:
        return _every_watched(exchange, rows, group, largest, beyond)
    found = _thresholds(exchange, rows, group)
    if beyond is not None:
        found = found.only(np.asarray((_at_most(exchange, rows, found) > beyond[found.row]).all(axis=1)))
    # A set without any of the first would show later: it belongs to another threshold.
    at = [np.zeros(0, dtype=np.intp)]
    sets = [np.zeros((0, exchange.steps), dtype=bool)]
    exact = np.ones(rows.plan.size, dtype=bool)
    patterns, of = np.unique(found.matters, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        pairs = np.flatnonzero(of.reshape(-1) == number)
        own = np.flatnonzero(pattern)
        if own.size > largest:
            exact[found.row[pairs]] = False
            at.append(found.row[pairs])
            sets.append(found.no_sooner[pairs])
            continue
        subsets = np.zeros((1 << own.size, exchange.steps), dtype=bool)
        subsets[:, own] = (np.arange(1 << own.size)[:, None] >> np.arange(own.size)) & 1 == 1
        starts = found.first[pairs].astype(np.float32) @ subsets.T.astype(np.float32) > 0
        pair, subset = np.nonzero(starts)
        idle = (found.no_sooner & ~found.matters)[pairs]
        at.append(found.row[pairs[pair]])
        sets.append(subsets[subset] | idle[pair])
    row, breaches = np.concatenate(at), np.concatenate(sets)
    keep = _worth_a_look(rows, row, breaches, group)
    return BreachSets(row[keep], breaches[keep], exact)


def _unnoticed(exchange: Exchange, rows: Rows, group: Bools) -> BreachSets:
    """The failures that begin now and to which nothing can be added unnoticed, where that hangs on others or chance."""
    assert rows.watch is not None
    candidates = breaches_of(exchange, rows, group)
    row, breaches = verification.failures(rows.watch, candidates)
    keep = _worth_a_look(rows, row, breaches, group)
    exact = np.full(rows.plan.size, rows.watch.all_tried(candidates))
    return BreachSets(row[keep], breaches[keep], exact)


def _every_watched(exchange: Exchange, rows: Rows, group: Bools, largest: int, beyond: Floats | None) -> BreachSets:
    """All sets of breaches one by one; those of `_unnoticed` in rows that would have too many of them."""
    candidates = breaches_of(exchange, rows, group)
    if beyond is not None:
        candidates = candidates & np.asarray((beyond < np.inf).all(axis=1))[:, None]
    patterns, of, rows_with = np.unique(candidates, axis=0, return_inverse=True, return_counts=True)
    sizes = patterns.sum(axis=1)
    tried = sizes <= largest
    # The smallest first, for as long as there is room.
    order = np.argsort(sizes, kind="stable")
    work = np.where(tried, rows_with * 2.0 ** np.minimum(sizes, largest), 0.0)
    tried[order] &= np.cumsum(work[order]) <= MOST_WATCHED
    few = _unnoticed(exchange, rows, group)
    left = ~tried[of.reshape(-1)][few.at]
    at, sets = [few.at[left]], [few.breaches[left]]
    for number in np.flatnonzero(tried & (sizes > 0)):
        own, here = np.flatnonzero(patterns[number]), np.flatnonzero(of.reshape(-1) == number)
        subsets = np.zeros(((1 << own.size) - 1, exchange.steps), dtype=bool)
        subsets[:, own] = (np.arange(1, 1 << own.size)[:, None] >> np.arange(own.size)) & 1 == 1
        at.append(np.repeat(here, len(subsets)))
        sets.append(np.tile(subsets, (here.size, 1)))
    row, breaches = np.concatenate(at), np.concatenate(sets)
    keep = _worth_a_look(rows, row, breaches, group)
    return BreachSets(row[keep], breaches[keep], tried[of.reshape(-1)])


def untried(exchange: Exchange, phases: Ints, pace: float) -> Bools:
    """Of which parties an assessment of a plan (M,) does not try all sets of breaches although it matters, (N,).

    Their walk-out values are lower bounds. Exchange without draws.
    """
    own = rows_of(exchange, phases, pace).breachable.any(axis=0).sum(axis=1)
    return np.array([own[i] > ALL_SETS_UP_TO and needs_all_sets(exchange, i) for i in range(exchange.parties)])
