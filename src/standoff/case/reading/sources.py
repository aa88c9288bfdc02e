"""The texts behind the evidence: the list in sources.json, and quotes found word for word in their source."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import Any

from standoff.case.reading.source import UnreadableError, inside, path_text, read_text
from standoff.case.reading.source_entries import mistakes
from standoff.errors import Problem

__all__ = ["Library", "contains", "nearest", "read_library"]

LIST = "sources.json"

LARGEST_TEXT = 10_000_000
"""Bytes of one text: about five thousand pages."""

_NEAR = 0.75


@dataclass(frozen=True)
class Library:
    """The sources of a case folder: their entries by id (None if there is no list), and their texts where present."""

    folder: Path | None
    entries: Mapping[str, Mapping[str, Any]] | None = None
    problems: tuple[Problem, ...] = ()

    @cached_property
    def _texts(self) -> dict[str, str | Problem | None]:
        return {}

    def text(self, source: str) -> str | Problem | None:
        """The text of a source, None if it is not here, or why it cannot be read."""
        if source not in self._texts:
            self._texts[source] = self._read(source)
        return self._texts[source]

    def _read(self, source: str) -> str | Problem | None:
        if self.folder is None:
            return None
        file, name = self.folder / "sources" / f"{source}.txt", f"sources/{source}.txt"
        try:
            if not file.exists():
                return None
            if not inside(file, self.folder):
                return _wrong(name, "this is a link to a file outside the case folder", "put the text itself here")
            text = read_text(file, LARGEST_TEXT, name)
        except (UnreadableError, OSError) as error:
            return error.problems[0] if isinstance(error, UnreadableError) else _wrong(name, "the file cannot be read")
        return self._unless_changed(source, name, file, text)

    def _unless_changed(self, source: str, name: str, file: Path, text: str) -> str | Problem:
        expected = (self.entries or {}).get(source, {}).get("sha256")
        if isinstance(expected, str) and hashlib.sha256(file.read_bytes()).hexdigest() != expected.lower():
            return Problem(
                name,
                None,
                None,
                "warning",
                "",
                f"this is not the text that {LIST} gives the sha256 of",
                "compare the two; if the new one is right, write its sha256",
            )
        return text


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


def read_library(folder: Path | None) -> Library:
    """The sources of a case folder, with what is wrong in their list."""
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


def _parsed(folder: Path, text: str) -> Library:
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


# -------------------------------------------------------------------------------------------- quotes

_ALIKE = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "\u00ad": None,
    }
)
_BROKEN = "\x01"
"""Stands for a hyphen at the end of a line, which may belong to the word or to the line."""


def _normal(text: str) -> str:
    """Text as quotes are compared: one kind of space, of quotation mark and of hyphen, no ligatures."""
    plain = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    return " ".join(re.sub(r"-[ \t]*\n\s*", _BROKEN, plain).split())


def contains(text: str, quote: str) -> bool:
    """Whether a quote stands in a text, whatever the line breaks, quotation marks, hyphens at line ends and ligatures.

    >>> contains("They will not dis-\\nmantle the “ﬁrst” site.", 'not dismantle the "first" site')
    True
    >>> contains("They will dismantle the site.", "will not dismantle")
    False
    """
    letters = [f"[-{_BROKEN}]" if letter == "-" else re.escape(letter) for letter in _normal(quote)]
    return re.search(f"{_BROKEN}?".join(letters), _normal(text)) is not None


def nearest(text: str, quote: str) -> str:
    """The passage of a text that is most like a quote, or "" if none is near; a suggestion, never a match.

    >>> nearest("Nobody will open the harbour before winter.", "will not open the harbour")
    'Nobody will open the harbour'
    """
    words, wanted = _normal(text).replace(_BROKEN, "").split(), _normal(quote).split()
    rare = max(wanted, key=len, default="")
    starts = [max(0, i - wanted.index(rare)) for i, word in enumerate(words) if word == rare][:200] if rare else []
    best = max(
        ((SequenceMatcher(None, " ".join(words[i : i + len(wanted)]), " ".join(wanted)).ratio(), i) for i in starts),
        default=(0.0, 0),
    )
    return " ".join(words[best[1] : best[1] + len(wanted)]) if best[0] >= _NEAR else ""
