"""The best deal found: the plan with the largest expected smallest share, chosen on draws that do not judge it.

Over the draws, the mean of the smallest share of gain of the parties that a plan needs where it holds, and 0 where it
does not. A party's share of gain is its gain by the most that a deal that holds gives it at the medians.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.assessment import compiled
from standoff.engine.assessment.trust import assess, gains, holding
from standoff.engine.assessment.values import TOLERANCE
from standoff.engine.core.exchange import ABSENT, Exchange, numbered
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.roadmap.neighbours import FEW_MOVES, distinct, neighbours
from standoff.engine.roadmap.ranking import JUST
from standoff.engine.sureness.shares import Verdicts, verdicts_of

__all__ = [
    "Rated",
    "Ruled",
    "around",
    "best_of",
    "gain_if_it_holds",
    "most_gained",
    "rate",
    "rearranged",
    "risks_at_most",
    "rule",
    "shares_at_most",
    "smallest_shares",
]


@dataclass(frozen=True)
class Rated:
    """A plan in D draws: whether it holds, and the smallest share of gain there, 0 where it does not hold; (D,)."""

    holds: Bools
    share: Floats

    @property
    def worth(self) -> tuple[float, float]:
        """By what plans are compared: the expected smallest share and, of equal ones, in how many draws it holds."""
        if not self.share.size:
            return 0.0, 0.0
        return float(self.share.mean()), float(self.holds.mean())


@dataclass(frozen=True)
class Ruled:
    """A plan in D draws: what became of it, and the smallest share of gain there, as in `Rated`."""

    verdicts: Verdicts
    share: Floats


def smallest_shares(gain: Floats, needed: Bools, holds: Bools, most: Floats) -> Floats:
    """The smallest share of gain of the needed parties in each draw (..., D): 0 where the plan does not hold.

    gain, needed: (..., D, N); holds: (..., D); most: (N,), what a deal that holds gives each party at most. Whom no
    such deal gives anything has no share, and does not count; where no needed party has one, the smallest share is 0.

    >>> gain, needed = np.array([[2.0, 3.0, 0.0], [2.0, 3.0, 0.0]]), np.array([[1, 1, 1], [0, 0, 1]], bool)
    >>> smallest_shares(gain, needed, np.array([True, True]), np.array([4.0, 12.0, 0.0])).tolist()
    [0.25, 0.0]
    """
    counts = needed & (most > 0)
    share = np.where(counts, gain / np.where(most > 0, most, 1.0), np.inf).min(axis=-1, initial=np.inf)
    return np.asarray(np.where(holds & counts.any(axis=-1), share, 0.0))


def rate(exchange: Exchange, plans: Ints, pace: float | Floats, most: Floats, which: Ints | None = None) -> list[Rated]:
    """Plans (B, M) in every draw of an exchange, or in some (D,); pace in years, one or (D,)."""
    holds, needed, gain = holding(exchange, plans, pace, which)
    return list(map(Rated, holds, smallest_shares(gain, needed, holds, most)))


def shares_at_most(exchange: Exchange, plans: Ints, pace: float | Floats, most: Floats) -> Floats:
    """The most that `rate` can say of the smallest shares of plans (B, M) in every draw, (B, D).

    Told by gains alone, without looking at any failure: a plan that holds gives this, but for the rounding, and one
    that does not gives 0.
    """
    draws = exchange.draws or 1
    if compiled.fits(exchange):
        paces = np.broadcast_to(np.asarray(pace, dtype=np.float64), (draws,))
        return compiled.shares_at_most(exchange, plans, paces, most, TOLERANCE)
    counts, room = most > 0, TOLERANCE * exchange.stake()
    found = np.empty((len(plans), draws))
    for place, plan in enumerate(plans):
        share = (gains(exchange, plan, pace) + room) / np.where(counts, most, 1.0)
        counted = exchange.needed(plan[None]) & counts
        smallest = np.where(counted, share, np.inf).min(axis=1, initial=np.inf)
        found[place] = np.where(counted.any(axis=1), np.maximum(smallest, 0.0), 0.0)
    return found


def rule(exchange: Exchange, phases: Ints, pace: float | Floats, most: Floats) -> Ruled:
    """What becomes of one plan (M,) in every draw of an exchange; pace in years, one or (D,)."""
    found = assess(exchange, phases, pace)
    return Ruled(verdicts_of(found), smallest_shares(found.gain, found.needed, found.holds, most))


def gain_if_it_holds(exchange: Exchange, phases: Ints, pace: float) -> Floats:
    """What one plan (M,) gives each party (N,) if it holds, without draws; 0 if it does not, or where a party loses."""
    found = assess(exchange, phases, pace)
    return np.asarray(np.where(found.holds[0], np.maximum(found.gain[0], 0.0), 0.0))


def most_gained(exchange: Exchange, phases: Ints, pace: float) -> Floats:
    """What plans (B, M), at least one, give each party at most (N,), hold or not, without draws; at least 0."""
    return np.asarray(np.maximum(assess(exchange, phases, pace).gain.max(axis=0), 0.0))


def risks_at_most(exchange: Exchange, phases: Ints, pace: float, most: Floats) -> Bools:
    """Which plans (B, M) put no more of any stake at risk than these shares (N,), without draws."""
    if not len(phases):
        return np.zeros(0, dtype=bool)
    return np.asarray((assess(exchange, phases, pace).at_risk <= most + JUST).all(axis=1))


def best_of(rated: Sequence[Rated]) -> int | None:
    """The place of the plan to take, of equal ones the first; None where none holds in any draw.

    >>> def plan(*shares):
    ...     return Rated(np.array(shares) > 0, np.array(shares))
    >>> best_of([plan(0.1, 0.1, 0.1), plan(0.0, 0.5, 0.0)]), best_of([plan(0.0, 0.0)])
    (1, None)
    """
    place = max(range(len(rated)), key=lambda n: rated[n].worth, default=None)
    return place if place is not None and rated[place].holds.any() else None


def around(vector: Ints, free: Bools, choices: Sequence[Sequence[int]] = ()) -> Ints:
    """Plans near a plan (M,), each once: a step in another phase, two phases as one, a step less or more, (B, M).

    And another member of a choice in the place of its member. Only steps that are `free` (M,) come in, each into every
    phase and into one of its own at the end. Nothing here knows whether a plan is allowed.

    >>> around(np.array([1, -1]), np.array([True, True])).tolist()
    [[1, 1], [1, 2]]
    >>> around(np.array([1, -1]), np.array([True, True]), [[0, 1]]).tolist()
    [[1, 1], [1, 2], [-1, 1]]
    """
    last = int(vector.max(initial=0))
    planned = np.flatnonzero(vector > 0).tolist()
    outside = np.flatnonzero((vector == ABSENT) & free).tolist()
    found = [neighbours(vector, last, moves=FEW_MOVES)]
    found += [_with(vector, {leaving: ABSENT}) for leaving in planned]
    found += [_with(vector, {entering: phase}) for entering in outside for phase in range(1, last + 2)]
    found += _other_members(vector, choices, outside)
    return _others(vector, found)


def rearranged(vector: Ints, groups: Sequence[Sequence[int]] = (), choices: Sequence[Sequence[int]] = ()) -> Ints:
    """Plans near a plan (M,) with as many steps, each once: a step in another phase, two phases as one, (B, M).

    And another member of a choice in the place of its member. Steps of a group, which come in one phase, move together.
    Nothing here knows whether a plan is allowed.

    >>> rearranged(np.array([1, 2, 0, -1]), choices=[[1, 3]]).tolist()
    [[1, 1, 0, -1], [2, 1, 0, -1], [1, -1, 0, 2]]
    >>> rearranged(np.array([1, 1, 2]), [[0, 1]]).tolist()
    [[1, 1, 1], [2, 2, 1]]
    """
    outside = np.flatnonzero(vector == ABSENT).tolist()
    near = neighbours(vector, int(vector.max(initial=0)), groups, FEW_MOVES)
    return _others(vector, [near, *_other_members(vector, choices, outside)])


def _other_members(vector: Ints, choices: Sequence[Sequence[int]], outside: Sequence[int]) -> list[Ints]:
    """The plans with a member of a choice that is outside in the place of the one that is planned."""
    return [
        _with(vector, {leaving: ABSENT, entering: int(vector[leaving])})
        for members in choices
        for leaving in members
        for entering in members
        if vector[leaving] > 0 and entering in outside
    ]


def _others(vector: Ints, found: Sequence[Ints]) -> Ints:
    """Plans in parts, each once, without a plan itself and the one that does nothing."""
    every = distinct(np.concatenate(found))
    return np.asarray(every[(every > 0).any(axis=1) & (every != vector).any(axis=1)])


def _with(vector: Ints, phases: dict[int, int]) -> Ints:
    """A plan with some steps in other phases, as a batch of one."""
    other = vector.copy()
    for step, phase in phases.items():
        other[step] = phase
    return np.asarray(numbered(other[None]))
