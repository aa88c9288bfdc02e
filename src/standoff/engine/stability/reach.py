"""What can be reached: the best or the worst of a value over the moves of one party, or of several in turn.

Legal sequences of unilateral moves: Fang, Hipel & Kilgour, Interactive Decision Making (1993), chapter 4. In option
form the moves of a party are transitive, so the rule that nobody moves twice in a row excludes no state, and plain
closure is exact. Moves may pass over infeasible states within one move, not between two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.masks import members
from standoff.engine.core.types import Bools, Ranks
from standoff.engine.kernel import loader as kernel
from standoff.engine.stability.states import MOST_STEPS, Graph

__all__ = ["UNREACHED", "Powers", "best", "closure_worst", "fold", "leads_to", "worst"]

Powers = tuple[int, int]
"""What somebody who moves can make and end, as sets of steps."""

UNREACHED = np.iinfo(np.int32).max
"""Larger than every rank: the value of states that do not count in a minimum."""

NARROW = 8

SMALL = 1 << 8
"""Below it numpy is as fast as a call of the kernel."""


def fold(values: NDArray[Any], makes: int, ends: int, better: np.ufunc) -> None:
    """Replace, in place, the value of every state by the `better` (np.minimum or np.maximum) over what it can become.

    values: (2^n,) int32 or bool, contiguous. A state can become any other by bringing steps of `makes` into force and
    taking steps of `ends` out. States that do not count hold a value that never wins, and are passed over.

    >>> values = np.array([5, 3, 9, 1], np.int32)
    >>> fold(values, makes=0b01, ends=0b00, better=np.minimum)
    >>> values.tolist()
    [3, 3, 1, 1]
    """
    if kernel.compiled() is not None and SMALL <= values.size <= 1 << MOST_STEPS and values.dtype == np.int32:
        most = int(better is np.maximum)
        kernel.call("standoff_fold", values.size.bit_length() - 1, makes, ends, most, values, values.size)
        return
    for bit in members(makes | ends):
        width = 1 << bit
        pairs = values.reshape(-1, 2, width)
        # Long strided runs instead of short contiguous ones: numpy pays for every inner loop.
        columns = [slice(None)] if width >= NARROW else [slice(k, k + 1) for k in range(width)]
        for column in columns:
            without, with_it = pairs[:, 0, column], pairs[:, 1, column]
            if not makes >> bit & 1:
                better(with_it, without, out=with_it)
                continue
            better(without, with_it, out=without)
            if ends >> bit & 1:
                with_it[...] = without


def best(graph: Graph, party: int, values: Ranks) -> Ranks:
    """T_i: the largest value over s and R_i(s), for every state s; -1 at infeasible states.

    values: (2^n,) int32, none below -1; those of infeasible states do not count.

    >>> g = Graph(1, (1,), (0,), np.ones(2, bool), np.array([[1, 4]], np.int32))
    >>> best(g, 0, g.ranks[0]).tolist()
    [4, 4]
    """
    return _over(graph, party, values, np.maximum, -1)


def worst(graph: Graph, party: int, values: Ranks) -> Ranks:
    """The smallest value over s and R_i(s), for every state s; UNREACHED at infeasible states.

    >>> g = Graph(1, (1,), (0,), np.ones(2, bool), np.array([[4, 1]], np.int32))
    >>> worst(g, 0, g.ranks[0]).tolist()
    [1, 1]
    """
    return _over(graph, party, values, np.minimum, UNREACHED)


def _over(graph: Graph, party: int, values: Ranks, better: np.ufunc, never: int) -> Ranks:
    found = np.where(graph.feasible, values, np.int32(never))
    fold(found, graph.makes[party], graph.ends[party], better)
    found[~graph.feasible] = never
    return found


def closure_worst(graph: Graph, parties: Sequence[int], values: Ranks) -> Ranks:
    """The smallest value over s and R_H(s), for every state s and H = `parties`; UNREACHED at infeasible states.

    >>> g = Graph(2, (1, 2), (1, 2), np.array([1, 1, 0, 1], bool), np.zeros((2, 4), np.int32))
    >>> closure_worst(g, [0, 1], np.array([2, 1, -1, 0], np.int32)).tolist()
    [0, 0, 2147483647, 0]
    """
    barred = ~graph.feasible
    found = np.where(graph.feasible, values, np.int32(UNREACHED))
    movers = [party for party in parties if graph.makes[party] | graph.ends[party]]
    if not barred.any():
        # Every move of several steps is then a chain of moves of one step each, by whoever can.
        fold(found, *_union(graph, movers), np.minimum)
        return found
    settled, turn = 0, 0
    while settled < len(movers):
        before = found.copy()
        party = movers[turn % len(movers)]
        fold(found, graph.makes[party], graph.ends[party], np.minimum)
        found[barred] = UNREACHED
        settled = 1 if (found != before).any() else settled + 1
        turn += 1
    return found


def _union(graph: Graph, parties: Sequence[int]) -> tuple[int, int]:
    makes = ends = 0
    for party in parties:
        makes, ends = makes | graph.makes[party], ends | graph.ends[party]
    return makes, ends


WORD = 6
"""Steps whose states stand in one word of 64 bits."""

_WITHOUT = [sum(1 << s for s in range(1 << WORD) if not s >> bit & 1) for bit in range(WORD)]
"""For each of these steps, the states of a word in which it is not in force."""


def leads_to(wanted: Bools, movers: Sequence[Powers], feasible: Bools) -> Bools:
    """The states (2^n,) from which the movers, one after the other, can bring about a wanted one; those included.

    After every move the state has to be feasible. Worked out for 64 states at a time, as bits of a word.

    >>> leads_to(np.array([0, 0, 0, 1], bool), [(0b01, 0), (0b10, 0)], np.array([1, 1, 0, 1], bool)).tolist()
    [True, True, False, True]
    """
    packed, allowed = _packed(wanted), _packed(feasible)
    settled, turn = 0, 0
    while settled < len(movers):
        before = packed.copy()
        _fold_packed(packed, *movers[turn % len(movers)])
        packed &= allowed
        settled = settled + 1 if np.array_equal(packed, before) else 1
        turn += 1
    return np.unpackbits(packed.view(np.uint8), count=wanted.size, bitorder="little").view(np.bool_)


def _packed(states: Bools) -> NDArray[np.uint64]:
    """States as bits of words; those of the last word that do not exist are never there."""
    whole = np.zeros(-(-states.size // 64) * 8, dtype=np.uint8)
    bits = np.packbits(states, bitorder="little")
    whole[: bits.size] = bits
    return whole.view("<u8")


def _fold_packed(words: NDArray[np.uint64], makes: int, ends: int) -> None:
    """As `fold` of truth values by `or`, in place."""
    for bit in members(makes | ends):
        if bit < WORD:
            shift, mask = np.uint64(1 << bit), np.uint64(_WITHOUT[bit])
            without, with_it = words & mask, words >> shift & mask
        else:
            pairs = words.reshape(-1, 2, 1 << (bit - WORD))
            without, with_it = pairs[:, 0].copy(), pairs[:, 1]
        if makes >> bit & 1:
            without = without | with_it
        if ends >> bit & 1:
            with_it = with_it | without
        if bit < WORD:
            words[:] = without | with_it << shift
        else:
            pairs[:, 0], pairs[:, 1] = without, with_it
