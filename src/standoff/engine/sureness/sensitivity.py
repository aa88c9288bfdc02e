"""What drives an answer? First and total Sobol indices of the numbers that it hangs on.

Sobol (1993); estimators of Saltelli et al. (2010), as in scipy, whose
`scipy.stats` takes half a second to import.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.types import Floats
from standoff.engine.sureness.draws import uniforms

__all__ = ["Indices", "indices"]

RESAMPLES = 200
"""How often the rows are drawn again to see how far the indices may be off."""


ROWS = 8192
"""So many rows, at most, are asked for at once, unless there are more numbers, or more draws."""


@dataclass(frozen=True)
class Indices:
    """Of each of W numbers, (W,): the share of the variance that it explains alone, and with all that it acts through.

    error: (W,), half the width of a 95 % interval of `total`, by bootstrap. All 0 where the answer does not vary.
    """

    first: Floats
    total: Floats
    error: Floats


def indices(
    answer: Callable[[Floats], Floats],
    width: int,
    draws: int,
    seed: int,
    numbers: Callable[[Floats], Floats] = lambda chances: chances,
) -> Indices:
    """The Sobol indices of a function of `width` independent uniform numbers; `draws` is a power of two.

    numbers(probabilities (draws, W)) gives what is drawn with them, column by column, in the same shape.
    answer(numbers (R, W)) gives (R,). It is asked for draws * (width + 2) rows, many at a time.

    >>> found = indices(lambda u: 3 * u[:, 0] + u[:, 1], width=3, draws=1024, seed=1)
    >>> found.first.round(1).tolist(), found.total.round(1).tolist()
    ([0.9, 0.1, 0.0], [0.9, 0.1, 0.0])
    """
    if not width:
        return Indices(*(np.zeros(0) for _ in range(3)))
    both = uniforms(seed, draws, range(2 * width), "sobol")
    # Each half lies in memory as if it had been drawn alone.
    one, other = (np.ascontiguousarray(numbers(np.ascontiguousarray(u))) for u in (both[:, :width], both[:, width:]))
    own, others = np.split(answer(np.concatenate([one, other])), 2)
    together = max(1, ROWS // width)
    parts = [slice(first, first + together) for first in range(0, draws, together)]
    mixed = np.concatenate([_mixed(answer, one[part], other[part]) for part in parts], axis=1)
    if not np.ptp(np.concatenate([own, others])):
        return Indices(np.zeros(width), np.zeros(width), np.zeros(width))
    if width == 1:
        return Indices(np.ones(1), np.ones(1), np.zeros(1))
    first, total = _estimated(own, others, mixed)
    return Indices(first, total, error=_error(own, others, mixed, np.random.default_rng(seed)))


def _mixed(answer: Callable[[Floats], Floats], one: Floats, other: Floats) -> Floats:
    """The answers with each number (W,), one at a time, taken from the other rows (R, W): (W, R)."""
    count, width = one.shape
    # Those of the same row one after the other: what is alike in them need not be looked at again.
    rows = np.repeat(one[:, None], width, axis=1)
    rows[:, range(width), range(width)] = other
    return np.ascontiguousarray(answer(rows.reshape(-1, width)).reshape(count, width).T)


def _estimated(own: Floats, others: Floats, mixed: Floats) -> tuple[Floats, Floats]:
    """First and total indices, (W,), of answers (R,), (R,) and (W, R): Saltelli et al. (2010), table 2, (b) and (f).

    All answers less their mean, Sobol & Levitan (1999); where the answers do not vary, 0.
    """
    # Summed in the order in which scipy sums, so that the last digits are the same.
    mean = np.mean([own[None], others[None]], axis=(0, -1))
    own, others, mixed = own - mean, others - mean, mixed - mean
    variance = np.var([own[None], others[None]], axis=(0, -1))
    if not variance[0]:
        return np.zeros(len(mixed)), np.zeros(len(mixed))
    first = np.mean(others * (mixed - own), axis=-1) / variance
    return np.asarray(first), np.asarray(0.5 * np.mean((own - mixed) ** 2, axis=-1) / variance)


def _error(own: Floats, others: Floats, mixed: Floats, rng: np.random.Generator) -> Floats:
    """Half the width of a 95 % interval of the total indices: the rows are drawn again and again, with repetition."""
    half = (own - mixed) ** 2 / 2
    found = []
    for _ in range(RESAMPLES):
        rows = rng.integers(own.size, size=own.size)
        variance = np.concatenate([own[rows], others[rows]]).var()
        found.append(half[:, rows].mean(axis=1) / variance if variance else np.zeros(len(mixed)))
    low, high = np.quantile(found, [0.025, 0.975], axis=0)
    return np.asarray((high - low) / 2)
