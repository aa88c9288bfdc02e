"""What would a coalition leave together? Stability for coalitions in the graph model for conflict resolution.

Kilgour, Hipel, Fang & Peng (2001); Inohara & Hipel (2008). A coalition H improves from s to x if legal sequences of its
members lead from s to x and every member prefers x to s. A joint step is made by all its owners together, as one move
of theirs: it counts for every coalition that holds all of them. A single party is a coalition, too.

As sets: with I_H(s) what H can improve to from s, and M(s) the improvements that are answered under a concept,

    H is stable at s  if and only if  I_H(s) is a subset of M(s),

worked out for all s at once on bit matrices whose rows are x and whose columns are s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations

import numpy as np

from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.engine.stability import legal_sequences
from standoff.engine.stability.individual import OptionForm
from standoff.engine.stability.label_setting import least_after
from standoff.engine.stability.legal_sequences import Bits, Moves, packed, transposed, unpacked
from standoff.engine.stability.notion import FEW_STATES, FEWER, Conflict, Family, Notion, Precondition
from standoff.engine.stability.states import Graph
from standoff.errors import SizeError, StandoffError

__all__ = [
    "CONCEPTS",
    "MOST_PAIRS",
    "NOTIONS",
    "Coalition",
    "CoalitionAnalysis",
    "cgmr",
    "cnash",
    "coalitions_of",
    "cseq",
    "cseq_ui",
    "csmr",
    "jumps",
    "leaving",
]

Coalition = tuple[int, ...]

MOST_PAIRS = 1 << 17
"""Feasible states times coalitions."""


def coalitions_of(parties: Sequence[int]) -> tuple[Coalition, ...]:
    """All coalitions of some parties, the smallest first; a single party is one, too.

    >>> coalitions_of(range(2))
    ((0,), (1,), (0, 1))
    """
    return tuple(chain.from_iterable(combinations(parties, size) for size in range(1, len(parties) + 1)))


@dataclass(frozen=True, eq=False)
class CoalitionAnalysis:
    """A conflict with the work that several questions about coalitions share; every concept takes it in its place.

    lies: (F,) the feasible states. ranks: (N, F). movers: who can move, alone or together.
    """

    conflict: Conflict
    lies: Ints
    ranks: Ranks
    movers: tuple[tuple[Coalition, Moves], ...]
    _kept: dict[tuple[str, Coalition], Bits] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, conflict: Graph | Conflict | CoalitionAnalysis) -> CoalitionAnalysis:
        """The work itself, or that of a conflict."""
        if isinstance(conflict, CoalitionAnalysis):
            return conflict
        work = OptionForm.of(conflict) if isinstance(conflict, Graph) else conflict
        lies = np.flatnonzero(work.feasible)
        return cls(work, lies, np.ascontiguousarray(work.ranks[:, lies]), tuple(legal_sequences.every_mover(work)))

    def others(self, coalition: Coalition) -> Coalition:
        """All parties outside a coalition."""
        return tuple(party for party in range(self.conflict.parties) if party not in coalition)

    def moves(self, coalition: Coalition) -> list[Moves]:
        """The moves of all movers within a coalition, those of joint steps included."""
        return [moves for parties, moves in self.movers if set(parties) <= set(coalition)]

    def prefers(self, coalition: Coalition) -> Bits:
        """Which states x (rows) every member prefers to which s (columns)."""
        key = ("prefers", coalition)
        if key not in self._kept:
            rank = self.ranks[coalition[0]]
            one, rest = packed(rank[:, None] > rank), coalition[1:]
            self._kept[key] = one & self.prefers(rest) if rest else one
        return self._kept[key]

    def improvements(self, coalition: Coalition) -> Bits:
        """Which states x (rows) a coalition can improve to from which s (columns)."""
        key = ("improvements", coalition)
        if key not in self._kept:
            itself = packed(np.eye(len(self.lies), dtype=np.bool_))
            reached = transposed(legal_sequences.ends(self.moves(coalition), itself))
            self._kept[key] = reached & self.prefers(coalition)
        return self._kept[key]

    def unanswered(self, coalition: Coalition, met: Bits) -> Bools:
        """Where a coalition stays if its improvements `met` (rows x, columns s) are answered: a bool array (S,)."""
        left = np.bitwise_or.reduce(self.improvements(coalition) & ~met, axis=0)
        stays = np.zeros(self.conflict.states, np.bool_)
        stays[self.lies] = ~unpacked(left[None], len(self.lies))[0]
        return stays

    def answered(self, coalition: Coalition, answers: Sequence[Bits]) -> Bools:
        """Where it stays if the others answer by chains of these improvements (rows y, columns x), one entry a mover.

        An answer counts if some member is no better off at its end.
        """
        met = np.zeros_like(self.prefers(coalition))
        if answers:
            for party in coalition:
                worst = least_after(self.ranks[party], answers, again=isinstance(self.conflict, Graph))
                met |= packed(worst[:, None] <= self.ranks[party])
        return self.unanswered(coalition, met)


def cnash(conflict: Graph | Conflict | CoalitionAnalysis, coalition: Coalition) -> Bools:
    """Where a coalition is stable in the sense of Nash.

    The members move in any legal order and make their joint steps together.

    >>> prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> cnash(prisoners, (0, 1)).tolist()
    [False, True, True, True]
    """
    work = CoalitionAnalysis.of(conflict)
    return work.unanswered(coalition, np.zeros_like(work.prefers(coalition)))


def cgmr(conflict: Graph | Conflict | CoalitionAnalysis, coalition: Coalition) -> Bools:
    """Where a coalition is stable by general metarationality.

    The others move in any legal order, whatever it costs them, and make their joint
    steps together, to a state that the member does not prefer to the one that the coalition left.

    >>> prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> cgmr(prisoners, (0,)).tolist()
    [True, False, True, True]
    """
    work = CoalitionAnalysis.of(conflict)
    others = work.moves(work.others(coalition))
    return work.unanswered(coalition, legal_sequences.ends(others, ~work.prefers(coalition)))


def csmr(conflict: Graph | Conflict | CoalitionAnalysis, coalition: Coalition) -> Bools:
    """Where a coalition is stable by symmetric metarationality.

    Wherever the coalition goes on to, some member, not always the same one, is no
    better off than in the state that it left.

    >>> prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> csmr(prisoners, (0,)).tolist()
    [True, False, True, True]
    """
    work = CoalitionAnalysis.of(conflict)
    better = work.prefers(coalition)
    escapes = better | legal_sequences.ends(work.moves(coalition), better)
    return work.unanswered(coalition, legal_sequences.ends(work.moves(work.others(coalition)), ~escapes))


def cseq(conflict: Graph | Conflict | CoalitionAnalysis, coalition: Coalition) -> Bools:
    """Where a coalition is sequentially stable.

    The others answer by a chain of
    common improvements of coalitions among them, each on the state that it leaves, no coalition twice in a row.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> cgmr(chicken, (0,)).tolist(), cseq(chicken, (0,)).tolist()
    ([False, True, True, True], [False, True, True, False])
    """
    work = CoalitionAnalysis.of(conflict)
    groups = coalitions_of(work.others(coalition))
    return work.answered(coalition, [work.improvements(group) for group in groups])


def cseq_ui(conflict: Graph | Conflict | CoalitionAnalysis, coalition: Coalition) -> Bools:
    """Where a coalition is sequentially stable, if the others answer one by one.

    In this reading the answer is a chain of improvements of single parties; for a
    coalition of one it is sequential stability.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> cseq_ui(chicken, (1,)).tolist()
    [False, True, True, False]
    """
    work = CoalitionAnalysis.of(conflict)
    return work.answered(coalition, [work.improvements((party,)) for party in work.others(coalition)])


def _few_coalitions(conflict: Conflict) -> StandoffError | None:
    pairs = int(conflict.feasible.sum()) * ((1 << conflict.parties) - 1)
    if pairs <= MOST_PAIRS:
        return None
    return SizeError("feasible states times coalitions", pairs, MOST_PAIRS, FEWER)


FEW_COALITIONS = Precondition(f"at most {MOST_PAIRS:,} feasible states times coalitions", _few_coalitions)

COALITION = Family("coalition", "parties consider moves together, joint steps included", of_coalitions=True)

NOTIONS: tuple[Notion, ...] = (
    Notion(
        "cnash",
        COALITION,
        cnash,
        definition="Coalitional Nash stability: the coalition has nowhere to go that every member prefers.",
        source="Kilgour, Hipel, Fang & Peng (2001).",
        label="Coalitional Nash",
        letters="CNASH",
        says="nothing that all members prefer",
        needs=(FEW_STATES, FEW_COALITIONS),
    ),
    Notion(
        "cgmr",
        COALITION,
        cgmr,
        definition="Coalitional general metarationality: "
        "after every common improvement, the others can undo it for some member.",
        source="Kilgour, Hipel, Fang & Peng (2001).",
        label="Coalitional GMR",
        letters="CGMR",
        says="every common improvement can be met",
        needs=(FEW_STATES, FEW_COALITIONS),
    ),
    Notion(
        "csmr",
        COALITION,
        csmr,
        definition="Coalitional symmetric metarationality: "
        "as cgmr, and the coalition cannot go on from there to what all prefer.",
        source="Kilgour, Hipel, Fang & Peng (2001).",
        label="Coalitional SMR",
        letters="CSMR",
        says="every common improvement can be met, whatever the coalition does next",
        needs=(FEW_STATES, FEW_COALITIONS),
    ),
    Notion(
        "cseq",
        COALITION,
        cseq,
        definition="Coalitional sequential stability: "
        "as cgmr, by answers each of which improves for all who give it together.",
        source="Kilgour, Hipel, Fang & Peng (2001); the reading is that of Inohara & Hipel (2008).",
        label="Coalitional SEQ",
        letters="CSEQ",
        says="every common improvement is met by moves that pay those who answer together",
        needs=(FEW_STATES, FEW_COALITIONS),
    ),
    Notion(
        "cseq_ui",
        COALITION,
        cseq_ui,
        definition="Coalitional sequential stability by single answers: "
        "as cseq, but each of the others moves for itself alone.",
        source="Kilgour, Hipel, Fang & Peng (2001).",
        label="Coalitional SEQ, single answers",
        letters="CSEQ_UI",
        says="every common improvement is met by moves that pay each mover",
        needs=(FEW_STATES, FEW_COALITIONS),
        named=True,
    ),
)
"""The notions of coalitions; a single party is one, too."""

CONCEPTS: dict[str, Callable[[Graph | Conflict | CoalitionAnalysis, Coalition], Bools]] = {
    one.name: one.function for one in NOTIONS
}


def leaving(conflict: Graph | Conflict | CoalitionAnalysis, coalition: Coalition, state: int) -> tuple[Ints, Ints]:
    """What a coalition can improve to from one state, and those of them after which no member can be deterred.

    >>> hunt = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 2, 3], [1, 2, 0, 3]], np.int32))
    >>> [found.tolist() for found in leaving(hunt, (0, 1), 0)]
    [[3], [3]]
    """
    work = CoalitionAnalysis.of(conflict)
    place = int(np.searchsorted(work.lies, state))
    better = work.improvements(coalition)
    met = legal_sequences.ends(work.moves(work.others(coalition)), ~work.prefers(coalition))
    columns = (bits[:, place >> 6] >> np.uint64(place & 63) & np.uint64(1) for bits in (better, better & ~met))
    improvements, undeterred = (np.asarray(work.lies[column.astype(np.bool_)]) for column in columns)
    return improvements, undeterred


def jumps(conflict: Graph | Conflict | CoalitionAnalysis, coalition: Coalition, equilibria: Bools) -> Ints:
    """Equilibrium jumps: pairs (s, t) of equilibria, t a common improvement of the coalition on s; (J, 2).

    Kilgour, Hipel, Fang & Peng (2001). equilibria: (S,) bool, under any concept.

    >>> hunt = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 2, 3], [1, 2, 0, 3]], np.int32))
    >>> jumps(hunt, (0, 1), np.array([True, False, False, True])).tolist()
    [[0, 3]]
    """
    work = CoalitionAnalysis.of(conflict)
    among = np.flatnonzero(equilibria[work.lies])
    better = unpacked(work.improvements(coalition)[among], len(work.lies))[:, among]
    return np.asarray(work.lies[among[np.argwhere(better.T)]])
