"""The document of question 3: which plan asks for the least trust, for each deal?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from standoff.results.documents.assessment import PlanEntry, plan_entry
from standoff.results.documents.document import LEFT_OUT, CaseDocument, Dated
from standoff.results.records.answer import Judged
from standoff.results.records.edge import LessThan
from standoff.results.records.limits import Count, NotNegative
from standoff.results.records.roadmap import Bound, Chosen, Compromise, Objective, Roadmap
from standoff.results.records.sureness import Sureness

__all__ = ["ChosenEntry", "RoadmapDocument", "RoadmapEntry", "roadmap_document"]


@dataclass(frozen=True, kw_only=True)
class ChosenEntry:
    """The plan for a deal that is shown first, beside the roadmap's (`least_trust`: null where it is the same)."""

    plan: PlanEntry
    smallest_share: NotNegative
    sure: Sureness
    least_trust: Judged | None
    most: Mapping[str, NotNegative]
    candidates: Count
    chosen_on: Count
    judged_on: Count
    seed: Count


@dataclass(frozen=True, kw_only=True)
class RoadmapEntry:
    """The best plan of a deal, or null with the least bad one under `closest`."""

    deal: str
    best: PlanEntry | None
    closest: PlanEntry | None = LEFT_OUT
    bound: Bound
    objective: Objective
    frontier: tuple[Compromise, ...]
    conflict: tuple[str, ...]
    stopped: bool
    holding_orders: Count | None
    all_orders: Count | None
    less_than: tuple[LessThan, ...]
    chosen: ChosenEntry | None


@dataclass(frozen=True, kw_only=True)
class RoadmapDocument(CaseDocument):
    """The document of `roadmap`."""

    command: Literal["roadmap"] = "roadmap"
    roadmaps: tuple[RoadmapEntry, ...]


def roadmap_document(title: str, as_of: str, found: Sequence[Roadmap]) -> RoadmapDocument:
    """The document of `roadmap`."""
    return RoadmapDocument(case=Dated(title, as_of), roadmaps=tuple(_entry(roadmap) for roadmap in found))


def _entry(roadmap: Roadmap) -> RoadmapEntry:
    return RoadmapEntry(
        deal=roadmap.deal,
        best=plan_entry(roadmap.best) if roadmap.best else None,
        closest=LEFT_OUT if roadmap.best else plan_entry(roadmap.closest) if roadmap.closest else None,
        bound=roadmap.bound,
        objective=roadmap.objective,
        frontier=roadmap.frontier,
        conflict=roadmap.conflict,
        stopped=roadmap.stopped,
        holding_orders=roadmap.holding_orders,
        all_orders=roadmap.all_orders,
        less_than=roadmap.less_than,
        chosen=None if roadmap.chosen is None else _chosen(roadmap.chosen),
    )


def _chosen(found: Chosen) -> ChosenEntry:
    return ChosenEntry(
        plan=plan_entry(found.plan.plan),
        smallest_share=found.plan.smallest_share,
        sure=found.plan.sure,
        least_trust=found.plan.least_trust,
        most=found.most,
        candidates=found.candidates,
        chosen_on=found.chosen_on,
        judged_on=found.judged_on,
        seed=cast(int, found.made.seed),  # what is drawn has one
    )
