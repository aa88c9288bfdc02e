"""What makes one plan better than another: the rankings of the search, over plans that are already assessed.

A ranking says what is to be small, within how much of the least two plans count as equal, and what tells them apart
then. Plans that are not good enough (they do not hold, ask for more trust than wished, or put more at risk than a
party may) come after all others, the least bad first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.roadmap.scores import JUST, Scores, score

__all__ = ["JUST", "NEAR_BEST", "RANKINGS", "PlanRanking", "Scores", "firsts", "score"]

NEAR_BEST = 0.01
"""Plans within this much trust (or at risk) of the best are told apart by other things."""


@dataclass(frozen=True)
class PlanRanking:
    """What is to be small; plans within `near` of the least are equal in it, and told apart by the others in turn."""

    least: Callable[[Scores], Floats]
    near: float
    then: tuple[Callable[[Scores], Floats], ...]

    def sharp(self) -> PlanRanking:
        """The same where nothing is equal but what is the same number."""
        return replace(self, near=JUST)

    def value(self, scores: Scores, most_trust: float) -> float:
        """The least value among plans that are good enough; infinite if none is."""
        return float(self.least(scores)[_enough(scores, most_trust)].min(initial=np.inf))

    def first(self, scores: Scores, most_trust: float, least: float, among: Ints) -> int:
        """Which plan is the best of some (at least one), if the least value anywhere is known."""
        some = scores.of(among)
        return int(among[np.lexsort(self._keys(some, most_trust, np.full(among.size, least)))[0]])

    def first_of_each(self, scores: Scores, most_trust: float, whose: Ints) -> Ints:
        """Which plan is the best of each deal, in the order of the deals; whose: (B,), the deal of each plan."""
        order = np.lexsort([*self._keys(scores, most_trust, self._least(scores, most_trust, whose)[whose]), whose])
        return firsts(order, whose)

    def contend(self, scores: Scores, most_trust: float, whose: Ints) -> Bools:
        """Which plans can still be the best of their deal (B,), however good those are that are yet to come."""
        least = self._least(scores, most_trust, whose)[whose]
        return np.isinf(least) | (_enough(scores, most_trust) & (self.least(scores) <= least + self.near))

    def _least(self, scores: Scores, most_trust: float, whose: Ints) -> Floats:
        """The least value of each deal among plans that are good enough; infinite if none is."""
        least = np.full(int(whose.max(initial=-1)) + 1, np.inf)
        np.minimum.at(least, whose, np.where(_enough(scores, most_trust), self.least(scores), np.inf))
        return least

    def _keys(self, scores: Scores, most_trust: float, least: Floats) -> list[Floats]:
        """What to sort plans by, the best first: the last key counts most. least: (B,), the least value of its deal."""
        enough = _enough(scores, most_trust)
        wanted = self.least(scores)
        wanted = np.where(wanted <= least + self.near, least, np.round(wanted, 9))
        return [
            *(-np.round(scores.gained, 9).T[::-1]),
            scores.phases.astype(np.float64),
            *(np.where(enough, np.round(other(scores), 9), 0.0) for other in reversed(self.then)),
            np.where(enough, 0.0, np.round(scores.years, 9)),
            np.where(enough, 0.0, np.round(scores.at_risk, 6)),
            np.where(enough, wanted, np.round(scores.level, 9)),
            np.where(enough, 0.0, 1.0),
        ]


def firsts(order: Ints, whose: Ints) -> Ints:
    """Of places in an order that keeps those of one deal together the first of each deal; whose: (B,), the deals.

    >>> firsts(np.array([2, 0, 1]), np.array([7, 7, 5])).tolist()
    [2, 0]
    """
    first = np.ones(order.size, dtype=bool)
    first[1:] = whose[order][1:] != whose[order][:-1]
    return order[first]


def _enough(scores: Scores, most_trust: float) -> Bools:
    return np.asarray(scores.level <= most_trust + JUST)


def _trust(scores: Scores) -> Floats:
    return scores.level


def _at_risk(scores: Scores) -> Floats:
    return np.round(scores.at_risk, 6)


def _years(scores: Scores) -> Floats:
    return scores.years


def _margin(scores: Scores) -> Floats:
    return -scores.margin


RANKINGS: dict[str, PlanRanking] = {
    "least-trust": PlanRanking(_trust, NEAR_BEST, (_at_risk, _years)),
    "least-at-risk": PlanRanking(lambda scores: scores.at_risk, NEAR_BEST, (_trust, _years)),
    "largest-margin": PlanRanking(_margin, JUST, (_trust, _at_risk, _years)),
    "fastest": PlanRanking(_years, JUST, (_trust, _at_risk)),
}
"""The rankings by name. Plans that are equal in all of this go by fewer phases, then by the smallest gain as a share of
the stake, the next one, and so on: which is found first does not matter."""
