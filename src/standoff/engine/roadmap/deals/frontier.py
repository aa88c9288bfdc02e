"""Which deals hold, and which of them does no other beat in gains, trust asked, length and theatre?

Every set of steps is a deal. Those that could be wanted get good plans to start from (`starts`); these are assessed
exactly, and each deal counts by the best of its plans, as `roadmap` would choose. Of small deals all plans are tried
(`exhaustion`). Of deals that differ only in the member of a choice the best stands for all. What no other beats is the
frontier (`dominance`). Good plans are handed on to the deals with a step more or less (`handing`); those that are shown
are improved by local search.

All numbers are exact assessments of plans. The choice of plans of larger deals is not: one may ask for less.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from standoff.engine.assessment.values import share_of_gains
from standoff.engine.core.constraints import Task, keeps_to
from standoff.engine.core.exchange import numbered
from standoff.engine.core.parallel import HERE, Workers, all_of
from standoff.engine.core.types import Bools, Ints
from standoff.engine.roadmap import neighbours, pool
from standoff.engine.roadmap.clock import ShareDone, silent
from standoff.engine.roadmap.deals.exhaustion import RANKING, SmallDeals, all_tried
from standoff.engine.roadmap.deals.handing import Handing
from standoff.engine.roadmap.deals.standings import Frontier, Point, Rated, Scope, Snapshot, Standing
from standoff.engine.roadmap.deals.starts import Begun, wanted_deals, wanted_starts
from standoff.engine.roadmap.neighbours import masks_of
from standoff.engine.roadmap.pool import Assessor, Contenders, Plans, keys
from standoff.engine.roadmap.ranking import NEAR_BEST

__all__ = ["Frontier", "Point", "Rated", "Scope", "Standing", "frontier", "memory"]

EXHAUSTED_UP_TO = 5
"""Steps of a deal whose plans are all tried before it is asked what beats what."""

IMPROVING = 150
"""How many plans the local search may assess for a deal: a number, not a time, so that answers repeat."""

EXHAUSTED_TOGETHER = 512
"""Deals whose plans are all tried at once."""

CHUNK = 24
"""Plans of a deal that are assessed before the best of them is gone on from."""

HANDINGS = 2
"""How often plans are handed on from deal to deal, down and up, before any is improved."""

ROUNDS = 6
"""How often those that came to be shown are improved, and chosen again."""


def memory(steps: int, parties: int) -> int:
    """About how many bytes are needed: the tables of one task, held twice, and some twelve plans for each deal.

    >>> memory(16, 5) < 1e9
    True
    """
    return (32 * parties * (steps + 1) + 16 * (steps + 8) + 12 * (8 * steps + 200)) << steps


def frontier(scope: Scope, limit: int = 20, progress: ShareDone = silent, by: Workers = HERE) -> Frontier:
    """At most `limit` of the deals that hold and that no other beats, spread over all of them; exchange without draws.

    First the named ones and what beats them, then the best in each coordinate, then those that no other beats in trust
    and smallest share of gain, then always the one that is most unlike all that are shown.
    """
    search = FrontierSearch(scope, by)
    search.begin(lambda share: progress(0.4 * share))
    search.exhaust(lambda share: progress(0.4 + 0.1 * share))
    for turn in range(HANDINGS):
        search.hand_on(lambda share, turn=turn: progress(0.5 + 0.3 * (turn + share) / HANDINGS))  # type: ignore[misc]
    improved: set[int] = set()
    for turn in range(ROUNDS):
        now = search.snapshot()
        fresh = [d for d in dict.fromkeys((*now.choose(limit).shown, *now.named())) if d not in improved]
        if not fresh:
            break
        searched = [d for d in fresh if not search.exhausted[d]]
        search.improve(searched, lambda share, turn=turn: progress(0.8 + 0.2 * (turn + 0.9 * share) / ROUNDS))  # type: ignore[misc]
        search.exchange_members(fresh)
        search.hand_on()
        improved.update(fresh)
    progress(1.0)
    return search.found(limit)


class FrontierSearch:
    """All deals of a scope and the plans found for them, by the numbers of the deals."""

    def __init__(self, scope: Scope, by: Workers = HERE) -> None:
        self.scope, self.by = scope, by
        # Deals are told apart by the trust that their plans ask throughout, whoever may be insincere.
        self.exchange = replace(scope.exchange, doubted=None)
        self.pace = scope.tasks[0].pace if scope.tasks else 0.0
        self.tasks: Ints = np.zeros(0, dtype=np.int64)
        self.numbers = Numbers()
        self.assessor = Assessor(self.exchange, scope.tasks, only_best=True, by=by)
        self.contenders = Contenders(RANKING, Plans.none(self.exchange))
        self.begun: list[Ints] = []
        self.deals = 0
        self.exhausted: Bools = np.zeros(0, dtype=bool)
        self.handing = self._handing(set())

    def _handing(self, wanted: set[int]) -> Handing:
        """What plans are handed on between, once it is known which deals could be wanted."""
        steps = sorted({j for task in self.scope.tasks for j in task.planned})
        members = {members[0]: members for members in self.scope.choices}
        return Handing(np.array(sorted(wanted), dtype=np.int64), steps, members, self.exchange.steps)

    def begin(self, progress: ShareDone) -> None:
        """Find plans to start from for every deal that could be wanted, and assess them.

        Of deals that differ only in the members of choices the most promising goes first: the others follow only
        where it does not hold.
        """
        looked: set[int] = set()
        wanted: set[int] = set()
        begun: list[Begun] = []
        opened_of: list[Ints] = []
        for place, task in enumerate(self.scope.tasks):
            sets, could = wanted_deals(self.exchange, task)
            masks = _masks_within(task, sets)
            opened = self.scope.open(masks)
            looked.update(opened.tolist())
            wanted.update(opened[could].tolist())
            fresh = np.flatnonzero(could)
            fresh = fresh[self.numbers.of(masks[fresh]) < 0]
            if not fresh.size:
                continue
            self.numbers.add(masks[fresh])
            self.tasks = np.concatenate([self.tasks, np.full(fresh.size, place)])
            begun.append(Begun(self.assessor.once, task, sets[fresh]))
            opened_of.append(opened[fresh])
        queues: dict[int, list[tuple[float, Ints]]] = {}
        found = all_of(self.by, wanted_starts, begun, lambda share: progress(0.3 * share))
        for part, opened in zip(found, opened_of, strict=True):
            for k, vectors in part.by_deal():
                queues.setdefault(int(opened[k]), []).append((float(part.bottleneck[k]), vectors))
        for queue in queues.values():
            queue.sort(key=lambda entry: entry[0])
        self.deals, self.handing = len(looked), self._handing(wanted)
        done, longest = 0.3, max((len(queue) for queue in queues.values()), default=0)
        for turn in range(longest):
            held = set(self._opened(self.contenders.best().whose).tolist()) if turn else set()
            next_ = [queue[turn][1] for key, queue in queues.items() if len(queue) > turn and key not in held]
            if next_:
                width = 0.7 * 0.5 ** min(turn + 1, longest - 1)
                self.begun.append(np.concatenate(next_))
                self._assess(
                    self.begun[-1],
                    progress=lambda share, a=done, w=width: progress(a + w * share),  # type: ignore[misc]
                )
                done += width
        plans = np.array(self.scope.plans, dtype=np.int64).reshape(-1, self.exchange.steps)
        plans = plans[self.numbers.of(masks_of(plans)) >= 0]
        self.begun.append(plans[pool.wanted_by_all(self.exchange, plans, self.pace)])
        self._assess(self.begun[-1])

    def exhaust(self, progress: ShareDone) -> None:
        """Try all plans of the small deals that can be better than those that are known."""
        masks = self.numbers.masks
        small = np.bitwise_count(masks) <= EXHAUSTED_UP_TO
        parts: list[SmallDeals] = []
        numbers: list[Ints] = []
        self.contenders.best()
        known = self.contenders.plans
        vectors = np.concatenate([known.vectors[:0], *self.begun])
        whose = self.numbers.of(masks_of(vectors))
        for place, task in enumerate(self.scope.tasks):
            deals = np.flatnonzero(small & (self.tasks == place))
            for first in range(0, deals.size, EXHAUSTED_TOGETHER):
                some = deals[first : first + EXHAUSTED_TOGETHER]
                mine, before = known.of(np.isin(known.whose, some)), vectors[np.isin(whose, some)]
                mine = Plans(np.searchsorted(some, mine.whose), mine.vectors, mine.scores)
                seen = frozenset(keys(np.full(len(before), place), before))
                parts.append(SmallDeals(self.assessor.once, task, place, masks[some], mine, seen))
                numbers.append(some)
        for some, tried in zip(numbers, all_of(self.by, all_tried, parts, progress), strict=True):
            self.assessor.know(tried.seen)
            for plans in tried.plans:
                mine = Plans(some[plans.whose], plans.vectors, plans.scores)
                self.assessor.sink(mine)
                self._take_up(mine)
        self.exhausted = small

    def hand_on(self, progress: ShareDone = silent) -> None:
        """Try the best plans of deals with one step more, without it; then of those with one less, with it.

        From the largest deals down, and up again: what serves a deal mostly serves its neighbours.
        """
        sizes = np.unique(self.handing.sizes).tolist()
        turns = [
            *((size, self.handing.without_a_step) for size in reversed(sizes)),
            *((size, self.handing.with_a_step) for size in sizes),
        ]
        for number, (size, changed) in enumerate(turns):
            vectors = numbered(changed(size))
            self._assess(*self._allowed(vectors))
            progress((number + 1) / len(turns))

    def improve(self, deals: Iterable[int], progress: ShareDone) -> None:
        """Local search for several deals at once: of each, the first chunk with a better plan decides the move."""
        left = dict.fromkeys(deals, IMPROVING)
        walks = {d: neighbours.Climb(partial(self._around, int(self.tasks[d]))) for d in left}
        done, all_ = 0, max(1, IMPROVING * len(left))
        while left:
            best, chunks = self.contenders.best(), []
            for d, k in zip(left, np.searchsorted(best.whose, list(left)).tolist(), strict=True):
                walks[d].go_to(best.vectors[k], int(best.scores.binding[k]))
                chunks.append(walks[d].chunk(min(CHUNK, left[d])))
            left = {d: left[d] - len(chunk) for d, chunk in zip(left, chunks, strict=True) if len(chunk)}
            done += sum(map(len, chunks))
            self._assess(np.concatenate(chunks))
            progress(min(1.0, done / all_))

    def _around(self, task: int, vector: Ints, binding: int) -> Ints:
        """The plans near one that are allowed and were not assessed yet.

        A plan to which two moves lead counts twice: it is what the answers of this search have always rested on.
        """
        around = neighbours.neighbours(vector, binding, moves=neighbours.FEW_MOVES)
        return self.assessor.fresh(task, around[keeps_to(self.exchange, self.scope.tasks[task], around)])

    def exchange_members(self, deals: Sequence[int]) -> None:
        """Put the other members of the choices into the places of the best plans."""
        best = self.contenders.best()
        vectors = best.vectors[np.searchsorted(best.whose, deals)]
        found = [other for vector in vectors for other in self.scope.other_readings(vector)]
        plans = np.array(found, dtype=np.int64).reshape(-1, self.exchange.steps)
        self._assess(*self._allowed(plans))

    def _assess(self, vectors: Ints, deals: Ints | None = None, progress: ShareDone = silent) -> None:
        """Assess plans of known deals (B,), the numbers of those if they are known, and take up those that hold."""
        if not len(vectors):
            return
        deals = self.numbers.of(masks_of(vectors)) if deals is None else deals
        self._take_up(self.assessor.assess(deals, vectors, self.tasks[deals], progress))

    def _take_up(self, plans: Plans) -> None:
        """Take up plans that hold."""
        self.contenders.add(plans)
        if len(plans):
            self.handing.lead(self.handing.places(self._opened(plans.whose)), plans)

    def _allowed(self, vectors: Ints) -> tuple[Ints, Ints]:
        """Of plans those that are allowed, and for known deals; the numbers of those."""
        deals = self.numbers.of(masks_of(vectors))
        allowed, tasks = deals >= 0, np.append(self.tasks, -1)[deals]
        for place in np.unique(tasks[allowed]).tolist():
            here = np.flatnonzero(tasks == place)
            allowed[here] = keeps_to(self.exchange, self.scope.tasks[place], vectors[here])
        return vectors[allowed], deals[allowed]

    def _opened(self, deals: Ints) -> Ints:
        """The deals of some numbers as masks, their choices open."""
        return self.scope.open(self.numbers.masks[deals])

    def snapshot(self) -> Snapshot:
        """The deals as they stand now."""
        best = self.contenders.best()
        _, first, which = np.unique(self._opened(best.whose), return_index=True, return_inverse=True)
        # Deals that differ in the members of choices are one, in the place of the one with the least number.
        place = np.argsort(np.argsort(first))
        points = best.of(RANKING.first_of_each(best.scores, 1.0, place[which]))
        points = self._with_known(points, self._opened(points.whose))
        return Snapshot(self.scope, self.exchange, points, self._opened(points.whose))

    def _with_known(self, points: Plans, opened: Ints) -> Plans:
        """The best plans of deals (their masks open), with those known before in the places of what is as good."""
        if not self.scope.plans:
            return points
        contenders = self.contenders.plans
        plans, rows = Plans.joined([points, contenders]), np.arange(len(points))
        known = np.array(self.scope.plans, dtype=np.int64).reshape(-1, self.exchange.steps)
        for vector, mask in zip(known, self.scope.open(masks_of(known)).tolist(), strict=True):
            here = np.flatnonzero(opened == mask)
            same = len(points) + np.flatnonzero((contenders.vectors == vector).all(axis=1))
            if here.size and same.size:
                least = plans.scores.level[rows[here[0]]]
                rows[here[0]] = same[0] if plans.scores.level[same[0]] <= least + NEAR_BEST else rows[here[0]]
        return plans.of(rows)

    def found(self, limit: int) -> Frontier:
        """Everything, as it is reported; the least trust first."""
        now = self.snapshot()
        chosen, plans = now.choose(limit), now.plans
        shares, most = now.shares()
        trust = plans.scores.level
        place = {int(d): k for k, d in enumerate(plans.whose)}
        shown = sorted((place[d] for d in chosen.shown), key=lambda k: (trust[k], -shares[k], k))
        at = {k: n for n, k in enumerate(shown)}
        return Frontier(
            shown=tuple(self._point(plans, k, float(shares[k])) for k in shown),
            deals=self.deals,
            wanted=self.handing.masks.size,
            holding=len(plans),
            unbeaten=len(chosen.unbeaten),
            trusts=trust[chosen.unbeaten],
            shares=shares[chosen.unbeaten],
            most=most,
            named=tuple(
                Standing(
                    point=self._point(plans, k, float(shares[k])) if k >= 0 else None,
                    beaten=rival >= 0,
                    shown=at.get(k, -1),
                    rival=at.get(rival, -1),
                )
                for k, rival in chosen.named
            ),
            apart=tuple(
                Standing(None, rival >= 0, -1, at.get(rival, -1), now.share_of(rated, most))
                for rated, rival in zip(self.scope.apart, chosen.apart, strict=True)
            ),
            assessed=self.assessor.assessed,
        )

    def _point(self, plans: Plans, k: int, share: float) -> Point:
        """A deal as it is reported."""
        vector, best = plans.vectors[k], self.contenders.best()
        others = []
        for swapped in self.scope.other_readings(vector):
            mask = int(masks_of(swapped[None])[0])
            number = int(self.numbers.of(np.array([mask]))[0])
            row = int(np.searchsorted(best.whose, number))
            found = number >= 0 and row < len(best) and best.whose[row] == number
            others.append((mask, best.vectors[row] if found else swapped))
        return Point(
            deal=int(self.numbers.masks[plans.whose[k]]),
            vector=vector,
            trust=float(plans.scores.level[k]),
            gain=plans.scores.gain[k],
            years=float(plans.scores.years[k]),
            symbolic=share_of_gains(self.exchange, vector, self.scope.symbolic),
            share=share,
            others=tuple(others),
        )


class Numbers:
    """Deals by numbers 0, 1 and so on, in the order in which they came. masks: (D,), their steps."""

    def __init__(self) -> None:
        self.masks: Ints = np.zeros(0, dtype=np.int64)
        self.order: Ints = np.zeros(0, dtype=np.int64)

    def add(self, masks: Ints) -> None:
        """Give numbers to more deals, which have none yet."""
        self.masks = np.concatenate([self.masks, masks])
        self.order = np.argsort(self.masks)

    def of(self, masks: Ints) -> Ints:
        """The numbers of deals (B,), -1 where there is no such deal."""
        if not self.masks.size:
            return np.full(len(masks), -1, dtype=np.int64)
        places = np.searchsorted(self.masks, masks, sorter=self.order)
        found = self.order[np.minimum(places, self.masks.size - 1)]
        return np.where(self.masks[found] == masks, found, -1)


def _masks_within(task: Task, sets: Ints) -> Ints:
    """Deals within a task as masks of the exchange's steps."""
    masks = np.zeros(sets.size, dtype=np.int64)
    for b, j in enumerate(task.planned):
        masks |= (sets >> b & 1) << j
    return masks
