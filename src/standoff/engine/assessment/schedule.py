"""When does each phase begin, and what is due, made and shown then? The starts of all phases of a batch of plans."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core import verification
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["Rows", "rows_at", "rows_of", "schedule", "ticks"]


OF_STEPS = (
    *("plan", "phase", "present", "made", "begins_now", "due", "start", "begin_ticks", "start_ticks", "shows"),
    *("order", "undo", "costly", "lapses"),
)
OF_PARTIES = ("worth", "horizons", "costs", "breachable", "from_start", "per_undo")
"""The fields of rows that are the same for every party, and those that have an entry for each; `together` has too."""


@dataclass(frozen=True)
class Rows:
    """The starts of all phases of all plans of a batch: R rows, time 0 is the moment the row is about."""

    plan: NDArray[np.intp]  # (R,) which plan of the batch
    phase: Ints  # (R,) 1..K+1
    present: Bools  # (R, M) kept or planned
    made: Bools  # (R, M) in force or under way since before
    begins_now: Bools  # (R, M) a breach of it would begin now
    due: Ints  # (R, M) the phase in which it is due; made steps count as this one
    start: Floats  # (R, M) when it is in force
    begin_ticks: Ints  # (R, M) when its phase begins, in whole ticks to compare
    start_ticks: Ints  # (R, M)
    shows: Floats  # (R, M) when a breach of it shows
    order: Ints  # (R, M) the order in which breaches show: by time, then by phase

    worth: Floats  # (R, N, M)
    horizons: Floats  # (R, N)
    costs: Floats  # (R, N)
    undo: Floats  # (R, M)
    breachable: Bools  # (R, N, M) costly to this party, which owns it, and not past breaching
    costly: Bools  # (R, M) costly to some owner
    lapses: Bools  # (R, M)
    together: Floats  # (R, T, N)
    from_start: Floats  # (R, N, M) e^(-start/H): what a point from then on counts now
    per_undo: Floats  # (R, N, M) e^(-undo/H), by which a step that takes so long to undo fades further
    watch: verification.Watch | None = None  # where discovery depends on verifiers or on chance

    def of_each_party(self) -> Rows:
        """Every row once for each party, alone in it: row r of party i is number r * N + i."""
        rows, parties = self.horizons.shape
        apart: dict[str, Any] = {name: np.repeat(getattr(self, name), parties, axis=0) for name in OF_STEPS}
        for name in OF_PARTIES:
            values = getattr(self, name)
            apart[name] = values.reshape(rows * parties, 1, *values.shape[2:])
        apart["together"] = self.together.transpose(0, 2, 1).reshape(rows * parties, self.together.shape[1], 1)
        watch = None if self.watch is None else self.watch.repeated(parties)
        return replace(self, watch=watch, **apart)


def ticks(times: Floats) -> Ints:
    """Times in whole ticks, to be compared: equal where they are but for rounding, and in order however far away."""
    return np.rint(np.minimum(times, verification.FAR) * verification.TICKS).astype(np.int64)


def schedule(exchange: Exchange, vectors: Ints, paces: Floats, last: int) -> tuple[Floats, Ints]:
    """When each phase 1..K+1 begins, (B, K+1) in years, and the number of phases of each plan, (B,).

    A phase begins when the one before is over, and no sooner than the dates of its steps; the wait before phase 1
    leaves everything as it is now.
    """
    starts = np.zeros((vectors.shape[0], last + 1))
    shown_after = verification.shown_after(exchange, vectors)
    for number in range(1, last + 1):
        due = vectors == number
        if exchange.not_before is not None:
            date = np.where(due, exchange.not_before, 0.0).max(axis=1, initial=0.0)
            starts[:, number - 1] = np.maximum(starts[:, number - 1], date)
        longest = np.where(due, shown_after, 0.0).max(axis=1, initial=0.0)
        starts[:, number] = starts[:, number - 1] + np.where(due.any(axis=1), np.maximum(paces, longest), 0.0)
    return starts, np.maximum(vectors.max(axis=1, initial=0), 0)


def rows_at(exchange: Exchange, vectors: Ints, starts: Floats, phases: Ints, last: int) -> Rows:
    """The starts of phases 1..K+1 of plans (B, M) whose schedule is known."""
    count = vectors.shape[0]
    plan, position = np.nonzero(np.arange(last + 1) <= phases[:, None])
    phase = position + 1
    step_phase = vectors[plan]
    present = step_phase != ABSENT
    made = present & (step_phase < phase[:, None])
    due_later = present & ~made

    def drawn(values: NDArray[Any], core: int) -> NDArray[Any]:
        shape = values.shape[values.ndim - core :]
        return np.broadcast_to(values, (count, *shape))[plan]

    begin_of = np.take_along_axis(starts, np.maximum(vectors - 1, 0), axis=1)[plan]
    begins = np.where(due_later, begin_of - starts[plan, position][:, None], 0.0)
    start = np.where(due_later, begins + drawn(exchange.takes, 1), 0.0)
    shows = start + drawn(exchange.seen, 1)
    due = np.maximum(step_phase, phase[:, None])
    order = ticks(shows) * (last + 2) + due
    watch = None
    if not exchange.plainly_seen:
        watch = verification.watch_of(exchange, plan, last + 2, present, start, due)
        shows, order = watch.found_out(np.arange(plan.size), np.zeros_like(present))

    worth, undo, horizons = drawn(exchange.worth, 2), drawn(exchange.undo, 1), drawn(exchange.horizons, 1)
    breachable = np.where(made[:, None, :], drawn(exchange.breakable, 2), drawn(exchange.costly_to, 2))
    return Rows(
        plan=plan,
        phase=phase.astype(np.int64),
        present=present,
        made=made,
        begins_now=present & (step_phase <= phase[:, None]),
        due=due,
        start=start,
        begin_ticks=ticks(begins),
        start_ticks=ticks(start),
        shows=shows,
        order=order,
        worth=worth,
        horizons=horizons,
        costs=drawn(exchange.walkout_costs, 1),
        undo=undo,
        breachable=breachable & present[:, None, :],
        costly=drawn(exchange.costly, 1),
        lapses=drawn(exchange.lapses, 1),
        together=drawn(exchange.together_worth, 2),
        from_start=np.exp(-start[:, None, :] / horizons[:, :, None]),
        per_undo=np.exp(-undo[:, None, :] / horizons[:, :, None]),
        watch=watch,
    )


def rows_of(exchange: Exchange, phases: Ints, pace: float) -> Rows:
    """The rows of one plan (M,), phases 1..K+1 in order; exchange without draws."""
    vectors = np.asarray(phases, dtype=np.int64)[None]
    last = int(vectors.max(initial=0))
    starts, counts = schedule(exchange, vectors, np.array([pace]), last)
    return rows_at(exchange, vectors, starts, counts, last)
