"""What to ask next: of all questions the one whose answer is expected to leave the verdict least in doubt.

Value of information: Raiffa & Schlaifer (1961). Questions by how much their answers are expected to leave, over draws
of what is still possible: Chajewska, Koller & Parr (2000).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.sureness.asking.answers import SAME, Box

__all__ = ["ALIKE", "HOW_MANY", "NOISE", "RATHER", "TELLS", "Question", "Score", "best", "codes", "questions", "scores"]

RATHER, HOW_MANY = 0, 1

TELLS = 1.15
"""Who is asked how many of this are worth that is expected to tell it to within so much more or less."""

ALIKE = 0.9
"""Questions whose answers are expected to take away so large a share of the most that any does are as good for it."""

NOISE = 4.0
"""An answer moves the verdict if it explains more of it than so many standard errors of what chance would explain."""

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
    box: Box, sides: Sequence[Floats], packages: Sequence[Floats], points: bool = False
) -> Iterator[Question]:
    """All questions about some sides, of one step each, and about packages of two of them.

    Which rather: any two steps of which not all is known, a step or two others, and nothing or what is perhaps a gain
    and perhaps not. How many: any two steps whose signs are known; and, if wanted, how many points a step is worth:
    no comparison of steps says on which scale they are.
    """
    nothing = np.zeros(len(box.low))
    for one, other in combinations(sides, 2):
        if _open(box, one, other):
            yield Question(RATHER, one, other, _doubted(box, one, other))
        if box.sign(one) and box.sign(other):
            yield Question(HOW_MANY, *_smaller_first(box, one, other))
    for side in sides if points else ():
        if box.sign(side):
            yield Question(HOW_MANY, nothing, side)
    for side in sides:
        for package in packages:
            if not (side * package).any() and _open(box, side, package):
                yield Question(RATHER, side, package, _doubted(box, side, package))
    for side in (*sides, *packages):
        if _open(box, side, nothing):
            yield Question(RATHER, side, nothing)


def _open(box: Box, one: Floats, other: Floats) -> bool:
    """Whether the box alone does not say which side is worth more."""
    low, high = box.ends(one - other)
    return low < 0 < high


def _doubted(box: Box, one: Floats, other: Floats) -> bool:
    ends = box.ends(one), box.ends(other)
    return all(low < 0 for low, _ in ends) and any(high > 0 for _, high in ends)


def _smaller_first(box: Box, one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """The side that is counted is the one that is worth less, by the middle of the box."""
    sizes = [abs(sum(box.ends(side))) for side in (one, other)]
    return (one, other) if sizes[0] <= sizes[1] else (other, one)


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
    are corrected for how few they are; of an answer that one draw alone gives, nothing is learnt.
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
    answers = np.zeros(len(asked))
    for code in range(int(given.max(initial=0)) + 1):
        mask = (given == code).astype(np.float64)
        number = mask.sum(axis=1)
        answers += number > 0
        sums, squares = mask @ columns, mask @ columns**2
        several = np.maximum(number, 2)[:, None]
        spread = (squares - sums**2 / np.maximum(number, 1)[:, None]) / (several - 1)
        within += np.where(number[:, None] >= 2, spread, whole) * number[:, None]
    within /= count
    taken = np.where(known, 1 - within / np.where(known, whole, 1.0), 0.0)
    of_numbers = taken[:, 1:].sum(axis=1) / max(int(known[1:].sum()), 1)
    chance = NOISE * np.sqrt(2 * np.maximum(answers - 1, 0)) / count
    return [
        Score(float(v), bool(v > c and a > 1), float(n))
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
