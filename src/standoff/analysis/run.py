"""Every question about a case in one run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from standoff.analysis.answer.answer import BEST, Today, about_the_best, with_today
from standoff.analysis.answer.best import DRAWS
from standoff.analysis.answer.odds import with_odds
from standoff.analysis.answer.questions import (
    FRONTIER,
    NOW,
    OFTEN,
    Known,
    asked,
    known_of,
    of_deals,
    of_today,
    refuse_states,
    roadmap_named,
    roadmaps_of,
)
from standoff.analysis.answer.ratings import halves
from standoff.analysis.assessment.arrangement import Arrangement, given_plan
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.assessment.successor import with_successors
from standoff.analysis.evidence import coverage
from standoff.analysis.history.dates import has_dates, refuse_dates
from standoff.analysis.history.fates import Judging, Phases
from standoff.analysis.history.seen import ViewsTask, views_in_a_run
from standoff.analysis.history.timeline import PastTask, TimelineTask, past_in_a_run, timeline_in_a_run
from standoff.analysis.numbers import exchange_of, why_not_assessed
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.progress import Progress, silent
from standoff.analysis.readings.readings import every_reading
from standoff.analysis.reasons.paths import ways
from standoff.analysis.remedies import PlanToMend, arrangement_of, mending_of
from standoff.analysis.roadmap.choices import members_of, reading_of, refuse_deal
from standoff.analysis.sureness.flips import VariedPlan, flips_of
from standoff.analysis.sureness.information import needs_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import how_sure
from standoff.engine.core.graph import Answers, Question
from standoff.engine.core.parallel import HERE, Workers, workers_at_hand
from standoff.errors import SizeError
from standoff.results.records.assessment import Assessment
from standoff.results.records.made import Made
from standoff.results.records.readings import Readings
from standoff.results.records.reasons import Ways
from standoff.results.records.remedies import Mending
from standoff.results.records.roadmap import Roadmap
from standoff.results.records.run import Findings
from standoff.results.records.sureness import Flips, Needs, Sureness
from standoff.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from standoff.case.model.model import Case
    from standoff.case.overlays.overlay import Overlay
    from standoff.case.position import Position
    from standoff.results.records.frontier import Frontier

Job = TypeVar("Job")

LISTED = 100
"""Equilibria of each concept that a run writes down."""

LARGEST_PAIR = 5.0
"""The largest size, in usual doses, of pairs of remedies that a run looks at."""

PAYS = 0.5
"""In a run, starting a plan pays if it holds with this chance or more."""

NEEDS_DRAWS = 8_000
"""Draws that tell in a run what to find out about the roadmap shown first; half as many for each plan."""

WAYS = 20
"""Equilibria to which a run writes down the ways from now."""

PAIRS = 6
"""Pairs of remedies for each plan of which a run finds the smallest amounts."""


def _refuse_sizes(case: Case) -> None:
    """Raise SizeError for what one of the questions of a run would refuse, before any of them is asked."""
    refuse_states(case)
    refuse_dates(case)
    for name, deal in case.deals.items():
        for members in members_of(case, deal.steps):
            refuse_deal(name, *reading_of(case, deal, members))


def run(
    case: Case,
    draws: int = 200,
    seed: int = 1,
    progress: Progress = silent,
    by: Workers = HERE,
    sampling: str = "latin",
    views: Sequence[Overlay] = (),
) -> Findings:
    """Everything: where we are, the plans of the case, a roadmap for each deal, and how sure that is.

    `sureness` has a key `plan:NAME` for each plan and `deal:NAME` for each roadmap; `mendings` for each plan and for
    the first roadmap that holds, or else the first. views: how others see the case, each of which is put over it to say
    what becomes of its plans then.

    >>> from standoff import example
    >>> found = run(example(), draws=20)
    >>> [plan.verdict for plan in found.plans]
    ['holds', 'holds']
    """
    _refuse_sizes(case)
    unassessed = why_not_assessed(case)
    answers = asked(
        case, _questions(case, draws, seed, sampling, bool(unassessed), tuple(views)), "the run", progress, by
    )
    known = Known((), {}, None) if unassessed else known_of(case, answers)
    first = _first(known.roadmaps)
    keys = [*(f"deal:{road.deal}" for road in first), *(f"plan:{name}" for name in case.plans)]

    def told(what: str) -> dict[str, Any]:
        """What was found of each plan that is asked about, that of a deal first."""
        found = {key: answers.get(_about(what, key if key.startswith("plan:") else FIRST)) for key in keys}
        return {key: one for key, one in found.items() if one is not None}

    now, often, found = answers[NOW], answers[OFTEN], answers.get(BEST)
    weights = found.rests.weights if found is not None and found.rests is not None else {}
    return Findings(
        title=case.title,
        as_of=case.as_of.isoformat(),
        stable=now,
        plans=answers.get(PLANS, ()),
        roadmaps=known.roadmaps,
        sureness=answers.get(SURE) or {},
        made=Made(
            version=__version__, method="run", exact=False, seed=seed, draws=draws, ordered=ordered_parties(case)
        ),
        unassessed=unassessed,
        mendings=told(MENDING),
        frontier=answers.get(ODDS) or known.frontier,
        robust=known.robust,
        flips=told(FLIPS),
        needs=told(NEEDS),
        ways=answers[WAYS_ON],
        often=often,
        answer=None if found is None else with_today(case, found, Today(now, often)),
        readings=answers.get(READ) or (),
        coverage=coverage(case).weighed(weights),
        timeline=answers.get(TIMELINE),
        views=answers.get(VIEWS),
    )


def run_at(
    at: Position,
    draws: int = 200,
    seed: int = 1,
    progress: Progress = silent,
    by: Workers = HERE,
    sampling: str = "latin",
    views: Sequence[Overlay] = (),
) -> Findings:
    """As `run`, of a case as it was asked for, which the findings then say."""
    found = run(at.case, draws, seed, progress, by, sampling, views)
    return replace(found, view=at.view, values=at.values, changed=at.changed, seen=at.seen)


PLANS, SURE, WAYS_ON = "the plans of the case", "how often the plans hold", "the ways from now"
ODDS = "how often the deals of the frontier hold"
READ = "what follows where an agreement is read in several orders"
PAST, TIMELINE, VIEWS = "where things stood before", "the timeline", "as others see it"
MENDING, FLIPS, NEEDS = "what would mend", "what flips", "what to find out about"

FIRST = "the roadmap shown first"
"""The plan that is asked about besides those of the case."""


def _about(what: str, key: str) -> str:
    """The question about a plan."""
    return f"{what} {key}"


def _questions(
    case: Case, draws: int, seed: int, method: str, unassessed: bool, views: tuple[Overlay, ...]
) -> list[Question]:
    """All questions of a run; those about plans only where plans can be assessed."""
    questions = [
        *of_today(case, LISTED, draws, seed, "listed", variants=False),
        Question(WAYS_ON, _ways, lambda known: case, seconds=0.5),
    ]
    if has_dates(case):
        questions.append(Question(PAST, past_in_a_run, _always(PastTask(case)), seconds=1.0))
    if unassessed:
        questions += _elsewhere(case, views, 0, seed, ())
        return [*questions, about_the_best(case, best_of(draws), seed, ())] if draws else questions
    about = of_deals(case, draws, seed, method, between=True)
    roads = tuple(map(roadmap_named, case.deals))
    questions += [*about, Question(PLANS, _assessed, lambda known: case, seconds=0.2)]
    if any(claim.readings for _, _, claim in case.agreements()):
        reading = _ReadingsTask(case, draws, seed, method)
        questions.append(Question(READ, _read, _always(reading), seconds=0.2))
    for name in case.plans:
        key, plan = f"plan:{name}", VariedPlan(case, given_plan(case, name), f"plans.{name}.pace")
        questions.append(
            Question(_about(MENDING, key), _mended, _always(_MendingTask(case, plan.plan, None)), seconds=0.15)
        )
        if draws:
            task = _always(_FurtherTask(plan, seed, first=False))
            questions += [
                Question(_about(FLIPS, key), _flipped, task, seconds=0.05),
                Question(_about(NEEDS, key), _needed, task, seconds=0.2),
            ]

    def mended(known: Answers) -> _MendingTask | None:
        for road in _first(roadmaps_of(case, known)):
            return _MendingTask(case, arrangement_of(case, _shown(road)), road.deal)
        return None

    def further(known: Answers) -> _FurtherTask | None:
        for road in _first(roadmaps_of(case, known)):
            plan = VariedPlan(case, arrangement_of(case, _shown(road)), f"deals.{road.deal}.pace")
            return _FurtherTask(plan, seed, first=True)
        return None

    questions.append(Question(_about(MENDING, FIRST), _mended, mended, roads, seconds=0.1))
    if not draws:
        return [*questions, *_elsewhere(case, views, 0, seed, roads)]

    def sure(known: Answers) -> _SureTask | None:
        shown = {f"plan:{plan.plan}": plan for plan in known[PLANS]}
        shown |= {f"deal:{r.deal}": r.shown for r in roadmaps_of(case, known) if r.shown is not None}
        return _SureTask(case, shown, draws, seed, method) if shown else None

    def odds(known: Answers) -> _OddsTask | None:
        best, frontier = known[BEST].best, known[FRONTIER]
        return _OddsTask(case, frontier, best_of(draws), seed, best.most) if best and frontier else None

    return [
        *questions,
        Question(_about(FLIPS, FIRST), _flipped, further, roads, seconds=0.2),
        Question(_about(NEEDS, FIRST), _needed, further, roads, seconds=0.4),
        Question(SURE, _sure, sure, (*roads, PLANS), seconds=0.1),
        about_the_best(case, best_of(draws), seed, tuple(question.name for question in about)),
        Question(ODDS, _odds, odds, (BEST, FRONTIER), seconds=0.1),
        *_elsewhere(case, views, best_of(draws), seed, (*roads, BEST)),
    ]


def _elsewhere(case: Case, views: tuple[Overlay, ...], draws: int, seed: int, needs: tuple[str, ...]) -> list[Question]:
    """The timeline of a case that has other days than its own, and what others see, on the draws of the best deal."""

    def shown(known: Answers) -> dict[str, Phases]:
        best = known[BEST].best if BEST in needs else None
        roads = roadmaps_of(case, known) if needs else ()
        first = {road.deal: None if best is None else best.of_deal(road.deal) for road in roads}
        plans = {road.deal: one.plan if (one := first[road.deal]) is not None else road.shown for road in roads}
        return {deal: plan.phases for deal, plan in plans.items() if plan is not None and plan.phases}

    def past(known: Answers) -> TimelineTask:
        return TimelineTask(case, known[PAST], shown(known), Judging(draws, seed))

    def seen(known: Answers) -> ViewsTask:
        return ViewsTask(case, views, shown(known), Judging(draws, seed))

    questions = []
    if has_dates(case):
        questions.append(Question(TIMELINE, timeline_in_a_run, past, (PAST, *needs), seconds=1.5))
    if views:
        questions.append(Question(VIEWS, views_in_a_run, seen, needs, seconds=0.1 * len(views)))
    return questions


def _always(task: Job) -> Callable[[Answers], Job]:
    """A task that hangs on no other answer."""
    return lambda known: task


def best_of(draws: int) -> int:
    """On how many draws a run that draws so often looks for the best deal: ten times as many, or as `answer` has it.

    >>> best_of(200), best_of(20), best_of(5000), best_of(1)
    (2000, 200, 5000, 10)
    """
    return max(draws, min(DRAWS, 10 * draws))


def _first(roadmaps: Sequence[Roadmap]) -> list[Roadmap]:
    """The roadmap that the brief shows first, if there is one: the first that holds, or else the first."""
    return sorted((road for road in roadmaps if road.shown), key=lambda road: road.best is None)[:1]


def _shown(road: Roadmap) -> Assessment:
    assert road.shown is not None
    return road.shown


def _assessed(case: Case) -> tuple[Assessment, ...]:
    """The plans of the case."""
    exchange = exchange_of(case)
    plans = {name: given_plan(case, name) for name in case.plans}
    return tuple(
        with_successors(case, assessment_of(case, exchange, plan, between=True), plan) for plan in plans.values()
    )


@dataclass(frozen=True)
class _SureTask:
    """Plans by their keys, whose chances are asked for."""

    case: Case
    shown: Mapping[str, Assessment]
    draws: int
    seed: int
    method: str


def _sure(task: _SureTask) -> dict[str, Sureness]:
    return how_sure(task.case, task.shown, task.draws, task.seed, silent, workers_at_hand(), task.method)


@dataclass(frozen=True)
class _ReadingsTask:
    """A case of which plans and deals are read in several orders, and over how many draws."""

    case: Case
    draws: int
    seed: int
    method: str


def _read(task: _ReadingsTask) -> tuple[Readings, ...]:
    return every_reading(task.case, task.draws, task.seed, task.method, workers_at_hand())


@dataclass(frozen=True)
class _OddsTask:
    """A frontier, how often whose deals hold is asked for; on the draws that judge the best deal."""

    case: Case
    frontier: Frontier
    draws: int
    seed: int
    most: Mapping[str, float]


def _odds(task: _OddsTask) -> Frontier:
    _, judging = halves(Drawn.of(task.case, task.draws, task.seed))
    return with_odds(task.case, task.frontier, judging, task.most, workers_at_hand())


@dataclass(frozen=True)
class _FurtherTask:
    """What flips a plan, or what to find out about it; of the roadmap shown first what drives it as well."""

    question: VariedPlan
    seed: int
    first: bool


def _flipped(task: _FurtherTask) -> Flips:
    return flips_of(task.question, silent, task.seed, workers_at_hand(), drivers=task.first)


def _needed(task: _FurtherTask) -> Needs:
    draws = NEEDS_DRAWS if task.first else NEEDS_DRAWS // 2
    return needs_of(task.question, silent, PAYS, draws, task.seed, workers_at_hand(), sources=task.first)


def _ways(case: Case) -> Ways | None:
    """The ways from now to equilibria, where joint moves can add to what improvements of single parties lead to."""
    if case.merge or all(len(step.by) == 1 for step in case.steps.values()):
        return None
    try:
        return ways(case, limit=WAYS)
    except SizeError:
        return None


@dataclass(frozen=True)
class _MendingTask:
    """A plan of a case to be mended, or the roadmap of a deal."""

    case: Case
    plan: Arrangement
    deal: str | None


def _mended(task: _MendingTask) -> Mending:
    question = PlanToMend(task.case, exchange_of(task.case), task.plan, task.deal, None)
    # What a usual dose does is shown of a plan that holds; for the others the question is what is enough.
    up_to = 0.0 if question.too_large else LARGEST_PAIR
    return mending_of(question, up_to, with_effects=question.judged.verdict == "holds", best=PAIRS)
