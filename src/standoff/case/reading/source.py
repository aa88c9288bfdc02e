"""The file of a case: found, read with care, and the place in it of every key and value."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from standoff.case.model.mistake import shown
from standoff.errors import CaseError, Problem
from standoff.printable import replaced

__all__ = [
    "LARGEST",
    "MOST_PROBLEMS",
    "KeyPath",
    "Refused",
    "Source",
    "Span",
    "UnreadableError",
    "find",
    "inside",
    "line_shown",
    "path_text",
    "read_bytes",
    "read_text",
    "refuse_large",
]

LARGEST = 1_000_000
"""Bytes. The largest case we can imagine (50 parties, 200 steps, all with evidence) is a tenth of this."""

KeyPath: TypeAlias = tuple[str | int, ...]
"""Where something is in the data: names of keys, and positions in lists from 0."""

MOST_PROBLEMS = 500
"""After this many problems a file is not a case with mistakes, but something else."""

_LONGEST_EXCERPT = 200

_IN_YAML = "a case is a text file in YAML"


class UnreadableError(CaseError):
    """A file that cannot be read at all, for one reason."""

    def __init__(
        self,
        file: str,
        message: str,
        hint: str = "",
        line: int | None = None,
        column: int | None = None,
        excerpt: str = "",
    ) -> None:
        super().__init__([Problem(file, line, column, "error", "", message, hint, excerpt)])


class Refused:
    """Stands where a value was that is reported already."""


@dataclass(frozen=True)
class Span:
    """Where something starts and ends: character positions in the text, and the line and column of its start."""

    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A case file as plain data (dicts, lists, text, numbers, booleans, None) with the places of its parts."""

    file: str
    text: str
    lines: list[str]
    data: Any = None
    keys: Mapping[KeyPath, Span] = field(default_factory=dict)
    values: Mapping[KeyPath, Span] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def problem(
        self,
        path: KeyPath,
        message: str,
        hint: str = "",
        *,
        offset: int | None = None,
        key: bool = False,
        severity: Literal["error", "warning"] = "error",
    ) -> Problem:
        """A problem with the part at this path; `offset` counts characters in its text, `key` points at its key."""
        span = self._span(path, key)
        line, column = (span.line, span.column) if span else (None, None)
        if span and offset:
            line, column = self._within(span, path, offset)
        return Problem(
            self.file, line, column, severity, path_text(path), message, hint, line_shown(self.lines, line, column)
        )

    def _span(self, path: KeyPath, key: bool) -> Span | None:
        """The span of the part, or of the nearest thing around it that is written in the file."""
        here, rest = self._written(path)
        missing = any(part not in _IMPLIED and not isinstance(part, int) for part in rest)
        spans = self.keys if key or missing else self.values
        return spans.get(here) or self.values.get(here)

    def _written(self, path: KeyPath) -> tuple[KeyPath, KeyPath]:
        """The longest part of a path that is written in the file, and the rest."""
        here: KeyPath = ()
        for i, part in enumerate(path):
            if (*here, part) in self.values:
                here = (*here, part)
            elif part not in _IMPLIED:
                return here, path[i:]
        return here, ()

    def _within(self, span: Span, path: KeyPath, offset: int) -> tuple[int, int]:
        """The place of a character of a text that may be quoted or run over several lines."""
        raw = self.text[span.start : span.end]
        value = self.at(path)
        body = raw.split("\n", 1)[1] if raw[:1] in "|>" and "\n" in raw else raw[1:-1] if raw[:1] in "'\"" else raw
        if not isinstance(value, str) or "".join(body.split()) != "".join(value.split()):
            return span.line, span.column  # escapes: the characters of the file are not those of the value
        wanted = len("".join(value[:offset].split()))
        seen = [i for i, character in enumerate(body) if not character.isspace()]
        position = span.start + raw.index(body) + (seen[wanted] if wanted < len(seen) else seen[-1] + 1)
        line = span.line + self.text.count("\n", span.start, position)
        return line, position - (self.text.rfind("\n", 0, position) + 1) + 1

    def at(self, path: KeyPath) -> Any:
        """The plain data at a path, or None."""
        here, rest = self._written(path)
        value = self.data
        for part in here:
            value = value[part]
        return None if rest else value


_IMPLIED = ("steps", "statements")
"""Keys of the model that a short form of the file leaves out: a deal as a list, a preference as statements."""


def path_text(path: KeyPath) -> str:
    """A path as users read it; positions in lists are counted from 1.

    >>> path_text(("plans", "relief-first", "phases", 0))
    'plans.relief-first.phases.1'
    """
    return ".".join(str(part + 1) if isinstance(part, int) else _plain(part) for part in path)


def _plain(part: str) -> str:
    return part if re.fullmatch(r"[\w.-]{1,60}", part) else shown(part)


def line_shown(lines: list[str], line: int | None, column: int | None) -> str:
    """A line of a file as a message shows it, or "" where the column would be beyond what is shown."""
    if line is None or line > len(lines) or (column or 0) > _LONGEST_EXCERPT:
        return ""
    text = lines[line - 1].rstrip()
    cut = text if len(text) <= _LONGEST_EXCERPT else text[:_LONGEST_EXCERPT] + " ..."
    return replaced(cut, " ")


# ---------------------------------------------------------------- finding and reading the file


def find(path: str | os.PathLike[str]) -> Path:
    """The case file that a path means: itself, or the `case.yaml` of a folder; raises UnreadableError.

    >>> find("nowhere")
    Traceback (most recent call last):
    standoff.case.reading.source.UnreadableError: nowhere error there is no file or folder `nowhere`
        hint: `standoff new NAME` makes a new case
    """
    given = Path(path)
    name = shown(given.name or given)[1:-1]
    try:
        if not given.exists():
            raise UnreadableError(
                name, f"there is no file or folder {shown(given)}", "`standoff new NAME` makes a new case"
            )
        if not given.is_dir():
            return given
        file = given / "case.yaml"
        if not file.exists():
            raise UnreadableError("case.yaml", f"the folder {shown(given)} holds no case.yaml", _another(given))
    except (OSError, ValueError) as error:
        raise UnreadableError(name, f"the path cannot be used: {_reason(error)}") from None
    if not inside(file, given):
        raise UnreadableError(
            "case.yaml", "this is a link to a file outside the case folder", "put the file itself here"
        )
    return file


def inside(file: Path, folder: Path) -> bool:
    """Whether a file, links followed, lies in a folder; text from a case must never lead out of it."""
    return file.resolve().is_relative_to(folder.resolve())


def _another(folder: Path) -> str:
    others = sorted(file.name for file in folder.iterdir() if file.suffix in (".yaml", ".yml") and file.exists())
    if others:
        return f"there is {shown(others[0])}; name the file itself, or rename it to case.yaml"
    hidden = sorted(file.name for file in folder.iterdir() if file.name.startswith(("case.yaml.", "case.yml.")))
    if hidden:
        return (
            f"there is {shown(hidden[0])}: rename it to `case.yaml`; "
            "Windows shows such endings where `File name extensions` is ticked"
        )
    sheets = sorted(file.name for file in folder.iterdir() if file.suffix.lower() in _SHEETS)
    if sheets:
        return f"{shown(sheets[0])} is a spreadsheet, and {_NO_SHEET}"
    return "`standoff new NAME` makes a new case"


_SHEETS = (".xlsx", ".xls", ".ods")
_NO_SHEET = "a case is a text file: `standoff import FILE.xlsx` makes one of a workbook made by `standoff new --xlsx`"


_WRONG_FILE = "is this the right file? texts of sources belong in the folder `sources`"


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()


def read_text(file: Path, limit: int = LARGEST, name: str = "", hint: str = _IN_YAML) -> str:
    """The text of a file that is regular, not too large, not binary (`hint`) and UTF-8; raises UnreadableError."""
    name = name or shown(file.name)[1:-1]
    return decode(name, read_bytes(file, limit, name), hint)


def read_bytes(
    file: Path, limit: int, name: str, irregular: str = "give a folder or a text file", large: str = _WRONG_FILE
) -> bytes:
    """The bytes of a file that is regular (else the hint `irregular`) and no larger than the limit (`large`).

    Raises UnreadableError.
    """
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(name, "this is not a regular file", irregular)
        refuse_large(name, status.st_size, limit, large)
        with file.open("rb") as stream:
            content = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        raise UnreadableError(name, f"the file cannot be read: {_reason(error)}") from None
    refuse_large(name, len(content), limit, large)
    return content


def refuse_large(name: str, size: int, limit: int, hint: str) -> None:
    """Refuse what has more bytes than a file may; raises UnreadableError."""
    if size > limit:
        raise UnreadableError(name, f"the file has {size} bytes, and the limit is {limit}", hint)


_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AGAIN = "save it again with the encoding UTF-8 (in Notepad: Save as, Encoding)"


def decode(name: str, content: bytes, hint: str) -> str:
    """UTF-8 text, its line ends as `\\n`; raises UnreadableError for what is binary or in another encoding."""
    if content[:2] in _UTF_16 or (len(content) > 3 and not (any(content[:80:2]) and any(content[1:80:2]))):
        raise UnreadableError(name, "the text is in UTF-16, not in UTF-8", _SAVE_AGAIN)
    if content[:4] == b"PK\3\4":
        raise UnreadableError(
            name, "this is a spreadsheet or an archive, not text", hint if hint != _IN_YAML else _NO_SHEET
        )
    if b"\0" in content:
        raise UnreadableError(name, "this is a binary file, not text", hint)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        raise UnreadableError(name, "the text is not in UTF-8", _SAVE_AGAIN, line, column) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
