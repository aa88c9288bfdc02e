"""Verdicts on the edge: they turn with 1 % of the stakes and no others do; steps worth next to nothing; long waits."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of
from standoff.engine.assessment.edge import BREAKS, HOLDS, REFUSED, Trifle, edge_of, trifles, verdicts, waits
from standoff.engine.assessment.trust import assess
from standoff.engine.core.exchange import phase_vector

# ------------------------------------------------------------------------------------------------------ on the edge


def verdict_by_hand(gain, margin, stake, shift):
    """Refused, breaks or holds if every gain and margin moves by a share of its party's stake."""

    def negative(value, i):
        return not np.isnan(value) and value + shift * stake[i] < -1e-9 * stake[i] and value + shift * stake[i] < 0

    if any(negative(value, i) for i, value in enumerate(gain)):
        return REFUSED
    return BREAKS if any(negative(value, i) for row in margin for i, value in enumerate(row)) else HOLDS


def near_zero(rng, values, stake):
    """Numbers moved to where the edge is: within a few per cent of the stake, some exactly at 0, 1 or -1 %."""
    drawn = [
        rng.choice([rng.uniform(-0.03, 0.05), rng.uniform(-0.02, 0.03), 0.0, 0.01, -0.01]) for _ in range(values.size)
    ]
    return np.where(np.isnan(values), np.nan, np.reshape(drawn, values.shape) * stake)


def samples(seed, count):
    rng = random.Random(seed)
    for _ in range(count):
        case = random_case(rng, hopeful=rng.random() < 0.5)
        keeps, phases = random_plan(rng, case)
        found = assess(exchange_of(case), vector_of(case, keeps, phases), case["pace"])
        keep = rng.random() < 0.2
        gain = found.gain if keep else near_zero(rng, found.gain, found.stake)
        margin = found.margin if keep else near_zero(rng, found.margin, found.stake[:, None, :])
        if rng.random() < 0.4:
            gain = np.abs(gain)
        if rng.random() < 0.4:
            margin = np.abs(margin)
        yield replace(found, gain=gain, margin=margin)


def test_a_verdict_is_on_the_edge_if_and_only_if_a_shift_of_1_percent_turns_it():
    seen = {}
    for found in samples("edge", 400):
        gain, margin, stake = np.where(found.needed, found.gain, np.nan)[0], found.margin[0], found.stake[0]
        now, up, down = (verdict_by_hand(gain, margin, stake, shift) for shift in (0.0, 0.01, -0.01))
        edge = edge_of(found)
        assert (int(edge.verdict[0]), int(edge.raised[0]), int(edge.lowered[0])) == (now, up, down)
        assert bool(edge.on_edge[0]) == (up != now or down != now)
        seen[now, bool(edge.on_edge[0])] = seen.get((now, bool(edge.on_edge[0])), 0) + 1
        # Nothing smaller turns what 1 % does not.
        if not edge.on_edge[0]:
            for shift in (-0.0099, -0.005, 0.005, 0.0099):
                assert verdict_by_hand(gain, margin, stake, shift) == now
    assert len(seen) == 6
    assert min(seen.values()) >= 8


def test_the_number_that_is_named_is_the_one_that_turns_it_first():
    told = 0
    for found in samples("named", 300):
        edge, stake, gain = edge_of(found), found.stake[0], np.where(found.needed, found.gain, np.nan)[0]
        for place, sign in enumerate((1.0, -1.0)):
            i, k, share = int(edge.party[0, place]), int(edge.phase[0, place]), float(edge.share[0, place])
            if i < 0:
                continue
            told += 1
            value = gain[i] if k == 0 else found.margin[0, k - 1, i]
            assert share == pytest.approx(value / stake[i])
            now = int(edge.verdict[0])
            just_enough = abs(share) + 1e-7
            assert abs(share) <= 0.01 + 1e-9
            then = verdict_by_hand(gain, found.margin[0], stake, sign * just_enough)
            assert then != now
            if sign < 0:
                assert then == int(edge.becomes[0, 1])
            short = abs(share) - 1e-7
            if short > 0:
                assert verdict_by_hand(gain, found.margin[0], stake, sign * short) == now
    assert told > 80


def test_the_verdict_is_that_of_the_assessment():
    rng = random.Random("verdicts")
    for _ in range(60):
        case = random_case(rng, hopeful=rng.random() < 0.5)
        keeps, phases = random_plan(rng, case)
        found = assess(exchange_of(case), vector_of(case, keeps, phases), case["pace"])
        assert edge_of(found).verdict.tolist() == verdicts(found).tolist()


def swap(brings, costs=2.0, **more):
    """One phase, two reversible steps that are seen at once: each side's margin is what it gains."""
    steps = {
        "x": {"by": "a", "worth": {"a": -2.0, "b": brings}},
        "y": {"by": "b", "worth": {"a": 8.0, "b": -costs}},
        **more,
    }
    return {"parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}}, "steps": steps}


def edge_by_hand(case, phases):
    found = assess(exchange_of(case), vector_of(case, [], phases), 0.0)
    return verdicts(found)[0], edge_of(found)


@pytest.mark.parametrize(
    ("brings", "verdict", "on_edge"),
    [
        (2.0, HOLDS, True),  # gains nothing: with less it would refuse
        (2.03, HOLDS, True),  # gains .03 of 4.03: .74 %
        (2.05, HOLDS, False),  # .05 of 4.05: 1.23 %
        (1.97, REFUSED, True),  # loses .03 of 3.97: .76 %
        (1.95, REFUSED, False),  # loses .05 of 3.95: 1.27 %
    ],
)
def test_by_hand(brings, verdict, on_edge):
    found, edge = edge_by_hand(swap(brings), [["x", "y"]])
    assert found == verdict
    assert edge.on_edge.tolist() == [on_edge]


def test_a_party_with_nothing_at_stake_is_never_on_the_edge():
    """c owns a step worth nothing to anybody: it gains 0, and 1 % of nothing is nothing."""
    case = swap(5.0, z={"by": "c", "worth": {}})
    case["parties"]["c"] = {"horizon": 4.0}
    found, edge = edge_by_hand(case, [["x", "y", "z"]])
    assert found == HOLDS
    assert not edge.on_edge[0]


def test_a_bystander_turns_no_verdict():
    """c loses .01 of 4 by x, which is nothing that it does: it is against the plan, and its gain is no matter of edges."""
    case = swap(5.0, z={"by": "c", "worth": {"c": 3.99}})
    case["parties"]["c"] = {"horizon": 4.0}
    case["steps"]["x"]["worth"]["c"] = -0.01
    found, edge = edge_by_hand(case, [["x", "y"]])
    assert found == HOLDS
    assert not edge.on_edge[0]


# ---------------------------------------------------------------------------------------------------------- trifles


def trifles_of(case, phases, keeps=()):
    exchange, vector = exchange_of(case), vector_of(case, list(keeps), phases)
    names = list(case["steps"])
    return [(names[one.step], one.way, one.verdict) for one in trifles(exchange, vector, 0.0, assess(exchange, vector))]


def last_gift(cost):
    """b gives y for good; then a gives x, which nobody minds much, and which a would not do if it cost it anything."""
    return {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "x": {"by": "a", "worth": {"a": -cost, "b": 0.01}, "undo": "never"},
            "y": {"by": "b", "worth": {"a": 5.0, "b": 1.0}, "undo": "never"},
        },
    }


def test_a_step_that_costs_a_trifle_and_breaks_the_plan_is_named():
    """a stands to lose nothing after y: at a cost of .01 (of 5.01) it does not do x, at 0 it does; without x it holds."""
    assert trifles_of(last_gift(0.01), [["y"], ["x"]]) == [("x", "nothing", HOLDS), ("x", "left out", HOLDS)]


def test_a_step_that_costs_nothing_is_named_where_a_trifle_would_do_more_than_bring_it_to_the_edge():
    """At a cost of a millionth of its stake a would break the plan, but only just: that is the edge, not a mechanism."""
    assert trifles_of(last_gift(0.0), [["y"], ["x"]]) == []


def test_a_step_of_weight_is_no_trifle():
    """.2 of 5.2 is 3.8 %."""
    assert trifles_of(last_gift(0.2), [["y"], ["x"]]) == []
    assert trifles_of(last_gift(0.1), [["y"], ["x"]]) == [("x", "nothing", HOLDS), ("x", "left out", HOLDS)]  # 1.96 %
    assert trifles_of(last_gift(0.103), [["y"], ["x"]]) == []  # .103 of 5.103 is 2.02 %


def test_what_a_step_adds_together_with_others_counts():
    case = last_gift(0.01)
    case["together"] = [{"steps": ["x", "y"], "worth": {"b": 2.0}}]
    assert trifles_of(case, [["y"], ["x"]]) == []


def watched(cost):
    """a gives x for good, then b gives y; a breach of y is seen after two years, with inspectors `z` of c at once.

    y costs b 3 and it has a stream s of 4 to lose: unseen for two years it pays to withhold y, seen at once it does not.
    """
    return {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}, "c": {"horizon": 4.0}},
        "steps": {
            "s": {"by": "a", "worth": {"a": -1.0, "b": 4.0}},
            "y": {"by": "b", "worth": {"a": 5.0, "b": -3.0}, "seen": 4.0, "with": {"z": 0.0}},
            "z": {"by": "c", "worth": {"c": -cost}, "undo": "never"},
            "w": {"by": "c", "worth": {"c": 0.1, "a": 0.1}},
        },
    }


def test_inspectors_that_are_worth_nothing_to_anybody_are_named():
    """With z a breach of y shows at once and costs 4 to save 3; without z b has 4 (1 − 1/e) more than it gives up, 2.5."""
    named = trifles_of(watched(0.0), [["z"], ["s", "y", "w"]])
    assert ("z", "left out", BREAKS) in named
    assert {step for step, _, _ in named} == {"z"}


def test_what_another_step_requires_is_not_left_out():
    case = watched(0.0)
    case["steps"]["y"]["requires"] = ["z"]
    assert ("z", "left out", BREAKS) not in trifles_of(case, [["z"], ["s", "y", "w"]])


def test_only_steps_of_the_plan_are_tried():
    """x is not in this plan."""
    assert trifles_of(last_gift(0.01), [["y"]]) == []


def test_trifles_are_those_of_plans_written_anew():
    """Whatever is said of a trifle is so of the case with that change in it, and nothing is left unsaid."""
    rng, told = random.Random("trifles"), 0
    for _ in range(500):
        case = random_case(rng, steps=rng.randint(2, 4), hopeful=True)
        for step in rng.sample(list(case["steps"].values()), 1):
            step["worth"] = {i: rng.choice([0.0, -0.01, 0.01]) for i in step["worth"]}
        keeps, phases = random_plan(rng, case)
        exchange, vector = exchange_of(case), vector_of(case, keeps, phases)
        found = assess(exchange, vector, case["pace"])
        named = {(one.step, one.way): one.verdict for one in trifles(exchange, vector, case["pace"], found)}
        now = int(verdicts(found)[0])
        for n, (j, step) in enumerate(case["steps"].items()):
            together = [e for e in case.get("together", []) if j in e["steps"]]
            weight = {
                i: abs(step["worth"].get(i, 0.0)) + sum(abs(e["worth"].get(i, 0.0)) for e in together)
                for i in case["parties"]
            }
            stake = {i: sum(abs(s["worth"].get(i, 0.0)) for s in case["steps"].values()) for i in case["parties"]}
            if any(weight[i] and weight[i] >= 0.02 * stake[i] for i in stake) or not any(step["worth"].values()):
                continue
            changed = {
                **case,
                "steps": {**case["steps"], j: {**step, "worth": {}}},
                "together": [e if j not in e["steps"] else {**e, "worth": {}} for e in case.get("together", [])],
            }
            # The stakes stay what they are: that of the changed case differs by less than 2 %, and is not looked at.
            other = replace(exchange_of(changed), gross=exchange.stake())
            then = int(verdicts(assess(other, vector, case["pace"]))[0])
            assert named.get((n, "nothing")) == (then if then != now else None)
            told += then != now
    assert told >= 3


# ------------------------------------------------------------------------------------------------------------ waits


def waits_of(case, phases, pace=0.0):
    exchange, vector = exchange_of(case), vector_of(case, [], phases)
    found = assess(exchange, vector, pace)
    names = list(case["steps"])
    return [
        (one.phase, [names[j] for j in one.steps], round(one.lasts, 6), round(one.otherwise, 6))
        for one in waits(exchange, vector, pace, found.starts[0])
    ]


def timed(**steps):
    """Steps of a with what they take and how late a breach shows."""
    case = {"parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}}, "steps": {}}
    for name, (takes, seen) in steps.items():
        case["steps"][name] = {"by": "a", "takes": takes, "seen": seen, "worth": {"a": -1.0, "b": 2.0}}
    return case


def test_a_phase_that_waits_26_months_to_see_one_step():
    case = timed(x=(0.0, 0.2), y=(0.1, 26 / 12), z=(0.5, 0.1))
    assert waits_of(case, [["x"], ["y", "z"]]) == [(2, ["y"], round(0.1 + 26 / 12, 6), 0.6)]


def test_nobody_waits_for_what_takes_as_long_to_do():
    assert waits_of(timed(y=(2.0, 0.5)), [["y"]]) == []


def test_half_as_long_is_not_less_than_half():
    assert waits_of(timed(y=(1.0, 1.0)), [["y"]]) == []
    assert waits_of(timed(y=(1.0, 1.01)), [["y"]]) == [(1, ["y"], 2.01, 1.0)]


def test_less_than_three_months_is_no_wait():
    assert waits_of(timed(y=(0.0, 0.249)), [["y"]]) == []
    assert waits_of(timed(y=(0.0, 0.25)), [["y"]]) == [(1, ["y"], 0.25, 0.0)]


def test_the_pace_and_another_late_step_are_waited_for_anyway():
    assert waits_of(timed(y=(0.0, 2.0)), [["y"]], pace=1.5) == []
    assert waits_of(timed(y=(0.0, 2.0), z=(0.0, 1.9)), [["y", "z"]]) == []
    assert waits_of(timed(y=(0.0, 2.0), z=(0.0, 2.0)), [["y", "z"]]) == [(1, ["y", "z"], 2.0, 0.0)]


def test_a_date_is_waited_for_anyway():
    case = timed(y=(0.0, 2.0), z=(0.0, 0.0))
    case["steps"]["z"]["not_before"] = 2.0
    assert waits_of(case, [["y"], ["z"]]) == []


def test_with_inspectors_in_place_nobody_waits():
    case = timed(i=(0.0, 0.0), y=(0.0, 2.0))
    case["steps"]["y"]["with"] = {"i": 0.05}
    assert waits_of(case, [["i"], ["y"]]) == []
    assert waits_of(case, [["y"], ["i"]]) == [(1, ["y"], 2.0, 0.0)]


def test_waits_are_those_of_phases_with_nothing_to_see():
    """The length without a wait is that of the same phase if what shows last were seen as soon as it is done."""
    rng, told = random.Random("waits"), 0
    for _ in range(150):
        case = random_case(rng, steps=rng.randint(2, 5))
        keeps, phases = random_plan(rng, case)
        exchange, vector = exchange_of(case), vector_of(case, keeps, phases)
        starts = assess(exchange, vector, case["pace"]).starts[0]
        named = {one.phase: one for one in waits(exchange, vector, case["pace"], starts)}
        for k in range(1, len(phases) + 1):
            due = np.flatnonzero(vector == k)
            shown = exchange.takes[due] + exchange.seen[due]
            last = due[np.isclose(shown, shown.max(), atol=1e-9)]
            seen = exchange.seen.copy()
            seen[last] = 0.0
            again = assess(replace(exchange, seen=seen), vector, case["pace"]).starts[0]
            lasts, otherwise = starts[k] - starts[k - 1], again[k] - again[k - 1]
            if k in named:
                told += 1
                assert named[k].steps == tuple(last)
                assert named[k].otherwise == pytest.approx(otherwise)
                assert otherwise < lasts / 2
            else:
                assert otherwise >= lasts / 2 or lasts - otherwise < 0.25
    assert told >= 20


def test_trifles_say_which_step_and_how():
    exchange, plan = exchange_of(last_gift(0.01)), phase_vector(2, [], [[1], [0]])
    assert trifles(exchange, plan, 0.0, assess(exchange, plan))[0] == Trifle(0, "nothing", HOLDS)
