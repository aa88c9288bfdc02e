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
from standoff.engine.core.parallel import HERE, Workers, collect
from standoff.engine.core.types import Floats, Ints
from standoff.engine.sureness import best
from standoff.engine.sureness.race import Race

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
    return _Numbers(asked.drawn, asked.drawn.exchange(), asked.most).rate(asked.plans)


@dataclass(frozen=True)
class _Numbers:
    """Some draws of a case and their exchange, by which plans are rated; those that are alike go together.

    What plans have in common that keep the same and have the same pace is worked out once.
    """

    drawn: Drawn
    exchange: Exchange
    most: Floats

    def rate(self, plans: Sequence[Candidate], which: Ints | None = None) -> list[best.Rated]:
        """How plans fare in all of these draws, or in some of them."""
        exchange = self.exchange if which is None else self.exchange.take(which)

        def asked(several: Sequence[Candidate]) -> Sequence[best.Rated]:
            pace = _pace(self.drawn, several[0])
            if which is not None and isinstance(pace, np.ndarray):
                pace = pace[which]
            return best.rate(*self._laid_out(exchange, several), pace, self.most)

        return _of_all(asked, plans)

    def at_most(self, plans: Sequence[Candidate]) -> Floats:
        """What plans give in these draws at most: (B, D)."""

        def asked(several: Sequence[Candidate]) -> Sequence[Floats]:
            pace = _pace(self.drawn, several[0])
            return list(best.shares_at_most(*self._laid_out(self.exchange, several), pace, self.most))

        return np.array(_of_all(asked, plans)).reshape(-1, self.drawn.draws)

    def _laid_out(self, exchange: Exchange, several: Sequence[Candidate]) -> tuple[Exchange, Ints]:
        """The exchange of the steps of plans that are alike, and the plans by their phases."""
        named = {step for one in several for step in one.plan.steps}
        steps = [step for step in self.drawn.case.steps if step in named]
        part = part_of(self.drawn.case, exchange, steps, several[0].plan.consent)
        return part, np.array([vector_of(steps, one.plan) for one in several])


def _of_all(ask: Callable[[Sequence[Candidate]], Sequence[Part]], plans: Sequence[Candidate]) -> list[Part]:
    """What is said of plans that are asked about with those that are alike."""
    found: dict[Candidate, Part] = {}
    alike: dict[tuple[object, ...], list[Candidate]] = {}
    for one in plans:
        plan = one.plan
        alike.setdefault((frozenset(plan.keeps), plan.consent, one.path or plan.pace.median), []).append(one)
    for several in (part for like in alike.values() for part in _in_room(like)):
        found |= dict(zip(several, ask(several), strict=True))
    return [found[one] for one in plans]


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


class _Field:
    """Plans that race on some draws, each entered once, and looked at as far as is needed to tell the best."""

    def __init__(self, drawn: Drawn, most: Floats, by: Workers) -> None:
        self.drawn, self.most, self.by = drawn, most, by
        self.numbers = _Numbers(drawn, drawn.exchange(), most)
        self.race = Race(drawn.draws)
        self.places: dict[Candidate, int] = {}
        self.plans: list[Candidate] = []

    def enter(self, plans: Iterable[Candidate]) -> None:
        """Let plans in."""
        fresh = [one for one in dict.fromkeys(plans) if one not in self.places]
        self.places |= dict(zip(fresh, self.race.enter(self.numbers.at_most(fresh)), strict=True))
        self.plans += fresh

    def leaders(self, plans: Iterable[Candidate], count: int) -> list[Candidate]:
        """The best of some plans that were entered, the best first; of equal ones the one that comes first."""
        places = self.race.best([self.places[one] for one in plans], count, self._ask)
        return [self.plans[place] for place in places]

    def rated(self, plan: Candidate) -> best.Rated:
        """How a plan fares that was among the best of some."""
        return self.race.rated(self.places[plan])

    def _ask(self, places: Sequence[int], which: Ints) -> list[best.Rated]:
        plans = [self.plans[place] for place in places]
        if self.by is HERE or which.size <= CHUNK:  # so few draws take less time than to hand them to somebody
            return self.numbers.rate(plans, which)
        return rated(self.by, self.drawn.only(which), plans, self.most)


class Search:
    """The plans that are rated on the draws that choose, and the way on to better ones."""

    def __init__(self, drawn: Drawn, most: Floats, by: Workers) -> None:
        self.added = _Field(drawn, most, by)
        self.tried = _Field(drawn.only(slice(TRIED)), most, by)

    def add(self, plans: Iterable[Candidate]) -> None:
        """Let plans be among those to choose from, each once."""
        self.added.enter(one for one in plans if one.plan.phases)

    @property
    def to_choose_from(self) -> list[Candidate]:
        """The plans to choose from, as they came."""
        return self.added.plans

    @property
    def met(self) -> set[Candidate]:
        """All plans that were looked at, on all draws or on a few."""
        return {*self.added.plans, *self.tried.plans}

    def ranked(self, count: int) -> list[Candidate]:
        """The best plans, so many at most, the best first; of equal ones the one that came first."""
        return self.added.leaders(self.added.plans, count)

    def best(self) -> Candidate | None:
        """The plan to take, if any holds."""
        first = self.ranked(1)
        return first[0] if first and self.added.rated(first[0]).holds.any() else None

    def best_among(self, several: Sequence[Candidate]) -> Candidate:
        """The plan to take of some to choose from; of equal ones the first."""
        return self.added.leaders(several, 1)[0]

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
            better = self.best_among([at, *listed])
            if better == at:
                break
            at = better
        return met

    def _shortlist(self, plans: Sequence[Candidate]) -> list[Candidate]:
        """The best of some plans in a few draws."""
        self.tried.enter(plans)
        return self.tried.leaders(plans, SHORTLIST)

    def plan_for(self, deal: DealPlans, plans: Sequence[Candidate]) -> Candidate:
        """The plan to take for a deal: of some that are for it, of those rated before that are, and of what is near.

        Of equal ones the first; at least one plan is given.
        """
        several = list(dict.fromkeys([*plans, *deal.taken_over(self.added.plans)]))
        every = deal.every()
        self.add([*several, *every])
        if every:
            return self.best_among([*several, *every])
        return self.best_among([*several, *self.climb(self.best_among(several), deal.around, {*several})])
