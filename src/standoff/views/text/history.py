"""The timeline on the terminal: what held until when, then every date with its event and what became of each plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences import history as sentences
from standoff.results.sentences import wording
from standoff.results.sentences.wording import titled
from standoff.views.text.page import BETWEEN, clean
from standoff.views.text.terminal import cut, ordered, trust_of

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.history import Fate, Lever, Moment, Timeline
    from standoff.views.text.page import Page

__all__ = ["show_timeline"]

IN_WORDS = 3
"""With so many plans the verdicts have room for a word; with more they are letters."""

SHORTEST = 16
"""So many characters an event has in the table at least."""

DATE = len("2025-09-08")

LEVERS = 3
"""So many levers are told of each date."""

_KINDS = {"start": "before the first event", "today": "today"}
"""What is said of a date on which nothing happened."""


def show_timeline(page: Page, case: Case, found: Timeline) -> None:
    """The answer, a table of all dates, and below it what each event changed."""
    called = {name: wording.as_one(party.name) for name, party in case.parties.items()}
    page.say(sentences.headline(found, called), bold=True)
    if found.unassessed:
        page.say(f"No plan can be assessed: {found.unassessed}.")
    if not found.dated:
        page.say("Entries under `history:` in the case say what was different before a date.")
    followed = found.today.fates if not found.unassessed else ()
    page.space()
    _dates(page, found, followed, called)
    _legend(page, found, followed)
    ordered(page, case, found.made)
    if followed:
        page.say(sentences.where_it_stood(found, called))
        for words in sentences.coming(found):
            page.say(words)
    _trust(page, found, followed)
    for before, after in found.steps:
        _event(page, case, before, after)
    _leverage(page, case, found)


def _dates(page: Page, found: Timeline, followed: Sequence[Fate], called: dict[str, str]) -> None:
    words = len(followed) <= IN_WORDS
    heads = [str(n) for n in range(1, len(followed) + 1)] if len(followed) > 1 else [titled(f.title) for f in followed]
    cells = [
        [_cell(moment.fate(one.key), words) for one in followed] or [sentences.stood(moment.standing, called)]
        for moment in found.moments
    ]
    heads = heads or ["stable"]
    widths = [max(len(head), *(len(row[n]) for row in cells)) for n, head in enumerate(heads)]
    room = max(SHORTEST, page.room - DATE - BETWEEN - sum(width + BETWEEN for width in widths))
    rows = (
        (moment.day, cut("; ".join(map(clean, moment.titles)) or _KINDS.get(moment.kind, moment.kind), room), *row)
        for moment, row in zip(found.moments, cells, strict=True)
    )
    page.table("", ("date", "what happened", *heads), rows, left=2 if followed else 3, name="dates")


def _cell(fate: Fate | None, words: bool) -> str:
    if fate is None or fate.verdict is None:
        return "-"
    verdict = fate.verdict if words else fate.verdict[0].upper()
    other = "*" if fate.found is not None and fate.found.verdict == "holds" != fate.verdict else ""
    share = "" if fate.holds is None else f" {wording.percent(fate.holds).replace('less than 1', '<1')}"
    return f"{verdict}{other}{share}".replace("more than 99", ">99")


def _legend(page: Page, found: Timeline, followed: Sequence[Fate]) -> None:
    if not followed:
        return
    if len(followed) > 1:
        page.say("; ".join(f"{n} {titled(one.title)[1:-1]}" for n, one in enumerate(followed, start=1)) + ".")
    letters = "H holds, B breaks, R refused, " if len(followed) > IN_WORDS else "Verdicts are those "
    often = f"; % of {found.judged_on:,} draws in which it holds" if found.judged_on else ""
    stars = any(_cell(fate, True).find("*") >= 0 for moment in found.moments for fate in moment.fates)
    star = "; * another plan for the deal held then" if stars else ""
    deals = " Deals are followed by today’s plan for them." if any(one.kind == "deal" for one in followed) else ""
    page.say(f"{letters}at the medians{often}{star}.{deals}")


def _trust(page: Page, found: Timeline, followed: Sequence[Fate]) -> None:
    """The trust that each plan asked at each date, where any holds at any."""
    fates = {one.key: [moment.fate(one.key) for moment in found.moments] for one in followed}
    asked = {
        key: [trust_of(fate.trust) if fate is not None and fate.verdict == "holds" else "-" for fate in every]
        for key, every in fates.items()
    }
    shown = {key: cells for key, cells in asked.items() if any(cell != "-" for cell in cells)}
    if not shown:
        return
    numbers = {one.key: str(n) for n, one in enumerate(followed, start=1)}
    heads = [numbers[key] if len(followed) > 1 else "trust asked" for key in shown]
    rows = ((moment.day, *(cells[n] for cells in shown.values())) for n, moment in enumerate(found.moments))
    page.space()
    page.table("The trust that each asked then, where it holds", ("date", *heads), rows)


def _event(page: Page, case: Case, before: Moment, after: Moment) -> None:
    """What an event changed, and what that did."""
    called = {name: step.in_short for name, step in case.steps.items()} | {name: name for name in case.choices}
    page.space()
    page.say(f"{sentences.day(after.day)}: {'; '.join(after.titles)}", bold=True)
    if after.why_not:
        page.say(f"Of this date nothing can be told: {after.why_not}.")
    ends = sentences.came_and_went([called[s] for s in after.came], [called[s] for s in after.went])
    page.say(wording.opening(f"{ends}.") if ends else "")
    if after.changes:
        rows = ((one.label, one.before or "nothing", one.after or "nothing") for one in after.changes)
        page.table("", ("number", "before", "after"), rows, left=3, name="numbers that changed")
    for turn in after.turns:
        page.say(sentences.turned(turn), hang=2)
    told = {turn.key for turn in after.turns}
    for old, new in zip(before.fates, after.fates, strict=False):
        if new.key not in told and sentences.moved(old, new):
            page.say(f"{sentences.changed(old, new)}.", hang=2)
    for fate in after.fates:
        page.say(sentences.untold(fate, called), hang=2)
    for words in sentences.beside(after.fates):
        page.say(words, hang=2)
    kept = sentences.kept_then(after.fates)
    if kept and kept != sentences.kept_then(before.fates):
        steps = wording.listing([called[step] for step in kept])
        page.say(f"Not planned again where a plan has it, as it was in force: {steps}.")


def _leverage(page: Page, case: Case, found: Timeline) -> None:
    """The largest levers of each date, where they are not those of the date before."""
    rows, known = [], ""
    for moment in found.moments:
        levers = moment.standing.levers[:LEVERS] if moment.standing is not None else ()
        told = "; ".join(_lever(case, one) for one in levers)
        if told and told != known:
            rows.append((moment.day, told))
            known = told
    if rows:
        page.space()
        page.table("Who could help or hurt whom most, alone, since when", ("date", "points of the other"), rows, left=2)


def _lever(case: Case, one: Lever) -> str:
    ends = [f"{'+' * (x > 0)}{wording.number(x)}" for x in (one.best, one.worst) if x]
    return f"{case.parties[one.actor].name} for {case.parties[one.other].name}: {', '.join(ends)}"
