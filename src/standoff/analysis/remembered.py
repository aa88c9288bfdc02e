"""What follows from a case alone is worked out once: a case is frozen, and what is remembered of it goes with it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["once"]

Derived = TypeVar("Derived")

_KNOWN: dict[int, tuple[weakref.ref[Case], dict[Any, Any]]] = {}
"""By the place of a case in memory: the case, for as long as it lives, and what is known of it."""


def once(case: Case, what: Callable[..., Derived], *asked: object) -> Derived:
    """What a function of a module says of a case, and of what else is asked: it is called once.

    Nobody changes what it says. Another case is another one even if it says the same, and so is a changed copy. Where
    the function raises, nothing is remembered.
    """
    place = id(case)
    if place not in _KNOWN or _KNOWN[place][0]() is not case:
        _KNOWN[place] = weakref.ref(case, lambda _: _KNOWN.pop(place, None)), {}
    known, key = _KNOWN[place][1], (what, *asked)
    if key not in known:
        known[key] = what(case, *asked)
    said: Derived = known[key]
    return said
