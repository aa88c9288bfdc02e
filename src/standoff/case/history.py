"""What changed? What was different before a date, walked back to give the case as of an earlier day."""

from __future__ import annotations

from datetime import date

from standoff.case import overrides
from standoff.case.model.model import Case
from standoff.case.model.parts import in_parts
from standoff.case.reading.plain import plain

__all__ = ["as_of"]


def as_of(case: Case, day: date) -> Case:
    """The case as it was on an earlier day: what the entries after that day say was different, undone newest first.

    Later entries are dropped. Raises ValueError for a day after the case's own.
    """
    if day > case.as_of:
        raise ValueError(f"the case is as of {case.as_of}, and {day} is later")
    data = plain(case)
    now = list(case.now)
    for entry in case.history:
        if entry.before > day:
            now = [*(name for name in now if name not in entry.now.without), *entry.now.added]
            for target, value in entry.was.items():
                overrides.put(data, target, value)
    data["now"] = sorted(now, key=list(case.steps).index)
    data["history"] = [entry for entry in data.get("history", []) if date.fromisoformat(entry["before"]) <= day]
    data["as_of"] = day.isoformat()
    return in_parts(Case.model_validate(data))
