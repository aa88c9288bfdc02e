"""Which deals hold, and which of them does no other beat in gains, trust asked, length and theatre?

Every set of steps is a deal. Those that could be wanted get good orders from the patient limit (`subdeals`), as single
steps and merged into fewer phases; these are assessed exactly, and each deal counts by the best of its plans, as
`roadmap` would choose. Of deals that differ only in the member of a choice the best stands for all. What no other
beats is the frontier (`dominance`). Good plans are handed on to the deals with a step more or less, because what serves
a deal mostly serves its neighbours; those that are shown are improved by local search.

All numbers are exact assessments of plans. The choice of plans is not: a deal may have a plan that asks for less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.trust import assess, gains
from standoff.engine.assessment.values import TOLERANCE, share_of_gains
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.roadmap import dominance, lattice, patient_limit, subdeals
from standoff.engine.roadmap.search import NEAR_BEST, Task, ordered_partitions

__all__ = ["Found", "Point", "Question", "Standing", "frontier", "memory", "most_gain"]

EXHAUSTED_UP_TO = 3
"""Steps of a deal whose plans are all tried."""

SHOWN_EXHAUSTED_UP_TO = 4
"""The same for deals that are shown: their 75 plans are fewer than what the local search may assess."""

IMPROVING = 150
"""How many plans the local search may assess for a deal: a number, not a time, so that answers repeat."""

CHUNK = 24
"""Plans of a deal that are assessed before the best of them is gone on from."""

HANDED = 3
"""How many of the plans of larger deals are tried for a deal."""

HANDINGS = 2
"""How often plans are handed on from deal to deal, down and up, before any is improved."""

ROUNDS = 6
"""How often those that came to be shown are improved, and chosen again."""

BATCH = 2048

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Question:
    """What the deals are made of.

    tasks: the ways to resolve the choices, each with the steps that deals are made of (all of one pace). choices: the
    members of each choice, as steps. symbolic: (M,). named: sets of steps (masks) whose place is wanted in any case.
    plans: phase vectors that are known to be good, (M,) each.
    """

    exchange: Exchange
    tasks: tuple[Task, ...]
    symbolic: Bools
    choices: tuple[tuple[int, ...], ...] = ()
    named: tuple[int, ...] = ()
    plans: tuple[Ints, ...] = ()


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
    """Where a named deal stands: its point (None: no plan that holds was found), and whether another beats it.

    shown, rival: the places among what is shown of the deal itself and of one that beats it (-1: not there).
    """

    point: Point | None
    beaten: bool
    shown: int
    rival: int


@dataclass(frozen=True)
class Found:
    """The frontier: what is shown of it, and how much there is.

    deals: how many were looked at, choices open. wanted: how many could be wanted by all. holding: how many have a
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
    assessed: int


def memory(steps: int, parties: int) -> int:
    """About how many bytes are needed: the tables of one task, held twice, and some twelve plans for each deal.

    >>> memory(16, 5) < 1e9
    True
    """
    return (16 * parties * (steps + 1) + 16 * (steps + 8) + 12 * (8 * steps + 200)) << steps


def frontier(question: Question, limit: int = 20, progress: Progress = lambda share: None) -> Found:
    """At most `limit` of the deals that hold and that no other beats, spread over all of them; exchange without draws.

    First the named ones and what beats them, then the best in each coordinate, then those that no other beats in trust
    and smallest share of gain, then always the one that is most unlike all that are shown.
    """
    search = _Search(question)
    search.begin(lambda share: progress(0.5 * share))
    for turn in range(HANDINGS):
        search.hand_on(lambda share, turn=turn: progress(0.5 + 0.3 * (turn + share) / HANDINGS))  # type: ignore[misc]
    improved: set[int] = set()
    for turn in range(ROUNDS):
        fresh = [d for d in dict.fromkeys((*search.choose(limit).shown, *search.named)) if d not in improved]
        if not fresh:
            break
        search.improve(fresh, lambda share, turn=turn: progress(0.8 + 0.2 * (turn + 0.9 * share) / ROUNDS))  # type: ignore[misc]
        search.exchange_members(fresh)
        search.hand_on(lambda share: None)
        improved.update(fresh)
    progress(1.0)
    return search.found(limit)


# ------------------------------------------------------------------------------------ what could be wanted


def most_gain(exchange: Exchange, task: Task) -> Floats:
    """No plan for a deal within a task lets a party gain more than this: (2^n, N).

    What is liked comes no sooner than it takes, and what costs no later than if every step had a phase of its own.
    """
    planned, kept = list(task.planned), list(task.kept)
    size = 1 << len(planned)
    lengths = np.maximum(task.pace, exchange.takes + exchange.seen)
    sets = np.arange(size)
    dates = exchange.not_before
    whole = np.full(size, 0.0 if dates is None else float(np.max(dates, initial=0.0)))
    for b, j in enumerate(planned):
        whole += (sets >> b & 1) * lengths[j]
    bound = np.zeros((size, exchange.parties))
    horizon = exchange.horizons
    for b, j in enumerate(planned):
        present = sets >> b & 1 == 1
        worth = exchange.worth[:, j]
        soon = np.exp(-exchange.takes[j] / horizon) * np.maximum(worth, 0)
        late = np.exp(-(whole[present, None] - lengths[j] + exchange.takes[j]) / horizon) * np.minimum(worth, 0)
        bound[present] += soon + late
    bit = {j: 1 << b for b, j in enumerate(planned)}
    for members, worth in zip(exchange.together_steps, exchange.together_worth, strict=True):
        steps = np.flatnonzero(members).tolist()
        needed = sum(bit.get(j, 0) for j in steps)
        if not needed or any(j not in bit and j not in kept for j in steps):
            continue
        present = (sets & needed) == needed
        takes = max(float(exchange.takes[j]) for j in steps if j in bit)
        bound[present] += np.exp(-takes / horizon) * np.maximum(worth, 0)
        bound[present] += np.exp(-whole[present, None] / horizon) * np.minimum(worth, 0)
    return bound


def _sets_needed(exchange: Exchange, task: Task, before: bool) -> Ints:
    """For each planned step the set of planned steps that it requires (with `before`: or that come before it)."""
    bit = {j: 1 << b for b, j in enumerate(task.planned)}
    needed = [sum(bit.get(int(r), 0) for r in np.flatnonzero(exchange.requires[j])) for j in task.planned]
    if before:
        for a, b in task.before:
            if a in bit and b in bit:
                needed[task.planned.index(b)] |= bit[a]
    return np.array(needed, dtype=np.int64)


def _deals(exchange: Exchange, task: Task) -> tuple[Ints, Bools]:
    """The deals within a task that are allowed at the end, as sets, and which of them could be wanted by all."""
    n = len(task.planned)
    sets = np.arange(1 << n)
    closed = np.asarray(task.allowed, dtype=bool) & (sets > 0)
    for b, needed in enumerate(_sets_needed(exchange, task, before=False)):
        closed &= (sets >> b & 1 == 0) | ((sets & needed) == needed)
    wanted = np.asarray((most_gain(exchange, task) >= -TOLERANCE * exchange.stake()).all(axis=1))
    return sets[closed], wanted[closed]


def _legal(exchange: Exchange, task: Task, vectors: Ints) -> Bools:
    """Which plans (B, M) for parts of a task respect `requires`, `before` and the rules at every stage."""
    legal = np.ones(len(vectors), dtype=bool)
    for j in task.planned:
        for r in np.flatnonzero(exchange.requires[j]):
            legal &= (vectors[:, j] <= 0) | ((vectors[:, r] != ABSENT) & (vectors[:, r] <= vectors[:, j]))
    for a, b in task.before:
        legal &= (vectors[:, a] < vectors[:, b]) | (vectors[:, a] <= 0) | (vectors[:, b] <= 0)
    planned = vectors[:, list(task.planned)]
    bits = 1 << np.arange(len(task.planned), dtype=np.int64)
    for stage in range(1, int(vectors.max(initial=0)) + 1):
        legal &= task.allowed[np.where((planned > 0) & (planned <= stage), bits, 0).sum(axis=1)]
    return legal


@dataclass(frozen=True)
class _Starts:
    """Plans to start from: (B,) the place of each one's deal, (B, M) phase vectors; per deal the patient bottleneck."""

    deal: Ints
    vectors: Ints
    bottleneck: NDArray[np.float32]


def _starts(exchange: Exchange, task: Task, sets: Ints, progress: Progress) -> _Starts:
    """Legal plans for each of the deals: good orders, the same with fewer phases, and everything at once."""
    grid = lattice.Lattice(
        np.array(task.planned, dtype=np.intp),
        np.array(task.kept, dtype=np.intp),
        task.allowed,
        _sets_needed(exchange, task, before=True),
        task.pace,
    )
    stakes = patient_limit.stakes_of(exchange, grid)
    found = subdeals.orders(stakes, task.allowed, grid.earlier, sets, progress)
    steps = found.steps
    stuck = np.flatnonzero(np.isinf(found.bottleneck))
    if stuck.size:
        # Some stages between are not allowed: steps that jump over them share a phase.
        steps[stuck] = subdeals.orders(stakes, np.ones_like(task.allowed), grid.earlier, sets[stuck]).steps
    count, ways, _ = steps.shape
    there = steps >= 0
    bits = np.maximum(steps, 0).astype(np.int64)
    stages = np.cumsum(np.where(there, 1 << bits, 0), axis=2)
    new = np.ones(steps.shape, dtype=bool)  # whether a phase begins with this step
    new[:, :, 1:] = task.allowed[stages[:, :, :-1]]
    owners = exchange.owns[:, list(task.planned)].T.astype(np.int64) @ (1 << np.arange(exchange.parties))
    other = np.ones(steps.shape, dtype=bool)
    other[:, :, 1:] = owners[bits[:, :, 1:]] != owners[bits[:, :, :-1]]
    plans, whose = [], []
    for begins in (new, new & other):
        phases = np.where(there, np.cumsum(begins, axis=2), ABSENT)
        vectors = np.full((count, ways, exchange.steps), ABSENT, dtype=np.int64)
        vectors[:, :, list(task.kept)] = 0
        deal, way, turn = np.nonzero(there)
        vectors[deal, way, np.array(task.planned, dtype=np.intp)[bits[deal, way, turn]]] = phases[deal, way, turn]
        plans.append(vectors.reshape(count * ways, -1))
        whose.append(np.repeat(np.arange(count), ways))
    whole = np.where(plans[0][::ways] > 0, 1, plans[0][::ways])
    small, all_plans = _all_plans(exchange, task, sets)
    vectors = np.concatenate([*plans, whole, all_plans])
    owner = np.concatenate([*whose, np.arange(count), small])
    unique = np.unique(np.column_stack([owner, vectors]), axis=0)
    unique = unique[(unique[:, 1:] > 0).any(axis=1)]
    unique = unique[_legal(exchange, task, unique[:, 1:])]
    return _Starts(unique[:, 0], unique[:, 1:], found.bottleneck)


def _all_plans(exchange: Exchange, task: Task, sets: Ints) -> tuple[Ints, Ints]:
    """Every way to put the steps of the smallest deals into phases: whose it is, and the phase vectors."""
    owner: list[int] = []
    vectors: list[Ints] = []
    ways = [np.array(list(ordered_partitions(size)), dtype=np.int64) for size in range(EXHAUSTED_UP_TO + 1)]
    for place in np.flatnonzero(np.bitwise_count(sets) <= EXHAUSTED_UP_TO).tolist():
        steps = [j for b, j in enumerate(task.planned) if int(sets[place]) >> b & 1]
        found = np.full((len(ways[len(steps)]), exchange.steps), ABSENT, dtype=np.int64)
        found[:, list(task.kept)] = 0
        found[:, steps] = ways[len(steps)]
        owner += [place] * len(found)
        vectors += list(found)
    return np.array(owner, dtype=np.int64), np.array(vectors, dtype=np.int64).reshape(-1, exchange.steps)


def _grouped(deal: Ints, vectors: Ints) -> Iterator[tuple[int, Ints]]:
    """The plans of each deal, which stand together."""
    cuts = np.flatnonzero(np.diff(deal)) + 1
    for part, found in zip(np.split(deal, cuts), np.split(vectors, cuts), strict=True):
        if part.size:
            yield int(part[0]), found


def _wanted(exchange: Exchange, vectors: Ints, pace: float) -> Bools:
    """Which plans every party wants."""
    parts = [(gains(exchange, vectors[k : k + BATCH], pace) >= 0).all(axis=1) for k in range(0, len(vectors), BATCH)]
    return np.concatenate([np.zeros(0, dtype=bool), *parts])


# ------------------------------------------------------------------------------------------------ plans


@dataclass(frozen=True)
class _Plans:
    """Plans that hold, (B,) each: whose they are, what they ask and give, and the phase that binds."""

    deal: Ints
    vectors: Ints
    trust: Floats
    gain: Floats
    at_risk: Floats
    years: Floats
    phases: Ints
    binding: Ints

    def of(self, which: NDArray[np.intp]) -> _Plans:
        """Some of them."""
        return _Plans(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    @staticmethod
    def joined(parts: Sequence[_Plans]) -> _Plans:
        """One after the other."""
        return _Plans(*(np.concatenate([getattr(p, name) for p in parts]) for name in _Plans.__dataclass_fields__))

    def best(self) -> _Plans:
        """The best plan of each deal, in the order of the deals, by the rule of `roadmap`.

        Least trust; within 0.01 of it the least at risk, then the shortest, then the fewest phases.
        """
        least = np.full(int(self.deal.max(initial=-1)) + 1, np.inf)
        np.minimum.at(least, self.deal, self.trust)
        far = self.trust > least[self.deal] + NEAR_BEST
        order = np.lexsort((self.phases, np.round(self.years, 9), np.round(self.at_risk, 6), far, self.deal))
        first = np.ones(order.size, dtype=bool)
        first[1:] = self.deal[order][1:] != self.deal[order][:-1]
        return self.of(order[first])


def _plans(
    exchange: Exchange, deal: Ints, vectors: Ints, pace: float, progress: Progress = lambda share: None
) -> _Plans:
    """The plans that every party wants and that hold, exactly assessed."""
    found: list[_Plans] = []
    nothing = np.zeros(0)
    none = np.zeros(0, dtype=np.int64)
    found.append(_Plans(none, vectors[:0], nothing, np.zeros((0, exchange.parties)), nothing, nothing, none, none))
    wanted = _wanted(exchange, vectors, pace)
    deal, vectors = deal[wanted], vectors[wanted]
    # Plans of many phases take more room and time: those of like length go together.
    order = np.argsort(vectors.max(axis=1, initial=0), kind="stable")
    for first in range(0, len(order), BATCH):
        which = order[first : first + BATCH]
        judged = assess(exchange, vectors[which], pace)
        rows = np.nan_to_num(judged.trust).max(axis=2)
        holds = np.flatnonzero(judged.holds)
        part = _Plans(
            deal=deal[which],
            vectors=vectors[which],
            trust=judged.trust_asked,
            gain=judged.gain,
            at_risk=judged.at_risk.max(axis=1, initial=0.0),
            years=judged.lasts,
            phases=judged.phases,
            binding=rows.argmax(axis=1) + 1,
        )
        found.append(part.of(holds))
        progress((first + which.size) / len(order))
    return _Plans.joined(found)


def _numbered(vectors: Ints) -> Ints:
    """The same plans (B, M) with phases 1..K and none empty."""
    last = int(vectors.max(initial=0))
    used = np.zeros((len(vectors), last + 1), dtype=np.int64)
    plan, step = np.nonzero(vectors > 0)
    used[plan, vectors[plan, step]] = 1
    again = used.cumsum(axis=1)
    numbered = vectors.copy()
    numbered[plan, step] = again[plan, vectors[plan, step]]
    return numbered


def _masks_of(vectors: Ints) -> list[int]:
    """The planned steps of plans (B, M) as masks."""
    bits = np.int64(1) << np.arange(vectors.shape[1], dtype=np.int64)
    return [int(mask) for mask in np.where(vectors > 0, bits, 0).sum(axis=1)]


def _arranged(vector: Ints) -> Ints:
    """All plans of the same steps."""
    steps = np.flatnonzero(vector > 0)
    ways = np.array(list(ordered_partitions(steps.size)), dtype=np.int64)
    plans = np.repeat(vector[None], len(ways), axis=0)
    plans[:, steps] = ways
    return plans


def _around(vector: Ints, binding: int) -> Ints:
    """Plans one move away: mergers of phases, then moves of single steps, those near the binding phase first."""
    last = int(vector.max(initial=0))
    out = [np.where(vector > phase, vector - 1, vector) for phase in range(1, last)]
    near = sorted(np.flatnonzero(vector > 0).tolist(), key=lambda j: (abs(int(vector[j]) - binding), j))
    for j in near:
        for target in sorted(range(1, 2 * last + 2), key=lambda t: (abs(t - 2 * int(vector[j])), t)):
            moved = np.where(vector > 0, 2 * vector, vector)
            if target != moved[j]:
                moved[j] = target
                out.append(moved)
    return _numbered(np.array(out, dtype=np.int64).reshape(-1, vector.size))


# ------------------------------------------------------------------------------------------------ search


@dataclass(frozen=True)
class _Chosen:
    """What is shown: places among the points, the unbeaten ones, and where each named deal is and what beats it."""

    shown: tuple[int, ...]
    standing: NDArray[np.intp]
    named: tuple[tuple[int, int], ...]


class _Search:
    """All deals of a question and the plans found for them. A deal is known by its number, an index into `masks`."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.exchange = question.exchange
        self.pace = question.tasks[0].pace if question.tasks else 0.0
        self.masks: list[int] = []
        self.number: dict[int, int] = {}
        self.task: list[int] = []
        self.parts: list[_Plans] = []
        self.seen: set[bytes] = set()
        self.assessed = self.deals = 0
        self.wanted: set[int] = set()
        self.leaders: dict[int, tuple[float, Ints]] = {}
        self.nothing = np.zeros(0, dtype=np.int64), np.zeros((0, question.exchange.steps), dtype=np.int64)
        self.handed: dict[tuple[int, int], float] = {}
        self.members = {members[0]: members for members in question.choices}

    # A deal with its choices open: every member of a choice stands for the first.
    def open(self, mask: int) -> int:
        """The deal with every member of a choice replaced by the first."""
        for members in self.question.choices:
            for member in members[1:]:
                if mask >> member & 1:
                    mask = (mask & ~(1 << member)) | 1 << members[0]
        return mask

    def begin(self, progress: Progress) -> None:
        """Find plans to start from for every deal that could be wanted, and assess them.

        Of deals that differ only in the members of choices the most promising goes first: the others follow only
        where it does not hold.
        """
        looked: set[int] = set()
        share = 0.3 / max(1, len(self.question.tasks))
        queues: dict[int, list[tuple[float, Ints]]] = {}
        for place, task in enumerate(self.question.tasks):
            sets, could = _deals(self.exchange, task)
            masks = self._masks(task, sets)
            looked.update(self.open(mask) for mask in masks)
            self.wanted.update(self.open(mask) for mask, can in zip(masks, could.tolist(), strict=True) if can)
            fresh = [k for k, mask in enumerate(masks) if could[k] and mask not in self.number]
            for k in fresh:
                self._add(masks[k], place)
            if not fresh:
                continue
            starts = _starts(self.exchange, task, sets[fresh], lambda part, p=place: progress(share * (p + part)))  # type: ignore[misc]
            willing = _wanted(self.exchange, starts.vectors, self.pace)
            for k, vectors in _grouped(starts.deal[willing], starts.vectors[willing]):
                queues.setdefault(self.open(masks[fresh[k]]), []).append((float(starts.bottleneck[k]), vectors))
        for queue in queues.values():
            queue.sort(key=lambda entry: entry[0])
        self.deals = len(looked)
        part, longest = 0.3, max((len(queue) for queue in queues.values()), default=0)
        for turn in range(longest):
            held = {self.open(self.masks[d]) for d in self.best.deal.tolist()} if turn else set()
            next_ = [queue[turn][1] for key, queue in queues.items() if len(queue) > turn and key not in held]
            if next_:
                vectors = np.concatenate(next_)
                numbers = np.array([self.number[mask] for mask in _masks_of(vectors)], dtype=np.int64)
                width = 0.7 * 0.5 ** min(turn + 1, longest - 1)
                self._assess(numbers, vectors, lambda done, a=part, w=width: progress(a + w * done))  # type: ignore[misc]
                part += width
        plans = np.array(self.question.plans, dtype=np.int64).reshape(-1, self.exchange.steps)
        if len(plans):
            numbers = np.array([self.number.get(mask, -1) for mask in _masks_of(plans)], dtype=np.int64)
            known = (numbers >= 0) & _wanted(self.exchange, plans, self.pace)
            self._assess(numbers[known], plans[known])

    def hand_on(self, progress: Progress) -> None:
        """Try the best plans of deals with one step more, without it; then of those with one less, with it.

        From the largest deals down, and up again: what serves a deal mostly serves its neighbours.
        """
        levels: dict[int, list[int]] = {}
        for key in sorted(self.wanted):
            levels.setdefault(key.bit_count(), []).append(key)
        sizes = sorted(levels)
        turns = [*((size, self._less) for size in reversed(sizes)), *((size, self._more) for size in sizes)]
        steps = sorted({j for task in self.question.tasks for j in task.planned})
        for number, (size, changed) in enumerate(turns):
            plans = [vector for key in levels[size] for vector in changed(key, steps)]
            if plans:
                vectors = _numbered(np.array(plans))
                known = np.array([self.number.get(mask, -1) for mask in _masks_of(vectors)], dtype=np.int64)
                legal = known >= 0
                tasks = np.array(self.task, dtype=np.int64)[known]
                for place, task in enumerate(self.question.tasks):
                    here = np.flatnonzero(legal & (tasks == place))
                    legal[here] = _legal(self.exchange, task, vectors[here])
                self._assess(known[legal], vectors[legal])
            progress((number + 1) / len(turns))

    def _fresh(self, key: int, other: int) -> bool:
        """Whether the best plan of the other deal was not yet handed on to this one."""
        if other not in self.leaders or self.handed.get((key, other)) == self.leaders[other][0]:
            return False
        self.handed[key, other] = self.leaders[other][0]
        return True

    def _less(self, key: int, steps: Sequence[int]) -> list[Ints]:
        """The best plans of the deals with one step more, without that step."""
        above = [(*self.leaders[more], j) for j in steps if (more := key | 1 << j) != key and more in self.leaders]
        found = []
        for _, vector, j in sorted(above, key=lambda entry: entry[0])[:HANDED]:
            if self._fresh(key, key | 1 << j):
                less = vector.copy()
                for member in self.members.get(j, (j,)):
                    if less[member] > 0:
                        less[member] = ABSENT
                found.append(less)
        return found

    def _more(self, key: int, steps: Sequence[int]) -> list[Ints]:
        """The best plan of the deals with one step less, with that step in each of the phases."""
        below = [
            (*self.leaders[less], j)
            for j in steps
            if (less := key & ~(1 << j)) != key and j not in self.members and less in self.leaders
        ]
        found = []
        for _, vector, j in sorted(below, key=lambda entry: entry[0])[:1]:
            if self._fresh(key, key & ~(1 << j)):
                for phase in range(1, int(vector.max()) + 1):
                    more = vector.copy()
                    more[j] = phase
                    found.append(more)
        return found

    def _masks(self, task: Task, sets: Ints) -> list[int]:
        """The deals as masks of the exchange's steps."""
        masks = np.zeros(sets.size, dtype=np.int64)
        for b, j in enumerate(task.planned):
            masks |= (sets >> b & 1) << j
        return [int(mask) for mask in masks]

    def _add(self, mask: int, task: int) -> int:
        if mask not in self.number:
            self.number[mask] = len(self.masks)
            self.masks.append(mask)
            self.task.append(task)
        return self.number[mask]

    def _assess(self, deal: Ints, vectors: Ints, progress: Progress = lambda share: None) -> None:
        keep = []
        for k, vector in enumerate(vectors):
            key = vector.astype(np.int8).tobytes()
            if key not in self.seen:
                self.seen.add(key)
                keep.append(k)
        self.assessed += len(keep)
        found = _plans(self.exchange, deal[keep], vectors[keep], self.pace, progress)
        self.parts.append(found)
        for number, trust, vector in zip(found.deal.tolist(), found.trust.tolist(), found.vectors, strict=True):
            key = self.open(self.masks[number])
            if key not in self.leaders or trust < self.leaders[key][0]:
                self.leaders[key] = (trust, vector)
        self.__dict__.pop("best", None)
        self.__dict__.pop("points", None)

    @cached_property
    def best(self) -> _Plans:
        """The best plan of each deal that has one."""
        return _Plans.joined([_plans(self.exchange, *self.nothing, self.pace), *self.parts]).best()

    @cached_property
    def points(self) -> _Plans:
        """The best plan of each deal with its choices open, the members picked by the same rule."""
        opened: dict[int, int] = {}
        keys = [opened.setdefault(self.open(self.masks[d]), len(opened)) for d in self.best.deal.tolist()]
        chosen = replace(self.best, deal=np.array(keys, dtype=np.int64)).best()
        numbers = [self.number[mask] for mask in _masks_of(chosen.vectors)]
        return replace(chosen, deal=np.array(numbers, dtype=np.int64))

    @property
    def named(self) -> list[int]:
        """The numbers of the named deals that have a plan, their choices resolved."""
        wanted = {self.open(mask) for mask in self.question.named}
        return [int(d) for d in self.points.deal if self.open(self.masks[int(d)]) in wanted]

    def coordinates(self, plans: _Plans) -> Floats:
        """Where plans lie, smaller is better: gains (as shares of stakes), trust, years, symbolic shares."""
        stake = self.exchange.stake()
        given = -plans.gain / np.where(stake > 0, stake, 1.0)
        symbolic = share_of_gains(self.exchange, plans.vectors[:, None, :], self.question.symbolic)
        return np.asarray(np.round(np.column_stack([given, plans.trust, plans.years, symbolic]), 9), dtype=np.float64)

    def shares(self, plans: _Plans) -> tuple[Floats, Floats]:
        """The smallest share of the most that a party with something to quit gains (B,), and that most (N,)."""
        most = plans.gain.max(axis=0, initial=0.0)
        planned = sorted({j for task in self.question.tasks for j in (*task.planned, *task.kept)})
        gives = self.exchange.costly_to[:, planned].any(axis=1) & (most > 0)
        if not gives.any():
            return np.ones(len(plans.deal)), most
        return (plans.gain[:, gives] / most[gives]).min(axis=1), most

    def choose(self, limit: int) -> _Chosen:
        """What to show of what is unbeaten."""
        plans = self.points
        points = self.coordinates(plans)
        shares, _ = self.shares(plans)
        standing = np.flatnonzero(dominance.unbeaten(points))
        place = {int(k): n for n, k in enumerate(standing)}
        first: list[int] = []
        named: list[tuple[int, int]] = []
        at = {self.open(self.masks[int(d)]): k for k, d in enumerate(plans.deal)}
        for mask in self.question.named:
            k = at.get(self.open(mask), -1)
            rival = -1
            if k >= 0 and k not in place:
                rivals = standing[dominance.beats(points[standing], points[k])]
                rival = int(rivals[np.argmin(plans.trust[rivals])])
            first += [n for n in (k, rival) if n in place]
            named.append((k, rival))
        front = points[standing]
        stairs: Floats = np.round(np.column_stack([plans.trust, -shares])[standing], 9).astype(np.float64)
        several = self.exchange.parties
        summed = np.column_stack([front[:, : several + 2], front[:, several + 2 :].max(axis=1, initial=0.0)])
        steps = np.flatnonzero(dominance.unbeaten(stairs))
        order = [
            *(place[k] for k in first),
            *dominance.extremes(summed),
            *(int(steps[n]) for n in dominance.spread(stairs[steps], dominance.extremes(stairs[steps]), limit // 2)),
        ]
        shown = dominance.spread(front, order, limit)
        return _Chosen(tuple(int(plans.deal[standing[n]]) for n in shown), standing, tuple(named))

    def improve(self, deals: Iterable[int], progress: Progress) -> None:
        """Local search for several deals at once: of each, the first chunk with a better plan decides the move."""
        active = dict.fromkeys(deals, IMPROVING)
        done, all_ = 0, max(1, IMPROVING * len(active))
        tried: dict[int, tuple[bytes, list[Ints]]] = {}
        while active:
            best = {int(d): k for k, d in enumerate(self.best.deal)}
            batch: list[Ints] = []
            owner: list[int] = []
            for d, left in list(active.items()):
                vector = self.best.vectors[best[d]]
                key = vector.tobytes()
                if d not in tried or tried[d][0] != key:
                    few = (vector > 0).sum() <= SHOWN_EXHAUSTED_UP_TO
                    around = _arranged(vector) if few else _around(vector, int(self.best.binding[best[d]]))
                    legal = _legal(self.exchange, self.question.tasks[self.task[d]], around)
                    tried[d] = (key, [v for v in around[legal] if v.astype(np.int8).tobytes() not in self.seen])
                chunk = tried[d][1][: min(CHUNK, left)]
                del tried[d][1][: len(chunk)]
                if not chunk:
                    del active[d]
                    continue
                active[d] -= len(chunk)
                done += len(chunk)
                batch += chunk
                owner += [d] * len(chunk)
            if batch:
                self._assess(np.array(owner, dtype=np.int64), np.array(batch))
            progress(min(1.0, done / all_))

    def exchange_members(self, deals: Iterable[int]) -> None:
        """Put the other members of the choices into the places of the best plans."""
        plans, rows = self.best, {int(d): k for k, d in enumerate(self.best.deal)}
        owner: list[int] = []
        vectors: list[Ints] = []
        for d in deals:
            for mask, vector in self._swapped(plans.vectors[rows[d]]):
                if mask in self.number:
                    owner.append(self.number[mask])
                    vectors.append(vector)
        if vectors:
            self._assess(np.array(owner, dtype=np.int64), np.array(vectors))

    def _swapped(self, vector: Ints) -> list[tuple[int, Ints]]:
        """The deals with one other member of a choice in the same place, where the rules allow it."""
        found = []
        for members in self.question.choices:
            here = [j for j in members if vector[j] > 0]
            for other in members if len(here) == 1 else ():
                if other == here[0] or vector[other] != ABSENT:
                    continue
                swapped = vector.copy()
                swapped[other], swapped[here[0]] = vector[here[0]], ABSENT
                for task in self.question.tasks:
                    planned = {*task.planned, *task.kept}
                    if all(int(j) in planned for j in np.flatnonzero(swapped >= 0)):
                        if _legal(self.exchange, task, swapped[None])[0]:
                            found.append((_masks_of(swapped[None])[0], swapped))
                        break
        return found

    def point(self, plans: _Plans, k: int, share: float) -> Point:
        """A deal as it is reported."""
        vector = plans.vectors[k]
        rows = {int(d): n for n, d in enumerate(self.best.deal)}
        others = []
        for mask, swapped in self._swapped(vector):
            row = rows.get(self.number.get(mask, -1), -1)
            others.append((mask, self.best.vectors[row] if row >= 0 else swapped))
        return Point(
            deal=self.masks[int(plans.deal[k])],
            vector=vector,
            trust=float(plans.trust[k]),
            gain=plans.gain[k],
            years=float(plans.years[k]),
            symbolic=share_of_gains(self.exchange, vector, self.question.symbolic),
            share=share,
            others=tuple(others),
        )

    def found(self, limit: int) -> Found:
        """Everything, as it is reported; the least trust first."""
        chosen, plans = self.choose(limit), self.points
        shares, most = self.shares(plans)
        place = {int(d): k for k, d in enumerate(plans.deal)}
        shown = sorted((place[d] for d in chosen.shown), key=lambda k: (plans.trust[k], -shares[k], k))
        at = {k: n for n, k in enumerate(shown)}
        return Found(
            shown=tuple(self.point(plans, k, float(shares[k])) for k in shown),
            deals=self.deals,
            wanted=len(self.wanted),
            holding=len(plans.deal),
            unbeaten=len(chosen.standing),
            trusts=plans.trust[chosen.standing],
            shares=shares[chosen.standing],
            most=most,
            named=tuple(
                Standing(
                    point=self.point(plans, k, float(shares[k])) if k >= 0 else None,
                    beaten=rival >= 0,
                    shown=at.get(k, -1),
                    rival=at.get(rival, -1),
                )
                for k, rival in chosen.named
            ),
            assessed=self.assessed,
        )
