"""What would have to be true of one party's preferences for a state to be stable for it: never by trying rankings.

The inverse problem of the graph model (Kinsara 2014). Under Nash, GMR, SMR, SEQ and SSEQ, whether s is
stable for party i hangs, of i's own preferences, on comparisons of s with other states alone: on which of them s is at
least as good as. For each s1 that i can move to, one of several sets of comparisons must hold: "s is at least as good
as s1", or "as s2" for some s2 that an answer leads to, under a firm notion also "as s3" for every s3 that i can move to
from s2. The answers hang on the moves and preferences of the others, which are held fixed. Three answers follow:

- the fewest comparisons that would have to turn round, and all smallest sets of them: a hitting set, solved group by
  group, where a group are improvements whose sets share a state;
- how far s would have to rise if the order of all other states stayed: the largest, over s1, of the smallest, over
  sets, of the largest value in a set. One sweep, as for a verdict;
- the same where only the states that one worth tells apart from s can be drawn level with: its least change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.engine.reasons.deterrence import legal_reach
from standoff.engine.reasons.witness import harshest, improvements, reading_of
from standoff.engine.stability.notion import Conflict
from standoff.engine.stability.reach import fold
from standoff.engine.stability.states import Graph
from standoff.errors import SizeError

__all__ = [
    "MOST_COMPARISONS",
    "WORK",
    "ImprovementGroup",
    "Requirement",
    "height",
    "least_change",
    "requirements",
    "reversals",
]

WORK = 1_000_000
"""Sets of comparisons looked at in one group, before the smallest found so far is taken without proof."""

MOST_COMPARISONS = 2_000_000
"""Improvements that nothing deters, times the states that answers to one of them can be chosen from."""

States = frozenset[int]


@dataclass(frozen=True)
class Requirement:
    """For one state that the party can move to: sets of states of which s must be at least as good as all of one set.

    The first set is that state alone. An empty set holds as it is.
    """

    improvement: int
    sets: tuple[States, ...]


@dataclass(frozen=True)
class ImprovementGroup:
    """Improvements that are met together, and the smallest sets of comparisons that do it.

    fewest: how many states s would have to be at least as good as, besides those that it is. sets: which, the mildest
    first (those whose best state is least preferred now); `more` if there are more of this size than are listed. exact:
    whether `fewest` is proved; where it is not, it is at most that.
    """

    improvements: tuple[int, ...]
    fewest: int
    sets: tuple[tuple[int, ...], ...]
    more: bool
    exact: bool


def requirements(
    conflict: Conflict, party: int, state: int, concept: str, held: Bools | None = None, largest: int | None = None
) -> tuple[Requirement, ...]:
    """What must hold for a state to be stable for a party under a notion, for each state that it can move to.

    held: (S,) where s is known to be at least as good; these are left out of the sets, and moves to them need no more.
    largest: sets of more states than this are left out, and so are those that hold a state which would do by itself.

    >>> from standoff.engine.stability.individual import OptionForm
    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> requirements(OptionForm.of(chicken), party=0, state=3, concept="gmr")
    (Requirement(improvement=2, sets=(frozenset({2}), frozenset({0}))),)
    """
    known = np.zeros(conflict.states, np.bool_) if held is None else held.copy()
    known[state] = True
    wanted = conflict.feasible & ~known
    targets = conflict.targets(party, state)
    replies = _Replies(conflict, party, wanted, conflict.states if largest is None else largest)
    return tuple(_requirement(conflict, party, end, concept, replies) for end in targets[wanted[targets]].tolist())


def _requirement(conflict: Conflict, party: int, end: int, concept: str, replies: _Replies) -> Requirement:
    reading = reading_of(concept)
    found: list[States] = [frozenset([end])]
    if reading.answers:
        answers = legal_reach(conflict, conflict.others(party), end, improving=reading.improving)
        found += replies.sets(answers) if reading.firm else replies.alone(answers)
    return Requirement(end, _needed(found))


class _Replies:
    """The sets of comparisons that answers ask for: the state that an answer leads to, and the replies from there."""

    def __init__(self, conflict: Conflict, party: int, wanted: Bools, largest: int) -> None:
        self.conflict, self.party, self.wanted, self.largest = conflict, party, wanted, largest
        self._sizes: Ranks | None = None
        self._seen: dict[int, States] = {}

    def alone(self, answers: Ints) -> list[States]:
        """Where replies do not count."""
        return [frozenset([end] if self.wanted[end] else []) for end in answers.tolist()]

    def sets(self, answers: Ints) -> list[States]:
        """Where they do: of each answer, all that the party could then have that s is not known to be as good as."""
        few = answers[self._counted()[answers] <= self.largest] if isinstance(self.conflict, Graph) else answers
        found = (self._after(end) for end in few.tolist())
        return [states for states in found if len(states) <= self.largest]

    def _after(self, end: int) -> States:
        """In a fibre whose every move can be undone the party has the same states before it, whichever it is in."""
        conflict, party = self.conflict, self.party
        if not isinstance(conflict, Graph) or conflict.makes[party] != conflict.ends[party]:
            return self._found(end)
        fibre = end & ~conflict.makes[party]
        if fibre not in self._seen:
            self._seen[fibre] = self._found(end)
        return self._seen[fibre]

    def _found(self, end: int) -> States:
        ends = self.conflict.targets(self.party, end)
        return frozenset([*ends[self.wanted[ends]].tolist(), *([end] if self.wanted[end] else [])])

    def _counted(self) -> Ranks:
        """In option form: of every state, how many such states there are; each is reached by one change of steps."""
        if self._sizes is None and isinstance(self.conflict, Graph):
            self._sizes = self.wanted.astype(np.int32)
            fold(self._sizes, self.conflict.makes[self.party], self.conflict.ends[self.party], np.add)
        assert self._sizes is not None
        return self._sizes


def _needed(sets: Iterable[States]) -> tuple[States, ...]:
    """The sets, each once, without those that hold a state which would do by itself; the empty one if it is there."""
    unique = list(dict.fromkeys(sets))
    if frozenset() in unique:
        return (frozenset(),)
    single = {next(iter(states)) for states in unique if len(states) == 1}
    return tuple(states for states in unique if len(states) == 1 or single.isdisjoint(states))


# ------------------------------------------------------------------------------- the fewest comparisons


def reversals(
    conflict: Conflict, party: int, state: int, concept: str, limit: int = 20
) -> tuple[ImprovementGroup, ...]:
    """The fewest states that s would have to be at least as good as, besides those that it is, to be stable.

    One set from each group together make a smallest set; no group where the state is stable. At most `limit` sets are
    listed for each group. Applied to the preference (these states fall to where s is), a smallest set makes s stable,
    and none of its parts does. Raises SizeError where there are too many to go through.

    >>> from standoff.engine.stability.individual import OptionForm
    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> reversals(OptionForm.of(chicken), party=0, state=3, concept="seq")
    (ImprovementGroup(improvements=(2,), fewest=1, sets=((2,),), more=False, exact=True),)
    """
    ranks = conflict.ranks[party]
    better = improvements(conflict, party, state)
    open_ = int((harshest(conflict, party, concept)[better] > ranks[state]).sum())
    if not open_:
        return ()
    if reading_of(concept).answers:
        _admit(open_ * _answers_at_most(conflict, party))
    # Each open improvement can be met by a comparison of its own, so no smallest set is larger than their number.
    asked = requirements(conflict, party, state, concept, ranks <= ranks[state], open_)
    needed = [one for one in asked if one.sets != (frozenset(),)]
    return tuple(_Choice(group, ranks).solved(limit) for group in _groups(needed))


def _answers_at_most(conflict: Conflict, party: int) -> int:
    """How many states the others can reach from one, at most."""
    if not isinstance(conflict, Graph):
        return conflict.states
    within = 0
    for other in range(conflict.parties):
        within |= 0 if other == party else conflict.makes[other] | conflict.ends[other]
    return 1 << within.bit_count()


def _admit(comparisons: int) -> None:
    """Refuse what is too large before any work: SizeError."""
    if comparisons > MOST_COMPARISONS:
        remedy = "ask for how far the state has to rise and for single worths, or leave steps out"
        raise SizeError("comparisons to choose from", comparisons, MOST_COMPARISONS, remedy)


def _groups(needed: Sequence[Requirement]) -> list[list[Requirement]]:
    """Requirements that share a state, directly or by others, together; in the order of their first ones."""
    leader: dict[int, int] = {}
    parent = list(range(len(needed)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for number, one in enumerate(needed):
        for state in frozenset().union(*one.sets):
            first = leader.setdefault(state, number)
            low, high = sorted((root(first), root(number)))
            parent[high] = low
    groups: dict[int, list[Requirement]] = {}
    for number, one in enumerate(needed):
        groups.setdefault(root(number), []).append(one)
    return list(groups.values())


class _Choice:
    """The smallest sets of states that hold one set of every requirement: iterative deepening with a disjoint bound."""

    def __init__(self, group: Sequence[Requirement], ranks: Ranks) -> None:
        self.group, self.ranks = group, ranks
        self.left = WORK

    def key(self, states: Iterable[int]) -> tuple[int, int, list[int]]:
        """The mildest first: the least preferred best state, then the least in sum, then the lowest numbers."""
        chosen = sorted(states)
        values = [int(self.ranks[state]) for state in chosen]
        return max(values), sum(values), chosen

    def solved(self, limit: int) -> ImprovementGroup:
        """The group with its smallest sets."""
        named = tuple(one.improvement for one in self.group)
        if len(self.group) == 1:
            least = sorted((s for s in self.group[0].sets if len(s) == 1), key=self.key)
            return ImprovementGroup(named, 1, _listed(least, limit), len(least) > limit, exact=True)
        plain = [self._by_key(one.sets) for one in self.group]
        merged = [self._by_key(sets) for sets in _merged(self.group)]
        for size in range(max(1, _disjoint(merged, frozenset())), len(self.group) + 1):
            if next(self._chosen(merged, frozenset(), size), None) is not None:
                self.left = max(self.left, 0) + WORK // 10
                every: dict[States, None] = {}
                for states in self._chosen(plain, frozenset(), size):
                    every.setdefault(states)
                    if len(every) > limit:
                        break
                sets = sorted(every, key=self.key)
                return ImprovementGroup(
                    named, size, _listed(sets, limit), len(sets) > limit or self.left < 0, exact=True
                )
            if self.left < 0:
                break
        found = min(self._greedy(plain), frozenset(named), key=len)
        return ImprovementGroup(named, len(found), (tuple(sorted(found)),), more=True, exact=False)

    def _by_key(self, sets: Iterable[States]) -> list[States]:
        return sorted(sets, key=lambda states: (len(states), self.key(states)))

    def _chosen(self, asked: Sequence[Sequence[States]], chosen: States, size: int) -> Iterator[States]:
        """Every set of at most `size` states that holds one set of each requirement, and maybe some twice."""
        unmet = [sets for sets in asked if not any(states <= chosen for states in sets)]
        self.left -= sum(map(len, unmet)) + 1
        if self.left < 0:
            return
        if not unmet:
            yield chosen
            return
        if len(chosen) + _disjoint(unmet, chosen) > size:
            return
        for states in min(unmet, key=len):
            if len(chosen | states) <= size:
                yield from self._chosen(unmet, chosen | states, size)

    def _greedy(self, asked: Sequence[Sequence[States]]) -> States:
        """Set after set, always the one that meets most for each state that it adds."""
        chosen: States = frozenset()
        unmet = list(asked)
        while unmet:
            offers = {states for sets in unmet for states in sets}
            met = {states: sum(any(s <= chosen | states for s in sets) for sets in unmet) for states in offers}
            best = min(offers, key=lambda s: (-met[s] / max(1, len(s - chosen)), self.key(s)))
            chosen |= best
            unmet = [sets for sets in unmet if not any(states <= chosen for states in sets)]
        return chosen


def _listed(sets: Sequence[States], limit: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(sorted(states)) for states in sets[:limit])


def _disjoint(unmet: Sequence[Sequence[States]], chosen: States) -> int:
    """At least how many more states are needed: requirements without a state in common need theirs each."""
    used: set[int] = set()
    least = 0
    for sets in unmet:
        more = [states - chosen for states in sets]
        states = frozenset().union(*more)
        if used.isdisjoint(states):
            least += min(map(len, more))
            used |= states
    return least


def _merged(group: Sequence[Requirement]) -> list[list[States]]:
    """The sets of each requirement, where single states that meet the same requirements stand for one another."""
    meets: dict[int, list[int]] = {}
    for number, one in enumerate(group):
        for states in one.sets:
            if len(states) == 1:
                meets.setdefault(next(iter(states)), []).append(number)
    inside = {state for one in group for states in one.sets if len(states) > 1 for state in states}
    stands: dict[tuple[int, ...], int] = {}
    for state, numbers in sorted(meets.items()):
        if state not in inside:
            stands.setdefault(tuple(numbers), state)
    kept = {*stands.values(), *inside}
    return [[states for states in one.sets if len(states) > 1 or states <= kept] for one in group]


# ------------------------------------------------------------------------- how far it would have to rise


def height(conflict: Conflict, party: int, state: int, concept: str, values: Ranks) -> int:
    """How high s would have to be valued, all other values as they are, to be stable: one of `values`, or -1.

    values: (S,) int32 from 0 to one above the largest rank, -1 at infeasible states. With the party's ranks, s is
    stable if and only if this is at most its rank; if it is not, s must become as good as the states of that rank.

    >>> from standoff.engine.stability.individual import OptionForm
    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> height(OptionForm.of(chicken), 0, 3, "seq", chicken.ranks[0]), height(OptionForm.of(chicken), 0, 3, "gmr", chicken.ranks[0])
    (3, 0)
    """  # noqa: E501
    found = conflict.targets(party, state)
    return int(np.minimum(values[found], harshest(conflict, party, concept, values)[found]).max(initial=-1))


def least_change(conflict: Conflict, party: int, state: int, concept: str, differs: Bools) -> int | None:
    """The lowest rank that s must draw level with, by a change of one worth, to be stable; None if none is enough.

    differs: (S,) bool, where the worth counts in one of s and the other state, and not in both: these draw nearer to s
    together, the others not at all. The change is then by how much the states of that rank are better than s. If s is
    stable, its own rank.

    >>> from standoff.engine.stability.individual import OptionForm
    >>> one = Graph(2, (3,), (3,), np.ones(4, bool), np.array([[0, 1, 2, 3]], np.int32))
    >>> last = np.array([False, False, True, True])
    >>> least_change(OptionForm.of(one), 0, 1, "nash", last), least_change(OptionForm.of(one), 0, 0, "nash", last)
    (3, None)
    """
    rank = conflict.ranks[party]
    here = int(rank[state])
    above = np.maximum(rank - here, 0)
    never = int(above.max()) + 1
    values = np.where(differs | (above == 0), above, never).astype(np.int32)
    values[~conflict.feasible] = -1
    highest = height(conflict, party, state, concept, values)
    return None if highest == never else here + max(highest, 0)
