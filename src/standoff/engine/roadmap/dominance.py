"""Points that no other point beats in every coordinate (Pareto), and a few of them that stand for all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.types import Bools, Floats
from standoff.engine.kernel import loader as kernel

__all__ = ["beats", "extremes", "spread", "stairs", "unbeaten"]

BLOCK = 256


def beats(points: Floats, point: Floats) -> Bools:
    """Which points (F, K) are nowhere worse than a point (K,), and somewhere better; smaller is better.

    >>> beats(np.array([[0.0, 1.0], [0.0, 2.0], [1.0, 1.0]]), np.array([0.0, 2.0])).tolist()
    [True, False, False]
    """
    return np.asarray((points <= point).all(axis=1) & (points < point).any(axis=1))


def unbeaten(points: Floats) -> Bools:
    """Which points (F, K) are beaten by no other; smaller is better, equal points do not beat each other.

    Whoever beats a point has a smaller sum of ranks, so that each is compared with the unbeaten before it alone
    (Kung, Luccio & Preparata 1975 sort in the same way).

    >>> unbeaten(np.array([[0.0, 3.0], [1.0, 1.0], [2.0, 2.0], [1.0, 1.0]])).tolist()
    [True, True, False, True]
    """
    count, _ = points.shape
    if not count:
        return np.zeros(0, dtype=bool)
    ranks = np.stack([np.unique(column, return_inverse=True)[1] for column in points.T], axis=1).astype(np.int32)
    order = np.argsort(ranks.sum(axis=1, dtype=np.int64), kind="stable")
    back = np.empty(count, dtype=bool)
    back[order] = (_standing if kernel.compiled() is None else _compiled)(ranks[order])
    return back


def _compiled(ranks: NDArray[np.int32]) -> Bools:
    """The same as `_standing`, by the kernel."""
    stands = np.empty(len(ranks), dtype=bool)
    kernel.call("standoff_unbeaten", *ranks.shape, np.ascontiguousarray(ranks), stands)
    return stands


def _standing(ranks: NDArray[np.int32]) -> Bools:
    """Which points (F, K) are beaten by no other, where whoever beats one stands before it."""
    stands = np.ones(len(ranks), dtype=bool)
    front = np.zeros(ranks.shape, dtype=np.int32)
    size = 0
    for first in range(0, len(ranks), BLOCK):
        block = ranks[first : first + BLOCK]
        beaten = _beaten(block, front[:size])
        left = block[~beaten]
        beaten[~beaten] = _beaten(left, left)
        stands[first : first + BLOCK] = ~beaten
        found = block[~beaten]
        front[size : size + len(found)] = found
        size += len(found)
    return stands


def stairs(values: Floats) -> Bools:
    """Of points sorted by a first coordinate, which no other beats or equals before them, by their second one (F,).

    >>> stairs(np.array([4.0, 4.0, 5.0, 2.0])).tolist()
    [True, False, False, True]
    """
    before = np.minimum.accumulate(np.concatenate([[np.inf], values]))[:-1]
    return np.asarray(values < before)


def _beaten(points: NDArray[np.int32], by: NDArray[np.int32]) -> Bools:
    """Which points (B, K) are beaten by one of the others (F, K)."""
    no_worse = np.ones((len(points), len(by)), dtype=bool)
    same = np.ones((len(points), len(by)), dtype=bool)
    for mine, theirs in zip(points.T, by.T, strict=True):
        no_worse &= theirs <= mine[:, None]
        same &= theirs == mine[:, None]
    return np.asarray((no_worse & ~same).any(axis=1))


def extremes(points: Floats) -> list[int]:
    """The best point in each coordinate, in their order and without repetition; ties go to the least sum of the rest.

    >>> extremes(np.array([[0.0, 2.0], [0.0, 1.0], [3.0, 0.0]]))
    [1, 2]
    """
    sums = _scaled(points).sum(axis=1)
    return list(dict.fromkeys(int(np.lexsort((sums, column))[0]) for column in points.T)) if len(points) else []


def spread(points: Floats, first: Sequence[int], limit: int) -> list[int]:
    """At most `limit` points that spread over all of them: the first ones, then always the most distant from those.

    Every coordinate counts by its share of the distance from its least to its greatest value (Gonzalez 1985 for the
    choice of the most distant).

    >>> spread(np.array([[0.0], [1.0], [4.0], [10.0]]), [0], 3)
    [0, 3, 2]
    """
    chosen = list(dict.fromkeys(first))[:limit]
    scaled = _scaled(points)
    far = np.full(len(points), np.inf)
    for one in chosen:
        far = np.minimum(far, np.linalg.norm(scaled - scaled[one], axis=1))
    while len(chosen) < min(limit, len(points)) and far.max(initial=0.0) > 0:
        chosen.append(int(far.argmax()))
        far = np.minimum(far, np.linalg.norm(scaled - scaled[chosen[-1]], axis=1))
    return chosen


def _scaled(points: Floats) -> Floats:
    if not len(points):
        return points
    low, width = points.min(axis=0), np.ptp(points, axis=0)
    return np.asarray((points - low) / np.where(width > 0, width, 1.0))
