"""The lattice in C says what the lattice in numpy says, bit for bit."""

from __future__ import annotations

import ctypes
import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_grid
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import lattice, patient_limit

pytestmark = pytest.mark.skipif(kernel.compiled() is None, reason=f"the kernel is {kernel.standing()}")


def in_numpy(monkeypatch, exchange, grid):
    with monkeypatch.context() as patched:
        patched.setattr(kernel, "compiled", lambda: None)
        return lattice.good_orders(exchange, grid), lattice.edge_scores(exchange, grid)


def compare(monkeypatch, exchange, grid):
    good, scores = in_numpy(monkeypatch, exchange, grid)
    assert np.array_equal(lattice.edge_scores(exchange, grid), scores)
    for listed in (True, False, None):
        assert lattice.good_orders(exchange, grid, listed) == good
    return good


def test_small_deals(monkeypatch):
    rng = random.Random("small")
    found = [compare(monkeypatch, *random_grid(rng, most=7)[1:]) for _ in range(300)]
    assert sum(good.bottleneck > 1 for good in found) > 30
    assert sum(len(good.ways) > 1 for good in found) > 30
    assert sum(good.all == 0 for good in found) > 5


@pytest.mark.parametrize("steps", [8, 9, 10, 11, 12, 13])
def test_deals_of_more_than_one_block(monkeypatch, steps):
    rng = random.Random(steps)
    for _ in range(4):
        case = random_case(rng, steps=steps, hopeful=True, together=rng.random() < 0.5)
        earlier = np.zeros(steps, dtype=np.int64)
        allowed = np.ones(1 << steps, dtype=bool)
        for _ in range(rng.choice([0, 1, 3, 8])):
            a, b = rng.sample(range(steps), 2)
            earlier[max(a, b)] |= 1 << min(a, b)
        if rng.random() < 0.5:
            allowed = np.array([rng.random() < 0.95 for _ in allowed])
        grid = lattice.SubsetLattice(np.arange(steps), np.zeros(0, dtype=np.intp), allowed, earlier, case["pace"])
        compare(monkeypatch, exchange_of(case), grid)


def test_seventeen_steps_have_a_third_chunk(monkeypatch):
    case = random_case(random.Random(17), steps=17, parties=2, hopeful=True, together=True)
    earlier = np.array([0, *(1 << b for b in range(15)), 0])  # sixteen in a row, one that is free: 34 sets
    grid = lattice.SubsetLattice(np.arange(17), np.zeros(0, dtype=np.intp), np.ones(1 << 17, dtype=bool), earlier, 0.25)
    good = compare(monkeypatch, exchange_of(case), grid)
    assert good.all == 17


def test_the_kernel_refuses_lengths_that_do_not_fit():
    case = random_case(random.Random(3), steps=4)
    grid = lattice.SubsetLattice(
        np.arange(4), np.zeros(0, dtype=np.intp), np.ones(16, dtype=bool), np.zeros(4, int), 0.0
    )
    given = lattice._given(patient_limit.terms_of(exchange_of(case), grid))
    marks, scores = np.ones(16, dtype=bool), np.empty((5, 16), dtype=np.float32)
    kernel.call("standoff_edge_scores", *given, marks, 16, 16, scores)
    for wrong in (scores.astype(np.float64), scores.T, scores.view(np.int32)):
        with pytest.raises(ctypes.ArgumentError):
            kernel.call("standoff_edge_scores", *given, marks, 16, 16, wrong)
    for size, count in ((15, 15), (16, 17), (32, 32), (16, 0)):
        with pytest.raises(ValueError, match="fit together"):
            kernel.call("standoff_edge_scores", *given, marks, size, count, scores)
    marks[3] = False
    with pytest.raises(ValueError, match="fit together"):
        kernel.call("standoff_edge_scores", *given, marks, 16, 14, scores)
    marks[0] = False
    with pytest.raises(ValueError, match="fit together"):
        kernel.call("standoff_edge_scores", *given, marks, 16, 14, scores)
    with pytest.raises(ValueError, match="fit together"):
        kernel.call("standoff_edge_scores", 25, *given[1:], np.ones(16, dtype=bool), 1 << 25, 16, scores)
