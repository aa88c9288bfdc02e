"""What each question reads of a case: a question is asked of a case that holds this alone, so it can hang on no more.

A result is kept under the digest of the task that it was found from. The less a task holds, the fewer edits change it;
and what a task does not hold, nothing in its result can come from. What a reduced case lacks must not matter to the
question: that is what the tests compare, value by value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from standoff.analysis.ordinal_worths import ordered_parties
from standoff.case.model.model import Case, Seen, Step
from standoff.case.model.values import LEVEL, Quantity

__all__ = ["READS", "Once", "Reduce"]

Model = TypeVar("Model", bound=BaseModel)

Reduce = Callable[[Case], Case]

_NOTHING = Quantity.point(0.0)

_NO_TITLE = "A case"


def _with(model: Model, **values: object) -> Model:
    return model.model_copy(update=values)


def without_notes(case: Case) -> Case:
    """The case without what no question reads but those that count evidence or look ahead."""
    return _with(
        case,
        title=_NO_TITLE,
        history=(),
        inquiries=(),
        parties={name: _with(party, scale="", because=()) for name, party in case.parties.items()},
        steps={name: _with(step, short="", because=()) for name, step in case.steps.items()},
        together={name: _with(entry, because=()) for name, entry in case.together.items()},
        correlated=tuple(_with(entry, driver="", because=()) for entry in case.correlated),
        views={name: _with(view, because=()) for name, view in case.views.items()},
    )


def counts_evidence(case: Case) -> Case:
    """The case without what no sentence of an answer is about: of evidence what it supports, not what it says."""

    def supports(claim: Any) -> tuple[Any, ...]:
        return tuple(
            _with(one, quote="", at="", says="", grade="", by=(), judgement="judged" if one.judged else "", source="")
            if one.judged
            else _with(one, source="source", quote="", at="", says="", grade="")
            for one in claim.because
        )

    bare = without_notes(case)
    return _with(
        bare,
        views={},
        parties={name: _with(bare.parties[name], because=supports(one)) for name, one in case.parties.items()},
        steps={name: _with(bare.steps[name], because=supports(one)) for name, one in case.steps.items()},
        together={name: _with(bare.together[name], because=supports(one)) for name, one in case.together.items()},
    )


def looks_ahead(case: Case) -> Case:
    """The case without its title, its history, and what nobody asks of evidence: what it is worth to know more."""
    bare = without_notes(case)
    shown = {"quote": "", "at": "", "says": "", "grade": ""}

    def cited(claim: Any) -> tuple[Any, ...]:
        return tuple(_with(one, **shown) for one in claim.because)

    return _with(
        bare,
        views={},
        inquiries=tuple(_with(one, because=()) for one in case.inquiries),
        parties={name: _with(bare.parties[name], because=cited(one)) for name, one in case.parties.items()},
        steps={name: _with(bare.steps[name], because=cited(one)) for name, one in case.steps.items()},
        together={name: _with(bare.together[name], because=cited(one)) for name, one in case.together.items()},
    )


def _middle(quantity: Quantity) -> Quantity:
    """The median in place of a range; a range that may be `never`, or more than a median of 0, stays as it is."""
    if quantity.shape == "point" or quantity.never or quantity.median == 0:
        return quantity
    return Quantity.point(quantity.median)


def _middles(worth: Mapping[str, Quantity]) -> dict[str, Quantity]:
    return {party: _middle(quantity) for party, quantity in worth.items()}


def _seen(seen: Quantity | Seen) -> Quantity | Seen:
    if isinstance(seen, Seen):
        return _with(seen, normally=_middle(seen.normally), sooner=_middles(seen.sooner))
    return _middle(seen)


def _step(step: Step) -> Step:
    return _with(
        step,
        takes=_middle(step.takes),
        seen=_seen(step.seen),
        missed=_middle(step.missed),
        undo=_middle(step.undo),
        redo=_middle(step.redo),
        worth=_middles(step.worth),
    )


def at_medians(case: Case) -> Case:
    """The case without notes, and with the median of each range in its place.

    Sincerity stays, of which ranges are told. What a party sees otherwise is read again at the level of the case.
    """
    bare = without_notes(case)
    if ordered_parties(case):
        return bare
    return _with(
        bare,
        intervals=LEVEL if not case.views else case.intervals,
        correlated=(),
        parties={
            name: _with(
                party,
                horizon=None if party.horizon is None else _middle(party.horizon),
                walkout_cost=_middle(party.walkout_cost),
            )
            for name, party in bare.parties.items()
        },
        steps={name: _step(step) for name, step in bare.steps.items()},
        together={name: _with(entry, worth=_middles(entry.worth)) for name, entry in bare.together.items()},
        deals={name: _with(deal, pace=_middle(deal.pace)) for name, deal in case.deals.items()},
        plans={name: _with(plan, pace=_middle(plan.pace)) for name, plan in case.plans.items()},
    )


def numbers_at_medians(case: Case) -> Case:
    """The case at its medians without what things are called: for what is found of numbers alone."""
    bare = at_medians(case)
    return _with(
        bare,
        views={},
        parties={name: _with(party, name="") for name, party in bare.parties.items()},
        steps={name: _with(step, name="") for name, step in bare.steps.items()},
        together={name: _with(entry, name="") for name, entry in bare.together.items()},
        deals={name: _with(deal, title="") for name, deal in bare.deals.items()},
        plans={name: _with(plan, title="") for name, plan in bare.plans.items()},
    )


def _forever(quantity: Quantity) -> Quantity:
    """Whether something is for ever is all that stability asks of a time."""
    return quantity if quantity.never else _NOTHING


def worths_at_medians(case: Case) -> Case:
    """The case at its medians with the worths of states alone: for stability, which knows no time and no plans."""
    if case.views:
        return _with(without_notes(case), deals={}, plans={})
    bare = at_medians(case)
    return _with(
        bare,
        deals={},
        plans={},
        sincerity={},
        parties={name: _with(party, horizon=None, walkout_cost=_NOTHING) for name, party in bare.parties.items()},
        steps={
            name: _with(
                step,
                takes=_NOTHING,
                seen=_NOTHING,
                missed=_NOTHING,
                undo=_forever(step.undo),
                redo=_forever(step.redo),
            )
            for name, step in bare.steps.items()
        },
    )


def worths_alone(case: Case) -> Case:
    """The same without what things are called, or how anybody sees them: for what is found of many draws of worths."""
    return worths_at_medians(numbers_at_medians(case))


class Once:
    """Reduces a case once for all the tasks that hold it."""

    def __init__(self) -> None:
        self._known: dict[tuple[Reduce, int], tuple[Case, Case]] = {}

    def __call__(self, reduce: Reduce, case: Case) -> Case:
        """The case, reduced."""
        key = (reduce, id(case))
        if key not in self._known:
            self._known[key] = (case, reduce(case))
        return self._known[key][1]


def _roadmap(task: Any, once: Once) -> Any:
    """A roadmap is compared with the plans of the case, and with no other deal."""
    case = once(at_medians, task.case)
    return replace(task, case=_with(case, views={}, deals={task.deal: case.deals[task.deal]}))


def _frontier(task: Any, once: Once) -> Any:
    return replace(task, case=_with(once(at_medians, task.case), views={}, plans={}))


def _mending(task: Any, once: Once) -> Any:
    return replace(task, case=_with(once(at_medians, task.case), views={}, plans={}, deals={}))


def _further(task: Any, once: Once) -> Any:
    """Other plans and deals stay where their paces could be correlated with a number that matters."""
    question = task.question
    case = once(looks_ahead, question.case)
    if not case.correlated:
        paces = {
            kind: {name: one for name, one in getattr(case, kind).items() if f"{kind}.{name}.pace" == question.pace}
            for kind in ("plans", "deals")
        }
        case = _with(case, **paces)
    return replace(task, question=replace(question, case=case))


def _deals(task: Any, once: Once) -> Any:
    return replace(task, case=once(counts_evidence, task.case))


def _drawn(task: Any, once: Once) -> Any:
    """Draws of all numbers: of the case itself no range matters any more, nor how the draws were made."""
    drawn = task.drawn
    case = once(numbers_at_medians, drawn.case)
    return replace(task, drawn=replace(drawn, case=case, seed=0, method="", chances={}))


def _drawn_plans(task: Any, once: Once) -> Any:
    return replace(_drawn(task, once), plans=tuple(replace(plan, name="", title="") for plan in task.plans))


def _drawn_candidates(task: Any, once: Once) -> Any:
    plain = tuple(replace(one, plan=replace(one.plan, name="", title="")) for one in task.plans)
    return replace(_drawn(task, once), plans=plain)


def _drawn_worths(task: Any, once: Once) -> Any:
    drawn = task.drawn
    worths = {path: values for path, values in drawn.values.items() if ".worth." in path}
    case = once(worths_alone, drawn.case)
    return replace(task, drawn=replace(drawn, case=case, seed=0, method="", values=worths, chances={}))


READS: Mapping[str, Callable[[Any, Once], Any]] = {
    "standoff.analysis.roadmap.search.found_for": _roadmap,
    "standoff.analysis.answer.best._frontier_of": _frontier,
    "standoff.analysis.answer.answer.about_deals": _deals,
    "standoff.analysis.answer.ratings._rate": _drawn_candidates,
    "standoff.analysis.answer.ratings._rule": _drawn_candidates,
    "standoff.analysis.sureness.shares._answers": _drawn_plans,
    "standoff.analysis.sureness.shares._good_plans": _drawn,
    "standoff.analysis.sureness.shares._tries": _drawn,
    "standoff.analysis.sureness.equilibria._looked": _drawn_worths,
    "standoff.analysis.sureness.equilibria._whole": _drawn_worths,
    "standoff.analysis.run._mended": _mending,
    "standoff.analysis.run._further": _further,
}
"""The questions of which results are kept, by what answers them: of a task, one that holds what is read."""
