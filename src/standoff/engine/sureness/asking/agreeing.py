"""Worths that agree with answers, drawn as what is believed of them has it: picked out of draws, or walked to.

Hit-and-run: Smith (1984); for a density that is not uniform: Bélisle, Romeijn & Smith (1993), Chen & Schmeiser (1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.types import Floats, Ints
from standoff.engine.sureness.asking.allowed import Left
from standoff.engine.sureness.asking.answers import Box, Conditions, joined
from standoff.engine.sureness.distributions import Marginal

__all__ = ["BELIEVED", "Densities", "agreeing", "box_of", "walked"]

BELIEVED = 0.99
"""A worth is assumed to lie within the central so much of what is believed of it, or within its ends where it has some.
The range of a case holds nine tenths of it, as a rule: of ten worths one would lie beyond, and true answers would
contradict it."""

ROUNDS, ROUND, LAST = 4, 30, 60
"""So many times the walks learn in which directions there is room, after so many steps; and how many they go then."""

CELLS, PARTS = 256, 512
"""Into so many cells of equal width what is left is cut, to say how dense a belief is, and into so many of equal
probability the belief itself."""


def box_of(beliefs: Sequence[Marginal]) -> Box:
    """Between which ends the worths lie by assumption, of what is believed of each.

    >>> box = box_of([Marginal("normal", -1.0, 1.0), Marginal("uniform", 2.0, 3.0), Marginal("point", 4.0, 4.0)])
    >>> box.low.round(2).tolist(), box.high.round(2).tolist()
    ([-1.57, 2.0, 4.0], [1.57, 3.0, 4.0])
    """
    ends = [
        one.quantile(np.array([_tail(one), 1 - _tail(one)])) if _tail(one) else np.array([one.low, one.high])
        for one in beliefs
    ]
    low, high = np.array(ends).reshape(-1, 2).T
    # 0 is both an end of a half-normal range and the end of what is possible.
    zero = np.array([one.shape == "half-normal" for one in beliefs], dtype=bool)
    from_zero = np.array([one.low == 0 for one in beliefs], dtype=bool)
    return Box(np.where(zero & from_zero, 0.0, low), np.where(zero & ~from_zero, 0.0, high))


def _tail(of: Marginal) -> float:
    """How much is believed to lie beyond each end of the box; 0 of what has ends."""
    return (1 - max(BELIEVED, of.level)) / 2 if of.shape in ("normal", "lognormal", "half-normal") else 0.0


@dataclass(frozen=True, eq=False)
class Densities:
    """How dense beliefs are between two ends, in cells of equal width: low, width (n,), logarithms (n, CELLS)."""

    low: Floats
    width: Floats
    logs: Floats

    @classmethod
    def of(cls, beliefs: Sequence[Marginal], low: Floats, high: Floats) -> Densities:
        """The densities between these ends, of ranges that are no single numbers."""
        chances = np.concatenate([_TAILS, np.linspace(0, 1, PARTS + 1)[1:-1], 1 - _TAILS[::-1]])
        logs = np.empty((len(beliefs), CELLS))
        for place, belief in enumerate(beliefs):
            edges = np.linspace(low[place], high[place], CELLS + 1)
            reached = np.interp(edges, belief.quantile(chances), chances)
            logs[place] = np.log(np.maximum(np.diff(reached), 1e-12))
        return cls(low, (high - low) / CELLS, logs)

    def at(self, worths: Floats) -> Floats:
        """The logarithm of how dense they are together at some worths (D, n), up to a constant: (D,)."""
        cells = np.clip(((worths - self.low) / self.width).astype(np.int64), 0, CELLS - 1)
        return np.asarray(self.logs[np.arange(len(self.low)), cells].sum(axis=1))


_TAILS = np.array([1e-9, 1e-6, 1e-4, 5e-4])
"""Chances near a certainty at which quantiles are looked at, too."""


def agreeing(drawn: Floats, box: Box, answers: Sequence[Conditions]) -> Ints:
    """The places of the draws (D, n) that lie in the box and agree with all answers."""
    told = joined(answers, drawn.shape[1])
    inside = ((drawn >= box.low) & (drawn <= box.high)).all(axis=1)
    return np.flatnonzero(inside & told.met(drawn))


def walked(
    box: Box,
    answers: Sequence[Conditions],
    left: Left,
    beliefs: Sequence[Marginal],
    draws: int,
    rng: np.random.Generator,
) -> Floats:
    """Draws (draws, n) that agree with all answers, each number as it is believed on its own: by hit-and-run.

    Numbers that no answer tells anything of are drawn as they are believed, within the box. Each draw is a walk of its
    own. They begin spread out, between the worths at the ends of what is left and those that agree most clearly, and go
    from where they stand to a point of the line through it in a random direction, which is taken as often as it is
    believed in comparison.
    """
    told = joined(answers, len(box.low))
    concerned = told.rows.any(axis=0)
    free = np.flatnonzero(concerned & (left.low < left.high))
    weights = rng.dirichlet(np.full(len(left.points), 0.5), size=draws)
    at = np.where(left.low < left.high, 0.3 * left.points[0] + 0.7 * (weights @ left.points), left.low)
    for place in np.flatnonzero(~concerned & (box.low < box.high)).tolist():
        tail = _tail(beliefs[place])
        at[:, place] = beliefs[place].quantile(tail + (1 - 2 * tail) * rng.uniform(1e-9, 1 - 1e-9, draws))
    if not free.size:
        return np.asarray(at)
    believed = Densities.of([beliefs[n] for n in free.tolist()], left.low[free], left.high[free])
    walk = _Walk(box, told, believed, free, at, rng)
    for _ in range(ROUNDS):
        walk.go(ROUND)
        walk.adapt()
    walk.go(LAST)
    return walk.at


class _Walk:
    """Chains of hit-and-run in the free numbers, all others as they are."""

    def __init__(
        self, box: Box, told: Conditions, believed: Densities, free: Ints, at: Floats, rng: np.random.Generator
    ) -> None:
        self.at, self.free, self.rng, self.believed = at, free, rng, believed
        one = np.eye(len(box.low))[free]
        self.rows = np.concatenate([told.rows, one, -one])
        self.least = np.concatenate([told.least, box.low[free], -box.high[free]])
        self.along: Floats = np.diag((box.high - box.low)[free])
        self.adapt()

    def adapt(self) -> None:
        """From now on go in directions in which the chains are spread."""
        if len(self.at) < 2:
            return
        spread = np.atleast_2d(np.cov(self.at[:, self.free].T))
        room = np.diag(1e-12 + 1e-6 * np.diag(spread))
        self.along = np.asarray(np.linalg.cholesky(spread + room).T, dtype=np.float64)

    def go(self, steps: int) -> None:
        """So many steps of every chain."""
        at, rows = self.at[:, self.free], self.rows[:, self.free]
        slack = np.maximum(self.at @ self.rows.T - self.least, 0.0)
        dense = self.believed.at(at)
        for _ in range(steps):
            direction = self.rng.standard_normal(at.shape) @ self.along
            change = direction @ rows.T
            with np.errstate(divide="ignore", invalid="ignore"):
                meets = -slack / change
            low = np.where(change > 0, meets, -np.inf).max(axis=1)
            high = np.where(change < 0, meets, np.inf).min(axis=1)
            far = low + (high - low) * self.rng.random(len(at))
            there = at + far[:, None] * direction
            there_dense = self.believed.at(there)
            taken = np.log(self.rng.random(len(at))) <= there_dense - dense
            far = np.where(taken, far, 0.0)
            at += far[:, None] * direction
            slack = np.maximum(slack + far[:, None] * change, 0.0)
            dense = np.where(taken, there_dense, dense)
        self.at[:, self.free] = at
