"""The case on a desk in every position that was asked about lately, each with all that was worked out about it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from standoff.app.server.questions.asked import Subject
from standoff.over import Over

if TYPE_CHECKING:
    from standoff.app.desk.desk import Desk
    from standoff.case.editing.edit import AnyEdit
    from standoff.case.load import LoadedCase
    from standoff.case.reading.sources import Library

__all__ = ["Positions", "Stamp", "key_of", "stamp"]

KEPT = 8
"""Cases that are kept as they were last asked about."""

Stamp = tuple[tuple[str, int, int], ...]
"""What is read of a folder, by names, times and sizes."""

_READ = ("sources.json", "views", "sources")
"""What is read of a folder besides the case itself."""


def stamp(folder: Path, case: str) -> Stamp:
    """What the files of a case look like from outside: where it is the same, nothing has changed."""
    found = []
    for name in (case, *_READ):
        for file in _files(folder / name):
            try:
                seen = file.stat()
            except OSError:
                continue
            found.append((f"{name}/{file.name}", seen.st_mtime_ns, seen.st_size))
    return tuple(sorted(found))


def _files(place: Path) -> list[Path]:
    try:
        return list(place.iterdir()) if place.is_dir() else [place]
    except OSError:
        return []


def key_of(*parts: object) -> str:
    """A name for something that hangs on these, and on nothing else."""
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()


class Positions:
    """What was asked about lately: the same text with the same put over it is the same object."""

    def __init__(self) -> None:
        self.readings: OrderedDict[str, LoadedCase] = OrderedDict()
        self.subjects: OrderedDict[str, Subject] = OrderedDict()
        # While a hand drags there is another case in every tenth of a second, and none of them comes again.
        self.tried: OrderedDict[str, LoadedCase] = OrderedDict()
        self.supposed: OrderedDict[str, Subject] = OrderedDict()

    def on_the_desk(self, desk: Desk, library: Library, key: str, edits: tuple[AnyEdit, ...], over: Over) -> Subject:
        """The case of the text on a desk, with edits that are not on it, and with what is put over it.

        key: what the text on the desk hangs on. Raises UsageError, EditError; CaseError where what is put over the case
        cannot be.
        """
        reading = self.reading(desk, key)
        if not edits:
            return _subject(self.subjects, key_of(key, over), desk.file, reading, library, over)
        key = key_of(key, edits)
        known = _latest(self.tried, key)
        if known is None:
            known = _keep(self.tried, key, _quickly(reading, edits) or desk.with_edits(edits))
        return _subject(self.supposed, key_of(key, over), desk.file, known, library, over)

    def as_saved(self, desk: Desk, library: Library, key: str, over: Over) -> Subject:
        """As `on_the_desk`, of the case as it was read or saved last."""
        from standoff.case.load import read_source

        key = key_of(key, desk.base)
        known = _latest(self.readings, key)
        if known is None:
            known = _keep(self.readings, key, read_source(desk.file.name, desk.base, desk.folder))
        return _subject(self.subjects, key_of(key, over), desk.file, known, library, over)

    def reading(self, desk: Desk, key: str) -> LoadedCase:
        """What came of reading the text on a desk."""
        known = _latest(self.readings, key)
        return _keep(self.readings, key, desk.loaded) if known is None else known


def _subject(
    kept: OrderedDict[str, Subject], key: str, file: Path, reading: LoadedCase, library: Library, over: Over
) -> Subject:
    from standoff.case.position import Position, position

    known = _latest(kept, key)
    if known is not None:
        return known
    at = None
    if reading.case is not None and reading.source is not None:
        case, source, home = reading.case, reading.source, file.parent
        at = Position(case)
        if over:
            at = position(case, home, source, as_of=over.as_of, view=over.view, values=over.values)
    return _keep(kept, key, Subject(key, file, over, at, reading, library))


def _quickly(reading: LoadedCase, edits: tuple[AnyEdit, ...]) -> LoadedCase | None:
    """A case with other numbers, of which nothing else is read again; None where an edit is of anything else."""
    from standoff.case.editing.edit import UNSEEN, Edit
    from standoff.case.quick import with_number

    case, source = reading.case, reading.source
    for edit in edits:
        if case is None or source is None or not isinstance(edit, Edit) or edit.op != "set":
            return None
        if edit.path not in source.values or edit.was not in (UNSEEN, source.at(edit.path)):
            return None
        case = with_number(case, edit.path, edit.value)
    return replace(reading, case=case) if case is not None else None


Thing = TypeVar("Thing")


def _latest(kept: OrderedDict[str, Thing], key: str) -> Thing | None:
    """What is kept under a key, which then is what was used last; None if nothing is."""
    if key in kept:
        kept.move_to_end(key)
    return kept.get(key)


def _keep(kept: OrderedDict[str, Thing], key: str, thing: Thing) -> Thing:
    kept[key] = thing
    while len(kept) > KEPT:
        kept.popitem(last=False)
    return thing
