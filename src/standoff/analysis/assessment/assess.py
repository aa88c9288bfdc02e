"""Question 2 for a case: its plans assessed, and why each is refused, breaks or holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress
from math import isfinite, isnan
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement
from standoff.analysis.assessment.between import between_of
from standoff.analysis.assessment.bystanders import bystanders_of
from standoff.analysis.assessment.edge import edges_of, signing_of, trifles_of, waits_of
from standoff.analysis.assessment.groups import groups_of
from standoff.analysis.assessment.sincerity import learning_of
from standoff.analysis.assessment.trial import Trial, trial_of
from standoff.analysis.names import called_by, chosen_of, party_called
from standoff.analysis.numbers import number_or_none
from standoff.engine.assessment.failures import OPENLY
from standoff.engine.assessment.trust import Assessed
from standoff.engine.assessment.values import TOLERANCE, failure_spans, share_of_gains, stop_spans
from standoff.engine.assessment.verdict import Judgements, judge
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools
from standoff.results.records.assessment import Assessment, Binding, Course, Pair, Row, Stop
from standoff.results.records.made import Verdict
from standoff.results.sentences import assessment, beyond

if TYPE_CHECKING:
    from standoff.case.model.model import Case


def assessment_of(case: Case, exchange: Exchange, plan: Arrangement, between: bool = False) -> Assessment:
    """A plan, judged, and what the numbers say in words; `between`: also of breaches begun between phase starts."""
    trial = trial_of(case, exchange, plan)
    groups, every_group_set = groups_of(trial)
    part, found = trial.part, trial.found
    judged = judge(found)
    parties = list(case.parties)
    granted = tuple(step for step in case.steps if step in case.now and step not in plan.keeps)
    symbolic = np.array([case.steps[step].symbolic for step in plan.steps], dtype=bool)
    verdicts: tuple[tuple[Verdict, Bools], ...] = (
        ("refused", judged.refused), ("breaks", judged.breaks), ("holds", judged.holds),
    )  # fmt: skip
    return Assessment(
        plan=plan.name,
        title=plan.title,
        keeps=plan.keeps,
        phases=plan.phases,
        verdict=next(verdict for verdict, applies in verdicts if applies[0]),
        self_enforcing=bool(~np.isnan(found.trust_asked[0])),
        trust=number_or_none(found.trust_asked[0]),
        gain=dict(zip(parties, found.gain[0].tolist(), strict=True)),
        at_risk=dict(zip(parties, found.at_risk[0].tolist(), strict=True)),
        binding=_binding(trial, judged),
        months=12 * float(found.lasts[0]),
        rows=_rows(trial),
        if_stopped=tuple(
            Stop(k, party, worth)
            for k, left in enumerate((found.stop[0] - found.kept[0]).tolist()[1:], start=1)
            for party, worth in zip(parties, left, strict=True)
        ),
        starts=tuple(12 * start for start in found.starts[0].tolist()),
        symbolic_share=dict(zip(parties, share_of_gains(part, trial.vector, symbolic).tolist(), strict=True)),
        made=replace(
            trial.made,
            note=beyond.where_bounds([party_called(case, party) for party in trial.bounds], not every_group_set),
        ),
        taken_for_granted=granted,
        if_broken=_if_broken(trial, judged) if judged.breaks[0] else "",
        stays=assessment.what_stays([case.steps[s].name for s in plan.keeps], [case.steps[s].name for s in granted]),
        needed=chosen_of(parties, found.needed[0]),
        against=bystanders_of(trial, exchange),
        groups=groups,
        between=between_of(trial) if between else None,
        learning=learning_of(trial),
        on_edge=edges_of(trial),
        hangs_on=trifles_of(trial),
        signing=signing_of(trial),
        waits=waits_of(trial),
        stake=dict(zip(parties, found.stake[0].tolist(), strict=True)),
    )


def courses_of(courses: Sequence[tuple[float, float]]) -> tuple[Course, ...]:
    """All that can happen after a failure, as it is reported."""
    return tuple(Course(chance, 12 * time if isfinite(time) else None) for chance, time in courses)


def row_of(
    found: Assessed,
    k: int,
    i: int,
    parties: Sequence[str],
    steps: Sequence[str],
    *,
    exact: bool = True,
    courses: Sequence[tuple[float, float]] = (),
) -> Row:
    """One party at the start of one phase (k from 0) of a plan, and what can happen if it walks out.

    parties: all by their names; steps: those of the plan. Not `exact` where its walk-out value is a lower bound.
    """
    numbers = [float(getattr(found, name)[0, k, i]) for name in ROW]
    pointed = [int(getattr(found, name)[0, k, i]) for name in POINTED]
    return _row(k, parties[i], numbers, pointed, _Named(found, parties, steps), exact, courses_of(courses))


ROW = ("carry_on", "walk_out", "margin", "exposure", "trust", "bond", "loss", "kept_by_carrying_on")
POINTED = ("tempting", "own", "feared")
"""The numbers of a row, and the failures that it points to."""


class _Named:
    """The failures of an assessed plan by the names of their steps and parties."""

    def __init__(self, found: Assessed, parties: Sequence[str], steps: Sequence[str]) -> None:
        failures = found.failures
        self.breaches = [tuple(compress(steps, chosen)) for chosen in failures.breaches.tolist()]
        self.groups = [tuple(compress(parties, chosen)) for chosen in failures.group.tolist()]
        self.shows: list[float] = failures.shows.tolist()


def _rows(trial: Trial) -> tuple[Row, ...]:
    """All rows of a plan, phase by phase."""
    found, parties = trial.found, list(trial.case.parties)
    named, bounds = _Named(found, parties, trial.plan.steps), trial.bounds
    # (phases, parties) of tuples: one column for each name.
    numbers = np.stack([getattr(found, name)[0] for name in ROW], axis=-1).tolist()
    pointed = np.stack([getattr(found, name)[0] for name in POINTED], axis=-1).tolist()
    plain = {time: courses_of(((1.0, time),)) for time in {0.0, *named.shows}} if trial.part.missed is None else {}

    def courses(k: int, tempting: int) -> tuple[Course, ...]:
        if plain:
            return plain[0.0 if tempting == OPENLY else named.shows[tempting]] if tempting != -1 else ()
        return courses_of(trial.courses(k + 1, tempting))

    return tuple(
        _row(k, party, numbers[k][i], told, named, party not in bounds, courses(k, told[0]))
        for k in range(len(trial.plan.phases) + 1)
        for i, (party, told) in enumerate(zip(parties, pointed[k], strict=True))
    )


def _row(
    k: int,
    party: str,
    numbers: Sequence[float],
    pointed: Sequence[int],
    named: _Named,
    exact: bool,
    courses: tuple[Course, ...],
) -> Row:
    carry_on, walk_out, margin, exposure, trust, bond, loss, kept = numbers
    tempting, own, feared = pointed
    return Row(
        phase=k + 1,
        party=party,
        carry_on=carry_on,
        walk_out=None if isnan(walk_out) else walk_out,
        margin=None if isnan(margin) else margin,
        exposure=None if isnan(exposure) else exposure,
        trust=None if isnan(trust) else trust,
        breach=named.breaches[tempting] if tempting >= 0 else (),
        openly=tempting == OPENLY,
        shows=0.0 if tempting == OPENLY else named.shows[tempting] if tempting >= 0 else None,
        bond=0.0 if isnan(bond) else bond,
        courses=courses,
        exact=exact,
        binds=_pair(own, feared, loss, kept, named),
    )


def _pair(own: int, feared: int, loss: float, kept: float, named: _Named) -> Pair | None:
    """The pair of failures that binds one row."""
    if feared < 0:
        return None
    shows = 12 * named.shows[feared]
    return Pair(
        own=() if own == OPENLY else named.breaches[own],
        openly=own == OPENLY,
        others=named.groups[feared],
        theirs=named.breaches[feared],
        shows=shows if isfinite(shows) else None,
        loss=loss,
        kept_by_carrying_on=kept,
    )


def _binding(trial: Trial, judged: Judgements) -> Binding:
    """The row that decides, and the sentence that says why."""
    case, plan, part, found = trial.case, trial.plan, trial.part, trial.found
    phase, i = int(judged.phase[0]), int(judged.party[0])
    if i < 0:
        return Binding(None, None, assessment.why_nothing_binds(plan.title))
    party, called = list(case.parties)[i], called_by(case)
    if judged.refused[0]:
        worst = sorted(range(len(plan.keeps), len(plan.steps)), key=lambda j: part.worth[i, j])[:2]
        costs = [case.steps[plan.steps[j]].name for j in worst if part.worth[i, j] < 0]
        others = [name for name in chosen_of(called, found.refuses[0]) if name != called[i]]
        lost, takes_part = -float(found.gain[0, i]), bool(part.acting(trial.vector[None])[0, i])
        return Binding(None, party, assessment.why_refused(called[i], lost, costs, others, takes_part))
    why = why_it_breaks if judged.breaks[0] else why_it_holds
    return Binding(phase, party, why(trial, phase, i))


def _if_broken(trial: Trial, judged: Judgements) -> str:
    """What each party has if everything stops where the plan breaks first."""
    found = trial.found
    phase = int(judged.phase[0])
    left = found.stop[0, phase - 1] - found.kept[0]
    left[np.abs(left) <= TOLERANCE * found.stake[0]] = 0.0
    worths = list(zip(called_by(trial.case), left.tolist(), strict=True))
    return assessment.if_it_breaks(phase, len(trial.plan.phases), worths)


def why_it_breaks(trial: Trial, phase: int, i: int) -> str:
    """Why a party walks out, which its negative margin says."""
    part, found = trial.part, trial.found
    failure = int(found.tempting[0, phase - 1, i])
    if failure == OPENLY:
        breaches = np.zeros(part.steps, dtype=bool)
        spans = stop_spans(part, trial.vector, trial.pace, phase)
    else:
        breaches = found.failures.breaches[failure]
        spans = failure_spans(part, trial.vector, trial.pace, phase, breaches)
    names = [trial.case.steps[step].name for step in trial.plan.steps]
    liked = sorted(np.flatnonzero(part.worth[i] > 0), key=lambda j: -float(part.worth[i, j]))
    has = [j for j in liked if spans.comes[j] and not breaches[j]]
    lasts = [j for j in has if np.isfinite(spans.end[j])]
    return assessment.why_breaks(
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
    found, at = trial.found, (0, phase - 1, i)
    own, feared = int(found.own[at]), int(found.feared[at])
    return assessment.why_holds(
        trial.scene(phase, i, own),
        trial.scene(phase, i, feared),
        chosen_of(called_by(trial.case), found.failures.group[feared]),
        trust=float(found.trust[at]),
        loss=float(found.loss[at]),
        kept=float(found.kept_by_carrying_on[at]),
        most=most,
    )
