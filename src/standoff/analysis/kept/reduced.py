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
from standoff.case.model.model import Case, Seen, Step, Successor
from standoff.case.model.values import LEVEL, Quantity
from standoff.case.overlays.overlay import NOWHERE
from standoff.engine.stability.states import MOST_STEPS

__all__ = ["READS", "Reduce"]

Model = TypeVar("Model", bound=BaseModel)

Reduce = Callable[[Case], Case]

_NOTHING = Quantity.point(0.0)

_NO_TITLE = "A case"


def _with(model: Model, **values: object) -> Model:
    return model.model_copy(update=values)


def without_notes(case: Case) -> Case:
    """The case without what no question reads but those that look ahead."""
    return _with(
        case,
        title=_NO_TITLE,
        stale_after=None,
        history=(),
        inquiries=(),
        parties={
            name: _with(party, aliases=(), scale="", because=(), successor=_unsourced(party.successor))
            for name, party in case.parties.items()
        },
        steps={name: _with(step, short="", aliases=(), because=()) for name, step in case.steps.items()},
        together={name: _with(entry, because=()) for name, entry in case.together.items()},
        correlated=tuple(_with(entry, driver="", because=()) for entry in case.correlated),
        views={name: _with(view, because=()) for name, view in case.views.items()},
        deals={name: _with(deal, readings={}) for name, deal in case.deals.items()},
        plans={name: _with(plan, readings={}) for name, plan in case.plans.items()},
    )


def _unsourced(successor: Successor | None) -> Successor | None:
    return None if successor is None else _with(successor, because=())


def _one_government(case: Case) -> Case:
    """The case without other governments, of which only what is told of plans speaks."""
    return _with(case, parties={name: _with(party, successor=None) for name, party in case.parties.items()})


def answered(case: Case) -> Case:
    """The case with what the sentences of an answer are about: also how agreements are read, and who may follow."""
    return _with(_with_readings(without_notes(case), case), views={})


def looks_ahead(case: Case) -> Case:
    """The case without its title, its history, and what nobody asks of evidence: what it is worth to know more."""
    bare = without_notes(case)
    shown = {"quote": "", "prefix": "", "suffix": "", "at": "", "says": "", "grade": "", "stale_after": None}

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
        until=step.until if not isinstance(step.until, Quantity) else _middle(step.until),
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
        intervals=case.intervals if case.views or _followed(case) else LEVEL,
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
        deals={name: _with(deal, pace=_middle(deal.pace)) for name, deal in bare.deals.items()},
        plans={name: _with(plan, pace=_middle(plan.pace)) for name, plan in bare.plans.items()},
    )


def _followed(case: Case) -> bool:
    """Whether other governments are told of, whose numbers are read again at the level of the case."""
    return any(party.successor for party in case.parties.values())


def _forever(quantity: Quantity) -> Quantity:
    """Whether something is for ever is all that stability asks of a time."""
    return quantity if quantity.never else _NOTHING


def worths_at_medians(case: Case) -> Case:
    """The case at its medians with the worths of states alone: for stability, which knows no time and no plans."""
    case = _one_government(case)
    if case.views:
        return _with(without_notes(case), deals={}, plans={})
    return _timeless(_with(at_medians(case), deals={}, plans={}, sincerity={}))


def _timeless(case: Case) -> Case:
    """Without times, of which stability reads the horizons alone, and these where steps end by agreement."""
    ends = any(step.until is not None for step in case.steps.values())
    bare = {"walkout_cost": _NOTHING} if ends else {"walkout_cost": _NOTHING, "horizon": None}
    return _with(
        case,
        parties={name: _with(party, **bare) for name, party in case.parties.items()},
        steps={
            name: _with(
                step,
                takes=_NOTHING,
                seen=_NOTHING,
                missed=_NOTHING,
                undo=_forever(step.undo),
                redo=_forever(step.redo),
            )
            for name, step in case.steps.items()
        },
    )


def sampled(case: Case) -> Case:
    """The case without what no draw of its numbers hangs on, nor anything that is said of plans in draws."""
    return _one_government(_with(without_notes(case), views={}))


def sampled_with_readings(case: Case) -> Case:
    """The same with the readings of plans and deals, but not what these rest on."""
    return _with_readings(sampled(case), case)


def _with_readings(bare: Case, case: Case) -> Case:
    """A reduced case with the readings that the case has, of which is told by the short names of steps."""
    if not any(claim.readings for _, _, claim in case.agreements()):
        return bare

    def read(claims: Any, kind: str) -> Any:
        return {
            name: _with(claim, readings={key: _with(one, because=()) for key, one in given.readings.items()})
            for name, claim in claims.items()
            for given in [getattr(case, kind)[name]]
        }

    steps = {name: _with(step, short=case.steps[name].short) for name, step in bare.steps.items()}
    return _with(bare, steps=steps, deals=read(bare.deals, "deals"), plans=read(bare.plans, "plans"))


def worths_sampled(case: Case) -> Case:
    """The same with worths alone, unless they move with other numbers, or no worth is drawn and others are."""
    bare = _with(sampled(case), plans={}, sincerity={})
    drawn = any(quantity.shape != "point" for path, quantity in bare.quantities() if path[2:3] == ("worth",))
    if case.correlated or not drawn:
        return sampled(case)
    return _timeless(
        _with(bare, deals={name: _with(deal, title="", pace=_NOTHING) for name, deal in bare.deals.items()})
    )


def _one_deal(case: Case, name: str) -> Case:
    return _with(case, views={}, deals={name: case.deals[name]})


def _now(task: Any) -> Any:
    """Of a case of which not all states are looked at, a clock ends the search: what it finds is not kept."""
    return None if len(task.case.steps) > MOST_STEPS else replace(task, case=worths_at_medians(task.case))


def _roadmap(task: Any) -> Any:
    """A roadmap is compared with the plans of the case, and with no other deal."""
    return replace(task, case=_one_deal(at_medians(task.case), task.deal))


def _robust(task: Any) -> Any:
    """Other paces stay where they could have a say in how a number is drawn: correlated, or as points of one set."""
    case = sampled(task.case)
    if not case.correlated and task.method != "sobol":
        case = _with(_one_deal(case, task.roadmap.deal), plans={})
    return replace(task, case=case)


def _frontier(task: Any) -> Any:
    return replace(task, case=_with(at_medians(_one_government(task.case)), views={}, plans={}))


def _mending(task: Any) -> Any:
    return replace(task, case=_with(at_medians(_one_government(task.case)), views={}, plans={}, deals={}))


def _flips(task: Any) -> Any:
    """What flips a plan is found without draws: that numbers are correlated is told, and no more."""
    case = sampled(task.question.case)
    case = _with(case, correlated=tuple(_with(entry, between=(), by=0.0, moves={}) for entry in case.correlated[:1]))
    return _further(task, _own_pace(case, task.question.pace))


def _needs(task: Any) -> Any:
    """Other paces stay where they could be correlated with a number that matters."""
    case = _one_government(looks_ahead(task.question.case))
    return _further(task, case if case.correlated else _own_pace(case, task.question.pace))


def _own_pace(case: Case, pace: str) -> Case:
    """The case with the one plan or deal whose pace this is."""

    def own(kind: str) -> dict[str, Any]:
        return {name: one for name, one in getattr(case, kind).items() if f"{kind}.{name}.pace" == pace}

    return _with(case, plans=own("plans"), deals=own("deals"))


def _further(task: Any, case: Case) -> Any:
    return replace(task, question=replace(task.question, case=case))


def _events(case: Case) -> tuple[Any, ...]:
    """The history without what no question reads."""
    return tuple(_with(entry, because=()) for entry in case.history)


def _past(task: Any) -> Any:
    """Of earlier dates medians alone: of what was different then the ranges stay, and so does their level."""
    events = tuple(_with(entry, title=_NO_TITLE) for entry in _events(task.case))
    return replace(task, case=_with(at_medians(task.case), history=events, intervals=task.case.intervals))


def _timeline(task: Any) -> Any:
    """All numbers at all dates, and what changed: notes only where an event or another government changes them."""
    case = task.case
    governments = (party.successor.sees for party in case.parties.values() if party.successor)
    return replace(task, case=_elsewhere(case, *(entry.was for entry in case.history), *governments))


def _elsewhere(case: Case, *others: Mapping[str, Any]) -> Case:
    """The case with its history, and with the notes for which others, by path, have something else."""
    bare, paths = without_notes(case), {path for other in others for path in other}
    scales = {name: party.scale for name, party in case.parties.items() if f"parties.{name}.scale" in paths}
    shorts = {name: step.short for name, step in case.steps.items() if f"steps.{name}.short" in paths}
    return _with(
        bare,
        parties={name: _with(party, scale=scales.get(name, "")) for name, party in bare.parties.items()},
        steps={name: _with(step, short=shorts.get(name, "")) for name, step in bare.steps.items()},
        history=_events(case),
        # What moves several numbers has a name in every case that is checked, as one in a view is.
        correlated=tuple(_with(entry, because=()) for entry in case.correlated),
    )


def _views(task: Any) -> Any:
    """The same, and of views what they say, not where that is written nor what it rests on."""
    views = tuple(replace(view, because=(), source=NOWHERE, at=(), key="") for view in task.views)
    return replace(task, case=_elsewhere(task.case, *(view.values for view in views)), views=views)


def _plans(case: Case) -> Case:
    return _with(at_medians(case), views={}, deals={})


def _of_case(reduce: Reduce) -> Callable[[Any], Any]:
    """Reduces the case that a task holds."""
    return lambda task: replace(task, case=reduce(task.case))


READS: Mapping[str, Callable[[Any], Any]] = {
    "standoff.analysis.answer.answer.about_deals": _of_case(answered),
    "standoff.analysis.answer.questions.frontier_of": _frontier,
    "standoff.analysis.answer.questions.now_of": _now,
    "standoff.analysis.answer.questions.often_of": _of_case(worths_sampled),
    "standoff.analysis.history.seen.views_in_a_run": _views,
    "standoff.analysis.history.timeline.past_in_a_run": _past,
    "standoff.analysis.history.timeline.timeline_in_a_run": _timeline,
    "standoff.analysis.roadmap.search.found_for": _roadmap,
    "standoff.analysis.run._assessed": _plans,
    "standoff.analysis.run._flipped": _flips,
    "standoff.analysis.run._mended": _mending,
    "standoff.analysis.run._needed": _needs,
    "standoff.analysis.run._odds": _of_case(sampled),
    "standoff.analysis.run._read": _of_case(sampled_with_readings),
    "standoff.analysis.run._sure": _of_case(sampled),
    "standoff.analysis.run._ways": worths_at_medians,
    "standoff.analysis.sureness.shares.robust_for": _robust,
}
"""The questions of which results are kept, by what answers them: of a task, one that holds what is read.

None: of this task nothing is kept.
"""
