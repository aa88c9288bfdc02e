"""Which case is asked about: as of which day, in whose view, with which values set; the same for every verb."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from standoff.case.model.mistake import shown
from standoff.case.model.model import Case
from standoff.case.overlaid import Laid, day_in, laid_over, read_values
from standoff.case.overlays.overlay import NOWHERE, Overlay
from standoff.case.overlays.views import view_of
from standoff.case.reading.source import Source
from standoff.case.reading.sources import Library
from standoff.case.reading.writing import in_one_line
from standoff.case.view_files import FOLDER, read_view, views_of
from standoff.errors import CaseError, Problem, UsageError, did_you_mean

__all__ = ["AS_IT_IS", "Asked", "Position", "position", "view_names"]

FILE, PARTY = "file:", "party:"
"""What stands before the name of a view that a file and a party both have."""


@dataclass(frozen=True)
class Asked:
    """What a user wants to be put over a case: the history back to a day, a view by its name, and values."""

    as_of: str | None = None
    view: str | None = None
    values: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it is anything."""
        return bool(self.as_of is not None or self.view is not None or self.values)

    @property
    def options(self) -> str:
        """The same as it is typed, with a space before each option."""
        words = [] if self.as_of is None else ["--as-of", self.as_of]
        words += [] if self.view is None else ["--view", self.view]
        words += [word for value in self.values for word in ("--set", value)]
        return "".join(f" {shlex.quote(word)}" for word in words)


AS_IT_IS = Asked()
"""The case as its file has it."""


@dataclass(frozen=True)
class Position:
    """A case as it was asked for, and how that is said.

    said: which case it is, "" for the case as it is. view, values: as in the head of a document. folder: where its
    outputs stand within those of the case. notes: what a user should know. changed: plans and the like that
    are otherwise for it, or left out.
    """

    case: Case
    said: str = ""
    view: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    notes: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def position(
    case: Case, asked: Asked, folder: Path | None, source: Source = NOWHERE, library: Library | None = None
) -> Position:
    """The case that is asked for: the history first, then the view, then the values.

    folder: where views in files are looked for. source: the text of the case. Raises UsageError for what there is not;
    CaseError with all problems and their places for what cannot be put over the case.
    """
    if not asked:
        return Position(case)
    values = read_values(asked.values)
    day = None if asked.as_of is None else day_in(case, asked.as_of)
    laid = laid_over(case, [], day=day, source=source)
    view = None if asked.view is None else _view(laid.case, folder, asked.view)
    if view is not None:
        laid = _in_view(laid, view, source, Library(folder) if library is None else library)
    if values.values:
        laid = _set(laid, values)
    when = day if day is not None or view is None else view.as_of
    return Position(
        laid.case,
        said=_said(case, when, view, values),
        view=None if view is None else view.name,
        values={path: in_one_line(value) for path, value in values.values.items()},
        folder="/".join(_folders(day, view, values)),
        notes=tuple(_notes(case, when, laid)),
        changed=laid.changed,
    )


def view_names(case: Case | None, folder: Path) -> tuple[str, ...]:
    """The names of all views of a case: of those in files, and of the parties that have one."""
    return tuple(sorted({*views_of(folder), *(case.views if case else ())}))


# ------------------------------------------------------------------------------------------------------- which view


def _view(case: Case, folder: Path | None, name: str) -> Overlay:
    """The view of a name: in a file, or of a party; UsageError where there is none or where there are both."""
    kind, bare = next(((kind, name.removeprefix(kind)) for kind in (FILE, PARTY) if name.startswith(kind)), ("", name))
    in_files = views_of(folder) if folder else ()
    in_file, of_party = bare in in_files and kind != PARTY, bare in case.views and kind != FILE
    if in_file and of_party:
        raise UsageError(
            f"there is a view {shown(bare)} in {FOLDER}/, and the party {shown(bare)} has one in the case; "
            f"write `--view {FILE}{bare}` or `--view {PARTY}{bare}`"
        )
    if of_party:
        return view_of(case, bare)
    if folder is not None and (in_file or kind == FILE):
        return read_view(folder, bare)
    known = {*(in_files if kind != PARTY else ()), *(case.views if kind != FILE else ())}
    if bare in case.parties:
        hint = f"there are views: {', '.join(sorted(known))}" if known else "add one under `views:`"
        raise UsageError(f"{bare} has no view of its own, so it sees the case as it is; {hint}")
    hint = did_you_mean(bare, known) if known else f"write one: {FOLDER}/NAME.yaml beside the case"
    raise UsageError(f"there is no view {shown(bare)}; {hint}")


def _in_view(laid: Laid, view: Overlay, source: Source, library: Library) -> Laid:
    """The case in a view; what a party has in mind has no views of its own."""
    case = laid.case.model_copy(update={"views": {}}) if _of_party(view) else laid.case
    over = laid_over(case, [view], source=source, library=library)
    return Laid(over.case, (*laid.changed, *over.changed))


def _of_party(view: Overlay) -> bool:
    return view.at[:1] == ("views",)


def _set(laid: Laid, values: Overlay) -> Laid:
    """The case with values that a user set; what is wrong with them is no mistake of any file."""
    try:
        over = laid_over(laid.case, [values])
    except CaseError as error:
        said = (f"--set {_said_of(problem)}" for problem in error.problems if problem.severity == "error")
        raise UsageError("\n".join(dict.fromkeys(said))) from None
    return Laid(over.case, (*laid.changed, *over.changed))


def _said_of(problem: Problem) -> str:
    place = f"{problem.path}: " if problem.path else ""
    return f"{place}{problem.message}{f'; {problem.hint}' if problem.hint else ''}"


# ----------------------------------------------------------------------------------------------------- how it is told


def _said(case: Case, day: date | None, view: Overlay | None, values: Overlay) -> str:
    """Which case it is: `as of 12 March 2019; as Alpha sees it; with parties.us.horizon = 2 years`."""
    said = [] if day is None else [f"as of {_date(day)}"]
    if view is not None and _of_party(view):
        said.append(f"as {case.parties[view.name].name} sees it")
    elif view is not None:
        whose = f", by {', '.join(view.by)}" if view.by else ""
        said.append(f"in the view {view.name}{f' (“{view.title}”{whose})' if view.title else whose}")
    if values.values:
        said.append("with " + ", ".join(f"{path} = {in_one_line(value)}" for path, value in values.values.items()))
    return "; ".join(said)


def _date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _notes(case: Case, day: date | None, laid: Laid) -> Iterator[str]:
    first = min((entry.before for entry in case.history), default=None)
    if day is not None and first is None:
        yield f"The case has no history: it is taken to have been on {_date(day)} as it is on {_date(case.as_of)}."
    elif day is not None and first is not None and day < first:
        yield f"{_date(day)} is before the first entry of the history, {_date(first)}: the case as it was before that."
    if laid.changed:
        listed = "; ".join(laid.changed[:_MOST_TOLD])
        more = f"; and {len(laid.changed) - _MOST_TOLD} more" if len(laid.changed) > _MOST_TOLD else ""
        yield f"In this: {listed}{more}."


_MOST_TOLD = 5
"""So many plans, deals and views that are otherwise are named in a note."""

_LONGEST = 60
"""Characters of the name of a folder, after which a few of a digest stand for the rest."""


def _folders(day: date | None, view: Overlay | None, values: Overlay) -> Iterator[str]:
    """The folders, one within the other, that hold what is found of a case that is not as its file has it."""
    if day is not None:
        yield f"as-of-{day}"
    if view is not None:
        yield f"view-{view.name}"
    if values.values:
        text = ",".join(f"{path}={in_one_line(value)}" for path, value in sorted(values.values.items()))
        name = re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-.")
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        yield f"with-{name}" if len(name) <= _LONGEST else f"with-{name[:_LONGEST].rstrip('-.')}-{digest}"
