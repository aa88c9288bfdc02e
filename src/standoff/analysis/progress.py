"""How far long work has come, told to whoever watches."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it that is done, 0..1."""


def silent(what: str, share: float) -> None:
    """Progress that nobody watches."""
