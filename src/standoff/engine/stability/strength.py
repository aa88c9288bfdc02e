"""Strength of preference: how firmly a party is deterred. Hamouda, Kilgour & Hipel (2004).

A party prefers a state to another mildly or strongly. Where it is stable, every improvement is deterred by an answer
that leaves it no better off; it is *strongly* stable if every improvement is met by an answer that ends where it is
strongly worse off than it was at the start, and *weakly* stable if it is stable and not strongly so.

What is strongly better than a state is strongly better than all that is worse, so that one number for each rank says
it all: up_i(r), the least rank that i strongly prefers to r. With T_i, r_i and q_i as in `individual`,

    i is strongly stable at s  if and only if  T_i(min(r_i, up_i(q_i)))(s) <= r_i(s).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.engine.core.types import Bools, Ranks
from standoff.engine.stability.notion import Conflict, Family, Notion, Precondition
from standoff.engine.stability.reach import UNREACHED
from standoff.engine.stability.states import GRID, TogetherWorths, stake, sums
from standoff.errors import StandoffError, UsageError

__all__ = [
    "NOTIONS",
    "STRONG",
    "UNSAID",
    "least_of",
    "nothing_strong",
    "strong_between",
    "strong_by_points",
    "strong_gmr",
    "strong_seq",
    "strong_smr",
    "strong_sseq",
    "strongly_above",
]

UNSAID = "which preferences are strong is not said; say it with `much` under `prefer`"
"""Why strong stability cannot be asked of a conflict."""


def least_of(conflict: Conflict) -> tuple[Ranks, ...] | None:
    """How strong preferences are in a conflict, or None if nothing is said of it.

    For each party, int32: for each of its ranks the least rank that it strongly prefers to that one; UNREACHED where
    there is none. Never falling, and above the rank itself.
    """
    return getattr(conflict, "least", None)


def strongly_above(conflict: Conflict, party: int, ranks: Ranks) -> Ranks:
    """up_i: for each of some ranks the least rank that a party strongly prefers to it; UNREACHED stays what it is.

    Raises UsageError where the conflict does not say which preferences are strong.
    """
    given = least_of(conflict)
    if given is None:
        raise UsageError(UNSAID)
    least = np.append(given[party], np.int32(UNREACHED))
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


def strong_by_points(worth: ArrayLike, together: TogetherWorths, ranks: Ranks, much: float) -> Ranks:
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


def _strongly(work: Conflict, party: int, answers: Ranks) -> Bools:
    """The formula above: `answers` are the q_i."""
    rank = work.ranks[party]
    mask: Bools = work.best_of(party, np.minimum(rank, strongly_above(work, party, answers))) <= rank
    mask &= work.feasible
    return mask


def strong_gmr(conflict: Conflict, party: int) -> Bools:
    """Where a party is strongly stable by general metarationality.

    Returns a bool array over all states, False at infeasible ones.

    >>> from standoff.engine.stability.individual import OptionForm
    >>> from standoff.engine.stability.states import Graph
    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> crash = np.array([1, UNREACHED, UNREACHED, UNREACHED], np.int32)  # anything is strongly better than a crash
    >>> strong_gmr(OptionForm.of(chicken, least=(crash, crash)), 0).tolist()
    [False, True, True, True]
    """
    return _strongly(conflict, party, conflict.worst_after(conflict.others(party), conflict.ranks[party]))


def strong_smr(conflict: Conflict, party: int) -> Bools:
    """Where a party is strongly stable by symmetric metarationality.

    >>> from standoff.engine.stability.individual import OptionForm
    >>> from standoff.engine.stability.states import Graph
    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> crash = np.array([1, UNREACHED, UNREACHED, UNREACHED], np.int32)
    >>> strong_smr(OptionForm.of(chicken, least=(crash, crash)), 0).tolist()
    [False, True, True, False]
    """
    return _strongly(conflict, party, conflict.worst_after(conflict.others(party), conflict.best(party)))


def strong_seq(conflict: Conflict, party: int) -> Bools:
    """Where a party is strongly stable in the sequential sense.

    Mild improvements of the others count as well as strong ones.

    >>> from standoff.engine.stability.individual import OptionForm
    >>> from standoff.engine.stability.states import Graph
    >>> prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> much = np.array([2, 2, UNREACHED, UNREACHED], np.int32)
    >>> strong_seq(OptionForm.of(prisoners, least=(much, much)), 0).tolist()
    [True, False, True, True]
    """
    return _strongly(conflict, party, conflict.worst_after_improvements(conflict.others(party), conflict.ranks[party]))


def strong_sseq(conflict: Conflict, party: int) -> Bools:
    """Where a party is strongly stable in the symmetric sequential sense.

    >>> from standoff.engine.stability.individual import OptionForm
    >>> from standoff.engine.stability.states import Graph
    >>> prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> much = np.array([2, 2, UNREACHED, UNREACHED], np.int32)
    >>> strong_sseq(OptionForm.of(prisoners, least=(much, much)), 0).tolist()
    [True, False, True, True]
    """
    return _strongly(conflict, party, conflict.worst_after_improvements(conflict.others(party), conflict.best(party)))


def _no_strength(conflict: Conflict) -> StandoffError | None:
    return UsageError(UNSAID) if least_of(conflict) is None else None


SAYS_HOW_STRONG = Precondition("where the case says which preferences are strong (`much`)", _no_strength)

STRENGTH = Family("strength", "what deters a party would leave it much worse off than where it started")


def _strong(form_of: str, letters: str, function: Callable[[Conflict, int], Bools], words: str, source: str) -> Notion:
    return Notion(
        f"strong_{form_of}",
        STRENGTH,
        function,
        definition=words,
        source=source,
        label=f"STRONG_{letters}",
        letters=f"strong {letters}",
        needs=(SAYS_HOW_STRONG,),
        form_of=form_of,
        always=True,
    )


NOTIONS: tuple[Notion, ...] = (
    _strong(
        "gmr",
        "GMR",
        strong_gmr,
        "Strong general metarationality: from every improvement the others can move to a state strongly worse than s.",
        "Hamouda, Kilgour & Hipel (2004).",
    ),
    _strong(
        "smr",
        "SMR",
        strong_smr,
        "Strong symmetric metarationality: as strong_gmr, and all it can move to from there is strongly worse than s, "
        "too.",
        "Hamouda, Kilgour & Hipel (2004).",
    ),
    _strong(
        "seq",
        "SEQ",
        strong_seq,
        "Strong sequential stability: as strong_gmr, by answers made of improvements.",
        "Hamouda, Kilgour & Hipel (2004).",
    ),
    _strong(
        "sseq",
        "SSEQ",
        strong_sseq,
        "Strong symmetric sequential stability: as strong_seq, and all it can move to from there is strongly worse, "
        "too.",
        "The same rule for the notion of Rego & Vieira (2017).",
    ),
)
"""The strong forms of notions."""

STRONG: Mapping[str, Notion] = {one.form_of: one for one in NOTIONS}
"""What is the strong form of a concept, by the concept; a state without improvements is strongly stable."""
