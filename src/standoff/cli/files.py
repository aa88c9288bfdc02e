"""Other programs' files: the verbs `import` and `export`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output, headed, position_of
from standoff.cli.options import All, Json, Parts, Quiet, Template
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question
from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.case.position import Position
    from standoff.views.text.page import Page

__all__ = ["FILES", "export", "import_"]

FILES = Question("Other programs")


@FILES.verb("standoff import conflict.gmcr --to my-conflict", name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of another program; its ending says of which.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", help="The new case folder; else one of the file's name, here.", metavar="FOLDER"),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="CASE", help="The case to add sources to: of Zotero, BibTeX or Hypothes.is."),
    ] = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a case of another program's file, or add its sources to one.

    A workbook or a conflict becomes a new case folder. Sources (.bib, .json) go into the case that --into names,
    passages marked in Hypothes.is are told as evidence to paste.
    """
    from datetime import date

    from standoff.formats import importers
    from standoff.formats.libraries.adding import ENDINGS
    from standoff.results.documents.case import import_document
    from standoff.views.text.page import clean

    output = Output(json, quiet, whole)
    if file.suffix.lower() in ENDINGS:
        if into is None or to is not None:
            raise UsageError(f"{file.name} holds sources or marked passages: name the case for them with `--into CASE`")
        _add_sources(file, into, output)
        return
    if into is not None and file.suffix.lower() in importers.IMPORTERS:
        raise UsageError(f"only sources (.bib, .json) go into a case that is there; {file.name} is no list of them")
    imported = importers.read(file, date.today())
    path = importers.write(to or importers.default_folder(file), imported)
    head = imported.case.title, imported.case.as_of.isoformat()

    def text() -> None:
        for note in imported.notes:
            output.note(clean(note))
        output.note(f"Wrote {path}. Then: standoff check {path.parent}")

    output.tell(lambda: import_document(*head, imported.program, str(path), imported.notes), text)


def _add_sources(file: Path, into: Path, output: Output) -> None:
    """Add the sources in a file to the list of a case, and tell the passages that it marks as evidence."""
    from standoff.case.load import read as load_if_it_does
    from standoff.case.reading.files import save
    from standoff.case.reading.source import find
    from standoff.case.reading.sources import LIST, read_library
    from standoff.formats.libraries.adding import add, pages_of, read
    from standoff.formats.libraries.evidence import evidence_of
    from standoff.results.documents.case import import_sources_document
    from standoff.results.records.added import AddedSources
    from standoff.views.text.added import show_added

    home = find(into).parent
    library = read_library(home)
    incoming = read(file)
    added = add(library, incoming)
    case, _ = load_if_it_does(into)
    evidence, notes = evidence_of(case, library, pages_of(added, incoming) if incoming.marked else ())
    if added.text is not None:
        save(home / LIST, added.text)
    found = AddedSources(
        program=incoming.program,
        path=str(home / LIST),
        added=added.new,
        known=added.known,
        evidence=tuple(evidence),
        notes=(*incoming.notes, *notes),
    )
    title, as_of = (case.title, case.as_of.isoformat()) if case else (None, None)
    output.tell(
        lambda: import_sources_document(title, as_of, found), lambda: output.show(lambda page: show_added(page, found))
    )


@FILES.verb("standoff export my-case --to csv --only equilibria")
def export(
    case: Annotated[Path | None, typer.Argument(metavar="CASE", help="A case folder, or its case.yaml.")] = None,
    to: Annotated[str, typer.Option(metavar="FORMAT", help="One of those that --formats lists.")] = "",
    out: Annotated[str, typer.Option(metavar="FILE", help="Where to write; - is standard output.")] = "-",
    only: Annotated[
        str, typer.Option(metavar="STATES", help="Which states: all, equilibria, or those under one notion, like nash.")
    ] = "all",
    parts: Parts = None,
    template: Template = None,
    draws: Annotated[
        int | None, typer.Option(min=0, max=100_000, help="For Word: how often all ranges are drawn; 200 unless given.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="For Word: the same seed gives the same draws.")] = None,
    formats: Annotated[bool, typer.Option("--formats", help="List the formats.")] = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Write the brief for Word, the case for Excel, or states.

    States with who would stay in them: as a table, a graph or a game.
    """
    output = Output(json, quiet)
    if formats:
        _list_formats(output)
        return
    if case is None:
        raise UsageError("which case? name a case folder; `--formats` lists what it can be exported to")
    from standoff.formats import exporters
    from standoff.results.documents.case import export_document

    written = out != "-"
    if written and os.path.lexists(out):
        raise UsageError(f"{out} is there already, and nothing is written over it; name another file")
    if not to and not written:
        known = ", ".join(f"`{name}`" for name in (*exporters.FORMATS, exporters.WORD, exporters.WORKBOOK))
        raise UsageError(f"which format? name one with `--to`: {known}")
    name = to or exporters.by_suffix(Path(out).suffix)
    if name == exporters.WORD:
        if only != "all":
            raise UsageError("`--only` is about states, and a Word document holds the brief; leave it out")
        _export_brief(case, out if written else "", parts, template, draws, seed, output, over)
        return
    if name != exporters.WORKBOOK:
        exporters.format_of(name)
    for option, given in (("parts", parts), ("template", template), ("draws", draws), ("seed", seed)):
        if given is not None:
            raise UsageError(f"`--{option}` is about a Word document, and `{name}` is none; leave it out")
    if name == exporters.WORKBOOK:
        if only != "all":
            raise UsageError("`--only` is about states, and a workbook holds the case; leave it out")
        _export_case(case, out if written else "", output, over)
        return
    at = position_of(case, output, over)
    loaded = at.case
    head = loaded.title, loaded.as_of.isoformat()
    with output.progress() as progress:
        text = exporters.export(loaded, name, only, progress)
    if written:
        from standoff.case.reading.files import save

        save(out, text)
        output.tell(
            lambda: headed(export_document(*head, name, out, None), at),
            lambda: output.note(f"Wrote {out}."),
        )
    else:
        output.tell(lambda: headed(export_document(*head, name, None, text), at), lambda: sys.stdout.write(text))


def _export_brief(
    path: Path,
    out: str,
    parts: str | None,
    template: Path | None,
    draws: int | None,
    seed: int | None,
    output: Output,
    over: Over,
) -> None:
    """Run a case and write its brief for Word; what cannot be written is refused before the run."""
    import standoff
    from standoff.case.reading.files import save
    from standoff.case.reading.sources import read_library
    from standoff.engine.core.parallel import workers
    from standoff.formats.exporters import WORD
    from standoff.results.documents.case import export_document
    from standoff.views.brief import page as brief
    from standoff.views.word import document

    word = document.wanted(document.ALL if parts is None else parts, template)
    home = path if path.is_dir() else path.parent
    at = position_of(path, output, over)
    loaded = at.case
    file = out or f"{_name_of(home, at) or 'brief'}.docx"
    if os.path.lexists(file):
        raise UsageError(f"{file} is there already, and nothing is written over it; name another file with `--out`")
    often, start = 200 if draws is None else draws, 1 if seed is None else seed
    with output.progress() as progress, workers(None, None) as crew:
        found = standoff.run(loaded, draws=often, seed=start, progress=progress, by=crew)
    found = replace(found, view=at.view, values=at.values, changed=at.changed, seen=at.seen)
    command = f"standoff run {path.name or path} --draws {often} --seed {start}{over.options}"
    page = brief.render(loaded, found, sources=read_library(home).entries or {}, command=command)
    save(file, word.render(loaded, found, page))
    output.tell(
        lambda: headed(export_document(loaded.title, loaded.as_of.isoformat(), WORD, file, None), at),
        lambda: output.note(f"Wrote {file}."),
    )


def _export_case(path: Path, out: str, output: Output, over: Over) -> None:
    """Write the workbook of a case with the sources that it cites, and say what it does not hold."""
    from standoff.case.reading.files import save
    from standoff.case.reading.sources import read_library
    from standoff.formats.exporters import WORKBOOK
    from standoff.formats.workbook.books import LEFT_OUT, case_book
    from standoff.results.documents.case import export_document

    home = path if path.is_dir() else path.parent
    at = position_of(path, output, over)
    loaded = at.case
    file = out or f"{_name_of(home, at) or 'case'}.xlsx"
    if os.path.lexists(file):
        raise UsageError(f"{file} is there already, and nothing is written over it; name another file with `--out`")
    save(file, case_book(loaded, list((read_library(home).entries or {}).values())))

    def text() -> None:
        output.note(LEFT_OUT)
        output.note(f"Wrote {file}.")

    output.tell(lambda: headed(export_document(loaded.title, loaded.as_of.isoformat(), WORKBOOK, file, None), at), text)


def _name_of(home: Path, at: Position) -> str:
    """What a file about a case is called: as its folder, and as what was put over it."""
    return "-".join(filter(None, (home.resolve().name, *at.folder.split("/"))))


def _list_formats(output: Output) -> None:
    """The formats of exports, and the endings of files that are imported."""
    from standoff.formats.exporters import FORMATS, WORD, WORKBOOK
    from standoff.results.documents.case import FormatEntry, FormatsDocument

    listed = [FormatEntry(name=n, suffix=one.suffix, says=one.says, limit=one.limit) for n, one in FORMATS.items()]
    listed.append(FormatEntry(name=WORD, suffix=f".{WORD}", says="the brief, for Word", limit="what `run` takes"))
    says = "the case as an Excel workbook, which `import` reads"
    listed.append(FormatEntry(name=WORKBOOK, suffix=f".{WORKBOOK}", says=says, limit="32,767 letters a cell"))

    def show(page: Page) -> None:
        rows = ((one.name, one.suffix, one.says, one.limit) for one in listed)
        page.table("", ("format", "ends in", "what", "at most"), rows, left=4, name="formats")

    output.tell(lambda: FormatsDocument(formats=tuple(listed)), lambda: output.show(show))
