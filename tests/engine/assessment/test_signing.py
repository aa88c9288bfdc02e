"""Signing and stopping: the identity against the value of the whole course, and cases by hand."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of
from naive import trust as naive
from standoff.engine.assessment.signing import signing
from standoff.engine.assessment.trust import assess
from standoff.engine.core.exchange import phase_vector


def two(worth, owns, **times):
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            f"s{n}": {"by": by, "worth": {"a": a, "b": b}, **{k: v[n] for k, v in times.items()}}
            for n, (by, (a, b)) in enumerate(zip(owns, worth, strict=True))
        },
    }
    return exchange_of(case)


def worth_of_quitting(plan, k, i, own):
    """What a party has from the start of a plan in which it keeps up to phase k and then fails so, against now.

    Up to the start of phase k what was planned; from then on, by the clock of the start, what the failure leaves.
    """
    case, begins = plan.case, plan.starts[k - 1] - plan.starts[0]
    before = {j: (a, min(b, begins)) for j, (a, b) in naive.as_planned(plan, 1).items() if a < begins}
    if own == naive.OPENLY:
        world, counts = naive.all_stop(plan, k), 1.0
    else:
        (one,) = naive.outcomes(plan, k, own)
        world, counts = naive.failure(plan, k, own, one.first), naive.discounted(plan, k, i, own, own)
    after = {j: (begins + a, begins + b) for j, (a, b) in world.items()}
    fades = np.exp(-begins / case["parties"][i]["horizon"])
    total = naive.value(case, i, before) + naive.value(case, i, after)
    return total - naive.walkout_cost(case, i) * counts * fades - naive.kept_for_good(plan, i)


def test_it_is_what_the_whole_course_is_worth():
    rng, rows = random.Random("signing"), 0
    for _ in range(120):
        case = random_case(rng, dated=rng.random() < 0.2)
        keeps, phases = random_plan(rng, case)
        plan = naive.Plan(case, phases, keeps, case["pace"])
        exchange = exchange_of(case)
        found = assess(exchange, vector_of(case, keeps, phases), case["pace"])
        quitting = signing(exchange, found).quitting[0]
        for k in range(plan.last):
            for i, party in enumerate(plan.parties):
                one = naive.row(plan, k + 1, party)
                if one.margin is None:
                    assert np.isnan(quitting[k, i])
                    continue
                rows += 1
                direct = worth_of_quitting(plan, k + 1, one.party, one.best)
                assert quitting[k, i] == pytest.approx(
                    direct, abs=1e-12 + 2e-9 * found.stake[0, i]
                )  # where it is all but 0, 0
    assert rows > 400


def test_whoever_would_quit_is_told_with_its_best_phase():
    """b gives s0 (−3 to b, +5 to a) at once; a gives s1 (−2 to a, +5 to b) after a year and likes to keep it.

    a: completing brings 5 − 2 e^(−1/4); signing and not doing s1 in phase 2 brings 5.
    """
    exchange = two([(5.0, -3.0), (-2.0, 5.0)], "ba", undo=["never", "never"], seen=[1.0, 1.0])
    plan = phase_vector(2, [], [[0], [1]])
    found = signing(exchange, assess(exchange, plan))
    assert found.phase.tolist() == [[2, 0]]
    assert found.quitting[0, 1, 0] == pytest.approx(5.0)
    # b keeps nothing back that it could: its one chance to quit is phase 1, which brings it nothing against now.
    assert found.quitting[0, 0, 1] == pytest.approx(0.0)


def test_a_party_that_loses_by_completing_may_sign_all_the_same():
    """As above, but s1 costs a 8 points: completing loses, quitting in phase 2 still brings 5."""
    exchange = two([(5.0, -3.0), (-8.0, 5.0)], "ba", undo=["never", "never"], seen=[1.0, 1.0])
    plan = phase_vector(2, [], [[0], [1]])
    assessed = assess(exchange, plan)
    assert assessed.gain[0, 0] == pytest.approx(5 - 8 * np.exp(-0.25))
    found = signing(exchange, assessed)
    assert found.phase.tolist() == [[2, 0]]
    assert found.quitting[0, 1, 0] == pytest.approx(5.0)


def test_quitting_that_brings_nothing_is_not_told():
    """With nothing to be had before it would quit, a party that refuses does not sign either."""
    exchange = two([(-8.0, 5.0), (5.0, -3.0)], "ab", undo=["never", "never"], seen=[1.0, 1.0])
    found = signing(exchange, assess(exchange, phase_vector(2, [], [[0], [1]])))
    # a: −8 + 5 e^(−1/4) < 0 by completing; quitting in phase 1 brings exactly 0, which is not more than not signing.
    assert found.phase[0, 0] == 0
    assert found.quitting[0, 0, 0] == pytest.approx(0.0)


def test_the_wait_before_the_first_phase_is_no_part_of_it():
    """Gains count from when the plan begins: a date on the first step changes nothing."""
    plan = phase_vector(2, [], [[0], [1]])
    exchange = two([(5.0, -3.0), (-2.0, 5.0)], "ba", undo=["never", "never"], seen=[1.0, 1.0])
    dated = replace(exchange, not_before=np.array([3.0, 0.0]))
    now, later = (signing(one, assess(one, plan)) for one in (exchange, dated))
    np.testing.assert_allclose(now.quitting, later.quitting)
