"""The exact assessment by the kernel: an exchange and a batch of plans as the arrays of kernel/assessment.h."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.failures import OPENLY
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.kernel import loader as kernel

__all__ = ["CExchange", "assess_arrays", "bits_of", "exchange_struct", "fits", "holding_arrays"]

MOST_PARTIES, MOST_STEPS = 16, 64
"""What the kernel has room for; numpy serves larger exchanges."""

DOUBLES, WORDS = ctypes.POINTER(ctypes.c_double), ctypes.POINTER(ctypes.c_uint64)


class CExchange(ctypes.Structure):
    """`standoff_exchange` of kernel/assessment.h."""

    _fields_ = (
        *((name, ctypes.c_int32) for name in ("parties", "steps", "entries", "drawn")),
        *(
            (name, DOUBLES)
            for name in ("horizons", "walkout_costs", "worth", "takes", "seen", "undo", "together_worth", "stake")
        ),
        ("not_before", DOUBLES),
        *((name, WORDS) for name in ("owns", "requires", "together")),
        ("automatic", ctypes.c_uint64),
        ("ends_all", ctypes.c_uint64),
        ("all_sets", ctypes.c_uint32),
        ("all_sets_up_to", ctypes.c_int32),
    )


POINTED = ("tempting", "own", "feared")
"""The failures that a row points to."""

ROWS = (
    *("carry_on", "stop", "walk_out", "margin", "exposure", "trust", "bond", "loss", "kept_by_carrying_on"),
    *(f"{name}_shows" for name in POINTED),
)


class CResults(ctypes.Structure):
    """`standoff_results` of kernel/assessment.h."""

    _fields_ = (
        *((name, DOUBLES) for name in ("starts", "lasts", *ROWS)),
        *((name, WORDS) for name in POINTED),
        ("feared_group", ctypes.POINTER(ctypes.c_uint32)),
        *((name, DOUBLES) for name in ("gain", "kept", "at_risk", "trust_asked")),
        ("phases", ctypes.POINTER(ctypes.c_int64)),
        ("exact", ctypes.POINTER(ctypes.c_uint8)),
    )


def fits(exchange: Exchange) -> bool:
    """Whether there is a kernel with room for the exchange; it knows no verifiers, missed breaches and guarantees."""
    room = exchange.parties <= MOST_PARTIES and exchange.steps <= MOST_STEPS
    known = exchange.plainly_seen and exchange.guarantee is None
    return room and known and kernel.compiled() is not None


def bits_of(chosen: Bools) -> NDArray[np.uint64]:
    """Rows of truth values (..., M) as integers with bit j set where entry j is true.

    >>> bits_of(np.array([[True, False, True]])).tolist()
    [5]
    """
    powers = np.uint64(1) << np.arange(chosen.shape[-1], dtype=np.uint64)
    return np.asarray((chosen * powers).sum(axis=-1, dtype=np.uint64))


def _pointer(array: NDArray[Any], kind: Any) -> Any:
    return array.ctypes.data_as(kind)


def exchange_struct(exchange: Exchange, all_sets: Bools, all_sets_up_to: int) -> tuple[CExchange, list[NDArray[Any]]]:
    """The exchange for the kernel, and the arrays behind it, which must live as long.

    all_sets: (N,), the parties whose best failure may be no threshold failure.
    """
    draws = exchange.draws
    lead = () if draws is None else (draws,)
    n, m, entries = exchange.parties, exchange.steps, exchange.together_steps.shape[0]
    shapes = {
        "horizons": (n,), "walkout_costs": (n,), "worth": (n, m), "takes": (m,), "seen": (m,), "undo": (m,),
        "together_worth": (entries, n), "stake": (n,),
    }  # fmt: skip
    numbers = {
        name: np.ascontiguousarray(
            np.broadcast_to(exchange.stake() if name == "stake" else getattr(exchange, name), (*lead, *shape)),
            dtype=np.float64,
        )
        for name, shape in shapes.items()
    }
    words = {
        "owns": bits_of(exchange.owns),
        "requires": bits_of(exchange.requires),
        "together": bits_of(exchange.together_steps),
    }
    if exchange.not_before is not None:
        numbers["not_before"] = np.ascontiguousarray(exchange.not_before, dtype=np.float64)
    made = CExchange(
        parties=n,
        steps=m,
        entries=entries,
        drawn=int(draws is not None),
        automatic=int(bits_of(exchange.automatic)),
        ends_all=int(bits_of(exchange.ends_all)),
        all_sets=int(bits_of(all_sets)),
        all_sets_up_to=all_sets_up_to,
        **{name: _pointer(array, DOUBLES) for name, array in numbers.items()},
        **{name: _pointer(array, WORDS) for name, array in words.items()},
    )
    return made, [*numbers.values(), *words.values()]


def assess_arrays(
    exchange: Exchange, vectors: Ints, paces: Floats, last: int, all_sets: Bools, all_sets_up_to: int
) -> dict[str, NDArray[Any]]:
    """What the kernel says of a batch: the fields of `Assessed` by name, and those of its failures.

    Plans (B, M) and paces (B,); an exchange with draws has B of them. `breaches`, `group` and `shows` are of the
    failures that `tempting`, `own` and `feared` point to.
    """
    count, parties = len(vectors), exchange.parties
    given, behind = exchange_struct(exchange, all_sets, all_sets_up_to)
    vectors, paces = np.ascontiguousarray(vectors), np.ascontiguousarray(paces)
    rows = (count, last + 1, parties)
    found: dict[str, NDArray[Any]] = {name: np.full(rows, np.nan) for name in ROWS}
    found |= {name: np.zeros(rows, dtype=np.uint64) for name in POINTED}
    found["feared_group"] = np.zeros(rows, dtype=np.uint32)
    found |= {"starts": np.empty(rows[:2]), "lasts": np.empty(count), "trust_asked": np.empty(count)}
    found |= {name: np.empty((count, parties)) for name in ("gain", "kept", "at_risk")}
    found |= {"phases": np.empty(count, dtype=np.int64), "exact": np.empty(count, dtype=np.uint8)}
    kinds: dict[str, Any] = dict(CResults._fields_)  # type: ignore[arg-type]
    results = CResults(**{name: _pointer(array, kinds[name]) for name, array in found.items()})
    kernel.call(
        "standoff_assess",
        ctypes.byref(given),
        count,
        vectors,
        paces,
        last,
        ctypes.byref(results),
    )
    del behind
    found["exact"] = found["exact"].astype(bool)
    return found | _failures(found, exchange)


def holding_arrays(
    exchange: Exchange, vectors: Ints, paces: Floats, all_sets: Bools, all_sets_up_to: int
) -> tuple[Bools, Bools, Floats]:
    """Whether plans (B, M) hold in every draw, whom they need, and what each gains: (B, D), (B, D, N) and (B, D, N).

    paces: (D,); D is the number of draws, or 1.
    """
    plans, draws, parties = len(vectors), len(paces), exchange.parties
    vectors = np.ascontiguousarray(np.broadcast_to(vectors, (plans, exchange.steps)), dtype=np.int64)
    given, behind = exchange_struct(exchange, all_sets, all_sets_up_to)
    consent = 0 if exchange.consent is None else int(bits_of(exchange.consent))
    holds, needed = np.empty((plans, draws), dtype=bool), np.empty((plans, draws), dtype=np.uint32)
    gain = np.empty((plans, draws, parties))
    kernel.call(
        "standoff_holding",
        ctypes.byref(given),
        plans,
        vectors,
        draws,
        np.ascontiguousarray(paces),
        int(vectors.max(initial=0)),
        consent,
        holds,
        needed,
        gain,
    )
    del behind
    members = (needed[..., None] >> np.arange(parties, dtype=np.uint32)) & np.uint32(1) == 1
    return holds, np.asarray(members), gain


def _failures(found: dict[str, NDArray[Any]], exchange: Exchange) -> dict[str, NDArray[Any]]:
    """The failures that rows point to, and the pointers: an own failure that both tempts and binds is written once."""
    masks = {name: found.pop(name) for name in POINTED}
    times = {name: found.pop(f"{name}_shows") for name in POINTED}
    shape = masks["feared"].shape
    alone = np.broadcast_to(np.uint32(1) << np.arange(exchange.parties, dtype=np.uint32), shape)
    groups = {"tempting": alone, "own": alone, "feared": found.pop("feared_group")}
    there = {"tempting": ~np.isnan(found["walk_out"]), "own": ~np.isnan(found["loss"]), "feared": masks["feared"] != 0}
    pointers = {name: np.where(there[name] & (mask == 0), OPENLY, -1) for name, mask in masks.items()}
    same = (masks["own"] != 0) & (masks["own"] == masks["tempting"])
    written = {name: (mask != 0) & ~(same & (name == "own")) for name, mask in masks.items()}
    first = 0
    for name, which in written.items():
        pointers[name][which] = np.arange(first, first := first + int(which.sum()))
    pointers["own"][same] = pointers["tempting"][same]
    bits, members, shows = (
        np.concatenate([each[name][written[name]] for name in POINTED]) for each in (masks, groups, times)
    )
    return pointers | {
        "breaches": (bits[:, None] >> np.arange(exchange.steps, dtype=np.uint64)) & np.uint64(1) == 1,
        "group": (members[:, None] >> np.arange(exchange.parties, dtype=np.uint32)) & np.uint32(1) == 1,
        "shows": shows,
    }
