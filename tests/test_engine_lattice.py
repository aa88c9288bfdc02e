"""The lattice of subsets: its scores are the patient limit's, its paths the best of all orders, its counts complete."""

from __future__ import annotations

import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case
from naive_patient import Deal
from standoff.engine import kernel
from standoff.engine.roadmap import lattice


@pytest.fixture(params=["as it is", "numpy"])
def twin(request, monkeypatch):
    """With the kernel, if there is one, and in numpy alone."""
    if request.param == "numpy":
        monkeypatch.setattr(kernel, "compiled", lambda: None)


def random_grid(rng, most=6, hopeful=0.7):
    """A random deal: the case, its exchange, and a lattice with kept and left out steps, requires and rules."""
    steps = rng.randint(1, most)
    case = random_case(rng, steps=steps, hopeful=rng.random() < hopeful)
    kept = [j for j in range(steps) if rng.random() < 0.15]
    planned = [j for j in range(steps) if j not in kept and rng.random() < 0.95]
    rng.shuffle(planned)
    n = len(planned)
    earlier, allowed = np.zeros(n, dtype=np.int64), np.ones(1 << n, dtype=bool)
    if rng.random() < 0.5:
        for b, j in enumerate(planned):
            needs = [f"m{r}" for r in planned]
            for r in case["steps"][f"m{j}"].get("requires", []):
                if r in needs:
                    earlier[b] |= 1 << needs.index(r)
    if rng.random() < 0.3 and n > 1:  # steps that wait for others, in a circle too
        earlier[rng.randrange(n)] |= 1 << rng.randrange(n)
        earlier &= ~(1 << np.arange(n))
    if rng.random() < 0.3:
        allowed = np.array([rng.random() < 0.85 for _ in allowed])
    grid = lattice.Lattice(
        np.array(planned, dtype=np.intp), np.array(kept, dtype=np.intp), allowed, earlier, case["pace"]
    )
    return case, exchange_of(case), grid


def deal_of(case, grid):
    return Deal(case, [f"m{j}" for j in grid.kept], [f"m{j}" for j in grid.planned])


@pytest.mark.usefixtures("twin")
def test_the_scores_are_those_of_the_definition():
    rng = random.Random("scores")
    broken = asked = 0
    for _ in range(150):
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
    assert broken > 500
    assert asked > 500


@pytest.mark.usefixtures("twin")
def test_orders_and_counts_are_those_of_all_permutations():
    rng = random.Random("permutations")
    compared = constrained = some_hold = none_allowed = 0
    for _ in range(400):
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
    assert compared > 250
    assert constrained > 60
    assert some_hold > 20
    assert none_allowed > 2


def test_steps_that_wait_for_each_other_have_no_order():
    planned = np.arange(2)
    waiting = lattice.Lattice(planned, planned[:0], np.ones(4, dtype=bool), np.array([2, 1]), 0.0)
    exchange = exchange_of(random_case(random.Random(1), steps=2))
    good = lattice.good_orders(exchange, waiting)
    assert (good.ways, good.holding, good.all) == ([], 0, 0)


def test_what_can_be_ordered_depends_on_the_kernel(monkeypatch):
    monkeypatch.setattr(kernel, "compiled", lambda: object())
    assert lattice.largest() == lattice.LARGEST
    monkeypatch.setattr(kernel, "compiled", lambda: None)
    assert lattice.largest() == lattice.LARGEST_IN_NUMPY
