"""A case as it was asked for: as of an earlier day, in a view, with values that a user set; and how that is said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from standoff.case.model.mistake import shown
from standoff.case.model.model import Case
from standoff.case.overlaid import Laid, day_in, laid_over, read_values
from standoff.case.overlays.overlay import NOWHERE, Overlay
from standoff.case.overlays.views import view_of
from standoff.case.reading.source import Source
from standoff.case.reading.writing import in_one_line
from standoff.case.view_files import FOLDER, read_view, views_of
from standoff.errors import CaseError, Problem, UsageError, did_you_mean

__all__ = ["Position", "position", "view_names"]

FILE, PARTY = "file:", "party:"
"""What stands before the name of a view that a file and a party both have."""


@dataclass(frozen=True)
class Position:
    """A case as it was asked for, and how that is said.

    day, who, given: as of when, as who sees it and with what, in words; "" where the case is as its file has it. view,
    values: as in the head of a document. party: whose view it is, if a party's. folder: where its outputs stand within
    those of the case. notes: what a user should know. changed: which plans and the like are otherwise for it.
    """

    case: Case
    day: str = ""
    who: str = ""
    given: str = ""
    view: str | None = None
    party: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    notes: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Which case it is: `as of 12 March 2019; as Alpha sees it; with parties.us.horizon = 2 years`."""
        return "; ".join(filter(None, (self.day, self.seen)))

    @property
    def seen(self) -> str:
        """The same without the day."""
        return "; ".join(filter(None, (self.who, self.given)))


def position(
    case: Case,
    folder: Path | None,
    source: Source = NOWHERE,
    *,
    as_of: date | str | None = None,
    view: str | None = None,
    values: Sequence[str] = (),
) -> Position:
    """The case as it is asked for: as of a day first, then in a view by its name, then with values (`path=value`).

    folder: where views in files are looked for. source: the text of the case. Raises UsageError for what there is not;
    CaseError with all problems and their places for what cannot be put over the case.
    """
    if as_of is None and view is None and not values:
        return Position(case)
    given = read_values(values)
    day = None if as_of is None else day_in(case, as_of)
    laid = laid_over(case, [], day=day, source=source)
    seen = None if view is None else _view(laid.case, folder, view)
    if seen is not None and seen.as_of is not None and day is not None and seen.as_of > day:
        raise UsageError(
            f"the view `{seen.name}` is as of {seen.as_of}, and `--as-of` asks for {day}, which is earlier; "
            "leave `--as-of` out"
        )
    if seen is not None:
        laid = _in_view(laid, seen, source)
    if given.values:
        laid = _set(laid, given)
    dated = day is not None or (seen is not None and seen.as_of is not None)
    when = laid.case.as_of if dated else None
    return Position(
        laid.case,
        day=f"as of {_date(when)}" if when else "",
        who="" if seen is None else _who(case, seen),
        given=_given(given),
        view=None if seen is None else seen.name,
        party=seen.name if seen is not None and _of_party(seen) else None,
        values={path: in_one_line(value) for path, value in given.values.items()},
        folder="/".join(_folders(day, seen, given)),
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
    party = next((key for key, one in case.parties.items() if bare.lower() in (key, one.name.lower())), bare)
    in_file, of_party = bare in in_files and kind != PARTY, party in case.views and kind != FILE
    if in_file and of_party:
        raise UsageError(
            f"there is a view {shown(bare)} in {FOLDER}/, and the party {shown(bare)} has one in the case; "
            f"write `--view {FILE}{bare}` or `--view {PARTY}{bare}`"
        )
    if of_party:
        return view_of(case, party)
    if folder is not None and (in_file or kind == FILE):
        return read_view(folder, bare)
    known = {*(in_files if kind != PARTY else ()), *(case.views if kind != FILE else ())}
    if party in case.parties and kind != FILE:
        hint = f"there are views: {', '.join(sorted(known))}" if known else "add one under `views:`"
        raise UsageError(f"{party} has no view of its own, so it sees the case as it is; {hint}")
    hint = did_you_mean(bare, known) if known else f"write one: {FOLDER}/NAME.yaml beside the case"
    raise UsageError(f"there is no view {shown(bare)}; {hint}")


def _in_view(laid: Laid, view: Overlay, source: Source) -> Laid:
    """The case in a view; what a party has in mind has no views of its own."""
    case = laid.case.model_copy(update={"views": {}}) if _of_party(view) else laid.case
    over = laid_over(case, [view], source=source)
    return Laid(over.case, (*laid.changed, *over.changed))


def _of_party(view: Overlay) -> bool:
    return view.at[:1] == ("views",)


def _set(laid: Laid, values: Overlay) -> Laid:
    """The case with values that a user set; what is wrong with them is no mistake of any file."""
    if NOW in values.values:
        values = _with_now(laid.case, values)
    try:
        over = laid_over(laid.case, [values])
    except CaseError as error:
        said = (f"--set {_said_of(problem)}" for problem in error.problems if problem.severity == "error")
        raise UsageError("\n".join(dict.fromkeys(said))) from None
    return Laid(over.case, (*laid.changed, *over.changed))


NOW = "now"
"""What a user sets as a list of steps, and everybody else by `with` and `without`."""


def _with_now(case: Case, values: Overlay) -> Overlay:
    """Values of which one is the list of the steps in force."""
    names = values.values[NOW]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UsageError(
            f'--set {NOW}: a list of steps belongs here; write, for example, `--set "now=[{_some(case)}]"`'
        )
    others = {path: value for path, value in values.values.items() if path != NOW}
    gone = tuple(name for name in case.now if name not in names)
    return replace(values, values=others, added=tuple(names), without=gone)


def _some(case: Case) -> str:
    return ", ".join(list(case.steps)[:2])


def _said_of(problem: Problem) -> str:
    place = f"{problem.path}: " if problem.path else ""
    return f"{place}{problem.message}{f'; {problem.hint}' if problem.hint else ''}"


# ----------------------------------------------------------------------------------------------------- how it is told


def _who(case: Case, view: Overlay) -> str:
    """Whose view it is that the case is seen in."""
    if _of_party(view):
        return f"as {case.parties[view.name].name} sees it"
    whose = f", by {', '.join(view.by)}" if view.by else ""
    return f"in the view {view.name}{f' (“{view.title}”{whose})' if view.title else whose}"


def _given(values: Overlay) -> str:
    """Which values were set."""
    listed = ", ".join(f"{path} = {in_one_line(value)}" for path, value in values.values.items())
    return f"with {listed}" if listed else ""


def _date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _notes(case: Case, day: date | None, laid: Laid) -> Iterator[str]:
    first = min((entry.before for entry in case.history), default=None)
    if day is not None and first is None:
        yield f"The case has no history: it is taken to have been on {_date(day)} as it is on {_date(case.as_of)}."
    elif day is not None and first is not None and day < first:
        yield f"{_date(day)} is before the first entry of the history, {_date(first)}: the case as it was before that."
    if laid.changed:
        more = f" So it is with {len(laid.changed) - _MOST_TOLD} more." if len(laid.changed) > _MOST_TOLD else ""
        yield " ".join(f"{said[:1].upper()}{said[1:]}." for said in laid.changed[:_MOST_TOLD]) + more


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
