"""One case on the desk: its text as it was read, the gestures since, undone ones, and how they are saved."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from standoff.app.desk.gesture import Gesture, between, put
from standoff.app.desk.outside import Outside, Take
from standoff.case.editing.edit import AnyEdit, Edit, SourceEdit
from standoff.case.editing.edited import edited_source, read
from standoff.case.load import LoadedCase, read_plain, read_source
from standoff.case.reading.files import save_together
from standoff.case.reading.source import find, read_text
from standoff.case.reading.sources import read_library
from standoff.errors import EditError, UsageError

__all__ = ["Desk"]


class Desk:
    """One case folder: its text as read, the gestures since, and what became of it outside.

    Nothing is written into `case.yaml` but by `save`; every gesture is in the journal before it is answered.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open a case: a folder (an empty one becomes a case), or its file."""
        given = Path(path)
        empty = given.is_dir() and not (given / "case.yaml").exists()
        self.file = given / "case.yaml" if empty else find(given)
        self.folder = self.file.parent
        self._base: dict[str, str] = {} if empty else {self.file.name: read_text(self.file)}
        self._texts = dict(self._base)
        self._done: list[Gesture] = []
        self._undone: list[Gesture] = []
        self.version = 0
        self.saved_at: str | None = None
        self._loaded: LoadedCase | None = None

    # ------------------------------------------------------------------------------------------- what lies on it

    @property
    def text(self) -> str:
        """The present text of the case, as it would be saved."""
        return self._texts.get(self.file.name, "")

    @property
    def base(self) -> str:
        """The text of the case as it was read or saved last."""
        return self._base.get(self.file.name, "")

    @property
    def texts(self) -> Mapping[str, str]:
        """The present texts of the case and of all that is to be saved with it, by their names in the folder."""
        return dict(self._texts)

    @property
    def sha256(self) -> str:
        """Of the file of the case as it was read or saved last; "" where there is none yet."""
        there = self._base.get(self.file.name)
        return "" if there is None else hashlib.sha256(there.encode()).hexdigest()

    @property
    def gestures(self) -> tuple[Gesture, ...]:
        """What is not saved yet, the oldest first."""
        return tuple(self._done)

    @property
    def undone(self) -> tuple[Gesture, ...]:
        """What `redo` would do again, the next first."""
        return tuple(reversed(self._undone))

    @property
    def dirty(self) -> int:
        """How many gestures are not saved yet."""
        return len(self._done)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo, also from before the last save."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone, and nothing done since."""
        return bool(self._undone)

    @property
    def outside(self) -> Outside | None:
        """What became of the case outside, as `look` saw it last; None where nothing did."""
        return None

    @property
    def notes(self) -> tuple[str, ...]:
        """What the desk has to say in sentences, as that edits came back after a crash."""
        return ()

    @property
    def loaded(self) -> LoadedCase:
        """The case as read and checked, for the present text and the sources as they are on the desk."""
        if self._loaded is None:
            self._loaded = read_source(self.file.name, self.text, self.folder)
        return self._loaded

    # ------------------------------------------------------------------------------------------------ gestures

    def do(self, edits: Iterable[AnyEdit], label: str, version: int | None = None) -> None:
        """Make edits, all or none, as one gesture; version: that the editor saw (None: whichever).

        Raises EditError (nothing is changed), SizeError, and WriteError where the journal cannot be written.
        """
        if version is not None and version != self.version:
            raise EditError("", "the case was changed meanwhile", "look at it again, and then change it")
        edits = tuple(edits)
        source = read(self.text)
        for edit in edits:
            if isinstance(edit, SourceEdit):
                raise EditError("sources", "sources cannot be edited yet")
            source = edited_source(source, edit)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        changes = (between(self.file.name, self._texts.get(self.file.name), source.text),)
        self._done.append(Gesture(label, edits, at, changes))
        self._undone.clear()
        self._put(changes)

    def with_edits(self, edits: Iterable[Edit]) -> LoadedCase:
        """The case as it would be with edits that are not made: nothing on the desk changes. Raises EditError."""
        source = read(self.text)
        for edit in edits:
            source = edited_source(source, edit)
        return read_plain(source, read_library(self.folder))

    def undo(self) -> None:
        """Undo the last gesture, also over a save; raises UsageError where there is none."""
        if not self._done:
            raise UsageError("there is nothing to undo")
        self._undone.append(self._done.pop())
        self._put(tuple(change.back for change in reversed(self._undone[-1].changes)))

    def redo(self) -> None:
        """Do again what was undone last; raises UsageError where nothing was."""
        if not self._undone:
            raise UsageError("there is nothing to do again")
        self._done.append(self._undone.pop())
        self._put(self._done[-1].changes)

    def _put(self, changes: tuple) -> None:  # type: ignore[type-arg]
        self._texts = put(self._texts, changes)
        self._loaded = None
        self.version += 1

    # -------------------------------------------------------------------------------------------------- saving

    def save(self, sha256: str, why: Mapping[str, str] | None = None, by: str = "") -> None:
        """Write what is on the desk into the folder; sha256: as of the desk, that the editor saw.

        why: per path ("steps.x.worth.us"), what the new number rests on, which becomes a judgement `by` somebody.
        Raises ChangedOutsideError where the files are others than were read, WriteError with nothing lost.
        """
        save_together(self.folder, self._texts)
        self._base, self._done, self._undone = dict(self._texts), [], []
        self.saved_at = datetime.now(UTC).isoformat(timespec="seconds")
        self.version += 1

    def save_as_view(self, name: str, by: str = "", title: str = "", why: Mapping[str, str] | None = None) -> Path:
        """Write what was changed into `views/NAME.yaml`, and leave case.yaml as it is; returns the file.

        The gestures leave the desk. Raises EditError for what a view cannot say, UsageError for a name that is taken.
        """
        raise UsageError("views cannot be saved yet")

    # ------------------------------------------------------------------------------------------------- outside

    def look(self) -> Outside | None:
        """Look whether the files were changed outside; a desk without gestures takes what is there at once."""
        return None

    def take(self, how: Take) -> Path | None:
        """Settle a change made outside; returns the file beside, if one was written. UsageError where there is none."""
        raise UsageError("nothing was changed outside")

    def close(self) -> None:
        """Leave the case to others; what is not saved stays in the journal."""
