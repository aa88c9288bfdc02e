"""Scrambled Sobol points, the same as scipy's, without `scipy.stats`, which takes half a second to import.

Sobol (1967); direction numbers of Joe & Kuo (2008), Bratley & Fox (1988); scrambling by matrices of Matousek (1998).
"""

from __future__ import annotations

from importlib.resources import as_file, files

import numpy as np

from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["MOST", "points"]

BITS = 30
"""Digits of a point: so many as scipy's have."""

MOST = 21201
"""For so many numbers directions are known."""

DIRECTIONS = "_sobol_direction_numbers.npz"
"""Where scipy keeps the polynomials and the numbers that directions begin with."""


def points(width: int, power: int, rng: np.random.Generator) -> Floats:
    """The first 2 ** power points of `width` numbers, 1 to MOST of them: (2 ** power, width).

    Raises FileNotFoundError where scipy keeps its direction numbers elsewhere.

    >>> found = points(2, 3, np.random.default_rng(1))
    >>> np.sort((found * 8).astype(int), axis=0).T.tolist()
    [[0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7]]
    """
    directions = _bits_of(_directions(width, power))
    rng = rng.spawn(1)[0]  # as scipy does, so that the generator that was given is left as it was
    shift = rng.integers(2, size=(width, BITS), dtype=np.uint32) @ (2 ** np.arange(BITS, dtype=np.uint32))
    triangles = np.tril(rng.integers(2, size=(width, BITS, BITS), dtype=np.uint32))
    triangles[:, np.arange(BITS), np.arange(BITS)] = 1
    scrambled = directions.astype(np.float32) @ triangles.swapaxes(1, 2).astype(np.float32)
    columns = (scrambled.astype(np.uint32) & 1) @ (2 ** np.arange(BITS - 1, -1, -1, dtype=np.uint32))
    found = np.empty((2**power, width), dtype=np.uint32)
    found[0] = shift
    for digit in range(power):
        # Each point differs from the one before it by one direction: the second half is the first, backwards.
        half = 2**digit
        found[half : 2 * half] = found[:half][::-1] ^ columns[:, digit]
    return np.asarray(found * (1.0 / 2**BITS))


def _directions(width: int, power: int) -> Ints:
    """The first directions of each number, (width, power), each as one integer."""
    folder = files("scipy") / "stats"
    with as_file(folder / DIRECTIONS) as path, np.load(path) as known:
        polynomials, begins = known["poly"], known["vinit"]
    found = [[1] * power]
    for polynomial, begin in zip(polynomials[1:width].tolist(), begins[1:width].tolist(), strict=True):
        degree = polynomial.bit_length() - 1
        row = begin[: min(degree, power)]
        for place in range(degree, power):
            new = row[place - degree]
            for back in range(1, degree + 1):
                if polynomial >> (degree - back) & 1:
                    new ^= row[place - back] << back
            row.append(new)
        found.append(row)
    return np.array(found[:width], dtype=np.int64).reshape(width, power) << (BITS - 1 - np.arange(power))


def _bits_of(numbers: Ints) -> Bools:
    """The binary digits of integers, the highest first: (..., BITS)."""
    return np.asarray((numbers[..., None] >> np.arange(BITS - 1, -1, -1)) & 1 == 1)
