"""The best deal by a race over draws: as if every plan that is met had been rated in all of them."""

from __future__ import annotations

import random
from dataclasses import asdict

import numpy as np
import pytest

import standoff
from ranged import ranged_case
from shares import hits_of, share_of
from standoff.analysis.answer import best, chosen, ratings
from standoff.analysis.answer.best import best_deal, found_of
from standoff.analysis.answer.looks import Kind, Numbers
from standoff.analysis.answer.ratings import ROUNDS, SHORTLIST, TRIED, rated
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.core.parallel import HERE, workers
from standoff.engine.core.parcels import Parcels
from standoff.engine.sureness.best import best_of

HITS = {"found": 0, "nothing": 0, "met": 0, "several deals": 0}


class AllRated:
    """The slow twin of `Search`: all plans near one are rated in all of a few draws, and the best of them in all."""

    def __init__(self, drawn, most, by):
        self.drawn, self.most = drawn, most
        self.few = drawn.only(slice(TRIED))
        self.rated, self.tried = {}, {}

    def rate_all(self, drawn, plans, known):
        fresh = [one for one in dict.fromkeys(plans) if one not in known]
        known |= dict(zip(fresh, rated(HERE, drawn, fresh, self.most), strict=True))

    def add(self, plans):
        self.rate_all(self.drawn, [one for one in plans if one.plan.phases], self.rated)

    @property
    def to_choose_from(self):
        return list(self.rated)

    @property
    def met(self):
        HITS["met"] += len({*self.rated, *self.tried})
        return {*self.rated, *self.tried}

    def ranked(self, count):
        return sorted(self.rated, key=lambda one: self.rated[one].worth, reverse=True)[:count]

    def best(self):
        place = best_of(list(self.rated.values()))
        return None if place is None else list(self.rated)[place]

    def best_among(self, several):
        return max(several, key=lambda one: self.rated[one].worth)

    def climb(self, at, around, seen):
        met = [at]
        for _ in range(ROUNDS):
            near = [one for one in around(at) if one not in seen]
            seen.update(near)
            self.rate_all(self.few, near, self.tried)
            listed = sorted(near, key=lambda one: self.tried[one].worth, reverse=True)[:SHORTLIST]
            self.add(listed)
            met += listed
            better = self.best_among(listed) if listed else at
            if self.rated[better].worth <= self.rated[at].worth:
                break
            at = better
        return met

    def plan_for(self, deal, plans):
        several = list(dict.fromkeys([*plans, *deal.taken_over(self.rated)]))
        every = deal.every()
        self.add([*several, *every])
        if every:
            return self.best_among([*several, *every])
        return self.best_among([*several, *self.climb(self.best_among(several), deal.around, {*several})])


@pytest.mark.parametrize("seed", share_of(range(60)))
def test_the_best_deal_and_the_plan_of_each_deal_are_those_of_the_slow_twin(seed, monkeypatch):
    rng = random.Random(seed)
    case = ranged_case(rng, steps=6)
    draws = rng.choice([2, 3, 20, 120, 300])
    known = found_of(case, min(draws, 8), seed)
    fast = best_deal(case, draws, seed, known=known)
    roads = standoff.roadmap(case, draws=draws, seed=seed)
    monkeypatch.setattr(best, "Search", AllRated)
    monkeypatch.setattr(chosen, "Search", AllRated)
    # Not by ==: some numbers are NaN.
    np.testing.assert_equal(asdict(fast), asdict(best_deal(case, draws, seed, known=known)))
    slow = standoff.roadmap(case, draws=draws, seed=seed)
    np.testing.assert_equal([asdict(one) for one in roads], [asdict(one) for one in slow])
    HITS["nothing" if fast.found is None else "found"] += 1
    HITS["several deals"] += len(fast.rivals) > 1


@pytest.mark.parametrize("seed", [3, 11])
def test_looks_that_are_handed_on_see_the_same(seed, monkeypatch):
    monkeypatch.setattr(ratings, "HANDED", 40)
    case = ranged_case(random.Random(seed), steps=6)
    known = found_of(case, 8, seed)
    alone = best_deal(case, 300, seed, known=known)
    with workers(2) as two:
        np.testing.assert_equal(asdict(best_deal(case, 300, seed, by=two, known=known)), asdict(alone))


def test_draws_that_lie_side_by_side_travel_in_words():
    case = ranged_case(random.Random(5), steps=6)
    drawn = Drawn.of(case, 3000, 2)
    kind = Kind(tuple(case.steps), (), "", 0.0)
    for part, in_words in ((drawn.only(slice(1000, 3000)), True), (drawn.only(np.array([5, 2, 9] * 400)), False)):
        parcels = Parcels([case])
        parcel = parcels.pack(Numbers(part))
        assert (len(parcel) < 1000) == in_words
        again = parcels.unpack(parcel)
        np.testing.assert_equal(again.drawn.values, part.values)
        np.testing.assert_equal(again.part(kind).worth, Numbers(part).part(kind).worth)
        assert (parcels.unpack(parcel).part(kind) is again.part(kind)) == in_words


def test_the_cases_above_have_some_of_each_kind():
    assert HITS["found"] >= hits_of(20) and HITS["nothing"] >= hits_of(5), HITS
    assert HITS["met"] >= hits_of(500) and HITS["several deals"] >= hits_of(10), HITS
