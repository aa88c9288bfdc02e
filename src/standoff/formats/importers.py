"""Conflicts from the files of other programs: one signature, one table of formats, each to a new case folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.errors import CaseError, ForeignFileError, Problem, SizeError, UsageError, did_you_mean
from standoff.formats import gmcr
from standoff.formats.json_files import JsonFile, parse
from standoff.formats.libraries.adding import ENDINGS
from standoff.formats.slugs import slug

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["IMPORTERS", "Imported", "Importer", "default_folder", "read", "write"]

_SOURCE = "imported"


@dataclass(frozen=True)
class Imported:
    """A case from the file of another program: itself, the texts of its folder, and what was left out or made up."""

    case: Case
    program: str
    files: Mapping[str, str]
    notes: tuple[str, ...]


def read(path: str | os.PathLike[str], day: date) -> Imported:
    """The case in a file of another program, as of a day. Raises UsageError, ForeignFileError, SizeError.

    >>> read("conflict.gmrc", date(2026, 11, 2))
    Traceback (most recent call last):
    standoff.errors.UsageError: nothing is imported from files that end in `.gmrc`; did you mean `.gmcr`?
    """
    source = Path(path)
    if source.suffix.lower() not in IMPORTERS:
        from standoff.case.model.mistake import shown

        ending = f"files that end in {shown(source.suffix)}" if source.suffix else "files without an ending"
        raise UsageError(f"nothing is imported from {ending}; {_hint(source.suffix.lower())}")
    program, importer = IMPORTERS[source.suffix.lower()]
    try:
        return importer(source, program, day)
    except CaseError as error:
        raise ForeignFileError(error.problems) from None


_SPREADSHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".numbers")
_LIBRARIES = (".ris", ".enw", ".rdf", ".xml", ".nbib")


def _hint(ending: str) -> str:
    """What to do about a file of another ending."""
    if ending in _SPREADSHEETS:
        return "save it as an Excel workbook (.xlsx), made like that of `standoff new --xlsx NAME`"
    if ending in _LIBRARIES:
        return "export the sources as BibTeX (.bib) or CSL-JSON (.json), and name their case with `--into`"
    return did_you_mean(ending, (*IMPORTERS, *ENDINGS))


def _from_json(convert: Converter) -> Importer:
    """The importer of a file in JSON, which says less than a case does."""

    def imported(source: Path, program: str, day: date) -> Imported:
        file = parse(_harmless(source.name), _text(source))
        return _whole(file, program, convert(file), day)

    return imported


def _from_workbook(source: Path, program: str, day: date) -> Imported:
    """The case of a workbook, which says all that a case does."""
    from standoff.case.reading.schema import dumps as schema
    from standoff.case.reading.source import LARGEST
    from standoff.case.reading.writing import dumps
    from standoff.formats.workbook.reading import read_workbook

    name = _harmless(source.name)
    found = read_workbook(source, name)
    text = dumps(found.case)
    if len(text.encode()) > LARGEST:
        raise SizeError("bytes of the case of this workbook", len(text.encode()), LARGEST, "shorten its texts")
    head, rest = text.split("\n", 1)
    files = {"case.schema.json": schema(), "case.yaml": f"{head}\n# Imported from the workbook {name}.\n{rest}"}
    if found.sources:
        files["sources.json"] = json.dumps(found.sources, indent=2, ensure_ascii=False) + "\n"
    case = _sound(name, files["case.yaml"])
    return Imported(
        case=case,
        program=program,
        files={name: files[name] for name in sorted(files, key="case.yaml".__eq__)},
        notes=found.notes,
    )


def _text(source: Path) -> str:
    from standoff.case.reading.source import UnreadableError, read_text

    try:
        return read_text(source, name=_harmless(source.name))
    except UnreadableError as error:
        raise CaseError([replace(problem, hint="is this the right file?") for problem in error.problems]) from None


def _harmless(name: str) -> str:
    from standoff.formats.escapes import plain

    return plain(name)[:100]


def _whole(file: JsonFile, program: str, data: Mapping[str, Any], day: date) -> Imported:
    """The case with what the format requires and the file does not say: placeholders, each of which says so."""
    from standoff.case.model.model import Case
    from standoff.case.reading.schema import dumps as schema
    from standoff.case.reading.writing import dumps

    first = "the first of the states that everybody sees" if data.get("views") else "the first of the states"
    placeholders = [
        f"as_of: {day.isoformat()}, the day of the import",
        f"now: {' and '.join(data['now']) or 'nothing'} in force, a placeholder: {first}",
    ]
    because = [{"in": _SOURCE}]
    case = Case.model_validate(
        {
            "format": 1,
            "title": file.name.rsplit(".", 1)[0] or file.name,
            "as_of": day.isoformat(),
            **data,
            **{
                kind: {key: {**claim, "because": because} for key, claim in data.get(kind, {}).items()}
                for kind in ("parties", "steps", "views")
            },
        }
    )
    text = _with_notes(dumps(case), file.name, program, placeholders)
    return Imported(
        case=_sound(file.name, text),
        program=program,
        files={"case.schema.json": schema(), "sources.json": _sources(file.name, program), "case.yaml": text},
        notes=(*placeholders, *file.notes),
    )


def _with_notes(text: str, name: str, program: str, placeholders: list[str]) -> str:
    """The text of a case, with a remark on what in it is made up."""
    head, rest = text.split("\n", 1)
    remarks = [f"Imported from {name}, a file of {program}. Not in that file, and to be put right:", *placeholders]
    return "\n".join([head, *(f"# {remark}" for remark in remarks), rest])


def _sources(name: str, program: str) -> str:
    entry = {"id": _SOURCE, "type": "dataset", "title": f"{name}, a file of {program}"}
    return json.dumps([entry], indent=2, ensure_ascii=False) + "\n"


def _sound(file: str, text: str) -> Case:
    """The case that the text loads back to; CaseError where it would not load."""
    from standoff.case.load import read_source

    reading = read_source("case.yaml", text)
    if reading.case is None:
        errors = (problem for problem in reading.problems if problem.severity == "error")
        raise CaseError(
            [Problem(file, None, None, "error", "", f"as a case: {e.path}: {e.message}", e.hint) for e in errors]
        )
    return reading.case


Converter = Callable[[JsonFile], dict[str, Any]]
"""convert(file): plain data of a case with `parties` (their names), `steps`, `now`, `rules`, `prefer` and, if parties
see it differently, `views`; problems and notes gather in the file."""

Importer = Callable[[Path, str, date], Imported]
"""importer(path, program, day): the case in a file of a program, as of a day where the file names none."""

IMPORTERS: Mapping[str, tuple[str, Importer]] = {
    ".gmcr": ("gmcr-py", _from_json(gmcr.read)),
    ".xlsx": ("Excel", _from_workbook),
}
"""For the ending of a file: the program that it is from, and how it is read."""


def default_folder(path: str | os.PathLike[str]) -> Path:
    """The folder that an import makes where none is named.

    >>> default_folder("Two Convoys.gmcr").name
    'two-convoys'
    """
    return Path(slug(Path(path).stem, "imported").replace("_", "-"))


def write(folder: Path, imported: Imported) -> Path:
    """Write a new case folder, never over anything; raises UsageError, and WriteError with nothing left behind."""
    from standoff.case.reading.files import save_new

    save_new(folder, imported.files, "name another folder with `--to`")
    return folder / "case.yaml"
