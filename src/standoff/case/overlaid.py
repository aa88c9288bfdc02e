"""A case with overlays put over it: as of an earlier day, in somebody's view, with values that a user set.

Everything is validated like the case itself, and every problem has its place in the text of the overlay.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from standoff.case.check.claims import Claims
from standoff.case.check.overlays import as_a_whole, blamed, cited_problems, idle_values, overlay_problems
from standoff.case.check.successor import SUCCESSORS
from standoff.case.model.mistake import shown
from standoff.case.model.model import Case
from standoff.case.model.parts import as_written
from standoff.case.overlays import history
from standoff.case.overlays.going_on import going_on
from standoff.case.overlays.overlay import NOWHERE, Overlay, put_over
from standoff.case.reading.nodes import parse
from standoff.case.reading.source import Source, UnreadableError
from standoff.case.reading.sources import Library
from standoff.case.view_files import read_as_far, strange_files, views_of
from standoff.errors import CaseError, Problem, UsageError

__all__ = ["Laid", "as_of", "laid_over", "overlaid", "read_values", "view_problems"]

_NO_SOURCES = Library(None)

_LEAVABLE = ("plans", "deals", "views", "correlated", "inquiries")
"""Parts of a case that are left out where an overlay that does not speak of them makes them impossible."""


@dataclass(frozen=True)
class Laid:
    """A case with overlays put over it, and which plans, deals and views were changed or left out for it, in words."""

    case: Case
    changed: tuple[str, ...] = ()


def overlaid(case: Case, *overlays: Overlay) -> Case:
    """The case with overlays put over it, one after the other; one that is `as_of` a day replays the history first.

    A plan goes on from what is in force; a plan, a deal or a party's view that can be no more is left out; `laid_over`
    says which. Raises CaseError with all that is wrong, each with its place in the text of the overlay.

    >>> from standoff import example
    >>> overlaid(example(), Overlay(values={"parties.beta.horizon": "2 years"})).parties["beta"].horizon.low
    2.0
    >>> overlaid(example(), Overlay(values={"parties.beta.horizont": "2 years"}))
    Traceback (most recent call last):
    standoff.errors.CaseError: case.yaml error sees.parties.beta.horizont: there is no such key as `horizont` here
        hint: did you mean `horizon`?
    """
    return laid_over(case, overlays).case


def as_of(case: Case, day: date | str, source: Source = NOWHERE) -> Case:
    """The case as of an earlier day, which is put together from its history, and is a case that could be.

    Raises UsageError for a day after the case's own, or what is no day; CaseError where it could not be.

    >>> from standoff import example
    >>> as_of(example(), "2026-10-01").as_of
    datetime.date(2026, 10, 1)
    """
    return laid_over(case, [], day=day, source=source).case


def laid_over(
    case: Case,
    overlays: Iterable[Overlay],
    *,
    day: date | str | None = None,
    source: Source = NOWHERE,
    library: Library = _NO_SOURCES,
) -> Laid:
    """As `overlaid`, with what was changed for it. day: the history is replayed to it first. source: of the case."""
    laid = Laid(case)
    if day is not None:
        laid = _replayed(laid, day_in(case, day), source)
    for overlay in overlays:
        if overlay.as_of is not None:
            laid = _replayed(laid, _day_of(laid.case, overlay), source)
        laid = _one_over(laid, overlay, library)
    return laid


# ------------------------------------------------------------------------------------------------------- the history


def day_in(case: Case, day: date | str) -> date:
    """A day of the history of a case, or before it; UsageError with the days that there are for any other."""
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day.strip())
        except ValueError:
            raise UsageError(f"{shown(day)} is not a date; write one like `{case.as_of}`; {_span(case)}") from None
    if day > case.as_of:
        raise UsageError(f"{day} is later than the case, which is as of {case.as_of}; {_span(case)}")
    return day


def _span(case: Case) -> str:
    if not case.history:
        return f"the case has no history, so that it was always as on {case.as_of}"
    first = min(entry.before for entry in case.history)
    return f"its history reaches from {first} to {case.as_of}, and any day before {first} is as the day before it"


def _day_of(case: Case, overlay: Overlay) -> date:
    """The day that an overlay is as of; CaseError, told at the overlay, for one after the case's own."""
    day = overlay.as_of
    assert day is not None
    if day > case.as_of:
        message = f"{day} is later than the case, which is as of {case.as_of}"
        raise CaseError([overlay.source.problem((*overlay.at, "as_of"), message, _span(case))])
    return day


def _replayed(laid: Laid, day: date, source: Source) -> Laid:
    """The case as of an earlier day, if it could be."""
    case = laid.case
    entries = [history.before(entry, n, source) for n, entry in enumerate(case.history) if entry.before > day]
    earlier = history.as_of(case, day)
    spoken = entries or [Overlay(source=source, at=("history",))]
    return _could_be(Laid(earlier, laid.changed), spoken, f"as of {day}")


# ---------------------------------------------------------------------------------------------------- any overlay


def _one_over(laid: Laid, overlay: Overlay, library: Library) -> Laid:
    problems = [*overlay_problems(laid.case, overlay, library)]
    if any(problem.severity == "error" for problem in problems):
        raise CaseError(problems)
    try:
        over = put_over(laid.case, [overlay])
    except ValidationError:
        message = "what comes of these together is no case that can be read"
        raise CaseError([overlay.source.problem(overlay.at, message, "put over one after the other")]) from None
    return _could_be(Laid(over, laid.changed), [overlay], "with this")


def _could_be(laid: Laid, overlays: Sequence[Overlay], when: str) -> Laid:
    """The case, its plans gone on from what is in force, without what can be no more; CaseError for all else."""
    targets = [target for overlay in overlays for target in overlay.values]
    case, gone_on = going_on(laid.case, {".".join(target.split(".")[:2]) for target in targets})
    left = [*laid.changed, *gone_on]
    while errors := _errors(case):
        found = [(problem, _leavable(case, problem.path, targets)) for problem in errors]
        if wrong := [blamed(overlays, problem, when) for problem, part in found if part is None]:
            raise CaseError(list(dict.fromkeys(wrong)))
        parts = {part: problem.message for problem, part in reversed(found) if part is not None}
        left += [f"{_called(case, *part)} is left out: {message}" for part, message in reversed(parts.items())]
        case = _without(case, parts)
    return Laid(case, tuple(left))


def _errors(case: Case) -> tuple[Problem, ...]:
    """What is wrong with a case at hand, and with the governments that may follow in it."""
    claims = Claims(as_written(case), NOWHERE, _NO_SOURCES)
    followed = (problem for look in SUCCESSORS for problem in look(claims) if problem.severity == "error")
    return as_a_whole(case) or tuple(followed)


Part = tuple[str, str | int]
"""A plan, a deal, its readings, a view, or an entry of a list: the key of the case and the name or the place."""


def _leavable(case: Case, path: str, targets: Sequence[str]) -> Part | None:
    """What of a case can be left out because of a problem at a path; None where the overlay itself speaks of it."""
    kind, _, rest = path.partition(".")
    if kind not in _LEAVABLE:
        return None
    if kind in ("correlated", "inquiries"):
        return (kind, int(rest.partition(".")[0]) - 1) if rest else None
    name = next((name for name in getattr(case, kind) if rest == name or rest.startswith(f"{name}.")), None)
    if name is None or any(target.startswith(f"{kind}.{name}.") for target in targets):
        return None
    if f"{path}.".startswith(f"{kind}.{name}.readings."):
        return f"{kind}.{name}", "readings"  # all of them: one alone says nothing of who waits for whom
    return kind, name


def _without(case: Case, parts: Iterable[Part]) -> Case:
    gone = set(parts)
    update: dict[str, Any] = {}
    for kind in _LEAVABLE:
        there = getattr(case, kind)
        if isinstance(there, Mapping):
            left = {name: claim for name, claim in there.items() if (kind, name) not in gone}
            update[kind] = {name: _less_read(f"{kind}.{name}", claim, gone) for name, claim in left.items()}
        else:
            update[kind] = tuple(entry for n, entry in enumerate(there) if (kind, n) not in gone)
    return case.model_copy(update=update)


def _less_read(path: str, claim: Any, gone: Container[Part]) -> Any:
    """A claim, without its readings if they are gone."""
    return claim.model_copy(update={"readings": {}}) if (path, "readings") in gone else claim


_WORDS = {
    "plans": "the plan",
    "deals": "the deal",
    "views": "the view of",
    "correlated": "the correlation",
    "inquiries": "the inquiry",
}


def _called(case: Case, kind: str, name: str | int) -> str:
    if name == "readings" and "." in kind:
        return f"{_called(case, *kind.split('.', 1))} as it is read in several orders"
    return f"{_WORDS[kind]} {f'`{name}`' if isinstance(name, str) else name + 1}"


# --------------------------------------------------------------------------------------------------- what a user sets


def read_values(texts: Sequence[str]) -> Overlay:
    """Values that a user set, each written `path=value`, the value as in YAML; UsageError for what cannot be read.

    >>> read_values(["parties.us.horizon=2 to 5 years", "steps.visits.symbolic=true"]).values
    {'parties.us.horizon': '2 to 5 years', 'steps.visits.symbolic': True}
    """
    values: dict[str, Any] = {}
    for text in texts:
        path, equals, written = (part.strip() for part in text.partition("="))
        if not equals or not path:
            raise UsageError(f"--set {shown(text)}: write a path and a value, like `parties.alpha.horizon=2 years`")
        if path in values:
            raise UsageError(f"--set {path}: it is set twice; keep one of the two")
        if not written:
            raise UsageError(f"--set {path}: nothing is written after `=`; write a value, as in the case file")
        try:
            read = parse("--set", f"value: {written}")
        except UnreadableError as error:
            problem = error.problems[0]
            raise UsageError(f"--set {path}: {problem.message}; {problem.hint}") from None
        if read.problems:
            raise UsageError(f"--set {path}: {read.problems[0].message}; {read.problems[0].hint}")
        values[path] = read.data.get("value")
    return Overlay(name="--set", values=values, source=SET, key="")


SET = Source("--set", "", [])
"""The source of values that a user set."""


# -------------------------------------------------------------------------------------------------- all views of a case


def view_problems(
    case: Case, folder: str | os.PathLike[str], library: Library, source: Source = NOWHERE
) -> tuple[Problem, ...]:
    """Every problem of the views in files beside a case, with places; an overlay that changes nothing is a warning."""
    found = [*strange_files(folder)]
    for name in views_of(folder):
        try:
            view, problems = read_as_far(folder, name)
            found += problems
            laid = laid_over(case, [view], source=source, library=library)
            base = case if view.as_of is None else history.as_of(case, view.as_of)
        except CaseError as error:
            found += error.problems
            continue
        found += cited_problems(case, view, library)
        found += idle_values(base, laid.case, view, library)
        found += [view.source.problem(("now",), f"in this view {said}", severity="warning") for said in laid.changed]
    return tuple(found)
