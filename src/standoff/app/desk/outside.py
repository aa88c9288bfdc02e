"""What became of a case outside of the desk while it lay there, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from standoff.app.desk.disk import Files
from standoff.case.editing.merging import Reader, merged, of_json, of_yaml
from standoff.case.reading.sources import LIST
from standoff.errors import StandoffError

__all__ = ["BusyError", "ChangedOutsideError", "Outside", "Pick", "Take", "Touching", "compared", "reader_of"]

Take: TypeAlias = Literal["merge", "theirs", "mine-beside", "picks"]
"""What to do about a change made outside: put both together; take theirs; take theirs, and mine into a file beside;
put both together, and of lines that touch those of one side."""

Pick: TypeAlias = Literal["mine", "theirs"]
"""Whose lines are taken where both sides changed the same."""


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


def compared(base: Mapping[str, str], mine: Mapping[str, str], there: Files, case: str) -> Outside | None:
    """What became of files outside, where it is about what is on the desk; None where nothing did. case: its file.

    What was changed alike on both sides is no change outside.
    """
    if there.unreadable:
        name, why = next(iter(there.unreadable.items()))
        return Outside("unreadable", f"{name} cannot be read any more: {why}; the desk keeps what it had")
    theirs = there.texts
    known = dict.fromkeys([*base, *mine, *theirs])
    names = [name for name in known if theirs.get(name) not in (base.get(name), mine.get(name))]
    if not names:
        return None
    gone, names = [name for name in names if name not in theirs], [name for name in names if name in theirs]
    sides = [{name: texts[name] for name in names or gone if name in texts} for texts in (base, mine, theirs)]
    if not names:
        message = f"{gone[0]} is gone from the folder; the desk keeps what it had, and saving writes it again"
        return Outside("gone", message, sides[0], sides[1], sides[2])
    found = {
        name: merged(base.get(name, ""), mine.get(name, ""), theirs[name], reader_of(name, case)) for name in names
    }
    texts = {name: result.text for name, result in found.items() if result.text is not None}
    return Outside(
        "changed",
        f"{' and '.join(names)} {'was' if len(names) == 1 else 'were'} changed by another program",
        sides[0],
        sides[1],
        sides[2],
        merged=texts if len(texts) == len(names) else None,
        touching=tuple(
            Touching(name, one.where, one.line, one.base, one.mine, one.theirs)
            for name, result in found.items()
            for one in result.touching
        ),
    )


def reader_of(name: str, case: str) -> Reader | None:
    """How the text of a file is read as plain data; None: it is nothing but lines. case: the file of the case."""
    return of_yaml if name == case else of_json if name == LIST else None
