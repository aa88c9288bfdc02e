"""The lattice in C says what the lattice in numpy says, bit for bit."""

from __future__ import annotations

import ctypes
import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_grid, stacked, watched
from shares import hits_of, share_of
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import compiled, lattice, patient_limit

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


def redrawn(rng, exchange):
    """The same exchange with other numbers: worths change their signs, times their order, ties come and go."""

    def other(numbers, least=-np.inf):
        changed = numbers + np.array([rng.choice([0, 0, -1, 0.5, 1, rng.gauss(0, 1)]) for _ in numbers.flat]).reshape(
            numbers.shape
        )
        return np.maximum(changed, least)

    undo = np.array([rng.choice([one, 0.0, 0.3, np.inf]) for one in exchange.undo])
    times = {name: other(getattr(exchange, name), 0.0) for name in ("takes", "seen", "walkout_costs")}
    return replace(
        exchange,
        horizons=other(exchange.horizons, 0.5),
        worth=other(exchange.worth),
        together_worth=other(exchange.together_worth),
        undo=undo,
        **times,
    )


def drawn_grids(count, seed):
    """Deals with draws: rows of steps, many entries, lone parties, verifiers, joint steps that end by all, no steps."""
    rng = random.Random(seed)
    for _ in range(count):
        case, _, grid = random_grid(rng, most=7)
        if rng.random() < 0.3:
            watched(rng, case)
        for _ in range(rng.choice([0, 0, 1, 4])):
            members = rng.sample(list(case["steps"]), rng.randint(1, len(case["steps"])))
            worth = {i: rng.choice([-2.0, 0.0, 1.5, 3.0]) for i in case["parties"]}
            case.setdefault("together", []).append({"steps": members, "worth": worth})
        if rng.random() < 0.2:  # everything belongs to one party, or to all
            for step in case["steps"].values():
                step["by"] = rng.choice(["p0", list(case["parties"])])
        exchange = exchange_of(case)
        if rng.random() < 0.15:
            grid = replace(grid, planned=grid.planned[:0], allowed=np.ones(1, dtype=bool), earlier=grid.earlier[:0])
        yield exchange, [redrawn(rng, exchange) for _ in range(rng.randint(1, 5))], grid


def test_all_draws_at_once_are_each_draw_by_itself(monkeypatch):
    several = 0
    for exchange, others, grid in share_of(drawn_grids(300, "draws")):
        draws = stacked([exchange, *others])
        with monkeypatch.context() as patched:
            patched.setattr(kernel, "compiled", lambda: None)
            expected = [lattice.good_orders(one, grid) for one in (exchange, *others)]
            assert lattice.orders_of_draws(draws, grid) == expected
        for listed in (True, False, None):
            assert lattice.orders_of_draws(draws, grid, listed) == expected
        with monkeypatch.context() as patched:
            patched.setattr(compiled, "CELLS", 1)  # a draw at a time
            assert lattice.orders_of_draws(draws, grid) == expected
        several += len({tuple(one.ways) for one in expected}) > 1
        assert lattice.count_orders(exchange, grid) == (expected[0].holding, expected[0].all)
    assert several > hits_of(50)


def test_without_room_for_all_scores_they_are_worked_out_again(monkeypatch):
    """17 steps are more than the kernel keeps the scores of; the same deal with 16, which it keeps, is in the list."""
    case = random_case(random.Random(18), steps=18, parties=2, hopeful=True)
    exchange, earlier = exchange_of(case), np.array([0, *(1 << b for b in range(17))])
    grid = lattice.SubsetLattice(np.arange(18), np.zeros(0, dtype=np.intp), np.ones(1 << 18, dtype=bool), earlier, 0.25)
    assert lattice.good_orders(exchange, grid, listed=False) == lattice.good_orders(exchange, grid, listed=True)


def test_what_is_at_stake(monkeypatch):
    rng = np.random.default_rng(3)
    for number, (exchange, _, grid) in enumerate(drawn_grids(200, "stakes")):
        marks = rng.random(1 << grid.planned.size) < (1.0, 0.3)[number % 2]
        made = np.flatnonzero(marks | (np.arange(marks.size) == 0))
        found = lattice.stakes_of(exchange, grid, made)
        with monkeypatch.context() as patched:
            patched.setattr(kernel, "compiled", lambda: None)
            expected = lattice.stakes_of(exchange, grid, made)
        nothing = np.stack([made >> b & 1 == 1 for b in range(grid.planned.size)] + [made < 0])  # the set has the step
        for name in ("walk", "loss"):
            ours, theirs = (np.where(nothing, 0, getattr(one, name)) for one in (found, expected))
            assert np.array_equal(ours, theirs)
        for name in ("sets", "parties", "worth", "gross"):
            assert np.array_equal(getattr(found, name), getattr(expected, name))


def test_losses_that_are_left_out_change_no_score(monkeypatch):
    """The kernel has fewer rows than numpy, and the same scores of them."""
    fewer = 0
    for exchange, _, grid in drawn_grids(200, "rows"):
        ours, theirs = compiled.terms_of(exchange, grid), patient_limit.terms_of(exchange, grid)
        fewer += len(theirs.which) - len(ours.which)
        assert (ours.which[:, 0] == 1).sum() == (theirs.which[:, 0] == 1).sum()
        assert np.array_equal(ours.numbers[ours.which[:, 0] == 1], theirs.numbers[theirs.which[:, 0] == 1])
        assert np.array_equal(ours.stakes, theirs.stakes)
        sets = np.arange(1 << grid.planned.size)
        assert np.array_equal(patient_limit.edge_scores(ours, sets), patient_limit.edge_scores(theirs, sets))
        with monkeypatch.context() as patched:
            patched.setattr(compiled, "ROWS", 1)
            again = compiled.terms_of(exchange, grid)
        assert np.array_equal(again.which, ours.which)
        assert np.array_equal(again.numbers, ours.numbers)
    assert fewer > 500


def test_deals_that_are_too_large_for_the_kernel_are_left_to_numpy():
    case = random_case(random.Random(5), steps=65, parties=3)
    exchange = exchange_of(case)
    grid = lattice.SubsetLattice(
        np.arange(3), np.arange(3, 65), np.ones(8, dtype=bool), np.zeros(3, dtype=np.int64), 0.0
    )
    assert not compiled.fits(exchange, grid)
    assert lattice.good_orders(exchange, grid).all == 6
    given, behind = compiled._deal(exchange, grid)
    found, first, stakes = np.empty(2, dtype=np.int64), np.empty(4, dtype=np.int64), np.empty((3, 2), dtype=np.float32)
    which, numbers = np.empty((1, 6), dtype=np.int64), np.empty((1, 8), dtype=np.float32)
    with pytest.raises(ValueError, match="fit together"):
        kernel.call("standoff_terms", ctypes.byref(given), 0, 1, found, first, stakes, which, numbers)
    del behind


def test_the_kernel_refuses_lengths_that_do_not_fit():
    case = random_case(random.Random(3), steps=4)
    grid = lattice.SubsetLattice(
        np.arange(4), np.zeros(0, dtype=np.intp), np.ones(16, dtype=bool), np.zeros(4, int), 0.0
    )
    given = compiled.given(patient_limit.terms_of(exchange_of(case), grid))
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
