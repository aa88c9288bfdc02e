"""Where what is found of a case is kept: among its outputs, or with the user where nobody writes beside a case."""

from __future__ import annotations

import os
from pathlib import Path

from standoff.analysis.kept.secret import user_folder

__all__ = ["FOLDER", "place"]

FOLDER = ".kept"
"""The folder among the outputs that holds what was found."""

PACKAGE = Path(__file__).resolve().parents[2]


def place(case: Path, name: str, out: Path | None = None) -> Path:
    """The folder of a name that is kept of a case, given its file or folder, or that of its outputs.

    Raises OSError where a user has no folder for what programs keep.
    """
    home = case if case.is_dir() else case.parent
    if out is None and (home.resolve().is_relative_to(PACKAGE) or not os.access(home, os.W_OK)):
        return user_folder("cache") / name.lstrip(".")
    return (out or home / "out") / name
