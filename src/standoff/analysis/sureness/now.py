"""Where are we, and how sure is that: what is stable, and in how many draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from standoff.analysis.progress import Progress, silent
from standoff.analysis.stability.stable import stable
from standoff.engine.core.parallel import HERE, Workers

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.stability import Stable
    from standoff.results.records.sureness import StableOften

__all__ = ["stable_and_often"]


def stable_and_often(
    case: Case,
    limit: int = 1000,
    all_states: bool = False,
    progress: Progress = silent,
    *,
    asked: Sequence[str] = (),
    coalition: Sequence[str] = (),
    state: Sequence[str] | None = None,
    time_limit: float | None = None,
    draws: int = 0,
    seed: int = 1,
    of: Literal["now", "listed", "all"] = "listed",
    seen_by: str | None = None,
    by: Workers = HERE,
) -> tuple[Stable, StableOften | None]:
    """As `stable`, and how often that is so if every range is drawn so many times (None: nothing is drawn).

    seen_by: the party as which the case is seen already.
    """
    found = stable(
        case, limit, all_states, progress, asked=asked, coalition=coalition, state=state, time_limit=time_limit
    )
    told = replace(found, view=seen_by)
    if not draws:
        return told, None
    from standoff.analysis.sureness.equilibria import stable_often

    known = found if state is None else None  # else it is about another now
    return told, stable_often(case, draws, seed, progress, by, of=of, found=known)
