"""The lattice of subsets: its scores are the patient limit's, its paths the best of all orders, its counts complete."""

from __future__ import annotations

import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_grid
from naive.patient_limit import Deal
from shares import hits_of, share_of
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import lattice


@pytest.fixture(params=["as it is", "numpy"])
def twin(request, monkeypatch):
    """With the kernel, if there is one, and in numpy alone."""
    if request.param == "numpy":
        monkeypatch.setattr(kernel, "compiled", lambda: None)


def deal_of(case, grid):
    return Deal(case, [f"m{j}" for j in grid.kept], [f"m{j}" for j in grid.planned])


@pytest.mark.usefixtures("twin")
def test_the_scores_are_those_of_the_definition():
    rng = random.Random("scores")
    broken = asked = 0
    for _ in share_of(range(150)):
        case, exchange, grid = random_grid(rng, most=5)
        deal, n = deal_of(case, grid), grid.planned.size
        scores = lattice.edge_scores(exchange, grid)
        assert scores.shape == (n + 1, 1 << n)
        for made in range(1 << n):
            done = [step for b, step in enumerate(deal.planned) if made >> b & 1]
            for b in [*range(n), n]:
                if b == n or not made >> b & 1:
                    expected = deal.score(done, None if b == n else deal.planned[b])
                    assert scores[b, made] == pytest.approx(expected, rel=2e-5, abs=2e-5), (made, b)
                    broken += expected > 1
                    asked += 0 < expected < 1
    assert broken > hits_of(500)
    assert asked > hits_of(500)


@pytest.mark.usefixtures("twin")
def test_orders_and_counts_are_those_of_all_permutations():
    rng = random.Random("permutations")
    compared = constrained = some_hold = none_allowed = 0
    for _ in share_of(range(400)):
        case, exchange, grid = random_grid(rng, hopeful=1)
        scores = lattice.edge_scores(exchange, grid)
        n = grid.planned.size
        found = {
            order: [float(scores[n if b is None else b, done]) for done, b in moves]
            for order, moves in deal_of(case, grid).orders(grid.allowed, grid.earlier)
        }
        good = lattice.good_orders(exchange, grid)
        holding = sum(all(score <= 1 for score in moves) for moves in found.values())
        assert (good.holding, good.all) == (holding, len(found))
        assert lattice.holding_orders(grid, scores) == (holding, len(found))
        assert good.ways == lattice.orders(grid, scores)
        none_allowed += not found
        if not found:
            assert (good.ways, good.bottleneck) == ([], np.inf)
            continue
        least = min(map(max, found.values()))
        assert good.bottleneck == least
        assert max(found[good.ways[0]]) == pytest.approx(least, abs=3e-6)
        for way in good.ways:
            assert max(found[way][:-1], default=0) <= least + max(lattice.SLACKS) + 3e-6
        cap = least + max(lattice.SLACKS) + 1e-6
        cheapest = min(sum(moves[:-1]) for moves in found.values() if max(moves[:-1], default=0) <= np.float32(cap))
        assert min(sum(found[way][:-1]) for way in good.ways) == pytest.approx(cheapest, abs=1e-5)
        compared += 1
        constrained += good.all < np.prod(range(1, n + 1))
        some_hold += 0 < holding < len(found)
    assert compared > hits_of(250)
    assert constrained > hits_of(60)
    assert some_hold > hits_of(20)
    assert none_allowed > hits_of(2)


def whole_grid(case):
    n = len(case["steps"])
    return lattice.SubsetLattice(
        np.arange(n), np.zeros(0, dtype=np.intp), np.ones(1 << n, dtype=bool), np.zeros(n, dtype=np.int64), 0.0
    )


@pytest.mark.usefixtures("twin")
@pytest.mark.parametrize(("low", "asked"), [(1e-9, 0.020987), (0.1, 0.021384)])
def test_a_pledge_that_shows_late_carries_nothing(low, asked):
    """The last phase of the oracle "pledge" of the theory, in which no time is lost on the way."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "pledge": {"by": "a", "seen": 2.0, "undo": 0.0, "worth": {"a": -low}},
            "x": {"by": "a", "seen": 0.1, "undo": 0.5, "worth": {"a": -3.0, "b": 5.0}},
            "y": {"by": "b", "seen": 0.1, "undo": 0.0, "worth": {"a": 6.0, "b": -2.0}},
        },
    }
    scores = lattice.edge_scores(exchange_of(case), whole_grid(case))
    assert scores[2, 0b011] == pytest.approx(asked, abs=1e-5)


@pytest.mark.usefixtures("twin")
def test_a_repeated_dilemma_asks_what_is_known_of_it():
    """(1-d)(P-S) / ((1-d)(P-S) + R - (1-d)T - dP) for payoffs R, S, T, P and continuation d: the theory's "laboratory"."""
    for r, s, t, p, d in ((5.0, 0.0, 7.0, 3.0, 0.8), (48.0, 12.0, 50.0, 25.0, 0.75), (4.0, 1.0, 5.0, 3.0, 0.9)):
        mine = {"seen": 1.0, "undo": 0.0}
        case = {
            "parties": {name: {"horizon": -1 / np.log(d)} for name in "ab"},
            "steps": {
                "one": {"by": "a", "worth": {"a": s - p, "b": t - p}, **mine},
                "two": {"by": "b", "worth": {"a": t - p, "b": s - p}, **mine},
            },
            "together": [{"steps": ["one", "two"], "worth": dict.fromkeys("ab", r + p - s - t)}],
        }
        asked = (1 - d) * (p - s) / ((1 - d) * (p - s) + r - (1 - d) * t - d * p)
        scores = lattice.edge_scores(exchange_of(case), whole_grid(case))
        assert scores[2, 0b11] == pytest.approx(asked, abs=1e-5)


def test_steps_that_wait_for_each_other_have_no_order():
    planned = np.arange(2)
    waiting = lattice.SubsetLattice(planned, planned[:0], np.ones(4, dtype=bool), np.array([2, 1]), 0.0)
    exchange = exchange_of(random_case(random.Random(1), steps=2))
    good = lattice.good_orders(exchange, waiting)
    assert (good.ways, good.holding, good.all) == ([], 0, 0)


def test_what_can_be_ordered_depends_on_the_kernel(monkeypatch):
    monkeypatch.setattr(kernel, "compiled", lambda: object())
    assert lattice.largest() == lattice.LARGEST
    monkeypatch.setattr(kernel, "compiled", lambda: None)
    assert lattice.largest() == lattice.LARGEST_IN_NUMPY
