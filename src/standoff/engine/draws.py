"""Draws: the same seed gives the same numbers, whoever asks for which of them."""

from __future__ import annotations

import numpy as np

from standoff.engine.exchange import Floats

__all__ = ["uniforms"]


def uniforms(seed: int, draws: int, width: int) -> Floats:
    """Probabilities strictly between 0 and 1, (draws, width); each draw has its own child of the seed.

    >>> bool((uniforms(7, 3, 4)[:2] == uniforms(7, 2, 4)).all())
    True
    """
    children = np.random.SeedSequence(seed).spawn(draws)
    rows = np.array([np.random.default_rng(child).random(width) for child in children]).reshape(draws, width)
    smallest = np.finfo(np.float64).eps
    return np.asarray(np.clip(rows, smallest, 1 - smallest))
