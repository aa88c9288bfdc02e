"""The best of many plans over draws, each looked at in no more of the draws than it takes to tell which they are.

What a plan gives in a draw is at most what it gives there if it holds, which its gains alone tell. A plan that would
come after the best even if it held in every draw in which it was not looked at is left alone. Draws in which plans
broke before come first: that is where bounds fall.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.sureness.best import Rated

__all__ = ["Ask", "Race"]

Ask = Callable[[Sequence[int], Ints], Sequence[Rated]]
"""ask(plans, draws): how plans, by their numbers, fare in some draws."""

TELLING = 0.75
"""Plans are looked at next in the draws in which so much of all was lost that is left to be looked at, ..."""

LEAST = 0.03
"""... as long as it is more than this of all that was lost."""

KEPT = 0.3
"""What was lost before a question counts so much as what is lost since then."""


class Race:
    """Plans in D draws: what each gives in every draw at most, and what it does give where it was looked at."""

    def __init__(self, draws: int) -> None:
        self.draws = draws
        self.most: list[Floats] = []
        self.holds: list[Bools] = []
        self.looked: list[Bools] = []
        self.bounds: list[float] = []
        self.lost: Floats = np.zeros(draws)

    def enter(self, most: Floats) -> list[int]:
        """The numbers of further plans that give no more than this in the draws: (B, D)."""
        first = len(self.most)
        self.most += [row.copy() for row in most]
        self.holds += [np.zeros(self.draws, dtype=bool) for _ in most]
        self.looked += [np.zeros(self.draws, dtype=bool) for _ in most]
        self.bounds += [Rated(row, row).worth[0] for row in most]
        return list(range(first, len(self.most)))

    def tell(self, plans: Sequence[int], draws: Ints, found: Sequence[Rated]) -> None:
        """How plans fare in some draws."""
        for plan, one in zip(plans, found, strict=True):
            self.lost[draws] += self.most[plan][draws] - one.share
            self.most[plan][draws], self.holds[plan][draws], self.looked[plan][draws] = one.share, one.holds, True
            self.bounds[plan] = Rated(self.holds[plan], self.most[plan]).worth[0]

    def known(self, plan: int) -> bool:
        """Whether a plan was looked at in all draws."""
        return bool(self.looked[plan].all())

    def rated(self, plan: int) -> Rated:
        """How a plan fares in all draws, which is known."""
        return Rated(self.holds[plan], self.most[plan])

    def best(self, plans: Sequence[int], count: int, ask: Ask) -> list[int]:
        """The best of some plans, so many at most, the best first; of equal ones the one that is named first.

        >>> share = np.array([[0.5, 0.0, 0.5], [0.4, 0.4, 0.0], [0.1, 0.1, 0.1]])
        >>> race, looks = Race(3), []
        >>> def ask(plans, draws):
        ...     looks.extend(plans)
        ...     return [Rated(share[plan, draws] > 0, share[plan, draws]) for plan in plans]
        >>> race.best(race.enter(np.array([[0.5] * 3, [0.4] * 3, [0.1] * 3])), 1, ask), looks
        ([0], [0, 1])
        """
        plans = list(dict.fromkeys(plans))
        self.lost *= KEPT
        while True:
            known = [plan for plan in plans if self.known(plan)]
            known.sort(key=lambda plan: self.rated(plan).worth, reverse=True)
            level = self.bounds[known[count - 1]] if len(known) >= count else -np.inf
            # A bound that is no number leaves nobody out.
            left = [plan for plan in plans if not self.known(plan) and not self.bounds[plan] < level]
            if not left:
                return known[:count]
            left.sort(key=lambda plan: self.bounds[plan], reverse=True)
            self._go_on(left, count, ask)

    def _go_on(self, left: Sequence[int], count: int, ask: Ask) -> None:
        """Look at plans, the best by their bounds first, in more draws: at all of them in some, or at some in all."""
        telling = [(several, self._telling(several[0])) for several in self._alike(left)] if len(left) > count else []
        if any(draws.size for _, draws in telling):
            for several, draws in telling:
                self._look(several, draws, ask)
        else:
            for several in self._alike(left[:count]):
                self._look(several, np.flatnonzero(~self.looked[several[0]]), ask)

    def _alike(self, plans: Sequence[int]) -> Sequence[list[int]]:
        """Plans that were looked at in the same draws together."""
        alike: dict[bytes, list[int]] = {}
        for plan in plans:
            alike.setdefault(self.looked[plan].tobytes(), []).append(plan)
        return list(alike.values())

    def _telling(self, plan: int) -> Ints:
        """Of the draws in which a plan was not looked at, those in which most was lost where plans broke."""
        draws = np.flatnonzero(~self.looked[plan])
        draws = draws[(-self.lost[draws]).argsort(kind="stable")]
        sums = self.lost[draws].cumsum()
        if not sums[-1] > LEAST * self.lost.sum():
            return draws[:0]
        return draws[: int((sums < TELLING * sums[-1]).sum()) + 1]

    def _look(self, plans: Sequence[int], draws: Ints, ask: Ask) -> None:
        if draws.size:
            draws = np.sort(draws)
            self.tell(plans, draws, ask(plans, draws))
