"""What makes one plan better than another: the rankings of the search, over plans that are already assessed.

A ranking says what is to be small, within how much of the least two plans count as equal, and what tells them apart
then. Plans that are not good enough (they do not hold, ask for more trust than wished, or put more at risk than a
party may) come after all others, the least bad first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

from standoff.engine.assessment.sincerity import initial_trust
from standoff.engine.assessment.trust import assess
from standoff.engine.core.constraints import Task
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Floats, Ints

__all__ = ["RANKINGS", "Ranking", "Scores", "score"]

NEAR_BEST = 0.01
"""Plans within this much trust (or at risk) of the best are told apart by other things."""

JUST = 1e-9
"""Differences below this are none."""


@dataclass(frozen=True)
class Scores:
    """Scores of a batch of B plans, each (B,), gain (B, N).

    level: the trust asked (where sincerity is in question, at the start) if the plan holds and nobody has more at risk
    than it may; 1 to 2 if it holds and somebody has; else 2 + what is missing as a share of the stake. margin: the
    smallest as a share of its party's gross stake (infinite where nobody has anything to quit). years: from now until
    all is done. binding: the phase that asks for the most trust.
    """

    level: Floats
    at_risk: Floats
    margin: Floats
    years: Floats
    phases: Ints
    binding: Ints
    gain: Floats

    @staticmethod
    def joined(parts: list[Scores]) -> Scores:
        """One record of several batches."""
        return Scores(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Scores)))

    def at(self, plan: int) -> Scores:
        """The scores of one of the plans, as a batch of one."""
        return Scores(*(getattr(self, field.name)[plan : plan + 1] for field in fields(Scores)))


def score(exchange: Exchange, vectors: Ints, task: Task) -> Scores:
    """Assess plans of a task (B, M) and score them."""
    found = assess(exchange, vectors, task.pace)
    stake = np.where(found.stake > 0, found.stake, 1.0)
    margin = np.nan_to_num(found.margin / stake[:, None, :], nan=np.inf, posinf=np.inf).min(axis=(1, 2), initial=np.inf)
    short = np.maximum(np.maximum(-margin, 0.0), (-found.gain / stake).max(axis=1, initial=0.0))
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
    )


@dataclass(frozen=True)
class Ranking:
    """What is to be small; plans within `near` of the least are equal in it, and told apart by the others in turn."""

    least: Callable[[Scores], Floats]
    near: float
    then: tuple[Callable[[Scores], Floats], ...]

    def sharp(self) -> Ranking:
        """The same where nothing is equal but what is the same number."""
        return replace(self, near=JUST)

    def value(self, scores: Scores, most_trust: float) -> float:
        """The least value among plans that are good enough; infinite if none is."""
        return float(self.least(scores)[_enough(scores, most_trust)].min(initial=np.inf))

    def first(self, scores: Scores, most_trust: float, least: float, among: Ints) -> int:
        """Which plan is the best of some (at least one), if the least value anywhere is known."""
        enough = _enough(scores, most_trust)[among]
        wanted = self.least(scores)[among]
        wanted = np.where(wanted <= least + self.near, least, np.round(wanted, 9))
        level = np.round(scores.level[among], 9)
        keys = [
            scores.phases[among].astype(np.float64),
            *(np.where(enough, np.round(other(scores)[among], 9), 0.0) for other in reversed(self.then)),
            np.where(enough, 0.0, np.round(scores.years[among], 9)),
            np.where(enough, 0.0, np.round(scores.at_risk[among], 6)),
            np.where(enough, wanted, level),
            np.where(enough, 0.0, 1.0),
        ]
        return int(among[np.lexsort(keys)[0]])


def _enough(scores: Scores, most_trust: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return scores.level <= most_trust + JUST


def _trust(scores: Scores) -> Floats:
    return scores.level


def _at_risk(scores: Scores) -> Floats:
    return np.round(scores.at_risk, 6)


def _years(scores: Scores) -> Floats:
    return scores.years


def _margin(scores: Scores) -> Floats:
    return -scores.margin


RANKINGS: dict[str, Ranking] = {
    "least-trust": Ranking(_trust, NEAR_BEST, (_at_risk, _years)),
    "least-at-risk": Ranking(lambda scores: scores.at_risk, NEAR_BEST, (_trust, _years)),
    "largest-margin": Ranking(_margin, JUST, (_trust, _at_risk, _years)),
    "fastest": Ranking(_years, JUST, (_trust, _at_risk)),
}
"""The rankings by name; all but these go by fewer phases at the end."""
