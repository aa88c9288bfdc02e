"""Of one state: whether a party stays in it, what it would rather do, and how the others would deter it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from standoff.engine.core import masks
from standoff.engine.core.masks import members
from standoff.engine.symbolic.blocks import corner_of
from standoff.engine.symbolic.conflict import SymbolicConflict, union
from standoff.engine.symbolic.moves import elsewhere, inclined, moved
from standoff.engine.symbolic.query import Query
from standoff.engine.symbolic.sat import Deadline, Formula, Solver, constants
from standoff.engine.symbolic.values import as_terms, exact, leads_to, most_firm, value

__all__ = [
    "CONCEPTS",
    "Deterrent",
    "best_reply",
    "deterrent",
    "inescapable",
    "least_change",
    "stays",
    "surely_deterred",
]


def best_reply(conflict: SymbolicConflict, party: int, state: int, deadline: Deadline) -> int | None:
    """The state that a party likes best of those it can move to alone, if it likes it better than `state`; or None.

    Of what it changes nothing can be left out. Raises UnfinishedError.

    >>> from standoff.engine.symbolic.preferences import SymbolicWorths
    >>> worths = (SymbolicWorths((-1, 3)), SymbolicWorths((3, -1)))
    >>> best_reply(SymbolicConflict(2, (1, 2), (1, 2), (), worths), 0, 0b11, Deadline(None))
    2
    """
    return _best_reply(Query(conflict, party, state, deadline))


def _best_reply(query: Query) -> int | None:
    best = value(query, "reply")
    if best <= query.enough:
        return None
    level = query.preference.level
    return least_change(query.conflict, query.state, leads_to(query, "reply"), lambda fewer: level(fewer) >= best)


def least_change(conflict: SymbolicConflict, state: int, after: int, enough: Callable[[int], bool]) -> int:
    """A change from one state to another with single steps of it left out as long as it is feasible and enough."""
    for bit in members(state ^ after):
        fewer = after ^ 1 << bit
        if conflict.feasible(fewer) and enough(fewer):
            after = fewer
    return after


def stays(conflict: SymbolicConflict, concept: str, party: int, state: int, deadline: Deadline) -> bool | None:
    """Whether a party is stable in a feasible state; None where the search cannot tell: reach could not be followed.

    concept: one of CONCEPTS. Raises UnfinishedError.

    >>> from standoff.engine.symbolic.preferences import SymbolicWorths
    >>> worths = (SymbolicWorths((-1, 3)), SymbolicWorths((3, -1)))
    >>> conflict = SymbolicConflict(2, (1, 2), (1, 2), (), worths)
    >>> [stays(conflict, concept, 0, 0b11, Deadline(None)) for concept in CONCEPTS]
    [False, True, True]
    """
    return _STAYS[concept](Query(conflict, party, state, deadline))


def _stays_nash(query: Query) -> bool | None:
    return _best_reply(query) is None


def _stays_gmr(query: Query) -> bool | None:
    enough = query.enough
    if value(query, "hold") > enough:
        return False
    if exact(query) or value(query.least(), "hold") <= enough:
        return True
    return None


def _stays_smr(query: Query) -> bool | None:
    return surely_deterred(query) if inescapable(query) is None else False


_STAYS: dict[str, Callable[[Query], bool | None]] = {
    "nash": _stays_nash,
    "gmr": _stays_gmr,
    "smr": _stays_smr,
}

CONCEPTS = tuple(_STAYS)
"""The notions that are answered by search."""


def surely_deterred(query: Query) -> bool | None:
    """Whether SMR holds where it does with the most that the others may reach."""
    if exact(query) or inescapable(query.least()) is None:
        return True
    return None


def inescapable(query: Query) -> int | None:
    """An improvement of a party that no answer deters under SMR; or None."""
    conflict, preference, here = query.conflict, query.preference, query.enough
    if value(query, "reply") <= here:
        return None
    if most_firm(query) <= here:
        return None
    best = leads_to(query, "reply")
    if value(query.at(best), "firm") > here:
        return best
    formula = Formula()
    literals = moved(conflict, formula, query.state, conflict.makes[query.party], conflict.ends[query.party])
    formula.add(preference.improves(formula, literals, constants(query.state, conflict.n)))
    solver = Solver(formula, query.deadline)
    solver.lean(inclined(literals, preference))
    while True:
        solution = solver.solve()
        if solution is None:
            return None
        found = solver.state(solution, literals)
        if value(query.at(found), "firm") > here:
            return found
        total, terms, context = as_terms(query.at(found), "firm", formula, literals)
        formula.add(*elsewhere(literals, found, context), formula.exceeds(terms, here - total))


@dataclass(frozen=True)
class Deterrent:
    """How the others answer an improvement: the notion under which the answer counts, and their moves.

    concept: `smr` (the party cannot escape it), `gmr`, or None where no answer deters it. moves: pairs (mover, state
    it moves to). sure: whether that is known; False where reach could not be followed.
    """

    concept: str | None
    moves: tuple[tuple[int, int], ...] = ()
    sure: bool = True


def deterrent(conflict: SymbolicConflict, party: int, state: int, improvement: int, deadline: Deadline) -> Deterrent:
    """The others' answer to a party's move from `state` to `improvement` that leaves it no better off than `state`.

    One that it cannot escape if there is one, the worst for it. Raises UnfinishedError.

    >>> from standoff.engine.symbolic.preferences import SymbolicWorths
    >>> worths = (SymbolicWorths((-1, 3)), SymbolicWorths((3, -1)))
    >>> deterrent(SymbolicConflict(2, (1, 2), (1, 2), (), worths), 0, 0b11, 0b10, Deadline(None))
    Deterrent(concept='smr', moves=((1, 0),), sure=True)
    """
    enough = Query(conflict, party, state, deadline).enough
    after = Query(conflict, party, improvement, deadline)
    least = after.least()
    for concept, what in (("smr", "firm"), ("gmr", "answer")):
        if value(least, what) <= enough:
            end = _shorter(least, what, leads_to(least, what), enough)
            return Deterrent(concept, tuple(_moves(after, end)))
    unsure = not exact(after) and value(after, "answer") <= enough
    return Deterrent(None, (), not unsure)


def _shorter(query: Query, what: str, after: int, enough: int) -> int:
    """An answer without what it does not need; tangles stay as they are, because not all in them can be reached."""
    level, feasible = query.preference.level, query.conflict.feasible
    tangled = union(cluster.steps for cluster in query.concern.clusters if not cluster.movers)
    for bit in members((query.state ^ after) & ~tangled):
        fewer = after ^ 1 << bit
        worth = level(fewer)
        if worth <= enough and what == "firm" and feasible(fewer):
            worth = value(query.at(fewer), "reply")
        if worth <= enough and feasible(fewer):
            after = fewer
    return after


def _moves(query: Query, after: int) -> Iterator[tuple[int, int]]:
    """Moves of the others that lead from a state to another, as (mover, state): each mover once, and then tangles."""
    conflict, others, state = query.conflict, query.others, query.state
    changes = dict.fromkeys(others, 0)
    tangled = []
    for cluster in query.concern.clusters:
        change = (state ^ after) & cluster.steps
        if change:
            movers = [k for k in others if not change & ~conflict.can_change(k, state)]
            if movers:
                changes[movers[0]] |= change
            else:
                tangled.append(cluster)
    for mover, change in changes.items():
        if change:
            state ^= change
            yield mover, state
    for cluster in tangled:
        corner = corner_of(query.at(state), cluster)
        count = corner.moves(improving=False)
        end = masks.pack(after, cluster.steps)
        for mover, there in corner.sequence(count, end, improving=False):
            state = there
            yield others[mover], there
