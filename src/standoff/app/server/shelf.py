"""The sources of a case over HTTP: their list, the text of one with what is quoted from it, and new ones."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.app.server.refused import RefusedError
from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.app.server.opened import Opened
    from standoff.results.records.citations import SourceList, SourceReading

__all__ = ["ENDINGS", "NewSource", "add", "opened_source", "sources"]

ENDINGS = (".txt", ".md", ".html", ".htm", ".pdf")
"""Of files whose text can be read."""

LONGEST_ENTRY = 20_000


def sources(case: Opened) -> SourceList:
    """All sources of the case on the desk."""
    from standoff.analysis.cited.listed import source_list

    return source_list(case.subject().cited)


def opened_source(case: Opened, source: str, known: str) -> SourceReading:
    """The text of one; known: the SHA-256 of the file, where the browser has its text already."""
    from standoff.analysis.cited.reading import reading

    try:
        return reading(case.subject().cited, source, known)
    except UsageError as error:
        raise RefusedError(404, str(error), where="source") from None


@dataclass(frozen=True)
class NewSource:
    """A source as it is sent: its id, its entry (None: it is in the list already), the ending of its file, the file.

    ending: "" where it comes without a text. version: of the case, that the browser saw.
    """

    id: str
    entry: Mapping[str, Any] | None
    ending: str
    content: bytes
    version: int | None

    @classmethod
    def read(cls, query: Mapping[str, str], content: bytes) -> NewSource:
        """From what the address says; raises RefusedError."""
        source, ending = query.get("id", ""), query.get("ending", "").lower()
        if ending and ending not in ENDINGS:
            raise RefusedError(400, f"texts of sources are files that end in {', '.join(ENDINGS)}", where="ending")
        if content and not ending:
            raise RefusedError(400, "`ending` says what kind of file this is", where="ending")
        version = query.get("version", "")
        if version and not version.isdecimal():
            raise RefusedError(400, "version: a whole number belongs here", where="version")
        return cls(source, _entry(query.get("entry", "")), ending, content, int(version[:18]) if version else None)

    def text(self) -> str | None:
        """Its text, read as the text of any source; None where it has none. Raises RefusedError."""
        from standoff.case.reading.source import UnreadableError
        from standoff.case.reading.texts.reading import read

        if not self.ending:
            return None
        try:
            found = read(self.id, Path(f"{self.id}{self.ending}"), self.content)
        except UnreadableError as error:
            problem = error.problems[0]
            raise RefusedError(400, problem.message, problem.hint, "text") from None
        if not found.text.strip():
            raise RefusedError(400, "this file holds no text", "choose another, or paste the text", "text")
        return found.text


def _entry(text: str) -> Mapping[str, Any] | None:
    if not text:
        return None
    if len(text) > LONGEST_ENTRY:
        raise RefusedError(400, "what is said of the source is too long", where="entry")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedError(400, "entry: this is no JSON that can be read", where="entry") from None
    if not isinstance(found, dict):
        raise RefusedError(400, "entry: an object belongs here, as in sources.json", where="entry")
    return found


def add(case: Opened, new: NewSource) -> None:
    """Put a source on the desk, or the text of one that is in the list; saved together with the case.

    What it is called and what is said of it is checked as the list is; raises RefusedError, EditError.
    """
    from standoff.case.editing.edit import SourceEdit
    from standoff.case.model.evidence import SOURCE_ID
    from standoff.case.model.mistake import shown
    from standoff.case.reading.source_entries import mistakes

    if not re.fullmatch(SOURCE_ID, new.id) or len(new.id) > LONGEST_ID:
        hint = "make it of letters, digits, `.`, `_` and `-`, and begin with a letter or a digit"
        raise RefusedError(400, f"{shown(new.id)} is not the name of a source", hint, "id")
    library = case.library()
    entry = (library.entries or {}).get(new.id)
    if new.entry is not None and entry is not None:
        raise RefusedError(400, f"there is a source `{new.id}` already", "give this one another name", "id")
    if new.entry is None and entry is None:
        raise RefusedError(400, f"there is no source `{new.id}` in the list", "say what it is: its title", "id")
    if library.file(new.id):
        raise RefusedError(400, f"the text of `{new.id}` is here already, in {library.file(new.id)}", where="id")
    for place, message, hint in mistakes(new.entry or {}):
        raise RefusedError(400, message, hint, f"entry.{'.'.join(map(str, place))}")
    text = new.text()
    if new.entry is None and text is None:
        raise RefusedError(400, "there is no text to add", "paste it, or choose a file", "text")
    said = {**(new.entry or entry or {}), "id": new.id}
    title = str((new.entry or entry or {}).get("title") or new.id)
    label = f"Source “{title}”" if new.entry is not None else f"Text of “{title}”"
    case.desk.do([SourceEdit(new.id, said, text)], label, new.version)


LONGEST_ID = 80
"""Characters of the name of a source, which is that of a file, too."""
