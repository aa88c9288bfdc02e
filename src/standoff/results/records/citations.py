"""The records of what is cited of the sources: each piece of evidence and what became of its words, texts with the
places of quotes, and words that were selected in one.

Places in texts are counted as a browser counts them, in units of UTF-16: a character beyond the first 65,536 is two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from standoff.results.records.evidence import Mark, Strength, Supports
from standoff.results.records.limits import Chance, Count
from standoff.results.records.made import Unit
from standoff.results.records.quotes import Quoted
from standoff.results.records.record import Record

State = Literal["found", "several", "displaced", "near", "lost", "unquoted", "absent", "unreadable", "judged"]

STATES: Mapping[State, str] = {
    "found": "found once, word for word",
    "several": "found several times",
    "displaced": "found, but not between its prefix and suffix",
    "near": "not found; something like it is there",
    "lost": "not found",
    "unquoted": "in the words of whoever coded it, none quoted yet",
    "absent": "the text of the source is not here",
    "unreadable": "the text of the source cannot be read",
    "judged": "a judgement",
}
"""What became of the words of a piece of evidence, and how that is said beside it."""

IN_NEED: tuple[State, ...] = ("lost", "near", "displaced", "several", "unreadable")
"""States of quotes that need a hand, the worst first."""


@dataclass(frozen=True)
class Citation(Record):
    """One piece of evidence, from a source or judged, and what became of its words.

    `place`: where it stands in the case, as edits name it. `under`: the path whose `because` it is in. `targets`: the
    paths of what it is for. `numbers`: the paths of the numbers that it is for. `labels`: what these are, in words.
    `date`: of the source, like 2026-10. `note`: what is wrong with the quote, and `hint` what would mend it.
    `instead`: what the source has where it has something like the quote.
    """

    place: tuple[str | int, ...]
    under: str
    targets: tuple[str, ...]
    numbers: tuple[str, ...]
    labels: tuple[str, ...]
    source: str
    title: str
    date: str
    quote: str
    at: str
    says: str
    judgement: str
    by: tuple[str, ...]
    supports: Supports
    grade: str
    contradicts: bool
    stale: bool
    state: State
    said: str
    note: str
    hint: str
    instead: str


@dataclass(frozen=True)
class ListedSource(Record):
    """A source, with or without its text here.

    `author`, `date`, `kind`, `url`: from the list of sources, "" where it has none. `file`: that holds the text, "" if
    it is not here. `unread`: why the text cannot be read. `cited`: how many pieces of evidence name it, `quoted`: how
    many of them quote it; `in_need`: how many of these need a hand. `listed`: whether it is in the list.
    """

    id: str
    title: str
    author: str
    date: str
    kind: str
    url: str
    file: str
    unread: str
    listed: bool
    cited: Count
    quoted: Count
    in_need: Count


@dataclass(frozen=True)
class SourceList(Record):
    """The sources of a case, those with a text first. `missing`: what is said of those without one, or ""."""

    sources: tuple[ListedSource, ...]
    missing: str


@dataclass(frozen=True)
class Marked(Record):
    """Where in a text the words of a piece of evidence stand, or what is like them; `citation`: which piece it is."""

    start: Count
    end: Count
    citation: Count


@dataclass(frozen=True)
class SourceReading(Record):
    """The text of a source with the places of what is quoted from it.

    `first_line`: that gives the date, and is no part of what is read. `text`: null where it is the one that was known
    already, by its `sha256`; `blocks` then, too. `blocks`: where each paragraph begins and ends, long ones in several,
    which `follow` the one before. `headings`: which blocks are headings, `pages`: before which blocks pages begin.
    `offers`: the paths of the numbers that words of it are most likely for, those that it supports already first.
    """

    source: ListedSource
    sha256: str
    first_line: str
    text: str | None
    blocks: tuple[tuple[int, int], ...] | None
    follow: tuple[int, ...]
    headings: tuple[int, ...]
    pages: tuple[tuple[int, int], ...]
    marks: tuple[Marked, ...]
    citations: tuple[Citation, ...]
    offers: tuple[str, ...]


@dataclass(frozen=True)
class Selected(Record):
    """Words of a source, and the evidence that they would be.

    `found`: what `quote` finds of them. `places`: where each of its passages stands. `meant`: which of them it is,
    null where that is open. `start`, `end`: the whole words that were selected. `words`: how many. `sentence`: how
    often they stand there. `path`: of the `because` that takes `entry`; both null where nothing can be attached yet.
    """

    found: Quoted
    places: tuple[tuple[int, int], ...]
    meant: Count | None
    start: Count | None
    end: Count | None
    words: Count
    sentence: str
    path: tuple[str, ...] | None
    entry: Mapping[str, str | bool] | None


@dataclass(frozen=True)
class Grounded(Record):
    """A number of the case, and all evidence for it.

    `label`: what it is, in few words, and `title`, in more. `under`, `target`: where evidence for it stands, and what
    it says there that it is for. `written`: its value as the file has it. `firm`: whether a source supports its size,
    and nothing is to be said against it. `rests`: how strong its evidence is, in few words; `sentence`, in one.
    `citations`: which pieces.
    """

    path: str
    part: str
    label: str
    title: str
    under: str
    target: str
    written: str
    unit: Unit
    strength: Strength
    marks: tuple[Mark, ...]
    grade: str
    firm: bool
    rests: str
    sentence: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class PartCovered(Record):
    """How many numbers of a party, a step or an entry together have each strength; `weight`: as of `Backed`."""

    path: str
    name: str
    numbers: Count
    sourced: Count
    one_source: Count
    judged: Count
    bare: Count
    stale: Count
    contradicted: Count
    weight: Chance | None


@dataclass(frozen=True)
class Turning(Record):
    """Where a number turns the verdict on a plan, or on the roadmap of a deal ("": there is neither), in sentences."""

    plan: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Hanging(Record):
    """On which parts of a case most hangs for a plan, or for the roadmap of a deal: those come first."""

    plan: str
    title: str
    parts: tuple[PartCovered, ...]


@dataclass(frozen=True)
class Grounds(Record):
    """What all numbers of a case rest on, and which quotes need a hand.

    `parts`: those with the least behind them first.
    `in_need`: which of the citations, the worst first. `missing`: what is said of the sources without a text, or "".
    `unchecked`: of quotes that could not be looked up, or "".
    """

    sentence: str
    numbers: tuple[Grounded, ...]
    parts: tuple[PartCovered, ...]
    citations: tuple[Citation, ...]
    in_need: tuple[int, ...]
    missing: str
    unchecked: str
