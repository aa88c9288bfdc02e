"""What becomes of the plans of a case, and of today's plans for its deals, where the case is another: then, or as seen.

A step of a plan that is in force there already is taken out of the phases; a phase that is then empty is not there. It
is kept, unless the plan says what it keeps. A step that a deal keeps today and that is not in force there has no phase
in today's plan: that is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.answer.ratings import halves
from standoff.analysis.assessment.arrangement import Arrangement, given_plan, part_of, vector_of
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.history.found import Orders, best_then
from standoff.analysis.numbers import exchange_of, why_not_assessed
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.core.parallel import Workers, all_of
from standoff.engine.sureness.outcomes import outcomes
from standoff.errors import StandoffError
from standoff.results.records.assessment import Assessment
from standoff.results.records.history import Fate, FoundThen, Shares, Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.case.model.model import Case

__all__ = ["Followed", "Judging", "Phases", "fates_of", "followed_in", "plan_in"]

IN_FORCE = "all its steps are in force"

Phases = tuple[tuple[str, ...], ...]
"""The steps of each phase of a plan."""


@dataclass(frozen=True)
class Followed:
    """A plan of the case, or a deal with the order in which today's plan for it does its steps."""

    kind: Subject
    name: str
    title: str
    phases: Phases


@dataclass(frozen=True)
class Judging:
    """The draws on which all is judged: the second half of so many (0: none), as of the best deal."""

    draws: int
    seed: int
    method: str = "latin"

    @property
    def judged_on(self) -> int:
        """How many draws judge."""
        return self.draws - self.draws // 2

    def of(self, case: Case) -> Drawn | None:
        """These draws of a case: a number that is the same in two cases has the same values in both."""
        return halves(Drawn.of(case, self.draws, self.seed, self.method))[1] if self.draws else None


@dataclass(frozen=True)
class _Task:
    """What is followed, in one case; orders: per deal, in which plans for it are looked for."""

    case: Case
    followed: tuple[Followed, ...]
    judging: Judging
    orders: Mapping[str, Orders]


def followed_in(case: Case, deals: Mapping[str, Phases]) -> tuple[Followed, ...]:
    """The plans of a case, and its deals by the phases of today's plans for them; a deal that has none is left out."""
    plans = [Followed("plan", name, plan.title or name, plan.phases) for name, plan in case.plans.items()]
    shown = [(name, deal) for name, deal in case.deals.items() if name in deals]
    return (*plans, *(Followed("deal", name, deal.title or name, deals[name]) for name, deal in shown))


def fates_of(
    cases: Sequence[Case | None],
    followed: Sequence[Followed],
    judging: Judging,
    orders: Mapping[str, Orders],
    by: Workers,
    progress: Callable[[float], None] = lambda share: None,
) -> list[tuple[Fate, ...]]:
    """What becomes of what is followed in each of some cases, on the same draws; nothing where there is no case."""
    tasks = [_Task(case, tuple(followed), judging, orders) for case in cases if case is not None]
    found = iter(all_of(by, _fates, tasks, progress))
    return [() if case is None else next(found) for case in cases]


def plan_in(case: Case, one: Followed) -> tuple[Arrangement, tuple[str, ...]]:
    """A plan as it is in a case, and the steps of its deal that it lacks there."""
    if one.kind == "plan":
        given = given_plan(case, one.name)
        return replace(given, phases=_left(case, given.phases)), ()
    deal, planned = case.deals[one.name], {step for phase in one.phases for step in phase}
    wanted = {*case.kept(deal), *deal.steps, *planned} & {*case.now}
    keeps = tuple(step for step in case.steps if step in wanted)
    given = Arrangement(
        one.name, deal.title or one.name, keeps, _left(case, one.phases), deal.pace, case.consenting(deal)
    )
    return given, tuple(s for s in deal.steps if s in case.steps and s not in planned and s not in case.now)


def _left(case: Case, phases: Phases) -> Phases:
    """What of some phases is not in force already."""
    return tuple(left for phase in phases if (left := tuple(step for step in phase if step not in case.now)))


def _fates(task: _Task) -> tuple[Fate, ...]:
    case = task.case
    why_not = why_not_assessed(case)
    if why_not:
        return tuple(_unassessed(one, (), (), why_not) for one in task.followed)
    drawn = task.judging.of(case)
    orders = {one: task.orders.get(one.name) if one.kind == "deal" else None for one in task.followed}
    return tuple(_fate(case, one, drawn, orders[one]) for one in task.followed)


def _fate(case: Case, one: Followed, drawn: Drawn | None, orders: Orders | None) -> Fate:
    if one.name not in (case.plans if one.kind == "plan" else case.deals):
        return _unassessed(one, (), (), "the case does not have it then")
    plan, lacks = plan_in(case, one)
    planned = {step for phase in plan.phases for step in phase}
    in_force = tuple(step for phase in one.phases for step in phase if step not in planned)
    bare = replace(_unassessed(one, plan.phases, in_force, ""), lacks=lacks)
    try:
        why_not = _impossible(case, plan) if plan.phases else IN_FORCE
        todays = None if why_not else _judged(case, one, plan, drawn)
        found = None if orders is None else _found(case, one, plan, todays, drawn, orders)
    except StandoffError as error:
        return replace(bare, why_not=str(error))
    if todays is None:
        return replace(bare, why_not=why_not, found=found)
    judged, shares = todays
    return replace(bare, verdict=judged.verdict, trust=judged.trust, binding=judged.binding, shares=shares, found=found)


_Judged = tuple[Assessment, Shares | None]
"""A plan at the medians and, where anything is drawn, over the draws."""


def _judged(case: Case, one: Followed, plan: Arrangement, drawn: Drawn | None) -> _Judged:
    judged = assessment_of(case, exchange_of(case), plan)
    return judged, None if drawn is None else _shares(case, plan, f"{one.kind}s.{one.name}.pace", drawn)


def _found(
    case: Case, one: Followed, plan: Arrangement, todays: _Judged | None, drawn: Drawn | None, orders: Orders
) -> FoundThen | None:
    """The plan for a deal that asks for the least trust among those looked at, of which today's own is one."""
    best = best_then(case, one.name, (plan.phases, *orders))
    if best is None:
        return None
    same = todays is not None and [*map(set, best.plan.phases)] == [*map(set, plan.phases)]
    same = same and set(best.plan.keeps) == set(plan.keeps)
    judged, shares = todays if same and todays is not None else _judged(case, one, best.plan, drawn)
    return FoundThen(judged.verdict, judged.trust, judged.phases, shares, same, best.tried)


def _unassessed(one: Followed, phases: tuple[tuple[str, ...], ...], in_force: tuple[str, ...], why_not: str) -> Fate:
    return Fate(one.kind, one.name, one.title, None, None, None, None, phases, in_force, why_not=why_not)


def _impossible(case: Case, plan: Arrangement) -> str:
    """Why the rules of the case forbid a plan, in the words of `check`, or ""."""
    from standoff.case.check.typed import problems_of_plans
    from standoff.case.model.model import Plan

    typed = Plan(phases=plan.phases, keeps=plan.keeps)
    for place, message, _ in problems_of_plans(case, [typed])[0]:
        return f"{place}: {message}"
    return ""


def _shares(case: Case, plan: Arrangement, pace: str, drawn: Drawn) -> Shares:
    part = part_of(case, drawn.exchange(), plan.steps, plan.consent)
    found = outcomes(part, vector_of(plan.steps, plan), drawn.value(pace))
    refused, holds = float(found.refused.mean()), float(found.holds.mean())
    breaks = float(np.mean(~found.refused & ~found.holds))
    return Shares(refused, breaks, holds, found.middle)
