"""What is shown of every record: one table of all kinds, and short forms of those that have no words of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from standoff.errors import UsageError, did_you_mean
from standoff.results.records.made import Made
from standoff.results.records.record import Record
from standoff.results.tables import (
    answer,
    asking,
    comparison,
    evidence,
    frames,
    history,
    html,
    plans,
    readings,
    search,
    stability,
    sureness,
)
from standoff.results.tables.short import MOST_LINE, cut, in_short, value_in_short
from standoff.results.tables.table import Cell, Columns, Shown, Table

__all__ = ["PRESENTER", "SHOWN", "how_made"]

SHOWN: Mapping[type[Record], Shown[Any]] = {
    **plans.SHOWN,
    **readings.SHOWN,
    **stability.SHOWN,
    **sureness.SHOWN,
    **evidence.SHOWN,
    **history.SHOWN,
    **comparison.SHOWN,
    **answer.SHOWN,
    **search.SHOWN,
    **asking.SHOWN,
}
"""The records that have words or tables of their own; of any other its fields are shown."""


def how_made(made: Made) -> str:
    """How a result was made, in brief.

    >>> how_made(Made("0.1", "by hand", exact=True)), how_made(Made("0.1", "by hand", exact=False, seed=1, draws=2000))
    ('exact', 'not exact, 2,000 draws, seed 1')
    """
    draws = [f"{made.draws:,} draws"] if made.draws else []
    seed = [f"seed {made.seed}"] if made.seed is not None else []
    return ", ".join(["exact" if made.exact else "not exact", *draws, *seed])


class _Presenter:
    """What a prompt, a notebook and a data frame ask of a record."""

    def line(self, record: Record) -> str:
        shown = _shown(record)
        if shown is None:
            return in_short(record)
        made = getattr(record, "made", None)
        how = f" ({how_made(made)})" if isinstance(made, Made) else ""
        return f"<{type(record).__name__}: {cut(shown.line(record), MOST_LINE - len(how))}{how}>"

    def html(self, record: Record) -> str:
        kind, shown, made = type(record).__name__, _shown(record), getattr(record, "made", None)
        notes = [f"Made: {how_made(made)}, by {made.method}"] if isinstance(made, Made) else []
        line = "" if shown is None else shown.line(record)
        if shown is None or not shown.tables:
            every = [(f.name, _in_cell(getattr(record, f.name))) for f in fields(record)]  # type: ignore[arg-type]
            return html.fragment(kind, line, {}, ("field", "value"), every, len(every), notes)
        name = _fullest(record, shown)
        table = shown.tables[name] if name else _NO_TABLE
        rows = list(table.rows(record))
        if len(shown.tables) > 1:
            notes = [f"Tables: {', '.join(shown.tables)} (this one is {name})", *notes]
        columns, sentences = list(table.columns_of(record)), shown.sentences(record)
        return html.fragment(kind, line, sentences, columns, rows, len(rows), notes)

    def names(self, record: Record) -> tuple[str, ...]:
        shown = _shown(record)
        return () if shown is None else tuple(shown.tables)

    def rows(self, record: Record, table: str | None) -> list[dict[str, Any]]:
        columns, rows = _asked(record, table)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def frame(self, record: Record, table: str | None, backend: str | None) -> Any:
        return frames.frame(*_asked(record, table), backend)


PRESENTER = _Presenter()
"""Presents every record."""

_NO_TABLE: Table[Any] = Table({}, lambda record: ())


def _shown(record: Record) -> Shown[Any] | None:
    return next((SHOWN[kind] for kind in type(record).__mro__ if kind in SHOWN), None)


def _fullest(record: Record, shown: Shown[Any]) -> str:
    """The first of its tables that has rows; "" where none has."""
    return next((name for name, table in shown.tables.items() if any(True for _ in table.rows(record))), "")


def _asked(record: Record, name: str | None) -> tuple[Columns, Iterable[Sequence[Cell]]]:
    """The columns and the rows of a table; of a record without tables one row, of its fields that fit into cells."""
    shown = _shown(record)
    tables = shown.tables if shown else {}
    if name is None and not tables:
        plain = {f.name: _plain(getattr(record, f.name)) for f in fields(record)}  # type: ignore[arg-type]
        known = {field: value for field, value in plain.items() if value is not _LEFT_OUT}
        kinds = {field: _kind(value) for field, value in known.items()}
        return kinds, [tuple(known.values())] if known else []
    wanted = name or (_fullest(record, shown) if shown else "") or next(iter(tables))
    if wanted not in tables:
        raise UsageError(f"{type(record).__name__} has no table `{wanted}`; {did_you_mean(wanted, tables)}")
    return tables[wanted].columns_of(record), tables[wanted].rows(record)


_LEFT_OUT: Any = object()
"""What does not fit into a cell."""


def _in_cell(value: Any) -> str:
    return value if isinstance(value, str) else value_in_short(value)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return " ".join(value)
    return _LEFT_OUT


def _kind(value: Cell) -> type:
    return next((kind for kind in (bool, int, float) if isinstance(value, kind)), str)
