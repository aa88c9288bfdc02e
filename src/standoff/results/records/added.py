"""The records of what is added to the sources of a case from a file of another program."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.results.records.record import Record


@dataclass(frozen=True)
class AddedSource(Record):
    """A source that is new in the list: its id, the one that it had in the file, and its title."""

    id: str
    wanted: str
    title: str


@dataclass(frozen=True)
class KnownSource(Record):
    """A source that was in the list: its id, the one that it had in the file, and which keys would be otherwise."""

    id: str
    wanted: str
    differs: tuple[str, ...]


@dataclass(frozen=True)
class MarkedPassage(Record):
    """A passage that somebody marked, as evidence.

    `under`: the path whose `because` it belongs under by its tags, or "". `entry`: what to put there. `by`: who marked
    it. `tags`: those that said nothing to the case. `stands`: whether the quote stands in the text of the source, None
    where that is not here.
    """

    under: str
    entry: str
    source: str
    by: str
    tags: tuple[str, ...]
    stands: bool | None


@dataclass(frozen=True)
class AddedSources(Record):
    """What a file of another program brought to a case: new sources, those that were there, and marked passages.

    `path`: the list of sources, whether it was written or not. `notes`: what was left out, in sentences.
    """

    program: str
    path: str
    added: tuple[AddedSource, ...]
    known: tuple[KnownSource, ...]
    evidence: tuple[MarkedPassage, ...]
    notes: tuple[str, ...]
