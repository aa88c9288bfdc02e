"""What is wrong with a file, whichever kind it is: a case, or a conflict in graph form."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from standoff.errors import CaseError, Problem

__all__ = ["Checked", "check", "checked"]


@dataclass(frozen=True)
class Checked:
    """Every problem of a file, and the title and the date of what it holds as far as it loads (a graph has no date)."""

    title: str | None
    as_of: str | None
    problems: tuple[Problem, ...]


def check(path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Every problem of the case in a folder or file, or of a conflict in graph form: errors and warnings, with places.

    >>> import standoff
    >>> for problem in standoff.check("nowhere"):
    ...     print(problem)
    nowhere error there is no file or folder `nowhere`
        hint: `standoff new NAME` makes a new case
    """
    return checked(path).problems


def checked(path: str | os.PathLike[str]) -> Checked:
    """As `check`, with what the file is about."""
    from standoff.case.load import read
    from standoff.formats.graph_form.files import is_graph, load_graph

    if is_graph(path):
        try:
            return Checked(load_graph(path).title, None, ())
        except CaseError as error:
            return Checked(None, None, error.problems)
    loaded, problems = read(path)
    if Path(path).is_dir():
        from standoff.case.outcome import read_outcome

        problems = (*problems, *read_outcome(Path(path), loaded).problems)
    if loaded is None:
        return Checked(None, None, problems)
    return Checked(loaded.title, loaded.as_of.isoformat(), problems)
