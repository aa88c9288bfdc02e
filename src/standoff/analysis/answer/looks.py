"""Looks at plans in draws, as work that can be handed on: it names the draws, and whoever looks makes them once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.analysis.answer.candidates import Candidate
from standoff.analysis.assessment.arrangement import part_of
from standoff.analysis.remembered import once
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.assessment.compiled import MOST_STEPS
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Floats, Ints
from standoff.engine.sureness import best

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["Kind", "Look", "Numbers", "at_most", "laid_out", "look"]

REMEMBERED = 4
"""Of so many sets of draws of a case it is remembered what follows from them."""


@dataclass(frozen=True)
class Kind:
    """What plans have in common that are looked at together.

    steps: those that any of them may have, the others in force now are the background; consent: whose yes they need;
    path: of their pace among the numbers of the case, or pace, in years, where it is none of them ("").
    """

    steps: tuple[str, ...]
    consent: tuple[str, ...]
    path: str
    pace: float


def laid_out(case: Case, one: Candidate) -> tuple[Kind, Ints]:
    """The kind of a plan, and its phases, by the steps of its kind (M,).

    Plans that have the same of what is in force now go together, as long as the kernel has room for all steps of the
    case that are not; what no plan has makes no difference.
    """
    plan = one.plan
    due = dict.fromkeys(plan.keeps, 0) | {step: n for n, phase in enumerate(plan.phases, 1) for step in phase}
    steps = tuple(step for step in case.steps if step in due or step not in case.now)
    if len(steps) > MOST_STEPS:
        steps = tuple(step for step in steps if step in due)
    consent = tuple(party for party in case.parties if party in plan.consent)
    kind = Kind(steps, consent, one.path, 0.0 if one.path else plan.pace.median)
    return kind, np.array([due.get(step, ABSENT) for step in steps], dtype=np.int64)


Parts = dict[tuple[tuple[str, ...], tuple[str, ...]], Exchange]
"""Exchanges by their steps and by who has to consent."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """Some draws of a case, and the exchanges that were made of them: of some steps, which need some consents.

    Draws that lie side by side among all that are made travel in words, and are made once by each who is told of them.
    """

    drawn: Drawn
    parts: Parts = field(default_factory=dict)

    def part(self, kind: Kind) -> Exchange:
        """The exchange of plans of a kind."""
        asked = kind.steps, kind.consent
        if asked not in self.parts:
            self.parts[asked] = part_of(self.drawn.case, self.drawn.exchange(), *asked)
        return self.parts[asked]

    def pace(self, kind: Kind, which: Ints | None = None) -> float | Floats:
        """The pace of plans of a kind, in some draws."""
        if not kind.path:
            return kind.pace
        pace = self.drawn.value(kind.path)
        return pace if which is None else pace[which]

    def __reduce__(self) -> tuple[Callable[..., Numbers], tuple[Any, ...]]:
        drawn = self.drawn
        if drawn.part is None:
            return Numbers, (drawn,)
        return _again, (drawn.case, (drawn.part[0], drawn.seed, drawn.method), drawn.part[1], drawn.draws)


def _again(case: Case, made: tuple[int, int, str], first: int, count: int) -> Numbers:
    """Draws that somebody else speaks of."""
    known, asked = once(case, _known), (made, first, count)
    draws, seed, method = made
    drawn = Drawn.of(case, draws, seed, method).only(slice(first, first + count))
    while asked not in known and len(known) >= REMEMBERED:
        del known[next(iter(known))]
    return Numbers(drawn, known.setdefault(asked, {}))


def _known(case: Case) -> dict[tuple[object, ...], Parts]:
    """What was made of the draws that were spoken of last; without the case, which that would keep alive."""
    return {}


@dataclass(frozen=True, eq=False)
class Look:
    """Plans of a kind (B, M), to be looked at in some draws, by their numbers (None: in all).

    most: (N,), what a party's share of gain is a share of.
    """

    numbers: Numbers
    kind: Kind
    plans: Ints
    which: Ints | None
    most: Floats


def look(asked: Look) -> list[best.Rated]:
    """How plans fare."""
    numbers, kind = asked.numbers, asked.kind
    pace = numbers.pace(kind, asked.which)
    return best.rate(numbers.part(kind), asked.plans, pace, asked.most, asked.which)


def at_most(asked: Look) -> Floats:
    """What plans give in all draws at most: (B, D)."""
    return best.shares_at_most(asked.numbers.part(asked.kind), asked.plans, asked.numbers.pace(asked.kind), asked.most)
