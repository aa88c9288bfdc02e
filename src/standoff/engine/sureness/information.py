"""What is it worth to find out? The value of perfect and of partial information for one decision: start a plan or not.

Raiffa & Schlaifer (1961). A plan that is started wins 1 - t if it is good and loses t if it is not, where t is the
chance of success from which starting pays; not starting wins nothing. What is known of some numbers gives a chance of
success, and the plan is started where that chance is at least t.
"""

from __future__ import annotations

import numpy as np

from standoff.engine.core.types import Bools, Floats

__all__ = ["BINS", "blurred", "of_everything", "of_knowing"]

BINS = 100
"""Into so many groups of like signals the draws are sorted, ..."""

SMALLEST = 50
"""... if each of them then has as many draws as this to learn from."""


def without(good: Bools, asked: float) -> float:
    """What the decision is worth with what is known now: start, or do not, in all draws alike.

    >>> round(without(np.array([True, True, True, False]), asked=0.5), 9)
    0.25
    """
    return max(0.0, float(good.mean()) - asked)


def of_everything(good: Bools, asked: float) -> float:
    """The value of perfect information: of knowing of every draw whether the plan is good in it.

    >>> round(of_everything(np.array([True, True, True, False]), asked=0.5), 9)
    0.125
    """
    return float(good.mean()) * (1 - asked) - without(good, asked)


def of_knowing(good: Bools, signals: Floats, asked: float) -> float:
    """The value of knowing some signals (D,) or (D, K) in every draw, before the decision is taken.

    One half of the draws teaches for which signals to start, the other half says what that is worth, and the other way
    round; so the estimate is not flattered by chance, and if anything too low. Of several signals, the decision goes by
    a linear forecast of success.

    >>> rng = np.random.default_rng(1)
    >>> x, y = rng.random((2, 100_000))
    >>> abs(of_knowing(x + y > 1, x, asked=0.5) - 1 / 8) < 0.005  # the integral of x - 1/2 from 1/2 to 1
    True
    """
    known = signals.reshape(len(good), -1)
    if not known.shape[1] or good.size < 4:
        return 0.0
    odd = np.arange(good.size) % 2 == 1
    gained = [_decided(good, known, asked, learn) for learn in (odd, ~odd)]
    return max(0.0, float(np.mean(gained)) - without(good, asked))


def _decided(good: Bools, signals: Floats, asked: float, learn: Bools) -> float:
    """What starting by the signals is worth in one half of the draws, as the other half has taught."""
    forecast = _forecast(good, signals, learn)
    count = max(1, min(BINS, int(learn.sum()) // SMALLEST))
    edges = np.quantile(forecast[learn], np.arange(1, count) / count)
    group = np.searchsorted(edges, forecast, side="right")
    learnt = np.bincount(group[learn], good[learn], count) / np.maximum(np.bincount(group[learn], minlength=count), 1)
    start = learnt[group] >= asked
    judged = ~learn
    return float(np.where(start[judged], good[judged] - asked, 0.0).mean())


def _forecast(good: Bools, signals: Floats, learn: Bools) -> Floats:
    """One signal as it is; of several, the linear forecast that fits best where it is learnt."""
    if signals.shape[1] == 1:
        return signals[:, 0]
    design = np.hstack([np.ones((len(good), 1)), signals])
    weights = np.linalg.lstsq(design[learn], good[learn].astype(np.float64), rcond=None)[0]
    return np.asarray(design @ weights)


def blurred(scores: Floats, reliability: float, rng: np.random.Generator) -> Floats:
    """What an inquiry that is not wholly reliable finds, of numbers given by their normal scores.

    reliability: the correlation of what is found with what is so, from 0 to 1.

    >>> scores = np.random.default_rng(2).normal(size=10_000)
    >>> found = blurred(scores, 0.7, np.random.default_rng(3))
    >>> round(float(np.corrcoef(scores, found)[0, 1]), 1)
    0.7
    """
    return np.asarray(reliability * scores + np.sqrt(1 - reliability**2) * rng.normal(size=scores.shape))
