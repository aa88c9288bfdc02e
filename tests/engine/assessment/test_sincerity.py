"""Learning on the way: the two-round oracle, the definitions word for word, brute force, and laws."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of, watched
from naive import sincerity as naive_sincerity
from shares import hits_of, share_of
from standoff.engine.assessment.sincerity import enough, initial_trust, learn
from standoff.engine.assessment.trust import assess
from standoff.engine.core.exchange import phase_vector
from standoff.engine.roadmap.search import Task, least_trust

T, V, E = 3.0, 1.0, 2.0
"""Temptation, mutual value and loss per unit of stake, as in the oracle."""

HORIZON = 4.0


def rounds(*stakes, seen=0.0, cost=0.0):
    """Gifts both ways in rounds: each costs the giver E and brings the other T, so that it is worth V = T - E to both."""
    case = {"parties": {i: {"horizon": HORIZON, "walkout_cost": cost} for i in ("a", "b")}, "steps": {}}
    for n, x in enumerate(stakes, 1):
        for i, j in (("a", "b"), ("b", "a")):
            worth = {i: -E * x, j: T * x}
            case["steps"][f"{i}{n}"] = {"by": i, "undo": "never", "seen": seen, "worth": worth}
    plan = [[f"a{n}", f"b{n}"] for n in range(1, len(stakes) + 1)]
    return case, plan


def found_in(case, phases, keeps=(), doubted=None):
    exchange = exchange_of(case)
    parties = list(case["parties"])
    mask = np.array([i in (parties if doubted is None else doubted) for i in parties])
    return learn(replace(exchange, doubted=mask), vector_of(case, list(keeps), phases), case.get("pace", 0.0))


# ------------------------------------------------------------------------------------------- the two-round oracle


@pytest.mark.parametrize("d", [1.0, 0.95, 0.9, 0.75, 0.6, 0.5])
def test_an_insincere_party_shows_itself_in_round_one_from_a_stake_on(d):
    """It takes T x now, or V x now and T (1 - x) a round later; what it loses when it is caught does not count."""
    seen = -HORIZON * np.log(d)
    turn = d * T / (T * (1 + d) - V)
    for x in [*np.linspace(0.02, 0.98, 49), turn - 1e-6, turn + 1e-6]:
        for cost in (0.0, 0.7, 5.0):
            case, plan = rounds(x, 1 - x, seen=seen, cost=cost)
            found = found_in(case, plan)
            assert found.walks.tolist() == [[1, 1] if x >= turn else [2, 2]]
            assert found.seen.tolist() == [[2, 2] if x >= turn else [3, 3]]


def test_at_the_turn_itself_it_walks_out_early():
    case, plan = rounds(0.6, 0.4)
    assert found_in(case, plan).walks.tolist() == [[1, 1]]


def held(x, d):
    """Walk-out costs with which two rounds just hold, and more: quitting in either round must not pay."""
    least = max(E * x - d * V * (1 - x), E * (1 - x)) / d
    return [least + more for more in (0.001, 0.05, 0.2, 0.5, 1.0)]


@pytest.mark.parametrize("d", [1.0, 0.9, 0.75, 0.5])
def test_initial_trust_with_separation(d):
    """In round one a sincere party loses E x by carrying on into the other's failure, and d Q by failing too.

    If the other carries on, carrying on is worth V (x + d (1 - x)) - (T x - d Q), and with T = V + E both together are
    worth d V (1 - x). In round two nobody is left to fail.
    """
    seen = -HORIZON * np.log(d)
    turn = d * T / (T * (1 + d) - V)
    some = 0
    for x in [turn, *np.linspace(turn, 1, 20)[1:-1]]:
        for cost in held(x, d):
            case, plan = rounds(x, 1 - x, seen=seen, cost=cost)
            asked = max(0.0, (E * x - d * cost) / (d * V * (1 - x)))
            assert found_in(case, plan).trust_asked[0] == pytest.approx(asked, abs=1e-9)
            some += 0 < asked < 1
    assert some >= 10


@pytest.mark.parametrize("d", [1.0, 0.9, 0.75])
def test_initial_trust_without_separation(d):
    """The other may fail in round two alone: then having carried on costs E (x + d (1 - x)) - d Q. Nothing is learned."""
    seen = -HORIZON * np.log(d)
    turn = d * T / (T * (1 + d) - V)
    some = 0
    for x in np.linspace(0.05, 0.5, 19):
        assert x < turn
        for cost in held(x, d):
            case, plan = rounds(x, 1 - x, seen=seen, cost=cost)
            asked = max(0.0, (E * (x + d * (1 - x)) - d * cost) / (d * T * (1 - x)))
            assert found_in(case, plan).trust_asked[0] == pytest.approx(asked, abs=1e-9)
            plain = assess(exchange_of(case), vector_of(case, [], plan), case.get("pace", 0.0))
            assert plain.trust_asked[0] == pytest.approx(asked, abs=1e-9)
            some += 0 < asked < 1
    assert some >= 10


def test_in_one_shot_whoever_would_not_quit_needs_trust_nobody():
    """What quitting saves is E whatever the other does: if the walk-out cost outweighs it, it does so in both worlds."""
    for cost in (E, E + 0.5):
        case, plan = rounds(1.0, cost=cost)
        found = found_in(case, plan)
        assert (found.trust_asked[0], found.exposure[0, 0, 0]) == (0.0, 0.0)


def test_two_rounds_by_hand():
    """Of .6 and .4 with a walk-out cost of 1: 1.2 - 1 against 1 - (1.8 - 1); unless it is learned, 2 - 1 against the same."""
    case, plan = rounds(0.6, 0.4, cost=1.0)
    assert found_in(case, plan).trust_asked[0] == pytest.approx(0.2 / 0.4, abs=1e-12)
    assert found_in(case, plan, doubted=[]).trust_asked[0] == pytest.approx(1.0 / 1.2, abs=1e-12)


def test_the_search_starts_small_where_it_pays():
    """Over all orders of two rounds of .6 and .4, none asks for less than the two rounds, the larger first."""
    case, _ = rounds(0.6, 0.4, cost=1.0)
    exchange = replace(exchange_of(case), doubted=np.ones(2, dtype=bool))
    task = Task((), (0, 1, 2, 3), np.ones(16, dtype=bool))
    found = least_trust(exchange, [task])
    brute = naive_sincerity.least_initial_trust({**case, "doubted": ["a", "b"]}, [], list(case["steps"]))
    assert found.least == pytest.approx(brute, abs=1e-9)
    assert found.least <= 1 / 2 + 1e-12


# ---------------------------------------------------------------------------------------------- the definitions


def some(rng, proud=False, **wishes):
    """A random case with doubted parties; proud ones lose much when they are caught, and much is for good."""
    case = random_case(rng, **wishes)
    case["doubted"] = [i for i in case["parties"] if rng.random() < 0.7]
    if proud:
        for party in case["parties"].values():
            party["walkout_cost"] = rng.choice([3.0, 6.0, 10.0])
        for step in case["steps"].values():
            if rng.random() < 0.6:
                step["undo"] = "never"
                step.pop("automatic", None)
    return case


def test_the_random_cases_have_something_to_learn():
    bites = 0
    for seed in share_of(range(300)):
        rng = random.Random(seed)
        case = some(rng, steps=rng.randint(1, 5), hopeful=seed % 2 == 0, proud=seed % 3 > 0)
        keeps, phases = random_plan(rng, case)
        if phases:
            fast = found_in(case, phases, keeps, case["doubted"])
            plain = assess(exchange_of(case), vector_of(case, keeps, phases), case["pace"])
            bites += bool((np.nan_to_num(fast.exposure) < np.nan_to_num(plain.exposure) - 1e-6).any())
    assert bites > hits_of(20)


@pytest.mark.parametrize("seed", share_of(range(300)))
def test_it_agrees_with_the_definitions(seed):
    rng = random.Random(seed)
    case = some(rng, steps=rng.randint(1, 5), hopeful=seed % 2 == 0, proud=seed % 3 > 0)
    if seed % 4 == 1:
        case = watched(rng, case, verified=seed % 3 > 0, missed=seed % 3 < 2)
    if seed % 7 == 2:
        for party in case["parties"].values():
            party["guarantee"] = rng.choice([0.0, 1.0, 3.0])
    keeps, phases = random_plan(rng, case)
    if not phases:
        return
    slow = naive_sincerity.learn(case, keeps, phases)
    fast = found_in(case, phases, keeps, case["doubted"])
    parties = list(case["parties"])
    for n, i in enumerate(parties):
        walks, seen, pays = slow["turns"].get(i, (0, 0, None))
        assert (fast.walks[0, n], fast.seen[0, n]) == (walks, seen)
        assert np.isnan(fast.pays[0, n]) if pays is None else fast.pays[0, n] == pytest.approx(pays, abs=1e-9)
    for row in slow["rows"]:
        at = (0, row["phase"] - 1, parties.index(row["party"]))
        for name in ("exposure", "trust"):
            value = getattr(fast, name)[at]
            assert np.isnan(value) if row[name] is None else value == pytest.approx(row[name], abs=1e-9)
    asked = fast.trust_asked[0]
    assert np.isnan(asked) if slow["trust"] is None else asked == pytest.approx(slow["trust"], abs=1e-9)


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_the_search_finds_the_least_initial_trust(seed):
    rng = random.Random(1000 + seed)
    case = some(rng, parties=rng.randint(2, 3), steps=rng.randint(2, 4), hopeful=True, proud=seed % 4 > 0)
    brute = naive_sincerity.least_initial_trust(case, [], list(case["steps"]))
    exchange = exchange_of(case)
    exchange = replace(exchange, doubted=np.array([i in case["doubted"] for i in case["parties"]]))
    planned = tuple(range(exchange.steps))
    found = least_trust(exchange, [Task((), planned, np.ones(1 << len(planned), dtype=bool), pace=case["pace"])])
    assert found.proved
    assert found.least is None if brute is None else found.least == pytest.approx(brute, abs=1e-9)


@pytest.mark.parametrize("seed", share_of(range(12)))
def test_the_search_finds_the_least_initial_trust_of_gifts_in_rounds(seed):
    """Gifts of random sizes both ways: here what is learned decides, and the trust asked without it is of no help."""
    rng = random.Random(seed)
    stakes = [rng.choice([0.2, 0.3, 0.5, 0.7]) for _ in range(2)]
    case, _ = rounds(*stakes, seen=rng.choice([0.0, 0.2]), cost=rng.choice([1.8, 2.4, 3.5]))
    case["doubted"] = ["a", "b"] if seed % 3 else ["b"]
    brute = naive_sincerity.least_initial_trust(case, [], list(case["steps"]))
    doubted = np.array([i in case["doubted"] for i in case["parties"]])
    exchange = replace(exchange_of(case), doubted=doubted)
    found = least_trust(exchange, [Task((), (0, 1, 2, 3), np.ones(16, dtype=bool))])
    assert found.least is None if brute is None else found.least == pytest.approx(brute, abs=1e-9)


# --------------------------------------------------------------------------------------------------------- laws


def batch(seed, **wishes):
    """A random case with a few of its plans, as the engine takes them."""
    rng = random.Random(seed)
    case = random_case(rng, hopeful=True, **wishes)
    plans = [random_plan(rng, case) for _ in range(6)]
    vectors = np.array([vector_of(case, keeps, phases) for keeps, phases in plans])
    exchange = exchange_of(case)
    return rng, case, exchange, vectors


@pytest.mark.parametrize("seed", share_of(range(60)))
def test_nothing_is_learned_where_nobody_is_doubted(seed):
    _, case, exchange, vectors = batch(seed)
    plain = assess(exchange, vectors, case["pace"])
    for doubted in (None, np.zeros(exchange.parties, dtype=bool)):
        found = learn(replace(exchange, doubted=doubted), vectors, case["pace"])
        np.testing.assert_allclose(found.trust_asked, plain.trust_asked, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(found.trust, plain.trust, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(found.exposure, plain.exposure, rtol=1e-12, atol=1e-12)
        assert not found.walks.any()


@pytest.mark.parametrize("seed", share_of(range(60)))
def test_learning_asks_for_no_more_and_of_more_parties_for_no_more(seed):
    rng, case, exchange, vectors = batch(seed)
    plain = assess(exchange, vectors, case["pace"])
    some_of_them = np.array([rng.random() < 0.5 for _ in range(exchange.parties)])
    few = learn(replace(exchange, doubted=some_of_them), vectors, case["pace"])
    every = learn(replace(exchange, doubted=np.ones(exchange.parties, dtype=bool)), vectors, case["pace"])
    assert (np.nan_to_num(few.trust) <= np.nan_to_num(plain.trust) + 1e-12).all()
    assert (np.nan_to_num(every.trust) <= np.nan_to_num(few.trust) + 1e-12).all()
    np.testing.assert_array_equal(np.isnan(every.trust_asked), np.isnan(plain.trust_asked))


@pytest.mark.parametrize("seed", share_of(range(60)))
def test_a_bond_never_raises_the_initial_trust(seed):
    rng, case, exchange, vectors = batch(seed)
    doubted = np.ones(exchange.parties, dtype=bool)
    before = learn(replace(exchange, doubted=doubted), vectors, case["pace"])
    costs = exchange.walkout_costs + np.array([rng.choice([0.0, 0.5, 3.0]) for _ in range(exchange.parties)])
    after = learn(replace(exchange, doubted=doubted, walkout_costs=costs), vectors, case["pace"])
    np.testing.assert_array_equal(after.walks, before.walks)
    held = ~np.isnan(before.trust)
    assert not np.isnan(after.trust[held]).any()
    assert (after.trust[held] <= before.trust[held] + 1e-12).all()


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_the_scale_and_the_order_of_parties_change_nothing(seed):
    rng, case, exchange, vectors = batch(seed)
    doubted = np.array([rng.random() < 0.6 for _ in range(exchange.parties)])
    exchange = replace(exchange, doubted=doubted)
    before = learn(exchange, vectors, case["pace"])
    factor = np.array([rng.choice([0.1, 1.0, 30.0]) for _ in range(exchange.parties)])
    scaled = replace(
        exchange,
        worth=exchange.worth * factor[:, None],
        walkout_costs=exchange.walkout_costs * factor,
        together_worth=exchange.together_worth * factor,
    )
    np.testing.assert_allclose(learn(scaled, vectors, case["pace"]).trust_asked, before.trust_asked, atol=1e-9)
    turned = np.array(rng.sample(range(exchange.parties), exchange.parties))
    other = replace(
        exchange,
        **{name: getattr(exchange, name)[turned] for name in ("horizons", "walkout_costs", "worth", "owns", "doubted")},
        together_worth=exchange.together_worth[:, turned],
    )
    renamed = learn(other, vectors, case["pace"])
    np.testing.assert_allclose(renamed.trust_asked, before.trust_asked, atol=1e-12)
    np.testing.assert_array_equal(renamed.walks, before.walks[:, turned])


def test_a_batch_is_the_same_as_one_plan_after_the_other():
    _, case, exchange, vectors = batch(5, parties=3, steps=5)
    exchange = replace(exchange, doubted=np.ones(3, dtype=bool))
    together = learn(exchange, vectors, case["pace"]).trust_asked
    alone = [learn(exchange, vector, case["pace"]).trust_asked[0] for vector in vectors]
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize("seed", share_of(range(30)))
def test_what_the_search_minimises(seed):
    """The initial trust where a plan holds, and elsewhere what the assessment says."""
    rng, case, exchange, vectors = batch(seed)
    exchange = replace(exchange, doubted=np.array([rng.random() < 0.7 for _ in range(exchange.parties)]))
    plain, learned = assess(exchange, vectors, case["pace"]), learn(exchange, vectors, case["pace"])
    asked, trust = initial_trust(exchange, vectors, case["pace"], plain)
    np.testing.assert_array_equal(asked, np.where(plain.holds, learned.trust_asked, plain.trust_asked))
    of_rows = np.where(plain.holds[:, None, None], np.nan_to_num(learned.trust), np.nan_to_num(plain.trust))
    np.testing.assert_array_equal(np.nan_to_num(trust), of_rows)


# ------------------------------------------------------------------------------- what is not seen, and beliefs


@pytest.mark.parametrize(("seen", "phase"), [(0.1, 2), (0.25, 2), (0.3, 3), (0.5, 3), (0.75, 4), (0.8, 0)])
def test_secret_cheating_is_ruled_out_once_it_would_have_shown(seen, phase):
    """Keeping the freeze costs b 5 points at the rate of a year in 4, and the crumbs do not make up for that: it leaves at
    once. Phases begin every .25 years, and the others are past that with the first that does not begin sooner than `seen`.
    """
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "pace": 0.25,
        "steps": {
            "freeze": {"by": "b", "seen": seen, "undo": 0.0, "worth": {"a": 6, "b": -5}},
            "aid": {"by": "a", "undo": "never", "worth": {"a": -1, "b": 0.1}},
            "oil": {"by": "a", "undo": "never", "worth": {"a": -1, "b": 0.1}},
            "loan": {"by": "a", "undo": "never", "worth": {"a": 1, "b": 0.1}},
        },
    }
    found = found_in(case, [["aid"], ["oil"], ["loan"]], ["freeze"], ["b"])
    assert (found.walks[0, 1], found.seen[0, 1]) == (1, phase)
    assert found.can_fail[0, :, 1].tolist() == [k < (phase or 5) for k in (1, 2, 3, 4)]


def test_a_belief_is_compared_row_by_row_with_those_who_can_still_fail():
    """Three parties give in turn; only c is left to fail in the end, so only its sincerity counts there."""
    case = {
        "parties": {i: {"horizon": 4.0, "walkout_cost": 0.0 if i == "a" else 6.0} for i in "abc"},
        "steps": {
            "gift": {"by": "a", "undo": "never", "seen": 0.1, "worth": {"a": -1, "b": 2, "c": 2}},
            "loan": {"by": "b", "undo": "never", "seen": 0.1, "worth": {"a": 4, "b": -1, "c": 2}},
            "aid": {"by": "c", "undo": "never", "seen": 0.1, "worth": {"a": 4, "b": 2, "c": -1}},
        },
    }
    found = found_in(case, [["gift"], ["loan"], ["aid"]])
    assert found.walks.tolist() == [[1, 2, 3]]
    assert found.can_fail[0].tolist() == [[True, True, True], [False, True, True], [False, False, True], [False] * 3]
    belief = enough(found, np.array([0.9, 0.5, 0.8]))
    assert belief.at[0, :, 0].tolist() == pytest.approx([0.4, 0.4, 0.8, 1.0])
    assert belief.at[0, :, 1].tolist() == pytest.approx([0.72, 0.8, 0.8, 1.0])
    need = found.trust[0, 0, 0]
    assert need > 0
    assert enough(found, np.array([1.0, need, 1.0])).enough[0, 0]
    assert not enough(found, np.array([1.0, need, 0.999])).enough[0, 0]
    open_ = enough(found, np.array([1.0, 1.0, np.nan]))
    assert open_.open[0, 0] and not open_.short[0, 0]


def test_a_party_that_walks_out_is_met_by_no_belief():
    case, plan = rounds(0.6, 0.4)
    found = found_in(case, plan)
    assert np.isnan(found.trust_asked[0])
    assert enough(found, np.array([1.0, 1.0])).short.all()


def test_draws_are_as_good_as_one_exchange_each():
    case, _ = rounds(0.6, 0.4, cost=1.8)
    one = replace(exchange_of(case), doubted=np.ones(2, dtype=bool))
    costs = np.array([[1.8, 1.8], [2.5, 1.9], [9.0, 3.0]])
    names = ("horizons", "worth", "takes", "seen", "undo", "together_worth")
    many = replace(one, walkout_costs=costs, **{name: np.stack([getattr(one, name)] * 3) for name in names})
    vector = phase_vector(4, [], [[0, 1], [2, 3]])
    found = learn(many, vector)
    for n in range(3):
        alone = learn(replace(one, walkout_costs=costs[n]), vector)
        np.testing.assert_array_equal(found.trust[n], alone.trust[0])
