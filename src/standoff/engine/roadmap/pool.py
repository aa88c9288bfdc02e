"""Plans that were assessed: none is assessed twice, many go together, and the best of each deal is at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.assessment.trust import refusing
from standoff.engine.core.constraints import Task
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Ints
from standoff.engine.roadmap.clock import ShareDone, silent
from standoff.engine.roadmap.ranking import JUST, NEAR_BEST, PlanRanking, Scores, firsts
from standoff.engine.roadmap.scores import Least, score, score_best

__all__ = ["Assessor", "Contenders", "Plans", "Pool", "wanted_by_all"]

BATCH = 2048
"""How many plans are assessed together at most."""


@dataclass(frozen=True)
class Plans:
    """Assessed plans: the number of the deal (B,) that each is for, their phase vectors (B, M), and their scores."""

    whose: Ints
    vectors: Ints
    scores: Scores

    def __len__(self) -> int:
        """How many there are."""
        return len(self.whose)

    def of(self, which: Ints | Bools) -> Plans:
        """Some of them."""
        return Plans(self.whose[which], self.vectors[which], self.scores.of(which))

    @staticmethod
    def joined(parts: Sequence[Plans]) -> Plans:
        """One after the other; at least one part."""
        return Plans(
            np.concatenate([part.whose for part in parts]),
            np.concatenate([part.vectors for part in parts]),
            Scores.joined([part.scores for part in parts]),
        )

    @staticmethod
    def none(exchange: Exchange) -> Plans:
        """Not one."""
        some, whole = np.zeros(0), np.zeros(0, dtype=np.int64)
        vectors = np.zeros((0, exchange.steps), dtype=np.int64)
        none = np.zeros((0, exchange.parties))
        return Plans(whole, vectors, Scores(some, some, some, some, whole, whole, none, none))


def wanted_by_all(exchange: Exchange, vectors: Ints, pace: float) -> Bools:
    """Which plans (B, M) every needed party wants, (B,): the same as in an assessment, and much sooner known."""
    parts = [~refusing(exchange, vectors[k : k + BATCH], pace).any(axis=1) for k in range(0, len(vectors), BATCH)]
    return np.concatenate([np.zeros(0, dtype=bool), *parts])


class Assessor:
    """Assesses plans for the tasks of a search, no plan of a task twice.

    only_best: plans that do not hold, or ask for clearly more than another one of their deal, are forgotten, and are
    looked at no further than that.
    """

    def __init__(self, exchange: Exchange, tasks: Sequence[Task], only_best: bool = False) -> None:
        self.exchange, self.tasks = exchange, tasks
        self.least = Least(NEAR_BEST + JUST) if only_best else None
        self.assessed = 0
        self.seen: list[set[bytes]] = [set() for _ in tasks]

    def fresh(self, task: int, vectors: Ints) -> Ints:
        """The plans (B, M) of a task that were not assessed yet."""
        seen = self.seen[task]
        return vectors[[k for k, key in enumerate(_keys(vectors)) if key not in seen]]

    def assess(
        self, whose: Ints, vectors: Ints, tasks: Ints | None = None, progress: ShareDone = silent
    ) -> Plans:
        """Plans (B, M), assessed, the short ones first if they are many; those left out that were before.

        whose: (B,), the deals that they are for; tasks: (B,), the task of each (None: each deal is its own). The tasks
        have one pace and one limit of what is at risk.
        """
        tasks = whose if tasks is None else tasks
        fresh = []
        for k, (task, key) in enumerate(zip(tasks.tolist(), _keys(vectors), strict=True)):
            if key not in self.seen[task]:
                self.seen[task].add(key)
                fresh.append(k)
        self.assessed += len(fresh)
        if not fresh:
            return Plans.none(self.exchange)
        standard = self.tasks[int(tasks[fresh[0]])]
        whose, vectors = whose[fresh], vectors[fresh]
        if len(vectors) <= BATCH:
            return self._assessed(whose, vectors, standard)
        # Plans of many phases take more room and time: those of like length go together.
        order = np.argsort(vectors.max(axis=1, initial=0), kind="stable")
        parts = []
        for first in range(0, len(order), BATCH):
            which = order[first : first + BATCH]
            parts.append(self._assessed(whose[which], vectors[which], standard))
            progress(min(first + BATCH, len(order)) / len(order))
        return Plans.joined(parts)

    def _assessed(self, whose: Ints, vectors: Ints, standard: Task) -> Plans:
        """One batch, by the pace and the limits of a task."""
        if self.least is None:
            return Plans(whose, vectors, score(self.exchange, vectors, standard))
        good, scores = score_best(self.exchange, vectors, standard, whose, self.least)
        return Plans(whose[good], vectors[good], scores)


def _keys(vectors: Ints) -> list[bytes]:
    """What tells plans (B, M) apart."""
    packed = np.ascontiguousarray(vectors, dtype=np.int8)
    return packed.view(np.dtype((np.void, packed.shape[1]))).ravel().tolist() if packed.size else [b""] * len(packed)


class Pool:
    """All plans assessed so far, to choose from at the end. What a plan is for is the number of its task."""

    def __init__(self, exchange: Exchange, tasks: Sequence[Task], ranking: PlanRanking, most_trust: float) -> None:
        self.assessor = Assessor(exchange, tasks)
        self.ranking, self.most_trust = ranking, most_trust
        self.parts: list[Plans] = []

    @property
    def assessed(self) -> int:
        """How many plans were assessed."""
        return self.assessor.assessed

    def add(self, task: int, vectors: Ints) -> Plans:
        """Assess plans of a task; those that were before are left out."""
        plans = self.assessor.assess(np.full(len(vectors), task), vectors)
        if len(plans):
            self.parts.append(plans)
        return plans

    def plans(self) -> Plans | None:
        """All of them; None where there is none."""
        if len(self.parts) > 1:
            self.parts = [Plans.joined(self.parts)]
        return self.parts[0] if self.parts else None

    def least(self, ranking: PlanRanking | None = None) -> float:
        """The least value of any plan that is good enough; infinite where there is none."""
        plans = self.plans()
        return np.inf if plans is None else (ranking or self.ranking).value(plans.scores, self.most_trust)

    def best(self, only: int | None = None) -> tuple[int, Ints, Scores] | None:
        """The best plan, of one task or of all: (task, vector, its scores)."""
        plans = self.plans()
        if plans is None:
            return None
        among = np.arange(len(plans)) if only is None else np.flatnonzero(plans.whose == only)
        if not among.size:
            return None
        plan = self.ranking.first(plans.scores, self.most_trust, self.least(), among)
        return int(plans.whose[plan]), plans.vectors[plan], plans.scores.at(plan)


class Contenders:
    """The plans for many deals that can still be the best of their deal by a ranking, all of them good enough.

    What comes is looked at when the best are asked for, and then only the deals that it is for.
    """

    def __init__(self, ranking: PlanRanking, none: Plans, most_trust: float = 1.0) -> None:
        self.ranking, self.most_trust = ranking, most_trust
        self.plans = self.leading = none
        self.coming: list[Plans] = []
        self.known_safest: tuple[Plans, Plans] | None = None

    def add(self, plans: Plans) -> None:
        """Take in more plans."""
        if len(plans):
            self.coming.append(plans)

    def safest(self) -> Plans:
        """Of the plans of each deal that ask for the least the one with least at risk, in the order of the deals."""
        leading, plans = self.best(), self.plans
        if self.known_safest is None or self.known_safest[0] is not leading:
            order = np.lexsort((plans.scores.at_risk, np.round(plans.scores.level, 9), plans.whose))
            self.known_safest = leading, plans.of(firsts(order, plans.whose))
        return self.known_safest[1]

    def best(self) -> Plans:
        """The best plan of each deal that has one, in the order of the deals; of equal ones the first that came."""
        if self.coming:
            new = Plans.joined(self.coming)
            self.coming = []
            touched = np.zeros(1 + max(int(new.whose.max()), int(self.plans.whose.max(initial=0))), dtype=bool)
            touched[new.whose] = True
            here = touched[self.plans.whose]
            among = Plans.joined([self.plans.of(here), new])
            among = among.of(self.ranking.contend(among.scores, self.most_trust, among.whose))
            first = self.ranking.first_of_each(among.scores, self.most_trust, among.whose)
            self.plans = Plans.joined([self.plans.of(~here), among])
            leading = Plans.joined([self.leading.of(~touched[self.leading.whose]), among.of(first)])
            self.leading = leading.of(np.argsort(leading.whose, kind="stable"))
        return self.leading
