"""The best deal found for a case: among the frontier, the named deals, their robust roadmaps, and plans near them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.answer.candidates import Candidate, Surroundings, given, of_deals
from standoff.analysis.assessment.arrangement import part_of, vector_of
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import ordered_parties, require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.frontier import deals_of_a_run
from standoff.analysis.roadmap.search import roadmap
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import robust_roadmaps, sureness_of
from standoff.engine.core.exchange import Exchange, joined
from standoff.engine.core.parallel import HERE, Workers, collect
from standoff.engine.core.types import Floats
from standoff.engine.sureness import best
from standoff.errors import UsageError
from standoff.results.records.answer import Best, Contender, Kind
from standoff.results.records.made import Made
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.frontier import Frontier
    from standoff.results.records.roadmap import Roadmap
    from standoff.results.records.sureness import Robust

__all__ = ["DRAWS", "FEWEST", "Known", "best_deal", "found_of"]

DRAWS = 2000
"""How often all ranges are drawn unless another number is asked for."""

FEWEST = 2
"""One draw to choose on, and one to judge on."""

ROBUST = 200
"""On so many of the draws, at most, robust roadmaps are sought: as many as a run has unless told otherwise."""

CHUNK = 250
"""Draws of one task: however many workers there are, the draws are cut in the same places."""

TRIED = 100
"""On so many draws plans near a good one are tried first, ..."""

SHORTLIST = 5
"""... and so many of the best of them on all draws that choose."""

CLIMBED = 3
"""From so many of the best plans it is looked at what is near them."""

ROUNDS = 8
"""So many times, at most, what is near a better plan is looked at again."""

SECONDS = 60.0
"""How long the roadmap of a deal may be looked for: long enough not to be reached, so that answers repeat."""


@dataclass(frozen=True)
class Known:
    """What was found before for the deals of a case: roadmaps, robust ones, and the frontier."""

    roadmaps: tuple[Roadmap, ...]
    robust: dict[str, Robust]
    frontier: Frontier | None


def found_of(case: Case, draws: int, seed: int, progress: Progress = silent, by: Workers = HERE) -> Known:
    """Roadmaps, robust roadmaps and the frontier of a case, as a run finds them."""
    roads = roadmap(case, progress=progress, time_limit=SECONDS)
    robust = robust_roadmaps(case, roads, min(draws, ROBUST), seed, progress, by)
    return Known(roads, robust, deals_of_a_run(case, progress, roads))


def best_deal(
    case: Case,
    draws: int = DRAWS,
    seed: int = 1,
    progress: Progress = silent,
    by: Workers = HERE,
    known: Known | None = None,
) -> Best:
    """Which deal has the largest expected smallest share, and how do the plans and deals of the case compare with it?

    It is chosen on the first half of the draws and judged, with all that it is compared with, on the other half.
    Raises UsageError, SizeError.
    """
    require_worths(case)
    if draws < FEWEST:
        raise UsageError("to find the best deal takes two draws at least: one to choose on, one to judge on")
    exchange = exchange_of(case)
    before = found_of(case, draws, seed, progress, by) if known is None else known
    deals, frontier = of_deals(case, before.roadmaps, before.robust), before.frontier
    plans = given(case)
    sought = [*frontier_plans(case, frontier), *(one for several in deals.values() for one in several)]
    most = _most(case, exchange, frontier, [*sought, *plans])
    everything = Drawn.of(case, draws, seed)
    choosing, judging = everything.only(slice(draws // 2)), everything.only(slice(draws // 2, draws))
    progress("the best deal", 0.0)
    search = _Search(case, choosing, most, by)
    search.add([*sought, *plans])
    for start in search.ranked()[:CLIMBED]:
        search.climb(start)
    progress("the best deal", 0.7)
    chosen = search.best()
    shown: list[tuple[Kind, str, Candidate]] = [] if chosen is None else [("found", _deal_of(case, chosen), chosen)]
    shown += [("plan", one.plan.name, one) for one in plans]
    shown += [("deal", name, search.best_among(several)) for name, several in deals.items()]
    rated = _rated(by, judging, [candidate for _, _, candidate in shown], most)
    found = [
        Contender(
            kind=kind,
            name=name,
            title=_titled(case, kind, name),
            plan=assessment_of(case, exchange, _called(case, kind, name, candidate).plan),
            smallest_share=one.worth[0],
            sure=sureness_of(case, _titled(case, kind, name), one.verdicts, judging.draws),
            pace=candidate.path,
            consent=candidate.plan.consent,
        )
        for (kind, name, candidate), one in zip(shown, rated, strict=True)
    ]
    progress("the best deal", 1.0)
    return Best(
        found=None if chosen is None else found[0],
        rivals=tuple(found if chosen is None else found[1:]),
        most=dict(zip(case.parties, most.tolist(), strict=True)),
        deals=0 if frontier is None else frontier.looked_at,
        candidates=len(search.rated),
        chosen_on=choosing.draws,
        judged_on=judging.draws,
        made=Made(
            version=__version__,
            method="the largest expected smallest share among the frontier, the plans and deals of the case, robust "
            "roadmaps, and what is near the best of them",
            exact=False,
            seed=seed,
            draws=draws,
            ordered=ordered_parties(case),
        ),
    )


def frontier_plans(case: Case, frontier: Frontier | None) -> list[Candidate]:
    """The deals of the frontier that are shown, with their pace."""
    if frontier is None:
        return []
    paces = {f"deals.{name}.pace": deal.pace for name, deal in case.deals.items()}
    consent: tuple[str, ...] = ()
    if frontier.within is not None:
        paces = {f"deals.{frontier.within}.pace": case.deals[frontier.within].pace}
        consent = case.consenting(case.deals[frontier.within])
    path = max(paces, key=lambda one: paces[one].median, default="")
    return [Candidate.of(deal.plan, paces.get(path), path, consent) for deal in frontier.deals]


def _titled(case: Case, kind: Kind, name: str) -> str:
    if kind == "plan":
        return case.plans[name].title or name
    return (case.deals[name].title or name) if name else "The best deal found"


def _called(case: Case, kind: Kind, name: str, candidate: Candidate) -> Candidate:
    """The same plan under the name of what it is about."""
    return replace(candidate, plan=replace(candidate.plan, name=name or "best", title=_titled(case, kind, name)))


def _deal_of(case: Case, chosen: Candidate) -> str:
    """The deal of the case that has the steps of a plan, with any members of its choices, or ""."""
    member_of = {member: choice for choice, members in case.choices.items() for member in members}

    def opened(steps: Iterable[str]) -> set[str]:
        return {member_of.get(step, step) for step in steps if step not in case.now}

    planned = opened(step for phase in chosen.plan.phases for step in phase)
    for name, deal in case.deals.items():
        if opened(deal.steps) == planned and {*case.kept(deal)} == {*chosen.plan.keeps}:
            return name
    return ""


def _most(case: Case, exchange: Exchange, frontier: Frontier | None, plans: Sequence[Candidate]) -> Floats:
    """What a deal that holds at the medians gives each party at most, of all that are known; at least 0."""
    most = np.zeros(len(case.parties))
    if frontier is not None:
        most = np.maximum(most, [frontier.most[party] for party in case.parties])
    for one in plans:
        if one.plan.phases:
            part = part_of(case, exchange, one.plan.steps, one.plan.consent)
            found = best.gain_if_it_holds(part, vector_of(one.plan.steps, one.plan), one.plan.pace.median)
            most = np.maximum(most, found)
    return most


# ------------------------------------------------------------------------------------------------ draws and climbs


@dataclass(frozen=True)
class _Asked:
    """Some plans of a case, to be rated in some of its draws."""

    drawn: Drawn
    plans: tuple[Candidate, ...]
    most: Floats


def _rate(asked: _Asked) -> tuple[best.Rated, ...]:
    case, exchange = asked.drawn.case, asked.drawn.exchange()
    found = []
    for one in asked.plans:
        part = part_of(case, exchange, one.plan.steps, one.plan.consent)
        pace = asked.drawn.value(one.path) if one.path else one.plan.pace.median
        found.append(best.rate(part, vector_of(one.plan.steps, one.plan), pace, asked.most))
    return tuple(found)


def _rated(by: Workers, drawn: Drawn, plans: Sequence[Candidate], most: Floats) -> list[best.Rated]:
    if not plans:
        return []
    tasks = [_Asked(part, tuple(plans), most) for part in drawn.parts(CHUNK)]
    done = collect(by, _rate, tasks)
    if len(done.results) < len(tasks):
        raise KeyboardInterrupt  # plans that were tried in other draws than the rest cannot be compared with it
    found = done.results
    return [
        best.Rated(
            verdicts=joined([answers[n].verdicts for answers in found]),
            share=np.concatenate([answers[n].share for answers in found]),
        )
        for n in range(len(plans))
    ]


class _Search:
    """The plans that were rated on the draws that choose, and the way on to better ones."""

    def __init__(self, case: Case, drawn: Drawn, most: Floats, by: Workers) -> None:
        self.drawn, self.most, self.by = drawn, most, by
        self.few = drawn.only(slice(TRIED))
        self.surroundings = Surroundings.of(case)
        self.rated: dict[Candidate, best.Rated] = {}
        self.seen: set[Candidate] = set()

    def add(self, plans: Iterable[Candidate]) -> None:
        """Rate plans on all draws that choose, each once."""
        fresh = [one for one in dict.fromkeys(plans) if one not in self.rated and one.plan.phases]
        self.seen.update(fresh)
        self.rated |= dict(zip(fresh, _rated(self.by, self.drawn, fresh, self.most), strict=True))

    def ranked(self) -> list[Candidate]:
        """The plans, the best first; of equal ones the one that came first."""
        return sorted(self.rated, key=lambda one: self.rated[one].worth, reverse=True)

    def best(self) -> Candidate | None:
        """The plan to take, if any holds."""
        place = best.best_of(list(self.rated.values()))
        return None if place is None else list(self.rated)[place]

    def best_among(self, several: Sequence[Candidate]) -> Candidate:
        """The plan to take of some."""
        return max(several, key=lambda one: self.rated[one].worth)

    def climb(self, at: Candidate) -> None:
        """Go from plan to better plan, as long as there is one near it."""
        for _ in range(ROUNDS):
            near = [one for one in self.surroundings.around(at) if one not in self.seen]
            self.seen.update(near)
            tried = _rated(self.by, self.few, near, self.most)
            order = sorted(range(len(near)), key=lambda n: tried[n].worth, reverse=True)[:SHORTLIST]
            self.add(near[n] for n in order)
            better = max((near[n] for n in order), key=lambda one: self.rated[one].worth, default=at)
            if self.rated[better].worth <= self.rated[at].worth:
                return
            at = better
