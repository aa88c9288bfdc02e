"""Worths of which only an order is known: uniform over all that agree with it.

Uniform weights under an order: Lahdelma, Hokkanen & Salminen (1998); Lahdelma & Salminen (2001). Rank order centroid:
Barron & Barrett (1996). Hit-and-run: Smith (1984).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from standoff.engine.core.types import Floats, Ints
from standoff.errors import SizeError, UsageError

__all__ = ["MOST_ORDERED", "MOST_PAIRS", "MOST_ROWS", "TOTAL", "OrdinalWorths", "StepOrder", "ordinal_worths_of"]

TOTAL = 10.0
"""All worths of a party add up to so many points, whatever their signs."""

MOST_ORDERED = 12
"""Steps that an order of states may mention."""

MOST_PAIRS = 2_000_000
"""Pairs of states, one a level above the other, that are compared."""

MOST_ROWS = 1_000
"""Conditions on the worths that may come of them."""

CHAINS = 256
"""Walks through the worths at once, each of which gives every 256th draw."""

ADAPTED = 5
"""So many times the walks learn in which directions there is room, before a draw is kept."""

CENTRE_DRAWS = 4096
"""Draws of which the mean is the centre."""

CENTRE_SEED = 1998

STRICT = 1e-7
"""If no worths agree with all of an order by more than this, none agree with it."""

StepGroups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class StepOrder:
    """An order of steps: groups of their places, the most valued first; within a group nothing is known.

    gains: steps that are worth something; costs: steps that cost something, the least of them first. Places are
    0..n-1, each in one group.
    """

    gains: StepGroups
    costs: StepGroups = ()

    @property
    def size(self) -> int:
        """How many steps are ordered."""
        return sum(len(group) for group in (*self.gains, *self.costs))

    def drawn(self, chances: Floats) -> Floats:
        """Worths (D, n) from independent uniform numbers (D, n): uniform over all that agree and add up to TOTAL.

        Exponential numbers over their sum are uniform on the simplex; sorted, they are so on the part of it with this
        order. Which of a group has which of its sizes is told by the order of its own numbers, which has nothing to do
        with the sizes.

        >>> StepOrder(((0,), (1,)), ((2,),)).drawn(np.array([[0.5, 0.9, 0.5]])).round(2).tolist()
        [[6.24, 1.88, -1.88]]
        """
        sizes = -np.log1p(-chances)
        sizes = TOTAL * sizes / sizes.sum(axis=1, keepdims=True)
        worths: Floats = np.zeros_like(sizes)
        for groups, sign in self._sides():
            _place(sizes, groups, sign, worths)
        return worths

    @property
    def centre(self) -> Floats:
        """The mean of all worths that agree: the rank order centroid of the gains, and of the costs.

        >>> (StepOrder(((0,), (1,), (2,))).centre * 18 / TOTAL).round(9).tolist()
        [11.0, 5.0, 2.0]
        """
        found = np.zeros(self.size)
        for groups, sign in self._sides():
            ranked = _rank_order_centroid(sum(len(group) for group in groups))
            first = 0
            for group in groups:
                found[list(group)] = sign * ranked[first : first + len(group)].mean()
                first += len(group)
            found[[place for group in groups for place in group]] *= first * TOTAL / self.size
        return found

    def _sides(self) -> Iterator[tuple[StepGroups, float]]:
        """The groups of gains and of costs, the largest first, with their signs; those that are empty left out."""
        for groups, sign in ((self.gains, 1.0), (self.costs[::-1], -1.0)):
            if groups:
                yield groups, sign


def _place(sizes: Floats, groups: StepGroups, sign: float, worths: Floats) -> None:
    """Hand the sizes (D, n) of the steps of some groups out among them, the largest to the first group."""
    steps = [place for group in groups for place in group]
    falling = -np.sort(-sizes[:, steps], axis=1)
    first = 0
    for group in groups:
        rank = (-sizes[:, list(group)]).argsort(axis=1).argsort(axis=1)
        worths[:, list(group)] = sign * np.take_along_axis(falling[:, first : first + len(group)], rank, axis=1)
        first += len(group)


def _rank_order_centroid(number: int) -> Floats:
    """The mean of weights that fall and sum to 1: (1/i + 1/(i+1) + ... + 1/n) / n."""
    return np.asarray(np.cumsum(1 / np.arange(number, 0, -1))[::-1] / number)


# ------------------------------------------------------------------------------------------- orders of states


@dataclass(frozen=True, eq=False)
class OrdinalWorths:
    """All worths (n,) of n steps for which `rows @ worths` is at least 0; rows (R, n), each of -1, 0 and 1.

    Without rows nothing is told apart, and all worths are 0.
    """

    rows: Ints

    @cached_property
    def inner(self) -> Floats | None:
        """The worths, none above 1 or below -1, that agree most clearly: (n,). None if no worths agree.

        >>> OrdinalWorths(np.array([[1, -1], [0, 1]])).inner.tolist()
        [1.0, 0.5]
        """
        from scipy.optimize import linprog

        number, width = self.rows.shape
        if not number:
            return np.zeros(width)
        found = linprog(
            [*[0.0] * width, -1.0],
            A_ub=np.hstack([-self.rows, np.ones((number, 1))]),
            b_ub=np.zeros(number),
            bounds=[*[(-1.0, 1.0)] * width, (0.0, 1.0)],
        )
        return None if found.x is None or found.x[-1] < STRICT else np.asarray(found.x[:-1])

    @cached_property
    def _needed(self) -> Ints:
        """The rows without those that follow from two others, whose sum they are.

        That leaves enough where some worths agree with all rows strictly: by these worths the two are smaller.
        """
        powers = _FIVE ** np.arange(self.rows.shape[1])
        codes = self.rows @ powers
        follows = [bool(np.isin(code - codes, codes).any()) for code in codes]
        return np.asarray(self.rows[~np.array(follows, dtype=bool)])

    @cached_property
    def centre(self) -> Floats:
        """The mean of a fixed set of draws, which add up to TOTAL as they do: (n,)."""
        mean = self.drawn(np.random.default_rng(CENTRE_SEED), CENTRE_DRAWS).mean(axis=0)
        return np.asarray(_scaled(mean[None, :])[0])

    def drawn(self, rng: np.random.Generator, draws: int) -> Floats:
        """Worths (draws, n), uniform over all that agree and whose sizes add up to TOTAL. UsageError where none do.

        Points are uniform in the part of the ball of sums of sizes up to 1 that agrees, by hit-and-run: again and again
        to a uniform point of the line through where one stands, in a random direction. Each face of the ball is equally
        far from its centre, so that the cones over equal parts of faces have equal volumes: points that are uniform in
        it are uniform on its faces once they are scaled to them.
        """
        width = self.rows.shape[1]
        if not self.rows.size:
            return np.zeros((draws, width))
        if self.inner is None:
            raise UsageError("no worths of single steps agree with this order of states")
        walk = _Walk(self._needed.astype(np.float64), 0.5 * self.inner / np.abs(self.inner).sum(), rng)
        for _ in range(ADAPTED):
            walk.go(10 * width * width + 50)
            walk.adapt()
        rounds = []
        for _ in range(-(-draws // CHAINS)):
            walk.go(width * width // 2 + 4)
            rounds.append(walk.at.copy())
        return _scaled(np.concatenate(rounds)[:draws]) if rounds else np.zeros((0, width))


def _scaled(points: Floats) -> Floats:
    sums = np.abs(points).sum(axis=1, keepdims=True)
    return np.asarray(TOTAL * points / np.where(sums > 0, sums, 1.0))


class _Walk:
    """Chains of hit-and-run from one point within the ball and the cone of some rows (R, n)."""

    def __init__(self, rows: Floats, start: Floats, rng: np.random.Generator) -> None:
        self.rows, self.rng = rows, rng
        self.at: Floats = np.tile(start, (CHAINS, 1))
        self.along: Floats = np.eye(len(start))

    def adapt(self) -> None:
        """From now on go in directions in which the chains are spread."""
        width = self.at.shape[1]
        spread = np.atleast_2d(np.cov(self.at.T)) + 1e-9 * np.eye(width)
        self.along = np.asarray(np.linalg.cholesky(spread).T, dtype=np.float64)

    def go(self, steps: int) -> None:
        """So many steps of every chain."""
        width = self.at.shape[1]
        slack = self.at @ self.rows.T
        for _ in range(steps):
            direction = self.rng.standard_normal((CHAINS, width)) @ self.along
            direction /= np.abs(direction).sum(axis=1, keepdims=True)
            change = direction @ self.rows.T
            low, high = _in_ball(self.at, direction)
            with np.errstate(divide="ignore", invalid="ignore"):
                meets = -slack / change
            low = np.maximum(low, np.where(change > 0, meets, -np.inf).max(axis=1))
            high = np.minimum(high, np.where(change < 0, meets, np.inf).min(axis=1))
            far = low + (high - low) * self.rng.random(CHAINS)
            self.at += far[:, None] * direction
            slack = np.maximum(slack + far[:, None] * change, 0.0)


def _in_ball(at: Floats, direction: Floats) -> tuple[Floats, Floats]:
    """From where to where each line (K, n) lies in the ball of sums of sizes up to 1.

    The sum of sizes along a line is the largest of straight pieces, one between each two of its kinks.
    """
    steep = np.abs(direction)
    kinks = -at / np.where(direction == 0, 1e-300, direction)
    order = np.argsort(kinks, axis=1)
    steep, kinks = (np.take_along_axis(column, order, axis=1) for column in (steep, kinks))
    rise = steep * kinks
    before = np.zeros((len(at), 1))
    slope = np.hstack([before, 2 * np.cumsum(steep, axis=1)]) - steep.sum(axis=1, keepdims=True)
    height = rise.sum(axis=1, keepdims=True) - np.hstack([before, 2 * np.cumsum(rise, axis=1)])
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = (1 - height) / slope
    low = np.where(slope < 0, ends, -np.inf).max(axis=1)
    high = np.where(slope > 0, ends, np.inf).min(axis=1)
    return low, high


def ordinal_worths_of(levels: Sequence[Ints], width: int) -> OrdinalWorths:
    """The worths of `width` steps by which every state is worth at least as much as every state a level below.

    levels: masks of states, the best level first; between the states of one level nothing is known. SizeError above
    MOST_ORDERED steps, MOST_PAIRS pairs or MOST_ROWS different conditions.

    >>> ordinal_worths_of([np.array([0b11]), np.array([0b01]), np.array([0b10]), np.array([0b00])], 2).rows.tolist()
    [[1, -1], [0, 1]]
    """
    remedy = "mention fewer steps, or give an `order` of steps or worths"
    if width > MOST_ORDERED:
        raise SizeError("steps in an order of states", width, MOST_ORDERED, remedy)
    told = [level for level in levels if len(level)]
    pairs = sum(len(better) * len(worse) for better, worse in pairwise(told))
    if pairs > MOST_PAIRS:
        raise SizeError("pairs of states in an order of states", pairs, MOST_PAIRS, remedy)
    powers = _FIVE ** np.arange(width)
    found = [np.unique(np.subtract.outer(_code(b, powers), _code(w, powers))) for b, w in pairwise(told)]
    codes = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    if len(codes) > MOST_ROWS:
        raise SizeError("conditions that come of an order of states", len(codes), MOST_ROWS, remedy)
    return OrdinalWorths(_digits(codes, width))


_FIVE = np.int64(5)
"""Differences of states are numbers with digits -1, 0 and 1 to this base; with -2 to 2, so are sums of two of them."""


def _code(states: Ints, powers: Ints) -> Ints:
    return np.asarray(((states[:, None] >> np.arange(len(powers))) & 1) @ powers)


def _digits(codes: Ints, width: int) -> Ints:
    rest, rows = codes.copy(), np.zeros((len(codes), width), dtype=np.int64)
    for place in range(width):
        digit = (rest + 1) % 5 - 1
        rows[:, place] = digit
        rest = (rest - digit) // 5
    return rows
