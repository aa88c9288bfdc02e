"""Unknown preferences: against the slow twin, laws, and the limit."""

from __future__ import annotations

import numpy as np
import pytest

from conflicts import number, powers_of, random_pair, random_steps, subset
from naive import stability as naive
from naive import unknown as naive_unknown
from shares import share_of
from standoff.engine.stability import legal_sequences, unknown
from standoff.engine.stability.individual import OptionForm
from standoff.engine.stability.states import Graph, ranks_from_ranking
from standoff.engine.stability.unknown import MOST_STATES, TYPES, UNKNOWN, admit
from standoff.errors import SizeError, UsageError

SHAPES = [(parties, n) for parties in (2, 3, 4) for n in (3, 4)] + [(2, 5), (3, 5)]


def unknown_pair(seed, parties, n, ties=True):
    """The same random conflict with readings twice, for the twin and for the engine."""
    rng = np.random.default_rng([seed, parties, n, 11])
    steps = random_steps(rng, parties, n)
    feasible = rng.random(1 << n) < rng.choice([0.5, 0.8, 1.0])
    feasible[rng.integers(1 << n)] = True
    states = [subset(s, n) for s in np.flatnonzero(feasible)]
    levels = []
    for _ in range(parties):
        count = int(rng.choice([1, 2, 2, 3]))
        base = rng.integers(0, rng.choice([4, 1 << n]), 1 << n) if ties else rng.permutation(1 << n)
        rows = [base]
        for _ in range(count - 1):
            if not ties:
                rows.append(rng.permutation(1 << n))
            else:
                other = base.copy()
                some = rng.random(1 << n) < 0.4
                other[some] = rng.integers(0, 1 << n, int(some.sum()))
                rows.append(other)
        levels.append(np.array(rows))
    conflict = naive.option_form(list(range(parties)), dict(enumerate(steps)), states, {})
    conflict["better"], conflict["unknown"] = {}, {}
    for i, rows in enumerate(levels):
        pairs = [(t, s) for t in states for s in states]
        says = {(t, s): [bool(row[number(t)] > row[number(s)]) for row in rows] for t, s in pairs}
        conflict["better"][i] = {pair for pair, said in says.items() if all(said)}
        conflict["unknown"][i] = {pair for pair, said in says.items() if any(said) and not all(said)}
    readings = tuple(
        np.array(
            [
                ranks_from_ranking([np.flatnonzero(row == v).tolist() for v in range(row.max(), -1, -1)], feasible)
                for row in rows
            ]
        )
        for rows in levels
    )
    graph = Graph(n, *powers_of(steps, parties), feasible, np.array([rows[0] for rows in readings]))
    return conflict, OptionForm.of(graph, readings=readings)


@pytest.mark.parametrize(("parties", "n"), SHAPES)
def test_twin(parties, n):
    for seed in share_of(range({3: 40, 4: 25, 5: 5}[n])):
        conflict, doubt = unknown_pair(seed, parties, n, ties=seed % 3 > 0)
        feasible = doubt.feasible
        for concept, stays in UNKNOWN.items():
            for kind in TYPES:
                for i in range(parties):
                    twin = naive_unknown.CONCEPTS[concept]
                    wanted = [bool(feasible[s]) and twin(conflict, i, subset(s, n), kind) for s in range(1 << n)]
                    assert stays[kind].function(doubt, i).tolist() == wanted, (seed, concept, kind, i)


@pytest.mark.parametrize("seed", share_of(range(30)))
def test_without_ties_what_is_unknown_is_unknown_both_ways(seed):
    """So that what the twin computes is then what was published."""
    conflict, _ = unknown_pair(seed, 3, 4, ties=False)
    for pairs in conflict["unknown"].values():
        assert pairs == {(s, t) for t, s in pairs}


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_with_nothing_unknown_all_types_are_the_plain_notion(seed):
    _, graph = random_pair(seed, 2 + seed % 3, 3 + seed % 3)
    doubt = work = OptionForm.of(graph, readings=tuple(row[None] for row in graph.ranks))
    for concept, stays in UNKNOWN.items():
        for kind in TYPES:
            for i in range(graph.parties):
                assert (stays[kind].function(doubt, i) == work.stable(concept, i)).all(), (concept, kind)


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_laws(seed):
    _, doubt = unknown_pair(seed, 2 + seed % 3, 4)
    for i in range(doubt.parties):
        found = {(c, kind): stays[kind].function(doubt, i) for c, stays in UNKNOWN.items() for kind in TYPES}
        for concept in UNKNOWN:
            for bold, cautious in ("ab", "ac", "bd", "cd"):
                assert not (found[concept, bold] & ~found[concept, cautious]).any(), (concept, bold, cautious)
        for kind in TYPES:
            for narrow, wide in (("nash", "smr"), ("smr", "gmr"), ("nash", "seq"), ("seq", "gmr")):
                assert not (found[narrow, kind] & ~found[wide, kind]).any(), (kind, narrow, wide)
        assert (found["nash", "a"] == found["nash", "c"]).all()
        assert (found["nash", "b"] == found["nash", "d"]).all()


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_the_boldest_is_stable_under_every_reading_and_the_most_cautious_under_any(seed):
    """Where only one party's order is in doubt, type a implies the plain notion under each reading, which implies d."""
    _, doubt = unknown_pair(seed, 3, 4)
    work = doubt
    readings = (doubt.readings[0], *(rows[:1] for rows in doubt.readings[1:]))
    one = OptionForm(work.n, work.makes, work.ends, work.feasible, work.ranks, readings=readings)
    for row in readings[0]:
        plain = OptionForm.of(Graph(4, work.makes, work.ends, work.feasible, np.array([row, *work.ranks[1:]])))
        for concept, stays in UNKNOWN.items():
            assert not (stays["a"].function(one, 0) & ~plain.stable(concept, 0)).any()
            assert not (plain.stable(concept, 0) & ~stays["d"].function(one, 0)).any()


class Arcs:
    """A conflict in which each party has some moves at random, which need not be transitive."""

    def __init__(self, rng, parties, states):
        self.parties, self.states = parties, states
        self.feasible = rng.random(states) < 0.9
        self.arcs = rng.random((parties, states, states)) < 0.2
        self.arcs &= self.feasible & self.feasible[:, None] & ~np.eye(states, dtype=bool)

    def others(self, party):
        return tuple(other for other in range(self.parties) if other != party)

    def targets(self, party, state):
        return np.flatnonzero(self.arcs[party, state])


@pytest.mark.parametrize("seed", share_of(range(60)))
def test_twin_where_moves_are_arcs(seed, monkeypatch):
    """In any form: nobody moves twice in a row, and a chain may return; however little is gathered at once."""
    monkeypatch.setattr(unknown, "AT_ONCE", (3, 1 << 16)[seed % 2])
    monkeypatch.setattr(legal_sequences, "AT_ONCE", (3, 1 << 22)[seed % 2])
    rng = np.random.default_rng(seed)
    parties, count = 2 + seed % 3, 9
    graph = Arcs(rng, parties, count)
    readings = tuple(rng.integers(0, 6, (int(rng.integers(1, 4)), count)).astype(np.int32) for _ in range(parties))
    conflict = {
        "parties": list(range(parties)),
        "states": np.flatnonzero(graph.feasible).tolist(),
        "moves": {i: {(s, t) for s, t in np.argwhere(graph.arcs[i]).tolist()} for i in range(parties)},
    }
    pairs = [(t, s) for t in range(count) for s in range(count)]
    says = [{(t, s): [bool(row[t] > row[s]) for row in rows] for t, s in pairs} for rows in readings]
    conflict["better"] = {i: {pair for pair in pairs if all(says[i][pair])} for i in range(parties)}
    conflict["unknown"] = {
        i: {pair for pair in pairs if any(says[i][pair]) and not all(says[i][pair])} for i in range(parties)
    }
    graph.readings = readings
    for concept, stays in UNKNOWN.items():
        for kind in TYPES:
            for i in range(parties):
                twin = naive_unknown.CONCEPTS[concept]
                wanted = [bool(graph.feasible[s]) and twin(conflict, i, s, kind) for s in range(count)]
                assert stays[kind].function(graph, i).tolist() == wanted, (concept, kind, i)


def test_where_nothing_is_unknown_it_cannot_be_asked():
    _, graph = random_pair(0, 2, 3)
    with pytest.raises(UsageError, match="say what a party's order may be with `either`"):
        UNKNOWN["gmr"]["a"].function(OptionForm.of(graph), 0)


def test_too_many_states_are_refused_before_any_work():
    admit(MOST_STATES)
    with pytest.raises(SizeError, match="4097, and the limit is 4096"):
        admit(MOST_STATES + 1)
