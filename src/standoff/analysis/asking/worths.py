"""The worths of one party that are not 0, as the engine takes them: numbers, and sides of steps as sums of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.sureness.ranges import marginal_of
from standoff.engine.core.types import Bools, Floats
from standoff.engine.sureness.asking.agreeing import box_of
from standoff.engine.sureness.asking.answers import Box
from standoff.engine.sureness.asking.questions import Pair
from standoff.errors import SizeError, UsageError

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Step
    from standoff.case.model.rules import Expression
    from standoff.case.model.values import Quantity
    from standoff.engine.sureness.distributions import Marginal

__all__ = ["MOST_WORTHS", "Names", "Worths", "worths_of"]

MOST_WORTHS = 40
"""Steps, and steps together, that are worth something to one party: more than anybody can be asked about."""

ASKED_PAIRS = 16
"""Of up to so many steps any two others are offered beside a third; of more, single steps alone."""

Names = tuple[str, ...]
"""Steps, by the names that the file has them under."""


@dataclass(frozen=True)
class Worths:
    """What one party's worths are in the case: paths of those that are not 0, in the order of the file, and ranges."""

    case: Case
    party: str
    quantities: dict[str, Quantity]

    @cached_property
    def steps(self) -> Names:
        """The steps that are worth something to it, by the names that the file has them under."""
        return tuple(path.split(".")[1] for path in self.quantities if path.startswith("steps."))

    @cached_property
    def wholes(self) -> dict[str, Step]:
        """All steps of the case, as the file has them."""
        return dict(self.case.wholes())

    @cached_property
    def beliefs(self) -> list[Marginal]:
        """What is believed of each number, for the engine."""
        return [marginal_of(quantity) for quantity in self.quantities.values()]

    @cached_property
    def box(self) -> Box:
        """Between which ends each number is assumed to lie."""
        return box_of(self.beliefs)

    @cached_property
    def fixed(self) -> bool:
        """Whether one of the numbers is no range, so that the others can be counted by it."""
        return bool((self.box.low == self.box.high).any())

    @cached_property
    def _needed(self) -> Floats:
        """Which steps must be in force for each number to count: (n, S), a column for each step of the file."""
        from standoff.case.model.parts import whole_named

        place = {name: n for n, name in enumerate(self.wholes)}
        found = np.zeros((len(self.quantities), len(place)))
        for row, path in zip(found, self.quantities, strict=True):
            kind, name = path.split(".")[:2]
            steps = self.case.together[name].steps if kind == "together" else (name,)
            row[[place[whole_named(self.case, step)] for step in steps]] = 1.0
        return found

    @cached_property
    def _now(self) -> Bools:
        """Which steps are in force now, (S,): of one in parts, where all are."""
        from standoff.case.model.parts import parts_named

        return np.array([{*parts_named(self.case, name)} <= {*self.case.now} for name in self.wholes])

    def in_force(self, step: str) -> bool:
        """Whether a step is in force now."""
        return bool(self._now[list(self.wholes).index(step)])

    def sides(self, left: Collection[str], right: Collection[str]) -> Pair:
        """What the steps of each side are worth, with none of the other, beside all else that is in force now.

        Each (n,), as against none of both; what steps are worth together counts where it comes about.
        """
        return self.sides_of([(tuple(left), tuple(right))])[0]

    def sides_of(self, pairs: Sequence[tuple[Names, Names]]) -> list[Pair]:
        """The same of many pairs."""
        place = {name: n for n, name in enumerate(self.wholes)}
        own = np.zeros((2, len(pairs), len(place)), dtype=bool)
        for number, pair in enumerate(pairs):
            for side, steps in enumerate(pair):
                own[side, number, [place[step] for step in steps]] = True
        beside = self._now & ~own.any(axis=0)
        nothing, left, right = (self._counting(some) for some in (beside, beside | own[0], beside | own[1]))
        return list(zip(left - nothing, right - nothing, strict=True))

    def _counting(self, steps: Bools) -> Floats:
        """Which numbers count where these steps (P, S) are in force: (P, n), 0 or 1."""
        return np.asarray(steps @ self._needed.T >= self._needed.sum(axis=1), dtype=np.float64)

    def excluded(self, steps: Iterable[str]) -> bool:
        """Whether the rules and choices of the case, by themselves, do not let these steps be in force together."""
        from standoff.case.model.parts import parts_named
        from standoff.case.model.rules import holds

        together = {part for step in steps for part in parts_named(self.case, step)}
        return any(names <= together and not holds(rule, together) for names, rule in self._rules)

    @cached_property
    def _rules(self) -> list[tuple[frozenset[str], Expression]]:
        """The rules and choices of the case, with the steps that each is about."""
        from standoff.case.model.rules import names

        return [(frozenset(names(rule)), rule) for rule in self.case.constraints()]

    def pairs(self, steps: Names, points: bool) -> tuple[list[tuple[Names, Names]], list[tuple[Names, Names]]]:
        """What of some steps may be compared, and what may be counted; points: whether in points, too.

        Compared are any two steps, a step with two others that are gains or costs as it is, a step with things as they
        are, and a gain with a cost as the price of it; counted are single steps. What is a gain is told by medians.
        """
        singles: list[Names] = [(step,) for step in steps]
        gains = {step: float(side @ self._medians) > 0 for (step,), (side, _) in self._single(singles)}
        few = len(singles) <= ASKED_PAIRS
        packages = [pair for pair in combinations(steps, 2) if few and not self.excluded(pair)]
        nothing: Names = ()
        compared: list[tuple[Names, Names]] = [
            *combinations(singles, 2),
            *(
                ((step,), package)
                for step in steps
                for package in packages
                if step not in package and {gains[step], *(gains[one] for one in package)} == {gains[step]}
            ),
            *((one, nothing) for one in singles),
            *((package, nothing) for package in packages if gains[package[0]] != gains[package[1]]),
        ]
        return compared, [*combinations(singles, 2), *((nothing, one) for one in singles if points)]

    def _single(self, singles: Sequence[Names]) -> Iterator[tuple[Names, Pair]]:
        nothing: Names = ()
        return zip(singles, self.sides_of([(one, nothing) for one in singles]), strict=True)

    @cached_property
    def _medians(self) -> Floats:
        return np.array([quantity.median for quantity in self.quantities.values()])


def worths_of(case: Case, party: str) -> Worths:
    """The worths of a party, by its key. UsageError where there is no range to ask about, SizeError for too many."""
    if party in ordered_parties(case):
        raise UsageError(
            f"of the worths of `{party}` only an order is known, so there are no ranges to narrow; give its steps a "
            f"`worth` each, wide at first, like `0.5 to 10`"
        )
    quantities = {
        f"{kind}.{name}.worth.{party}": claim.worth[party]
        for kind, claims in (("steps", case.wholes()), ("together", case.together))
        for name, claim in claims.items()
        if party in claim.worth and not (claim.worth[party].low == claim.worth[party].high == 0)
    }
    if all(quantity.low == quantity.high for quantity in quantities.values()):
        raise UsageError(
            f"the case gives no worth of `{party}` as a range, so there is nothing to ask about; write how far each "
            "may go, like `4 to 9`"
        )
    if len(quantities) > MOST_WORTHS:
        raise SizeError(f"worths of `{party}`", len(quantities), MOST_WORTHS, "ask about a case with fewer steps")
    return Worths(case, party, quantities)
