"""Powers and preferences: who can do what alone, and which states are better, equal or worse."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from conflicts import number, powers_of, random_steps, subset
from naive import stability as naive
from shares import share_of
from standoff.engine.stability import states
from standoff.engine.stability.states import (
    Graph,
    admit,
    memory,
    powers,
    ranks_from_ranking,
    ranks_from_statements,
    ranks_from_worth,
    sums,
    targets,
)
from standoff.errors import SizeError


@pytest.mark.parametrize("seed", share_of(range(20)))
def test_powers_follow_the_definition(seed):
    steps = random_steps(np.random.default_rng(seed), 3, 6)
    makes, ends = powers_of(steps, 3)
    for i in range(3):
        for j, step in enumerate(steps):
            assert bool(makes[i] >> j & 1) == naive.makes_alone(step, i)
            assert bool(ends[i] >> j & 1) == naive.ends_alone(step, i)


def test_a_joint_step_is_made_by_nobody_alone_and_ended_by_any_owner():
    owns = [[True, True], [True, True], [False, False]]
    assert powers(owns, ends_all=[False, True]) == ((0, 0, 0), (0b01, 0b01, 0))
    assert powers(owns, irreversible=[True, False]) == ((0, 0, 0), (0b10, 0b10, 0))


@pytest.mark.parametrize("seed", share_of(range(20)))
def test_targets_are_the_moves(seed):
    rng = np.random.default_rng(seed)
    n, steps = 5, random_steps(rng, 3, 5)
    feasible = rng.random(1 << n) < 0.7
    graph = Graph(n, *powers_of(steps, 3), feasible, np.zeros((3, 1 << n), np.int32))
    for i in range(3):
        for s in np.flatnonzero(feasible).tolist():
            wanted = {t for t in range(1 << n) if feasible[t] and naive.may_move(steps, i, subset(s, n), subset(t, n))}
            found = targets(graph, i, s).tolist()
            assert len(found) == len(set(found))
            assert set(found) == wanted


def order(ranks):
    """All comparisons that ranks make."""
    return np.sign(ranks[:, None].astype(int) - ranks[None, :])


@pytest.mark.parametrize("seed", share_of(range(30)))
def test_worths_that_are_equal_as_decimals_tie(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 7))
    scale = int(rng.choice([1, 3, 7, 10, 1000]))
    whole = [int(value) for value in rng.integers(-6, 7, n)]
    extra = [(int(rng.integers(1, 1 << n)), int(rng.integers(-6, 7))) for _ in range(3)]
    exact = np.array(
        [
            sum(whole[j] for j in subset(s, n)) + sum(more for steps, more in extra if s & steps == steps)
            for s in range(1 << n)
        ]
    )
    ranks = ranks_from_worth([float(Fraction(v, scale)) for v in whole], [(t, v / scale) for t, v in extra])
    assert ranks.dtype == np.int32
    assert (order(ranks) == order(exact)).all()
    assert set(ranks.tolist()) == set(range(len(set(exact.tolist()))))


def test_the_order_of_steps_breaks_no_tie():
    """0.1 + 0.2 + 0.3 is not 0.6 in floats, and differs from 0.3 + 0.2 + 0.1."""
    worth = [0.1, 0.2, 0.3, 0.6, -0.6]
    assert sums(worth)[0b00111] != sums(worth)[0b01000]
    ranks = ranks_from_worth(worth)
    assert ranks[0b00111] == ranks[0b01000]
    assert ranks[0b11000] == ranks[0] == ranks[0b10111]


def test_sums_at_the_edge_of_the_grid_tie():
    """A sum half-way between two values of the grid: float noise must not send equal sums to different sides."""
    unit = 1e-9
    for whole in range(1, 400):
        half = (whole + 0.5) * unit
        third = half / 3
        worth = [third, third, third, half, 1 - 2 * half]
        ranks = ranks_from_worth(worth)
        assert ranks[0b00111] == ranks[0b01000], whole


def test_rounding_keeps_the_order_and_forgets_what_is_below_a_billionth():
    ranks = ranks_from_worth([1e9, 1e-3, 7.0])
    assert ranks.tolist() == [0, 2, 0, 2, 1, 3, 1, 3]


def test_no_stake_no_preference():
    assert ranks_from_worth([0.0, 0.0]).tolist() == [0, 0, 0, 0]
    assert ranks_from_worth([]).tolist() == [0]


@pytest.mark.parametrize("statements", [1, 5, 63, 64, 65, 200])
def test_statements_are_lexicographic_however_many(statements):
    rng = np.random.default_rng(statements)
    truths = rng.random((statements, 64)) < rng.choice([0.5, 0.95, 0.999], size=(statements, 1))
    feasible = rng.random(64) < 0.8
    ranks = ranks_from_statements(list(truths), feasible)
    vectors = [tuple(truths[:, s]) for s in range(64)]
    levels = sorted({vectors[s] for s in range(64) if feasible[s]})
    assert ranks.tolist() == [levels.index(vectors[s]) if feasible[s] else -1 for s in range(64)]


def test_the_first_of_seventy_statements_decides():
    first = np.array([False, True])
    ranks = ranks_from_statements([first] + [~first] * 69, np.ones(2, bool))
    assert ranks.tolist() == [0, 1]


def test_states_that_are_not_ranked_tie_at_the_bottom():
    feasible = np.array([True] * 6 + [False, True])
    assert ranks_from_ranking([[5], [6], [1, 2]], feasible).tolist() == [0, 1, 1, 0, 0, 2, -1, 0]


def test_too_many_steps_are_refused_before_any_work():
    admit(24)
    with pytest.raises(SizeError) as caught:
        admit(25)
    assert (caught.value.number, caught.value.limit) == (25, 24)
    assert memory(24, 3) > memory(20, 3) > 0


def test_memory_is_estimated_from_what_was_measured():
    """Fault memory-limit: two parties with 24 steps took up to 2.4 GB, and were admitted to less."""
    assert memory(24, 2) >= 2.4e9


def test_more_memory_than_there_is_is_refused_before_any_work(monkeypatch):
    monkeypatch.setattr(states, "room", lambda: memory(22, 3) + (1 << 20))
    admit(22, 3)
    with pytest.raises(SizeError, match="megabytes of memory for the states of 22 steps and 4 parties") as caught:
        admit(22, 4)
    assert (caught.value.number, caught.value.limit) == (memory(22, 4) >> 20, (memory(22, 3) >> 20) + 1)
    assert "leave steps out" in caught.value.remedy


def test_room_is_what_the_machine_and_the_limits_leave(monkeypatch):
    assert states.room() > 0
    monkeypatch.setattr(states, "_machine_room", lambda: 10 << 30)
    monkeypatch.setattr(states, "_limits", lambda: [3 << 30, 5 << 30])
    assert states.room() == 3 << 30
    monkeypatch.setattr(states, "_limits", lambda: [-5])
    assert states.room() == 0


def test_a_graph_checks_its_arrays():
    feasible = np.ones(4, bool)
    with pytest.raises(ValueError, match="2 parties and 2 steps"):
        Graph(2, (1, 2), (1, 2), feasible, np.zeros((2, 8), np.int32))
    with pytest.raises(TypeError):
        Graph(2, (1, 2), (1, 2), feasible, np.zeros((2, 4), np.int64))


def test_numbers_of_states():
    assert [number(subset(s, 4)) for s in range(16)] == list(range(16))
