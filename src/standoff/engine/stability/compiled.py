"""The concepts of stability and the reach behind them, by the kernel (kernel/stability), where it is compiled.

What it says is what `individual`, `reach`, `improvements` and `states` say in numpy, which serve where there is no
kernel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.types import Bools, Floats, Ints, Ranks
from standoff.engine.kernel import loader as kernel
from standoff.engine.stability.states import Graph

__all__ = ["CONCEPTS", "DRAWS", "MOST_PARTIES", "PATIENCE", "best", "draws", "handful", "serves", "stable", "worst"]

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
"""What the kernel can work out, in its order."""

DRAWS = 256
"""In so many draws, at most, it says at once of a handful of states who would stay there."""

MOST_PARTIES = 32
MOST_STEPS = 24

PATIENCE = 12
"""How often sweeps may walk over all improvements of a group before labels are used."""

BEST, WORST, WORST_OF_IMPROVEMENTS = range(3)


def serves(graph: Graph) -> bool:
    """Whether there is a kernel, and the graph is not too large for it."""
    return kernel.compiled() is not None and graph.parties <= MOST_PARTIES and graph.n <= MOST_STEPS


def stable(graph: Graph, concepts: Iterable[str] = CONCEPTS, patience: int = PATIENCE) -> dict[str, Bools]:
    """Where each party is stable: for each concept a bool array (N, 2^n), False at infeasible states.

    patience: after how many times over all improvements sweeps give way to labels; the answer is the same.

    >>> g = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> stable(g, ["seq"])["seq"].astype(int).tolist() if serves(g) else [[0, 1, 1, 0], [0, 1, 1, 0]]
    [[0, 1, 1, 0], [0, 1, 1, 0]]
    """
    asked = _in_order(concepts)
    found = np.empty((len(asked), graph.parties, graph.states), np.bool_)
    wanted, rows = _wanted(asked), len(asked) * graph.parties
    kernel.call("standoff_stable", *_given(graph), _ranks(graph), wanted, patience, found, rows)
    return dict(zip(asked, found, strict=True))


def best(graph: Graph, party: int, values: Ranks) -> Ranks:
    """T_i, as `reach.best`: the largest value over s and R_i(s), for every state s; -1 at infeasible states."""
    return _reach(graph, BEST, [party], values, 0)


def worst(graph: Graph, parties: Sequence[int], values: Ranks, improving: bool, patience: int = PATIENCE) -> Ranks:
    """The smallest value over s and R_H(s), or R_H^+(s), H = `parties`, for every state s; UNREACHED if infeasible."""
    return _reach(graph, WORST_OF_IMPROVEMENTS if improving else WORST, parties, values, patience)


def draws(
    graph: Graph,
    worth: Floats,
    entries: Ints,
    together: Floats,
    grid: Floats,
    concepts: Iterable[str],
    *,
    each: bool = False,
    patience: int = PATIENCE,
) -> tuple[Ranks, Ranks, NDArray[np.uint32] | None]:
    """The concepts for many draws of worths, as `individual.draws`; the ranks of the graph do not count.

    worth: (D, N, n), together: (D, T, N), in the whole numbers of `states.whole_numbers`, and grid (D, N) from there.
    entries: (T,) masks of the steps of each entry. Returns for K concepts (K, N, 2^n) in how many draws a party is
    stable, (K, 2^n) in how many all are, and with `each` (D, K, 2^n) the parties that are stable, as a mask.
    """
    asked, (D, N, _) = _in_order(concepts), worth.shape
    counts = np.zeros((len(asked), N, graph.states), np.int32)
    equilibria = np.zeros((len(asked), graph.states), np.int32)
    masks = np.empty((D if each else 0, len(asked), graph.states), np.uint32)
    kernel.call(
        "standoff_stable_draws",
        *_given(graph),
        D,
        np.ascontiguousarray(worth),
        len(entries),
        np.ascontiguousarray(entries, np.int64),
        np.ascontiguousarray(together),
        np.ascontiguousarray(grid),
        _wanted(asked),
        patience,
        counts,
        equilibria,
        masks,
        len(masks),
    )
    return counts, equilibria, masks if each else None


def handful(
    graph: Graph,
    given: int,
    worth: Floats,
    entries: Ints,
    together: Floats,
    grid: Floats,
    states: Ints,
    concepts: Iterable[str],
    budget: int,
) -> tuple[Bools, Bools]:
    """Who stays in some states in each of at most DRAWS draws; given: the parties that go by `graph.ranks`, a mask.

    Numbers as in `draws`. Returns (K, S, N, D) bool, False where infeasible, and (D,) whether a draw was answered: none
    is where more would have to be looked at than `budget` allows, and ties that could be torn are not.
    """
    asked, (D, N, _) = _in_order(concepts), worth.shape
    found = np.empty((len(asked), len(states), N, D), np.bool_)
    done = np.empty(D, np.bool_)
    kernel.call(
        "standoff_handful",
        *_given(graph),
        _ranks(graph),
        given,
        D,
        np.ascontiguousarray(worth),
        len(entries),
        np.ascontiguousarray(entries, np.int64),
        np.ascontiguousarray(together),
        np.ascontiguousarray(grid),
        len(states),
        np.ascontiguousarray(states, np.int64),
        _wanted(asked),
        budget,
        found,
        done,
    )
    return found, done


def _in_order(concepts: Iterable[str]) -> tuple[str, ...]:
    asked = set(concepts)
    return tuple(concept for concept in CONCEPTS if concept in asked)


def _wanted(asked: Sequence[str]) -> int:
    return sum(1 << CONCEPTS.index(concept) for concept in asked)


def _given(graph: Graph) -> tuple[object, ...]:
    masks = (np.array(powers, np.int64).reshape(-1) for powers in (graph.makes, graph.ends))
    return (graph.n, graph.parties, *masks, np.ascontiguousarray(graph.feasible), graph.states)


def _ranks(graph: Graph) -> Ranks:
    return np.ascontiguousarray(graph.ranks)


def _reach(graph: Graph, what: int, parties: Sequence[int], values: Ranks, patience: int) -> Ranks:
    found = np.empty(graph.states, np.int32)
    group = sum(1 << party for party in set(parties))
    given = np.ascontiguousarray(values, np.int32)
    kernel.call("standoff_reach", *_given(graph), _ranks(graph), what, group, given, patience, found)
    return found
