"""Question 2 for whatever a user names: a plan of the case, a deal, whose roadmap is then meant, or phases as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.analysis.asked import asked_about
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.assessment.places import Place, places_of
from standoff.analysis.assessment.successor import with_successors
from standoff.analysis.names import key_named
from standoff.analysis.numbers import exchange_of
from standoff.analysis.progress import Progress, silent
from standoff.analysis.readings.readings import readings_named
from standoff.analysis.roadmap.meant import meant
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import how_sure
from standoff.analysis.sureness.successor import successors_in_draws
from standoff.engine.core.parallel import HERE, Workers
from standoff.results.records.assessment import Assessment
from standoff.results.records.readings import Readings
from standoff.results.records.sureness import Sureness

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["assess", "assess_often", "assess_with_readings", "places"]


def assess(
    case: Case, plan: str = "", between: bool = False, *, phases: str = "", progress: Progress = silent
) -> Assessment:
    """Would this plan hold? A plan or a deal of the case, by its key or its title; of a deal, its roadmap.

    phases: instead of that, a plan in steps: commas between the steps of a phase, | between phases. It keeps all that
    is in force now. between: look between phase starts too. Raises UsageError, SizeError.

    >>> from standoff.case.load import read_source
    >>> gifts = read_source("case.yaml", (
    ...     "{format: 1, title: Gifts, as_of: 2026-11-02, "
    ...     "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}, steps: {"
    ...     "gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}, "
    ...     "gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}}}"
    ... )).case
    >>> assess(gifts, phases="gift_of_a | gift_of_b").verdict, assess(gifts, phases="Gift of b | gift_of_a").verdict
    ('holds', 'breaks')
    """
    case, kind, key = asked_about(case, plan, phases)
    asked = meant(case, kind, key, progress).plan
    return with_successors(case, assessment_of(case, exchange_of(case), asked, between), asked)


def assess_often(
    case: Case,
    plan: str = "",
    between: bool = False,
    *,
    phases: str = "",
    draws: int = 0,
    seed: int = 1,
    progress: Progress = silent,
    by: Workers = HERE,
) -> tuple[Assessment, Sureness | None]:
    """As `assess`, and how often it holds if all ranges are drawn so many times (None: nothing is drawn)."""
    case, kind, key = asked_about(case, plan, phases)
    asked = meant(case, kind, key, progress)
    found = assessment_of(case, exchange_of(case), asked.plan, between)
    found = with_successors(case, found, asked.plan)
    if draws:
        found = successors_in_draws(case, found, asked.plan, draws, seed, asked.pace)
    label = f"{kind}:{key}"
    return found, how_sure(case, {label: found}, draws, seed, progress, by)[label] if draws else None


def assess_with_readings(
    case: Case,
    plan: str = "",
    between: bool = False,
    *,
    phases: str = "",
    draws: int = 0,
    seed: int = 1,
    progress: Progress = silent,
    by: Workers = HERE,
) -> tuple[Assessment, Sureness | None, Readings | None]:
    """As `assess_often`, and what follows where the plan is read in several orders (None: it is not)."""
    found = assess_often(case, plan, between, phases=phases, draws=draws, seed=seed, progress=progress, by=by)
    return *found, None if phases else readings_named(case, plan, draws, seed, progress, by)


def places(
    case: Case,
    step: str,
    plan: str = "",
    *,
    phases: str = "",
    draws: int = 0,
    seed: int = 1,
    progress: Progress = silent,
) -> tuple[Place, ...]:
    """Where a step could come in a plan, and what would come of it in each place: in every phase, and before and after.

    The plan is named as for `assess`, and may have the step or not. Each place says what `assess` says of the plan
    then, or why it is not possible, as `standoff check` says it; with draws also in which share of them it holds.
    Raises UsageError, SizeError.

    >>> from standoff.case.load import read_source
    >>> gifts = read_source("case.yaml", (
    ...     "{format: 1, title: Gifts, as_of: 2026-11-02, "
    ...     "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}, steps: {"
    ...     "gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}, "
    ...     "gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}}}"
    ... )).case
    >>> for place in places(gifts, "gift_of_b", phases="gift_of_a | gift_of_b", draws=8):
    ...     print(place.phase, place.alone, place.assessment.verdict, place.holds)
    1 True breaks 0.0
    1 False breaks 0.0
    2 True holds 1.0
    """
    whole, kind, key = asked_about(case, plan, phases)
    asked = meant(whole, kind, key, progress)
    named = key_named("step", step, case.steps)
    if not draws:
        return places_of(whole, asked.plan, named)
    drawn = Drawn.of(whole, draws, seed)
    return places_of(whole, asked.plan, named, drawn.exchange(), drawn.value(asked.pace))
