"""Plans that stand in no file, typed or tried, checked as those of the case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from standoff.case.check.claims import Claims
from standoff.case.check.feasible import order_of_plan, stages_of_plan
from standoff.case.model.model import Case, Plan
from standoff.case.reading.source import Source
from standoff.case.reading.sources import read_library

__all__ = ["problems_of_plan", "problems_of_plans"]


def problems_of_plan(case: Case, key: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the order of one plan of a case: where (phase and step, from 1), the message and the hint."""
    yield from problems_of_plans(case, [case.plans[key]])[0]


def problems_of_plans(case: Case, plans: Sequence[Plan]) -> list[list[tuple[str, str, str]]]:
    """The same of each of several plans, of this case or not."""
    claims = Claims(case, Source("", "", []), read_library(None))
    return [list(_problems(claims, plan)) for plan in plans]


def _problems(claims: Claims, plan: Plan) -> Iterator[tuple[str, str, str]]:
    for look in (order_of_plan, stages_of_plan):
        for problem in look(claims, "typed", plan):
            phase, *step = problem.path.partition(".phases.")[2].split(".")
            yield f"phase {phase}" + (f", step {step[0]}" if step else ""), problem.message, problem.hint
