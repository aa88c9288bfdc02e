"""Who works on a question about a case: other processes, too, where that is worth starting them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from standoff.engine.core.parallel import Workers, workers

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["crew_for"]

SMALL = 8
"""Steps of a case of which most questions are answered at once."""


def crew_for(case: Case, cores: int | None = None, cluster: str | None = None) -> AbstractContextManager[Workers]:
    """Workers, but for a small case, whose questions take less time than it takes to start them."""
    small = cores is None and cluster is None and len(case.steps) <= SMALL
    return workers(1 if small else cores, cluster)
