"""What is asked of the deals of a case and of today, as questions that any workers can answer in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.choices import members_of, reading_of
from standoff.analysis.roadmap.frontier import deals_of_a_run
from standoff.analysis.roadmap.search import RoadmapTask, Sought, found_for
from standoff.analysis.stability.stable import stable, without_variants
from standoff.analysis.sureness.equilibria import STATES, often_in_a_run
from standoff.analysis.sureness.shares import RobustTask, robust_for
from standoff.engine.core.graph import Answers, Question, ask
from standoff.engine.core.parallel import HERE, Workers, workers_at_hand
from standoff.engine.stability import states
from standoff.engine.symbolic import conflict, sat

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.frontier import Frontier
    from standoff.results.records.roadmap import Roadmap
    from standoff.results.records.stability import Stable
    from standoff.results.records.sureness import Robust, StableOften

__all__ = [
    "FRONTIER",
    "NOW",
    "OFTEN",
    "Known",
    "asked",
    "found_of",
    "known_of",
    "of_deals",
    "of_today",
    "refuse_states",
    "roadmaps_of",
]

SECONDS = 60.0
"""Of the processor's time so much for the roadmap of a deal, and so long for today in a large case: long enough not to
be reached, so that answers repeat."""

NOW, OFTEN, FRONTIER = "the states of today", "how often states are stable", "the frontier of all deals"


@dataclass(frozen=True)
class Known:
    """What was found before for the deals of a case: roadmaps, robust ones, and the frontier."""

    roadmaps: tuple[Roadmap, ...]
    robust: dict[str, Robust]
    frontier: Frontier | None


def asked(
    case: Case, questions: Sequence[Question], what: str, progress: Progress = silent, by: Workers = HERE
) -> Answers:
    """The answers to questions about a case; `what` is being done, in words."""
    by.share(case)
    progress(what, 0.0)
    return ask(questions, by, lambda share: progress(what, share))


# ------------------------------------------------------------------------------------------- the deals of a case


def of_deals(case: Case, draws: int, seed: int, method: str = "latin", between: bool = False) -> list[Question]:
    """The roadmaps of all deals, robust ones, sought on so many draws (0: none), and the frontier."""
    sought = Sought(time_limit=SECONDS, between=between, by_processor=True)
    roads = tuple(map(roadmap_named, case.deals))
    frontier = Question(
        FRONTIER, frontier_of, lambda known: DealsTask(case, roadmaps_of(case, known)), roads, seconds=3.9
    )
    questions = [frontier, *(_roadmap(case, deal, sought) for deal in case.deals)]
    return [*questions, *(_robust(case, deal, draws, seed, method) for deal in case.deals)] if draws else questions


def _roadmap(case: Case, deal: str, sought: Sought) -> Question:
    task, seconds = RoadmapTask(case, deal, sought), _searched(case, deal)
    return Question(roadmap_named(deal), found_for, lambda known: task, seconds=seconds)


def _robust(case: Case, deal: str, draws: int, seed: int, method: str) -> Question:
    road = roadmap_named(deal)

    def task(known: Answers) -> RobustTask | None:
        return None if known[road].shown is None else RobustTask(case, known[road], draws, seed, method)

    return Question(robust_named(deal), robust_for, task, (road,), seconds=_searched(case, deal))


def known_of(case: Case, answers: Answers) -> Known:
    """What is known of the deals of a case when all has been answered."""
    found = {deal: answers.get(robust_named(deal)) for deal in case.deals}
    return Known(
        roadmaps_of(case, answers),
        {deal: robust for deal, robust in found.items() if robust is not None},
        answers[FRONTIER],
    )


def found_of(
    case: Case, draws: int, seed: int, progress: Progress = silent, by: Workers = HERE, method: str = "latin"
) -> Known:
    """Roadmaps, robust roadmaps and the frontier of a case, as a run finds them."""
    return known_of(case, asked(case, of_deals(case, draws, seed, method), "the deals of the case", progress, by))


def roadmap_named(deal: str) -> str:
    """The question for the roadmap of a deal."""
    return f"the roadmap of `{deal}`"


def robust_named(deal: str) -> str:
    """The question for what holds most often of a deal."""
    return f"the robust roadmap of `{deal}`"


def roadmaps_of(case: Case, answers: Answers) -> tuple[Roadmap, ...]:
    """The roadmaps of the deals of a case, in its order."""
    return tuple(answers[roadmap_named(deal)] for deal in case.deals)


def _searched(case: Case, deal: str) -> float:
    """About how many seconds a search for one deal takes: .7 for one of 14 steps, a third more for each step more."""
    _, planned = reading_of(case, case.deals[deal], next(members_of(case, case.deals[deal].steps)))
    return 0.7 * 1.35 ** min(len(planned) - 14, 6)


@dataclass(frozen=True)
class DealsTask:
    """A case, and the roadmaps of its deals."""

    case: Case
    roadmaps: tuple[Roadmap, ...]


def frontier_of(task: DealsTask) -> Frontier | None:
    """The frontier as a run has it."""
    return deals_of_a_run(task.case, silent, task.roadmaps, workers_at_hand())


# ------------------------------------------------------------------------------------------- today


def of_today(case: Case, limit: int, draws: int, seed: int, of: STATES, variants: bool = True) -> list[Question]:
    """Where things stand, and how often over so many draws (0: never asked)."""
    now = Question(NOW, now_of, lambda known: NowTask(case, limit, variants), seconds=0.6)
    often = Question(OFTEN, often_of, lambda known: OftenTask(case, draws, seed, known[NOW], of), (NOW,), seconds=0.3)
    return [now, often]


def refuse_states(case: Case) -> None:
    """Raise SizeError where it cannot be told where things stand."""
    conflict.admit(len(case.steps))
    if len(case.steps) > states.MOST_STEPS:
        sat.require()
    else:
        states.admit(len(case.steps), len(case.parties))


@dataclass(frozen=True)
class NowTask:
    """Where things stand, with so many equilibria; `variants`: with the notions that are told apart besides."""

    case: Case
    limit: int
    variants: bool


def now_of(task: NowTask) -> Stable:
    """Where things stand."""
    found = stable(task.case, limit=task.limit, time_limit=SECONDS)
    return found if task.variants else without_variants(found)


@dataclass(frozen=True)
class OftenTask:
    """How often some states are stable."""

    case: Case
    draws: int
    seed: int
    now: Stable
    of: STATES


def often_of(task: OftenTask) -> StableOften | None:
    """How often some states are stable; None where nothing is drawn."""
    return often_in_a_run(task.case, task.draws, task.seed, silent, workers_at_hand(), task.now, of=task.of)
