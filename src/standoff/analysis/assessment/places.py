"""All places that a step could have in a plan, and what would come of each: what is asked while a step is moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, part_of, vector_of
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.numbers import exchange_of
from standoff.engine.assessment.trust import holding

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.engine.core.exchange import Exchange
    from standoff.engine.core.types import Floats
    from standoff.results.records.assessment import Assessment

__all__ = ["Place", "places_of"]


@dataclass(frozen=True)
class Place:
    """A place of a step in a plan, and what comes of it there.

    Counted in the phases of the plan without the step, 1..K: among the steps of `phase`, or, where `alone`, as a phase
    of its own before it (K+1: after all others). `phases`: the plan then. `problems`: why it is not possible, each with
    where, message and hint, in the words of `standoff check`; then nothing else is known. `holds`: in which share of
    the draws it holds, None where nothing is drawn.
    """

    phase: int
    alone: bool
    phases: tuple[tuple[str, ...], ...]
    problems: tuple[tuple[str, str, str], ...] = ()
    assessment: Assessment | None = None
    holds: float | None = None


def places_of(
    case: Case, plan: Arrangement, step: str, drawn: Exchange | None = None, pace: float | Floats = 0.0
) -> tuple[Place, ...]:
    """Every place of a step, which the plan may have or not, from the first phase to the last.

    drawn: the exchange of the case in draws, of which is asked how often the plan holds there; pace: its own in them.
    """
    from standoff.case.check.typed import problems_of_plans
    from standoff.case.model.model import Plan

    found = list(_every(plan, step))
    problems = problems_of_plans(case, [Plan(phases=place.phases) for place in found])
    exchange = exchange_of(case)
    assessed = [
        replace(place, problems=tuple(wrong))
        if wrong
        else replace(place, assessment=assessment_of(case, exchange, replace(plan, phases=place.phases)))
        for place, wrong in zip(found, problems, strict=True)
    ]
    return tuple(assessed if drawn is None else _drawn(case, plan, step, assessed, drawn, pace))


def _every(plan: Arrangement, step: str) -> Iterator[Place]:
    """All places; among the steps of a phase where it is already, it stays where it is."""
    rest = [(phase, tuple(name for name in phase if name != step)) for phase in plan.phases]
    rest = [(phase, left) for phase, left in rest if left]
    others = tuple(left for _, left in rest)
    for k, (phase, left) in enumerate(rest):
        yield Place(k + 1, True, (*others[:k], (step,), *others[k:]))
        among = phase if step in phase else (*left, step)
        yield Place(k + 1, False, (*others[:k], among, *others[k + 1 :]))
    yield Place(len(others) + 1, True, (*others, (step,)))


def _drawn(
    case: Case, plan: Arrangement, step: str, places: list[Place], drawn: Exchange, pace: float | Floats
) -> list[Place]:
    """The same places, and how often the plan holds there: all in one go, as they are about the same steps."""
    possible = [n for n, place in enumerate(places) if not place.problems]
    if not possible:
        return places
    steps = plan.steps if step in plan.steps else (*plan.steps, step)
    part = part_of(case, drawn, steps, plan.consent)
    vectors = np.array([vector_of(steps, replace(plan, phases=places[n].phases)) for n in possible])
    shares = holding(part, vectors, pace)[0].mean(axis=1).tolist()
    often = dict(zip(possible, shares, strict=True))
    return [replace(place, holds=often.get(n)) for n, place in enumerate(places)]
