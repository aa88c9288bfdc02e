"""What a party prefers, as a whole number for each state that can also be compared inside a formula.

Worths: sums with what several steps are worth together. Statements: Peng, Hipel & Kilgour (1997), the most important
first, so that a state is a binary number. Ranking: how far from the bottom a state stands in a list.

A state is preferred to another where its number is larger by more than the `slack`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from standoff.engine.core.masks import Constraint, mask, members
from standoff.engine.symbolic.sat import FALSE, TRUE, Formula, WeightedLiteral

__all__ = ["SymbolicPreference", "SymbolicRanking", "SymbolicStatements", "SymbolicWorths", "steps_of", "worths"]

FINE = 44
"""The stake of a party is 2^FINE units of its worths."""

GRID = 1e-9

Literals = Sequence[int]


class SymbolicPreference(Protocol):
    """The preference of one party."""

    @property
    def slack(self) -> int:
        """Differences up to this are none."""

    @property
    def additive(self) -> bool:
        """Whether the number of a state is a sum over the groups, so that it can be taken apart."""

    @property
    def liked(self) -> int:
        """The mask of the steps that are better in force, as far as that can be said at once: where to look first."""

    @property
    def groups(self) -> tuple[int, ...]:
        """Masks of steps that count together; the number of a state says nothing of other steps."""

    def level(self, state: int) -> int:
        """The number of a state."""

    def over(self, formula: Formula, state: Literals, bound: int) -> int:
        """Whether the number of a state is larger than a bound."""

    def improves(self, formula: Formula, after: Literals, before: Literals) -> int:
        """Whether one state is preferred to another."""

    def short_of(self, formula: Formula, state: Literals, amount: int, terms: Sequence[WeightedLiteral] = ()) -> int:
        """Whether an amount, with terms on top, is preferred to a state. Terms are for worths alone."""

    def within(self, steps: int) -> SymbolicPreference:
        """The part of it that looks at these steps, the groups that lie in them, if it can be taken apart."""


@dataclass(frozen=True)
class SymbolicWorths:
    """Worth in whole units: of every step, and of pairs (mask, worth of having all of them in force, on top).

    >>> order = SymbolicWorths((2, -1), ((0b11, 5),))
    >>> [order.level(state) for state in range(4)], order.groups
    ([0, 2, -1, 6], (1, 2, 3))
    """

    each: tuple[int, ...]
    together: tuple[tuple[int, int], ...] = ()
    slack: int = 0

    @property
    def additive(self) -> bool:
        """It is a sum."""
        return True

    @property
    def liked(self) -> int:
        """The steps of positive worth."""
        return mask(bit for bit, worth in enumerate(self.each) if worth > 0)

    @property
    def groups(self) -> tuple[int, ...]:
        """Each step that counts, and each `together`."""
        alone = (1 << bit for bit, worth in enumerate(self.each) if worth)
        return (*alone, *(steps for steps, worth in self.together if worth))

    def level(self, state: int) -> int:
        """The summed worth."""
        total = sum(self.each[bit] for bit in members(state))
        return total + sum(worth for steps, worth in self.together if state & steps == steps)

    def terms(self, formula: Formula, state: Literals, sign: int = 1) -> list[WeightedLiteral]:
        """The sum as terms."""
        found = [(sign * worth, state[bit]) for bit, worth in enumerate(self.each) if worth]
        both = ((worth, formula.both([state[bit] for bit in members(steps)])) for steps, worth in self.together)
        return found + [(sign * worth, literal) for worth, literal in both]

    def over(self, formula: Formula, state: Literals, bound: int) -> int:
        """Whether the summed worth is larger than a bound."""
        return formula.exceeds(self.terms(formula, state), bound)

    def improves(self, formula: Formula, after: Literals, before: Literals) -> int:
        """Whether it gains more than the slack."""
        return formula.exceeds(self.terms(formula, after) + self.terms(formula, before, -1), self.slack)

    def short_of(self, formula: Formula, state: Literals, amount: int, terms: Sequence[WeightedLiteral] = ()) -> int:
        """Whether an amount is larger by more than the slack."""
        return formula.exceeds([*terms, *self.terms(formula, state, -1)], self.slack - amount)

    def within(self, steps: int) -> SymbolicWorths:
        """The worths of these steps."""
        each = tuple(worth if steps >> bit & 1 else 0 for bit, worth in enumerate(self.each))
        return SymbolicWorths(each, tuple(pair for pair in self.together if pair[0] & steps == pair[0]), self.slack)


def worths(each: Sequence[float], together: Sequence[tuple[int, float]] = ()) -> SymbolicWorths:
    """Worths in a party's own points as whole units, 2^44 to its gross stake; the slack is 1e-9 of the stake.

    Rounding moves a sum of sixty worths by less than a hundredth of the slack, so that equal sums stay equal.

    >>> order = worths([0.1, 0.2, 0.3])
    >>> abs(order.level(0b011) - order.level(0b100)) <= order.slack, order.level(0b111) == 2**44
    (True, True)
    """
    stake = sum(map(abs, each)) + sum(abs(worth) for _, worth in together)
    unit = stake / (1 << FINE) if stake else 1.0

    def whole(worth: float) -> int:
        return round(worth / unit)

    slack = round(GRID * (1 << FINE))
    return SymbolicWorths(tuple(map(whole, each)), tuple((steps, whole(worth)) for steps, worth in together), slack)


class _Whole(ABC):
    """Statements and rankings: what is no sum cannot be taken apart, and singles no step out."""

    @property
    def additive(self) -> bool:
        """It is no sum."""
        return False

    @property
    def liked(self) -> int:
        """None."""
        return 0

    def within(self, steps: int) -> Self:
        """All of it."""
        return self

    @abstractmethod
    def over(self, formula: Formula, state: Literals, bound: int) -> int:
        """Whether the number of a state is larger than a bound."""

    def short_of(self, formula: Formula, state: Literals, amount: int, terms: Sequence[WeightedLiteral] = ()) -> int:
        """Whether a number is larger than that of a state."""
        return -self.over(formula, state, amount - 1)


@dataclass(frozen=True)
class SymbolicStatements(_Whole):
    """Statements, the most important first.

    >>> order = SymbolicStatements((("not", ("step", 1)), ("step", 0)))
    >>> [order.level(state) for state in range(4)]
    [2, 3, 0, 1]
    """

    statements: tuple[Constraint, ...]
    slack: int = 0

    @property
    def groups(self) -> tuple[int, ...]:
        """All steps that are named: what one statement counts for depends on those before it."""
        named = 0
        for statement in self.statements:
            named |= steps_of(statement)
        return (named,) if named else ()

    def bits(self, formula: Formula, state: Literals) -> list[int]:
        """The truth of each statement."""
        return [formula.truth(statement, state) for statement in self.statements]

    def level(self, state: int) -> int:
        """The truths of the statements as a binary number."""
        width = max((steps_of(s).bit_length() for s in self.statements), default=0)
        blank = Formula()
        literals = [TRUE if state >> bit & 1 else FALSE for bit in range(width)]
        found = 0
        for bit in self.bits(blank, literals):
            found = 2 * found + (bit == TRUE)
        return found

    def over(self, formula: Formula, state: Literals, bound: int) -> int:
        """Whether the number of the truths is larger than a bound."""
        if bound < 0:
            return TRUE
        if bound >= 1 << len(self.statements):
            return FALSE
        larger = FALSE
        for place, bit in enumerate(reversed(self.bits(formula, state))):
            larger = formula.both([bit, larger]) if bound >> place & 1 else formula.either([bit, larger])
        return larger

    def improves(self, formula: Formula, after: Literals, before: Literals) -> int:
        """Whether the first statement on which two states differ is true in the one."""
        larger = FALSE
        pairs = zip(self.bits(formula, after), self.bits(formula, before), strict=True)
        for one, other in reversed(list(pairs)):
            if one != other:
                same_or_better = formula.both([formula.either([one, -other]), larger])
                larger = formula.either([formula.both([one, -other]), same_or_better])
        return larger


@dataclass(frozen=True)
class SymbolicRanking(_Whole):
    """Levels of states, the best first; other states tie at the bottom. n: how many steps a state has.

    >>> order = SymbolicRanking(2, ((3,), (0, 1)))
    >>> [order.level(state) for state in range(4)]
    [1, 1, 0, 2]
    """

    n: int
    levels: tuple[tuple[int, ...], ...]
    slack: int = 0

    @property
    def groups(self) -> tuple[int, ...]:
        """All steps at once."""
        return ((1 << self.n) - 1,) if self.levels else ()

    def level(self, state: int) -> int:
        """How far from the bottom."""
        found = [len(self.levels) - place for place, level in enumerate(self.levels) if state in level]
        return found[-1] if found else 0

    def over(self, formula: Formula, state: Literals, bound: int) -> int:
        """Whether a state stands further from the bottom than a bound."""
        if bound < 0:
            return TRUE
        listed = (s for level in self.levels for s in level if self.level(s) > bound)
        return formula.either([self._same(formula, state, one) for one in dict.fromkeys(listed)])

    def _same(self, formula: Formula, state: Literals, listed: int) -> int:
        return formula.both([literal if listed >> bit & 1 else -literal for bit, literal in enumerate(state)])

    def improves(self, formula: Formula, after: Literals, before: Literals) -> int:
        """Whether one state stands further from the bottom than another."""
        at_least = range(len(self.levels))
        return formula.either(
            [formula.both([self.over(formula, after, k), -self.over(formula, before, k)]) for k in at_least]
        )


def steps_of(constraint: Constraint) -> int:
    """The mask of the steps that a constraint names.

    >>> bin(steps_of(("if", ("step", 0), ("not", ("step", 2)))))
    '0b101'
    """
    if constraint[0] == "step":
        return 1 << int(constraint[1])
    found = 0
    for part in constraint[1:]:
        found |= steps_of(part)
    return found
