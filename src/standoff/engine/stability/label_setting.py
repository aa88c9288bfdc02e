"""The least rank that chains of improvements lead to, from every state at once: labels set in the order of the ranks.

Each mover has a relation "x improves to y", in which nobody moves twice in a row unless the relations are transitive.
A state y is taken up in increasing rank; whoever can improve to it, or to what leads to it, gets its rank as a label
unless it has one. Each relation is opened at most once for each state: F states, M movers, O(F M F / 64) words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from standoff.engine.core.types import Ranks
from standoff.engine.stability.legal_sequences import Bits, unpacked

__all__ = ["least_after"]


def least_after(ranks: Ranks, improvements: Sequence[Bits], *, again: bool) -> Ranks:
    """The least rank over a state and all that chains of improvements lead to from it, (F,).

    ranks: (F,). improvements: for each mover a bit matrix, rows y and columns x: x improves to y. again: whether the
    same mover may move twice in a row; if so, they are taken together.

    >>> from standoff.engine.stability.legal_sequences import packed
    >>> up = packed(np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], bool))
    >>> least_after(np.array([2, 1, 0], np.int32), [up], again=True).tolist()
    [0, 0, 0]
    >>> least_after(np.array([2, 1, 0], np.int32), [up], again=False).tolist()
    [1, 0, 0]
    """
    into = [np.bitwise_or.reduce(improvements)] if again else list(improvements)
    found = ranks.copy()
    reached = np.zeros((len(into), into[0].shape[1]), np.uint64)
    closed = np.zeros((len(into), len(ranks)), np.bool_)
    for start in np.argsort(ranks, kind="stable").tolist():
        todo = [(start, mover) for mover in range(len(into))]
        while todo:
            state, mover = todo.pop()
            if closed[mover, state]:
                continue
            closed[mover, state] = True
            fresh = into[mover][state] & ~reached[mover]
            if not fresh.any():
                continue
            reached[mover] |= fresh
            before = np.flatnonzero(unpacked(fresh[None], len(ranks))[0])
            found[before] = np.minimum(found[before], ranks[start])
            follow = range(len(into)) if again else [other for other in range(len(into)) if other != mover]
            todo += [(int(x), other) for x in before for other in follow if not closed[other, x]]
    return found
