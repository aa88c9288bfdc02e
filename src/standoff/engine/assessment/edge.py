"""What does a verdict hang on? On 1 % of a party's stake, on a step worth next to nothing, or on a long wait.

A verdict is a matter of signs: of the gains of the parties that a plan needs, and of all margins. Three things
can make it hang on less than the numbers of a case can carry, and are told beside it.

*On the edge*: all gains and margins are taken as shares of their party's gross stake. If all of them were 1 %
larger, or all 1 % smaller, would the verdict be another? Of a plan that holds this asks whether its smallest
margin, or the smallest gain of a party that it needs, is below 1 %; of one that breaks, whether no margin is
below -1 %, or whether somebody that it needs gains less than 1 %; of one that is refused, whether nobody that
it needs loses more than 1 %. Verdicts only rise as numbers rise, so that a smaller change turns nothing that
this does not. A party without a stake has no such percentage.

*Trifles*: a step that is worth less than 2 % of its stake to every party, with all that it adds together with
others, and without which the verdict would be another. Without it is read in three ways, each all else equal:
it is worth exactly nothing to everybody; it is left out, where it is due and no other step requires it; or,
where it is worth exactly nothing to an owner, it costs that owner next to nothing, as a free step is never
withheld and one that costs a trifle is. The last counts only if the other verdict is not itself on the edge.

*Waits*: a phase lasts until all its steps are done and a breach of them would have shown. It waits where it
would be shorter by at least three months, and by at least a quarter, if the steps that show last were seen as
soon as they are done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from standoff.engine.assessment.trust import Assessed, assess
from standoff.engine.assessment.values import TOLERANCE
from standoff.engine.assessment.verdict import judge
from standoff.engine.core import verification
from standoff.engine.core.exchange import ABSENT, Exchange, drawn_arrays, numbered
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["EDGE", "TRIFLE", "Edge", "Trifle", "Wait", "edge_of", "trifles", "verdicts", "waits"]

EDGE = 0.01
"""A verdict is on the edge if a change by this share of the gross stakes turns it."""

TRIFLE = 0.02
"""A step worth less than this share of the gross stake to every party is a trifle."""

NEXT_TO_NOTHING = 1e-6
"""What a step costs, as a share of the gross stake, that is to cost next to nothing."""

REFUSED, BREAKS, HOLDS = 0, 1, 2

Way = Literal["nothing", "left out", "cost"]
"""How a plan is without a trifle: it is worth nothing, it is left out, or it costs next to nothing."""

LONG = 0.25
"""A phase waits if it is longer by this many years, ..."""

PART = 0.25
"""... and by this part of its length."""


@dataclass(frozen=True)
class Edge:
    """What a change of 1 % of the stakes makes of B plans. Verdicts: 0 refused, 1 breaks, 2 holds.

    raised, lowered: (B,), the verdict with everything 1 % larger, and smaller. At position 0 the number that turns the
    verdict first if all are raised, at position 1 the one that does if all are lowered: phase (B, 2), 0 where it is a
    gain; party (B, 2), -1 where the verdict stays; share (B, 2), that gain or margin as a share of the gross stake.
    becomes: (B, 2), the verdict then.
    """

    verdict: Ints
    raised: Ints
    lowered: Ints
    becomes: Ints
    phase: Ints
    party: Ints
    share: Floats

    @property
    def on_edge(self) -> Bools:
        """Which verdicts a change of 1 % would turn, (B,)."""
        return np.asarray((self.raised != self.verdict) | (self.lowered != self.verdict))


@dataclass(frozen=True)
class Trifle:
    """A step without which the verdict would be another (0 refused, 1 breaks, 2 holds), and in which way without."""

    step: int
    way: Way
    verdict: int


@dataclass(frozen=True)
class Wait:
    """A phase that lasts so many years only as breaches of some steps show late; it would be over in `otherwise`."""

    phase: int
    steps: tuple[int, ...]
    lasts: float
    otherwise: float


def verdicts(found: Assessed) -> Ints:
    """The verdict on each plan: 0 refused, 1 breaks, 2 holds. Shape (B,)."""
    judged = judge(found)
    return np.where(judged.refused, REFUSED, np.where(judged.breaks, BREAKS, HOLDS))


def edge_of(found: Assessed) -> Edge:
    """Which of B verdicts are on the edge, and the gain or the margin that puts each there.

    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[-2.0, 5.0], [2.01, -2.0]]),
    ...     takes=np.zeros(2), seen=np.zeros(2), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> one = edge_of(assess(swap, np.array([1, 1])))
    >>> one.on_edge.tolist(), one.lowered.tolist(), one.party.tolist(), one.share.round(4).tolist()
    ([True], [0], [[-1, 1]], [[nan, 0.0025]])
    """
    gain = _shares(np.where(found.needed, found.gain, np.inf), found.stake)
    margin = _shares(found.margin, found.stake[:, None, :])
    count, positions, parties = margin.shape
    # Row 0 holds the gains, rows 1..K+1 the margins: a number, its phase and its party at one place.
    every = np.concatenate([gain[:, None, :], margin], axis=1).reshape(count, -1)

    def judged(by: float) -> Ints:
        below = (every + by < -TOLERANCE).reshape(count, 1 + positions, parties)
        refused, breaks = below[:, 0].any(axis=1), below[:, 1:].any(axis=(1, 2))
        return np.where(refused, REFUSED, np.where(breaks, BREAKS, HOLDS))

    verdict, raised, lowered = judged(0.0), judged(EDGE), judged(-EDGE)
    is_gain = np.arange(every.shape[1]) < parties
    # Refusing is up to gains alone. A plan that breaks would hold by its margins, and be refused by a gain.
    up = np.where((verdict == REFUSED)[:, None] == is_gain, every, np.inf)
    down = np.where((verdict == HOLDS)[:, None] | is_gain, every, np.inf)
    where = np.stack([up.argmin(axis=1), down.argmin(axis=1)], axis=1)
    turns = np.stack([raised != verdict, lowered != verdict], axis=1)
    falls_to = np.where(lowered == verdict, verdict, np.where(is_gain[where[:, 1]], REFUSED, BREAKS))
    return Edge(
        verdict=verdict,
        raised=raised,
        lowered=lowered,
        becomes=np.stack([raised, falls_to], axis=1),
        phase=where // parties,
        party=np.where(turns, where % parties, -1),
        share=np.where(turns, np.take_along_axis(every, where, axis=1), np.nan),
    )


def _shares(values: Floats, stake: Floats) -> Floats:
    """Values as shares of stakes; infinite, with their sign, where there is none, and where there is no value."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = values / stake
    return np.where(stake > 0, np.nan_to_num(shares, nan=np.inf), np.where(values < 0, -np.inf, np.inf))


def trifles(exchange: Exchange, phases: Ints, pace: float, found: Assessed) -> tuple[Trifle, ...]:
    """The trifles on which the verdict on one plan (M,) hangs; exchange without draws. Steps in order.

    >>> none = np.zeros((0, 2))
    >>> last = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[0.0, 5.0], [-0.01, 5.0]]),
    ...     takes=np.zeros(2), seen=np.zeros(2), undo=np.full(2, np.inf), owns=np.array([[0, 1], [1, 0]], dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> plan = np.array([2, 1])
    >>> [(one.step, one.way, one.verdict) for one in trifles(last, plan, 0.0, assess(last, plan))]
    [(0, 'nothing', 2), (0, 'left out', 2)]
    """
    vector = np.asarray(phases, dtype=np.int64)
    stake = exchange.stake()
    size = np.abs(exchange.worth)
    for members, worth in zip(exchange.together_steps, exchange.together_worth, strict=True):
        size = size + np.abs(worth)[:, None] * members[None, :]
    small = np.asarray(((size < TRIFLE * stake[:, None]) | (size == 0)).all(axis=0)) & (vector != ABSENT)
    tried = [(int(j), way) for j in np.flatnonzero(small) for way in _ways(exchange, vector, int(j))]
    if not tried:
        return ()
    without = [_without(exchange, vector, j, way) for j, way in tried]
    names = drawn_arrays(replace(exchange, gross=stake))
    several = replace(without[0][0], **{n: np.stack([getattr(one, n) for one, _ in without]) for n in names})
    others = assess(several, numbered(np.stack([plan for _, plan in without])), pace)
    verdict, edge = int(verdicts(found)[0]), edge_of(others)
    return tuple(
        Trifle(j, way, int(other))
        for (j, way), other, shaky in zip(tried, verdicts(others), edge.on_edge, strict=True)
        if other != verdict and not (way == "cost" and shaky)
    )


def _ways(exchange: Exchange, vector: Ints, j: int) -> list[Way]:
    """In which ways a plan (M,) can be without a step."""
    worth, stake = exchange.worth[:, j], exchange.stake()
    ways: list[Way] = []
    if worth.any() or (exchange.together_worth[exchange.together_steps[:, j]] != 0).any():
        ways.append("nothing")
    others = (vector != ABSENT) & (np.arange(exchange.steps) != j)
    if vector[j] > 0 and (others & (vector > 0)).any() and not exchange.requires[others, j].any():
        ways.append("left out")
    if (exchange.owns[:, j] & (worth == 0) & (stake > 0)).any():
        ways.append("cost")
    return ways


def _without(exchange: Exchange, vector: Ints, j: int, way: Way) -> tuple[Exchange, Ints]:
    """An exchange and a plan (M,) without a step in one of the ways."""
    stake = exchange.stake()
    worth, plan, together = exchange.worth.copy(), vector.copy(), exchange.together_worth.copy()
    if way == "left out":
        plan[j] = ABSENT
    elif way == "nothing":
        worth[:, j], together[exchange.together_steps[:, j]] = 0.0, 0.0
    else:
        free = exchange.owns[:, j] & (worth[:, j] == 0)
        worth[free, j] = -NEXT_TO_NOTHING * stake[free]
    return replace(exchange, worth=worth, together_worth=together, gross=stake), plan


def waits(exchange: Exchange, phases: Ints, pace: float, starts: Floats) -> tuple[Wait, ...]:
    """The phases of one plan (M,) that wait for steps to show; exchange without draws, starts (K+1,) in years.

    >>> none = np.zeros((0, 2))
    >>> late = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.zeros((2, 2)),
    ...     takes=np.array([0.1, 0.2]), seen=np.array([2.0, 0.1]), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> found = waits(late, np.array([1, 1]), 0.0, np.array([0, 2.1]))
    >>> [(one.phase, one.steps, round(one.otherwise, 3)) for one in found]
    [(1, (0,), 0.3)]
    """
    vector = np.asarray(phases, dtype=np.int64)
    shown = verification.shown_after(exchange, vector[None])[0]
    found = []
    for k in range(1, len(starts)):
        due = np.flatnonzero(vector == k)
        lasts, begins = float(starts[k] - starts[k - 1]), float(starts[k - 1])
        if lasts < max(LONG, PART * lasts) - TOLERANCE:
            continue
        slow = shown[due] >= shown[due].max(initial=0.0) - TOLERANCE
        last, rest = due[slow], due[~slow]
        otherwise = max(pace, float(exchange.takes[last].max(initial=0.0)), float(shown[rest].max(initial=0.0)))
        if exchange.not_before is not None:
            otherwise = max(otherwise, float(exchange.not_before[vector == k + 1].max(initial=0.0)) - begins)
        if lasts - otherwise >= max(LONG, PART * lasts) - TOLERANCE:
            found.append(Wait(k, tuple(int(j) for j in last), lasts, otherwise))
    return tuple(found)
