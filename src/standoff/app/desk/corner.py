"""The corner of a case folder that is the desk's own, `.standoff/`: nobody else's, and only one desk's at a time."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO
from weakref import WeakSet

from standoff.app.desk.outside import BusyError
from standoff.case.model.evidence import SOURCE_ID
from standoff.case.reading.source import inside
from standoff.case.reading.sources import LIST
from standoff.case.reading.texts.reading import FOLDER
from standoff.errors import UsageError, WriteError

__all__ = ["Corner", "is_of_a_case", "now", "source_file"]

_NAME = ".standoff"
_LOCKED_AT = 1_000_000
"""The byte of the lock file that is locked: behind all that it holds, which others can read so."""


def now() -> str:
    """The present moment, as ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def source_file(source: str) -> str:
    """The name in the case folder of the text of a source."""
    return f"{FOLDER}/{source}.txt"


def is_of_a_case(name: str, case: str) -> bool:
    """Whether a name in a case folder is one that a desk writes: the case, the list of sources, or a text of one.

    >>> is_of_a_case("sources/a.txt", "case.yaml"), is_of_a_case("sources/../a.txt", "case.yaml")
    (True, False)
    """
    return name in (case, LIST) or re.fullmatch(rf"{FOLDER}/{SOURCE_ID}\.txt", name) is not None


class Corner:
    """The folder `.standoff/` of a case, locked as long as it is used.

    The system gives the lock back when the process ends, however it ends, so that none is ever left behind.
    Raises BusyError where another desk has it, UsageError where it leads out of the case folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.place = folder, folder / _NAME
        self.writable = True
        self._lock: IO[bytes] | None = None
        if os.path.lexists(self.place) and (self.place.is_symlink() or not self.place.is_dir()):
            raise UsageError(f"{self.place} is no folder of standoff; rename it, and open the case again")
        self._make()

    def again(self) -> None:
        """Make it anew, and the case folder, where they were deleted while the case was open; raises WriteError."""
        if self.place.is_dir():
            return
        self.close()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(f"cannot make the folder {self.folder}: {error.strerror or error}") from None
        self._make()

    def _make(self) -> None:
        try:
            self.place.mkdir(exist_ok=True)
            ignore = self.place / ".gitignore"
            if not os.path.lexists(ignore):
                ignore.write_text("*\n", encoding="utf-8")
            self._take_lock()
        except OSError:
            self.writable = False

    def file(self, name: str) -> Path:
        """The path of a file in it; WriteError where that leads out of the case folder."""
        path = self.place / name
        if path.is_symlink() or not inside(path, self.folder):
            raise WriteError(f"{path}: this is a link, and nothing is written through it; remove it")
        return path

    def _take_lock(self) -> None:
        stream = self.file("lock").open("a+b")
        try:
            if not _locked(stream):
                stream.seek(0)
                said = stream.read(200).decode("utf-8", "replace").strip()
                raise BusyError(
                    f"another window of standoff has {self.folder} open ({said or 'since just now'}); "
                    "use that one, or close it first"
                )
            stream.truncate(0)
            stream.write(f"process {os.getpid()}, since {now()}\n".encode())
            stream.flush()
        except BaseException:
            stream.close()
            raise
        self._lock = stream
        _leave_to_children_nothing()
        _OPEN.add(self)

    def close(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None


_OPEN: WeakSet[Corner] = WeakSet()


@cache
def _leave_to_children_nothing() -> None:
    """A process that is split off has no part in the lock: it would hold it when this one has ended."""

    def close() -> None:
        for corner in list(_OPEN):
            with suppress(OSError):
                corner.close()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=close)


def _locked(stream: IO[bytes]) -> bool:
    """Whether a file could be locked; where the system of files knows no locks, it is taken to be."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(_LOCKED_AT)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True
