"""A file that is whole at every moment: written beside its place and renamed."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from standoff.errors import WriteError

__all__ = ["save"]


def save(path: str | os.PathLike[str], text: str | bytes) -> None:
    """Write a file beside its place and rename it, so that the place holds the old or the new file, never half of one.

    Raises WriteError (no room, no right, no folder); what was there before is then still whole.
    """
    file = Path(path)
    beside = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        mode = file.stat().st_mode & 0o777 if file.exists() else None
        _write(beside, text.encode("utf-8") if isinstance(text, str) else text, mode)
        beside.replace(file)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            beside.unlink()
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteError(f"{file}: could not be written ({str(reason).lower()}); what was there is unchanged") from None
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _write(file: Path, content: bytes, mode: int | None) -> None:
    """Write a new file to the disk itself, not only to the memory of the system."""
    with file.open("xb") as stream:
        if mode is not None:
            file.chmod(mode)
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
