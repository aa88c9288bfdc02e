"""The entries of sources.json: what of CSL-JSON is read, and what in an entry cannot be taken for it.

The keys as the CSL-JSON schema has them; `id` is looked at where all entries are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from standoff.case.model.mistake import shown
from standoff.case.reading.source import KeyPath

__all__ = ["Mistake", "date_parts", "mistakes"]

Mistake: TypeAlias = tuple[KeyPath, str, str]
"""Where in an entry, what is wrong there, and what to write."""

YEARS = (1, 2200)
"""The years that a source can be of."""

_DATE = '`{"date-parts": [[2025, 9, 8]]}`, or the year alone, or year and month'
_AUTHORS = 'write `[{"family": "Lee", "given": "Kyong-hee"}]`, or `[{"literal": "United Nations"}]`'


def mistakes(entry: Mapping[str, Any]) -> Iterator[Mistake]:
    """What is wrong in one entry; keys that nothing reads may hold what they like, but not null.

    >>> list(mistakes({"id": "s", "title": "t", "author": None}))
    [(('author',), 'this is null', 'leave `author` out, or write what it is')]
    """
    for key, value in entry.items():
        if key == "id":
            continue
        if value is None:
            yield (key,), "this is null", f"leave {shown(key)} out, or write what it is"
        elif key in _READ:
            yield from (((key, *place), message, hint) for place, message, hint in _READ[key](value))


def _text(value: Any) -> Iterator[Mistake]:
    if not isinstance(value, str):
        yield (), f"a text belongs here, not {shown(value)}", "put it in quotation marks"


def _authors(value: Any) -> Iterator[Mistake]:
    if not isinstance(value, list):
        yield (), f"a list of authors belongs here, not {shown(value)}", _AUTHORS
        return
    for place, author in enumerate(value):
        if not isinstance(author, Mapping):
            yield (place,), f"an author is written with keys, not as {shown(author)}", _AUTHORS
            continue
        names = {key: author[key] for key in ("literal", "family", "given") if key in author}
        for key, name in names.items():
            yield from (((place, key), message, hint) for _, message, hint in _text(name))
        if not any(names.values()):
            yield (place,), "this author has no name", _AUTHORS


def _date(value: Any) -> Iterator[Mistake]:
    if not isinstance(value, Mapping):
        yield (), f"a date is written with keys, not as {shown(value)}", f"write {_DATE}"
        return
    if "date-parts" not in value:
        if not any(isinstance(value.get(key), str) for key in ("raw", "literal")):
            yield (), "this date has no `date-parts`", f"write {_DATE}"
        return
    parts = value["date-parts"]
    if not isinstance(parts, list) or not 1 <= len(parts) <= 2:
        yield ("date-parts",), "one date belongs here, or two: from and to", f"write {_DATE}"
        return
    for place, part in enumerate(parts):
        if not _is_date(part):
            message = f"this is no date with a year from {YEARS[0]} to {YEARS[1]}"
            yield ("date-parts", place), message, f"write {_DATE}"


def date_parts(issued: Any, which: int = 0) -> tuple[int, ...]:
    """The year, month and day of a date, as far as they are given, () if none is; of two dates the first, or the last.

    >>> date_parts({"date-parts": [[2025, "9", 8]]}), date_parts({"raw": "in spring"})
    ((2025, 9, 8), ())
    """
    parts = issued.get("date-parts") if isinstance(issued, Mapping) else None
    one = parts[which] if isinstance(parts, list) and parts else None
    return tuple(int(part) for part in one) if one is not None and _is_date(one) else ()


def _is_date(part: Any) -> bool:
    """Whether these are a year, a month of it and a day of that, or the first one or two of them."""
    if not isinstance(part, list) or not 1 <= len(part) <= 3:
        return False
    if any(isinstance(one, bool) or not isinstance(one, (int, str)) or len(str(one)) > 4 for one in part):
        return False
    try:
        year, month, day = (int(one) for one in (*part, 1, 1)[:3])
        return YEARS[0] <= year <= YEARS[1] and bool(date(year, month, day))
    except ValueError:
        return False


_READ: Mapping[str, Callable[[Any], Iterator[Mistake]]] = {
    **dict.fromkeys(("title", "type", "URL", "container-title", "publisher", "note", "sha256"), _text),
    **dict.fromkeys(("author", "editor"), _authors),
    **dict.fromkeys(("issued", "accessed"), _date),
}
"""How the keys that something reads, or that every program of sources knows, are looked at."""
