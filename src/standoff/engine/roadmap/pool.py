"""Plans that were assessed: none is assessed twice, many go together, and the best of each deal is at hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.trust import refusing
from standoff.engine.core.constraints import Task
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.parallel import HERE, Workers
from standoff.engine.core.parcels import Once
from standoff.engine.core.types import Bools, Ints
from standoff.engine.roadmap.clock import ShareDone, silent
from standoff.engine.roadmap.ranking import JUST, NEAR_BEST, PlanRanking, Scores, firsts
from standoff.engine.roadmap.scores import Batch, Least, scored

__all__ = ["Assessor", "Contenders", "Plans", "Pool", "keys", "wanted_by_all"]

BATCH = 2048
"""How many plans are assessed in the order in which they come."""

TOGETHER = 512
"""How many plans are assessed together at most: what one worker takes at a time."""


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

    def columns(self) -> tuple[NDArray[Any], ...]:
        """All arrays, with a row for each plan."""
        return (self.whose, self.vectors, *self.scores.columns())

    def first(self, count: int) -> Plans:
        """The first of them, in the same arrays."""
        return Plans(self.whose[:count], self.vectors[:count], self.scores.of(slice(count)))

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

    def __init__(
        self,
        exchange: Exchange,
        tasks: Sequence[Task] | Mapping[int, Task],
        only_best: bool = False,
        by: Workers = HERE,
    ) -> None:
        self.exchange, self.tasks, self.by = exchange, tasks, by
        self.least = Least(NEAR_BEST + JUST) if only_best else None
        self.once = Once(exchange)
        self.assessed = 0
        self.seen: set[bytes] = set()

    def fresh(self, task: int, vectors: Ints) -> Ints:
        """The plans (B, M) of a task that were not assessed yet."""
        return vectors[[key not in self.seen for key in keys(np.full(len(vectors), task), vectors)]]

    def know(self, seen: Collection[bytes]) -> None:
        """Plans were assessed by another assessor, which this one has not seen: their `keys`."""
        self.assessed += len(seen)
        self.seen.update(seen)

    def sink(self, plans: Plans) -> None:
        """What asks for clearly more than these is of no use any more."""
        if self.least is not None:
            self.least.sink(plans.whose, plans.scores.level)

    def assess(self, whose: Ints, vectors: Ints, tasks: Ints | None = None, progress: ShareDone = silent) -> Plans:
        """Plans (B, M), assessed, the short ones first if they are many; those left out that were before.

        whose: (B,), the deals that they are for; tasks: (B,), the task of each (None: each deal is its own). The tasks
        have one pace and one limit of what is at risk.
        """
        tasks = whose if tasks is None else tasks
        fresh = self._unseen(keys(tasks, vectors))
        self.assessed += len(fresh)
        if not len(fresh):
            return Plans.none(self.exchange)
        whose, vectors = whose[fresh], vectors[fresh]
        if len(vectors) > BATCH:
            # Plans of many phases take more room and time: those of like length go together.
            order = np.argsort(vectors.max(axis=1, initial=0), kind="stable")
            whose, vectors = whose[order], vectors[order]
        return self._assessed(whose, vectors, self.tasks[int(tasks[fresh[0]])], progress)

    def _unseen(self, keys: list[bytes]) -> Ints:
        """The places of the keys that were not seen yet, each once; they are seen from now on."""
        first: dict[bytes, int] = {}
        if len(set(keys)) == len(keys):
            first = {key: k for k, key in enumerate(keys) if key not in self.seen}
        else:
            for k, key in enumerate(keys):
                if key not in self.seen:
                    first.setdefault(key, k)
        self.seen.update(first)
        return np.array(list(first.values()), dtype=np.int64)

    def _assessed(self, whose: Ints, vectors: Ints, standard: Task, progress: ShareDone) -> Plans:
        """Plans by the pace and the limits of a task; whoever has nothing to do takes some of them.

        What is left out because another asks for less is of no use whenever that becomes known, so that it is the same
        who looks at what, and when.
        """
        cuts = [slice(k, k + TOGETHER) for k in range(0, len(whose), TOGETHER)]
        batches = [Batch(self.once, vectors[cut], standard, whose[cut], self.least) for cut in cuts]
        parts: dict[int, Plans] = {}
        results = ((0, scored(batches[0])),) if len(batches) == 1 else self.by.results(scored, batches)
        for number, (good, scores) in results:
            batch = batches[number]
            parts[number] = Plans(batch.whose[good], batch.vectors[good], scores)
            if self.least is not None and len(batches) > 1:
                self.least.sink(batch.whose[good], scores.level)
            progress(len(parts) / len(batches))
        return Plans.joined([parts[number] for number in range(len(batches))])


def keys(tasks: Ints, vectors: Ints) -> list[bytes]:
    """What tells plans (B, M) of tasks (B,) apart."""
    packed = np.empty((len(vectors), vectors.shape[1] + 4), dtype=np.int8)
    packed[:, :4] = tasks.astype(np.int32)[:, None].view(np.int8)
    packed[:, 4:] = vectors
    found: list[bytes] = packed.view(np.dtype((np.void, packed.shape[1]))).ravel().tolist()  # type: ignore[assignment]
    return found


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
        self.coming: list[Plans] = []
        self.kept = _Kept(none)
        self.leads: Ints = np.zeros(0, dtype=np.int64)  # of each deal the place of its best plan, or -1
        self.leading = none
        self.known_safest: tuple[Plans, Plans] | None = None

    @property
    def plans(self) -> Plans:
        """All of them that were looked at."""
        return self.kept.plans.of(np.flatnonzero(self.kept.stands))

    def add(self, plans: Plans) -> None:
        """Take in more plans."""
        if len(plans):
            self.coming.append(plans)

    def safest(self) -> Plans:
        """Of the plans of each deal that ask for the least the one with least at risk, in the order of the deals."""
        leading = self.best()
        if self.known_safest is None or self.known_safest[0] is not leading:
            there = np.flatnonzero(self.kept.stands)
            whose, scores = self.kept.plans.whose[there], self.kept.plans.scores
            order = np.lexsort((scores.at_risk[there], np.round(scores.level[there], 9), whose))
            self.known_safest = leading, self.kept.plans.of(there[firsts(order, whose)])
        return self.known_safest[1]

    def best(self) -> Plans:
        """The best plan of each deal that has one, in the order of the deals; of equal ones the first that came."""
        if self.coming:
            new = Plans.joined(self.coming)
            self.coming = []
            lacking = int(new.whose.max()) + 1 - self.leads.size
            if lacking > 0:
                self.leads = np.concatenate([self.leads, np.full(lacking, -1)])
            moved = self.kept.take_in(new)
            if moved is not None:
                there = self.leads >= 0
                self.leads[there] = np.searchsorted(moved, self.leads[there])
            touched = np.zeros(self.leads.size, dtype=bool)
            touched[new.whose] = True
            rows = np.flatnonzero(self.kept.stands & touched[self.kept.plans.whose])
            among = self.kept.plans.of(rows)
            stands = self.ranking.contend(among.scores, self.most_trust, among.whose)
            self.kept.stands[rows] = stands
            rows, among = rows[stands], among.of(stands)
            first = self.ranking.first_of_each(among.scores, self.most_trust, among.whose)
            self.leads[among.whose[first]] = rows[first]
            self.leading = self.kept.plans.of(self.leads[self.leads >= 0])
        return self.leading


class _Kept:
    """Plans in the order in which they came, with room for more; stands: (B,), which of them are still of use."""

    def __init__(self, none: Plans) -> None:
        self.store = self.plans = none
        self.stands: Bools = np.zeros(0, dtype=bool)

    def take_in(self, new: Plans) -> Ints | None:
        """Take in more plans; where that called for more room, the places from which those went that stand (B,)."""
        moved, size = None, len(self.plans)
        if size + len(new) > len(self.store):
            moved = np.flatnonzero(self.stands)
            size = len(moved)
            room = np.zeros(2 * (size + len(new)), dtype=np.int64)
            room[:size] = moved
            self.store = (self.plans if len(self.plans) else new).of(room)
            self.stands = np.ones(size, dtype=bool)
        for column, more in zip(self.store.columns(), new.columns(), strict=True):
            column[size : size + len(new)] = more
        self.stands = np.append(self.stands, np.ones(len(new), dtype=bool))
        self.plans = self.store.first(size + len(new))
        return moved
