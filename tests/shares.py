"""How many cases of a slow comparison are run: a fifth, or with `--all` every one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

ALL = "STANDOFF_ALL_CASES"
"""Set by `--all`, so that what is collected and other processes know it too."""

Case = TypeVar("Case")


def share_of(cases: Iterable[Case]) -> list[Case]:
    """Every fifth case from the first on, or all: for comparisons on random cases that say the same of each.

    It is not for cases made by hand, each of which has a reason of its own.
    """
    return list(cases) if os.environ.get(ALL) else list(cases)[::5]


def hits_of(count: int) -> int:
    """Of a number of hits that all cases reach, what the share reaches: half of its fifth, for luck."""
    return count if os.environ.get(ALL) else count // 10
