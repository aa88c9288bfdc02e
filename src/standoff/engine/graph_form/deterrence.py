"""From one state of a conflict in graph form: where improvements lead, and how the others can answer one.

As `engine/reasons/deterrence.py` does for option form, with the same records. Here a shortest legal sequence can depend
on who moved last (Fang, Hipel & Kilgour, Interactive Decision Making, 1993, chapter 4), so it is found level by level
over pairs of a last mover and a state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.engine.graph_form.form import Arcs, GraphForm
from standoff.engine.reasons.deterrence import Sanction

__all__ = ["best_improvement", "improvement_reach", "sanction"]


@dataclass(frozen=True, eq=False)
class Sequences:
    """The legal sequences of some parties from one state.

    arcs: the moves that each of the movers may make in them. counts: (H, S) the length of a shortest one that ends in a
    state with a move of a mover, -1 where there is none.
    """

    movers: tuple[int, ...]
    arcs: tuple[Arcs, ...]
    start: int
    counts: Ranks

    @classmethod
    def of(cls, movers: Sequence[int], arcs: Sequence[Arcs], start: int, wanted: Bools | None = None) -> Sequences:
        """Search level by level; with `wanted`, none after one that ends in a wanted state."""
        states = arcs[0].states if arcs else 0
        counts = np.full((len(movers), states), -1, np.int32)
        first = np.array([start], np.int64)
        ready: list[Ints] = [first] * len(movers)
        level = 0
        while any(left.size for left in ready):
            level += 1
            found = [_fresh(arcs[k], left, counts[k]) for k, left in enumerate(ready)]
            for k, ends in enumerate(found):
                counts[k][ends] = level
            if wanted is not None and any(wanted[ends].any() for ends in found):
                break
            ready = [_union(found[:k] + found[k + 1 :]) for k in range(len(movers))]
        return cls(tuple(movers), tuple(arcs), start, counts)

    @property
    def fewest(self) -> Ranks:
        """The length of a shortest legal sequence to every state, -1 where there is none; 1 or more at the start."""
        never = np.iinfo(np.int32).max
        least = np.where(self.counts < 0, never, self.counts).min(axis=0)
        return np.where(least == never, -1, least).astype(np.int32)

    def sequence(self, end: int) -> tuple[tuple[int, int], ...]:
        """A shortest legal sequence to a state, as (mover, state): of several, the lowest movers and states."""
        left = self.fewest[end]
        last = int(np.flatnonzero(self.counts[:, end] == left)[0])
        found = [(self.movers[last], end)]
        for count in range(int(left) - 1, 0, -1):
            last, end = self._before(last, end, count)
            found.append((self.movers[last], end))
        return tuple(reversed(found))

    def _before(self, mover: int, end: int, count: int) -> tuple[int, int]:
        """The pair of the last mover and the state before a move of `mover` to `end`."""
        arcs = self.arcs[mover]
        left = arcs.starts[arcs.ends == end]
        options = [
            (k, int(state))
            for k in range(len(self.movers))
            for state in left[self.counts[k][left] == count]
            if k != mover
        ]
        return min(options)


def _fresh(arcs: Arcs, left: Ints, counts: Ranks) -> Ints:
    """Where moves from these states lead and no shorter sequence with the same last mover did."""
    if not left.size:
        return left
    ends = _union([arcs.leaving(int(state)) for state in left])
    return ends[counts[ends] < 0]


def _union(parts: Sequence[Ints]) -> Ints:
    """The states of several lists, each once, in increasing order."""
    return np.unique(np.concatenate([np.empty(0, np.int64), *parts]))


def improvement_reach(graph: GraphForm, start: int) -> Ranks:
    """The least number of improvements, in a legal sequence, that lead from `start` to every state.

    Returns int32 (S,): 0 at `start` itself, -1 where improvements do not lead. In each chain every move is better for
    its mover than the state that it leaves.

    >>> g = GraphForm.of([[0, 1, 2, 0], [0, 0, 1, 2]], [[(0, 1), (1, 2)], [(2, 3)]])
    >>> improvement_reach(g, 0).tolist()
    [0, 1, -1, -1]
    """
    count = Sequences.of(range(graph.parties), graph.improvements, start).fewest
    count[start] = 0
    return count


def best_improvement(graph: GraphForm, party: int, state: int) -> int | None:
    """The state that a party likes best of those it can move to alone, if it likes it better than `state`; or None.

    Of several, the one with the lowest number.

    >>> g = GraphForm.of([[0, 2, 2]], [[(0, 1), (0, 2)]])
    >>> best_improvement(g, 0, 0), best_improvement(g, 0, 2)
    (1, None)
    """
    found = graph.targets(party, state)
    rank = graph.ranks[party][found]
    if rank.max(initial=-1) <= graph.ranks[party][state]:
        return None
    return int(found[rank.argmax()])


def sanction(graph: GraphForm, party: int, state: int, improvement: int) -> Sanction | None:
    """The others' answer to a party's move from `state` to `improvement` that leaves it no better off than `state`.

    A credible one if there is one (`seq`: every move improves for its mover), or else one that the party cannot
    escape (`smr`), or else any (`gmr`); of those the shortest, and then the worst for the party. None where nothing
    deters it. Exact. Raises ValueError if the party does not prefer `improvement` to `state`.

    >>> g = GraphForm.of([[1, 2, 0], [0, 0, 1]], [[(0, 1)], [(1, 2)]])
    >>> sanction(g, 0, state=0, improvement=1)
    Sanction(concept='seq', moves=((1, 2),))
    """
    rank = graph.ranks[party]
    if rank[improvement] <= rank[state]:
        raise ValueError(f"party {party} does not prefer state {improvement} to state {state}")
    harsh, firm = rank <= rank[state], graph.best(party) <= rank[state]
    for concept, wanted, moves in (
        ("seq", harsh, graph.improvements),
        ("smr", firm, graph.moves),
        ("gmr", harsh, graph.moves),
    ):
        movers = graph.others(party)
        found = Sequences.of(movers, [moves[mover] for mover in movers], improvement, wanted)
        counts = found.fewest if movers else np.full(graph.states, -1, np.int32)
        ends = np.flatnonzero(wanted & (counts > 0))
        if ends.size:
            least = ends[counts[ends] == counts[ends].min()].tolist()
            return Sanction(concept, found.sequence(min(least, key=lambda end: (rank[end], end))))
    return None
