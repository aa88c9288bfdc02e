"""Plans rated by their smallest share of gain over draws, and the way from a plan to better ones near it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from standoff.analysis.answer.candidates import Candidate
from standoff.analysis.answer.looks import Kind, Look, Numbers, at_most, laid_out, look
from standoff.analysis.answer.within import DealPlans
from standoff.analysis.assessment.arrangement import part_of, vector_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.core.exchange import joined
from standoff.engine.core.parallel import Workers, all_of
from standoff.engine.core.types import Floats, Ints
from standoff.engine.sureness import best
from standoff.engine.sureness.race import Race

__all__ = ["CLIMBED", "FEWEST", "Search", "halves", "rated", "ruled"]

Part = TypeVar("Part")

FEWEST = 2
"""One draw to choose on, and one to judge on."""

CHUNK = 250
"""Draws of one task: however many workers there are, the draws are cut in the same places."""

HANDED = 6000
"""So many draws of plans are looked at in one task: they take some thousandths of a second."""

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
    # Plans that were tried in other draws than the rest could not be compared with it.
    done = all_of(by, ask, tasks)
    return [[answers[n] for answers in done] for n in range(len(plans))]


def _rate(asked: _Asked) -> list[best.Rated]:
    case, exchange = asked.drawn.case, asked.drawn.exchange()
    found = []
    for one in asked.plans:
        part = part_of(case, exchange, one.plan.steps, one.plan.consent)
        vector = vector_of(one.plan.steps, one.plan)
        found += best.rate(part, vector[None], _pace(asked.drawn, one), asked.most)
    return found


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
        self.numbers, self.most, self.by = Numbers(drawn), most, by
        self.race = Race(drawn.draws)
        self.places: dict[Candidate, int] = {}
        self.plans: list[Candidate] = []
        self.kinds: list[Kind] = []
        self.vectors: list[Ints] = []

    def enter(self, plans: Iterable[Candidate]) -> None:
        """Let plans in."""
        fresh = [one for one in dict.fromkeys(plans) if one not in self.places]
        first = len(self.plans)
        places = range(first, first + len(fresh))
        self.places |= dict(zip(fresh, places, strict=True))
        self.plans += fresh
        for one in fresh:
            kind, vector = laid_out(self.numbers.drawn.case, one)
            self.kinds.append(kind)
            self.vectors.append(vector)
        most = np.empty((len(fresh), self.race.draws))
        for several, found in self._asked(at_most, places, None):
            most[np.array(several) - first] = found
        self.race.enter(most)

    def leaders(self, plans: Iterable[Candidate], count: int) -> list[Candidate]:
        """The best of some plans that were entered, the best first; of equal ones the one that comes first."""
        places = self.race.best([self.places[one] for one in plans], count, self._ask)
        return [self.plans[place] for place in places]

    def rated(self, plan: Candidate) -> best.Rated:
        """How a plan fares that was among the best of some."""
        return self.race.rated(self.places[plan])

    def _ask(self, places: Sequence[int], which: Ints) -> list[best.Rated]:
        found: dict[int, best.Rated] = {}
        for several, rated in self._asked(look, places, which):
            found |= dict(zip(several, rated, strict=True))
        return [found[place] for place in places]

    def _asked(
        self, ask: Callable[[Look], Part], places: Sequence[int], which: Ints | None
    ) -> Iterator[tuple[list[int], Part]]:
        """What is said of plans, those that are alike together; no more of them at a time than are worth handing on."""
        alike: dict[Kind, list[int]] = {}
        for place in places:
            alike.setdefault(self.kinds[place], []).append(place)
        size = max(1, HANDED // max(1, self.race.draws if which is None else which.size))
        parts = [
            (kind, several[first : first + size])
            for kind, several in alike.items()
            for first in range(0, len(several), size)
        ]
        looks = [
            Look(self.numbers, kind, np.array([self.vectors[place] for place in several]), which, self.most)
            for kind, several in parts
        ]
        return zip((several for _, several in parts), all_of(self.by, ask, looks), strict=True)


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
