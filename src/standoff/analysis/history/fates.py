"""What becomes of the plans of a case, and of today's plans for its deals, where the case is another: then, or as seen.

A step of a plan that is in force there already is kept and taken out of the phases; a phase that is then empty is not
there. A step that a deal keeps today and that is not in force there has no phase in today's plan: that is told.
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
from standoff.results.records.history import Fate, FoundThen, Shares, Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.case.model.model import Case

__all__ = ["Followed", "Judging", "fates_of", "followed_in", "plan_in"]

IN_FORCE = "all its steps are in force"


@dataclass(frozen=True)
class Followed:
    """A plan of the case, or a deal with the order in which today's plan for it does its steps."""

    kind: Subject
    name: str
    title: str
    phases: tuple[tuple[str, ...], ...]


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


def followed_in(case: Case, deals: Mapping[str, Arrangement]) -> tuple[Followed, ...]:
    """The plans of a case, and its deals by today's plans for them."""
    plans = [Followed("plan", name, plan.title or name, plan.phases) for name, plan in case.plans.items()]
    shown = [(name, deal) for name, deal in case.deals.items() if name in deals]
    return (*plans, *(Followed("deal", name, deal.title or name, deals[name].phases) for name, deal in shown))


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
    lacks: tuple[str, ...] = ()
    if one.kind == "plan":
        given = given_plan(case, one.name)
    else:
        deal, planned = case.deals[one.name], {step for phase in one.phases for step in phase}
        kept = (*case.kept(deal), *(step for step in deal.steps if step in case.now))
        given = Arrangement(one.name, deal.title or one.name, kept, one.phases, deal.pace, case.consenting(deal))
        lacks = tuple(s for s in deal.steps if s in case.steps and s not in planned and s not in case.now)
    done = {step for phase in given.phases for step in phase if step in case.now}
    keeps = tuple(step for step in case.steps if step in done or step in given.keeps)
    phases = tuple(left for phase in given.phases if (left := tuple(step for step in phase if step not in done)))
    return replace(given, keeps=keeps, phases=phases), lacks


def _fates(task: _Task) -> tuple[Fate, ...]:
    case = task.case
    why_not = why_not_assessed(case)
    if why_not:
        return tuple(_unassessed(one, (), (), why_not) for one in task.followed)
    drawn = task.judging.of(case)
    return tuple(_fate(case, one, drawn, task.orders.get(one.name)) for one in task.followed)


def _fate(case: Case, one: Followed, drawn: Drawn | None, orders: Orders | None) -> Fate:
    plan, lacks = plan_in(case, one)
    planned = {step for phase in plan.phases for step in phase}
    in_force = tuple(step for phase in one.phases for step in phase if step not in planned)
    why_not = _impossible(case, plan) if plan.phases else IN_FORCE
    found = None
    try:
        if one.kind == "deal" and orders is not None:
            found = _found(case, one, plan, lacks, drawn, orders)
        if why_not:
            return replace(_unassessed(one, plan.phases, in_force, why_not), lacks=lacks, found=found)
        judged = assessment_of(case, exchange_of(case), plan)
        shares = _shares(case, plan, f"{one.kind}s.{one.name}.pace", drawn)
    except StandoffError as error:
        return replace(_unassessed(one, plan.phases, in_force, str(error)), lacks=lacks)
    return Fate(
        kind=one.kind,
        name=one.name,
        title=one.title,
        verdict=judged.verdict,
        trust=judged.trust,
        binding=judged.binding,
        shares=shares,
        phases=plan.phases,
        in_force=in_force,
        lacks=lacks,
        found=found,
    )


def _found(
    case: Case, one: Followed, plan: Arrangement, lacks: tuple[str, ...], drawn: Drawn | None, orders: Orders
) -> FoundThen | None:
    """The plan for a deal that asks for the least trust among those looked at; today's own is one of them."""
    best = best_then(case, one.name, None if lacks else plan, orders)
    if best is None:
        return None
    judged = assessment_of(case, exchange_of(case), best.plan)
    return FoundThen(
        verdict=judged.verdict,
        trust=judged.trust,
        phases=judged.phases,
        shares=_shares(case, best.plan, f"deals.{one.name}.pace", drawn),
        todays=[*map(set, judged.phases)] == [*map(set, plan.phases)] and set(judged.keeps) == set(plan.keeps),
        tried=best.tried,
    )


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


def _shares(case: Case, plan: Arrangement, pace: str, drawn: Drawn | None) -> Shares | None:
    if drawn is None:
        return None
    part = part_of(case, drawn.exchange(), plan.steps, plan.consent)
    found = outcomes(part, vector_of(plan.steps, plan), drawn.value(pace))
    refused, holds = float(found.refused.mean()), float(found.holds.mean())
    breaks = float(np.mean(~found.refused & ~found.holds))
    return Shares(refused, breaks, holds, found.middle)
