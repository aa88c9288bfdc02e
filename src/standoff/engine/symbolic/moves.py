"""Moves inside formulas: a state is a list of literals, one for each step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from standoff.engine.core.masks import members
from standoff.engine.symbolic.conflict import SymbolicConflict
from standoff.engine.symbolic.preferences import SymbolicPreference, steps_of
from standoff.engine.symbolic.sat import FALSE, TRUE, Formula, Solver, constants

__all__ = ["able", "changed", "elsewhere", "inclined", "moved", "optimum"]


def moved(conflict: SymbolicConflict, formula: Formula, state: int, makes: int, ends: int) -> list[int]:
    """The feasible states that a feasible one can become by these changes, as literals.

    >>> conflict = SymbolicConflict(3, (1,), (4,), (), ())
    >>> moved(conflict, Formula(), 0b110, makes=0b001, ends=0b100)
    [2, 1, 3]
    """
    can = (makes & ~state) | (ends & state)
    literals = [formula.fresh() if can >> bit & 1 else value for bit, value in enumerate(constants(state, conflict.n))]
    for constraint in conflict.constraints:
        if steps_of(constraint) & can:
            formula.add(formula.truth(constraint, literals))
    return literals


def inclined(literals: Sequence[int], preference: SymbolicPreference, *, better: bool = True) -> Iterator[int]:
    """The state that is tried first: what the party likes, or what it does not."""
    liked = preference.liked if better else ~preference.liked
    return (literal if liked >> bit & 1 else -literal for bit, literal in enumerate(literals))


def optimum(
    solver: Solver, literals: Sequence[int], preference: SymbolicPreference, start: int, sign: int
) -> tuple[int, int]:
    """The largest (sign 1) or smallest (sign -1) number of the states in a search, and a state; `start` is one."""
    formula = solver.formula
    solver.lean(inclined(literals, preference, better=sign > 0))
    while True:
        level = preference.level(start)
        further = (
            preference.over(formula, literals, level) if sign > 0 else -preference.over(formula, literals, level - 1)
        )
        solution = solver.solve([further])
        if solution is None:
            return level, start
        start = solver.state(solution, literals)


def changed(literals: Sequence[int], made: int, ended: int) -> list[int]:
    """A state of literals after a change.

    >>> changed([2, 3, 4], made=0b001, ended=0b010)
    [1, -1, 4]
    """
    return [TRUE if made >> bit & 1 else FALSE if ended >> bit & 1 else literal for bit, literal in enumerate(literals)]


def able(conflict: SymbolicConflict, formula: Formula, literals: Sequence[int], made: int, ended: int) -> int:
    """Whether a change can be made, by whoever can make it: the steps are there, and what it leads to is feasible."""
    after_it = changed(literals, made, ended)
    parts = [-literals[bit] for bit in members(made)] + [literals[bit] for bit in members(ended)]
    for constraint in conflict.constraints:
        if steps_of(constraint) & (made | ended):
            parts.append(formula.truth(constraint, after_it))
    return formula.both(parts)


def elsewhere(literals: Sequence[int], state: int, steps: int) -> list[int]:
    """One of these steps is not as in a state.

    >>> elsewhere([2, 3, 4], 0b001, 0b101)
    [-2, 4]
    """
    return [-literals[bit] if state >> bit & 1 else literals[bit] for bit in members(steps)]
