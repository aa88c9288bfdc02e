"""A plan of a case, tried by the engine: what its numbers are about, and how its failures are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, part_of, vector_of
from standoff.analysis.names import called_by, chosen_of, party_called
from standoff.analysis.numbers import LARGEST_EXCHANGE, at_median
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.engine.assessment.breaches import untried
from standoff.engine.assessment.failures import OPENLY
from standoff.engine.assessment.trust import Assessed
from standoff.engine.assessment.trust import assess as assess_plans
from standoff.engine.assessment.values import failure_courses
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Ints
from standoff.errors import SizeError
from standoff.results.records.made import Made
from standoff.results.sentences import assessment, beyond
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case


@dataclass(frozen=True)
class Trial:
    """A plan of a case, assessed by the engine, and what its numbers are about."""

    case: Case
    plan: Arrangement
    part: Exchange
    vector: Ints
    pace: float
    found: Assessed

    @property
    def made(self) -> Made:
        """How the assessment was made."""
        exact = bool(self.found.exact[0])
        return Made(
            version=__version__,
            method="assessment of all failures at the medians of the ranges",
            exact=exact,
            note=beyond.where_bounds(self._called(self.bounds), False),
            ordered=ordered_parties(self.case),
        )

    def courses(self, phase: int, failure: int) -> tuple[tuple[float, float], ...]:
        """All that can happen after a failure: with which chance it shows after how many years."""
        if failure == OPENLY:
            return ((1.0, 0.0),)
        if failure < 0:
            return ()
        if self.part.missed is None:
            return ((1.0, float(self.found.failures.shows[failure])),)
        breaches = self.found.failures.breaches[failure]
        courses = failure_courses(self.part, self.vector, self.pace, phase, breaches)
        return tuple((chance, spans.shows) for chance, spans in courses)

    @cached_property
    def bounds(self) -> tuple[str, ...]:
        """The parties whose walk-out values are lower bounds: not all sets of their breaches were tried."""
        if self.found.exact[0]:
            return ()
        if not self.part.plainly_seen:
            return tuple(self.case.parties)
        return chosen_of(list(self.case.parties), untried(self.part, self.vector, self.pace))

    def _called(self, parties: Sequence[str]) -> list[str]:
        return [party_called(self.case, party) for party in parties]

    def scene(self, phase: int, i: int, failure: int) -> assessment.Scene:
        """A party at a phase with the breaches of a failure, or as it leaves openly; -1: with none."""
        failures, made = self.found.failures, self.vector < phase
        breaches = failures.breaches[failure] if failure >= 0 else np.zeros_like(made)
        shows = float(failures.shows[failure]) if failure >= 0 else 0.0
        margin = float(self.found.margin[0, phase - 1, i])
        courses = self.courses(phase, failure)
        scene = self.scene_of(called_by(self.case)[i], phase, breaches, made, shows, margin, courses)
        return replace(scene, openly=failure == OPENLY)

    def scene_of(
        self,
        party: str,
        phase: int,
        breaches: Bools,
        made: Bools,
        shows: float,
        margin: float,
        courses: Sequence[tuple[float, float]] = (),
    ) -> assessment.Scene:
        """Somebody, by what it is called, at a phase with some breaches, of which the made steps are taken back."""
        names = [self.case.steps[step].name for step in self.plan.steps]
        return assessment.Scene(
            party=party,
            phase=phase,
            last=len(self.plan.phases),
            begins=float(self.found.starts[0, phase - 1]),
            undone=chosen_of(names, breaches & made),
            withheld=chosen_of(names, breaches & ~made),
            shows=shows,
            margin=margin,
            courses=courses,
        )


def require_few_steps(plan: Arrangement) -> None:
    """Raises SizeError for a plan of more steps than can be assessed."""
    if len(plan.steps) > LARGEST_EXCHANGE:
        what = f"steps in the plan `{plan.name}`, kept ones included"
        raise SizeError(what, len(plan.steps), LARGEST_EXCHANGE, "name under `keeps` what could be ended, or plan less")


def trial_of(case: Case, exchange: Exchange, plan: Arrangement) -> Trial:
    """Assess a plan of a case. Raises SizeError."""
    require_few_steps(plan)
    part = part_of(case, exchange, plan.steps, plan.consent)
    vector, pace = vector_of(plan.steps, plan), at_median(plan.pace)
    return Trial(case, plan, part, vector, pace, assess_plans(part, vector, pace))
