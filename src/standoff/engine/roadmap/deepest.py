"""How deep a deal can go: the part of it that gives everybody most and has a plan which asks for no more trust.

The *depth* of a part of a deal is the smallest share, over the parties, of what the planned steps of the whole deal
would give it: the positive worths of the part's steps as a share of those of all of them (kept steps and `together`
left out; parties that the deal gives nothing are too). It is a ratio within one party, does not depend on the plan,
and is 1 for the whole. Of equally deep parts the one is better whose second smallest share is larger, and so on, then
the one with more steps, then the one with the plan that asks for less trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from standoff.engine.core.constraints import Task, deals_within, keeps_to
from standoff.engine.core.exchange import ABSENT, Exchange, numbered
from standoff.engine.core.types import Floats, Ints
from standoff.engine.roadmap.clock import ShareDone, TimeLeft, silent, unlimited
from standoff.engine.roadmap.ranking import score
from standoff.engine.roadmap.search import EXHAUSTED_UP_TO, Aim, BestPlan, best_plan

__all__ = ["deepest", "depths"]

TRIED = 1500
"""How many parts of a large deal are tried in the order of the best plans known, the deepest first."""

SEARCHED = 12
"""For how many of the parts that are deeper than the best one found a plan is then searched."""

BATCH = 64
"""How many parts are tried at a time."""

PLANS = 3
"""How many plans of the whole deal lend their order to its parts."""


@dataclass(frozen=True)
class _Part:
    """A part of a deal: which reading, which of its planned steps as a set, and the shares that it gives, sorted."""

    task: int
    made: int
    shares: tuple[float, ...]

    @property
    def key(self) -> tuple[tuple[float, ...], int]:
        """The deepest first."""
        return tuple(-share for share in self.shares), -self.made.bit_count()


def depths(exchange: Exchange, tasks: Sequence[Task]) -> list[Floats]:
    """For each task the shares (2^n, N') that each set of planned steps gives the parties that the deal gives anything.

    With several readings the whole is the one that gives a party most.

    >>> from standoff.engine.core.exchange import Exchange
    >>> swap = Exchange(
    ...     horizons=np.ones(2), walkout_costs=np.zeros(2), worth=np.array([[-1.0, -1.0, 3.0], [4.0, 1.0, -1.0]]),
    ...     takes=np.zeros(3), seen=np.zeros(3), undo=np.zeros(3), owns=np.zeros((2, 3), dtype=bool),
    ...     automatic=np.zeros(3, dtype=bool), ends_all=np.zeros(3, dtype=bool),
    ...     requires=np.zeros((3, 3), dtype=bool), together_steps=np.zeros((0, 3), dtype=bool),
    ...     together_worth=np.zeros((0, 2)))
    >>> depths(swap, [Task((), (0, 1, 2), np.ones(8, dtype=bool))])[0][0b101].tolist()
    [1.0, 0.8]
    """
    given = [np.maximum(exchange.worth[:, list(task.planned)], 0.0) for task in tasks]
    whole = np.max([worths.sum(axis=1) for worths in given], axis=0)
    counts = whole > 0
    shares = []
    for worths in given:
        sums = np.zeros((1, int(counts.sum())))
        for column in (worths[counts] / whole[counts, None]).T:
            sums = np.concatenate([sums, sums + column])
        shares.append(np.round(sums, 9))
    return shares


def _parts(exchange: Exchange, tasks: Sequence[Task]) -> list[_Part]:
    """All parts of a deal, the deepest first."""
    parts = []
    for number, (task, shares) in enumerate(zip(tasks, depths(exchange, tasks), strict=True)):
        made = np.flatnonzero(deals_within(exchange, task))
        ordered = np.sort(shares[made], axis=1)
        steps = np.array([int(each).bit_count() for each in made])
        for at in np.lexsort((-steps, *(-ordered.T[::-1])))[: max(TRIED, 1 << EXHAUSTED_UP_TO)]:
            parts.append(_Part(number, int(made[at]), tuple(ordered[at].tolist())))
    return sorted(parts, key=lambda part: part.key)


def deepest(
    exchange: Exchange,
    tasks: Sequence[Task],
    aim: Aim,
    progress: ShareDone = silent,
    left: TimeLeft = unlimited,
) -> BestPlan:
    """The deepest part of a deal for which there is a plan that holds and asks for no more trust than the aim.

    Deals of up to 6 steps: every plan of every part that is deeper is tried, and the answer is proved. Larger ones:
    the parts are tried in the order of the best plans of the whole. If nothing is found, the closest plan is that of
    the whole deal. `least` and `bound` are minus the depth. Raises SizeError.
    """
    small = all(len(task.planned) <= EXHAUSTED_UP_TO for task in tasks)
    aim = replace(aim, ranking="least-trust")
    whole = best_plan(exchange, tasks, aim, lambda share: progress(0.5 * share), left, bounded=False)
    parts = _parts(exchange, tasks)
    if not small:
        parts = _promising(exchange, tasks, parts, whole, aim, left)
    assessed, proved, stopped, answer = whole.assessed, whole.proved and small, whole.stopped, None
    for number, equal in enumerate(_levels(parts)):
        if left() <= 0:
            stopped = True
            break
        found = best_plan(
            exchange, [tasks[part.task].only(_steps(tasks, part)) for part in equal], aim, left=left, bounded=False
        )
        progress(0.5 + 0.5 * (number + 1) / len(parts))
        assessed, stopped, proved = assessed + found.assessed, stopped or found.stopped, proved and found.proved
        if found.best is not None:
            part = equal[found.task]
            depth = min(part.shares, default=1.0)
            answer = replace(found, task=part.task, least=-depth, bound=-depth if proved else None, depth=depth)
            break
    progress(1.0)
    if answer is None:
        answer = replace(whole, best=None, closest=whole.best if whole.closest is None else whole.closest, least=None)
    return replace(
        answer, proved=proved, exhausted=proved, assessed=assessed, stopped=stopped,
        largest_gain=whole.largest_gain, refusers=whole.refusers,
    )  # fmt: skip


def _steps(tasks: Sequence[Task], part: _Part) -> list[int]:
    return [j for b, j in enumerate(tasks[part.task].planned) if part.made >> b & 1]


def _levels(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Parts that are equally good, together: trust tells them apart."""
    levels: dict[tuple[tuple[float, ...], int], list[_Part]] = {}
    for part in parts:
        levels.setdefault(part.key, []).append(part)
    return list(levels.values())


def _promising(
    exchange: Exchange, tasks: Sequence[Task], parts: Sequence[_Part], whole: BestPlan, aim: Aim, left: TimeLeft
) -> list[_Part]:
    """The parts of a large deal to search: the best of those deeper than the deepest one that holds in a known order.

    Known orders are those of the best plans of the whole deal, with the steps that are not in the part left out.
    """
    closest = whole.closest if whole.best is None else whole.best
    orders = [closest] if closest is not None else []
    orders += [compromise.vector for compromise in whole.frontier[:PLANS]]
    levels: list[tuple[float, _Part]] = []
    for first in range(0, min(len(parts), TRIED), BATCH):
        some = parts[first : first + BATCH]
        if left() <= 0:
            break
        levels += zip(_levels_in(exchange, tasks, some, orders), some, strict=True)
        if min(level for level, _ in levels) <= aim.most_trust:
            break
    good = next((n for n, (level, _) in enumerate(levels) if level <= aim.most_trust), len(levels) - 1)
    near = sorted(levels[: good + 1], key=lambda pair: (pair[0], pair[1].key))[: SEARCHED + 1]
    return sorted((part for _, part in near), key=lambda part: part.key)


def _levels_in(
    exchange: Exchange, tasks: Sequence[Task], parts: Sequence[_Part], orders: Sequence[Ints]
) -> list[float]:
    """The least trust, or what is missing, of each part in the given orders and with all of its steps at once."""
    least = [np.inf] * len(parts)
    for number, task in enumerate(tasks):
        rows: list[Ints] = []
        whose: list[int] = []
        for at, part in enumerate(parts):
            if part.task == number:
                rows += _restricted(exchange, task, _steps(tasks, part), orders)
                whose += [at] * (len(rows) - len(whose))
        vectors = np.array(rows, dtype=np.int64).reshape(-1, exchange.steps)
        legal = np.flatnonzero(keeps_to(exchange, task, vectors))
        if legal.size:
            for at, level in zip(legal.tolist(), score(exchange, vectors[legal], task).level.tolist(), strict=True):
                least[whose[at]] = min(least[whose[at]], level)
    return least


def _restricted(exchange: Exchange, task: Task, steps: Sequence[int], orders: Sequence[Ints]) -> list[Ints]:
    """The given orders with only some steps in them, and these steps at once."""
    chosen, found = np.isin(np.arange(exchange.steps), steps), []
    for order in [*orders, np.ones(exchange.steps, dtype=np.int64)]:
        row = np.where(chosen, np.maximum(order, 1), ABSENT)
        row[list(task.kept)] = 0
        found.append(numbered(row[None])[0])
    return found
