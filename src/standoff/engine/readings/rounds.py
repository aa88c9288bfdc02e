"""What gets done while each party waits for the others, by its own reading of an agreement; and who waits in a circle.

X starts as what is kept. Again and again every step is added that each of its owners has in its reading, with every
step of earlier phases of that reading in X. Sets of steps are the bits of integers: bit j is step j.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.types import Bools, Ints

__all__ = ["Done", "Wait", "get_done"]


@dataclass(frozen=True)
class Wait:
    """An owner that does not make a step: it waits for others, or does not think that the step was agreed.

    party, step: their places. awaits: the places of steps in earlier phases of its reading that are not made; () where
    its reading has not the step.
    """

    party: int
    step: int
    awaits: tuple[int, ...]


@dataclass(frozen=True)
class Done:
    """What gets done, round by round, and what does not.

    rounds: the steps of each round. missing: the others. waits: who keeps each of these from being made, and why.
    circle: a shortest circle among them, as waits for one step each: each waits for the step of the next, the last
    for that of the first; () if there is none. Of circles alike, the first by the places of its steps.
    """

    rounds: tuple[tuple[int, ...], ...]
    missing: tuple[int, ...]
    waits: tuple[Wait, ...]
    circle: tuple[Wait, ...]


def get_done(owns: Bools, reads: Ints) -> Done:
    """What gets done of the steps that are not kept.

    owns: (N, M), who has to make which step. reads: (N, M), the phase 1..K in which each party reads each step, 0 where
    it is kept, -1 where its reading has it not.

    Each waits for the other to begin:

    >>> owns = np.eye(2, dtype=bool)
    >>> done = get_done(owns, np.array([[2, 1], [1, 2]]))
    >>> done.rounds, [(wait.party, wait.awaits) for wait in done.circle]
    ((), [(0, (1,)), (1, (0,))])

    Each offers to go first:

    >>> get_done(owns, np.array([[1, 2], [2, 1]])).rounds
    ((0, 1),)
    """
    earlier = _earlier(reads)
    owners = [np.flatnonzero(owns[:, j]).tolist() for j in range(owns.shape[1])]
    lacking = [[i for i in owners[j] if reads[i, j] <= 0] for j in range(len(owners))]
    needs = [sum_of(earlier[i][j] for i in owners[j]) for j in range(len(owners))]
    left = [int(j) for j in np.flatnonzero((reads != 0).all(axis=0))]
    made, rounds = 0, []
    while fresh := [j for j in left if not lacking[j] and not needs[j] & ~made]:
        rounds.append(tuple(fresh))
        made |= sum_of(1 << j for j in fresh)
        left = [j for j in left if j not in fresh]
    waits = tuple(
        Wait(i, j, tuple(_bits(earlier[i][j] & ~made)))
        for j in left
        for i in owners[j]
        if i in lacking[j] or earlier[i][j] & ~made
    )
    return Done(tuple(rounds), tuple(left), waits, _circle(left, waits))


def sum_of(sets: Iterator[int]) -> int:
    """The union of sets of steps."""
    union = 0
    for one in sets:
        union |= one
    return union


def _earlier(reads: Ints) -> list[list[int]]:
    """For each party and step, the steps in earlier phases of its reading; none where the reading has it not."""
    return [
        [sum_of(1 << int(j) for j in np.flatnonzero((row > 0) & (row < phase))) if phase > 0 else 0 for phase in row]
        for row in reads
    ]


def _bits(steps: int) -> Iterator[int]:
    return (j for j in range(steps.bit_length()) if steps >> j & 1)


def _circle(missing: Sequence[int], waits: Sequence[Wait]) -> tuple[Wait, ...]:
    """A shortest circle among the steps that are not made, each with the first of its owners that waits so."""
    links: dict[int, dict[int, Wait]] = {j: {} for j in missing}
    for wait in waits:
        for awaited in wait.awaits:
            links[wait.step].setdefault(awaited, Wait(wait.party, wait.step, (awaited,)))
    best: tuple[Wait, ...] = ()
    for start in missing:
        found = _back_to(start, links)
        if found and (not best or len(found) < len(best)):
            best = found
    return best


def _back_to(start: int, links: dict[int, dict[int, Wait]]) -> tuple[Wait, ...]:
    """The shortest way along links from a step back to it, first by places; () if there is none."""
    came: dict[int, Wait] = {}
    todo = deque([start])
    while todo:
        step = todo.popleft()
        for awaited, wait in sorted(links.get(step, {}).items()):
            if awaited == start:
                way = [wait]
                while way[0].step != start:
                    way.insert(0, came[way[0].step])
                return tuple(way)
            if awaited not in came:
                came[awaited] = wait
                todo.append(awaited)
    return ()
