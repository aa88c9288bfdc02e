"""How many cases of a slow comparison are run: a fifth, or with `--all` every one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

import pytest

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


def only_with_all(why: str) -> pytest.MarkDecorator:
    """A test of its own kind that takes so long that it waits for `--all`."""
    return pytest.mark.skipif(not os.environ.get(ALL), reason=f"{why}; run with --all")
