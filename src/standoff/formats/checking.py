"""What is wrong with a file, whichever kind it is: a case, or a conflict in graph form."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.errors import CaseError, Problem, UsageError

if TYPE_CHECKING:
    from standoff.case.load import LoadedCase
    from standoff.case.position import Position
    from standoff.results.records.evidence import Coverage

__all__ = ["Checked", "check", "checked", "checked_case"]


@dataclass(frozen=True)
class Checked:
    """Every problem of a file, and the title and the date of what it holds as far as it loads (a graph has no date).

    coverage: what the numbers of a case rest on; None where it does not load, and of a graph. position: the case as it
    was asked for, where it was asked for otherwise than as its file has it. notes: what could not be looked at.
    """

    title: str | None
    as_of: str | None
    problems: tuple[Problem, ...]
    coverage: Coverage | None = None
    position: Position | None = None
    notes: tuple[str, ...] = ()


def check(path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Every problem of the case in a folder or file, or of a conflict in graph form: errors and warnings, with places.

    Those of the views beside a case, too.

    >>> import standoff
    >>> for problem in standoff.check("nowhere"):
    ...     print(problem)
    nowhere error there is no file or folder `nowhere`
        hint: `standoff new NAME` makes a new case
    """
    return checked(path).problems


def checked(
    path: str | os.PathLike[str],
    strict: bool = False,
    as_of: str | None = None,
    view: str | None = None,
    values: Sequence[str] = (),
) -> Checked:
    """As `check`, with what the file is about; of another day, a view or other values also what cannot be so.

    strict: every number that rests on nothing is a problem.
    """
    from standoff.case.load import examine
    from standoff.formats.graph_form.files import is_graph, load_graph

    if is_graph(path):
        if as_of is not None or view is not None or values:
            raise UsageError(f"{path} is a conflict in graph form, and `--as-of`, `--view` and `--set` are about cases")
        try:
            return Checked(load_graph(path).title, None, ())
        except CaseError as error:
            return Checked(None, None, error.problems)
    folder = Path(path)
    home = folder if folder.is_dir() else folder.parent
    return checked_case(examine(path), home, strict, as_of, view, values, whole=folder.is_dir())


def checked_case(
    reading: LoadedCase,
    home: Path,
    strict: bool = False,
    as_of: str | None = None,
    view: str | None = None,
    values: Sequence[str] = (),
    *,
    whole: bool = True,
) -> Checked:
    """As `checked`, of a case that was read before, in its folder. whole: also of what became of it, outcome.yaml."""
    from standoff.analysis.evidence import coverage
    from standoff.case.check.evidence import bare_numbers
    from standoff.case.check.references import unchecked
    from standoff.case.load import in_order
    from standoff.case.overlaid import view_problems
    from standoff.case.position import position
    from standoff.case.reading.sources import read_library

    over = as_of is not None or view is not None or bool(values)
    case, problems = reading.case, reading.problems
    if whole:
        from standoff.case.outcome import read_outcome

        problems = (*problems, *read_outcome(home, case).problems)
    if case is None or reading.source is None:
        return Checked(None, None, problems)
    if strict:
        problems = (*problems, *bare_numbers(case, reading.source))
    library = read_library(home)
    problems = (*problems, *view_problems(case, home, library, reading.source))
    at = None
    try:
        at = position(case, home, reading.source, as_of=as_of, view=view, values=values) if over else None
    except CaseError as error:
        problems = (*problems, *error.problems)
    # The case itself has no errors here: those of views come before its warnings.
    found = sorted(in_order(problems, reading.source.file), key=lambda problem: problem.severity)
    shown = at.case if at else case
    notes = tuple(filter(None, [unchecked(case, library)]))
    return Checked(case.title, shown.as_of.isoformat(), tuple(found), coverage(shown), at, notes)
