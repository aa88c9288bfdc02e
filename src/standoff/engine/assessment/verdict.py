"""The verdict on assessed plans: who refuses, where one breaks first, and which row binds one that holds.

Points of different parties are never compared: gains and margins are taken as shares of the gross stake.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.engine.assessment.trust import Assessed
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["Judgements", "first_break", "judge"]


@dataclass(frozen=True)
class Judgements:
    """Verdicts (B,), one of three each; the phase (0: none) and the party (-1: none) that decide, (B,).

    Of a refused plan the party that loses most; of one that breaks where it breaks first; of one that holds where it
    asks for the most trust.
    """

    refused: Bools
    breaks: Bools
    holds: Bools
    phase: Ints
    party: Ints


def judge(found: Assessed) -> Judgements:
    """The verdict on every plan, and the row (or, if refused, the party) that decides it."""
    count, _positions, parties = found.trust.shape
    stake = np.where(found.stake > 0, found.stake, 1.0)
    refused, breaks = ~found.wanted, np.isnan(found.trust_asked)
    unwilling = np.where(found.refuses, found.gain / stake, np.inf).argmin(axis=1)
    trust = np.nan_to_num(found.trust, nan=0.0).reshape(count, -1)
    row = np.where(breaks, first_break(found), trust.argmax(axis=1))
    binds = breaks | (trust.max(axis=1) > 0)
    return Judgements(
        refused=refused,
        breaks=~refused & breaks,
        holds=found.holds,
        phase=np.where(refused | ~binds, 0, row // parties + 1),
        party=np.where(refused, unwilling, np.where(binds, row % parties, -1)),
    )


def first_break(found: Assessed) -> Ints:
    """The row, numbered phase by phase, at which each plan (B,) breaks first; of no meaning where it does not break.

    It is in the first phase with a negative margin, and there the most negative as a share of the party's stake.
    """
    stake = np.where(found.stake > 0, found.stake, 1.0)
    share: Floats = np.nan_to_num(found.margin / stake[:, None, :], nan=np.inf)
    count, _positions, parties = share.shape
    phase = (share < 0).any(axis=2).argmax(axis=1)
    party = share[np.arange(count), phase].argmin(axis=1)
    return np.asarray(phase * parties + party, dtype=np.int64)
