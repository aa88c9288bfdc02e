"""The demands: each plan of the case, who walks out of it and when, and what each party would get."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from standoff.results.records.assessment import Assessment
from standoff.results.sentences.wording import listing
from standoff.views.brief.figures.bars import grid
from standoff.views.brief.figures.drawing import STANCES, stance
from standoff.views.brief.sections import outside_remedies
from standoff.views.brief.telling import (
    HAND_MARKS,
    JudgedPlan,
    Section,
    Shown,
    Told,
    at_phase,
    chip,
    gains,
    link,
    say,
    subtitle,
    terms,
)
from standoff.views.brief.words import anchor, asked, count, listed, months, percent, short, unbroken

__all__ = ["SECTION", "view"]


def view(told: Told) -> Shown:
    """Each plan of the case: the verdict, who, when and why, and what each party would get."""
    shown: Shown = {
        "plans": [_demand(told, one) for one in told.plans],
        "takeaway": _walkers(told, told.plans),
        "terms": terms(told, told.plans),
        "grids": [_grid_row(told, one) for one in told.plans if one.plan],
        "stances": [(HAND_MARKS[kind], words) for kind, words in STANCES.items()],
    }
    if any(one.holds for one in told.plans):
        shown["title"] = "The demands, and whether they hold"
    return shown


def _demand(told: Told, one: JudgedPlan) -> Shown:
    plan = one.plan
    assert plan is not None
    return {
        "id": one.key,
        "title": short(one.title),
        "chip": chip(plan),
        "why": unbroken(plan.binding.why),
        "gains": gains(told, one),
        "mended": _mended(one),
        "facts": _facts(one, plan),
        "grid": grid(anchor("grid", one.key), told.case, plan, f"Who walks out of {one.short}, and when"),
    }


def _mended(one: JudgedPlan) -> Markup | None:
    """The fewest changes with which a plan that fails would hold."""
    if one.holds or one.mending is None:
        return None
    more = link(anchor("remedies", one.key), "more remedies")
    changes, trust = outside_remedies.fewest(one)
    if not changes:
        return say("What would mend it: neither one change nor two that were looked at are enough ({}).", more)
    return say("What would mend it: {} (it then asks for {} trust; {}).", listed(changes), trust, more)


def _facts(one: JudgedPlan, plan: Assessment) -> Markup:
    phases = len(plan.phases)
    facts = [subtitle(one), f"{phases} phase{'' if phases == 1 else 's'}, {months(plan.months)}"]
    told = Markup("; ").join(fact for fact in facts if fact)
    if one.sure is None:
        return told
    return say("{}; holds in {} of draws", told, link(anchor("sure", one.key), percent(one.sure.holds)))


def _walkers(told: Told, several: Sequence[JudgedPlan]) -> str:
    plans = [one.plan for one in several if one.plan]
    walks = {
        party: sum(any(row.party == party and stance(row) == "walks" for row in plan.rows) for plan in plans)
        for party in told.case.parties
    }
    parts = [f"for {told.named(party)} in {count(n, 'plan')}" for party, n in walks.items() if n]
    if not parts:
        return "At no phase of any plan does walking out pay."
    return f"Walking out pays at some phase {listing(parts)}. A cross marks the phase."


def _grid_row(told: Told, one: JudgedPlan) -> Shown:
    plan = one.plan
    assert plan is not None
    cells = []
    for party in told.case.parties:
        rows = [row for row in plan.rows if row.party == party]
        walks = [row for row in rows if stance(row) == "walks"]
        trust = max((row.trust for row in rows if row.trust is not None), default=0.0)
        cells.append(
            f"walks out {listing([at_phase(row.phase, plan) for row in walks])}"
            if walks
            else f"asks for at most {asked(trust)} trust"
            if trust
            else "needs no trust"
        )
    return {"title": short(one.title), "cells": cells}


SECTION = Section(30, "demands", "The demands, and why they deadlock", view, first_page=True)
