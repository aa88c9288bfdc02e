"""What a case keeps of its sources: the date and the authors of each, from sources.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from standoff.case.model.cited import Cited, Sources
from standoff.case.reading.source_entries import date_parts, mistakes

__all__ = ["cited_in"]


def cited_in(entries: Mapping[str, Mapping[str, Any]] | None) -> Sources:
    """The date (of two, the last) and the authors of each source; an entry with mistakes in it has neither.

    >>> found = cited_in({"s": {"issued": {"date-parts": [["2025", 9]]}, "author": [{"family": "Lee"}]}})
    >>> found.by_id["s"]
    Cited(issued=(2025, 9), authors=frozenset({'lee'}))
    """
    return Sources({key: _cited(entry) for key, entry in (entries or {}).items()})


def _cited(entry: Mapping[str, Any]) -> Cited:
    if any(key in ("issued", "author") for (key, *_), _, _ in mistakes(entry)):
        return Cited()
    return Cited(date_parts(entry.get("issued"), -1), frozenset(_authors(entry.get("author", ()))))


def _authors(authors: Any) -> Iterator[str]:
    """Each author as one text, whatever the case of its letters and the spaces."""
    for one in authors:
        name = one.get("literal") or " ".join(str(one[key]) for key in ("given", "family") if one.get(key))
        yield " ".join(str(name).casefold().split())
