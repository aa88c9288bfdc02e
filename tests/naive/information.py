"""The value of knowing some signals, group by group: the slow twin."""

from __future__ import annotations

import numpy as np


def of_knowing(good, signals, asked, bins=100, smallest=50):
    """One half of the draws teaches for which groups of forecasts to start, the other says what that is worth."""
    signals = signals.reshape(len(good), -1)
    odd = np.arange(len(good)) % 2 == 1
    won = [decided(good, signals, asked, learn, bins, smallest) for learn in (odd, ~odd)]
    return max(0.0, sum(won) / 2 - max(0.0, good.mean() - asked))


def decided(good, signals, asked, learn, bins, smallest):
    forecast = forecasts(good, signals, learn)
    count = max(1, min(bins, int(learn.sum()) // smallest))
    edges = np.quantile(forecast[learn], np.arange(1, count) / count)
    group = [sum(edge <= one for edge in edges) for one in forecast]
    won = []
    for place in np.flatnonzero(~learn):
        like = [good[n] for n in np.flatnonzero(learn) if group[n] == group[place]]
        starts = bool(like) and sum(like) / len(like) >= asked
        won.append(good[place] - asked if starts else 0.0)
    return sum(won) / len(won)


def forecasts(good, signals, learn):
    if signals.shape[1] == 1:
        return signals[:, 0]
    design = np.hstack([np.ones((len(good), 1)), signals])
    return design @ np.linalg.lstsq(design[learn], good[learn].astype(float), rcond=None)[0]
