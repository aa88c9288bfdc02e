"""Leverage: against a plain search over every move."""

from __future__ import annotations

import numpy as np
import pytest

from conflicts import number, powers_of, random_steps, subset
from naive import stability as naive
from shares import share_of
from standoff.engine.reasons.leverage import leverage
from standoff.engine.stability.states import Graph


@pytest.mark.parametrize("seed", share_of(range(25)))
def test_best_and_worst_change(seed):
    rng = np.random.default_rng(seed)
    parties, n = int(rng.integers(1, 5)), int(rng.integers(2, 6))
    steps = (
        random_steps(rng, parties, n)
        if parties > 1
        else [{"by": [0], "ends": "any", "undo": "0", "redo": "0"} for _ in range(n)]
    )
    feasible = rng.random(1 << n) < 0.8
    feasible[0] = True
    worth = rng.integers(-5, 6, (parties, n))
    masks = [int(mask) for mask in rng.integers(1, 1 << n, 2)]
    extra = rng.integers(-5, 6, (2, parties))
    graph = Graph(n, *powers_of(steps, parties), feasible, np.zeros((parties, 1 << n), np.int32))
    states = [subset(s, n) for s in np.flatnonzero(feasible)]
    conflict = naive.option_form(list(range(parties)), dict(enumerate(steps)), states, {})

    def value(k, state):
        return sum(int(worth[k, j]) for j in state) + sum(
            int(extra[t, k]) for t in range(2) if subset(masks[t], n) <= state
        )

    for s in np.flatnonzero(feasible).tolist()[:6]:
        table = leverage(graph, s, worth / 10, masks, extra / 10)
        here = subset(s, n)
        for i in range(parties):
            choices = [here, *naive.reach(conflict, i, here)]
            for k in range(parties):
                change = {t: value(k, t) - value(k, here) for t in choices}
                for amount, where, extreme in (
                    (table.best, table.best_state, max),
                    (table.worst, table.worst_state, min),
                ):
                    most = extreme(change.values())
                    assert amount[i, k] == pytest.approx(most / 10, abs=1e-12)
                    end = subset(int(where[i, k]), n)
                    assert change[end] == most
                    ties = [t for t in choices if change[t] == most]
                    least = min(len(t ^ here) for t in ties)
                    assert len(end ^ here) == least
                    assert number(end) == min(number(t) for t in ties if len(t ^ here) == least)


def test_float_noise_is_no_leverage():
    graph = Graph(3, (7,), (7,), np.array([s in (0b011, 0b100) for s in range(8)]), np.zeros((1, 8), np.int32))
    table = leverage(graph, 0b011, [[0.1, 0.2, 0.3]])
    assert table.best.tolist() == [[0.0]]
    assert table.best_state.tolist() == [[0b011]]


def test_a_party_that_can_do_nothing_has_no_leverage():
    graph = Graph(1, (1, 0), (1, 0), np.ones(2, bool), np.zeros((2, 2), np.int32))
    table = leverage(graph, 0, [[1.0], [-2.0]])
    assert table.best[1].tolist() == table.worst[1].tolist() == [0.0, 0.0]
    assert table.worst[0].tolist() == [0.0, -2.0]
