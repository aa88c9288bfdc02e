"""From one state: the way to every other with the fewest sacrifices, and of those the shortest.

A way is a legal sequence (Fang, Hipel & Kilgour, Interactive Decision Making, 1993, chapter 4). A sacrifice is a move
that is no improvement for its mover. The moves of each mover are transitive in option form, so no best way has the
same mover twice in a row, and the search needs states only. It goes level by level: for each number of sacrifices, the
states that improvements lead to from where the first sacrifices lead.

A joint step is made by all its owners in a joint move, which changes nothing but steps that exactly these parties own;
it improves if each of them prefers where it leads. Steps of their own come before or after, as moves of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from standoff.engine.core.masks import members, subsets
from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.engine.stability.reach import UNREACHED, fold
from standoff.engine.stability.states import Graph, changeable, joint_steps
from standoff.errors import SizeError

__all__ = ["MOST_JOINT", "BestPaths", "Mover", "PathMove", "joint_movers", "single_movers", "ways"]

MOST_JOINT = 12
"""Joint steps of the same owners that a joint move can choose from."""

BELOW = -2


@dataclass(frozen=True)
class Mover:
    """One party, or all owners of joint steps together, with the masks of the steps that they make and end."""

    parties: tuple[int, ...]
    makes: int
    ends: int


@dataclass(frozen=True)
class PathMove:
    """One move of a way: who moves, where it leads, and whether it improves for all who make it."""

    parties: tuple[int, ...]
    state: int
    improves: bool


def single_movers(graph: Graph) -> tuple[Mover, ...]:
    """Each party by itself.

    >>> single_movers(Graph(2, (1, 2), (1, 0), np.ones(4, bool), np.zeros((2, 4), np.int32)))
    (Mover(parties=(0,), makes=1, ends=1), Mover(parties=(1,), makes=2, ends=0))
    """
    return tuple(
        Mover((party,), makes, ends) for party, (makes, ends) in enumerate(zip(graph.makes, graph.ends, strict=True))
    )


def joint_movers(owns: ArrayLike, irreversible: ArrayLike = False, final: ArrayLike = False) -> tuple[Mover, ...]:
    """The owners of joint steps: one mover for each set of two or more parties that own a step together.

    owns: (N, n) bool. irreversible, final: (n,) bool, or one value for all. Raises SizeError above `MOST_JOINT` steps.

    >>> joint_movers([[True, True, True], [False, True, True]], irreversible=[False, False, True])
    (Mover(parties=(0, 1), makes=6, ends=2),)
    """
    owned, (can_make, can_end) = joint_steps(owns), changeable(owns, irreversible, final)
    for steps in owned.values():
        if steps.bit_count() > MOST_JOINT:
            remedy = "let fewer steps be owned by the same parties together"
            raise SizeError("joint steps of the same owners", steps.bit_count(), MOST_JOINT, remedy)
    return tuple(Mover(tuple(members(group)), steps & can_make, steps & can_end) for group, steps in owned.items())


@dataclass(frozen=True, eq=False)
class BestPaths:
    """The best ways from one state: how many sacrifices and moves each takes, int32 (2^n,), -1 where none leads."""

    graph: Graph
    movers: tuple[Mover, ...]
    start: int
    sacrifices: Ranks = field(repr=False)
    moves: Ranks = field(repr=False)

    def to(self, end: int) -> tuple[PathMove, ...]:
        """A best way to a state: of several the one whose last move changes the fewest steps, and so on backwards.

        Raises ValueError where no way was found.
        """
        if self.moves[end] < 0:
            raise ValueError(f"no way leads from state {self.start} to state {end}")
        found: list[PathMove] = []
        while end != self.start:
            number, before = self._before(end)
            improves = self.sacrifices[before] == self.sacrifices[end]
            found.append(PathMove(self.movers[number].parties, end, bool(improves)))
            end = before
        return tuple(reversed(found))

    def _before(self, end: int) -> tuple[int, int]:
        """The last mover of a best way, and the state that it left."""
        options: list[tuple[int, int, int]] = []
        for number, mover in enumerate(self.movers):
            changes = subsets((mover.makes & end) | (mover.ends & ~end))[1:]
            left = changes ^ end
            paid = self.sacrifices[end] - self.sacrifices[left]
            fits = (self.moves[left] == self.moves[end] - 1) & (self.moves[left] >= 0) & self.graph.feasible[left]
            improves = np.ones(len(left), np.bool_)
            for party in mover.parties:
                improves &= self.graph.ranks[party][left] < self.graph.ranks[party][end]
            fits &= np.where(improves, paid == 0, paid == 1)
            options += [(int(change).bit_count(), number, end ^ int(change)) for change in changes[fits]]
        _, number, before = min(options)
        return number, before


def ways(graph: Graph, start: int, movers: Sequence[Mover], wanted: Bools | None = None) -> BestPaths:
    """The best ways from a feasible state: the fewest sacrifices first, then the fewest moves.

    With `wanted`, the search ends when all of these states are reached; what is then said of others may be missing.
    Exact for movers whose moves are transitive, as those of `single_movers` and `joint_movers` are.

    >>> g = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> there = ways(g, 0, single_movers(g))
    >>> there.sacrifices.tolist(), there.moves.tolist()
    ([0, 1, 1, 2], [0, 1, 1, 2])
    >>> there.to(3)
    (PathMove(parties=(1,), state=2, improves=False), PathMove(parties=(0,), state=3, improves=False))
    """
    paid = np.full(graph.states, -1, np.int32)
    moves = np.full(graph.states, -1, np.int32)
    paid[start] = moves[start] = 0
    found = BestPaths(graph, tuple(movers), start, paid, moves)
    layer = 0
    while _improve(found, layer, wanted):
        layer += 1
    return found


def _improve(found: BestPaths, layer: int, wanted: Bools | None) -> bool:
    """Label all states that take `layer` sacrifices, by number of moves; whether there are any, and any more wanted."""
    paid, moves, graph = found.sacrifices, found.moves, found.graph
    earlier = np.flatnonzero(paid == layer - 1) if layer else np.flatnonzero(paid == 0)
    last = int(moves[earlier].max(initial=0)) + 1
    count, some = 0, layer == 0
    frontier = earlier if layer == 0 else earlier[:0]
    while count < last or len(frontier):
        reached = _led_to(graph, found.movers, frontier, improving=True)
        if layer:
            reached |= _led_to(graph, found.movers, earlier[moves[earlier] == count], improving=False)
        count += 1
        reached &= paid < 0
        frontier = np.flatnonzero(reached)
        paid[frontier], moves[frontier] = layer, count
        some |= len(frontier) > 0
    return some and bool(((paid < 0) & (graph.feasible if wanted is None else wanted)).any())


def _led_to(graph: Graph, movers: Sequence[Mover], frontier: Ints, *, improving: bool) -> Bools:
    """The feasible states that one move leads to from any of these."""
    reached = np.zeros(graph.states, np.bool_)
    if not len(frontier):
        return reached
    for mover in movers:
        if len(mover.parties) == 1:
            reached |= _by_one(graph, mover, frontier, improving)
        else:
            _by_all(graph, mover, frontier, improving, reached)
    reached &= graph.feasible
    return reached


def _by_one(graph: Graph, mover: Mover, frontier: Ints, improving: bool) -> Bools:
    """What a single party can move to: of the states that it could have left, the least liked one counts."""
    rank = graph.ranks[mover.parties[0]]
    left = np.full(graph.states, UNREACHED, np.int32)
    left[frontier] = rank[frontier] if improving else BELOW
    fold(left, mover.ends, mover.makes, np.minimum)
    led: Bools = left < rank
    return led


def _by_all(graph: Graph, mover: Mover, frontier: Ints, improving: bool, reached: Bools) -> None:
    """Mark what a joint move leads to: each change of joint steps in turn."""
    for change in subsets(mover.makes | mover.ends)[1:].tolist():
        makes, ends = mover.makes & change, mover.ends & change
        # What is to change must be out of force if it can only be made, and in force if it can only be ended.
        can = ((frontier & (makes & ~ends)) == 0) & ((~frontier & (ends & ~makes)) == 0)
        left = frontier[can]
        led = left ^ change
        if improving:
            for party in mover.parties:
                better = graph.ranks[party][left] < graph.ranks[party][led]
                left, led = left[better], led[better]
        reached[led] = True
