"""What a plan may be the best at: the objectives of the search, as one table of name and search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from standoff.engine.core.constraints import Task
from standoff.engine.core.exchange import Exchange
from standoff.engine.roadmap.clock import ShareDone, TimeLeft
from standoff.engine.roadmap.deepest import deepest
from standoff.engine.roadmap.search import Aim, BestPlan, best_plan

__all__ = ["OBJECTIVES", "Objective"]


@dataclass(frozen=True)
class Objective:
    """How a plan is looked for, and what turns the value that the search makes small into what is said of it."""

    find: Callable[[Exchange, Sequence[Task], Aim, ShareDone, TimeLeft], BestPlan]
    scale: float = 1.0


OBJECTIVES: dict[str, Objective] = {
    "least-trust": Objective(best_plan),
    "least-at-risk": Objective(best_plan),
    "largest-margin": Objective(best_plan, scale=-1.0),
    "fastest": Objective(best_plan, scale=12.0),
    "deepest": Objective(deepest, scale=-1.0),
}
"""The objectives by name; the first is what is looked for unless something else is said. Said of
plans are a trust, a share at risk, a share of the gross stake, months, and a depth."""
