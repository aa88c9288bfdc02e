"""All plans of small deals, tried from their last phase back: a plan asks for no less than the end of it does alone.

What a party has at stake at the start of a phase depends on what is made by then and on what is still to come, and not
on when that was made. So the end of a plan asks for the same trust as a plan that keeps what was made before it, and
puts as much at risk; and of an end with a phase more, that phase alone is new. An end at which somebody walks out, or
that is worse than a plan already known, need not be gone on from: most plans are never looked at, and none that is the
best is missed. (With dates before which steps cannot come, what is still to come depends on the time too: then all
plans are given.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from standoff.engine.core.constraints import Task, keeps_to
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.parcels import Once
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.roadmap.neighbours import arrangements, masks_of
from standoff.engine.roadmap.pool import Assessor, Contenders, Plans
from standoff.engine.roadmap.ranking import JUST, NEAR_BEST, RANKINGS
from standoff.engine.roadmap.scores import first_phases

__all__ = ["RANKING", "Ends", "SmallDeals", "Tried", "WorthGoingOn", "all_tried", "plans_with_good_ends"]

RANKING = RANKINGS["least-trust"]
"""What the best plan of a deal is."""

SAFER = 1e-6
"""Differences of what is at risk below this are none."""


@dataclass(frozen=True)
class Ends:
    """Ends of plans: the place of the deal (B,), the set made before (B,), the vector (B, M) in which that is kept.

    trust_asked: (B,), what they ask for, NaN where somebody walks out; at_risk: (B, N), as in an assessment; lasts:
    (B,), years. Of ends that were just made longer, both the first are what their shorter ends ask for.
    """

    deal: Ints
    before: Ints
    vectors: Ints
    trust_asked: Floats
    at_risk: Floats
    lasts: Floats

    def of(self, which: Ints | Bools) -> Ends:
        """Some of them."""
        return Ends(*(getattr(self, field.name)[which] for field in fields(Ends)))

    @staticmethod
    def joined(parts: Sequence[Ends]) -> Ends:
        """One after the other; at least one part."""
        return Ends(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Ends)))


WorthGoingOn = Callable[[Ends], Bools]
"""Which ends of plans are gone on from, (B,)."""


def plans_with_good_ends(exchange: Exchange, task: Task, sets: Ints, good: WorthGoingOn) -> Iterator[Ints]:
    """The plans for some deals whose every end is good, (B, M) at a time, those of few phases first.

    sets: (F,), the deals, bit b = task.planned[b]. Exchange without draws. The plans themselves are still to be
    assessed, and may be before more are asked for. Where steps have dates, all plans there are.
    """
    base = np.full(exchange.steps, ABSENT, dtype=np.int64)
    base[list(task.kept)] = 0
    if exchange.not_before is not None:
        yield from _all_plans(exchange, task, sets, base)
        return
    planned, bits = np.array(task.planned, dtype=np.intp), np.int64(1) << np.arange(len(task.planned), dtype=np.int64)
    vectors = np.repeat(base[None], sets.size, axis=0)
    vectors[:, planned] = np.where((sets[:, None] & bits) != 0, 0, ABSENT)
    nothing, none = np.zeros(sets.size), np.zeros((sets.size, exchange.parties))
    ends = Ends(np.arange(sets.size), sets.astype(np.int64), vectors, nothing, none, nothing)
    stages = _Stages(exchange, task)
    while ends.deal.size:
        ends = _with_first_phases(exchange, task, ends)
        ends = stages.longer(ends.of(~np.isnan(ends.trust_asked) & good(ends)), sets)
        done = ends.before == 0
        plans = ends.vectors[done]
        yield plans[keeps_to(exchange, task, plans)]
        ends = ends.of(~done)


class _Stages:
    """Which sets can have been made before a phase of a plan for a deal, and which steps can come in one phase."""

    def __init__(self, exchange: Exchange, task: Task) -> None:
        bit = {j: b for b, j in enumerate(task.planned)}
        self.planned = np.array(task.planned, dtype=np.intp)
        sets = np.arange(1 << len(bit), dtype=np.int64)
        self.allowed = np.asarray(task.allowed, dtype=bool).copy()
        self.allowed[0] = True
        for j, b in bit.items():
            for needed in np.flatnonzero(exchange.requires[j]).tolist():
                if needed in bit:
                    self.allowed &= (sets >> b & 1 == 0) | (sets >> bit[needed] & 1 == 1)
        self.pairs = [(bit[a], bit[b]) for a, b in task.before if a in bit and b in bit]

    def longer(self, ends: Ends, sets: Ints) -> Ends:
        """Every end with each phase that can come before it; sets: the whole deals."""
        parts = []
        for size in np.unique(np.bitwise_count(ends.before)).tolist():
            some = ends.of(np.bitwise_count(ends.before) == size)
            steps = np.nonzero((some.before[:, None] >> np.arange(self.planned.size)) & 1)[1].reshape(-1, size)
            ways = (np.arange(1, 1 << size)[:, None] >> np.arange(size) & 1).astype(np.int64)
            phases = (np.int64(1) << steps) @ ways.T  # (B, ways)
            row, way = np.nonzero(self._can_come(phases, some.before[:, None] & ~phases, sets[some.deal][:, None]))
            vectors = some.vectors[row]
            vectors = np.where(vectors > 0, vectors + 1, vectors)
            for place in range(size):
                now = np.flatnonzero(ways[way, place])
                vectors[now, self.planned[steps[row[now], place]]] = 1
            longer, phase = some.of(row), phases[row, way]
            parts.append(replace(longer, before=longer.before & ~phase, vectors=vectors))
        return Ends.joined(parts) if parts else ends

    def _can_come(self, phases: Ints, before: Ints, deals: Ints) -> Bools:
        """Whether phases can come after what is made before them, in deals."""
        fine = self.allowed[before]
        for a, b in self.pairs:
            first, second = phases >> a & 1, phases >> b & 1
            both = (deals >> a & 1) & (deals >> b & 1) == 1
            fine &= ~(both & ((first & second == 1) | ((before >> b & 1 == 1) & (before >> a & 1 == 0))))
        return np.asarray(fine)


def _with_first_phases(exchange: Exchange, task: Task, ends: Ends) -> Ends:
    """Ends with what their first phases ask for."""
    found = first_phases(exchange, ends.vectors, task)
    return replace(
        ends,
        trust_asked=np.maximum(ends.trust_asked, found.trust_asked),
        at_risk=np.maximum(ends.at_risk, found.at_risk),
        lasts=found.lasts,
    )


def _all_plans(exchange: Exchange, task: Task, sets: Ints, base: Ints) -> Iterator[Ints]:
    """Every way to put the steps of each deal into phases that is allowed."""
    for made in sets.tolist():
        plans = arrangements(base, [j for b, j in enumerate(task.planned) if made >> b & 1])
        yield plans[keeps_to(exchange, task, plans)]


# ------------------------------------------------------------------------------------------- the best of small deals


@dataclass(frozen=True)
class SmallDeals:
    """Deals within a task (the `place`-th) whose plans are all to be tried: what one worker does at a time.

    masks: (F,), their steps. known: the plans that can be the best of theirs, by the places of the deals. seen: the
    `keys` of plans for them that were assessed before.
    """

    exchange: Once[Exchange]
    task: Task
    place: int
    masks: Ints
    known: Plans
    seen: frozenset[bytes]


@dataclass(frozen=True)
class Tried:
    """Plans that can be the best of their deals, by the places of these, as they came; the `keys` of all tried."""

    plans: tuple[Plans, ...]
    seen: frozenset[bytes]


def all_tried(small: SmallDeals) -> Tried:
    """Try all plans of small deals that can be better than those that are known."""
    exchange, task = small.exchange.thing, small.task
    assessor = Assessor(exchange, {small.place: task}, only_best=True)
    assessor.know(small.seen)
    search = _SmallSearch(small, Contenders(RANKING, Plans.none(exchange)))
    search.contenders.add(small.known)
    assessor.sink(small.known)
    order = np.argsort(small.masks)
    found = []
    for vectors in plans_with_good_ends(exchange, task, _sets_within(task, small.masks), search.no_worse):
        deals = order[np.searchsorted(small.masks, masks_of(vectors), sorter=order)]
        plans = assessor.assess(deals, vectors, np.full(len(vectors), small.place))
        search.contenders.add(plans)
        found.append(plans)
    return Tried(tuple(found), frozenset(assessor.seen - small.seen))


@dataclass(frozen=True)
class _SmallSearch:
    """What is known of small deals while their plans are tried."""

    small: SmallDeals
    contenders: Contenders

    def no_worse(self, ends: Ends) -> Bools:
        """Which plans that end so can be the best of their deals."""
        pace, risk = self.small.task.pace, ends.at_risk.max(axis=1, initial=0.0)
        good = np.asarray(ends.trust_asked <= 1.0)
        for known in (self.contenders.best(), self.contenders.safest()):
            level, at_risk, years = np.full((3, self.small.masks.size), np.inf)
            level[known.whose], years[known.whose] = known.scores.level, known.scores.years
            at_risk[known.whose] = known.scores.at_risk
            # What asks for no more trust is as near to the least as the other is, and goes first if it is safer.
            less, as_safe = level[ends.deal] <= ends.trust_asked + JUST, at_risk[ends.deal] <= risk
            better = as_safe & (years[ends.deal] < ends.lasts + pace - JUST) | (at_risk[ends.deal] < risk - SAFER)
            good &= ~(less & better) & (ends.trust_asked <= level[ends.deal] + NEAR_BEST + JUST)
        return good


def _sets_within(task: Task, masks: Ints) -> Ints:
    """Masks of the exchange's steps as deals within a task."""
    sets = np.zeros(masks.size, dtype=np.int64)
    for b, j in enumerate(task.planned):
        sets |= (masks >> j & 1) << b
    return sets
