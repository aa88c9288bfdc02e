"""One process at a time writes a file: a lock beside it, which the system lets go of when the process ends."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from standoff.errors import UsageError, WriteError

__all__ = ["locked"]

_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def locked(out: Path, otherwise: str) -> Iterator[None]:
    """Hold the lock of a file to be written; raises UsageError where another process holds it, with what to do."""
    lock = out.with_name(f".{out.name[:100]}.lock")
    try:
        place = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise WriteError(f"{out}: could not be written ({str(error.strerror or error).lower()})") from None
    try:
        if not _take(place):
            raise UsageError(f"{out} is being written by another process; {otherwise}")
        try:
            yield
        finally:
            with suppress(OSError):
                lock.unlink()
    finally:
        os.close(place)


def _take(place: int) -> bool:
    """Whether the lock is ours now; where a file system knows no locks, nobody can hold one."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(place, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _TAKEN
    return True
