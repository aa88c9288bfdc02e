"""Whether a source is in the list already: by its DOI, its address, or its title, year and first author."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from standoff.case.reading.source_entries import date_parts

__all__ = ["Known", "differing"]


class Known:
    """The sources of a list, found by what tells a source from all others."""

    def __init__(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        self._by: dict[tuple[str, ...], str] = {}
        for name, entry in entries.items():
            self.add(name, entry)

    def add(self, name: str, entry: Mapping[str, Any]) -> None:
        """Remember a source."""
        for mark in _marks(entry):
            self._by.setdefault(mark, name)

    def find(self, entry: Mapping[str, Any]) -> str:
        """The id of the source that an entry means, or ""."""
        return next((self._by[mark] for mark in _marks(entry) if mark in self._by), "")


def _marks(entry: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """What tells a source from others: of one with a DOI or an address, its title may be that of another edition."""
    doi, address = entry.get("DOI"), entry.get("URL")
    if isinstance(doi, str) and doi.strip():
        yield "DOI", re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", doi.strip().lower())
        return
    if isinstance(address, str) and address.strip():
        yield "URL", _address(address)
        return
    title = _words(entry.get("title"))
    if title:
        authors = entry.get("author")
        first = authors[0] if isinstance(authors, list) and authors and isinstance(authors[0], Mapping) else {}
        who = _words(first.get("family") or first.get("literal"))
        yield "title", title, who, *map(str, date_parts(entry.get("issued"))[:1])


def _address(text: str) -> str:
    """An address without what leads to the same page."""
    return re.sub(r"^https?://(?:www\.)?", "", text.strip().partition("#")[0]).rstrip("/")


def _words(text: Any) -> str:
    if not isinstance(text, str):
        return ""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def differing(there: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of a new entry that the one in the list has not, or has otherwise."""
    return tuple(key for key, value in new.items() if key != "id" and there.get(key) != value)
