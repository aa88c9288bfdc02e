"""The roadmap, step by step: the ladder of each deal."""

from __future__ import annotations

from standoff.views.brief.figures import ladder
from standoff.views.brief.figures.drawing import STANCES
from standoff.views.brief.telling import HAND_MARKS, JudgedPlan, Section, Shown, Told, beside, chip, less_than
from standoff.views.brief.words import anchor, listed, months, percent, quoted, unbroken

__all__ = ["SECTION", "view"]


def view(told: Told) -> Shown | None:
    """The ladder of each deal's roadmap, the main one open."""
    shown = [one for one in told.judged if one.kind == "deal" and one.plan]
    if not shown:
        return None
    return {"ladders": [_ladder(told, one) for one in shown], "marks": HAND_MARKS, "stances": list(STANCES.items())}


def _ladder(told: Told, one: JudgedPlan) -> Shown:
    plan = one.plan
    assert plan is not None
    return {
        "id": anchor("ladder", one.key),
        "title": one.title,
        "key": one.key,
        "chip": chip(plan),
        "takeaway": unbroken(plan.binding.why),
        "beside": [*beside(plan), *filter(None, [less_than(one.roadmap)])],
        "note": plan.made.note,
        "closest": not one.holds,
        "drawings": ladder.draw(anchor("drawing", one.key), told.case, plan),
        "rungs": ladder.rungs(told.case, plan),
        "kept": listed(quoted(told.called(step)) for step in plan.keeps),
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
