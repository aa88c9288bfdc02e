"""Which plan asks for the least trust? Orders from the lattice, assessed exactly, merged and improved by local search.

Deals of up to 6 steps are exhausted, and only then is the answer proved. Larger ones start from the orders of the
patient limit (`lattice`) and from the whole deal at once; then moves of one step, swaps of two and mergers of phases
are tried for as long as one helps and the number of assessments allows. Every score is an exact assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine import lattice
from standoff.engine.assess import assess
from standoff.engine.exchange import ABSENT, Bools, Exchange, Floats, Ints
from standoff.engine.sincerity import initial_trust
from standoff.errors import SizeError

__all__ = ["EXHAUSTED_UP_TO", "Found", "Task", "grid_of", "least_trust", "ordered_partitions"]

EXHAUSTED_UP_TO = 6
"""Steps of a deal whose plans are all tried."""

NEAR_BEST = 0.01
"""Plans within this much trust of the best are told apart by what is at risk, then months, then phases."""

ASSESSMENTS = 600
"""How many plans the local search of one deal may assess: a number, not a time, so that answers repeat."""

CHUNK = 48

Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0..1."""


@dataclass(frozen=True)
class Task:
    """One way to read a deal (its choices resolved): kept steps, planned steps, and what plans are allowed.

    allowed: (2^n,) bool, bit b of a set = planned[b] made: the stages that the rules allow. requires comes from the
    exchange. before: pairs (a, b) of steps, a in an earlier phase than b. pace: years.
    """

    kept: tuple[int, ...]
    planned: tuple[int, ...]
    allowed: Bools
    before: tuple[tuple[int, int], ...] = ()
    pace: float = 0.0


@dataclass(frozen=True)
class Found:
    """The best plan (a phase vector, or None) and otherwise the closest; which task it is of; whether it is proved.

    least: the least trust of any plan assessed, which the best plan may exceed by 0.01; None where none holds.
    largest_gain: (N,), the most that each party gains by any plan assessed; where negative, it wants none of them.
    """

    best: Ints | None
    closest: Ints | None
    least: float | None
    largest_gain: Floats
    task: int
    proved: bool
    assessed: int


@dataclass(frozen=True)
class _Scores:
    """Scores of a batch of plans: `level` is the trust asked if the plan holds, else 1 + what is missing.

    Where the sincerity of a party is in question, it is the initial trust.
    """

    level: Floats
    at_risk: Floats
    years: Floats
    phases: Ints
    binding: Ints
    gain: Floats

    def key(self, plan: int, floor: float) -> tuple[float, float, float, int]:
        """Smaller is better: trust (all within NEAR_BEST of `floor` count as equal), at risk, length, phases.

        A plan that holds is better than one that does not, however near the two are.
        """
        level = float(self.level[plan])
        near = floor if level <= min(floor + NEAR_BEST, 1.0) else level
        return (
            round(near, 9),
            round(float(self.at_risk[plan]), 6),
            round(float(self.years[plan]), 9),
            int(self.phases[plan]),
        )


def _score(exchange: Exchange, vectors: Ints, pace: float) -> _Scores:
    found = assess(exchange, vectors, pace)
    stake = np.where(found.stake > 0, found.stake, 1.0)
    short = np.nan_to_num(-found.margin / stake[:, None, :]).max(axis=(1, 2), initial=0.0)
    short = np.maximum(short, (-found.gain / stake).max(axis=1, initial=0.0))
    asked, by_row = initial_trust(exchange, vectors, pace, found)
    trust = np.nan_to_num(asked)
    rows = np.where(np.isnan(by_row), 2.0, np.nan_to_num(by_row)).max(axis=2)
    return _Scores(
        level=np.where(short > 0, 1.0 + short, trust),
        at_risk=found.at_risk.max(axis=1, initial=0.0),
        years=found.lasts,
        phases=found.phases,
        binding=rows.argmax(axis=1) + 1,
        gain=found.gain,
    )


def least_trust(exchange: Exchange, tasks: Sequence[Task], progress: Progress = lambda share: None) -> Found:
    """The plan that asks for the least trust over all tasks; within 0.01 of it the least at risk, short, few phases.

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
    if all(len(task.planned) <= EXHAUSTED_UP_TO for task in tasks):
        return _exhaust(exchange, tasks, progress)
    return _search(exchange, tasks, progress)


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


def _legal(exchange: Exchange, task: Task, vectors: Ints) -> Bools:
    """Which phase vectors (B, M) respect `requires`, `before` and the rules at every stage."""
    legal = np.ones(vectors.shape[0], dtype=bool)
    for j in task.planned:
        for r in np.flatnonzero(exchange.requires[j]):
            legal &= (vectors[:, r] != ABSENT) & (vectors[:, r] <= vectors[:, j])
    for a, b in task.before:
        legal &= (vectors[:, a] < vectors[:, b]) | (vectors[:, a] == 0)
    planned = vectors[:, list(task.planned)]
    bits = 1 << np.arange(len(task.planned), dtype=np.int64)
    for stage in range(1, int(vectors.max(initial=0)) + 1):
        legal &= task.allowed[(np.where(planned <= stage, bits, 0)).sum(axis=1)]
    return legal


def _blank(exchange: Exchange, task: Task, count: int = 1) -> Ints:
    vectors = np.full((count, exchange.steps), ABSENT, dtype=np.int64)
    vectors[:, list(task.kept)] = 0
    return vectors


def _exhaust(exchange: Exchange, tasks: Sequence[Task], progress: Progress) -> Found:
    assessed, pool = 0, _Pool()
    for number, task in enumerate(tasks):
        ways = np.array(list(ordered_partitions(len(task.planned))), dtype=np.int64).reshape(-1, len(task.planned))
        vectors = _blank(exchange, task, ways.shape[0])
        vectors[:, list(task.planned)] = ways
        vectors = vectors[_legal(exchange, task, vectors)]
        for first in range(0, len(vectors), 256):
            part = vectors[first : first + 256]
            pool.add(number, part, _score(exchange, part, task.pace))
            assessed += len(part)
            progress((number + (first + len(part)) / len(vectors)) / len(tasks))
    return pool.found(proved=True)


# ------------------------------------------------------------------------------------------------ search


class _Pool:
    """All plans assessed so far, to choose from at the end and to assess none twice."""

    def __init__(self) -> None:
        self.parts: list[tuple[int, Ints, _Scores]] = []
        self.seen: set[tuple[int, bytes]] = set()
        self.floor = np.inf

    def add(self, task: int, vectors: Ints, scores: _Scores) -> None:
        self.parts.append((task, vectors, scores))
        self.seen.update((task, vector.tobytes()) for vector in vectors)
        self.floor = min(self.floor, float(scores.level.min(initial=np.inf)))

    def fresh(self, task: int, vectors: Ints) -> Ints:
        keep = [n for n, vector in enumerate(vectors) if (task, vector.tobytes()) not in self.seen]
        return vectors[keep]

    @property
    def assessed(self) -> int:
        return sum(len(vectors) for _, vectors, _ in self.parts)

    def best(self, only: int | None = None) -> tuple[tuple[float, float, float, int], int, Ints, int] | None:
        """The best plan: (key, task, vector, binding phase)."""
        best = None
        for task, vectors, scores in self.parts:
            if only not in (None, task):
                continue
            for plan in np.flatnonzero(
                scores.level <= self.floor + NEAR_BEST if only is None else scores.level < np.inf
            ):
                key = scores.key(int(plan), self.floor)
                if best is None or key < best[0]:
                    best = (key, task, vectors[plan], int(scores.binding[plan]))
        return best

    def found(self, proved: bool) -> Found:
        best = self.best()
        if best is None:
            return Found(None, None, None, np.zeros(0), 0, proved, self.assessed)
        _, task, vector, _ = best
        largest = np.max([scores.gain.max(axis=0) for _, vectors, scores in self.parts if len(vectors)], axis=0)
        holds = self.floor <= 1.0
        return Found(
            best=vector if holds else None,
            closest=None if holds else vector,
            least=self.floor if holds else None,
            largest_gain=largest,
            task=task,
            proved=proved,
            assessed=self.assessed,
        )


def grid_of(exchange: Exchange, task: Task) -> lattice.Lattice:
    """The lattice of a task, with what must be made before each step."""
    n = len(task.planned)
    position = {j: b for b, j in enumerate(task.planned)}
    earlier = np.zeros(n, dtype=np.int64)
    for j, b in position.items():
        for r in [*np.flatnonzero(exchange.requires[j]), *(a for a, later in task.before if later == j)]:
            if int(r) in position:
                earlier[b] |= 1 << position[int(r)]
    return lattice.Lattice(
        np.array(task.planned, dtype=np.intp), np.array(task.kept, dtype=np.intp), task.allowed, earlier, task.pace
    )


def _starts(exchange: Exchange, task: Task) -> Ints:
    """Plans to start from: the lattice's orders as single-step phases, and the whole deal at once, where legal."""
    ways = lattice.good_orders(exchange, grid_of(exchange, task)).ways
    vectors = [_blank(exchange, task)[0]]
    vectors[0][list(task.planned)] = 1
    for way in ways:
        vector = _blank(exchange, task)[0]
        for number, b in enumerate(way, start=1):
            vector[task.planned[b]] = number
        vectors.append(vector)
    starts = np.array(vectors)
    return starts[_legal(exchange, task, starts)]


def _renumbered(vectors: Ints) -> Ints:
    """The same plans with phases 1..K and none empty."""
    out = vectors.copy()
    for row in out:
        planned = row > 0
        _, row[planned] = np.unique(row[planned], return_inverse=True)
        row[planned] += 1
    return out


def _neighbours(vector: Ints, binding: int) -> Ints:
    """Plans one move away: mergers first, then moves of steps near the binding phase, then others, then swaps."""
    planned = np.flatnonzero(vector > 0)
    last = int(vector.max(initial=0))
    near = sorted(planned, key=lambda j: (abs(int(vector[j]) - binding), int(j)))
    out: list[Ints] = []
    for phase in range(1, last):
        out.append(np.where(vector > phase, vector - 1, vector))
    for j in near:
        for target in sorted(range(1, 2 * last + 2), key=lambda t: (abs(t - 2 * int(vector[j])), t)):
            moved = np.where(vector > 0, 2 * vector, vector)
            if target != moved[j]:
                moved[j] = target
                out.append(moved)
    for place, a in enumerate(near):
        for b in near[place + 1 :]:
            if vector[a] != vector[b]:
                swapped = vector.copy()
                swapped[a], swapped[b] = vector[b], vector[a]
                out.append(swapped)
    if not out:
        return np.zeros((0, vector.size), dtype=np.int64)
    unique = dict.fromkeys(v.tobytes() for v in _renumbered(np.array(out)))
    return np.array([np.frombuffer(b, dtype=np.int64) for b in unique])


def _search(exchange: Exchange, tasks: Sequence[Task], progress: Progress) -> Found:
    pool = _Pool()
    for number, task in enumerate(tasks):
        starts = _starts(exchange, task)
        if len(starts):
            pool.add(number, starts, _score(exchange, starts, task.pace))
        progress(0.4 * (number + 1) / len(tasks))
    for _ in range(2):
        best = pool.best()
        if best is None:
            return pool.found(proved=False)
        reading = best[1]
        _improve(exchange, reading, tasks[reading], pool, lambda share: progress(0.4 + 0.6 * share))
        _try_other_readings(exchange, tasks, pool)
        after = pool.best()
        if after is None or after[1] == reading:
            break
    progress(1.0)
    return pool.found(proved=False)


def _improve(exchange: Exchange, number: int, task: Task, pool: _Pool, progress: Progress) -> None:
    """Local search from the best plan of a task: the first chunk of neighbours with a better plan decides the move."""
    limit = pool.assessed + ASSESSMENTS
    best = pool.best(only=number)
    while best is not None:
        key, _, vector, binding = best
        around = pool.fresh(number, _neighbours(vector, binding))
        around = around[_legal(exchange, task, around)]
        improved = False
        for first in range(0, len(around), CHUNK):
            part = around[first : first + CHUNK][: max(0, limit - pool.assessed)]
            if not len(part):
                return
            pool.add(number, part, _score(exchange, part, task.pace))
            progress(1 - (limit - pool.assessed) / ASSESSMENTS)
            best = pool.best(only=number)
            if best is not None and best[0] < key:
                improved = True
                break
        if not improved:
            return


def _try_other_readings(exchange: Exchange, tasks: Sequence[Task], pool: _Pool) -> None:
    """Put the other members of the choices into the places of the best plan."""
    best = pool.best()
    if best is None:
        return
    _, mine, vector, _ = best
    for number, task in enumerate(tasks):
        leaving, entering = set(tasks[mine].planned) - set(task.planned), set(task.planned) - set(tasks[mine].planned)
        if number == mine or len(leaving) != len(entering):
            continue
        other = vector.copy()
        for old, new in zip(sorted(leaving), sorted(entering), strict=True):
            other[new], other[old] = vector[old], ABSENT
        part = pool.fresh(number, other[None])
        part = part[_legal(exchange, task, part)]
        if len(part):
            pool.add(number, part, _score(exchange, part, task.pace))
