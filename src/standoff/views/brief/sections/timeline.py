"""The timeline: what held at every date of the history, for whom it was stable, and what each event changed."""

from __future__ import annotations

from markupsafe import Markup

from standoff.results.records.history import Fate, Lever, Moment, Timeline
from standoff.results.sentences import history as sentences
from standoff.results.sentences.wording import as_one, opening
from standoff.views.brief.figures.timeline import Column, draw
from standoff.views.brief.telling import GLYPHS, Section, Shown, Told, link, say
from standoff.views.brief.words import anchor, asked, called, listed, number, percent, short, unbroken
from standoff.views.brief.words import titled as title_of

__all__ = ["SECTION", "view"]

LEVERS = 3
"""So many levers are told of each date."""


def view(told: Told) -> Shown | None:
    """Every date with its event; None where the case has no history."""
    found = told.findings.timeline
    if found is None:
        return None
    names = {party: as_one(called(told.case, party)) for party in told.case.parties}
    columns = [Column(fate.key, short(title_of(fate.title, fate.name))) for fate in _followed(found)]
    stable = [sentences.stood(moment.standing, names) for moment in found.moments]
    return {
        "in_brief": unbroken(sentences.headline(found, names)),
        "stood": unbroken(sentences.where_it_stood(found, names)),
        "coming": [unbroken(words) for words in sentences.coming(found)] if _followed(found) else [],
        "unassessed": told.unassessed,
        "drawing": draw("timeline-figure", found, columns, stable, "What became of each plan at every date"),
        "draws": f"{found.judged_on:,}" if found.judged_on else "",
        "columns": [column.name for column in columns],
        "rows": [_row(moment, words, columns) for moment, words in zip(found.moments, stable, strict=True)],
        "starred": any(_starred(fate) for moment in found.moments for fate in moment.fates),
        "deals": any(fate.kind == "deal" for fate in _followed(found)),
        "events": [_event(told, before, after) for before, after in found.steps],
        "levers": _levers(told, found),
        "ordered": told.from_orders,
    }


def _followed(found: Timeline) -> tuple[Fate, ...]:
    return () if found.unassessed else found.today.fates


def _starred(fate: Fate) -> bool:
    return fate.found is not None and fate.found.verdict == "holds" != fate.verdict


def _row(moment: Moment, stable: str, columns: list[Column]) -> Shown:
    return {
        "day": sentences.day(moment.day),
        "iso": moment.day,
        "what": "; ".join(moment.titles) or {"start": "before the first event", "today": "today"}[moment.kind],
        "stable": stable,
        "cells": [(column.name, _cell(moment.fate(column.key))) for column in columns],
    }


def _cell(fate: Fate | None) -> str:
    if fate is None or fate.verdict is None:
        return "not assessed"
    parts = [f"{GLYPHS[fate.verdict]} {fate.verdict}{' *' * _starred(fate)}"]
    parts += [] if fate.shares is None else [percent(fate.shares.holds)]
    parts += [f"trust {asked(fate.trust)}"] if fate.verdict == "holds" else []
    return ", ".join(parts)


def _event(told: Told, before: Moment, after: Moment) -> Shown:
    names = {step: told.in_short(step) for step in told.case.steps} | {name: name for name in told.case.choices}
    turned = {turn.key for turn in after.turns}
    pairs = zip(before.fates, after.fates, strict=False)
    kept = sentences.kept_then(after.fates)
    told_of = [
        *(sentences.turned(turn) for turn in after.turns),
        *(f"{sentences.changed(o, n)}." for o, n in pairs if n.key not in turned and sentences.moved(o, n)),
        *filter(None, (sentences.untold(fate, names) for fate in after.fates)),
        *sentences.beside(after.fates),
    ]
    if kept and kept != sentences.kept_then(before.fates):
        told_of.append(f"Not planned again where a plan has it, as it was in force: {listed(names[s] for s in kept)}.")
    places = [n for n, entry in enumerate(told.case.history) if entry.before.isoformat() == after.day]
    refs = [link(anchor("evidence", place), place) for n in places for place in told.backing(f"history.{n}")]
    ends = sentences.came_and_went([names[step] for step in after.came], [names[step] for step in after.went])
    return {
        "day": sentences.day(after.day),
        "iso": after.day,
        "title": "; ".join(after.titles),
        "refs": listed(refs) if refs else Markup(""),
        "why_not": after.why_not,
        "ends": opening(f"{ends}.") if ends else "",
        "changes": [
            (told.shortened(one.label), one.before or "nothing", one.after or "nothing") for one in after.changes
        ],
        "told": [told.shortened(unbroken(words)) for words in told_of],
    }


def _levers(told: Told, found: Timeline) -> list[Shown]:
    """The largest levers, from each date on which they are others."""
    rows: list[Shown] = []
    for moment in found.moments:
        levers = moment.standing.levers[:LEVERS] if moment.standing is not None else ()
        said = [_lever(told, one) for one in levers]
        if said and (not rows or rows[-1]["levers"] != said):
            rows.append({"day": sentences.day(moment.day), "iso": moment.day, "levers": said})
    return rows


def _lever(told: Told, one: Lever) -> Markup:
    ends = listed(number(worth, signed=True) for worth in (one.best, one.worst) if worth)
    return say("{} for {}: {}", told.called(one.actor), told.called(one.other), ends)


SECTION = Section(104, "timeline", "What changed: the timeline", view)
