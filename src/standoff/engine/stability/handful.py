"""Who would stay in a handful of states, in many draws of worths, without looking at all other states.

The notions are those of `individual`, and so are the verdicts. Of each state and party only its improvements are
looked at, and where the others could go from there, until an answer to each has been found or there is nowhere else to
go. What they can go to by any moves is found once for all draws; along improvements, all draws are followed at once
(kernel/stability/handful.h). Draws that cannot be answered so are worked out whole: those in which sums are so near
each other that ties could be torn, and all of them where more would have to be looked at than a whole computation
takes, or where nothing is compiled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.types import Bools, Floats
from standoff.engine.stability import compiled, individual
from standoff.engine.stability.states import Graph, ranks_from_worth, whole_numbers

__all__ = ["DRAWS", "Handful", "look", "look_whole", "verdicts"]

DRAWS = compiled.DRAWS
"""Draws that are looked at together."""

LEAST, MOST = 1 << 26, 1 << 32
"""How much may be looked at for DRAWS draws, in steps of a few nanoseconds: at least and at most."""

EACH = 8
"""Such steps that a whole computation takes for each state, party and draw."""


@dataclass(frozen=True, eq=False)
class Handful:
    """Some states of a graph, and draws of worths.

    worth: (D, N, n); entries and together (D, T, N) as in `individual.draws`. given: the parties of which the ranks of
    the graph say in every draw what they prefer; those of the others do not count. states: (S,), feasible or not.
    """

    graph: Graph
    worth: Floats
    entries: Sequence[int]
    together: Floats
    given: frozenset[int]
    states: tuple[int, ...]
    concepts: tuple[str, ...] = tuple(individual.CONCEPTS)

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.worth)

    def ranked(self, draw: int) -> Graph:
        """The graph with the preferences of one draw."""
        graph, ranks = self.graph, self.graph.ranks.copy()
        for i in range(graph.parties):
            if i not in self.given:
                together = list(zip(self.entries, self.together[draw, :, i].tolist(), strict=True))
                ranks[i] = ranks_from_worth(self.worth[draw, i], together, graph.feasible)
        return Graph(graph.n, graph.makes, graph.ends, graph.feasible, ranks)


def look(of: Handful) -> tuple[Bools, Bools]:
    """Who stays where, (K, S, N, D) bool, and in which draws that was found out, (D,).

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.zeros((2, 4), np.int32))
    >>> worth = np.array([[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 2.0], [2.0, -1.0]]])
    >>> found = verdicts(Handful(chicken, worth, (), np.zeros((2, 0, 2)), frozenset(), (0,), ("nash",)))
    >>> found[0, 0].astype(int).tolist()
    [[0, 1], [0, 1]]
    """
    N, D = of.graph.parties, of.draws
    found = np.zeros((len(of.concepts), len(of.states), N, D), np.bool_)
    done = np.zeros(D, np.bool_)
    if not (compiled.serves(of.graph) and set(of.concepts) <= set(compiled.CONCEPTS)):
        return found, done
    together = np.asarray(of.together, np.float64)
    whole, extra, grid = whole_numbers(of.worth, together.transpose(0, 2, 1))
    given = sum(1 << i for i in of.given)
    for first in range(0, D, DRAWS):
        part = slice(first, first + DRAWS)
        budget = min(max(len(whole[part]) * EACH * N << of.graph.n, LEAST), MOST)
        found[..., part], done[part] = compiled.handful(
            of.graph,
            given,
            whole[part],
            np.array(of.entries, np.int64),
            extra[part].transpose(0, 2, 1),
            grid[part],
            np.array(of.states, np.int64),
            of.concepts,
            budget,
        )
    return found, done


def look_whole(of: Handful, draws: Iterable[int]) -> Bools:
    """The same for some draws, (K, S, N, draws), by what is stable in all states."""
    states, rows = list(of.states), []
    for draw in draws:
        found = individual.stable(of.ranked(draw), of.concepts)
        rows.append(np.array([found[concept][:, states].T for concept in of.concepts]))
    shape = (len(of.concepts), len(states), of.graph.parties, 0)
    return np.stack(rows, axis=-1) if rows else np.zeros(shape, np.bool_)


def verdicts(of: Handful) -> Bools:
    """Who stays where in every draw, (K, S, N, D): found out, or worked out whole.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.zeros((2, 4), np.int32))
    >>> worth = np.array([[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 2.0], [2.0, -1.0]]])
    >>> few = Handful(chicken, worth, (), np.zeros((2, 0, 2)), frozenset(), (0, 3))
    >>> bool((verdicts(few) == look_whole(few, range(2))).all())
    True
    """
    found, done = look(of)
    missing: NDArray[np.intp] = np.flatnonzero(~done)
    found[..., missing] = look_whole(of, missing.tolist())
    return found
