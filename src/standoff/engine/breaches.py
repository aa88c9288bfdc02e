"""The sets of breaches that a group has to choose from, without those that come to the same.

When the first breach of a failure shows is settled, a breach that shows no sooner makes a difference only if the step
would be there by then: a costly step that is not in force when everything stops never comes, breached or not. So of
all sets of breaches it is enough to vary those that make a difference, and to breach everything that makes none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assess import ALL_SETS_UP_TO, Rows, breaches_of, ticks
from standoff.engine.exchange import Bools, Exchange

__all__ = ["Chosen", "every_set", "thresholds"]


@dataclass(frozen=True)
class Chosen:
    """Sets of breaches of one group. at: (F,), the row of each; breaches: (F, M); exact: (R,), False where a row
    has more breaches that make a difference than all sets are tried of, and its thresholds stand alone."""

    at: NDArray[np.intp]
    breaches: Bools
    exact: Bools


@dataclass(frozen=True)
class _Thresholds:
    """One entry for each row and each moment at which a breach of the group shows: P pairs."""

    row: NDArray[np.intp]  # (P,)
    first: Bools  # (P, M) the breaches that show at this moment, of this phase
    no_sooner: Bools  # (P, M) the breaches that show no sooner
    matters: Bools  # (P, M) those of them that make a difference


def _thresholds(exchange: Exchange, rows: Rows, group: Bools) -> _Thresholds:
    candidates = breaches_of(exchange, rows, group)
    later = np.triu(np.ones((exchange.steps, exchange.steps), dtype=bool), 1)
    same = (rows.order[:, :, None] == rows.order[:, None, :]) & candidates[:, :, None] & later
    row, threshold = np.nonzero(candidates & ~same.any(axis=1))
    order, candidates = rows.order[row], candidates[row]
    moment = order[np.arange(row.size), threshold][:, None]
    no_sooner = candidates & (order >= moment)
    tick = ticks(rows.shows[row, threshold])[:, None]
    begun = (rows.due[row] <= rows.due[row, threshold][:, None]) | (rows.begin_ticks[row] < tick)
    there = rows.made[row] | (begun & (rows.start_ticks[row] <= tick))
    return _Thresholds(row, candidates & (order == moment), no_sooner, no_sooner & there)


def _worth_a_look(rows: Rows, at: NDArray[np.intp], breaches: Bools, group: Bools) -> Bools:
    """Which sets begin now and have a breach by every member of the group, (F,)."""
    now = np.asarray((breaches & rows.begins_now[at]).any(axis=1))
    owned = (rows.breachable[at][:, group] & breaches[:, None, :]).any(axis=2)
    return now & np.asarray(owned.all(axis=1))


def thresholds(exchange: Exchange, rows: Rows, group: Bools) -> Chosen:
    """The threshold failures of a group (N,) that begin now, each member taking part."""
    found = _thresholds(exchange, rows, group)
    keep = _worth_a_look(rows, found.row, found.no_sooner, group)
    return Chosen(found.row[keep], found.no_sooner[keep], np.ones(rows.plan.size, dtype=bool))


def every_set(exchange: Exchange, rows: Rows, group: Bools, largest: int = ALL_SETS_UP_TO) -> Chosen:
    """All sets of breaches of a group (N,) that begin now, each member taking part, but for those that come to the same.

    Up to `largest` breaches that make a difference; beyond, the threshold failure alone.
    """
    found = _thresholds(exchange, rows, group)
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
    return Chosen(row[keep], breaches[keep], exact)
