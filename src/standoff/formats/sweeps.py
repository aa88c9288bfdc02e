"""A sweep as one call: in memory, or into a file that the same call goes on with where it was stopped."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.analysis.progress import Progress, silent
from standoff.analysis.sureness import sweep as points
from standoff.analysis.sureness.grid import grid_of
from standoff.engine.core.parallel import HERE, Workers
from standoff.errors import SizeError
from standoff.results.records.sweep import Swept

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["MOST_IN_MEMORY", "sweep"]

MOST_IN_MEMORY = 100_000
"""Rows of a sweep that is not written to a file."""


def sweep(
    cases: Case | str | os.PathLike[str] | Sequence[Case | str | os.PathLike[str]],
    vary: Mapping[str, str | Sequence[float]],
    plans: Sequence[str] = (),
    deals: Sequence[str] = (),
    progress: Progress = silent,
    *,
    draws: int = 0,
    seed: int = 1,
    out: str | os.PathLike[str] | None = None,
    again: bool = False,
    by: Workers = HERE,
) -> Swept:
    """Plans of a case, or of several, assessed at every point of a grid of their numbers.

    `cases`: cases, or the folders that they are in. `vary`: for each number, by its path, its values: `"2, 5 years"`,
    `"2 to 10 years / 9"`, or a list of numbers without a unit. `plans`, `deals`: names; of deals their roadmaps; none:
    all plans. `draws`: how often all other ranges are drawn at each point, to tell how often the plan holds.

    `out`: the file to write (.csv or .parquet), which holds the points; without it the result holds them. `again`:
    start anew, over the table of another sweep. Raises UsageError, SizeError, CaseError, WriteError.

    >>> import standoff
    >>> case = standoff.example()
    >>> found = standoff.sweep(case, {"steps.lift_ban.worth.beta": "-12, -3"}, plans=["alpha-first"])
    >>> [(row["steps.lift_ban.worth.beta"], row["verdict"]) for row in found.to_rows()]
    [(-12.0, 'refused'), (-3.0, 'holds')]
    """
    given = cases if isinstance(cases, Sequence) and not isinstance(cases, str) else [cases]
    subjects = [_subject(one) for one in given]
    grid = grid_of([subject.case for subject in subjects], [f"{path}={_listed(v)}" for path, v in vary.items()])
    asked = points.asked_of(subjects, plans, deals, grid, draws, seed)
    if out is not None:
        from standoff.formats.sweep_tables import write

        return write(Path(out), asked, again, progress, by)
    if asked.rows > MOST_IN_MEMORY:
        raise SizeError("rows in memory", asked.rows, MOST_IN_MEMORY, "name a file with `out`, or vary less")
    return _in_memory(asked, progress, by)


def _listed(values: str | Sequence[float]) -> str:
    return values if isinstance(values, str) else ", ".join(map(repr, map(float, values)))


def _subject(given: Any) -> points.Subject:
    """A case under the name that it has in the table: the path that it was given by, or its title."""
    from standoff.case.load import examine
    from standoff.case.model.model import Case
    from standoff.case.reading.writing import dumps
    from standoff.errors import CaseError

    if isinstance(given, Case):
        return points.Subject(given.title, given, sha256(dumps(given).encode("utf-8")).hexdigest())
    read = examine(given)
    if read.case is None or read.source is None:
        raise CaseError(read.problems)
    name = os.fsencode(given).decode("utf-8", "replace")
    return points.Subject(name, read.case, sha256(read.source.text.encode("utf-8")).hexdigest())


def _in_memory(asked: points.Asked, progress: Progress, by: Workers) -> Swept:
    parts = points.parts_of(asked, {}, progress)
    done: dict[int, points.SweepRows] = {}
    points.sweep(parts, (), done.__setitem__, progress, by)
    tables = [points.columns_of(asked, done[number]) for number in sorted(done)]
    names = tables[0] if tables else ()
    columns = {name: tuple(cell for table in tables for cell in table[name]) for name in names}
    counts = Counter(zip(*(columns[name] for name in ("case", "plan", "verdict")), strict=True)) if columns else {}
    verdicts = points.tallied(asked, counts)
    return Swept(
        path="",
        parts=None,
        rows=asked.rows,
        done=sum(tally.points for tally in verdicts),
        resumed=0,
        cases=asked.cases,
        grid=asked.grid.axes,
        verdicts=verdicts,
        made=asked.made,
        points=columns,
    )
