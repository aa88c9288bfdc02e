"""What the texts of sources say, on the terminal: passages with the words marked, or what nobody cites, by source."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from standoff.results.sentences import search
from standoff.views.text.page import Page

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.quotes import Unread
    from standoff.results.records.search import Overlooked, Searched

__all__ = ["show_overlooked", "show_searched"]

_MOST = 300
"""Characters of a passage, unless all is wanted."""

_MOST_OVERLOOKED = 160


def show_searched(page: Page, found: Searched) -> None:
    """The answer, and each passage: where it is, and what it says."""
    page.say(search.found_in(found), bold=True)
    page.say(search.instead(found))
    for passage in found.passages:
        page.space()
        page.say(f"{search.source_of(passage)}, {passage.at}:", hang=2)
        page.say(f"  {search.excerpt(passage.passage, passage.marks, None if page.whole else _MOST)}", hang=2)
    page.space()
    _not_looked_at(page, found.unread)
    page.say(search.absent(found.absent))


def show_overlooked(page: Page, case: Case, found: Overlooked) -> None:
    """The answer, and source by source each passage with what it names."""
    page.say(search.overlooked(found), bold=True)
    page.say(search.unquoted(found))
    page.say(search.never(found))
    page.say(search.absent(found.absent))
    _not_looked_at(page, found.unread)
    steps = case.wholes()
    for _, passages in groupby(found.passages, key=lambda passage: passage.source):
        several = list(passages)
        page.space()
        page.say(f"{search.source_of(several[0])}: {len(several)}", hang=2)
        for passage in several:
            names = [case.parties[name].name for name in passage.parties] + [
                steps[name].in_short for name in passage.steps
            ]
            text = search.excerpt(passage.passage, passage.marks, None if page.whole else _MOST_OVERLOOKED)
            page.say(f"  {passage.at} ({', '.join(names)}): {text}", hang=4)


def _not_looked_at(page: Page, texts: tuple[Unread, ...]) -> None:
    for unread in texts:
        page.say(f"Not looked at: {unread.file}: {unread.why}; {unread.remedy}.", hang=2)
