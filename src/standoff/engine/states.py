"""A conflict in option form: which states there are, who can move where, and who prefers what.

Fang, Hipel & Kilgour, Interactive Decision Making (1993), chapters 2 and 3; preference statements: Peng, Hipel &
Kilgour (1997).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.engine.masks import Bools, mask, subsets
from standoff.errors import SizeError

__all__ = [
    "MOST_STEPS",
    "Graph",
    "admit",
    "joint_powers",
    "memory",
    "powers",
    "ranks_from_ranking",
    "ranks_from_statements",
    "ranks_from_worth",
    "stake",
    "sums",
    "targets",
]

Ranks = NDArray[np.int32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Together = Sequence[tuple[int, float]]
"""Pairs (mask of steps, worth of having all of them in force at once, on top)."""

MOST_STEPS = 24
GRID = 1e-9


@dataclass(frozen=True, eq=False)
class Graph:
    """N parties over the 2^n states of n steps.

    makes[i], ends[i]: masks of the steps that party i alone can bring into force and take out of force.
    feasible: (2^n,) bool. ranks: (N, 2^n) int32, higher is better, equal is equal, -1 where infeasible.
    joint: what several parties can only do together, as (mask of parties, steps that they make, steps that they end).

    >>> g = Graph(1, makes=(1,), ends=(0,), feasible=np.ones(2, bool), ranks=np.array([[1, 0]], np.int32))
    >>> g.parties, g.states
    (1, 2)
    """

    n: int
    makes: tuple[int, ...]
    ends: tuple[int, ...]
    feasible: Bools
    ranks: Ranks
    joint: tuple[tuple[int, int, int], ...] = ()

    def __post_init__(self) -> None:
        wanted = (len(self.makes), self.states)
        if len(self.ends) != self.parties or self.feasible.shape != wanted[1:] or self.ranks.shape != wanted:
            raise ValueError(f"a graph of {self.parties} parties and {self.n} steps has ranks of shape {wanted}")
        if self.feasible.dtype != np.bool_ or self.ranks.dtype != np.int32:
            raise TypeError("`feasible` is bool and `ranks` is int32")

    @property
    def parties(self) -> int:
        """How many parties there are."""
        return len(self.makes)

    @property
    def states(self) -> int:
        """How many states there are, infeasible ones included."""
        return 1 << self.n


def memory(n: int, parties: int) -> int:
    """About how many bytes the concepts need for n steps, if every state is feasible and a few steps are one-way.

    In bytes for each state: for each party ranks 4, the best that can be reached 4, verdicts 5 and sorted improvements
    about 65; and once 100 for working space. Many one-way steps of one party can take up to a gigabyte more.

    >>> memory(16, 3) < 500e6, memory(20, 5) < 3e9
    (True, True)
    """
    return (78 * parties + 100) << n


def admit(n: int) -> None:
    """Refuse what is too large before any work: SizeError above 24 steps.

    >>> admit(20)
    >>> admit(25)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    standoff.errors.SizeError: steps in a question about states: 25, and the limit is 24; leave steps out, ...
    """
    if n > MOST_STEPS:
        remedy = "leave steps out, or ask `assess` and `roadmap`, which do not list states"
        raise SizeError("steps in a question about states", n, MOST_STEPS, remedy)


def powers(
    owns: ArrayLike,
    ends_all: ArrayLike = False,
    irreversible: ArrayLike = False,
    final: ArrayLike = False,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What each party can do alone: the masks `makes` and `ends` of a Graph.

    owns: (N, n) bool. The others are (n,) bool, or one value for all steps: ends_all (a joint step that only all its
    owners can end), irreversible (never goes out of force), final (once out of force it cannot come back, so that
    nobody can bring it into force). A joint step is made by nobody alone; each owner can end it, unless ends_all.

    >>> powers([[True, True, True], [False, True, True]], ends_all=[False, False, True])
    ((1, 0), (3, 2))
    >>> powers([[True, True]], irreversible=[True, False], final=[False, True])
    ((1,), (2,))
    """
    owner = np.asarray(owns, np.bool_)
    joint = owner.sum(axis=0) > 1
    makes = owner & ~joint & ~np.asarray(final, np.bool_)
    ends = owner & ~(joint & np.asarray(ends_all, np.bool_)) & ~np.asarray(irreversible, np.bool_)
    return _masks(makes), _masks(ends)


def joint_powers(
    owns: ArrayLike, irreversible: ArrayLike = False, final: ArrayLike = False
) -> tuple[tuple[int, int, int], ...]:
    """What the owners of joint steps can do together, all of them: the `joint` of a Graph, one entry a set of owners.

    Takes what `powers` takes. Joint steps with the same owners can change in one move.

    >>> joint_powers([[True, True, True], [False, True, True]], irreversible=[False, True, False])
    ((3, 6, 4),)
    """
    owner = np.asarray(owns, np.bool_)
    steps = owner.shape[1]
    never_ends = np.broadcast_to(np.asarray(irreversible, np.bool_), (steps,))
    never_made = np.broadcast_to(np.asarray(final, np.bool_), (steps,))
    groups: dict[int, list[int]] = {}
    for step in np.flatnonzero(owner.sum(axis=0) > 1).tolist():
        groups.setdefault(mask(np.flatnonzero(owner[:, step]).tolist()), []).append(step)
    return tuple(
        (group, mask(j for j in steps_ if not never_made[j]), mask(j for j in steps_ if not never_ends[j]))
        for group, steps_ in sorted(groups.items())
    )


def _masks(rows: Bools) -> tuple[int, ...]:
    return tuple(mask(np.flatnonzero(row).tolist()) for row in rows)


def targets(graph: Graph, party: int, state: int) -> Ints:
    """R_i(s): the feasible states other than `state` that a party can move to alone, as int64.

    >>> g = Graph(2, (3,), (3,), np.array([1, 1, 0, 1], bool), np.zeros((1, 4), np.int32))
    >>> targets(g, 0, 1).tolist()
    [0, 3]
    """
    changes = subsets((graph.makes[party] & ~state) | (graph.ends[party] & state))[1:]
    found: Ints = changes ^ state
    return found[graph.feasible[found]]


# ---------------------------------------------------------------------------------------------- preferences


def sums(worth: ArrayLike, together: Together = ()) -> Floats:
    """The summed worth of every state to one party, in its own points: float (2^n,), not yet rounded.

    >>> sums([1.0, -3.0], together=[(0b11, 0.5)]).tolist()
    [0.0, 1.0, -3.0, -1.5]
    """
    each = np.asarray(worth, np.float64)
    total = np.zeros(1 << len(each))
    for bit, value in enumerate(each):
        half = 1 << bit
        np.add(total[:half], value, out=total[half : 2 * half])
    for steps, value in together:
        rest = ((1 << len(each)) - 1) & ~steps
        total[subsets(rest) | steps] += value
    return total


def stake(worth: ArrayLike, together: Together = ()) -> float:
    """The gross stake of a party, the sum of all its worths without their signs; sums are rounded to 1e-9 of it.

    >>> stake([1.0, -3.0], together=[(0b11, 0.5)])
    4.5
    """
    return float(np.abs(np.asarray(worth, np.float64)).sum() + sum(abs(value) for _, value in together))


def ranks_from_worth(worth: ArrayLike, together: Together = (), feasible: Bools | None = None) -> Ranks:
    """Dense ranks of all states by summed worth, rounded to 1e-9 of the gross stake: int32 (2^n,), -1 infeasible.

    worth: (n,), in the party's own points. Sums that differ by no more than the noise of float addition are one
    value before they are rounded, so that no tie is broken at the edge of the grid either.

    >>> ranks_from_worth([0.1, 0.2, 0.3]).tolist()
    [0, 1, 2, 3, 3, 4, 5, 6]
    >>> ranks_from_worth([2.0, -1.0], feasible=np.array([True, True, False, True])).tolist()
    [0, 2, -1, 1]
    """
    total = sums(worth, together)
    where = _all(len(total)) if feasible is None else feasible
    values = total[where]
    order = np.argsort(values)
    values = values[order]
    gross, terms = stake(worth, together), len(np.asarray(worth)) + len(together)
    noise = gross * np.finfo(np.float64).eps * (terms + 1)
    fresh = np.diff(values, prepend=-np.inf) > noise
    level = np.rint(values[fresh] / (gross * GRID)) if gross else values[fresh]
    rank = np.cumsum(np.diff(level, prepend=-np.inf) > 0) - 1
    dense = np.empty(len(values), np.int32)
    dense[order] = rank[np.cumsum(fresh) - 1]
    return _placed(dense, where)


def ranks_from_statements(truths: Iterable[Bools], feasible: Bools) -> Ranks:
    """Dense ranks of all states by preference statements, the most important first (lexicographic).

    truths: one bool array (2^n,) for each statement, any number of them. Returns int32 (2^n,), -1 infeasible.
    A state is better where the first statement on which two states differ is true (Peng, Hipel & Kilgour 1997).

    >>> a, b = np.array([0, 1, 0, 1], bool), np.array([0, 0, 1, 1], bool)
    >>> ranks_from_statements([~b, a], np.ones(4, bool)).tolist()
    [2, 3, 0, 1]
    """
    key = np.zeros(int(feasible.sum()), np.int64)
    for statement in truths:
        # Ranks are made dense before they could overflow: 2^k is too much for 64 statements.
        if key.max(initial=0) > 1 << 40:
            key = _dense(key)
        key = 2 * key + statement[feasible]
    return _placed(_dense(key).astype(np.int32), feasible)


def ranks_from_ranking(levels: Sequence[Iterable[int]], feasible: Bools) -> Ranks:
    """Dense ranks of all states by a list of levels, best first; states that are not listed tie at the bottom.

    Returns int32 (2^n,), -1 infeasible; listed states that are infeasible are ignored.

    >>> ranks_from_ranking([[3], [0, 1]], np.ones(4, bool)).tolist()
    [1, 1, 0, 2]
    """
    key = np.zeros(len(feasible), np.int64)
    for above, level in enumerate(levels):
        key[list(level)] = len(levels) - above
    return _placed(_dense(key[feasible]).astype(np.int32), feasible)


def _dense(key: Ints) -> Ints:
    return np.unique(key, return_inverse=True)[1].astype(np.int64, copy=False)


def _placed(ranks: Ranks, feasible: Bools) -> Ranks:
    placed = np.full(len(feasible), -1, np.int32)
    placed[feasible] = ranks
    return placed


def _all(states: int) -> Bools:
    return np.ones(states, np.bool_)
