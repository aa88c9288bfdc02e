"""Where words stand in the sources, on the terminal: each passage with the evidence to paste, or what is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.case.reading.texts.near import Difference, said
from standoff.results.sentences import quotes
from standoff.views.text.page import Page, clean, wide

if TYPE_CHECKING:
    from standoff.results.records.quotes import NearPassage, Quoted, QuotedPassage, Sealed

__all__ = ["folded_entry", "show_quoted", "show_sealed"]


def show_quoted(page: Page, found: Quoted) -> None:
    """The answer, and each passage with its evidence; or near matches with how they differ."""
    page.say(quotes.where(found), bold=True)
    if found.passages:
        page.space()
        page.say(quotes.paste(found))
        for passage in found.passages:
            _show_passage(page, passage, len(found.passages) > 1)
    if found.near:
        page.space()
        page.say("What is near, and is not the same:")
        for near in found.near:
            _show_near(page, near)
    page.space()
    for unread in found.unread:
        page.say(f"Not looked at: {unread.file}: {unread.why}; {unread.remedy}.", hang=2)
    page.say(quotes.absent(found))


def _show_passage(page: Page, passage: QuotedPassage, several: bool) -> None:
    page.space()
    if several:
        page.say(f"{passage.source}, {passage.at}: {quotes.around(passage)}", hang=2)
    page.lines(folded_entry(passage.entry, min(page.room, page.prose)))


def _show_near(page: Page, near: NearPassage) -> None:
    page.space()
    page.say(f"  {quotes.place(near)}: “{near.quote}”", hang=4)
    page.say(f"    {said([Difference(one.asked, one.has, one.after) for one in near.differences])}.", hang=4)


def folded_entry(entry: str, width: int) -> list[str]:
    """An item of a list in YAML on several lines, ended at spaces, where it reads the same; a long word keeps its line.

    >>> folded_entry("{in: cable, quote: will not open it}", 24)
    ['  - {in: cable, quote:', '     will not open it}']
    """
    first, *words = entry.split(" ")
    lines, current = [], f"  - {first}"
    for word in words:
        if word and wide(clean(f"{current} {word}")) > width:
            lines.append(current)
            current = f"     {word}"
        else:
            current = f"{current} {word}"
    return [*lines, current]


def show_sealed(page: Page, found: Sealed) -> None:
    """What was sealed, and what was not."""
    page.say(quotes.sealed(found), bold=True)
    for sentence in quotes.not_sealed(found):
        page.space()
        page.say(sentence)
