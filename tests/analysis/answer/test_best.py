"""The best deal found for a case, by hand; and what it is compared with."""

from __future__ import annotations

import itertools
import time
from math import exp, log
from statistics import NormalDist
from types import SimpleNamespace

import pytest

import gifts
import standoff
from standoff.analysis.answer.best import best_deal, found_of
from standoff.analysis.answer.candidates import Candidate, Surroundings, given
from standoff.case.load import read_source
from standoff.engine.core.parallel import workers
from standoff.errors import UsageError

# In `gifts`, b keeps what it got unless its walk-out cost is at least the 3 points of its own gift; and a gives only
# after nobody, as b would have to go first and a has nothing to lose. So one order holds, a first, and b gains 2 by it
# and a 5 less its cost, which is 3 at the median: the most is 2 for both.
Z = NormalDist().inv_cdf(0.95)
HOLDS = 1 - NormalDist().cdf((log(3) - log(4)) / (log(4) / (2 * Z)))
MIDDLE, SPREAD = (log(2.25) + log(4)) / 2, (log(4) - log(2.25)) / (2 * Z)
COSTS = [exp(MIDDLE + SPREAD * NormalDist().inv_cdf((n + 0.5) / 4000)) for n in range(4000)]
SMALLEST = HOLDS * sum(max(0.0, min(1.0, (5 - cost) / 2)) for cost in COSTS) / len(COSTS)


def case_of(text):
    return read_source("case.yaml", text).case


@pytest.fixture(scope="module")
def case():
    return case_of(gifts.GIFTS)


@pytest.fixture(scope="module")
def known(case):
    return found_of(case, 100, 3)


@pytest.fixture(scope="module")
def found(case):
    return best_deal(case, 4000, 3)


def test_the_best_deal_by_hand(found):
    best = found.found
    assert best.plan.phases == (("gift_of_a",), ("gift_of_b",))
    assert best.smallest_share == pytest.approx(SMALLEST, abs=0.02)
    assert best.sure.holds == pytest.approx(HOLDS, abs=0.02)
    assert (found.chosen_on, found.judged_on, best.sure.draws) == (2000, 2000, 2000)
    assert found.most == {"a": pytest.approx(2), "b": pytest.approx(2)}
    assert best.sure.breakers == (("b", 2, pytest.approx(best.sure.breaks)),)
    assert (best.kind, best.name) == ("found", "swap")


def test_what_it_is_compared_with_is_judged_on_the_same_draws(found):
    assert [(one.kind, one.name) for one in found.rivals] == [("plan", "a_first"), ("deal", "swap")]
    for rival in found.rivals:
        assert rival.sure.holds == found.found.sure.holds
        assert rival.smallest_share == pytest.approx(found.found.smallest_share)
    assert found.named.name == "swap"


def test_nothing_that_holds_is_said_to_be_nothing():
    nothing = best_deal(case_of(gifts.GIFTS.replace("walkout_cost: 2 to 8", "walkout_cost: 0")), 40, 1)
    assert nothing.found is None
    assert [one.sure.holds for one in nothing.rivals] == [0.0, 0.0]


def test_a_case_without_plans_and_deals_has_a_best_deal_too(found):
    text = gifts.GIFTS[: gifts.GIFTS.index("deals:")]
    alone = best_deal(case_of(text), 200, 3)
    assert alone.found.plan.phases == found.found.plan.phases
    assert (alone.rivals, alone.named, alone.found.name) == ((), None, "")


def test_any_number_of_workers_gives_the_same(case):
    with workers(2) as crew:
        assert best_deal(case, 600, 3, by=crew) == best_deal(case, 600, 3)


def test_what_is_stopped_half_way_is_no_answer(case, known):
    class Stopped:
        def results(self, function, tasks):
            yield 0, function(tasks[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        best_deal(case, 1200, 3, by=Stopped(), known=known)


def test_too_few_draws_are_refused(case):
    with pytest.raises(UsageError, match="two draws at least"):
        best_deal(case, 1)


def test_what_is_near_a_plan_keeps_rules_choices_and_what_steps_require():
    text = """\
format: 1
title: Rules
as_of: 2026-11-02
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  now_there: {by: a, worth: {a: -1, b: 1}}
  x: {by: a, worth: {a: -1, b: 2}}
  y: {by: b, requires: [x], worth: {a: 2, b: -1}}
  here: {by: b, worth: {a: 2, b: -1}}
  there: {by: b, worth: {a: 2, b: -1}}
now: [now_there]
rules: [there if x]
choices: {place: [here, there]}
plans: {p: {phases: [[there], [x]]}}
"""
    ruled = case_of(text)
    near = Surroundings.of(ruled).around(given(ruled)[0])
    # `there` may not come after x, nor leave; x may leave; y comes with or after x; `here` is in the way of `there`.
    assert {one.plan.phases for one in near} == {
        (("x", "there"),),
        (("there",),),
        (("there",), ("x", "y")),
        (("there",), ("x",), ("y",)),
    }
    assert all(one.plan.keeps == ("now_there",) for one in near)


def test_the_same_plan_under_two_names_is_one(case):
    one = given(case)[0]
    road = standoff.roadmap(case)[0]
    other = Candidate.of(road.best, one.plan.pace, one.path)
    assert other.plan.name != one.plan.name
    assert len({one, other}) == 1


def test_a_machine_that_is_busy_with_other_work_changes_no_answer(monkeypatch):
    """A million seconds pass between any two looks at the clock on the wall: roadmaps are not stopped by that."""
    many = "".join(
        f"  a{n}: {{by: a, undo: never, worth: {{a: -1, b: 2}}}}\n  b{n}: {{by: b, undo: never, worth: {{a: 2, b: -1}}}}\n"
        for n in range(3)
    )
    steps = "deals:\n  all: [a0, b0, a1, b1, a2, b2]\n"
    parties = "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 2}}\n"
    case = case_of(f"format: 1\ntitle: Slices\nas_of: 2026-11-02\n{parties}steps:\n{many}{steps}")
    clock = SimpleNamespace(monotonic=itertools.count(0, 1_000_000).__next__, process_time=time.process_time)
    monkeypatch.setattr("standoff.analysis.roadmap.search.time", clock)
    assert standoff.roadmap(case, draws=0)[0].stopped
    (road,) = found_of(case, 0, 1).roadmaps
    assert not road.stopped and road.bound.proved
