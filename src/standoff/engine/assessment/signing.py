"""What does it bring to sign, keep up to some phase and then fail? From the start of the plan, against now.

A party that keeps up to the start of phase k, s_k years into the plan, and then fails at its best has what it
would have by completing, its gain, less what the margin of that moment counts at the start:

    gain - e^(-s_k / H) margin_k

That is more than the gain wherever a margin is negative. Where it is also more than nothing, the party has a
reason to sign a plan that it will not keep.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.engine.assessment.trust import Assessed
from standoff.engine.assessment.values import TOLERANCE
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Floats, Ints

__all__ = ["Signing", "signing"]


@dataclass(frozen=True)
class Signing:
    """What signing and quitting brings in a batch of B plans with phases 1..K+1 at positions 0..K.

    quitting: (B, K+1, N), against now, in own points, NaN where a party has nothing to quit. phase: (B, N), the phase
    1..K+1 in which quitting brings a party the most, if that is more than completing and more than not signing; else 0.
    """

    quitting: Floats
    phase: Ints


def signing(exchange: Exchange, found: Assessed) -> Signing:
    """What each party has by signing and quitting in each phase of plans that `found` is the assessment of.

    >>> from standoff.engine.assessment.trust import assess
    >>> from standoff.engine.core.exchange import phase_vector
    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[5.0, -2.0], [-3.0, 5.0]]),
    ...     takes=np.zeros(2), seen=np.full(2, 0.5), undo=np.full(2, np.inf), owns=np.eye(2, dtype=bool)[::-1],
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> plan = phase_vector(2, [], [[0], [1]])
    >>> one = signing(swap, assess(swap, plan))
    >>> one.phase.tolist(), one.quitting[0, :2, 0].round(3).tolist()
    ([[2, 0]], [nan, 5.0])
    """
    horizons = np.broadcast_to(exchange.horizons, found.gain.shape)
    into = found.starts - found.starts[:, :1]
    counts = np.exp(-into[:, :, None] / horizons[:, None, :])
    quitting = found.gain[:, None, :] - counts * found.margin
    most = np.nan_to_num(quitting, nan=-np.inf)
    best = most.max(axis=1)
    pays = best > np.maximum(found.gain, 0.0) + TOLERANCE * found.stake
    return Signing(quitting, np.where(pays, most.argmax(axis=1) + 1, 0))
