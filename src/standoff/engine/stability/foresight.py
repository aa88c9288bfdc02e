"""Limited-move and non-myopic stability: who stays because of what it foresees, so many moves ahead.

Kilgour (1984, 1985); Fang, Hipel & Kilgour, Interactive Decision Making (1993), chapter 3; of two parties that are
never indifferent between two states. With G_h(i, s) the state that i anticipates when it moves first from s and h
moves are foreseen,

    G_0(i, s) = s,   G_h(i, s) = the best for i of s and of all G_(h-1)(j, t), t a move of i from s,

since whoever stays ends the sequence. G_h follows from G_(h-1) alone, so that the anticipations repeat sooner or later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

import numpy as np

from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.engine.stability.individual import OptionForm
from standoff.engine.stability.notion import FEW_STATES, Conflict, Family, Notion, Precondition
from standoff.engine.stability.states import Graph
from standoff.errors import SizeError, StandoffError, UsageError

__all__ = ["FARTHEST", "MOST_ROUNDS", "NOTIONS", "anticipated", "limited", "nonmyopic", "not_strict"]

FARTHEST = 100
"""Moves that can be looked ahead by name."""

MOST_ROUNDS = 10_000
"""Within so many moves ahead anticipations must repeat for a non-myopic answer."""


def not_strict(conflict: Conflict) -> tuple[int, int, int] | None:
    """A party that is indifferent between two feasible states, and the two; None if every preference is strict."""
    lies = np.flatnonzero(conflict.feasible)
    for party in range(conflict.parties):
        rank = conflict.ranks[party][lies]
        order = np.argsort(rank, kind="stable")
        same = np.flatnonzero(np.diff(rank[order]) == 0)
        if len(same):
            return party, int(lies[order[same[0]]]), int(lies[order[same[0] + 1]])
    return None


@dataclass(frozen=True, eq=False)
class _RankedMover:
    """One party over F states: its ranks 0..F-1, the state of each rank, and its moves from the states `rows`."""

    rank: Ranks
    state: Ints
    rows: Ints
    starts: Ints
    targets: Ints

    @classmethod
    def of(cls, conflict: Conflict, party: int) -> _RankedMover:
        lies = np.flatnonzero(conflict.feasible)
        place = np.full(conflict.states, -1, np.int64)
        place[lies] = np.arange(len(lies))
        state = np.argsort(conflict.ranks[party][lies])
        rank = np.empty(len(lies), np.int32)
        rank[state] = np.arange(len(lies))
        lists = [place[conflict.targets(party, int(s))] for s in lies]
        sizes = np.array([len(found) for found in lists])
        rows = np.flatnonzero(sizes)
        starts = np.cumsum([0, *sizes[rows][:-1]]) if len(rows) else np.zeros(0, np.int64)
        return cls(rank, state, rows, starts, np.concatenate([np.zeros(0, np.int64), *lists]))

    def anticipates(self, other: Ints) -> Ints:
        """G_h of this party, given G_(h-1) of the other."""
        best = self.rank.copy()
        if len(self.rows):
            led = np.maximum.reduceat(self.rank[other[self.targets]], self.starts)
            best[self.rows] = np.maximum(best[self.rows], led)
        return self.state[best]


def _rounds(conflict: Conflict) -> Iterator[tuple[Ints, Ints]]:
    """G_1, G_2, ...: for each party what it anticipates from each of the F feasible states."""
    if conflict.parties != 2 or not_strict(conflict) is not None:
        raise UsageError("moves ahead are foreseen in conflicts of two parties with strict preferences only")
    first, second = (_RankedMover.of(conflict, party) for party in range(2))
    one = two = np.arange(len(first.rank))
    while True:
        one, two = first.anticipates(two), second.anticipates(one)
        yield one, two


def _ready(conflict: Graph | Conflict) -> Conflict:
    return OptionForm.of(conflict) if isinstance(conflict, Graph) else conflict


def anticipated(conflict: Graph | Conflict, party: int, horizon: int) -> Ints:
    """G_h(i, s), the state that a party anticipates from every feasible state if it moves first; -1 at infeasible ones.

    Raises UsageError unless there are two parties with strict preferences.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> anticipated(chicken, 0, 1).tolist(), anticipated(chicken, 0, 2).tolist()
    ([1, 1, 2, 2], [1, 2, 2, 2])
    """
    work = _ready(conflict)
    lies = np.flatnonzero(work.feasible)
    found = np.full(work.states, -1, np.int64)
    found[lies] = lies[next(islice(_rounds(work), horizon - 1, None))[party]]
    return found


def limited(conflict: Graph | Conflict, party: int, horizon: int) -> Bools:
    """Where a party that moves first does best to stay, looking so many moves ahead.

    Both foresee that each of the next h moves will be made by the party
    whose turn it is only if it prefers what follows, and whoever stays ends it. With h = 1 it is Nash stability.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> limited(chicken, 0, 1).tolist(), limited(chicken, 0, 3).tolist()
    ([False, True, True, False], [False, False, True, True])
    """
    work = _ready(conflict)
    return np.asarray(anticipated(work, party, horizon) == np.arange(work.states))


def nonmyopic(conflict: Graph | Conflict, party: int) -> Bools:
    """Where a party that moves first does best to stay, if only it looks far enough ahead.

    Stable under limited moves for all h
    from some h on. Anticipations repeat: a state counts if it is stable at every h of the period. SizeError if they do
    not repeat within 10,000 moves ahead.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> nonmyopic(chicken, 0).tolist()
    [False, False, True, True]
    """
    work = _ready(conflict)
    lies = np.flatnonzero(work.feasible)
    rounds, seen = _rounds(work), dict[bytes, int]()
    for number, both in enumerate(rounds):
        key = blake2b(np.concatenate(both).tobytes(), digest_size=16).digest()
        if key in seen:
            period = [both, *islice(rounds, number - seen[key] - 1)]
            break
        if number >= MOST_ROUNDS:
            raise SizeError("moves ahead before anticipations repeat", number, MOST_ROUNDS, "ask for `l2`, `l3`, ...")
        seen[key] = number
    stays = np.zeros(work.states, np.bool_)
    stays[lies] = np.all([found[party] == np.arange(len(lies)) for found in period], axis=0)
    return stays


def _two_parties(conflict: Conflict) -> StandoffError | None:
    if conflict.parties == 2:
        return None
    return UsageError(f"it is defined for two parties, and there are {conflict.parties}")


def _strict(conflict: Conflict) -> StandoffError | None:
    tie = not_strict(conflict)
    return tie and UsageError(f"it needs strict preferences, and party {tie[0] + 1} likes two states equally")


TWO_PARTIES = Precondition("two parties", _two_parties)
STRICT = Precondition("no two states that a party likes equally", _strict)

FORESIGHT = Family("foresight", "one party considers a move of its own, and all that will follow, move by move")

NOTIONS: tuple[Notion, ...] = (
    Notion(
        "lh",
        FORESIGHT,
        limited,
        definition="Limited-move stability: moving first, and looking h moves ahead, the party does best to stay.",
        source="Kilgour (1985); Fang, Hipel & Kilgour (1993).",
        label="L{h}",
        letters="L{h}",
        says="whoever looks {moves} ahead would stay",
        needs=(TWO_PARTIES, FEW_STATES, STRICT),
        horizon=FARTHEST,
        stem="l",
        named=True,
    ),
    Notion(
        "nm",
        FORESIGHT,
        nonmyopic,
        definition="Non-myopic stability: "
        "looking any number of moves ahead, if only it is large enough, the party does best to stay.",
        source="Kilgour (1984), after Brams & Wittman (1981); Fang, Hipel & Kilgour (1993).",
        label="NM",
        letters="NM",
        says="whoever looks far enough ahead would stay",
        needs=(TWO_PARTIES, FEW_STATES, STRICT),
        named=True,
    ),
)
"""The notions of parties that look several moves ahead; `lh` stands for one for each number of moves."""
