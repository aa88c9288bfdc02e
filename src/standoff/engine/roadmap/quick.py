"""A plan that asks for little trust, found quickly: from good plans to better ones near them, as long as there are any.

Nothing is proved, and of deals of more than a few steps not all plans are tried: `search` looks further.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from standoff.engine.core.constraints import Legal, Task
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Ints
from standoff.engine.roadmap.neighbours import neighbours
from standoff.engine.roadmap.ranking import RANKINGS, Scores, score
from standoff.engine.roadmap.search import good_plans

__all__ = ["ASSESSMENTS", "ROUNDS", "quick_plan"]

ROUNDS = 12
"""So many times, at most, what is near a better plan is looked at."""

ASSESSMENTS = 600
"""So many plans are assessed, about."""


def quick_plan(exchange: Exchange, tasks: Sequence[Task]) -> Ints | None:
    """A plan (M,) that asks for little trust, the nearest to one where none holds; None where none is allowed.

    Of the readings of a deal only the one with the best plan to begin with is looked at further. Exchange without
    draws. Raises SizeError like `best_plan`.

    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[-2.0, 5.0], [5.0, -2.0]]),
    ...     takes=np.zeros(2), seen=np.full(2, 0.8), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> quick_plan(swap, [Task((), (0, 1), np.ones(4, dtype=bool))]).tolist()
    [1, 1]
    """
    (start,) = good_plans(exchange, tasks)
    if start is None:
        return None
    task, best = tasks[start[0]], start[1]
    legal, scored, known = Legal(exchange, task), score(exchange, best[None], task), {best.tobytes()}
    for _ in range(ROUNDS):
        near = neighbours(best, 1, task.same_phase)
        fresh = [plan for plan in near[legal(near)] if plan.tobytes() not in known]
        if not fresh or len(known) > ASSESSMENTS:
            break
        known |= {plan.tobytes() for plan in fresh}
        plans = np.array([best, *fresh])
        scores = Scores.joined([scored, score(exchange, plans[1:], task)])
        place = _first(scores)
        if not place:
            break
        best, scored = plans[place], scores.of(np.array([place]))
    return best


def _first(scores: Scores) -> int:
    """The place of the best."""
    whose = np.zeros(len(scores.level), np.int64)
    return int(RANKINGS["least-trust"].first_of_each(scores, 1.0, whose)[0])
