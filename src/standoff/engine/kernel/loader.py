"""Loads the compiled hot loops, where the package was built with a C compiler; elsewhere numpy serves.

The library lies next to this module and says which sources it was compiled from; one of others than those beside it is
not used. Setting the variable STANDOFF_KERNEL to `off` switches it off; a path there names another library (one with
sanitizers, say).
"""

from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.ctypeslib import ndpointer

from standoff.engine.kernel.sources import FOLDER, LIBRARY, fingerprint

__all__ = ["FUNCTIONS", "SWITCH", "call", "compiled", "standing"]

SWITCH = "STANDOFF_KERNEL"
"""The environment variable: `off`, or the path of another library."""


def _array(dtype: type[np.generic], writeable: bool = False) -> Any:
    return ndpointer(dtype=dtype, flags=["C_CONTIGUOUS", "WRITEABLE"] if writeable else ["C_CONTIGUOUS"])


_TERMS = (
    *[ctypes.c_int64] * 4,
    *(_array(dtype) for dtype in (np.int64, np.float32, np.int64, np.int64, np.float32)),
)
"""Steps, parties, entries and rows, and the arrays of `patient.Terms`."""

_SETS = (_array(np.bool_), ctypes.c_int64, ctypes.c_int64)
"""Which sets are marked, how many there are, and how many of them have a place."""

_GRAPH = (*[ctypes.c_int64] * 2, _array(np.int64), _array(np.int64), _array(np.bool_), ctypes.c_int64)
"""Steps, parties, what each can make and end alone, which states are feasible, and how many states there are."""

_TRIES = (
    *(ctypes.c_void_p, _array(np.int64), ctypes.c_double, *[ctypes.c_int64] * 4),
    *(_array(np.int64), _array(np.float64)),
)
"""An exchange, the plan in it, its pace, phases and consent, and the changes of so many tries, so many in each."""

FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "standoff_assess": (
        ctypes.c_void_p,
        ctypes.c_int64,
        _array(np.int64),
        _array(np.float64),
        ctypes.c_int64,
        ctypes.c_void_p,
    ),
    "standoff_holding": (
        *(ctypes.c_void_p, ctypes.c_int64, _array(np.int64), ctypes.c_int64, _array(np.int64), _array(np.float64)),
        *(ctypes.c_int64, _array(np.bool_, True), _array(np.bool_, True), _array(np.float64, True)),
    ),
    "standoff_shares_at_most": (
        *(ctypes.c_void_p, ctypes.c_int64, _array(np.int64), ctypes.c_int64, _array(np.float64), ctypes.c_int64),
        *(_array(np.float64), ctypes.c_double, _array(np.float64, True)),
    ),
    "standoff_gains": (
        *(ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, _array(np.int64), _array(np.float64), ctypes.c_int64),
        *(_array(np.float64, True), _array(np.bool_, True)),
    ),
    "standoff_scores": (
        *(ctypes.c_void_p, ctypes.c_int64, _array(np.int64), ctypes.c_double, *[ctypes.c_int64] * 2),
        *(_array(np.int64), ctypes.c_double, *[_array(np.float64, True)] * 4, *[_array(np.int64, True)] * 2),
        *(*[_array(np.float64, True)] * 2, _array(np.bool_, True)),
    ),
    "standoff_first_phases": (
        *(ctypes.c_void_p, ctypes.c_int64, _array(np.int64), ctypes.c_double, ctypes.c_int64),
        *[_array(np.float64, True)] * 3,
    ),
    "standoff_effects": (
        *_TRIES,
        *(_array(np.float64, True), _array(np.float64, True), _array(np.float64, True), _array(np.int64, True)),
    ),
    "standoff_mend": (
        *(*_TRIES, *[ctypes.c_double] * 2, ctypes.c_int64),
        *(_array(np.bool_, True), _array(np.bool_, True)),
    ),
    "standoff_groups": (
        *(ctypes.c_void_p, _array(np.int64), ctypes.c_double, ctypes.c_int64, ctypes.c_int64, _array(np.float64)),
        _array(np.bool_, True),
    ),
    "standoff_sizes": (_array(np.int64, True), ctypes.c_int64),
    "standoff_hopes": (ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, _array(np.float64, True)),
    "standoff_open": (
        *(ctypes.c_void_p, ctypes.c_double, ctypes.c_int64, ctypes.c_int64),
        *(_array(np.float64), _array(np.bool_, True)),
    ),
    "standoff_prospects": (
        *(ctypes.c_void_p, ctypes.c_double, ctypes.c_int64, ctypes.c_int64),
        *(_array(np.bool_), _array(np.float64, True), _array(np.float64, True), _array(np.int32, True)),
    ),
    "standoff_needs": (
        ctypes.c_void_p,
        ctypes.c_double,
        ctypes.c_int64,
        ctypes.c_int64,
        _array(np.float64),
        _array(np.float64),
        _array(np.int32),
        _array(np.float64, True),
        _array(np.int32, True),
    ),
    "standoff_close": (
        ctypes.c_void_p,
        ctypes.c_void_p,
        _array(np.float64),
        _array(np.int32),
        _array(np.int32),
        _array(np.int64),
        ctypes.c_int64,
        ctypes.c_int64,
        ctypes.c_void_p,
    ),
    "standoff_deals_orders": (
        *(*[ctypes.c_int64] * 4, _array(np.int32), *[_array(np.float32)] * 3),
        *(_array(np.int64), _array(np.int64), ctypes.c_int64, _array(np.float32), ctypes.c_int64),
        *(_array(np.float32, True), _array(np.int8, True)),
    ),
    "standoff_unbeaten": (ctypes.c_int64, ctypes.c_int64, _array(np.int32), _array(np.bool_, True)),
    "standoff_edge_scores": (*_TERMS, *_SETS, _array(np.float32, True)),
    "standoff_stakes": (*_TERMS, *_SETS, _array(np.float32, True), _array(np.float32, True)),
    "standoff_terms": (
        *(ctypes.c_void_p, *[ctypes.c_int64] * 2, _array(np.int64, True), _array(np.int64, True)),
        *(_array(np.float32, True), _array(np.int64, True), _array(np.float32, True)),
    ),
    "standoff_good_orders": (
        *(ctypes.c_void_p, ctypes.c_int64, *_SETS, _array(np.float64), ctypes.c_int64),
        *(_array(np.float64, True), _array(np.float64, True), _array(np.int8, True)),
    ),
    "standoff_orders": (ctypes.c_int64, *_SETS, _array(np.float64, True)),
    "standoff_stable": (*_GRAPH, _array(np.int32), *[ctypes.c_int64] * 2, _array(np.bool_, True), ctypes.c_int64),
    "standoff_reach": (
        *(*_GRAPH, _array(np.int32), *[ctypes.c_int64] * 2),
        *(_array(np.int32), ctypes.c_int64, _array(np.int32, True)),
    ),
    "standoff_fold": (*[ctypes.c_int64] * 4, _array(np.int32, True), ctypes.c_int64),
    "standoff_ranks": (
        *(ctypes.c_int64, _array(np.bool_), ctypes.c_int64, _array(np.float64), ctypes.c_int64),
        *(_array(np.int64), _array(np.float64), ctypes.c_double, _array(np.int32, True)),
    ),
    "standoff_stable_draws": (
        *(*_GRAPH, ctypes.c_int64, _array(np.float64), ctypes.c_int64, _array(np.int64), _array(np.float64)),
        *(_array(np.float64), *[ctypes.c_int64] * 2, _array(np.int32, True), _array(np.int32, True)),
        *(_array(np.uint32, True), ctypes.c_int64),
    ),
    "standoff_handful": (
        *(*_GRAPH, _array(np.int32), *[ctypes.c_int64] * 2, _array(np.float64), ctypes.c_int64, _array(np.int64)),
        *(_array(np.float64), _array(np.float64), ctypes.c_int64, _array(np.int64), *[ctypes.c_int64] * 2),
        *(_array(np.bool_, True), _array(np.bool_, True)),
    ),
}
"""What each function takes: arrays are contiguous and of exactly this type; c_void_p is a struct by reference."""

REFUSALS = {1: ValueError("lengths that do not fit together"), 2: MemoryError("no memory for the kernel")}
"""What the statuses mean that a function of the kernel can return."""


def compiled() -> ctypes.CDLL | None:
    """The compiled library with all functions declared, or None where numpy has to serve.

    >>> lib = compiled()
    >>> lib is None or lib.standoff_edge_scores.restype is ctypes.c_int
    True
    """
    return _opened()[0]


def standing() -> str:
    """How it stands: `loaded`, `off` (switched off), `missing` (not compiled), `stale` (of other sources), `broken`.

    >>> standing() in ("loaded", "off", "missing", "stale", "broken")
    True
    """
    return _opened()[1]


def call(name: str, *arguments: object) -> None:
    """Call a function of the kernel; ValueError or MemoryError where it refuses. There must be a library."""
    lib = compiled()
    assert lib is not None
    status = getattr(lib, name)(*arguments)
    if status:
        raise REFUSALS[status]


@cache
def _opened() -> tuple[ctypes.CDLL | None, str]:
    wanted = os.environ.get(SWITCH, "")
    if wanted == "off":
        return None, "off"
    path = Path(wanted) if wanted else FOLDER / LIBRARY
    if not path.exists():
        return None, "missing"
    try:
        lib = ctypes.CDLL(str(path.resolve()))
        lib.standoff_source.restype = ctypes.c_int64
        if lib.standoff_source() != fingerprint(FOLDER):
            return None, "stale"
        for name, takes in FUNCTIONS.items():
            function = getattr(lib, name)
            function.argtypes, function.restype = takes, ctypes.c_int
    except (OSError, AttributeError):
        return None, "broken"
    return lib, "loaded"
