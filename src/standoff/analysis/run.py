"""Every question about a case in one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from standoff.analysis.answer.answer import Asked, Today, about_deals, with_today
from standoff.analysis.answer.best import DRAWS, Known, found_of, started, waited_for
from standoff.analysis.answer.odds import with_odds
from standoff.analysis.answer.ratings import halves
from standoff.analysis.assessment.arrangement import Arrangement, given_plan
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.numbers import exchange_of, why_not_assessed
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.progress import Progress, silent
from standoff.analysis.reasons.paths import ways
from standoff.analysis.remedies import PlanToMend, arrangement_of, mending_of
from standoff.analysis.roadmap.choices import members_of, reading_of, refuse_deal
from standoff.analysis.stability.stable import stable, without_variants
from standoff.analysis.sureness.equilibria import often_in_a_run
from standoff.analysis.sureness.flips import VariedPlan, flips_of
from standoff.analysis.sureness.information import needs_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import how_sure
from standoff.engine.core.parallel import HERE, Workers
from standoff.engine.stability import states
from standoff.engine.symbolic import conflict, sat
from standoff.errors import SizeError
from standoff.results.records.assessment import Assessment
from standoff.results.records.made import Made
from standoff.results.records.reasons import Ways
from standoff.results.records.remedies import Mending
from standoff.results.records.roadmap import Roadmap
from standoff.results.records.run import Findings
from standoff.results.records.sureness import Flips, Needs, Sureness
from standoff.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from standoff.case.model.model import Case


Job = TypeVar("Job")
Result = TypeVar("Result")

SECONDS = 60.0
"""How long the search about today may take in a large case: long enough not to be reached, so that runs repeat."""

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
    conflict.admit(len(case.steps))
    if len(case.steps) > states.MOST_STEPS:
        sat.require()
    else:
        states.admit(len(case.steps), len(case.parties))
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
) -> Findings:
    """Everything: where we are, the plans of the case, a roadmap for each deal, and how sure that is.

    `sureness` has a key `plan:NAME` for each plan and `deal:NAME` for each roadmap; `mendings` for each plan and for
    the first roadmap that holds, or else the first.

    >>> from standoff import example
    >>> found = run(example(), draws=20)
    >>> [plan.verdict for plan in found.plans]
    ['holds', 'holds']
    """
    _refuse_sizes(case)
    unassessed = why_not_assessed(case)
    begun = [] if unassessed else started(case, by, between=True)
    plans: tuple[Assessment, ...] = ()
    shown: dict[str, Assessment] = {}
    sure: dict[str, Sureness] = {}
    known = Known((), {}, None)
    mending, looking = _Begun(by, _mended), _Begun(by, _further)
    if not unassessed:
        mending.start(_plans_to_mend(case))
        if draws:
            looking.start(_plans_to_look_at(case, seed))
    # While all that is at work.
    now = without_variants(stable(case, limit=LISTED, progress=progress, time_limit=SECONDS))
    ways_on = _ways(case, progress)
    if not unassessed:
        exchange = exchange_of(case)
        plans = tuple(assessment_of(case, exchange, given_plan(case, name), between=True) for name in case.plans)

        def about_the_first(roads: Sequence[Roadmap]) -> None:
            mending.start(_first_to_mend(case, roads))
            if draws:
                looking.start(_first_to_look_at(case, roads, seed))

        known = found_of(case, draws, seed, progress, by, begun, sampling, about_the_first)
        shown = {f"plan:{plan.plan}": plan for plan in plans}
        shown |= {f"deal:{r.deal}": r.shown for r in known.roadmaps if r.shown is not None}
    # The longest first, and what comes in small parts last.
    answering = (
        by.start(about_deals, Asked(case, best_of(draws), seed, None if unassessed else known)) if draws else None
    )
    if shown and draws:
        sure = how_sure(case, shown, draws, seed, progress, by, sampling)
    often = often_in_a_run(case, draws, seed, progress, by, now)
    looked = looking.results("flips, and what to find out", progress)
    mendings = mending.results("remedies", progress)
    found, frontier = None, known.frontier
    if answering is not None:
        (told,) = waited_for("the best deal, and what it rests on", [answering], progress)
        found = with_today(case, told, Today(now, often))
        if found.best and frontier:
            _, judging = halves(Drawn.of(case, best_of(draws), seed))
            frontier = with_odds(case, frontier, judging, found.best.most, by)
    return Findings(
        title=case.title,
        as_of=case.as_of.isoformat(),
        stable=now,
        plans=plans,
        roadmaps=known.roadmaps,
        sureness=sure,
        made=Made(
            version=__version__, method="run", exact=False, seed=seed, draws=draws, ordered=ordered_parties(case)
        ),
        unassessed=unassessed,
        mendings=mendings,
        frontier=frontier,
        robust=known.robust,
        flips={key: flips for key, (flips, _) in looked.items()},
        needs={key: needs for key, (_, needs) in looked.items()},
        ways=ways_on,
        often=often,
        answer=found,
    )


def best_of(draws: int) -> int:
    """On how many draws a run that draws so often looks for the best deal: ten times as many, or as `answer` has it.

    >>> best_of(200), best_of(20), best_of(5000), best_of(1)
    (2000, 200, 5000, 10)
    """
    return max(draws, min(DRAWS, 10 * draws))


def _main(roadmaps: Sequence[Roadmap]) -> Roadmap | None:
    """The roadmap that the brief shows first: the first that holds, or else the first."""
    return next(iter(sorted((r for r in roadmaps if r.shown), key=lambda r: r.best is None)), None)


class _Begun(Generic[Job, Result]):
    """Work on several plans that was begun, by their keys."""

    def __init__(self, by: Workers, function: Callable[[Job], Result]) -> None:
        self.by, self.function = by, function
        self.begun: dict[str, Callable[[], Result]] = {}

    def start(self, tasks: Iterable[tuple[str, Job]]) -> None:
        """Begin more of it."""
        self.begun |= {key: self.by.start(self.function, task) for key, task in tasks}

    def results(self, what: str, progress: Progress) -> dict[str, Result]:
        """All results, of deals first."""
        keys = sorted(self.begun, key=lambda key: not key.startswith("deal:"))
        return dict(zip(keys, waited_for(what, [self.begun[key] for key in keys], progress), strict=True))


@dataclass(frozen=True)
class _FurtherTask:
    """What flips, and what to find out of, a plan of a case; of the roadmap shown first what drives it as well."""

    question: VariedPlan
    seed: int
    first: bool


def _first_to_look_at(case: Case, roadmaps: Sequence[Roadmap], seed: int) -> Iterator[tuple[str, _FurtherTask]]:
    """The roadmap that the brief shows first: also what drives it, and what rests on which source."""
    main = _main(roadmaps)
    if main is not None and main.shown is not None:
        plan = arrangement_of(case, main.shown)
        yield f"deal:{main.deal}", _FurtherTask(VariedPlan(case, plan, f"deals.{main.deal}.pace"), seed, first=True)


def _plans_to_look_at(case: Case, seed: int) -> Iterator[tuple[str, _FurtherTask]]:
    for name in case.plans:
        question = VariedPlan(case, given_plan(case, name), f"plans.{name}.pace")
        yield f"plan:{name}", _FurtherTask(question, seed, first=False)


def _further(task: _FurtherTask) -> tuple[Flips, Needs]:
    draws = NEEDS_DRAWS if task.first else NEEDS_DRAWS // 2
    return (
        flips_of(task.question, seed=task.seed, drivers=task.first),
        needs_of(task.question, silent, PAYS, draws, task.seed, sources=task.first),
    )


def _ways(case: Case, progress: Progress) -> Ways | None:
    """The ways from now to equilibria, where joint moves can add to what improvements of single parties lead to."""
    if case.merge or all(len(step.by) == 1 for step in case.steps.values()):
        return None
    try:
        return ways(case, limit=WAYS, progress=progress)
    except SizeError:
        return None


@dataclass(frozen=True)
class _MendingTask:
    """A plan of a case to be mended, or the roadmap of a deal."""

    case: Case
    plan: Arrangement
    deal: str | None


def _first_to_mend(case: Case, roadmaps: Sequence[Roadmap]) -> Iterator[tuple[str, _MendingTask]]:
    """The roadmap that the brief shows first."""
    main = _main(roadmaps)
    if main is not None and main.shown is not None:
        yield f"deal:{main.deal}", _MendingTask(case, arrangement_of(case, main.shown), main.deal)


def _plans_to_mend(case: Case) -> Iterator[tuple[str, _MendingTask]]:
    for name in case.plans:
        yield f"plan:{name}", _MendingTask(case, given_plan(case, name), None)


def _mended(task: _MendingTask) -> Mending:
    question = PlanToMend(task.case, exchange_of(task.case), task.plan, task.deal, None)
    # What a usual dose does is shown of a plan that holds; for the others the question is what is enough.
    up_to = 0.0 if question.too_large else LARGEST_PAIR
    return mending_of(question, up_to, with_effects=question.judged.verdict == "holds", best=PAIRS)
