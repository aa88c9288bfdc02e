"""As others see it: what becomes of each plan with the views beside the case put over it, and whether that matters."""

from __future__ import annotations

from standoff.results.records.history import Fate, Seen, Views
from standoff.results.sentences import history as sentences
from standoff.results.sentences.wording import listing, opening
from standoff.views.brief.telling import GLYPHS, Section, Shown, Told
from standoff.views.brief.words import anchor, asked, percent, short, unbroken
from standoff.views.brief.words import titled as title_of

__all__ = ["SECTION", "view"]


def view(told: Told) -> Shown | None:
    """Every view with what it changes; None where there are none."""
    found = told.findings.views
    if found is None:
        return None
    return {
        "in_brief": unbroken(sentences.as_others_see_it(found)),
        "draws": f"{found.judged_on:,}" if found.judged_on else "",
        "unassessed": told.unassessed,
        "columns": [short(title_of(fate.title, fate.name)) for fate in found.own],
        "own": [_cell(fate) for fate in found.own],
        "rows": [_row(found, seen) for seen in found.others],
        "others": [_other(told, seen) for seen in found.others],
    }


def _row(found: Views, seen: Seen) -> Shown:
    cells = [_cell(theirs) for theirs in seen.fates] or ["not assessed" for _ in found.own]
    moved = [sentences.moved(own, theirs) for own, theirs in zip(found.own, seen.fates, strict=False)]
    return {
        "id": anchor("view", seen.name),
        "title": sentences.called_view(seen),
        "cells": list(zip(cells, moved or [False] * len(cells), strict=True)),
    }


def _cell(fate: Fate) -> str:
    if fate.verdict is None:
        return "not assessed"
    parts = [f"{GLYPHS[fate.verdict]} {fate.verdict}"]
    parts += [] if fate.shares is None else [percent(fate.shares.holds)]
    parts += [f"trust {asked(fate.trust)}"] if fate.verdict == "holds" else []
    return ", ".join(parts)


def _other(told: Told, seen: Seen) -> Shown:
    names = {step: told.in_short(step) for step in told.case.steps} | {name: name for name in told.case.choices}
    ends = sentences.came_and_went([names[step] for step in seen.came], [names[step] for step in seen.went])
    return {
        "id": anchor("view", seen.name, "says"),
        "title": sentences.called_view(seen),
        "by": listing(seen.by) if seen.title else "",
        "as_of": sentences.day(seen.as_of) if seen.as_of else "",
        "why_not": seen.why_not,
        "ends": opening(f"{ends}.") if ends else "",
        "rules": seen.rules,
        "changes": [
            (told.shortened(one.label), one.before or "nothing", one.after or "nothing") for one in seen.changes
        ],
        "untold": [told.shortened(words) for fate in seen.fates if (words := sentences.untold(fate, names))],
    }


SECTION = Section(106, "views", "As others see it", view)
