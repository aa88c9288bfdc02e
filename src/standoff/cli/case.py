"""The verbs about a case itself: a new one, its problems, and the schemas of what is read and written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from standoff.cli.io import Output, headed, show_position
from standoff.cli.options import All, CaseOrGraph, Json, Quiet, Strict
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question
from standoff.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from standoff.views.text.page import Page

__all__ = ["CASE", "SCHEMA_FILE", "check", "new", "schema"]

SCHEMA_FILE = "case.schema.json"

CASE = Question("The case")


@CASE.verb("standoff new my-case")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The folder to make, or the workbook.")] = "",
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help="An Excel workbook to fill in, of which `import` makes a case.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a commented skeleton of a case."""
    from datetime import date

    from standoff.case import template
    from standoff.case.reading import schema as case_format
    from standoff.case.reading.files import save_new
    from standoff.results.documents.case import NewDocument

    output = Output(json, quiet)
    if xlsx:
        _new_workbook(Path(name.strip() or "case"), output)
        return
    if not name.strip():
        raise UsageError("the folder of the case needs a name, for example `standoff new my-case`")
    folder = Path(name)
    path = folder / "case.yaml"
    title = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    files = {
        SCHEMA_FILE: case_format.dumps(),
        "sources.json": template.sources(date.today()),
        path.name: template.skeleton(title[:1].upper() + title[1:], date.today()),
    }
    save_new(folder, files, "choose another name")
    output.tell(
        lambda: NewDocument(path=str(path)),
        lambda: output.note(f"Wrote {path}. Edit it, then: standoff check {folder}"),
    )


def _new_workbook(path: Path, output: Output) -> None:
    """Write a workbook to fill in, never over anything."""
    from datetime import date

    from standoff.case.reading.files import save_new
    from standoff.formats.workbook.books import new_book
    from standoff.results.documents.case import NewDocument

    file = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
    title = file.stem.replace("-", " ").replace("_", " ").strip()
    save_new(file.parent, {file.name: new_book(title[:1].upper() + title[1:], date.today())}, "choose another name")
    output.tell(
        lambda: NewDocument(path=str(file)),
        lambda: output.note(f"Wrote {file}. Fill it in, then: standoff import {file}"),
    )


@CASE.verb("standoff check my-case --strict")
def check(
    case: CaseOrGraph,
    strict: Strict = False,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Report every problem with its place, and what the numbers rest on.

    And of all views beside it; as of another day, in a view or with other values, also what cannot be so.
    """
    from standoff.case.reading.source import MOST_PROBLEMS
    from standoff.formats.checking import checked

    output = Output(json, quiet, whole)
    found = checked(case, strict, as_of=over.as_of, view=over.view, values=over.values)
    problems = found.problems
    errors = sum(problem.severity == "error" for problem in problems)

    def document() -> object:
        from standoff.results.documents.case import check_document

        document = check_document(found.title, found.as_of, problems, found.coverage, found.notes)
        return document if found.position is None else headed(document, found.position)

    def text() -> None:
        from standoff.views.text.problems import show_problems

        def fill(page: Page) -> None:
            if found.position is not None:
                show_position(page, found.position)
            show_problems(page, problems, found.coverage, MOST_PROBLEMS + errors, quiet, found.notes)

        output.show(fill)

    output.tell(document, text)
    doubtful = any(not problem.of_the_record for problem in problems)
    raise typer.Exit(1 if errors or (strict and doubtful) else 0)


@CASE.verb("standoff schema assess")
def schema(
    document: Annotated[
        str, typer.Argument(help="`case`, `view`, `outcome`, `graph`, or a verb with a JSON document.")
    ] = "case",
    names: Annotated[bool, typer.Option("--list", help="The names of all schemas instead, one a line.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Print the JSON Schema of a case, a view, or a verb's document.

    Of a case or a view for editors to check it by, of a conflict in graph form, or of a document that a verb writes.
    """
    from functools import partial

    from standoff.case.graph import graph_schema
    from standoff.case.reading.schema import case_schema, outcome_schema, view_schema
    from standoff.results import schemas

    known: dict[str, Callable[[], dict[str, Any]]] = {
        "case": case_schema,
        "view": view_schema,
        "outcome": outcome_schema,
        "graph": graph_schema,
    }
    known |= {name: partial(schemas.schema, name) for name in schemas.documents()}
    if names:
        sys.stdout.write("".join(f"{name}\n" for name in known))
        return
    if document not in known:
        raise UsageError(f"there is no schema `{document}`; {did_you_mean(document, known)}")
    Output(json=True, quiet=quiet).tell(known[document], lambda: None)
