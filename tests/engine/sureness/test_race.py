"""The best of many plans, found without looking at all of them in all draws: as if all had been."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import drawn_again, exchange_of, random_case, random_plan, stacked, vector_of
from shares import hits_of, share_of
from standoff.engine.assessment import compiled
from standoff.engine.assessment.values import TOLERANCE
from standoff.engine.core.exchange import Exchange
from standoff.engine.kernel import loader
from standoff.engine.sureness.best import Rated, rate, shares_at_most
from standoff.engine.sureness.race import Race

LOOKED = {"at all": 0, "at some": 0}


class Plans:
    """Plans of which it is known how they fare; it is counted in how many draws that was asked."""

    def __init__(self, rng, count, draws):
        # Most draws are alike for all plans, so that some of them are told apart by few draws; ties are common.
        easy = rng.random(draws)
        self.holds = rng.random((count, draws)) * rng.choice([0.6, 1.2, 4.0]) > easy
        gives = np.round(rng.random((count, 1)) + 0.3 * rng.random((count, draws)), int(rng.integers(1, 4)))
        self.share = np.where(self.holds, gives, 0.0)
        self.most = gives + np.where(rng.random() < 0.5, 1e-9, 0.0)
        if rng.random() < 0.2:
            self.share[:], self.most[:] = 0.0, rng.choice([0.0, 0.1])
        self.asked = np.zeros((count, draws), dtype=int)

    def __call__(self, plans, draws):
        self.asked[np.ix_(plans, draws)] += 1
        return [Rated(self.holds[plan, draws], self.share[plan, draws]) for plan in plans]

    def best(self, plans, count):
        """From the definition."""
        worth = {plan: (self.share[plan].mean(), self.holds[plan].mean()) for plan in plans}
        return sorted(dict.fromkeys(plans), key=lambda plan: worth[plan], reverse=True)[:count]


@pytest.mark.parametrize("seed", range(300))
def test_the_best_are_those_of_whole_ratings_in_order(seed):
    rng = np.random.default_rng(seed)
    count, draws = int(rng.integers(1, 40)), int(rng.choice([1, 2, 7, 60, 300]))
    plans, race = Plans(rng, count, draws), Race(draws)
    entered = []
    for part in np.array_split(np.arange(count), int(rng.integers(1, 4))):
        entered += race.enter(plans.most[part])
        asked = rng.permutation(entered)[: int(rng.integers(0, len(entered) + 1))].tolist()
        best = int(rng.integers(1, 6))
        found = race.best(asked, best, plans)
        assert found == plans.best(asked, best)
        for plan in found:
            assert race.rated(plan).worth == Rated(plans.holds[plan], plans.share[plan]).worth
    assert (plans.asked <= 1).all()
    LOOKED["at all"] += plans.asked.size
    LOOKED["at some"] += int(plans.asked.sum())


def test_that_took_less_than_looking_at_all():
    assert 0 < LOOKED["at some"] < 0.7 * LOOKED["at all"]


def test_a_bound_that_is_no_number_leaves_nobody_out():
    race = Race(2)
    share = np.array([[0.5, 0.5], [0.9, 0.9]])
    places = race.enter(np.array([[0.5, 0.5], [np.nan, 1.0]]))
    assert race.best(places, 1, lambda plans, draws: [Rated(share[p, draws] > 0, share[p, draws]) for p in plans]) == [
        1
    ]


@pytest.mark.parametrize("seed", share_of(range(150)))
def test_no_plan_gives_more_than_it_can(seed):
    rng = random.Random(seed)
    case = random_case(rng, parties=rng.randint(2, 3), steps=rng.randint(1, 5), hopeful=rng.random() < 0.7, dated=True)
    exchange: Exchange = stacked([exchange_of(one) for one in drawn_again(rng, case, 6)])
    plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(4)])
    most = np.array([rng.choice([0.0, 0.5, 3.0, 8.0]) for _ in range(exchange.parties)])
    pace = np.array([rng.choice([0.0, 0.5]) for _ in range(6)])
    bounds = shares_at_most(exchange, plans, pace, most)
    assert bounds.shape == (4, 6)
    off = np.max(2 * TOLERANCE * exchange.stake() / np.where(most > 0, most, 1.0), axis=1)
    for bound, one in zip(bounds, rate(exchange, plans, pace, most), strict=True):
        assert (one.share <= bound).all()
        counted = one.holds & (one.share > 0)
        assert (bound[counted] <= one.share[counted] + off[counted]).all()
        HELD["counted"] += int(counted.sum())


HELD = {"counted": 0}


@pytest.mark.skipif(loader.compiled() is None, reason="the kernel is not compiled")
@pytest.mark.parametrize("seed", share_of(range(200)))
def test_numpy_says_the_same_of_what_plans_give_at_most(seed, monkeypatch):
    rng = random.Random(seed)
    case = random_case(rng, parties=rng.randint(2, 4), steps=rng.randint(1, 5), hopeful=rng.random() < 0.7, dated=True)
    exchange: Exchange = stacked([exchange_of(one) for one in drawn_again(rng, case, 5)])
    plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(3)])
    if seed % 3 == 0:
        exchange = replace(exchange, consent=np.arange(exchange.parties) == 0)
    most = np.array([rng.choice([0.0, -1.0, 0.5, 3.0, np.inf]) for _ in range(exchange.parties)])
    pace = rng.choice([0.25, np.array([rng.choice([0.0, 0.5]) for _ in range(5)])])
    found = shares_at_most(exchange, plans, pace, most)
    monkeypatch.setattr(compiled, "fits", lambda exchange: False)
    np.testing.assert_allclose(found, shares_at_most(exchange, plans, pace, most), rtol=1e-11, atol=1e-11)


@pytest.mark.skipif(loader.compiled() is None, reason="the kernel is not compiled")
def test_lengths_that_do_not_fit_are_refused():
    exchange = stacked([exchange_of(random_case(random.Random(1), steps=3))] * 4)
    plans, most = np.array([[1, 1, 2]]), np.ones(exchange.parties)
    for paces, shares in ((np.zeros(3), most), (np.zeros(4), most[1:])):
        with pytest.raises(ValueError, match="paces"):
            compiled.shares_at_most(exchange, plans, paces, shares, TOLERANCE)


def test_some_of_them_held():
    assert HELD["counted"] >= hits_of(300), HELD
