"""Limited-move, non-myopic and simultaneous stability: against the slow twin, classic conflicts, and laws."""

from __future__ import annotations

import json

import numpy as np
import pytest

from conflicts import classic, number, random_pair, subset
from naive import foresight as naive_foresight
from naive import stability as naive
from places import ORACLES
from shares import share_of
from standoff.engine.stability import foresight, individual
from standoff.engine.stability.foresight import anticipated, limited, nonmyopic
from standoff.engine.stability.simultaneous import sim
from standoff.engine.stability.states import Graph, ranks_from_ranking
from standoff.errors import UsageError

FILES = sorted((ORACLES / "stability").glob("*.json"))


def strict_pair(seed, n):
    """A random conflict of two parties with strict preferences, for the twin and for the engine."""
    conflict, graph = random_pair(seed, 2, n)
    rng = np.random.default_rng([seed, n, 7])
    ranks = []
    for i in range(2):
        order = rng.permutation(graph.states).tolist()
        ranks.append(ranks_from_ranking([[s] for s in order], graph.feasible))
        conflict["prefer"][i] = {s: -order.index(number(s)) for s in conflict["states"]}
    return conflict, Graph(n, graph.makes, graph.ends, graph.feasible, np.array(ranks), graph.joint)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_limited_moves_are_those_of_the_twin(n):
    for seed in share_of(range(60)):
        conflict, graph = strict_pair(seed, n)
        for h in range(1, 5 if n < 4 else 4):
            for i in range(2):
                found, mask = anticipated(graph, i, h), limited(graph, i, h)
                for s in np.flatnonzero(graph.feasible).tolist():
                    wanted = naive_foresight.anticipated(conflict, i, subset(s, n), h)
                    assert subset(int(found[s]), n) == wanted, (seed, h, i, s)
                    assert mask[s] == naive_foresight.limited(conflict, i, subset(s, n), h)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_non_myopic_is_stable_for_all_large_h(n):
    """Against 400 rounds of the definition, of which the last 200 must all say so: periods are far shorter."""
    for seed in share_of(range(25)):
        conflict, graph = strict_pair(seed, n)
        maps = naive_foresight.sequence(conflict, 400)
        for i in range(2):
            mask = nonmyopic(graph, i)
            for s in np.flatnonzero(graph.feasible).tolist():
                state = subset(s, n)
                assert mask[s] == all(one[i, state] == state for one in maps[200:]), (seed, i, s)


def test_some_anticipations_never_settle():
    """So that "for all large h" is more than "for the last h": a state that is stable again and again, and not."""
    changing = 0
    for seed in range(40):
        conflict, _ = strict_pair(seed, 4)
        maps = naive_foresight.sequence(conflict, 60)
        changing += any(maps[-1][key] != maps[-2][key] for key in maps[-1])
    assert changing


@pytest.mark.parametrize("seed", share_of(range(20)))
def test_one_move_ahead_is_nash(seed):
    _, graph = strict_pair(seed, 4)
    for i in range(2):
        assert (limited(graph, i, 1) == individual.nash(graph, i)).all()


def test_ties_and_a_third_party_are_refused():
    tied = Graph(1, (1, 0), (1, 0), np.ones(2, bool), np.array([[0, 0], [0, 1]], np.int32))
    three = Graph(1, (1, 0, 0), (1, 0, 0), np.ones(2, bool), np.array([[0, 1]] * 3, np.int32))
    for graph in (tied, three):
        with pytest.raises(UsageError, match="two parties with strict preferences"):
            limited(graph, 0, 2)
        with pytest.raises(UsageError, match="two parties with strict preferences"):
            nonmyopic(graph, 0)
    assert foresight.not_strict(tied) == (0, 0, 1)


# ------------------------------------------------------------------------------------------- simultaneous


@pytest.mark.parametrize(("parties", "n", "seeds"), [(2, 3, 80), (3, 3, 80), (3, 4, 60), (4, 4, 40), (3, 5, 20)])
def test_simultaneous_stability_is_that_of_the_twin(parties, n, seeds):
    for seed in share_of(range(seeds)):
        conflict, graph = random_pair(seed, parties, n)
        for i in range(parties):
            mask = sim(graph, i)
            assert not mask[~graph.feasible].any()
            for s in np.flatnonzero(graph.feasible).tolist():
                assert mask[s] == naive_foresight.sim(conflict, i, subset(s, n)), (seed, i, s)


def test_every_improvement_is_looked_at_in_all_combinations():
    """The error of a program that goes through the others' combinations for the first improvement only.

    Party 0 has two improvements from nothing in force, each spoilt by the same move of party 1.
    """
    ranks = np.array([[1, 2, 3, 4, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]], np.int32)
    graph = Graph(3, (3, 4), (3, 4), np.ones(8, bool), ranks)
    assert naive.__name__
    assert not individual.nash(graph, 0)[0]
    assert sim(graph, 0)[0]


# ------------------------------------------------------------------------------------- classic conflicts


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_classic_conflicts(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    if "moves" in data:
        pytest.skip("in graph form")
    graph, lies = classic(data)
    names = [party["name"] for party in data["dms"]]

    def listed(mask):
        return [k + 1 for k, s in enumerate(lies) if mask[s]]

    wanted = data["computed"]["individual"]["sim"]
    assert [listed(sim(graph, i)) for i in range(len(names))] == [wanted[name] for name in names]
    if len(names) != 2 or foresight.not_strict(graph) is not None:
        assert path.stem == "trap_ties"
        return
    for key, row in data["computed"]["limited_move"].items():
        masks = [nonmyopic(graph, i) if key == "NM" else limited(graph, i, int(key[1:])) for i in range(2)]
        assert [listed(mask) for mask in masks] == [row[name] for name in names], key
        assert listed(masks[0] & masks[1]) == row["equilibria"], key
