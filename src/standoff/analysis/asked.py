"""Which plan a user asks about: one of the case, a deal, whose roadmap is then meant, or phases as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.analysis.names import Claimed, claim_named, steps_named
from standoff.analysis.ordinal_worths import require_worths
from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["TITLE", "TYPED", "asked_about"]

TYPED = "as-typed"
"""What a plan that was typed is called among those of the case."""

TITLE = "The plan as typed"


def asked_about(case: Case, plan: str, phases: str) -> tuple[Case, Claimed, str]:
    """The case, with the plan that was typed if one was, and which plan or deal of it is meant. UsageError."""
    require_worths(case)
    if plan and phases:
        raise UsageError("name a plan or a deal, or give one by --phases, and not both")
    if phases:
        return _with_phases(case, phases), "plan", TYPED
    if not plan:
        known = ", ".join(f"`{name}`" for name in dict.fromkeys([*case.plans, *case.deals]))
        named = f"The case has {known}" if known else "The case has none: add one under `plans:`"
        raise UsageError(f'which plan? {named}; or type one: --phases "step, step | step"')
    return case, *claim_named(case, plan)


def _with_phases(case: Case, text: str) -> Case:
    """The case with a plan that was typed; UsageError with the place of what is wrong with it."""
    from standoff.case.check.typed import problems_of_plan
    from standoff.case.model.model import Plan

    named = []
    for number, part in enumerate(text.split("|"), start=1):
        words = [word.strip() for word in part.split(",")]
        typed = (_steps(case, word, f"phase {number}, step {n}") for n, word in enumerate(words, start=1))
        named.append(tuple(step for steps in typed for step in steps))
    plan = Plan(phases=tuple(named), title=TITLE)
    whole = case.model_copy(update={"plans": {**case.plans, TYPED: plan}})
    for place, message, hint in problems_of_plan(whole, TYPED):
        raise UsageError(f"--phases, {place}: {message}; {hint}")
    return whole


def _steps(case: Case, word: str, place: str) -> tuple[str, ...]:
    """The key of a step that was typed, or of all parts of one."""
    if not word:
        raise UsageError(f'--phases, {place}: there is no step; write it like "step, step | step"')
    if word in case.choices:
        members = ", ".join(f"`{member}`" for member in case.choices[word])
        raise UsageError(f"--phases, {place}: `{word}` is a choice, and only a step can stand here; one of {members}")
    try:
        return steps_named(case, word)
    except UsageError as error:
        raise UsageError(f"--phases, {place}: {error}") from None
