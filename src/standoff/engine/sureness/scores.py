"""How good were predictions? An exact interval of a share, and the mean squared error of stated chances.

The interval: Clopper and Pearson (1934). The score: Brier (1950).
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["brier", "exact_interval", "others_rate"]


def exact_interval(hits: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Between which shares the true one lies, if so many hits were made in so many independent tries; (0, 1) of none.

    The ends are where so many hits or more, and so many or fewer, have a chance of half the rest of the confidence.
    Source: Clopper and Pearson (1934).

    >>> [round(end, 4) for end in exact_interval(5, 6)], [round(end, 4) for end in exact_interval(0, 4)]
    ([0.3588, 0.9958], [0.0, 0.6024])
    """
    from scipy.stats import beta

    if not of:
        return 0.0, 1.0
    half = (1 - confidence) / 2
    low = 0.0 if hits == 0 else float(beta.ppf(half, hits, of - hits + 1))
    high = 1.0 if hits == of else float(beta.ppf(1 - half, hits + 1, of - hits))
    return low, high


def brier(chances: Sequence[float], came: Sequence[bool]) -> float:
    """The mean square of what was stated less what came (1 or 0): 0 is perfect, .25 what a half each time gives.

    Source: Brier (1950), in its form for one event.

    >>> brier([1.0, 0.5], [True, False])
    0.125
    """
    return sum((chance - came) ** 2 for chance, came in zip(chances, came, strict=True)) / len(came)


def others_rate(came: Sequence[bool]) -> list[float]:
    """For each, in which share of all others it came: the base rate without what is predicted.

    >>> others_rate([True, True, False])
    [0.5, 0.5, 1.0]
    """
    total = sum(came)
    return [(total - one) / (len(came) - 1) for one in came]
