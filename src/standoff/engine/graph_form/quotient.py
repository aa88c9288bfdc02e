"""From option form to graph form, and states that nobody tells apart made one.

Fang, Hipel & Kilgour, Interactive Decision Making (1993), chapter 2. Merging comes after infeasible states are gone. A
party can move from a merged state to another one if it can from some member to some member, so that merged moves need
not be transitive: the member that is reached need not be the one from which the next move starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.masks import subsets
from standoff.engine.core.types import Bools, Ints
from standoff.engine.graph_form.form import Arcs, GraphForm, admit_moves
from standoff.engine.stability.states import Graph

__all__ = ["Merger", "classes", "disagreement", "graph_form", "merge", "move_between", "number_of_moves", "whole"]


@dataclass(frozen=True, eq=False)
class Merger:
    """A conflict in graph form, and where the states of the option form went.

    holds: (2^n,) the state of the graph form that holds each state, -1 where infeasible.
    """

    form: GraphForm
    holds: Ints

    def members(self, state: int) -> Ints:
        """The states of the option form that are this state, in increasing order."""
        found: Ints = np.flatnonzero(self.holds == state)
        return found


def number_of_moves(graph: Graph) -> int:
    """How many moves there are at most in graph form: as if every state were feasible that a move could lead to.

    >>> number_of_moves(Graph(2, (1, 2), (1, 0), np.ones(4, bool), np.zeros((2, 4), np.int32)))
    6
    """
    lies = np.flatnonzero(graph.feasible)
    total = 0
    for makes, ends in zip(graph.makes, graph.ends, strict=True):
        free = np.bitwise_count((makes & ~lies) | (ends & lies)).astype(np.int64)
        total += int((2**free - 1).sum())
    return total


def classes(feasible: Bools, together: Sequence[Bools]) -> Ints:
    """Which feasible states are one: those where the same of the masks `together` is true; -1 where infeasible.

    feasible and the masks: (2^n,) bool. The masks must not overlap on feasible states: ValueError. Numbers go up in the
    order of the first member.

    >>> classes(np.ones(4, bool), [np.array([0, 1, 0, 1], bool)]).tolist()
    [0, 1, 2, 1]
    """
    lead = np.where(feasible, np.arange(len(feasible)), -1)
    taken = np.zeros(len(feasible), np.bool_)
    for mask in together:
        members = np.flatnonzero(mask & feasible)
        if taken[members].any():
            raise ValueError("a state can be merged in one way only")
        taken[members] = True
        lead[members] = members[:1]
    found = np.full(len(feasible), -1, np.int64)
    found[feasible] = np.unique(lead[feasible], return_inverse=True)[1]
    return found


def whole(states: Iterable[int], holds: Ints) -> list[int]:
    """All members of the merged states that hold some states; infeasible ones are left as they are.

    >>> whole([1, 2], np.array([0, 1, -1, 1]))
    [1, 3, 2]
    """
    found: list[int] = []
    for state in states:
        found += np.flatnonzero(holds == holds[state]).tolist() if holds[state] >= 0 else [state]
    return found


def graph_form(graph: Graph) -> Merger:
    """The same conflict in graph form; its states are the feasible ones, in increasing order. SizeError if too large.

    >>> free = Graph(1, (1,), (1,), np.ones(2, bool), np.array([[1, 0]], np.int32))
    >>> graph_form(free).form.targets(0, 0).tolist()
    [1]
    """
    return merge(graph, classes(graph.feasible, []))


def merge(graph: Graph, holds: Ints) -> Merger:
    """A conflict in graph form in which some states are one; holds: (2^n,) their numbers, -1 where infeasible.

    A party ranks a merged state as it ranks its members: ValueError where it does not rank them alike. SizeError above
    4,000,000 moves, before any work.

    >>> one = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 0, 1], [0, 2, 1, 2]], np.int32))
    >>> found = merge(one, classes(one.feasible, [np.array([0, 1, 0, 1], bool)]))
    >>> found.form.ranks.tolist(), found.form.targets(0, 1).tolist(), found.form.targets(1, 1).tolist()
    ([[0, 1, 0], [0, 2, 1]], [0, 2], [])
    """
    admit_moves(number_of_moves(graph))
    for party in range(graph.parties):
        if disagreement(graph, party, holds):
            raise ValueError(f"party {party} does not rank the members of a merged state alike")
    lies = np.flatnonzero(graph.feasible)
    first = lies[np.unique(holds[lies], return_index=True)[1]]
    ranks = np.ascontiguousarray(graph.ranks[:, first])
    moves = tuple(_arcs(graph, party, holds, len(first)) for party in range(graph.parties))
    return Merger(GraphForm(ranks, moves), holds)


def disagreement(graph: Graph, party: int, holds: Ints) -> tuple[int, int] | None:
    """Two states that are merged into one and that a party does not rank alike, or None.

    >>> one = Graph(1, (1,), (1,), np.ones(2, bool), np.array([[0, 1]], np.int32))
    >>> disagreement(one, 0, np.array([0, 0])), disagreement(one, 0, np.array([0, 1]))
    ((0, 1), None)
    """
    lies = np.flatnonzero(graph.feasible)
    _, first, inverse = np.unique(holds[lies], return_index=True, return_inverse=True)
    lead = lies[first[inverse]]
    apart = np.flatnonzero(graph.ranks[party][lies] != graph.ranks[party][lead])
    return (int(lead[apart[0]]), int(lies[apart[0]])) if apart.size else None


def move_between(graph: Graph, party: int, holds: Ints, before: int, after: int, first: int) -> tuple[int, int]:
    """A move of a party from a member of one merged state to a member of another: from `first` if there is one.

    Of several, the one that changes the fewest steps, and then the lowest numbers. ValueError where there is none.

    >>> one = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.zeros((2, 4), np.int32))
    >>> move_between(one, 0, np.array([0, 1, 0, 1]), before=0, after=1, first=2)
    (2, 3)
    """
    lies = np.flatnonzero(holds == before)
    options: list[tuple[bool, int, int, int]] = []
    for change in subsets(graph.makes[party] | graph.ends[party])[1:].tolist():
        left = lies[_may(graph, party, lies, change)]
        left = left[holds[left ^ change] == after]
        if left.size:
            start = first if (left == first).any() else int(left[0])
            options.append((start != first, int(change).bit_count(), start, start ^ change))
    if not options:
        raise ValueError(f"party {party} cannot move from state {before} to state {after}")
    return min(options)[2:]


def _may(graph: Graph, party: int, lies: Ints, change: int) -> Bools:
    """Whether a party can change these steps at once, from each of some states, and what comes of it is feasible."""
    makes, ends = graph.makes[party], graph.ends[party]
    may: Bools = ((change & ~lies & ~makes) == 0) & ((change & lies & ~ends) == 0) & graph.feasible[lies ^ change]
    return may


def _arcs(graph: Graph, party: int, holds: Ints, states: int) -> Arcs:
    """The moves of one party between merged states, one set of changed steps after the other."""
    lies = np.flatnonzero(graph.feasible)
    found = [np.empty(0, np.int64)]
    for change in subsets(graph.makes[party] | graph.ends[party])[1:].tolist():
        start = lies[_may(graph, party, lies, change)]
        left, reached = holds[start], holds[start ^ change]
        found.append(np.unique((left * states + reached)[left != reached]))
    code = np.concatenate(found)
    return Arcs.of(states, np.stack(np.divmod(code, states), axis=1))
