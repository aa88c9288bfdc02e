"""Conflicts in graph form from files: JSON and CSV, each with all its problems at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from standoff.case.graph import GraphClaims, GraphConflict, settled
from standoff.case.model.mistake import shown
from standoff.case.reading.source import MOST_PROBLEMS, UnreadableError, read_text
from standoff.errors import CaseError, Problem
from standoff.formats.graph_form.csv import read_csv
from standoff.formats.graph_form.json import read_json

__all__ = ["LARGEST", "READERS", "is_graph", "load_graph"]

LARGEST = 5_000_000
"""Bytes; some hundred thousand moves."""

_AS_TEXT = "a spreadsheet is read when it is saved as CSV, in UTF-8"

READERS: Mapping[str, Callable[[str, str], tuple[GraphClaims, tuple[Problem, ...]]]] = {
    ".json": read_json,
    ".csv": read_csv,
}
"""How a file is read, by how its name ends."""


def is_graph(path: str | os.PathLike[str]) -> bool:
    """Whether a path is meant as a file of a conflict in graph form, by how its name ends.

    >>> is_graph("quarry.csv"), is_graph("quarry/case.yaml")
    (True, False)
    """
    return Path(path).suffix.lower() in READERS and not Path(path).is_dir()


def load_graph(path: str | os.PathLike[str]) -> GraphConflict:
    """The conflict in a file; raises CaseError with all problems if there are any.

    >>> load_graph("nowhere.csv")
    Traceback (most recent call last):
    standoff.errors.CaseError: nowhere.csv error there is no file `nowhere.csv`
        hint: `standoff schema graph` says what such a JSON file holds
    """
    file = Path(path)
    name = shown(file.name)[1:-1]
    try:
        if not file.exists():
            hint = "`standoff schema graph` says what such a JSON file holds"
            raise UnreadableError(name, f"there is no file {shown(file)}", hint)
        claims, problems = READERS[file.suffix.lower()](name, read_text(file, LARGEST, hint=_AS_TEXT))
    except UnreadableError as error:
        raise CaseError(error.problems) from None
    except (OSError, ValueError) as error:
        raise CaseError([Problem(name, None, None, "error", "", f"the path cannot be used: {error}")]) from None
    if problems:
        raise CaseError(_first(problems, name))
    return settled(claims)


def _first(problems: tuple[Problem, ...], name: str) -> tuple[Problem, ...]:
    """The problems by their place; not more than anybody reads."""
    found = sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0))
    if len(found) <= MOST_PROBLEMS:
        return tuple(found)
    message = f"there are more than {MOST_PROBLEMS} problems; the rest is not shown"
    return (*found[:MOST_PROBLEMS], Problem(name, None, None, "error", "", message, "is this the right file?"))
