"""Tables as data frames of polars or pandas, by way of narwhals: whichever of them is there."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any

from standoff.errors import UsageError, did_you_mean
from standoff.results.tables.table import Cell, Columns

__all__ = ["LIBRARIES", "frame"]

LIBRARIES = ("polars", "pandas")
"""Libraries of frames, the one that is taken first where several are there and none is in use yet."""

_INSTALL = 'pip install "standoff[frames]" polars'


def frame(columns: Columns, rows: Iterable[Sequence[Cell]], backend: str | None = None) -> Any:
    """A table as a frame of its own library; raises UsageError where that is not installed.

    A cell without a value is null; where pandas has none for a kind of number, the column is of floating-point numbers.
    """
    library = _library(backend)
    try:
        import narwhals as nw
    except ImportError:
        raise UsageError(f"data frames need the extra `frames`, which is not installed: {_INSTALL}") from None
    table = list(zip(*rows, strict=True)) or [() for _ in columns]
    data = {
        name: [_as(kind, cell) for cell in cells] for (name, kind), cells in zip(columns.items(), table, strict=True)
    }
    made = nw.from_dict(data, backend=library)
    kinds = {str: nw.String, int: nw.Int64, float: nw.Float64, bool: nw.Boolean}
    casts = []
    for name, kind in columns.items():
        if library == "pandas" and None in data[name] and kind is not float:
            if kind is not int:
                continue  # text and truth with gaps stay as pandas has them
            kind = float
        casts.append(nw.col(name).cast(kinds[kind]()))
    return made.with_columns(*casts).to_native() if casts else made.to_native()


def _as(kind: type, cell: Cell) -> Cell:
    return float(cell) if kind is float and cell is not None else cell


def _library(backend: str | None) -> str:
    if backend is None:
        used = [name for name in LIBRARIES if name in sys.modules]
        there = used or [name for name in LIBRARIES if find_spec(name) is not None]
        if not there:
            raise UsageError(f"data frames need polars or pandas, and neither is installed: {_INSTALL}")
        return there[0]
    if backend not in LIBRARIES:
        raise UsageError(f"there are no frames of `{backend}`; {did_you_mean(backend, LIBRARIES)}")
    if find_spec(backend) is None:
        raise UsageError(f"{backend} is not installed: pip install {backend}")
    return backend
