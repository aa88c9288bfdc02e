"""What all records have in common at a prompt and in a notebook: a line that says what was found, and their tables.

A record holds what was found and knows no words. What it says and which tables it has is written in `results/tables`;
`results` brings the two together, when a record is first shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol

__all__ = ["Presenter", "Record", "present_with"]


class Presenter(Protocol):
    """Who knows what records say, and which tables they have."""

    def line(self, record: Record) -> str:
        """What a record is and what it found, in a few lines at most."""

    def html(self, record: Record) -> str:
        """The same with its first table, as a fragment of HTML."""

    def names(self, record: Record) -> tuple[str, ...]:
        """The names of its tables."""

    def rows(self, record: Record, table: str | None) -> list[dict[str, Any]]:
        """The rows of a table."""

    def frame(self, record: Record, table: str | None, backend: str | None) -> Any:
        """A table as a data frame."""


class Record:
    """A result: frozen, compared by its fields, short when it is shown.

    >>> import standoff
    >>> plan = standoff.assess(standoff.load(standoff.find("korea")), "relief_first")
    >>> plan.tables[0], plan.to_rows("gains")[0]["party"] in plan.gain
    ('rows', True)
    """

    _presenters: ClassVar[list[Callable[[], Presenter]]] = []

    def __init_subclass__(cls, **named: Any) -> None:
        """Give each record the short repr: of a class that has none of its own, `dataclass` would write a long one."""
        super().__init_subclass__(**named)
        cls.__repr__ = Record.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        return self._presenters[0]().line(self)

    def _repr_html_(self) -> str:
        return self._presenters[0]().html(self)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its tables, the one that is shown first."""
        return self._presenters[0]().names(self)

    def to_rows(self, table: str | None = None) -> list[dict[str, Any]]:
        """The rows of a table (by its name; else the first one), each a dict of its columns; raises UsageError."""
        return self._presenters[0]().rows(self, table)

    def to_frame(self, table: str | None = None, *, backend: str | None = None) -> Any:
        """A table (by its name; else the first one) as a data frame of polars or pandas, whichever is there.

        `backend`: "polars" or "pandas"; else the one that is in use already. Sets of steps are their names with spaces
        between. Raises UsageError where there is no such table, or no library of frames.
        """
        return self._presenters[0]().frame(self, table, backend)


def present_with(presenter: Callable[[], Presenter]) -> None:
    """Say who presents records; asked when one is shown, as that brings more than records need."""
    Record._presenters[:] = [presenter]
