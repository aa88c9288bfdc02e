"""Another government: the oracle of the theory, the rest of a plan against the whole of it, and weights of two worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from standoff.engine.assessment.remainder import remainder
from standoff.engine.assessment.successor import best_quit, costlier, factor, largest_chance, loss_by
from standoff.engine.assessment.trust import assess
from standoff.engine.core.exchange import Exchange, phase_vector

A, B = 0, 1
X, Y = 0, 1


def swap(undo_x=0.5, y_costs=2.0):
    """x of a (-3 a, +5 b, undo .5), y of b (-2 b, +6 a, undo 0), both seen after .1; all look four years ahead."""
    return Exchange(
        horizons=np.full(2, 4.0),
        walkout_costs=np.zeros(2),
        worth=np.array([[-3.0, 6.0], [5.0, -y_costs]]),
        takes=np.zeros(2),
        seen=np.full(2, 0.1),
        undo=np.array([undo_x, 0.0]),
        owns=np.eye(2, dtype=bool),
        automatic=np.zeros(2, dtype=bool),
        ends_all=np.zeros(2, dtype=bool),
        requires=np.zeros((2, 2), dtype=bool),
        together_steps=np.zeros((0, 2), dtype=bool),
        together_worth=np.zeros((0, 2)),
    )


PLAN = phase_vector(2, [], [[X, Y]])
T = 2.0


def test_what_b_has_by_carrying_on_when_its_government_changes():
    left = remainder(swap(), PLAN, 0.0, T)
    assert left.phase == 2 and left.vector[:2].tolist() == [0, 0]
    found = best_quit(left, B)
    assert found.margin == pytest.approx(5 * np.exp(-0.6 / 4) - 2, abs=1e-9)
    assert found.margin == pytest.approx(2.303540, abs=1e-6)
    assert found.breaches[:2].tolist() == [False, True] and not found.openly


def test_by_how_much_more_costs_must_count_before_b_quits():
    assert factor(remainder(swap(), PLAN, 0.0, T), B) == pytest.approx(2.151770, abs=1e-6)
    for costs, stays in ((4.303, True), (4.304, False)):
        left = remainder(swap(y_costs=costs), PLAN, 0.0, T)
        assert (best_quit(left, B).margin >= 0) == stays


def test_a_successor_that_quits_takes_from_a_what_the_theory_says():
    left = remainder(swap(y_costs=5.0), PLAN, 0.0, T)
    quits = best_quit(left, B)
    assert quits.margin < 0
    whole = assess(swap(), PLAN)
    loss = loss_by(left, quits)[A]
    assert whole.gain[0, A] == pytest.approx(3.0)
    assert whole.gain[0, A] - np.exp(-T / 4) * loss == pytest.approx(0.926953, abs=1e-6)


def test_what_cannot_be_undone_holds_nobody():
    left = remainder(swap(undo_x=np.inf), PLAN, 0.0, T)
    assert factor(left, B) == 1.0
    assert best_quit(remainder(swap(undo_x=np.inf, y_costs=0.01), PLAN, 0.0, T), B).margin < 0


def test_above_the_largest_chance_a_would_not_start():
    """At a belief just below it, starting is better than a's best way out; just above it is not."""
    left = remainder(swap(y_costs=5.0), PLAN, 0.0, T)
    quits, whole = best_quit(left, B), assess(swap(), PLAN)
    loss = loss_by(left, quits)
    bound = largest_chance(whole, swap().horizons, loss, T, 0)[A]
    for chance, starts in ((bound - 1e-6, True), (bound + 1e-6, False)):
        carries_on = whole.carry_on[0, 0, A] - chance * np.exp(-T / 4) * loss[A]
        assert (carries_on >= whole.walk_out[0, 0, A]) == starts
    # By hand: a walks out by not making x, which shows at .1; y is undone at once then.
    walks_out = 6 * (1 - np.exp(-0.1 / 4))
    assert bound == pytest.approx((3 - walks_out) / (3 - 0.926953), abs=1e-6)


def random_exchange(rng, steps=5, parties=3):
    owners = rng.integers(0, parties, steps)
    owns = np.zeros((parties, steps), dtype=bool)
    owns[owners, np.arange(steps)] = True
    worth = rng.normal(2, 3, (parties, steps))
    worth[owners, np.arange(steps)] = rng.normal(-2, 1.5, steps)
    requires = np.tril(rng.random((steps, steps)) < 0.15, -1)
    return Exchange(
        horizons=rng.uniform(2, 15, parties),
        walkout_costs=rng.uniform(0, 2, parties),
        worth=worth,
        takes=rng.choice([0, 0.2, 0.7, 1.5], steps),
        seen=rng.choice([0, 0.1, 0.6], steps),
        undo=rng.choice([0, 0.3, 2, np.inf], steps),
        owns=owns,
        automatic=np.zeros(steps, dtype=bool),
        ends_all=np.zeros(steps, dtype=bool),
        requires=requires,
        together_steps=np.array([[1, 1, 0, 0, 0]], dtype=bool)[:, :steps],
        together_worth=rng.normal(0, 1, (1, parties)),
    )


def random_plan(rng, steps=5):
    phases = np.sort(rng.integers(0, 4, steps))
    _, numbered = np.unique(np.r_[0, phases], return_inverse=True)
    return numbered[1:].astype(np.int64)


@pytest.mark.parametrize("seed", range(60))
def test_the_rest_at_the_start_of_a_phase_has_the_rows_of_the_whole_plan(seed):
    """Where the moment is the start of a phase, nothing is under way: margins are those of the plan itself."""
    rng = np.random.default_rng(seed)
    exchange, vector, pace = random_exchange(rng), random_plan(rng), float(rng.choice([0.0, 0.25]))
    whole = assess(exchange, vector, pace)
    for k in range(int(whole.phases[0]) + 1):
        # Steps that are in force the moment their phase begins would count as made: nothing takes no time here.
        slow = replace(exchange, takes=np.maximum(exchange.takes, 0.05))
        whole = assess(slow, vector, pace)
        left = remainder(slow, vector, pace, float(whole.starts[0, k]))
        again = assess(left.exchange, left.vector)
        assert left.phase == k + 1
        for name in ("carry_on", "walk_out", "margin", "stop"):
            one, other = getattr(whole, name)[0, k:], getattr(again, name)[0]
            assert one.shape == other.shape
            np.testing.assert_allclose(other, one, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("seed", range(60))
def test_carrying_on_from_within_a_phase_is_what_the_whole_plan_would_bring_from_then_on(seed):
    """Every step from when it comes, by an integral of its own: in force at the moment, or so much later."""
    rng = np.random.default_rng(1000 + seed)
    exchange, vector, pace = random_exchange(rng), random_plan(rng), float(rng.choice([0.0, 0.25]))
    whole = assess(exchange, vector, pace)
    moment = float(rng.uniform(0, whole.starts[0, -1] + 0.5))
    left = remainder(exchange, vector, pace, moment)
    found = assess(left.exchange, left.vector)
    comes = np.where(vector > 0, whole.starts[0, np.maximum(vector - 1, 0)] + exchange.takes, -np.inf)
    later = np.maximum(comes - moment, 0.0)
    for i, horizon in enumerate(exchange.horizons):
        value = (exchange.worth[i] * np.exp(-later / horizon)).sum()
        value += exchange.together_worth[0, i] * np.exp(-later[:2].max() / horizon)
        assert found.carry_on[0, 0, i] == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_the_factor_is_where_the_party_begins_to_quit(seed):
    rng = np.random.default_rng(2000 + seed)
    exchange, vector = random_exchange(rng), random_plan(rng)
    left = remainder(exchange, vector, 0.0, 0.4)
    for party in range(3):
        found = factor(left, party)

        def quits(times, party=party):
            margins = assess(costlier(left.exchange, party, times), left.vector).margin[0, :, party]
            return bool((np.nan_to_num(margins, nan=0.0) < 0).any())

        if found is None:
            assert not any(quits(times) for times in (1, 2, 10, 100, 1000))
        elif found == 1.0:
            assert quits(1.0)
        else:
            assert quits(found * (1 + 1e-6)) and not any(quits(1 + (found - 1) * share) for share in (0, 0.5, 0.999))


def test_before_a_plan_begins_the_wait_is_a_phase_of_its_own():
    waiting = replace(swap(), not_before=np.array([3.0, 0.0]))
    left = remainder(waiting, PLAN, 0.0, 1.0)
    assert left.phase == 0 and left.vector.tolist() == [2, 2, 1, 2]
    assert left.starts == pytest.approx((2.0, 2.1))
    found = assess(left.exchange, left.vector)
    assert found.carry_on[0, 0] == pytest.approx(np.array([3.0, 3.0]) * np.exp(-2 / 4))
