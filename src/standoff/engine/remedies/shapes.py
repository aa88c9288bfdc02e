"""Which two remedies are two, and which changes of a plan's shape the rules allow together if not each alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from standoff.engine.core.exchange import ABSENT, numbered
from standoff.engine.core.types import Bools, Ints
from standoff.engine.remedies.table import REMEDIES, Allowed, Place, Setting

__all__ = ["Single", "compatible", "fitting", "reshaped"]

Single = tuple[str, Place]
"""A kind of remedy and where it is made."""


def compatible(singles: Sequence[Single]) -> Bools:
    """Which two of some remedies are two, (S, S): no number twice, and nothing of a step that is left out or added.

    >>> [[bool(two) for two in row] for row in compatible([("faster", Place(step=0)), ("slower", Place(step=0))])]
    [[False, False], [False, False]]
    """
    kinds = sorted({kind for kind, _ in singles})
    fields = ["", *sorted({REMEDIES[kind].field for kind in kinds} - {""})]
    told = np.array(
        [
            (p.step, p.party, p.entry, kinds.index(kind), fields.index(REMEDIES[kind].field), kind in ("drop", "add"))
            for kind, p in singles
        ],
        dtype=np.int64,
    ).reshape(-1, 6)
    step, party, entry, kind, field, shapes = (column[:, None] == column[None] for column in told.T)
    shapes = (told[:, None, 5] | told[None, :, 5]) > 0
    same_step = step & (told[:, 0] >= 0)
    same_number = step & party & entry & (kind | (field & (told[:, 4] > 0)))
    return np.asarray(~(same_step & shapes) & ~same_number)


def fitting(setting: Setting, plans: Ints, allowed: Allowed) -> Bools:
    """Which plans (B, M) of an exchange make something, with every stage allowed and each step with what it requires.

    What `table.fits` says of each, asking about each stage once.
    """
    made = np.asarray((plans > 0).any(axis=1))
    missing = (plans[:, None, :] == ABSENT) | (plans[:, None, :] > plans[:, :, None])
    fine = made & ~(setting.exchange.requires & missing & (plans != ABSENT)[:, :, None]).any(axis=(1, 2))
    last = int(plans.max(initial=0))
    some = np.flatnonzero(fine)
    stages = (plans[some, None, :] != ABSENT) & (plans[some, None, :] <= np.arange(1, last + 1)[:, None])
    each, which = np.unique(stages.reshape(-1, plans.shape[1]), axis=0, return_inverse=True)
    good = np.array([allowed({int(j) for j in np.flatnonzero(stage)}) for stage in each], dtype=bool)
    fine[some] = good[which.reshape(some.size, last)].all(axis=1)
    return np.asarray(fine)


def reshaped(setting: Setting, allowed: Allowed) -> Iterator[tuple[Single, Single]]:
    """Two changes of which steps there are and when, that the rules allow together if not each alone."""
    drops: list[Single] = [("drop", Place(step=j)) for j in setting.planned]
    adds: list[Single] = [
        ("add", Place(step=j, phase=phase)) for j in setting.absent for phase in range(1, setting.last + 1)
    ]
    shapes = [*drops, *adds]
    two_are_two = compatible(shapes)
    twos = [(a, b) for a, b in combinations(range(len(shapes)), 2) if two_are_two[a, b]]
    fine = fitting(setting, _after(setting, [(shapes[a], shapes[b]) for a, b in twos]), allowed)
    yield from ((shapes[a], shapes[b]) for (a, b), fits in zip(twos, fine, strict=True) if fits)
    splits = list(REMEDIES["split"].places(setting, allowed))
    for half, second in combinations(splits, 2):
        p, q = int(setting.phases[half.step]), int(setting.phases[second.step])
        if p != q or allowed(setting.stages()[p - 1] - {half.step, second.step}):
            yield ("split", half), ("split", second)
    plans = _after(setting, [(shape,) for shape in shapes])
    for shape, plan, fits in zip(shapes, plans, fitting(setting, plans, allowed), strict=True):
        if fits:
            for place in REMEDIES["split"].places(replace(setting, phases=plan), allowed):
                if setting.phases[place.step] > 0:
                    yield shape, ("split", place)


def _after(setting: Setting, tries: Sequence[Sequence[Single]]) -> Ints:
    """The plans (tries, M) with some steps left out and some added."""
    plans = np.repeat(setting.phases[None], len(tries), axis=0)
    for number, shapes in enumerate(tries):
        for kind, place in shapes:
            plans[number, place.step] = ABSENT if kind == "drop" else place.phase
    dropped = [number for number, shapes in enumerate(tries) if any(kind == "drop" for kind, _ in shapes)]
    plans[dropped] = numbered(plans[dropped])
    return plans
