"""The SHA-256 of the texts of sources in the list of sources, so that a text that changes is noticed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from standoff.errors import CaseError, UsageError
from standoff.results.records.quotes import Sealed

if TYPE_CHECKING:
    from standoff.case.reading.sources import Library

__all__ = ["seal", "with_hashes"]


def seal(library: Library, again: bool = False) -> tuple[Sealed, str | None]:
    """What is to be sealed, and the new text of the list of sources; None where nothing changes.

    again: also where the list has another SHA-256. Raises CaseError for a list that has errors, UsageError for none.
    """
    if any(problem.severity == "error" for problem in library.problems):
        raise CaseError(library.problems)
    if library.entries is None:
        raise UsageError("there is no sources.json here; list the sources there first: id, title, author, issued, URL")
    here = {source: library.sha256(source) for source in library.at_hand if source in library.entries}
    given = {source: entry.get("sha256") for source, entry in library.entries.items()}
    new = [source for source, digest in here.items() if digest and given[source] is None]
    changed = [source for source in here if library.changed(source)]
    write = sorted([*new, *(changed if again else ())])
    sealed = Sealed(
        sealed=tuple(write),
        same=tuple(source for source in here if given[source] is not None and source not in changed),
        changed=() if again else tuple(changed),
        unlisted=tuple(source for source in library.at_hand if source not in library.entries),
        absent=tuple(source for source in library.entries if source not in library.at_hand),
    )
    return sealed, with_hashes(library.list_text(), {source: here[source] for source in write}) if write else None


def with_hashes(text: str, hashes: Mapping[str, str]) -> str:
    """A list of sources with these SHA-256 by id, all else as it was written.

    >>> print(with_hashes('[{"id": "a", "title": "t"},\\n {"id": "b",\\n  "sha256": "0"}]', {"a": "1", "b": "2"}))
    [{"id": "a", "title": "t", "sha256": "1"},
     {"id": "b",
      "sha256": "2"}]
    """
    entries = json.loads(text.lstrip(_BYTE_ORDER))
    meant = [_with(entry, hashes) for entry in entries]
    parts, start = [], text.index("[") + 1
    decoder = json.JSONDecoder()
    for entry in entries:
        begin = re.compile(r"[\s,]*").match(text, start).end()  # type: ignore[union-attr]
        _, end = decoder.raw_decode(text, begin)
        digest = hashes.get(entry.get("id", ""))
        parts += [text[start:begin], _edited(text[begin:end], digest) if digest else text[begin:end]]
        start = end
    edited = text[: text.index("[") + 1] + "".join(parts) + text[start:]
    return (
        edited
        if json.loads(edited.lstrip(_BYTE_ORDER)) == meant
        else json.dumps(meant, indent=2, ensure_ascii=False) + "\n"
    )


def _with(entry: dict[str, Any], hashes: Mapping[str, str]) -> dict[str, Any]:
    digest = hashes.get(entry.get("id", ""))
    return {**entry, "sha256": digest} if digest else entry


_BYTE_ORDER = "\ufeff"
"""What some editors put first in a file."""

_GIVEN = re.compile(r'("sha256"\s*:\s*)"[^"]*"')


def _edited(entry: str, digest: str) -> str:
    """The text of an entry with its SHA-256 in place, or put at its end as its other keys are."""
    if _GIVEN.search(entry):
        return _GIVEN.sub(lambda found: f'{found[1]}"{digest}"', entry, count=1)
    body = entry[:-1].rstrip()
    lines = re.findall(r"\r?\n[ \t]*(?=\")", body)
    broken = body != entry[:-1] and lines
    return f'{body},{lines[0] if broken else " "}"sha256": "{digest}"{entry[len(body) :]}'
