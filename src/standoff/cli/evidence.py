"""What does it rest on? The verbs about the texts of sources: a quote found in them, and texts sealed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output
from standoff.cli.options import All, CaseArgument, Json, Quiet
from standoff.cli.questions import Question
from standoff.errors import CaseError, UsageError, did_you_mean

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.reading.sources import Library

__all__ = ["RESTS", "quote", "seal"]

RESTS = Question("What does it rest on?")

SUPPORTS = ("sign", "order", "size")


@RESTS.verb('standoff quote my-case "will not open the harbour" --for steps.open_harbour.worth.alpha')
def quote(
    case: CaseArgument,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="A few words of a source, in quotation marks.")],
    source: Annotated[str, typer.Option("--source", metavar="ID", help="Look in the text of this source alone.")] = "",
    for_: Annotated[
        str, typer.Option("--for", metavar="PATH", help="What it supports, as in steps.open_harbour.worth.alpha.")
    ] = "",
    supports: Annotated[
        str, typer.Option("--supports", metavar="WHAT", help="Its sign, its order or its size: goes into the entry.")
    ] = "",
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Where in the sources do these words stand, and how is that cited?

    White space, ends of lines, quotation marks and ligatures may differ, nothing else. What is only near is shown
    with its difference, never taken (exit code 1).
    """
    from standoff.analysis.quotes import quote as look_up
    from standoff.analysis.quotes import supported
    from standoff.results.documents.quotes import quote_document
    from standoff.views.text.quotes import show_quoted

    output = Output(json, quiet, whole)
    if supports and supports not in SUPPORTS:
        raise UsageError(
            f"--supports: `{supports}` is none of sign, order and size; {did_you_mean(supports, SUPPORTS)}"
        )
    loaded, library = _sources(case, needed=bool(for_))
    place = supported(loaded, for_) if loaded is not None and for_ else ("", "")
    found = look_up(library, words, source, place, supports)
    title, as_of = (loaded.title, loaded.as_of.isoformat()) if loaded else (None, None)
    output.tell(lambda: quote_document(title, as_of, found), lambda: output.show(lambda page: show_quoted(page, found)))
    raise typer.Exit(0 if found.passages else 1)


@RESTS.verb("standoff seal my-case")
def seal(
    case: CaseArgument,
    again: Annotated[
        bool, typer.Option("--again", help="Also of texts that have changed since: what is here now is right.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write down the SHA-256 of each text, so that a change is noticed."""
    from standoff.analysis.sealing import seal as sealed
    from standoff.case.reading.files import save
    from standoff.case.reading.sources import LIST
    from standoff.results.documents.quotes import seal_document
    from standoff.views.text.quotes import show_sealed

    output = Output(json, quiet)
    _, library = _sources(case)
    found, text = sealed(library, again)
    file = _home(case) / LIST
    if text is not None:
        save(file, text)
    output.tell(lambda: seal_document(str(file), found), lambda: output.show(lambda page: show_sealed(page, found)))
    raise typer.Exit(1 if found.changed else 0)


def _home(path: Path) -> Path:
    from standoff.case.reading.source import find

    return find(path).parent


def _sources(path: Path, needed: bool = False) -> tuple[Case | None, Library]:
    """A case, if it loads (it must if needed), and its sources: a wrong quote in it is mended with these verbs."""
    from standoff.case.load import read
    from standoff.case.reading.sources import read_library

    home = _home(path)
    loaded, problems = read(path)
    if loaded is None and needed:
        raise CaseError(problems)
    return loaded, read_library(home)
