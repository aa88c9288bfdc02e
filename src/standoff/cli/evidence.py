"""What does it rest on? The verbs about the texts of sources: found in them, cited, overlooked, and sealed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output, answer
from standoff.cli.options import All, CaseArgument, Json, Quiet
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question
from standoff.errors import CaseError

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.reading.sources import Library

__all__ = ["RESTS", "quote", "seal", "search", "unread"]

RESTS = Question("What does it rest on?")

OneSource = Annotated[str, typer.Option("--source", metavar="ID", help="Look in the text of this source alone.")]
KeepIndex = Annotated[
    bool, typer.Option("--keep/--no-keep", help="Keep the index of the texts beside the outputs, for the next time.")
]


@RESTS.verb('standoff quote my-case "will not open the harbour" --for steps.open_harbour.worth.alpha')
def quote(
    case: CaseArgument,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="A few words of a source, in quotation marks.")],
    source: OneSource = "",
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
    from standoff.analysis.quotes import quote_for
    from standoff.results.documents.quotes import quote_document
    from standoff.views.text.quotes import show_quoted

    output = Output(json, quiet, whole)
    loaded, library = _sources(case, needed=bool(for_))
    found = quote_for(loaded, library, words, source, for_, supports)
    title, as_of = (loaded.title, loaded.as_of.isoformat()) if loaded else (None, None)
    output.tell(lambda: quote_document(title, as_of, found), lambda: output.show(lambda page: show_quoted(page, found)))
    raise typer.Exit(0 if found.passages else 1)


@RESTS.verb('standoff search my-case harbour OR "ban on trade" NOT transit')
def search(
    case: CaseArgument,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS",
            help="All must be in a passage; “words in a row”, begin*, OR, NOT; those with - after --.",
        ),
    ],
    source: OneSource = "",
    limit: Annotated[int, typer.Option(min=1, help="So many passages at most, the best; --all: every one.")] = 20,
    keep: KeepIndex = True,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Which passages of the sources have these words?

    The best first. Capitals, accents and hyphens do not matter; a word of Chinese, Japanese or Korean is found within
    others. No passage: exit code 1.
    """
    from standoff.analysis.search.query import asked
    from standoff.analysis.search.search import search as look_for
    from standoff.results.documents.search import search_document
    from standoff.views.text.search import show_searched

    output = Output(json, quiet, whole)
    found = look_for(case, asked(words), source, None if whole else limit, keep)

    def document() -> object:
        loaded, _ = _sources(case)
        title, as_of = (loaded.title, loaded.as_of.isoformat()) if loaded else (None, None)
        return search_document(title, as_of, found)

    output.tell(document, lambda: output.show(lambda page: show_searched(page, found)))
    raise typer.Exit(0 if found.found else 1)


@RESTS.verb("standoff unread my-case")
def unread(
    case: CaseArgument,
    source: OneSource = "",
    keep: KeepIndex = True,
    over: Over = AS_IT_IS,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Which passages name a party or a step, and support nothing?

    By its name, short name or `aliases`, and plurals of these in s and es; no evidence quotes from the passage.
    """
    from standoff.analysis.search.unread import unread_of
    from standoff.results.documents.search import unread_document
    from standoff.views.text.search import show_overlooked

    answer(
        case,
        Output(json, quiet, whole),
        lambda loaded, _: unread_of(loaded, case, source, keep),
        unread_document,
        show_overlooked,
        over=over,
    )


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
