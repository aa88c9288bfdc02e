"""What is installed here: the versions, the platform, and whether the compiled kernel or numpy does the hot loops."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from standoff.version import __version__

__all__ = ["KERNEL", "Installation", "installation"]

KERNEL = {
    "loaded": "compiled, and in use",
    "off": "switched off by STANDOFF_KERNEL; numpy serves, slower",
    "missing": "no compiled kernel: numpy serves, slower; install a C compiler and reinstall",
    "stale": "compiled from another version of its source: numpy serves, slower; reinstall",
    "broken": "compiled, but it cannot be loaded: numpy serves, slower; reinstall",
}
"""How the kernel can stand, in words."""


@dataclass(frozen=True)
class Installation:
    """What is installed here; `kernel` is one of KERNEL."""

    version: str
    python: str
    platform: str
    numpy: str
    kernel: str


def installation() -> Installation:
    """What is installed here.

    >>> installation().kernel in KERNEL
    True
    """
    import numpy

    from standoff.engine.kernel.loader import standing

    return Installation(__version__, platform.python_version(), platform.platform(), numpy.__version__, standing())
