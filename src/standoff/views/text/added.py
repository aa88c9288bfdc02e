"""Sources from a file of another program, on the terminal: what is new, and marked passages as evidence to paste."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from standoff.results.sentences import added as sentences
from standoff.views.text.page import Page
from standoff.views.text.quotes import folded_entry

if TYPE_CHECKING:
    from standoff.results.records.added import AddedSources

__all__ = ["show_added"]


def show_added(page: Page, found: AddedSources) -> None:
    """The answer, what to know of it, and the passages by what they are for."""
    page.say(sentences.added(found), bold=True)
    for note in sentences.notes(found):
        page.say(note, hang=2)
    page.say(sentences.doubts(found))
    for under, passages in groupby(found.evidence, key=lambda one: one.under):
        page.space()
        page.say(sentences.paste(under))
        page.space()
        for one in passages:
            remark = sentences.remark(one)
            if remark:
                page.lines([f"  # {remark}"])
            page.lines(folded_entry(one.entry, min(page.room, page.prose)))
