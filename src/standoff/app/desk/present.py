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


@dataclass(frozen=True)
class FileHunks:
    """What differs in one file."""

    file: str
    hunks: tuple[Hunk, ...]


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FileHunks, ...]:
    """What differs from texts to other texts, by files."""
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    return tuple(FileHunks(name, hunks(old.get(name, ""), new.get(name, ""))) for name in names)


class Present:
    """Texts by their names in a case folder; they do not change."""

    def __init__(self, folder: Path, case: str, texts: Mapping[str, str], source: Source | None = None) -> None:
        self.folder, self.case, self.texts = folder, case, dict(texts)
        self._known = source

    @cached_property
    def source(self) -> Source | LoadedCase:
        """The text of the case with its places; or, where it cannot be read, what is wrong with it."""
        if self._known is not None:
            return self._known
        try:
            return parse(shown(self.case)[1:-1], plain_ends(self.texts.get(self.case, "")))
        except UnreadableError as error:
            return LoadedCase(None, error.problems, None)

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
        return Present(self.folder, self.case, self.texts, self.source if isinstance(self.source, Source) else None)

    def with_texts(self, texts: Mapping[str, str]) -> Present:
        """Other texts, of which the case is not read anew where it is the same."""
        if texts == self.texts:
            return self
        alike = texts.get(self.case) == self.texts.get(self.case)
        known = self.source if alike and isinstance(self.source, Source) else None
        return Present(self.folder, self.case, texts, known)

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
        return Present(self.folder, self.case, texts, source if source.data else None)

    def _other_files(self, source: str) -> tuple[str, ...]:
        """The files of a source that are no `.txt`."""
        try:
            there = files(self.folder).get(source, [])
        except UnreadableError as error:
            raise EditError(FOLDER, error.problems[0].message, error.problems[0].hint) from None
        return tuple(f"{FOLDER}/{path.name}" for path in there if path.name != f"{source}.txt")
