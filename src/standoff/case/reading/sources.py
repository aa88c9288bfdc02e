"""The sources of a case folder: the list in sources.json, and the texts behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from standoff.case.reading.source import UnreadableError, inside, path_text, read_text
from standoff.case.reading.source_entries import date_parts, mistakes
from standoff.case.reading.texts.reading import FOLDER, beside, content_of, files, name_of, read
from standoff.case.reading.texts.text import SourceText
from standoff.errors import Problem

__all__ = ["LIST", "Library", "read_library"]

LIST = "sources.json"


@dataclass(frozen=True)
class Library:
    """The sources of a case folder: their entries by id (None if there is no list), and their texts where present.

    A text is read when it is first asked for, and once. laid: the contents of files of texts that are not in the folder
    yet, by their names there; they count before those that are.
    """

    folder: Path | None
    entries: Mapping[str, Mapping[str, Any]] | None = None
    problems: tuple[Problem, ...] = ()
    laid: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def _files(self) -> dict[str, list[Path]] | Problem:
        try:
            there = files(self.folder) if self.folder is not None else {}
        except UnreadableError as error:
            return error.problems[0]
        return beside(there, [self._home / name for name in self.laid]) if self.laid else there

    @property
    def _home(self) -> Path:
        return (self.folder or Path()) / FOLDER

    @cached_property
    def _texts(self) -> dict[str, SourceText | Problem]:
        return {}

    @cached_property
    def _contents(self) -> dict[str, bytes | Problem]:
        return {}

    @property
    def at_hand(self) -> tuple[str, ...]:
        """The ids of all sources whose text is here, listed or not, in the order of their names."""
        return () if isinstance(self._files, Problem) else tuple(self._files)

    def text(self, source: str) -> SourceText | Problem | None:
        """The text of a source, None if it is not here, or why it cannot be read."""
        if isinstance(self._files, Problem):
            return self._files
        if source not in self._files:
            return None
        if source not in self._texts:
            content = self._content(source)
            if isinstance(content, bytes):
                try:
                    self._texts[source] = read(source, self._files[source][0], content)
                except UnreadableError as error:
                    self._texts[source] = error.problems[0]
            else:
                self._texts[source] = content
        return self._texts[source]

    def problem(self, source: str, read: bool = True) -> Problem | None:
        """Why the text of a source that is here cannot be read; what takes long to read is only read if asked for.

        That of a PDF stops nothing: what it holds cannot be looked up here, and that is all that is known.
        """
        if isinstance(self._files, Problem):
            return self._files
        if source not in self._files:
            return None
        slow = self._slow(source)
        found = self.text(source) if read or not slow else self._content(source)
        if not isinstance(found, Problem):
            return None
        return replace(found, severity="warning") if slow else found

    def _content(self, source: str) -> bytes | Problem:
        """The bytes of the text of a source that is here, or why they cannot be had."""
        if source not in self._contents:
            assert not isinstance(self._files, Problem)
            file = self._files[source][0]
            try:
                laid = self.laid.get(file.name)
                self._contents[source] = content_of(file, self.folder or Path(), laid)
            except UnreadableError as error:
                self._contents[source] = error.problems[0]
        return self._contents[source]

    def file(self, source: str) -> str:
        """The name of the file that holds the text of a source, as messages give it; "" where it is not here."""
        return name_of(self._files[source][0]) if source in self.at_hand and isinstance(self._files, dict) else ""

    def sha256(self, source: str) -> str:
        """The SHA-256 of the file of a source, in small hexadecimal digits; "" where it is not here or not readable."""
        if source not in self.at_hand:
            return ""
        content = self._content(source)
        return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else ""

    def list_text(self) -> str:
        """The list of sources as it is written, with its own ends of lines; raises UnreadableError."""
        assert self.folder is not None
        read_text(self.folder / LIST)
        return (self.folder / LIST).read_bytes().decode("utf-8")

    def changed(self, source: str) -> bool:
        """Whether the text of a source is another than the one that the list gives the SHA-256 of."""
        expected, present = (self.entries or {}).get(source, {}).get("sha256"), self.sha256(source)
        return isinstance(expected, str) and bool(present) and present != expected.strip().lower()

    def dated(self, source: str) -> tuple[int, ...]:
        """Year, month and day of a source as far as they are known: from the list, or else from its text; () if not."""
        issued = self._issued(source)
        text = None if issued or self._slow(source) else self.text(source)
        day = text.date if isinstance(text, SourceText) else None
        return (day.year, day.month, day.day) if day else issued

    def _issued(self, source: str) -> tuple[int, ...]:
        return date_parts((self.entries or {}).get(source, {}).get("issued"))

    def _slow(self, source: str) -> bool:
        """Whether the text takes long to read, and is dated in the list alone."""
        return not isinstance(self._files, Problem) and any(
            path.suffix.lower() == ".pdf" for path in self._files.get(source, ())[:1]
        )

    def doubts(self, source: str) -> Iterator[Problem]:
        """What is odd about the text of a source: two files hold it, it has changed, or its dates do not agree."""
        if isinstance(self._files, Problem) or source not in self._files:
            return
        first, *others = self._files[source]
        name = name_of(first)
        if others:
            yield _doubt(
                name,
                f"{name_of(others[0])} is a text of the source `{source}`, too; this one is read",
                f"keep one of them in the folder, or give the other an `id` of its own in {LIST}",
            )
        if self.changed(source):
            yield _doubt(
                name,
                f"this is not the text that {LIST} gives the sha256 of",
                "compare the two; if the new one is right, `standoff seal CASE --again` writes its sha256",
            )
        if self._slow(source):
            return
        text = self.text(source)
        if isinstance(text, SourceText):
            yield from self._dates(name, text)

    def _dates(self, name: str, text: SourceText) -> Iterator[Problem]:
        if text.misdated:
            yield _doubt(name, f"the day of the first line, {text.misdated}, is in no calendar", "is a digit wrong?", 1)
        issued = self._issued(text.id)
        if text.date and issued and (text.date.year, text.date.month, text.date.day)[: len(issued)] != issued:
            written = "-".join(f"{part:02}" for part in issued)
            yield _doubt(
                name,
                f"the first line says {text.date.isoformat()}, and {LIST} says that it was issued {written}",
                "one of the two is wrong",
                1,
            )


def _doubt(name: str, message: str, hint: str, line: int | None = None) -> Problem:
    return Problem(name, line, None, "warning", "", message, hint)


def _wrong(
    name: str,
    message: str,
    hint: str = "",
    line: int | None = None,
    column: int | None = None,
    excerpt: str = "",
    path: str = "",
) -> Problem:
    return Problem(name, line, column, "error", path, message, hint, excerpt)


def read_library(folder: Path | None, listed: str | None = None, laid: Mapping[str, bytes] | None = None) -> Library:
    """The sources of a case folder, with what is wrong in their list.

    listed: the text of the list, where it is another than the one in the folder. laid: the contents of files of texts
    that are not in the folder yet, by their names there, like `cable.txt`.
    """
    if listed is not None or laid:
        found = read_library(folder) if listed is None else _parsed(folder, listed)
        return replace(found, laid=dict(laid or {}))
    if folder is None or not (folder / LIST).exists():
        return Library(folder)
    if not inside(folder / LIST, folder):
        return Library(
            folder, {}, (_wrong(LIST, "this is a link to a file outside the case folder", "put the file itself here"),)
        )
    try:
        text = read_text(folder / LIST)
    except UnreadableError as error:
        return Library(folder, {}, error.problems)
    return _parsed(folder, text)


def _parsed(folder: Path | None, text: str) -> Library:
    try:
        found = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        lines = text.split("\n")
        excerpt = lines[error.lineno - 1] if len(lines[error.lineno - 1]) <= 200 else ""
        hint = _missing(text, error)
        return Library(folder, {}, (_wrong(LIST, "this is not valid JSON", hint, error.lineno, error.colno, excerpt),))
    except RecursionError:
        return Library(folder, {}, (_wrong(LIST, "this is nested too deep", "write a list of sources"),))
    except ValueError as error:
        return Library(folder, {}, (_wrong(LIST, f"this holds a number that cannot be read: {error}"),))
    if not isinstance(found, list):
        return Library(
            folder, {}, (_wrong(LIST, "a list of sources belongs here", 'write `[{"id": ..., "title": ...}]`'),)
        )
    problems = tuple(_entry_problems(found))
    return Library(folder, {entry["id"]: entry for entry in found if _has_id(entry)}, problems)


def _missing(text: str, error: json.JSONDecodeError) -> str:
    """What is probably missing in a list that is not JSON, and where."""
    before = text[: error.pos].rstrip()
    if "',' delimiter" in error.msg and text[error.pos : error.pos + 1] in ("{", '"'):
        return f"put a comma at the end of line {before.count(chr(10)) + 1}"
    if before.endswith(",") and text[error.pos : error.pos + 1] in ("]", "}"):
        return f"remove the comma at the end of line {before.count(chr(10)) + 1}"
    return "is a comma, a quotation mark or a bracket missing just before?"


def _refuse(word: str) -> float:
    raise ValueError(word)


def _has_id(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("id"), str) and bool(entry["id"])


def _entry_problems(entries: list[Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        if not _has_id(entry):
            yield _wrong(LIST, "this source has no `id`", "give it one, as text, and use it in `in:`", path=str(number))
        elif entry["id"] in seen:
            yield _wrong(
                LIST, f"the id `{entry['id']}` is given to two sources", "rename one of them", path=str(number)
            )
        else:
            seen.add(entry["id"])
        if isinstance(entry, dict):
            for place, message, hint in mistakes(entry):
                yield _wrong(LIST, message, hint, path=path_text((number - 1, *place)))
