"""Legal sequences of moves, for sets of states at once: what some movers can bring about from every state.

A mover is a party, or the owners of a joint step who make or end it together. In a legal sequence nobody moves twice in
a row (Fang, Hipel & Kilgour, Interactive Decision Making, 1993, chapter 4). With P_m(s) what sequences from s can lead
to if m moves first,

    P_m(s) = union over the moves t of m from s of { t } and P_l(t) for all other movers l.

Only feasible states count, and are numbered 0..F-1. A family of sets is a bit matrix (F, W) of words: bit c of row x
says that x is in set number c.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.masks import members, subsets
from standoff.engine.core.types import Bools, Ints
from standoff.engine.stability.notion import Conflict
from standoff.engine.stability.states import Graph

__all__ = ["Bits", "Moves", "ends", "every_mover", "packed", "transposed", "unpacked"]

Bits = NDArray[np.uint64]

AT_ONCE = 1 << 22
"""How many words are gathered at once; bounds the memory of a spread."""


@dataclass(frozen=True, eq=False)
class Moves:
    """The moves of one mover over F states: from s to targets[starts[h]:starts[h + 1]], h = head[s]; head -1: nowhere.

    States from which the same can be reached share a head.
    """

    head: Ints
    starts: Ints
    targets: Ints

    @classmethod
    def of(cls, head: Sequence[int], lists: Sequence[Ints]) -> Moves:
        """From one list of targets for each head."""
        sizes = [len(found) for found in lists]
        none = np.zeros(0, np.int64)
        return cls(np.array(head), np.cumsum([0, *sizes]), np.concatenate([none, *lists]))

    def spread(self, sets: Bits) -> Bits:
        """For every state, the union of the rows of all that the mover can move to."""
        heads = len(self.starts) - 1
        found = np.zeros((heads + 1, sets.shape[1]), np.uint64)
        first = 0
        while first < heads:
            most = self.starts[first] + max(1, AT_ONCE // sets.shape[1])
            last = max(first + 1, int(np.searchsorted(self.starts, most, "right")) - 1)
            rows = sets[self.targets[self.starts[first] : self.starts[last]]]
            np.bitwise_or.reduceat(rows, self.starts[first:last] - self.starts[first], out=found[first:last])
            first = last
        return found[self.head]


def packed(truths: Bools) -> Bits:
    """A bit matrix (F, W) of a bool matrix (F, C).

    >>> packed(np.array([[True, False], [True, True]])).tolist()
    [[1], [3]]
    """
    octets = np.packbits(truths, axis=1, bitorder="little")
    words = np.zeros((len(truths), max(8, -(-octets.shape[1] // 8) * 8)), np.uint8)
    words[:, : octets.shape[1]] = octets
    return words.view("<u8")


def unpacked(bits: Bits, count: int) -> Bools:
    """The first `count` columns of a bit matrix.

    >>> unpacked(np.array([[5]], np.uint64), 3).astype(int).tolist()
    [[1, 0, 1]]
    """
    octets = np.ascontiguousarray(bits).view(np.uint8)
    return np.unpackbits(octets, axis=1, count=count, bitorder="little").view(np.bool_)


def transposed(bits: Bits) -> Bits:
    """Rows and columns of a square bit matrix change places.

    >>> transposed(np.array([[2], [0]], np.uint64)).tolist()
    [[0], [1]]
    """
    return packed(np.ascontiguousarray(unpacked(bits, len(bits)).T))


def ends(movers: Sequence[Moves], sets: Bits) -> Bits:
    """For every state, the union of the rows of `sets` over all that legal sequences of these movers lead to.

    In option form the state itself may count as well, although no move leads there.
    """
    led = [np.zeros_like(sets) for _ in movers]
    settled, turn = 0, 0
    while settled < len(movers):
        mover = turn % len(movers)
        found = movers[mover].spread(_union([sets, *(rows for n, rows in enumerate(led) if n != mover)]))
        settled = settled + 1 if np.array_equal(found, led[mover]) else 1
        led[mover] = found
        turn += 1
    return _union([np.zeros_like(sets), *led])


def _union(families: Sequence[Bits]) -> Bits:
    found = families[0].copy()
    for family in families[1:]:
        found |= family
    return found


def every_mover(conflict: Conflict) -> list[tuple[tuple[int, ...], Moves]]:
    """Who can move, alone or together, and how: pairs (sorted parties, moves). F feasible states, in their order."""
    lies = np.flatnonzero(conflict.feasible)
    place = np.full(conflict.states, -1, np.int64)
    place[lies] = np.arange(len(lies))
    if not isinstance(conflict, Graph):
        alone = (_moves_from(conflict, party, lies, place) for party in range(conflict.parties))
        return [((party,), moves) for party, moves in enumerate(alone)]
    powers = [(1 << party, *both) for party, both in enumerate(zip(conflict.makes, conflict.ends, strict=True))]
    return [
        (members(parties), _moves_within(conflict.feasible, lies, place, makes, ends_))
        for parties, makes, ends_ in (*powers, *conflict.joint)
        if makes | ends_
    ]


def _moves_from(conflict: Conflict, party: int, lies: Iterable[int], place: Ints) -> Moves:
    """The moves of a party as a conflict lists them."""
    lists = [place[conflict.targets(party, int(state))] for state in lies]
    some = [found for found in lists if len(found)]
    head = np.cumsum([len(found) > 0 for found in lists]) - 1
    return Moves.of(np.where([len(found) > 0 for found in lists], head, -1).tolist(), some)


def _moves_within(feasible: Bools, lies: Ints, place: Ints, makes: int, ends_: int) -> Moves:
    """In option form; each state counts among its own targets, so that all states of a block share them."""
    _, first, head = np.unique(lies & ~np.int64(makes & ends_), return_index=True, return_inverse=True)
    lists = []
    for state in lies[first].tolist():
        found = subsets((makes & ~state) | (ends_ & state)) ^ state
        lists.append(place[found[feasible[found]]])
    return Moves.of(head.reshape(-1).tolist(), lists)
