"""From a path to a case, or to every problem that it has, each with its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from standoff.case.check.whole import check
from standoff.case.model.mistake import shown
from standoff.case.model.model import Case, context
from standoff.case.model.parts import in_parts
from standoff.case.position import position
from standoff.case.reading.cited import cited_in
from standoff.case.reading.nodes import parse
from standoff.case.reading.pruning import prune
from standoff.case.reading.refusals import problem, refusals
from standoff.case.reading.source import MOST_PROBLEMS, Source, UnreadableError, find, read_text
from standoff.case.reading.sources import Library, read_library
from standoff.case.reading.writing import in_one_line
from standoff.errors import CaseError, Problem

__all__ = ["LoadedCase", "claimed", "examine", "in_order", "load", "loads", "read", "read_plain", "read_source"]


@dataclass(frozen=True)
class LoadedCase:
    """What came of reading a case: the case (None if it has errors), every problem, and the text with its places."""

    case: Case | None
    problems: tuple[Problem, ...]
    source: Source | None


def load(
    path: str | os.PathLike[str],
    *,
    as_of: date | str | None = None,
    view: str | None = None,
    set: Mapping[str, object] | None = None,
) -> Case:
    """The case in a folder or file; raises CaseError with all problems if there are errors.

    as_of: as of an earlier day, from its history. view: as a view in `views/` has it, or a party's. set: with other
    values, by their paths. In this order; UsageError for a day, a view or a path that there is not.

    >>> load("nowhere")
    Traceback (most recent call last):
    standoff.errors.CaseError: nowhere error there is no file or folder `nowhere`
        hint: `standoff new NAME` makes a new case
    """
    reading = examine(path)
    if reading.case is None or reading.source is None:
        raise CaseError(reading.problems)
    values = [f"{path}={in_one_line(value)}" for path, value in (set or {}).items()]
    home = find(path).parent
    return position(reading.case, home, reading.source, as_of=as_of, view=view, values=values).case


def loads(text: str) -> Case:
    """The case in a text, as a case.yaml holds it; raises CaseError with all problems if there are errors.

    Its sources are not looked for.

    >>> from standoff.case.reading.writing import dumps
    >>> from standoff import example
    >>> loads(dumps(example()).replace("Harbour", "Airport")).title
    'Airport standoff'
    """
    reading = read_source("case.yaml", text)
    if reading.case is None:
        raise CaseError(reading.problems)
    return reading.case


def read(path: str | os.PathLike[str]) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case in a folder or file (None if it has errors), and every problem, warnings included."""
    reading = examine(path)
    return reading.case, reading.problems


def examine(path: str | os.PathLike[str]) -> LoadedCase:
    """As `read`, with the text and its places, to point at parts of the case later."""
    try:
        file = find(path)
        text = read_text(file)
    except UnreadableError as error:
        return LoadedCase(None, error.problems, None)
    return read_source(shown(file.name)[1:-1], text, file.parent)


def read_source(file: str, text: str, folder: Path | None = None) -> LoadedCase:
    """As `examine`, for a text that is at hand; without a folder, sources are not looked for."""
    try:
        source = parse(file, text)
    except UnreadableError as error:
        return LoadedCase(None, error.problems, None)
    return read_plain(source, read_library(folder))


def read_plain(source: Source, library: Library) -> LoadedCase:
    """As `examine`, for plain data with its places, whatever it was read from, and the sources that it may cite."""
    case, problems = _claims(source, library)
    problems = in_order((*source.problems, *problems), source.file)
    sound = case is not None and all(problem.severity == "warning" for problem in problems)
    return LoadedCase(in_parts(case) if case is not None and sound else None, problems, source)


def _claims(source: Source, library: Library) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case and its problems; where the model refuses parts, the rest is checked without them."""
    try:
        case = Case.model_validate(source.data, context=context(source.data)).citing(cited_in(library.entries))
    except ValidationError as error:
        refused = refusals(error)
        problems = tuple(problem(source, refusal) for refusal in refused)
        rest = prune(source.data, error)
        return None, problems if rest is None else problems + check(rest.case, source, library, rest)
    return case, check(case, source, library)


def claimed(source: Source, library: Library) -> Case | None:
    """The case that a text makes, whatever its checks object to; None where it cannot be read as a case at all.

    To be looked at beside what is wrong with it, as where a quote is not found; nothing is to be computed from it.
    """
    try:
        return Case.model_validate(source.data, context=context(source.data)).citing(cited_in(library.entries))
    except ValidationError:
        return None


def in_order(problems: tuple[Problem, ...], file: str) -> tuple[Problem, ...]:
    """Problems in the order of the file, each once; of too many as many as a case can have."""

    def place(problem: Problem) -> tuple[Any, ...]:
        return (
            problem.file != file,
            problem.file,
            problem.line or 0,
            problem.column or 0,
            problem.severity,
            problem.path,
            problem.message,
        )

    found = sorted(dict.fromkeys(problems), key=place)
    errors = [problem for problem in found if problem.severity == "error"]
    if not errors or len(found) <= MOST_PROBLEMS:
        return tuple(found)
    if len(errors) > MOST_PROBLEMS:
        message = f"there are more than {MOST_PROBLEMS} problems; the rest is not shown"
        return (*errors[:MOST_PROBLEMS], Problem(file, None, None, "error", "", message, "is this the right file?"))
    warnings = [problem for problem in found if problem.severity == "warning"]
    return tuple(sorted([*errors, *warnings[: MOST_PROBLEMS - len(errors)]], key=place))
