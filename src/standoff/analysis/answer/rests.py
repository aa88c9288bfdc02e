"""What an answer rests on: the evidence for the numbers that have a say, and what a single one of them can reverse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from standoff.analysis.assessment.arrangement import Arrangement
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.sureness.flips import VariedPlan, flips_of
from standoff.analysis.sureness.ranges import quantities_of
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
    weights = {driver.path: driver.total for driver in found.drivers if driver.total > 0}
    total = sum(weights.values())
    sourced = sum(weight for path, weight in weights.items() if _rests_on(case, path) == "source")
    return _counted(
        case,
        question.paths,
        sourced / total if total else None,
        max(reversing, key=lambda one: one[1], default=None),
    )


def of_a_case(case: Case) -> Rests:
    """What anything that is said of plans of a case rests on, where there is none to look at more closely."""
    numbers = (path for path, quantity in quantities_of(case).items() if quantity.shape != "point" or quantity.low)
    return _counted(case, numbers, None, None)


def _counted(case: Case, paths: Iterable[str], weight: float | None, reverse: tuple[str, float] | None) -> Rests:
    found = [_rests_on(case, path) for path in paths]
    return Rests(
        numbers=len(found),
        sourced=found.count("source"),
        judged=found.count("judgement"),
        weight=weight,
        reverse=reverse,
        orders=[called(case.parties[party].name) for party in ordered_parties(case)],
    )


def _rests_on(case: Case, path: str) -> str:
    """Whether a source is said to support the size of a number, or a judgement does, or neither."""
    found = case.evidence_for(path)
    if any(not evidence.judged and evidence.supports == "size" for evidence in found):
        return "source"
    return "judgement" if any(evidence.judged and evidence.supports in ("", "size") for evidence in found) else ""
