"""Which plan asks for the least trust? Orders from the lattice, assessed exactly, merged and improved by local search.

Deals of up to 6 steps are exhausted. Larger ones start from the orders of the
patient limit (`lattice`) and from the whole deal at once; then mergers, splits and shifts of phases, moves of one step
and swaps of two are tried for as long as one helps and the number of assessments allows. Every score is an exact
assessment. A lower bound (`bound`) then says how far from the best that can be, and better plans that it comes across
are taken up; where it is within 0.01, the answer is proved. The same search serves the other rankings (`ranking`): it
looks for a plan that is good enough first; there only exhaustion proves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from standoff.engine.core.constraints import Legal, Task
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.roadmap import bound, lattice, neighbours
from standoff.engine.roadmap.clock import ShareDone, TimeLeft, silent, unlimited
from standoff.engine.roadmap.dominance import stairs
from standoff.engine.roadmap.pool import Plans, Pool
from standoff.engine.roadmap.ranking import JUST, NEAR_BEST, RANKINGS, PlanRanking, Scores, score
from standoff.errors import SizeError

__all__ = [
    "ASSESSMENTS",
    "EXHAUSTED_UP_TO",
    "NEAR_BEST",
    "Aim",
    "BestPlan",
    "Compromise",
    "Task",
    "best_plan",
    "good_plans",
    "least_trust",
]

EXHAUSTED_UP_TO = 6
"""Steps of a deal whose plans are all tried."""

EXHAUSTED_AT_ONCE = 4
"""The same where a good plan is wanted at once."""

ASSESSMENTS = 2000
"""How many plans the local search of one deal may assess: a number, not a time, so that answers repeat."""

SHAKES = 300
"""How often the best plan is shaken, to climb from there."""

LAST_SHARE = 6
"""A sixth of the assessments is kept to tell apart what is equal to the best."""

TAKEN_UP = 100
"""How many plans a climb from a plan may assess that the lower bound came across."""

CHUNK = 48
"""Neighbours of a plan that are assessed before the best of them is gone on from."""

TOGETHER = 2048
"""How many plans of how many draws are assessed at once where good ones are wanted."""

EXHAUSTED_IN_TURN = 256
"""Plans that are assessed between looks at the time where all are tried."""


@dataclass(frozen=True)
class Aim:
    """What is looked for: the name of a ranking, and the most trust that a plan may ask for."""

    ranking: str = "least-trust"
    most_trust: float = 1.0


@dataclass(frozen=True)
class Compromise:
    """A plan that holds; no other one assessed asks for less trust with as little at risk. years: until all is done."""

    trust: float
    at_risk: float
    years: float
    vector: Ints
    task: int


@dataclass(frozen=True)
class BestPlan:
    """The best plan (a phase vector, or None) and otherwise the closest; which task it is of; whether it is proved.

    least: the least value, by what is ranked, of any plan assessed that is good enough: an upper bound of the least
    possible, which the best plan may exceed by 0.01 (None: no such plan). bound: a lower bound of it that is proved
    (None: not known); it is the same number where all plans were tried, and within 0.01 of it where `proved`.
    exhausted: whether all plans were tried. least_trust: the least trust of any plan
    assessed that holds within the limits of the task; None where none does.
    largest_gain: (N,), the most that each party gains by any plan assessed. refusers: (N,), who refuses all of them.
    frontier: trust against what is at risk, the least trust first. stopped: whether the time was over.
    depth: of a part of a deal, the smallest share of what the whole gives anybody (see `deepest`); else None.
    """

    best: Ints | None
    closest: Ints | None
    least: float | None
    largest_gain: Floats
    task: int
    proved: bool
    assessed: int
    bound: float | None = None
    least_trust: float | None = None
    frontier: tuple[Compromise, ...] = ()
    stopped: bool = False
    depth: float | None = None
    exhausted: bool = False
    refusers: Bools | None = None


def least_trust(
    exchange: Exchange, tasks: Sequence[Task], progress: ShareDone = silent, left: TimeLeft = unlimited
) -> BestPlan:
    """The plan that asks for the least trust over all tasks; within 0.01 of it the least at risk, short, few phases.

    Raises SizeError where a deal has more steps than the lattice can order.
    """
    return best_plan(exchange, tasks, Aim(), progress, left)


def best_plan(
    exchange: Exchange,
    tasks: Sequence[Task],
    aim: Aim,
    progress: ShareDone = silent,
    left: TimeLeft = unlimited,
    bounded: bool = True,
) -> BestPlan:
    """The best plan by the ranking of an aim, over all tasks, among plans that hold and ask for no more trust than it.

    bounded: whether a lower bound is looked for as well, where all plans cannot be tried.
    Raises SizeError where a deal has more steps than the lattice can order.
    """
    for task in tasks:
        _refuse(task)
    search = PlanSearch(exchange, tasks, aim, progress, left)
    if all(len(task.planned) <= EXHAUSTED_UP_TO for task in tasks):
        search.exhaust()
    else:
        search.look()
        if bounded and aim.ranking == "least-trust":
            search.certify()
    return search.found()


def good_plans(exchange: Exchange, tasks: Sequence[Task]) -> list[tuple[int, Ints] | None]:
    """A plan that asks for little trust, and its task, for each draw of an exchange (one, if it has none), at once.

    It is the best one of those that a search starts from; of deals of up to 4 steps the best of all plans. None where
    no plan is allowed. Raises SizeError like `best_plan`.
    """
    draws, small = exchange.draws or 1, all(len(task.planned) <= EXHAUSTED_AT_ONCE for task in tasks)
    whose, of_task, parts, scores = [], [], [], []  # type: list[Ints], list[Ints], list[Ints], list[Scores]
    for number, task in enumerate(tasks):
        _refuse(task)
        legal = Legal(exchange, task)
        plans = [_all_plans(legal)] * draws if small else _starts(exchange, legal)
        counts = [len(found) for found in plans]
        vectors, draw = np.concatenate(plans), np.repeat(np.arange(draws), counts)
        for first in range(0, len(vectors), TOGETHER):
            part = slice(first, first + TOGETHER)
            scores.append(score(exchange.take(draw[part]), vectors[part], task))
        whose.append(draw)
        of_task.append(np.full(len(vectors), number))
        parts.append(vectors)
    found: list[tuple[int, Ints] | None] = [None] * draws
    if scores:
        draw, task_of, vectors = np.concatenate(whose), np.concatenate(of_task), np.concatenate(parts)
        for plan in RANKINGS["least-trust"].first_of_each(Scores.joined(scores), 1.0, draw).tolist():
            found[int(draw[plan])] = int(task_of[plan]), vectors[plan]
    return found


def _refuse(task: Task) -> None:
    """Raise SizeError where a deal has more steps than the lattice can order."""
    if len(task.planned) > lattice.largest():
        raise SizeError(
            "steps to be ordered in a deal",
            len(task.planned),
            lattice.largest(),
            "split the deal, or assess a plan",
        )


def _all_plans(legal: Legal) -> Ints:
    """All plans that a task allows, (B, M)."""
    vectors = neighbours.arrangements(legal.vector([]), legal.task.planned)
    return vectors[legal(vectors)]


def _starts(exchange: Exchange, legal: Legal, in_time: Callable[[], bool] = lambda: True) -> list[Ints]:
    """Plans to start from for each draw: near the orders of the lattice, the whole deal at once, and by constraints."""
    ways: list[list[tuple[int, ...]]] = [[]] * (exchange.draws or 1)
    if legal.task.planned and legal.sets[legal.full] and in_time():
        ways = [found.ways for found in lattice.orders_of_draws(exchange, lattice.subset_lattice(legal))]
    return [np.array(legal.starts(orders), dtype=np.int64).reshape(-1, exchange.steps) for orders in ways]


class PlanSearch:
    """One search over the readings of a deal: what it may do, and what it has found so far."""

    def __init__(
        self,
        exchange: Exchange,
        tasks: Sequence[Task],
        aim: Aim,
        progress: ShareDone,
        left: TimeLeft = unlimited,
        seed: int = 0,
    ) -> None:
        self.exchange, self.tasks, self.progress, self.left = exchange, tasks, progress, left
        self.pool = Pool(exchange, tasks, RANKINGS[aim.ranking], aim.most_trust)
        self.legal = [Legal(exchange, task) for task in tasks]
        self.started: list[Ints] = []
        self.seed = seed
        self.exhausted = self.stopped = False
        self.proved, self.bound = False, None  # type: bool, float | None
        self.most_trust = aim.most_trust

    def found(self) -> BestPlan:
        """What has been found and proved."""
        proved, exhausted, most = self.exhausted or self.proved, self.exhausted, self.most_trust
        stopped, best, plans = self.stopped and not proved, self.pool.best(), self.pool.plans()
        if best is None or plans is None:
            return BestPlan(None, None, None, np.zeros(0), 0, proved, 0, stopped=stopped, exhausted=exhausted)
        task, vector, _ = best
        least, trust, known = self.pool.least(), float(plans.scores.level.min()), self.bound
        holds = bool((plans.scores.level <= most + JUST).any())
        return BestPlan(
            best=vector if holds else None,
            closest=None if holds else vector,
            least=least if holds else None,
            largest_gain=plans.scores.gain.max(axis=0),
            refusers=np.asarray((self.exchange.needed(plans.vectors) & (plans.scores.gain < 0)).all(axis=0)),
            task=task,
            proved=proved,
            assessed=self.pool.assessed,
            bound=None if not holds else least if exhausted else None if known is None else min(known, least),
            least_trust=trust if trust <= 1.0 else None,
            frontier=_compromises(plans),
            stopped=stopped,
            exhausted=exhausted,
        )

    def over(self) -> bool:
        """Whether the time is over."""
        self.stopped = self.stopped or self.left() <= 0
        return self.stopped

    def exhaust(self) -> None:
        """Assess every plan, which proves the answer if the time is enough."""
        for number in range(len(self.tasks)):
            vectors = _all_plans(self.legal[number])
            for first in range(0, len(vectors), EXHAUSTED_IN_TURN):
                if self.pool.assessed and self.over():
                    return
                part = vectors[first : first + EXHAUSTED_IN_TURN]
                self.pool.add(number, part)
                self.progress((number + (first + len(part)) / len(vectors)) / len(self.tasks))
        self.exhausted = True

    def look(self) -> None:
        """Start from good orders and improve the best reading of the deal; then try the others in its place."""
        for number in range(len(self.tasks)):
            self.started.append(self.starts(number))
            self.pool.add(number, self.started[-1])
            self.progress(0.4 * (number + 1) / len(self.tasks))
        begun = self.pool.assessed
        for share in (2 / 3, 1.0) if len(self.tasks) > 1 else (1.0,):
            best = self.pool.best()
            if best is None or self.over():
                break
            self.improve(best[0], begun + int(share * ASSESSMENTS))
            self.try_other_readings()
        self.progress(1.0)

    def certify(self) -> None:
        """Bound the trust that any plan asks from below, task by task, and take up better plans on the way."""
        bounds: list[float] = []
        for number in range(len(self.tasks)):
            deal = bound.TaskToBound.of(self.legal[number])
            if not bound.fits(deal) or self.over():
                return
            certificate = bound.certify(
                deal, self.known(), partial(self.take_up, number), lambda: not self.over(), self.most_trust
            )
            if not certificate.none_holds:
                if certificate.least is None:
                    return
                bounds.append(certificate.least)
            self.progress(min(1.0, 0.7 + 0.3 * (number + 1) / len(self.tasks)))
        least = self.known()
        self.bound = min(bounds, default=None)
        self.proved = (
            least is None if self.bound is None else least is not None and least - self.bound <= NEAR_BEST + 1e-9
        )

    def known(self) -> float | None:
        """The least trust of any plan known that is good enough, or None."""
        least = self.pool.least()
        return least if np.isfinite(least) else None

    def take_up(self, number: int, plans: tuple[Ints, ...]) -> float | None:
        """Assess plans of a task that are worth trying, climb from the best of them, and say the least value known."""
        vectors = np.array(plans)
        fresh = self.pool.add(number, vectors[self.legal[number](vectors)])
        if len(fresh):
            first = fresh.vectors[int(fresh.scores.level.argmin())]
            self._climb(number, first, self.pool.assessed + TAKEN_UP, self.pool.ranking.sharp())
            best = self.pool.best(number)
            if best is not None:
                self._climb(number, best[1], self.pool.assessed + TAKEN_UP, self.pool.ranking)
        return self.known()

    def starts(self, number: int) -> Ints:
        """Plans to start from."""
        return _starts(self.exchange, self.legal[number], lambda: not self.over())[0]

    def improve(self, number: int, limit: int) -> None:
        """Local search in one task: from the best plan, from all other starts and from shaken plans, up to a limit.

        These look for the least alone; what is equal to the best is told apart in a last climb from it.
        """
        pool = self.pool
        most = limit - pool.assessed
        best = pool.best(number)
        if best is None:
            return
        if pool.ranking is not RANKINGS["least-trust"]:
            # Plans that ask for little trust hold by the most, and leave room for what is looked for.
            self._climb(number, best[1], limit - 2 * most // 3, RANKINGS["least-trust"].sharp())
            best = pool.best(number) or best
        others = (other for other in self.started[number] if (other != best[1]).any())
        for vector in [best[1], *others]:
            self._climb(number, vector, limit - most // LAST_SHARE, pool.ranking.sharp())
        rng = np.random.default_rng(self.seed)
        for _ in range(SHAKES):
            best = pool.best(number) or best
            if pool.assessed >= limit - most // LAST_SHARE or self.over():
                break
            shaken = neighbours.shaken(best[1], rng)
            if len(pool.assessor.fresh(number, shaken[None])) and self.legal[number](shaken[None])[0]:
                self._climb(number, shaken, limit - most // LAST_SHARE, pool.ranking.sharp())
        best = pool.best(number) or best
        self._climb(number, best[1], limit, pool.ranking)

    def _climb(self, number: int, vector: Ints, limit: int, ranking: PlanRanking) -> None:
        """Go from plan to better plan: the first chunk of neighbours with a better one decides the move."""
        pool = self.pool
        here = score(self.exchange, vector[None], self.tasks[number])
        pool.add(number, vector[None])
        walk = neighbours.Climb(partial(self._around, number))
        walk.go_to(vector, int(here.binding[0]))
        while len(part := walk.chunk(min(CHUNK, limit - pool.assessed))) and not self.over():
            plans = pool.add(number, part)
            self.progress(min(1.0, max(0.4, 1 - 0.6 * (limit - pool.assessed) / ASSESSMENTS)))
            scores = Scores.joined([here, plans.scores])
            better = ranking.first(scores, pool.most_trust, pool.least(ranking), np.arange(len(plans) + 1))
            if better:
                here = scores.at(better)
                walk.go_to(plans.vectors[better - 1], int(here.binding[0]))

    def _around(self, number: int, vector: Ints, binding: int) -> Ints:
        """The plans a move away that are allowed and were not assessed yet, each once."""
        around = neighbours.distinct(neighbours.neighbours(vector, binding, self.tasks[number].same_phase))
        around = self.pool.assessor.fresh(number, around)
        return around[self.legal[number](around)]

    def try_other_readings(self) -> None:
        """Put the other members of the choices into the places of the best plan."""
        best = self.pool.best()
        if best is None:
            return
        mine, vector, _ = best
        planned = set(self.tasks[mine].planned)
        for number, task in enumerate(self.tasks):
            leaving, entering = planned - set(task.planned), set(task.planned) - planned
            if number != mine and len(leaving) == len(entering):
                places = sorted(leaving), sorted(entering)
                other = neighbours.in_the_place_of(vector, *places, self.legal[number])
                if other is not None:
                    self.pool.add(number, other[None])


def _compromises(plans: Plans) -> tuple[Compromise, ...]:
    """The plans that hold and are not dominated in trust and what is at risk; of equal ones the shorter."""
    scores = plans.scores
    risk, trust = np.round(scores.at_risk, 6), np.round(scores.level, 6)
    order = np.lexsort((scores.phases, np.round(scores.years, 9), risk, trust))
    order = order[scores.level[order] <= 1.0]
    return tuple(
        Compromise(
            trust=float(scores.level[plan]),
            at_risk=float(scores.at_risk[plan]),
            years=float(scores.years[plan]),
            vector=plans.vectors[plan],
            task=int(plans.whose[plan]),
        )
        for plan in order[stairs(risk[order])]
    )
