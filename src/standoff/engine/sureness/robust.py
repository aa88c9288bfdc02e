"""The plan that holds most often, and the one that asks for little trust in nine draws of ten.

Candidates are the best plans of many draws and the one of the medians; which of them to take is decided on draws of its
own, and how good they are has to be told on others, because the best of many is always flattered by what it was
chosen on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.assessment.trust import assess, holding
from standoff.engine.core.constraints import Task
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.roadmap.search import good_plans

__all__ = ["QUANTILE", "RobustChoice", "Trials", "candidates", "choose", "shortlist", "try_out"]

QUANTILE = 0.9
"""In so many of the draws no more trust is asked than is said."""

TOGETHER = 4096
"""How many plans in draws are assessed at once."""


@dataclass(frozen=True)
class Trials:
    """C plans tried in D draws, each (C, D): whether each holds, and the trust it asks there (infinite elsewhere)."""

    holds: Bools
    trust: Floats

    @staticmethod
    def joined(parts: Sequence[Trials]) -> Trials:
        """The same plans in several sets of draws."""
        return Trials(
            np.concatenate([part.holds for part in parts], axis=1),
            np.concatenate([part.trust for part in parts], axis=1),
        )


@dataclass(frozen=True)
class RobustChoice:
    """Places of plans: the one that holds most often, and that whose 90th percentile of trust is the least.

    The latter is None where no plan holds in nine draws of ten, so that no trust would be enough.
    """

    most_often: int
    least_trust: int | None


def candidates(exchange: Exchange, tasks: Sequence[Task]) -> list[Ints]:
    """A good plan (M,) for each draw of an exchange, those that come more than once once, in the order of the draws."""
    found = (plan[1] for plan in good_plans(exchange, tasks) if plan is not None)
    return list({plan.tobytes(): plan for plan in found}.values())


def try_out(exchange: Exchange, plans: Sequence[Ints], pace: float | Floats) -> Trials:
    """What becomes of plans (M,) in every draw; pace in years, one or (draws,)."""
    vectors = np.array(plans, dtype=np.int64).reshape(-1, exchange.steps)
    holds, _, _ = holding(exchange, vectors, pace)
    trust = np.full(holds.shape, np.inf)
    paces = np.broadcast_to(np.asarray(pace, dtype=np.float64), holds.shape[1:])
    # What others may do is looked at only where a plan holds.
    plan, draw = np.nonzero(holds)
    for first in range(0, plan.size, TOGETHER):
        some, where = plan[first : first + TOGETHER], draw[first : first + TOGETHER]
        trust[some, where] = assess(exchange.take(where), vectors[some], paces[where]).trust_asked
    return Trials(holds, trust)


def shortlist(trials: Trials, most: int) -> list[int]:
    """The places of the plans that hold most often and of those that ask for the least in most draws, so many each."""
    often, trust = _keys(trials)
    return sorted({*np.lexsort((trust, -often))[:most].tolist(), *np.lexsort((-often, trust))[:most].tolist()})


def choose(trials: Trials) -> RobustChoice:
    """Which plan to take, of some that were tried; of equal ones the first.

    >>> holds = np.array([[1, 1, 1, 0], [1, 1, 0, 0]], bool)
    >>> choose(Trials(holds, np.where(holds, [[0.4], [0.1]], np.inf)))
    RobustChoice(most_often=0, least_trust=None)
    >>> choose(Trials(np.ones((2, 4), bool), np.array([[0.4] * 4, [0.1, 0.1, 0.1, 0.2]])))
    RobustChoice(most_often=1, least_trust=1)
    """
    often, trust = _keys(trials)
    least = int(trust.argmin())
    return RobustChoice(int(np.lexsort((trust, -often))[0]), least if np.isfinite(trust[least]) else None)


def _keys(trials: Trials) -> tuple[Floats, Floats]:
    """How often each plan holds, and the trust that is enough in nine draws of ten."""
    enough = np.quantile(trials.trust, QUANTILE, axis=1, method="higher")
    return trials.holds.mean(axis=1), np.asarray(enough)
