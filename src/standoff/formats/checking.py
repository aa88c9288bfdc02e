"""What is wrong with a file, whichever kind it is: a case, or a conflict in graph form."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.errors import CaseError, Problem

if TYPE_CHECKING:
    from standoff.results.records.evidence import Coverage

__all__ = ["Checked", "check", "checked"]


@dataclass(frozen=True)
class Checked:
    """Every problem of a file, and the title and the date of what it holds as far as it loads (a graph has no date).

    coverage: what the numbers of a case rest on; None where it does not load, and of a graph.
    """

    title: str | None
    as_of: str | None
    problems: tuple[Problem, ...]
    coverage: Coverage | None = None


def check(path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Every problem of the case in a folder or file, or of a conflict in graph form: errors and warnings, with places.

    >>> import standoff
    >>> for problem in standoff.check("nowhere"):
    ...     print(problem)
    nowhere error there is no file or folder `nowhere`
        hint: `standoff new NAME` makes a new case
    """
    return checked(path).problems


def checked(path: str | os.PathLike[str], strict: bool = False) -> Checked:
    """As `check`, with what the file is about; `strict`: every number that rests on nothing is a problem."""
    from standoff.analysis.evidence import coverage
    from standoff.case.check.evidence import bare_numbers
    from standoff.case.load import examine, in_order
    from standoff.formats.graph_form.files import is_graph, load_graph

    if is_graph(path):
        try:
            return Checked(load_graph(path).title, None, ())
        except CaseError as error:
            return Checked(None, None, error.problems)
    reading = examine(path)
    if reading.case is None or reading.source is None:
        return Checked(None, None, reading.problems)
    case, problems = reading.case, reading.problems
    if strict:
        problems = in_order((*problems, *bare_numbers(case, reading.source)), reading.source.file)
    return Checked(case.title, case.as_of.isoformat(), problems, coverage(case))
