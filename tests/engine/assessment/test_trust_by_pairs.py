"""Trust by pairs: every oracle of the theory against its slow twin (`naive/trust.py`), and the twin against the engine.

Whatever plan is assessed here, engine and twin have to say the same of it, row by row.

Values are worked out by hand from the text, or stand in the oracle files; none is copied from an output of this program.
Long, as the oracles of one section of the theory stand in one place, each with its working.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
import random

import pytest

from agreement import assert_agrees, judged
from exchanges import exchange_of, items_for_money, random_case, random_plan, stacked, vector_of, watched
from naive import trust as naive
from naive.trust import OPENLY, Plan
from places import ORACLES
from shares import share_of
from standoff.engine.assessment import trust as engine

FILES = sorted((ORACLES / "roadmaps").glob("*.json"))
NUMBERS = ("carry_on", "walk_out", "margin", "exposure", "trust")


def assess(plan):
    """What the twin says of a plan, after the engine has said the same."""
    twin = naive.assess(plan)
    assert_agrees(judged(plan), twin, plan)
    return twin


def oracle(file):
    return json.loads(file.read_text(encoding="utf-8"))


def near(number, tolerance=1e-9):
    return None if number is None else pytest.approx(number, abs=tolerance)


def one_off(by, costs, brings, seen=0.0):
    """A step that cannot be undone, between a and b."""
    return {"by": by, "worth": {by: -costs, other(by): brings}, "undo": "never", "seen": seen}


def other(party):
    return "b" if party == "a" else "a"


def pair(steps, horizon=4.0, **costs):
    return {"parties": {i: {"horizon": horizon, "walkout_cost": costs.get(i, 0.0)} for i in "ab"}, "steps": steps}


def alternating(parts, first, then):
    """Phases of one step each: a part of the one, a part of the other, and so on."""
    return [[s] for k in range(parts) for s in (f"{first}{k}", f"{then}{k}")]


def random_plans(seed, count, **options):
    rng = random.Random(seed)
    for _ in range(count):
        case = random_case(rng, **options)
        keeps, phases = random_plan(rng, case)
        yield rng, Plan(case, phases, keeps, case["pace"])


def watched_plans(seed, count, **options):
    """Small plans in which steps verify others and breaches may be missed."""
    rng = random.Random(seed)
    for _ in range(count):
        case = watched(rng, random_case(rng, steps=rng.randint(2, 4), **options))
        keeps, phases = random_plan(rng, case)
        yield rng, Plan(case, phases, keeps, case["pace"])


# ------------------------------------------------------------------------------------------------------ oracle files


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_oracle_files_row_by_row(file):
    data = oracle(file)
    assert data["assess"]
    for expected in data["assess"]:
        found = assess(Plan(data["case"], expected["phases"], data["keeps"], data["case"].get("pace", 0.0)))
        assert found.self_enforcing == expected["self_enforcing"]
        assert found.trust == near(expected["trust"])
        assert found.gain == {i: near(g) for i, g in expected["gain"].items()}
        assert found.at_risk == {i: near(share) for i, share in expected["at_risk"].items()}
        assert len(found.rows) == len(expected["rows"])
        for row in expected["rows"]:
            twin = found.row(row["phase"], row["party"])
            for name in NUMBERS:
                assert getattr(twin, name) == near(row[name]), (expected["phases"], row, name)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_oracle_files_brute_force(file):
    data = oracle(file)
    least = data["least_trust"]
    found = naive.least_trust(data["case"], least["steps"], data["keeps"], data["case"].get("pace", 0.0))
    assert found == near(least["trust"])


# ---------------------------------------------------------------------------------------------- oracles for any plan


def measured(plan, i, world, points=2_001):
    """What a world is worth to a party, by counting moments; time runs as e^(-t/H)."""
    horizon = plan.case["parties"][i]["horizon"]
    total = 0.0
    for n in range(points):
        t = -horizon * math.log(1.0 - (n + 0.5) / points)
        there = {j for j, (start, end) in world.items() if start <= t < end}
        total += sum(naive.worth(plan.case, i, j) for j in there)
        total += sum(e["worth"].get(i, 0.0) for e in plan.case.get("together", []) if set(e["steps"]) <= there)
    together = sum(abs(e["worth"].get(i, 0.0)) for e in plan.case.get("together", []))
    return total / points, 2 * (naive.stake(plan.case, i) + together) / points


def test_the_values_are_those_of_a_grid():
    for rng, plan in random_plans("grid", 12):
        k, i = rng.randint(1, plan.last), rng.choice(plan.parties)
        worlds = [naive.as_planned(plan, k), naive.all_stop(plan, k)]
        for breaches in naive.own_failures(plan, k, i)[:2] + naive.failures_of_others(plan, k, i)[:2]:
            (one,) = naive.outcomes(plan, k, breaches)
            worlds.append(naive.failure(plan, k, breaches, one.first))
        for world in worlds:
            counted, off = measured(plan, i, world)
            assert naive.value(plan.case, i, world) == pytest.approx(counted, abs=off + 1e-9)


def test_the_best_deviation_is_a_threshold_or_leaving_openly():
    rows = 0
    for _, plan in random_plans("best deviation", 150, together=False):
        for step in plan.case["steps"].values():
            step.pop("requires", None)
        for k, i in itertools.product(range(1, plan.last + 1), plan.parties):
            own = naive.breachable(plan, k, frozenset({i}))
            sets = [s for s in naive.subsets(own) if any(naive.begins_now(plan, k, j) for j in s)]
            if sets:
                rows += 1
                best = max([naive.leave_openly(plan, k, i)] + [naive.fail_alone(plan, k, i, s) for s in sets])
                assert naive.row(plan, k, i).walk_out == near(best)
    assert rows >= 300


def weighed(plan, k, i, p):
    """The least that carrying on is better by at a belief p, over all own failures and all failures of the others."""
    on = naive.carry_on(plan, k, i)
    openly = naive.leave_openly(plan, k, i)
    least = math.inf
    for theirs in naive.failures_of_others(plan, k, i):
        into = naive.carry_on_into(plan, k, i, theirs)
        acts = [(openly, openly)]
        for own in naive.own_failures(plan, k, i):
            acts.append((naive.fail_alone(plan, k, i, own), naive.fail_together(plan, k, i, own, theirs)))
        least = min([least] + [p * on + (1 - p) * into - p * a - (1 - p) * b for a, b in acts])
    return least


@pytest.mark.parametrize(
    "plans", [random_plans("two worlds", 150), watched_plans("two worlds", 60)], ids=["plain", "watched"]
)
def test_two_worlds(plans):
    """Just above the trust, carrying on is best whatever the others' failure and one's own; just below, it is not."""
    above = below = 0
    for _, plan in plans:
        for row in assess(plan).rows:
            if row.margin is None or row.trust is None or row.margin == 0:
                continue
            slack = 1e-9 * naive.stake(plan.case, row.party)
            if row.trust < 1 - 1e-6:
                above += 1
                assert weighed(plan, row.phase, row.party, row.trust + 1e-6) >= -slack
            if row.trust > 1e-5:
                below += 1
                assert weighed(plan, row.phase, row.party, row.trust - 1e-5) < 0
    assert above >= 50 and below >= 20


def test_trust_is_at_most_what_the_largest_loss_and_the_margin_give():
    equal = less = 0
    for _, plan in random_plans("at most", 100):
        for row in assess(plan).rows:
            if row.binds is not None and row.exposure + row.margin > 0:
                bound = row.exposure / (row.exposure + row.margin)
                assert row.trust <= bound + 1e-12
                one_pair = any(p.loss == row.exposure and p.keeps == row.margin for p in row.pairs)
                if one_pair:
                    assert row.trust == near(bound, 1e-12)
                equal, less = equal + one_pair, less + (row.trust < bound - 1e-9)
    assert equal >= 20 and less >= 5


def test_thresholds_are_the_sets_that_can_take_no_breach_more_where_all_are_seen_alike():
    for _, plan in random_plans("closed", 60):
        for k, i in itertools.product(range(1, plan.last + 1), plan.parties):
            own = naive.breachable(plan, k, frozenset({i}))
            assert set(naive.thresholds(plan, k, own)) == set(naive.closed(plan, k, own))


# ------------------------------------------------------------------------------------------- the engine and its twin


def guaranteed(plans):
    """The same plans where an outsider pays some parties if others fail."""
    for rng, plan in plans:
        for party in plan.case["parties"].values():
            party["guarantee"] = rng.choice([0.0, 0.5, 2.0])
        yield rng, plan


KINDS = {
    "any": lambda seed: random_plans(seed, 40, dated=True),
    "hopeful": lambda seed: random_plans(seed, 40, hopeful=True),
    "five parties": lambda seed: random_plans(seed, 25, parties=5, hopeful=True),
    "together": lambda seed: random_plans(seed, 30, together=True, hopeful=True),
    "watched": lambda seed: watched_plans(seed, 40),
    "watched, together": lambda seed: watched_plans(seed, 40, together=True, hopeful=True),
    "guaranteed": lambda seed: guaranteed(itertools.chain(random_plans(seed, 20), watched_plans(seed, 20))),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("block", share_of(range(10)))
def test_the_engine_says_what_its_twin_says(kind, block):
    for _, plan in KINDS[kind](f"{kind} {block}"):
        assess(plan)


@pytest.mark.parametrize("kind", ["any", "together", "watched"])
def test_a_batch_of_plans_is_its_plans_one_by_one(kind):
    """Of different lengths, with different steps kept."""
    for rng, first in itertools.islice(KINDS[kind](f"batch {kind}"), 8):
        plans = [random_plan(rng, first.case) for _ in range(6)]
        plans = [Plan(first.case, phases, keeps, first.pace) for keeps, phases in plans]
        vectors = [vector_of(plan.case, plan.keeps, plan.phases) for plan in plans]
        found = engine.assess(exchange_of(first.case), vectors, first.pace)
        for number, plan in enumerate(plans):
            assert_agrees(found, naive.assess(plan), plan, number)


def test_all_sets_are_tried_in_the_rows_that_call_for_them_alone():
    """b's `together` worth names a step of its own that it can withhold in phase 1 and never take back.

    Once it is made, the sets to which no breach can be added unnoticed are all of its failures; those with fewer, which
    with a's would show at another time, would ask for trust.
    """
    steps = {
        "m0": {"by": "b", "seen": 0.5, "undo": "never", "worth": {"a": 9, "b": -1}, "with": {"m1": 0.5}},
        "m1": {"by": "b", "seen": 0.5, "undo": 1.0, "worth": {"b": -3}},
        "m2": {"by": "a", "takes": 1.0, "seen": 1.5, "worth": {"a": -2, "b": 7}, "with": {"m3": 0.1}},
        "m3": {
            "by": "b",
            "takes": 0.3,
            "seen": 1.5,
            "undo": 0.25,
            "automatic": True,
            "requires": ["m1"],
            "worth": {"a": 7, "b": -1},
        },
    }
    case = pair(steps, a=1.0, b=1.0) | {"together": [{"steps": ["m2", "m0"], "worth": {"a": -1, "b": 3}}]}
    case["parties"] = {"a": {"horizon": 2.0, "walkout_cost": 1.0}, "b": {"horizon": 8.0, "walkout_cost": 1.0}}
    plan = Plan(case, [["m0", "m2"], ["m1"], ["m3"]])
    assert [naive.needs_all_sets(plan, k, "b") for k in range(1, 5)] == [True, False, False, False]
    every = [s for s in naive.subsets(naive.breachable(plan, 3, frozenset("b"))) if s & {"m1", "m3"}]
    losses = [loss for _, _, loss, _ in pairs_of(plan, 3, "b", every)]
    assert max(losses) > 0.1
    assert assess(plan).row(3, "b").exposure == 0


def drawn(rng, case):
    """The same case with other numbers; zeros and signs may change, so that a step is free in one draw only."""
    steps = {}
    for j, step in case["steps"].items():
        worth = {
            i: round(v * rng.choice([0.3, 0.8, 1.7]) + rng.choice([0, 0, 1, -1]), 3) for i, v in step["worth"].items()
        }
        times = {name: step[name] * rng.choice([0, 0.5, 2]) for name in ("takes", "seen")}
        steps[j] = {**step, **times, "worth": worth}
    parties = {i: {**p, "walkout_cost": rng.choice([0.0, 2.0])} for i, p in case["parties"].items()}
    together = [
        {**entry, "worth": {i: v * rng.choice([-1, 0, 2]) for i, v in entry["worth"].items()}}
        for entry in case.get("together", [])
    ]
    return {**case, "steps": steps, "parties": parties, "together": together}


@pytest.mark.parametrize("kind", ["any", "together", "watched", "guaranteed"])
def test_draws_are_their_numbers_one_by_one(kind):
    for rng, plan in itertools.islice(KINDS[kind](f"draws {kind}"), 8):
        cases = [plan.case] + [drawn(rng, plan.case) for _ in range(3)]
        exchange = stacked([exchange_of(case) for case in cases])
        found = engine.assess(exchange, vector_of(plan.case, plan.keeps, plan.phases), plan.pace)
        for number, case in enumerate(cases):
            one = Plan(case, plan.phases, plan.keeps, plan.pace)
            assert_agrees(found, naive.assess(one), one, number)


# ------------------------------------------------------------------------------------------------------- closed forms


def pledge(small):
    steps = {
        "x": {"by": "a", "seen": 0.1, "undo": 0.5, "worth": {"a": -3, "b": 5}},
        "y": {"by": "b", "seen": 0.1, "undo": 0.0, "worth": {"b": -2, "a": 6}},
    }
    vow = {"by": "a", "seen": 2.0, "undo": 0.0, "worth": {"a": -small}}
    return Plan(pair({"pledge": vow, **steps}), [["pledge"], ["x"], ["y"]])


@pytest.mark.parametrize(
    ("small", "asked"),
    [
        (0.0, (0.0, 0.144482, 0.019991)),
        (1e-6, (0.144482, 0.144482, 0.019991)),
        (0.1, (0.170264, 0.150232, 0.021384)),
    ],
)
def test_pledge(small, asked):
    found = assess(pledge(small))
    assert [found.row(k, "a").trust for k in (1, 2, 3)] == [near(t, 2e-6) for t in asked]
    assert found.row(3, "b").trust == near(0.020987, 1e-6)


def test_pledge_by_hand():
    """A pledge that costs nothing to speak of: the same bet in phase 1 as in phase 2, and no other.

    In phase 2 a does x (-3 from now on) and hopes for y (6, after .1 years). Withholding x shows after .1 years and
    nothing else happens: a = 0. If b then fails by y, that shows at .2 and x lapses at .7: s = -3 (1 - e^(-.7/4)).
    With both failing all ends at .1: b = 0.
    """
    loss, on = 3 * (1 - math.exp(-0.7 / 4)), 6 * math.exp(-0.1 / 4) - 3
    row = assess(pledge(0.0)).row(2, "a")
    assert row.trust == near(loss / (loss + on), 1e-12)
    assert row.binds.own == {"x"} and row.binds.others == {"y"}


def test_first_mover():
    steps = {"a": one_off("a", 3, 5, 0.1), "b": one_off("b", 3, 5, 0.1)}
    found = assess(Plan(pair(steps, b=4.0), [["a"], ["b"]]))
    assert found.trust == near(3 / (5 * math.exp(-0.1 / 4)), 1e-12)
    assert found.trust == near(0.615189, 1e-6)
    assert (found.binding.party, found.binding.phase) == ("a", 1)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_slices_and_crumbs(n):
    gifts = {f"g{k}": one_off("a", 3 / n, 5 / n) for k in range(n)}
    parts = {f"r{k}": one_off("b", 3 / n, 5 / n) for k in range(n)}
    sliced = assess(Plan(pair(gifts | parts, b=4.0), alternating(n, "g", "r")))
    assert sliced.trust == near(0.6)
    assert max(r.exposure or 0.0 for r in sliced.rows if r.party == "a") == near(3 / n)
    crumbs = {f"c{k}": one_off("b", 0.001, 0) for k in range(n)} | {"all": one_off("b", 3, 5)}
    fed = assess(Plan(pair(gifts | crumbs, b=4.0), [*alternating(n, "g", "c"), ["all"]]))
    assert fed.trust == near(0.6)
    assert max(r.exposure or 0.0 for r in fed.rows if r.party == "a") == near(3)


def dilemma(costs, brings, seen, undo=0.0, horizon=4.0):
    steps = {i: {"by": i, "seen": seen, "undo": undo, "worth": {i: -costs, other(i): brings}} for i in "ab"}
    return Plan(pair(steps, horizon), [["a", "b"]])


def basin(d, R, S, T, P):
    """The size of the basin of attraction of "always defect" in the repeated game."""
    return (1 - d) * (P - S) / ((1 - d) * (P - S) + R - (1 - d) * T - d * P)


def test_prisoners_dilemma():
    found = assess(dilemma(2, 5, 0.8))
    assert found.trust == near(basin(math.exp(-0.8 / 4), 3, -2, 5, 0), 1e-12)
    assert found.trust == near(0.147602, 1e-6)


def test_lag():
    rng = random.Random("lag")
    for _ in range(30):
        costs, brings, seen, undo = rng.uniform(0.5, 5), rng.uniform(0.5, 9), rng.uniform(0, 2), rng.uniform(0, 2)
        for i in "ab":
            row = naive.row(dilemma(costs, brings, seen, undo), 1, i)
            # Leaving openly gives nothing up but the gain itself; the lag makes the secret breach worth more.
            assert row.margin == near(min(brings * math.exp(-(seen + undo) / 4) - costs, brings - costs), 1e-12)


TREATMENTS = list(csv.DictReader((ORACLES / "laboratory" / "treatments.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("row", TREATMENTS, ids=lambda row: f"treatment-{row['treatment']}")
def test_laboratory(row):
    R, S, T, P, d = (float(row[name]) for name in ("reward", "sucker", "temptation", "punishment", "continuation"))
    horizon = -1 / math.log(d) if d < 1 else math.inf
    steps = {i: {"by": i, "seen": 1.0, "undo": 0.0, "worth": {i: S - P, other(i): T - P}} for i in "ab"}
    both = {"steps": ["a", "b"], "worth": dict.fromkeys("ab", R + P - S - T)}
    found = assess(Plan({**pair(steps, horizon), "together": [both]}, [["a", "b"]]))
    edge = (1 - d) * T + d * P
    if edge - 1e-9 > R:
        assert found.verdict == "breaks" and found.trust is None
    elif edge + 1e-9 < R:
        assert found.verdict == "holds"
        assert found.trust == near(basin(d, R, S, T, P), 1e-12)
    else:
        assert found.trust == near(1.0)


def test_items_for_money():
    items, unit, price = [(1, 2), (3, 5), (10, 13)], 0.5, 15
    smallest = max(c - sum(v - k for k, v in items[:n]) for n, (c, _) in enumerate(items))
    assert smallest == 7
    steps = {f"i{n}": one_off("a", c, v) for n, (c, v) in enumerate(items)}
    steps |= {f"m{n}": one_off("b", unit, unit) for n in range(int(price / unit))}
    enough = {"a": 3.5 + unit / 2, "b": 3.5 + unit / 2}
    order = items_for_money(items, enough["a"], enough["b"], price, unit)
    shipped = [s for s in order if s.startswith("i")]
    assert shipped[0] == "i2"  # the costliest first
    assert breaks_nowhere(Plan(pair(steps, **enough), [[s] for s in order]))
    short = Plan(pair(steps, a=3.5 - unit, b=3.5 - unit), [[s] for s in order])
    assert items_for_money(items, 3.5 - unit, 3.5 - unit, price, unit) is None
    assert not breaks_nowhere(short)
    assert items_for_money([(14, 20)], 7 + unit, 7 + unit, price, unit) is not None
    assert items_for_money([(14, 20)], 7 - unit, 7 - unit, price, unit) is None


def smallest_margin(plan):
    """The smallest margin of any party at any phase, its best failure being all that is looked at."""
    least = math.inf
    for k, i in itertools.product(range(1, plan.last + 1), plan.parties):
        own = naive.own_failures(plan, k, i)
        if own:
            best = max([naive.leave_openly(plan, k, i)] + [naive.fail_alone(plan, k, i, w) for w in own])
            least = min(least, naive.carry_on(plan, k, i) - best)
    return least


def breaks_nowhere(plan):
    return smallest_margin(plan) >= -1e-9


@pytest.mark.parametrize("parts", [1, 2, 4])
def test_instalments(parts):
    costs, brings = 3.0, 4.5
    steps = {f"x{k}": one_off("a", costs / parts, brings / parts) for k in range(parts)}
    steps |= {f"y{k}": one_off("b", costs / parts, brings / parts) for k in range(parts)}
    for phases, bonds in (([list(steps)], (costs, costs)), (alternating(parts, "x", "y"), (0, costs / parts))):
        found = assess(Plan(pair(steps), phases))
        assert [max(r.bond for r in found.rows if r.party == i) for i in "ab"] == [near(b) for b in bonds]


def partitioned(sizes, before_first, before_second):
    """Items of a against two payments of 69, some items before each payment and the rest after."""
    steps = {f"i{n}": one_off("a", size, size) for n, size in enumerate(sizes)}
    steps |= {f"m{n}": one_off("b", 69, 69) for n in range(2)}
    rest = [n for n in range(6) if n not in before_first + before_second]
    order = [*(f"i{n}" for n in before_first), "m0", *(f"i{n}" for n in before_second), "m1", *(f"i{n}" for n in rest)]
    return Plan(pair(steps, b=69.0), [[s] for s in order])


def test_three_partition():
    sizes = [20, 23, 25, 27, 21, 22]
    first, second = [0, 3, 5], [1, 2, 4]  # 20 + 27 + 22 = 69 = 23 + 25 + 21
    assert smallest_margin(partitioned(sizes, first, second)) == near(0)
    sizes, best = [26, 26, 26, 20, 20, 20], -math.inf
    for p, q in itertools.product(range(4), repeat=2):  # how many of 26 and of 20 come before the first payment
        for r, s in itertools.product(range(4 - p), range(4 - q)):  # and before the second
            plan = partitioned(sizes, [*range(p), *range(3, 3 + q)], [*range(p, p + r), *range(3 + q, 3 + q + s)])
            best = max(best, smallest_margin(plan))
    assert best == near(-3)


def both_at_once(sizes, a, b, f):
    """Both parties take a step of each size at the same time, for good; a breach is seen after a while."""
    steps, phases = {}, []
    for k, size in enumerate(sizes):
        steps[f"x{k}"], steps[f"y{k}"] = (one_off(i, a * size, b * size, 1.0) for i in "ab")
        phases.append([f"x{k}", f"y{k}"])
    return pair(steps, -1 / math.log(f)), phases


def test_shrinking_steps():
    a, b, f, T = 1.0, 2.0, 0.9, 8
    r = a / (f * b)
    sizes = [(1 - r) * r**k for k in range(T)]
    found = assess(Plan(*both_at_once(sizes, a, b, f)))
    for k, i in itertools.product(range(T), "ab"):
        assert found.row(k + 1, i).margin == near(-(f ** (T - 1 - k)) * a * sizes[-1], 1e-12)
    assert found.row(1, "a").margin == near(-0.003472, 1e-6)
    assert found.row(T, "a").margin == near(-0.007260, 1e-6)
    assert (found.verdict, found.breaks.phase) == ("breaks", 1)


def with_dividend(count, a=1.0, b=2.0, f=0.9, joint=0.1):
    g = f * b / a
    sizes = [g ** (count - 1 - k) for k in range(count)]
    case, phases = both_at_once([s / sum(sizes) for s in sizes], a, b, f)
    case["steps"]["peace"] = {"by": ["a", "b"], "worth": {"a": joint, "b": joint}, "undo": "never"}
    case["steps"]["peace"]["requires"] = [s for phase in phases for s in phase]
    return Plan(case, [*phases, ["peace"]])


def test_completion_dividend():
    found = assess(with_dividend(3))
    assert [found.row(k, "a").margin for k in (1, 2, 3)] == [near(m, 1e-5) for m in (-0.06121, -0.06801, -0.07556)]
    assert found.verdict == "breaks"
    assert assess(with_dividend(4)).verdict == "holds"


# --------------------------------------------------------------------------------------------------------------- laws


def test_costly_one_off_steps_without_bond_or_prize_never_hold():
    rng = random.Random("irreversible")
    for _ in range(60):
        parties = [f"p{i}" for i in range(rng.randint(2, 3))]
        steps = {}
        for k in range(rng.randint(1, 5)):
            by = rng.sample(parties, rng.choice([1, 1, 2]))
            worth = {i: -rng.uniform(0.1, 5) if i in by else rng.uniform(0, 9) for i in parties}
            times = {"takes": rng.choice([0.0, 0.3]), "seen": rng.choice([0.0, 0.2, 1.0])}
            steps[f"m{k}"] = {"by": by, "undo": "never", "worth": worth, **times}
        case = {"parties": {i: {"horizon": rng.choice([1.0, 4.0])} for i in parties}, "steps": steps}
        keeps, phases = random_plan(rng, case)
        assert not phases or assess(Plan(case, phases, keeps)).verdict != "holds"


def rescaled(rng, case):
    """The same case with its parties and steps in another order, and each party's points in another unit."""
    factor = {i: rng.choice([0.01, 0.5, 3.0, 1000.0]) for i in case["parties"]}

    def by_factor(worth):
        return {i: w * factor[i] for i, w in worth.items()}

    parties = rng.sample(list(case["parties"]), len(case["parties"]))
    steps = rng.sample(list(case["steps"]), len(case["steps"]))
    return factor, {
        **case,
        "parties": {
            i: {**(one := case["parties"][i]), "walkout_cost": one["walkout_cost"] * factor[i]} for i in parties
        },
        "steps": {j: {**(one := case["steps"][j]), "worth": by_factor(one["worth"])} for j in steps},
        "together": [{**e, "worth": by_factor(e["worth"])} for e in case.get("together", [])],
    }


def test_names_order_and_units_change_nothing():
    for rng, plan in random_plans("invariance", 60):
        factor, case = rescaled(rng, plan.case)
        found, same = assess(plan), assess(Plan(case, plan.phases, plan.keeps, plan.pace))
        assert same.verdict == found.verdict
        for row in found.rows:
            twin = same.row(row.phase, row.party)
            assert twin.trust == near(row.trust)
            assert (None if twin.margin is None else twin.margin / factor[row.party]) == near(row.margin)


@pytest.mark.parametrize("plans", [random_plans("bond", 60), watched_plans("bond", 40)], ids=["plain", "watched"])
def test_no_margin_falls_with_a_walk_out_cost(plans):
    for rng, plan in plans:
        raised = {**plan.case, "parties": {i: {**p} for i, p in plan.case["parties"].items()}}
        raised["parties"][rng.choice(plan.parties)]["walkout_cost"] += rng.choice([0.5, 2.0, 9.0])
        for row in assess(plan).rows:
            again = naive.row(Plan(raised, plan.phases, plan.keeps, plan.pace), row.phase, row.party)
            assert (again.margin is None) == (row.margin is None)
            assert row.margin is None or again.margin >= row.margin - 1e-9


def test_the_smallest_bond_mends_a_row_and_nothing_smaller_does():
    mended = 0
    for _, plan in random_plans("smallest bond", 40):
        for row in assess(plan).rows:
            if row.bond > 0:
                mended += 1
                for bond, holds in ((row.bond * 1.000001, True), (row.bond * 0.999, False)):
                    case = {**plan.case, "parties": {i: {**p} for i, p in plan.case["parties"].items()}}
                    case["parties"][row.party]["walkout_cost"] += bond
                    again = naive.row(Plan(case, plan.phases, plan.keeps, plan.pace), row.phase, row.party)
                    assert (again.margin >= 0) == holds
    assert mended >= 30


def test_signing_keeping_up_and_failing_at_its_best_is_the_gain_less_the_margin_to_come():
    """Seen from the start, up to phase k everything is as planned; only what comes after differs by the margin."""
    rows = 0
    for _, plan in random_plans("signing", 60):
        found = assess(plan)
        for row in found.rows:
            if row.margin is None or isinstance(row.best, str):
                continue
            rows += 1
            (one,) = naive.outcomes(plan, row.phase, row.best)
            world = naive.failure(plan, row.phase, row.best, one.first)
            since = plan.starts[row.phase - 1] - plan.starts[0]
            horizon = plan.case["parties"][row.party]["horizon"]
            later = {}
            for j, (start, end) in world.items():
                made = naive.made(plan, row.phase, j)
                later[j] = (naive.in_force_from(plan, 1, j) if made else start + since, end + since)
            lost = naive.walkout_cost(plan.case, row.party) * math.exp(-(since + one.first.time) / horizon)
            signed = naive.value(plan.case, row.party, later) - lost - naive.kept_for_good(plan, row.party)
            expected = found.gain[row.party] - math.exp(-since / horizon) * row.margin
            assert signed == near(expected)
    assert rows >= 100


# -------------------------------------------------------------------------------- what spares valuing every pair, proved


def nested(inner, outer):
    """Whether every step is in force in one world no longer than in another, from the same moment on."""
    return all(
        j in outer and outer[j][0] == pytest.approx(start) and outer[j][1] >= end - 1e-9
        for j, (start, end) in inner.items()
        if end > start
    )


def test_where_both_fail_every_step_ends_no_later_than_where_one_side_fails():
    """The first of all breaches shows no later than the first of either side's; not so where verification depends."""
    pairs = 0
    for _, plan in random_plans("nested", 120):
        for k, i in itertools.product(range(1, plan.last + 1), plan.parties):
            for own, theirs in itertools.product(naive.own_failures(plan, k, i), naive.failures_of_others(plan, k, i)):
                pairs += 1
                one, two, both = (world_of(plan, k, breaches) for breaches in (own, theirs, own | theirs))
                assert nested(both, one) and nested(both, two)
    assert pairs >= 500


def world_of(plan, k, breaches):
    (one,) = naive.outcomes(plan, k, breaches)
    return naive.failure(plan, k, breaches, one.first)


def test_the_world_of_both_is_the_world_of_the_sooner_less_what_the_other_breaches():
    """Without `together` and `requires`, b(W, F) differs from a(W), or from s(F), by the other side's steps alone."""
    pairs = 0
    for _, plan in random_plans("sooner", 120, together=False, hopeful=True):
        for step in plan.case["steps"].values():
            step.pop("requires", None)
        for k, i in itertools.product(range(1, plan.last + 1), plan.parties):
            for own, theirs in itertools.product(naive.own_failures(plan, k, i), naive.failures_of_others(plan, k, i)):
                pairs += 1
                (mine,), (others,) = naive.outcomes(plan, k, own), naive.outcomes(plan, k, theirs)
                if naive.sooner(others.first, mine.first):
                    base, shown, rest = naive.carry_on_into(plan, k, i, theirs), theirs, own - theirs
                else:
                    base, shown, rest = naive.fail_alone(plan, k, i, own), own, theirs - own
                was, now = world_of(plan, k, shown), naive.taken_back(plan, k, rest)
                changed = sum(naive.value(plan.case, i, {j: now[j]}) for j in now)
                changed -= sum(naive.value(plan.case, i, {j: was[j]}) for j in rest if j in was)
                assert naive.fail_together(plan, k, i, own, theirs) == near(base + changed)
    assert pairs >= 500


def pairs_of(plan, k, i, sets):
    on = naive.carry_on(plan, k, i)
    for own, theirs in itertools.product(sets, naive.failures_of_others(plan, k, i)):
        loss = naive.fail_together(plan, k, i, own, theirs) - naive.carry_on_into(plan, k, i, theirs)
        yield own, theirs, loss, on - naive.fail_alone(plan, k, i, own)


def test_thresholds_lose_no_pair_where_nothing_good_hangs_on_an_own_step():
    """Any set loses no more, in no better bet, than the threshold that shows as soon; so all sets need not be tried

    unless a `together` worth above 0 names an own breachable step, or a free step still to come requires one.
    """
    looked_at = wider = 0
    for _, plan in random_plans("no better set", 200):
        case = plan.case
        for k, i in itertools.product(range(1, plan.last + 1), plan.parties):
            own = naive.breachable(plan, k, frozenset({i}))
            hangs = any(e["worth"].get(i, 0) > 0 and own & set(e["steps"]) for e in case.get("together", []))
            hangs |= any(
                naive.free(case, j) and own & set(case["steps"][j].get("requires", []))
                for j in plan.phase_of
                if naive.due(plan, k, j)
            )
            sets = [s for s in naive.subsets(own) if any(naive.begins_now(plan, k, j) for j in s)]
            if hangs or not sets:
                continue
            looked_at, wider = looked_at + 1, wider + naive.needs_all_sets(plan, k, i)
            known = [s for s in naive.thresholds(plan, k, own) if s in sets]
            best = {(w, f): (loss, keeps) for w, f, loss, keeps in pairs_of(plan, k, i, known)}
            for _, theirs, loss, keeps in pairs_of(plan, k, i, sets):
                assert any(
                    f == theirs and most >= loss - 1e-9 and least <= keeps + 1e-9
                    for (_, f), (most, least) in best.items()
                )
    assert looked_at >= 200 and wider >= 10


# ----------------------------------------------------------------------------------------------------------- verdicts


def gift_for_gift(**changes):
    case = pair(
        {
            "gift": {"by": "a", "seen": 0.1, "worth": {"a": -2, "b": 5}},
            "thanks": {"by": "b", "seen": 0.1, "worth": {"b": -2, "a": 5}},
            "truce": {"by": ["b", "c"], "seen": 0.1, "worth": {"a": 1, "c": -0.5}},
        }
    )
    case["parties"]["c"] = {"horizon": 4.0}
    for path, number in changes.items():
        step, party = path.split("_")
        case["steps"][step]["worth"][party] = number
    return case


def test_a_bystander_that_loses_is_against_a_plan_and_cannot_refuse_it():
    plan = Plan(gift_for_gift(gift_c=-3), [["gift", "thanks"]])
    found = assess(plan)
    assert (found.verdict, found.needed, found.against, found.refuse) == ("holds", ["a", "b"], {"c": -3.0}, {})


@pytest.mark.parametrize("consent", [["c"], ["all"]])
def test_a_bystander_whose_consent_is_needed_can_refuse(consent):
    found = assess(Plan(gift_for_gift(gift_c=-3), [["gift", "thanks"]], consent=consent))
    assert (found.verdict, found.refuse, found.against) == ("refused", {"c": -3.0}, {})


def test_a_kept_step_that_costs_a_party_makes_it_needed():
    plan = Plan(gift_for_gift(gift_c=-3), [["gift", "thanks"]], keeps=["truce"])
    assert naive.needed(plan) == ["a", "b", "c"]
    assert assess(plan).verdict == "refused"
    free = Plan(gift_for_gift(gift_c=-3, truce_c=0.5), [["gift", "thanks"]], keeps=["truce"])
    assert naive.needed(free) == ["a", "b"]


def test_the_same_truce_does_not_hold_because_it_was_not_mentioned():
    case = gift_for_gift()
    assert assess(Plan(case, [["gift", "thanks"]])).verdict == "holds"
    kept = assess(Plan(case, [["gift", "thanks"]], keeps=["truce"]))
    assert (kept.verdict, kept.breaks.party, kept.breaks.phase) == ("breaks", "c", 1)


def test_a_plan_that_breaks_names_its_first_breaking_phase_not_its_worst():
    """Two equal halves, 1 to give and 2 to get in all, .9 from one to the next: .5 + .45 - 1 and then .5 - 1."""
    found = assess(Plan(*both_at_once([0.5, 0.5], 1.0, 2.0, 0.9)))
    assert [found.row(k, "a").margin for k in (1, 2)] == [near(-0.05), near(-0.5)]
    assert (found.verdict, found.breaks.phase) == ("breaks", 1)


def test_nothing_to_quit_is_an_empty_row():
    row = assess(Plan(pair({"a": one_off("a", 3, 5), "b": one_off("b", 3, 5)}, b=4.0), [["a"], ["b"]])).row(1, "b")
    assert (row.walk_out, row.margin, row.exposure, row.trust) == (None, None, None, 0.0)


def test_if_everything_stops():
    """After a's gift for good and before b's, a has lost 3 and b has won 5; at the end both have what they agreed."""
    found = assess(Plan(pair({"a": one_off("a", 3, 5), "b": one_off("b", 3, 5)}, b=4.0), [["a"], ["b"]]))
    assert found.if_stopped == {(1, "a"): -3.0, (1, "b"): 5.0, (2, "a"): 2.0, (2, "b"): 2.0}


# -------------------------------------------------------------------------------------- verification and chance, by hand


def freeze(missed=0.0):
    steps = {
        "freeze": {
            "by": "a",
            "seen": 2.0,
            "with": {"inspectors": 1 / 12},
            "missed": missed,
            "worth": {"a": -6, "b": 9},
        },
        "inspectors": {"by": "a", "worth": {"a": -0.5}},
        "pay": {"by": "b", "worth": {"a": 9, "b": -6}},
    }
    return Plan(pair(steps), [["inspectors"], ["freeze", "pay"]])


def test_inspectors():
    """Cheating on the freeze shows after a month; sending the inspectors home shows at once."""
    row = assess(freeze()).row(3, "a")
    assert row.walk_out == near(8.5 * (1 - math.exp(-1 / 48)))
    assert row.margin == near(2.5 - 8.5 * (1 - math.exp(-1 / 48)))


def test_missed_breaches_are_averaged():
    short = 1 - math.exp(-1 / 48)
    assert assess(freeze(0.2)).row(3, "a").walk_out == near(0.8 * 8.5 * short + 0.2 * 8.5)


def test_a_breach_in_both_sets_is_missed_once():
    """A joint step that either can withhold: both failing by it is one breach, missed once in four times."""
    steps = {
        "both": {"by": ["a", "b"], "seen": 1.0, "missed": 0.25, "undo": "never", "worth": {"a": -1, "b": -1}},
        "pay": {"by": "a", "worth": {"a": -1, "b": 4}},
        "thanks": {"by": "b", "worth": {"a": 4, "b": -1}},
    }
    plan = Plan(pair(steps, a=2.0), [["both", "pay", "thanks"]])
    one = frozenset({"both"})
    assert naive.found_out(plan, 1, one | one) == [(naive.Showing(1.0, 1), 0.75), (None, 0.25)]
    stop = 1 - math.exp(-1 / 4)
    by_hand = 0.75 * (3 * stop - 2 * math.exp(-1 / 4)) + 0.25 * 3
    assert naive.fail_together(plan, 1, "a", one, one) == near(by_hand)
    assert naive.fail_together(plan, 1, "a", one, one) == near(naive.fail_alone(plan, 1, "a", one))


def test_who_is_left_to_verify_is_worked_out_for_the_union():
    """a cheats on the freeze; b sends home the inspectors, whom it pays for: together they show when b's does, at .5."""
    steps = {
        "freeze": {"by": "a", "seen": 2.0, "with": {"inspectors": 0.25}, "worth": {"a": -6, "b": 9}},
        "inspectors": {"by": "b", "seen": 0.5, "worth": {"b": -0.5}},
    }
    plan = Plan(pair(steps, a=1.0), [["inspectors"], ["freeze"]])
    freeze, inspectors = frozenset({"freeze"}), frozenset({"inspectors"})
    assert naive.shows(plan, 3, freeze, "freeze").time == near(0.25)
    assert naive.shows(plan, 3, freeze | inspectors, "freeze").time == near(2.0)
    assert naive.found_out(plan, 3, freeze | inspectors) == [(naive.Showing(0.5, 3), 1.0)]
    assert naive.discounted(plan, 3, "a", freeze, freeze | inspectors) == 0.0  # b's breach shows first
    assert naive.discounted(plan, 3, "a", freeze, freeze) == near(math.exp(-0.25 / 4))


def test_what_only_all_owners_can_end_is_a_breach_of_a_group_of_all_of_them_alone():
    """Two of three parties keep up patrols that only both can end: no breach of either, one of the two together."""
    patrols = {"by": ["a", "b"], "ends": "all", "seen": 0.5, "worth": {"a": -1, "b": -1.5, "c": 5}}
    pay = {"by": "c", "seen": 0.5, "undo": "never", "worth": {"a": 2, "b": 2, "c": -3}}
    case = pair({"patrols": patrols, "pay": pay})
    case["parties"]["c"] = {"horizon": 4.0}
    plan = Plan(case, [["patrols"], ["pay"]])
    assert naive.breachable(plan, 2, frozenset("a")) == naive.breachable(plan, 2, frozenset("b")) == frozenset()
    assert naive.failures_of_others(plan, 2, "c") == [frozenset({"patrols"})]
    assert naive.breachable(plan, 1, frozenset("a")) == {"patrols"}  # not made yet: one owner is enough


def test_leaving_openly_is_an_own_failure_with_the_same_worth_in_both_worlds():
    for row in assess(pledge(0.1)).rows:
        openly = [p for p in row.pairs if p.own == OPENLY]
        assert len({p.keeps for p in openly}) <= 1
        assert bool(row.pairs) == bool(openly)
