"""The value of information against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from naive import information as naive
from standoff.engine.sureness.information import blurred, of_everything, of_knowing, without

DRAWS = 200_000


@pytest.fixture(scope="module")
def squares():
    return np.random.default_rng(5).random((2, DRAWS))


@pytest.mark.parametrize("asked", [0.1, 0.5, 0.8])
def test_two_uniform_numbers(squares, asked):
    """Good where x + y > 1, so with chance x if x is known: half of (1 - t)^2 is won, less what is won without."""
    x, y = squares
    good = x + y > 1
    base = max(0.0, 0.5 - asked)
    assert without(good, asked) == pytest.approx(base, abs=0.005)
    assert of_everything(good, asked) == pytest.approx(0.5 * (1 - asked) - base, abs=0.005)
    assert of_knowing(good, x, asked) == pytest.approx((1 - asked) ** 2 / 2 - base, abs=0.005)
    both = of_knowing(good, np.stack([x, y], axis=1), asked)
    assert both == pytest.approx(of_everything(good, asked), abs=0.01)


@pytest.mark.parametrize("reliability", [0.0, 0.3, 0.7, 0.95, 1.0])
def test_a_blurred_signal(reliability):
    """Good where a normal number is positive; a signal correlated by r is worth arcsin(r) / (2 pi), at even odds."""
    rng = np.random.default_rng(8)
    x = rng.normal(size=DRAWS)
    value = of_knowing(x > 0, blurred(x, reliability, rng), asked=0.5)
    assert value == pytest.approx(np.arcsin(reliability) / (2 * np.pi), abs=0.006)


def test_what_does_not_matter_is_worth_nothing():
    rng = np.random.default_rng(9)
    for asked in (0.3, 0.5, 0.7):
        values = [of_knowing(rng.random(2000) < 0.5, rng.random(2000), asked) for _ in range(50)]
        assert np.mean(values) < 0.004


def test_a_signal_need_not_rise():
    """Good where x is in the middle half: forecasts by groups see that, whatever the order."""
    x = np.random.default_rng(3).random(DRAWS)
    assert of_knowing(abs(x - 0.5) < 0.25, x, 0.5) == pytest.approx(0.25, abs=0.01)


def test_laws():
    rng = np.random.default_rng(4)
    for _ in range(30):
        x, y = rng.normal(size=(2, 5000))
        good = x + rng.uniform(0, 2) * y > rng.normal()
        asked = rng.uniform(0.05, 0.95)
        everything = of_everything(good, asked)
        assert 0 <= of_knowing(good, x, asked) <= everything + 0.02
        assert everything <= min(asked, 1 - asked) + 1e-12
    assert of_everything(np.ones(10, bool), 0.5) == 0
    assert of_knowing(np.ones(100, bool), np.arange(100.0), 0.5) == 0
    assert of_knowing(np.ones(100, bool), np.zeros((100, 0)), 0.5) == 0


@pytest.mark.parametrize("seed", range(60))
def test_groups_that_lie_side_by_side_are_those_of_the_slow_twin(seed):
    rng = np.random.default_rng(seed)
    draws, width = int(rng.integers(4, 700)), int(rng.integers(1, 5))
    signals = rng.normal(size=(draws, width))
    if seed % 3 == 0:  # many are alike
        signals = np.round(signals)
    if seed % 5 == 0 and width > 1:  # one is the other, over again
        signals[:, 1] = 2 * signals[:, 0]
    if seed % 7 == 0:
        signals[:, 0] = 1.0
    good = signals.sum(axis=1) + rng.normal(size=draws) > rng.normal()
    asked = float(rng.uniform(0.05, 0.95))
    found = of_knowing(good, signals, asked)
    assert found == pytest.approx(naive.of_knowing(good, signals, asked), abs=1e-12)
