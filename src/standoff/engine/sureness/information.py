"""What is it worth to find out? The value of perfect and of partial information for one decision: start a plan or not.

Raiffa & Schlaifer (1961). A plan that is started wins 1 - t if it is good and loses t if it is not, where t is the
chance of success from which starting pays; not starting wins nothing. What is known of some numbers gives a chance of
success, and the plan is started where that chance is at least t.
"""

from __future__ import annotations

import numpy as np

from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["BINS", "blurred", "of_everything", "of_knowing"]

BINS = 100
"""Into so many groups of like signals the draws are sorted, ..."""

SMALLEST = 50
"""... if each of them then has as many draws as this to learn from."""

TOLD_APART = 1e-6
"""Signals of which one is so nearly made up of the others are not told apart by their products."""


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
    halves = [(slice(1, None, 2), slice(0, None, 2)), (slice(0, None, 2), slice(1, None, 2))]
    if known.shape[1] == 1:
        order = known[:, 0].argsort()
        gained = [_decided(good, known[:, 0], order, asked, *half) for half in halves]
    else:
        design = np.hstack([np.ones((len(good), 1)), known])
        forecasts = [design @ _weights(design[learn], good[learn]) for learn, _ in halves]
        gained = [
            _decided(good, forecast, forecast.argsort(), asked, *half)
            for forecast, half in zip(forecasts, halves, strict=True)
        ]
    return max(0.0, float(np.mean(gained)) - without(good, asked))


def _decided(good: Bools, forecast: Floats, order: Ints, asked: float, learn: slice, judged: slice) -> float:
    """What starting by a forecast (D,), in this order, is worth in one half of the draws, as the other has taught.

    Groups of like forecasts lie side by side in the order, so that a group is all between two places of it.
    """
    taught = np.zeros(good.size, dtype=bool)
    taught[learn] = True
    ordered, learning = forecast[order], taught[order]
    known = ordered[learning]
    groups = max(1, min(BINS, known.size // SMALLEST))
    edges = _quantiles(known, np.arange(1, groups) / groups)
    ends = np.concatenate([[0], ordered.searchsorted(edges), [good.size]])
    size, fine = (np.diff(np.cumsum(one)[ends - 1] * (ends > 0)) for one in (learning, learning & good[order]))
    begun = np.empty(good.size, dtype=bool)
    begun[order] = np.repeat(fine / np.maximum(size, 1) >= asked, np.diff(ends))
    return float(np.where(begun[judged], good[judged] - asked, 0.0).mean())


def _quantiles(ordered: Floats, at: Floats) -> Floats:
    """The same as numpy's, of numbers that are in order already."""
    place = (ordered.size - 1) * at
    below = np.floor(place).astype(np.intp)
    low, high, share = ordered[below], ordered[np.minimum(below + 1, ordered.size - 1)], place - below
    return np.where(share < 0.5, low + (high - low) * share, high - (high - low) * (1 - share))


def _weights(design: Floats, good: Bools) -> Floats:
    """The weights of the linear forecast that fits best; where signals all but hang together, the smallest of them."""
    wanted = good.astype(np.float64)
    products = design.T @ design
    least, *_, most = np.linalg.eigvalsh(products)
    if least < TOLD_APART * most:
        return np.asarray(np.linalg.lstsq(design, wanted, rcond=None)[0])
    return np.asarray(np.linalg.solve(products, design.T @ wanted))


def blurred(scores: Floats, reliability: float, rng: np.random.Generator) -> Floats:
    """What an inquiry that is not wholly reliable finds, of numbers given by their normal scores.

    reliability: the correlation of what is found with what is so, from 0 to 1.

    >>> scores = np.random.default_rng(2).normal(size=10_000)
    >>> found = blurred(scores, 0.7, np.random.default_rng(3))
    >>> round(float(np.corrcoef(scores, found)[0, 1]), 1)
    0.7
    """
    return np.asarray(reliability * scores + np.sqrt(1 - reliability**2) * rng.normal(size=scores.shape))
