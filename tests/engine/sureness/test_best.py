"""The best deal found: shares, choice and neighbours against their slow twin, on random cases."""

from __future__ import annotations

import random

import numpy as np
import pytest

from exchanges import drawn_again, exchange_of, random_case, random_plan, stacked, vector_of
from naive import best as naive
from shares import hits_of, share_of
from standoff.engine.assessment.trust import assess
from standoff.engine.core.exchange import phases_of
from standoff.engine.sureness import best

HITS = {"holds": 0, "is chosen": 0, "nothing": 0}


@pytest.mark.parametrize("seed", share_of(range(100)))
def test_expected_smallest_shares_and_the_choice_are_those_of_the_slow_twin(seed):
    rng = random.Random(seed)
    case = random_case(rng, parties=rng.randint(2, 3), steps=rng.randint(2, 4), hopeful=True)
    case["pace"] = pace = rng.choice([0.0, 0.25])
    draws = drawn_again(rng, case, 5)
    plans = [random_plan(rng, case) for _ in range(4)]
    most = naive.most_at_the_medians(case, plans, pace)
    single, many = exchange_of(case), stacked([exchange_of(one) for one in draws])
    vectors = [vector_of(case, *plan) for plan in plans]
    found = np.max([best.gain_if_it_holds(single, vector, pace) for vector in vectors], axis=0)
    assert found.tolist() == pytest.approx(list(most.values()), abs=1e-9)
    shares = np.array(list(most.values()))
    rated = best.rate(many, np.array(vectors), pace, shares)
    for one, vector in zip(rated, vectors, strict=True):
        ruled = best.rule(many, vector, pace, shares)
        assert (ruled.verdicts.holds == one.holds).all() and (ruled.share == one.share).all()
    for one, plan in zip(rated, plans, strict=True):
        share, often = one.worth
        assert share == pytest.approx(naive.expected_smallest_share(draws, *plan, pace, most), abs=1e-9)
        assert often == pytest.approx(naive.share_of_draws(draws, *plan, pace))
        HITS["holds"] += often > 0
    chosen, expected = best.best_of(rated), naive.best(draws, plans, pace, most)
    assert (chosen is None) == (expected is None)
    if chosen is not None:
        assert rated[chosen].worth == pytest.approx(rated[expected].worth, abs=1e-9)
    HITS["nothing" if chosen is None else "is chosen"] += 1


def test_the_cases_above_have_some_of_each_kind():
    assert HITS["holds"] >= hits_of(60) and HITS["is chosen"] >= hits_of(30) and HITS["nothing"] >= hits_of(5), HITS


@pytest.mark.parametrize("seed", range(40))
def test_what_is_near_a_plan_is_what_the_slow_twin_says(seed):
    rng = random.Random(seed)
    steps = rng.randint(1, 6)
    planned = rng.sample(range(steps), rng.randint(1, steps))
    last = rng.randint(1, len(planned))
    phases = [p for p in ([j for j in planned if j % last == k] for k in range(last)) if p]
    free = [j for j in range(steps) if rng.random() < 0.8 or j in planned]
    choices = [rng.sample(range(steps), 2)] if steps > 1 and rng.random() < 0.5 else []
    vector = np.full(steps, -1)
    for number, phase in enumerate(phases, 1):
        vector[phase] = number
    near = best.around(vector, np.isin(np.arange(steps), free), choices)
    found = [tuple(frozenset(phase) for phase in phases_of(one)) for one in near]
    assert len(set(found)) == len(found)
    assert set(found) == naive.near(phases, free, choices)


@pytest.mark.parametrize("seed", range(40))
def test_plans_rearranged_are_what_the_slow_twin_says(seed):
    rng = random.Random(seed)
    steps = rng.randint(2, 6)
    planned = rng.sample(range(steps), rng.randint(1, steps))
    group = rng.sample(planned, min(len(planned), rng.choice([0, 2, 3])))
    last = rng.randint(1, len(planned))
    where = {j: (group[0] if j in group else j) % last for j in planned}
    phases = [p for p in ([j for j in planned if where[j] == k] for k in range(last)) if p]
    choices = [rng.sample(range(steps), 2)] if rng.random() < 0.5 else []
    vector = np.full(steps, -1)
    for number, phase in enumerate(phases, 1):
        vector[phase] = number
    groups = [group] if group else []
    near = best.rearranged(vector, groups, choices)
    found = [tuple(frozenset(phase) for phase in phases_of(one)) for one in near]
    assert len(set(found)) == len(found)
    assert set(found) == naive.rearranged(phases, groups, choices)


def test_what_is_at_risk_is_limited_as_told():
    exchange = exchange_of(random_case(random.Random(19), parties=2, steps=3, hopeful=True))
    plans = np.array([[1, 1, 1], [1, 2, 3], [3, 2, 1]])
    risks = assess(exchange, plans, 0.25).at_risk
    assert risks.max() > 0
    for limit in (0.0, float(risks.max()) / 2, 1.0):
        fine = best.risks_at_most(exchange, plans, 0.25, np.full(2, limit))
        assert fine.tolist() == [all(risk <= limit + 1e-9 for risk in one) for one in risks.tolist()]
    assert best.risks_at_most(exchange, plans[:0], 0.25, np.ones(2)).tolist() == []
