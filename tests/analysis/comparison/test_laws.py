"""What must be so of every comparison: of a case with itself, of all differences at once, and the other way round."""

from __future__ import annotations

from functools import cache

import pytest

import standoff
from analysis.comparison.two_analysts import random_pair, swap, swap_in_other_names
from standoff.analysis.comparison.compare import compare
from standoff.analysis.comparison.differences import atoms_of
from standoff.analysis.comparison.prepared import prepared
from standoff.analysis.comparison.sides import as_it_is, switched
from standoff.analysis.plans import assess_often
from standoff.analysis.progress import silent
from standoff.case.matching.match import BY_KEY, same_things

SEEDS = range(40)


@cache
def found(seed):
    a, b = random_pair(seed)
    return compare(a, b, draws=40), compare(b, a, draws=40)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_case_says_the_same_as_itself(seed):
    case, _ = random_pair(seed)
    same = compare(case, case, draws=20)
    assert same.same
    assert "nothing to talk about" in same.talk
    assert [(plan.a, plan.adds_up) for plan in same.plans] == [(plan.b, True) for plan in same.plans]


@pytest.mark.parametrize("seed", SEEDS)
def test_all_differences_at_once_are_the_other_case(seed):
    made = prepared(*random_pair(seed), BY_KEY, None, silent)
    atoms = atoms_of(made.a, made.b, made.splits)
    forth = switched(made.a, made.b, [atom.switch for atom in atoms], made.splits)
    back = switched(made.b, made.a, [atom.switch.turned() for atom in atoms], [one.turned() for one in made.splits])
    for tried, side in ((forth, made.b), (back, made.a)):
        other = as_it_is(side)
        assert tried.plans == other.plans
        for key in ("parties", "steps", "together", "now", "rules", "order", "sincerity", "correlated"):
            assert getattr(tried.case, key) == getattr(other.case, key), key


@pytest.mark.parametrize("seed", SEEDS)
def test_both_sides_fare_as_assess_says(seed):
    a, b = random_pair(seed)
    for plan in found(seed)[0].plans:
        for case, fares in ((a, plan.a), (b, plan.b)):
            if "first" not in case.plans:
                continue
            assessed, sure = assess_often(case, "first", draws=40)
            assert fares.verdict == assessed.verdict
            assert (fares.holds, fares.refused) == (sure.holds, sure.refused)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_other_way_round_is_its_mirror(seed):
    one, other = found(seed)
    assert {d.path: (d.a, d.b) for d in one.differences if d.path} == {
        d.path: (d.b, d.a) for d in other.differences if d.path
    }
    mirrored = {(d.label, d.path): d for d in other.differences}
    for difference in one.differences:
        twin = mirrored[difference.label, difference.path]
        assert [(e.a, e.b) for e in difference.effects] == [(e.b, e.a) for e in twin.effects]
        assert (difference.turns, difference.moves, difference.overlap) == (twin.turns, twin.moves, twin.overlap)
    left = {one.step: one for one in other.left_out}
    for step in one.left_out:
        assert [(e.a, e.b) for e in step.effects] == [(e.b, e.a) for e in left[step.step].effects]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_most_effective_comes_first(seed):
    weights = [(-d.turns, -(d.moves or 0.0)) for d in found(seed)[0].differences]
    assert weights == sorted(weights)


@pytest.fixture(scope="module")
def harbour():
    """The shipped case, as it is and as a colleague sees it: deals, rules, a step that verifies another."""
    home = standoff.find("harbour")
    return standoff.load(home), standoff.load(home, view="bay-institute")


def test_a_deal_fares_as_its_roadmap_does_in_each_case(harbour):
    plans = {one.plan: one for one in compare(*harbour, draws=60).plans}
    assert set(plans) == {f"plan:{name}" for name in harbour[0].plans} | {f"deal:{name}" for name in harbour[0].deals}
    for label, plan in plans.items():
        for case, fares in zip(harbour, (plan.a, plan.b), strict=True):
            assessed, sure = assess_often(case, label, draws=60)
            assert (fares.verdict, fares.holds, fares.refused) == (assessed.verdict, sure.holds, sure.refused)


def test_a_view_differs_in_what_it_sees_and_in_the_roadmaps_that_follow(harbour):
    from standoff.case.view_files import read_view

    sees = set(read_view(standoff.find("harbour"), "bay-institute").values)
    found = {one.path for one in compare(*harbour, draws=20).differences if one.single}
    assert found == sees | {"deals.full.phases"}


def test_a_step_that_nobody_has_changes_nothing():
    from standoff.analysis.comparison.sides import without

    made = prepared(*random_pair(3), BY_KEY, None, silent)
    assert without(as_it_is(made.a), ["nowhere"]) == as_it_is(made.a)


def test_another_name_changes_nothing():
    a, b = swap(cost="4"), swap(cost="1 to 2", price="-4 to -2")
    renamed = swap_in_other_names(cost="1 to 2", price="-4 to -2")
    same_names = compare(a, b, draws=50)
    match = {
        "parties": {"a": "x", "b": "y"},
        "steps": {"gift_of_a": "bread", "gift_of_b": "wine"},
        "plans": {"swap": "barter"},
    }
    others = compare(a, renamed, draws=50, match=match)
    assert len(same_names.differences) == 2
    assert others.differences == same_names.differences
    assert others.plans == same_names.plans
    assert others.left_out == same_names.left_out


def test_a_match_by_keys_is_no_match_at_all():
    a, b = random_pair(5)
    match = same_things({"steps": {name: name for name in a.steps if name in b.steps}}, a, b)
    assert compare(a, b, draws=10, match=match) == compare(a, b, draws=10)
