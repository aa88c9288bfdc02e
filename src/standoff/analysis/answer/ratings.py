"""Plans rated by their smallest share of gain over draws, and the way from a plan to better ones near it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from standoff.analysis.answer.candidates import Candidate
from standoff.analysis.answer.within import DealPlans
from standoff.analysis.assessment.arrangement import part_of, vector_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.assessment.compiled import MOST_STEPS
from standoff.engine.core.exchange import Exchange, joined
from standoff.engine.core.parallel import Workers, collect
from standoff.engine.core.types import Floats
from standoff.engine.sureness import best

__all__ = ["CLIMBED", "FEWEST", "Search", "halves", "rated", "ruled"]

Part = TypeVar("Part")

FEWEST = 2
"""One draw to choose on, and one to judge on."""

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


@dataclass(frozen=True)
class _Asked:
    """Some plans of a case, to be rated in some of its draws."""

    drawn: Drawn
    plans: tuple[Candidate, ...]
    most: Floats


def rated(by: Workers, drawn: Drawn, plans: Sequence[Candidate], most: Floats) -> list[best.Rated]:
    """How plans fare in every one of some draws; most: (N,), what a party's share of gain is a share of."""
    return [joined(parts) for parts in _in_all_draws(by, _rate, drawn, plans, most)]


def ruled(by: Workers, drawn: Drawn, plans: Sequence[Candidate], most: Floats) -> list[best.Ruled]:
    """What becomes of plans in every one of some draws, with who refuses and breaks them."""
    return [
        best.Ruled(joined([part.verdicts for part in parts]), np.concatenate([part.share for part in parts]))
        for parts in _in_all_draws(by, _rule, drawn, plans, most)
    ]


def _in_all_draws(
    by: Workers, ask: Callable[[_Asked], Sequence[Part]], drawn: Drawn, plans: Sequence[Candidate], most: Floats
) -> list[list[Part]]:
    """What is said of each plan in each part of the draws."""
    if not plans:
        return []
    tasks = [_Asked(part, tuple(plans), most) for part in drawn.parts(CHUNK)]
    done = collect(by, ask, tasks)
    if len(done.results) < len(tasks):
        raise KeyboardInterrupt  # plans that were tried in other draws than the rest cannot be compared with it
    return [[answers[n] for answers in done.results] for n in range(len(plans))]


def _rate(asked: _Asked) -> list[best.Rated]:
    return _rate_in(asked, asked.drawn.exchange())


def _rate_in(asked: _Asked, exchange: Exchange) -> list[best.Rated]:
    """Plans that keep the same and have the same pace go together: what they have in common is worked out once."""
    drawn = asked.drawn
    found: dict[Candidate, best.Rated] = {}
    alike: dict[tuple[object, ...], list[Candidate]] = {}
    for one in asked.plans:
        plan = one.plan
        alike.setdefault((frozenset(plan.keeps), plan.consent, one.path or plan.pace.median), []).append(one)
    for several in (part for plans in alike.values() for part in _in_room(plans)):
        named = {step for one in several for step in one.plan.steps}
        steps = [step for step in drawn.case.steps if step in named]
        part = part_of(drawn.case, exchange, steps, several[0].plan.consent)
        vectors = np.array([vector_of(steps, one.plan) for one in several])
        found |= dict(zip(several, best.rate(part, vectors, _pace(drawn, several[0]), asked.most), strict=True))
    return [found[one] for one in asked.plans]


def _in_room(plans: list[Candidate]) -> list[list[Candidate]]:
    """The plans together where the kernel has room for all their steps, else one by one."""
    together = len({step for one in plans for step in one.plan.steps}) <= MOST_STEPS
    return [plans] if together else [[one] for one in plans]


def _rule(asked: _Asked) -> list[best.Ruled]:
    case, exchange = asked.drawn.case, asked.drawn.exchange()
    found = []
    for one in asked.plans:
        part = part_of(case, exchange, one.plan.steps, one.plan.consent)
        vector = vector_of(one.plan.steps, one.plan)
        found.append(best.rule(part, vector, _pace(asked.drawn, one), asked.most))
    return found


def _pace(drawn: Drawn, one: Candidate) -> float | Floats:
    return drawn.value(one.path) if one.path else one.plan.pace.median


def halves(drawn: Drawn) -> tuple[Drawn, Drawn]:
    """The draws that choose, and those that judge."""
    half = drawn.draws // 2
    return drawn.only(slice(half)), drawn.only(slice(half, drawn.draws))


class Search:
    """The plans that were rated on the draws that choose, and the way on to better ones."""

    def __init__(self, drawn: Drawn, most: Floats, by: Workers) -> None:
        self.drawn, self.most, self.by = drawn, most, by
        self.few = drawn.only(slice(TRIED))
        self.in_few = self.few.exchange()
        self.rated: dict[Candidate, best.Rated] = {}
        self.tried: dict[Candidate, tuple[float, float]] = {}

    def add(self, plans: Iterable[Candidate]) -> None:
        """Rate plans on all draws that choose, each once."""
        fresh = [one for one in dict.fromkeys(plans) if one not in self.rated and one.plan.phases]
        self.rated |= dict(zip(fresh, rated(self.by, self.drawn, fresh, self.most), strict=True))

    @property
    def met(self) -> set[Candidate]:
        """All plans that were rated, on all draws or on a few."""
        return {*self.rated, *self.tried}

    def ranked(self) -> list[Candidate]:
        """The plans, the best first; of equal ones the one that came first."""
        return sorted(self.rated, key=lambda one: self.rated[one].worth, reverse=True)

    def best(self) -> Candidate | None:
        """The plan to take, if any holds."""
        place = best.best_of(list(self.rated.values()))
        return None if place is None else list(self.rated)[place]

    def best_among(self, several: Sequence[Candidate]) -> Candidate:
        """The plan to take of some that were rated; of equal ones the first."""
        return max(several, key=lambda one: self.rated[one].worth)

    def climb(
        self, at: Candidate, around: Callable[[Candidate], Sequence[Candidate]], seen: set[Candidate]
    ) -> list[Candidate]:
        """Go from plan to better plan, as long as there is one near it that was not seen: all that were rated then."""
        met = [at]
        for _ in range(ROUNDS):
            near = [one for one in around(at) if one not in seen]
            seen.update(near)
            listed = self._shortlist(near)
            self.add(listed)
            met += listed
            better = self.best_among(listed) if listed else at
            if self.rated[better].worth <= self.rated[at].worth:
                break
            at = better
        return met

    def _shortlist(self, plans: Sequence[Candidate]) -> list[Candidate]:
        """The best of some plans in a few draws."""
        fresh = [one for one in plans if one not in self.tried]
        # Here, as so few draws take less time than to hand them to somebody.
        found = _rate_in(_Asked(self.few, tuple(fresh), self.most), self.in_few)
        self.tried |= {one: rating.worth for one, rating in zip(fresh, found, strict=True)}
        return sorted(plans, key=lambda one: self.tried[one], reverse=True)[:SHORTLIST]

    def plan_for(self, deal: DealPlans, plans: Sequence[Candidate]) -> Candidate:
        """The plan to take for a deal: of some that are for it, of those rated before that are, and of what is near.

        Of equal ones the first; at least one plan is given.
        """
        several = list(dict.fromkeys([*plans, *deal.taken_over(self.rated)]))
        every = deal.every()
        self.add([*several, *every])
        if every:
            return self.best_among([*several, *every])
        return self.best_among([*several, *self.climb(self.best_among(several), deal.around, {*several})])
