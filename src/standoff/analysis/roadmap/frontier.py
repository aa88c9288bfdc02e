"""Question 3 across deals, for a case: which deals hold, and which of them does no other beat?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, part_of
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.names import deal_named, places_of
from standoff.analysis.numbers import allowed_sets, at_median, exchange_of
from standoff.analysis.ordinal_worths import ordered_parties, require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.choices import members_of, reading_of
from standoff.analysis.roadmap.search import RoadmapTask, Sought, found_for
from standoff.case.model.values import Quantity
from standoff.engine.core.exchange import Exchange, phase_vector, phases_of
from standoff.engine.core.parallel import HERE, Workers, all_of
from standoff.engine.core.types import Ints
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap.deals import frontier as search
from standoff.engine.roadmap.search import NEAR_BEST, Task
from standoff.errors import SizeError, UsageError
from standoff.results.records.assessment import Assessment
from standoff.results.records.frontier import Frontier, FrontierDeal, NamedDeal, OtherMember
from standoff.results.records.made import Made
from standoff.results.records.roadmap import Roadmap
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["MOST_STEPS", "SHOWN", "deals", "deals_of_a_run"]

MOST_STEPS = 18
"""Steps that deals are made of, of each choice one member: there are 2^18 deals then, and 3^18 ways on to them."""

MOST_MEMORY = 4_000_000_000
"""Bytes that the tables of one way to resolve the choices may take."""

ROUTINE, ROUTINE_IN_NUMPY = 15, 10
"""Steps that deals are made of in a run, with plans assessed by the kernel and without: what takes some ten seconds."""

SHOWN = 20
"""How many of the deals are shown unless another number is asked for."""


def deals(
    case: Case,
    within: str | None = None,
    limit: int = SHOWN,
    progress: Progress = silent,
    known: Sequence[Roadmap] = (),
    by: Workers = HERE,
) -> Frontier:
    """Which deals hold, and which of them does no other beat in gains, trust asked, months and symbolic shares?

    The deals are made of all steps that are not in force now, or of those of one deal of the case. At most `limit` are
    shown. Of the deals that the case names each is told of, by its roadmap: one of those that are `known`, or as
    `roadmap` finds it.
    Raises UsageError, SizeError.

    >>> from standoff import example
    >>> [deal] = deals(example()).deals
    >>> deal.steps
    ('inspectors', 'open_harbour', 'lift_ban')
    """
    require_worths(case)
    if within is not None:
        within = deal_named(case, within)
    steps = _free(case, within)
    if not steps:
        raise UsageError("there is nothing to make deals of: every step is in force now")
    _refuse(case, steps)
    exchange = exchange_of(case)
    space = _DealSpace(case, exchange, within, steps)
    roads = {road.deal: road for road in known}
    names = named_deals(case, None if within is None else set(steps))
    tasks = [RoadmapTask(case, name, Sought()) for name in names if name not in roads]
    by.share(case)
    found = all_of(by, found_for, tasks, lambda share: progress("roadmaps for the deals of the case", share))
    roads |= {road.deal: road for road in found}
    return space.frontier(limit, progress, [roads[name] for name in names], by)


def deals_of_a_run(
    case: Case, progress: Progress = silent, known: Sequence[Roadmap] = (), by: Workers = HERE
) -> Frontier | None:
    """The same for the brief: over all steps if that takes seconds, else over the largest deal for which it does."""
    routine = ROUTINE if kernel.compiled() and "standoff_assess" in kernel.FUNCTIONS else ROUTINE_IN_NUMPY
    fits = [(len(_widest(case, _free(case, w))), w) for w in (None, *case.deals) if _free(case, w)]
    if fits and fits[0][1] is None and fits[0][0] <= routine:
        return deals(case, progress=progress, known=known, by=by)
    sizes = [(size, name) for size, name in fits if name is not None and size <= routine]
    return deals(case, max(sizes, key=lambda one: one[0])[1], progress=progress, known=known, by=by) if sizes else None


def _free(case: Case, within: str | None) -> tuple[str, ...]:
    """The steps that deals are made of, in the order of the file: those not in force whose `requires` can be met."""
    if within is None:
        asked = set(case.steps) - set(case.now)
    else:
        readings = [reading_of(case, case.deals[within], m) for m in members_of(case, case.deals[within].steps)]
        asked = {step for _, planned in readings for step in planned}
    while lacking := {s for s in asked if not set(case.steps[s].requires) <= asked | set(case.now)}:
        asked -= lacking
    return tuple(step for step in case.steps if step in asked)


def _resolved(case: Case, steps: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The steps with every choice resolved to one of its members, in every way there is."""
    choices = [[m for m in members if m in steps] for members in case.choices.values()]
    several = [members for members in choices if members]
    for chosen in product(*several):
        yield tuple(s for s in steps if s in chosen or not any(s in members for members in several))


def _widest(case: Case, steps: Sequence[str]) -> tuple[str, ...]:
    return next(_resolved(case, steps))


def _refuse(case: Case, steps: Sequence[str]) -> None:
    size = len(_widest(case, steps))
    remedy = "ask for the parts of one deal with --within DEAL"
    if size > MOST_STEPS:
        raise SizeError("steps to make deals of", size, MOST_STEPS, remedy)
    needed = search.memory(size, len(case.parties))
    if needed > MOST_MEMORY:
        raise SizeError("bytes of memory for the tables", needed, MOST_MEMORY, remedy)


class _DealSpace:
    """A case, seen as all the deals that can be made of some steps."""

    def __init__(self, case: Case, exchange: Exchange, within: str | None, steps: Sequence[str]) -> None:
        self.case, self.exchange, self.within, self.steps = case, exchange, within, steps
        deal = case.deals[within] if within is not None else None
        self.kept = tuple(s for s in case.steps if s in case.now)
        if deal is not None:
            self.kept = tuple(reading_of(case, deal, next(members_of(case, deal.steps)))[0])
        self.consent = () if deal is None else case.consenting(deal)
        paces = [deal.pace] if deal else [d.pace for d in case.deals.values()]
        self.pace = max(paces, key=at_median, default=Quantity.point(0.0))
        self.union = [s for s in case.steps if s in (*self.kept, *steps)]
        self.part = part_of(case, exchange, self.union, self.consent)
        self.choices = {
            choice: tuple(m for m in members if m in steps)
            for choice, members in case.choices.items()
            if any(m in steps for m in members)
        }

    def _vector(self, plan: Assessment) -> Ints:
        phases = [places_of(self.union, phase) for phase in plan.phases]
        return phase_vector(len(self.union), places_of(self.union, plan.keeps), phases)

    def frontier(self, limit: int, progress: Progress, roads: Sequence[Roadmap], by: Workers) -> Frontier:
        """The frontier, in names; and where the deals lie that the case names, by their roadmaps."""
        masks = {road.deal: self._mask(road.deal) for road in roads if self._as_here(road.deal)}
        apart = {road.deal: rated(self.case, road.best) for road in roads if road.best and road.deal not in masks}
        scope = search.Scope(
            exchange=self.part,
            tasks=tuple(self._task(planned) for planned in _resolved(self.case, self.steps)),
            symbolic=np.array([self.case.steps[s].symbolic for s in self.union], dtype=bool),
            choices=tuple(tuple(places_of(self.union, members)) for members in self.choices.values()),
            named=tuple(masks.values()),
            plans=tuple(self._vector(road.best) for road in roads if road.deal in masks and road.best),
            apart=tuple(apart.values()),
        )
        found = search.frontier(scope, limit, lambda share: progress("deals", share), by)
        named = {scope.opened(mask): name for name, mask in masks.items()}
        shown = tuple(
            self._deal(number, point, named.get(scope.opened(point.deal)))
            for number, point in enumerate(found.shown, 1)
        )
        stands = dict(zip((*masks, *apart), (*found.named, *found.apart), strict=True))
        return Frontier(
            deals=shown,
            steps=tuple(self.steps),
            within=self.within,
            pace=12 * at_median(self.pace),
            looked_at=found.deals,
            wanted=found.wanted,
            holding=found.holding,
            unbeaten=found.unbeaten,
            points=tuple(zip(found.trusts.tolist(), found.shares.tolist(), strict=True)),
            most=dict(zip(self.case.parties, found.most.tolist(), strict=True)),
            named=tuple(self._place(road, stands.get(road.deal)) for road in roads),
            made=Made(
                version=__version__,
                method="good orders from the simplified lattice, handed on from deal to deal and improved; "
                f"{found.assessed:,} plans assessed",
                exact=False,
                note="every number is the exact assessment of the plan that is shown; of deals of up to "
                f"{search.EXHAUSTED_UP_TO} new steps it is the best of all plans; of larger ones not all are tried, so "
                "that the trust that they ask for is an upper bound",
                ordered=ordered_parties(self.case),
            ),
        )

    def _task(self, planned: Sequence[str]) -> Task:
        before: list[tuple[int, int]] = []
        if self.within is not None:
            for a, b in self.case.deals[self.within].before:
                firsts, seconds = (self._members(name) for name in (a, b))
                before += [(self.union.index(x), self.union.index(y)) for x in firsts for y in seconds]
        return Task(
            kept=tuple(places_of(self.union, self.kept)),
            planned=tuple(places_of(self.union, planned)),
            allowed=allowed_sets(self.case, planned),
            before=tuple(before),
            pace=at_median(self.pace),
        )

    def _members(self, name: str) -> tuple[str, ...]:
        return tuple(s for s in self.case.choices.get(name, (name,)) if s in self.union)

    def _as_here(self, name: str) -> bool:
        """Whether a deal of the case is one of these: its steps, and what it keeps, its pace, order and consent."""
        deal, within = self.case.deals[name], self.case.deals.get(self.within or "")
        kept, planned = reading_of(self.case, deal, next(members_of(self.case, deal.steps)))
        return (
            bool(planned)
            and {*planned} <= {*self.steps}
            and {*kept} == {*self.kept}
            and at_median(deal.pace) == at_median(self.pace)
            and self.case.consenting(deal) == self.consent
            and deal.before == (within.before if within else ())
            and not (deal.same_phase or deal.first or deal.last or deal.phases or deal.at_risk)
        )

    def _mask(self, name: str) -> int:
        """The set of new steps of a deal of the case, with any members of its choices."""
        deal = self.case.deals[name]
        _, planned = reading_of(self.case, deal, next(members_of(self.case, deal.steps)))
        return sum(1 << self.union.index(step) for step in planned)

    def _assessment(self, vector: Ints, name: str, title: str) -> Assessment:
        phases = tuple(tuple(self.union[j] for j in phase) for phase in phases_of(vector))
        return assessment_of(self.case, self.exchange, Arrangement(name, title, self.kept, phases, self.pace))

    def _deal(self, number: int, point: search.Point, named: str | None) -> FrontierDeal:
        title = (self.case.deals[named].title or named) if named else f"Deal {number}"
        plan = self._assessment(point.vector, named or f"deal-{number}", title)
        steps = self._steps(point.vector)
        return FrontierDeal(
            number=number,
            steps=steps,
            choices=self._chosen(steps),
            named=named,
            smallest_share=point.share,
            plan=plan,
            others=tuple(other for _, vector in point.others for other in self._others(vector, steps)),
        )

    def _steps(self, vector: Ints) -> tuple[str, ...]:
        return tuple(self.union[j] for j in np.flatnonzero(vector > 0))

    def _chosen(self, steps: Sequence[str]) -> Mapping[str, str]:
        return {c: m for c, members in self.choices.items() for m in members if m in steps}

    def _others(self, vector: Ints, steps: Sequence[str]) -> Iterator[OtherMember]:
        plan = self._assessment(vector, "other", "other")
        for choice, member in self._chosen(self._steps(vector)).items():
            if member not in steps:
                yield OtherMember(choice, member, plan.verdict, plan.trust, plan.gain, plan.months)

    def _place(self, road: Roadmap, standing: search.Standing | None) -> NamedDeal:
        """Where a deal of the case lies, and what is proved of the trust that it asks for."""
        plan, share = road.best, 0.0 if standing is None else standing.share
        if standing is not None and standing.point is not None:
            plan, share = self._assessment(standing.point.vector, road.deal, road.title), standing.point.share
        least = road.bound.trust_at_least
        near = plan is not None and least is not None and (plan.trust or 0.0) <= least + NEAR_BEST + 1e-9
        if standing is None or plan is None:
            return NamedDeal(road.deal, road.title, "none", None, None, None, None, least, road.bound.proved)
        return NamedDeal(
            deal=road.deal,
            title=road.title,
            standing="beaten" if standing.beaten else "unbeaten",
            number=standing.shown + 1 if standing.shown >= 0 else None,
            beaten_by=standing.rival + 1 if standing.rival >= 0 else None,
            smallest_share=share,
            plan=plan,
            trust_at_least=least,
            proved=road.bound.proved or near,
        )


def named_deals(case: Case, steps: Collection[str] | None) -> list[str]:
    """The deals of the case that are told of: all, or those that are made of some steps."""
    names = []
    for name, deal in case.deals.items():
        planned = {s for members in members_of(case, deal.steps) for s in reading_of(case, deal, members)[1]}
        if steps is None or (planned and planned <= {*steps}):
            names.append(name)
    return names


def rated(case: Case, plan: Assessment) -> search.Rated:
    """What is compared of a plan that holds."""
    parties = list(case.parties)
    return search.Rated(
        gain=np.array([plan.gain[party] for party in parties]),
        trust=plan.trust or 0.0,
        years=plan.months / 12,
        symbolic=np.array([plan.symbolic_share.get(party, 0.0) for party in parties]),
        needed=np.isin(parties, plan.needed),
    )
