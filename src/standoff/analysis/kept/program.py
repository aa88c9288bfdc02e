"""The program that finds results: its sources, and what it works with, on which the last digit of a number can hang."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterator
from importlib import import_module, metadata
from pathlib import Path

from standoff.analysis.kept.digest import digest
from standoff.engine.kernel import loader
from standoff.version import LOADED, __version__

__all__ = ["program"]

PACKAGE = Path(__file__).parents[2]

_FOUND_BY = ("analysis", "case", "engine", "results")
"""The folders of the package that say what is found; what shows it does not matter."""

_SETTINGS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "OPENBLAS_CORETYPE",
    "MKL_NUM_THREADS",
    "NPY_DISABLE_CPU_FEATURES",
)
"""Variables on which the last digit of a sum can hang."""

_LIBRARIES = ("scipy", "pydantic", "python-sat")


def program() -> bytes | None:
    """A digest of the program as this process runs it; None where its sources were changed after it was loaded."""
    sources = _sources()
    if sources is None:
        return None
    import numpy

    other = os.environ.get(loader.SWITCH, "")
    return digest(
        (
            __version__,
            sources,
            loader.standing(),
            Path(other).read_bytes() if loader.standing() == "loaded" and other else b"",
            sys.version,
            numpy.__version__,
            tuple(_version(name) for name in _LIBRARIES),
            platform.system(),
            platform.release(),
            platform.machine(),
            _processor(),
            tuple(os.environ.get(name) for name in _SETTINGS),
        )
    )


def _sources() -> bytes | None:
    """The contents of all files that say what is found; None where one is newer than what this process has loaded."""
    told = hashlib.sha256()
    for path in _files():
        with path.open("rb") as stream:
            if os.fstat(stream.fileno()).st_mtime > LOADED:
                return None
            content = stream.read()
        told.update(f"{os.path.relpath(path, PACKAGE)}\0{len(content)}\0".encode())
        told.update(content)
    return told.digest()


def _files() -> Iterator[Path]:
    for top in _FOUND_BY:
        for place, folders, names in os.walk(PACKAGE / top):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            yield from (Path(place, name) for name in sorted(names))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _processor() -> tuple[str, ...]:
    """What the processor can do: numpy adds up in another order where it can do more at once."""
    try:
        features = import_module("numpy._core._multiarray_umath").__cpu_features__
    except (ImportError, AttributeError):
        return ()
    return tuple(sorted(name for name, has in features.items() if has))
