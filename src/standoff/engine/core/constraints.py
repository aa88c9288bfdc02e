"""Which plans of a deal does its user allow? Rules, order, same phase, first, last and how many phases.

Apart from `before` and the number of phases every one of these says something of each stage of a plan alone: of the
set of steps made by then. So a plan is a chain of allowed sets that ends with the whole deal, two steps of a `before`
pair never come in one jump, and whether there is such a chain at all is a question of reaching one set from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["Legal", "Task", "conflict", "deals_within", "keeps_to"]

PATIENCE = 50_000_000
"""How many pairs of sets are looked at for a chain before the question is left open."""


@dataclass(frozen=True)
class Task:
    """One way to read a deal (its choices resolved): kept steps, planned steps, and what plans are allowed.

    allowed: (2^n,) bool, bit b of a set = planned[b] made: the stages that the rules allow. requires comes from the
    exchange. before: pairs (a, b) of steps, a in an earlier phase than b. pace: years. same_phase: groups of steps
    that come in one phase. first, last: steps of the first and of the last phase. most_phases: the largest number of
    phases. most_at_risk: (N,), the largest share that each party may have at risk. What is said of absent steps, and
    of kept ones (except that nothing comes before them), says nothing.
    """

    kept: tuple[int, ...]
    planned: tuple[int, ...]
    allowed: Bools
    before: tuple[tuple[int, int], ...] = ()
    pace: float = 0.0
    same_phase: tuple[tuple[int, ...], ...] = ()
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    most_phases: int | None = None
    most_at_risk: Floats | None = None

    def only(self, planned: Sequence[int]) -> Task:
        """The same of fewer planned steps, in the order of this task."""
        chosen = [j for j in self.planned if j in set(planned)]
        bits = [self.planned.index(j) for j in chosen]
        sets = np.arange(1 << len(bits))
        whole = sum(((sets >> n & 1) << b for n, b in enumerate(bits)), np.zeros_like(sets))
        return replace(self, planned=tuple(chosen), allowed=self.allowed[whole])


class Legal:
    """What a task allows, as sets of made steps; for chains of them and for phase vectors.

    sets: (2^n,), the stages that a plan may have; pairs: bits (a, b) that may not come in one phase, a before b.
    """

    def __init__(self, exchange: Exchange, task: Task) -> None:
        self.exchange, self.task = exchange, task
        self.bit = {j: b for b, j in enumerate(task.planned)}
        self.full = (1 << len(task.planned)) - 1
        within = ((self.bit[a], self.bit[b]) for a, b in task.before if a in self.bit and b in self.bit)
        self.pairs = list(dict.fromkeys(within))
        self.groups = [mask for group in task.same_phase if (mask := self.mask(group)) & (mask - 1)]
        self.first, self.last = self.mask(task.first), self.mask(task.last)
        self.most = len(task.planned) if task.most_phases is None else task.most_phases
        self.needs = [self.mask(np.flatnonzero(exchange.requires[j]).tolist()) for j in task.planned]
        self.sets = self._sets()
        self._near: dict[tuple[int, ...], list[Ints]] = {}

    def mask(self, steps: Iterable[int]) -> int:
        """The set of those of the steps that are planned."""
        return sum(1 << self.bit[j] for j in set(steps) if j in self.bit)

    def _sets(self) -> Bools:
        sets = np.arange(self.full + 1)
        allowed = self.task.allowed.copy()
        for b, needed in ((b, needed) for b, needed in enumerate(self.needs) if needed):
            allowed &= (sets >> b & 1 == 0) | (sets & needed == needed)
        for a, b in self.pairs:
            allowed &= (sets >> b & 1 == 0) | (sets >> a & 1 == 1)
        for group in self.groups:
            allowed &= (sets & group == 0) | (sets & group == group)
        allowed &= (sets == 0) | (sets & self.first == self.first)
        allowed &= (sets == self.full) | (sets & self.last == 0)
        allowed[0] = True
        there = {*self.task.kept, *self.task.planned}
        lacks = any(int(r) not in there for j in self.task.planned for r in np.flatnonzero(self.exchange.requires[j]))
        late = any(b in self.task.kept and a in self.bit for a, b in self.task.before)
        if (lacks or late or self.most < 1) and self.full:
            allowed[self.full] = False
        return allowed

    def __call__(self, vectors: Ints) -> Bools:
        """Which phase vectors (B, M) are allowed."""
        legal = np.asarray(vectors.max(axis=1, initial=0) <= self.most)
        planned = vectors[:, list(self.task.planned)]
        for a, b in self.pairs:
            legal &= planned[:, a] < planned[:, b]
        bits = 1 << np.arange(len(self.task.planned), dtype=np.int64)
        for stage in range(1, int(vectors.max(initial=0)) + 1):
            legal &= self.sets[np.where(planned <= stage, bits, 0).sum(axis=1)]
        return np.asarray(legal & self.sets[self.full])

    def apart(self, jump: Ints | int) -> Bools:
        """Whether no `before` pair is within a jump from one stage to a later one."""
        held = np.zeros(np.shape(jump), dtype=bool)
        for a, b in self.pairs:
            held |= (np.asarray(jump) >> a & np.asarray(jump) >> b & 1) == 1
        return ~held

    def vector(self, chain: Sequence[int]) -> Ints:
        """The phase vector of a chain of stages."""
        out = np.full(self.exchange.steps, ABSENT, dtype=np.int64)
        out[list(self.task.kept)] = 0
        for number, stage in reversed(list(enumerate(chain, start=1))):
            out[[j for j, b in self.bit.items() if stage >> b & 1]] = number
        return out

    # ----------------------------------------------------------------------------- chains to start from

    def starts(self, orders: Iterable[Sequence[int]]) -> list[Ints]:
        """Allowed plans near these orders of the planned bits, and a few that need no order; [] where none was found.

        If none of them is allowed and a chain can be found by trying, it is the start.
        """
        if () not in self._near:
            self._near[()] = self._legal([[self.full], *self._layers()])
        found = list(self._near[()])
        for order in [*map(tuple, orders), tuple(range(len(self.bit))), tuple(range(len(self.bit)))[::-1]]:
            if order not in self._near:
                chain = self.follow(order)
                self._near[order] = self._legal(self._merged(chain)) if chain else []
            found += self._near[order]
        if not found:
            chain, _ = self.shortest()
            return [self.vector(chain)] if chain else []
        return list({vector.tobytes(): vector for vector in found}.values())

    def _legal(self, chains: Sequence[Sequence[int]]) -> list[Ints]:
        """The phase vectors of those of some chains that are allowed."""
        return [vector for vector in map(self.vector, chains) if self(vector[None])[0]]

    def follow(self, order: Sequence[int]) -> list[int] | None:
        """The chain with the smallest jumps that makes steps as nearly in this order as the sets allow."""
        stage, chain = 0, []
        while stage != self.full:
            jump = next((j for j in self._jumps(stage, order) if self.sets[stage | j] and self.apart(j)), None)
            if jump is None:
                return None
            stage |= jump
            chain.append(stage)
        return chain

    def _jumps(self, stage: int, order: Sequence[int]) -> Iterator[int]:
        """What may come next: a step with all that must come with it, two of these, or all that is left."""
        blocks: list[int] = []
        for b in order:
            if not stage >> b & 1 and (block := self._with(stage, 1 << b)) not in blocks:
                blocks.append(block)
                yield block
        yield from (one | other for one, other in combinations(blocks, 2))
        yield self.full & ~stage

    def _with(self, stage: int, jump: int) -> int:
        """A jump with what is required and not there, with the groups of its steps, and with all at either end."""
        jump |= self.first if not stage else 0
        while True:
            more = jump
            for b, needed in enumerate(self.needs):
                if jump >> b & 1:
                    more |= needed & ~stage
            for group in self.groups:
                more |= group if more & group else 0
            if more & self.last:
                more = self.full & ~stage
            if more == jump:
                return jump
            jump = more

    def _merged(self, chain: list[int]) -> list[list[int]]:
        """A chain, with adjacent jumps put together from either end while it has too many."""
        if len(chain) <= self.most:
            return [chain]
        found = []
        for backwards in (False, True):
            stages = [0, *chain]
            while len(stages) - 1 > self.most:
                inner = range(1, len(stages) - 1)
                cut = next((n for n in inner[:: -1 if backwards else 1] if self._can_jump(stages, n)), None)
                if cut is None:
                    break
                del stages[cut]
            found.append(stages[1:])
        return found

    def _can_jump(self, stages: Sequence[int], over: int) -> bool:
        return bool(self.apart(stages[over + 1] & ~stages[over - 1]))

    def _layers(self) -> list[list[int]]:
        """The chains in which every step comes as early, and as late, as `before`, groups and the ends let it."""
        n = len(self.bit)
        early = self._pushed([(a, b, 1) for a, b in self.pairs] + self._pulls())
        if early is None or n == 0:
            return []
        last = max(early)
        late = self._pushed([(b, a, 1) for a, b in self.pairs] + [(b, a, gap) for a, b, gap in self._pulls()])
        chains = [early, *([[last + 1 - number for number in late]] if late and max(late) <= last else [])]
        for layers in chains:
            for b in range(n):
                layers[b] = 1 if self.first >> b & 1 else last if self.last >> b & 1 else layers[b]
        return [
            [sum(1 << b for b in range(n) if layers[b] <= number) for number in range(1, last + 1)] for layers in chains
        ]

    def _pulls(self) -> list[tuple[int, int, int]]:
        """(a, b, 0): b in the phase of a or later."""
        n = len(self.bit)
        pulls = [(a, b, 0) for b in range(n) for a in range(n) if self.needs[b] >> a & 1]
        for group in self.groups:
            members = [b for b in range(n) if group >> b & 1]
            pulls += [(a, b, 0) for a in members for b in members if a != b]
        return pulls

    def _pushed(self, gaps: Sequence[tuple[int, int, int]]) -> list[int] | None:
        """The least phases, from 1, with b at least `gap` after a for all (a, b, gap); None if they go in a circle."""
        phase = [1] * len(self.bit)
        for _ in range(len(phase) * (len(phase) + 1) + 1):
            changed = False
            for a, b, gap in gaps:
                if phase[b] < phase[a] + gap:
                    phase[b], changed = phase[a] + gap, True
            if not changed:
                return phase
            if max(phase) > len(phase):
                return None
        return None

    def shortest(self) -> tuple[list[int] | None, bool]:
        """A chain with the fewest phases, or None, and whether that is sure (False: too many sets to try)."""
        if not self.full:
            return None, True
        if not self.sets[self.full]:
            return None, True
        came: dict[int, int] = {}
        fresh = np.flatnonzero(self.sets)[1:].astype(np.int64)
        layer, work = np.zeros(1, dtype=np.int64), 0
        for _ in range(self.most):
            whole = self.apart(self.full & ~layer)
            if whole.any():
                chain = [self.full, int(layer[whole][0])]
                while chain[-1]:
                    chain.append(came[chain[-1]])
                return chain[-2::-1], True
            following: list[Ints] = []
            for stage in layer.tolist():
                work += fresh.size
                if work > PATIENCE:
                    return None, False
                larger = (fresh & stage == stage) & self.apart(fresh & ~stage)
                reached = fresh[larger]
                came.update(dict.fromkeys(reached.tolist(), stage))
                following.append(reached)
                fresh = fresh[~larger]
            layer = np.concatenate(following) if following else layer[:0]
            if not layer.size:
                break
        return None, True


def keeps_to(exchange: Exchange, task: Task, vectors: Ints) -> Bools:
    """Which plans of any part of a task (B, M) keep to its constraints, looked at one by one without tables of sets.

    Steps of the task that a plan leaves out have no say.
    """
    legal = np.asarray(vectors.max(axis=1, initial=0) <= (task.most_phases or vectors.shape[1]))
    last = vectors.max(axis=1, initial=0)
    planned_there = set(task.planned)
    for j, r in exchange.once(_required):
        if j in planned_there:
            legal &= (vectors[:, j] == ABSENT) | ((vectors[:, r] != ABSENT) & (vectors[:, r] <= vectors[:, j]))
    for a, b in task.before:
        legal &= (vectors[:, a] < vectors[:, b]) | (vectors[:, a] <= 0) | (vectors[:, b] == ABSENT)
    for group in task.same_phase:
        for a, b in combinations(group, 2):
            legal &= (vectors[:, a] == vectors[:, b]) | (vectors[:, a] <= 0) | (vectors[:, b] <= 0)
    for j in task.first:
        legal &= vectors[:, j] <= 1
    for j in task.last:
        legal &= (vectors[:, j] <= 0) | (vectors[:, j] == last)
    # The sets made by the end of each phase; the place of no phase takes in what never counts.
    stages = np.zeros((int(last.max(initial=0)) + 1, len(vectors)), dtype=np.int64)
    plan = np.arange(len(vectors))
    for b, j in enumerate(task.planned):
        stages[np.maximum(vectors[:, j], 0), plan] += 1 << b
    stages[0] = 0
    for stage in range(1, len(stages)):
        stages[stage] += stages[stage - 1]
        legal &= task.allowed[stages[stage]]
    return legal


def _required(exchange: Exchange) -> list[tuple[int, int]]:
    """The pairs of a step and one that it requires."""
    return [(int(j), int(r)) for j, r in zip(*np.nonzero(exchange.requires), strict=True)]


def deals_within(exchange: Exchange, task: Task) -> Bools:
    """Which sets of planned steps make a deal, (2^n,): not empty, allowed by the rules, with all that they require.

    What a step requires and the task has nowhere is left to the plans, which cannot have it either.
    """
    sets = np.arange(1 << len(task.planned))
    makes = np.asarray(task.allowed, dtype=bool) & (sets > 0)
    bit = {j: 1 << b for b, j in enumerate(task.planned)}
    for b, j in enumerate(task.planned):
        needed = sum(bit.get(int(r), 0) for r in np.flatnonzero(exchange.requires[j]))
        makes &= (sets >> b & 1 == 0) | ((sets & needed) == needed)
    return makes


def conflict(exchange: Exchange, task: Task) -> tuple[tuple[str, int], ...] | None:
    """A smallest part of what a user set that no plan of a task can keep, or () if the rules alone allow none.

    As (field of the task, place in it); () stands for no part of it. None if it is not sure that there is no plan.
    """
    parts: list[tuple[str, int]] = []
    for field in ("before", "same_phase"):
        parts += [(field, n) for n in range(len(getattr(task, field)))]
    parts += [("first", 0)] * bool(task.first) + [("last", 0)] * bool(task.last)
    parts += [("most_phases", 0)] * (task.most_phases is not None)
    if _impossible(exchange, task, parts) is not True:
        return None
    for part in list(parts):
        fewer = [other for other in parts if other != part]
        if _impossible(exchange, task, fewer):
            parts = fewer
    return tuple(parts)


def _impossible(exchange: Exchange, task: Task, parts: Sequence[tuple[str, int]]) -> bool | None:
    """Whether no plan keeps these parts; None if that is not known."""

    def of(field: str) -> tuple[int, ...]:
        return tuple(n for name, n in parts if name == field)

    lighter = replace(
        task,
        before=tuple(task.before[n] for n in of("before")),
        same_phase=tuple(task.same_phase[n] for n in of("same_phase")),
        first=task.first if of("first") else (),
        last=task.last if of("last") else (),
        most_phases=task.most_phases if of("most_phases") else None,
    )
    chain, sure = Legal(exchange, lighter).shortest()
    return chain is None if sure else None
