"""The records of a sweep: plans of many cases over a grid of their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from standoff.results.records.limits import Count, NullWhereInfinite
from standoff.results.records.made import Made, Unit
from standoff.results.records.record import Record


@dataclass(frozen=True)
class Axis(Record):
    """A number that a sweep varies, by its path, and its values in points, years or as chances."""

    path: str
    unit: Unit
    values: tuple[Annotated[float, NullWhereInfinite()], ...]


@dataclass(frozen=True)
class Tally(Record):
    """What became of one plan of one case over the points of a sweep that are done, in numbers of points."""

    case: str
    plan: str
    points: Count
    refused: Count
    breaks: Count
    holds: Count


@dataclass(frozen=True)
class SweptCase(Record):
    """A case of a sweep: the name it was given, its title, and the SHA-256 of its text."""

    case: str
    title: str
    fingerprint: str


@dataclass(frozen=True)
class Swept(Record):
    """A sweep, finished or `partial`: how many rows it has, how many of them are done, how many were done before.

    path: the table, which is written when all is done ("": it is in `points` alone); parts: the folder of the finished
    parts (None once it is). points: its columns, where they were asked for in memory.
    """

    path: str
    parts: str | None
    rows: Count
    done: Count
    resumed: Count
    cases: tuple[SweptCase, ...]
    grid: tuple[Axis, ...]
    verdicts: tuple[Tally, ...]
    made: Made
    points: Mapping[str, tuple[str | float | bool | None, ...]] | None = None

    @property
    def partial(self) -> bool:
        """Whether somebody stopped the work before all was done."""
        return self.done < self.rows
