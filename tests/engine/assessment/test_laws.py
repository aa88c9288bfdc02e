"""Laws and closed forms of plans, as properties of many random plans: what must be true whatever the numbers are."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest

from exchanges import exchange_of, items_for_money, random_case, random_plan, vector_of
from standoff.engine.assessment.between import between
from standoff.engine.assessment.failures import OPENLY
from standoff.engine.assessment.groups import group_temptations
from standoff.engine.assessment.trust import assess
from standoff.engine.assessment.values import carry_on_spans, failure_spans, stop_spans


def judge(case, keeps, phases):
    return assess(exchange_of(case), vector_of(case, keeps, phases), case.get("pace", 0.0))


def one_off(by, costs, brings, seen=0.0):
    """A step that cannot be undone, between a and b."""
    other = "b" if by == "a" else "a"
    return {"by": by, "worth": {by: -costs, other: brings}, "undo": "never", "seen": seen}


def pair(steps, horizon=4.0, **costs):
    return {"parties": {i: {"horizon": horizon, "walkout_cost": costs.get(i, 0.0)} for i in "ab"}, "steps": steps}


# -------------------------------------------------------------------------------------------------- the grid


def measured(exchange, spans, i, points=20_001):
    """What spans are worth to a party, by counting: the share of the time that is in force, time as e^(-t/H) runs."""
    horizon = float(exchange.horizons[i])
    times = -horizon * np.log(1.0 - (np.arange(points) + 0.5) / points)
    there = spans.comes[:, None] & (times >= spans.start[:, None]) & (times < spans.end[:, None])
    total = float(exchange.worth[i] @ there.mean(axis=1))
    for members, worth in zip(exchange.together_steps, exchange.together_worth[:, i], strict=True):
        total += float(worth) * float(there[members].all(axis=0).mean())
    size = float(np.abs(exchange.worth[i]).sum() + np.abs(exchange.together_worth[:, i]).sum())
    # Every begin and end is off by a point at most.
    return total, 2 * size / points


def test_the_values_of_any_plan_are_those_of_a_grid():
    rng = random.Random("grid")
    looked_at = 0
    for _ in range(40):
        case = random_case(rng)
        keeps, phases = random_plan(rng, case)
        exchange, vector, pace = exchange_of(case), vector_of(case, keeps, phases), case["pace"]
        found = assess(exchange, vector, pace)
        for k, i in itertools.product(range(1, len(phases) + 2), range(exchange.parties)):
            on, off = measured(exchange, carry_on_spans(exchange, vector, pace, k), i)
            assert found.carry_on[0, k - 1, i] == pytest.approx(on, abs=off)
            on, off = measured(exchange, stop_spans(exchange, vector, pace, k), i)
            assert found.stop[0, k - 1, i] == pytest.approx(on, abs=off)
            tempting = int(found.tempting[0, k - 1, i])
            if tempting == OPENLY:
                cost = float(exchange.walkout_costs[i])
                assert found.walk_out[0, k - 1, i] == pytest.approx(found.stop[0, k - 1, i] - cost)
            if tempting >= 0:
                looked_at += 1
                spans = failure_spans(exchange, vector, pace, k, found.failures.breaches[tempting])
                on, off = measured(exchange, spans, i)
                cost = float(exchange.walkout_costs[i]) * math.exp(-spans.shows / float(exchange.horizons[i]))
                assert found.walk_out[0, k - 1, i] == pytest.approx(on - cost, abs=off)
    assert looked_at >= 80


# ---------------------------------------------------------------------------------------------- closed forms


def test_the_first_mover_for_any_numbers():
    rng = random.Random("first mover")
    for _ in range(60):
        costs, horizon, seen = rng.uniform(0.5, 5), rng.uniform(1, 8), rng.uniform(0, 0.5)
        brings = costs * math.exp(seen / horizon) * rng.uniform(1.05, 3)
        steps = {"a": one_off("a", costs, brings, seen), "b": one_off("b", costs, brings, seen)}
        found = judge(pair(steps, horizon, b=50.0), [], [["a"], ["b"]])
        assert found.trust_asked[0] == pytest.approx(costs / (brings * math.exp(-seen / horizon)))
        assert found.judged().phase[0] == 1
        assert found.judged().party[0] == 0


def test_slices_ask_for_the_same_trust_for_any_numbers():
    rng = random.Random("slices")
    for _ in range(30):
        parts, costs = rng.randint(1, 6), rng.uniform(0.5, 5)
        brings = costs * rng.uniform(1.1, 3)
        steps = {}
        for k in range(parts):
            steps[f"g{k}"] = one_off("a", costs / parts, brings / parts)
            steps[f"r{k}"] = one_off("b", costs / parts, brings / parts)
        found = judge(pair(steps, b=50.0), [], [[s] for k in range(parts) for s in (f"g{k}", f"r{k}")])
        assert found.trust_asked[0] == pytest.approx(costs / brings)
        assert np.nanmax(found.exposure[0, :, 0]) == pytest.approx(costs / parts)


def test_the_prisoners_dilemma_for_any_numbers():
    rng = random.Random("dilemma")
    held = 0
    for _ in range(120):
        costs, horizon, seen = rng.uniform(0.5, 5), rng.uniform(1, 8), rng.uniform(0.05, 2)
        brings = costs * rng.uniform(1.05, 4)
        steps = {i: {"by": i, "seen": seen, "worth": {i: -costs, o: brings}} for i, o in (("a", "b"), ("b", "a"))}
        found = judge(pair(steps, horizon), [], [["a", "b"]])
        d = math.exp(-seen / horizon)
        R, T, P, S = brings - costs, brings, 0.0, -costs
        margin = R - (1 - d) * T - d * P
        assert found.margin[0, 0] == pytest.approx([margin, margin])
        if margin > 1e-6:
            held += 1
            expected = (1 - d) * (P - S) / ((1 - d) * (P - S) + margin)
            assert found.trust_asked[0] == pytest.approx(expected)
    assert 30 <= held < 120


def test_lag_for_any_numbers():
    rng = random.Random("lag")
    for _ in range(60):
        costs, brings = rng.uniform(0.5, 5), rng.uniform(0.5, 9)
        horizon, seen, undo = rng.uniform(1, 8), rng.uniform(0, 2), rng.uniform(0, 2)
        steps = {
            i: {"by": i, "seen": seen, "undo": undo, "worth": {i: -costs, o: brings}}
            for i, o in (("a", "b"), ("b", "a"))
        }
        found = judge(pair(steps, horizon), [], [["a", "b"]])
        margin = brings * math.exp(-(seen + undo) / horizon) - costs
        assert found.margin[0, 0] == pytest.approx([margin, margin], abs=1e-12)


def test_instalments_for_any_numbers():
    rng = random.Random("instalments")
    for _ in range(30):
        parts, costs = rng.randint(1, 6), rng.uniform(0.5, 5)
        brings = costs * rng.uniform(1.05, 3)
        steps = {}
        for k in range(parts):
            steps[f"x{k}"] = one_off("a", costs / parts, brings / parts)
            steps[f"y{k}"] = one_off("b", costs / parts, brings / parts)
        alternating = judge(pair(steps), [], [[s] for k in range(parts) for s in (f"x{k}", f"y{k}")])
        assert np.nan_to_num(alternating.bond[0]).max(axis=0) == pytest.approx([0, costs / parts], abs=1e-9)
        at_once = judge(pair(steps), [], [list(steps)])
        assert np.nan_to_num(at_once.bond[0]).max(axis=0) == pytest.approx([costs, costs])


def test_the_least_number_of_steps_before_a_dividend_for_any_numbers():
    """Sizes in the ratio that just holds; the formula of the least number of them against plans of each number."""
    rng = random.Random("dividend")
    compared = 0
    for _ in range(60):
        a, b, f, joint = rng.uniform(0.5, 2), rng.uniform(1.5, 4), rng.uniform(0.7, 0.98), rng.uniform(0.02, 0.5)
        g = f * b / a
        if g < 1.1:
            continue
        least = math.log(1 + a * (g - 1) / (f * joint)) / math.log(g)
        if least > 9 or abs(least - round(least)) < 1e-3:
            continue
        compared += 1
        needed = max(1, math.ceil(least))
        for count in range(max(1, needed - 1), needed + 2):
            sizes = [g ** (count - 1 - k) for k in range(count)]
            steps, phases = {}, []
            for k, size in enumerate(s / sum(sizes) for s in sizes):
                steps[f"x{k}"], steps[f"y{k}"] = (one_off(i, a * size, b * size, 1.0) for i in "ab")
                phases.append([f"x{k}", f"y{k}"])
            steps["peace"] = {"by": ["a", "b"], "worth": {"a": joint, "b": joint}, "undo": "never"}
            case = pair(steps, -1.0 / math.log(f))
            case["steps"]["peace"]["requires"] = [s for s in steps if s != "peace"]
            found = judge(case, [], [*phases, ["peace"]])
            assert bool(~np.isnan(found.trust_asked[0])) == (count >= needed), (a, b, f, joint, count)
    assert compared >= 20


def test_items_for_money_for_any_numbers():
    """Items whose costs and worths are whole units, against money in units: the formula, the search and the engine."""
    rng = random.Random("items")
    unit, too_little = 0.5, 0
    for _ in range(20):
        items = [(cost := unit * rng.randint(4, 16), cost + unit * rng.randint(1, 8)) for _ in range(rng.randint(1, 3))]
        by_cost = sorted(items)
        smallest = max(cost - sum(v - c for c, v in by_cost[:n]) for n, (cost, _) in enumerate(by_cost))
        price = unit * round(rng.uniform(sum(c for c, _ in items), sum(v for _, v in items)) / unit)
        steps = {f"i{n}": one_off("a", cost, value) for n, (cost, value) in enumerate(items)}
        steps |= {f"m{n}": one_off("b", unit, unit) for n in range(round(price / unit))}
        share = rng.random()
        seller, buyer = smallest * share + unit, smallest * (1 - share) + unit
        order = items_for_money(items, seller, buyer, price, unit)
        assert order is not None
        assert judge(pair(steps, a=seller, b=buyer), [], [[s] for s in order]).holds[0]
        if min(seller, buyer) > 3 * unit:
            assert items_for_money(items, seller - 3 * unit, buyer - 3 * unit, price, unit) is None
            # In the order that the larger bonds allow, somebody walks out with the smaller ones.
            short = judge(pair(steps, a=seller - 3 * unit, b=buyer - 3 * unit), [], [[s] for s in order])
            assert not short.holds[0]
            too_little += 1
    assert too_little >= 5


# ------------------------------------------------------------------------------------------------------ laws


def test_costly_one_off_steps_without_bond_or_prize_never_hold():
    """Any number of parties, joint steps and times included: whoever moves last does better not to."""
    rng = random.Random("irreversible")
    plans = 0
    for _ in range(150):
        parties = [f"p{i}" for i in range(rng.randint(2, 4))]
        steps = {}
        for k in range(rng.randint(1, 6)):
            by = rng.sample(parties, rng.choice([1, 1, 2]))
            worth = {i: -rng.uniform(0.1, 5) if i in by else rng.uniform(0, 9) for i in parties}
            steps[f"m{k}"] = {
                "by": by,
                "undo": "never",
                "takes": rng.choice([0.0, 0.3]),
                "seen": rng.choice([0.0, 0.2, 1.0]),
                "worth": worth,
            }
        case = {"parties": {i: {"horizon": rng.choice([1.0, 4.0])} for i in parties}, "steps": steps, "pace": 0.0}
        keeps, phases = random_plan(rng, case)
        if phases:
            assert np.isnan(judge(case, keeps, phases).trust_asked[0]), (case, keeps, phases)
            plans += 1
    assert plans >= 100


def stretched(case, factor):
    """The same case with all times in another unit."""
    times = ("takes", "seen", "undo")
    return {
        **case,
        "parties": {i: {**p, "horizon": p["horizon"] * factor} for i, p in case["parties"].items()},
        "pace": case["pace"] * factor,
        "steps": {j: {**s, **{t: s[t] * factor for t in times if s[t] != "never"}} for j, s in case["steps"].items()},
    }


def test_the_unit_of_time_changes_nothing_but_times():
    rng = random.Random("unit of time")
    for _ in range(60):
        case = random_case(rng)
        keeps, phases = random_plan(rng, case)
        found, other = judge(case, keeps, phases), judge(stretched(case, 2.0), keeps, phases)
        for name in ("carry_on", "walk_out", "margin", "exposure", "trust", "gain", "at_risk"):
            np.testing.assert_allclose(getattr(other, name), getattr(found, name), atol=1e-9)
        np.testing.assert_allclose(other.starts, 2.0 * found.starts)


def scaled(case, factor):
    """The same case with each party's points, and its walk-out cost, multiplied by its factor."""
    return {
        **case,
        "parties": {i: {**p, "walkout_cost": p["walkout_cost"] * factor[i]} for i, p in case["parties"].items()},
        "steps": {
            j: {**s, "worth": {i: w * factor[i] for i, w in s["worth"].items()}} for j, s in case["steps"].items()
        },
        "together": [
            {**e, "worth": {i: w * factor[i] for i, w in e["worth"].items()}} for e in case.get("together", [])
        ],
    }


def shuffled(rng, case):
    """The same case with its parties and steps in another order."""
    parties, steps = list(case["parties"]), list(case["steps"])
    rng.shuffle(parties)
    rng.shuffle(steps)
    return {
        **case,
        "parties": {i: case["parties"][i] for i in parties},
        "steps": {j: case["steps"][j] for j in steps},
    }


def beyond(case, keeps, phases):
    """Groups that are tempted, and the smallest margin of each party within each phase, by name."""
    exchange, vector, pace = exchange_of(case), vector_of(case, keeps, phases), case["pace"]
    found = assess(exchange, vector, pace)
    parties = list(case["parties"])
    groups = group_temptations(exchange, vector, pace, found)
    within = between(exchange, vector, pace, found.starts[0])
    tempted = {
        (int(k), frozenset(i for i, there in zip(parties, group, strict=True) if there))
        for k, group in zip(groups.phase, groups.group, strict=True)
    }
    return tempted, {(k, i): float(within.weighed[k, n]) for k in range(len(phases)) for n, i in enumerate(parties)}


def test_renaming_and_rescaling_change_nothing_beyond_single_walk_outs():
    rng = random.Random("beyond")
    for _ in range(40):
        case = random_case(rng)
        keeps, phases = random_plan(rng, case)
        factor = {i: rng.choice([0.01, 0.5, 3.0, 1000.0]) for i in case["parties"]}
        groups, margins = beyond(case, keeps, phases)
        other_groups, other_margins = beyond(scaled(shuffled(rng, case), factor), keeps, phases)
        assert other_groups == groups
        for (k, i), margin in margins.items():
            assert other_margins[k, i] / factor[i] == pytest.approx(margin, abs=1e-6, nan_ok=True)


def test_a_party_without_steps_or_interest_changes_nothing():
    rng = random.Random("bystander")
    for _ in range(60):
        case = random_case(rng)
        keeps, phases = random_plan(rng, case)
        found = judge(case, keeps, phases)
        with_one = {**case, "parties": {**case["parties"], "nobody": {"horizon": 3.0, "walkout_cost": 1.0}}}
        other = judge(with_one, keeps, phases)
        np.testing.assert_allclose(other.trust[..., :-1], found.trust, atol=1e-12)
        assert (other.trust[..., -1] == 0).all()
        assert other.holds[0] == found.holds[0]


def test_a_negative_margin_means_that_no_trust_is_enough_and_zero_exposure_that_none_is_needed():
    rng = random.Random("rows")
    for _ in range(100):
        case = random_case(rng)
        keeps, phases = random_plan(rng, case)
        found = judge(case, keeps, phases)
        nothing = np.isnan(found.walk_out)
        assert (found.trust[nothing] == 0).all()
        assert (np.isnan(found.trust) == (np.nan_to_num(found.margin) < 0)).all()
        kept_up = ~nothing & ~np.isnan(found.trust)
        assert ((found.trust[kept_up] >= 0) & (found.trust[kept_up] <= 1)).all()
        assert ((found.trust[kept_up] == 0) == (found.exposure[kept_up] == 0)).all()
        assert (found.exposure[~nothing] >= 0).all()
