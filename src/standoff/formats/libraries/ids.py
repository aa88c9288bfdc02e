"""Ids of sources that come from elsewhere: as they are where they can be, else made, and each once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from standoff.case.model.evidence import SOURCE_ID
from standoff.case.reading.source_entries import date_parts

__all__ = ["Ids"]

LONGEST = 60

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""Names that Windows gives no file."""

_SMALL = {
    "a",
    "an",
    "the",
    "on",
    "of",
    "and",
    "in",
    "to",
    "for",
    "der",
    "die",
    "das",
    "le",
    "la",
    "les",
    "el",
    "un",
    "de",
}


class Ids:
    """Gives ids that no source has; those that differ in capitals only are one, as they are to some file systems."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {one.casefold() for one in taken}

    def give(self, wanted: str, entry: Mapping[str, Any]) -> str:
        """An id for an entry: the one that is wanted, or made of who wrote what when; with a number if it is taken.

        >>> ids = Ids(["lee"])
        >>> lee = {"author": [{"family": "Lee"}], "issued": {"date-parts": [[2026]]}, "title": "On the Trust"}
        >>> ids.give("lee", {}), ids.give("../x", lee), ids.give("http://zotero.org/users/1/items/A", lee)
        ('lee-2', 'lee-2026-trust', 'lee-2026-trust-2')
        """
        base = _mended(wanted) or made_of(entry)
        found, number = base, 1
        while found.casefold() in self._taken:
            number += 1
            found = f"{base}-{number}"
        self._taken.add(found.casefold())
        return found


def _mended(wanted: str) -> str:
    """An id that is wanted, with `-` for what cannot be in one; "" for an address or a path."""
    text = wanted if _is_id(wanted) else re.sub("[^A-Za-z0-9._-]+", "-", wanted).strip("-._")
    return text if "/" not in wanted and _is_id(text) else ""


def _is_id(text: str) -> bool:
    fits = re.fullmatch(SOURCE_ID, text) and len(text) <= LONGEST and text[-1] not in ".-"
    return bool(fits) and not _RESERVED.fullmatch(text)


def made_of(entry: Mapping[str, Any]) -> str:
    """An id that says who wrote what when, as far as that is known and can be written in plain letters."""
    names = entry.get("author") or entry.get("editor") or [{}]
    who = _plain(str(names[0].get("family") or names[0].get("literal") or ""))[:2]
    year = [str(part) for part in date_parts(entry.get("issued"))[:1]]
    words = _plain(str(entry.get("title", "")))
    what = [word for word in words if word not in _SMALL] or words
    found = "-".join([*who, *year, *what[: 1 if who else 3]])[: LONGEST - 10].strip("-")
    return found if found and _is_id(found) else f"source-{found}".strip("-")


def _plain(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text[:300]).encode("ascii", "ignore").decode().lower()
    return re.findall("[a-z0-9]+", letters)
