"""The sources of a case as a list: which have their text here, and how much of each is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standoff.errors import Problem
from standoff.results.records.citations import IN_NEED, ListedSource, SourceList
from standoff.results.sentences.citations import without_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from standoff.analysis.cited.citations import Cited

__all__ = ["listed", "source_list"]


def source_list(cited: Cited) -> SourceList:
    """All sources, those with a text here first, else in the order of the list.

    >>> import standoff
    >>> from standoff.analysis.cited.citations import Cited
    >>> from standoff.case.reading.sources import read_library
    >>> home = standoff.find("harbour")
    >>> found = source_list(Cited(standoff.load(home), read_library(home)))
    >>> [(one.id, one.cited, one.in_need) for one in found.sources]
    [('alpha-statement', 2, 0), ('beta-debate', 6, 0), ('bay-report', 8, 0)]
    """
    library = cited.library
    ids = dict.fromkeys([*(library.entries or ()), *library.at_hand])
    found = sorted((listed(cited, one) for one in ids), key=lambda one: not one.file)
    absent = sum(not one.file for one in found)
    return SourceList(tuple(found), without_text(absent, len(found)))


def listed(cited: Cited, source: str) -> ListedSource:
    """One source."""
    library = cited.library
    entry = (library.entries or {}).get(source, {})
    pieces = [one for one in cited.all if one.source == source]
    problem = library.problem(source, read=False)
    return ListedSource(
        id=source,
        title=_text(entry.get("title")),
        author=_authors(entry.get("author")),
        date="-".join(f"{part:02}" for part in library.dated(source)),
        kind=_text(entry.get("type")),
        url=_text(entry.get("URL")),
        file=library.file(source),
        unread=f"{problem.message}; {problem.hint}" if isinstance(problem, Problem) else "",
        listed=source in (library.entries or {}),
        cited=len(pieces),
        quoted=sum(bool(one.quote) for one in pieces),
        in_need=sum(one.state in IN_NEED for one in pieces),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _authors(value: Any) -> str:
    entries: list[Mapping[str, Any]] = (
        [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    )
    names = (
        one.get("literal") or " ".join(str(one[key]) for key in ("given", "family") if one.get(key)) for one in entries
    )
    return ", ".join(str(name) for name in names if name)
