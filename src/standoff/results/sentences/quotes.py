"""Sentences about the texts of sources: where words stand, what is not here, what was sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences.wording import listing

if TYPE_CHECKING:
    from standoff.results.records.quotes import NearPassage, Quoted, QuotedPassage, Sealed

__all__ = ["absent", "around", "not_sealed", "paste", "place", "sealed", "where"]

_SHOWN = 100
"""Longer words are cut where they are read back."""

_NAMED = 6
"""So many sources are named; more are counted."""


def where(found: Quoted) -> str:
    """The first line: in how many places of which sources the words stand."""
    words = found.words if len(found.words) <= _SHOWN else f"{found.words[: _SHOWN - 1]}…"
    asked = f"“{' '.join(words.split())}”"
    sources = list(dict.fromkeys(passage.source for passage in found.passages))
    if len(found.passages) == 1:
        return f"{asked} stands once, in {place(found.passages[0])}."
    if found.passages:
        times = "twice" if len(found.passages) == 2 else f"{len(found.passages)} times"
        return f"{asked} stands {times} in {_named(sources)}; `prefix` and `suffix` say which is meant."
    if not found.searched and not found.unread:
        return (
            f"{asked} is in no text, as none is here: put texts into the folder sources, as ID.txt, .md, .html or .pdf."
        )
    texts = "in the one text that is here" if len(found.searched) == 1 else f"in any of {len(found.searched)} texts"
    return f"{asked} does not stand {texts}, word for word."


def place(passage: QuotedPassage | NearPassage) -> str:
    """A passage by its source and where it is in it."""
    title = f", “{passage.title}”" if passage.title else ""
    return f"`{passage.source}`{title}, {passage.at}"


def paste(found: Quoted) -> str:
    """What to do with what follows."""
    what = "Put it" if len(found.passages) == 1 else "Put the one that is meant"
    if found.under:
        return f"{what} under `because` of `{found.under}`:"
    return f"{what} under `because` of what it supports, and say with `for:` what of it that is:"


def around(passage: QuotedPassage) -> str:
    """A passage with what stands around it."""
    return " ".join(filter(None, ("…", passage.prefix, f"“{passage.quote}”", passage.suffix, "…")))


def absent(found: Quoted) -> str:
    """Which sources of the list could not be looked at, as their texts are not here; "" if none."""
    if not found.absent:
        return ""
    one = len(found.absent) == 1
    return f"The text{'' if one else 's'} of {_named(found.absent)} {'is' if one else 'are'} not here."


def sealed(found: Sealed) -> str:
    """The first line of `seal`."""
    if found.sealed:
        return f"The SHA-256 of {_named(found.sealed)} {'is' if len(found.sealed) == 1 else 'are'} in sources.json now."
    if found.changed:
        return "Nothing was written: texts have changed since their SHA-256 was written."
    if found.same:
        return f"Nothing is to be done: sources.json has the SHA-256 of all {len(found.same)} texts that are here."
    return "No text of a source of the list is here: put texts into the folder sources, as ID.txt, .md, .html or .pdf."


def not_sealed(found: Sealed) -> Iterator[str]:
    """What `seal` left as it was, and why."""
    if found.changed:
        one = len(found.changed) == 1
        yield (
            f"Changed since: {_named(found.changed)}. Compare {'it' if one else 'them'} with what was read before; if "
            f"what is here now is right, `standoff seal CASE --again` takes {'it' if one else 'them'} so."
        )
    if found.unlisted:
        yield f"In the folder, and not in sources.json: {_named(found.unlisted)}."


def _named(sources: Sequence[str]) -> str:
    named = [f"`{source}`" for source in sources[:_NAMED]]
    more = [f"{len(sources) - _NAMED} more"] if len(sources) > _NAMED else []
    return listing([*named, *more])
