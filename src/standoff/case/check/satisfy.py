"""Whether rules can all be true at once: clauses (Tseitin 1968) and the search of Davis, Logemann & Loveland (1962)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from standoff.case.model.rules import Expression

__all__ = ["conflict", "example", "satisfiable"]

_PATIENCE = 5000
"""Guesses after which the search gives up; sixty names and the rules that people write need a few dozen."""

_LATER = 1 << 20
"""More ways than a clause has."""


def satisfiable(expressions: Sequence[Expression], patience: int = _PATIENCE) -> bool:
    """Whether some set of steps makes all expressions true.

    True also where the search gives up after `patience` guesses: then no contradiction was found, and none is claimed.

    >>> from standoff.case.model.rules import parse
    >>> satisfiable([parse("a or b").expression, parse("not a").expression])
    True
    >>> satisfiable([parse("a if b").expression, parse("b and not a").expression])
    False
    """
    return _Clauses.of(expressions).solve(patience)[0]


def example(expressions: Sequence[Expression], patience: int = _PATIENCE) -> frozenset[str] | None:
    """A set of steps that makes all expressions true; None where there is none, or none was found in time.

    >>> from standoff.case.model.rules import parse
    >>> example([parse("a iff not b").expression, parse("not a").expression])
    frozenset({'b'})
    """
    clauses = _Clauses.of(expressions)
    true = clauses.solve(patience)[1]
    if true is None:
        return None
    steps = ((expression, bit) for expression, bit in clauses.variables.items() if expression[0] == "step")
    return frozenset(expression[1] for expression, bit in steps if bit & true)


def conflict(expressions: Sequence[Expression], given: Sequence[Expression] = ()) -> tuple[int, ...]:
    """The positions of a few expressions that contradict each other (none of them can be left out), or ().

    `given` holds what is taken for granted.

    >>> from standoff.case.model.rules import parse
    >>> conflict([parse(text).expression for text in ("a or b", "c", "not a", "not b and c")])
    (0, 2, 3)
    """
    if satisfiable([*given, *expressions]):
        return ()
    left = list(range(len(expressions)))
    patience = max(100, _PATIENCE // len(left)) if left else _PATIENCE
    for position in range(len(expressions)):
        fewer = [i for i in left if i != position]
        if not satisfiable([*given, *(expressions[i] for i in fewer)], patience):
            left = fewer
    return tuple(left)


@dataclass
class _Clauses:
    """Clauses as two bit masks each: the variables that may be true, and those that may be false."""

    variables: dict[Expression, int] = field(default_factory=dict)
    clauses: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, expressions: Sequence[Expression]) -> _Clauses:
        """Clauses that say that all expressions are true."""
        clauses = cls()
        for expression in expressions:
            clauses.clauses.append((clauses.variable(expression), 0))
        return clauses

    def variable(self, expression: Expression) -> int:
        """The bit that stands for an expression; clauses tie it to the bits of its parts."""
        if expression not in self.variables:
            parts = () if expression[0] == "step" else tuple(self.variable(part) for part in expression[1:])
            self.variables[expression] = bit = 1 << len(self.variables)
            self.clauses += _TIES[expression[0]](bit, parts)
        return self.variables[expression]

    def solve(self, patience: int) -> tuple[bool, int | None]:
        """Search: spread what follows, guess, and turn the last open guess round at a contradiction.

        Whether no contradiction was found, and the variables that are true in a solution, if one was.
        """
        guesses: list[tuple[int, int, int, int]] = []
        true = false = 0
        for _ in range(patience):
            spread = self._spread(true, false)
            if spread is None:
                if not guesses:
                    return False, None
                true, false, make_true, make_false = guesses.pop()
                true, false = true | make_false, false | make_true
                continue
            true, false, make_true, make_false = spread
            if not make_true | make_false:
                return True, true
            guesses.append(spread)
            true, false = true | make_true, false | make_false
        return True, None

    def _spread(self, true: int, false: int) -> tuple[int, int, int, int] | None:
        """Set all variables that have one way left; then what is set, and one to guess true or false (0, 0: none).

        The guess meets the clause that has the fewest ways left; clauses that only forbid come last, because they
        speak up by themselves. None at a contradiction.
        """
        changed, guess = True, (0, 0)
        while changed:
            changed, guess, fewest = False, (0, 0), 2 * _LATER
            for positive, negative in self.clauses:
                if positive & true or negative & false:
                    continue
                may_be_true, may_be_false = positive & ~false, negative & ~true
                ways = may_be_true.bit_count() + may_be_false.bit_count()
                if not ways:
                    return None
                if ways == 1:
                    true, false, changed = true | may_be_true, false | may_be_false, True
                elif (rank := ways if may_be_true else ways + _LATER) < fewest:
                    fewest = rank
                    guess = (may_be_true & -may_be_true, 0) if may_be_true else (0, may_be_false & -may_be_false)
        return true, false, *guess


def _tie_not(bit: int, parts: Sequence[int]) -> list[tuple[int, int]]:
    return [(bit | parts[0], 0), (0, bit | parts[0])]


def _tie_and(bit: int, parts: Sequence[int]) -> list[tuple[int, int]]:
    return [(bit, _union(parts)), *((part, bit) for part in parts)]


def _tie_or(bit: int, parts: Sequence[int]) -> list[tuple[int, int]]:
    return [(_union(parts), bit), *((bit, part) for part in parts)]


def _tie_if(bit: int, parts: Sequence[int]) -> list[tuple[int, int]]:
    then, when = parts
    return [(then, bit | when), (bit | when, 0), (bit, then)]


def _tie_iff(bit: int, parts: Sequence[int]) -> list[tuple[int, int]]:
    one, other = parts
    return [(one, bit | other), (other, bit | one), (bit | one | other, 0), (bit, one | other)]


def _union(bits: Sequence[int]) -> int:
    result = 0
    for bit in bits:
        result |= bit
    return result


_TIES = {"step": lambda bit, parts: [], "not": _tie_not, "and": _tie_and, "or": _tie_or, "if": _tie_if, "iff": _tie_iff}
