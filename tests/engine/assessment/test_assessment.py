"""The assessment of plans: closed forms and laws; its tables and its slow twin are in `test_trust_by_pairs`."""

from __future__ import annotations

import functools
import math
import random

import numpy as np
import pytest

from exchanges import exchange_of, items_for_money, random_case, random_plan, vector_of
from standoff.engine.assessment import compiled as assess_kernel
from standoff.engine.assessment.bonds import bond_against
from standoff.engine.assessment.trust import Assessed, assess
from standoff.engine.assessment.values import share_of_gains


def judge(case, keeps, phases) -> Assessed:
    return assess(exchange_of(case), vector_of(case, keeps, phases), case.get("pace", 0.0))


def test_cutting_a_batch_into_parts_changes_nothing(monkeypatch):
    rng = random.Random("parts")
    case = random_case(rng, parties=3, steps=5, together=True)
    vectors = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(9)])
    whole = assess(exchange_of(case), vectors, 0.25)
    monkeypatch.setattr("standoff.engine.assessment.values.CELLS", 1)
    parts = assess(exchange_of(case), vectors, 0.25)
    for name in (
        "carry_on",
        "walk_out",
        "margin",
        "exposure",
        "trust",
        "gain",
        "at_risk",
        "trust_asked",
        "bond",
    ):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))
    at = np.argwhere(whole.feared >= 0)
    assert len(at) > 0
    for b, k, i in at:
        mine = whole.failures.breaches[whole.feared[b, k, i]]
        np.testing.assert_array_equal(mine, parts.failures.breaches[parts.feared[b, k, i]])


# ------------------------------------------------------------------------------------------ closed forms


def two(steps, horizon=4.0, cost_a=0.0, cost_b=0.0, pace=0.0):
    return {
        "parties": {
            "a": {"horizon": horizon, "walkout_cost": cost_a},
            "b": {"horizon": horizon, "walkout_cost": cost_b},
        },
        "pace": pace,
        "steps": steps,
    }


def gift(by, give, get, **rest):
    other = "b" if by == "a" else "a"
    return {"by": by, "worth": {by: give, other: get}, **rest}


def test_first_mover():
    case = two(
        {"x": gift("a", -3, 5, undo="never", seen=0.1), "y": gift("b", -3, 5, undo="never", seen=0.1)},
        cost_b=4.0,
    )
    found = judge(case, [], [["x"], ["y"]])
    assert found.trust_asked[0] == pytest.approx(0.615189, abs=5e-7)
    assert found.trust[0, 0, 0] == found.trust_asked[0]


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_slices_and_crumbs(n):
    mine = {f"g{k}": gift("a", -3 / n, 5 / n, undo="never") for k in range(n)}
    parts = {f"r{k}": gift("b", -3 / n, 5 / n, undo="never") for k in range(n)}
    in_turn = judge(two(mine | parts, cost_b=4.0), [], [[s] for k in range(n) for s in (f"g{k}", f"r{k}")])
    assert in_turn.trust_asked[0] == pytest.approx(0.6)
    assert np.nanmax(in_turn.exposure[0, :, 0]) == pytest.approx(3 / n)
    crumbs = {f"c{k}": gift("b", -0.001, 0.0, undo="never") for k in range(n - 1)}
    whole = {"all": gift("b", -3, 5, undo="never")}
    order = [[s] for k in range(n) for s in (f"g{k}", *([f"c{k}"] if k < n - 1 else ["all"]))]
    at_the_end = judge(two(mine | crumbs | whole, cost_b=4.0), [], order)
    assert at_the_end.trust_asked[0] == pytest.approx(0.6)
    assert np.nanmax(at_the_end.exposure[0, :, 0]) == pytest.approx(3)


def test_prisoners_dilemma_is_the_basin_of_always_defect():
    c, b, seen, horizon = 2.0, 5.0, 0.8, 4.0
    case = two({"x": gift("a", -c, b, seen=seen), "y": gift("b", -c, b, seen=seen)}, horizon)
    d = math.exp(-seen / horizon)
    R, T, P, S = b - c, b, 0.0, -c
    expected = (1 - d) * (P - S) / ((1 - d) * (P - S) + R - (1 - d) * T - d * P)
    assert expected == pytest.approx(0.147602, abs=5e-7)
    assert judge(case, [], [["x", "y"]]).trust_asked[0] == pytest.approx(expected)


@pytest.mark.parametrize("undo", [0.0, 0.5, 2.0])
def test_lag(undo):
    c, b, seen, horizon = 2.0, 5.0, 0.8, 4.0
    case = two({"x": gift("a", -c, b, seen=seen, undo=undo), "y": gift("b", -c, b, seen=seen, undo=undo)}, horizon)
    found = judge(case, [], [["x", "y"]])
    assert found.margin[0, 0] == pytest.approx([b * math.exp(-(seen + undo) / horizon) - c] * 2)


@pytest.mark.parametrize(
    ("items", "smallest"),
    [([(1, 2), (3, 5), (10, 13)], 7.0), ([(14, 20)], 14.0)],
    ids=["three items", "one chunk"],
)
def test_items_for_money(items, smallest):
    unit, price = 0.25, 17.0
    steps = {f"i{n}": gift("a", -c, v, undo="never") for n, (c, v) in enumerate(items)}
    steps |= {f"m{n}": gift("b", -unit, unit, undo="never") for n in range(round(price / unit))}
    for share in (0.0, 0.25, 0.5, 1.0):
        a, b = smallest * share, smallest * (1 - share)
        assert items_for_money(items, a - 2 * unit, b - 2 * unit, price, unit) is None
        # Payments in units blur the answer by a unit on each side.
        order = items_for_money(items, a + unit, b + unit, price, unit)
        assert order is not None
        assert judge(two(steps, cost_a=a + unit, cost_b=b + unit), [], [[s] for s in order]).holds[0]
        short = judge(two(steps, cost_a=max(0, a - 2 * unit), cost_b=max(0, b - 2 * unit)), [], [[s] for s in order])
        assert not short.holds[0]


def test_instalments():
    c, b = 2.0, 5.0
    for parts in (1, 2, 4):
        steps = {}
        for k in range(parts):
            steps[f"x{k}"] = gift("a", -c / parts, b / parts, undo="never")
            steps[f"y{k}"] = gift("b", -c / parts, b / parts, undo="never")
        alternating = judge(two(steps), [], [[s] for k in range(parts) for s in (f"x{k}", f"y{k}")])
        bond = np.nan_to_num(alternating.bond[0]).max(axis=0)
        assert bond == pytest.approx([0, c / parts])
        enough = judge(two(steps, cost_b=c / parts), [], [[s] for k in range(parts) for s in (f"x{k}", f"y{k}")])
        assert enough.holds[0]
        short = judge(two(steps, cost_b=c / parts - 1e-3), [], [[s] for k in range(parts) for s in (f"x{k}", f"y{k}")])
        assert not short.holds[0]
        at_once = judge(two(steps), [], [list(steps)])
        assert np.nan_to_num(at_once.bond[0]).max(axis=0) == pytest.approx([c, c])


def largest_smallest_margin(sizes, payment, bond):
    """The order of items (by a) and two payments (by b) whose smallest margin is largest: search over sets made.

    Independent of the engine: everything is irreversible and without time, so only the mover has anything to quit,
    and its margin is what it still gets less what it still gives, plus its bond.
    """
    count, total = len(sizes), sum(sizes)

    @functools.cache
    def best(given, paid):
        left = total - sum(x for n, x in enumerate(sizes) if given >> n & 1)
        owed = payment * (2 - paid)
        found = (math.inf, ()) if not left and not owed else (-math.inf, ())
        for n in range(count):
            if not given >> n & 1:
                rest, order = best(given | 1 << n, paid)
                found = max(found, (min(rest, owed - left), (f"i{n}", *order)))
        if paid < 2:
            rest, order = best(given, paid + 1)
            found = max(found, (min(rest, left - owed + bond), (f"m{paid}", *order)))
        return found

    return best(0, 0)


@pytest.mark.parametrize(("sizes", "smallest"), [([20, 23, 25, 27, 21, 22], 0.0), ([26, 26, 26, 20, 20, 20], -3.0)])
def test_three_partition(sizes, smallest):
    margin, order = largest_smallest_margin(tuple(sizes), 69, 69)
    assert margin == smallest
    steps = {f"i{k}": gift("a", -x, x, undo="never") for k, x in enumerate(sizes)}
    steps |= {f"m{k}": gift("b", -69, 69, undo="never") for k in range(2)}
    found = judge(two(steps, cost_b=69.0), [], [[s] for s in order])
    assert np.nanmin(found.margin) == pytest.approx(smallest, abs=1e-9)


def test_shrinking_steps():
    a, b, d, horizon, T = 1.0, 2.0, 0.5, -0.5 / math.log(0.9), 8
    f = math.exp(-d / horizon)
    assert f == pytest.approx(0.9)
    r = a / (f * b)
    steps, phases = {}, []
    for k in range(T):
        size = (1 - r) * r**k
        steps[f"x{k}"] = gift("a", -a * size, b * size, undo="never", seen=d)
        steps[f"y{k}"] = gift("b", -a * size, b * size, undo="never", seen=d)
        phases.append([f"x{k}", f"y{k}"])
    found = judge(two(steps, horizon), [], phases)
    last = (1 - r) * r ** (T - 1)
    expected = [-(f ** (T - 1 - k)) * a * last for k in range(T)]
    assert found.margin[0, :T, 0] == pytest.approx(expected, abs=1e-9)
    assert (expected[0], expected[-1]) == (
        pytest.approx(-0.003472, abs=5e-7),
        pytest.approx(-0.007260, abs=5e-7),
    )


def dividend(count, sizes=None):
    a, b, d, joint = 1.0, 2.0, 0.5, 0.1
    horizon = -d / math.log(0.9)
    f = math.exp(-d / horizon)
    g = f * b / a
    if sizes is None:
        sizes = [g ** (count - 1 - k) for k in range(count)]
        sizes = [s / sum(sizes) for s in sizes]
    steps, phases = {}, []
    for k, size in enumerate(sizes):
        steps[f"x{k}"] = gift("a", -a * size, b * size, undo="never", seen=d)
        steps[f"y{k}"] = gift("b", -a * size, b * size, undo="never", seen=d)
        phases.append([f"x{k}", f"y{k}"])
    steps["peace"] = {"by": ["a", "b"], "worth": {"a": joint, "b": joint}, "undo": "never"}
    phases.append(["peace"])
    return judge({**two(steps, horizon), "steps": with_requires(steps)}, [], phases), f, g


def with_requires(steps):
    return {
        name: {**step, "requires": [j for j in steps if j != "peace"]} if name == "peace" else step
        for name, step in steps.items()
    }


def test_completion_dividend():
    a, _b, joint = 1.0, 2.0, 0.1
    three, f, g = dividend(3)
    assert three.margin[0, :3, 0] == pytest.approx([-0.06121, -0.06801, -0.07556], abs=5e-6)
    assert math.ceil(math.log(1 + a * (g - 1) / (f * joint)) / math.log(g)) == 4
    four, _, _ = dividend(4)
    assert four.holds[0]
    assert not three.holds[0]


# -------------------------------------------------------------------------------------------------- laws


def test_values_equal_a_numeric_integral():
    rng = random.Random("integral")
    for _ in range(20):
        worth, horizon = rng.uniform(-5, 5), rng.uniform(0.5, 8)
        begin, length = rng.uniform(0, 3), rng.uniform(0, 6)
        times = np.linspace(begin, begin + length, 200_001)
        density = worth / horizon * np.exp(-times / horizon)
        integral = float(((density[1:] + density[:-1]) / 2 * np.diff(times)).sum())
        case = two(
            {"x": {"by": "a", "takes": begin, "undo": length, "automatic": True, "worth": {"b": worth}}},
            horizon,
        )
        found = judge(case, [], [["x"]])
        # All stop in phase 1: the free step comes at `begin` and lapses after `length`.
        assert found.stop[0, 0, 1] == pytest.approx(integral, abs=1e-8)


def test_one_off_costly_steps_with_no_bond_and_no_prize_never_hold():
    rng = random.Random("one-off")
    for _ in range(200):
        steps = {
            f"m{k}": gift(
                rng.choice("ab"),
                -rng.uniform(0.1, 5),
                rng.uniform(0, 9),
                undo="never",
                seen=rng.choice([0, 0.2]),
            )
            for k in range(rng.randint(1, 6))
        }
        case = two(steps)
        _, phases = random_plan(rng, case)
        if phases:
            assert np.isnan(judge(case, [], phases).trust_asked[0])


def test_renaming_and_rescaling_change_nothing():
    rng = random.Random("invariance")
    for _ in range(60):
        case = random_case(rng)
        keeps, phases = random_plan(rng, case)
        found = judge(case, keeps, phases)
        parties, steps = list(case["parties"]), list(case["steps"])
        rng.shuffle(parties)
        rng.shuffle(steps)
        factor = {i: rng.choice([0.01, 0.5, 3.0, 1000.0]) for i in parties}
        other = {
            "parties": {
                i: {**case["parties"][i], "walkout_cost": case["parties"][i]["walkout_cost"] * factor[i]}
                for i in parties
            },
            "pace": case["pace"],
            "steps": {
                j: {
                    **case["steps"][j],
                    "worth": {i: w * factor[i] for i, w in case["steps"][j]["worth"].items()},
                }
                for j in steps
            },
            "together": [
                {**e, "worth": {i: w * factor[i] for i, w in e["worth"].items()}} for e in case.get("together", [])
            ],
        }
        again = judge(other, keeps, phases)
        for i, party in enumerate(case["parties"]):
            k = parties.index(party)
            assert again.trust[0, :, k] == pytest.approx(found.trust[0, :, i], nan_ok=True, abs=1e-9)
            assert again.at_risk[0, k] == pytest.approx(found.at_risk[0, i], abs=1e-9)
            assert again.gain[0, k] == pytest.approx(found.gain[0, i] * factor[party], abs=1e-9, rel=1e-9)
            margins = found.margin[0, :, i] * factor[party]
            assert again.margin[0, :, k] == pytest.approx(margins, nan_ok=True, abs=1e-9, rel=1e-9)


def test_a_larger_walk_out_cost_lowers_no_margin():
    rng = random.Random("bond")
    for _ in range(60):
        case = random_case(rng)
        keeps, phases = random_plan(rng, case)
        before = judge(case, keeps, phases).margin[0]
        party = rng.choice(list(case["parties"]))
        case["parties"][party]["walkout_cost"] += rng.uniform(0.1, 5)
        after = judge(case, keeps, phases).margin[0]
        assert not (after < before - 1e-12).any()


def test_the_smallest_bond_is_just_enough():
    rng = random.Random("mend")
    mended = 0
    for _ in range(120):
        case = random_case(rng)
        keeps, phases = random_plan(rng, case)
        found = judge(case, keeps, phases)
        for i, party in enumerate(case["parties"]):
            bond = float(np.nan_to_num(found.bond[0, :, i]).max())
            if bond <= 0:
                continue
            mended += 1
            cost = case["parties"][party]["walkout_cost"]
            for extra, enough in ((bond * (1 + 1e-6) + 1e-6, True), (bond * (1 - 1e-3), False)):
                case["parties"][party]["walkout_cost"] = cost + extra
                assert bool(np.nanmin(judge(case, keeps, phases).margin[0, :, i]) >= 0) == enough
            case["parties"][party]["walkout_cost"] = cost
    assert mended > 30


def test_draws_of_an_exchange_are_assessed_one_by_one():
    from dataclasses import replace

    rng = random.Random("draws")
    cases = [random_case(rng, parties=3, steps=4, together=False) for _ in range(6)]
    first = exchange_of(cases[0])
    names = ("horizons", "walkout_costs", "worth", "takes", "seen", "undo")
    numbers = {n: np.stack([getattr(exchange_of(c), n) for c in cases]) for n in names}
    drawn = replace(first, **numbers, together_worth=np.zeros((6, 0, 3)))
    keeps, phases = random_plan(rng, cases[0])
    found = assess(drawn, vector_of(cases[0], keeps, phases), 0.25)
    for number in range(6):
        single = replace(first, **{n: v[number] for n, v in numbers.items()})
        alone = assess(single, vector_of(cases[0], keeps, phases), 0.25)
        np.testing.assert_allclose(found.trust[number], alone.trust[0], atol=1e-12)
        np.testing.assert_allclose(found.gain[number], alone.gain[0], atol=1e-12)


def test_a_phase_waits_for_the_dates_of_its_steps():
    """By hand: the wait before phase 1 shifts the plan, a later one belongs to the phase before it."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "pace": 0.25,
        "steps": {
            "x": {"by": "a", "takes": 0.5, "worth": {"a": -1.0, "b": 3.0}},
            "y": {"by": "b", "worth": {"a": 3.0, "b": -1.0}},
        },
    }
    plan = ["x"], ["y"]
    free = judge(case, [], plan)
    assert free.starts[0].tolist() == [0.0, 0.5, 0.75]
    case["steps"]["x"]["not_before"] = 2.0
    shifted = judge(case, [], plan)
    assert shifted.starts[0].tolist() == [2.0, 2.5, 2.75]
    assert float(shifted.lasts[0]) == 2.75
    for name in ("carry_on", "walk_out", "margin", "exposure", "trust", "gain"):
        assert np.array_equal(getattr(free, name), getattr(shifted, name), equal_nan=True)
    case["steps"]["y"]["not_before"] = 3.0
    waiting = judge(case, [], plan)
    assert waiting.starts[0].tolist() == [2.0, 3.0, 3.25]
    assert float(waiting.carry_on[0, 0, 0]) == pytest.approx(-np.exp(-0.5 / 4) + 3 * np.exp(-1 / 4))
    together = judge(case, [], [["x", "y"]])
    assert together.starts[0].tolist() == [3.0, 3.5]


def test_the_party_that_refuses_is_the_one_that_loses_the_largest_share_of_its_stake():
    """a loses 2 of the 100 points that it has at stake, b 1 of 5: points of two parties are not compared."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "x": {"by": "a", "worth": {"a": -51, "b": 2}},
            "y": {"by": "b", "worth": {"a": 49, "b": -3}},
        },
    }
    found = judge(case, [], [["x", "y"]])
    assert found.gain[0].tolist() == pytest.approx([-2, -1])
    judged = found.judged()
    assert (bool(judged.refused[0]), int(judged.party[0]), int(judged.phase[0])) == (True, 1, 0)


def test_who_breaks_a_plan_is_who_would_gain_the_largest_share_of_its_stake():
    """Gifts at once and for good: a saves 2 of the 100 points that it has at stake, b 1 of 5."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "x": {"by": "a", "undo": "never", "worth": {"a": -2, "b": 4}},
            "y": {"by": "b", "undo": "never", "worth": {"a": 98, "b": -1}},
        },
    }
    found = judge(case, [], [["x", "y"]])
    assert found.margin[0, 0].tolist() == pytest.approx([-2, -1])
    judged = found.judged()
    assert (bool(judged.breaks[0]), int(judged.party[0]), int(judged.phase[0])) == (True, 1, 1)


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize(("lost", "wanted"), [(1e-10, True), (1e-8, False)])
def test_a_loss_of_less_than_a_billionth_of_the_stake_is_none(monkeypatch, compiled, lost, wanted):
    if not compiled:
        monkeypatch.setattr(assess_kernel, "fits", lambda exchange: False)
    case = {
        "parties": {"a": {"horizon": 4.0}},
        "steps": {"x": {"by": "a", "worth": {"a": 0.3}}, "y": {"by": "a", "worth": {"a": -0.3 - lost}}},
    }
    found = judge(case, [], [["x", "y"]])
    assert bool(found.wanted[0]) == wanted
    assert found.gain[0, 0] == (0.0 if wanted else pytest.approx(-lost))


def test_the_share_of_gains_is_of_what_a_party_likes():
    """Of the 10 points that a likes in the plan 4 are symbolic; what it dislikes, and what is not planned, is no part."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "parade": {"by": "b", "worth": {"a": 4, "b": -1}},
            "apology": {"by": "a", "worth": {"a": -3, "b": 2}},
            "fuel": {"by": "b", "worth": {"a": 6, "b": -2}},
            "later": {"by": "b", "worth": {"a": 9}},
        },
    }
    symbolic = np.array([True, True, False, True])
    share = share_of_gains(exchange_of(case), vector_of(case, [], [["parade", "apology", "fuel"]]), symbolic)
    assert share.tolist() == pytest.approx([4 / 10, 1.0])
    # Who likes nothing in a plan has no share of it.
    assert share_of_gains(exchange_of(case), vector_of(case, [], [["fuel"]]), symbolic).tolist() == [0.0, 0.0]


def test_a_bond_that_would_never_fall_due_helps_nobody():
    """Where discovery is so far off that no bond counts, none is enough, unless nothing is lacking."""
    walk_out, carry_on = np.array([3.0, 1.0, 2.0, 3.0]), np.array([2.0, 2.0, 2.0, 2.0])
    assert bond_against(walk_out, carry_on, np.array([0.0, 0.0, 0.0, 0.25])).tolist() == [np.inf, -np.inf, -np.inf, 4.0]
