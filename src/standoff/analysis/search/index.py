"""The words of all texts at hand in one index of SQLite, made when it is first asked for and kept beside the outputs.

What is kept is signed by whoever made it, like all that runs keep: an index that came with a folder, is damaged or was
made by another version of the program is as good as none. It holds the texts themselves, so that a PDF is read once.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from standoff.analysis.kept.store import Store
from standoff.analysis.search.words import TOKENS_ARE, plain_words
from standoff.case.reading.sources import Library
from standoff.case.reading.texts.normal import folded
from standoff.case.reading.texts.text import SourceText
from standoff.errors import Problem, UsageError
from standoff.results.records.quotes import Unread

__all__ = ["Index", "Piece", "index_of", "pieces_of"]

LONGEST = 2_000
"""Characters of a passage: a longer paragraph is several."""

LARGEST = 800_000_000
"""Bytes of an index that is kept."""

_MADE = f"""
CREATE TABLE texts (id TEXT PRIMARY KEY, file TEXT, text TEXT, pages TEXT, headings TEXT, lined INTEGER, sha256 TEXT);
CREATE TABLE pieces (number INTEGER PRIMARY KEY, source TEXT, start INTEGER, stop INTEGER);
CREATE INDEX of_source ON pieces (source);
CREATE VIRTUAL TABLE words USING fts5 (body, content='', tokenize="{TOKENS_ARE}");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
"""


@dataclass(frozen=True)
class Piece:
    """A passage of a source, by its number, and where in the text it begins and ends."""

    number: int
    source: str
    start: int
    end: int


@dataclass
class Index:
    """The texts at hand and their words. `unread`: texts that could not be read, each with why."""

    base: sqlite3.Connection
    unread: tuple[Unread, ...] = ()
    _texts: dict[str, SourceText] = field(default_factory=dict)

    def close(self) -> None:
        """Let go of the memory that it takes; nothing can be asked after that."""
        self.base.close()

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources whose texts it holds."""
        return tuple(row[0] for row in self.base.execute("SELECT id FROM texts ORDER BY id"))

    def text(self, source: str) -> SourceText:
        """The text of a source that it holds."""
        if source not in self._texts:
            row = self.base.execute(
                "SELECT file, text, pages, headings, lined, sha256 FROM texts WHERE id = ?", (source,)
            ).fetchone()
            pages, headings = tuple(json.loads(row[2])), tuple((start, words) for start, words in json.loads(row[3]))
            self._texts[source] = SourceText(source, row[0], row[1], pages, headings, bool(row[4]), row[5])
        return self._texts[source]

    def count(self, match: str, source: str = "") -> dict[str, int]:
        """How many pieces of each source match, in the order of the sources."""
        return dict(
            self._all(
                "SELECT source, count(*) FROM words JOIN pieces ON number = words.rowid "
                "WHERE words MATCH ? AND (? = '' OR source = ?) GROUP BY source ORDER BY source",
                (match, source, source),
            )
        )

    def best(self, match: str, most: int, source: str = "") -> list[Piece]:
        """The pieces that match best, by BM25; of equals the earlier."""
        found = self._all(
            "SELECT number, source, start, stop FROM words JOIN pieces ON number = words.rowid "
            "WHERE words MATCH ? AND (? = '' OR source = ?) ORDER BY bm25(words), number LIMIT ?",
            (match, source, source, most),
        )
        return [Piece(*row) for row in found]

    def matching(self, match: str) -> list[Piece]:
        """All pieces that match, in the order of the texts."""
        found = self._all(
            "SELECT number, source, start, stop FROM words JOIN pieces ON number = words.rowid "
            "WHERE words MATCH ? ORDER BY number",
            (match,),
        )
        return [Piece(*row) for row in found]

    def has(self, word: str) -> bool:
        """Whether a word stands anywhere."""
        return bool(self._all("SELECT 1 FROM vocabulary WHERE term = ?", (word,)))

    def like(self, word: str) -> list[str]:
        """All words that begin as this does and are about as long, the more frequent first."""
        found = self._all(
            "SELECT term FROM vocabulary WHERE term >= ? AND term < ? AND abs(length(term) - ?) < 3 ORDER BY doc DESC",
            (word[:1], word[:1] + chr(0x10FFFF), len(word)),
        )
        return [term for (term,) in found]

    def _all(self, asks: str, values: Sequence[Any]) -> list[Any]:
        try:
            return self.base.execute(asks, values).fetchall()
        except sqlite3.Error as error:
            raise UsageError(f"these words cannot be looked for ({error}); look for fewer") from None


def index_of(library: Library, store: Store | None = None) -> Index:
    """The index of all texts at hand: what is kept of it, with what has changed since. UsageError without FTS5.

    store: where it is kept; where nothing can be written there, nothing is.
    """
    key = _key(library)
    base, changed = (None if store is None else _kept(store, key)), False
    if base is None:
        base, changed = _new(), True
    unread = []
    known = {source: tuple(file) for source, *file in base.execute("SELECT id, file, sha256 FROM texts").fetchall()}
    present = {source: (library.file(source), library.sha256(source)) for source in library.at_hand}
    for source in known:
        if present.get(source) != known[source]:
            _remove(base, source)
            changed = True
    for source, file in present.items():
        if known.get(source) == file:
            continue
        text = library.text(source)
        if isinstance(text, Problem):
            unread.append(Unread(source, text.file, text.message, text.hint))
        elif text is not None:
            _add(base, text)
            changed = True
    if changed and store is not None:
        _keep(base, store, key)
    return Index(base, tuple(unread))


def _new() -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    try:
        base.executescript(_MADE)
    except sqlite3.OperationalError:
        base.close()
        raise UsageError(
            f"the SQLite of this Python ({sqlite3.sqlite_version}) has no full-text search (FTS5); "
            "use another Python: those of python.org and of all large distributions have it"
        ) from None
    return base


def _kept(store: Store, key: bytes) -> sqlite3.Connection | None:
    """The index that was kept, None where there is none that this user and this program made."""
    content = store.get(key)
    if content is None:
        return None
    base = sqlite3.connect(":memory:")
    try:
        base.deserialize(content)
        base.execute("SELECT count(*) FROM vocabulary").fetchone()
    except (sqlite3.Error, AttributeError):
        base.close()
        return None
    return base


def _keep(base: sqlite3.Connection, store: Store, key: bytes) -> None:
    """Keep an index, and no older one unless there is room; where that cannot be, it is made anew the next time."""
    base.commit()
    with suppress(OSError, sqlite3.Error, AttributeError, MemoryError):
        content = base.serialize()
        store.put(key, content)
        replace(store, most=max(store.most, len(content) + 1024)).tidy()


def _key(library: Library) -> bytes:
    """What an index hangs on besides the texts: how they are read, how their words are told, and whose they are."""
    program = hashlib.sha256(b"index 1")
    package = Path(__file__).parents[2]
    for folder in (Path(__file__).parent, package / "case" / "reading" / "texts"):
        for file in sorted(folder.glob("*.py")):
            program.update(hashlib.sha256(file.read_bytes()).digest())
    with suppress(metadata.PackageNotFoundError):
        program.update(metadata.version("pypdf").encode())
    program.update(f"{sqlite3.sqlite_version} {unicodedata.unidata_version}".encode())
    program.update(str(library.folder.resolve() if library.folder else "").encode("utf-8", "replace"))
    return program.digest()


def _add(base: sqlite3.Connection, text: SourceText) -> None:
    whole = text.text.encode("utf-8", "replace").decode("utf-8")  # half characters, as some PDFs have them
    pages, headings = json.dumps(text.pages), json.dumps(text.headings)
    base.execute(
        "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?)",
        (text.id, text.file, whole, pages, headings, int(text.lined), text.sha256),
    )
    [[number]] = base.execute("SELECT coalesce(max(number), 0) FROM pieces").fetchall()
    pieces = [(number + n, text.id, *place) for n, place in enumerate(pieces_of(text), start=1)]
    base.executemany("INSERT INTO pieces VALUES (?, ?, ?, ?)", pieces)
    base.executemany("INSERT INTO words (rowid, body) VALUES (?, ?)", _worded(whole, pieces))


def _remove(base: sqlite3.Connection, source: str) -> None:
    [[whole]] = base.execute("SELECT text FROM texts WHERE id = ?", (source,)).fetchall()
    pieces = base.execute("SELECT * FROM pieces WHERE source = ?", (source,)).fetchall()
    base.executemany("INSERT INTO words (words, rowid, body) VALUES ('delete', ?, ?)", _worded(whole, pieces))
    base.execute("DELETE FROM pieces WHERE source = ?", (source,))
    base.execute("DELETE FROM texts WHERE id = ?", (source,))


def _worded(whole: str, pieces: Iterable[Sequence[Any]]) -> Iterator[tuple[int, str]]:
    return ((number, plain_words(folded(whole[start:stop]))) for number, _, start, stop in pieces)


def pieces_of(text: SourceText) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text; long ones in pieces that end at the end of a sentence, of a word, or anywhere."""
    for start, end in text.paragraphs():
        while end - start > LONGEST:
            part = text.text[start : start + LONGEST]
            ends = (part.rfind(mark, LONGEST // 2) for mark in (". ", ".\n", "。", "\n", " "))
            stop = start + next((at + 1 for at in ends if at > 0), LONGEST)
            if text.text[start:stop].strip():
                yield start, stop
            start = stop
        if text.text[start:end].strip():
            yield start, end
