"""A conflict in graph form: states and moves given one by one, and legal sequences over (state, last mover).

Fang, Hipel & Kilgour, Interactive Decision Making (1993), chapters 2 and 4. Moves need not be symmetric nor transitive,
and several parties may have the same ones, so that the rule that nobody moves twice in a row matters. With f a value
of the states, H some parties and

    g_i(s) = min of f over s and the ends of all legal sequences of H from s that i does not begin,
    h_i(s) = min of f over the ends of those that i begins,

h_i(s) is the least g_i(t) over the moves s -> t of i, and g_i(s) the least of f(s) and h_k(s) over the others k in H.
The g and h fall from sweep to sweep, by what is new alone, until nothing does: at most as many sweeps as the longest
chain that matters. Every concept of `engine/stability/` takes a conflict in this form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.engine.stability.individual import CONCEPTS
from standoff.engine.stability.reach import UNREACHED
from standoff.errors import SizeError, UsageError, did_you_mean

__all__ = ["MOST_MOVES", "Arcs", "GraphForm", "admit_moves"]

MOST_MOVES = 4_000_000
"""Moves of all parties together; about 40 bytes each."""


@dataclass(frozen=True, eq=False)
class Arcs:
    """The moves of one party between S states, each once, in increasing order of what they leave and reach.

    starts, ends: (A,) int64. lies: (S + 1,): the moves that leave state s are those from lies[s] to lies[s + 1].
    """

    starts: Ints
    ends: Ints
    lies: Ints

    @classmethod
    def of(cls, states: int, pairs: ArrayLike) -> Arcs:
        """The moves of pairs (from, to), of which some may be given twice; ValueError for what is no move.

        >>> Arcs.of(3, [(2, 0), (0, 1), (2, 0)]).ends.tolist()
        [1, 0]
        """
        moves = np.asarray(pairs, np.int64).reshape(-1, 2)
        if moves.size and not 0 <= moves.min() <= moves.max() < states:
            raise ValueError(f"a move is between two of {states} states")
        if (moves[:, 0] == moves[:, 1]).any():
            raise ValueError("a move leads from one state to another")
        code = np.unique(moves[:, 0] * states + moves[:, 1])
        starts, ends = np.divmod(code, max(states, 1))
        return cls(starts, ends, np.searchsorted(starts, np.arange(states + 1)))

    @property
    def states(self) -> int:
        """How many states there are."""
        return len(self.lies) - 1

    def leaving(self, state: int) -> Ints:
        """Where the moves from a state lead, in increasing order."""
        return self.ends[self.lies[state] : self.lies[state + 1]]

    def only(self, kept: Bools) -> Arcs:
        """Some of the moves, by a mask (A,)."""
        starts = self.starts[kept]
        return Arcs(starts, self.ends[kept], np.searchsorted(starts, np.arange(self.states + 1)))

    def largest(self, values: Ranks) -> Ranks:
        """The largest value over a state and what its moves lead to, for every state."""
        found = values.copy()
        rows = np.flatnonzero(np.diff(self.lies))
        if rows.size:
            ahead = np.maximum.reduceat(values[self.ends], self.lies[rows])
            found[rows] = np.maximum(found[rows], ahead)
        return found

    @cached_property
    def _arriving(self) -> tuple[Ints, Ints]:
        """The starts of all moves by where they end, and where those into each state lie."""
        order = np.argsort(self.ends, kind="stable")
        return self.starts[order], np.searchsorted(self.ends[order], np.arange(self.states + 1))

    def lower(self, fresh: Ints, values: Ranks, into: Ranks) -> None:
        """Take the values of the states `fresh` back along the moves that end there: minima, in place."""
        starts, lies = self._arriving
        counts = lies[fresh + 1] - lies[fresh]
        before = np.cumsum(counts) - counts
        moves = np.repeat(lies[fresh] - before, counts) + np.arange(counts.sum())
        np.minimum.at(into, starts[moves], np.repeat(values[fresh], counts))


@dataclass(frozen=True, eq=False)
class GraphForm:
    """N parties over S states, with the moves of each; every state can be. It keeps what several questions need.

    ranks: (N, S) int32, higher is better, equal is equal. moves: for each party its arcs.

    >>> g = GraphForm.of([[0, 1, 2], [2, 1, 0]], [[(0, 1)], [(1, 2)]])
    >>> g.parties, g.states, g.targets(0, 0).tolist(), g.best(0).tolist()
    (2, 3, [1], [1, 1, 2])
    """

    ranks: Ranks
    moves: tuple[Arcs, ...]
    _best: dict[int, Ranks] = field(default_factory=dict, repr=False)
    _stable: dict[tuple[str, int], Bools] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.ranks.dtype != np.int32:
            raise TypeError("`ranks` is int32")
        if self.ranks.ndim != 2 or len(self.ranks) != len(self.moves):
            raise ValueError(f"a graph form of {len(self.moves)} parties has ranks of shape ({len(self.moves)}, S)")
        if any(arcs.states != self.states for arcs in self.moves):
            raise ValueError(f"all moves are between the same {self.states} states")

    @classmethod
    def of(cls, ranks: ArrayLike, moves: Sequence[ArrayLike]) -> GraphForm:
        """From ranks (N, S) and for each party the pairs (from, to) of its moves; ValueError for what is no move."""
        table = np.asarray(ranks, np.int32)
        return cls(table, tuple(Arcs.of(table.shape[1], pairs) for pairs in moves))

    @property
    def parties(self) -> int:
        """How many parties there are."""
        return len(self.moves)

    @property
    def states(self) -> int:
        """How many states there are."""
        return int(self.ranks.shape[1])

    @property
    def feasible(self) -> Bools:
        """Which states can be: all."""
        return np.ones(self.states, np.bool_)

    def others(self, party: int) -> tuple[int, ...]:
        """All parties but one."""
        return tuple(other for other in range(self.parties) if other != party)

    def targets(self, party: int, state: int) -> NDArray[np.int64]:
        """R_i(s), as int64, in increasing order."""
        return self.moves[party].leaving(state)

    def best(self, party: int) -> Ranks:
        """v_i = T_i r_i: the rank of the best that a party can have by staying or moving, for every state."""
        if party not in self._best:
            self._best[party] = self.best_of(party, self.ranks[party])
        return self._best[party]

    def best_of(self, party: int, values: Ranks) -> Ranks:
        """T_i: the largest of some values over s and R_i(s), for every state s."""
        return self.moves[party].largest(values)

    def worst_after(self, parties: Sequence[int], values: Ranks) -> Ranks:
        """The smallest of some values over s and R_H(s), for every state s and H = `parties`."""
        return _least([self.moves[party] for party in parties], values)

    def worst_after_improvements(self, parties: Sequence[int], values: Ranks) -> Ranks:
        """The smallest of some values over s and R_H^+(s), for every state s and H = `parties`."""
        return _least([self.improvements[party] for party in parties], values)

    @cached_property
    def improvements(self) -> tuple[Arcs, ...]:
        """The moves of each party to states that it likes better than the one it leaves."""
        return tuple(
            arcs.only(rank[arcs.starts] < rank[arcs.ends]) for arcs, rank in zip(self.moves, self.ranks, strict=True)
        )

    def stable(self, concept: str, party: int) -> Bools:
        """Where a party is stable under a concept of the table; worked out once. UsageError if there is no such."""
        if concept not in CONCEPTS:
            raise UsageError(f"no concept `{concept}`; " + did_you_mean(concept, CONCEPTS))
        if (concept, party) not in self._stable:
            self._stable[concept, party] = CONCEPTS[concept](self, party)
        return self._stable[concept, party]


def _least(moves: Sequence[Arcs], values: Ranks) -> Ranks:
    """The smallest value over s and the ends of all legal sequences from s, for every state s."""
    begun = np.full((len(moves), len(values)), UNREACHED, np.int32)
    taken = np.full((len(moves), len(values)), UNREACHED, np.int32)
    settled, turn = 0, 0
    while settled < len(moves):
        mover = turn % len(moves)
        ahead = np.minimum(values, np.delete(begun, mover, axis=0).min(axis=0, initial=UNREACHED))
        fresh = np.flatnonzero(ahead < taken[mover])
        taken[mover] = ahead
        moves[mover].lower(fresh, ahead, into=begun[mover])
        settled = settled + 1 if not fresh.size else 0
        turn += 1
    found: Ranks = np.minimum(values, begun.min(axis=0, initial=UNREACHED))
    return found


def admit_moves(number: int) -> None:
    """Refuse what is too large before any work: SizeError above 4,000,000 moves.

    >>> admit_moves(5_000_000)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    standoff.errors.SizeError: moves in a graph of states: 5000000, and the limit is 4000000; leave steps out, ...
    """
    if number > MOST_MOVES:
        remedy = "leave steps out, or add rules, so that there are fewer states; without merged states it would do"
        raise SizeError("moves in a graph of states", number, MOST_MOVES, remedy)
