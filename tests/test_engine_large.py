"""Stability of large conflicts: against the explicit engine on small ones, laws, and large ones known by construction."""

from __future__ import annotations

import numpy as np
import pytest

from conflicts import powers_of, random_steps
from standoff.engine import masks
from standoff.engine.large import CONCEPTS, Equilibria, Large, stays
from standoff.engine.orders import Ranking, Statements, worths
from standoff.engine.sat import Deadline
from standoff.engine.stability import Sweeps, equilibria
from standoff.engine.states import Graph, ranks_from_ranking, ranks_from_statements, ranks_from_worth

pytest.importorskip("pysat")

NEVER = Deadline(None)


def random_rule(rng, n, depth=2):
    if depth == 0 or rng.random() < 0.2:
        return ("step", int(rng.integers(n)))
    kind = str(rng.choice(["not", "and", "or", "if", "iff"]))
    parts = 1 if kind == "not" else 2
    return (kind, *(random_rule(rng, n, depth - 1) for _ in range(parts)))


def random_order(rng, n, feasible, kind):
    """The preference of a party twice: as an order, and as ranks of all states."""
    if kind == "worths":
        # Tenths, so that sums tie where floats do not.
        each = (rng.integers(-3, 4, n) / 10).tolist()
        several = [
            (
                masks.mask(rng.choice(n, min(n, int(rng.integers(2, 4))), replace=False).tolist()),
                int(rng.integers(-4, 5)) / 10,
            )
            for _ in range(int(rng.integers(0, 3)))
        ]
        return worths(each, several), ranks_from_worth(each, several, feasible)
    if kind == "statements":
        said = tuple(random_rule(rng, n) for _ in range(int(rng.integers(1, 5))))
        columns = masks.columns(n)
        truths = (np.broadcast_to(masks.truth(one, columns), feasible.shape) for one in said)
        return Statements(said), ranks_from_statements(truths, feasible)
    listed = rng.permutation(1 << n)[: int(rng.integers(1, 12))].tolist()
    levels, at = [], 0
    while at < len(listed):
        size = int(rng.integers(1, 4))
        levels.append(tuple(listed[at : at + size]))
        at += size
    return Ranking(n, tuple(levels)), ranks_from_ranking(levels, feasible)


def random_conflict(seed, parties, n, rules=None, kinds=("worths", "worths", "worths", "statements", "ranking")):
    """A random conflict twice: to be searched, and with all its states."""
    rng = np.random.default_rng([seed, parties, n, 77])
    steps = random_steps(rng, parties, n)
    if rng.random() < 0.3:
        steps = [step | {"undo": "0", "redo": "0"} for step in steps]
    while True:
        said = [random_rule(rng, n) for _ in range(int(rng.integers(0, 4)) if rules is None else rules)]
        if n > 3 and rng.random() < 0.4:
            chosen = rng.choice(n, 3, replace=False).tolist()
            said += [("not", ("and", ("step", a), ("step", b))) for a in chosen for b in chosen if a < b]
        feasible = masks.feasible(n, said)
        if feasible.any():
            break
    orders, ranks = [], []
    for _ in range(parties):
        order, rank = random_order(rng, n, feasible, str(rng.choice(kinds)))
        orders.append(order)
        ranks.append(rank)
    can = powers_of(steps, parties)
    return Large(n, *can, tuple(said), tuple(orders)), Sweeps.of(Graph(n, *can, feasible, np.array(ranks)))


SIZES = [(2, 2, 30), (2, 3, 60), (2, 5, 40), (3, 4, 60), (3, 6, 40), (4, 6, 25), (5, 7, 15), (3, 8, 10)]


@pytest.mark.parametrize(("parties", "n", "seeds"), SIZES)
def test_verdicts_are_those_of_the_explicit_engine(parties, n, seeds):
    for seed in range(seeds):
        conflict, graph = random_conflict(seed, parties, n)
        rng = np.random.default_rng(seed)
        states = np.flatnonzero(graph.feasible)
        for state in rng.permutation(states)[:12].tolist():
            for party in range(parties):
                for concept in CONCEPTS:
                    wanted = bool(graph.stable(concept, party)[state])
                    assert stays(conflict, concept, party, state, NEVER) is wanted, (seed, concept, party, state)


@pytest.mark.parametrize(("parties", "n", "seeds"), SIZES)
def test_equilibria_are_those_of_the_explicit_engine(parties, n, seeds):
    for seed in range(seeds):
        conflict, graph = random_conflict(seed, parties, n)
        now = int(np.flatnonzero(graph.feasible)[seed % graph.feasible.sum()])
        for concept in CONCEPTS:
            wanted = np.flatnonzero(equilibria(graph, concept))
            search = Equilibria(conflict, concept, now)
            found = list(search.nearest())
            assert sorted(found) == wanted.tolist(), (seed, concept)
            away = [(state ^ now).bit_count() for state in found]
            assert away == sorted(away)
            assert not search.undecided
            assert_patterns(search.patterns(NEVER, complete=True), wanted, n)
            assert_patterns(Equilibria(conflict, concept, now).patterns(NEVER), wanted, n)


def assert_patterns(found, wanted, n):
    if not len(wanted):
        assert found is None
        return
    every = (1 << n) - 1
    always, ever = int(np.bitwise_and.reduce(wanted)), int(np.bitwise_or.reduce(wanted))
    assert (found.always, found.never, found.free, found.open) == (always, every & ~ever, ever & ~always, 0)
