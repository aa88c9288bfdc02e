"""All plans of small deals, tried from their last phase back: a plan asks for no less than the end of it does alone.

What a party has at stake at the start of a phase depends on what is made by then and on what is still to come, and not
on when that was made. So the end of a plan asks for the same trust as a plan that keeps what was made before it, and
puts as much at risk. An end at which somebody walks out, or that is worse than a plan already known, need not be gone
on from: most plans are never looked at, and none that is the best is missed. (With dates before which steps cannot
come, what is still to come depends on the time too: then all plans are given.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.assessment.trust import Assessed, assess
from standoff.engine.core.constraints import Task, keeps_to
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Ints
from standoff.engine.roadmap.neighbours import arrangements

__all__ = ["WorthGoingOn", "plans_with_good_ends"]

TOGETHER = 4096
"""How many ends of plans are assessed at once."""


@dataclass(frozen=True)
class _Ends:
    """Ends of plans: the place of the deal (B,), the set made before (B,), the vector (B, M) in which that is kept."""

    deal: Ints
    before: Ints
    vectors: Ints

    def of(self, which: Ints | Bools) -> _Ends:
        """Some of them."""
        return _Ends(self.deal[which], self.before[which], self.vectors[which])

    @staticmethod
    def joined(parts: Sequence[_Ends]) -> _Ends:
        """One after the other; at least one part."""
        return _Ends(
            np.concatenate([part.deal for part in parts]),
            np.concatenate([part.before for part in parts]),
            np.concatenate([part.vectors for part in parts]),
        )


WorthGoingOn = Callable[[Ints, Assessed], Bools]
"""Which ends of plans are gone on from, (B,): the places of their deals (B,), and what assessing them found."""


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
    ends, stages = _Ends(np.arange(sets.size), sets.astype(np.int64), vectors), _Stages(exchange, task)
    while ends.deal.size:
        ends = stages.longer(ends.of(_good(exchange, task, ends, good)), sets)
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

    def longer(self, ends: _Ends, sets: Ints) -> _Ends:
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
            phase = phases[row, way]
            parts.append(_Ends(some.deal[row], some.before[row] & ~phase, vectors))
        if not parts:
            return ends
        return _Ends(
            *(np.concatenate([getattr(part, name) for part in parts]) for name in ("deal", "before", "vectors"))
        )

    def _can_come(self, phases: Ints, before: Ints, deals: Ints) -> Bools:
        """Whether phases can come after what is made before them, in deals."""
        fine = self.allowed[before]
        for a, b in self.pairs:
            first, second = phases >> a & 1, phases >> b & 1
            both = (deals >> a & 1) & (deals >> b & 1) == 1
            fine &= ~(both & ((first & second == 1) | ((before >> b & 1 == 1) & (before >> a & 1 == 0))))
        return np.asarray(fine)


def _good(exchange: Exchange, task: Task, ends: _Ends, good: WorthGoingOn) -> Bools:
    """Which ends nobody walks out of and are worth going on from."""
    parts = []
    for first in range(0, ends.deal.size, TOGETHER):
        some = ends.of(np.arange(first, min(first + TOGETHER, ends.deal.size)))
        found = assess(exchange, some.vectors, task.pace)
        parts.append(~np.isnan(found.trust_asked) & good(some.deal, found))
    return np.concatenate(parts)


def _all_plans(exchange: Exchange, task: Task, sets: Ints, base: Ints) -> Iterator[Ints]:
    """Every way to put the steps of each deal into phases that is allowed."""
    for made in sets.tolist():
        plans = arrangements(base, [j for b, j in enumerate(task.planned) if made >> b & 1])
        yield plans[keeps_to(exchange, task, plans)]
