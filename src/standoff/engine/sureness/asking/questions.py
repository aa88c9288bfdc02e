"""What to ask next: of all questions the one whose answer is expected to leave the verdict least in doubt.

Value of information: Raiffa & Schlaifer (1961). Questions by how much their answers are expected to leave, over draws
of what is still possible: Chajewska, Koller & Parr (2000).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.sureness.asking.answers import SAME, Box

__all__ = [
    "ALIKE",
    "FARTHEST",
    "HOW_MANY",
    "NOISE",
    "RATHER",
    "TELLS",
    "Pair",
    "Question",
    "Score",
    "best",
    "codes",
    "questions",
    "scores",
]

Pair = tuple[Floats, Floats]
"""Two sides, each (n,)."""

RATHER, HOW_MANY = 0, 1
"""Kinds of question."""

FARTHEST = 8.0
"""Nobody can say how many of this for that where it is more than so many, as things are known."""

TELLS = 1.15
"""Who is asked how many of this are worth that is expected to tell it to within so much more or less."""

ALIKE = 0.9
"""Questions whose answers are expected to take away so large a share of the most that any does are as good for it."""

NOISE = 4.0
"""An answer moves the verdict if it explains more of it than so many standard errors of what chance would explain."""

RARE = 10
"""If the plan holds, or does not, in fewer draws than this, chance explains too much of it to be told apart."""

LEAST = 0.01
"""A question that is expected to explain less than this of what is not known of the numbers is not worth asking."""

CODES = 24
"""So many different answers a question of how many has at most; what is beyond the last is one of them."""


@dataclass(frozen=True, eq=False)
class Question:
    """A question about two sides, each (n,): which is worth more, or how many of the left are worth one of the right.

    left: of a question of how many nothing, where points are counted.
    doubted: both sides may be worth less than nothing, and neither may be, so that "neither" is an answer.
    """

    kind: int
    left: Floats
    right: Floats
    doubted: bool = False


@dataclass(frozen=True)
class Score:
    """What the answer to a question is expected to do: of what is not known now, which share it takes away.

    verdict: of the variance of whether the plan holds; moves: whether that is more than chance. numbers: of the
    variance of each number, on average over them.
    """

    verdict: float
    moves: bool
    numbers: float


def questions(
    box: Box, compared: Sequence[Pair], counted: Sequence[Pair], sign: Callable[[Floats], int] | None = None
) -> Iterator[tuple[int, Question]]:
    """All questions that may be asked about pairs of sides, each with the place of its pair, first of those compared.

    Which rather: of pairs of which the box does not say which side is worth more. How many: of pairs whose signs are
    known (by the box, unless `sign` says them), and whose sizes are not too far apart to be counted; or of nothing and
    a side, which is told in points: no comparison of steps says on which scale they are. What is worth less is counted.
    """
    sign = sign or box.sign
    for place, (left, right) in enumerate(compared):
        if _open(box, left, right):
            yield place, Question(RATHER, left, right, _doubted(box, left, right))
    for place, (left, right) in enumerate(counted, start=len(compared)):
        unit, other = _smaller_first(box, left, right)
        in_points = not unit.any()
        near = in_points or _middle(box, other) <= FARTHEST * _middle(box, unit)
        if near and sign(other) and (in_points or sign(unit)):
            yield place, Question(HOW_MANY, unit, other)


def _open(box: Box, one: Floats, other: Floats) -> bool:
    """Whether the box alone does not say which side is worth more."""
    low, high = box.ends(one - other)
    return low < 0 < high


def _doubted(box: Box, one: Floats, other: Floats) -> bool:
    ends = box.ends(one), box.ends(other)
    return all(low < 0 for low, _ in ends) and any(high > 0 for _, high in ends)


def _smaller_first(box: Box, one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """The side that is counted is the one that is worth less, by the middle of the box; or points."""
    return (one, other) if _middle(box, one) <= _middle(box, other) else (other, one)


def _middle(box: Box, side: Floats) -> float:
    """How large a side is in the middle of the box."""
    return abs(sum(box.ends(side))) / 2


def codes(asked: Sequence[Question], worths: Floats) -> Ints:
    """How whoever has these worths (D, n) would answer each question, as a number: (Q, D).

    Which rather: 0 the left, 1 about the same, 2 the right, 3 neither. How many: in steps of what can be told apart.

    >>> x = np.eye(2)
    >>> both = [Question(RATHER, x[0], x[1], doubted=True), Question(HOW_MANY, x[0], x[1])]
    >>> codes(both, np.array([[1.0, 2.0], [1.0, 1.05], [-1.0, -3.0]])).tolist()
    [[2, 1, 3], [2, 0, 3]]
    """
    left = np.array([one.left for one in asked])
    right = np.array([one.right for one in asked])
    of_left, of_right = left @ worths.T, right @ worths.T
    apart = of_left - of_right
    in_points = ~np.asarray(left.any(axis=1), dtype=bool).reshape(-1, 1)
    size = (np.abs(left) + np.abs(right)) / 2 @ np.abs(worths).T
    found = np.where(np.abs(apart) <= SAME * size, 1, np.where(apart > 0, 0, 2))
    doubted = np.array([one.doubted for one in asked], dtype=bool).reshape(-1, 1)
    found = np.where(doubted & (of_left < 0) & (of_right < 0), 3, found)
    counted = np.array([one.kind == HOW_MANY for one in asked])
    if counted.any():
        with np.errstate(divide="ignore", invalid="ignore"):
            unit = np.where(in_points, 1.0, of_left)
            ratio = np.log(np.abs(of_right[counted] / unit[counted]))
        ratio = np.nan_to_num(ratio, nan=0.0, posinf=50.0, neginf=-50.0)
        steps = np.floor(ratio / (2 * np.log(TELLS)))
        found[counted] = np.minimum(steps - steps.min(axis=1, keepdims=True), CODES - 1).astype(np.int64)
    return found


def scores(asked: Sequence[Question], worths: Floats, holds: Bools | None) -> list[Score]:
    """What the answer to each question is expected to do, over draws (D, n) of what is still possible.

    holds: where the plan holds, (D,); None where none is meant. Variances within the draws that give the same answer
    are corrected for how few they are; of an answer that one draw alone gives, nothing is learnt. See NOISE and RARE.
    """
    if not asked:
        return []
    given, count = codes(asked, worths), len(worths)
    verdict = np.zeros(count) if holds is None else np.asarray(holds, dtype=np.float64)
    columns = np.column_stack([verdict, worths])
    columns = columns - columns.mean(axis=0)
    whole = (columns**2).sum(axis=0) / max(count - 1, 1)
    known: Bools = whole > 1e-12 * (worths**2).max(initial=1e-300)
    known[0] = whole[0] > 0
    within = np.zeros((len(asked), columns.shape[1]))
    answers, largest = np.zeros(len(asked)), given.max(axis=1)
    for code in range(int(largest.max()) + 1):
        rows = np.flatnonzero(largest >= code)
        mask = (given[rows] == code).astype(np.float64)
        number = mask.sum(axis=1)
        answers[rows] += number > 0
        sums, squares = mask @ columns, mask @ columns**2
        several = np.maximum(number, 2)[:, None]
        spread = (squares - sums**2 / np.maximum(number, 1)[:, None]) / (several - 1)
        within[rows] += np.where(number[:, None] >= 2, spread, whole) * number[:, None]
    within /= count
    taken = np.where(known, 1 - within / np.where(known, whole, 1.0), 0.0)
    of_numbers = taken[:, 1:].sum(axis=1) / max(int(known[1:].sum()), 1)
    told = min(verdict.sum(), count - verdict.sum()) >= RARE
    chance = NOISE * np.sqrt(2 * np.maximum(answers - 1, 0)) / count
    return [
        Score(float(v), bool(told and v > c and a > 1), float(n))
        for v, c, a, n in zip(taken[:, 0], chance, answers, of_numbers, strict=True)
    ]


def best(found: Sequence[Score], among: Sequence[int]) -> int | None:
    """The question to ask, of some of those that were scored; None where none is worth asking.

    The one that moves the verdict most; of those that are as good for it, and where none moves it, the one that narrows
    the numbers most; of equals the first.
    """
    moving = [n for n in among if found[n].moves]
    if moving:
        most = max(found[n].verdict for n in moving)
        among = [n for n in moving if found[n].verdict >= ALIKE * most]
    chosen = max(among, key=lambda n: (found[n].numbers, -n), default=None)
    if chosen is None or not (moving or found[chosen].numbers >= LEAST):
        return None
    return chosen
