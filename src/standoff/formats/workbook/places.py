"""A case that was read from a workbook, with the cell of every part: problems are told with sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from standoff.case.reading.source import KeyPath, Refused, Source, Span, path_text
from standoff.errors import Problem

__all__ = ["Placed", "Reading"]

_ANYWHERE = Span(0, 0, 1, 1)


@dataclass(frozen=True)
class Placed(Source):
    """As a source that was text, but that the place of a part is a cell. `cells` also has those that are empty."""

    cells: Mapping[KeyPath, str] = field(default_factory=dict)

    def problem(
        self,
        path: KeyPath,
        message: str,
        hint: str = "",
        *,
        offset: int | None = None,
        key: bool = False,
        severity: Literal["error", "warning"] = "error",
    ) -> Problem:
        """A problem with the part at this path, at its cell or at the nearest cell that it stands under."""
        where = next((self.cells[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.cells), "")
        for pattern, instead in _IN_CELLS:
            message, hint = re.sub(pattern, instead, message), re.sub(pattern, instead, hint)
        return Problem(_at(self.file, where), None, None, severity, path_text(path), message, hint)


def _at(file: str, where: str) -> str:
    return f"{file}, {where}" if where else file


_IN_CELLS = (
    (r"^this key is missing$", "nothing is written here"),
    (r"^add it, for example `\w+: (.*)`$", r"write, for example, `\1`"),
    (r"^nothing is written here(, and .*)?$", "nothing is written here"),
    (r"^write a value, or leave the key out$", "write a value, or leave the cell empty"),
    (r"^put it in quotation marks$", "type an apostrophe before it"),
    (r"^there is no such key$", "a case has nothing of that name here"),
    (r" in sources\.json$", " in the sheet Sources"),
    (r"^write an `id` of sources\.json", "write an id of the sheet Sources"),
    (r"^write either `in:` and a source, or `judgement:` and `by:`$", "fill in either `in`, or `judgement` and `by`"),
    (r"^add `by:` and a name or initials$", "write a name or initials in the column `by`"),
)
"""What is said of a file of text, and what is said of cells instead."""


@dataclass
class Reading:
    """What has been read so far: plain data with the cells of its parts, problems in their order, and notes."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    cells: dict[KeyPath, str] = field(default_factory=dict)
    values: dict[KeyPath, Span] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrong(self, where: str, message: str, hint: str, path: KeyPath = ()) -> None:
        """Remember a problem at a cell or a sheet."""
        self.problems.append(Problem(_at(self.file, where), None, None, "error", path_text(path), message, hint))

    def place(self, path: KeyPath, where: str) -> None:
        """Remember the cell of a part, though it may be empty."""
        self.cells.setdefault(path, where)

    def put(self, path: KeyPath, value: Any, where: str) -> bool:
        """Add a part at its path; False where there is something already, or what is around it is no group or list."""
        here: Any = self.data
        for n, part in enumerate(path[:-1]):
            new: Any = [] if isinstance(path[n + 1], int) else {}
            there = _enter(here, part, new)
            if there is None or isinstance(there, Refused):
                return False
            here = there
            self._mark(path[: n + 1], where)
        last = path[-1]
        if _has(here, last) or not _fits(here, last):
            return False
        if isinstance(here, list):
            here.append(value)
        else:
            here[last] = value
        self._mark(path, where)
        return True

    def _mark(self, path: KeyPath, where: str) -> None:
        self.cells.setdefault(path, where)
        self.values.setdefault(path, _ANYWHERE)

    def source(self) -> Placed:
        """The whole, to be checked."""
        return Placed(self.file, "", [], self.data, {}, self.values, cells=self.cells)


def _has(group: Any, part: str | int) -> bool:
    if isinstance(group, dict):
        return part in group
    return isinstance(part, int) and part < len(group)


def _fits(group: Any, part: str | int) -> bool:
    """Whether a part can be added: to a group under a key, to a list as its next entry."""
    return isinstance(part, str) if isinstance(group, dict) else isinstance(group, list) and part == len(group)


def _enter(group: Any, part: str | int, new: Any) -> Any:
    """What stands at a part of a group or list, made `new` where nothing does; None where nothing can."""
    if not isinstance(group, (dict, list)):
        return None
    if not _has(group, part):
        if not _fits(group, part):
            return None
        if isinstance(group, list):
            group.append(new)
        else:
            group[part] = new
    return group[part]  # type: ignore[index]
