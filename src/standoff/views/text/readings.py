"""Readings on the terminal: what gets done while each waits for the others, and how each order fares by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.results.sentences import readings as sentences
from standoff.results.sentences.wording import as_one, listing, opening, percent
from standoff.views.text.terminal import names_of, number, shorts_of, trust_of, verdict_of

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.readings import Read, Readings
    from standoff.views.text.page import Page

__all__ = ["say_readings", "show_readings"]


def say_readings(page: Page, found: Readings) -> None:
    """What gets done while each waits for the others, and why no more; that this is a flag is said once."""
    page.space()
    page.say(" ".join((*found.says, sentences.FLAG)))
    for why in found.broken:
        page.say(f"By itself, what gets done is no plan: {why}.")
    page.space()


def show_readings(page: Page, case: Case, found: Readings) -> None:
    """Each order by itself, what gets done round by round, and what each party has reached by then."""
    party = names_of(case.parties)

    def row(one: Read) -> tuple[str, ...]:
        fares = one.fares
        holders = listing([as_one(case.parties[p].name) for p in one.held_by])
        often = "-" if fares.sure is None else percent(fares.sure.holds)
        return name(one), holders, verdict_of(fares.verdict), trust_of(fares.trust), often

    def name(one: Read) -> str:
        return opening(one.called.strip("“”"))

    page.space()
    head = ("reading", "held by", "verdict", "trust asked", "holds in")
    page.table("Each reading by itself", head, map(row, found.readings), left=3)
    if found.missing:
        page.space()
        waits = ((name(one), shorts_of(case, one.waits_for) or "nothing") for one in found.readings)
        page.table("What each waits for first", ("reading", "steps"), waits, left=2)
    page.space()
    rounds = ((str(n), shorts_of(case, steps)) for n, steps in enumerate(found.rounds, start=1))
    page.table("What gets done", ("round", "steps"), rounds, left=2)
    page.space()
    reached = (
        (party(p), number(one.gain), number(one.whole), "-" if one.share is None else percent(one.share))
        for p, one in found.reached.items()
    )
    page.table("What is reached by then", ("party", "own points", "of the whole", "share"), reached)
