"""What a user alone knows: 32 random bytes in a folder of their own, by which their files are told from others'."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from standoff.user_folders import user_folder

__all__ = ["own_secret", "user_folder"]

SIZE = 32

FILE = "kept.key"

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def own_secret() -> bytes:
    """The user's secret, made when it is first asked for; OSError where it can be neither read nor made."""
    file = user_folder("config") / FILE
    with suppress(FileNotFoundError):
        return _read(file)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_name(f".{FILE}.{secrets.token_hex(4)}.part")
    try:
        place = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(place, "wb") as stream:
            stream.write(secrets.token_bytes(SIZE))
        try:
            os.link(beside, file)  # unlike a rename it leaves alone what another process put there meanwhile
        except FileExistsError:
            pass
        except OSError:
            if not file.exists():
                beside.replace(file)
    finally:
        with suppress(OSError):
            beside.unlink()
    return _read(file)


def _read(file: Path) -> bytes:
    with os.fdopen(os.open(file, _READ), "rb") as stream:
        about = os.fstat(stream.fileno())
        if not stat.S_ISREG(about.st_mode) or (
            hasattr(os, "getuid") and (about.st_uid != os.getuid() or about.st_mode & 0o077)
        ):
            raise OSError(f"{file} is not a file that its owner alone can read; remove it, and it is made anew")
        found = stream.read(SIZE + 1)
    if len(found) != SIZE:
        raise OSError(f"{file} is damaged; remove it, and it is made anew")
    return found
