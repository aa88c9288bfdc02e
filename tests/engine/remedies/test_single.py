"""Remedies: every kind against a case worked out by hand, and on random cases just enough and no more."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, stacked, vector_of
from shares import hits_of, share_of
from standoff.engine.assessment.trust import assess, gains
from standoff.engine.remedies.single import bonds, effects, smallest
from standoff.engine.remedies.table import REMEDIES, Place, Setting, changed

H, B, C = 4.0, 5.0, 2.0
"""Horizon, benefit and cost of the exchanges below."""

LAST = H * math.log(B / C)
"""A breach pays unless it ends what the other side gives before this time: b e^(-t/H) = c."""


def anything(stage):
    """Rules that allow every stage."""
    return True


def two_steps(x=None, y=None, **parties):
    """One phase, in which a does x and b does y; each costs its owner 2 and is worth 5 to the other."""
    case = {
        "parties": {i: {"horizon": H, **parties.get(i, {})} for i in "ab"},
        "steps": {
            "x": {"by": "a", "seen": 0.8, "worth": {"a": -C, "b": B}, **(x or {})},
            "y": {"by": "b", "seen": 0.8, "worth": {"a": B, "b": -C}, **(y or {})},
        },
    }
    return case, setting_of(case, [], [["x", "y"]])


def setting_of(case, keeps, phases):
    return Setting(exchange_of(case), vector_of(case, keeps, phases), case.get("pace", 0.0))


def enough(setting, kind, step=None, party=None, allowed=anything, wanted_by=None):
    """The one effect of a kind at a place, or None."""
    found = [
        e
        for e in smallest(setting, allowed, wanted_by)
        if (e.kind, e.place.step, e.place.party) == (kind, -1 if step is None else step, -1 if party is None else party)
    ]
    assert len(found) <= 1
    return found[0] if found else None


def change(setting, kind, place, amount):
    return changed(setting, [(kind, place, amount)])


def holds(setting):
    return bool(assess(setting.exchange, setting.phases, setting.pace).holds[0])


# -------------------------------------------------------------------------------------- amounts by hand


def last_mover(cost=0.0):
    gift = {"undo": "never", "seen": 0.1}
    case = {
        "parties": {"a": {"horizon": H, "walkout_cost": cost}, "b": {"horizon": H, "walkout_cost": 4.0}},
        "steps": {
            "x": {"by": "a", "worth": {"a": -3, "b": 5}, **gift},
            "y": {"by": "b", "worth": {"a": 5, "b": -3}, **gift},
        },
    }
    return setting_of(case, [], [["y"], ["x"]])


@pytest.mark.parametrize("cost", [0.0, 1.25])
def test_the_smallest_bond_of_the_last_mover(cost):
    """Withholding saves 3 at once, and the bond is lost when that shows, a tenth of a year later."""
    needed = 3 * math.exp(0.1 / H) - cost
    setting = last_mover(cost)
    found = enough(setting, "bond", party=0)
    assert found.amount == pytest.approx(needed, rel=1e-3)
    assert found.amount >= needed * (1 - 1e-9)
    assert not found.several
    assert bonds(setting).points == pytest.approx([needed, 0])
    assert bonds(setting).holds


def test_the_smallest_cut_in_the_time_until_a_breach_is_seen():
    """The prisoner's dilemma: b e^(-D/H) = c at the found D."""
    _, setting = two_steps(x={"seen": 6.0})
    found = enough(setting, "sooner", step=0)
    assert 6 * (1 - found.amount) == pytest.approx(LAST, rel=1e-3)
    assert found.holds
    assert found.whose == 0
    assert found.margin == pytest.approx(0, abs=2e-3)
    assert enough(setting, "sooner", step=1) is None


def test_the_smallest_cut_in_the_time_to_take_back():
    """What b gives lasts until the breach shows and b has undone it: D + u = H ln(b/c)."""
    _, setting = two_steps(y={"undo": 5.0})
    found = enough(setting, "faster", step=1)
    assert 5 * (1 - found.amount) == pytest.approx(LAST - 0.8, rel=1e-3)


@pytest.fixture
def kept_hostage():
    """Step x is in force and costs a 2 for as long as it takes a to end it; b then does what it likes for a."""

    def make(undo):
        case, _ = two_steps(x={"undo": undo}, y={"worth": {"a": B, "b": 1.0}, "undo": "never"}, a={"walkout_cost": 1.0})
        return setting_of(case, ["x"], [["y"]])

    return make


def test_the_smallest_delay_in_taking_back(kept_hostage):
    """Ending x saves 2 e^(-u/H) and costs e^(-D/H): just not worth while at u = D + H ln 2."""
    found = enough(kept_hostage(1.0), "slower", step=0)
    assert 1 + found.amount == pytest.approx(0.8 + H * math.log(2), rel=1e-3)


def test_the_horizon_at_which_a_party_carries_on(kept_hostage):
    _, setting = two_steps(x={"seen": 6.0})
    found = enough(setting, "longer", party=0)
    assert H * (1 + found.amount) == pytest.approx(6 / math.log(B / C), rel=1e-3)
    assert enough(setting, "longer", party=1) is None
    found = enough(kept_hostage(2.8), "shorter", party=0)
    assert H * (1 - found.amount) == pytest.approx(2 / math.log(2), rel=1e-3)


def test_snapback_that_works_by_itself():
    """What b likes doing is no threat when it would stop; once it lapses by itself, a has it to lose."""
    _, setting = two_steps(y={"worth": {"a": B, "b": 1.0}})
    assert not holds(setting)
    found = enough(setting, "automatic", step=1)
    assert found.holds
    assert found.margin * B == pytest.approx((B * math.exp(-0.8 / H) - C) * B / (B + C))


def test_no_snapback_of_what_cannot_be_undone():
    _, setting = two_steps(y={"worth": {"a": B, "b": 1.0}, "undo": "never"})
    kinds = {(e.kind, e.place.step) for e in effects(setting, anything)[1]}
    assert ("automatic", 0) in kinds
    assert ("automatic", 1) not in kinds


def test_the_smallest_worth_with_which_a_breaking_plan_holds():
    """With y worth w to a, walking out loses w e^(-D/H) and saves c."""
    _, setting = two_steps(x={"seen": 6.0})
    found = enough(setting, "worth", step=1, party=0)
    assert B + found.amount == pytest.approx(C * math.exp(6 / H), rel=1e-3)


# ---------------------------------------------------------------------------- who does not want the plan


def unwanted():
    case = {
        "parties": {"a": {"horizon": H, "walkout_cost": 9.0}, "b": {"horizon": H, "walkout_cost": 9.0}},
        "steps": {
            "x": {"by": "a", "seen": 0.1, "undo": "never", "worth": {"a": -3, "b": 2}},
            "y": {"by": "b", "seen": 0.1, "undo": "never", "worth": {"a": 5, "b": -3}},
            "z": {"by": "a", "worth": {"a": -1, "b": 4}, "requires": ["y"]},
        },
    }
    return setting_of(case, [], [["x"], ["y"]])


def test_the_smallest_worth_with_which_a_refused_plan_is_wanted():
    """Beta gains 2 - 3 e^(-.1/4); a point on x counts at once, and one on y when phase 2 begins."""
    later = math.exp(-0.1 / H)
    short = 3 * later - 2
    setting = unwanted()
    for target in (None, 1):
        assert enough(setting, "worth", 0, 1, wanted_by=target).amount == pytest.approx(short, rel=1e-3)
        assert enough(setting, "worth", 1, 1, wanted_by=target).amount == pytest.approx(short / later, rel=1e-3)
    assert enough(setting, "worth", 1, 0) is None
    assert smallest(setting, anything, wanted_by=0) == []


def test_the_smallest_worth_need_not_make_it_hold():
    setting = unwanted()
    bare = Setting(change(setting, "bond", Place(party=1), -9.0).exchange, setting.phases)
    found = enough(bare, "worth", 0, 1, wanted_by=1)
    assert not found.refused
    assert not found.holds
    assert not bonds(bare).holds


def test_a_step_that_would_make_it_wanted_comes_when_it_may():
    setting = unwanted()
    found = enough(setting, "add", step=2, wanted_by=1)
    assert found.place.phase == 2
    assert not found.refused

    def not_z_with_x(stage):
        return not {0, 2} <= set(stage)

    assert enough(setting, "add", step=2, allowed=not_z_with_x, wanted_by=1) is None


# ------------------------------------------------------------------------------------ steps left out or cut


def burdened(requires=()):
    case, _ = two_steps()
    case["steps"]["z"] = {"by": "b", "worth": {"a": 1, "b": -20}, "undo": "never"}
    case["steps"]["w"] = {"by": "a", "worth": {"a": 0, "b": 1}, "requires": list(requires)}
    return setting_of(case, [], [["x", "y"], ["z"], ["w"]])


def test_a_step_is_dropped_with_its_phase():
    setting = burdened()
    found = enough(setting, "drop", step=2)
    assert found.holds
    after = change(setting, "drop", found.place, 1.0)
    assert after.phases.tolist() == [1, 1, -1, 2]
    assert setting.phases.tolist() == [1, 1, 2, 3]


def test_no_step_is_dropped_that_another_requires():
    assert enough(burdened(["z"]), "drop", step=2) is None
    assert enough(burdened(["y"]), "drop", step=2).holds


def test_no_step_is_dropped_that_the_rules_ask_for():
    setting = burdened()
    assert enough(setting, "drop", step=2, allowed=lambda stage: 3 not in stage or 2 in stage) is None
    assert enough(setting, "drop", step=2, allowed=lambda stage: 3 not in stage or 0 in stage).holds


def test_the_only_step_and_a_kept_one_are_not_dropped():
    case, _ = two_steps()
    for keeps, phases in (([], [["x"]]), (["y"], [["x"]])):
        assert not [e for e in effects(setting_of(case, keeps, phases), anything)[1] if e.kind == "drop"]


def test_two_halves_are_two_steps_of_half_the_worth():
    """The split exchange equals one written down with the halves as steps of their own."""
    rng = random.Random("halves")
    seen = 0
    while seen < 40:
        case = random_case(rng, steps=rng.randint(2, 4))
        keeps, phases = random_plan(rng, case)
        if not phases:
            continue
        setting = setting_of(case, keeps, phases)
        for place in REMEDIES["split"].places(setting, anything):
            seen += 1
            name = list(case["steps"])[place.step]
            half = {**case["steps"][name], "worth": {i: w / 2 for i, w in case["steps"][name]["worth"].items()}}
            steps = {**case["steps"], name: half, "half": half}
            for other, step in case["steps"].items():
                if name in step.get("requires", []):
                    steps[other] = {**step, "requires": [*step["requires"], "half"]}
            together = [
                {**e, "steps": [*e["steps"], "half"] if name in e["steps"] else e["steps"]}
                for e in case.get("together", [])
            ]
            later = [[*phase] for phase in phases] + [[]]
            later[next(k for k, phase in enumerate(phases) if name in phase) + 1].append("half")
            by_hand = {**case, "steps": steps, "together": together}
            expected = setting_of(by_hand, keeps, [phase for phase in later if phase])
            after = change(setting, "split", place, 1.0)
            one, other = (assess(s.exchange, s.phases, s.pace) for s in (after, expected))
            for field in ("margin", "exposure", "trust", "gain", "lasts"):
                np.testing.assert_allclose(getattr(one, field), getattr(other, field), atol=1e-9, err_msg=str(case))


def test_half_a_step_is_allowed_as_the_whole_and_as_none():
    setting = burdened()
    places = list(REMEDIES["split"].places(setting, lambda stage: 0 in stage))
    assert places == [Place(step=1), Place(step=2), Place(step=3)]


# ------------------------------------------------------------------------------------------ random cases


def failing(rng, wanted):
    """A random plan that breaks (or, unless wanted, is refused)."""
    while True:
        case = random_case(rng, parties=rng.randint(2, 3), steps=rng.randint(2, 4), hopeful=True)
        keeps, phases = random_plan(rng, case)
        setting = setting_of(case, keeps, phases)
        found = assess(setting.exchange, setting.phases, setting.pace)
        if phases and not found.holds[0] and found.wanted[0] == wanted:
            return case, setting


@pytest.mark.parametrize("block", range(4))
def test_what_is_found_is_just_enough(block):
    rng = random.Random(f"enough {block}")
    mended = 0
    for number in share_of(range(10)):
        case, setting = failing(rng, wanted=number % 3 > 0)
        for e in smallest(setting, anything):
            mended += 1
            remedy = REMEDIES[e.kind]
            assert holds(change(setting, e.kind, e.place, e.amount)), (case, e)
            assert e.holds
            if remedy.scaled and not e.several:
                assert not holds(change(setting, e.kind, e.place, e.amount * (1 - 1.001e-3))), (case, e)
    assert mended > hits_of(10)


@pytest.mark.parametrize("block", range(2))
def test_no_remedy_that_works_is_missed(block):
    """Every place of every kind, at every amount of the grid, one by one."""
    rng = random.Random(f"missed {block}")
    for number in share_of(range(6)):
        case, setting = failing(rng, wanted=number % 3 > 0)
        stake = setting.exchange.stake()
        works = {
            (kind, place.step, place.party)
            for kind, remedy in REMEDIES.items()
            for place in remedy.places(setting, anything)
            if any(
                holds(change(setting, kind, place, amount * (stake[place.party] if remedy.stakes else 1.0)))
                for amount in remedy.amounts
            )
        }
        found = smallest(setting, anything)
        assert {(e.kind, e.place.step, e.place.party) for e in found} == works, case


def test_the_bonds_of_all_parties_are_each_just_enough():
    rng = random.Random("bonds")
    both = 0
    for _ in share_of(range(60)):
        case, setting = failing(rng, wanted=True)
        found = bonds(setting)
        if not np.isfinite(found.points).all():
            continue
        assert found.holds, case
        needed = np.flatnonzero(found.points)
        both += len(needed) > 1
        costs = setting.exchange.walkout_costs
        for i in needed:
            less = found.points.copy()
            less[i] *= 0.999
            exchange = change(setting, "bond", Place(party=0), 0.0).exchange
            object.__setattr__(exchange, "walkout_costs", costs + less)
            assert not holds(Setting(exchange, setting.phases, setting.pace)), case
    assert both > hits_of(3)


def test_more_is_not_always_better_and_that_is_said():
    """A longer horizon holds a party in place, until a price that comes due after five years counts too much.

    Its margin is 5 e^(-6/H) - 2, from H = 6 / ln 2.5 on; its gain 3 - 4 e^(-5/H), up to H = 5 / ln (4/3).
    """
    case, _ = two_steps(x={"seen": 6.0})
    case["steps"]["z"] = {"by": "b", "takes": 5.0, "worth": {"a": -4, "b": 0.1}, "undo": "never"}
    setting = setting_of(case, [], [["x", "y", "z"]])
    found = enough(setting, "longer", party=0)
    assert H * (1 + found.amount) == pytest.approx(6 / math.log(B / C), rel=1e-3)
    assert found.several
    most = 5 / math.log(4 / 3) / H - 1
    assert holds(change(setting, "longer", found.place, most * 0.999))
    assert not holds(change(setting, "longer", found.place, most * 1.001))


# ----------------------------------------------------------------------------------------------- the rest


def test_effects_say_what_a_dose_does_and_come_best_first():
    setting = last_mover()
    now, found = effects(setting, anything)
    assert (now.holds, now.refused, now.whose) == (False, False, 0)
    assert now.margin == pytest.approx(-3 / 8)
    by_place = {(e.kind, e.place.party, e.place.step): e for e in found}
    bond = by_place["bond", 0, -1]
    assert bond.amount == pytest.approx(0.8)
    assert bond.margin * 8 == pytest.approx(-3 + 0.8 * math.exp(-0.1 / H))
    assert bond.better
    assert not by_place["bond", 1, -1].better
    assert [e.key for e in found] == sorted(e.key for e in found)
    kinds = {"bond", "guarantee", "sooner", "inspectors", "longer", "shorter", "split", "drop", "worth", "support"}
    assert {e.kind for e in found} == kinds


def test_a_plan_that_holds_needs_nothing():
    _, setting = two_steps()
    assert smallest(setting, anything) == []
    assert bonds(setting).points.tolist() == [0.0, 0.0]


def test_a_remedy_leaves_what_it_is_given_as_it_was():
    setting = burdened()
    before = {name: np.array(value) for name, value in vars(setting.exchange).items() if value is not None}
    for kind, remedy in REMEDIES.items():
        for place in remedy.places(setting, anything):
            after = change(setting, kind, place, remedy.dose)
            assert np.array_equal(after.exchange.stake(), setting.exchange.stake()), kind
    for name, value in before.items():
        np.testing.assert_array_equal(getattr(setting.exchange, name), value)


def test_gains_are_those_of_the_assessment():
    rng = random.Random("gains")
    for _ in range(60):
        case = random_case(rng)
        vectors = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(3)])
        whole = assess(exchange_of(case), vectors, case["pace"]).gain
        np.testing.assert_allclose(gains(exchange_of(case), vectors, case["pace"]), whole, atol=1e-12)


def test_parts_of_exchanges_can_be_stacked():
    """The gross stake of a part, which is that of the whole, goes along."""
    case, _ = two_steps()
    whole = exchange_of(case)
    parts = stacked([whole.only([1]), whole.only([1])])
    vectors = np.array([[1], [1]])
    np.testing.assert_array_equal(assess(parts.take(np.array([1])), vectors[:1]).stake, [[B + C, B + C]])


def test_what_is_lacking_is_the_largest_loss_of_any_party():
    """a loses 2 of the 100 points that it has at stake, b 1 of 5."""
    case, setting = two_steps(x={"worth": {"a": -51, "b": 2}}, y={"worth": {"a": 49, "b": -3}})
    now, _ = effects(setting, None)
    assert now.refused
    assert now.shortfall == pytest.approx(1 / 5)
    assert now.key[:2] == (2, pytest.approx(1 / 5))
    # Nothing is lacking, and something is left, where both gain.
    case["steps"]["x"]["worth"]["b"], case["steps"]["y"]["worth"]["a"] = 4, 76
    now, _ = effects(setting_of(case, [], [["x", "y"]]), None)
    assert now.shortfall == pytest.approx(-1 / 7)
