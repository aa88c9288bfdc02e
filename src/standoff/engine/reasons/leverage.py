"""Leverage: from one state, how much each party can help or hurt each other one by a single move of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from standoff.engine.core.masks import members
from standoff.engine.core.types import Floats, Ints
from standoff.engine.stability.states import GRID, Graph, stake, targets

__all__ = ["LeverageTable", "leverage", "leverage_over"]


@dataclass(frozen=True, eq=False)
class LeverageTable:
    """What party i can do for and to party k, alone and at once, each array (N, N) with i the row.

    best, worst: the change of k's summed worth, in k's points; staying put counts, so best >= 0 >= worst.
    best_state, worst_state: the state that i moves to for it; the state itself where it would stay put.
    """

    best: Floats
    worst: Floats
    best_state: Ints
    worst_state: Ints


def leverage(
    graph: Graph,
    state: int,
    worth: ArrayLike,
    together: Sequence[int] = (),
    together_worth: ArrayLike = (),
) -> LeverageTable:
    """The leverage table from one state.

    worth: (N, n), own points. together: T masks of steps; together_worth: (T, N), the worth of having all of them in
    force at once, on top. Changes of at most 1e-9 of a party's gross stake count as none. Of moves that are equally
    good, the one that changes the fewest steps, and then the lowest number.

    >>> g = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.zeros((2, 4), np.int32))
    >>> table = leverage(g, 0b01, worth=[[-1, 4], [3, -2]])
    >>> table.best.tolist(), table.worst.tolist()
    ([[1.0, 0.0], [4.0, 0.0]], [[0.0, -3.0], [0.0, -2.0]])
    >>> int(table.worst_state[0, 1])
    0
    """
    return leverage_over(
        [targets(graph, actor, state) for actor in range(graph.parties)], state, worth, together, together_worth
    )


def leverage_over(
    reach: Sequence[Ints],
    state: int,
    worth: ArrayLike,
    together: Sequence[int] = (),
    together_worth: ArrayLike = (),
) -> LeverageTable:
    """The same, given for each party the states that it can move to.

    >>> leverage_over([np.array([0b00]), np.array([0b11])], 0b01, worth=[[-1, 4], [3, -2]]).best.tolist()
    [[1.0, 0.0], [4.0, 0.0]]
    """
    values = np.asarray(worth, np.float64)
    parties = len(reach)
    extra = np.asarray(together_worth, np.float64).reshape(len(together), parties)
    stakes = [stake(own, list(zip(together, more, strict=True))) for own, more in zip(values, extra.T, strict=True)]
    grid = np.array(stakes) * GRID
    shape = (parties, parties)
    table = LeverageTable(np.zeros(shape), np.zeros(shape), np.full(shape, state), np.full(shape, state))
    for actor in range(parties):
        if not len(reach[actor]):
            continue
        found = np.concatenate([[state], reach[actor]])
        found = found[np.lexsort((found, _distance(found, state)))]
        worths = _worths(found, values, together, extra)
        change = worths - worths[:1]
        for equal, amount, where in (
            (change >= change.max(axis=0) - grid, table.best, table.best_state),
            (change <= change.min(axis=0) + grid, table.worst, table.worst_state),
        ):
            choice = equal.argmax(axis=0)
            amount[actor] = np.take_along_axis(change, choice[None], axis=0)[0]
            where[actor] = found[choice]
    return table


def _worths(states: Ints, worth: Floats, together: Sequence[int], together_worth: Floats) -> Floats:
    """The summed worth of these states to every party: (states, N)."""
    total = np.zeros((len(states), len(worth)))
    for bit in range(worth.shape[1]):
        total += np.outer(states >> bit & 1, worth[:, bit])
    for steps, extra in zip(together, together_worth, strict=True):
        total += np.outer((states & steps) == steps, extra)
    return total


def _distance(states: Ints, state: int) -> Ints:
    """How many steps differ between each of these states and one."""
    changed = states ^ state
    return sum((changed >> bit & 1 for bit in members(int(np.bitwise_or.reduce(changed)))), np.zeros_like(changed))
