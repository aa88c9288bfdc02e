"""What breaches begun between the phase starts of a plan of a case come to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.groups import in_months
from standoff.analysis.names import called_by, chosen_of
from standoff.engine.assessment.between import between, courses_within
from standoff.engine.assessment.values import TOLERANCE
from standoff.results.records.assessment import Between, Moment
from standoff.results.sentences import beyond as sentences

if TYPE_CHECKING:
    from standoff.analysis.assessment.trial import Trial

__all__ = ["between_of"]


def between_of(trial: Trial) -> Between:
    """What breaches begun between the phase starts of a plan come to."""
    assessed = trial.found
    found = between(trial.part, trial.vector, trial.pace, assessed.starts[0])
    exact, holds = bool(found.exact.all()), bool(assessed.holds[0])
    stake = np.where(assessed.stake[0] > 0, assessed.stake[0], 1.0)
    share = np.nan_to_num(found.weighed / stake, nan=np.inf)
    at_starts = np.nan_to_num(assessed.margin[0] / stake, nan=np.inf)
    if share.min(initial=np.inf) >= at_starts.min() - TOLERANCE:
        return Between(None, exact, sentences.why_between(None, 0.0, holds, exact))
    k, i = (int(n) for n in np.unravel_index(share.argmin(), share.shape))
    breaches, made, after = found.breaches[k, i], found.made[k, i], float(found.after[k, i])
    courses = courses_within(trial.part, trial.vector, trial.pace, assessed.starts[0], k + 1, i, after, breaches)
    scene = trial.scene_of(
        called_by(trial.case)[i], k + 1, breaches, made, float(found.shows[k, i]), float(found.margin[k, i]), courses
    )
    scene = replace(scene, openly=not breaches.any())
    smallest = Moment(
        phase=k + 1,
        party=list(trial.case.parties)[i],
        after=12 * after,
        margin=scene.margin,
        openly=scene.openly,
        undone=chosen_of(trial.plan.steps, breaches & made),
        withheld=chosen_of(trial.plan.steps, breaches & ~made),
        shows=in_months(scene.shows),
    )
    return Between(smallest, exact, sentences.why_between(scene, after, holds, exact))
