"""The demands: each plan of the case, who walks out of it and when, and what each party would get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from standoff.results.records.assessment import Assessment
from standoff.results.sentences.edge import on_the_edge
from standoff.results.sentences.wording import listing
from standoff.views.brief import readings
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
from standoff.views.brief.words import anchor, asked, count, listed, months, percent, shared, unbroken, word

__all__ = ["SECTION", "view"]

_NAMED = 4
"""So many plans are named one by one; more are counted."""

_DO: Mapping[str, tuple[str, str]] = {
    "holds": ("holds", "hold"),
    "breaks": ("breaks", "break"),
    "refused": ("is refused", "are refused"),
}


def view(told: Told) -> Shown:
    """Each plan of the case: the verdict, who, when and why, and what each party would get."""
    plans = [one for one in told.plans if one.plan]
    alike, whys = shared([unbroken(one.plan.binding.why) for one in plans if one.plan])
    shown: Shown = {
        "in_brief": _in_brief(told),
        "plans": [_demand(told, one, why) for one, why in zip(plans, whys, strict=True)],
        "alike": told.shortened(" ".join(alike)),
        "takeaway": _walkers(told, plans),
        "terms": terms(told, plans),
        "grids": [_grid_row(told, one) for one in plans],
        "readings": readings.view(told),
        "stances": [(HAND_MARKS[kind], words) for kind, words in STANCES.items()],
    }
    if any(one.holds for one in plans):
        shown["title"] = "The demands, and whether they hold"
    return shown


def _in_brief(told: Told) -> Markup:
    """Which plans hold, and by whom the others fail, each verdict told once of all that have it."""
    return say("{} {}", _verdicts(told), _as_read(told)) if told.findings.readings else _verdicts(told)


def _as_read(told: Told) -> str:
    """What gets done of what is read in several orders, first of one of which not everything does."""
    found = min(told.findings.readings, key=lambda one: not one.missing)
    return told.shortened(found.says[0])


def _verdicts(told: Told) -> Markup:
    if not told.plans:
        return Markup("The case names no plan that could be judged.")
    if len(told.plans) > _NAMED:
        verdicts: list[str] = [one.plan.verdict for one in told.plans if one.plan]
        parts = [(verdicts.count(verdict), words) for verdict, words in _DO.items()]
        counts = listed(f"{word(n)} {one if n < 2 else many}" for n, (one, many) in parts if n)
        return say("Of the {}, {}.", count(len(told.plans), "plan"), counts)
    groups: dict[Markup, list[str]] = {}
    for one in told.plans:
        if one.plan:
            groups.setdefault(_by_whom(told, one.plan), []).append(one.short)
    clauses = [say("{} {}", listed(names), _verb(words, len(names))) for words, names in groups.items()]
    return say("{}.", Markup("; ").join(clauses))


def _by_whom(told: Told, plan: Assessment) -> Markup:
    if plan.verdict == "refused":
        first = sorted(plan.refused_by, key=lambda party: party != plan.binding.party)
        return say("is refused{} by {}", _edge(plan), listed(told.named(party) for party in first) or "some party")
    if plan.verdict == "holds" or plan.binding.party is None or plan.binding.phase is None:
        against = (
            say(", with {} against it", listed(told.named(party) for party in plan.against)) if plan.against else ""
        )
        return say("{}{}{}", _DO[plan.verdict][0], on_the_edge(plan), against)
    walks = f"{told.named(plan.binding.party)} would walk out {at_phase(plan.binding.phase, plan)}"
    return say("breaks{}, because {}", on_the_edge(plan), walks)


def _edge(plan: Assessment) -> str:
    return f"{on_the_edge(plan)}," if plan.on_edge else ""


def _verb(words: Markup, size: int) -> Markup:
    """The same of several plans."""
    if size < 2:
        return words
    one, many = next((pair for pair in _DO.values() if words.startswith(pair[0])), ("", ""))
    return Markup(many) + words.removeprefix(one)


def _demand(told: Told, one: JudgedPlan, why: str) -> Shown:
    plan = one.plan
    assert plan is not None
    return {
        "id": one.key,
        "title": one.head,
        "chip": chip(plan),
        "why": told.shortened(why),
        "gains": gains(told, one),
        "mended": _mended(told, one),
        "facts": _facts(one, plan),
        "grid": grid(anchor("grid", one.key), told.case, plan, f"Who walks out of {one.short}, and when"),
    }


def _mended(told: Told, one: JudgedPlan) -> Markup | None:
    """The fewest changes with which a plan that fails would hold."""
    if one.holds or one.mending is None:
        return None
    more = link(anchor("remedies", one.key), "more remedies")
    changes, trust = outside_remedies.fewest(one)
    if not changes:
        return say("What would mend it: neither one change nor two that were looked at are enough ({}).", more)
    words = listed(told.shortened(change) for change in changes)
    return say("What would mend it: {} (it then asks for {} trust; {}).", words, trust, more)


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
    return {"title": one.head, "cells": cells}


SECTION = Section(30, "demands", "The demands, and why they deadlock", view)
