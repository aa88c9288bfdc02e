"""Answers about one party's worths as linear conditions on them.

Swing weighting: von Winterfeldt & Edwards (1986); trade-offs: Keeney & Raiffa (1976); imprecise answers as linear
conditions: White, Sage & Dozono (1984), Weber (1987).

The worths are a vector x (n,) within a box, low <= x <= high. What one side of a question is worth is `side @ x`, where
`side` (n,) has a 1 for each number that counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["SAME", "Box", "Conditions", "how_many", "in_order", "joined", "neither", "rather", "same"]

SAME = 0.1
"""Two sides are worth about the same if they differ by no more than this share of what they are worth on average, each
of their steps counted by its size."""


@dataclass(frozen=True, eq=False)
class Box:
    """Between which ends every worth lies by assumption: low and high, each (n,); equal where it is known."""

    low: Floats
    high: Floats

    @property
    def size(self) -> Floats:
        """How large each worth can be, whatever its sign: (n,)."""
        return np.maximum(np.abs(self.low), np.abs(self.high))

    @property
    def signs(self) -> Ints:
        """Whether each worth is a gain (1) or a cost (-1), and 0 where that is open: (n,).

        >>> Box(np.array([-2.0, 1.0, -1.0]), np.array([-1.0, 3.0, 2.0])).signs.tolist()
        [-1, 1, 0]
        """
        return np.where((self.low >= 0) & (self.high > 0), 1, np.where((self.high <= 0) & (self.low < 0), -1, 0))

    def ends(self, side: Floats) -> tuple[float, float]:
        """Between what a side lies.

        >>> Box(np.array([1.0, -2.0]), np.array([3.0, -1.0])).ends(np.array([1.0, 1.0]))
        (-1.0, 2.0)
        """
        up, down = np.maximum(side, 0), np.minimum(side, 0)
        return float(up @ self.low + down @ self.high), float(up @ self.high + down @ self.low)

    def sign(self, side: Floats) -> int:
        """Whether a side is surely a gain (1) or surely a cost (-1); 0 where that is open, or it is worth nothing."""
        low, high = self.ends(side)
        return 1 if low >= 0 < high else -1 if high <= 0 > low else 0


@dataclass(frozen=True, eq=False)
class Conditions:
    """What one answer says of the worths: `rows @ x >= least`; rows (R, n), least (R,)."""

    rows: Floats
    least: Floats

    def met(self, worths: Floats) -> Bools:
        """Which worths (D, n) agree with it: (D,) bool."""
        return np.asarray((worths @ self.rows.T >= self.least).all(axis=1))


def _of(*rows: Floats, least: Sequence[float] | None = None) -> Conditions:
    return Conditions(np.array(rows, dtype=np.float64), np.asarray(least or np.zeros(len(rows)), dtype=np.float64))


def joined(answers: Sequence[Conditions], width: int) -> Conditions:
    """All that several answers say of `width` worths."""
    rows = [np.zeros((0, width)), *(answer.rows for answer in answers)]
    return Conditions(np.concatenate(rows), np.concatenate([np.zeros(0), *(answer.least for answer in answers)]))


def rather(better: Floats, worse: Floats) -> Conditions:
    """The first side is worth more than the second."""
    return _of(better - worse)


def same(one: Floats, other: Floats, box: Box) -> Conditions:
    """Both sides are worth about the same, within SAME.

    The size of a worth whose sign is open is no linear function of it; the largest size that it can have stands for it,
    so that nothing that may be true is cut off.

    >>> both = same(np.array([1.0, 0.0]), np.array([0.0, 1.0]), Box(np.array([1.0, 1.0]), np.array([4.0, 4.0])))
    >>> both.met(np.array([[2.0, 2.2], [2.0, 2.3]])).tolist()
    [True, False]
    """
    weights, signs = SAME * (np.abs(one) + np.abs(other)) / 2, box.signs
    size, beyond = weights * signs, float(weights[signs == 0] @ box.size[signs == 0])
    return _of(size - (one - other), size + (one - other), least=(-beyond, -beyond))


def neither(one: Floats, other: Floats) -> Conditions:
    """Both sides are worth less than nothing: it would refuse both."""
    return _of(-one, -other)


def how_many(unit: Floats, other: Floats, low: float, high: float, signs: tuple[int, int]) -> Conditions:
    """The other side is worth more than `low` and less than `high` times as much as the unit, each by its size.

    A unit of nothing is a point. signs: whether the unit and the other side are gains (1) or costs (-1): who counts
    them says that, too. ValueError where a sign is open.

    >>> one, other = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    >>> found = how_many(one, other, 1.5, 2.5, signs=(1, -1))
    >>> found.met(np.array([[2.0, -4.0], [2.0, -6.0], [2.0, 4.0]])).tolist()
    [True, False, False]
    """
    if not signs[1] or (unit.any() and not signs[0]):
        raise ValueError("of a side whose sign is open nobody can say how many it is worth")
    of_unit, of_other, point = signs[0] * unit, signs[1] * other, float(not unit.any())
    rows = [of_other - low * of_unit, high * of_unit - of_other, of_other]
    least = [low * point, -high * point, 0.0]
    return _of(*rows, least=least) if point else _of(*rows, of_unit, least=[*least, 0.0])


def in_order(groups: Sequence[Sequence[Floats]], box: Box) -> Conditions:
    """Sides in an order, the one that is worth most first; those of one group are worth about the same.

    >>> x = np.eye(3)
    >>> found = in_order([[x[0]], [x[1], x[2]]], Box(np.zeros(3), np.full(3, 9.0)))
    >>> found.met(np.array([[5.0, 4.0, 4.1], [5.0, 4.0, 3.0], [4.0, 5.0, 5.0]])).tolist()
    [True, False, False]
    """
    width = len(box.low)
    told = [rather(more, less) for better, worse in pairwise(groups) for more in better for less in worse]
    tied = [same(one, other, box) for group in groups for one, other in combinations(group, 2)]
    return joined([*told, *tied], width)
