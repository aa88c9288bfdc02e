"""The exact assessment by the kernel: an exchange and a batch of plans as the arrays of kernel/assessment.h."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.failures import ALL_SETS_UP_TO, entangled
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.kernel import loader as kernel

__all__ = [
    "CExchange",
    "assess_arrays",
    "bits_of",
    "exchange_struct",
    "fits",
    "gain_arrays",
    "groups_may_gain",
    "holding_arrays",
    "shares_at_most",
]

MOST_PARTIES, MOST_STEPS = 16, 64
"""What the kernel has room for; numpy serves larger exchanges."""


class CExchange(ctypes.Structure):
    """`standoff_exchange` of kernel/assessment.h."""

    _fields_ = (
        *((name, ctypes.c_int32) for name in ("parties", "steps", "entries", "drawn")),
        *(
            (name, ctypes.c_void_p)
            for name in ("horizons", "walkout_costs", "worth", "takes", "seen", "undo", "together_worth", "stake")
        ),
        ("not_before", ctypes.c_void_p),
        *((name, ctypes.c_void_p) for name in ("owns", "requires", "together")),
        ("automatic", ctypes.c_uint64),
        ("ends_all", ctypes.c_uint64),
        ("all_sets", ctypes.c_uint32),
        ("all_sets_up_to", ctypes.c_int32),
        ("consent", ctypes.c_uint32),
    )


NUMBERS = ("carry_on", "stop", "walk_out", "margin", "exposure", "trust", "bond", "loss", "kept_by_carrying_on")
POINTERS = ("tempting", "own", "feared")
"""What a row says, and the failures that it points to."""


class CResults(ctypes.Structure):
    """`standoff_results` of kernel/assessment.h."""

    _fields_ = (
        *((name, ctypes.c_void_p) for name in ("starts", "lasts", *NUMBERS, *POINTERS, "breaches", "groups", "shows")),
        *((name, ctypes.c_void_p) for name in ("gain", "kept", "at_risk", "trust_asked", "phases", "exact", "needed")),
        ("failures", ctypes.c_int64),
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


def exchange_struct(exchange: Exchange, all_sets: Bools, all_sets_up_to: int) -> tuple[CExchange, list[NDArray[Any]]]:
    """The exchange for the kernel, and the arrays behind it, which must live as long.

    all_sets: (N,), the parties whose best failure may be no threshold failure.
    """
    known, behind = exchange.once(_numbers)
    made = CExchange(**known, all_sets=int(bits_of(all_sets)), all_sets_up_to=all_sets_up_to)
    return made, behind


def _numbers(exchange: Exchange) -> tuple[dict[str, int], list[NDArray[Any]]]:
    """The fields of the struct but for the sets that are tried, and the arrays behind them."""
    draws = exchange.draws
    lead = () if draws is None else (draws,)
    n, m, entries = exchange.parties, exchange.steps, exchange.together_steps.shape[0]
    shapes = {
        "horizons": (n,), "walkout_costs": (n,), "worth": (n, m), "takes": (m,), "seen": (m,), "undo": (m,),
        "together_worth": (entries, n), "stake": (n,),
    }  # fmt: skip
    arrays: dict[str, NDArray[Any]] = {
        name: _laid_out(exchange.stake() if name == "stake" else getattr(exchange, name), (*lead, *shape))
        for name, shape in shapes.items()
    }
    if exchange.not_before is not None:
        arrays["not_before"] = np.ascontiguousarray(exchange.not_before, dtype=np.float64)
    arrays["owns"] = bits_of(exchange.owns)
    arrays["requires"] = bits_of(exchange.requires)
    arrays["together"] = bits_of(exchange.together_steps)
    sets = {"automatic": exchange.automatic, "ends_all": exchange.ends_all, "consent": exchange.consent}
    return {
        "parties": n,
        "steps": m,
        "entries": entries,
        "drawn": int(draws is not None),
        **{name: array.ctypes.data for name, array in arrays.items()},
        **{name: 0 if chosen is None else int(bits_of(chosen)) for name, chosen in sets.items()},
    }, [*arrays.values()]


def _laid_out(values: Floats, shape: tuple[int, ...]) -> Floats:
    """Numbers in this shape, one after the other."""
    if values.shape != shape:
        values = np.broadcast_to(values, shape)
    return np.ascontiguousarray(values, dtype=np.float64)


def _asked(exchange: Exchange) -> tuple[CExchange, list[NDArray[Any]]]:
    """The exchange for an assessment."""
    return exchange_struct(exchange, exchange.once(entangled), ALL_SETS_UP_TO)


def _for_batch(exchange: Exchange, count: int) -> Exchange:
    """The exchange for so many plans: a single draw serves them all, as one set of numbers does. Raises ValueError."""
    if exchange.draws in (None, count):
        return exchange
    if exchange.draws != 1:
        raise ValueError(f"{count} plans and {exchange.draws} draws")
    return exchange.single(0)


def assess_arrays(exchange: Exchange, vectors: Ints, paces: Floats, last: int) -> dict[str, NDArray[Any]]:
    """What the kernel says of a batch: the fields of `Assessed` by name, and those of its failures.

    Plans (B, M) and paces (B,); an exchange with draws has B of them. `breaches`, `group` and `shows` are of the
    failures that `tempting`, `own` and `feared` point to.
    """
    count, parties = len(vectors), exchange.parties
    exchange = _for_batch(exchange, count)
    given, _ = _asked(exchange)
    rows = (count, last + 1, parties)
    numbers, pointers = np.empty((len(NUMBERS), *rows)), np.empty((len(POINTERS), *rows), dtype=np.int64)
    found: dict[str, NDArray[Any]] = dict(zip((*NUMBERS, *POINTERS), (*numbers, *pointers), strict=True))
    found |= {"starts": np.empty(rows[:2]), "lasts": np.empty(count), "trust_asked": np.empty(count)}
    found |= {name: np.empty((count, parties)) for name in ("gain", "kept", "at_risk")}
    found |= {"phases": np.empty(count, dtype=np.int64), "exact": np.empty(count, dtype=bool)}
    found["needed"] = np.empty((count, parties), dtype=bool)
    most = pointers.size
    failures: dict[str, NDArray[Any]] = {
        "breaches": np.empty((most, 1), dtype=np.uint64), "groups": np.empty((most, 1), dtype=np.uint32),
        "shows": np.empty(most),
    }  # fmt: skip
    results = CResults(**{name: array.ctypes.data for name, array in (found | failures).items()})
    kernel.call(
        "standoff_assess",
        ctypes.byref(given),
        count,
        np.ascontiguousarray(vectors),
        np.ascontiguousarray(paces),
        last,
        ctypes.byref(results),
    )
    written = int(results.failures)
    return found | {
        "breaches": _members(failures["breaches"][:written], exchange.steps),
        "group": _members(failures["groups"][:written], parties),
        "shows": failures["shows"][:written].copy(),
    }


def holding_arrays(
    exchange: Exchange, vectors: Ints, paces: Floats, which: Ints | None = None
) -> tuple[Bools, Bools, Floats]:
    """Whether plans (B, M) hold in D draws, whom they need, and what each gains: (B, D), (B, D, N) and (B, D, N).

    which: (D,), the draws, or all of them, or 1. paces: (D,). Raises ValueError for draws that there are not.
    """
    plans, draws, parties = len(vectors), len(paces), exchange.parties
    which = np.arange(draws) if which is None else which
    if which.size != draws or (draws and not 0 <= which.min() <= which.max() < (exchange.draws or 1)):
        raise ValueError(f"draws among {exchange.draws or 1} and {draws} paces that do not fit together")
    vectors = np.ascontiguousarray(np.broadcast_to(vectors, (plans, exchange.steps)), dtype=np.int64)
    given, _ = _asked(exchange)
    holds, needed = np.empty((plans, draws), dtype=bool), np.empty((plans, draws, parties), dtype=bool)
    gain = np.empty((plans, draws, parties))
    kernel.call(
        "standoff_holding",
        ctypes.byref(given),
        plans,
        vectors,
        draws,
        np.ascontiguousarray(which, dtype=np.int64),
        np.ascontiguousarray(paces),
        int(vectors.max(initial=0)),
        holds,
        needed,
        gain,
    )
    return holds, needed, gain


def shares_at_most(exchange: Exchange, vectors: Ints, paces: Floats, most: Floats, rounding: float) -> Floats:
    """What plans (B, M) give in every draw at most, (B, D); see `standoff.engine.sureness.best`. paces: (D,)."""
    draws, parties = exchange.draws or 1, exchange.parties
    if len(paces) != draws or len(most) != parties:
        raise ValueError(f"{len(paces)} paces, {draws} draws, {len(most)} shares and {parties} parties")
    vectors = np.ascontiguousarray(vectors, dtype=np.int64).reshape(-1, exchange.steps)
    given, _ = _asked(exchange)
    share = np.empty((len(vectors), draws))
    kernel.call(
        "standoff_shares_at_most",
        ctypes.byref(given),
        len(vectors),
        vectors,
        draws,
        np.ascontiguousarray(paces),
        int(vectors.max(initial=0)),
        np.ascontiguousarray(most, dtype=np.float64),
        rounding,
        share,
    )
    return share


def gain_arrays(exchange: Exchange, vectors: Ints, pace: float | Floats) -> tuple[Floats, Bools]:
    """What each party gains by a batch of plans (1 or B, M), and whom they need: (B, N) each; pace, one or (B,)."""
    count, parties = max(len(vectors), exchange.draws or 1), exchange.parties
    if len(vectors) not in (1, count):
        raise ValueError(f"{len(vectors)} plans and {count} draws")
    exchange = _for_batch(exchange, count)
    given, _ = _asked(exchange)
    gain, needed = np.empty((count, parties)), np.empty((count, parties), dtype=bool)
    kernel.call(
        "standoff_gains",
        ctypes.byref(given),
        count,
        int(len(vectors) < count),
        np.ascontiguousarray(vectors),
        _laid_out(np.asarray(pace), (count,)),
        int(vectors.max(initial=0)),
        gain,
        needed,
    )
    return gain, needed


def groups_may_gain(exchange: Exchange, vector: Ints, pace: float, margin: Floats, largest: int) -> bool:
    """Whether several parties may all be better off by breaching together at some phase of a plan (M,).

    margin: (K+1, N), as assessed: who walks out alone does so in no group. The answer may be yes where it is no, and
    is yes where a group has more than `largest` breaches that make a difference. Exchange without draws.
    """
    given, _ = _asked(exchange)
    tempted = np.empty(len(margin), dtype=bool)
    kernel.call(
        "standoff_groups",
        ctypes.byref(given),
        np.ascontiguousarray(vector),
        pace,
        len(margin) - 1,
        largest,
        np.ascontiguousarray(margin),
        tempted,
    )
    return bool(tempted.any())


def _members(bits: NDArray[Any], size: int) -> Bools:
    """Which of `size` are in each set (F, 1) of bits, (F, size)."""
    if sys.byteorder == "big":
        bits = bits.byteswap()
    spread = np.unpackbits(bits.view(np.uint8), axis=1, count=size, bitorder="little")
    return np.asarray(spread.view(np.bool_))
