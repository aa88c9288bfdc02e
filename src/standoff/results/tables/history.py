"""What the timeline and views of others say in a line, and their tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from standoff.results.records.history import Change, Fate, Moment, Seen, Timeline, Views
from standoff.results.records.record import Record
from standoff.results.sentences.history import as_others_see_it, called_view, day, headline
from standoff.results.tables.short import titled
from standoff.results.tables.table import Cell, Shown, Table, columns, keyed, names

__all__ = ["SHOWN", "TIMELINE", "VIEWS"]

_FATE = (
    "plan:str verdict:str trust refused breaks holds trust_p50 phase:int party:str in_force:str lacks:str "
    "found_verdict:str found_trust found_holds why_not:str"
)


def _fate(one: Fate) -> tuple[Cell, ...]:
    shares = one.shares
    drawn = (None,) * 4 if shares is None else (shares.refused, shares.breaks, shares.holds, shares.trust)
    binding = (None, None) if one.binding is None else (one.binding.phase, one.binding.party)
    found = one.found
    then = (None,) * 3 if found is None else (found.verdict, found.trust, found.shares and found.shares.holds)
    trust = one.trust if one.verdict == "holds" else None
    return (one.key, one.verdict, trust, *drawn, *binding, names(one.in_force), names(one.lacks), *then, one.why_not)


def _moment(one: Moment) -> str:
    what = "; ".join(one.titles) or {"start": "before all events", "today": "today"}.get(one.kind, one.kind)
    held = [titled(fate.title) for fate in one.fates if fate.verdict == "holds"]
    return f"{day(one.day)}, {what}: {', '.join(held) or 'nothing'} held"


_FATES: Table[Moment] = Table(columns(_FATE), lambda moment: map(_fate, moment.fates))


def _change(one: Change) -> tuple[Cell, ...]:
    return (one.path, one.label, one.before, one.after)


def _steps(found: Timeline) -> Iterator[tuple[Cell, ...]]:
    for moment in found.moments:
        yield from ((moment.day, step, "in force") for step in moment.came)
        yield from ((moment.day, step, "ended") for step in moment.went)


def _changes(found: Timeline) -> Iterator[tuple[Cell, ...]]:
    for moment in found.moments:
        yield from ((moment.day, *_change(one)) for one in moment.changes)


TIMELINE: Mapping[str, Table[Timeline]] = {
    "plans": Table(
        columns(f"day:str kind:str event:str {_FATE}"),
        lambda found: (
            (moment.day, moment.kind, "; ".join(moment.titles), *_fate(fate))
            for moment in found.moments
            for fate in moment.fates
        ),
    ),
    "stable": Table(
        columns("day:str party:str notions:str"),
        lambda found: (
            (moment.day, party, names(notions))
            for moment in found.moments
            if moment.standing is not None and moment.standing.stable is not None
            for party, notions in moment.standing.stable.items()
        ),
    ),
    "leverage": Table(
        columns("day:str who:str whom:str best worst of_stake"),
        lambda found: (
            (moment.day, one.actor, one.other, one.best, one.worst, one.of_stake)
            for moment in found.moments
            if moment.standing is not None
            for one in moment.standing.levers
        ),
    ),
    "changes": Table(columns("day:str path:str label:str before:str after:str"), _changes),
    "steps": Table(columns("day:str step:str change:str"), _steps),
}

_SEEN: Table[Seen] = Table(columns(_FATE), lambda seen: map(_fate, seen.fates))

VIEWS: Mapping[str, Table[Views]] = {
    "plans": keyed(
        "view",
        Table(columns(_FATE), lambda fates: map(_fate, fates)),
        lambda found: [("", found.own), *((seen.name, seen.fates) for seen in found.others)],
    ),
    "changes": keyed(
        "view",
        Table(columns("path:str label:str before:str after:str"), lambda changes: map(_change, changes)),
        lambda found: ((seen.name, seen.changes) for seen in found.others),
    ),
}


def _timeline(found: Timeline) -> str:
    if not any(moment.kind == "today" for moment in found.moments):  # put together by hand
        return f"{len(found.moments)} dates"
    parties = {p: p for moment in found.moments if moment.standing for p in moment.standing.stable or {}}
    return headline(found, parties)


def _one(fate: Fate) -> str:
    return f"{titled(fate.title)} {fate.verdict or f'is not assessed: {fate.why_not}'}"


SHOWN: Mapping[type[Record], Shown[Any]] = {
    Timeline: Shown(_timeline, TIMELINE),
    Moment: Shown(_moment, {"plans": _FATES}),
    Fate: Shown(_one),
    Views: Shown(as_others_see_it, VIEWS),
    Seen: Shown(called_view, {"plans": _SEEN}),
}
