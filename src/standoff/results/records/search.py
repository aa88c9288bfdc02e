"""The records of what the texts of sources say: passages that have some words, and those that nobody cites."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.results.records.limits import Count, FromOne
from standoff.results.records.quotes import Unread
from standoff.results.records.record import Record


@dataclass(frozen=True)
class Mark(Record):
    """Where in a passage something stands: from this character on, counted from 0, to before that one."""

    start: Count
    end: Count


@dataclass(frozen=True)
class FoundPassage(Record):
    """A passage that has what was looked for.

    `date`: of the source, as far as it is known, like 2026-10. `at`: where in it, as a reader finds it. `line`, `page`:
    None where there are none. `heading`: the one that it stands under, or "". `passage`: on one line; `marks`: where in
    it the words stand.
    """

    source: str
    title: str
    date: str
    file: str
    at: str
    line: FromOne | None
    page: FromOne | None
    heading: str
    passage: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class InSource(Record):
    """How many passages a source has."""

    source: str
    passages: Count


@dataclass(frozen=True)
class LikeWords(Record):
    """A word that no text has, and those of the texts that are most like it."""

    word: str
    like: tuple[str, ...]


@dataclass(frozen=True)
class Searched(Record):
    """What was found of some words in the sources at hand, the best passages first.

    `words`: as they were given, and `asked` as they were understood. `passages`: the first `limit` of all `found`.
    `by_source`: how many each source has. `like`: where nothing is found, words that no text has.
    `apart`: in how many passages the words of a phrase stand that stands nowhere as such. `searched`: the sources whose
    texts were looked at. `unread`: texts that are here and could not be. `absent`: sources of the list without a text.
    """

    words: str
    asked: str
    found: Count
    passages: tuple[FoundPassage, ...]
    by_source: tuple[InSource, ...]
    like: tuple[LikeWords, ...]
    apart: Count
    searched: tuple[str, ...]
    unread: tuple[Unread, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class OverlookedPassage(FoundPassage):
    """A passage that names parties or steps, by their keys, and supports no claim."""

    parties: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Overlooked(Record):
    """Passages that name somebody or something of a case, and that no evidence quotes.

    Source by source: first those with a passage that names both a party and a step, then by how much is named.
    `named`: how many passages name anything, `quoted`: how many of them some evidence quotes. `unquoted`: how many
    pieces of evidence name a source whose text is here, and quote nothing of it: what they rest on cannot be told.
    `never`: keys of parties and steps that no text names, where all texts were looked at. `searched`, `unread`,
    `absent`: as of a search.
    """

    passages: tuple[OverlookedPassage, ...]
    named: Count
    quoted: Count
    unquoted: Count
    never: tuple[str, ...]
    searched: tuple[str, ...]
    unread: tuple[Unread, ...]
    absent: tuple[str, ...]
