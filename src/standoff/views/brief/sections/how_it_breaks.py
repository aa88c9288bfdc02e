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
    beside,
    bounded,
    chip,
    link,
    say,
    signed,
)
from standoff.views.brief.words import anchor, asked, courses, duration, listed, number, unbroken

__all__ = ["SECTION", "view"]

_DOES: Mapping[str, str] = {
    "walks": "walks out",
    "much": "carries on if sure",
    "some": "carries on if sure",
    "stays": "carries on",
    "nothing": "nothing to quit",
}
"""What a party does at a phase, in few words: its margin and the trust it needs stand beside it."""


def view(told: Told) -> Shown | None:
    """Every phase and party of every plan, and what each party has if it stops half-way."""
    if not told.judged:
        return None
    return {"plans": [_broken(told, one) for one in told.judged]}


def _broken(told: Told, one: JudgedPlan) -> Shown:
    plan = one.plan
    assert plan is not None
    phases = range(1, len(plan.phases) + 2)
    return {
        "id": anchor("rows", one.key),
        "title": one.title,
        "kind": one.kind,
        "chip": chip(plan),
        "why": unbroken(plan.binding.why),
        "phases": [
            {
                "label": _phase_label(phase, plan),
                "rows": [_row(told, one, plan, row) for row in plan.rows if row.phase == phase],
            }
            for phase in phases
        ],
        "binding": (plan.binding.phase, plan.binding.party),
        "beside": beside(plan),
        "note": plan.made.note,
        "stopped": _stopped(told, one, plan),
    }


def _phase_label(phase: int, plan: Assessment) -> str:
    return f"Phase {phase}" if phase <= len(plan.phases) else "All done"


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
    groups = [
        (verb, [link(anchor("step", step), told.called(step)) for step in row.breach if (step in made) is done])
        for verb, done in (("holds back", False), ("takes back", True))
    ]
    return Markup("; ").join(say("{} {}", verb, listed(steps)) for verb, steps in groups if steps)


def _stopped(told: Told, one: JudgedPlan, plan: Assessment) -> Shown | None:
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
        "takeaway": _stop_takeaway(told, plan, parties, phases, found),
    }


def _stop_takeaway(
    told: Told, plan: Assessment, parties: Sequence[str], phases: Sequence[int], found: Mapping[tuple[int, str], float]
) -> str:
    losers = {party: [phase for phase in phases if found.get((phase, party), 0.0) < 0] for party in parties}
    parts = [
        f"{told.named(party)} worse off than now if it stops after "
        f"phase{'s' if len(at) > 1 else ''} {listing([str(phase) for phase in at])}"
        for party, at in losers.items()
        if at
    ]
    if not parts:
        return "A failed attempt leaves nobody worse off than now, whenever it stops."
    return f"A failed attempt leaves {'; '.join(parts)}."


def _bond(row: Row) -> str:
    if isinf(row.bond):
        return "none would do"
    return number(row.bond) if row.bond > 0 else "none needed"


SECTION = Section(70, "breaks", "How it breaks, and what a failed attempt costs", view)
