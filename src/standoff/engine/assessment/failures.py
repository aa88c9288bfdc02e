"""How can a plan fail? The sets of breaches that are looked at (threshold failures), and where all sets are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.schedule import Rows
from standoff.engine.core import verification
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats

__all__ = [
    "ALL_SETS_UP_TO",
    "OPENLY",
    "Failures",
    "alike",
    "all_sets_of_plans",
    "breaches_of",
    "entangled",
    "needs_all_sets",
    "threshold_failures",
]

OPENLY = -2
"""In place of the index of a failure of its own: a party leaves openly, and everything stops at once."""

ALL_SETS_UP_TO = 12
"""Where it matters, all sets of a party's breaches are tried up to this many; beyond, the result is a bound."""


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


def alike(at: NDArray[np.intp], breaches: Bools) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Failures with the same breaches in the same row: the first of each kind (K,), and the kind of each (F,).

    >>> first, kind = alike(np.array([0, 0, 1, 0]), np.array([[True], [False], [True], [True]]))
    >>> first[kind].tolist()
    [0, 1, 2, 0]
    """
    bits = np.packbits(breaches, axis=1)
    if bits.shape[1] <= 4:
        words = np.zeros((at.size, 4), dtype=np.uint8)
        words[:, : bits.shape[1]] = bits
        told = (at.astype(np.int64) << 32) | words.view(np.uint32).reshape(-1)
    else:
        both = np.hstack([at.astype(np.int64)[:, None].view(np.uint8), bits])
        told = both.view(f"V{both.shape[1]}").reshape(-1)
    _, first, kind = np.unique(told, return_index=True, return_inverse=True)
    return first, kind.reshape(-1)


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
    chosen = np.array([1 << b for b in range(failers.size)] if alone else range(1, 1 << failers.size), dtype=np.int64)
    members = np.zeros((chosen.size, parties), dtype=bool)
    members[:, failers] = (chosen[:, None] >> np.arange(failers.size)) & 1 == 1
    at: list[NDArray[np.intp]] = []
    sets: list[Bools] = []
    groups: list[Bools] = []
    candidates = [breaches_of(exchange, rows, group) for group in members]
    found = _of_order(rows, candidates) if rows.watch is None else _of_watch(rows.watch, candidates)
    for group, (row, breaches) in zip(members, found, strict=True):
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


def _of_order(rows: Rows, candidates: Sequence[Bools]) -> Iterator[tuple[NDArray[np.intp], Bools]]:
    """Rows and breaches of each group by what it can breach, where the order in which breaches show is given."""
    steps = rows.order.shape[1]
    later = np.triu(np.ones((steps, steps), dtype=bool), 1)
    for own in candidates:
        # Of breaches that show together, one is enough as the threshold.
        same = (rows.order[:, :, None] == rows.order[:, None, :]) & own[:, :, None] & later
        row, threshold = np.nonzero(own & ~same.any(axis=1))
        yield row, own[row] & (rows.order[row] >= rows.order[row, threshold][:, None])


def _of_watch(watch: verification.Watch, candidates: Sequence[Bools]) -> Iterator[tuple[NDArray[np.intp], Bools]]:
    """The same where that hangs on verifiers or on chance: all groups at once where all sets can be tried."""
    if not candidates:
        return
    if not watch.all_tried(np.logical_or.reduce(candidates)):
        for own in candidates:
            yield verification.failures(watch, own)
        return
    rows = len(candidates[0])
    at, sets = verification.failures(watch.only(np.tile(np.arange(rows), len(candidates))), np.concatenate(candidates))
    ends = np.searchsorted(at, rows * np.arange(len(candidates) + 1))
    for number, (first, last) in enumerate(pairwise(ends.tolist())):
        yield at[first:last] - number * rows, sets[first:last]


def needs_all_sets(exchange: Exchange, party: int) -> bool:
    """Whether a party's best failure may be no threshold failure, whatever the plan.

    More breaches that show no sooner cost nothing more, unless they end a `together` worth that it likes, or keep a
    free step from coming that requires them. Where discovery depends on verifiers or on chance, a `together` worth of
    either sign calls for all sets: a breach more may change when a failure shows that others join.
    """
    return bool(exchange.once(entangled)[party])


def entangled(exchange: Exchange) -> Bools:
    """The same for all parties, (N,)."""
    own = exchange.costly_to.reshape(-1, exchange.parties, exchange.steps).any(axis=0)
    worth = exchange.together_worth
    some: Bools = np.asarray(worth > 0 if exchange.plainly_seen else worth != 0)
    counts: Bools = np.asarray(some.any(axis=0)) if some.ndim > 2 else some
    named: Bools = np.asarray((exchange.together_steps[:, None, :] & own).any(axis=2))
    free: Bools = np.asarray((~exchange.costly).reshape(-1, exchange.steps).any(axis=0))
    required: Bools = np.asarray(exchange.requires[free].any(axis=0))
    return np.asarray((counts & named).any(axis=0)) | np.asarray((required & own).any(axis=1))


def _calls_for_all_sets(exchange: Exchange, rows: Rows, party: int) -> Bools:
    """In which rows all sets of a party's breaches are tried, (R,)."""
    own = breaches_of(exchange, rows, np.arange(exchange.parties) == party)
    if rows.watch is None:
        return np.ones(rows.plan.size, dtype=bool)
    named = np.asarray((exchange.together_steps[None] & own[:, None]).any(axis=2))
    free = rows.present & ~rows.costly
    required = own.astype(np.float64) @ exchange.requires.T.astype(np.float64) > 0
    return np.asarray((named & (rows.together[:, :, party] != 0)).any(axis=1) | (free & required).any(axis=1))


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
    calls = _calls_for_all_sets(exchange, rows, party)
    found = [
        _all_sets(exchange, rows, party, np.flatnonzero(calls & (own[rows.plan] == same).all(axis=1)))
        for same in np.unique(own[tried], axis=0)
    ]
    at = np.concatenate([np.zeros(0, dtype=np.intp), *(row for row, _ in found)])
    return tried, at, np.concatenate([np.zeros((0, exchange.steps), dtype=bool), *(sets for _, sets in found)])
