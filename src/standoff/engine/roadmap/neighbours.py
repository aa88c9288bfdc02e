"""Plans near a plan: phases merged and shifted, steps moved, swapped, exchanged, shaken, and put in any order.

Plans are phase vectors, one (M,) or many (B, M). Every search for plans moves by what is here, and nothing here knows
whether a plan is allowed, or good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.exchange import ABSENT, numbered
from standoff.engine.core.types import Bools, Ints

__all__ = [
    "ALL_MOVES",
    "FEW_MOVES",
    "Climb",
    "arrangements",
    "distinct",
    "in_the_place_of",
    "masks_of",
    "neighbours",
    "ordered_partitions",
    "shaken",
]


def distinct(vectors: Ints) -> Ints:
    """The plans (B, M), each once, where it came first.

    >>> distinct(np.array([[1, 2], [1, 1], [1, 2]])).tolist()
    [[1, 2], [1, 1]]
    """
    first: dict[bytes, int] = {}
    for place, vector in enumerate(vectors):
        first.setdefault(vector.tobytes(), place)
    return vectors[list(first.values())]


def masks_of(vectors: Ints) -> Ints:
    """The planned steps of plans (B, M) as masks (B,).

    >>> masks_of(np.array([[1, 0, 2, -1]])).tolist()
    [5]
    """
    bits = np.int64(1) << np.arange(vectors.shape[1], dtype=np.int64)
    return np.asarray(np.where(vectors > 0, bits, 0).sum(axis=1), dtype=np.int64)


# ------------------------------------------------------------------------------------------ all plans


def ordered_partitions(n: int) -> Iterator[tuple[int, ...]]:
    """Every way to put n steps into phases 1..K with none empty, as the phase of each step.

    >>> sorted(ordered_partitions(2))
    [(1, 1), (1, 2), (2, 1)]
    >>> [sum(1 for _ in ordered_partitions(n)) for n in range(7)]
    [1, 1, 3, 13, 75, 541, 4683]
    """

    def grow(prefix: tuple[int, ...], last: int) -> Iterator[tuple[int, ...]]:
        """Put the next step into a phase there is, or into a new one before, between or after them."""
        if len(prefix) == n:
            yield prefix
            return
        for phase in range(1, last + 1):
            yield from grow((*prefix, phase), last)
        for phase in range(1, last + 2):
            yield from grow((*(p + (p >= phase) for p in prefix), phase), last + 1)

    yield from grow((), 0)


def arrangements(vector: Ints, steps: Sequence[int]) -> Ints:
    """Every way to put some steps into phases, all else as in a vector (M,): (B, M).

    >>> arrangements(np.array([0, -1, -1]), [1, 2]).tolist()
    [[0, 1, 1], [0, 2, 1], [0, 1, 2]]
    """
    ways = np.array(list(ordered_partitions(len(steps))), dtype=np.int64)
    plans = np.repeat(vector[None], len(ways), axis=0)
    plans[:, list(steps)] = ways.reshape(len(ways), len(steps))
    return plans


# ----------------------------------------------------------------------------------------- one move away


@dataclass(frozen=True)
class _Plan:
    """A plan to move from: the phase that binds, and the steps that move together, those near that phase first.

    spread: (M,), the plan with an empty phase before, between and after all phases; where a step can go.
    """

    vector: Ints
    binding: int
    last: int
    spread: Ints
    units: tuple[Ints, ...]

    @classmethod
    def of(cls, vector: Ints, binding: int, groups: Sequence[Sequence[int]]) -> _Plan:
        grouped = [tuple(j for j in group if vector[j] > 0) for group in groups]
        alone = [(int(j),) for j in np.flatnonzero(vector > 0) if not any(j in group for group in grouped)]
        units = sorted(
            (unit for unit in [*grouped, *alone] if unit),
            key=lambda unit: (abs(int(vector[unit[0]]) - binding), int(unit[0])),
        )
        spread = np.where(vector > 0, 2 * vector, vector)
        return cls(vector, binding, int(vector.max(initial=0)), spread, tuple(np.array(unit) for unit in units))

    def rows(self, found: Sequence[Ints]) -> Ints:
        """Plans one by one as rows."""
        return np.array(found, dtype=np.int64).reshape(-1, self.vector.size)


Move = Callable[[_Plan], Ints]
"""Plans one move of a kind away, (B, M); their phases may be numbered with gaps."""


def _merged(plan: _Plan) -> Ints:
    """Two phases that follow each other become one."""
    phases = np.arange(1, plan.last)[:, None]
    return np.where(plan.vector > phases, plan.vector - 1, plan.vector)


def _shifted(plan: _Plan) -> Ints:
    """A phase changes places with the next or the one before; the ones near the binding phase first."""
    found = []
    for phase in sorted(range(1, plan.last + 1), key=lambda phase: (abs(phase - plan.binding), phase)):
        for target in (2 * phase - 3, 2 * phase + 3):
            if 0 < target < 2 * plan.last + 2:
                found.append(np.where(plan.vector == phase, target, plan.spread))
    return plan.rows(found)


def _moved(plan: _Plan) -> Ints:
    """A step goes to another phase or has one of its own; the nearest places first."""
    targets = np.arange(1, 2 * plan.last + 2)
    found = [plan.rows([])]
    for unit in plan.units:
        here = int(plan.spread[unit[0]])
        nearest = targets[np.argsort(np.abs(targets - here), kind="stable")][1:]
        moved = np.repeat(plan.spread[None], nearest.size, axis=0)
        moved[:, unit] = nearest[:, None]
        found.append(moved)
    return np.concatenate(found)


def _swapped(plan: _Plan) -> Ints:
    """Two steps of different phases change places."""
    found = []
    for place, a in enumerate(plan.units):
        for b in plan.units[place + 1 :]:
            if plan.vector[a[0]] != plan.vector[b[0]]:
                swapped = plan.vector.copy()
                swapped[a], swapped[b] = plan.vector[b[0]], plan.vector[a[0]]
                found.append(swapped)
    return plan.rows(found)


ALL_MOVES: tuple[Move, ...] = (_merged, _shifted, _moved, _swapped)
"""Mergers and shifts of phases, then moves of steps near the binding phase, then swaps."""

FEW_MOVES: tuple[Move, ...] = (_merged, _moved)
"""Where many plans are improved by a little each."""


def neighbours(
    vector: Ints, binding: int, groups: Sequence[Sequence[int]] = (), moves: Sequence[Move] = ALL_MOVES
) -> Ints:
    """Plans one move away from a plan (M,), in the order of the moves; two moves may lead to one plan: (B, M).

    Steps of a group, which come in one phase, move and are swapped together.

    >>> distinct(neighbours(np.array([1, 2, 0]), 1)).tolist()
    [[1, 1, 0], [2, 1, 0], [1, 2, 0]]
    """
    plan = _Plan.of(vector, binding, groups)
    return numbered(np.concatenate([move(plan) for move in moves]))


def shaken(vector: Ints, rng: np.random.Generator) -> Ints:
    """A plan with a few of its steps, two at least if there are as many, put into phases at random."""
    planned = np.flatnonzero(vector > 0)
    some = rng.choice(
        planned, size=min(planned.size, int(rng.integers(2, 2 + max(1, planned.size // 2)))), replace=False
    )
    out = np.where(vector > 0, 2 * vector, vector)
    out[some] = rng.integers(1, 2 * int(vector.max()) + 2, size=some.size)
    return np.asarray(numbered(out[None])[0])


def in_the_place_of(
    vector: Ints, leaving: Sequence[int], entering: Sequence[int], allowed: Callable[[Ints], Bools]
) -> Ints | None:
    """The plan with other steps in the phases of those that leave it; None where that is not allowed.

    This is how a plan for one reading of a choice becomes one for another reading.

    >>> in_the_place_of(np.array([1, 2, -1]), [1], [2], lambda vectors: vectors[:, 0] == 1).tolist()
    [1, -1, 2]
    """
    other = vector.copy()
    for old, new in zip(leaving, entering, strict=True):
        other[new], other[old] = vector[old], ABSENT
    return other if allowed(other[None])[0] else None


class Climb:
    """A walk from plan to better plan: where it is, and what of its surroundings is still to be tried."""

    def __init__(self, around: Callable[[Ints, int], Ints]) -> None:
        self.around = around
        self.at: Ints | None = None
        self.left: Ints = np.zeros((0, 0), dtype=np.int64)

    def go_to(self, vector: Ints, binding: int) -> None:
        """Go to a plan (M,), whose phase `binding` binds; where the walk is there already, nothing changes."""
        if self.at is None or (vector != self.at).any():
            self.at, self.left = vector, self.around(vector, binding)

    def chunk(self, most: int) -> Ints:
        """The plans to try next, at most so many."""
        part, self.left = self.left[: max(0, most)], self.left[max(0, most) :]
        return part
