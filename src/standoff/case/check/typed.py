"""A plan that is typed on the command line, checked as one of the case."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.case.check.claims import Claims
from standoff.case.check.feasible import order_of_plan, stages_of_plan
from standoff.case.model.model import Case
from standoff.case.reading.source import Source
from standoff.case.reading.sources import read_library

__all__ = ["problems_of_plan"]


def problems_of_plan(case: Case, key: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the order of one plan of a case: where (phase and step, from 1), the message and the hint."""
    claims = Claims(case, Source("", "", []), read_library(None))
    for look in (order_of_plan, stages_of_plan):
        for problem in look(claims, key, case.plans[key]):
            phase, *step = problem.path.partition(".phases.")[2].split(".")
            yield f"phase {phase}" + (f", step {step[0]}" if step else ""), problem.message, problem.hint
