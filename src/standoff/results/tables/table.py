"""A table of a record, and what is shown of a record: the pieces that the tables of all questions are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from standoff.results.records.made import State

__all__ = ["Cell", "Columns", "Shown", "Table", "Tables", "columns", "keyed", "names", "within"]

Cell = str | float | bool | None
"""What stands in a table: nothing else, so that every program of tables can hold it."""

Columns = Mapping[str, type]
"""The columns of a table: of each, whether it holds `str`, `int`, `float` or `bool`; None may stand in any."""

_KINDS: Mapping[str, type] = {"str": str, "int": int, "bool": bool, "": float}

R = TypeVar("R")
Part = TypeVar("Part")


@dataclass(frozen=True)
class Table(Generic[R]):
    """A table of a record: its columns (or what says them of a record), and its rows."""

    columns: Columns | Callable[[R], Columns]
    rows: Callable[[R], Iterable[Sequence[Cell]]]

    def columns_of(self, record: R) -> Columns:
        """The columns of the table of a record.

        >>> Table({"step": str}, lambda steps: ((step,) for step in steps)).columns_of(["fuel"])
        {'step': <class 'str'>}
        """
        return self.columns(record) if callable(self.columns) else self.columns


def columns(text: str) -> Columns:
    """Columns by their names, with what they hold where that is not floating-point numbers.

    >>> columns("party:str gain needed:bool")
    {'party': <class 'str'>, 'gain': <class 'float'>, 'needed': <class 'bool'>}
    """
    parts = (entry.partition(":") for entry in text.split())
    return {name: _KINDS[kind] for name, _, kind in parts}


Tables = Mapping[str, Table[Any]]
"""The tables of a record by their names, the first of which is shown first."""


@dataclass(frozen=True)
class Shown(Generic[R]):
    """What is shown of a kind of record: a line, its tables, and sentences below the line where there is room."""

    line: Callable[[R], str]
    tables: Tables = field(default_factory=dict)
    sentences: Callable[[R], Mapping[str, str]] = lambda record: {}


def names(state: State) -> str:
    """A set of steps in one cell; names of steps have no spaces.

    >>> names(("fuel", "talks"))
    'fuel talks'
    """
    return " ".join(state)


def keyed(
    key: str, table: Table[Part], parts: Callable[[R], Iterable[tuple[Cell, Part]]], kind: type = str
) -> Table[R]:
    """The rows of a table of many parts, one below the other, with what tells the parts apart in the first column.

    >>> steps = Table({"step": str}, lambda steps: ((step,) for step in steps))
    >>> plans = keyed("phase", steps, lambda phases: enumerate(phases, start=1), int)
    >>> list(plans.rows([["fuel", "talks"], ["tests"]]))
    [(1, 'fuel'), (1, 'talks'), (2, 'tests')]
    """
    if callable(table.columns):
        raise TypeError("a table of many parts has columns that hang on none of them")

    def rows(record: R) -> Iterator[Sequence[Cell]]:
        return ((name, *row) for name, part in parts(record) for row in table.rows(part))

    return Table({key: kind, **table.columns}, rows)


def within(table: Table[Part], part: Callable[[R], Part | None]) -> Table[R]:
    """The table of a part of a record; without rows where it has none.

    >>> steps = Table({"step": str}, lambda steps: ((step,) for step in steps))
    >>> list(within(steps, lambda plan: plan.get("steps")).rows({}))
    []
    """
    if callable(table.columns):
        raise TypeError("the columns of a part that may not be there hang on nothing")
    return Table(table.columns, lambda record: () if (found := part(record)) is None else table.rows(found))
