"""The folders that a user has for what programs keep: their settings, and what can be made anew."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["user_folder"]

_HOMES = {
    "win32": {"config": ("APPDATA", "AppData/Roaming"), "cache": ("LOCALAPPDATA", "AppData/Local")},
    "darwin": {"config": ("", "Library/Application Support"), "cache": ("", "Library/Caches")},
    "": {"config": ("XDG_CONFIG_HOME", ".config"), "cache": ("XDG_CACHE_HOME", ".cache")},
}
"""By platform, what names the folder of a kind, and where it is in the user's home unless something does."""


def user_folder(kind: str) -> Path:
    """The user's own folder for the `config` of programs, or for their `cache`; OSError where there is none.

    >>> user_folder("cache").name
    'standoff'
    """
    variable, otherwise = _HOMES.get(sys.platform, _HOMES[""])[kind]
    named = Path(os.environ.get(variable, "") if variable else "")
    if named.is_absolute():
        return named / "standoff"
    try:
        return Path.home() / otherwise / "standoff"
    except RuntimeError as error:
        raise OSError(str(error)) from None
