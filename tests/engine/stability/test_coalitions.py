"""Coalitions: against the slow twin, classic conflicts, laws, and the limits."""

from __future__ import annotations

import json

import numpy as np
import pytest

from conflicts import classic, random_graph, random_pair, subset
from naive import coalitions as naive_coalitions
from places import ORACLES
from shares import share_of
from standoff.engine.stability import coalitions, individual
from standoff.engine.stability.coalitions import CoalitionAnalysis, coalitions_of
from standoff.engine.stability.states import Graph

FILES = sorted((ORACLES / "stability").glob("*.json"))
CONCEPTS = {name: getattr(coalitions, name) for name in naive_coalitions.CONCEPTS}


def differences(conflict, work, state_of, states):
    """Where the engine and the twin disagree: concept, coalition, state."""
    found = []
    for name, concept in CONCEPTS.items():
        for group in coalitions_of(range(work.conflict.parties)):
            mask = concept(work, group)
            assert not mask[~work.conflict.feasible].any()
            twin = naive_coalitions.CONCEPTS[name]
            found += [(name, group, s) for s in states if mask[s] != twin(conflict, group, state_of(s))]
    return found


@pytest.mark.parametrize(("parties", "n", "seeds"), [(2, 3, 100), (3, 3, 100), (3, 4, 60), (4, 4, 40), (2, 5, 20)])
def test_twin_in_option_form(parties, n, seeds):
    for seed in share_of(range(seeds)):
        conflict, graph = random_pair(seed, parties, n)
        states = np.flatnonzero(graph.feasible).tolist()
        assert not differences(conflict, CoalitionAnalysis.of(graph), lambda s: subset(s, n), states), seed


class Arcs:
    """A conflict in graph form, as little of it as coalitions ask for."""

    def __init__(self, moves, ranks):
        self.moves, self.ranks = moves, ranks
        self.parties, self.states = ranks.shape
        self.feasible = np.ones(self.states, bool)

    def targets(self, party, state):
        return np.array(sorted(t for s, t in self.moves[party] if s == state), np.int64)


def arcs_at_random(seed, parties, states):
    """The same conflict twice: for the twin and for the engine; moves are neither symmetric nor transitive."""
    rng = np.random.default_rng([seed, parties, states])
    dense = rng.choice([0.1, 0.25, 0.5])
    moves = {
        i: {(s, t) for s in range(states) for t in range(states) if s != t and rng.random() < dense}
        for i in range(parties)
    }
    ranks = rng.integers(0, rng.choice([3, 2 * states]), (parties, states)).astype(np.int32)
    prefer = {i: dict(enumerate(ranks[i].tolist())) for i in range(parties)}
    conflict = {"parties": list(range(parties)), "states": list(range(states)), "moves": moves, "prefer": prefer}
    return conflict, Arcs(moves, ranks)


@pytest.mark.parametrize(("parties", "states"), [(2, 6), (3, 6), (4, 5), (3, 9)])
def test_twin_in_graph_form(parties, states):
    for seed in share_of(range(60)):
        conflict, arcs = arcs_at_random(seed, parties, states)
        assert not differences(conflict, CoalitionAnalysis.of(arcs), lambda s: s, range(states)), seed


def arcs_of(data):
    """A classic conflict in graph form."""
    names = [party["name"] for party in data["dms"]]
    ranks = np.zeros((len(names), len(data["states"])), np.int32)
    for i, name in enumerate(names):
        for above, level in enumerate(data["preferences"][name]):
            ranks[i, [k - 1 for k in level]] = len(data["preferences"][name]) - above
    return Arcs({i: {(s - 1, t - 1) for s, t in data["moves"][name]} for i, name in enumerate(names)}, ranks)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_classic_conflicts(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    if "moves" in data:
        conflict, lies = arcs_of(data), list(range(len(data["states"])))
    else:
        conflict, lies = classic(data)
    work = CoalitionAnalysis.of(conflict)
    names = [party["name"] for party in data["dms"]]
    for name, concept in CONCEPTS.items():
        wanted = data["computed"]["coalition"][name]
        universal = set(range(1, len(lies) + 1))
        for group in coalitions_of(range(len(names))):
            mask = concept(work, group)
            found = [k + 1 for k, s in enumerate(lies) if mask[s]]
            assert found == wanted["by_coalition"]["+".join(names[i] for i in group)], (name, group)
            universal &= set(found)
        assert sorted(universal) == wanted["universal"]


# ------------------------------------------------------------------------------------------------- laws


def alone(graph):
    """The same without joint steps."""
    return Graph(graph.n, graph.makes, graph.ends, graph.feasible, graph.ranks)


@pytest.mark.parametrize("structured", [True, False])
@pytest.mark.parametrize(("parties", "n"), [(2, 7), (3, 7), (4, 7)])
def test_laws_of_inclusion(parties, n, structured):
    for seed in range(6):
        graph = random_graph(seed, parties, n, structured)
        work = CoalitionAnalysis.of(graph)
        for group in coalitions_of(range(parties)):
            found = {name: concept(work, group) for name, concept in CONCEPTS.items()}
            for narrow, wide in [
                ("cnash", "csmr"),
                ("csmr", "cgmr"),
                ("cnash", "cseq_ui"),
                ("cseq_ui", "cseq"),
                ("cseq", "cgmr"),
            ]:
                assert not (found[narrow] & ~found[wide]).any(), (seed, group, narrow, wide)


@pytest.mark.parametrize("seed", share_of(range(12)))
def test_coalitions_of_one_give_the_individual_concepts(seed):
    """Without joint steps; the credible answer is then one of single parties."""
    graph = alone(random_graph(seed, 2 + seed % 3, 7, structured=seed % 2 == 0))
    work = CoalitionAnalysis.of(graph)
    for one, other in [("cnash", "nash"), ("cgmr", "gmr"), ("csmr", "smr"), ("cseq_ui", "seq")]:
        for i in range(graph.parties):
            assert (CONCEPTS[one](work, (i,)) == individual.CONCEPTS[other](graph, i)).all(), (one, i)
    for i in range(graph.parties):
        seq = individual.seq(graph, i)
        assert not (seq & ~coalitions.cseq(work, (i,))).any()
        if graph.parties == 2:
            assert (seq == coalitions.cseq(work, (i,))).all()


@pytest.mark.parametrize("seed", share_of(range(12)))
def test_joint_steps_of_the_others_can_only_deter(seed):
    graph = random_graph(seed, 3 + seed % 2, 7)
    with_joint, without = CoalitionAnalysis.of(graph), CoalitionAnalysis.of(alone(graph))
    for i in range(graph.parties):
        assert (coalitions.cnash(with_joint, (i,)) == individual.nash(graph, i)).all()
        for name in ("cgmr", "csmr", "cseq"):
            assert not (CONCEPTS[name](without, (i,)) & ~CONCEPTS[name](with_joint, (i,))).any()


def test_a_joint_step_is_a_move_of_all_its_owners_and_of_nobody_else():
    """Two parties would both gain by a joint step that no notion of single parties ever makes."""
    ranks = np.array([[0, 1], [0, 1], [0, 0]], np.int32)
    graph = Graph(1, (0, 0, 0), (1, 1, 0), np.ones(2, bool), ranks, joint=((0b011, 1, 1),))
    assert all(individual.nash(graph, i)[0] for i in range(3))
    assert not coalitions.cnash(graph, (0, 1))[0]
    assert not coalitions.cgmr(graph, (0, 1))[0]
    assert coalitions.cnash(graph, (0, 2))[0]
    assert coalitions.cnash(graph, (0, 1, 2))[0]
    assert coalitions.jumps(graph, (0, 1), np.ones(2, bool)).tolist() == [[0, 1]]


@pytest.mark.parametrize("seed", range(4))
def test_names_and_order_change_nothing(seed):
    graph = random_graph(seed, 3, 6, structured=seed % 2 == 0)
    rng = np.random.default_rng(seed)
    parties, steps = rng.permutation(3).tolist(), rng.permutation(6).tolist()

    def moved(mask):
        return sum(1 << steps[j] for j in range(6) if mask >> j & 1)

    lies = np.array([moved(s) for s in range(64)])
    makes, ends, ranks = [0] * 3, [0] * 3, np.empty_like(graph.ranks)
    feasible = np.empty_like(graph.feasible)
    feasible[lies] = graph.feasible
    for i, name in enumerate(parties):
        makes[name], ends[name] = moved(graph.makes[i]), moved(graph.ends[i])
        ranks[name][lies] = graph.ranks[i]
    joint = tuple(
        (sum(1 << parties[i] for i in range(3) if owners >> i & 1), moved(made), moved(ended))
        for owners, made, ended in graph.joint
    )
    other = Graph(6, tuple(makes), tuple(ends), feasible, ranks, joint)
    before, after = CoalitionAnalysis.of(graph), CoalitionAnalysis.of(other)
    for concept in CONCEPTS.values():
        for group in coalitions_of(range(3)):
            renamed = tuple(sorted(parties[i] for i in group))
            assert (concept(before, group) == concept(after, renamed)[lies]).all()


def test_jumps_are_common_improvements_between_equilibria():
    several = 0
    for seed in range(20):
        conflict, graph = random_pair(seed, 3, 4)
        equilibria = individual.equilibria(graph, "seq")
        for group in coalitions_of(range(3)):
            wanted = [
                (s, t)
                for s in np.flatnonzero(equilibria).tolist()
                for t in np.flatnonzero(equilibria).tolist()
                if subset(t, 4) in naive_coalitions.improvements(conflict, group, subset(s, 4))
            ]
            assert list(map(tuple, coalitions.jumps(graph, group, equilibria).tolist())) == wanted
            several += len(wanted) > 1
    assert several >= 5


def test_the_quarry_has_one_jump():
    """The agency and the quarry together leave state 5 for state 8, which no single party can."""
    data = json.loads(next(path for path in FILES if path.stem == "quarry").read_text(encoding="utf-8"))
    assert data["expected"]["other"][2]["value"] == [8]
    nash = np.zeros(9, bool)
    nash[[k - 1 for k in data["expected"]["equilibria"]["nash"]]] = True
    arcs = arcs_of(data)
    found = {group: coalitions.jumps(arcs, group, nash).tolist() for group in coalitions_of(range(3))}
    assert found.pop((0, 1)) == [[4, 7]]
    assert not any(found.values())
