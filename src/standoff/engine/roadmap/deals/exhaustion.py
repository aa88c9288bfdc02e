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
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.roadmap.neighbours import arrangements
from standoff.engine.roadmap.scores import first_phases

__all__ = ["Ends", "WorthGoingOn", "plans_with_good_ends"]


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
