"""Which plan asks for the least trust? Orders from the lattice, assessed exactly, merged and improved by local search.

Deals of up to 6 steps are exhausted. Larger ones start from the orders of the
patient limit (`lattice`) and from the whole deal at once; then mergers, splits and shifts of phases, moves of one step
and swaps of two are tried for as long as one helps and the number of assessments allows. Every score is an exact
assessment. A lower bound (`bound`) then says how far from the best that can be, and better plans that it comes across
are taken up; where it is within 0.01, the answer is proved. The same search serves the other rankings (`ranking`): it
looks for a plan that is good enough first; there only exhaustion proves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from standoff.engine.core.constraints import Legal, Task
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Floats, Ints
from standoff.engine.roadmap import bound, lattice
from standoff.engine.roadmap.ranking import NEAR_BEST, RANKINGS, Ranking, Scores, score
from standoff.errors import SizeError

__all__ = [
    "ASSESSMENTS",
    "EXHAUSTED_UP_TO",
    "NEAR_BEST",
    "Aim",
    "Compromise",
    "Found",
    "Task",
    "best_plan",
    "good_plan",
    "grid_of",
    "least_trust",
    "ordered_partitions",
    "unlimited",
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

Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0..1."""

Left = Callable[[], float]
"""How many seconds are left; the search stops where it is at 0."""


def unlimited() -> float:
    """The time that is left where there is no limit."""
    return np.inf


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
class Found:
    """The best plan (a phase vector, or None) and otherwise the closest; which task it is of; whether it is proved.

    least: the least value, by what is ranked, of any plan assessed that is good enough: an upper bound of the least
    possible, which the best plan may exceed by 0.01 (None: no such plan). bound: a lower bound of it that is proved
    (None: not known); it is the same number where all plans were tried, and within 0.01 of it where `proved`.
    exhausted: whether all plans were tried. least_trust: the least trust of any plan
    assessed that holds within the limits of the task; None where none does.
    largest_gain: (N,), the most that each party gains by any plan assessed; where negative, it wants none of them.
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


def least_trust(
    exchange: Exchange, tasks: Sequence[Task], progress: Progress = lambda share: None, left: Left = unlimited
) -> Found:
    """The plan that asks for the least trust over all tasks; within 0.01 of it the least at risk, short, few phases.

    Raises SizeError where a deal has more steps than the lattice can order.
    """
    return best_plan(exchange, tasks, Aim(), progress, left)


def best_plan(
    exchange: Exchange,
    tasks: Sequence[Task],
    aim: Aim,
    progress: Progress = lambda share: None,
    left: Left = unlimited,
    bounded: bool = True,
) -> Found:
    """The best plan by the ranking of an aim, over all tasks, among plans that hold and ask for no more trust than it.

    bounded: whether a lower bound is looked for as well, where all plans cannot be tried.
    Raises SizeError where a deal has more steps than the lattice can order.
    """
    for task in tasks:
        if len(task.planned) > lattice.largest():
            raise SizeError(
                "steps to be ordered in a deal",
                len(task.planned),
                lattice.largest(),
                "split the deal, or assess a plan",
            )
    search = _Search(exchange, tasks, aim, progress, left)
    if all(len(task.planned) <= EXHAUSTED_UP_TO for task in tasks):
        search.exhaust()
    else:
        search.look()
        if bounded and aim.ranking == "least-trust":
            search.certify()
    return search.found()


def good_plan(exchange: Exchange, tasks: Sequence[Task]) -> tuple[int, Ints] | None:
    """A plan that asks for little trust, and its task, at once: the best one of those that a search starts from.

    Of deals of up to 4 steps the best of all plans. None where no plan is allowed. Raises SizeError like `best_plan`.
    """
    search = _Search(exchange, tasks, Aim(), lambda share: None)
    if all(len(task.planned) <= EXHAUSTED_AT_ONCE for task in tasks):
        search.exhaust()
    else:
        for number, task in enumerate(tasks):
            starts = search.starts(number, task)
            if len(starts):
                search.add(number, starts)
    best = search.pool.best()
    return None if best is None else best[:2]


# ------------------------------------------------------------------------------------------- exhaustion


def ordered_partitions(n: int) -> Iterator[tuple[int, ...]]:
    """Every way to put n steps into phases 1..K with none empty, as the phase of each step.

    >>> sorted(ordered_partitions(2))
    [(1, 1), (1, 2), (2, 1)]
    >>> [sum(1 for _ in ordered_partitions(n)) for n in range(7)]
    [1, 1, 3, 13, 75, 541, 4683]
    """

    def grow(prefix: tuple[int, ...], last: int) -> Iterator[tuple[int, ...]]:
        """Put the next step into a phase there is, or into a new one before, between or after them."""
        if len(prefix) == n:
            yield prefix
            return
        for phase in range(1, last + 1):
            yield from grow((*prefix, phase), last)
        for phase in range(1, last + 2):
            yield from grow((*(p + (p >= phase) for p in prefix), phase), last + 1)

    yield from grow((), 0)


# --------------------------------------------------------------------------------------------- what is known


class _Pool:
    """All plans assessed so far, to choose from at the end and to assess none twice."""

    def __init__(self, ranking: Ranking, most_trust: float) -> None:
        self.ranking, self.most_trust = ranking, most_trust
        self.parts: list[tuple[Ints, Ints, Scores]] = []
        self.seen: set[tuple[int, bytes]] = set()
        self.assessed = 0

    def add(self, task: int, vectors: Ints, scores: Scores) -> None:
        if len(vectors):
            self.parts.append((np.full(len(vectors), task), vectors, scores))
            self.seen.update((task, vector.tobytes()) for vector in vectors)
            self.assessed += len(vectors)

    def fresh(self, task: int, vectors: Ints) -> Ints:
        keep = [n for n, vector in enumerate(vectors) if (task, vector.tobytes()) not in self.seen]
        return vectors[keep]

    def _all(self) -> tuple[Ints, Ints, Scores]:
        """The tasks (B,), the vectors and the scores of all plans."""
        if len(self.parts) > 1:
            tasks, vectors, scores = zip(*self.parts, strict=True)
            self.parts = [(np.concatenate(tasks), np.concatenate(vectors), Scores.joined(list(scores)))]
        return self.parts[0]

    def best(self, only: int | None = None) -> tuple[int, Ints, Scores] | None:
        """The best plan, of one task or of all: (task, vector, its scores)."""
        if not self.parts:
            return None
        tasks, vectors, scores = self._all()
        among = np.arange(len(tasks)) if only is None else np.flatnonzero(tasks == only)
        if not among.size:
            return None
        plan = self.ranking.first(scores, self.most_trust, self.ranking.value(scores, self.most_trust), among)
        return int(tasks[plan]), vectors[plan], scores.at(plan)

    def all_scores(self) -> Scores:
        """The scores of all plans."""
        return self._all()[2]

    def least(self) -> float | None:
        """The least value of any plan that is good enough, or None."""
        if not self.parts:
            return None
        value = self.ranking.value(self.all_scores(), self.most_trust)
        return value if np.isfinite(value) else None

    def found(self, proved: bool, bound: float | None = None, stopped: bool = False, exhausted: bool = False) -> Found:
        """What all this comes to; `bound` where not all plans were tried."""
        best = self.best()
        if best is None:
            return Found(None, None, None, np.zeros(0), 0, proved, 0, stopped=stopped, exhausted=exhausted)
        task, vector, _ = best
        _, _, scores = everything = self._all()
        least = self.ranking.value(scores, self.most_trust)
        trust = float(scores.level.min())
        holds = bool((scores.level <= self.most_trust + 1e-9).any())
        return Found(
            best=vector if holds else None,
            closest=None if holds else vector,
            least=least if holds else None,
            largest_gain=scores.gain.max(axis=0),
            task=task,
            proved=proved,
            assessed=self.assessed,
            bound=None if not holds else least if exhausted else None if bound is None else min(bound, least),
            least_trust=trust if trust <= 1.0 else None,
            frontier=_frontier(*everything),
            stopped=stopped,
            exhausted=exhausted,
        )


def _frontier(tasks: Ints, vectors: Ints, scores: Scores) -> tuple[Compromise, ...]:
    """The plans that hold and are not dominated in trust and what is at risk; of equal ones the shorter."""
    risk, trust = np.round(scores.at_risk, 6), np.round(scores.level, 6)
    found: list[Compromise] = []
    for plan in np.lexsort((scores.phases, np.round(scores.years, 9), risk, trust)):
        if scores.level[plan] <= 1.0 and (not found or risk[plan] < round(found[-1].at_risk, 6)):
            found.append(
                Compromise(
                    trust=float(scores.level[plan]),
                    at_risk=float(scores.at_risk[plan]),
                    years=float(scores.years[plan]),
                    vector=vectors[plan],
                    task=int(tasks[plan]),
                )
            )
    return tuple(found)


# ------------------------------------------------------------------------------------------------ search


def grid_of(legal: Legal) -> lattice.Lattice:
    """The lattice of a task, with what must be made before each step; its groups of one phase have no say."""
    task, earlier = legal.task, np.zeros(len(legal.task.planned), dtype=np.int64)
    for b in range(earlier.size):
        earlier[b] = legal.needs[b] | sum(1 << a for a, later in legal.pairs if later == b)
        # Steps of the first phase come before all others, steps of the last one after all.
        earlier[b] |= 0 if legal.first >> b & 1 else legal.first
        earlier[b] |= legal.full & ~legal.last if legal.last >> b & 1 else 0
    allowed = task.allowed.copy()
    allowed[legal.full] &= legal.sets[legal.full]
    planned, kept = np.array(task.planned, dtype=np.intp), np.array(task.kept, dtype=np.intp)
    return lattice.Lattice(planned, kept, allowed, earlier, task.pace)


def _renumbered(vectors: Ints) -> Ints:
    """The same plans with phases 1..K and none empty."""
    out = vectors.copy()
    for row in out:
        planned = row > 0
        _, row[planned] = np.unique(row[planned], return_inverse=True)
        row[planned] += 1
    return out


def _neighbours(vector: Ints, binding: int, groups: Sequence[Sequence[int]] = ()) -> Ints:
    """Plans one move away: mergers and shifts of phases first, then moves of steps near the binding phase, then swaps.

    Steps of a group, which come in one phase, move and are swapped together.
    """
    last = int(vector.max(initial=0))
    grouped = [tuple(j for j in group if vector[j] > 0) for group in groups]
    alone = [(int(j),) for j in np.flatnonzero(vector > 0) if not any(j in group for group in grouped)]
    units = [np.array(unit) for unit in [*grouped, *alone] if unit]
    near = sorted(units, key=lambda unit: (abs(int(vector[unit[0]]) - binding), int(unit[0])))
    out: list[Ints] = []
    spread = np.where(vector > 0, 2 * vector, vector)
    for phase in range(1, last):
        out.append(np.where(vector > phase, vector - 1, vector))
    for phase in sorted(range(1, last + 1), key=lambda phase: (abs(phase - binding), phase)):
        for target in (2 * phase - 3, 2 * phase + 3):
            if 0 < target < 2 * last + 2:
                out.append(np.where(vector == phase, target, spread))
    for unit in near:
        here = int(vector[unit[0]])
        for target in sorted(range(1, 2 * last + 2), key=lambda t: (abs(t - 2 * here), t)):
            if target != 2 * here:
                moved = spread.copy()
                moved[unit] = target
                out.append(moved)
    for place, a in enumerate(near):
        for b in near[place + 1 :]:
            if vector[a[0]] != vector[b[0]]:
                swapped = vector.copy()
                swapped[a], swapped[b] = vector[b[0]], vector[a[0]]
                out.append(swapped)
    if not out:
        return np.zeros((0, vector.size), dtype=np.int64)
    unique = dict.fromkeys(v.tobytes() for v in _renumbered(np.array(out)))
    return np.array([np.frombuffer(b, dtype=np.int64) for b in unique])


def _shaken(vector: Ints, rng: np.random.Generator) -> Ints:
    """A plan with a few of its steps, two at least if there are as many, put into phases at random."""
    planned = np.flatnonzero(vector > 0)
    some = rng.choice(
        planned, size=min(planned.size, int(rng.integers(2, 2 + max(1, planned.size // 2)))), replace=False
    )
    out = np.where(vector > 0, 2 * vector, vector)
    out[some] = rng.integers(1, 2 * int(vector.max()) + 2, size=some.size)
    return np.asarray(_renumbered(out[None])[0])


class _Search:
    """One search over the readings of a deal: what it may do, and what it has found so far."""

    def __init__(
        self,
        exchange: Exchange,
        tasks: Sequence[Task],
        aim: Aim,
        progress: Progress,
        left: Left = unlimited,
        seed: int = 0,
    ) -> None:
        self.exchange, self.tasks, self.progress, self.left = exchange, tasks, progress, left
        self.pool = _Pool(RANKINGS[aim.ranking], aim.most_trust)
        self.legal = [Legal(exchange, task) for task in tasks]
        self.started: list[Ints] = []
        self.seed = seed
        self.exhausted = self.stopped = False
        self.proved, self.bound = False, None  # type: bool, float | None
        self.most_trust = aim.most_trust

    def found(self) -> Found:
        """What has been found and proved."""
        proved = self.exhausted or self.proved
        return self.pool.found(proved, self.bound, self.stopped and not proved, self.exhausted)

    def over(self) -> bool:
        """Whether the time is over."""
        self.stopped = self.stopped or self.left() <= 0
        return self.stopped

    def add(self, number: int, vectors: Ints) -> Scores:
        """Assess plans of a task."""
        scores = score(self.exchange, vectors, self.tasks[number])
        self.pool.add(number, vectors, scores)
        return scores

    def exhaust(self) -> None:
        """Assess every plan, which proves the answer if the time is enough."""
        for number, task in enumerate(self.tasks):
            ways = np.array(list(ordered_partitions(len(task.planned))), dtype=np.int64)
            vectors = np.tile(self.legal[number].vector([]), (len(ways), 1))
            vectors[:, list(task.planned)] = ways.reshape(-1, len(task.planned))
            vectors = vectors[self.legal[number](vectors)]
            for first in range(0, len(vectors), 256):
                if self.pool.assessed and self.over():
                    return
                part = vectors[first : first + 256]
                self.add(number, part)
                self.progress((number + (first + len(part)) / len(vectors)) / len(self.tasks))
        self.exhausted = True

    def look(self) -> None:
        """Start from good orders and improve the best reading of the deal; then try the others in its place."""
        for number, task in enumerate(self.tasks):
            self.started.append(self.starts(number, task))
            if len(self.started[-1]):
                self.add(number, self.started[-1])
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
        for number, task in enumerate(self.tasks):
            legal = self.legal[number]
            deal = bound.Deal(
                self.exchange, task.kept, task.planned, legal.sets, task.pace, task.before, task.most_phases,
                task.most_at_risk,
            )  # fmt: skip
            if not bound.fits(deal) or self.over():
                return
            certificate = bound.certify(
                deal, self.pool.least(), partial(self.take_up, number), lambda: not self.over(), self.most_trust
            )
            if not certificate.none_holds:
                if certificate.least is None:
                    return
                bounds.append(certificate.least)
            self.progress(min(1.0, 0.7 + 0.3 * (number + 1) / len(self.tasks)))
        least = self.pool.least()
        self.bound = min(bounds, default=None)
        self.proved = (
            least is None if self.bound is None else least is not None and least - self.bound <= NEAR_BEST + 1e-9
        )

    def take_up(self, number: int, plans: tuple[Ints, ...]) -> float | None:
        """Assess plans of a task that are worth trying, climb from the best of them, and say the least value known."""
        fresh = np.array(plans)
        fresh = self.pool.fresh(number, fresh[self.legal[number](fresh)])
        if len(fresh):
            scores = self.add(number, fresh)
            first = fresh[int(scores.level.argmin())]
            self._climb(number, first, self.pool.assessed + TAKEN_UP, self.pool.ranking.sharp())
            best = self.pool.best(number)
            if best is not None:
                self._climb(number, best[1], self.pool.assessed + TAKEN_UP, self.pool.ranking)
        return self.pool.least()

    def starts(self, number: int, task: Task) -> Ints:
        """Plans to start from: near the lattice's orders, the whole deal at once, and what the constraints suggest."""
        legal = self.legal[number]
        ways: list[tuple[int, ...]] = []
        if task.planned and legal.sets[legal.full] and not self.over():
            ways = lattice.good_orders(self.exchange, grid_of(legal)).ways
        found = legal.starts(ways)
        return np.array(found, dtype=np.int64).reshape(-1, self.exchange.steps)

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
            shaken = _shaken(best[1], rng)
            if len(pool.fresh(number, shaken[None])) and self.legal[number](shaken[None])[0]:
                self._climb(number, shaken, limit - most // LAST_SHARE, pool.ranking.sharp())
        best = pool.best(number) or best
        self._climb(number, best[1], limit, pool.ranking)

    def _climb(self, number: int, vector: Ints, limit: int, ranking: Ranking) -> None:
        """Go from plan to better plan: the first chunk of neighbours with a better one decides the move."""
        pool, groups = self.pool, self.tasks[number].same_phase
        here = score(self.exchange, vector[None], self.tasks[number])
        if len(pool.fresh(number, vector[None])):
            pool.add(number, vector[None], here)
        while True:
            around = pool.fresh(number, _neighbours(vector, int(here.binding[0]), groups))
            around = around[self.legal[number](around)]
            for first in range(0, len(around), CHUNK):
                part = around[first : first + CHUNK][: max(0, limit - pool.assessed)]
                if not len(part) or self.over():
                    return
                scores = Scores.joined([here, self.add(number, part)])
                self.progress(min(1.0, max(0.4, 1 - 0.6 * (limit - pool.assessed) / ASSESSMENTS)))
                least = ranking.value(pool.all_scores(), pool.most_trust)
                better = ranking.first(scores, pool.most_trust, least, np.arange(len(part) + 1))
                if better:
                    vector, here = part[better - 1], scores.at(better)
                    break
            else:
                return

    def try_other_readings(self) -> None:
        """Put the other members of the choices into the places of the best plan."""
        best = self.pool.best()
        if best is None:
            return
        mine, vector, _ = best
        planned = set(self.tasks[mine].planned)
        for number, task in enumerate(self.tasks):
            leaving, entering = planned - set(task.planned), set(task.planned) - planned
            if number == mine or len(leaving) != len(entering):
                continue
            other = vector.copy()
            for old, new in zip(sorted(leaving), sorted(entering), strict=True):
                other[new], other[old] = vector[old], ABSENT
            if self.legal[number](other[None])[0] and len(self.pool.fresh(number, other[None])):
                self.add(number, other[None])
