"""Other programs' files: the verbs `import` and `export`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from standoff.cli.io import Output, load
from standoff.cli.options import Json, Quiet
from standoff.cli.questions import Question
from standoff.errors import UsageError

__all__ = ["FILES", "export", "import_"]

FILES = Question("Other programs")


@FILES.verb("standoff import conflict.gmcr --to my-conflict", name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of another program; its ending says of which.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", help="The new case folder; else one of the file's name, here.", metavar="FOLDER"),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a new case folder from a conflict of another program."""
    from datetime import date

    from standoff.formats import importers
    from standoff.results.documents.case import import_document
    from standoff.views.text.terminal import clean

    output = Output(json, quiet)
    imported = importers.read(file, date.today())
    path = importers.write(to or importers.default_folder(file), imported)
    head = imported.case.title, imported.case.as_of.isoformat()

    def text() -> None:
        for note in imported.notes:
            output.note(clean(note))
        output.note(f"Wrote {path}. Then: standoff check {path.parent}")

    output.tell(lambda: import_document(*head, imported.program, str(path), imported.notes), text)


@FILES.verb("standoff export my-case --to csv --only equilibria")
def export(
    case: Annotated[Path | None, typer.Argument(metavar="CASE", help="A case folder, or its case.yaml.")] = None,
    to: Annotated[str, typer.Option(metavar="FORMAT", help="One of those that --formats lists.")] = "",
    out: Annotated[str, typer.Option(metavar="FILE", help="Where to write; - is standard output.")] = "-",
    only: Annotated[
        str, typer.Option(metavar="STATES", help="Which states: all, equilibria, or those under one notion, like nash.")
    ] = "all",
    formats: Annotated[bool, typer.Option("--formats", help="List the formats.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write who would stay in which state, for other programs.

    As a table, a graph or a game.
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
        raise UsageError(f"which format? name one with `--to`: {', '.join(f'`{name}`' for name in exporters.FORMATS)}")
    name = to or exporters.by_suffix(Path(out).suffix)
    exporters.format_of(name)
    loaded = load(case, output)
    head = loaded.title, loaded.as_of.isoformat()
    with output.progress() as progress:
        text = exporters.export(loaded, name, only, progress)
    if written:
        from standoff.case.reading.files import save

        save(out, text)
        output.tell(
            lambda: export_document(*head, name, out, None),
            lambda: output.note(f"Wrote {out}."),
        )
    else:
        output.tell(lambda: export_document(*head, name, None, text), lambda: sys.stdout.write(text))


def _list_formats(output: Output) -> None:
    """The formats of exports, and the endings of files that are imported."""
    from standoff.formats.exporters import FORMATS
    from standoff.results.documents.case import FormatEntry, FormatsDocument

    listed = (FormatEntry(name=n, suffix=one.suffix, says=one.says, limit=one.limit) for n, one in FORMATS.items())

    def text() -> None:
        for name, one in FORMATS.items():
            sys.stdout.write(f"{name:<10}{one.suffix:<6}{one.says} (at most {one.limit})\n")

    output.tell(lambda: FormatsDocument(formats=tuple(listed)), text)
