"""By what plans are ranked: the scores of many at once, and which of them can be among the best of their deals.

The kernel gives the scores alone, without the arrays of an assessment, and leaves a plan as soon as it is known to be
none of the best.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment import compiled
from standoff.engine.assessment.failures import ALL_SETS_UP_TO, entangled
from standoff.engine.assessment.sincerity import initial_trust
from standoff.engine.assessment.trust import assess
from standoff.engine.core.constraints import Task
from standoff.engine.core.exchange import ABSENT, Exchange, joined
from standoff.engine.core.parcels import Once
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.kernel import loader as kernel

__all__ = ["JUST", "Batch", "FirstPhases", "Least", "Scores", "first_phases", "score", "score_best", "scored"]

JUST = 1e-9
"""Differences below this are none."""

TOGETHER = 4096
"""How many plans are assessed at once for their first phases."""


@dataclass(frozen=True)
class Scores:
    """Scores of a batch of B plans, each (B,), gain and gained (B, N).

    level: the trust asked (where sincerity is in question, at the start) if the plan holds and nobody has more at risk
    than it may; 1 to 2 if it holds and somebody has; else 2 + what is missing as a share of the stake, to the margins
    and to the gains of those who are needed. margin: the
    smallest as a share of its party's gross stake (infinite where nobody has anything to quit). years: from now until
    all is done. binding: the phase that asks for the most trust. gained: the gains as shares of the gross stakes, the
    smallest first, whoever gains it; infinite for those who are not needed.
    """

    level: Floats
    at_risk: Floats
    margin: Floats
    years: Floats
    phases: Ints
    binding: Ints
    gain: Floats
    gained: Floats

    def columns(self) -> tuple[NDArray[Any], ...]:
        """All arrays, with a row for each plan."""
        return tuple(getattr(self, field.name) for field in fields(Scores))

    @staticmethod
    def joined(parts: list[Scores]) -> Scores:
        """One record of several batches."""
        return Scores(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Scores)))

    def of(self, which: Ints | Bools | slice) -> Scores:
        """The scores of some of the plans."""
        return Scores(*(getattr(self, field.name)[which] for field in fields(Scores)))

    def at(self, plan: int) -> Scores:
        """The scores of one of the plans, as a batch of one."""
        return self.of(slice(plan, plan + 1))


def score(exchange: Exchange, vectors: Ints, task: Task) -> Scores:
    """Assess plans of a task (B, M) and score them. Exchange without draws.

    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[-2.0, 5.0], [5.0, -2.0]]),
    ...     takes=np.zeros(2), seen=np.full(2, 0.8), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> score(swap, np.array([[1, 1], [1, -1]]), Task((), (0, 1), np.ones(4, dtype=bool))).level.round(6).tolist()
    [0.147602, 2.285714]
    """
    if _fits(exchange, task):
        return _compiled(exchange, vectors, task.pace)[1]
    return _by_assessment(exchange, vectors, task)


def score_best(exchange: Exchange, vectors: Ints, task: Task, whose: Ints, least: Least) -> tuple[Bools, Scores]:
    """Which plans of a task hold and ask for about as little as any of their deals, (B,), and the scores of those.

    whose: (B,), the number of the deal that each is for. What is left out does not hold, or asks for more than `near`
    above another plan for its deal. Exchange without draws.
    """
    least.make_room(whose)
    if _fits(exchange, task):
        return _compiled(exchange, vectors, task.pace, whose, least)
    scores = _by_assessment(exchange, vectors, task)
    asked = np.where(scores.level <= 1.0, scores.level, np.inf)
    np.minimum.at(least.asked, whose, asked)
    good = np.isfinite(asked) & (asked <= least.asked[whose] + least.near)
    return good, scores.of(good)


class Least:
    """The least trust that any plan known asks for, of each deal by its number; and how much more is still of use."""

    def __init__(self, near: float) -> None:
        self.near = near
        self.asked: Floats = np.full(0, np.inf)

    def make_room(self, whose: Ints) -> None:
        """Make room for the deals of these numbers."""
        lacking = int(whose.max(initial=-1)) + 1 - self.asked.size
        if lacking > 0:
            self.asked = np.concatenate([self.asked, np.full(lacking, np.inf)])

    def sink(self, whose: Ints, levels: Floats) -> None:
        """Know of plans for deals (B,) that ask for so much (B,)."""
        self.make_room(whose)
        np.minimum.at(self.asked, whose, levels)


@dataclass(frozen=True)
class Batch:
    """Plans to be scored by the pace and the limits of a task, as `score_best` does, or as `score` (least: None).

    Elsewhere it comes with what is known of the least by then, and of the deals of its plans alone.
    """

    exchange: Once[Exchange]
    vectors: Ints
    task: Task
    whose: Ints
    least: Least | None

    def __reduce__(self) -> tuple[Any, ...]:
        task = Task((), (), np.ones(1, dtype=bool), pace=self.task.pace, most_at_risk=self.task.most_at_risk)
        vectors, known, whose = self.vectors.astype(np.int8), None, self.whose[:0]
        if self.least is not None:
            self.least.make_room(self.whose)
            deals, whose = np.unique(self.whose, return_inverse=True)
            known = self.least.asked[deals], self.least.near
        return _arrived, (self.exchange, vectors, task, whose.astype(np.int32), known)


def _arrived(
    exchange: Once[Exchange],
    vectors: NDArray[np.int8],
    task: Task,
    whose: NDArray[np.int32],
    known: tuple[Floats, float] | None,
) -> Batch:
    """A batch that came from elsewhere; its deals are numbered anew."""
    least = None
    if known is not None:
        least = Least(known[1])
        least.asked = known[0].copy()
    return Batch(exchange, vectors.astype(np.int64), task, whose.astype(np.int64), least)


def scored(batch: Batch) -> tuple[Bools, Scores]:
    """Which plans of a batch can be of use, and the scores of those."""
    if batch.least is None:
        return np.ones(len(batch.vectors), dtype=bool), score(batch.exchange.thing, batch.vectors, batch.task)
    return score_best(batch.exchange.thing, batch.vectors, batch.task, batch.whose, batch.least)


@dataclass(frozen=True)
class FirstPhases:
    """What the first phases of B plans ask for: trust_asked (B,), NaN where they break, at_risk (B, N).

    lasts: (B,), years until all is done.
    """

    trust_asked: Floats
    at_risk: Floats
    lasts: Floats


def first_phases(exchange: Exchange, vectors: Ints, task: Task) -> FirstPhases:
    """Look at the first phases of plans of a task (B, M). Exchange without draws."""
    count, last = len(vectors), int(vectors.max(initial=0))
    if not _fits(exchange, task):
        parts = [_first_phases(exchange, vectors[k : k + TOGETHER], task) for k in range(0, count, TOGETHER)]
        return joined(parts)
    found = FirstPhases(np.empty(count), np.empty((count, exchange.parties)), np.empty(count))
    given, _ = exchange.once(_struct)
    kernel.call(
        "standoff_first_phases",
        *(ctypes.byref(given), count, np.ascontiguousarray(vectors), task.pace, last),
        *(found.trust_asked, found.at_risk, found.lasts),
    )
    return found


def _first_phases(exchange: Exchange, vectors: Ints, task: Task) -> FirstPhases:
    """The same, from whole assessments."""
    found = assess(exchange, vectors, task.pace)
    positive = np.where(vectors[:, None, :] != ABSENT, np.maximum(exchange.worth, 0.0), 0.0).sum(axis=2)
    largest = np.nan_to_num(found.exposure[:, 0])
    at_risk = np.divide(largest, positive, out=np.zeros_like(largest), where=positive > 0)
    return FirstPhases(found.trust[:, 0].max(axis=1), at_risk, found.lasts)


def _by_assessment(exchange: Exchange, vectors: Ints, task: Task) -> Scores:
    """The scores of plans, from whole assessments."""
    found = assess(exchange, vectors, task.pace)
    stake = np.where(found.stake > 0, found.stake, 1.0)
    margin = np.nan_to_num(found.margin / stake[:, None, :], nan=np.inf, posinf=np.inf).min(axis=(1, 2), initial=np.inf)
    refused = np.where(found.refuses, -found.gain / stake, 0.0).max(axis=1, initial=0.0)
    short = np.maximum(np.maximum(-margin, 0.0), refused)
    asked, by_row = initial_trust(exchange, vectors, task.pace, found)
    level = np.where(short > 0, 2.0 + short, np.nan_to_num(asked))
    if task.most_at_risk is not None:
        over = (found.at_risk - task.most_at_risk).max(axis=1, initial=0.0)
        level = np.where((short > 0) | (over <= JUST), level, 1.0 + over / (1.0 + over))
    rows = np.where(np.isnan(by_row), 2.0, np.nan_to_num(by_row)).max(axis=2)
    rows = np.where(np.arange(rows.shape[1]) <= found.phases[:, None], rows, -1.0)
    return Scores(
        level=level,
        at_risk=found.at_risk.max(axis=1, initial=0.0),
        margin=margin,
        years=found.lasts,
        phases=found.phases,
        binding=rows.argmax(axis=1) + 1,
        gain=found.gain,
        gained=np.sort(np.where(found.needed, found.gain / stake, np.inf), axis=1),
    )


def _fits(exchange: Exchange, task: Task) -> bool:
    """Whether the kernel serves, which does not know what is learned and whom a limit of what is at risk holds back."""
    plain = exchange.doubted is None and exchange.draws is None and task.most_at_risk is None
    return plain and compiled.fits(exchange)


def _struct(exchange: Exchange) -> tuple[compiled.CExchange, list[NDArray[Any]]]:
    """The exchange for the kernel, and the arrays behind it."""
    return compiled.exchange_struct(exchange, exchange.once(entangled), ALL_SETS_UP_TO)


def _compiled(
    exchange: Exchange, vectors: Ints, pace: float, whose: Ints | None = None, least: Least | None = None
) -> tuple[Bools, Scores]:
    """The same as `_by_assessment` by the kernel; of plans for deals those that `score_best` gives, and which."""
    count, parties = len(vectors), exchange.parties
    given, _ = exchange.once(_struct)
    level, margin, years = np.empty((3, count))
    phases, binding = np.empty((2, count), dtype=np.int64)
    gain, at_risk = np.empty((2, count, parties))
    needed = np.empty((count, parties), dtype=bool)
    deals = np.zeros(0, dtype=np.int64) if whose is None else np.ascontiguousarray(whose, dtype=np.int64)
    known = Least(np.inf) if least is None else least
    kernel.call(
        "standoff_scores",
        *(ctypes.byref(given), count, np.ascontiguousarray(vectors), pace, int(vectors.max(initial=0))),
        *(known.asked.size, deals),
        *(known.near, known.asked, level, margin, years, phases, binding, gain, at_risk, needed),
    )
    good = np.isfinite(level)
    which = slice(None) if good.all() else good
    stake = np.where(exchange.stake() > 0, exchange.stake(), 1.0)
    return good, Scores(
        level=level[which],
        at_risk=at_risk[which].max(axis=1, initial=0.0),
        margin=margin[which],
        years=years[which],
        phases=phases[which],
        binding=binding[which],
        gain=gain[which],
        gained=np.sort(np.where(needed[which], gain[which] / stake, np.inf), axis=1),
    )
