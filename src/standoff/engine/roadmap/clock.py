"""How far a search has come, and how much time it has: what its callers are told, and what they may limit."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["ShareDone", "TimeLeft", "silent", "unlimited"]

ShareDone = Callable[[float], None]
"""Called with the share of the work that is done, 0..1."""

TimeLeft = Callable[[], float]
"""How many seconds are left; a search stops where it is at 0."""


def silent(share: float) -> None:
    """Tell nobody how far it has come."""


def unlimited() -> float:
    """The time that is left where there is no limit."""
    return float("inf")
