"""Entries of a list of sources (CSL-JSON) made sound: text on one line without markup, real dates, known keys."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from standoff.case.reading.source_entries import mistakes
from standoff.formats.escapes import plain

__all__ = ["sound", "sound_text"]

LONGEST = 2_000
"""Characters of a value: what is longer is cut."""

_MOST_NAMES = 200

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>|<!--.{0,2000}?-->", re.DOTALL)
_DAY = re.compile(r"\s*([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?(?![0-9])")
_TYPE = re.compile(r"[a-z][a-z_-]{0,39}")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


def sound_text(value: Any) -> str | None:
    """A value as text on one line, without the tags of HTML and without what nobody sees; None where it is no text.

    >>> sound_text("<i>Trust</i> &amp;\\n  verify\\u202e"), sound_text(["x"])
    ('Trust & verify', None)
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = plain(html.unescape(_TAG.sub("", str(value)[: 10 * LONGEST])).encode("utf-8", "replace").decode("utf-8"))
    return text[:LONGEST] or None


def _address(value: Any) -> str | None:
    text = sound_text(value)
    return text if text and _ADDRESS.fullmatch(text) else None


def _type(value: Any) -> str | None:
    return value if isinstance(value, str) and _TYPE.fullmatch(value) else "document"


def _names(value: Any) -> list[dict[str, str]] | None:
    if not isinstance(value, list):
        return None
    found = []
    for name in value[:_MOST_NAMES]:
        parts = name if isinstance(name, Mapping) else {"literal": name}
        kept = {key: text for key in _NAME_KEYS if (text := sound_text(parts.get(key)))}
        if any(key in kept for key in ("family", "given", "literal")):
            found.append(kept)
    return found or None


_NAME_KEYS = ("family", "given", "literal", "non-dropping-particle", "dropping-particle", "suffix")


def _date(value: Any) -> dict[str, Any] | None:
    """A date with its parts, where it has some or they can be read; else as it is told."""
    if not isinstance(value, Mapping):
        value = {"raw": value}
    parts = value.get("date-parts")
    if isinstance(parts, list):
        found: Any = {"date-parts": [[_whole(n) for n in one] if isinstance(one, list) else one for one in parts]}
        return found if not any(mistakes({"issued": found})) else None
    text = sound_text(value.get("raw") or value.get("literal"))
    if text is None:
        return None
    day = _DAY.match(text)
    found = {"date-parts": [[int(part) for part in day.groups() if part]]} if day else {"literal": text}
    return found if not any(mistakes({"issued": found})) else {"literal": text}


def _whole(part: Any) -> Any:
    return int(part) if isinstance(part, str) and part.isascii() and part.isdecimal() else part


_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "type": _type,
    "title": sound_text,
    **dict.fromkeys(("author", "editor", "translator"), _names),
    "issued": _date,
    **dict.fromkeys(
        (
            *("container-title", "collection-title", "publisher", "publisher-place", "volume", "issue", "page"),
            *("number", "edition", "genre", "language", "archive", "archive_location", "DOI", "ISBN", "ISSN"),
        ),
        sound_text,
    ),
    "URL": _address,
    "accessed": _date,
    "note": sound_text,
}
"""The keys that are taken, in the order in which they are written, and how the value of each is made sound."""


def sound(entry: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """An entry without its id as it can stand in a list of sources, and the keys that were left out of it.

    >>> sound({"title": "<b>A</b>", "issued": {"raw": "2026-10-01"}, "URL": "javascript:x", "abstract": "long"})
    ({'type': 'document', 'title': 'A', 'issued': {'date-parts': [[2026, 10, 1]]}}, ('URL', 'abstract'))
    """
    found = {"type": "document"}
    for key, read in _KEYS.items():
        value = read(entry[key]) if entry.get(key) is not None else None
        if value is not None:
            found[key] = value
    left_out = [
        str(key) for key, value in entry.items() if key not in found and key != "id" and value not in (None, "")
    ]
    return found, tuple(plain(key)[:40] for key in left_out)
