"""The records of a sweep: plans of many cases over a grid of their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from standoff.results.records.limits import Count, NullWhereInfinite
from standoff.results.records.made import Made, Unit


@dataclass(frozen=True)
class Axis:
    """A number that a sweep varies, by its path, and its values in points, years or as chances."""

    path: str
    unit: Unit
    values: tuple[Annotated[float, NullWhereInfinite()], ...]


@dataclass(frozen=True)
class Tally:
    """What became of one plan of one case over the points of a sweep that are done, in numbers of points."""

    case: str
    plan: str
    points: Count
    refused: Count
    breaks: Count
    holds: Count


@dataclass(frozen=True)
class SweptCase:
    """A case of a sweep: the name it was given, its title, and the SHA-256 of its text."""

    case: str
    title: str
    fingerprint: str


@dataclass(frozen=True)
class Swept:
    """A sweep, finished or `partial`: how many rows it has, how many of them are done, how many were done before.

    path: the table, which is written when all is done; parts: the folder of the finished parts (None once it is).
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

    @property
    def partial(self) -> bool:
        """Whether somebody stopped the work before all was done."""
        return self.done < self.rows
