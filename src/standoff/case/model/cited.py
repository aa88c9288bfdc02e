"""What a case knows of the sources that it cites: how old each is, and whose it is."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta

from standoff.case.model.values import Quantity

__all__ = ["Cited", "Sources", "independent", "older"]

_DAYS = 365.25
_WHOLE = 1e-6
"""Months that differ from a whole number by less are meant as one."""


@dataclass(frozen=True)
class Cited:
    """A source: the year, month and day that it is of, as far as they are given, and its authors."""

    issued: tuple[int, ...] = ()
    authors: frozenset[str] = frozenset()

    @property
    def latest(self) -> date | None:
        """The last day that it can be of; None where no date is given.

        >>> Cited((2025, 2)).latest, Cited((2019,)).latest, Cited().latest
        (datetime.date(2025, 2, 28), datetime.date(2019, 12, 31), None)
        """
        if not self.issued:
            return None
        year, month, day = (*self.issued, 0, 0)[:3]
        return date(year, month or 12, day or monthrange(year, month or 12)[1])


@dataclass(frozen=True)
class Sources:
    """The sources of a case by their ids. They stand beside it: another list does not make it another case."""

    by_id: Mapping[str, Cited] = field(default_factory=dict, compare=False)


def older(issued: date, age: Quantity, on: date) -> bool:
    """Whether what is of a day is older than an age on another day; months and years are those of the calendar.

    >>> from standoff.case.model.durations import read_duration
    >>> [older(date(2024, 2, 29), read_duration("1 year"), date(2025, *day)) for day in ((2, 28), (3, 1))]
    [False, True]
    >>> older(date(2025, 1, 1), read_duration("30 days"), date(2025, 1, 31))
    False
    """
    months = 12 * age.low
    if months >= 12 * (MAXYEAR - issued.year):
        return False
    whole = round(months)
    if abs(months - whole) > _WHOLE:
        return on > issued + timedelta(days=round(age.low * _DAYS))
    year, month = divmod(issued.year * 12 + issued.month - 1 + whole, 12)
    return on > date(year, month + 1, min(issued.day, monthrange(year, month + 1)[1]))


def independent(sources: Iterable[str], known: Mapping[str, Cited]) -> int:
    """How many of some sources are independent: those that share an author count as one.

    >>> known = {"a": Cited(authors=frozenset({"Lee"})), "b": Cited(authors=frozenset({"Lee", "Kim"})), "c": Cited()}
    >>> independent(["a", "b"], known), independent(["a", "c", "unlisted"], known)
    (1, 3)
    """
    groups: list[set[str]] = []
    alone = 0
    for source in dict.fromkeys(sources):
        authors = set(known.get(source, Cited()).authors)
        if not authors:
            alone += 1
            continue
        joined = [group for group in groups if group & authors]
        groups = [group for group in groups if not group & authors] + [authors.union(*joined)]
    return alone + len(groups)
