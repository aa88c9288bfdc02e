"""The plans for one deal of a case: which plans are for it, what is near one of them, and all of a small deal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.answer.candidates import Candidate
from standoff.analysis.assessment.arrangement import part_of, vector_of
from standoff.analysis.numbers import at_median
from standoff.analysis.roadmap.choices import arranged, asked_of
from standoff.engine.core.constraints import Legal
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.roadmap.neighbours import arrangements, distinct
from standoff.engine.sureness import best

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["DealPlans", "most_gained"]

EXHAUSTED_UP_TO = 4
"""Of deals of so many new steps all plans are rated: there are 75 of four steps, and 541 of five."""


@dataclass(frozen=True)
class DealPlans:
    """The plans that a deal of a case allows: its steps with any members of its choices, and what it wishes.

    union: the steps of all its readings; part: their exchange at the medians; legal: what each reading allows.
    """

    case: Case
    name: str
    union: tuple[str, ...]
    part: Exchange
    legal: tuple[Legal, ...]

    @classmethod
    def of(cls, case: Case, exchange: Exchange, name: str) -> DealPlans:
        """The plans of a deal. Raises SizeError."""
        union, part, tasks = asked_of(case, exchange, name)
        return cls(case, name, tuple(union), part, tuple(Legal(part, task) for task in tasks))

    def candidate(self, vector: Ints) -> Candidate:
        """A plan (M,) by the phases of all steps of the deal, with the deal's pace and whose consent it needs."""
        return Candidate(arranged(self.case, self.name, self.union, vector), f"deals.{self.name}.pace")

    def vector(self, plan: Candidate) -> Ints:
        """The phases of all steps of the deal in a plan of it."""
        return vector_of(self.union, plan.plan)

    def taken_over(self, plans: Iterable[Candidate]) -> list[Candidate]:
        """Those of some plans that this deal allows, with its own pace, and whose consent it needs."""
        known = [self.vector(one) for one in plans if {*one.plan.steps} <= {*self.union}]
        vectors = np.array(known, dtype=np.int64).reshape(-1, len(self.union))
        return [self.candidate(vector) for vector in vectors[self.allowed(vectors)]]

    def around(self, plan: Candidate) -> list[Candidate]:
        """The plans near a plan that the deal allows as well, in a fixed order."""
        places = {name: n for n, name in enumerate(self.union)}
        choices = [[places[one] for one in members if one in places] for members in self.case.choices.values()]
        groups = [group for legal in self.legal for group in legal.task.same_phase]
        vectors = best.rearranged(self.vector(plan), list(dict.fromkeys(groups)), choices)
        return [self.candidate(vector) for vector in vectors[self.allowed(vectors)]]

    def every(self) -> list[Candidate]:
        """All plans of the deal if it has few new steps, else none."""
        if any(len(legal.task.planned) > EXHAUSTED_UP_TO for legal in self.legal):
            return []
        plans = [arrangements(legal.vector([]), legal.task.planned) for legal in self.legal if legal.task.planned]
        return [self.candidate(vector) for vectors in plans for vector in vectors[self.allowed(vectors)]]

    def most_gained(self, plans: Iterable[Candidate]) -> Floats:
        """What some plans of the deal, at least one, give each party at most at the medians (N,), hold or not."""
        vectors = distinct(np.array([self.vector(one) for one in plans]))
        return best.most_gained(self.part, vectors, at_median(self.case.deals[self.name].pace))

    def allowed(self, vectors: Ints) -> Bools:
        """Which plans (B, M) are of this deal, by one of its readings, and keep all that it wishes."""
        fine = np.zeros(len(vectors), dtype=bool)
        for legal in self.legal:
            task = legal.task
            which = np.flatnonzero(_read_as(vectors, task.kept, task.planned))
            which = which[legal(vectors[which])]
            if task.most_at_risk is not None:
                which = which[best.risks_at_most(self.part, vectors[which], task.pace, task.most_at_risk)]
            fine[which] = True
        return fine


def _read_as(vectors: Ints, kept: Sequence[int], planned: Sequence[int]) -> Bools:
    """Which plans (B, M) keep and plan just these steps."""
    steps = np.arange(vectors.shape[1])
    keeps, plans = np.isin(steps, kept), np.isin(steps, planned)
    return np.asarray((((vectors == 0) == keeps) & ((vectors > 0) == plans)).all(axis=1))


def most_gained(case: Case, exchange: Exchange, plans: Iterable[Candidate]) -> Floats:
    """What the plans that hold at the medians give each party at most (N,), at least 0."""
    most = np.zeros(len(case.parties))
    for one in plans:
        if one.plan.phases:
            part = part_of(case, exchange, one.plan.steps, one.plan.consent)
            found = best.gain_if_it_holds(part, vector_of(one.plan.steps, one.plan), one.plan.pace.median)
            most = np.maximum(most, found)
    return most
