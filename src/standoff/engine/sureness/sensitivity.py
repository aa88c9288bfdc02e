"""What drives an answer? First and total Sobol indices of the numbers that it hangs on.

Sobol (1993); estimators of Saltelli et al. (2010), as in scipy.
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


@dataclass(frozen=True)
class Indices:
    """Of each of W numbers, (W,): the share of the variance that it explains alone, and with all that it acts through.

    error: (W,), half the width of a 95 % interval of `total`, by bootstrap. All 0 where the answer does not vary.
    """

    first: Floats
    total: Floats
    error: Floats


def indices(answer: Callable[[Floats], Floats], width: int, draws: int, seed: int) -> Indices:
    """The Sobol indices of a function of `width` independent uniform numbers; `draws` is a power of two.

    answer(probabilities (R, W)) gives (R,). It is asked for draws * (width + 2) rows.

    >>> found = indices(lambda u: 3 * u[:, 0] + u[:, 1], width=3, draws=1024, seed=1)
    >>> found.first.round(1).tolist(), found.total.round(1).tolist()
    ([0.9, 0.1, 0.0], [0.9, 0.1, 0.0])
    """
    from scipy.stats import sobol_indices

    if not width:
        return Indices(*(np.zeros(0) for _ in range(3)))
    both = uniforms(seed, draws, range(2 * width), "sobol")
    one, other = both[:, :width], both[:, width:]
    own, others = answer(one), answer(other)
    mixed = np.array([answer(np.where(np.arange(width) == number, other, one)) for number in range(width)])
    if not np.ptp(np.concatenate([own, others])):
        return Indices(np.zeros(width), np.zeros(width), np.zeros(width))
    if width == 1:
        return Indices(np.ones(1), np.ones(1), np.zeros(1))
    known = {"f_A": own[None], "f_B": others[None], "f_AB": mixed[:, None, :]}
    found = sobol_indices(func=known, n=draws)
    return Indices(
        first=np.asarray(found.first_order).reshape(width),
        total=np.asarray(found.total_order).reshape(width),
        error=_error(own, others, mixed, np.random.default_rng(seed)),
    )


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
