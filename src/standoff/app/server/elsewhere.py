"""What another program did to the files of a case, line by line, as the page shows it beside what was done here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.results.sentences.wording import listing

if TYPE_CHECKING:
    from standoff.app.desk.outside import Outside
    from standoff.app.desk.present import FileHunks
    from standoff.app.server.opened import Opened

__all__ = ["elsewhere"]


def elsewhere(case: Opened) -> dict[str, Any]:
    """The document of `GET /api/outside`: what was changed there and here, and where both changed the same."""
    from standoff.app.desk.present import Present, differences

    with case.lock:
        desk = case.desk
        found = desk.outside
        if found is None:
            return {"what": "", "message": "", "said": "", "merges": False, "mine": (), "theirs": (), "touching": ()}
        base, mine, theirs = (
            Present(desk.folder, desk.file.name, texts) for texts in (found.base, found.mine, found.theirs)
        )
        ours, others = (differences(base, texts) if found.theirs else () for texts in (mine, theirs))
        return {
            "what": found.what,
            "message": found.message,
            "said": _said(found, ours, others),
            "merges": found.merged is not None,
            "beside": _beside(desk.folder, desk.file.name),
            "mine": ours,
            "theirs": others,
            "touching": found.touching,
        }


def _said(found: Outside, mine: Sequence[FileHunks], theirs: Sequence[FileHunks]) -> str:
    """Which lines were changed there and here, and whether they touch."""
    if found.what != "changed":
        return "Nothing that was done here is lost."
    said = f"Nothing has been written. There {_lines(theirs)} changed"
    if not mine:
        return f"{said}; here nothing is."
    where = [f"{place.line}" for place in found.touching]
    touch = "they do not touch" if not where else f"they touch at line{'s' * (len(where) > 1)} {listing(where)}"
    return f"{said}, here {_lines(mine)}: {touch}."


def _lines(files: Sequence[FileHunks]) -> str:
    numbers = [str(one.line) for file in files for one in file.hunks]
    shown = numbers[:_MOST] + ([f"{len(numbers) - _MOST} more"] if len(numbers) > _MOST else [])
    return f"line {shown[0]} is" if len(numbers) == 1 else f"lines {listing(shown)} are" if numbers else "no line is"


_MOST = 6
"""So many lines are told by their numbers."""


def _beside(folder: Path, case: str) -> str:
    """The name of the file in which what is here would be kept beside the case."""
    name = Path(case)
    names = (f"{name.stem}.mine{'' if number == 1 else f'-{number}'}{name.suffix}" for number in range(1, 1000))
    return next((one for one in names if not os.path.lexists(folder / one)), f"{name.stem}.mine{name.suffix}")
