"""The casebook of a folder: which cases in it have an outcome beside them, and the record of their first runs."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.analysis.progress import Progress, silent
from standoff.engine.core.parallel import HERE, Workers
from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.results.records.casebook import Casebook

__all__ = ["DRAWS", "casebook", "folders_of", "record_first_runs"]

DRAWS = 1_000


def casebook(
    folder: str | os.PathLike[str] | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    *,
    progress: Progress = silent,
    by: Workers = HERE,
) -> Casebook:
    """What was said of agreements of the past, and how often that was right, beside rules that need no program.

    Of the shipped cases with an `outcome.yaml`, or of those in a folder (a case folder, or one that holds some).
    Raises UsageError where there are none, CaseError for a case or an outcome with errors.

    >>> import standoff
    >>> standoff.casebook("nowhere")
    Traceback (most recent call last):
    standoff.errors.UsageError: there is no folder `nowhere`; name one that holds cases with an outcome.yaml each
    """
    if draws < 1:
        raise UsageError("the casebook is about shares of draws: ask for at least 1 draw")
    from standoff.analysis.casebook.casebook import casebook_of

    return casebook_of(folders_of(folder), draws, seed, progress, by)


def folders_of(folder: str | os.PathLike[str] | None = None) -> tuple[Path, ...]:
    """The folders of cases with an outcome: of those shipped, or in a folder. UsageError where there are none."""
    from standoff import catalog
    from standoff.case.outcome import FILE, has_outcome

    if folder is None:
        shipped = tuple(place for place in map(catalog.find, catalog.names()) if has_outcome(place))
        if not shipped:
            raise UsageError(f"none of the shipped cases has an {FILE}; name a folder with cases that have one")
        return shipped
    place = Path(folder)
    if not place.is_dir():
        raise UsageError(f"there is no folder `{place}`; name one that holds cases with an {FILE} each")
    cases = [one for one in (place, *sorted(place.iterdir())) if one.is_dir() and (one / "case.yaml").is_file()]
    if not cases:
        raise UsageError(f"no case is in the folder `{place}`: each has a folder of its own with a case.yaml")
    told = tuple(one for one in cases if has_outcome(one))
    if not told:
        raise UsageError(f"no case in the folder `{place}` has an {FILE}, which says what became of the agreement")
    return told


def record_first_runs(folder: str | os.PathLike[str] | None = None) -> tuple[str, ...]:
    """Write into each outcome that has not got it when its case was first run, and what it was; those that were new."""
    from standoff.case.outcome import record_first_run

    return tuple(place.name for place in folders_of(folder) if record_first_run(place, date.today()))
