"""How sure: shares and their errors, the same on any number of workers; and the plan that holds most often."""

from __future__ import annotations

import random
from dataclasses import replace
from math import log, sqrt
from statistics import NormalDist

import numpy as np
import pytest

import standoff
from exchanges import exchange_of, random_case, random_plan, stacked, vector_of, watched
from standoff.analysis.sureness.shares import how_sure, robust_roadmaps
from standoff.case.load import read_source
from standoff.engine.core.exchange import joined
from standoff.engine.core.parallel import workers
from standoff.engine.kernel import loader as kernel
from standoff.engine.sureness import robust
from standoff.engine.sureness.robust import Trials, choose, shortlist, try_out
from standoff.engine.sureness.shares import BINS, Verdicts, between, shares, verdicts

# b keeps to it where its walk-out cost is at least the 3 points that it would save: see tests/analysis/sureness/test_flips.py.
TEXT = """\
format: 1
title: Gifts
as_of: 2026-11-02
parties:
  a: {horizon: 4 years}
  b: {horizon: 4 years, walkout_cost: 2 to 8}
steps:
  gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}
  gift_of_b: {by: b, undo: never, worth: {a: 4.5 to 5.5, b: -3}}
deals:
  swap: [gift_of_a, gift_of_b]
plans:
  a_first: {phases: [[gift_of_a], [gift_of_b]]}
"""
SIGMA = log(4) / (2 * NormalDist().inv_cdf(0.95))
HOLDS = 1 - NormalDist().cdf((log(3) - log(4)) / SIGMA)


@pytest.fixture(scope="module")
def case():
    return read_source("case.yaml", TEXT).case


@pytest.fixture(scope="module")
def plans(case):
    return {"plan:a_first": standoff.assess(case, "a_first")}


@pytest.mark.parametrize("method", ["latin", "sobol", "independent"])
def test_shares_by_hand(case, plans, method):
    found = how_sure(case, plans, 2000, 3, method=method)["plan:a_first"]
    close = 5 * sqrt(HOLDS * (1 - HOLDS) / 2000) if method == "independent" else 0.003
    assert found.holds == pytest.approx(HOLDS, abs=close)
    assert found.breaks == pytest.approx(1 - HOLDS, abs=close)
    assert found.between["holds"][0] < HOLDS < found.between["holds"][1]
    assert found.breakers == (("b", 2, pytest.approx(found.breaks)),)
    # a risks 3 for a gain of 1.5 to 2.5: trust between 3 / 5.5 and 3 / 4.5 in nine draws of ten, 60 % in the middle.
    assert found.trust == (
        pytest.approx(0.56, abs=0.02),
        pytest.approx(0.603, abs=0.005),
        pytest.approx(0.65, abs=0.02),
    )
    assert sum(found.spread) == pytest.approx(found.holds)
    assert sum(found.spread[10:14]) > 0.95 * found.holds


def test_any_number_of_workers_gives_the_same(case, plans):
    one = how_sure(case, plans, 1100, 3)
    for count in (2, 4):
        with workers(count) as crew:
            assert how_sure(case, plans, 1100, 3, by=crew) == one


def test_what_is_done_is_kept_when_the_user_stops(case, plans):
    class Stopped:
        def results(self, function, tasks):
            for number in (3, 1):
                yield number, function(tasks[number])
            raise KeyboardInterrupt

    found = how_sure(case, plans, 2000, 3, by=Stopped())["plan:a_first"]
    assert (found.draws, found.draws_asked) == (500, 2000)
    assert found.holds == pytest.approx(HOLDS, abs=0.1)


def test_the_interval_of_a_share_holds_it_19_times_in_20():
    """Against the binomial distribution itself: on average over shares, 95 % of all counts lie within."""
    from scipy.stats import binom

    draws = 60
    ends = [between(count / draws, draws) for count in range(draws + 1)]
    covered = []
    for share in np.linspace(0.05, 0.95, 91):
        inside = [low <= share <= high for low, high in ends]
        covered.append(binom.pmf(np.arange(draws + 1), draws, share)[inside].sum())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)
    assert min(covered) > 0.9
    assert between(0.0, 60)[0] == 0
    assert between(1.0, 60)[1] == pytest.approx(1)


def test_verdicts_are_counted():
    verdicts = Verdicts(
        verdict=np.array([0, 0, 1, 1, 1, 2, 2, 2, 2, 2]),
        party=np.array([1, 1, 0, 0, 1, 0, 0, 0, 0, 0]),
        phase=np.array([0, 0, 2, 2, 1, 1, 1, 1, 1, 1]),
        trust=np.array([*[np.nan] * 5, 0.0, 0.04, 0.5, 0.99, 1.0]),
        against=np.array([[False, False, n in (1, 4, 9), n == 4] for n in range(10)]),
    )
    found = shares(verdicts)
    assert found.against == ((2, 0.3), (3, 0.1))
    assert (found.refused, found.breaks, found.holds) == (0.2, 0.3, 0.5)
    assert found.refusers == ((1, 0.2),)
    assert found.breakers == ((0, 2, 0.2), (1, 1, 0.1))
    wanted = [0.0] * BINS
    wanted[0], wanted[10], wanted[19] = 0.2, 0.1, 0.2
    assert found.spread == pytest.approx(wanted)
    assert shares(joined([verdicts, verdicts])).holds == 0.5


# ---------------------------------------------------------------------------------- robust roadmaps


def test_where_a_plan_does_not_hold_no_trust_is_enough():
    """a gives 3 for 5 that b can keep back at the price of its bond: of 4 in one draw, of 2 in the other."""

    def gifts(bond):
        gift = {"undo": "never", "worth": {"a": -3, "b": 5}}, {"undo": "never", "worth": {"a": 5, "b": -3}}
        parties = {"a": {"horizon": 4.0}, "b": {"horizon": 4.0, "walkout_cost": bond}}
        return exchange_of({"parties": parties, "steps": {"x": {"by": "a", **gift[0]}, "y": {"by": "b", **gift[1]}}})

    found = try_out(stacked([gifts(4.0), gifts(2.0)]), [np.array([1, 2]), np.array([1, 1])], 0.0)
    assert found.holds.tolist() == [[True, False], [False, False]]
    assert found.trust == pytest.approx(np.array([[0.6, np.inf], [np.inf, np.inf]]))


@pytest.mark.parametrize("switch", ["as it is", "numpy"])
def test_what_becomes_of_plans_is_what_a_verdict_on_each_says(switch, monkeypatch):
    if switch == "numpy":
        monkeypatch.setattr(kernel, "compiled", lambda: None)
    monkeypatch.setattr(robust, "TOGETHER", 7)
    rng, hold, fail = random.Random("tries"), 0, 0
    for _ in range(60):
        case = random_case(rng, steps=rng.randint(1, 5), hopeful=rng.random() < 0.8)
        if rng.random() < 0.2:
            watched(rng, case)
        plans = [vector_of(case, *random_plan(rng, case)) for _ in range(4)]
        one = exchange_of(case)
        draws = [replace(one, worth=one.worth * rng.choice([0.5, 1, 2, -1]), seen=one.seen / rng.randint(1, 3))]
        draws += [replace(one, walkout_costs=one.walkout_costs + rng.random()) for _ in range(3)]
        paces = np.array([rng.choice([0.0, 0.5]) for _ in draws])
        found = try_out(stacked(draws), plans, paces)
        for plan, holds, trust in zip(plans, found.holds, found.trust, strict=True):
            each = [verdicts(draw, plan, float(pace)) for draw, pace in zip(draws, paces, strict=True)]
            assert holds.tolist() == [bool(verdict.holds[0]) for verdict in each]
            asked = [verdict.trust[0] if verdict.holds[0] else np.inf for verdict in each]
            assert trust.tolist() == asked
        hold, fail = hold + found.holds.sum(), fail + (~found.holds).sum()
    assert min(hold, fail) > 100


def test_which_plan_to_take():
    holds = np.array([[1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]], bool)
    trust = np.where(holds, [[0.0], [0.1], [0.5], [0.4]], np.inf)
    assert choose(Trials(holds, trust)).most_often == 3
    assert choose(Trials(holds, trust)).least_trust == 3
    assert choose(Trials(holds[:2], trust[:2])).least_trust is None
    spread = np.array([[0.1] * 9 + [0.9], [0.3] * 10])
    often = Trials(np.ones((2, 10), bool), spread)
    assert choose(often).least_trust == 1
    assert shortlist(Trials(holds, trust), 1) == [3]
    assert set(shortlist(Trials(holds, trust), 2)) == {2, 3}


# At the medians either gift may come first. Over the draws a's bond is often too small to hold it in the second place,
# b's never: so b second, that is a first, holds more often.
ROBUST = """\
format: 1
title: Which first
as_of: 2026-11-02
parties:
  a: {horizon: 4 years, walkout_cost: {low: 1, mode: 3.6, high: 4}}
  b: {horizon: 4 years, walkout_cost: 6}
steps:
  gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}
  gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}
deals:
  swap: [gift_of_a, gift_of_b]
"""


def test_the_order_that_holds_most_often():
    case = read_source("case.yaml", ROBUST).case
    roadmaps = standoff.roadmap(case)
    found = robust_roadmaps(case, roadmaps, 1000, 1)["swap"]
    assert found.most_often.phases == (("gift_of_a",), ("gift_of_b",))
    assert found.sureness["most_often"].holds == 1
    assert found.candidates >= 2
    assert found.least_trust is not None
    with workers(2) as crew:
        assert robust_roadmaps(case, roadmaps, 1000, 1, by=crew)["swap"].sureness == found.sureness


def test_draws_that_chose_are_not_those_that_judge(case):
    from standoff.analysis.sureness.shares import _other

    assert len({_other(seed) for seed in range(100)}) == 100
    assert not {_other(seed) for seed in range(100)} & set(range(100))
