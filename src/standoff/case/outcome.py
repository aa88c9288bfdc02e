"""Whether a case has an outcome beside it, read and checked like the case: who broke what, when, or that it held."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from standoff.case.model.mistake import shown
from standoff.case.model.model import Case
from standoff.case.model.outcome import Outcome
from standoff.case.model.parts import part_names
from standoff.case.reading.files import save
from standoff.case.reading.keys import OUTCOME
from standoff.case.reading.nodes import parse
from standoff.case.reading.refusals import refusals
from standoff.case.reading.source import KeyPath, Source, UnreadableError, inside, read_text
from standoff.case.reading.sources import LIST, Library, read_library
from standoff.errors import CaseError, Problem, did_you_mean

__all__ = ["FILE", "LoadedOutcome", "digest_of", "has_outcome", "read_outcome", "record_first_run"]

FILE = "outcome.yaml"


@dataclass(frozen=True)
class LoadedOutcome:
    """An outcome (None if there is none, or it has errors), and every problem of its file."""

    outcome: Outcome | None
    problems: tuple[Problem, ...]


def has_outcome(folder: Path) -> bool:
    """Whether an outcome stands beside the case in a folder."""
    return (folder / FILE).is_file()


def read_outcome(folder: Path, case: Case | None) -> LoadedOutcome:
    """The outcome in a case folder, checked against the case if that could be read; nothing where there is no file."""
    file = folder / FILE
    if not file.exists():
        return LoadedOutcome(None, ())
    try:
        if not inside(file, folder):
            raise UnreadableError(FILE, "this is a link to a file outside the case folder", "put the file itself here")
        source = parse(FILE, read_text(file))
    except UnreadableError as error:
        return LoadedOutcome(None, error.problems)
    try:
        outcome = Outcome.model_validate(source.data)
    except ValidationError as error:
        found = tuple(
            source.problem(one.path[1:], one.message, one.hint, offset=one.offset, key=one.key)
            for one in refusals(error, (OUTCOME,))
        )
        return LoadedOutcome(None, (*source.problems, *found))
    problems = (*source.problems, *_problems(outcome, case, source, read_library(folder)))
    sound = all(problem.severity == "warning" for problem in problems)
    return LoadedOutcome(outcome if sound else None, problems)


def _problems(outcome: Outcome, case: Case | None, source: Source, library: Library) -> Iterator[Problem]:
    if case is not None:
        yield from _against_case(outcome, case, source)
    yield from _dates(outcome, source)
    yield from _evidence(outcome, source, library)


def _against_case(outcome: Outcome, case: Case, source: Source) -> Iterator[Problem]:
    """What it names is there: the plan, the parties, the phase and the steps."""
    if outcome.plan not in case.plans:
        hint = did_you_mean(outcome.plan, case.plans) if case.plans else "the case has no plans"
        yield source.problem(("plan",), f"the case has no plan {shown(outcome.plan)}", hint)
        return
    for i, party in enumerate(outcome.broken_by):
        if party not in case.parties:
            yield source.problem(
                ("broken_by", i), f"there is no party {shown(party)}", did_you_mean(party, case.parties)
            )
        elif party in outcome.broken_by[:i]:
            yield source.problem(("broken_by", i), f"{shown(party)} is listed twice", "name it once")
    plan = case.plans[outcome.plan]
    after = len(plan.phases) + 1
    if outcome.phase is not None and outcome.phase > after:
        yield source.problem(
            ("phase",),
            f"the plan has {after - 1} phases, and this is phase {outcome.phase}",
            f"write at most {after}, which is the time after all was done",
        )
    known = {**case.steps, **case.wholes(), **part_names(case)}
    for step in outcome.steps:
        if step not in known:
            yield source.problem(
                ("steps", step), f"there is no step {shown(step)}", did_you_mean(step, known), key=True
            )
    if outcome.until < case.as_of:
        yield source.problem(
            ("until",),
            f"this is before the day of the case, {case.as_of.isoformat()}",
            "the case is of the day on which the agreement was made",
        )


def _dates(outcome: Outcome, source: Source) -> Iterator[Problem]:
    """What ended had begun, and nothing is known of days that are still to come."""
    for name, step in outcome.steps.items():
        if step.begun is not None and step.until is not None and step.until < step.begun:
            yield source.problem(("steps", name, "until"), "this ended before it began", "change one of the two days")
        if step.level == 0 and step.until is not None:
            message = "what was not begun cannot have ended"
            yield source.problem(("steps", name, "until"), message, "write `level: 1` at least, or leave `until` out")
    days: list[tuple[KeyPath, date | None]] = [(("until",), outcome.until)]
    days += [(("steps", name, key), day) for name, step in outcome.steps.items() for key, day in _days_of(step)]
    for path, day in days:
        if day is not None and day > date.today():
            yield source.problem(path, f"{day.isoformat()} is still to come", "is the year right?")


def _days_of(step: object) -> tuple[tuple[str, date | None], ...]:
    return (("from", getattr(step, "begun", None)), ("until", getattr(step, "until", None)))


_TARGETS = ("plan", "held", "until", "broken_by", "phase", "how")


def _evidence(outcome: Outcome, source: Source, library: Library) -> Iterator[Problem]:
    """Evidence supports something that the outcome says, and what it cites is listed."""
    said = (*_TARGETS, *(f"steps.{step}" for step in outcome.steps))
    for i, evidence in enumerate(outcome.because):
        for j, target in enumerate(evidence.targets):
            if target not in said and not any(target.startswith(f"{one}.") for one in said):
                message = f"the outcome says nothing of {shown(target)}"
                yield source.problem(("because", i, "for", j), message, did_you_mean(target, said))
        if evidence.source and library.entries is not None and evidence.source not in library.entries:
            message = f"there is no source {shown(evidence.source)} in {LIST}"
            yield source.problem(("because", i, "in"), message, did_you_mean(evidence.source, library.entries))
    if not outcome.because:
        message = "nothing says how this is known"
        yield source.problem((), message, "add `because` with sources", severity="warning")


# ------------------------------------------------------------------------------------ the first run


def digest_of(folder: Path) -> str:
    """The SHA-256 of the text of the case in a folder, whatever its line ends."""
    return hashlib.sha256(read_text(folder / "case.yaml").encode()).hexdigest()


def record_first_run(folder: Path, day: date) -> bool:
    """Write into an outcome when its case was first run and what it was then; False where that is written already.

    The case goes by its text. Raises CaseError where the outcome has errors, WriteError where it cannot be written.
    """
    found = read_outcome(folder, None)
    if found.outcome is None:
        raise CaseError(found.problems)
    if found.outcome.first_run is not None:
        return False
    text = read_text(folder / FILE)
    line = f"first_run: {{on: {day.isoformat()}, sha256: {digest_of(folder)}}}\n"
    save(folder / FILE, f"{text.rstrip()}\n{line}")
    return True
