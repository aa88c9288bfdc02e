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

LEAST_ROOM = 64
"""Plans for which there is room at first."""


class Race:
    """Plans in D draws: what each gives in every draw at most, and what it does give where it was looked at.

    most, holds, looked: (B, D) and room for more. bounds: (B,), the expected smallest share at most; held: in how many
    draws a plan was seen to hold; left: in how many it was not looked at.
    """

    def __init__(self, draws: int) -> None:
        self.draws = draws
        self.count = 0
        self.most: Floats = np.zeros((0, draws))
        self.holds: Bools = np.zeros((0, draws), dtype=bool)
        self.looked: Bools = np.zeros((0, draws), dtype=bool)
        self.bounds: Floats = np.zeros(0)
        self.held: Floats = np.zeros(0)
        self.left: Ints = np.zeros(0, dtype=np.int64)
        self.lost: Floats = np.zeros(draws)

    def enter(self, most: Floats) -> list[int]:
        """The numbers of further plans that give no more than this in the draws: (B, D)."""
        first, self.count = self.count, self.count + len(most)
        if self.count > len(self.most):
            room = max(LEAST_ROOM, 2 * self.count) - len(self.most)
            for name in ("most", "holds", "looked", "bounds", "held", "left"):
                array = getattr(self, name)
                setattr(self, name, np.concatenate([array, np.zeros((room, *array.shape[1:]), array.dtype)]))
        fresh = slice(first, self.count)
        self.most[fresh], self.left[fresh] = most, self.draws
        self.bounds[fresh] = _means(self.most[fresh])
        return list(range(first, self.count))

    def tell(self, plans: Sequence[int], draws: Ints, found: Sequence[Rated]) -> None:
        """How plans fare in some draws in which they were not looked at."""
        rows = np.array(plans, dtype=np.int64)
        which = np.ix_(rows, draws)
        share = np.array([one.share for one in found])
        self.lost[draws] += (self.most[which] - share).sum(axis=0)
        self.most[which], self.holds[which], self.looked[which] = share, [one.holds for one in found], True
        self.left[rows] -= draws.size
        self.bounds[rows], self.held[rows] = _means(self.most[rows]), _means(self.holds[rows])

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
        asked = np.array(list(dict.fromkeys(plans)), dtype=np.int64)
        self.lost *= KEPT
        while True:
            unknown = self.left[asked] > 0
            worth = dict(zip(asked.tolist(), zip(self.bounds[asked], self.held[asked], strict=True), strict=True))
            known = sorted(asked[~unknown].tolist(), key=worth.__getitem__, reverse=True)
            level = self.bounds[known[count - 1]] if len(known) >= count else -np.inf
            # A bound that is no number leaves nobody out.
            left = asked[unknown & ~(self.bounds[asked] < level)]
            if not left.size:
                return known[:count]
            self._go_on(left[(-self.bounds[left]).argsort(kind="stable")].tolist(), count, ask)

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
        for plan, looked in zip(plans, np.packbits(self.looked[list(plans)], axis=1), strict=True):
            alike.setdefault(looked.tobytes(), []).append(plan)
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


def _means(rows: Floats | Bools) -> Floats:
    """The means of rows (B, D), as those of `Rated`; 0 where there is no draw."""
    return np.asarray(rows.mean(axis=1)) if rows.shape[1] else np.zeros(len(rows))
