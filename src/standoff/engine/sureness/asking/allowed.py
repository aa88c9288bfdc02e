"""What answers leave: between which ends each worth still lies, by linear programs, and which answers contradict.

Ranges by two linear programs a number: White, Sage & Dozono (1984). The smallest set of answers that cannot all be
true: by smallest hitting sets of what must be given up, Ignatiev, Previti, Liffiton & Marques-Silva (2015). Linear and
integer programs: HiGHS (Huangfu & Hall 2018), through scipy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.types import Floats
from standoff.engine.sureness.asking.answers import Box, Conditions, joined

__all__ = ["STRICT", "Left", "contradictions", "feasible", "inner", "ranges_left", "smallest_contradiction"]

STRICT = 1e-6
"""Worths agree with an answer if they do so by more than this share of the largest term of each condition: so to say
first that one side is worth more and then that the other is, is a contradiction."""

_WITHIN = 1e-7
"""So much, as a share of the size of a number, the ends of what is left may be off, and are put further out."""


@dataclass(frozen=True, eq=False)
class Left:
    """What some answers leave: between which ends each worth lies, low and high (n,), and worths that agree, (P, n).

    The first of these agrees most clearly; the others lie at the ends.
    """

    low: Floats
    high: Floats
    points: Floats


@dataclass(frozen=True, eq=False)
class _Scaled:
    """Conditions on worths that are counted by how large they can be, so that all of them are of one size."""

    box: Box
    rows: Floats
    least: Floats

    @classmethod
    def of(cls, box: Box, answers: Sequence[Conditions]) -> _Scaled:
        told, size = joined(answers, len(box.low)), np.where(box.size > 0, box.size, 1.0)
        rows = told.rows * size
        largest = np.abs(rows).max(axis=1, initial=0.0)
        largest = np.where(largest > 0, largest, 1.0)
        return cls(Box(box.low / size, box.high / size), rows / largest[:, None], told.least / largest)

    @property
    def bounds(self) -> list[tuple[float, float]]:
        return list(zip(self.box.low.tolist(), self.box.high.tolist(), strict=True))

    def clearest(self) -> Floats | None:
        """The worths, in this scale, that agree most clearly: (n,). None if none agree."""
        from scipy.optimize import linprog

        width = len(self.box.low)
        if not len(self.rows):
            return (self.box.low + self.box.high) / 2
        found = linprog(
            [*[0.0] * width, -1.0],
            A_ub=np.hstack([-self.rows, np.ones((len(self.rows), 1))]),
            b_ub=-self.least,
            bounds=[*self.bounds, (0.0, 1.0)],
        )
        return None if found.x is None or found.x[-1] < STRICT else np.asarray(found.x[:-1])

    def met(self, at: Floats) -> bool:
        return bool((self.rows @ at >= self.least + STRICT).all())


def inner(box: Box, answers: Sequence[Conditions]) -> Floats | None:
    """The worths (n,) that agree most clearly with all answers; None if none agree."""
    found = _Scaled.of(box, answers).clearest()
    return None if found is None else found * np.where(box.size > 0, box.size, 1.0)


def feasible(box: Box, answers: Sequence[Conditions]) -> bool:
    """Whether all answers can be true at once.

    >>> from standoff.engine.sureness.asking.answers import rather
    >>> box, a, b = Box(np.zeros(2), np.ones(2)), np.array([1.0, 0.0]), np.array([0.0, 1.0])
    >>> feasible(box, [rather(a, b)]), feasible(box, [rather(a, b), rather(b, a)])
    (True, False)
    """
    return _Scaled.of(box, answers).clearest() is not None


def ranges_left(box: Box, answers: Sequence[Conditions]) -> Left | None:
    """Between which ends each worth lies if all answers are true; None if they cannot be.

    An end of the box that worths were found at already is an end; for any other it takes a linear program. Ends are
    never further in than they are.

    >>> from standoff.engine.sureness.asking.answers import how_many
    >>> box = Box(np.array([1.0, 1.0]), np.array([4.0, 4.0]))
    >>> found = ranges_left(box, [how_many(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 2.0, 2.5, (1, 1))])
    >>> found.low.round(5).tolist(), found.high.round(5).tolist()
    ([1.0, 2.0], [2.0, 4.0])
    """
    from scipy.optimize import linprog

    scaled = _Scaled.of(box, answers)
    middle = scaled.clearest()
    if middle is None:
        return None
    low, high, points = scaled.box.low.copy(), scaled.box.high.copy(), [middle]
    told = np.abs(scaled.rows).max(axis=0, initial=0.0) > 0
    for place in np.flatnonzero(told & (low < high)).tolist():
        for ends, sign in ((low, 1.0), (high, -1.0)):
            if any(sign * (point[place] - ends[place]) <= _WITHIN for point in points):
                continue
            aim = np.zeros(len(low))
            aim[place] = sign
            found = linprog(aim, A_ub=-scaled.rows, b_ub=-scaled.least, bounds=scaled.bounds)
            if found.x is None:  # numbers at the limit of what can be told apart: the end of the box is no lie
                continue
            points.append(np.asarray(found.x))
            further = found.x[place] - sign * _WITHIN
            ends[place] = max(ends[place], further) if sign > 0 else min(ends[place], further)
    size = np.where(box.size > 0, box.size, 1.0)
    return Left(np.maximum(low * size, box.low), np.minimum(high * size, box.high), np.array(points) * size)


# ---------------------------------------------------------------------------------------------- contradictions


def smallest_contradiction(box: Box, answers: Sequence[Conditions]) -> tuple[int, ...]:
    """The places of the fewest answers that cannot all be true; none where all can be.

    Every contradiction has an answer in common with whatever must be given up for the rest to be true. The fewest
    answers that do so with all such sets found yet are tried: if they cannot all be true, there is no smaller
    contradiction; if they can, as many others as possible are added to them, and what is left over is one set more.

    >>> from standoff.engine.sureness.asking.answers import rather
    >>> box, x = Box(np.zeros(3), np.ones(3)), np.eye(3)
    >>> said = [rather(x[0], x[1]), rather(x[2], x[1]), rather(x[1], x[2]), rather(x[2], x[0])]
    >>> smallest_contradiction(box, said)
    (1, 2)
    """
    if feasible(box, answers):
        return ()
    given_up: list[frozenset[int]] = []
    while True:
        tried = _fewest_hitting(given_up, len(answers))
        point = inner(box, [answers[n] for n in tried])
        if point is None:
            return tuple(sorted(tried))
        kept = _grown(box, answers, tried)
        given_up.append(frozenset(range(len(answers))) - kept)


def contradictions(box: Box, answers: Sequence[Conditions]) -> tuple[tuple[int, ...], ...]:
    """Contradictions that have no answer in common, the smallest first, until the answers of none can all be true.

    >>> from standoff.engine.sureness.asking.answers import rather
    >>> box, x = Box(np.zeros(2), np.ones(2)), np.eye(2)
    >>> contradictions(box, [rather(x[0], x[1]), rather(x[1], x[0]), rather(x[0], x[1])])
    ((0, 1),)
    """
    left, found = list(range(len(answers))), []
    while smallest := smallest_contradiction(box, [answers[n] for n in left]):
        found.append(tuple(left[n] for n in smallest))
        left = [n for n in left if n not in found[-1]]
    return tuple(found)


def _grown(box: Box, answers: Sequence[Conditions], kept: Iterable[int]) -> frozenset[int]:
    """Some answers that can all be true, and others with them, as long as that is so: none more can be added."""
    chosen = set(kept)
    at = _Scaled.of(box, [answers[n] for n in sorted(chosen)]).clearest()
    assert at is not None
    for number, answer in enumerate(answers):
        if number in chosen:
            continue
        if _Scaled.of(box, [answer]).met(at):
            chosen.add(number)
            continue
        there = _Scaled.of(box, [answers[n] for n in sorted({*chosen, number})]).clearest()
        if there is not None:
            chosen.add(number)
            at = there
    return frozenset(chosen)


def _fewest_hitting(sets: Sequence[frozenset[int]], count: int) -> tuple[int, ...]:
    """The fewest of the numbers below `count` of which each set has one."""
    if not sets:
        return ()
    from scipy.optimize import LinearConstraint, milp

    rows = np.array([[number in one for number in range(count)] for one in sets], dtype=np.float64)
    # Of sets of one size the one with the earliest numbers is taken, so that it is always the same.
    prices = 1 + np.arange(count) / (2.0 * count * count + 1.0)
    found = milp(prices, constraints=LinearConstraint(rows, 1.0), integrality=np.ones(count), bounds=(0, 1))
    return tuple(np.flatnonzero(np.asarray(found.x) > 0.5).tolist())
