"""The sets of breaches to choose from: nothing is lost by leaving out those that come to the same."""

from __future__ import annotations

import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of
from naive import roadmap as naive_roadmap
from naive import trust as naive_trust
from standoff.engine.assessment.breaches import every_set, thresholds, untried
from standoff.engine.assessment.failures import needs_all_sets
from standoff.engine.assessment.schedule import rows_of
from standoff.engine.assessment.trust import assess
from standoff.engine.assessment.values import outcomes, values


def plan_of(rng, **more):
    case = random_case(rng, **more)
    keeps, phases = random_plan(rng, case)
    return case, keeps, phases, exchange_of(case), vector_of(case, keeps, phases)


def needy(rng, case):
    """The case with more steps that require others, and with some that cost nobody."""
    names = list(case["steps"])
    for place, step in enumerate(case["steps"].values()):
        if place and rng.random() < 0.5:
            step["requires"] = sorted({*step.get("requires", []), rng.choice(names[:place])})
        if rng.random() < 0.35:
            step["worth"] = {i: abs(worth) for i, worth in step["worth"].items()}
            step["takes"] = rng.choice([0.3, 1.0, 2.0])
    return case


def best_of(exchange, rows, chosen, i):
    """The best failure of a party in each row, less its walk-out cost; -inf where it has none."""
    value, _, fade = outcomes(exchange, rows, chosen.at, chosen.breaches)
    found = np.full(rows.plan.size, -np.inf)
    np.maximum.at(found, chosen.at, (value - fade * rows.costs[chosen.at])[:, i])
    return found


def test_the_best_of_them_is_the_best_of_all():
    rng = random.Random("all sets")
    rows_seen = fewer = 0
    for _ in range(120):
        case, keeps, phases, exchange, vector = plan_of(rng, together=rng.random() < 0.7)
        rows = rows_of(exchange, vector, case["pace"])
        for i, party in enumerate(case["parties"]):
            chosen = every_set(exchange, rows, np.arange(exchange.parties) == i)
            assert chosen.exact.all()
            best = best_of(exchange, rows, chosen, i)
            for k in range(len(phases) + 1):
                moment = naive_roadmap.Moment(case, keeps, phases, k + 1)
                expected = moment.walk_out(party, every_set=True)
                rows_seen += expected is not None
                assert best[k] == (-np.inf if expected is None else pytest.approx(expected, abs=1e-9))
                fewer += int((chosen.at == k).sum()) < 2 ** len(moment.breaches([party])) - 1
    assert rows_seen >= 150
    assert fewer >= 30


def test_no_set_comes_twice_and_each_is_of_the_group_begins_now_and_has_a_breach_by_every_member():
    rng = random.Random("sets")
    for _ in range(60):
        case, _, phases, exchange, vector = plan_of(rng, parties=3, steps=5)
        rows = rows_of(exchange, vector, case["pace"])
        for group in ([True, True, False], [False, True, True], [True, True, True]):
            for chosen in (every_set(exchange, rows, np.array(group)), thresholds(exchange, rows, np.array(group))):
                own = rows.breachable[chosen.at][:, group]
                assert (own & chosen.breaches[:, None]).any(axis=2).all()
                assert not (chosen.breaches & ~own.any(axis=1)).any()
                assert (chosen.breaches & rows.begins_now[chosen.at]).any(axis=1).all()
                several = np.column_stack([chosen.at, chosen.breaches])
                assert len(np.unique(several, axis=0)) == len(several)
        assert rows.plan.size == len(phases) + 1


def test_what_is_left_out_for_being_too_little_is_too_little():
    rng = random.Random("beyond")
    cut = 0
    for _ in range(80):
        case, _, _, exchange, vector = plan_of(rng, parties=2, steps=5, together=rng.random() < 0.5)
        rows = rows_of(exchange, vector, case["pace"])
        carry_on = values(exchange, rows, np.arange(rows.plan.size), rows.present)
        group = np.array([True, True])

        def better(chosen, exchange=exchange, rows=rows, carry_on=carry_on):
            value, _, fade = outcomes(exchange, rows, chosen.at, chosen.breaches)
            pays = ((value - fade * rows.costs[chosen.at]) > carry_on[chosen.at] + 1e-9).all(axis=1)
            return {(int(r), tuple(w)) for r, w in zip(chosen.at[pays], chosen.breaches[pays].tolist(), strict=True)}

        everything, some = every_set(exchange, rows, group), every_set(exchange, rows, group, beyond=carry_on)
        cut += some.at.size < everything.at.size
        assert better(some) == better(everything)
    assert cut >= 20


def test_whose_sets_are_not_all_tried(monkeypatch):
    for module in ("breaches", "compiled", "failures", "values"):
        monkeypatch.setattr(f"standoff.engine.assessment.{module}.ALL_SETS_UP_TO", 2)
    rng = random.Random("untried")
    bounds = 0
    for _ in range(80):
        case, keeps, phases, exchange, vector = plan_of(rng, parties=2, steps=6)
        found, few = assess(exchange, vector, case["pace"]), untried(exchange, vector, case["pace"])
        assert bool(found.exact[0]) == (not few.any())
        bounds += few.any()
        for k in range(len(phases) + 1):
            moment = naive_roadmap.Moment(case, keeps, phases, k + 1)
            for i, party in enumerate(case["parties"]):
                best = moment.walk_out(party, every_set=True)
                if best is not None:
                    best = max(best, naive_trust.leave_openly(naive_trust.Plan(case, phases, keeps), k + 1, party))
                    mine = float(found.walk_out[0, k, i])
                    assert mine <= best + 1e-9 if few[i] else mine == pytest.approx(best, abs=1e-9)
    assert bounds >= 10


def good_hangs_on_own(case, party):
    """Whether a `together` worth that a party likes names a step that costs it, or a free step requires one."""
    own = {j for j in case["steps"] if naive_roadmap.costly_to(case, party, j)}
    return any(e["worth"].get(party, 0) > 0 and own & set(e["steps"]) for e in case.get("together", [])) or any(
        own & set(step.get("requires", [])) for j, step in case["steps"].items() if not naive_roadmap.is_costly(case, j)
    )


def test_whose_best_failure_may_be_no_threshold():
    """Against the definition in words; and where it says no, a threshold is the best of all sets."""
    rng = random.Random("whose")
    answers = {True: 0, False: 0}
    better = disliked = 0
    for _ in range(300):
        case = needy(rng, random_case(rng, steps=rng.randint(3, 6), together=rng.random() < 0.3))
        keeps, phases = random_plan(rng, case)
        exchange = exchange_of(case)
        for n, party in enumerate(case["parties"]):
            needed = needs_all_sets(exchange, n)
            assert needed == good_hangs_on_own(case, party), (case, party)
            answers[needed] += 1
            disliked += not needed and bool(exchange.together_worth[:, n].any())
            for k in range(1, len(phases) + 2):
                moment = naive_roadmap.Moment(case, keeps, phases, k)
                best, threshold = moment.walk_out(party, every_set=True), moment.walk_out(party)
                if best is not None:
                    assert needed or best == pytest.approx(threshold, abs=1e-9)
                    better += best > threshold + 1e-9
    assert min(answers.values()) >= 100
    assert disliked >= 20
    assert better >= 5


def test_a_free_step_hangs_on_no_breach_by_way_of_the_costly_step_of_another():
    """c's free step requires what b does at a cost, which requires what a does at a cost.

    If everything stops, b's step is there or it is not, whatever a has withheld; c's step hangs on b's alone.
    """
    case = {
        "parties": {i: {"horizon": 4.0} for i in "abc"},
        "steps": {
            "x": {"by": "a", "worth": {"a": -1.0}},
            "y": {"by": "b", "requires": ["x"], "worth": {"b": -1.0}},
            "z": {"by": "c", "requires": ["y"], "worth": {"a": 2.0}},
        },
    }
    assert [needs_all_sets(exchange_of(case), n) for n in range(3)] == [False, True, False]


def test_where_discovery_depends_on_verifiers_a_together_worth_of_either_sign_calls_for_all_sets():
    case = {
        "parties": {i: {"horizon": 4.0} for i in "ab"},
        "steps": {
            "x": {"by": "a", "worth": {"a": -1.0}},
            "y": {"by": "b", "worth": {"b": -1.0}},
        },
        "together": [{"steps": ["x", "y"], "worth": {"a": -1.0, "b": 2.0}}],
    }
    assert [needs_all_sets(exchange_of(case), n) for n in range(2)] == [False, True]
    case["steps"]["x"]["with"] = {"y": 0.5}
    assert [needs_all_sets(exchange_of(case), n) for n in range(2)] == [True, True]
