"""What a verdict on a plan of a case hangs on, who would sign it and quit, and which of its phases wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import given_plan, part_of, vector_of
from standoff.analysis.names import called_by
from standoff.analysis.numbers import at_median
from standoff.engine.assessment import edge as engine
from standoff.engine.assessment.signing import signing
from standoff.engine.assessment.trust import assess
from standoff.engine.assessment.values import TOLERANCE
from standoff.results.records.edge import Edge, LessThan, Signing, Trifle, Wait
from standoff.results.records.made import Verdict
from standoff.results.sentences import edge as sentences

if TYPE_CHECKING:
    from standoff.analysis.assessment.trial import Trial
    from standoff.case.model.model import Case
    from standoff.engine.core.exchange import Exchange
    from standoff.results.records.assessment import Assessment

__all__ = ["edges_of", "giving_more", "signing_of", "trifles_of", "waits_of"]

VERDICTS: tuple[Verdict, ...] = ("refused", "breaks", "holds")
"""The verdicts by the numbers that the engine has for them."""


def edges_of(trial: Trial) -> tuple[Edge, ...]:
    """What puts the verdict on a plan on the edge: the number that it falls with first, and that it rises with."""
    found = engine.edge_of(trial.found)
    parties, called = list(trial.case.parties), called_by(trial.case)
    listed = []
    for place in (1, 0):
        i, phase, of_stake = (values[0, place] for values in (found.party, found.phase, found.share))
        if i < 0:
            continue
        becomes = VERDICTS[found.becomes[0, place]]
        if phase == 0:
            why = sentences.why_on_edge_by_gain(called[i], float(of_stake), becomes)
        else:
            why = sentences.why_on_edge_by_margin(trial.scene(int(phase), int(i), -1), float(of_stake), becomes)
        listed.append(Edge(parties[i], int(phase) or None, float(of_stake), becomes, why))
    return tuple(listed)


def trifles_of(trial: Trial) -> tuple[Trifle, ...]:
    """The steps worth next to nothing on which the verdict on a plan hangs."""
    found = engine.trifles(trial.part, trial.vector, trial.pace, trial.found)
    called = called_by(trial.case)
    listed = []
    for j in dict.fromkeys(one.step for one in found):
        step = trial.plan.steps[j]
        ways = {one.way: VERDICTS[one.verdict] for one in found if one.step == j}
        nothing, out, cost = (ways.get(way) for way in ("nothing", "left out", "cost"))
        free = [called[i] for i in np.flatnonzero(trial.part.owns[:, j] & (trial.part.worth[:, j] == 0))]
        why = sentences.why_hangs_on(trial.case.steps[step].name, free, nothing, out, cost)
        listed.append(Trifle(step, nothing, out, cost, why))
    return tuple(listed)


def waits_of(trial: Trial) -> tuple[Wait, ...]:
    """The phases of a plan that last long only because breaches of some of their steps show late."""
    listed = []
    for one in engine.waits(trial.part, trial.vector, trial.pace, trial.found.starts[0]):
        steps = tuple(trial.plan.steps[j] for j in one.steps)
        names = [trial.case.steps[step].name for step in steps]
        why = sentences.why_waits(one.phase, names, one.lasts, one.otherwise)
        listed.append(Wait(one.phase, steps, 12 * one.lasts, 12 * one.otherwise, why))
    return tuple(listed)


def signing_of(trial: Trial) -> tuple[Signing, ...]:
    """The parties that have more by signing a plan and quitting than by completing it, and than by not signing."""
    found, gain = signing(trial.part, trial.found), trial.found.gain[0]
    listed = []
    for i, party in enumerate(trial.case.parties):
        phase = int(found.phase[0, i])
        if phase == 0:
            continue
        quitting = float(found.quitting[0, phase - 1, i])
        scene = trial.scene(phase, i, int(trial.found.tempting[0, phase - 1, i]))
        why = sentences.why_signs(scene, float(gain[i]), quitting, party not in trial.bounds)
        listed.append(Signing(party, phase, float(gain[i]), quitting, why))
    return tuple(listed)


def giving_more(case: Case, exchange: Exchange, roadmap: Assessment) -> tuple[LessThan, ...]:
    """The plans of a case that give every party that a roadmap needs more than the roadmap gives it."""
    listed = []
    for name in case.plans if roadmap.needed else ():
        plan = given_plan(case, name)
        part = part_of(case, exchange, plan.steps, plan.consent)
        found = assess(part, vector_of(plan.steps, plan), at_median(plan.pace))
        gives = dict(zip(case.parties, found.gain[0] - TOLERANCE * found.stake[0], strict=True))
        if all(gives[party] > roadmap.gain[party] for party in roadmap.needed):
            listed.append(LessThan(name, plan.title, VERDICTS[int(engine.verdicts(found)[0])]))
    return tuple(listed)
