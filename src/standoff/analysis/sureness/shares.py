"""Question 4 for a case: its plans under draws of all its ranges, and the plans that hold in most of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, arranged_again, part_of, vector_of
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.numbers import at_median, exchange_of
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.choices import arranged, asked_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.assessment import sincerity
from standoff.engine.core.exchange import joined
from standoff.engine.core.parallel import HERE, Workers, collect, workers_at_hand
from standoff.engine.core.types import Ints
from standoff.engine.sureness import robust, shares
from standoff.results.records.assessment import Assessment
from standoff.results.records.roadmap import Roadmap
from standoff.results.records.sureness import Robust, Sureness

if TYPE_CHECKING:
    from standoff.case.model.model import Case

CHUNK = 250
"""Draws of one task: however many workers there are, the draws are cut in the same places."""

SOUGHT = 64
"""In so many draws a plan is sought for a deal, to choose from."""

SOUGHT_AT_ONCE = 32

TRIED = 128
"""On so many draws all plans found are tried first, ..."""

CHOSEN_ON = 512
"""... and the best of them on so many."""

SHORTLIST = 6
"""How many plans are left of each kind by then."""


@dataclass(frozen=True)
class _PlanDraws:
    """Some plans of a case, to be assessed in some of its draws; `paces`: the path of each one's pace, or ""."""

    drawn: Drawn
    plans: tuple[Arrangement, ...]
    paces: tuple[str, ...]


@dataclass(frozen=True)
class _PlanOutcome:
    """What became of one plan in some draws; `believed` where the case states sincerity."""

    verdicts: shares.Verdicts
    believed: sincerity.Believed | None

    @staticmethod
    def joined(parts: Sequence[_PlanOutcome]) -> _PlanOutcome:
        """The same plan in several sets of draws."""
        beliefs = [part.believed for part in parts if part.believed is not None]
        return _PlanOutcome(
            joined([part.verdicts for part in parts]),
            joined(beliefs) if beliefs else None,
        )


def how_sure(
    case: Case,
    plans: Mapping[str, Assessment],
    draws: int,
    seed: int,
    progress: Progress = silent,
    by: Workers = HERE,
    method: str = "latin",
) -> dict[str, Sureness]:
    """How often each of these plans is refused, breaks and holds if every range of the case is drawn.

    Each key begins with `plan:` or `deal:`, which says whose pace it is. Where the user stops the work, the answers are
    those of the draws that were done by then.
    """
    arrangements = tuple(_arrangement(case, key, plan) for key, plan in plans.items())
    paces = tuple(_pace_path(key, plan) for key, plan in plans.items())
    tasks = [_PlanDraws(part, arrangements, paces) for part in Drawn.of(case, draws, seed, method).parts(CHUNK)]
    found = collect(by, _answers, tasks, lambda share: progress("draws", share)).results
    return {
        key: _said(case, plan.title, _PlanOutcome.joined([answers[n] for answers in found]), draws)
        for n, (key, plan) in enumerate(plans.items())
    }


def sure_in(parts: Sequence[Drawn], plan: Arrangement, pace: str, progress: Progress = silent) -> Sureness:
    """The same of one plan, which need not be one of the case, in draws that were made before, in parts of `CHUNK`.

    pace: the path of its pace among the numbers of the case, or "" where nothing says that it can vary.
    """
    found: list[_PlanOutcome] = []
    for number, part in enumerate(parts, start=1):
        found += _answers(_PlanDraws(part, (plan,), (pace,)))
        progress("draws", number / len(parts))
    return _said(parts[0].case, plan.title, _PlanOutcome.joined(found), sum(part.draws for part in parts))


def _pace_path(key: str, plan: Assessment) -> str:
    return f"{'plans' if key.startswith('plan:') else 'deals'}.{plan.plan}.pace"


def _arrangement(case: Case, key: str, plan: Assessment) -> Arrangement:
    claims = case.plans if key.startswith("plan:") else case.deals
    return arranged_again(case, plan, claims[plan.plan])


def _answers(asked: _PlanDraws) -> tuple[_PlanOutcome, ...]:
    """What becomes of each plan in each of the draws."""
    drawn = asked.drawn
    case, exchange = drawn.case, drawn.exchange()
    beliefs = drawn.sincerity() if case.sincerity else None
    found = []
    for plan, path in zip(asked.plans, asked.paces, strict=True):
        part, vector = part_of(case, exchange, plan.steps, plan.consent), vector_of(plan.steps, plan)
        pace = drawn.value(path) if path else np.full(drawn.draws, at_median(plan.pace))
        believed = None if beliefs is None else sincerity.believed(part, vector, pace, beliefs)
        found.append(_PlanOutcome(shares.verdicts(part, vector, pace), believed))
    return tuple(found)


def _said(case: Case, title: str, answer: _PlanOutcome, asked: int) -> Sureness:
    """What the answers about a plan come to."""
    return sureness_of(case, title, answer.verdicts, asked, answer.believed)


def sureness_of(
    case: Case, title: str, verdicts: shares.Verdicts, asked: int, believed: sincerity.Believed | None = None
) -> Sureness:
    """What the verdicts on a plan in some of the draws that were `asked` for come to."""
    parties = list(case.parties)
    found = shares.shares(verdicts)
    initial = None if believed is None else believed.initial_trust
    unknown = believed is None or bool(believed.open.any())
    return Sureness(
        plan=title,
        draws=verdicts.verdict.size,
        draws_asked=asked,
        refused=found.refused,
        breaks=found.breaks,
        holds=found.holds,
        between=dict(zip(("refused", "breaks", "holds"), found.between, strict=True)),
        trust=found.trust,
        spread=found.spread,
        breakers=tuple((parties[i], phase, share) for i, phase, share in found.breakers),
        refusers=tuple((parties[i], share) for i, share in found.refusers),
        against=tuple((parties[i], share) for i, share in found.against),
        initial_trust=None if initial is None else shares.percentiles(initial[~np.isnan(initial)]),
        believed=None if believed is None or unknown else float(believed.enough.mean()),
    )


# ------------------------------------------------------------------------------------------- robust roadmaps


@dataclass(frozen=True)
class _DealDraws:
    """The deal for which a plan is sought, or plans are tried, in some draws of a case."""

    drawn: Drawn
    deal: str
    plans: tuple[Ints, ...] = ()


def robust_roadmaps(
    case: Case,
    roadmaps: Sequence[Roadmap],
    draws: int,
    seed: int,
    progress: Progress = silent,
    by: Workers = HERE,
    method: str = "latin",
) -> dict[str, Robust]:
    """For each deal of some roadmaps, the plan that holds most often and the one that is enough with the least trust.

    Candidates are the good plans of many draws and the roadmap itself. They are chosen on draws of their own; what is
    said of how often they hold is found on the draws of `how_sure`, which had no say in the choice.
    """
    found = {}
    for number, roadmap in enumerate(roadmaps):
        progress("robust roadmaps", number / len(roadmaps))
        if roadmap.shown is not None:
            found[roadmap.deal] = _robust(case, roadmap, draws, seed, by, method)
    progress("robust roadmaps", 1.0)
    return found


@dataclass(frozen=True)
class RobustTask:
    """A deal by its roadmap, as work that can be handed on."""

    case: Case
    roadmap: Roadmap
    draws: int
    seed: int
    method: str


def robust_for(task: RobustTask) -> Robust:
    """The robust roadmaps of one deal that has a roadmap."""
    return _robust(task.case, task.roadmap, task.draws, task.seed, workers_at_hand(), task.method)


def _robust(case: Case, roadmap: Roadmap, draws: int, seed: int, by: Workers, method: str) -> Robust:
    assert roadmap.shown is not None
    exchange, name = exchange_of(case), roadmap.deal
    union, _, _ = asked_of(case, exchange, name)
    drawn = Drawn.of(case, SOUGHT + CHOSEN_ON, _other(seed))
    sought = [_DealDraws(part, name) for part in drawn.only(slice(SOUGHT)).parts(SOUGHT_AT_ONCE)]
    nominal = vector_of(union, _arrangement(case, f"deal:{name}", roadmap.shown))
    plans = _unlike([nominal, *(plan for part in collect(by, _good_plans, sought).results for plan in part)])
    first, last = SOUGHT + TRIED, SOUGHT + CHOSEN_ON
    few = _tried(by, drawn.only(slice(SOUGHT, first)), name, plans)
    listed = sorted({0, *robust.shortlist(few, SHORTLIST)})
    plans = [plans[n] for n in listed]
    chosen = robust.choose(_tried(by, drawn.only(slice(SOUGHT, last)), name, plans))

    def shown(place: int | None) -> Assessment | None:
        if place is None:
            return None
        return assessment_of(case, exchange, arranged(case, name, union, plans[place]))

    most_often, least_trust = shown(chosen.most_often), shown(chosen.least_trust)
    roles = {"nominal": roadmap.shown, "most_often": most_often, "least_trust": least_trust}
    wanted = {f"deal:{name}:{role}": plan for role, plan in roles.items() if plan is not None}
    answers = how_sure(case, wanted, draws, seed, by=by, method=method)
    assert most_often is not None
    return Robust(
        deal=name,
        title=roadmap.title,
        candidates=len(few.holds),
        chosen_on=last - SOUGHT,
        most_often=most_often,
        least_trust=least_trust,
        sureness={key.rsplit(":", 1)[1]: answer for key, answer in answers.items()},
    )


def _other(seed: int) -> int:
    """A seed for draws that have nothing to do with those of this one."""
    return int(np.random.SeedSequence((seed, 1)).generate_state(1)[0])


def _unlike(plans: Sequence[Ints]) -> list[Ints]:
    return list({plan.tobytes(): plan for plan in plans}.values())


def _good_plans(sought: _DealDraws) -> list[Ints]:
    case = sought.drawn.case
    _, part, tasks = asked_of(case, sought.drawn.exchange(), sought.deal)
    return robust.candidates(part, tasks)


def _tries(sought: _DealDraws) -> robust.Trials:
    drawn = sought.drawn
    _, part, _ = asked_of(drawn.case, drawn.exchange(), sought.deal)
    return robust.try_out(part, sought.plans, drawn.value(f"deals.{sought.deal}.pace"))


def _tried(by: Workers, drawn: Drawn, deal: str, plans: Sequence[Ints]) -> robust.Trials:
    tasks = [_DealDraws(part, deal, tuple(plans)) for part in drawn.parts(CHUNK // 2)]
    return robust.Trials.joined(collect(by, _tries, tasks).results)
