"""The C files of the kernel, what they are told apart by, and the name of the library that is compiled from them.

The build hook reads this file too, before anything is installed: it needs the standard library alone.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

__all__ = ["FOLDER", "LIBRARY", "fingerprint", "sources"]

FOLDER = Path(__file__).parent
"""Where the sources lie, and the compiled library beside them."""

LIBRARY = {"win32": "libkernel.dll", "darwin": "libkernel.dylib"}.get(sys.platform, "libkernel.so")
"""The file name of the compiled library (never `kernel.so`, which Python could import)."""


def sources(folder: Path = FOLDER) -> tuple[Path, ...]:
    """All C files and headers in a folder and below it, in the order of their names from there.

    >>> [path.name for path in sources()][:3]
    ['assessment.c', 'assessment.h', 'bound.c']
    """
    found = (path for suffix in ("c", "h") for path in folder.rglob(f"*.{suffix}"))
    return tuple(sorted(found, key=lambda path: path.relative_to(folder).as_posix()))


def fingerprint(folder: Path = FOLDER) -> int:
    """The CRC-32 of the names and the contents of all sources in a folder; FileNotFoundError where there are none."""
    paths = sources(folder)
    if not paths:
        raise FileNotFoundError(f"no sources of the kernel in {folder}")
    value = 0
    for path in paths:
        content = path.read_bytes()
        value = zlib.crc32(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode(), value)
        value = zlib.crc32(content, value)
    return value
