"""Marginal distributions of numbers that are not known: the quantiles of each shape, for many probabilities at once.

PERT: Malcolm, Roseboom, Clark & Fazar (1959), as a beta distribution with its mode four times the weight of its ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.types import Floats

__all__ = ["POINTS", "QUANTILES", "Marginal", "density"]

POINTS = 60
"""At so many values it is told how likely they are."""

FINE = 4096
"""Quantiles that a density is made of."""


@dataclass(frozen=True)
class Marginal:
    """What is believed of one number.

    shape: a key of QUANTILES. low, high: the ends; of normal, lognormal, half-normal and logit-normal they hold the
    central `level` of the probability, of the others all of it. mode: of pert and triangular. values, chances: of
    discrete, the values in increasing order and their chances, which sum to 1.
    """

    shape: str
    low: float
    high: float
    level: float = 0.9
    mode: float | None = None
    values: tuple[float, ...] = ()
    chances: tuple[float, ...] = ()

    def quantile(self, u: Floats) -> Floats:
        """The values that are not exceeded with these probabilities, each between 0 and 1, both excluded.

        >>> Marginal("normal", -1.0, 3.0).quantile(np.array([0.05, 0.5, 0.95])).round(9).tolist()
        [-1.0, 1.0, 3.0]
        >>> coin = Marginal("discrete", 3.0, 8.0, values=(3.0, 8.0), chances=(0.75, 0.25))
        >>> coin.quantile(np.array([0.5, 0.8])).tolist()
        [3.0, 8.0]
        """
        return np.asarray(QUANTILES[self.shape](self, np.asarray(u, dtype=np.float64)), dtype=np.float64)


def _z(u: Floats | float) -> Floats:
    from scipy.special import ndtri

    return np.asarray(ndtri(u))


def _spread(low: float, high: float, level: float) -> float:
    """The standard deviation of a normal variable of which the range from low to high holds the central `level`."""
    return (high - low) / (2 * float(_z((1 + level) / 2)))


def _point(of: Marginal, u: Floats) -> Floats:
    return np.full(u.shape, of.low)


def _normal(of: Marginal, u: Floats) -> Floats:
    return (of.low + of.high) / 2 + _spread(of.low, of.high, of.level) * _z(u)


def _lognormal(of: Marginal, u: Floats) -> Floats:
    small, large = sorted((abs(of.low), abs(of.high)))
    sign = np.sign(of.high)
    middle, spread = np.log(small * large) / 2, _spread(np.log(small), np.log(large), of.level)
    return np.asarray(sign * np.exp(middle + sign * spread * _z(u)))


def _half_normal(of: Marginal, u: Floats) -> Floats:
    # 0 is both an end of the range and the end of what is possible, so the doubt is all at the other end.
    share = u if of.low == 0 else 1 - u
    return (of.low + of.high) * _z((1 + share) / 2) / float(_z((1 + of.level) / 2))


def _logit_normal(of: Marginal, u: Floats) -> Floats:
    from scipy.special import expit, logit

    low, high = float(logit(of.low)), float(logit(of.high))
    return np.asarray(expit((low + high) / 2 + _spread(low, high, of.level) * _z(u)))


def _uniform(of: Marginal, u: Floats) -> Floats:
    return of.low + (of.high - of.low) * u


def _triangular(of: Marginal, u: Floats) -> Floats:
    assert of.mode is not None
    width, rise = of.high - of.low, of.mode - of.low
    up = of.low + np.sqrt(u * width * rise)
    down = of.high - np.sqrt((1 - u) * width * (width - rise))
    return np.where(u * width < rise, up, down)


def _pert(of: Marginal, u: Floats) -> Floats:
    from scipy.special import betaincinv

    assert of.mode is not None
    width = of.high - of.low
    rise = 4 * (of.mode - of.low) / width
    return np.asarray(of.low + width * betaincinv(1 + rise, 5 - rise, u))


def _discrete(of: Marginal, u: Floats) -> Floats:
    cumulated = np.cumsum(of.chances)
    place = np.searchsorted(cumulated, u * cumulated[-1], side="left")
    values: Floats = np.asarray(of.values)[np.minimum(place, len(of.values) - 1)]
    return values


QUANTILES: Mapping[str, Callable[[Marginal, Floats], Floats]] = {
    "point": _point,
    "normal": _normal,
    "lognormal": _lognormal,
    "half-normal": _half_normal,
    "logit-normal": _logit_normal,
    "uniform": _uniform,
    "triangular": _triangular,
    "pert": _pert,
    "discrete": _discrete,
}
"""quantile(marginal, probabilities) of every shape."""


def density(of: Marginal, low: float, high: float, points: int = POINTS) -> Floats:
    """How likely values at equal distances from low to high are, as shares of the highest: (points,).

    Each is what lies around it, by its width. Not for a point or a list of values, which have no density.

    >>> density(Marginal("uniform", 0.0, 4.0), 1.0, 3.0, 3).round(6).tolist()
    [1.0, 1.0, 1.0]
    """
    chances = (np.arange(FINE) + 0.5) / FINE
    half = (high - low) / (2 * (points - 1))
    ends = np.clip(np.linspace(low - half, high + half, points + 1), low, high)
    below = np.interp(ends, of.quantile(chances), chances)
    heights = np.diff(below) / np.diff(ends)
    return np.asarray(heights / heights.max())
