"""The notions of stability and the types of party, as the engine's tables have them, for whoever tells of them."""

from __future__ import annotations

from collections.abc import Iterable

from standoff.engine.stability.concepts import notion
from standoff.engine.stability.notion import Notion
from standoff.engine.stability.unknown import TYPES

__all__ = ["TYPES", "Notion", "letters", "notion", "unsearched"]


def letters(names: Iterable[str]) -> list[str]:
    """What notions are called in a sentence or the head of a column.

    >>> letters(["nash", "strong_gmr", "seq_a", "l2"])
    ['NASH', 'strong GMR', 'SEQ of type a', 'L2']
    """
    return [notion(name).letters for name in names]


def unsearched(names: Iterable[str]) -> list[str]:
    """Those of some notions that are not answered where states are searched, not listed.

    >>> unsearched(["nash", "seq"])
    ['seq']
    """
    from standoff.engine.symbolic.stays import CONCEPTS

    return [name for name in names if name not in CONCEPTS]
