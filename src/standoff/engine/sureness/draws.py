"""Draws of many numbers at once: the same seed gives the same numbers, whoever asks for which of them.

Latin hypercube: McKay, Beckman & Conover (1979). Sobol points: Sobol (1967), scrambled (Owen 1998). Numbers that are
correlated: the Gaussian copula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from standoff.engine.core.types import Floats
from standoff.engine.sureness import sobol
from standoff.errors import UsageError, did_you_mean

__all__ = ["METHODS", "correlate", "uniforms"]

_SMALLEST = float(np.finfo(np.float64).eps)


def uniforms(seed: int, draws: int, keys: Sequence[int], method: str = "latin") -> Floats:
    """Probabilities strictly between 0 and 1, (draws, len(keys)): a column for each key.

    With `latin` (every one of `draws` equal slices of each column holds one draw) and `independent`, a column hangs on
    seed, draws and its own key alone: other numbers that come or go leave it as it is. With `sobol` the columns are one
    point set. Raises UsageError for an unknown method.

    >>> both = uniforms(7, 4, [11, 12])
    >>> bool((both[:, :1] == uniforms(7, 4, [11])).all()), np.sort((both * 4).astype(int), axis=0)[:, 0].tolist()
    (True, [0, 1, 2, 3])
    """
    if method not in METHODS:
        raise UsageError(f"no way of drawing is called `{method}`; {did_you_mean(method, METHODS)}")
    # In rows one after the other: the last digit of a sum hangs on how its numbers lie in memory.
    return np.ascontiguousarray(np.clip(METHODS[method](seed, draws, keys), _SMALLEST, 1 - _SMALLEST))


def _column(seed: int, key: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(key,)))


def _independent(seed: int, draws: int, keys: Sequence[int]) -> Floats:
    return np.array([_column(seed, key).random(draws) for key in keys]).reshape(len(keys), draws).T


def _latin(seed: int, draws: int, keys: Sequence[int]) -> Floats:
    def one(rng: np.random.Generator) -> Floats:
        return np.asarray((rng.permutation(draws) + rng.random(draws)) / draws)

    return np.array([one(_column(seed, key)) for key in keys]).reshape(len(keys), draws).T


def _sobol(seed: int, draws: int, keys: Sequence[int]) -> Floats:
    if not keys or not draws:
        return np.zeros((draws, len(keys)))
    if len(keys) > sobol.MOST:
        raise UsageError(f"sobol draws at most {sobol.MOST} numbers at once; draw them with `latin`")
    # The points are balanced in powers of two; of a larger set the first ones are taken, which is no error here.
    power, rng = int(draws - 1).bit_length(), np.random.default_rng(seed)
    try:
        return sobol.points(len(keys), power, rng)[:draws]
    except FileNotFoundError:
        return _sobol_of_scipy(len(keys), power, rng)[:draws]


def _sobol_of_scipy(width: int, power: int, rng: np.random.Generator) -> Floats:
    from scipy.stats import qmc

    return np.asarray(qmc.Sobol(width, rng=rng).random_base2(power))


METHODS: Mapping[str, Callable[[int, int, Sequence[int]], Floats]] = {
    "latin": _latin,
    "sobol": _sobol,
    "independent": _independent,
}
"""draw(seed, draws, keys) of every way of drawing."""


def correlate(probabilities: Floats, correlation: ArrayLike) -> Floats:
    """The same draws (draws, K), of which the normal scores have these correlations (K, K): a Gaussian copula.

    Each column stays uniform. Raises ValueError if no numbers have such correlations.

    >>> rows = correlate(uniforms(1, 1000, [1, 2]), [[1, 0.8], [0.8, 1]])
    >>> bool(abs(np.corrcoef(rows.T)[0, 1] - 0.786) < 0.03)
    True
    """
    from scipy.special import ndtr, ndtri

    values, vectors = np.linalg.eigh(np.asarray(correlation, dtype=np.float64))
    if values.min(initial=0.0) < -1e-6:
        raise ValueError("no numbers have such correlations")
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    return np.asarray(np.clip(ndtr(ndtri(probabilities) @ root), _SMALLEST, 1 - _SMALLEST))
