"""Why a party would stay in a state or leave it: the improvement, the others' answer to it, and the reply to that.

The verdicts are those of the graph model (Fang, Hipel & Kilgour, Interactive Decision Making, 1993; Rego & Vieira 2017
for sseq). Write q(s1) for the worst that the answers which a notion counts can lead to from an improvement s1: the rank
of the state, or, where a party may reply, of the best that it can reach from there. The party stays at s if and only if
q(s1) <= r(s) for every improvement s1, so that one improvement decides: the one with the largest min(r(s1), q(s1)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.engine.reasons.deterrence import shortest_sequence
from standoff.engine.stability import concepts
from standoff.engine.stability.notion import Conflict, CountedAnswers
from standoff.engine.stability.reach import UNREACHED
from standoff.errors import UsageError, did_you_mean

__all__ = [
    "READINGS",
    "CountedAnswers",
    "PossibleAnswers",
    "Witness",
    "answer",
    "answers_worth",
    "best_target",
    "harshest",
    "improvements",
    "reading_of",
    "witness",
]


READINGS: dict[str, CountedAnswers] = {one.name: one.counts for one in concepts.TABLE.values() if one.counts}
"""The notions that have a witness of this kind: those of which all is said by the answers that they count."""


@dataclass(frozen=True)
class PossibleAnswers:
    """What the others can do about an improvement of a party.

    moves: pairs (mover, state it moves to), empty where no answer that counts makes it worse for the party. deters:
    whether the last state leaves the party no better off than the state that it left (if the notion is firm, whatever
    it replies). reply: the best state that the party can move to from there, if it is better than staying; or None.
    """

    improvement: int
    moves: tuple[tuple[int, int], ...]
    deters: bool
    reply: int | None

    @property
    def end(self) -> int:
        """Where the answer leaves the party."""
        return self.moves[-1][1] if self.moves else self.improvement


@dataclass(frozen=True)
class Witness:
    """A verdict and what decides it.

    improvements, undeterred: how many improvements the party has, and how many of them no answer deters. decides: the
    improvement after whose worst answer the party is best off, with the shortest answer that deters it, or else the
    worst that the others can do about it; None where there is no improvement.
    """

    concept: str
    stable: bool
    improvements: int
    undeterred: int
    decides: PossibleAnswers | None


def reading_of(concept: str) -> CountedAnswers:
    """The reading of a notion; UsageError for one that does not exist, or is of another kind.

    >>> reading_of("sseq")
    CountedAnswers(answers=True, improving=True, firm=True)
    """
    if concept not in READINGS:
        raise UsageError(f"no reasons can be given under a concept `{concept}`; " + did_you_mean(concept, READINGS))
    return READINGS[concept]


def improvements(conflict: Conflict, party: int, state: int) -> Ints:
    """R_i^+(s): the states that a party can move to alone and prefers, as int64."""
    found = conflict.targets(party, state)
    rank = conflict.ranks[party]
    better: Ints = found[rank[found] > rank[state]]
    return better


def best_target(conflict: Conflict, party: int, state: int) -> int | None:
    """The best state that a party can move to alone, if it is better than `state`: the lowest number of several."""
    found = improvements(conflict, party, state)
    if not len(found):
        return None
    rank = conflict.ranks[party][found]
    return int(found[rank == rank.max()].min())


def harshest(conflict: Conflict, party: int, concept: str, values: Ranks | None = None) -> Ranks:
    """q: the worst for a party that the answers which a notion counts can lead to, from every state; int32.

    values: what the party judges states by, its ranks unless given. Where no answer counts, UNREACHED.
    """
    reading = reading_of(concept)
    if not reading.answers:
        return np.full(conflict.states, UNREACHED, np.int32)
    worst = conflict.worst_after_improvements if reading.improving else conflict.worst_after
    return worst(conflict.others(party), answers_worth(conflict, party, concept, values))


def answers_worth(conflict: Conflict, party: int, concept: str, values: Ranks | None = None) -> Ranks:
    """What the end of an answer is worth to a party: its value, or, under a firm notion, that of the best reply."""
    judged = conflict.ranks[party] if values is None else values
    if not reading_of(concept).firm:
        return judged
    return conflict.best(party) if values is None else conflict.best_of(party, judged)


def answer(conflict: Conflict, party: int, state: int, improvement: int, concept: str, worst: int) -> PossibleAnswers:
    """The shortest answer that deters a party from an improvement, or else the worst one that the others have.

    worst: q of the improvement, from `harshest`. Of several the worst for the party, then the lowest state.
    """
    reading, here = reading_of(concept), int(conflict.ranks[party][state])
    if not reading.answers:
        return PossibleAnswers(improvement, (), deters=False, reply=None)
    moves = shortest_sequence(
        conflict,
        conflict.others(party),
        improvement,
        answers_worth(conflict, party, concept),
        max(here, worst),
        improving=reading.improving,
    )
    end = moves[-1][1] if moves else improvement
    return PossibleAnswers(improvement, moves, deters=worst <= here, reply=best_target(conflict, party, end))


def witness(conflict: Conflict, party: int, state: int, concept: str) -> Witness:
    """The verdict of a notion for a party at a feasible state, with the improvement that decides it.

    Exact. Of improvements that are equally good after their worst answers, the best, then the one that changes the
    fewest steps, then the lowest. Raises UsageError for an unknown notion.

    >>> from standoff.engine.stability.individual import OptionForm
    >>> from standoff.engine.stability.states import Graph
    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> witness(OptionForm.of(chicken), party=0, state=3, concept="gmr")
    Witness(concept='gmr', stable=True, improvements=1, undeterred=0, decides=PossibleAnswers(improvement=2, moves=((1, 0),), deters=True, reply=1))
    >>> witness(OptionForm.of(chicken), party=0, state=3, concept="seq").decides
    PossibleAnswers(improvement=2, moves=(), deters=False, reply=None)
    """  # noqa: E501
    found = improvements(conflict, party, state)
    worst = harshest(conflict, party, concept)[found]
    free: Bools = worst > conflict.ranks[party][state]
    decides = None
    if len(found):
        place = _deciding(conflict.ranks[party][found], worst, found, state)
        decides = answer(conflict, party, state, int(found[place]), concept, int(worst[place]))
    return Witness(concept, not free.any(), len(found), int(free.sum()), decides)


def _deciding(ranks: Ranks, worst: Ranks, found: Ints, state: int) -> int:
    """The place of the improvement that gets the party furthest against the worst answer."""
    keys: Sequence[Ints | Ranks] = (found, np.bitwise_count(found ^ state), -ranks, -np.minimum(ranks, worst))
    return int(np.lexsort(keys)[0])
