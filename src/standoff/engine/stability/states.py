"""A conflict in option form: which states there are, who can move where, and who prefers what.

Fang, Hipel & Kilgour, Interactive Decision Making (1993), chapters 2 and 3; preference statements: Peng, Hipel &
Kilgour (1997).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from standoff.engine.core.masks import mask, subsets
from standoff.engine.core.types import Bools, Floats, Ints, Ranks
from standoff.engine.kernel import loader as kernel
from standoff.errors import SizeError

__all__ = [
    "MOST_STEPS",
    "Graph",
    "admit",
    "changeable",
    "joint_powers",
    "joint_steps",
    "memory",
    "powers",
    "ranks_from_ranking",
    "ranks_from_statements",
    "ranks_from_worth",
    "room",
    "stake",
    "sums",
    "targets",
    "whole_numbers",
]

TogetherWorths = Sequence[tuple[int, float]]
"""Pairs (mask of steps, worth of having all of them in force at once, on top)."""

MOST_STEPS = 24
GRID = 1e-9
DIGITS = 14


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
    """About how many bytes a question about the states of n steps needs, if every state is feasible.

    In bytes for each state, by what was measured at the height of it, answers and their telling included: with the
    kernel 20 to 26 for each party and once 70 to 90, up to 143 in all for two parties with 24 steps; in numpy 66 for
    each party and once 85; many one-way steps of one party can then take up to a gigabyte more.

    >>> memory(16, 3) < 500e6, memory(24, 2) > 2.4e9 or kernel.compiled() is None
    (True, True)
    """
    each, once = (28, 88) if kernel.compiled() is not None else (83, 100)
    return (each * parties + once) << n


def room() -> int:
    """How many bytes this process can still have: what the machine has left, less where the process is limited."""
    return max(0, min([_machine_room(), *_limits()]))


def _machine_room() -> int:
    """What the machine could give without swapping; where it does not say, eight gigabytes."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration):
        return 8 << 30


def _limits() -> list[int]:
    """What the limits of the control group and of the process leave."""
    found = []
    group = Path("/sys/fs/cgroup")
    try:
        limit, used = (int((group / f"memory.{name}").read_text(encoding="ascii")) for name in ("max", "current"))
        kept = (group / "memory.stat").read_text(encoding="ascii").split()
        # Files that were read and are only kept in case are given up when memory is needed.
        found.append(limit - used + int(kept[kept.index("inactive_file") + 1]))
    except (OSError, ValueError, IndexError):
        pass
    try:
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[0]
        taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except (ImportError, OSError, ValueError):
        return found
    return found if most == resource.RLIM_INFINITY else [*found, most - taken]


def admit(n: int, parties: int = 1) -> None:
    """Refuse what is too large before any work: SizeError above 24 steps, or for more memory than there is.

    >>> admit(20)
    >>> admit(25)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    standoff.errors.SizeError: steps in a question about states: 25, and the limit is 24; leave steps out, ...
    """
    remedy = "leave steps out, or ask `assess` and `roadmap`, which do not list states"
    if n > MOST_STEPS:
        raise SizeError("steps in a question about states", n, MOST_STEPS, remedy)
    needed, free = memory(n, parties) >> 20, room() >> 20
    if needed > free:
        what = f"megabytes of memory for the states of {n} steps and {parties} parties"
        raise SizeError(what, needed, free, remedy + "; or use a machine with more memory")


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
    owned = joint_steps(owns)
    can_make, can_end = changeable(owns, irreversible, final)
    return tuple((group, steps & can_make, steps & can_end) for group, steps in sorted(owned.items()))


def joint_steps(owns: ArrayLike) -> dict[int, int]:
    """The steps of each set of two or more parties that own a step together, as masks, by their first step.

    >>> joint_steps([[True, True, True], [False, True, True]])
    {3: 6}
    """
    owner = np.asarray(owns, np.bool_)
    found: dict[int, int] = {}
    for step in np.flatnonzero(owner.sum(axis=0) > 1).tolist():
        group = mask(np.flatnonzero(owner[:, step]).tolist())
        found[group] = found.get(group, 0) | 1 << step
    return found


def changeable(owns: ArrayLike, irreversible: ArrayLike = False, final: ArrayLike = False) -> tuple[int, int]:
    """The masks of the steps that can be made, and of those that can be ended, by whoever it is.

    >>> changeable([[True, True]], irreversible=[False, True])
    (3, 1)
    """
    steps = np.asarray(owns).shape[1:]
    never_made, never_ends = (np.broadcast_to(np.asarray(never, np.bool_), steps) for never in (final, irreversible))
    return mask(np.flatnonzero(~never_made).tolist()), mask(np.flatnonzero(~never_ends).tolist())


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


def sums(worth: ArrayLike, together: TogetherWorths = ()) -> Floats:
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


def stake(worth: ArrayLike, together: TogetherWorths = ()) -> float:
    """The gross stake of a party, the sum of all its worths without their signs; sums are rounded to 1e-9 of it.

    >>> stake([1.0, -3.0], together=[(0b11, 0.5)])
    4.5
    """
    return float(np.abs(np.asarray(worth, np.float64)).sum() + sum(abs(value) for _, value in together))


def whole_numbers(worth: ArrayLike, together: ArrayLike = ()) -> tuple[Floats, Floats, Floats]:
    """Worths as whole numbers of a small unit, so that sums are exact; and the grid that sums are rounded to.

    worth: (..., n), together: (..., T). The unit is a power of ten between 1e-15 and 1e-14 of the gross stake: decimals
    of at most 14 digits are then what they seem, and 0.1 + 0.2 is 0.3. Returns both, as floats, and the grid (...):
    1e-9 of the gross stake, in the same units.

    >>> whole, _, grid = whole_numbers([0.1, 0.2, 0.3])
    >>> (whole / 1e14).tolist(), float(grid)
    ([1.0, 2.0, 3.0], 600000.0)
    """
    each, extra = np.asarray(worth, np.float64), np.asarray(together, np.float64)
    gross = np.abs(each).sum(axis=-1) + np.abs(extra).sum(axis=-1)
    digits = DIGITS - np.floor(np.log10(np.where(gross > 0, gross, 1.0)))[..., None]
    up, down = 10.0 ** np.clip(digits, 0, 300), 10.0 ** np.clip(-digits, 0, 300)
    whole, more = np.rint(each * up / down), np.rint(extra * up / down)
    grid = np.rint((np.abs(whole).sum(axis=-1) + np.abs(more).sum(axis=-1)) * GRID)
    return whole, more, np.maximum(grid, 1.0)


def ranks_from_worth(worth: ArrayLike, together: TogetherWorths = (), feasible: Bools | None = None) -> Ranks:
    """Dense ranks of all states by summed worth, rounded to 1e-9 of the gross stake: int32 (2^n,), -1 infeasible.

    worth: (n,), in the party's own points. Worths are summed as whole numbers (see `whole_numbers`), which is exact;
    what does not end after 14 digits, such as a third, is off by half a unit at most. Sums that differ by no more than
    one unit for each term are one value, the least of them, before they are rounded, so that no tie is broken at the
    edge of the grid either.

    >>> ranks_from_worth([0.1, 0.2, 0.3]).tolist()
    [0, 1, 2, 3, 3, 4, 5, 6]
    >>> ranks_from_worth([2.0, -1.0], feasible=np.array([True, True, False, True])).tolist()
    [0, 2, -1, 1]
    """
    whole, more, grid = whole_numbers(worth, [value for _, value in together])
    entries = [steps for steps, _ in together]
    where = _all(1 << len(whole)) if feasible is None else feasible
    if kernel.compiled() is None or len(whole) > MOST_STEPS:
        values = sums(whole, list(zip(entries, more.tolist(), strict=True)))[where]
        return _placed(_dense(_levels(values, float(grid), len(whole) + len(entries))).astype(np.int32), where)
    found = np.empty(1 << len(whole), np.int32)
    given = (np.ascontiguousarray(where), len(found), whole, len(entries), np.array(entries, np.int64), more)
    kernel.call("standoff_ranks", len(whole), *given, float(grid), found)
    return found


def _levels(values: Floats, grid: float, noise: float) -> Ints:
    """Whole numbers rounded to a grid; those that are noise apart are one value, the least of them."""
    half = np.floor(grid / 2)
    level = np.floor((values + half) / grid)
    rest = values + half - level * grid
    # Only numbers on both sides of an edge of the grid could be torn apart.
    close = np.sort(values[(rest >= grid - noise) | (rest < noise)])
    torn = np.diff(np.floor((close + half) / grid)) != 0
    if (torn & (np.diff(close) <= noise)).any():
        order = np.argsort(values)
        fresh = np.diff(values[order], prepend=-np.inf) > noise
        level[order] = level[order][fresh][np.cumsum(fresh) - 1]
    levels: Ints = level.astype(np.int64)
    return levels


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
