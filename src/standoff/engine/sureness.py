"""How sure? How often a plan is refused, breaks and holds over the draws of an exchange."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from standoff.engine.assess import assess
from standoff.engine.exchange import Exchange, Floats, Ints

__all__ = ["Shares", "shares"]


@dataclass(frozen=True)
class Shares:
    """Shares of all draws, which sum to 1; 10th, 50th and 90th percentile of the trust asked where the plan holds.

    breakers: (party, phase, share), refusers: (party, share); the most frequent first.
    """

    refused: float
    breaks: float
    holds: float
    trust: tuple[float, float, float] | None
    breakers: tuple[tuple[int, int, float], ...]
    refusers: tuple[tuple[int, float], ...]


def shares(exchange: Exchange, phases: Ints, pace: float | Floats) -> Shares:
    """Assess one plan (M,) under every draw of an exchange and count the verdicts; pace in years, one or (draws,)."""
    found = assess(exchange, phases, pace)
    judged = found.judged()
    count = judged.holds.size
    breakers = Counter(zip(judged.party[judged.breaks].tolist(), judged.phase[judged.breaks].tolist(), strict=True))
    refusers = Counter(judged.party[judged.refused].tolist())
    asked = found.trust_asked[judged.holds]
    percentiles = tuple(float(q) for q in np.quantile(asked, [0.1, 0.5, 0.9])) if asked.size else None
    return Shares(
        refused=float(judged.refused.mean()),
        breaks=float(judged.breaks.mean()),
        holds=float(judged.holds.mean()),
        trust=percentiles,  # type: ignore[arg-type]
        breakers=tuple((party, phase, times / count) for (party, phase), times in breakers.most_common()),
        refusers=tuple((party, times / count) for party, times in refusers.most_common()),
    )
