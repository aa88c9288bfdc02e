"""A handful of states in many draws: the definitions word for word, with the kernel and without."""

from __future__ import annotations

import numpy as np
import pytest

from conflicts import random_pair, subset
from fuzz_stability import by_numpy
from naive import stability as naive
from shares import share_of
from standoff.engine.kernel import loader as kernel
from standoff.engine.stability.handful import Handful, look, verdicts
from standoff.engine.stability.states import Graph, powers

BY = {"kernel": lambda ask, *given: ask(*given), "numpy": by_numpy}


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize(("parties", "n"), [(2, 3), (2, 5), (3, 4), (4, 4)])
def test_twin_where_orders_are_given(parties, n, by):
    for seed in share_of(range(60)):
        conflict, graph = random_pair(seed, parties, n)
        everybody, states = frozenset(range(parties)), tuple(range(graph.states))
        few = Handful(graph, np.zeros((2, parties, n)), (), np.zeros((2, 0, parties)), everybody, states)
        found = BY[by](verdicts, few)
        for k, (name, concept) in enumerate(naive.CONCEPTS.items()):
            for s in states:
                for i in range(parties):
                    wanted = bool(graph.feasible[s]) and concept(conflict, i, subset(s, n))
                    assert (found[k, s, i] == wanted).all(), (seed, name, s, i)


@pytest.mark.parametrize("by", BY)
def test_twin_where_worths_are_drawn(by):
    """Whole numbers of points, so that the twin has them exactly: two parties, a third that gives an order."""
    parties, n, entry = 3, 4, 0b0110
    for seed in share_of(range(60)):
        conflict, graph = random_pair(seed, parties, n)
        rng = np.random.default_rng(seed)
        worth, more = rng.integers(-3, 4, (4, parties, n)), rng.integers(-3, 4, (4, 1, parties))
        states = tuple(rng.permutation(graph.states)[:6].tolist())
        few = Handful(graph, worth / 10, (entry,), more / 10, frozenset([2]), states)
        found = BY[by](verdicts, few)
        for draw in range(4):
            points = {
                i: {
                    subset(s, n): sum(int(worth[draw, i, j]) for j in subset(s, n))
                    + (int(more[draw, 0, i]) if s & entry == entry else 0)
                    for s in np.flatnonzero(graph.feasible).tolist()
                }
                for i in (0, 1)
            }
            drawn = conflict | {"prefer": conflict["prefer"] | points}
            for k, (name, concept) in enumerate(naive.CONCEPTS.items()):
                for at, s in enumerate(states):
                    for i in range(parties):
                        wanted = bool(graph.feasible[s]) and concept(drawn, i, subset(s, n))
                        assert found[k, at, i, draw] == wanted, (seed, draw, name, s, i)


def test_chicken_by_hand():
    """Whoever does not swerve gains as long as the other does; in the second draw nobody minds a crash."""
    graph = Graph(2, *powers(np.eye(2, dtype=bool)), np.ones(4, bool), np.zeros((2, 4), np.int32))
    goes, meets = [[2.0, -1.0], [-1.0, 2.0]], [[-4.0, -4.0]]
    few = Handful(graph, np.array([goes, goes]), (3,), np.array([meets, [[0.0, 0.0]]]), frozenset(), (0, 1))
    found = verdicts(few)
    # Both swerve: either could gain by going; the other could answer by going too, at a cost, in the first draw.
    assert found[:, 0, 0].tolist() == [[False, False], [True, False], [True, False], [False, False], [False, False]]
    # Alpha goes and beta swerves: alpha stays; so does beta, but for the draw in which it gains by going.
    assert found[:, 1, 0].all()
    assert found[:, 1, 1, 0].all()
    assert not found[:, 1, 1, 1].any()


def test_without_the_kernel_nothing_is_looked_at():
    graph = Graph(1, (1,), (1,), np.ones(2, bool), np.zeros((1, 2), np.int32))
    few = Handful(graph, np.ones((3, 1, 1)), (), np.zeros((3, 0, 1)), frozenset(), (0, 1))
    assert not by_numpy(look, few)[1].any()
    assert by_numpy(verdicts, few)[:, :, 0, 0].tolist() == [[False, True]] * 5
    if kernel.compiled() is not None:
        assert look(few)[1].all()
