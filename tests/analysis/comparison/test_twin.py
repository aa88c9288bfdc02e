"""The table of a comparison against cases that are written anew by hand, one value of the other's at a time."""

from __future__ import annotations

import copy

import pytest

from naive import comparison as naive
from standoff.analysis.comparison.compare import compare

BASE = {
    "format": 1,
    "title": "Oil for visits",
    "as_of": "2026-11-02",
    "parties": {
        "ann": {"horizon": "2 to 6 years", "walkout_cost": "0.5 to 3"},
        "bob": {"horizon": "5 years", "walkout_cost": "1 to 4"},
    },
    "steps": {
        "oil": {
            "by": "ann",
            "takes": "1 month",
            "seen": "1 to 3 months",
            "undo": "2 months",
            "worth": {"ann": "-4 to -1", "bob": "3 to 8"},
        },
        "visits": {
            "by": "bob",
            "takes": "2 months",
            "seen": "2 to 6 months",
            "undo": "1 month",
            "worth": {"ann": "2 to 7", "bob": "-3 to -1"},
        },
        "talks": {"by": ["ann", "bob"], "worth": {"ann": "0.5", "bob": "-0.5 to 1"}},
    },
    "together": {"both": {"steps": ["oil", "visits"], "worth": {"ann": "1 to 2"}}},
    "plans": {"swap": {"pace": "1 to 3 months", "phases": [["talks", "oil"], ["visits"]]}},
}
"""A swap whose shares of draws lie well within 0 and 1."""

CHANGES = {
    "parties.ann.horizon": (("parties", "ann", "horizon"), "1 year"),
    "parties.bob.walkout_cost": (("parties", "bob", "walkout_cost"), "0"),
    "steps.oil.worth.ann": (("steps", "oil", "worth", "ann"), "-9 to -5"),
    "steps.oil.worth.bob": (("steps", "oil", "worth", "bob"), None),
    "steps.visits.undo": (("steps", "visits", "undo"), "never"),
    "steps.visits.takes": (("steps", "visits", "takes"), "0"),
    "steps.oil.seen": (("steps", "oil", "seen"), {"normally": "1 year", "with": {"visits": "1 week"}}),
    "steps.visits.automatic": (("steps", "visits", "automatic"), True),
    "steps.visits.ends_with_breakdown": (("steps", "visits", "ends_with_breakdown"), True),
    "steps.talks.ends": (("steps", "talks", "ends"), "all"),
    "steps.talks.until": (("steps", "talks", "until"), "2 years"),
    "steps.visits.requires": (("steps", "visits", "requires"), ["talks"]),
    "steps.visits.not_before": (("steps", "visits", "not_before"), "2028-01-01"),
    "steps.talks.by": (("steps", "talks", "by"), "bob"),
    "together.both.worth.ann": (("together", "both", "worth", "ann"), "-6 to -4"),
    "plans.swap.pace": (("plans", "swap", "pace"), "2 years"),
    "plans.swap.phases": (("plans", "swap", "phases"), [["visits"], ["talks", "oil"]]),
}
"""Differences, by the path that a comparison gives them; what stands there instead."""

DRAWS = 60


def changed(keys):
    data = copy.deepcopy(BASE)
    for key in keys:
        data = naive.with_value(data, *CHANGES[key])
    return data


def told(fares):
    return fares.verdict, fares.holds, fares.refused


@pytest.mark.parametrize("key", CHANGES)
def test_one_difference_is_found_and_switched_both_ways(key):
    other = changed([key])
    found = compare(naive.loaded(BASE), naive.loaded(other), draws=DRAWS)
    assert [one.path for one in found.differences if one.single] == [key]
    (effect,) = found.differences[0].effects
    assert told(effect.a) == naive.fares(other, "swap", DRAWS)
    assert told(effect.b) == naive.fares(BASE, "swap", DRAWS)
    assert all(plan.adds_up for plan in found.plans)


PAIRS = [
    ("steps.oil.worth.ann", "parties.bob.walkout_cost", "plans.swap.phases"),
    ("steps.oil.seen", "steps.oil.worth.bob", "steps.visits.undo"),
    ("parties.ann.horizon", "together.both.worth.ann", "steps.visits.not_before"),
    ("steps.talks.by", "steps.visits.automatic", "plans.swap.pace"),
]


@pytest.mark.parametrize("keys", PAIRS, ids="+".join)
def test_each_of_several_is_switched_alone(keys):
    other = changed(keys)
    found = compare(naive.loaded(BASE), naive.loaded(other), draws=DRAWS)
    singles = {one.path: one.effects[0] for one in found.differences if one.single}
    assert set(singles) == set(keys)
    for key in keys:
        path, value = CHANGES[key]
        assert told(singles[key].a) == naive.fares(naive.with_value(BASE, path, value), "swap", DRAWS), key
        back = naive.with_value(other, path, naive.at(BASE, path))
        assert told(singles[key].b) == naive.fares(back, "swap", DRAWS), key


@pytest.mark.parametrize("keys", PAIRS, ids="+".join)
def test_each_step_is_left_out_once(keys):
    other = changed(keys)
    found = compare(naive.loaded(BASE), naive.loaded(other), draws=DRAWS)
    assert {one.step for one in found.left_out} == set(BASE["steps"])
    for one in found.left_out:
        for data, side in ((BASE, one.effects[0].a), (other, one.effects[0].b)):
            assert told(side) == naive.fares(naive.without_step(data, one.step), "swap", DRAWS), one.step


def test_all_worths_of_a_party_are_switched_at_once():
    other = naive.with_value(BASE, ("steps", "oil", "worth", "ann"), "-9 to -5")
    other = naive.with_value(other, ("steps", "visits", "worth", "ann"), "5 to 9")
    both = naive.with_value(other, ("parties", "bob", "walkout_cost"), "0")
    found = compare(naive.loaded(BASE), naive.loaded(both), draws=DRAWS)
    (group,) = [one for one in found.differences if not one.single]
    assert group.label == "All that the steps are worth to Ann"
    assert set(group.members) == {"steps.oil.worth.ann", "steps.visits.worth.ann"}
    assert told(group.effects[0].a) == naive.fares(other, "swap", DRAWS)


def test_a_sum_of_single_switches_is_that_of_the_table():
    found = compare(naive.loaded(BASE), naive.loaded(changed(PAIRS[0])), draws=DRAWS)
    (plan,) = found.plans
    moved = sum(one.effects[0].a.holds - plan.a.holds for one in found.differences if one.single)
    assert plan.singles == pytest.approx(moved)
    assert plan.adds_up is (
        abs(moved - (plan.b.holds - plan.a.holds)) < 0.05
        and (
            plan.a.verdict == plan.b.verdict
            or any(d.effects[0].a.verdict == plan.b.verdict for d in found.differences if d.single)
        )
    )
