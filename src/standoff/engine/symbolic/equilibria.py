"""Of all states: those in which every party stays, searched for, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from standoff.engine.core.masks import members
from standoff.engine.symbolic.conflict import SymbolicConflict, union
from standoff.engine.symbolic.moves import able, changed, elsewhere
from standoff.engine.symbolic.query import Query
from standoff.engine.symbolic.sat import FALSE, Deadline, Formula, Solver, UnfinishedError
from standoff.engine.symbolic.stays import best_reply, inescapable, least_change, stays, surely_deterred
from standoff.engine.symbolic.values import as_terms, value

__all__ = ["Backbone", "EquilibriumSearch"]


@dataclass(frozen=True)
class Backbone:
    """Of all equilibria: the masks of the steps always in force, never in force, in force in some, and not known."""

    always: int
    never: int
    free: int
    open: int


class EquilibriumSearch:
    """The states in which every party stays under one concept, searched for.

    >>> from standoff.engine.symbolic.preferences import SymbolicWorths
    >>> worths = (SymbolicWorths((-1, 3)), SymbolicWorths((3, -1)))
    >>> conflict = SymbolicConflict(2, (1, 2), (1, 2), (), worths)
    >>> [sorted(EquilibriumSearch(conflict, concept, 0b11).nearest()) for concept in ("nash", "smr")]
    [[0], [0, 3]]
    """

    def __init__(self, conflict: SymbolicConflict, concept: str, now: int) -> None:
        self.conflict, self.concept, self.now = conflict, concept, now
        self.formula = Formula()
        self.literals = [self.formula.fresh() for _ in range(conflict.n)]
        for constraint in conflict.constraints:
            self.formula.add(self.formula.truth(constraint, self.literals))
        self.away = self.formula.at_least(
            [-literal if now >> bit & 1 else literal for bit, literal in enumerate(self.literals)]
        )
        self.listing = self.formula.fresh()
        self.solver = Solver(self.formula, Deadline(None))
        self.solver.lean(literal if now >> bit & 1 else -literal for bit, literal in enumerate(self.literals))
        self.found: list[int] = []
        self.undecided: list[int] = []
        if concept == "nash":
            self._rule_out_single_steps()

    def _rule_out_single_steps(self) -> None:
        """Nobody can better its position by one step: cheap to say, and most of what there is to say."""
        for party in range(self.conflict.parties):
            for bit in members(self.conflict.makes[party]):
                self._rule_out_change(party, 1 << bit, 0)
            for bit in members(self.conflict.ends[party]):
                self._rule_out_change(party, 0, 1 << bit)

    def _rule_out_change(self, party: int, made: int, ended: int, *unless: int) -> None:
        """The party would not make this change, wherever it can."""
        formula, preference = self.formula, self.conflict.preferences[party]
        before, after = changed(self.literals, ended, made), changed(self.literals, made, ended)
        better = preference.improves(formula, after, before)
        if better != FALSE:
            formula.add(-able(self.conflict, formula, self.literals, made, ended), -better, *unless)

    def next(self, assumptions: Sequence[int], deadline: Deadline) -> int | None:
        """An equilibrium that makes these literals true, or None where there is none. Raises UnfinishedError.

        States for which it cannot be told whether they are equilibria are passed over and kept in `undecided`.
        """
        self.solver.deadline = deadline
        while True:
            solution = self.solver.solve(assumptions)
            if solution is None:
                return None
            state = self.solver.state(solution, self.literals)
            verdicts = [
                self._holds(Query(self.conflict, party, state, deadline)) for party in range(self.conflict.parties)
            ]
            if all(verdicts):
                return state
            if False not in verdicts:
                self.undecided.append(state)
                self.formula.add(*elsewhere(self.literals, state, (1 << self.conflict.n) - 1))

    def _holds(self, query: Query) -> bool | None:
        """Whether a party stays; where it does not, all states that it leaves for the same reason are ruled out."""
        return _HOLDS[self.concept](self, query)

    def _holds_nash(self, query: Query) -> bool | None:
        state = query.state
        after = best_reply(self.conflict, query.party, state, query.deadline)
        if after is None:
            return True
        level, enough = query.preference.level, query.enough
        after = least_change(self.conflict, state, after, lambda fewer: level(fewer) > enough)
        self._rule_out_change(query.party, after & ~state, state & ~after)
        return False

    def _holds_gmr(self, query: Query) -> bool | None:
        verdict = stays(self.conflict, "gmr", query.party, query.state, query.deadline)
        if verdict is False:
            total, terms, context = as_terms(query, "hold", self.formula, self.literals)
            short = query.preference.short_of(self.formula, self.literals, total, terms)
            self.formula.add(*elsewhere(self.literals, query.state, context), -short)
        return verdict

    def _holds_smr(self, query: Query) -> bool | None:
        state, preference = query.state, query.preference
        after = inescapable(query)
        if after is None:
            return surely_deterred(query)
        enough = query.enough

        def still(fewer: int) -> bool:
            firm = value(query.at(fewer), "firm")
            return preference.level(fewer) > enough and firm > enough

        after = least_change(self.conflict, state, after, still)
        made, ended = after & ~state, state & ~after
        literals = changed(self.literals, made, ended)
        total, terms, context = as_terms(query.at(after), "firm", self.formula, literals)
        short = preference.short_of(self.formula, self.literals, total, terms)
        self._rule_out_change(query.party, made, ended, *elsewhere(literals, after, context), -short)
        return False

    def nearest(self, deadline: Deadline | None = None, limit: int | None = None) -> Iterator[int]:
        """Equilibria, those nearest to now first, each once. Raises UnfinishedError."""
        deadline = deadline or Deadline(None)
        for away in range(self.conflict.n + 1):
            if limit is not None and len(self.found) >= limit:
                return
            within = [-self.listing, *([-self.away[away]] if away < self.conflict.n else [])]
            while limit is None or len(self.found) < limit:
                state = self.next(within, deadline)
                if state is None:
                    break
                self.found.append(state)
                self.formula.add(self.listing, *elsewhere(self.literals, state, (1 << self.conflict.n) - 1))
                yield state

    def more(self, deadline: Deadline) -> bool:
        """Whether there is an equilibrium that is not listed yet. Raises UnfinishedError."""
        return self.next([-self.listing], deadline) is not None

    def backbone(self, deadline: Deadline, complete: bool = False) -> Backbone | None:
        """Which steps are in force in all, in none and in some equilibria; None where there is no equilibrium.

        complete: all of them are in `found` already. What the time does not allow to find out is `open`.
        """
        known = list(self.found)
        if not known and not complete:
            try:
                one = self.next([], deadline)
            except UnfinishedError:
                return Backbone(0, 0, 0, (1 << self.conflict.n) - 1)
            known = [] if one is None else [one]
        if not known:
            return None
        always, ever = _meet(known), union(known)
        fixed = (1 << self.conflict.n) - 1 & ~(ever & ~always) if complete else 0
        for bit in range(self.conflict.n):
            if fixed >> bit & 1 or (ever & ~always) >> bit & 1:
                continue
            literal = self.literals[bit]
            try:
                other = self.next([-literal if always >> bit & 1 else literal], deadline)
            except UnfinishedError:
                break
            if other is None:
                fixed |= 1 << bit
            else:
                always, ever = always & other, ever | other
        free = ever & ~always
        return Backbone(always & fixed, ~ever & fixed, free, (1 << self.conflict.n) - 1 & ~free & ~fixed)


def _meet(states: Sequence[int]) -> int:
    found = states[0]
    for state in states:
        found &= state
    return found


_HOLDS: dict[str, Callable[[EquilibriumSearch, Query], bool | None]] = {
    "nash": EquilibriumSearch._holds_nash,
    "gmr": EquilibriumSearch._holds_gmr,
    "smr": EquilibriumSearch._holds_smr,
}
