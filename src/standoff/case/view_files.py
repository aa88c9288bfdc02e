"""Views in files of their own: `views/NAME.yaml` beside the case, each an overlay with its places."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pydantic import ValidationError

from standoff.case.model.mistake import shown
from standoff.case.model.view_file import ViewFile
from standoff.case.overlays.overlay import Overlay
from standoff.case.reading.nodes import parse
from standoff.case.reading.refusals import problem, refusals_in_view
from standoff.case.reading.source import Source, UnreadableError, inside, read_text
from standoff.errors import CaseError, Problem, UsageError, did_you_mean

__all__ = ["FOLDER", "NAME", "read_as_far", "read_view", "readable_views", "strange_files", "views_of"]

FOLDER = "views"
"""The folder beside the case that holds its views."""

NAME = r"[a-z0-9_-]{1,60}"
"""Names of views, which are those of their files: no slashes or points, so that they cannot lead out of the folder."""

_MOST = 500
"""More views than anybody has; beyond, the folder holds something else."""


def views_of(folder: str | os.PathLike[str]) -> tuple[str, ...]:
    """The names of the views beside a case, whether they can be read or not, in the order of the alphabet.

    >>> views_of("nowhere")
    ()
    """
    return tuple(sorted(file.stem for file in _files(folder) if _named(file)))


def strange_files(folder: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """A warning for everything in the folder of views that is in YAML by its name and cannot be named."""
    return tuple(
        Problem(
            f"{FOLDER}/{shown(file.name)[1:-1]}",
            None,
            None,
            "warning",
            "",
            "this is not read: a view is a file NAME.yaml, with small letters, digits, `-` and `_` for NAME",
            f"rename it, for example to `{_renamed(file)}`",
        )
        for file in sorted(_files(folder))
        if file.suffix.lower() in (".yaml", ".yml") and not _named(file)
    )


def _files(folder: str | os.PathLike[str]) -> list[Path]:
    place = Path(folder) / FOLDER
    try:
        return list(place.iterdir())[:_MOST] if inside(place, Path(folder)) else []
    except OSError:
        return []


def _named(file: Path) -> bool:
    return file.suffix == ".yaml" and re.fullmatch(NAME, file.stem) is not None


def _renamed(file: Path) -> str:
    return f"{re.sub('[^a-z0-9_-]+', '-', file.stem.lower()).strip('-') or 'view'}.yaml"


def read_view(folder: str | os.PathLike[str], name: str) -> Overlay:
    """The view of this name beside a case; raises CaseError with all that is wrong in its file, with places.

    Whether it can be put over the case, `overlaid` says. UsageError: there is no such view, or this is no name of one.
    """
    view, problems = read_as_far(folder, name)
    if problems:
        raise CaseError(problems)
    return view


def readable_views(folder: str | os.PathLike[str]) -> tuple[list[Overlay], list[str]]:
    """The views beside a case that can be read, and the names of those that cannot.

    >>> readable_views("nowhere")
    ([], [])
    """
    found, unreadable = [], []
    for name in views_of(folder):
        try:
            found.append(read_view(folder, name))
        except CaseError:
            unreadable.append(name)
    return found, unreadable


def read_as_far(folder: str | os.PathLike[str], name: str) -> tuple[Overlay, tuple[Problem, ...]]:
    """As `read_view`, without the keys that cannot be read, and all that is wrong with them.

    UnreadableError where nothing of it can be read.
    """
    home = Path(folder)
    if not re.fullmatch(NAME, name):
        hint = "a view is named by its file, without folder and ending: small letters, digits, `-` and `_`"
        raise UsageError(f"{shown(name)} is no name of a view; {hint}")
    file = home / FOLDER / f"{name}.yaml"
    written = f"{FOLDER}/{name}.yaml"
    if not os.path.lexists(file):
        known = views_of(home)
        hint = did_you_mean(name, known) if known else f"there are none: write {written} beside the case"
        raise UsageError(f"there is no view {shown(name)} in {FOLDER}/; {hint}")
    if not _at_home(home, file):
        raise UnreadableError(written, "this is a link to a file outside the case folder", "put the file itself here")
    text = read_text(file, name=written, hint="a view is a text file in YAML")
    source = parse(written, text, "a view")
    view, problems = _model(source)
    overlay = Overlay(
        name=name,
        title=view.title,
        values=view.sees,
        added=view.now.added,
        without=view.now.without,
        rules=tuple(rule.text for rule in view.rules),
        because=view.because,
        by=view.by,
        as_of=view.as_of,
        source=source,
    )
    return overlay, (*source.problems, *problems)


def _at_home(home: Path, file: Path) -> bool:
    try:
        return inside(file, home)
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _model(source: Source) -> tuple[ViewFile, tuple[Problem, ...]]:
    """What a file holds, without the keys that the model refuses; and what is wrong with these."""
    try:
        return ViewFile.model_validate(source.data), ()
    except ValidationError as error:
        refused = {detail["loc"][0] for detail in error.errors(include_url=False)}
        rest = {key: value for key, value in source.data.items() if key not in refused}
        return ViewFile.model_validate(rest), tuple(problem(source, one) for one in refusals_in_view(error))
