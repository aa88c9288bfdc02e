"""The texts as they are on the desk, the data in them, and the case that they make: each worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from standoff.app.desk.sources import with_source
from standoff.case.editing.differences import Hunk, hunks
from standoff.case.editing.edit import AnyEdit, SourceEdit
from standoff.case.editing.edited import edited_source
from standoff.case.editing.ends import plain_ends, with_ends_of
from standoff.case.editing.read import read
from standoff.case.load import LoadedCase, read_plain
from standoff.case.model.mistake import shown
from standoff.case.reading.nodes import parse
from standoff.case.reading.source import Source, UnreadableError
from standoff.case.reading.sources import LIST, Library, read_library
from standoff.case.reading.texts.reading import FOLDER, files
from standoff.errors import EditError

__all__ = ["FileHunks", "Present", "differences"]

_REMEMBERED = 40
"""Texts of a case of which it is remembered what they hold: of the largest, some hundred megabytes."""


@dataclass(frozen=True)
class FileHunks:
    """What differs in one file."""

    file: str
    hunks: tuple[Hunk, ...]


def differences(old: Present, new: Present) -> tuple[FileHunks, ...]:
    """What differs from texts to other texts, by files."""
    found = []
    for name in dict.fromkeys([*old.texts, *new.texts]):
        if old.texts.get(name) == new.texts.get(name):
            continue
        read_already = [one.source for one in (old, new) if name == old.case and isinstance(one.source, Source)]
        texts = [
            one.texts.get(name, "") if name != old.case else plain_ends(one.texts.get(name, "")) for one in (old, new)
        ]
        found.append(FileHunks(name, hunks(texts[0], texts[1], *read_already)))
    return tuple(found)


class Present:
    """Texts by their names in a case folder; they do not change.

    known: texts of cases that were read already, which is worth remembering: undo and redo come back to them.
    """

    def __init__(
        self, folder: Path, case: str, texts: Mapping[str, str], known: dict[str, Source] | None = None
    ) -> None:
        self.folder, self.case, self.texts = folder, case, dict(texts)
        self._known = {} if known is None else known

    @cached_property
    def source(self) -> Source | LoadedCase:
        """The text of the case with its places; or, where it cannot be read, what is wrong with it."""
        text = plain_ends(self.texts.get(self.case, ""))
        if text not in self._known:
            try:
                self._remember(parse(shown(self.case)[1:-1], text))
            except UnreadableError as error:
                return LoadedCase(None, error.problems, None)
        return self._known[text]

    def _remember(self, source: Source) -> None:
        self._known[source.text] = source
        while len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]

    @property
    def data(self) -> Any:
        """The case as plain data; an empty one where nothing can be read."""
        return self.source.data if isinstance(self.source, Source) else {}

    @cached_property
    def loaded(self) -> LoadedCase:
        """The case as read and checked."""
        if isinstance(self.source, LoadedCase):
            return self.source
        return read_plain(self.source, self.library)

    @cached_property
    def library(self) -> Library:
        """The sources as they are on the desk: those in the folder, and those that are not saved yet."""
        start = f"{FOLDER}/"
        laid = {name.removeprefix(start): text.encode() for name, text in self.texts.items() if name.startswith(start)}
        return read_library(self.folder, self.texts.get(LIST), laid)

    def with_other_sources(self) -> Present:
        """The same texts, for which the sources in the folder are looked at again."""
        return Present(self.folder, self.case, self.texts, self._known)

    def with_texts(self, texts: Mapping[str, str]) -> Present:
        """Other texts of the same folder."""
        return self if texts == self.texts else Present(self.folder, self.case, texts, self._known)

    def edited(self, edits: Iterable[AnyEdit]) -> Present:
        """The texts with edits made in them, all or none; raises EditError, SizeError."""
        texts = dict(self.texts)
        former = texts.get(self.case, "")
        source: Source | None = None
        for edit in edits:
            if isinstance(edit, SourceEdit):
                texts = with_source(texts, edit, self._other_files(edit.id))
                continue
            if source is None:
                source = self.source if isinstance(self.source, Source) else read(plain_ends(former), self.case)
            source = edited_source(source, edit)
        if source is None:
            return self.with_texts(texts)
        text = with_ends_of(former, source.text)
        if text != former or self.case in texts:
            texts[self.case] = text
        if source.data:
            self._remember(source)
        return Present(self.folder, self.case, texts, self._known)

    def _other_files(self, source: str) -> tuple[str, ...]:
        """The files of a source that are no `.txt`."""
        try:
            there = files(self.folder).get(source, [])
        except UnreadableError as error:
            raise EditError(FOLDER, error.problems[0].message, error.problems[0].hint) from None
        return tuple(f"{FOLDER}/{path.name}" for path in there if path.name != f"{source}.txt")
