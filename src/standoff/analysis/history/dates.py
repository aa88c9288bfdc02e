"""The dates of a case: the start before all events, the day of each event, and its own day; and the case as of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from standoff.analysis.remembered import once
from standoff.case.model.rules import holds
from standoff.case.overlays import views
from standoff.case.overlays.bare import without_evidence
from standoff.case.overlays.going_on import going_on
from standoff.case.overlays.history import before
from standoff.case.overlays.overlay import put_over
from standoff.errors import SizeError, StandoffError
from standoff.results.records.history import Happening
from standoff.results.sentences.history import another_government

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Entry, Successor

__all__ = ["MOST", "Dated", "broken_rule", "dates_of", "has_dates", "refuse_dates"]

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

    What happened on one day is one date. After those that were comes the day of the case, as it is in the file, and
    then each day on which another government could take over: the case with its numbers.
    """
    return (*once(case, _before_today), Dated(case.as_of, "today", (), (), case), *once(case, _governments))


def _governments(case: Case) -> tuple[Dated, ...]:
    following = [(one.successor, party) for party, one in case.parties.items() if one.successor is not None]
    return tuple(
        _government(case, party, successor)
        for successor, party in sorted(following, key=lambda pair: pair[0].on)
        if successor.on > case.as_of
    )


def _government(case: Case, party: str, successor: Successor) -> Dated:
    title = successor.title or another_government(case.parties[party].name)
    try:
        then = put_over(without_evidence(case), [views.another_government(party, successor.sees)])
    except (StandoffError, ValueError) as error:
        return Dated(successor.on, "government", (title,), tuple(successor.sees), None, str(error).splitlines()[0])
    return Dated(successor.on, "government", (title,), tuple(successor.sees), then)


def has_dates(case: Case) -> bool:
    """Whether there is any other day to tell of than the case's own."""
    return bool(case.history) or any(party.successor for party in case.parties.values())


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
    found: list[Dated] = []
    later: Case | None = case
    why_not = ""
    for day in reversed(days):
        entries = [(number, entry) for number, entry in enumerate(case.history) if entry.before == day]
        titles = tuple(entry.title for _, entry in reversed(entries))
        paths = tuple(dict.fromkeys(path for _, entry in reversed(entries) for path in entry.was))
        found.append(_dated(day, "event", later, why_not, case, titles, paths))
        if later is not None:
            later, why_not = _undone(later, entries)
    first = max(days[0], date.min + timedelta(days=1)) - timedelta(days=1)
    return (_dated(first, "start", later, why_not, case), *reversed(found))


def _undone(later: Case, entries: Sequence[tuple[int, Entry]]) -> tuple[Case | None, str]:
    """The case before some entries, newest first; or why there is none."""
    try:
        overlays = [replace(before(entry, number), because=()) for number, entry in entries]
        return put_over(without_evidence(later), overlays), ""
    except ValueError as error:
        return None, f"what the history says is no case that can be read: {str(error).splitlines()[0]}"


def _dated(
    day: date,
    kind: Happening,
    there_was: Case | None,
    why_not: str,
    today: Case,
    titles: tuple[str, ...] = (),
    paths: tuple[str, ...] = (),
) -> Dated:
    if there_was is None:
        return Dated(day, kind, titles, paths, None, why_not)
    history = tuple(entry for entry in today.history if entry.before <= day)
    then, _ = going_on(there_was.model_copy(update={"as_of": day, "history": history}))
    broken = broken_rule(then)
    return Dated(day, kind, titles, paths, None if broken else then, broken)


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
