"""Another government: from some day on a party goes by other numbers. Would it walk out, and who would not start?

Three answers, each a condition and not a forecast: whether the party keeps to the rest of the plan by its new numbers;
if these are not known, by which factor it must count costs higher, against gains, before it quits; and for each of the
others, above which chance of a successor that quits it would not begin, or not go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from standoff.engine.assessment.failures import OPENLY
from standoff.engine.assessment.remainder import Remainder
from standoff.engine.assessment.schedule import rows_of
from standoff.engine.assessment.trust import Assessed, assess
from standoff.engine.assessment.values import TOLERANCE, outcomes, stopped
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats

__all__ = ["Quit", "best_quit", "costlier", "factor", "largest_chance", "loss_by"]

LARGEST_FACTOR = 1000.0
"""A party that keeps to a plan though costs count so much more to it keeps to it whatever they count."""

EXACT = 1e-9
"""How exactly the factor is found, as a share of it."""


@dataclass(frozen=True)
class Quit:
    """How a party would quit what is left of a plan at its best.

    margin: what carrying on is worth more to it, negative if it does quit. phase: of what is left, 1 the running one.
    breaches: (M,), none of them where it leaves `openly`. at: years from the moment until then.
    """

    margin: float
    phase: int
    breaches: Bools
    openly: bool
    at: float


def best_quit(left: Remainder, party: int) -> Quit | None:
    """How a party quits the rest of a plan at its best: when it first does better by it, or else as soon as it can.

    None where it never has anything to quit.
    """
    found = assess(left.exchange, left.vector)
    margins, tempting = found.margin[0, :, party], found.tempting[0, :, party]
    can = np.flatnonzero(~np.isnan(margins))
    if not can.size:
        return None
    quits = can[margins[can] < 0]
    k = int(quits[0]) if quits.size else int(can[0])
    failure = int(tempting[k])
    none = np.zeros(left.exchange.steps, dtype=bool)
    breaches = none if failure == OPENLY else found.failures.breaches[failure]
    return Quit(float(margins[k]), k + 1, breaches, failure == OPENLY, float(found.starts[0, k]))


def loss_by(left: Remainder, quit_: Quit) -> Floats:
    """What every party loses if that happens instead of what was agreed, (N,), as it counts when quitting begins."""
    rows, at = rows_of(left.exchange, left.vector, 0.0), np.array([quit_.phase - 1])
    if quit_.openly:
        then = stopped(left.exchange, rows)[at]
    else:
        then = outcomes(left.exchange, rows, at, quit_.breaches[None])[0]
    carried = assess(left.exchange, left.vector).carry_on[0, quit_.phase - 1]
    return np.asarray(carried - then[0])


def largest_chance(whole: Assessed, horizons: Floats, losses: Floats, when: float, row: int) -> Floats:
    """Up to which chance that a loss (N,) comes `when`, in years, each party would go on at a row (from 0): (N,).

    More than 1 where no chance is too large; 0 where the party would not go on even if it never came; NaN where it has
    nothing to quit then, or the loss would be none.
    """
    margin, sooner = whole.margin[0, row], when - whole.starts[0, row]
    loses = losses > TOLERANCE * whole.stake[0]
    counts = np.where(loses, np.exp(-sooner / horizons) * losses, np.nan)
    return np.asarray(np.maximum(margin, 0.0) / counts)


def costlier(exchange: Exchange, party: int, times: float) -> Exchange:
    """The exchange where all that costs a party something costs it so many times as much.

    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.ones(2), walkout_costs=np.zeros(2), worth=np.array([[-3.0, 6.0], [5.0, -2.0]]),
    ...     takes=np.zeros(2), seen=np.zeros(2), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> costlier(swap, 1, 2.5).worth.tolist()
    [[-3.0, 6.0], [5.0, -5.0]]
    """
    worth, together = exchange.worth.copy(), exchange.together_worth.copy()
    worth[party] = np.where(worth[party] < 0, times * worth[party], worth[party])
    together[:, party] = np.where(together[:, party] < 0, times * together[:, party], together[:, party])
    return replace(exchange, worth=worth, together_worth=together, gross=exchange.stake())


def factor(left: Remainder, party: int) -> float | None:
    """The least factor by which costs must count more to a party, against gains, before it quits; 1: it quits anyhow.

    None where it does not however much more they count.
    """

    def quits(times: float) -> bool:
        found = assess(costlier(left.exchange, party, times), left.vector)
        return bool((np.nan_to_num(found.margin[0, :, party], nan=0.0) < 0).any())

    if quits(1.0):
        return 1.0
    return _first_where(quits, LARGEST_FACTOR)


def _first_where(true: Callable[[float], bool], up_to: float) -> float | None:
    """The first number above 1 where a statement becomes true, found between steps of a tenth; None: nowhere."""
    low, high = 1.0, 1.1
    while not true(high):
        if high >= up_to:
            return None
        low, high = high, min(1.1 * high, up_to)
    while high - low > EXACT * high:
        middle = (low + high) / 2
        low, high = (low, middle) if true(middle) else (middle, high)
    return high
