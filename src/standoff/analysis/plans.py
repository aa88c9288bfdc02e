"""Question 2 for a case: its plans assessed, and why each is refused, breaks or holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.agreeing import ordered_parties, require_worths
from standoff.analysis.beyond import between_of, groups_of, parties_with_bounds
from standoff.analysis.numbers import (
    LARGEST_EXCHANGE,
    Arrangement,
    at_median,
    called_by,
    chosen_of,
    exchange_of,
    given_plan,
    number_or_none,
    part_of,
    require_known,
    vector_of,
)
from standoff.analysis.sincerity import learning_of
from standoff.engine.assess import Assessed, Judged, failure_courses, failure_spans, share_of_gains
from standoff.engine.assess import assess as assess_plans
from standoff.engine.exchange import Bools, Exchange, Ints
from standoff.errors import SizeError
from standoff.results import records, sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model import Case


def assess(case: Case, plan: str, between: bool = False) -> records.Assessment:
    """Would this plan hold? The plan is one that the case names; `between`: look between phase starts too.

    Raises UsageError, SizeError.
    """
    require_worths(case)
    require_known("plan", plan, case.plans)
    return assessment_of(case, exchange_of(case), given_plan(case, plan), between)


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
    def made(self) -> records.Made:
        """How the assessment was made."""
        exact = bool(self.found.exact[0])
        return records.Made(
            version=__version__,
            method="assessment of all failures at the medians of the ranges",
            exact=exact,
            note=sentences.where_bounds(self._called(self.bounds), False),
            ordered=ordered_parties(self.case),
        )

    def courses(self, phase: int, failure: int) -> tuple[tuple[float, float], ...]:
        """All that can happen after a failure: with which chance it shows after how many years."""
        if failure < 0:
            return ()
        if self.part.missed is None:
            return ((1.0, float(self.found.failures.shows[failure])),)
        breaches = self.found.failures.breaches[failure]
        courses = failure_courses(self.part, self.vector, self.pace, phase, breaches)
        return tuple((chance, spans.shows) for chance, spans in courses)

    @cached_property
    def bounds(self) -> tuple[str, ...]:
        """The parties whose walk-out values are lower bounds."""
        return parties_with_bounds(self)

    def _called(self, parties: Sequence[str]) -> list[str]:
        return [self.case.parties[party].name for party in parties]

    def scene(self, phase: int, i: int, failure: int) -> sentences.Scene:
        """A party at a phase with the breaches of a failure; -1: with none."""
        failures, made = self.found.failures, self.vector < phase
        breaches = failures.breaches[failure] if failure >= 0 else np.zeros_like(made)
        shows = float(failures.shows[failure]) if failure >= 0 else 0.0
        margin = float(self.found.margin[0, phase - 1, i])
        courses = self.courses(phase, failure)
        return self.scene_of(called_by(self.case)[i], phase, breaches, made, shows, margin, courses)

    def scene_of(
        self,
        party: str,
        phase: int,
        breaches: Bools,
        made: Bools,
        shows: float,
        margin: float,
        courses: Sequence[tuple[float, float]] = (),
    ) -> sentences.Scene:
        """Somebody, by what it is called, at a phase with some breaches, of which the made steps are taken back."""
        names = [self.case.steps[step].name for step in self.plan.steps]
        return sentences.Scene(
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


def trial_of(case: Case, exchange: Exchange, plan: Arrangement) -> Trial:
    """Assess a plan of a case. Raises SizeError."""
    if len(plan.steps) > LARGEST_EXCHANGE:
        raise SizeError(f"steps in the plan `{plan.name}`", len(plan.steps), LARGEST_EXCHANGE, "assess a shorter plan")
    part, vector, pace = part_of(case, exchange, plan.steps), vector_of(plan.steps, plan), at_median(plan.pace)
    return Trial(case, plan, part, vector, pace, assess_plans(part, vector, pace))


def assessment_of(case: Case, exchange: Exchange, plan: Arrangement, between: bool = False) -> records.Assessment:
    """A plan, judged, and what the numbers say in words; `between`: also of breaches begun between phase starts."""
    trial = trial_of(case, exchange, plan)
    groups, every_group_set = groups_of(trial)
    part, found = trial.part, trial.found
    judged = found.judged()
    parties = list(case.parties)
    last = len(plan.phases)
    symbolic = np.array([case.steps[step].symbolic for step in plan.steps], dtype=bool)
    verdicts: tuple[tuple[records.Verdict, Bools], ...] = (
        ("refused", judged.refused), ("breaks", judged.breaks), ("holds", judged.holds),
    )  # fmt: skip
    return records.Assessment(
        plan=plan.name,
        title=plan.title,
        keeps=plan.keeps,
        phases=plan.phases,
        verdict=next(verdict for verdict, applies in verdicts if applies[0]),
        self_enforcing=bool(~np.isnan(found.trust_asked[0])),
        trust=number_or_none(found.trust_asked[0]),
        gain={party: float(found.gain[0, i]) for i, party in enumerate(parties)},
        at_risk={party: float(found.at_risk[0, i]) for i, party in enumerate(parties)},
        binding=_binding(trial, judged),
        months=12 * float(found.lasts[0]),
        rows=tuple(
            row_of(
                found,
                k,
                i,
                party,
                plan.steps,
                exact=party not in trial.bounds,
                courses=trial.courses(k + 1, int(found.tempting[0, k, i])),
            )
            for k in range(last + 1)
            for i, party in enumerate(parties)
        ),
        if_stopped=tuple(
            records.Stop(k, party, float(found.stop[0, k, i] - found.kept[0, i]))
            for k in range(1, last + 1)
            for i, party in enumerate(parties)
        ),
        starts=tuple(12 * float(start) for start in found.starts[0]),
        symbolic_share=dict(zip(parties, share_of_gains(part, trial.vector, symbolic).tolist(), strict=True)),
        made=replace(
            trial.made,
            note=sentences.where_bounds([case.parties[party].name for party in trial.bounds], not every_group_set),
        ),
        groups=groups,
        between=between_of(trial) if between else None,
        learning=learning_of(trial),
    )


def courses_of(courses: Sequence[tuple[float, float]]) -> tuple[records.Course, ...]:
    """All that can happen after a failure, as it is reported."""
    return tuple(records.Course(chance, 12 * time if np.isfinite(time) else None) for chance, time in courses)


def row_of(
    found: Assessed,
    k: int,
    i: int,
    party: str,
    steps: Sequence[str],
    *,
    exact: bool = True,
    courses: Sequence[tuple[float, float]] = (),
) -> records.Row:
    """One party at the start of one phase (k from 0), and what can happen if it walks out.

    Not `exact` where its walk-out value is a lower bound.
    """
    tempting = int(found.tempting[0, k, i])
    return records.Row(
        phase=k + 1,
        party=party,
        carry_on=float(found.carry_on[0, k, i]),
        walk_out=number_or_none(found.walk_out[0, k, i]),
        margin=number_or_none(found.margin[0, k, i]),
        exposure=number_or_none(found.exposure[0, k, i]),
        trust=number_or_none(found.trust[0, k, i]),
        breach=chosen_of(steps, found.failures.breaches[tempting]) if tempting >= 0 else (),
        shows=float(found.failures.shows[tempting]) if tempting >= 0 else None,
        bond=float(np.nan_to_num(found.bond[0, k, i], posinf=np.inf)),
        courses=courses_of(courses),
        exact=exact,
    )


def _binding(trial: Trial, judged: Judged) -> records.Binding:
    """The row that decides, and the sentence that says why."""
    case, plan, part, found = trial.case, trial.plan, trial.part, trial.found
    phase, i = int(judged.phase[0]), int(judged.party[0])
    if i < 0:
        return records.Binding(None, None, sentences.why_nothing_binds(plan.title))
    party, called = list(case.parties)[i], called_by(case)
    if judged.refused[0]:
        worst = sorted(range(len(plan.keeps), len(plan.steps)), key=lambda j: part.worth[i, j])[:2]
        costs = [case.steps[plan.steps[j]].name for j in worst if part.worth[i, j] < 0]
        others = [name for n, name in enumerate(called) if n != i and found.gain[0, n] < 0]
        lost, takes_part = -float(found.gain[0, i]), bool(part.owns[i].any())
        return records.Binding(None, party, sentences.why_refused(called[i], lost, costs, others, takes_part))
    why = why_it_breaks if judged.breaks[0] else why_it_holds
    return records.Binding(phase, party, why(trial, phase, i))


def why_it_breaks(trial: Trial, phase: int, i: int) -> str:
    """Why a party walks out, which its negative margin says."""
    part, found = trial.part, trial.found
    failure = int(found.tempting[0, phase - 1, i])
    breaches = found.failures.breaches[failure]
    spans = failure_spans(part, trial.vector, trial.pace, phase, breaches)
    names = [trial.case.steps[step].name for step in trial.plan.steps]
    liked = sorted(np.flatnonzero(part.worth[i] > 0), key=lambda j: -float(part.worth[i, j]))
    has = [j for j in liked if spans.comes[j] and not breaches[j]]
    lasts = [j for j in has if np.isfinite(spans.end[j])]
    return sentences.why_breaks(
        trial.scene(phase, i, failure),
        keeps=[names[j] for j in has if j not in lasts],
        lasts=[names[j] for j in lasts],
        until=float(spans.end[lasts].max(initial=0.0)),
        loses=[names[j] for j in liked if j not in has],
        cost=float(part.walkout_costs[i]),
        bond=float(found.bond[0, phase - 1, i]),
    )


def why_it_holds(trial: Trial, phase: int, i: int, most: bool = True) -> str:
    """Why trust is asked of a party that fears some failure."""
    found = trial.found
    failure = int(found.feared[0, phase - 1, i])
    group = chosen_of(called_by(trial.case), found.failures.group[failure])
    trust, exposure = found.trust[0, phase - 1, i], found.exposure[0, phase - 1, i]
    return sentences.why_holds(trial.scene(phase, i, failure), float(trust), group, float(exposure), most)
