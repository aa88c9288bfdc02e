"""Groups that would all gain by breaching together: the slow twin, hand-made cases and laws."""

from __future__ import annotations

import random

import numpy as np
import pytest

from exchanges import exchange_of, vector_of, watched
from naive import groups as naive_groups
from naive import trust as naive
from naive.trust import OPENLY, Plan
from shares import hits_of, share_of
from standoff.engine.assessment.groups import group_temptations
from standoff.engine.assessment.trust import assess


def tempted(case, keeps, phases, largest=12):
    exchange, vector = exchange_of(case), vector_of(case, keeps, phases)
    pace = case.get("pace", 0.0)
    return group_temptations(exchange, vector, pace, assess(exchange, vector, pace), largest)


def named(case, found):
    """{(phase, group): (breaches or leaving openly, gains, shows)} in names."""
    parties, steps = list(case["parties"]), list(case["steps"])
    assert not found.breaches[found.openly].any() and not found.shows[found.openly].any()
    return {
        (int(k), tuple(i for i, there in zip(parties, group, strict=True) if there)): (
            OPENLY if openly else frozenset(j for j, there in zip(steps, breaches, strict=True) if there),
            dict(zip(parties, gain.tolist(), strict=True)),
            float(shows),
        )
        for k, group, openly, breaches, gain, shows in zip(
            found.phase, found.group, found.openly, found.breaches, found.gain, found.shows, strict=True
        )
    }


def tempting_case(rng):
    """A random case and plan with burdens in force that parties share and can only end together, among other steps."""
    parties = [f"p{i}" for i in range(rng.randint(2, 4))]
    burdens, others = rng.randint(1, 3), rng.randint(1, 3)
    steps = {}
    for n in range(burdens + others):
        joint = n < burdens or rng.random() < 0.2
        by = rng.sample(parties, rng.randint(2, len(parties)) if joint else 1)
        # Some owners of a burden like what another one keeps up: not everything is worth breaching to all.
        worth = {i: float(rng.choice([-3, -1, -0.5] if i in by else [-1, 0, 2, 5])) for i in parties}
        steps[f"m{n}"] = {
            "by": by if len(by) > 1 else by[0],
            "ends": "all" if joint and rng.random() < 0.9 else "any",
            "takes": rng.choice([0.0, 0.1, 0.5]),
            "seen": rng.choice([0.0, 0.1, 0.25, 0.5, 1.5]),
            "undo": rng.choice([0.0, 0.25, 1.0]) if n < burdens else rng.choice([0.0, 0.5, "never"]),
            "worth": worth,
        }
    case = {
        "parties": {
            i: {"horizon": rng.choice([1.0, 4.0, 8.0]), "walkout_cost": rng.choice([0.0, 2.0])} for i in parties
        },
        "pace": rng.choice([0.0, 0.25]),
        "steps": steps,
    }
    if rng.random() < 0.3:
        case["together"] = [
            {"steps": ["m0", f"m{burdens}"], "worth": {i: float(rng.choice([-1, 1, 2])) for i in parties}}
        ]
    planned = [f"m{n}" for n in range(burdens, burdens + others)]
    cut = rng.randint(1, others)
    phases = [phase for phase in (planned[:cut], planned[cut:]) if phase]
    return case, [f"m{n}" for n in range(burdens)], phases


@pytest.mark.parametrize("is_watched", [False, True])
@pytest.mark.parametrize("block", range(4))
def test_equal_to_the_slow_twin_on_random_cases(block, is_watched):
    rng = random.Random(f"groups {block}")
    some = 0
    for number in share_of(range(120)):
        case, keeps, phases = tempting_case(rng)
        case = watched(rng, case, verified=number % 3 != 1, missed=number % 3 != 2) if is_watched else case
        expected = naive_groups.tempted(case, keeps, phases)
        found = tempted(case, keeps, phases)
        mine = named(case, found)
        context = f"block {block} case {number}: {case} {keeps} {phases}"
        assert found.exact
        assert set(mine) == set(expected), context
        plan = Plan(case, phases, keeps, case["pace"])
        stake = {i: sum(abs(s["worth"].get(i, 0.0)) for s in case["steps"].values()) or 1.0 for i in case["parties"]}
        for (k, group), share in expected.items():
            some += 1
            failure, gains, shown = mine[k, group]
            assert min(gains[i] / stake[i] for i in group) == pytest.approx(share, abs=1e-8), context
            # The failure that is named is one of the group's, and gives each member what is said.
            assert failure in naive_groups.failures_of(plan, k, group), context
            told = {i: naive_groups.gain_of(plan, k, i, failure) for i in group}
            assert {i: gains[i] for i in group} == pytest.approx(told, abs=1e-9), context
            assert all(gains[i] == 0 for i in case["parties"] if i not in group)
            if failure != OPENLY:
                when = [naive.shows(plan, k, failure, j).time for j in failure if case["steps"][j].get("missed") != 1]
                assert shown == pytest.approx(min(when, default=np.inf), abs=1e-9)
    assert some >= hits_of(15)


def step(by, worth, **more):
    return {"by": by, "worth": worth, "seen": 0.5, "undo": "never", **more}


def shared_burden():
    """Two parties keep up a burden that only both of them can end; a third pays each of them once for it."""
    return {
        "parties": {i: {"horizon": 4.0} for i in "abc"},
        "steps": {
            "burden": step(["a", "b"], {"a": -1, "b": -1.5, "c": 5}, undo=0.0, ends="all"),
            "pay": step("c", {"a": 2, "b": 2, "c": -3}),
        },
    }


def test_what_only_both_can_end():
    case = shared_burden()
    phases = [["burden"], ["pay"]]
    exchange, vector = exchange_of(case), vector_of(case, [], phases)
    alone = assess(exchange, vector)
    assert alone.holds[0]
    found = named(case, tempted(case, [], phases))
    # By hand: the burden is lifted at once, and the pay, in force by the time that this shows, stays.
    assert {key: gains for key, (_, gains, _) in found.items()} == {
        (2, ("a", "b")): {"a": 1.0, "b": 1.5, "c": 0.0},
        (3, ("a", "b")): {"a": 1.0, "b": 1.5, "c": 0.0},
    }


def test_a_walk_out_cost_of_one_member_holds_the_group():
    # Seen after half a year: a cost of 1.5 e^(.5/4) would be just enough for b.
    case = shared_burden()
    case["parties"]["b"]["walkout_cost"] = 1.5 * np.exp(0.5 / 4) * (1 + 1e-6)
    assert named(case, tempted(case, [], [["burden"], ["pay"]])) == {}
    case["parties"]["b"]["walkout_cost"] = 1.5 * np.exp(0.5 / 4) * (1 - 1e-3)
    assert len(named(case, tempted(case, [], [["burden"], ["pay"]]))) == 2


def test_what_hurts_a_member_is_left_out_of_the_breach():
    # Both want to be rid of the burden, but if b also took back its gift, which shows no sooner, a would lose by it:
    # of the group's threshold failures none suits both.
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0, "walkout_cost": 3.0}},
        "steps": {
            "burden": step(["a", "b"], {"a": -1, "b": -1.5}, seen=3.0, undo=0.0, ends="all"),
            "gift": step("b", {"a": 1.2, "b": -0.5}, seen=3.0, undo=0.0),
            "smile": step("a", {}),
        },
    }
    keeps, phases = ["burden", "gift"], [["smile"]]
    plan, both = Plan(case, phases, keeps), frozenset(("a", "b"))
    for threshold in naive.thresholds(plan, 2, frozenset(keeps)):
        assert min(naive_groups.gain_of(plan, 2, i, threshold) for i in both) < 0
    breaches, gains, shown = named(case, tempted(case, keeps, phases))[2, ("a", "b")]
    assert (breaches, shown) == ({"burden"}, 3.0)
    fade = np.exp(-3 / 4)
    assert gains["a"] == pytest.approx(1.2 * (1 - fade) - (1.2 - 1.0))
    assert gains["b"] == pytest.approx(-0.5 * (1 - fade) - 3 * fade - (-1.5 - 0.5))


def test_who_can_only_fail_together_can_only_leave_together():
    """Both are rid of a burden in force half a year sooner if they leave openly, while c's drill costs b until it ends.

    By hand, at both phase starts: carrying on a has -1 and b -1.5 - 2. Breaching in secret, the burden is gone at once,
    but the drill goes on for half a year. Leaving openly ends both at once: 0 for both.
    """
    case = {
        "parties": {i: {"horizon": 4.0} for i in "abc"},
        "steps": {
            "burden": step(["a", "b"], {"a": -1, "b": -1.5}, undo=0.0, ends="all"),
            "drill": step("c", {"b": -2, "c": -0.5}, undo=0.0),
            "smile": step("c", {}),
        },
    }
    case["parties"]["c"]["walkout_cost"] = 1.0
    plan = Plan(case, [["smile"]], ["burden", "drill"])
    assert all(not naive.own_failures(plan, k, i) for k in (1, 2) for i in "ab")
    secret = {i: naive_groups.gain_of(plan, 2, i, frozenset({"burden"})) for i in "ab"}
    assert secret == pytest.approx({"a": 1.0, "b": 1.5 + 2 * np.exp(-0.5 / 4)})
    assert naive_groups.gain_of(plan, 2, "b", OPENLY) == pytest.approx(3.5)
    # The least tempted is a, which gains 1 of 1 either way: then the one that gives b more.
    found = named(case, tempted(case, ["burden", "drill"], [["smile"]]))
    expected = (OPENLY, {"a": 1.0, "b": 3.5, "c": 0.0}, 0.0)
    assert found == {(1, ("a", "b")): expected, (2, ("a", "b")): expected}


def test_whoever_can_leave_openly_alone_does_so_and_no_group_is_named():
    """b pays for c's treasure, which comes in two years, with c's drill from now on; what it does in secret shows in three.

    Breaching the burden with a, it is rid of 1.5 at once and loses 4 - 2 from then on: it would gain, and so would a. But
    leaving openly alone it is rid of the burden too, which lapses, and of the drill at once. In secret it is rid of neither.
    Once the treasure comes at once it would no longer leave alone, and the group is named.
    """
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}, "c": {"horizon": 4.0, "walkout_cost": 9.0}},
        "steps": {
            "burden": step(["a", "b"], {"a": -1, "b": -1.5}, undo=0.0, ends="all", seen=3.0),
            "gift": step("b", {"b": -0.01}, undo=0.0, seen=3.0),
            "drill": step("c", {"b": -2, "c": -0.5}, undo=0.0),
            "smile": step("c", {}, takes=2.0, seen=0.0),
            "treasure": step("c", {"b": 4, "c": -0.5}, undo=0.0),
        },
    }
    keeps, phases = ["burden", "gift", "drill"], [["smile"], ["treasure"]]
    plan = Plan(case, phases, keeps)
    together, alone = frozenset({"burden"}), frozenset({"gift"})
    assert naive_groups.gain_of(plan, 1, "b", together) == pytest.approx(1.5 + (2.01 - 4) * np.exp(-3 / 4))
    assert naive_groups.gain_of(plan, 1, "a", together) == pytest.approx(1.0)
    assert naive_groups.gain_of(plan, 1, "b", alone) == pytest.approx(0.01 + (3.5 - 4) * np.exp(-3 / 4))
    assert naive_groups.gain_of(plan, 1, "b", OPENLY) == pytest.approx(3.51 - 4 * np.exp(-2 / 4))
    assert set(named(case, tempted(case, keeps, phases))) == {(2, ("a", "b")), (3, ("a", "b"))}


def test_no_group_stands_above_a_part_of_it_that_gains():
    rng = random.Random("minimal")
    for _ in range(150):
        case, keeps, phases = tempting_case(rng)
        exchange, vector = exchange_of(case), vector_of(case, keeps, phases)
        alone = assess(exchange, vector, case["pace"])
        found = group_temptations(exchange, vector, case["pace"], alone)
        assert (found.group.sum(axis=1) >= 2).all()
        for k, group in zip(found.phase, found.group, strict=True):
            assert not (np.nan_to_num(alone.margin[0, k - 1])[group] < 0).any()
            for other_k, other in zip(found.phase, found.group, strict=True):
                assert other_k != k or (other == group).all() or (other & ~group).any()


def test_a_larger_walk_out_cost_tempts_no_further_group():
    rng = random.Random("group bond")
    groups = 0
    for _ in range(80):
        case, keeps, phases = tempting_case(rng)
        before = tempted(case, keeps, phases)
        singles = np.nan_to_num(assess(exchange_of(case), vector_of(case, keeps, phases), case["pace"]).margin[0]) < 0
        party = rng.choice(list(case["parties"]))
        case["parties"][party]["walkout_cost"] += rng.uniform(0.1, 5)
        for k, group in named(case, tempted(case, keeps, phases)):
            parts = [set(g) for at, g in named_keys(case, before) if at == k]
            walked = [{i} for i, out in zip(case["parties"], singles[k - 1], strict=True) if out]
            assert any(part <= set(group) for part in [*parts, *walked])
            groups += 1
    assert groups >= 10


def named_keys(case, found):
    return list(named(case, found))


def test_beyond_the_limit_what_is_found_is_true_and_the_rest_marked():
    rng = random.Random("limit")
    marked = 0
    for _ in range(120):
        case, keeps, phases = tempting_case(rng)
        few, all_of_them = tempted(case, keeps, phases, largest=1), tempted(case, keeps, phases)
        assert all_of_them.exact
        if few.exact:
            assert set(named(case, few)) == set(named(case, all_of_them))
        else:
            marked += 1
            expected = set(named(case, all_of_them))
            assert all(any(k == at and set(g) <= set(group) for at, g in expected) for k, group in named(case, few))
    assert marked >= 10
