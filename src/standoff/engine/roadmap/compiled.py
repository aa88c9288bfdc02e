"""The patient limit by the kernel: a deal in many draws as the arrays of kernel/terms.h, and what is made of them.

The twins in numpy are in `patient_limit` and `lattice`. Every e^(-t / H) comes from numpy, so that both say the same to
the last bit.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.compiled import bits_of
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap.patient_limit import Stakes, SubsetLattice, Terms, gross_and_worth

__all__ = ["DrawnOrders", "fits", "given", "orders_of_draws", "stakes_of", "terms_of"]

MOST_STEPS = MOST_PARTIES = 64
"""What the kernel has room for in a deal; numpy serves larger ones."""

MOST_ENTRIES = 1024

CELLS = 1_000_000
"""So many discounts are tabled at once: draws beyond them come later."""

ROWS = 512
"""Room for so many rows is made at first."""

DOUBLES, WORDS = ctypes.POINTER(ctypes.c_double), ctypes.POINTER(ctypes.c_uint64)


class CDeal(ctypes.Structure):
    """`standoff_deal` of kernel/terms.h."""

    _fields_ = (
        *((name, ctypes.c_int32) for name in ("parties", "steps", "entries", "planned")),
        *(
            (name, DOUBLES)
            for name in (
                *("costs", "worth", "together_worth", "stakes", "takes", "undo", "shows"),
                *("at_start", "at_undo", "at_stop", "at_show", "at_lapse", "at_end"),
            )
        ),
        ("owns", WORDS),
        ("together", WORDS),
        ("automatic", ctypes.c_uint64),
        ("ends_all", ctypes.c_uint64),
        ("pace", ctypes.c_double),
    )


@dataclass(frozen=True)
class DrawnOrders:
    """For D draws: the least bottleneck (D,), how many orders hold (D,), good orders (D, slacks, n) or -1."""

    bottleneck: Floats
    holding: Floats
    ways: NDArray[np.int8]


def fits(exchange: Exchange, lattice: SubsetLattice) -> bool:
    """Whether there is a kernel with room for a deal."""
    steps = lattice.planned.size + lattice.kept.size
    room = steps <= MOST_STEPS and exchange.parties <= MOST_PARTIES and len(exchange.together_steps) <= MOST_ENTRIES
    return room and kernel.compiled() is not None


def _deal(exchange: Exchange, lattice: SubsetLattice) -> tuple[CDeal, list[NDArray[Any]]]:
    """A deal in all draws for the kernel, and the arrays behind it, which must live as long.

    Its steps are the planned ones, then the kept ones; its parties those who own some of them: nobody else can fail.
    """
    steps = np.concatenate([lattice.planned, lattice.kept])
    owners, draws = np.flatnonzero(exchange.owns[:, steps].any(axis=1)), exchange.draws or 1
    parties, count, entries = owners.size, steps.size, len(exchange.together_steps)
    present = np.zeros(exchange.steps, dtype=bool)
    present[steps] = True

    def drawn(numbers: Floats, *shape: int) -> Floats:
        return np.broadcast_to(numbers, (draws, *shape))

    def fade(times: Floats) -> Floats:
        """What a point from times (D, ...) on counts now: (D, N, ...)."""
        return np.asarray(np.exp(-times[:, None] / horizons.reshape(draws, parties, *[1] * (times.ndim - 1))))

    horizons = drawn(exchange.horizons, exchange.parties)[:, owners]
    worth = drawn(exchange.worth, exchange.parties, exchange.steps)[:, owners]
    takes, undo = (drawn(times, exchange.steps)[:, steps] for times in (exchange.takes, exchange.undo))
    seen = drawn(exchange.seen_by(present), exchange.steps)[:, steps]
    together = drawn(exchange.together_worth, entries, exchange.parties)[:, :, owners]
    within = np.asarray((~exchange.together_steps | present).all(axis=1))
    together = np.where(within[:, None], together, 0.0)
    whole = np.ascontiguousarray(worth[:, :, present]).sum(axis=-1) + sum(together[:, e] for e in range(entries))
    shows = np.concatenate([seen, takes + seen], axis=1)
    numbers = {
        "costs": drawn(exchange.walkout_costs, exchange.parties)[:, owners],
        "worth": worth[:, :, steps],
        "together_worth": together,
        "stakes": np.stack([whole, drawn(exchange.stake(), exchange.parties)[:, owners]], axis=-1),
        "takes": takes,
        "undo": undo,
        "shows": shows,
        "at_start": fade(takes),
        "at_undo": fade(undo),
        "at_stop": fade(undo + takes),
        "at_show": fade(shows),
        "at_lapse": fade(shows[:, :, None] + undo[:, None]),
        "at_end": fade(np.maximum(shows[:, :, None], takes[:, None]) + undo[:, None]),
    }
    numbers = {name: np.ascontiguousarray(array, dtype=np.float64) for name, array in numbers.items()}
    words = {
        "owns": np.ascontiguousarray(bits_of(exchange.owns[np.ix_(owners, steps)])),
        "together": np.ascontiguousarray(bits_of(exchange.together_steps[:, steps])),
    }
    made = CDeal(
        parties=parties,
        steps=count,
        entries=entries,
        planned=lattice.planned.size,
        automatic=int(bits_of(exchange.automatic[steps])),
        ends_all=int(bits_of(exchange.ends_all[steps])),
        pace=lattice.pace,
        **{name: array.ctypes.data_as(DOUBLES) for name, array in numbers.items()},
        **{name: array.ctypes.data_as(WORDS) for name, array in words.items()},
    )
    return made, [*numbers.values(), *words.values()]


def _parts(exchange: Exchange, lattice: SubsetLattice) -> Iterator[tuple[slice, Exchange]]:
    """The draws of an exchange, not too many at once."""
    draws = exchange.draws or 1
    steps = max(1, lattice.planned.size + lattice.kept.size)
    many = max(1, CELLS // (4 * exchange.parties * steps * steps))
    for first in range(0, draws, many):
        which = slice(first, min(draws, first + many))
        yield which, exchange if draws <= many else exchange.take(np.arange(which.start, which.stop))


def orders_of_draws(
    exchange: Exchange, lattice: SubsetLattice, marks: Bools, count: int, slacks: Floats
) -> DrawnOrders:
    """Good orders of each draw through the marked sets (2^n,), `count` of which have a place: all, or the marked."""
    draws, n = exchange.draws or 1, lattice.planned.size
    bottleneck, holding = np.empty(draws), np.empty(draws)
    ways = np.empty((draws, len(slacks), n), dtype=np.int8)
    for which, part in _parts(exchange, lattice):
        deal, behind = _deal(part, lattice)
        kernel.call(
            "standoff_good_orders",
            *(ctypes.byref(deal), which.stop - which.start, marks, marks.size, count, slacks, len(slacks)),
            *(bottleneck[which], holding[which], ways[which]),
        )
        del behind
    return DrawnOrders(bottleneck, holding, ways)


def terms_of(exchange: Exchange, lattice: SubsetLattice) -> Terms:
    """The rows of a lattice, for all parties; losses that another row covers are left out. Exchange without draws."""
    deal, behind = _deal(exchange, lattice)
    n, entries = lattice.planned.size, len(exchange.together_steps)
    found, first = np.empty(2, dtype=np.int64), np.zeros(deal.parties + 1, dtype=np.int64)
    stakes = np.empty((deal.parties, 2), dtype=np.float32)
    room = ROWS
    while True:
        which = np.empty((room, n + 3), dtype=np.int64)
        numbers = np.empty((room, 1 + n + entries + (n + 1) * (1 + entries)), dtype=np.float32)
        kernel.call("standoff_terms", ctypes.byref(deal), 0, room, found, first, stakes, which, numbers)
        parties, rows = found.tolist()
        if rows <= room:
            break
        room = rows
    del behind
    return Terms(
        first=first[: parties + 1],
        stakes=stakes[:parties],
        entries=bits_of(exchange.together_steps[:, lattice.planned]).astype(np.int64),
        which=which[:rows],
        numbers=numbers[:rows],
    )


def given(terms: Terms) -> tuple[object, ...]:
    """The terms as the kernel takes them."""
    counts = terms.steps, len(terms.stakes), terms.entries.size, len(terms.which)
    return (*counts, terms.first, terms.stakes, terms.entries, terms.which, terms.numbers)


def stakes_of(exchange: Exchange, lattice: SubsetLattice, sets: Ints) -> Stakes:
    """The same as `patient_limit.stakes_of`; the sets are in order, and the empty one is the first."""
    terms, n = terms_of(exchange, lattice), lattice.planned.size
    parties, gross, worth = gross_and_worth(exchange, lattice, sets)
    marks = np.zeros(1 << n, dtype=bool)
    marks[sets] = True
    walk, loss = (np.empty((parties.size, 2, n + 1, sets.size), dtype=np.float32) for _ in range(2))
    kernel.call("standoff_stakes", *given(terms), marks, marks.size, sets.size, walk, loss)
    return Stakes(
        sets=sets,
        parties=np.repeat(parties, 2),
        walk=walk.reshape(-1, n + 1, sets.size),
        loss=loss.reshape(-1, n + 1, sets.size),
        worth=np.repeat(worth, 2, axis=0),
        gross=np.repeat(gross, 2),
    )
