"""What flips an answer? For each number, the nearest values at which the answer changes, all others as they are.

The answer is looked at on a grid first, and between two neighbours that differ the change is found by bisection. So a
change back and forth between two neighbours of the grid goes unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.types import Floats, Ints

__all__ = ["GRID", "PRECISION", "FlipPoint", "answers_on", "flips"]

GRID = 32
"""Into how many steps each side of a range is cut."""

PRECISION = 1e-4
"""How exactly a flip point is found, as a share of the span that was looked at."""

Answer = Callable[[Ints, Floats], Ints]
"""answer(numbers, values): the answers, (R,), with number numbers[r] at values[r] and all others at their own."""


@dataclass(frozen=True)
class FlipPoint:
    """A value of one number at which the answer changes: `at`, going away from the value it has, to `becomes`.

    up: whether it lies above that value. within: how far `at` may be off.
    """

    number: int
    at: float
    becomes: int
    up: bool
    within: float


def flips(answer: Answer, own: Floats, low: Floats, high: Floats, grid: int = GRID) -> list[FlipPoint]:
    """The nearest flips above and below the own value of each number (W,), looking from low to high (W,).

    An end that is the own value leaves that side out. Sorted by number, below before above.

    >>> found = flips(lambda n, x: (x > 0.3).astype(int), np.zeros(1), np.array([-1.0]), np.array([1.0]))
    >>> [(flip.number, flip.becomes, flip.up, round(flip.at, 3)) for flip in found]
    [(0, 1, True, 0.3)]
    """
    numbers = np.repeat(np.arange(own.size), 2)
    ends = np.stack([low, high], axis=1).reshape(-1)
    sides = np.flatnonzero(ends != own[numbers])
    numbers, ends, begins = numbers[sides], ends[sides], own[numbers[sides]]
    if not numbers.size:
        return []
    shares = np.linspace(0, 1, grid + 1)
    values = begins[:, None] + (ends - begins)[:, None] * shares
    looked = answers_on(answer, numbers, values)
    changed = looked != looked[:, :1]
    found = np.flatnonzero(changed.any(axis=1))
    first = changed[found].argmax(axis=1)
    inside, outside = values[found, first - 1], values[found, first]
    becomes, here = looked[found, first], looked[found, 0]
    span = np.abs(ends - begins)[found]
    while (np.abs(outside - inside) > PRECISION * span).any():
        middle = (inside + outside) / 2
        there = answer(numbers[found], middle)
        same = there == here
        inside, outside = np.where(same, middle, inside), np.where(same, outside, middle)
        becomes = np.where(same, becomes, there)
    return [
        FlipPoint(int(number), float(at), int(new), bool(at > own[number]), float(abs(at - near)))
        for number, at, near, new in zip(numbers[found], outside, inside, becomes, strict=True)
    ]


def answers_on(answer: Answer, numbers: Ints, values: Floats) -> Ints:
    """The answers where each number (S,) has each of its values (S, G), all others at their own: (S, G)."""
    rows = np.repeat(numbers, values.shape[1])
    return np.asarray(answer(rows, values.reshape(-1))).reshape(values.shape)


def pairs_on(
    answer: Callable[[Sequence[int], Floats], Ints], first: int, second: int, across: Floats, up: Floats
) -> Ints:
    """The answers where one number has each value of `across` (G,) and another each of `up` (H,): (H, G)."""
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    return np.asarray(answer([first, second], grid)).reshape(up.size, across.size)
