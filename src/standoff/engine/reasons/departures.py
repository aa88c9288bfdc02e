"""From one state: what a coalition could leave it for together, and whether the others could answer that.

The coalition concepts of `engine/stability/coalitions.py` at a single state, in option form, where there are too many
states to compare each with each: sets of states are bool arrays over all of them, and a legal sequence is a union
spread over them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from standoff.engine.core.masks import among, distinct, members, pack, subsets
from standoff.engine.core.types import Bools, Ints
from standoff.engine.stability.coalitions import CONCEPTS, Coalition, CoalitionAnalysis, coalitions_of
from standoff.engine.stability.label_setting import least_after
from standoff.engine.stability.reach import Powers, best, leads_to
from standoff.engine.stability.states import Graph

__all__ = ["Departure", "departure", "improvements_of", "told_apart"]

MOST_AROUND = 1024
"""States that the others could go to from one improvement, for answers that they give together."""

MOST_PARTS = 64
"""So many parts of that kind are looked at."""


@dataclass(frozen=True, eq=False)
class Departure:
    """What a coalition could leave a state for. improvements: all that every member prefers and they can reach.

    undeterred: those of them after which the others cannot make any member no better off, whatever they do. stable:
    for each coalition concept whether it stays, None where that is not known at this size.
    """

    coalition: Coalition
    improvements: Ints
    undeterred: Ints
    stable: Mapping[str, bool | None]

    def smallest(self, state: int, first: Ints) -> int | None:
        """The improvement that changes the fewest steps, and then the lowest number; None if there is none.

        Of those that are to come first, if there are some, and among these of undeterred ones.
        """
        some = _those_of(_those_of(self.improvements, first), self.undeterred)
        if not some.size:
            return None
        steps = np.bitwise_count(some ^ state)
        return int(some[steps == steps.min()].min())


def departure(graph: Graph, coalition: Coalition, state: int) -> Departure:
    """What a coalition could leave a state for together, and under which concepts it stays.

    Exact; but cseq is None where it takes answers of several others together, and these can go to too many states.

    >>> hunt = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 2, 3], [1, 2, 0, 3]], np.int32))
    >>> found = departure(hunt, (0, 1), 0)
    >>> found.improvements.tolist(), found.smallest(0, found.improvements), found.stable["cgmr"]
    ([3], 3, False)
    """
    improvements = improvements_of(graph, coalition, state)
    if not len(improvements):
        return Departure(coalition, improvements, improvements, dict.fromkeys(CONCEPTS, True))
    others = tuple(party for party in range(graph.parties) if party not in coalition)
    better = np.logical_and.reduce([graph.ranks[i] > graph.ranks[i][state] for i in coalition])
    better &= graph.feasible
    harsh = graph.feasible & ~better
    met = leads_to(harsh, _powers(graph, others), graph.feasible)[improvements]
    firm = graph.feasible & ~leads_to(better, _powers(graph, coalition), graph.feasible)
    stable: dict[str, bool | None] = {
        "cnash": False,
        "cgmr": bool(met.all()),
        "csmr": bool(leads_to(firm, _powers(graph, others), graph.feasible)[improvements].all()),
    }
    pending = _unmet_alone(graph, others, harsh, improvements) if met.all() else improvements[~met]
    stable["cseq"] = bool(met.all()) and _met_together(graph, others, harsh, pending)
    stable["cseq_ui"] = not len(pending)
    return Departure(coalition, improvements, improvements[~met], stable)


def told_apart(found: Sequence[Departure], improvements: Callable[[Coalition], Ints]) -> dict[Coalition, Ints]:
    """For each coalition those of its improvements that take all of its members.

    What fewer of them can reach is an improvement for these as well, since every member prefers it. improvements: of a
    coalition that is not among those found.

    >>> hunt = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 2, 3], [1, 2, 0, 3]], np.int32))
    >>> pair = departure(hunt, (0, 1), 0)
    >>> told_apart([pair], lambda coalition: improvements_of(hunt, coalition, 0))
    {(0, 1): array([3])}
    """
    known = {one.coalition: one.improvements for one in found}
    for one in found:
        for fewer in _one_fewer(one):
            if fewer not in known:
                known[fewer] = improvements(fewer)
    return {one.coalition: _without(one.improvements, [known[fewer] for fewer in _one_fewer(one)]) for one in found}


def _without(found: Ints, others: Sequence[Ints]) -> Ints:
    return found[~among(found, np.concatenate(others))] if others else found


def _one_fewer(one: Departure) -> list[Coalition]:
    """The coalitions without one of the members; none where there is no improvement that they could bring about."""
    size = len(one.coalition) - 1
    return list(combinations(one.coalition, size)) if size and len(one.improvements) else []


def _those_of(found: Ints, wanted: Ints) -> Ints:
    """Those that are wanted; if none is, all."""
    some = found[among(found, wanted)]
    return some if len(some) else found


def _powers(graph: Graph, group: Sequence[int]) -> list[Powers]:
    """What each mover within a group can make and end: its members, and the owners of joint steps."""
    alone = [(graph.makes[party], graph.ends[party]) for party in group]
    together = [(makes, ends) for parties, makes, ends in graph.joint if set(members(parties)) <= set(group)]
    return [powers for powers in (*alone, *together) if powers != (0, 0)]


def improvements_of(graph: Graph, coalition: Coalition, state: int) -> Ints:
    """All that a coalition can reach from a state and every member prefers to it.

    >>> hunt = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 2, 3], [1, 2, 0, 3]], np.int32))
    >>> [improvements_of(hunt, coalition, 0).tolist() for coalition in ((0,), (1,), (0, 1))]
    [[], [], [3]]
    """
    movers, within = _powers(graph, coalition), 0
    for makes, ends in movers:
        within |= makes | ends
    lies = subsets(within) | (state & ~within)
    reached = np.zeros(graph.states, np.bool_)
    reached[state] = True
    # What can be moved to from the state, so the powers change places.
    reached = leads_to(reached, [(ends, makes) for makes, ends in movers], graph.feasible)
    lies = lies[reached[lies]]
    better = [graph.ranks[party][lies] > graph.ranks[party][state] for party in coalition]
    found: Ints = np.sort(lies[np.logical_and.reduce(better)])
    return found


def _unmet_alone(graph: Graph, others: Sequence[int], harsh: Bools, improvements: Ints) -> Ints:
    """Those of some states from which no chain of improvements of single parties leads to a harsh one."""
    found, settled, turn = harsh.copy(), 0, 0
    while settled < len(others) and not found[improvements].all():
        party = others[turn % len(others)]
        rank = graph.ranks[party]
        fresh = best(graph, party, np.where(found, rank, np.int32(-1))) > rank
        fresh &= graph.feasible & ~found
        found |= fresh
        settled = 1 if fresh.any() else settled + 1
        turn += 1
    return improvements[~found[improvements]]


def _met_together(graph: Graph, others: Coalition, harsh: Bools, pending: Ints) -> bool | None:
    """Whether chains of common improvements of others lead from all of some states to a harsh one; None: too much work.

    The others leave all steps that they have no power over as they are, so that each such part is a small conflict.
    """
    if len(others) == 1 or not len(pending):
        return not len(pending)
    within = 0
    for makes, ends in _powers(graph, others):
        within |= makes | ends
    if 1 << within.bit_count() > MOST_AROUND:
        return None
    rests = distinct(pending & ~within)
    for rest in rests[:MOST_PARTS].tolist():
        lies = subsets(within) | rest
        leads = _led_together(graph, within, lies, others, harsh)
        if not among(pending[pending & ~within == rest], leads).all():
            return False
    return True if len(rests) <= MOST_PARTS else None


def _led_together(graph: Graph, within: int, lies: Ints, others: Coalition, harsh: Bools) -> Ints:
    """The states of one part from which common improvements of coalitions of others lead to a harsh one."""
    part = Graph(
        within.bit_count(),
        tuple(pack(powers, within) for powers in graph.makes),
        tuple(pack(powers, within) for powers in graph.ends),
        graph.feasible[lies],
        graph.ranks[:, lies],
        tuple((parties, pack(makes, within), pack(ends, within)) for parties, makes, ends in graph.joint),
    )
    work = CoalitionAnalysis.of(part)
    answers = [work.improvements(group) for group in coalitions_of(others)]
    mild = (~harsh[lies[work.lies]]).astype(np.int32)
    led: Ints = lies[work.lies[least_after(mild, answers, again=True) == 0]]
    return led
