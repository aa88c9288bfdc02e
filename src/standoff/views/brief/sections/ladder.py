"""The roadmap, step by step: the ladder of the best deal found and of each deal."""

from __future__ import annotations

from markupsafe import Markup

from standoff.results.sentences.laboratory import in_laboratories
from standoff.views.brief.figures import ladder
from standoff.views.brief.figures.drawing import STANCES
from standoff.views.brief.telling import (
    HAND_MARKS,
    LEAST,
    JudgedPlan,
    Section,
    Shown,
    Told,
    beside,
    chip,
    less_than,
    say,
)
from standoff.views.brief.words import anchor, asked, count, listed, months, percent, quoted, unbroken

__all__ = ["SECTION", "view"]


def view(told: Told) -> Shown | None:
    """The ladder of the best deal found and of each deal, the main one open; what is said of all is said once."""
    shown = [one for one in told.judged if one.kind != "plan" and one.plan]
    if not shown:
        return None
    said = {one.key: [*beside(one.plan), *filter(None, [less_than(one.roadmap)])] for one in shown if one.plan}
    alike = [words for words in said[shown[0].key] if len(shown) > 1 and all(words in each for each in said.values())]
    notes = dict.fromkeys(one.plan.made.note for one in shown if one.plan and one.plan.made.note)
    asking = next((one.plan.trust for one in shown if one.plan and one.plan.verdict == "holds" and one.plan.trust), 0.0)
    return {
        "in_brief": _in_brief(shown[0]),
        "in_laboratories": unbroken(in_laboratories(asking)),
        "ladders": [_ladder(told, one, [words for words in said[one.key] if words not in alike]) for one in shown],
        "alike": [told.shortened(words) for words in alike],
        "notes": list(notes),
        "marks": HAND_MARKS,
        "stances": list(STANCES.items()),
    }


def _in_brief(one: JudgedPlan) -> Markup:
    """How long the plan shown first is, and what it asks for."""
    plan = one.plan
    assert plan is not None
    name = one.title if one.kind == "found" else one.short
    which = "" if one.holds else ", by the closest plan found"
    length = f"{count(len(plan.phases), 'phase')} over {months(plan.months)}"
    if plan.verdict != "holds" or plan.trust is None:
        return say("{}{}: {}.", name, which, length)
    if not plan.trust:
        return say("{}{}: {}, and no trust is asked of anybody.", name, which, length)
    return say("{}{}: {}; nobody need be more than {} sure of the others.", name, which, length, asked(plan.trust))


def _ladder(told: Told, one: JudgedPlan, said: list[str]) -> Shown:
    plan = one.plan
    assert plan is not None
    return {
        "id": anchor("ladder", one.key),
        "title": f"{one.title}{LEAST * (one.kind == 'least')}",
        "key": one.key,
        "chip": chip(plan),
        "takeaway": told.shortened(unbroken(plan.binding.why)),
        "beside": [told.shortened(words) for words in said],
        "closest": one.kind != "found" and not one.holds,
        "drawings": ladder.draw(anchor("drawing", one.key), told.case, plan),
        "rungs": ladder.rungs(told.case, plan),
        "kept": listed(quoted(told.in_short(step)) for step in plan.keeps),
        "length": months(plan.months),
        "learning": _learning(one),
    }


def _learning(one: JudgedPlan) -> list[str]:
    """What is learned on the way, and how often that meets with enough belief; nothing where no sincerity is stated."""
    assert one.plan is not None
    if one.plan.learning is None or not one.plan.learning.says:
        return []
    said = [unbroken(one.plan.learning.says)]
    if one.sure and one.sure.believed is not None:
        share = percent(one.sure.believed)
        said.append(f"It holds, and everybody believes enough, in {share} of {one.sure.draws:,} draws.")
    return said


SECTION = Section(60, "ladder", "The roadmap, step by step", view)
