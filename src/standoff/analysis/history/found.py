"""The best plan for a deal as the case was then: among good orders of all dates, and today's own.

A full search at every date would take many times as long as all the rest. A good plan of each date is found quickly,
and at each date all of them are tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement
from standoff.analysis.names import places_of
from standoff.analysis.numbers import exchange_of
from standoff.analysis.roadmap.choices import arranged, asked_of, phases_in_names
from standoff.engine.core.constraints import Legal
from standoff.engine.core.exchange import phase_vector
from standoff.engine.core.types import Ints
from standoff.engine.roadmap.quick import quick_plan
from standoff.engine.roadmap.ranking import RANKINGS, Scores, score
from standoff.errors import StandoffError

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["BestThen", "Orders", "best_then", "good_orders"]

Orders = tuple[tuple[tuple[str, ...], ...], ...]
"""Plans for a deal by their phases."""


@dataclass(frozen=True)
class BestThen:
    """The plan that asks for the least trust among `tried`; where none holds the nearest to it."""

    plan: Arrangement
    tried: int


def good_orders(case: Case, deal: str) -> Orders:
    """A plan that asks for little trust at the medians, if the case allows one."""
    try:
        union, part, tasks = asked_of(case, exchange_of(case), deal)
        plan = quick_plan(part, tasks)
    except StandoffError:
        return ()
    return () if plan is None else (phases_in_names(case, union, plan),)


def best_then(case: Case, deal: str, orders: Orders) -> BestThen | None:
    """The best of some orders for a deal, as far as the case allows them; of equals the first. None: it allows none.

    Steps that are in force are taken out of the orders; those that lack a step of the deal are no plans for it.
    """
    union, part, tasks = asked_of(case, exchange_of(case), deal)
    plans: list[Ints] = []
    scores: list[Scores] = []
    for task in tasks:
        legal, planned = Legal(part, task), {union[j] for j in task.planned}
        vectors = _vectors(union, list(task.kept), planned, case.now, orders)
        vectors = [vector for vector in vectors if bool(legal(vector[None])[0])]
        if vectors:
            plans += vectors
            scores.append(score(part, np.array(vectors), task))
    if not plans:
        return None
    first = int(RANKINGS["least-trust"].first_of_each(Scores.joined(scores), 1.0, np.zeros(len(plans), np.int64))[0])
    return BestThen(arranged(case, deal, union, plans[first]), len(plans))


def _vectors(
    union: Sequence[str],
    kept: list[int],
    planned: set[str],
    now: Sequence[str],
    orders: Sequence[Sequence[Sequence[str]]],
) -> list[Ints]:
    """The orders that plan what one reading of a deal plans, each once."""
    found: dict[bytes, Ints] = {}
    for order in orders:
        left = [phase for each in order if (phase := [step for step in each if step not in now])]
        if {step for phase in left for step in phase} == planned:
            vector = phase_vector(len(union), kept, [places_of(union, phase) for phase in left])
            found.setdefault(vector.tobytes(), vector)
    return list(found.values())
