"""One case on the desk: its text as it was read, the gestures since, undone ones, and how they are saved."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256 as digest
from pathlib import Path
from typing import Literal

from standoff.app.desk.changed import Reason, reasons_for, why_edits
from standoff.app.desk.choosing import as_picked, without
from standoff.app.desk.corner import Corner, is_of_a_case, now, source_file
from standoff.app.desk.disk import Files, is_to_become_a_case, read_file, read_files, shelf, write_files
from standoff.app.desk.former import FormerTexts
from standoff.app.desk.gesture import Gesture, changes_between, put
from standoff.app.desk.journal import Journal, Kept, Move
from standoff.app.desk.outside import ChangedOutsideError, Outside, Pick, Take, compared
from standoff.app.desk.present import FileHunks, Present, differences
from standoff.app.desk.settling import beside, settled
from standoff.app.desk.timeline import Timeline
from standoff.app.desk.views import place_of_view, view_text
from standoff.case.editing.edit import AnyEdit, SourceEdit
from standoff.case.load import LoadedCase
from standoff.case.reading.source import find
from standoff.case.reading.sources import LIST, Library
from standoff.errors import EditError, UsageError

__all__ = ["Desk"]


class Desk:
    """One case folder: its text as read, the gestures since, and what became of it outside.

    Nothing of the case is written but by `save`; every gesture is in the journal before `do` returns. All windows of a
    program share one desk of a case, which is asked one thing at a time.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open a case: a folder (an empty one becomes a case), or its file.

        Edits that were not saved when the program ended are there again; `notes` says so. Raises CaseError where there
        is no case, BusyError where another desk has it.
        """
        given = Path(path)
        self.file = given / "case.yaml" if is_to_become_a_case(given) else find(given)
        self.folder = self.file.parent
        self._corner = Corner(self.folder)
        try:
            self._open()
        except BaseException:
            self._corner.close()
            raise

    def _open(self) -> None:
        text = read_file(self.folder, self.file.name)
        texts = {} if text is None else {self.file.name: text}
        listed = read_files(self.folder, [LIST])
        self._base: dict[str, str] = {**texts, **listed.texts}
        self._present = Present(self.folder, self.file.name, self._base)
        self._line = Timeline()
        self._journal, self._former = Journal(self._corner), FormerTexts(self._corner, self.file.name)
        self._outside: Outside | None = None
        self._notes: list[str] = []
        self._shelf = shelf(self.folder)
        self.version = 0
        self.saved_at: str | None = None
        if not self._corner.writable:
            self._notes.append("This folder cannot be written to: the case can be looked at, and not edited.")
        kept = self._journal.read(self.file.name)
        if kept is not None:
            self._recover(kept)

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
        """The present texts of the case and of all that is saved with it, by their names in the folder."""
        return dict(self._texts)

    @property
    def sha256(self) -> str:
        """Of the file of the case as it was read or saved last; "" where there is none yet."""
        there = self._base.get(self.file.name)
        return "" if there is None else digest(there.encode()).hexdigest()

    @property
    def gestures(self) -> tuple[Gesture, ...]:
        """What is not saved yet, the oldest first."""
        return self._line.unsaved

    @property
    def undone(self) -> tuple[Gesture, ...]:
        """What `redo` would do again, the next first."""
        return self._line.undone

    @property
    def dirty(self) -> int:
        """How many gestures are not saved yet."""
        return len(self.gestures)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo, also from before the last save."""
        return self._line.here > 0 or self._former.earlier()

    @property
    def can_redo(self) -> bool:
        """Whether something was undone, and nothing done since."""
        return bool(self._line.undone)

    @property
    def outside(self) -> Outside | None:
        """What became of the case outside, as `look` saw it last; None where nothing did."""
        return self._outside

    @property
    def notes(self) -> tuple[str, ...]:
        """What the desk has to say in sentences, as that edits came back after a crash."""
        return tuple(self._notes)

    @property
    def loaded(self) -> LoadedCase:
        """The case as read and checked, for the present text and the sources as they are on the desk."""
        return self._present.loaded

    @property
    def library(self) -> Library:
        """The sources as they are on the desk: those in the folder, and those that are not saved yet."""
        return self._present.library

    @property
    def _texts(self) -> Mapping[str, str]:
        return self._present.texts

    def differences(self) -> tuple[FileHunks, ...]:
        """What saving would change, by files and lines."""
        return differences(self._as_read(), self._present)

    def reasons_for(self) -> tuple[Reason, ...]:
        """The numbers that were changed, for which a reason could be given."""
        return reasons_for(self._as_read().data, self._present.data, self.gestures)

    def _as_read(self) -> Present:
        return self._as_of(self._base)

    # ------------------------------------------------------------------------------------------------ gestures

    def do(self, edits: Iterable[AnyEdit], label: str, version: int | None = None) -> None:
        """Make edits, all or none, as one gesture; version: that the editor saw (None: whichever).

        Raises EditError and SizeError, and WriteError where the journal cannot be written: nothing is changed then.
        """
        self._seen_as(version)
        edits = tuple(edits)
        known = self._with_sources(edits)
        present = self._present.with_texts(known).edited(edits)
        changes = changes_between(known, present.texts)
        if not changes:
            return
        gesture = Gesture(label, edits, now(), changes)
        more = {name: text for name, text in known.items() if name not in self._texts}
        if more:  # the journal starts from what was there
            moves: list[tuple[Move, Gesture]] = [("do", one) for one in (*self.gestures, gesture)]
            self._journal.begin({**self._base, **more}, moves)
            self._base |= more
        else:
            self._journal.add("do", gesture, self._base)
        self._line.done(gesture)
        self._show(present)

    def with_edits(self, edits: Iterable[AnyEdit]) -> LoadedCase:
        """The case as it would be with edits that are not made: nothing on the desk changes. Raises EditError."""
        edits = tuple(edits)
        return self._present.with_texts(self._with_sources(edits)).edited(edits).loaded

    def _with_sources(self, edits: tuple[AnyEdit, ...]) -> Mapping[str, str]:
        """The texts on the desk, with the former ones of sources that are to have others."""
        names = [source_file(edit.id) for edit in edits if isinstance(edit, SourceEdit) and edit.text is not None]
        there = self._not_held(names)
        if there.unreadable:
            name, why = next(iter(there.unreadable.items()))
            raise EditError(name, f"the file that is there cannot be read: {why}", "move it away")
        return {**self._texts, **there.texts}

    def _not_held(self, names: Iterable[str]) -> Files:
        """Texts of the folder that the desk has not read; what it took away, as by undo, is none of them."""
        held = {*self._texts, *self._base}
        return read_files(self.folder, [n for n in names if n not in held and is_of_a_case(n, self.file.name)])

    def _hold(self, more: Mapping[str, str]) -> None:
        """Texts of the folder on the desk, as they are there; raises WriteError."""
        if more and self.gestures:  # the journal starts from what was there
            self._journal.begin({**self._base, **more}, [("do", one) for one in self.gestures])
        self._base |= more
        self._present = self._as_of({**self._texts, **more})

    def drop(self, number: int, version: int | None = None) -> None:
        """Take one of `gestures` back, from 0, though more was done since; that can be undone like any other.

        Raises EditError where later ones build on it, or where the case was changed since that version; UsageError,
        WriteError.
        """
        self._seen_as(version)
        gestures = self.gestures
        if number == len(gestures) - 1 and self._line.here > self._line.saved:
            self.undo()
            return
        wanted = without(self._base, gestures, number, self.file.name)
        self._lead_to(wanted, f"Undone: {gestures[number].label}", "undone")

    def drop_all(self, version: int | None = None) -> None:
        """Undo all that is not saved; `redo` brings it back, one by one. Raises EditError, UsageError, WriteError."""
        self._seen_as(version)
        while self.dirty:
            if self._line.here > self._line.saved:
                self.undo()
            else:
                self.redo()

    def _seen_as(self, version: int | None) -> None:
        if version is not None and version != self.version:
            raise EditError("", "the case was changed meanwhile", "look at it again, and then change it")

    def _lead_to(self, texts: Mapping[str, str], label: str, kind: Literal["edits", "undone"] = "edits") -> None:
        """Other texts, by a gesture that is no edit of data."""
        changes = changes_between(self._texts, texts)
        if not changes:
            return
        gesture = Gesture(label, (), now(), changes, kind)
        self._journal.add("do", gesture, self._base)
        self._line.done(gesture)
        self._show(self._as_of(texts))

    def undo(self) -> None:
        """Undo the last gesture, also over a save; raises UsageError where there is none, WriteError."""
        if self._line.here == 0:
            former = self._former.back(lambda names: {**self._texts, **self._not_held(names).texts})
            if former is None:
                raise UsageError("there is nothing to undo")
            self._hold(self._not_held(former.before).texts)
            self._line.before(former.gestures_to(self._texts))
        self._move("undo", self._line.gestures[self._line.here - 1].back, -1)

    def redo(self) -> None:
        """Do again what was undone last; raises UsageError where nothing was, WriteError."""
        if not self.can_redo:
            raise UsageError("there is nothing to do again")
        self._move("redo", self._line.gestures[self._line.here], 1)

    def _move(self, move: Move, gesture: Gesture, by: int) -> None:
        try:
            present = self._present.with_texts(put(self._texts, gesture.changes))
        except ValueError as error:
            raise UsageError(f"{error} is another now than it was; what was done to it cannot be undone") from None
        self._journal.add(move, gesture, self._base)
        self._line.here += by
        self._show(present)

    def _show(self, present: Present) -> None:
        self._present = present
        self.version += 1
        if self._outside is not None:
            self._outside = compared(self._base, self._texts, self._there(), self.file.name)

    # -------------------------------------------------------------------------------------------------- saving

    def save(self, sha256: str, why: Mapping[str, str] | None = None, by: str = "") -> None:
        """Write what is on the desk into the folder; sha256: as of the desk, that the editor saw.

        why: per path ("steps.x.worth.us"), what the new number rests on, which becomes a judgement `by` somebody.
        Raises ChangedOutsideError where the files are others than were read, EditError for a reason that cannot be
        written, WriteError. Nothing is lost then, and nothing is written.
        """
        self._look_before_saving(sha256)
        self._corner.again()
        reasons = why_edits(self._present.data, why or {}, by)
        if reasons:
            self.do(reasons, f"Reasons given by {by.strip()}")
        try:
            self._look_before_saving(sha256)
            self._write()
        except BaseException:
            if reasons:
                self.undo()
                self._line.gestures.pop()
            raise

    def _look_before_saving(self, sha256: str) -> None:
        if sha256 != self.sha256:
            message = "the case was saved from another window, or taken from its folder anew; look at it again"
            raise ChangedOutsideError(Outside("changed", message))
        found = self._outside = compared(self._base, self._texts, self._there(), self.file.name)
        if found is not None and found.what != "gone":
            raise ChangedOutsideError(found)

    def _write(self) -> None:
        there = self._there().texts
        changed = {name: text for name, text in self._texts.items() if there.get(name) != text}
        added = [name for name in self._base if name not in self._texts]
        if changed or added:
            before = {name: self._base.get(name) for name in dict.fromkeys([*changed, *added])}
            self._former.keep(before, self._texts, self.gestures)
            write_files(self.folder, changed)
            for name in added:
                (self.folder / name).unlink(missing_ok=True)
        self._base = dict(self._texts)
        self._line.saved = self._line.here
        self._journal.end()
        self._outside = None
        self.saved_at = now()
        self.version += 1

    def save_as_view(self, name: str, by: str = "", title: str = "", why: Mapping[str, str] | None = None) -> Path:
        """Write what was changed into `views/NAME.yaml`, and leave case.yaml as it is; returns the file.

        The gestures leave the desk. Raises EditError for what a view cannot say, UsageError for a name that is taken.
        """
        file = place_of_view(self.folder, name)
        base = self._as_read()
        reasons = [
            {**edit.value, "for": path}
            for path, text in (why or {}).items()
            for edit in why_edits(self._present.data, {path: text}, by)
        ]
        text = view_text(base.loaded, self.loaded, self.gestures, {"title": title, "by": by}, reasons)
        sources = [change.file for one in self.gestures for change in one.changes if change.file != self.file.name]
        if sources:
            raise EditError(sources[0], "a view holds no sources", "save them into the case first")
        write_files(self.folder, {f"views/{name}.yaml": text})
        self._journal.end()
        self._line.rebased((), ())
        self._show(base)
        return file

    # ------------------------------------------------------------------------------------------------- outside

    def look(self) -> Outside | None:
        """Look whether the files were changed outside; a desk without gestures takes what is there at once.

        What cannot be loaded is not taken: the desk keeps what it had.
        """
        there = self._there()
        found = compared(self._base, self._texts, there, self.file.name)
        if found is None or found.what != "changed":
            self._outside = found
            if found is None:
                self._adopt(there)
            return found
        if not self.gestures:
            present = self._as_of(there.texts)
            if present.loaded.case is None and self.loaded.case is not None:
                problem = next(one for one in present.loaded.problems if one.severity == "error")
                said = f"{found.message}, and cannot be loaded now ({problem.message}); the desk keeps what it had"
                self._outside = replace(found, message=said)
                return self._outside
            self._rebase(there.texts, present, ())
            self._outside = None
            return None
        self._outside = found
        return found

    def _there(self) -> Files:
        return read_files(self.folder, dict.fromkeys([self.file.name, LIST, *self._base, *self._texts]))

    def _adopt(self, there: Files) -> None:
        """Where the files have become what lies on the desk, that is saved; texts of sources may be others."""
        there_now = shelf(self.folder)
        if there_now != self._shelf:
            self._shelf = there_now
            self._show(self._present.with_other_sources())
        names = (*self._base, *self._texts)
        if self.gestures and all(there.texts.get(name) == self._texts.get(name) for name in names):
            self._base = dict(self._texts)
            self._line.saved = self._line.here
            self._journal.end()
            self.version += 1

    def take(self, how: Take, picks: Sequence[Pick] = ()) -> Path | None:
        """Settle a change made outside; returns the file beside, if one was written.

        merge: the lines of both sides, where they do not touch. theirs: what is in the folder now; what was on the desk
        is an undo away. mine-beside: as theirs, with what was on the desk in `case.mine.yaml`, or the next free number.
        picks: as theirs, and then both together in one gesture, with what was picked for each place where they touch.
        Raises UsageError where that cannot be, WriteError.
        """
        found = self.look()
        if found is None:
            raise UsageError("nothing was changed outside; what is in the folder is on the desk, or its base")
        if found.what == "gone":
            raise UsageError(f"{found.message}")
        wanted = {**self._texts, **as_picked(found, picks, self.file.name)} if how == "picks" else None
        place = beside(self.folder, self.file.name, self._texts) if how == "mine-beside" else None
        if found.what == "unreadable":
            if place is None:
                raise UsageError(found.message)
            return place
        theirs = {**self._base, **found.theirs}
        if how == "merge":
            if found.merged is None:
                raise UsageError("both sides changed the same lines; take one of the two, or mend it in the file")
            texts = {**self._texts, **found.merged}
            self._rebase(theirs, self._as_of(texts), settled(self._as_of(theirs), self.gestures, texts))
        else:
            self._former.keep({n: self._texts.get(n) for n in found.theirs}, self._texts, ())
            self._rebase(theirs, self._as_of(theirs), (), before=self.gestures)
        self._outside = None
        if wanted is not None:
            self._lead_to(wanted, "Mine and theirs together, as chosen")
        return place

    def _as_of(self, texts: Mapping[str, str]) -> Present:
        return self._present.with_texts(texts)

    def _rebase(
        self,
        base: Mapping[str, str],
        present: Present,
        unsaved: tuple[Gesture, ...],
        before: tuple[Gesture, ...] = (),
    ) -> None:
        """Other files underneath: what they changed is a gesture of its own, after what was done `before` it."""
        start = put_all(self._base, before)
        changes = changes_between(start, base)
        outside = Gesture("Changed outside", (), now(), changes, "outside")
        moves: list[tuple[Move, Gesture]] = [("do", gesture) for gesture in unsaved]
        self._journal.begin(base, moves)
        self._line.rebased((*before, outside), unsaved)
        self._base = dict(base)
        self._present = present
        self.version += 1

    def _recover(self, kept: Kept) -> None:
        """What a journal holds that was left behind, on the desk again."""
        if kept.damaged:
            place = self._journal.put_aside()
            where = f"; their journal is kept as {place.name} in .standoff" if place else ""
            self._notes.append(f"Not all of the edits that were not saved could be read{where}.")
        if not kept.gestures:
            self._journal.end()
            return
        names = dict.fromkeys([*self._base, *kept.base, *kept.texts])
        there = read_files(self.folder, names).texts
        if all(there.get(name) == kept.texts.get(name) for name in (*kept.base, *kept.texts)):
            self._journal.end()
            return
        others = {name: text for name, text in self._base.items() if name not in {**kept.base, **kept.texts}}
        self._base = {**others, **kept.base}
        self._line = Timeline([*kept.gestures, *reversed(kept.undone)], len(kept.gestures), 0)
        self._present = self._as_of({**others, **kept.texts})
        moves: list[tuple[Move, Gesture]] = [("do", gesture) for gesture in kept.gestures]
        self._journal.begin(self._base, moves)
        count = len(kept.gestures)
        have = "1 edit that was not saved has" if count == 1 else f"{count} edits that were not saved have"
        self._notes.append(f"{have} come back.")
        self.look()

    def close(self) -> None:
        """Leave the case to others; what is not saved stays in the journal."""
        self._corner.close()


def put_all(texts: Mapping[str, str], gestures: Iterable[Gesture]) -> Mapping[str, str]:
    """Texts with all that gestures changed in them."""
    for gesture in gestures:
        texts = put(texts, gesture.changes)
    return texts
