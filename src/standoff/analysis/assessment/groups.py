"""Which groups of parties would breach a plan of a case together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import called_by, chosen_of
from standoff.engine.assessment.groups import group_temptations
from standoff.engine.assessment.values import failure_courses
from standoff.results.records.assessment import GroupBreach
from standoff.results.sentences import beyond as sentences
from standoff.results.sentences import wording

if TYPE_CHECKING:
    from standoff.analysis.assessment.trial import Trial


__all__ = ["groups_of", "in_months"]


def groups_of(trial: Trial) -> tuple[tuple[GroupBreach, ...], bool]:
    """The groups that would all gain by breaching together, and whether all sets of their breaches were tried."""
    found = group_temptations(trial.part, trial.vector, trial.pace, trial.found)
    parties, called, steps = list(trial.case.parties), called_by(trial.case), trial.plan.steps
    listed = []
    for number in range(found.phase.size):
        phase, breaches, made = int(found.phase[number]), found.breaches[number], trial.vector < found.phase[number]
        members, gain = np.flatnonzero(found.group[number]), found.gain[number]
        openly, courses = bool(found.openly[number]), [(1.0, 0.0)]
        if not openly:
            known = failure_courses(trial.part, trial.vector, trial.pace, phase, breaches)
            courses = [(chance, spans.shows) for chance, spans in known]
        members_called = wording.listing([called[i] for i in members])
        scene = trial.scene_of(members_called, phase, breaches, made, float(found.shows[number]), 0.0, courses)
        scene = replace(scene, openly=openly)
        listed.append(
            GroupBreach(
                phase=phase,
                parties=tuple(parties[i] for i in members),
                openly=openly,
                undone=chosen_of(steps, breaches & made),
                withheld=chosen_of(steps, breaches & ~made),
                shows=in_months(scene.shows),
                gains={parties[i]: float(gain[i]) for i in members},
                why=sentences.why_group(scene, [(called[i], float(gain[i])) for i in members]),
            )
        )
    return tuple(listed), found.exact


def in_months(years: float) -> float | None:
    """The same in months; None for never."""
    return 12 * years if np.isfinite(years) else None
