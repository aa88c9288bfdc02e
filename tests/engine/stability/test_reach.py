"""What can be reached, against the slow twin: by one party, by several in turn, by improvements only."""

from __future__ import annotations

import numpy as np
import pytest

from conflicts import number, random_graph, random_pair, subset
from naive import stability as naive
from shares import share_of
from standoff.engine.stability import improvements
from standoff.engine.stability.improvements import Improvements
from standoff.engine.stability.reach import UNREACHED, best, closure_worst, fold, leads_to, worst
from standoff.engine.stability.states import Graph
from standoff.errors import SizeError

CASES = [(seed, parties, n) for seed in share_of(range(8)) for parties in (2, 3, 4) for n in (3, 4, 5)]


@pytest.fixture(params=CASES, ids=str)
def pair(request):
    return random_pair(*request.param)


def test_one_party(pair):
    conflict, graph = pair
    for i in range(graph.parties):
        for values in graph.ranks:
            most, least = best(graph, i, values), worst(graph, i, values)
            for s in np.flatnonzero(graph.feasible).tolist():
                ends = [s, *(number(t) for t in naive.reach(conflict, i, subset(s, graph.n)))]
                assert most[s] == max(values[t] for t in ends)
                assert least[s] == min(values[t] for t in ends)
            assert (most[~graph.feasible] == -1).all()
            assert (least[~graph.feasible] == UNREACHED).all()


@pytest.mark.parametrize("partial", [-1.0, 0.4, 2.0], ids=["whole", "mixed", "partial"])
def test_several_parties(pair, partial, monkeypatch):
    monkeypatch.setattr(improvements, "PARTIAL", partial)
    conflict, graph = pair
    work = Improvements(graph)
    for i in range(graph.parties):
        group = [k for k in range(graph.parties) if k != i]
        values = graph.ranks[i]
        least, improving = closure_worst(graph, group, values), work.worst(group, values)
        for s in np.flatnonzero(graph.feasible).tolist():
            ends = naive.reach_of(conflict, group, subset(s, graph.n))
            assert least[s] == min(values[t] for t in [s, *map(number, ends)])
            ends = naive.improving_reach_of(conflict, group, subset(s, graph.n))
            assert improving[s] == min(values[t] for t in [s, *map(number, ends)])
        assert (least[~graph.feasible] == UNREACHED).all()
        assert (improving[~graph.feasible] == UNREACHED).all()


@pytest.mark.parametrize("seed", share_of(range(10)))
@pytest.mark.parametrize("structured", [True, False])
def test_whole_and_partial_sweeps_agree_on_larger_graphs(seed, structured, monkeypatch):
    graph = random_graph(seed, 3, 10, structured)
    found = []
    for partial in (-1.0, 0.4, 2.0):
        monkeypatch.setattr(improvements, "PARTIAL", partial)
        found.append(Improvements(graph).worst([1, 2], graph.ranks[0]))
    assert (found[0] == found[1]).all()
    assert (found[0] == found[2]).all()


def test_one_move_may_pass_over_infeasible_states_but_a_chain_may_not():
    feasible = np.array([True, False, False, True])
    ranks = np.zeros((2, 4), np.int32)
    values = np.array([7, -1, -1, 2], np.int32)
    alone = Graph(2, (0b11, 0), (0b11, 0), feasible, ranks)
    assert closure_worst(alone, [0, 1], values)[0] == 2
    shared = Graph(2, (0b01, 0b10), (0b01, 0b10), feasible, ranks)
    assert closure_worst(shared, [0, 1], values)[0] == 7


def test_too_many_one_way_steps_are_refused(monkeypatch):
    monkeypatch.setattr(improvements, "MOST_PLACES", 3**6)
    for n in (6, 7):
        every = (1 << n) - 1
        graph = Graph(n, (0, every), (0, 0), np.ones(1 << n, bool), np.zeros((2, 1 << n), np.int32))
        if n == 6:
            assert (Improvements(graph).worst([1], graph.ranks[0]) == 0).all()
        else:
            with pytest.raises(SizeError) as caught:
                Improvements(graph).worst([1], graph.ranks[0])
            assert caught.value.number == 3**7


def test_graphs_with_one_state():
    graph = Graph(0, (0, 0), (0, 0), np.ones(1, bool), np.zeros((2, 1), np.int32))
    assert Improvements(graph).worst([0, 1], graph.ranks[0]).tolist() == [0]
    assert closure_worst(graph, [0, 1], graph.ranks[0]).tolist() == [0]


@pytest.mark.parametrize("n", range(13))
def test_leads_to_is_the_fold_of_truth_values(n):
    rng = np.random.default_rng(n)
    for movers_count in (0, 1, 2, 4):
        movers = [tuple(int(x) for x in rng.integers(0, 1 << n, 2)) for _ in range(movers_count)]
        for share in (0.1, 0.7, 1.1):
            feasible, wanted = rng.random(1 << n) < share, rng.random(1 << n) < 0.02
            wanted &= feasible
            expected, before = wanted.copy(), None
            while before is None or (expected != before).any():
                before = expected.copy()
                for makes, ends in movers:
                    fold(expected, makes, ends, np.logical_or)
                    expected &= feasible
            found = leads_to(wanted, movers, feasible)
            assert found.dtype == np.bool_
            assert found.tolist() == expected.tolist()
