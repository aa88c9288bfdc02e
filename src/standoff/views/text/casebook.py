"""The casebook on the terminal: what was named and what became of each agreement, then scores beside simple rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from standoff.results.records.casebook import Aspect
from standoff.results.sentences import casebook as sentences
from standoff.results.sentences import wording
from standoff.views.text.terminal import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.results.records.casebook import Agreement, Casebook, Score
    from standoff.views.text.page import Page

__all__ = ["show_casebook"]

NAME, PARTY = 32, 16
"""So many characters the name of an agreement, and those of parties, have in a table."""


def show_casebook(page: Page, book: Casebook, recorded: Sequence[str] = ()) -> None:
    """First what the scores come to, then the agreements one by one, then all scores."""
    page.say(sentences.headline(book), bold=True)
    page.say(sentences.shown(book))
    head = ("agreement", "named", "phase", "broken by", "phase", "holds in", "right")
    page.table("", head, map(_row, book.agreements), left=7, name="agreements")
    _best(page, book)
    for text in (*sentences.flagged(book), sentences.coding(book)):
        page.say(text)
    if recorded:
        page.say(f"The first run of {wording.listing(list(recorded))} is written down in outcome.yaml.")
    _scores(page, book)
    page.space()
    page.table(
        "What flags would have told, in how many of those that broke and that held",
        ("flag", "broke", "held"),
        map(sentences.one_flagged, book.flagged),
    )


def _row(one: Agreement) -> tuple[str, ...]:
    marks = [mark for mark in (_right(one), sentences.CODED[one.coded]) if mark]
    named = (cut(one.said.who or "nobody", PARTY), sentences.in_phase(one.said.when, one))
    broke = ("it held", "") if one.held else (cut(", ".join(one.broken_by), PARTY), sentences.in_phase(one.phase, one))
    return cut(one.name, NAME), *named, *broke, f"{100 * one.said.holds:.0f} %", ", ".join(marks)


def _right(one: Agreement) -> str:
    """What of an agreement that broke was named rightly."""
    if one.held:
        return ""
    right = [aspect for aspect, was in (("who", one.who_right), ("when", one.when_right)) if was]
    return ", ".join(right) or "missed"


def _best(page: Page, book: Casebook) -> None:
    """Each score beside the best of the simple rules."""
    rows = []
    for aspect in get_args(Aspect):
        one = book.score(aspect)
        if one.of:
            best = sentences.against(book, aspect)[1]
            named = (sentences.of(one), sentences.interval(one))
            rows.append((aspect, *named, sentences.BY[best.by], sentences.of(best)))
    page.space()
    page.table("", ("", "right", "95 %", "best simple rule", "right"), rows, left=5, name="scores in brief")


def _scores(page: Page, book: Casebook) -> None:
    rows = []
    for aspect in get_args(Aspect):
        of_aspect = [one for one in book.scores if one.aspect == aspect and one.of]
        rows += [(aspect if not number else "", *_score(one)) for number, one in enumerate(of_aspect)]
    page.space()
    title = "How often that was right, and what simple rules would have got"
    page.table(title, ("", "named by", "right", "95 %", "Brier"), rows, left=2, name="all scores")


def _score(one: Score) -> tuple[str, str, str, str]:
    return sentences.BY[one.by], sentences.of(one), sentences.interval(one), sentences.squared(one.brier)
