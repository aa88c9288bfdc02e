"""Ways from one state: the fewest sacrifices and moves by the definition, and every way that is shown is one."""

from __future__ import annotations

import numpy as np
import pytest

from conflicts import number, random_pair, random_steps, subset
from naive import reasons as naive_reasons
from shares import share_of
from standoff.engine.reasons import paths
from standoff.engine.stability.states import Graph
from standoff.errors import SizeError

CASES = [(seed, parties, n) for parties, n in ((2, 3), (2, 4), (3, 4), (4, 4), (3, 5)) for seed in share_of(range(25))]


def pair(seed, parties, n):
    """A random conflict for the twin and for the engine, with its steps, and the movers with joint moves."""
    steps = random_steps(np.random.default_rng([seed, parties, n]), parties, n)  # as `random_pair` draws them
    conflict, graph = random_pair(seed, parties, n)
    owns = [[i in step["by"] for step in steps] for i in range(parties)]
    never = {way: [step[way] == "never" for step in steps] for way in ("undo", "redo")}
    joint = paths.joint_movers(owns, irreversible=never["undo"], final=never["redo"])
    return conflict, dict(enumerate(steps)), graph, joint


@pytest.mark.parametrize(("seed", "parties", "n"), CASES)
@pytest.mark.parametrize("together", [False, True])
def test_the_fewest_sacrifices_and_then_the_fewest_moves(seed, parties, n, together):
    conflict, steps, graph, joint = pair(seed, parties, n)
    movers = (*paths.single_movers(graph), *(joint if together else ()))
    start = int(np.flatnonzero(graph.feasible)[seed % 3 % graph.feasible.sum()])
    found = paths.ways(graph, start, movers)
    best = naive_reasons.best_ways(conflict, steps, subset(start, n), together)
    for s in range(graph.states):
        expected = best.get(subset(s, n))
        assert (found.sacrifices[s], found.moves[s]) == (expected or (-1, -1)), s
        if expected is None:
            with pytest.raises(ValueError, match="no way leads"):
                found.to(s)
        else:
            assert_way(conflict, steps, subset(start, n), subset(s, n), found.to(s), expected)


def assert_way(conflict, steps, state, end, moves, expected):
    """A way is legal, says of each move whether it pays, ends where it should and costs what is said."""
    last = None
    for move in moves:
        to = subset(move.state, len(steps))
        assert move.parties != last
        assert to in naive_reasons.one_move(conflict, steps, move.parties, state)
        assert move.improves == all(conflict["prefer"][i][to] > conflict["prefer"][i][state] for i in move.parties)
        state, last = to, move.parties
    assert state == end
    assert (sum(not move.improves for move in moves), len(moves)) == expected


@pytest.mark.parametrize(("seed", "parties", "n"), CASES[::5])
def test_a_search_for_some_states_ends_with_the_same_ways(seed, parties, n):
    _, _, graph, joint = pair(seed, parties, n)
    movers = (*paths.single_movers(graph), *joint)
    start = int(np.flatnonzero(graph.feasible)[0])
    every = paths.ways(graph, start, movers)
    wanted = graph.feasible & (np.random.default_rng(seed).random(graph.states) < 0.2)
    some = paths.ways(graph, start, movers, wanted)
    for s in np.flatnonzero(wanted).tolist():
        assert (some.sacrifices[s], some.moves[s]) == (every.sacrifices[s], every.moves[s])
        if some.moves[s] >= 0:
            assert some.to(s) == every.to(s)


def test_a_treaty_by_hand():
    """Both like the treaty, and A would pay for it with its step: first the treaty together, then nothing more."""
    owns = [[True, False, True], [False, True, True]]
    every = np.ones(8, bool)
    worth = [[-1, 2, 5], [2, -1, 3]]
    total = np.array([[sum(w[j] for j in subset(s, 3)) for s in range(8)] for w in worth], np.int32)
    graph = Graph(3, (1, 2), (1 | 4, 2 | 4), every, total + 2)
    alone = paths.ways(graph, 0, paths.single_movers(graph))
    both = paths.ways(graph, 0, (*paths.single_movers(graph), *paths.joint_movers(owns)))
    treaty, all_three = number({2}), number({0, 1, 2})
    assert alone.moves[treaty] == alone.moves[all_three] == -1
    assert both.to(treaty) == (paths.PathMove((0, 1), treaty, improves=True),)
    assert (both.sacrifices[all_three], both.moves[all_three]) == (2, 3)


def test_too_many_joint_steps_of_the_same_owners_are_refused():
    n = paths.MOST_JOINT + 1
    assert len(paths.joint_movers(np.ones((2, n - 1), bool))) == 1
    with pytest.raises(SizeError, match=f"{n}, and the limit is {n - 1}"):
        paths.joint_movers(np.ones((2, n), bool))
