"""How it breaks: every phase and party of every plan, and what a failed attempt costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isinf

from markupsafe import Markup

from standoff.results.records.assessment import Assessment, Row
from standoff.results.sentences.assessment import times
from standoff.results.sentences.wording import listing
from standoff.views.brief.figures.drawing import stance
from standoff.views.brief.telling import (
    HAND_MARKS,
    JudgedPlan,
    Section,
    Shown,
    Told,
    at_phase,
    beside,
    bounded,
    chip,
    link,
    say,
    signed,
)
from standoff.views.brief.words import anchor, asked, courses, duration, listed, number, percent, unbroken

__all__ = ["SECTION", "view"]

_DOES: Mapping[str, str] = {
    "walks": "walks out",
    "much": "carries on if sure",
    "some": "carries on if sure",
    "stays": "carries on",
    "nothing": "nothing to quit",
}
"""What a party does at a phase, in few words: by how much and how sure it must be stand beside it."""


def view(told: Told) -> Shown | None:
    """Every phase and party of every plan, and what each party has if it stops half-way."""
    if not told.judged:
        return None
    said = [beside(one.plan) for one in told.judged if one.plan]
    alike = [words for words in said[0] if len(said) > 1 and all(words in each for each in said)]
    notes = dict.fromkeys(one.plan.made.note for one in told.judged if one.plan and one.plan.made.note)
    return {
        "in_brief": _in_brief(told, told.judged[0]),
        "plans": [_broken(told, one, alike) for one in told.judged],
        "alike": [told.shortened(words) for words in alike],
        "notes": list(notes),
        "bonds": any(row.bond > 0 for one in told.judged if one.plan for row in one.plan.rows),
    }


def _in_brief(told: Told, one: JudgedPlan) -> Markup:
    """Who ends the plan shown first most often, and whom a failed attempt may leave worse off."""
    plan = one.plan
    assert plan is not None
    name, ways = one.title if one.kind == "found" else one.short, _ways(told, one)
    losers = list(dict.fromkeys(told.named(stop.party) for stop in plan.if_stopped if stop.worth < 0))
    costs = f"can leave {listing(losers)} worse off than now" if losers else "leaves nobody worse off than now"
    if not ways:
        return say("{}: a failed attempt {}.", name, costs)
    return say("{} fails most often because {}; a failed attempt {}.", name, ways, costs)


def _ways(told: Told, one: JudgedPlan) -> str:
    """How a plan fails most often over the draws, or else with all numbers in the middle of their ranges."""
    sure, plan = one.sure, one.plan
    assert plan is not None
    if sure is not None:
        ways = [(share, f"{told.named(party)} refuses it") for party, share in sure.refusers]
        ways += [(share, f"{told.named(who)} walks out {at_phase(phase, plan)}") for who, phase, share in sure.breakers]
        share, words = max(ways, default=(0.0, ""))
        return f"{words} ({percent(share)} of the draws)" if share > 0 else ""
    if plan.verdict == "breaks" and plan.binding.party is not None and plan.binding.phase is not None:
        return f"{told.named(plan.binding.party)} walks out {at_phase(plan.binding.phase, plan)}"
    return listing([f"{told.named(party)} refuses it" for party in plan.refused_by])


def _broken(told: Told, one: JudgedPlan, alike: Sequence[str]) -> Shown:
    plan = one.plan
    assert plan is not None
    phases, rows = range(1, len(plan.phases) + 2), [row for row in plan.rows if row.party not in _idle(plan)]
    return {
        "id": anchor("rows", one.key),
        "title": one.head,
        "kind": one.stands_for,
        "chip": chip(plan),
        "why": told.shortened(unbroken(plan.binding.why)),
        "phases": [
            {
                "label": _phase_label(phase, plan),
                "rows": [_row(told, one, plan, row) for row in rows if row.phase == phase],
            }
            for phase in phases
        ],
        "idle": listed(told.named(party) for party in _idle(plan)),
        "several": len(_idle(plan)) > 1,
        "beside": [told.shortened(words) for words in beside(plan) if words not in alike],
        "stopped": _stopped(told, plan),
    }


def _idle(plan: Assessment) -> list[str]:
    """The parties that have nothing to quit at any phase, of all of which the same is to be said."""
    parties = dict.fromkeys(row.party for row in plan.rows)
    return [p for p in parties if all(stance(row) == "nothing" for row in plan.rows if row.party == p)]


def _phase_label(phase: int, plan: Assessment) -> str:
    return f"Phase {phase}" if phase <= len(plan.phases) else "After the end"


def _row(told: Told, one: JudgedPlan, plan: Assessment, row: Row) -> Shown:
    kind = stance(row)
    return {
        "id": anchor("row", one.key, row.phase, row.party),
        "party": told.called(row.party),
        "link": anchor("party", row.party),
        "mark": HAND_MARKS[kind],
        "stance": _DOES[kind],
        "kind": kind,
        "carry_on": number(row.carry_on),
        "walk_out": bounded(number(row.walk_out), "≥", row.walk_out is None or row.exact),
        "margin": bounded(number(row.margin, signed=True), "≤", row.margin is None or row.exact),
        "exposure": bounded(number(row.exposure), "≥", row.exposure is None or row.exact),
        "trust": bounded(asked(row.trust), "≥", row.trust is None or row.walk_out is None or row.exact),
        "breach": _breach_links(told, plan, row),
        "shows": times(row.shows or 0.0, courses(row)) if len(row.courses) > 1 else duration(row.shows),
        "bond": _bond(row),
    }


def _breach_links(told: Told, plan: Assessment, row: Row) -> Markup:
    if not row.breach:
        return Markup("none" if row.margin is None else "leaves openly")
    made = {*plan.keeps, *(step for steps in plan.phases[: row.phase - 1] for step in steps)}

    def under(step: str) -> str:
        return told.case.steps[step].under(step)

    groups = [
        (
            verb,
            [link(anchor("step", under(step)), told.in_short(step)) for step in row.breach if (step in made) is done],
        )
        for verb, done in (("holds back", False), ("takes back", True))
    ]
    return Markup("; ").join(say("{} {}", verb, listed(steps)) for verb, steps in groups if steps)


def _stopped(told: Told, plan: Assessment) -> Shown | None:
    if not plan.if_stopped:
        return None
    parties = [party for party in told.case.parties if any(stop.party == party for stop in plan.if_stopped)]
    found = {(stop.phase, stop.party): stop.worth for stop in plan.if_stopped}
    phases = sorted({stop.phase for stop in plan.if_stopped})
    return {
        "parties": [told.called(party) for party in parties],
        "rows": [
            {
                "label": f"After phase {phase}",
                "cells": [
                    signed(found[phase, party]) if (phase, party) in found else Markup("none") for party in parties
                ],
            }
            for phase in phases
        ],
        "takeaway": _stop_takeaway(told, parties, phases, found),
    }


def _stop_takeaway(
    told: Told, parties: Sequence[str], phases: Sequence[int], found: Mapping[tuple[int, str], float]
) -> str:
    losers = {party: [phase for phase in phases if found.get((phase, party), 0.0) < 0] for party in parties}
    parts = [
        f"{told.named(party)} worse off than now if it stops after "
        f"phase{'s' if len(at) > 1 else ''} {listing([str(phase) for phase in at])}"
        for party, at in losers.items()
        if at
    ]
    if not parties or not parts:
        return "A failed attempt leaves nobody worse off than now, whenever it stops."
    return f"A failed attempt leaves {'; '.join(parts)}."


def _bond(row: Row) -> str:
    if isinf(row.bond):
        return "none would do"
    return number(row.bond) if row.bond > 0 else "none needed"


SECTION = Section(70, "breaks", "How it breaks, and what a failed attempt costs", view)
