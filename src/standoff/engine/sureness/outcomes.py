"""What becomes of a plan in draws, where nobody asks who fails: most of what `assess` says is left out then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.engine.assessment.trust import assess, holding
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["Outcomes", "outcomes"]


@dataclass(frozen=True)
class Outcomes:
    """A plan in D draws, each (D,): where it is refused, where it holds, and the trust it asks there, NaN elsewhere."""

    refused: Bools
    holds: Bools
    trust: Floats

    @property
    def middle(self) -> float | None:
        """The middle of the trust that it asks where it holds; None where it never does."""
        return float(np.quantile(self.trust[self.holds], 0.5)) if self.holds.any() else None


def outcomes(exchange: Exchange, phases: Ints, pace: float | Floats) -> Outcomes:
    """A plan (M,) in every draw of an exchange, one if it has none; pace in years, one or (D,).

    What others may do is looked at only where it holds.

    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[-2.0, 5.0], [5.0, -2.0]]),
    ...     takes=np.zeros(2), seen=np.full(2, 0.8), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> found = outcomes(swap, np.array([1, 1]), 0.0)
    >>> found.refused.tolist(), found.holds.tolist(), round(found.middle, 6)
    ([False], [True], 0.147602)
    """
    holds, needed, gain = (found[0] for found in holding(exchange, phases[None], pace))
    where = np.flatnonzero(holds)
    trust = np.full(holds.shape, np.nan)
    if where.size:
        paces = np.broadcast_to(np.asarray(pace, dtype=np.float64), holds.shape)
        drawn = exchange if exchange.draws is None else exchange.take(where)
        trust[where] = assess(drawn, phases, paces[where]).trust_asked
    return Outcomes(np.asarray((needed & (gain < 0)).any(axis=1)), holds, trust)
