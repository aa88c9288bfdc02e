"""Plans that may be the best deal: those that a case names, those found for its deals, and plans near them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, arranged_again, given_plan
from standoff.analysis.names import places_of
from standoff.analysis.roadmap.choices import phases_in_names
from standoff.analysis.rules import compiled_rule
from standoff.case.model.values import Quantity
from standoff.engine.core import masks
from standoff.engine.core.exchange import phase_vector
from standoff.engine.core.types import Bools, Ints
from standoff.engine.sureness import best

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.assessment import Assessment
    from standoff.results.records.frontier import Frontier
    from standoff.results.records.roadmap import Roadmap
    from standoff.results.records.sureness import Robust

__all__ = ["Candidate", "Surroundings", "frontier_plans", "given", "of_deals"]


@dataclass(frozen=True)
class Candidate:
    """A plan, and the path of its pace among the numbers of the case ("": it is no number of the case).

    Two are the same if they do the same, whatever they are called.
    """

    plan: Arrangement
    path: str

    @classmethod
    def of(
        cls, shown: Assessment, pace: Quantity | None = None, path: str = "", consent: tuple[str, ...] = ()
    ) -> Candidate:
        """A plan that was assessed."""
        return cls(
            Arrangement(shown.plan, shown.title, shown.keeps, shown.phases, pace or Quantity.point(0.0), consent), path
        )

    @cached_property
    def _same(self) -> tuple[object, ...]:
        phases = tuple(frozenset(phase) for phase in self.plan.phases)
        return frozenset(self.plan.keeps), phases, frozenset(self.plan.consent), self.path or self.plan.pace.median

    @cached_property
    def _hash(self) -> int:
        return hash(self._same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Candidate) and self._hash == other._hash and self._same == other._same

    def __hash__(self) -> int:
        return self._hash

    def __getstate__(self) -> dict[str, object]:
        """What it is, without its hash, which is another one in another process."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def given(case: Case) -> list[Candidate]:
    """The plans that a case names."""
    return [Candidate(given_plan(case, name), f"plans.{name}.pace") for name in case.plans]


def of_deals(case: Case, roads: Sequence[Roadmap], robust: Mapping[str, Robust]) -> dict[str, list[Candidate]]:
    """For each deal of a case the plans that were found for it: its roadmap, and its robust ones."""
    found: dict[str, list[Candidate]] = {}
    for road in roads:
        more = robust.get(road.deal)
        shown = [road.shown, *((more.most_often, more.least_trust) if more else ())]
        plans = [
            Candidate(arranged_again(case, one, case.deals[road.deal]), f"deals.{road.deal}.pace")
            for one in shown
            if one is not None and one.phases
        ]
        if plans:
            found[road.deal] = plans
    return found


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


@dataclass(frozen=True)
class Surroundings:
    """What is near a plan of a case, and allowed by it."""

    case: Case
    rules: tuple[masks.Constraint, ...]

    @classmethod
    def of(cls, case: Case) -> Surroundings:
        """What is near the plans of a case."""
        place = {name: n for n, name in enumerate(case.steps)}
        return cls(case, tuple(compiled_rule(rule, place) for rule in case.constraints()))

    def around(self, at: Candidate) -> list[Candidate]:
        """The plans near a plan that keep what it keeps, in a fixed order."""
        names = list(self.case.steps)
        phases = [places_of(names, phase) for phase in at.plan.phases]
        vector = phase_vector(len(names), places_of(names, at.plan.keeps), phases)
        free = np.array([name not in self.case.now for name in names])
        choices = [places_of(names, members) for members in self.case.choices.values()]
        vectors = best.around(vector, free, choices)
        return [
            replace(at, plan=replace(at.plan, phases=phases_in_names(self.case, names, one)))
            for one in vectors[self.allowed(vectors)]
        ]

    def allowed(self, vectors: Ints) -> Bools:
        """Which plans (B, M) have every step with or after what it requires, and break no rule at any stage."""
        names = list(self.case.steps)
        in_force = np.array([name in self.case.now for name in names])
        when = np.where(in_force, 0, np.where(vectors > 0, vectors, np.iinfo(np.int64).max))
        fine = np.ones(len(vectors), dtype=bool)
        for j, step in enumerate(self.case.steps.values()):
            for needed in places_of(names, step.requires):
                fine &= ~(vectors[:, j] > 0) | (when[:, needed] <= when[:, j])
        stages = np.arange(1, int(vectors.max(initial=0)) + 1)
        made = when[:, None, :] <= stages[None, :, None]
        columns = [made[:, :, j] for j in range(len(names))]
        for rule in self.rules:
            fine &= np.broadcast_to(masks.truth(rule, columns), made.shape[:2]).all(axis=1)
        return fine
