"""The dates of a case: the start before all events, the day of each event, and its own day; and the case as of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from standoff.analysis.remembered import once
from standoff.case.history import as_of
from standoff.case.model.rules import holds
from standoff.errors import SizeError
from standoff.results.records.history import Happening

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["MOST", "Dated", "broken_rule", "dates_of", "refuse_dates"]

MOST = 400
"""So many dates a timeline has at most."""


@dataclass(frozen=True)
class Dated:
    """A date, what happened on it, at which paths that changed something, and the case just after it.

    case: None where there is none, and `why_not` says why.
    """

    day: date
    kind: Happening
    titles: tuple[str, ...]
    paths: tuple[str, ...]
    case: Case | None
    why_not: str = ""


def dates_of(case: Case) -> tuple[Dated, ...]:
    """The dates of a case, the first one first; a case without a history has its own day alone. Raises SizeError.

    What happened on one day is one date. The last one is always the day of the case, as it is in the file.
    """
    return (*once(case, _before_today), Dated(case.as_of, "today", (), (), case))


def refuse_dates(case: Case) -> None:
    """Raise SizeError where there are too many dates."""
    days = {entry.before for entry in case.history}
    if len(days) > MOST:
        raise SizeError("dates in the history", len(days), MOST, "ask for one day with --as-of, or split the history")


def _before_today(case: Case) -> tuple[Dated, ...]:
    """All but the last, which is the case itself: what is remembered of a case must not keep it alive."""
    refuse_dates(case)
    days = sorted({entry.before for entry in case.history})
    if not days:
        return ()
    found = [_dated(case, max(days[0], date.min + timedelta(days=1)) - timedelta(days=1), "start", ())]
    found += [
        _dated(case, day, "event", [n for n, one in enumerate(case.history) if one.before == day]) for day in days
    ]
    return tuple(found)


def _dated(case: Case, day: date, kind: Happening, entries: Sequence[int]) -> Dated:
    events = [case.history[n] for n in reversed(entries)]
    titles = tuple(event.title for event in events)
    paths = tuple(dict.fromkeys(path for event in events for path in event.was))
    try:
        then = as_of(case, day)
    except ValueError as error:
        return Dated(day, kind, titles, paths, None, _first_line(error))
    broken = broken_rule(then)
    return Dated(day, kind, titles, paths, None if broken else then, broken)


def _first_line(error: ValueError) -> str:
    return f"the case as of that day cannot be read: {str(error).splitlines()[0]}"


def broken_rule(case: Case) -> str:
    """Why what is in force in a case cannot be, or ""."""
    state = set(case.now)
    rules: Iterable[str] = (rule.text for rule in case.rules if not holds(rule.expression, state))
    for text in rules:
        return f"what was in force breaks the rule `{text}`"
    for choice, members in case.choices.items():
        chosen = [step for step in members if step in state]
        if len(chosen) > 1:
            both = " and ".join(f"`{step}`" for step in chosen)
            return f"{both} were in force, of which the choice `{choice}` allows one"
    return ""
