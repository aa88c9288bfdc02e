"""Formulas as clauses, and the search for what makes them true: Tseitin (1968); a solver of python-sat does the rest.

Weighted sums against a bound become binary decision diagrams whose nodes hold for an interval of bounds (Abio,
Nieuwenhuis, Oliveras, Rodriguez-Carbonell & Mayer-Eichberger 2012); where those grow too large, binary adders (Een &
Sorensson 2006) with a diagram of coarser weights beside them, which follows from the sum and lets the solver see far.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from standoff.engine.core.masks import Constraint
from standoff.errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["FALSE", "TRUE", "Deadline", "Formula", "Solver", "UnfinishedError", "constants", "require"]

TRUE, FALSE = 1, -1
"""The literals that are always true and always false: variable 1."""

SOLVER = "glucose4"
CONFLICTS = 2000
"""Conflicts between two looks at the clock."""

MOST_NODES = 4000
"""Nodes of a decision diagram above which a sum is added up in binary instead."""

COARSE = (10, 8, 6)
"""Bits of the coarser weights that are tried beside an adder, the finest first."""

WeightedLiteral = tuple[int, int]
"""A whole number, and the literal with which it counts."""


class UnfinishedError(Exception):
    """The time was up before there was an answer. It never leaves the engine: the answer then says so."""


class Deadline:
    """When to stop; None: never.

    >>> Deadline(None).check(), Deadline(60.0).left() > 59
    (None, True)
    """

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def left(self) -> float | None:
        """How many seconds are left."""
        return None if self._end is None else self._end - time.monotonic()

    def check(self) -> None:
        """Raise UnfinishedError if the time is up."""
        if self._end is not None and time.monotonic() > self._end:
            raise UnfinishedError

    def share(self, parts: int) -> Deadline:
        """One of so many equal parts of what is left."""
        left = self.left()
        return Deadline(None if left is None else max(left, 0.0) / parts)


def require() -> ModuleType:
    """The module `pysat.solvers`; UsageError with the remedy where python-sat is missing."""
    try:
        from pysat import solvers
    except ImportError:
        raise UsageError(
            "a question about the states of more than 24 steps needs python-sat, which is not installed; "
            "install it with: pip install 'standoff[large]' (from a checkout: pip install '.[large]')"
        ) from None
    return solvers  # type: ignore[no-any-return]


def constants(state: int, n: int) -> list[int]:
    """A state as literals.

    >>> constants(0b01, 2)
    [1, -1]
    """
    return [TRUE if state >> bit & 1 else FALSE for bit in range(n)]


class Formula:
    """Clauses that grow as formulas are asked for; every formula is a literal, known both ways.

    >>> f = Formula()
    >>> a, b = f.fresh(), f.fresh()
    >>> f.both([a, TRUE]) == a, f.both([a, -a]), f.either([a, b]) == -f.both([-a, -b])
    (True, -1, True)
    """

    def __init__(self) -> None:
        self.top = 1
        self.clauses: list[list[int]] = [[TRUE]]
        self._known: dict[tuple[Any, ...], int] = {}
        self._sums: dict[tuple[WeightedLiteral, ...], list[int]] = {}

    def fresh(self) -> int:
        """A new variable."""
        self.top += 1
        return self.top

    def add(self, *literals: int) -> None:
        """At least one of these is true."""
        if TRUE not in literals:
            self.clauses.append([literal for literal in literals if literal != FALSE] or [FALSE])

    def both(self, literals: Iterable[int]) -> int:
        """Whether all of these are true."""
        parts = sorted({literal for literal in literals if literal != TRUE})
        if FALSE in parts or any(-part in parts for part in parts if part > 0):
            return FALSE
        if len(parts) < 2:
            return parts[0] if parts else TRUE
        key = ("and", *parts)
        if key not in self._known:
            self._known[key] = whole = self.fresh()
            self.clauses += [[-whole, part] for part in parts]
            self.clauses.append([whole, *(-part for part in parts)])
        return self._known[key]

    def either(self, literals: Iterable[int]) -> int:
        """Whether one of these is true."""
        return -self.both([-literal for literal in literals])

    def equal(self, a: int, b: int) -> int:
        """Whether both have the same truth."""
        return -self.odd(a, b)

    def odd(self, a: int, b: int) -> int:
        """Whether exactly one is true."""
        sign = 1 if (a > 0) == (b > 0) else -1
        a, b = sorted((abs(a), abs(b)))
        if a == b:
            return FALSE * sign
        if a == TRUE:
            return -b * sign
        if ("odd", a, b) not in self._known:
            self._known["odd", a, b] = c = self.fresh()
            self.clauses += [[-c, a, b], [-c, -a, -b], [c, -a, b], [c, a, -b]]
        return self._known["odd", a, b] * sign

    def truth(self, constraint: Constraint, state: Sequence[int]) -> int:
        """Whether a constraint holds in a state of literals; rules are at most some dozens deep."""
        kind, *parts = constraint
        if kind == "step":
            return int(state[parts[0]])
        return int(_MEANINGS[kind](self, [self.truth(part, state) for part in parts]))

    def exceeds(self, terms: Iterable[WeightedLiteral], bound: int) -> int:
        """Whether the terms whose literals are true sum up to more than a bound: exact, whatever the whole numbers.

        >>> f = Formula()
        >>> a, b = f.fresh(), f.fresh()
        >>> f.exceeds([(3, a), (-2, b)], 3), f.exceeds([(3, a), (-2, b)], -3), f.exceeds([(3, a), (-2, b)], 2) != a
        (-1, 1, True)
        """
        positive, bound = _positive(terms, bound)
        return self._over(positive, bound)

    def _over(self, terms: Sequence[WeightedLiteral], bound: int) -> int:
        if bound < 0:
            return TRUE
        if sum(weight for weight, _ in terms) <= bound:
            return FALSE
        key = ("over", bound, *terms)
        if key not in self._known:
            whole = self._diagram(terms, bound)
            self._known[key] = self._added(terms, bound) if whole is None else whole
        return self._known[key]

    def _diagram(self, terms: Sequence[WeightedLiteral], bound: int) -> int | None:
        """The sum as a decision diagram; None, and no clause, where it would have too many nodes."""
        clauses, top = len(self.clauses), self.top
        rest = [0] * (len(terms) + 1)
        for place in range(len(terms) - 1, -1, -1):
            rest[place] = rest[place + 1] + terms[place][0]
        seen: list[tuple[list[float], list[tuple[float, float, int]]]] = [([], []) for _ in terms]
        made = 0

        def node(place: int, bound: int) -> tuple[float, float, int]:
            """The literal of a node, and the interval of bounds for which it is the same function."""
            nonlocal made
            if bound < 0:
                return float("-inf"), -1, TRUE
            if bound >= rest[place]:
                return rest[place], float("inf"), FALSE
            starts, nodes = seen[place]
            at = bisect_right(starts, bound) - 1
            if at >= 0 and bound <= nodes[at][1]:
                return nodes[at]
            made += 1
            if made > MOST_NODES:
                raise _TooLargeError
            weight, literal = terms[place]
            with_it, without = node(place + 1, bound - weight), node(place + 1, bound)
            low = max(with_it[0] + weight, without[0])
            high = min(with_it[1] + weight, without[1])
            found = (low, high, self.either([without[2], self.both([literal, with_it[2]])]))
            at = bisect_right(starts, low)
            starts.insert(at, low)
            nodes.insert(at, found)
            return found

        try:
            return node(0, bound)[2]
        except _TooLargeError:
            del self.clauses[clauses:]
            self._known = {key: literal for key, literal in self._known.items() if abs(literal) <= top}
            self.top = top
            return None

    def _added(self, terms: Sequence[WeightedLiteral], bound: int) -> int:
        """The sum in binary, added up once for all bounds; beside it, what follows from coarser weights."""
        terms = tuple(terms)
        if terms not in self._sums:
            self._sums[terms] = self._binary(terms)
        whole = FALSE
        for place, bit in enumerate(self._sums[terms]):
            whole = self.both([bit, whole]) if bound >> place & 1 else self.either([bit, whole])
        for size in COARSE:
            unit = 1 << max(0, sum(weight for weight, _ in terms).bit_length() - size)
            above = self._diagram(
                [(-(-weight // unit), literal) for weight, literal in terms], -(-(bound + 1) // unit) - 1
            )
            least = self._diagram(
                [(weight // unit, literal) for weight, literal in terms if weight >= unit], bound // unit
            )
            if above is not None and least is not None:
                self.add(-whole, above)
                self.add(whole, -least)
                break
        return whole

    def _binary(self, terms: Sequence[WeightedLiteral]) -> list[int]:
        """The bits of a sum, the lowest first."""
        columns: list[list[int]] = [[] for _ in range(sum(weight for weight, _ in terms).bit_length())]
        for weight, literal in terms:
            for place, column in enumerate(columns):
                if weight >> place & 1:
                    column.append(literal)
        for place, column in enumerate(columns):
            while len(column) > 1:
                a, b, c = column.pop(0), column.pop(0), column.pop(0) if column else FALSE
                column.append(self.odd(self.odd(a, b), c))
                carry = self.either([self.both([a, b]), self.both([a, c]), self.both([b, c])])
                if place + 1 < len(columns):
                    columns[place + 1].append(carry)
        return [column[0] if column else FALSE for column in columns]

    def at_least(self, literals: Sequence[int]) -> list[int]:
        """For k = 1, 2, ... a literal that is true if k of these are: the totalizer of Bailleux & Boufkhad (2003).

        One way only: to assume that it is false keeps fewer than k of them true.
        """
        if len(literals) < 2:
            return list(literals)
        half = len(literals) // 2
        left, right = self.at_least(literals[:half]), self.at_least(literals[half:])
        count = [self.fresh() for _ in literals]
        for i in range(len(left) + 1):
            for j in range(len(right) + 1):
                if i + j:
                    self.add(
                        count[i + j - 1], *(-left[i - 1] for _ in range(i > 0)), *(-right[j - 1] for _ in range(j > 0))
                    )
        return count


class _TooLargeError(Exception):
    """A decision diagram has too many nodes."""


def _positive(terms: Iterable[WeightedLiteral], bound: int) -> tuple[tuple[WeightedLiteral, ...], int]:
    """The same with one positive weight for each variable, the largest first."""
    weights: dict[int, int] = {}
    for weight, literal in terms:
        if literal < 0:  # w for not-x is w, less w for x
            bound -= weight
            weight, literal = -weight, -literal
        if literal == TRUE:
            bound -= weight
        else:
            weights[literal] = weights.get(literal, 0) + weight
    positive = []
    for variable, weight in weights.items():
        if weight < 0:
            bound -= weight
        if weight:
            positive.append((abs(weight), variable if weight > 0 else -variable))
    return tuple(sorted(positive, reverse=True)), bound


_MEANINGS: dict[str, Any] = {
    "not": lambda f, parts: -parts[0],
    "and": lambda f, parts: f.both(parts),
    "or": lambda f, parts: f.either(parts),
    "if": lambda f, parts: f.either([parts[0], -parts[1]]),
    "iff": lambda f, parts: f.equal(parts[0], parts[1]),
}


class Solver:
    """A solver that follows a formula as it grows."""

    def __init__(self, formula: Formula, deadline: Deadline) -> None:
        self.formula, self.deadline = formula, deadline
        self._solver = require().Solver(name=SOLVER)
        self._fed = 0

    def solve(self, assumptions: Sequence[int] = ()) -> set[int] | None:
        """The literals that are true in a solution, or None where there is none. Raises UnfinishedError."""
        if FALSE in assumptions:
            return None
        self._solver.append_formula(self.formula.clauses[self._fed :])
        self._fed = len(self.formula.clauses)
        while True:
            self.deadline.check()
            self._solver.conf_budget(CONFLICTS)
            found = self._searched(assumptions)
            if found is not None:
                return set(self._solver.get_model()) if found else None

    def _searched(self, assumptions: Sequence[int]) -> bool | None:
        try:
            return self._solver.solve_limited(assumptions=list(assumptions))  # type: ignore[no-any-return]
        except Exception as error:
            if "interrupt" in str(error):  # the solver takes Ctrl-C for itself, and reports it as an error of its own
                raise KeyboardInterrupt from None
            raise

    def lean(self, literals: Iterable[int]) -> None:
        """Try these first."""
        self._solver.set_phases([literal for literal in literals if abs(literal) != TRUE])

    def state(self, solution: set[int], literals: Sequence[int]) -> int:
        """The state that some literals make in a solution."""
        return sum(1 << bit for bit, literal in enumerate(literals) if literal in solution or -literal not in solution)
