"""How sure is what is said of other governments: in how many draws in which a plan holds a successor keeps to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, part_of, vector_of
from standoff.analysis.assessment.successor import by_its_numbers, under_successor
from standoff.analysis.numbers import DAYS_A_YEAR, at_median
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.assessment.remainder import remainder
from standoff.engine.assessment.successor import best_quit
from standoff.engine.assessment.trust import assess
from standoff.results.sentences.successor import keeps_in_draws

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.assessment import Assessment
    from standoff.results.records.successor import Succession

__all__ = ["DRAWS", "successors_in_draws"]

DRAWS = 400
"""In so many draws at most it is looked at whether a successor keeps to a plan: each is a plan of its own."""


def successors_in_draws(
    case: Case, found: Assessment, plan: Arrangement, draws: int, seed: int, pace: str
) -> Assessment:
    """A plan that was assessed with other governments, and in how many draws these keep to it.

    pace: the path of its pace among the numbers of the case, or "" where nothing says that it can vary.
    """
    told = tuple(_one(case, one, plan, min(draws, DRAWS), seed, pace) for one in found.successions)
    return replace(found, successions=told) if told else found


def _one(case: Case, one: Succession, plan: Arrangement, draws: int, seed: int, path: str) -> Succession:
    successor = case.parties[one.party].successor
    assert successor is not None
    i, years = list(case.parties).index(one.party), (successor.on - case.as_of).days / DAYS_A_YEAR
    drawn = [Drawn.of(each, draws, seed) for each in (case, under_successor(case, one.party))]
    now, then = (part_of(each.case, each.exchange(), plan.steps, plan.consent) for each in drawn)
    pace = drawn[0].value(path) if path else np.full(draws, at_median(plan.pace))
    vector = vector_of(plan.steps, plan)
    holding = np.flatnonzero(assess(now, vector, pace).holds)
    keeps = 0
    for draw in holding.tolist():
        left = remainder(now.single(draw), vector, float(pace[draw]), years)
        quits = best_quit(by_its_numbers(left, then.single(draw), i), i)
        keeps += quits is None or quits.margin >= 0
    if not holding.size:
        return one
    share = keeps / holding.size
    return replace(one, keeps=share, why=f"{one.why} {keeps_in_draws(share, holding.size)}")
