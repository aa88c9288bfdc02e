"""What changed? What was different before a date, walked back to give the case as of an earlier day."""

from __future__ import annotations

from datetime import date

from standoff.case.model.model import Case, Entry
from standoff.case.overlays.overlay import NOWHERE, Overlay, put_over
from standoff.case.reading.source import Source

__all__ = ["as_of", "before"]


def as_of(case: Case, day: date) -> Case:
    """The case as it was on an earlier day: what the entries after that day say was different, undone newest first.

    Later entries are dropped. Nothing is checked: `standoff.as_of` looks whether it is a case that could be.
    Raises ValueError for a day after the case's own.
    """
    if day > case.as_of:
        raise ValueError(f"the case is as of {case.as_of}, and {day} is later")
    earlier = put_over(case, (before(entry, number) for number, entry in enumerate(case.history) if entry.before > day))
    history = tuple(entry for entry in case.history if entry.before <= day)
    return earlier.model_copy(update={"as_of": day, "history": history})


def before(entry: Entry, number: int = 0, source: Source = NOWHERE) -> Overlay:
    """What an entry of the history says was different before its date; `number` counts entries from 0, newest first."""
    return Overlay(
        name=entry.before.isoformat(),
        title=entry.title,
        values=entry.was,
        added=entry.now.added,
        without=entry.now.without,
        because=entry.because,
        source=source,
        at=("history", number),
        key="was",
    )
