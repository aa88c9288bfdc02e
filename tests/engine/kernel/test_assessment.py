"""The assessment in the kernel against the slow twin and its twin in numpy: the same numbers, and failures that have them.

Of several failures that weigh the same, each may name another; so the failures named are looked up in the slow twin.
"""

from __future__ import annotations

import ctypes
import random
from dataclasses import replace

import numpy as np
import pytest

from agreement import assert_agrees, named, near
from exchanges import exchange_of, random_case, random_plan, stacked, vector_of
from naive import trust as naive
from shares import hits_of, share_of
from standoff.engine.assessment import compiled as assess_kernel
from standoff.engine.assessment.failures import ALL_SETS_UP_TO
from standoff.engine.assessment.groups import group_temptations
from standoff.engine.assessment.trust import assess, gains, holding, refusing
from standoff.engine.kernel import loader as kernel

pytestmark = pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")

FIELDS = (
    "carry_on", "stop", "walk_out", "margin", "exposure", "trust", "bond", "starts", "lasts", "phases", "gain", "kept",
    "at_risk", "trust_asked", "exact", "stake",
)  # fmt: skip


HELD = []
"""Whether each plan holds, in each draw that was compared."""

TEMPTED = []
"""Whether the kernel says that groups may be tempted, and whether some are."""

REFUSED = []
"""Whether each party refuses."""


def by_numpy(monkeypatch, *arguments):
    with monkeypatch.context() as patch:
        patch.setattr(assess_kernel, "fits", lambda exchange: False)
        return assess(*arguments)


def compare(got, expected):
    """The same numbers, sums of other terms. Of pairs as near as that, each may name another."""
    for name in FIELDS:
        a, b = (np.asarray(getattr(found, name), dtype=float) for found in (got, expected))
        largest = np.nan_to_num(np.abs(b), posinf=0.0).max(initial=1.0)
        np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-11 * largest, err_msg=name)
    for name in ("tempting", "own", "feared"):
        assert ((getattr(got, name) == -1) == (getattr(expected, name) == -1)).all(), name


def compare_with_the_slow_twin(case, keeps, phases, pace, got, number=0):
    """A plan of an assessed batch, row by row; the failures that it names have the values, groups and times it gives."""
    plan = naive.Plan(case, phases, keeps, pace)
    assert_agrees(got, naive.assess(plan), plan, number)
    for name in ("tempting", "own", "feared"):
        for phase, party in zip(*np.nonzero(getattr(got, name)[number] >= 0), strict=True):
            failure = getattr(got, name)[number, phase, party]
            group = {plan.parties[n] for n in np.flatnonzero(got.failures.group[failure])}
            breaches = named(got, plan, failure)
            assert (group == {plan.parties[party]}) if name != "feared" else (plan.parties[party] not in group)
            assert breaches <= naive.breachable(plan, phase + 1, frozenset(group))
            first = naive.first_of([naive.shows(plan, phase + 1, breaches, j) for j in breaches])
            assert got.failures.shows[failure] == near(first.time)


def knotted_case(rng, size):
    """A random case in which much hangs together: times that tie, joint steps, requirements in chains, many entries.

    Free steps come late, and miss what they require; some of what others do is bad for a party, entries too.
    """
    case = random_case(rng, parties=rng.randint(2, 5), steps=size, hopeful=rng.random() < 0.6)
    parties, steps = list(case["parties"]), list(case["steps"])
    tied, bad = rng.random() < 0.5, rng.random() < 0.5
    for party in case["parties"].values():
        party["horizon"] = rng.choice([0.2, 4.0, 4.0, 300.0])
    for n, j in enumerate(steps):
        step = case["steps"][j]
        if tied:
            step |= {name: rng.choice([0.0, 0.5]) for name in ("takes", "seen")}
            step["undo"] = rng.choice([0.5, "never"])
        if bad:
            step["worth"] |= {i: rng.choice([-5.0, -2.0, 3.0]) for i in parties if i not in step["by"]}
        if rng.random() < 0.3:
            step["by"] = rng.sample(parties, rng.randint(2, len(parties)))
            step["ends"] = rng.choice(["any", "all"])
            step["worth"] |= {i: -1.0 for i in step["by"] if rng.random() < 0.8}
        elif rng.random() < 0.4:
            step["takes"] = 2.0
            step["worth"] |= {i: 1.0 for i in parties if i in step["by"]}
        if n and rng.random() < 0.5:
            step["requires"] = rng.sample(steps[:n], min(n, rng.randint(1, 2)))
        if step["undo"] != "never":
            step["automatic"] = rng.random() < 0.3
    case["together"] = [
        {
            "steps": rng.sample(steps, rng.randint(1, min(4, len(steps)))),
            "worth": {i: rng.choice([-4.0, -1.0, 0.0, 2.0, 5.0]) for i in parties},
        }
        for _ in range(rng.randint(0, 4))
    ]
    return case


@pytest.mark.parametrize("seed", share_of(range(100)))
def test_the_slow_twin_on_random_plans(seed):
    rng = random.Random(seed)
    for n in range(8):
        case = random_case(rng, parties=rng.randint(2, 5), hopeful=n % 2 == 0, dated=n % 3 == 0)
        keeps, phases = random_plan(rng, case)
        got = assess(exchange_of(case), vector_of(case, keeps, phases), case["pace"])
        compare_with_the_slow_twin(case, keeps, phases, case["pace"], got)


@pytest.mark.parametrize("seed", share_of(range(100)))
def test_the_slow_twin_where_much_hangs_together(seed):
    rng = random.Random(seed)
    for _ in range(8):
        case = knotted_case(rng, rng.randint(2, 6))
        keeps, phases = random_plan(rng, case)
        got = assess(exchange_of(case), vector_of(case, keeps, phases), case["pace"])
        compare_with_the_slow_twin(case, keeps, phases, case["pace"], got)


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_the_slow_twin_under_draws(seed):
    """Draws in which worths change their signs, and times their order."""
    rng = random.Random(seed)
    case = knotted_case(rng, rng.randint(2, 6))
    keeps, phases = random_plan(rng, case)
    drawn = [case]
    for _ in range(5):
        steps = {
            j: step
            | {"worth": {i: worth * rng.uniform(-0.5, 2) for i, worth in step["worth"].items()}}
            | {name: step[name] * rng.choice([0.5, 1.0, 3.0]) for name in ("takes", "seen")}
            for j, step in case["steps"].items()
        }
        drawn.append(case | {"steps": steps})
    exchange = stacked([exchange_of(one) for one in drawn])
    got = assess(exchange, vector_of(case, keeps, phases), case["pace"])
    for entry, one in enumerate(drawn):
        compare_with_the_slow_twin(one, keeps, phases, case["pace"], got, entry)


@pytest.mark.parametrize("seed", share_of(range(300)))
def test_a_batch_of_plans(monkeypatch, seed):
    rng = random.Random(seed)
    size, parties = rng.randint(1, 9), rng.randint(2, 5)
    if seed % 3 == 0:
        case = knotted_case(rng, size)
    else:
        case = random_case(rng, parties=parties, steps=size, hopeful=seed % 3 == 1, dated=seed % 4 == 0)
    plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(12)])
    paces = np.array([rng.choice([0.0, 0.25, 1.0]) for _ in plans])
    exchange = exchange_of(case)
    compare(assess(exchange, plans, paces), by_numpy(monkeypatch, exchange, plans, paces))


@pytest.mark.parametrize("seed", range(20))
def test_times_beyond_all_measure(monkeypatch, seed):
    """Times that no whole number of ticks holds: far away is far away, in both. (Failures then weigh nothing, and tie.)"""
    rng = random.Random(seed)
    case = random_case(rng, steps=rng.randint(2, 6))
    plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(4)])
    exchange = exchange_of(case)
    far = np.where(np.arange(exchange.steps) % 2, 10.0 ** rng.randint(8, 18), 1.0)
    exchange = replace(exchange, takes=exchange.takes + far, seen=exchange.seen * far)
    paces = np.array([0.0, 1e9, 1e10, 1e17])
    compare(assess(exchange, plans, paces), by_numpy(monkeypatch, exchange, plans, paces))


@pytest.mark.parametrize("seed", share_of(range(100)))
def test_one_plan_under_draws(monkeypatch, seed):
    rng = random.Random(seed)
    case = random_case(rng, steps=rng.randint(1, 6), dated=seed % 3 == 0)
    plan = vector_of(case, *random_plan(rng, case))
    exchange = exchange_of(case)
    factor = np.random.default_rng(seed).uniform(-1, 2, exchange.worth.shape)
    drawn = stacked([exchange, replace(exchange, worth=exchange.worth * factor)])
    compare(assess(drawn, plan, 0.25), by_numpy(monkeypatch, drawn, plan, 0.25))


@pytest.mark.parametrize("seed", share_of(range(200)))
def test_whether_plans_hold_in_every_draw(monkeypatch, seed):
    """What `holding` says of all plans at once is to the bit what the whole assessment says of each."""
    rng = random.Random(seed)
    size = rng.randint(1, 7)
    if seed % 3 == 0:
        case = knotted_case(rng, size)
    else:
        case = random_case(rng, parties=rng.randint(2, 5), steps=size, hopeful=True, dated=seed % 4 == 0)
    plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(6)])
    exchange, numbers = exchange_of(case), np.random.default_rng(seed)
    if seed % 2:
        worths = [exchange.worth * numbers.uniform(-0.2, 1.5, exchange.worth.shape) for _ in range(5)]
        exchange = stacked([replace(exchange, worth=worth) for worth in worths])
    if seed % 5 == 0:
        exchange = replace(exchange, consent=np.arange(exchange.parties) == 1)
    paces = numbers.choice([0.0, 0.25, 1.0], exchange.draws or 1)
    found = [assess(exchange, plan, paces) for plan in plans]
    holds, needed, gain = holding(exchange, plans, paces)
    HELD.extend(holds.ravel().tolist())
    np.testing.assert_array_equal(holds, [one.holds for one in found])
    np.testing.assert_array_equal(needed, [one.needed for one in found])
    np.testing.assert_array_equal(gain, [one.gain for one in found])
    with monkeypatch.context() as patch:
        patch.setattr(assess_kernel, "fits", lambda exchange: False)
        slowly = holding(exchange, plans, paces)
    np.testing.assert_array_equal(holds, slowly[0])
    np.testing.assert_array_equal(needed, slowly[1])
    np.testing.assert_allclose(gain, slowly[2], rtol=1e-11, atol=1e-9)


LIKE = []
"""Whether a plan holds in each of some draws that differ in few numbers."""

DRAWN = ("worth", "takes", "seen", "undo", "horizons", "walkout_costs", "together_worth")


@pytest.mark.parametrize("seed", share_of(range(300)))
def test_a_plan_in_draws_that_differ_in_few_numbers(seed):
    """What is remembered of a draw before says nothing false of one that is like it, in whatever order they come."""
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    size = rng.randint(2, 7)
    case = random_case(rng, parties=rng.randint(2, 4), steps=size, hopeful=seed % 3 > 0, together=seed % 2 == 0)
    if seed % 5 == 0:
        case = knotted_case(rng, size)
    one, plan, draws = exchange_of(case), vector_of(case, *random_plan(rng, case)), []
    for _ in range(3):
        base = replace(one, worth=one.worth * numbers.uniform(0.4, 1.5, one.worth.shape))
        for _ in range(12):
            other = base
            for _ in range(rng.choice([0, 1, 1, 2])):
                name = rng.choice(DRAWN)
                array = getattr(other, name).copy()
                if array.size:
                    array.flat[rng.randrange(array.size)] *= rng.choice(
                        [0.2, 0.9, 1.5, 3.0] + [-1.0] * ("worth" in name)
                    )
                other = replace(other, **{name: array})
            draws.append(other)
            base = other if rng.random() < 0.1 else base
    exchange = stacked(draws)
    which = rng.choice([np.arange(len(draws)), numbers.permutation(len(draws)), numbers.integers(0, len(draws), 50)])
    paces = np.where(numbers.random(len(which)) < 0.8, 0.25, 1.0)
    holds, needed, gain = holding(exchange, plan, paces, which)
    apart = [assess(draws[draw], plan, pace) for draw, pace in zip(which, paces, strict=True)]
    np.testing.assert_array_equal(holds[0], [found.holds[0] for found in apart])
    np.testing.assert_array_equal(needed[0], [found.needed[0] for found in apart])
    np.testing.assert_array_equal(gain[0], [found.gain[0] for found in apart])
    LIKE.extend(holds[0].tolist())


def test_in_some_of_them_it_holds():
    assert LIKE.count(True) >= hits_of(500) and LIKE.count(False) >= hits_of(500), (LIKE.count(True), len(LIKE))


@pytest.mark.parametrize("which", [[0, 3], [-1, 0], [0, 1, 2]])
def test_draws_that_there_are_not_are_refused(which):
    exchange = stacked([exchange_of(random_case(random.Random(1), steps=3))] * 3)
    with pytest.raises(ValueError, match="draws among 3"):
        assess_kernel.holding_arrays(exchange, np.array([[1, 1, 2]]), np.zeros(2), np.array(which))


@pytest.mark.parametrize("seed", share_of(range(200)))
def test_gains_and_who_refuses(monkeypatch, seed):
    """To the bit what an assessment says, in one call for a batch of plans, or for draws; in numpy the same sums."""
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    size = rng.randint(1, 8)
    case = random_case(rng, parties=rng.randint(2, 5), steps=size, dated=seed % 4 == 0)
    if seed % 3 == 0:
        case = knotted_case(rng, size)
    plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(6)])
    plans[numbers.random(plans.shape) < 0.1] = -1
    exchange = exchange_of(case)
    if seed % 5 == 0:
        exchange = replace(exchange, consent=np.arange(exchange.parties) == 0)
    worths = [exchange.worth * numbers.uniform(-0.5, 1.5, exchange.worth.shape) for _ in plans]
    drawn = stacked([replace(exchange, worth=worth, takes=exchange.takes * n) for n, worth in enumerate(worths)])
    paces = numbers.choice([0.0, 0.25, 1.0], len(plans))
    for asked in ((exchange, plans, 0.25), (exchange, plans, paces), (drawn, plans[0], paces), (drawn, plans, 0.5)):
        found, gain, refuses = assess(*asked), gains(*asked), refusing(*asked)
        np.testing.assert_array_equal(gain, found.gain)
        np.testing.assert_array_equal(refuses, found.refuses)
        np.testing.assert_array_equal(found.needed, asked[0].needed(np.broadcast_to(asked[1], plans.shape)))
        REFUSED.extend(refuses.ravel().tolist())
        with monkeypatch.context() as patch:
            patch.setattr(assess_kernel, "fits", lambda exchange: False)
            np.testing.assert_allclose(gain, gains(*asked), rtol=1e-12, atol=1e-12 * exchange.stake().max(initial=1))
            np.testing.assert_array_equal(refuses, refusing(*asked))


def test_of_the_parties_above_some_refuse_and_some_do_not():
    assert REFUSED.count(True) >= hits_of(200) and REFUSED.count(False) >= hits_of(200)


@pytest.mark.parametrize("asked", [assess, gains, refusing])
def test_plans_and_draws_that_do_not_fit_together_are_refused(asked):
    exchange = exchange_of(random_case(random.Random(2), steps=3))
    plans, several, one = np.array([[1, 1, -1], [1, 2, 1]]), stacked([exchange] * 3), stacked([exchange])
    with pytest.raises(ValueError, match=r"2 plans and 3 draws|broadcast"):
        asked(several, plans)
    got, expected = asked(one, plans), asked(exchange, plans)
    if asked is assess:
        got, expected = got.margin, expected.margin
    np.testing.assert_array_equal(got, expected)


def test_a_plan_with_more_phases_than_are_said_is_refused_before_anything_is_written():
    case = random_case(random.Random(1), steps=3)
    exchange, gain = exchange_of(case), np.full((1, len(case["parties"])), np.nan)
    given, behind = assess_kernel.exchange_struct(exchange, np.zeros(exchange.parties, dtype=bool), 0)
    plan = np.array([[1, 2, 3]])
    with pytest.raises(ValueError, match="lengths"):
        needed = np.zeros_like(gain, dtype=bool)
        kernel.call("standoff_gains", ctypes.byref(given), 1, 0, plan, np.zeros(1), 2, gain, needed)
    assert np.isnan(gain).all() and behind


def test_of_the_plans_above_some_hold_and_some_do_not():
    assert HELD.count(True) >= hits_of(200) and HELD.count(False) >= hits_of(200)


def shared_case(rng):
    """A random case in which pairs of parties have to end together what costs both of them, and others pay for good."""
    case = random_case(rng, parties=3, steps=5, hopeful=True)
    for step in case["steps"].values():
        if rng.random() < 0.6:
            owners = rng.sample(list(case["parties"]), 2)
            step |= {"by": owners, "ends": "all", "undo": 0.0}
            step["worth"] = {i: -1.0 if i in owners else 4.0 for i in case["parties"]}
        else:
            step["undo"] = "never"
    return case


@pytest.mark.parametrize("seed", share_of(range(200)))
def test_whether_groups_are_tempted(monkeypatch, seed):
    """Where the kernel says that none can be, numpy finds none; where it says that some may, numpy says which."""
    rng = random.Random(seed)
    for n in range(4):
        case = knotted_case(rng, rng.randint(2, 6)) if n % 2 else shared_case(rng)
        plan, exchange, most = vector_of(case, *random_plan(rng, case)), exchange_of(case), rng.choice([2, 12])
        found, last = assess(exchange, plan, case["pace"]), int(plan.max(initial=0))
        may = assess_kernel.groups_may_gain(exchange, plan, case["pace"], found.margin[0, : last + 1], most)
        got = group_temptations(exchange, plan, case["pace"], found, most)
        with monkeypatch.context() as patch:
            patch.setattr(assess_kernel, "fits", lambda exchange: False)
            slowly = group_temptations(exchange, plan, case["pace"], found, most)
        assert may or (not slowly.phase.size and slowly.exact)
        for name in ("phase", "group", "openly", "breaches", "shows", "gain", "exact"):
            np.testing.assert_array_equal(getattr(got, name), getattr(slowly, name), err_msg=name)
        TEMPTED.append((may, bool(slowly.phase.size)))


def test_the_kernel_rules_out_most_plans_above_and_not_all():
    assert all(TEMPTED.count(both) >= hits_of(200) // 4 for both in ((False, False), (True, True)))
    assert TEMPTED.count((True, False)) < TEMPTED.count((False, False))


def test_more_breaches_than_all_sets_can_be_tried_for(monkeypatch):
    rng = random.Random(3)
    case = random_case(rng, parties=2, steps=ALL_SETS_UP_TO + 2, together=True)
    for step in case["steps"].values():
        step |= {"by": "p0", "worth": {"p0": -1.0, "p1": 2.0}, "requires": []}
    plans = np.array([vector_of(case, [], [list(case["steps"])[:n]]) for n in (3, ALL_SETS_UP_TO + 2)])
    found = assess(exchange_of(case), plans)
    assert found.exact.tolist() == [True, False]
    compare_with_the_slow_twin(case, [], [list(case["steps"])[:3]], 0.0, found)
    compare(found, by_numpy(monkeypatch, exchange_of(case), plans))


@pytest.mark.parametrize("compiled", [True, False])
def test_the_breaches_of_another_plan_of_the_batch_have_no_say(monkeypatch, compiled):
    """Each of two plans has few enough breaches to try all sets of them; both together have not."""
    rng = random.Random(4)
    case = random_case(rng, parties=2, steps=ALL_SETS_UP_TO + 2, together=True)
    for data in case["steps"].values():
        data |= {"by": "p0", "worth": {"p0": -1.0, "p1": 3.0}}
        data.pop("ends", None), data.pop("requires", None)
    case["together"] = [{"steps": ["m5", "m6"], "worth": {"p0": 1.0, "p1": 1.0}}]
    if not compiled:
        monkeypatch.setattr(assess_kernel, "fits", lambda exchange: False)
    vectors = np.full((2, ALL_SETS_UP_TO + 2), -1)
    vectors[0, :7] = vectors[1, 5:10] = 1
    vectors[1, 10:] = 2
    both = assess(exchange_of(case), vectors, 0.0)
    assert both.exact.all()
    for plan in (0, 1):
        alone = assess(exchange_of(case), vectors[plan], 0.0)
        assert np.array_equal(both.walk_out[plan][: alone.walk_out.shape[1]], alone.walk_out[0], equal_nan=True)


def test_an_exchange_without_steps_or_breaches(monkeypatch):
    case = {"parties": {"a": {"horizon": 1.0}}, "steps": {"x": {"by": "a", "worth": {"a": 1.0}}}}
    for phases in ([], [["x"]]):
        plan = vector_of(case, [], phases)
        compare(assess(exchange_of(case), plan), by_numpy(monkeypatch, exchange_of(case), plan))


def test_what_the_kernel_has_no_room_for_is_left_to_numpy():
    case = random_case(random.Random(1), parties=assess_kernel.MOST_PARTIES + 1, steps=1)
    assert not assess_kernel.fits(exchange_of(case))
