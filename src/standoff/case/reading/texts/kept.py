"""What was read of files that take long to read, kept in the user's own cache by the SHA-256 of the file.

Nothing hangs on it: what is not there, or cannot be read or written, is read from the file again.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from standoff.case.reading.files import save
from standoff.case.reading.texts.text import Extracted
from standoff.errors import WriteError
from standoff.user_folders import user_folder

__all__ = ["keep", "kept"]

_READER = 1
"""Counted up whenever a reader makes another text of the same file."""

_MOST = 200
"""So many texts are kept; the ones that were longest not looked at go first."""

_LARGEST = 60_000_000


def _folder() -> Path:
    return user_folder("cache") / "texts"


def kept(digest: str) -> Extracted | None:
    """What was read of the file with this SHA-256, if it was kept."""
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        file = _folder() / f"{digest}.json"
        if file.stat().st_size > _LARGEST:
            return None
        found = json.loads(file.read_text(encoding="utf-8"))
        text, pages = found["text"], found["pages"]
        if found["reader"] == _READER and isinstance(text, str) and all(type(page) is int for page in pages):
            os.utime(file)
            return Extracted(text, pages=tuple(pages))
    return None


def keep(digest: str, found: Extracted) -> None:
    """Keep what was read of a file for the next time."""
    with suppress(OSError, ValueError, WriteError):
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        save(folder / f"{digest}.json", json.dumps({"reader": _READER, "text": found.text, "pages": found.pages}))
        files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[_MOST:]:
            file.unlink()
