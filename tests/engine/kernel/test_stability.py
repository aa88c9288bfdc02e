"""Stability in the kernel: against numpy, against the slow twin, by sweeps and by labels, one by one and in draws."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from conflicts import random_graph, random_pair, subset
from fuzz_stability import CONCEPTS, PATIENCES, by_numpy, one_round
from naive import stability as naive
from shares import share_of
from standoff.engine.kernel import loader as kernel
from standoff.engine.stability import compiled, individual, states
from standoff.engine.stability.individual import OptionForm
from standoff.engine.stability.states import Graph, powers, ranks_from_worth

pytestmark = pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")


def agrees_with_numpy(graph, patiences=PATIENCES):
    expected = by_numpy(individual.stable, graph, CONCEPTS)
    for patience in patiences:
        found = compiled.stable(graph, CONCEPTS, patience)
        for concept in CONCEPTS:
            np.testing.assert_array_equal(found[concept], expected[concept], err_msg=f"{concept}, {patience}")


@pytest.mark.parametrize("parties", [1, 2, 3, 4, 5])
def test_the_slow_twin(parties):
    for seed in share_of(range(60)):
        n = 1 + seed % 4
        if parties == 1 and n == 1:
            continue
        conflict, graph = random_pair(seed, parties, n) if parties > 1 else alone(seed, n)
        for patience in (0, 1, 1000):
            found = compiled.stable(graph, CONCEPTS, patience)
            for name, concept in naive.CONCEPTS.items():
                for i in range(graph.parties):
                    for s in range(graph.states):
                        wanted = bool(graph.feasible[s]) and concept(conflict, i, subset(s, n))
                        assert found[name][i][s] == wanted, (seed, name, i, s, patience)


def alone(seed, n):
    """One party of a conflict of two, which keeps its steps."""
    conflict, graph = random_pair(seed, 2, n)
    conflict = conflict | {"parties": [0]}
    return conflict, Graph(n, graph.makes[:1], graph.ends[:1], graph.feasible, graph.ranks[:1])


@pytest.mark.parametrize("seed", share_of(range(200)))
def test_random_and_nasty_conflicts(seed):
    one_round(10_000_000 + seed, steps=9)


@pytest.mark.parametrize("structured", [True, False])
@pytest.mark.parametrize("feasible", [0.7, 1.0])
@pytest.mark.parametrize(("parties", "n"), [(2, 13), (3, 12), (3, 14), (5, 13)])
def test_larger_conflicts(parties, n, feasible, structured):
    agrees_with_numpy(random_graph(n, parties, n, structured, feasible), (0, 3, 1000))


@pytest.mark.parametrize("feasible", [0.8, 1.0])
@pytest.mark.parametrize("one_way", [0, 3])
@pytest.mark.parametrize("width", [10, 11, 15, 16])
def test_a_party_with_nearly_all_steps(width, one_way, feasible):
    """Fibres that are sorted in another way, and places that need more than 16 bits."""
    n, rng = 17, np.random.default_rng([width, one_way])
    owns = np.zeros((3, n), bool)
    owns[0, :width], owns[1, width], owns[2, width + 1 :] = True, True, True
    irreversible = np.arange(n) < one_way
    allowed = rng.random(1 << n) < feasible
    ranks = [np.where(allowed, rng.integers(0, 1 << 17, 1 << n), -1).astype(np.int32) for _ in range(3)]
    agrees_with_numpy(Graph(n, *powers(owns, irreversible=irreversible), allowed, np.array(ranks)), (0, 1000))


def test_many_one_way_steps_are_not_refused():
    """In numpy the improvements over 16 one-way steps of one party do not fit."""
    n = 17
    makes = ((1 << 16) - 1, 1 << 16)
    ranks = np.array([ranks_from_worth(row) for row in np.random.default_rng(1).normal(size=(2, n))])
    graph = Graph(n, makes, (0, 1 << 16), np.ones(1 << n, bool), ranks)
    by_sweeps, by_labels = (compiled.stable(graph, ["seq", "sseq"], patience) for patience in (1000, 0))
    for concept in ("seq", "sseq"):
        assert (by_sweeps[concept] == by_labels[concept]).all()
    assert OptionForm.of(graph).stable("seq", 0).any()


def test_one_state_and_no_party():
    one = Graph(0, (0, 0), (0, 0), np.ones(1, bool), np.zeros((2, 1), np.int32))
    assert all(found.all() for found in compiled.stable(one).values())
    nobody = Graph(2, (), (), np.ones(4, bool), np.zeros((0, 4), np.int32))
    assert all(found.shape == (0, 4) for found in compiled.stable(nobody).values())
    assert individual.stable(nobody, ["nash"])["nash"].shape[0] == 0


def test_ranks_as_large_as_can_be():
    top = np.iinfo(np.int32).max - 1
    ranks = np.array([[0, top, 5, top - 1], [top, 3, top - 1, 0]], np.int32)
    agrees_with_numpy(Graph(2, (1, 2), (1, 2), np.ones(4, bool), ranks))


def test_what_does_not_fit_together_is_refused():
    graph = random_graph(1, 2, 4)
    below = graph.ranks.copy()
    below[0, 0] = -1
    with pytest.raises(ValueError, match="lengths"):
        compiled.stable(Graph(4, graph.makes, graph.ends, graph.feasible, below))
    with pytest.raises(ValueError, match="lengths"):
        compiled.stable(Graph(4, (16, 0), graph.ends, graph.feasible, graph.ranks))
    with pytest.raises(ValueError, match="lengths"):
        compiled.stable(graph, ["seq"], -1)
    with pytest.raises(ValueError, match="worths are"):
        individual.draws(graph, np.zeros((2, 2, 3)))
    halves = np.full((1, 2, 4), 0.5)
    with pytest.raises(ValueError, match="lengths"):
        compiled.draws(graph, halves, np.zeros(0, np.int64), np.zeros((1, 0, 2)), np.ones((1, 2)), ["nash"])


def test_the_graph_that_keeps_its_work_asks_the_kernel():
    graph = random_graph(4, 3, 7)
    expected = by_numpy(individual.stable, graph)
    work = OptionForm.of(graph)
    work.work_out(["seq", "nash"])
    for concept, asked in expected.items():
        for party in range(3):
            assert (work.stable(concept, party) == asked[party]).all()
            assert (individual.CONCEPTS[concept](graph, party) == asked[party]).all()


# ------------------------------------------------------------------------------------------------- draws


@pytest.mark.parametrize("seed", range(20))
def test_draws_are_the_conflicts_one_by_one(seed):
    rng = np.random.default_rng(seed)
    graph = random_graph(seed, 2 + seed % 3, 3 + seed % 5, feasible=0.6 + seed % 5 / 10)
    worth = rng.choice([-0.3, -0.1, 0.0, 0.1, 0.2, 0.7], (7, graph.parties, graph.n))
    entries, together = [3, 6], rng.choice([-0.2, 0.0, 0.1], (7, 2, graph.parties))
    found = individual.draws(graph, worth, entries, together, each=True)
    counts = {concept: np.zeros((graph.parties, graph.states), int) for concept in CONCEPTS}
    for draw in range(7):
        ranks = [
            ranks_from_worth(worth[draw, i], [(3, together[draw, 0, i]), (6, together[draw, 1, i])], graph.feasible)
            for i in range(graph.parties)
        ]
        drawn = Graph(graph.n, graph.makes, graph.ends, graph.feasible, np.array(ranks))
        for k, (concept, stable) in enumerate(by_numpy(individual.stable, drawn).items()):
            counts[concept] += stable
            masks = sum(stable[i].astype(int) << i for i in range(graph.parties))
            assert (found.each[draw, k] == masks).all(), (draw, concept)
    for k, concept in enumerate(found.concepts):
        assert (found.stable[k] == counts[concept]).all()
        everybody = (found.each[:, k] == (1 << graph.parties) - 1).sum(axis=0)
        assert (found.equilibria[k] == np.where(graph.feasible, everybody, 0)).all()


def test_no_draws():
    graph = random_graph(1, 2, 3)
    found = individual.draws(graph, np.zeros((0, 2, 3)), each=True)
    assert found.draws == 0
    assert not found.stable.any()
    assert found.each.shape == (0, 5, 8)


# ------------------------------------------------------------------------------------------------- ranks


def exact_ranks(whole, extra, n):
    sums = [
        sum(whole[j] for j in subset(s, n)) + sum(more for steps, more in extra if s & steps == steps)
        for s in range(1 << n)
    ]
    levels = sorted(set(sums))
    return [levels.index(value) for value in sums]


@pytest.mark.parametrize("by", ["kernel", "numpy"])
@pytest.mark.parametrize("seed", share_of(range(60)))
def test_decimals_and_fractions_tie_where_they_are_equal(seed, by):
    """Tenths, hundredths, thirds, sevenths, powers of two and of ten: exactly the ties of the whole numbers."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 9))
    scale = Fraction(int(rng.choice([1, 3, 7, 10, 100, 1000, 4096, 999])), int(rng.choice([1, 1, 7, 10**6])))
    whole = [int(value) for value in rng.integers(-6, 7, n)]
    extra = [(int(rng.integers(1, 1 << n)), int(rng.integers(-6, 7))) for _ in range(3)]
    given = [float(Fraction(v) / scale) for v in whole], [(t, float(Fraction(v) / scale)) for t, v in extra]
    found = ranks_from_worth(*given) if by == "kernel" else by_numpy(ranks_from_worth, *given)
    assert found.tolist() == exact_ranks(whole, extra, n)


@pytest.mark.parametrize("by", ["kernel", "numpy"])
def test_whole_numbers_at_the_very_edge_of_the_grid(by):
    """Gross stake 4096: multiples of four lie half-way between two values of the grid, however they are summed."""
    for unit in (1.0, 0.1, 1 / 3, 1 / 7):
        whole = [4, 4, 8, 12, 20, -4, -16, 4028]
        assert sum(map(abs, whole)) == 4096
        given = [value * unit for value in whole]
        found = ranks_from_worth(given) if by == "kernel" else by_numpy(ranks_from_worth, given)
        assert found.tolist() == exact_ranks(whole, [], len(whole)), unit


@pytest.mark.parametrize("n", [0, 1, 9, 14])
def test_ranks_are_those_of_numpy(n):
    rng = np.random.default_rng(n)
    for scale in (1e-12, 1.0, 1e15):
        feasible = rng.random(1 << n) < 0.7
        worth = rng.normal(size=n) * scale
        terms = [(int(rng.integers(1, 1 << n)), float(rng.normal() * scale)) for _ in range(2 if n else 0)]
        np.testing.assert_array_equal(
            ranks_from_worth(worth, terms, feasible), by_numpy(ranks_from_worth, worth, terms, feasible)
        )


def test_sums_torn_by_the_grid_are_mended_in_draws_too():
    """Three thirds of a half of the grid, and that half itself: in numpy and in the kernel the same states tie."""
    rows = []
    for whole in range(1, 120):
        half = (whole + 0.5) * 1e-9
        rows.append([half / 3, half / 3, half / 3, half, 1 - 2 * half])
    worth = np.array(rows)[:, None, :]
    graph = Graph(5, (31,), (31,), np.ones(32, bool), np.zeros((1, 32), np.int32))
    found = individual.draws(graph, worth, each=True)
    expected = by_numpy(individual.draws, graph, worth, each=True)
    assert (found.each == expected.each).all()
    whole, _, grid = states.whole_numbers(worth[:, 0])
    assert (np.abs(whole).sum(axis=1) < 2**50).all()
    assert (grid >= 1).all()
