"""The records of quotes: where words stand in the sources of a case, and what is near them where they do not."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.results.records.limits import Chance, FromOne
from standoff.results.records.record import Record


@dataclass(frozen=True)
class QuotedPassage(Record):
    """A passage that says what was asked, word for word.

    `at`: where in the source, as a reader finds it. `line`, `page`: None where there are none. `heading`: the one that
    it stands under, or "". `quote`: as the source has it, on one line. `prefix`, `suffix`: what stands right before
    and after, enough to tell it from its like in the source. `entry`: what to put under `because`.
    """

    source: str
    title: str
    file: str
    at: str
    line: FromOne | None
    page: FromOne | None
    heading: str
    quote: str
    prefix: str
    suffix: str
    entry: str


@dataclass(frozen=True)
class QuoteDifference(Record):
    """Where a source and what was asked part: what was asked, what the source has instead, the word before."""

    asked: str
    has: str
    after: str


@dataclass(frozen=True)
class NearPassage(Record):
    """A passage that is like what was asked and is not it. `likeness`: 1 would be alike, letter by letter."""

    source: str
    title: str
    file: str
    at: str
    line: FromOne | None
    page: FromOne | None
    heading: str
    quote: str
    likeness: Chance
    differences: tuple[QuoteDifference, ...]


@dataclass(frozen=True)
class Unread(Record):
    """A text that could not be looked at: its source, its file, why, and what to do about it."""

    source: str
    file: str
    why: str
    remedy: str


@dataclass(frozen=True)
class Quoted(Record):
    """Where some words stand in the sources at hand.

    `under`: the path whose `because` the entries are for, or "". `near`: the nearest first, where nothing was found.
    `searched`: the sources whose texts were looked at. `unread`: texts that are here and could not be.
    `absent`: sources of the list whose texts are not here.
    """

    words: str
    under: str
    passages: tuple[QuotedPassage, ...]
    near: tuple[NearPassage, ...]
    searched: tuple[str, ...]
    unread: tuple[Unread, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Sealed(Record):
    """Of which texts the list of sources has the SHA-256 now.

    `sealed`: written just now. `same`: had it already. `changed`: have another one, and the old one was left (unless it
    was asked for again). `unlisted`: texts of no source of the list. `absent`: sources without a text here.
    """

    sealed: tuple[str, ...]
    same: tuple[str, ...]
    changed: tuple[str, ...]
    unlisted: tuple[str, ...]
    absent: tuple[str, ...]
