"""What all deals are made of, where those lie that hold, and which of them does no other beat?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.values import share_of_gains
from standoff.engine.core.constraints import Task, keeps_to
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.roadmap import dominance, neighbours
from standoff.engine.roadmap.pool import Plans

__all__ = ["Chosen", "Frontier", "Point", "Rated", "Scope", "Snapshot", "Standing"]


@dataclass(frozen=True)
class Rated:
    """A plan that holds, and is none for the deals in question: gain, symbolic, needed (N,), trust, years."""

    gain: Floats
    trust: float
    years: float
    symbolic: Floats
    needed: Bools


@dataclass(frozen=True)
class Scope:
    """What the deals are made of.

    tasks: the ways to resolve the choices, each with the steps that deals are made of (all of one pace). choices: the
    members of each choice, as steps. symbolic: (M,). named: sets of steps (masks) whose place is wanted in any case.
    plans: phase vectors (M,) of the best plans known for some of the deals; each stands for its deal unless one is
    found that asks for clearly less. apart: plans that are only compared with the deals.
    """

    exchange: Exchange
    tasks: tuple[Task, ...]
    symbolic: Bools
    choices: tuple[tuple[int, ...], ...] = ()
    named: tuple[int, ...] = ()
    plans: tuple[Ints, ...] = ()
    apart: tuple[Rated, ...] = ()

    def open(self, masks: Ints) -> Ints:
        """Deals (as masks) with their choices open: every member of a choice replaced by the first."""
        for first, *others in self.choices:
            for member in others:
                bit = np.int64(1 << member)
                masks = np.where(masks & bit, (masks & ~bit) | np.int64(1 << first), masks)
        return masks

    def opened(self, mask: int) -> int:
        """The same of one deal."""
        return int(self.open(np.array([mask], dtype=np.int64))[0])

    def other_readings(self, vector: Ints) -> Iterator[Ints]:
        """A plan (M,) with one other member of a choice in the same place, where that is allowed."""
        for members in self.choices:
            here = [j for j in members if vector[j] > 0]
            for other in members if len(here) == 1 else ():
                if other == here[0] or vector[other] != ABSENT:
                    continue
                planned = {int(j) for j in np.flatnonzero(vector >= 0)} - {here[0]} | {other}
                task = next((task for task in self.tasks if planned <= {*task.planned, *task.kept}), None)
                if task is not None:
                    allowed = partial(keeps_to, self.exchange, task)
                    swapped = neighbours.in_the_place_of(vector, here, [other], allowed)
                    if swapped is not None:
                        yield swapped


@dataclass(frozen=True)
class Point:
    """A deal (a mask of its planned steps) by its best plan.

    gain: (N,), trust, years, symbolic: (N,), exactly assessed. share: the smallest share of the most that a party with
    something to quit gains by any deal. others: the same deal with other members of its choices, and their plans,
    which need not hold.
    """

    deal: int
    vector: Ints
    trust: float
    gain: Floats
    years: float
    symbolic: Floats
    share: float
    others: tuple[tuple[int, Ints], ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where a named deal stands, or a plan apart: its point (None: no plan that holds was found, or apart).

    beaten: whether a deal beats it. shown, rival: the places among what is shown of the deal itself and of one that
    beats it (-1: not there). share: of a plan apart, as in Point.
    """

    point: Point | None
    beaten: bool
    shown: int
    rival: int
    share: float = 0.0


@dataclass(frozen=True)
class Frontier:
    """The frontier: what is shown of it, and how much there is.

    deals: how many were looked at, choices open. wanted: how many nobody need refuse. holding: how many have a
    plan that holds. unbeaten: how many of those no other beats; trusts, shares: (unbeaten,), where they lie. most:
    (N,), the most that each party gains by a deal that holds. assessed: how many plans.
    """

    shown: tuple[Point, ...]
    deals: int
    wanted: int
    holding: int
    unbeaten: int
    trusts: Floats
    shares: Floats
    most: Floats
    named: tuple[Standing, ...]
    apart: tuple[Standing, ...]
    assessed: int


@dataclass(frozen=True)
class Chosen:
    """What is shown: numbers of deals; places of the unbeaten ones, of each named deal and of what beats it.

    apart: the places of what beats the plans apart. A place of nothing is -1.
    """

    shown: tuple[int, ...]
    unbeaten: NDArray[np.intp]
    named: tuple[tuple[int, int], ...]
    apart: tuple[int, ...]


@dataclass(frozen=True)
class Snapshot:
    """The deals at one moment of a search, their choices open: the best plan of each (D,), and its mask (D,)."""

    scope: Scope
    exchange: Exchange
    plans: Plans
    masks: Ints

    def named(self) -> list[int]:
        """The numbers of the named deals that have a plan, their choices resolved."""
        wanted = self.scope.open(np.array(self.scope.named, dtype=np.int64))
        return [int(d) for d in self.plans.whose[np.isin(self.masks, wanted)]]

    def coordinates(self) -> Floats:
        """Where the deals lie, as `located`."""
        scores = self.plans.scores
        symbolic = share_of_gains(self.exchange, self.plans.vectors[:, None, :], self.scope.symbolic)
        return self.located(scores.gain, scores.level, scores.years, symbolic)

    def located(self, gain: Floats, trust: Floats, years: Floats, symbolic: Floats) -> Floats:
        """Where plans lie, smaller is better: gains (as shares of stakes), trust, years, symbolic shares.

        A party that none of the deals needs counts for nothing here: it could refuse none of them.
        """
        stake = self.exchange.stake()
        given = np.where(self.able_to_refuse, -gain / np.where(stake > 0, stake, 1.0), 0.0)
        symbolic = np.where(self.able_to_refuse, symbolic, 0.0)
        return np.asarray(np.round(np.column_stack([given, trust, years, symbolic]), 9), dtype=np.float64)

    @cached_property
    def able_to_refuse(self) -> Bools:
        """Which parties some deal needs, (N,)."""
        whole = np.full((len(self.scope.tasks), self.exchange.steps), ABSENT, dtype=np.int64)
        for vector, task in zip(whole, self.scope.tasks, strict=True):
            vector[list(task.planned)], vector[list(task.kept)] = 1, 0
        return np.asarray(self.exchange.needed(whole).any(axis=0))

    @cached_property
    def gives(self) -> Bools:
        """Which parties can have something to quit, (N,)."""
        steps = sorted({j for task in self.scope.tasks for j in (*task.planned, *task.kept)})
        return np.asarray(self.exchange.costly_to[:, steps].any(axis=1))

    def shares(self) -> tuple[Floats, Floats]:
        """The smallest share of the most that a needed party with something to quit gains (D,), and that most (N,)."""
        gain = self.plans.scores.gain
        most = gain.max(axis=0, initial=0.0)
        return self._smallest(gain, self.exchange.needed(self.plans.vectors), most), most

    def share_of(self, rated: Rated, most: Floats) -> float:
        """The same share of a plan apart."""
        return float(self._smallest(rated.gain[None], rated.needed[None], most)[0])

    def _smallest(self, gain: Floats, needed: Bools, most: Floats) -> Floats:
        counts = needed & self.gives & (most > 0)
        shares = np.where(counts, gain / np.where(most > 0, most, 1.0), np.inf).min(axis=1, initial=np.inf)
        return np.where(np.isinf(shares), 1.0, shares)

    def choose(self, limit: int) -> Chosen:
        """What to show of what is unbeaten."""
        trust, points = self.plans.scores.level, self.coordinates()
        shares, _ = self.shares()
        unbeaten = np.flatnonzero(dominance.unbeaten(points))
        place = {int(k): n for n, k in enumerate(unbeaten)}
        named: list[tuple[int, int]] = []
        at = {int(mask): k for k, mask in enumerate(self.masks)}

        def rival_of(point: Floats) -> int:
            """What beats a point and asks for the least trust."""
            rivals = unbeaten[dominance.beats(points[unbeaten], point)]
            return int(rivals[np.argmin(trust[rivals])]) if rivals.size else -1

        for mask in self.scope.open(np.array(self.scope.named, dtype=np.int64)).tolist():
            k = at.get(mask, -1)
            named.append((k, rival_of(points[k]) if k >= 0 and k not in place else -1))
        apart = [
            rival_of(self.located(r.gain[None], np.array([r.trust]), np.array([r.years]), r.symbolic[None])[0])
            for r in self.scope.apart
        ]
        front = points[unbeaten]
        stairs: Floats = np.round(np.column_stack([trust, -shares])[unbeaten], 9).astype(np.float64)
        several = self.exchange.parties
        summed = np.column_stack([front[:, : several + 2], front[:, several + 2 :].max(axis=1, initial=0.0)])
        steps = np.flatnonzero(dominance.unbeaten(stairs))
        order = [
            *(place[k] for k in (*(k for pair in named for k in pair), *apart) if k in place),
            *dominance.extremes(summed),
            *(int(steps[n]) for n in dominance.spread(stairs[steps], dominance.extremes(stairs[steps]), limit // 2)),
        ]
        shown = dominance.spread(front, order, limit)
        return Chosen(tuple(int(self.plans.whose[unbeaten[n]]) for n in shown), unbeaten, tuple(named), tuple(apart))
