"""What became of a case outside of the desk while it lay there, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from standoff.errors import StandoffError

__all__ = ["BusyError", "ChangedOutsideError", "Outside", "Take", "Touching"]

Take: TypeAlias = Literal["merge", "theirs", "mine-beside"]
"""What to do about a change made outside: put both together; take theirs; take theirs, and mine into a file beside."""


@dataclass(frozen=True)
class Touching:
    """Lines that both sides changed: where in the case they stand, the line in the base (from 1), and all versions."""

    file: str
    where: str
    line: int
    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True)
class Outside:
    """A change made outside of the desk.

    what: "changed", "gone" (a file that was read is no more), or "unreadable" (`message` says why). base, mine,
    theirs: the texts by file, only of files that differ. merged: of the same files, None where lines touch.
    """

    what: Literal["changed", "gone", "unreadable"]
    message: str
    base: Mapping[str, str] = field(default_factory=dict)
    mine: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] | None = None
    touching: tuple[Touching, ...] = ()


class ChangedOutsideError(StandoffError):
    """The case was changed by another program since it was read; nothing was written. `outside` has all texts."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        super().__init__(outside.message)


class BusyError(StandoffError):
    """Another window of standoff has the case open."""
