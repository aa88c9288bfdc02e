"""Sentences about what the texts of sources say: what was found of some words, and what nobody cites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences.wording import listing

if TYPE_CHECKING:
    from standoff.results.records.search import FoundPassage, Mark, Overlooked, Searched

__all__ = ["absent", "excerpt", "found_in", "instead", "never", "overlooked", "source_of", "unquoted"]

_NAMED = 6
"""So many sources are named; more are counted."""

_AROUND = 90
"""So many characters of a passage are shown before the first of its words that were looked for."""

MARK = "**"
"""Stands before and after words that were looked for, as Markdown has it."""


def found_in(found: Searched) -> str:
    """The first line of a search: how many passages of which sources have the words."""
    if found.found:
        more = "" if len(found.passages) == found.found else f"; the best {len(found.passages)} follow"
        have = "has" if found.found == 1 else "have"
        return (
            f"{_passages(found.found)} in {_named([one.source for one in found.by_source])} {have} {found.asked}{more}."
        )
    if not found.searched and not found.unread:
        return "No text is here to be searched: put texts into the folder sources, as ID.txt, .md, .html or .pdf."
    texts = "the one text that is" if len(found.searched) == 1 else f"the {len(found.searched)} texts that are"
    return f"No passage of {texts} here has {found.asked}."


def instead(found: Searched) -> str:
    """What to look for where nothing was found; "" if nothing is known."""
    said = [
        f"No text has the word “{one.word}”; like it {_are(one.like)} {listing([f'“{word}”' for word in one.like])}."
        if one.like
        else f"No text has the word “{one.word}”, nor one like it."
        for one in found.like
    ]
    if found.apart:
        said.append(
            f"{_passages(found.apart)} {'has' if found.apart == 1 else 'have'} these words, but not in this row."
        )
    return " ".join(said)


def overlooked(found: Overlooked) -> str:
    """The first line of what nobody cites."""
    sources = len({passage.source for passage in found.passages})
    if found.passages:
        one = len(found.passages) == 1
        verbs = ("names", "supports") if one else ("name", "support")
        in_ = "1 source" if sources == 1 else f"{sources} sources"
        return f"{_passages(len(found.passages))} in {in_} {verbs[0]} somebody or something and {verbs[1]} no claim."
    if not found.searched and not found.unread:
        return "No text is here to be read: put texts into the folder sources, as ID.txt, .md, .html or .pdf."
    if not found.named:
        return "No passage names a party or a step: say with `aliases` what the sources call them."
    if found.named == 1:
        return "The one passage that names somebody or something supports a claim."
    return f"Each of the {found.named} passages that name somebody or something supports a claim."


def never(found: Overlooked) -> str:
    """Which parties and steps no text names; "" if all are named."""
    if not found.never or not found.named:
        return ""
    those = "it" if len(found.never) == 1 else "them"
    return f"Named nowhere: {_named(found.never)}. What the sources call {those}, `aliases` can say."


def unquoted(found: Overlooked) -> str:
    """How much evidence names a source and quotes nothing of it; "" if none."""
    if not found.unquoted:
        return ""
    one = found.unquoted == 1
    return (
        f"{found.unquoted} piece{'' if one else 's'} of evidence cite{'s' if one else ''} a text that is here and quote"
        f"{'s' if one else ''} nothing: what {'it rests' if one else 'they rest'} on counts as unread."
    )


def absent(sources: Sequence[str]) -> str:
    """Which sources of the list have no text here; "" if none."""
    if not sources:
        return ""
    one = len(sources) == 1
    return f"{len(sources)} source{'' if one else 's'} of the list without a text here: {_named(sources)}."


def source_of(passage: FoundPassage) -> str:
    """A source by its id, its title and its date."""
    title = f", “{passage.title}”" if passage.title else ""
    return f"{passage.source}{title}{f', {passage.date}' if passage.date else ''}"


def excerpt(passage: str, marks: Sequence[Mark], most: int | None) -> str:
    """A passage with what was looked for between asterisks; at most so many characters of it, around the first."""
    start, end = 0, len(passage)
    if most is not None and end > most:
        first = marks[0].start if marks else 0
        start = 0 if first + _AROUND < most else max(0, min(first - _AROUND, end - most))
        if start:
            start = passage.find(" ", start, first) + 1 or start
        end = start + most if start + most >= len(passage) else passage.rfind(" ", start + most // 2, start + most)
        end = min(len(passage), end if end > 0 else start + most)
    pieces, place = [], start
    for mark in marks:
        if mark.start >= place and mark.end <= end:
            pieces += [passage[place : mark.start], MARK, passage[mark.start : mark.end], MARK]
            place = mark.end
    return f"{'… ' * bool(start)}{''.join(pieces)}{passage[place:end].rstrip()}{' …' * (end < len(passage))}"


def _are(things: Sequence[str]) -> str:
    return "is" if len(things) == 1 else "are"


def _passages(count: int) -> str:
    return f"{count:,} passage{'' if count == 1 else 's'}"


def _named(names: Sequence[str]) -> str:
    named = [f"`{name}`" for name in names[:_NAMED]]
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return listing([*named, *more])
