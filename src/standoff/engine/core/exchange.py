"""An exchange in numbers: parties, steps, worths and times, and the plans that arrange the steps in phases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.types import Bools, Floats, Ints

Record = TypeVar("Record", bound=Any)
Derived = TypeVar("Derived")

ABSENT = -1
"""The phase of a step that a plan neither keeps nor makes."""


@dataclass(frozen=True)
class Exchange:
    """N parties and M steps. Every float array may have one leading axis, an entry per draw.

    Its arrays are not changed once it is made: what follows from them is worked out once, and then remembered.

    horizons, walkout_costs: (N,), years and own points. worth: (N, M), own points if in force for good from now.
    takes, seen, undo: (M,), years; undo inf = never. owns: (N, M). automatic, ends_all: (M,).
    requires: (M, M), requires[j, r] = step j comes in the same phase as r or later.
    together_steps: (T, M), together_worth: (T, N), worth on top while all steps of the entry are in force.
    gross: (N,), the gross stakes where the exchange is a part of a larger one (see `only`).
    doubted: (N,), the parties that may be insincere (see `sincerity`); None: nothing is learned of anybody.
    not_before: (M,), years from now before which a step does not start (None: no such dates); no entry per draw.
    seen_with: (M, M), seen_with[j, r] = years until a breach of j is seen while r is in force; inf: r does not help.
    missed: (M,), the chance that a breach is never seen. Both are left out where nothing is verified or missed so.
    guarantee: (N,), own points that an outsider pays a party when a failure of others shows; none if left out.
    consent: (N,), the parties whose yes is needed whatever they do (None: nobody's); no entry per draw.
    """

    horizons: Floats
    walkout_costs: Floats
    worth: Floats
    takes: Floats
    seen: Floats
    undo: Floats
    owns: Bools
    automatic: Bools
    ends_all: Bools
    requires: Bools
    together_steps: Bools
    together_worth: Floats
    gross: Floats | None = None
    doubted: Bools | None = None
    not_before: Floats | None = None
    seen_with: Floats | None = None
    missed: Floats | None = None
    guarantee: Floats | None = None
    consent: Bools | None = None

    @property
    def parties(self) -> int:
        """The number of parties N."""
        return int(self.owns.shape[0])

    @property
    def steps(self) -> int:
        """The number of steps M."""
        return int(self.owns.shape[1])

    @property
    def draws(self) -> int | None:
        """The number of draws, or None for a single set of numbers."""
        return self.worth.shape[0] if self.worth.ndim == 3 else None

    @property
    def plainly_seen(self) -> bool:
        """Whether when a breach is seen depends on neither other steps nor chance."""
        return self.seen_with is None and self.missed is None

    @cached_property
    def costly_to(self) -> Bools:
        """Which steps cost which of their owners something, (..., N, M): the owner's worth of it alone is negative."""
        return _settled(np.asarray(self.owns & (self.worth < 0)))

    @cached_property
    def costly(self) -> Bools:
        """Which steps cost some owner something, (..., M); the others are free."""
        return _settled(np.asarray(self.costly_to.any(axis=-2)))

    @cached_property
    def would_end(self) -> Bools:
        """Which steps their owners would take back, (..., M): some owner, or all where all have to."""
        if not self.ends_all.any():
            return self.costly
        all_would = self.costly_to.sum(axis=-2) == self.owns.sum(axis=0)
        return _settled(np.where(self.ends_all, all_would, self.costly))

    @cached_property
    def lapses(self) -> Bools:
        """Which steps lapse after a breakdown, (..., M): a threat that no owner would carry out deters nobody."""
        return _settled(np.isfinite(self.undo) & (self.automatic | self.would_end))

    @cached_property
    def breakable(self) -> Bools:
        """Which made steps a party would take back and can, (..., N, M), with the help of others where all have to."""
        return _settled(self.costly_to & (np.isfinite(self.undo) & self.would_end)[..., None, :])

    def in_reach(self, group: Bools) -> Bools:
        """Which made steps a group (N,) can end without others, (M,)."""
        return ~self.ends_all | ~np.asarray((self.owns & ~group[:, None]).any(axis=0))

    def needed(self, vectors: Ints) -> Bools:
        """Which parties plans (B, M) need, (B, N): the others are bystanders, who can be against a plan, not refuse it.

        A plan needs whoever owns a step that is due in it, or a kept step that costs it something, or has to consent.
        With draws there are as many plans as draws, or one plan.

        >>> none = np.zeros((0, 3))
        >>> gift = Exchange(
        ...     horizons=np.ones(3), walkout_costs=np.zeros(3), worth=np.array([[-2.0, 1.0], [5.0, -1.0], [-3.0, 0.0]]),
        ...     takes=np.zeros(2), seen=np.zeros(2), undo=np.zeros(2), owns=np.array([[1, 0], [0, 1], [0, 0]], bool),
        ...     automatic=np.zeros(2, bool), ends_all=np.zeros(2, bool), requires=np.zeros((2, 2), bool),
        ...     together_steps=none[:, :2].astype(bool), together_worth=none)
        >>> gift.needed(np.array([[1, 0], [1, -1], [-1, 0]])).tolist()
        [[True, True, False], [True, False, False], [False, True, False]]
        """
        acting = self.acting(vectors)
        return acting if self.consent is None else acting | self.consent

    def acting(self, vectors: Ints) -> Bools:
        """The same, (B, N), without those of whom a plan asks no more than their consent."""
        due, kept = vectors > 0, vectors == 0
        acts = (due[:, None, :] & self.owns).any(axis=-1)
        return np.asarray(acts | (kept[:, None, :] & self.costly_to).any(axis=-1))

    def take(self, which: NDArray[np.intp]) -> Exchange:
        """The exchange of some of the draws (the same exchange if it has none)."""
        if self.draws is None:
            return self
        return replace(self, **{name: getattr(self, name)[which] for name in drawn_arrays(self)})

    def single(self, draw: int) -> Exchange:
        """The exchange of one of the draws, without draws."""
        return replace(self, **{name: getattr(self, name)[draw] for name in drawn_arrays(self)})

    def only(self, steps: Sequence[int], background: Sequence[int] = ()) -> Exchange:
        """The exchange of some steps, in this order, while the steps of the background are in force for good.

        A `together` entry loses its background steps, and goes if it has a step that is in neither. What a step of the
        background verifies is seen as soon as that allows.
        """
        chosen = list(steps)
        inspected = np.zeros(self.steps, dtype=bool)
        inspected[list(background)] = True
        seen_with = None if self.seen_with is None else self.seen_with[..., chosen, :][..., chosen]
        missed = None if self.missed is None else self.missed[..., chosen]
        within = np.zeros(self.steps, dtype=bool)
        within[chosen] = within[list(background)] = True
        inside = np.zeros(self.steps, dtype=bool)
        inside[chosen] = True
        entries = ~np.asarray((self.together_steps & ~within).any(axis=1))
        entries &= np.asarray((self.together_steps & inside).any(axis=1))
        return Exchange(
            horizons=self.horizons,
            walkout_costs=self.walkout_costs,
            worth=self.worth[..., chosen],
            takes=self.takes[..., chosen],
            seen=self.seen_by(inspected)[..., chosen],
            undo=self.undo[..., chosen],
            owns=self.owns[:, chosen],
            automatic=self.automatic[chosen],
            ends_all=self.ends_all[chosen],
            requires=self.requires[np.ix_(chosen, chosen)],
            together_steps=self.together_steps[entries][:, chosen],
            together_worth=self.together_worth[..., entries, :],
            gross=self.stake(),
            doubted=self.doubted,
            not_before=None if self.not_before is None else self.not_before[chosen],
            seen_with=seen_with if seen_with is not None and np.isfinite(seen_with).any() else None,
            missed=missed if missed is not None and (missed > 0).any() else None,
            guarantee=self.guarantee,
            consent=self.consent,
        )

    def seen_by(self, in_force: Bools) -> Floats:
        """Years until breaches are seen, (..., M), while these steps (M,) are in force and verify."""
        if self.seen_with is None or not in_force.any():
            return self.seen
        return np.asarray(np.minimum(self.seen, self.seen_with[..., in_force].min(axis=-1)))

    def stake(self) -> Floats:
        """The gross stake (..., N): the sum of |worth| over all steps; what is within 1e-9 of it counts as zero."""
        return self.once(_stake)

    def once(self, what: Callable[[Exchange], Derived]) -> Derived:
        """What a function of a module says of this exchange: it is called once, and nobody changes what it says."""
        known: dict[Callable[[Exchange], Any], Any] = self.__dict__.setdefault("_known", {})
        if what not in known:
            known[what] = what(self)
        said: Derived = known[what]
        return said

    def __getstate__(self) -> dict[str, Any]:
        """Its arrays alone: what follows from them is not sent to a worker."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _settled(array: NDArray[Any]) -> NDArray[Any]:
    """An array that is remembered, so that nobody changes it."""
    array.flags.writeable = False
    return array


def _stake(exchange: Exchange) -> Floats:
    if exchange.gross is not None:
        return exchange.gross
    return _settled(np.asarray(np.abs(exchange.worth).sum(axis=-1), dtype=np.float64))


def phase_vector(steps: int, keeps: Sequence[int], phases: Sequence[Sequence[int]]) -> Ints:
    """The phase of every step: 0 kept, 1..K planned, -1 absent. Shape (steps,).

    >>> phase_vector(4, [2], [[0], [3]]).tolist()
    [1, -1, 0, 2]
    """
    vector = np.full(steps, ABSENT, dtype=np.int64)
    vector[list(keeps)] = 0
    for number, phase in enumerate(phases, start=1):
        vector[list(phase)] = number
    return vector


def joined(parts: Sequence[Record]) -> Record:
    """Records of arrays about different draws as one record about all of them, in this order.

    >>> @dataclass(frozen=True)
    ... class Holds:
    ...     holds: Bools
    >>> joined([Holds(np.array([True])), Holds(np.array([False]))]).holds.tolist()
    [True, False]
    """
    names = [field.name for field in fields(parts[0])]
    joint: Record = type(parts[0])(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
    return joint


def drawn_arrays(exchange: Exchange) -> list[str]:
    """The arrays that have an entry per draw, of those that the exchange has."""
    always = ["horizons", "walkout_costs", "worth", "takes", "seen", "undo", "together_worth"]
    return always + [
        name for name in ("gross", "guarantee", "seen_with", "missed") if getattr(exchange, name) is not None
    ]


def phases_of(vector: Ints) -> tuple[tuple[int, ...], ...]:
    """The phases of a phase vector, in order.

    >>> phases_of(np.array([1, -1, 0, 2]))
    ((0,), (3,))
    """
    return tuple(tuple(int(j) for j in np.flatnonzero(vector == number)) for number in range(1, int(vector.max()) + 1))


def numbered(vectors: Ints) -> Ints:
    """The same plans (B, M) with phases 1..K and none empty.

    >>> numbered(np.array([[4, 0, 2, -1], [1, 3, 3, 9]])).tolist()
    [[2, 0, 1, -1], [1, 2, 2, 3]]
    """
    last = int(vectors.max(initial=0))
    used = np.zeros((len(vectors), last + 1), dtype=np.int64)
    plan, step = np.nonzero(vectors > 0)
    used[plan, vectors[plan, step]] = 1
    again = used.cumsum(axis=1)
    out = vectors.copy()
    out[plan, step] = again[plan, vectors[plan, step]]
    return out
