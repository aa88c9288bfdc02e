"""Parties that take no step in a plan: in how many draws they like it less than today, and what their yes decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import part_of, vector_of
from standoff.analysis.names import party_called
from standoff.analysis.sureness.ranges import CHUNK
from standoff.engine.assessment.trust import holding
from standoff.results.records.numbers import Aside
from standoff.results.sentences.numbers import aside

if TYPE_CHECKING:
    from standoff.analysis.sureness.flips import VariedPlan
    from standoff.analysis.sureness.ranges import Drawn
    from standoff.engine.core.types import Bools

__all__ = ["standing_by"]


def standing_by(question: VariedPlan, drawn: Drawn) -> tuple[Aside, ...]:
    """The parties whose yes a plan does not need for what they do in it, who decide most often first.

    Those of whom the case says that their yes is needed all the same, and those that lose in some draws. Who is needed
    can refuse, and nothing else hangs on it: so a plan holds with a yes wherever it holds without and the party gains.
    """
    case, parties = question.case, list(question.case.parties)
    holds, needed, loses = _fares(question, drawn)
    consenting = np.isin(parties, question.plan.consent)
    refused = loses & consenting & ~needed
    found = []
    for i, party in enumerate(parties):
        if needed[:, i].any() or not (consenting[i] or loses[:, i].any()):
            continue
        others = holds & ~np.delete(refused, i, axis=1).any(axis=1)
        against, counted, left_out = (float(x.mean()) for x in (loses[:, i], others & ~loses[:, i], others))
        called, counts = party_called(case, party), bool(consenting[i])
        said = aside(called, counts, against, counted, left_out)
        found.append(Aside(party, called, counts, against, counted, left_out, said))
    return tuple(sorted(found, key=lambda one: -one.decides))


def _fares(question: VariedPlan, drawn: Drawn) -> tuple[Bools, Bools, Bools]:
    """If nobody's consent is asked for: where the plan holds, (D,); whom it needs, and who loses by it, (D, N)."""
    plan, found = replace(question.plan, consent=()), []
    for part in drawn.parts(CHUNK):
        exchange = part_of(question.case, part.exchange(), plan.steps)
        found.append(holding(exchange, vector_of(plan.steps, plan), part.value(question.pace)))
    holds, needed, gain = (np.concatenate([one[n][0] for one in found]) for n in range(3))
    return holds, needed, np.asarray(gain < 0)
