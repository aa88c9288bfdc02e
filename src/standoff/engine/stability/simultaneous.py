"""Simultaneous stability: who stays because the others, improving at the same time, would spoil the improvement.

Fraser & Hipel (1979), in option form. The literature has three readings. Here each of the others either stays or makes
one of its own improvements from s, at least one of them moves, and everything that anybody changes is changed at once.
For every combination of the others' moves, all states are looked at together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from standoff.engine.core.masks import subsets
from standoff.engine.core.types import Bools, Ints
from standoff.engine.stability.notion import FEW_STATES, Conflict, Family, Notion, Precondition
from standoff.engine.stability.states import Graph
from standoff.errors import StandoffError, UsageError

__all__ = ["NOTIONS", "sim"]


def sim(graph: Graph | Conflict, party: int) -> Bools:
    """Where a party is stable because the others improve at the same time.

    Some of the others' own improvements from s, at least one of them moving, together with the
    party's own lead to a feasible state that it does not prefer to s. UsageError where there are no steps.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> sim(chicken, 0).tolist()
    [False, True, True, True]
    """
    if not isinstance(graph, Graph):
        raise UsageError("simultaneous stability needs a conflict that is given by its steps")
    changes, own = _improvements(graph, party)
    others = [_improvements(graph, other) for other in range(graph.parties) if other != party]
    met = np.zeros_like(own)
    for change, states in _combinations(others, np.flatnonzero(own.any(axis=1))):
        ends = states[:, None] ^ (changes | change)
        rank = graph.ranks[party][ends]
        met[states] |= (rank >= 0) & (rank <= graph.ranks[party][states][:, None])
    return np.asarray(graph.feasible & ~(own & ~met).any(axis=1))


def _improvements(graph: Graph, party: int) -> tuple[Ints, Bools]:
    """All changes (C,) that a party could ever make, and which improve for it from which state, (2^n, C)."""
    makes, ends, rank = graph.makes[party], graph.ends[party], graph.ranks[party]
    states = np.arange(graph.states)
    changes = subsets(makes | ends)[1:]
    improves = np.zeros((graph.states, len(changes)), np.bool_)
    for place, change in enumerate(changes.tolist()):
        allowed = (change & ~states & ~makes) | (change & states & ~ends)
        improves[:, place] = (allowed == 0) & (rank[states ^ change] > rank)
    improves[~graph.feasible] = False
    return changes, improves


def _combinations(others: Sequence[tuple[Ints, Bools]], states: Ints, change: int = 0) -> Iterator[tuple[int, Ints]]:
    """All combinations of the others' improvements, at least one moving: what they change, and from which states."""
    if not others:
        if change and len(states):
            yield change, states
        return
    (changes, improves), *rest = others
    yield from _combinations(rest, states, change)
    for place, own in enumerate(changes.tolist()):
        some = states[improves[states, place]]
        if len(some):
            yield from _combinations(rest, some, change | own)


def _option_form(conflict: Conflict) -> StandoffError | None:
    return None if isinstance(conflict, Graph) else UsageError("it is about steps that are taken at the same time")


OPTION_FORM = Precondition("a conflict given by its steps", _option_form)

SIMULTANEOUS = Family("simultaneous", "one party considers a move of its own, while the others move as well")

NOTIONS: tuple[Notion, ...] = (
    Notion(
        "sim",
        SIMULTANEOUS,
        sim,
        definition="Simultaneous stability: "
        "every improvement is met if the others make improvements from s at the same time.",
        source="Fraser & Hipel (1979).",
        label="SIM",
        letters="SIM",
        says="every improvement is spoilt if the others improve at the same time",
        needs=(OPTION_FORM, FEW_STATES),
        named=True,
    ),
)
"""The notion of simultaneous moves."""
