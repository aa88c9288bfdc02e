"""A conflict as a game, for programs of game theory: all parties choose at once, or each moves once in turn.

Option form only. A party chooses a change: the steps that it brings into force and those that it takes out, alone and
from one state. What several change at once is the union of their changes. Strategic and extensive form: von Neumann &
Morgenstern (1944); that Nash stability is that of the strategic form where every step is one party's and can be done
and undone: Fang, Hipel & Kilgour, Interactive Decision Making (1993), chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from standoff.engine.core.masks import subsets
from standoff.engine.core.types import Floats, Ints, Ranks
from standoff.engine.stability.states import Graph

__all__ = ["changes", "infeasible_payoff", "level_values", "may_move", "profiles", "simultaneous"]


def _free(graph: Graph, party: int, state: int) -> int:
    """The steps that a party can change alone."""
    return (graph.makes[party] & ~state) | (graph.ends[party] & state)


def changes(graph: Graph, party: int, state: int) -> Ints:
    """Every set of steps that a party can change alone, as masks; the first is to change nothing.

    >>> g = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.zeros((2, 4), np.int32))
    >>> changes(g, 1, 3).tolist()
    [0, 2]
    """
    return subsets(_free(graph, party, state))


def profiles(makes: Sequence[int], ends: Sequence[int], state: int) -> int:
    """How many ways there are for the parties of a graph to choose at once; no more are there to move once in turn.

    >>> profiles(makes=(1, 6), ends=(1, 6), state=0)
    8
    """
    return prod(1 << ((m & ~state) | (e & state)).bit_count() for m, e in zip(makes, ends, strict=True))


def simultaneous(graph: Graph, state: int) -> Ints:
    """The state that comes of every way to choose at once, feasible or not, the choice of the first party fastest.

    >>> g = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.zeros((2, 4), np.int32))
    >>> simultaneous(g, 3).tolist()
    [3, 2, 1, 0]
    """
    changed = np.zeros(1, np.int64)
    for party in range(graph.parties):
        changed = (changes(graph, party, state)[:, None] | changed[None, :]).reshape(-1)
    found: Ints = changed ^ state
    return found


def may_move(graph: Graph, party: int, before: int, after: int) -> bool:
    """Whether a party can move from one feasible state to another alone.

    >>> g = Graph(1, (1,), (0,), np.ones(2, bool), np.zeros((1, 2), np.int32))
    >>> may_move(g, 0, 0, 1), may_move(g, 0, 1, 0), may_move(g, 0, 0, 0)
    (True, False, False)
    """
    changed = before ^ after
    return changed != 0 and changed & ~_free(graph, party, before) == 0


def level_values(ranks: Ranks, values: Floats) -> Floats:
    """One value for every rank, so that what is a tie for the concepts is a tie in a game: float (number of ranks,).

    ranks: (S,) dense, -1 where infeasible. values: (S,), the value of each state; the first of a tie stands for all.

    >>> level_values(np.array([1, -1, 0, 1], np.int32), np.array([0.3, 9.0, -1.0, 0.30000000000000004])).tolist()
    [-1.0, 0.3]
    """
    found, first = np.unique(ranks, return_index=True)
    return np.asarray(values[first[found >= 0]], np.float64)


def infeasible_payoff(levels: Floats) -> float:
    """A payoff below all: as far below the worst as the best is above it, or 1 below where all are equal.

    >>> infeasible_payoff(np.array([-1.0, 3.0])), infeasible_payoff(np.array([2.0]))
    (-5.0, 1.0)
    """
    low, high = float(levels.min()), float(levels.max())
    return low - ((high - low) or 1.0)
