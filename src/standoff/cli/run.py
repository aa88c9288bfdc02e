"""Everything at once: the verbs `run`, into CASE/out, and `demo`, on a shipped case."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.case import SCHEMA_FILE
from standoff.cli.io import Output, position_of, show_position
from standoff.cli.kept import at_work
from standoff.cli.open import browse
from standoff.cli.options import (
    All,
    CaseArgument,
    Cluster,
    Cores,
    Draws,
    Fresh,
    Json,
    Keep,
    Out,
    Parts,
    Quiet,
    Sampling,
    Seed,
    Template,
)
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question
from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.case.overlays.overlay import Overlay
    from standoff.views.text.page import Page
    from standoff.views.word.document import Word

__all__ = ["EVERYTHING", "demo", "run"]

EVERYTHING = Question("Everything at once")

EDITOR_LINE = "# yaml-language-server: $schema="
"""How a case file tells an editor where its schema is."""


@EVERYTHING.verb("standoff demo korea")
def demo(
    name: Annotated[str, typer.Argument(help="A shipped case.")] = "korea",
    to: Annotated[Path | None, typer.Option("--to", help="The folder to copy it into.", metavar="FOLDER")] = None,
    draws: Draws = 200,
    seed: Seed = 1,
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the brief on a desktop.")] = True,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Copy a shipped case, run it, and say where the brief is."""
    from standoff import catalog

    output = Output(json, quiet, whole)
    source = catalog.find(name)
    folder = to or Path(source.name)
    if _copy_case(source, folder):
        output.note(f"Copied the case “{source.name}” to {folder}.")
    else:
        output.note(f"{folder} is there already; it is run as it is.")
    brief = _run(folder, output, draws, seed)
    if show and not json and sys.stdout.isatty():
        browse(brief.resolve().as_uri())


def _copy_case(source: Path, folder: Path) -> bool:
    """Copy a shipped case, whole; False where the folder holds a case already, which is then left as it is.

    Half of a copy is made whole; a file of the user's own where one of the case belongs is refused with its name.
    """
    from standoff.case.reading.files import begun, save_new, whole

    files, case = _copy_of(source), folder / "case.yaml"
    if os.path.lexists(case) and not begun(case, files[case.name]):
        return False
    if whole(case, files[case.name]):
        lacking = (name for name, text in files.items() if not whole(folder / name, text))
        files = {n: files[n] for n in lacking if begun(folder / n, files[n]) or not os.path.lexists(folder / n)}
        if not files:
            return False
    save_new(folder, files, "name another folder with `--to`")
    return True


def _copy_of(source: Path) -> dict[str, str | bytes]:
    """What a copy of a shipped case holds, case.yaml last, with the schema beside it that editors check it by."""
    from standoff.case.reading.schema import dumps

    found = (file for file in sorted(source.rglob("*")) if file.is_file())
    names = {file.relative_to(source).as_posix(): file for file in found}
    files: dict[str, str | bytes] = {
        name: file.read_bytes()
        for name, file in names.items()
        if not {"out", "__pycache__"} & set(name.split("/")) and name != "case.yaml"
    }
    text = (source / "case.yaml").read_text(encoding="utf-8")
    first, rest = text.split("\n", 1)
    if first.startswith(EDITOR_LINE):
        files[SCHEMA_FILE] = dumps()
        text = f"{EDITOR_LINE}./{SCHEMA_FILE}\n{rest}"
    return {**files, "case.yaml": text}


@EVERYTHING.verb("standoff run my-case --draws 1000")
def run(
    case: CaseArgument,
    draws: Draws = 200,
    seed: Seed = 1,
    sampling: Sampling = "latin",
    cores: Cores = None,
    cluster: Cluster = None,
    keep: Keep = True,
    fresh: Fresh = False,
    out: Out = None,
    docx: Annotated[bool, typer.Option("--docx", help="Write the brief for Word, too: report.docx.")] = False,
    parts: Parts = None,
    template: Template = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Write results.xlsx, too: all tables in a workbook.")] = False,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Compute everything and write the brief into CASE/out.

    The brief is report.html; run.json has every finding, and the folder tables has them for spreadsheets. As of another
    day, in a view or with other values, into a folder of its own in CASE/out.
    """
    word = _word(docx, parts, template)
    output = Output(json, quiet, whole)
    _run(case, output, draws, seed, sampling, cores, cluster, out, word, xlsx, keep, fresh, over)


def _word(docx: bool, parts: str | None, template: Path | None) -> Word | None:
    """What a Word document is to hold, if one is asked for; refused before any work where it cannot be written."""
    for option, given in (("--parts", parts), ("--template", template)):
        if given is not None and not docx:
            raise UsageError(f"`{option}` is about a Word document; add `--docx`, which writes one")
    if not docx:
        return None
    from standoff.views.word import document

    return document.wanted(document.ALL if parts is None else parts, template)


def _views_beside(home: Path, output: Output) -> list[Overlay]:
    """The views beside a case; of one that cannot be read it is said so, and the case goes on without it."""
    from standoff.case.view_files import readable_views

    found, unreadable = readable_views(home)
    for name in unreadable:
        output.note(f"The view `{name}` cannot be read, and is left out: `standoff check {home}` says why.")
    return found


def _run(
    path: Path,
    output: Output,
    draws: int,
    seed: int,
    sampling: str = "latin",
    cores: int | None = None,
    cluster: str | None = None,
    out: Path | None = None,
    word: Word | None = None,
    xlsx: bool = False,
    keep: bool = True,
    fresh: bool = False,
    over: Over = AS_IT_IS,
) -> Path:
    """Run a case; where its brief is."""
    if xlsx:
        from standoff.formats.workbook.writing import require

        require()
    from standoff.analysis.run import run_at
    from standoff.case.reading.files import save_together
    from standoff.case.reading.sources import read_library

    home = path if path.is_dir() else path.parent
    # Others get ready while the case is read.
    ready = ("standoff.analysis.run",)
    with at_work(output, path, cores, cluster, ready, out, keep=keep, fresh=fresh) as crew:
        at = position_of(path, output, over)
        loaded = at.case
        with output.progress() as progress:
            views = [] if at.view else _views_beside(home, output)
            found = run_at(at, draws, seed, progress, crew, sampling, views)
        from standoff.formats.csv_tables import tables
        from standoff.results.documents.run import run_document, written
        from standoff.views.brief import page as brief
        from standoff.views.text.page import clean
        from standoff.views.text.run import show_findings

        # One process writes the document while another draws the brief.
        writing = crew.start(written, found, "the document of the run")
        command = f"standoff run {path.name or path} --draws {draws} --seed {seed}{over.options}"
        page = brief.render(loaded, found, sources=read_library(home).entries or {}, command=command)
        text_of_run = writing()
    # Outputs of the case as it is are not written over by those of another day, view or value.
    folder = out or home / "out" / at.folder
    files: dict[str, str | bytes] = {f"tables/{name}.csv": table for name, table in tables(found).items()}
    files |= {"report.docx": word.render(loaded, found, page)} if word else {}
    if xlsx:
        from standoff.formats.workbook.books import results_book

        files["results.xlsx"] = results_book(loaded, found)
    save_together(folder, {**files, "run.json": text_of_run, "report.html": page})

    def fill(page: Page) -> None:
        show_position(page, at)
        show_findings(page, loaded, found)

    def text() -> None:
        if not output.quiet:
            output.show(fill, below=1)
        beside = f", and for Word {folder / 'report.docx'}" if word else ""
        sys.stdout.write(clean(f"The brief is {folder / 'report.html'}{beside}") + "\n")

    output.tell(lambda: run_document(found), text)
    return folder / "report.html"
