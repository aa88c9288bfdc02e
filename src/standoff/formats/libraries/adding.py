"""Sources and marked passages from files of other programs, for a case that is there: one table of kinds of files."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.case.reading.source import LARGEST as LARGEST_LIST
from standoff.case.reading.source import UnreadableError, read_text
from standoff.case.reading.sources import LIST
from standoff.errors import CaseError, ForeignFileError, Problem, SizeError
from standoff.formats.escapes import plain
from standoff.formats.libraries.annotations import Annotation, annotations_in, looks_annotated
from standoff.formats.libraries.csl import sound, sound_text
from standoff.formats.libraries.ids import Ids
from standoff.formats.libraries.known import Known, differing
from standoff.results.records.added import AddedSource, KnownSource

if TYPE_CHECKING:
    from standoff.case.reading.sources import Library

__all__ = ["ENDINGS", "Added", "Incoming", "add", "read"]

LARGEST = 20_000_000
"""Bytes of a file: a library of some ten thousand sources."""

MOST = 10_000
"""Sources of a file."""


@dataclass(frozen=True)
class Incoming:
    """What a file holds: sources, each with the id that is wanted for it, and marked passages.

    notes: what was left out of it, in sentences.
    """

    program: str
    sources: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    marked: tuple[Annotation, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Added:
    """What becomes of a list: its new text (None: nothing is new), what is new, and what was known.

    pages: the id of each source of the file, in its order.
    """

    text: str | None
    new: tuple[AddedSource, ...]
    known: tuple[KnownSource, ...]
    pages: tuple[str, ...]


def read(path: str | os.PathLike[str]) -> Incoming:
    """The sources and passages in a file; raises ForeignFileError with all that is wrong with it, by lines."""
    source = Path(path)
    name = plain(source.name)[:100]
    try:
        text = read_text(source, LARGEST, name, "is this the right file?")
    except UnreadableError as error:
        raise ForeignFileError(error.problems) from None
    found = ENDINGS[source.suffix.lower()](name, text)
    if len(found.sources) > MOST:
        raise SizeError("sources in this file", len(found.sources), MOST, "export those that the case cites")
    return found


# --------------------------------------------------------------------------------------------- kinds of files


def _bibliography(name: str, text: str) -> Incoming:
    from standoff.formats.libraries.bib_entries import as_csl
    from standoff.formats.libraries.bibtex import read as entries_of

    entries, problems = entries_of(name, text)
    if problems:
        raise ForeignFileError(problems)
    if not entries:
        raise ForeignFileError([_wrong(name, "there is no entry in this file", "an entry begins like `@article{`")])
    return _sound("BibTeX", [(entry.key, as_csl(entry)) for entry in entries])


def _json(name: str, text: str) -> Incoming:
    data = _parsed(name, text)
    for fits, program, take in _IN_JSON:
        if fits(data):
            return take(program, data)
    raise ForeignFileError(
        [_wrong(name, "these are neither sources (CSL-JSON) nor annotations (Hypothes.is)", "is this the right file?")]
    )


def _parsed(name: str, text: str) -> Any:
    def refused(word: str) -> float:
        raise ValueError(f"{word} is not a number")

    try:
        return json.loads(text, parse_constant=refused)
    except json.JSONDecodeError as error:
        hint = "save it again with the program that it is from"
        raise ForeignFileError([_wrong(name, "this is not JSON", hint, error.lineno, error.colno)]) from None
    except RecursionError:
        raise ForeignFileError([_wrong(name, "this is nested too deep", "is this the right file?")]) from None
    except ValueError as error:
        message = f"this cannot be read: {str(error).split(';')[0]}"
        raise ForeignFileError([_wrong(name, message, "save it again with the program that it is from")]) from None


def _items(data: Any) -> list[Any]:
    """The entries of CSL-JSON: a list, or the list under `items`."""
    found = data.get("items") if isinstance(data, Mapping) else data
    return found if isinstance(found, list) else []


def _looks_listed(data: Any) -> bool:
    return any(isinstance(entry, Mapping) and ("title" in entry or "type" in entry) for entry in _items(data))


def _listed(program: str, data: Any) -> Incoming:
    entries = [entry for entry in _items(data) if isinstance(entry, Mapping)]
    wanted = [entry.get("citation-key") or entry.get("id") for entry in entries]
    return _sound(program, [(sound_text(name) or "", entry) for name, entry in zip(wanted, entries, strict=True)])


def _sound(program: str, entries: Sequence[tuple[str, Mapping[str, Any]]]) -> Incoming:
    found, left_out = [], Counter[str]()
    untitled = 0
    for wanted, entry in entries:
        csl, others = sound(entry)
        left_out.update(others)
        if "title" in csl:
            found.append((wanted, csl))
        else:
            untitled += 1
    notes = (
        [f"Left out, as nothing reads {'it' if left_out.total() == 1 else 'them'}: {_counted(left_out)}."]
        if left_out
        else []
    )
    if untitled:
        notes.append(
            f"{untitled} {'entry has' if untitled == 1 else 'entries have'} no title and {_are(untitled)} left out."
        )
    return Incoming(program, tuple(found), notes=tuple(notes))


_NAMED = 8


def _counted(keys: Counter[str]) -> str:
    named = [f"{key} ({count})" if count > 1 else key for key, count in sorted(keys.items())]
    more = [f"{len(named) - _NAMED} more"] if len(named) > _NAMED else []
    return ", ".join([*named[:_NAMED], *more])


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _annotated(program: str, data: Any) -> Incoming:
    marked, notes = annotations_in(data)
    sources = [("", sound(one.page)[0]) for one in marked]
    return Incoming(program, tuple(sources), tuple(marked), tuple(f"{note}." for note in notes))


_IN_JSON: tuple[tuple[Callable[[Any], bool], str, Callable[[str, Any], Incoming]], ...] = (
    (looks_annotated, "Hypothes.is", _annotated),
    (_looks_listed, "CSL-JSON", _listed),
)
"""What a file in JSON can hold: how it is known, what it is called, how it is read."""

ENDINGS: Mapping[str, Callable[[str, str], Incoming]] = {
    ".bib": _bibliography,
    ".bibtex": _bibliography,
    ".json": _json,
}
"""For the ending of a file, how its text is read: reader(name, text)."""


def _wrong(name: str, message: str, hint: str, line: int | None = None, column: int | None = None) -> Problem:
    return Problem(name, line, column, "error", "", message, hint)


# ------------------------------------------------------------------------------------------------ a list


def add(library: Library, incoming: Incoming) -> Added:
    """What a list of sources becomes: new ones at its end, all that is there as it was. Raises CaseError, SizeError.

    A source that is in the list is left as it is, and told with what of it would be otherwise.
    """
    if any(problem.severity == "error" for problem in library.problems):
        raise CaseError(library.problems)
    there = dict(library.entries or {})
    ids, known = Ids({*there, *library.at_hand}), Known(there)
    new: dict[str, Mapping[str, Any]] = {}
    told: list[AddedSource] = []
    met: dict[str, KnownSource] = {}
    pages = []
    for wanted, entry in incoming.sources:
        name = known.find(entry)
        if name:
            others = differing(there.get(name, new.get(name, {})), entry) if not incoming.marked else ()
            met.setdefault(name, KnownSource(name, wanted, others))
        else:
            name = ids.give(wanted, entry)
            new[name] = {"id": name, **entry}
            known.add(name, entry)
            told.append(AddedSource(name, wanted, str(entry.get("title", ""))))
        pages.append(name)
    was_there = tuple(one for one in met.values() if one.id in there or not incoming.marked)
    text = _with(library, list(new.values())) if new else None
    return Added(text, tuple(told), was_there, tuple(pages))


def _with(library: Library, entries: list[Mapping[str, Any]]) -> str:
    """The text of a list with entries at its end, all else as it was written."""
    before = library.list_text() if library.entries is not None else "[]\n"
    end = before.rindex("]")
    head = before[:end].rstrip()
    pieces = [_indented(entry) for entry in entries]
    text = f"{head}{'' if head.endswith('[') else ','}\n" + ",\n".join(pieces) + f"\n{before[end:]}"
    size = len(text.encode())
    if size > LARGEST_LIST:
        raise SizeError(f"bytes of {LIST}", size, LARGEST_LIST, "add those sources alone that the case cites")
    assert json.loads(text.lstrip("\ufeff")) == [*json.loads(before.lstrip("\ufeff")), *entries]
    return text


def _indented(entry: Mapping[str, Any]) -> str:
    """An entry as people write one: a key a line, what is in a key on it."""
    lines = [f"    {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()]
    return "  {\n" + ",\n".join(lines) + "\n  }"


def pages_of(added: Added, incoming: Incoming) -> Iterator[tuple[str, Annotation]]:
    """Each marked passage with the id of its source."""
    yield from zip(added.pages, incoming.marked, strict=True)
