"""Good plans handed on from deal to deal: what serves a deal mostly serves those with a step more or less.

Deals are known by their places in a sorted list of masks. Of each the plan that asks for the least trust leads; it is
handed on once to each neighbour, and again when a better one leads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from standoff.engine.core.exchange import ABSENT
from standoff.engine.core.types import Bools, Ints
from standoff.engine.roadmap.pool import Plans
from standoff.engine.roadmap.ranking import firsts

__all__ = ["Handing"]

HANDED = 3
"""How many of the plans of larger deals are tried for a deal."""


class Handing:
    """The leading plan of each deal, and which of its neighbours have not tried it.

    masks: (D,), the deals in order, in which a choice stands as its first member. steps: what they are made of.
    members: of the first member of a choice all of them. width: the number of steps of the exchange.
    """

    def __init__(self, masks: Ints, steps: Sequence[int], members: Mapping[int, Sequence[int]], width: int) -> None:
        self.masks, self.steps, self.members = masks, steps, members
        self.sizes = np.bitwise_count(masks).astype(np.int64)
        self.trust = np.full(masks.size + 1, np.inf)  # the last place is that of no deal
        self.vectors = np.full((masks.size, width), ABSENT, dtype=np.int64)
        bits = np.int64(1) << np.array(steps, dtype=np.int64)
        there = (masks[:, None] & bits) != 0
        self.with_step = np.where(there, -1, self.places(masks[:, None] | bits))
        self.without_step = np.where(there, self.places(masks[:, None] & ~bits), -1)
        self.untried_larger: Bools = np.zeros(there.shape, dtype=bool)
        self.untried_smaller: Bools = np.zeros(there.shape, dtype=bool)

    def places(self, masks: Ints) -> Ints:
        """The places of some masks, -1 where there is no such deal."""
        if not self.masks.size:
            return np.full(np.shape(masks), -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(self.masks, masks), self.masks.size - 1)
        return np.where(self.masks[found] == masks, found, -1)

    def lead(self, deals: Ints, plans: Plans) -> None:
        """Let plans lead that ask for less than those that do; deals: (B,), the places of their deals.

        Of plans that ask for equally little the shortest leads, then the first.
        """
        trust = plans.scores.level
        best = firsts(np.lexsort((plans.scores.phases, trust, deals)), deals)
        best = best[trust[best] < self.trust[deals[best]]]
        better = deals[best]
        self.trust[better], self.vectors[better] = trust[best], plans.vectors[best]
        for untried, neighbours in ((self.untried_larger, self.without_step), (self.untried_smaller, self.with_step)):
            deal, step = np.nonzero(neighbours[better] >= 0)
            untried[neighbours[better][deal, step], step] = True

    def without_a_step(self, size: int) -> Ints:
        """For the deals of a size the leading plans of deals with a step more, without that step: (B, M)."""
        deals = np.flatnonzero((self.sizes == size) & self.untried_larger.any(axis=1))
        trust = self.trust[self.with_step[deals]]
        nearest = np.argsort(trust, axis=1, kind="stable")[:, :HANDED]
        rows = np.arange(deals.size)[:, None]
        chosen = np.isfinite(trust[rows, nearest]) & self.untried_larger[deals[:, None], nearest]
        row, rank = np.nonzero(chosen)
        deal, step = deals[row], nearest[row, rank]
        self.untried_larger[deal, step] = False
        plans = self.vectors[self.with_step[deal, step]]
        for place, j in enumerate(self.steps):
            mine = np.flatnonzero(step == place)
            for member in self.members.get(j, (j,)):
                plans[mine, member] = np.where(plans[mine, member] > 0, ABSENT, plans[mine, member])
        return plans

    def with_a_step(self, size: int) -> Ints:
        """For the deals of a size the best plan of those with a step less, with that step in each phase: (B, M).

        Not with a step that is a choice: it would have to be each of its members.
        """
        deals = np.flatnonzero((self.sizes == size) & self.untried_smaller.any(axis=1))
        smaller = self.without_step[deals]
        smaller[:, [place for place, j in enumerate(self.steps) if j in self.members]] = -1
        trust = self.trust[smaller]
        step = trust.argmin(axis=1) if trust.size else np.zeros(0, dtype=np.intp)
        best = np.isfinite(trust[np.arange(deals.size), step]) & self.untried_smaller[deals, step]
        deals, step = deals[best], step[best]
        self.untried_smaller[deals, step] = False
        plans = self.vectors[self.without_step[deals, step]]
        last = plans.max(axis=1, initial=0)
        plans = np.repeat(plans, last, axis=0)
        phase = np.arange(len(plans)) - np.repeat(np.cumsum(last) - last, last) + 1
        plans[np.arange(len(plans)), np.repeat(np.array(self.steps, dtype=np.int64)[step], last)] = phase
        return plans
