"""Strength of preference: how firmly a party is deterred. Hamouda, Kilgour & Hipel (2004).

A party prefers a state to another mildly or strongly. Where it is stable, every improvement is deterred by an answer
that leaves it no better off; it is *strongly* stable if every improvement is met by an answer that ends where it is
strongly worse off than it was at the start, and *weakly* stable if it is stable and not strongly so.

What is strongly better than a state is strongly better than all that is worse, so that one number for each rank says
it all: up_i(r), the least rank that i strongly prefers to r. With T_i, r_i and q_i as in `stability`,

    i is strongly stable at s  if and only if  T_i(min(r_i, up_i(q_i)))(s) <= r_i(s).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.engine.masks import Bools
from standoff.engine.reach import UNREACHED
from standoff.engine.stability import Conflict
from standoff.engine.states import GRID, Ranks, Together, stake, sums

__all__ = [
    "STRONG",
    "Strength",
    "nothing_strong",
    "strong_between",
    "strong_by_points",
    "strong_gmr",
    "strong_seq",
    "strong_smr",
    "strong_sseq",
]


@dataclass(frozen=True, eq=False)
class Strength:
    """A conflict, and how strong preferences are in it.

    least: for each party, int32: for each of its ranks the least rank that it strongly prefers to that one; UNREACHED
    where there is none. Never falling, and above the rank itself.
    """

    conflict: Conflict
    least: tuple[Ranks, ...]

    def strongly_above(self, party: int, ranks: Ranks) -> Ranks:
        """up_i of some ranks; UNREACHED stays what it is."""
        least = np.append(self.least[party], np.int32(UNREACHED))
        found: Ranks = least[np.minimum(ranks, len(least) - 1)]
        return found


def _levels(ranks: Ranks) -> int:
    """How many different ranks a party has."""
    return int(ranks.max(initial=-1)) + 1


def nothing_strong(ranks: Ranks) -> Ranks:
    """The `least` of a party whose preferences are all mild: int32, one for each rank.

    >>> int(nothing_strong(np.array([1, 0], np.int32)).min()) == UNREACHED
    True
    """
    return np.full(_levels(ranks), UNREACHED, np.int32)


def strong_between(ranks: Ranks, classes: NDArray[np.int32]) -> Ranks:
    """The `least` of a party that strongly prefers a state to another if it is in a higher class.

    ranks, classes: int32 (2^n,), -1 where infeasible; a higher rank is never in a lower class. A class is, for example,
    the rank by the leading statements alone, or the number of wide gaps below a level of a ranking.

    >>> strong_between(np.array([0, 1, 2, 3], np.int32), np.array([0, 0, 1, 1], np.int32)).tolist()
    [2, 2, 2147483647, 2147483647]
    """
    of_rank = np.full(_levels(ranks), -1, np.int32)
    np.maximum.at(of_rank, ranks[ranks >= 0], classes[ranks >= 0])
    return _closed(np.searchsorted(of_rank, of_rank, side="right"))


def strong_by_points(worth: ArrayLike, together: Together, ranks: Ranks, much: float) -> Ranks:
    """The `least` of a party that strongly prefers a state worth at least `much` points more to it, `much` > 0.

    worth, together, ranks: as for `ranks_from_worth` and what came of it. Sums that miss `much` by a billionth of the
    gross stake reach it.

    >>> ranks = np.array([0, 1, 2, 3], np.int32)
    >>> strong_by_points([1.0, 3.0], [], ranks, much=2.0).tolist()
    [2, 2, 2147483647, 2147483647]
    """
    value = np.full(_levels(ranks), -np.inf)
    feasible = ranks >= 0
    np.maximum.at(value, ranks[feasible], sums(worth, together)[feasible])
    wanted = value + (much - stake(worth, together) * GRID)
    above = np.searchsorted(value, wanted, side="left")
    return _closed(np.maximum(above, np.arange(len(value)) + 1))


def _closed(above: NDArray[np.intp]) -> Ranks:
    """Places as ranks; what is past the end is reached by none."""
    return np.where(above < len(above), above, UNREACHED).astype(np.int32)


def _strongly(given: Strength, party: int, answers: Ranks) -> Bools:
    """The formula above: `answers` are the q_i."""
    work = given.conflict
    rank = work.ranks[party]
    mask: Bools = work.best_of(party, np.minimum(rank, given.strongly_above(party, answers))) <= rank
    mask &= work.feasible
    return mask


def strong_gmr(given: Strength, party: int) -> Bools:
    """Strong general metarationality: from every improvement the others can move to a state strongly worse than s.

    Hamouda, Kilgour & Hipel (2004). Returns a bool array over all states, False at infeasible ones.

    >>> from standoff.engine.stability import Sweeps
    >>> from standoff.engine.states import Graph
    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> crash = np.array([1, UNREACHED, UNREACHED, UNREACHED], np.int32)  # anything is strongly better than a crash
    >>> strong_gmr(Strength(Sweeps.of(chicken), (crash, crash)), 0).tolist()
    [False, True, True, True]
    """
    work = given.conflict
    return _strongly(given, party, work.worst_after(work.others(party), work.ranks[party]))


def strong_smr(given: Strength, party: int) -> Bools:
    """Strong symmetric metarationality: as strong_gmr, and all it can move to from there is strongly worse than s, too.

    Hamouda, Kilgour & Hipel (2004).

    >>> from standoff.engine.stability import Sweeps
    >>> from standoff.engine.states import Graph
    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> crash = np.array([1, UNREACHED, UNREACHED, UNREACHED], np.int32)
    >>> strong_smr(Strength(Sweeps.of(chicken), (crash, crash)), 0).tolist()
    [False, True, True, False]
    """
    work = given.conflict
    return _strongly(given, party, work.worst_after(work.others(party), work.best(party)))


def strong_seq(given: Strength, party: int) -> Bools:
    """Strong sequential stability: as strong_gmr, by answers made of improvements.

    Hamouda, Kilgour & Hipel (2004). Mild improvements of the others count as well as strong ones.

    >>> from standoff.engine.stability import Sweeps
    >>> from standoff.engine.states import Graph
    >>> prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> much = np.array([2, 2, UNREACHED, UNREACHED], np.int32)
    >>> strong_seq(Strength(Sweeps.of(prisoners), (much, much)), 0).tolist()
    [True, False, True, True]
    """
    work = given.conflict
    return _strongly(given, party, work.worst_after_improvements(work.others(party), work.ranks[party]))


def strong_sseq(given: Strength, party: int) -> Bools:
    """Strong symmetric sequential stability: as strong_seq, and all it can move to from there is strongly worse, too.

    The same rule for the notion of Rego & Vieira (2017).

    >>> from standoff.engine.stability import Sweeps
    >>> from standoff.engine.states import Graph
    >>> prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> much = np.array([2, 2, UNREACHED, UNREACHED], np.int32)
    >>> strong_sseq(Strength(Sweeps.of(prisoners), (much, much)), 0).tolist()
    [True, False, True, True]
    """
    work = given.conflict
    return _strongly(given, party, work.worst_after_improvements(work.others(party), work.best(party)))


STRONG: dict[str, Callable[[Strength, int], Bools]] = {
    "gmr": strong_gmr,
    "smr": strong_smr,
    "seq": strong_seq,
    "sseq": strong_sseq,
}
"""What is the strong form of a concept, by the concept; a state without improvements is strongly stable."""
