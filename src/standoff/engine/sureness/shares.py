"""How sure? How often a plan is refused, breaks and holds over the draws of an exchange, and within which error.

The interval of a share: Wilson (1927).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from standoff.engine.assessment.trust import Assessed, assess
from standoff.engine.assessment.verdict import judge
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["BINS", "Shares", "Verdicts", "between", "percentiles", "shares", "verdicts", "verdicts_of"]

REFUSED, BREAKS, HOLDS = 0, 1, 2

BINS = 20
"""Into how many equal parts the trust asked is sorted, from 0 to 100 %."""

_Z95 = 1.959963984540054
"""A central 95 % of a normal variable reaches so many standard deviations to each side."""


@dataclass(frozen=True)
class Verdicts:
    """What became of a plan in each of D draws, each (D,).

    verdict: 0 refused, 1 breaks, 2 holds. party, phase: who refuses it (in phase 0), breaks it first, or is asked for
    the most trust; -1 where nobody is. trust: what it asks where it holds, NaN elsewhere. against: (D, N), which
    bystanders lose.
    """

    verdict: Ints
    party: Ints
    phase: Ints
    trust: Floats
    against: Bools

    @property
    def holds(self) -> Bools:
        """Where the plan holds, (D,) bool."""
        return np.asarray(self.verdict == HOLDS)


@dataclass(frozen=True)
class Shares:
    """Shares of all draws, which sum to 1; 10th, 50th and 90th percentile of the trust asked where the plan holds.

    breakers: (party, phase, share), where it breaks first; refusers, against: (party, share); the most frequent first.
    against: bystanders that lose, which make no verdict. between: of refused, breaks and
    holds, where the share lies with 95 % of plain draws. spread: shares of all draws in which the plan holds and asks
    for 0 to 5 %, 5 to 10 %, ... of trust.
    """

    refused: float
    breaks: float
    holds: float
    trust: tuple[float, float, float] | None
    breakers: tuple[tuple[int, int, float], ...]
    refusers: tuple[tuple[int, float], ...]
    against: tuple[tuple[int, float], ...]
    between: tuple[tuple[float, float], ...]
    spread: tuple[float, ...]


def verdicts(exchange: Exchange, phases: Ints, pace: float | Floats) -> Verdicts:
    """Assess one plan (M,) under every draw of an exchange; pace in years, one or (draws,)."""
    return verdicts_of(assess(exchange, phases, pace))


def verdicts_of(found: Assessed) -> Verdicts:
    """What became of a plan that was assessed in many draws."""
    judged = judge(found)
    return Verdicts(
        verdict=np.where(judged.refused, REFUSED, np.where(judged.breaks, BREAKS, HOLDS)),
        party=judged.party.astype(np.int64),
        phase=judged.phase.astype(np.int64),
        trust=np.where(judged.holds, found.trust_asked, np.nan),
        against=found.against,
    )


def shares(found: Verdicts) -> Shares:
    """What verdicts come to, counted."""
    count = found.verdict.size
    broken, refused = found.verdict == BREAKS, found.verdict == REFUSED
    breakers = Counter(zip(found.party[broken].tolist(), found.phase[broken].tolist(), strict=True))
    refusers = Counter(found.party[refused].tolist())
    against = Counter(np.nonzero(found.against)[1].tolist())
    asked = found.trust[found.holds]
    place = np.minimum((asked * BINS).astype(np.int64), BINS - 1)
    part = [float((found.verdict == verdict).mean()) for verdict in (REFUSED, BREAKS, HOLDS)]
    return Shares(
        refused=part[REFUSED],
        breaks=part[BREAKS],
        holds=part[HOLDS],
        trust=percentiles(asked),
        breakers=tuple((party, phase, times / count) for (party, phase), times in breakers.most_common()),
        refusers=tuple((party, times / count) for party, times in refusers.most_common()),
        against=tuple((party, times / count) for party, times in against.most_common()),
        between=tuple(between(share, count) for share in part),
        spread=tuple((np.bincount(place, minlength=BINS) / count).tolist()),
    )


def percentiles(values: Floats) -> tuple[float, float, float] | None:
    """The 10th, 50th and 90th percentile; None of no values.

    >>> percentiles(np.arange(11.0))
    (1.0, 5.0, 9.0)
    """
    if not values.size:
        return None
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9]).tolist()
    return low, middle, high


def between(share: float, draws: int) -> tuple[float, float]:
    """Where the true share lies, with 95 % confidence, if it was found in so many independent draws.

    For draws by Latin hypercube or Sobol points it is a cautious statement: their error is rarely larger.

    >>> tuple(round(end, 4) for end in between(0.5, 100)), between(0.0, 0)
    ((0.4038, 0.5962), (0.0, 1.0))
    """
    if not draws:
        return 0.0, 1.0
    weight = _Z95 * _Z95 / draws
    middle = (share + weight / 2) / (1 + weight)
    reach = _Z95 * np.sqrt(share * (1 - share) / draws + weight / (4 * draws)) / (1 + weight)
    return max(0.0, float(middle - reach)), min(1.0, float(middle + reach))
