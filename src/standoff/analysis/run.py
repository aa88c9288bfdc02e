"""Every question about a case in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.analysis.answer.answer import Today, answer
from standoff.analysis.answer.best import DRAWS, Known
from standoff.analysis.assessment.arrangement import Arrangement, given_plan
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.numbers import exchange_of, why_not_assessed
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.progress import Progress, silent
from standoff.analysis.reasons.paths import ways
from standoff.analysis.remedies import PlanToMend, arrangement_of, mending_of
from standoff.analysis.roadmap.choices import members_of, reading_of, refuse_deal
from standoff.analysis.roadmap.frontier import deals_of_a_run
from standoff.analysis.roadmap.search import roadmap
from standoff.analysis.stability.stable import stable, without_variants
from standoff.analysis.sureness.equilibria import often_in_a_run
from standoff.analysis.sureness.flips import VariedPlan, flips_of
from standoff.analysis.sureness.information import needs_of
from standoff.analysis.sureness.shares import how_sure, robust_roadmaps
from standoff.engine.core.parallel import HERE, Workers
from standoff.engine.stability import states
from standoff.engine.symbolic import conflict, sat
from standoff.errors import SizeError
from standoff.results.records.assessment import Assessment
from standoff.results.records.frontier import Frontier
from standoff.results.records.made import Made
from standoff.results.records.reasons import Ways
from standoff.results.records.remedies import Mending
from standoff.results.records.roadmap import Roadmap
from standoff.results.records.run import Findings
from standoff.results.records.sureness import Flips, Needs, Robust, Sureness
from standoff.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.case.model.model import Case
    from standoff.engine.core.exchange import Exchange


SECONDS = 60.0
"""How long a run may look for the roadmap of a deal: long enough not to be reached, so that runs repeat."""

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
    """
    _refuse_sizes(case)
    now = without_variants(stable(case, limit=LISTED, progress=progress, time_limit=SECONDS))
    plans: tuple[Assessment, ...] = ()
    roadmaps: tuple[Roadmap, ...] = ()
    sure: dict[str, Sureness] = {}
    robust: dict[str, Robust] = {}
    flips: dict[str, Flips] = {}
    needs: dict[str, Needs] = {}
    mendings: dict[str, Mending] = {}
    frontier: Frontier | None = None
    unassessed = why_not_assessed(case)
    if not unassessed:
        exchange = exchange_of(case)
        plans = tuple(assessment_of(case, exchange, given_plan(case, name), between=True) for name in case.plans)
        roadmaps = roadmap(case, progress=progress, time_limit=SECONDS, between=True)
        frontier = deals_of_a_run(case, progress, roadmaps)
        shown = {f"plan:{plan.plan}": plan for plan in plans}
        shown |= {f"deal:{r.deal}": r.shown for r in roadmaps if r.shown is not None}
        if shown and draws:
            sure = how_sure(case, shown, draws, seed, progress, by, sampling)
            robust = robust_roadmaps(case, roadmaps, draws, seed, progress, by, sampling)
            flips, needs = _asked_further(case, roadmaps, seed, progress, by)
        mendings = _mendings(case, exchange, roadmaps, progress)
    often = often_in_a_run(case, draws, seed, progress, by, now)
    found = None
    if draws:
        known = Known(roadmaps, robust, frontier)
        found = answer(case, best_of(draws), seed, progress, by, known, Today(now, often))
    return Findings(
        title=case.title,
        as_of=case.as_of.isoformat(),
        stable=now,
        plans=plans,
        roadmaps=roadmaps,
        sureness=sure,
        made=Made(
            version=__version__, method="run", exact=False, seed=seed, draws=draws, ordered=ordered_parties(case)
        ),
        unassessed=unassessed,
        mendings=mendings,
        frontier=frontier,
        robust=robust,
        flips=flips,
        needs=needs,
        ways=_ways(case, progress),
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


def _asked_further(
    case: Case, roadmaps: Sequence[Roadmap], seed: int, progress: Progress, by: Workers
) -> tuple[dict[str, Flips], dict[str, Needs]]:
    """What flips, and what to find out of, the roadmap that the brief shows first and each plan of the case.

    Of the roadmap also what drives it, and what rests on which source.
    """
    asked = {f"plan:{name}": VariedPlan(case, given_plan(case, name), f"plans.{name}.pace") for name in case.plans}
    main = _main(roadmaps)
    if main is not None and main.shown is not None:
        plan = arrangement_of(case, main.shown)
        asked = {f"deal:{main.deal}": VariedPlan(case, plan, f"deals.{main.deal}.pace"), **asked}
    flips, needs = {}, {}
    for number, (key, question) in enumerate(asked.items()):
        progress("flips, and what to find out", number / len(asked))
        first = key.startswith("deal:")
        draws = NEEDS_DRAWS if first else NEEDS_DRAWS // 2
        flips[key] = flips_of(question, silent, seed, by, drivers=first)
        needs[key] = needs_of(question, silent, PAYS, draws, seed, by, sources=first)
    progress("flips, and what to find out", 1.0)
    return flips, needs


def _ways(case: Case, progress: Progress) -> Ways | None:
    """The ways from now to equilibria, where joint moves can add to what improvements of single parties lead to."""
    if case.merge or all(len(step.by) == 1 for step in case.steps.values()):
        return None
    try:
        return ways(case, limit=WAYS, progress=progress)
    except SizeError:
        return None


def _mendings(case: Case, exchange: Exchange, roadmaps: Sequence[Roadmap], progress: Progress) -> dict[str, Mending]:
    """What would mend each plan of the case, and the roadmap that the brief shows first."""
    main = _main(roadmaps)
    asked: dict[str, tuple[Arrangement, str | None]] = {}
    if main is not None and main.shown is not None:
        asked[f"deal:{main.deal}"] = arrangement_of(case, main.shown), main.deal
    asked |= {f"plan:{name}": (given_plan(case, name), None) for name in case.plans}
    found = {}
    for number, (key, (plan, deal)) in enumerate(asked.items()):
        progress("remedies", number / len(asked))
        question = PlanToMend(case, exchange, plan, deal, None)
        # What a usual dose does is shown of a plan that holds; for the others the question is what is enough.
        up_to = 0.0 if question.too_large else LARGEST_PAIR
        found[key] = mending_of(question, up_to, with_effects=question.judged.verdict == "holds", best=PAIRS)
    progress("remedies", 1.0)
    return found
