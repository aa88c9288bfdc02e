"""What is left of a plan at a moment within it: what is in force is made, the rest pending with the rest of its time.

The moment may lie inside a phase. Whatever is still to come then comes when it would have come: a step that belongs to
no party and is worth nothing stands in each phase that is left, and takes just as long as that phase.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from standoff.engine.assessment.schedule import schedule
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Ints

__all__ = ["Remainder", "remainder"]

SOON = 1e-9
"""Times within so many years are equal."""


@dataclass(frozen=True)
class Remainder:
    """A plan from some moment on, as a plan of its own whose first row is about that moment; exchange without draws.

    vector: (M + phases left,), the phase of each step counted from the running one, 0 for what is in force. phase: the
    phase of the whole plan that is running, 0 before the first and K+1 after the last. starts: when, in years from the
    moment, each phase that is left begins. steps: how many of the steps are the plan's own, which come first.
    """

    exchange: Exchange
    vector: Ints
    phase: int
    starts: tuple[float, ...]
    steps: int


def remainder(exchange: Exchange, vector: Ints, pace: float, after: float) -> Remainder:
    """A plan (M,) as it stands so many years after the day on which it could begin; exchange without draws.

    >>> from standoff.engine.core.exchange import phase_vector
    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[-3.0, 6.0], [5.0, -2.0]]),
    ...     takes=np.array([0.5, 2.0]), seen=np.full(2, 0.1), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> left = remainder(swap, phase_vector(2, [], [[0, 1]]), 0.0, 1.5)
    >>> left.phase, left.vector.tolist(), left.exchange.takes.round(3).tolist()
    (1, [0, 1, 1], [0.5, 0.5, 0.6])
    """
    last = int(vector.max(initial=0))
    begins = schedule(exchange, vector[None], np.array([pace]), last)[0][0]
    running = int((begins <= after + SOON).sum())
    takes, left = exchange.takes.copy(), np.where(vector == ABSENT, ABSENT, 0)
    if running:
        since = after - begins[running - 1]
        under_way = (vector == running) & (exchange.takes > since + SOON)
        takes[under_way] -= since
        left[under_way] = 1
    first = max(running, 1)
    later = vector > first if running else vector > 0
    # Before the first phase begins, the wait for it is a phase of its own.
    left[later] = vector[later] - first + 1 if running else vector[later] + 1
    ends = begins[running:] if running else begins
    lengths = np.diff(np.concatenate([[after], ends]))
    return Remainder(
        _with_waits(replace(exchange, takes=takes, not_before=None, gross=exchange.stake()), lengths),
        np.concatenate([left, np.arange(1, lengths.size + 1)]),
        running,
        tuple((ends - after).tolist()),
        exchange.steps,
    )


def _with_waits(exchange: Exchange, lengths: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Exchange:
    """The exchange with as many steps more that belong to nobody and are worth nothing, and take so long each."""
    more, steps = lengths.size, exchange.steps

    def wider(array: np.ndarray, fill: float | bool = 0) -> np.ndarray:
        return np.concatenate([array, np.full((*array.shape[:-1], more), fill, dtype=array.dtype)], axis=-1)

    requires = np.zeros((steps + more, steps + more), dtype=bool)
    requires[:steps, :steps] = exchange.requires
    seen_with = None
    if exchange.seen_with is not None:
        seen_with = np.full((steps + more, steps + more), np.inf)
        seen_with[:steps, :steps] = exchange.seen_with
    return replace(
        exchange,
        worth=wider(exchange.worth),
        takes=np.concatenate([exchange.takes, lengths]),
        seen=wider(exchange.seen),
        undo=wider(exchange.undo),
        owns=wider(exchange.owns),
        automatic=wider(exchange.automatic),
        ends_all=wider(exchange.ends_all),
        requires=requires,
        together_steps=wider(exchange.together_steps),
        seen_with=seen_with,
        missed=None if exchange.missed is None else wider(exchange.missed),
    )
