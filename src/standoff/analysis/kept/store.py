"""A folder of what was found: files that only their owner can have written, none of which is ever trusted unread."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LARGEST", "MOST", "Store"]

HEAD = b"standoff kept 1\n"
"""What a file begins with: the form it has."""

MOST = 200_000_000
"""Bytes that a folder holds at most; what was not taken for the longest time goes first."""

LARGEST = 50_000_000
"""Bytes of a single result that is kept, and of a file that is read."""

LEFT_OVER = 3600.0
"""Seconds after which half of a file was left by a run that was killed."""

_NAME = re.compile(r"[0-9a-f]{64}\.kept")
_HALF = re.compile(r"\.[0-9a-f]{64}\.kept\.[0-9a-f]{8}\.part")

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Not through a link, and without waiting for somebody to write into a pipe."""


@dataclass(frozen=True)
class Store:
    """Contents under keys, in the files of a folder. `secret`: what its owner alone knows, and signs each file with.

    `most`: bytes that the folder holds at most. `largest`: bytes of a file.

    A folder may have come from somebody else: a file whose signature is not that of this content under this key, by
    this owner, is as good as none.
    """

    folder: Path
    secret: bytes
    most: int = MOST
    largest: int = LARGEST

    def get(self, key: bytes) -> bytes | None:
        """What was put under a key; None where there is nothing, or nothing that this owner wrote."""
        file = self._file(key)
        try:
            place = os.open(file, _READ)
        except (OSError, ValueError):
            return None
        try:
            about = os.fstat(place)
            if not stat.S_ISREG(about.st_mode) or about.st_size > self.largest:
                return None
            with os.fdopen(place, "rb", closefd=False) as stream:
                whole = stream.read(self.largest + 1)
        except OSError:
            return None
        finally:
            os.close(place)
        signed = len(HEAD) + hashlib.sha256().digest_size
        content = whole[signed:]
        if not hmac.compare_digest(whole[:signed], self._head(key, content)):
            return None
        with suppress(OSError):
            os.utime(file)
        return content

    def put(self, key: bytes, content: bytes) -> None:
        """Put a content under a key, over what is there; raises OSError with nothing changed."""
        if len(content) + 1024 > self.largest:
            return
        if self.folder.is_symlink():
            raise OSError("it is a link to another place")
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / ".gitignore").write_text("*\n", encoding="ascii")  # it is of no use to anybody else
        file = self._file(key)
        beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
        try:
            with beside.open("xb") as stream:
                stream.write(self._head(key, content) + content)
            beside.replace(file)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise

    def tidy(self) -> None:
        """Remove what is too much, and what killed runs left half done; no other file is touched."""
        there: list[tuple[float, int, str]] = []
        with suppress(OSError), os.scandir(self.folder) as found:
            for entry in found:
                with suppress(OSError):
                    about = entry.stat(follow_symlinks=False)
                    if _NAME.fullmatch(entry.name) and stat.S_ISREG(about.st_mode):
                        there.append((about.st_mtime, about.st_size, entry.path))
                    elif _HALF.fullmatch(entry.name) and time.time() - about.st_mtime > LEFT_OVER:
                        Path(entry.path).unlink()
        total = sum(size for _, size, _ in there)
        for _, size, path in sorted(there):
            if total <= self.most:
                break
            with suppress(OSError):
                Path(path).unlink()
                total -= size

    def _file(self, key: bytes) -> Path:
        """Of two owners each has a file of its own."""
        return self.folder / f"{hmac.digest(self.secret, b'name' + key, 'sha256').hex()}.kept"

    def _head(self, key: bytes, content: bytes) -> bytes:
        return HEAD + hmac.digest(self.secret, HEAD + len(key).to_bytes(4, "big") + key + content, "sha256")
