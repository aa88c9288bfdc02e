"""What an answer rests on: the numbers that have a say, how much each drives it, and what a single one can reverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.analysis.assessment.arrangement import Arrangement
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.sureness.flips import VariedPlan, flips_of
from standoff.analysis.sureness.ranges import quantities_of
from standoff.case.model.backing import numbers
from standoff.case.model.values import Quantity
from standoff.engine.core.parallel import HERE, Workers
from standoff.results.records.answer import Rests
from standoff.results.sentences.answer import called

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.answer import Contender

__all__ = ["of_a_case", "of_a_plan"]


def of_a_plan(case: Case, best: Contender, seed: int, by: Workers = HERE) -> Rests:
    """What the verdict on a plan rests on, weighed by how much of it hangs on each number over their ranges."""
    pace = quantities_of(case).get(best.pace, Quantity.point(0.0))
    arrangement = Arrangement("best", "best", best.plan.keeps, best.plan.phases, pace, best.consent)
    question = VariedPlan(case, arrangement, best.pace)
    found = flips_of(question, seed=seed, by=by, mapped=False)
    reversing = [
        (flip.label, flip.chance)
        for flip in found.flips
        if flip.chance is not None and (flip.becomes == "holds") != (found.verdict == "holds")
    ]
    claimed = {*numbers(case)}
    weights = {driver.path: driver.total for driver in found.drivers if driver.total > 0 and driver.path in claimed}
    total = sum(weights.values())
    return Rests(
        numbers=tuple(path for path in question.paths if path in claimed),
        weights={path: weight / total for path, weight in weights.items()},
        reverse=max(reversing, key=lambda one: one[1], default=None),
        orders=_orders(case),
    )


def of_a_case(case: Case) -> Rests:
    """What anything that is said of plans of a case rests on, where there is none to look at more closely."""
    return Rests(tuple(numbers(case)), {}, None, _orders(case))


def _orders(case: Case) -> tuple[str, ...]:
    return tuple(called(case.parties[party].name) for party in ordered_parties(case))
