"""The documents about the files of a case: what `new`, `check`, `import` and `export` say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from standoff.errors import Problem
from standoff.results.documents.document import AnyCase, CaseDocument, Dated, Document
from standoff.results.records.added import AddedSource, AddedSources, KnownSource, MarkedPassage
from standoff.results.records.evidence import Coverage
from standoff.results.records.limits import FromOne

__all__ = [
    "CheckDocument",
    "ExportDocument",
    "FormatEntry",
    "FormatsDocument",
    "ImportDocument",
    "ImportSourcesDocument",
    "NewDocument",
    "ProblemEntry",
    "check_document",
    "export_document",
    "import_document",
    "import_sources_document",
    "problem_entries",
]


@dataclass(frozen=True, kw_only=True)
class NewDocument(Document):
    """The document of `new`: the file that was written."""

    command: Literal["new"] = "new"
    path: str


@dataclass(frozen=True, kw_only=True)
class ProblemEntry:
    """A problem of a case, with its place."""

    severity: Literal["error", "warning"]
    file: str
    line: FromOne | None
    column: FromOne | None
    path: str
    message: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class CheckDocument(Document):
    """The document of `check`; title, date and coverage are null where the case did not load.

    A conflict in graph form has neither a date nor a coverage. `notes`: what could not be looked at, and is no problem.
    """

    command: Literal["check"] = "check"
    case: AnyCase
    ok: bool
    problems: tuple[ProblemEntry, ...]
    coverage: Coverage | None
    notes: tuple[str, ...]


def check_document(
    title: str | None,
    as_of: str | None,
    problems: Sequence[Problem],
    coverage: Coverage | None,
    notes: Sequence[str] = (),
) -> CheckDocument:
    """The document of `check`."""
    ok = all(problem.severity != "error" for problem in problems)
    listed = problem_entries(problems)
    return CheckDocument(case=AnyCase(title, as_of), ok=ok, problems=listed, coverage=coverage, notes=tuple(notes))


def problem_entries(problems: Sequence[Problem]) -> tuple[ProblemEntry, ...]:
    """Problems as every document has them."""
    return tuple(
        ProblemEntry(
            severity=problem.severity,
            file=problem.file,
            line=problem.line,
            column=problem.column,
            path=problem.path,
            message=problem.message,
            hint=problem.hint,
        )
        for problem in problems
    )


@dataclass(frozen=True, kw_only=True)
class ImportDocument(CaseDocument):
    """The document of `import`: the file that was written, and what was left out or made up on the way."""

    command: Literal["import"] = "import"
    program: str
    path: str
    notes: tuple[str, ...]


def import_document(title: str, as_of: str, program: str, path: str, notes: Sequence[str]) -> ImportDocument:
    """The document of `import`."""
    return ImportDocument(case=Dated(title, as_of), program=program, path=path, notes=tuple(notes))


@dataclass(frozen=True, kw_only=True)
class ImportSourcesDocument(Document):
    """The document of `import --into`; `path`: the list of sources, whether it was written or not."""

    about: ClassVar[str] = "sources"
    command: Literal["import"] = "import"
    case: AnyCase
    program: str
    path: str
    added: tuple[AddedSource, ...]
    known: tuple[KnownSource, ...]
    evidence: tuple[MarkedPassage, ...]
    notes: tuple[str, ...]


def import_sources_document(title: str | None, as_of: str | None, found: AddedSources) -> ImportSourcesDocument:
    """The document of `import --into`."""
    return ImportSourcesDocument(
        case=AnyCase(title, as_of),
        program=found.program,
        path=found.path,
        added=found.added,
        known=found.known,
        evidence=found.evidence,
        notes=found.notes,
    )


@dataclass(frozen=True, kw_only=True)
class ExportDocument(CaseDocument):
    """The document of `export`: the file that was written, or the text where none was."""

    command: Literal["export"] = "export"
    to: str
    path: str | None
    text: str | None


def export_document(title: str, as_of: str, to: str, path: str | None, text: str | None) -> ExportDocument:
    """The document of `export`."""
    return ExportDocument(case=Dated(title, as_of), to=to, path=path, text=text)


@dataclass(frozen=True, kw_only=True)
class FormatEntry:
    """A format of exports: the ending of its files, what it holds, and how large it may be."""

    name: str
    suffix: str
    says: str
    limit: str


@dataclass(frozen=True, kw_only=True)
class FormatsDocument(Document):
    """The document of `export --formats`."""

    about: ClassVar[str] = "formats"
    command: Literal["export"] = "export"
    formats: tuple[FormatEntry, ...]
