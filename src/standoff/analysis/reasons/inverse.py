"""What would have to be true of the preferences of a case for a state to be stable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from standoff.analysis.ordinal_worths import by_worth
from standoff.analysis.progress import Progress, silent
from standoff.analysis.reasons.witness import StatesInWords, parties_asked, state_named
from standoff.analysis.stability.state_space import unmerged_state_space_of
from standoff.engine.core.types import Bools
from standoff.engine.reasons import witness
from standoff.engine.reasons.inverse import ImprovementGroup, height, least_change, reversals
from standoff.errors import SizeError
from standoff.results.records.made import Made
from standoff.results.records.reasons import Comparisons, Inversion, Needed, Rise, WorthNeeded
from standoff.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.case.model.model import Case

__all__ = ["inverse"]

Kind = Literal["step", "together"]


def inverse(
    case: Case, state: str, party: str = "", concept: str = "seq", limit: int = 5, progress: Progress = silent
) -> Inversion:
    """What would have to be true of each party's preference (or of one) for a state to be stable under a notion.

    state: by name, as in `explain_state`. At most `limit` sets of comparisons are listed for each group. The other
    parties are taken as they are, each time. Raises UsageError for unknown names and states that cannot be, SizeError
    above 24 steps.

    >>> from standoff import example
    >>> found = inverse(example(), "inspectors")
    >>> [(party.party, party.stable) for party in found.parties]
    [('alpha', False), ('beta', True)]
    """
    parties, here = parties_asked(case, party), state_named(case, state)
    witness.reading_of(concept)
    told = StatesInWords(unmerged_state_space_of(case))
    found = []
    for number, i in enumerate(parties, start=1):
        found.append(_needed(told, i, here, concept, limit))
        progress("what would have to be true", number / len(parties))
    exact = all(needed.exact for needed in found)
    method = "smallest sets of comparisons and least changes, at the medians of the ranges"
    return Inversion(
        state=told.space.state(here),
        concept=concept,
        parties=tuple(found),
        made=Made(version=__version__, method=method, exact=exact),
    )


def _needed(told: StatesInWords, i: int, here: int, concept: str, limit: int) -> Needed:
    graph, state = told.space.graph, told.space.state
    level = height(graph, i, here, concept, graph.ranks[i])
    stable = bool(level <= graph.ranks[i][here])
    groups, note = ((), "") if stable else _reversals(told, i, here, concept, limit)
    return Needed(
        party=told.parties[i],
        stable=stable,
        fewest=None if note else sum(group.fewest for group in groups),
        exact=not note and all(group.exact for group in groups),
        note=note,
        groups=tuple(
            Comparisons(
                improvements=tuple(state(end) for end in group.improvements),
                fewest=group.fewest,
                sets=tuple(tuple(state(end) for end in ends) for ends in group.sets),
                more=group.more,
                exact=group.exact,
            )
            for group in groups
        ),
        rise=None if stable else _rise(told, i, here, level),
        worths=() if stable else _worths(told, i, here, concept),
    )


def _reversals(
    told: StatesInWords, i: int, here: int, concept: str, limit: int
) -> tuple[tuple[ImprovementGroup, ...], str]:
    """The fewest comparisons, or why they are not known."""
    try:
        return reversals(told.space.graph, i, here, concept, limit), ""
    except SizeError as error:
        return (), f"{error.what}: {error.number:,}, and the limit is {error.limit:,}"


def _rise(told: StatesInWords, i: int, here: int, level: int) -> Rise:
    """To which state: of those at that height the nearest."""
    rank = told.space.graph.ranks[i]
    same = np.flatnonzero(rank == level)
    to = int(same[np.lexsort((same, np.bitwise_count(same ^ here)))[0]])
    return Rise(
        to=told.space.state(to),
        overtakes=int(((rank > rank[here]) & (rank <= level)).sum()),
        points=told.gain(i, here, to),
    )


def _worths(told: StatesInWords, i: int, here: int, concept: str) -> tuple[WorthNeeded, ...]:
    """Single worths that would do, the least change first; none where the party gives an order and no worths."""
    graph, party = told.space.graph, told.parties[i]
    if not by_worth(told.case, party) or party in told.case.order:
        return ()
    found = []
    for kind, name, within in _terms(told):
        level = least_change(graph, i, here, concept, within != within[here])
        if level is not None:
            amount = told.gain(i, here, int(np.argmax(graph.ranks[i] == level))) or 0.0
            found.append(_worth(told.case, party, kind, name, amount if within[here] else -amount))
    return tuple(sorted(found, key=lambda one: abs(one.change)))


def _terms(told: StatesInWords) -> Iterator[tuple[Kind, str, Bools]]:
    """Everything that has worths, steps and `together` entries: its kind, its name, and the states it counts in."""
    states = np.arange(told.space.graph.states)
    for j, name in enumerate(told.case.steps):
        yield "step", name, (states >> j & 1) == 1
    for name, steps in zip(told.case.together, told.space.together, strict=True):
        yield "together", name, (states & steps) == steps


def _worth(case: Case, party: str, kind: Kind, name: str, change: float) -> WorthNeeded:
    """A worth, changed by an amount; a worth that is not given is 0, and nothing else is in its range."""
    worths = case.steps[name].worth if kind == "step" else case.together[name].worth
    given = worths.get(party)
    if given is None:
        return WorthNeeded(kind, name, 0.0, change, in_range=False)
    needed = given.median + change
    return WorthNeeded(kind, name, given.median, needed, in_range=given.low <= needed <= given.high)
