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
