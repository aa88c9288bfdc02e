"""Beyond single parties at phase starts: groups that would breach together, and breaches begun between phase starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.numbers import called_by, chosen_of
from standoff.engine.assess import TOLERANCE, failure_courses
from standoff.engine.between import between, courses_within
from standoff.engine.breaches import untried
from standoff.engine.groups import group_temptations
from standoff.results import records, sentences

if TYPE_CHECKING:
    from standoff.analysis.plans import Trial

__all__ = ["between_of", "groups_of", "parties_with_bounds"]


def parties_with_bounds(trial: Trial) -> tuple[str, ...]:
    """The parties whose walk-out values are lower bounds: not all sets of their breaches were tried."""
    if trial.found.exact[0]:
        return ()
    if not trial.part.plainly_seen:
        return tuple(trial.case.parties)
    return chosen_of(list(trial.case.parties), untried(trial.part, trial.vector, trial.pace))


def groups_of(trial: Trial) -> tuple[tuple[records.GroupBreach, ...], bool]:
    """The groups that would all gain by breaching together, and whether all sets of their breaches were tried."""
    found = group_temptations(trial.part, trial.vector, trial.pace, trial.found)
    parties, called, steps = list(trial.case.parties), called_by(trial.case), trial.plan.steps
    listed = []
    for number in range(found.phase.size):
        phase, breaches, made = int(found.phase[number]), found.breaches[number], trial.vector < found.phase[number]
        members, gain = np.flatnonzero(found.group[number]), found.gain[number]
        courses = [
            (chance, spans.shows)
            for chance, spans in failure_courses(trial.part, trial.vector, trial.pace, phase, breaches)
        ]
        scene = trial.scene_of(
            sentences.listing([called[i] for i in members]), phase, breaches, made, float(found.shows[number]), 0.0,
            courses,
        )  # fmt: skip
        listed.append(
            records.GroupBreach(
                phase=phase,
                parties=tuple(parties[i] for i in members),
                undone=chosen_of(steps, breaches & made),
                withheld=chosen_of(steps, breaches & ~made),
                shows=_months(scene.shows),
                gains={parties[i]: float(gain[i]) for i in members},
                why=sentences.why_group(scene, [(called[i], float(gain[i])) for i in members]),
            )
        )
    return tuple(listed), found.exact


def _months(years: float) -> float | None:
    return 12 * years if np.isfinite(years) else None


def between_of(trial: Trial) -> records.Between:
    """What breaches begun between the phase starts of a plan come to."""
    assessed = trial.found
    found = between(trial.part, trial.vector, trial.pace, assessed.starts[0])
    exact, holds = bool(found.exact.all()), bool(assessed.holds[0])
    stake = np.where(assessed.stake[0] > 0, assessed.stake[0], 1.0)
    share = np.nan_to_num(found.weighed / stake, nan=np.inf)
    at_starts = np.nan_to_num(assessed.margin[0] / stake, nan=np.inf)
    if share.min(initial=np.inf) >= at_starts.min() - TOLERANCE:
        return records.Between(None, exact, sentences.why_between(None, 0.0, holds, exact))
    k, i = (int(n) for n in np.unravel_index(share.argmin(), share.shape))
    breaches, made, after = found.breaches[k, i], found.made[k, i], float(found.after[k, i])
    courses = courses_within(trial.part, trial.vector, trial.pace, assessed.starts[0], k + 1, i, after, breaches)
    scene = trial.scene_of(
        called_by(trial.case)[i], k + 1, breaches, made, float(found.shows[k, i]), float(found.margin[k, i]), courses
    )
    smallest = records.Moment(
        phase=k + 1,
        party=list(trial.case.parties)[i],
        after=12 * after,
        margin=scene.margin,
        undone=chosen_of(trial.plan.steps, breaches & made),
        withheld=chosen_of(trial.plan.steps, breaches & ~made),
        shows=_months(scene.shows),
    )
    return records.Between(smallest, exact, sentences.why_between(scene, after, holds, exact))
