"""From one state: where improvements lead, in how many moves, and how the others can answer an improvement.

Chains of moves are legal sequences (Fang, Hipel & Kilgour, Interactive Decision Making, 1993, chapter 4). A shortest
chain never has the same mover twice in a row: in option form its two moves would be one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.masks import pack, subsets
from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.engine.stability.individual import OptionForm
from standoff.engine.stability.notion import Conflict
from standoff.engine.stability.reach import UNREACHED, fold
from standoff.engine.stability.states import Graph, targets

__all__ = ["Sanction", "best_improvement", "improvement_reach", "legal_reach", "sanction", "shortest_sequence"]


BELOW = -2


@dataclass(frozen=True)
class Sanction:
    """How the others answer an improvement: the concept under which the answer counts, and their moves.

    moves: pairs (mover, state it moves to); the last state is the sanction.
    """

    concept: str
    moves: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Corner:
    """The part of a graph that some parties can reach from one state: a small graph, and where its states lie.

    graph: over the steps that one of the movers can change; the others stay as they are. lies: (2^k,) the state of
    the large graph for each of the small one.
    """

    graph: Graph
    movers: tuple[int, ...]
    start: int
    lies: Ints

    @classmethod
    def around(cls, graph: Graph, state: int, movers: Sequence[int]) -> Corner:
        """The corner that these movers can reach from a state."""
        within = 0
        for party in movers:
            within |= graph.makes[party] | graph.ends[party]
        lies = subsets(within) | (state & ~within)
        small = Graph(
            within.bit_count(),
            tuple(pack(mask, within) for mask in graph.makes),
            tuple(pack(mask, within) for mask in graph.ends),
            graph.feasible[lies],
            graph.ranks[:, lies],
        )
        return cls(small, tuple(movers), pack(state, within), lies)

    def moves(self, *, improving: bool, wanted: Bools | None = None) -> Ranks:
        """The least number of moves to every state of the corner, -1 where none lead: level by level.

        With `improving`, each move must improve, for its mover, on the state that it leaves. With `wanted`, no level
        is searched after one that holds a wanted state.
        """
        graph = self.graph
        count = np.full(graph.states, -1, np.int32)
        count[self.start] = 0
        frontier = np.zeros(graph.states, np.bool_)
        frontier[self.start] = True
        level = 0
        while frontier.any() and (wanted is None or not (frontier & wanted).any()):
            level += 1
            reached = np.zeros(graph.states, np.bool_)
            for party in self.movers:
                rank = graph.ranks[party]
                left = np.where(frontier, rank if improving else np.int32(BELOW), np.int32(UNREACHED))
                # What can be moved to from the frontier, so the powers change places.
                fold(left, graph.ends[party], graph.makes[party], np.minimum)
                reached |= left < rank
            frontier = reached & graph.feasible & (count < 0)
            count[frontier] = level
        return count

    def sequence(self, count: Ranks, end: int, *, improving: bool) -> tuple[tuple[int, int], ...]:
        """A shortest chain from the start to `end`, as (mover, state of the large graph), given `moves`."""
        found: list[tuple[int, int]] = []
        while end != self.start:
            party, before = self._before(count, end, improving)
            found.append((party, int(self.lies[end])))
            end = before
        return tuple(reversed(found))

    def _before(self, count: Ranks, end: int, improving: bool) -> tuple[int, int]:
        """The last mover of a shortest chain, and the state that it left: of several, the least change."""
        graph = self.graph
        options: list[tuple[int, int, int]] = []
        for party in self.movers:
            changes = subsets((graph.makes[party] & end) | (graph.ends[party] & ~end))
            left = changes ^ end
            fits = count[left] == count[end] - 1
            if improving:
                fits &= graph.ranks[party][left] < graph.ranks[party][end]
            options += [(int(change).bit_count(), party, end ^ int(change)) for change in changes[fits]]
        _, party, before = min(options)
        return party, before


def improvement_reach(graph: Graph, start: int) -> Ranks:
    """The least number of improvements, each by any one party, that lead from `start` to every state.

    Returns int32 (2^n,): 0 at `start` itself, -1 where improvements do not lead. In each chain every move is better for
    its mover than the state that it leaves.

    >>> g = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> improvement_reach(g, 3).tolist()
    [2, 1, 1, 0]
    """
    corner = Corner.around(graph, start, range(graph.parties))
    count = np.full(graph.states, -1, np.int32)
    count[corner.lies] = corner.moves(improving=True)
    return count


def best_improvement(graph: Graph, party: int, state: int) -> int | None:
    """The state that a party likes best of those it can move to alone, if it likes it better than `state`; or None.

    Of several, the one that changes the fewest steps, and then the lowest number.

    >>> g = Graph(2, (3,), (3,), np.ones(4, bool), np.array([[0, 1, 2, 2]], np.int32))
    >>> best_improvement(g, 0, 0), best_improvement(g, 0, 2)
    (2, None)
    """
    found = targets(graph, party, state)
    rank = graph.ranks[party][found]
    if rank.max(initial=-1) <= graph.ranks[party][state]:
        return None
    ends: list[int] = found[rank == rank.max()].tolist()
    return min(ends, key=lambda end: ((end ^ state).bit_count(), end))


def sanction(graph: Graph, party: int, state: int, improvement: int) -> Sanction | None:
    """The others' answer to a party's move from `state` to `improvement` that leaves it no better off than `state`.

    A credible one if there is one (`seq`: every move improves for its mover), or else one that the party cannot
    escape (`smr`), or else any (`gmr`); of those the shortest, and then the worst for the party. None where nothing
    deters it. Exact. Raises ValueError if the party does not prefer `improvement` to `state`.

    >>> g = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> sanction(g, 0, state=3, improvement=2)
    Sanction(concept='seq', moves=((1, 0),))
    >>> sanction(g, 0, state=1, improvement=0) is None
    True
    """
    work = OptionForm.of(graph)
    here = work.ranks[party][state]
    if work.ranks[party][improvement] <= here:
        raise ValueError(f"party {party} does not prefer state {improvement} to state {state}")
    corner = Corner.around(work, improvement, work.others(party))
    harsh = corner.graph.feasible & (corner.graph.ranks[party] <= here)
    firm = corner.graph.feasible & (work.best(party)[corner.lies] <= here)
    for concept, wanted, improving in (("seq", harsh, True), ("smr", firm, False), ("gmr", harsh, False)):
        if not wanted.any():
            continue
        count = corner.moves(improving=improving, wanted=wanted)
        ends = np.flatnonzero(wanted & (count >= 0))
        if len(ends):
            least = ends[count[ends] == count[ends].min()]
            end = min(least.tolist(), key=lambda state: (corner.graph.ranks[party][state], state))
            return Sanction(concept, corner.sequence(count, end, improving=improving))
    return None


def shortest_sequence(
    conflict: Conflict, movers: Sequence[int], start: int, values: Ranks, most: int, *, improving: bool
) -> tuple[tuple[int, int], ...]:
    """A shortest legal sequence by some parties from `start` to a state whose value is at most `most`.

    Returns pairs (mover, state it moves to): of the shortest ones, one to the lowest value, then the lowest state;
    none at all where `start` is such a state. With `improving`, each move improves, for its mover, on the state that
    it leaves. values: (S,). Raises ValueError where no chain leads to one.

    >>> g = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> shortest_sequence(OptionForm.of(g), (0, 1), 3, g.ranks[0] + g.ranks[1], 2, improving=True)
    ((1, 1), (0, 0))
    """
    if values[start] <= most:
        return ()
    if isinstance(conflict, Graph):
        found = _in_option_form(conflict, movers, start, values, most, improving)
    else:
        found = _in_graph_form(conflict, movers, start, values, most, improving)
    if found is None:
        raise ValueError(f"no chain leads from state {start} to a value of at most {most}")
    return found


def _in_option_form(
    graph: Graph, movers: Sequence[int], start: int, values: Ranks, most: int, improving: bool
) -> tuple[tuple[int, int], ...] | None:
    corner = Corner.around(graph, start, movers)
    inside = values[corner.lies]
    wanted = corner.graph.feasible & (inside <= most)
    count = corner.moves(improving=improving, wanted=wanted)
    ends = np.flatnonzero(wanted & (count >= 0)).tolist()
    if not ends:
        return None
    end = min(ends, key=lambda state: (count[state], inside[state], state))
    return corner.sequence(count, end, improving=improving)


def _in_graph_form(
    conflict: Conflict, movers: Sequence[int], start: int, values: Ranks, most: int, improving: bool
) -> tuple[tuple[int, int], ...] | None:
    """Level by level over (state, last mover), as moves need not be transitive."""
    before: dict[tuple[int, int], tuple[int, int] | None] = {(start, -1): None}
    level = [(start, -1)]
    while level:
        level = _next_level(conflict, movers, level, before, improving)
        ends = [node for node in level if values[node[0]] <= most]
        if ends:
            return _traced(before, min(ends, key=lambda node: (values[node[0]], *node)))
    return None


def _next_level(
    conflict: Conflict,
    movers: Sequence[int],
    level: Sequence[tuple[int, int]],
    before: dict[tuple[int, int], tuple[int, int] | None],
    improving: bool,
) -> list[tuple[int, int]]:
    """Pairs (state, last mover) that one more move leads to, for the first time; `before` remembers from where."""
    fresh = []
    for state, last in level:
        for party in movers:
            if party == last:
                continue
            rank = conflict.ranks[party]
            for end in conflict.targets(party, state).tolist():
                if (end, party) not in before and (not improving or rank[end] > rank[state]):
                    before[end, party] = (state, last)
                    fresh.append((end, party))
    return fresh


def _traced(
    before: dict[tuple[int, int], tuple[int, int] | None], node: tuple[int, int] | None
) -> tuple[tuple[int, int], ...]:
    """The moves that lead to a pair (state, last mover)."""
    moves = []
    while node is not None and node[1] >= 0:
        moves.append((node[1], node[0]))
        node = before[node]
    return tuple(reversed(moves))


def legal_reach(conflict: Conflict, movers: Sequence[int], start: int, *, improving: bool) -> Ints:
    """R_H(s), or R_H^+(s) with `improving`, for one state: the ends of all legal sequences, in increasing order.

    The start itself is among them only if a chain leads back to it in graph form, where that is looked for.

    >>> g = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> legal_reach(OptionForm.of(g), (1,), 3, improving=False).tolist()
    [1]
    """
    if isinstance(conflict, Graph):
        corner = Corner.around(conflict, start, movers)
        return np.sort(corner.lies[corner.moves(improving=improving) > 0])
    before: dict[tuple[int, int], tuple[int, int] | None] = {(start, -1): None}
    level = [(start, -1)]
    while level:
        level = _next_level(conflict, movers, level, before, improving)
    return np.array(sorted({state for state, last in before if last >= 0}), np.int64)
