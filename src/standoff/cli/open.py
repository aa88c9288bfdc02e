"""The app: the verb `open`, which shows cases in a browser on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from standoff.cli.io import Output
from standoff.cli.options import Json, Quiet
from standoff.cli.questions import Question

__all__ = ["AT_A_TABLE", "browse", "open_"]

AT_A_TABLE = Question("At a table, in a browser")


@AT_A_TABLE.verb("standoff open my-case", name="open")
def open_(
    cases: Annotated[
        list[Path],
        typer.Argument(metavar="CASE", help="Case folders, or their case.yaml; of an empty folder a case can be made."),
    ],
    port: Annotated[
        int,
        typer.Option("--port", min=0, max=65535, metavar="N", help="Listen at this port; a free one, unless given."),
    ] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the address in the browser.")] = True,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Open a case in the browser: move a step, see who walks out.

    On this machine alone: nobody else is let in, and nothing leaves it. Files are written when you save, and not
    before. Ctrl-C ends it; what was not saved is there the next time.
    """
    from standoff.app.server.opened import require_case
    from standoff.app.server.serving import Serving

    for path in cases:
        require_case(path)
    serving, output = Serving(cases, port), Output(json, quiet)

    def document() -> object:
        from standoff.results.documents.program import OpenDocument

        return OpenDocument(address=serving.address, cases=tuple(map(str, cases)))

    output.tell(document, lambda: sys.stdout.write(f"{serving.address}\n"))
    sys.stdout.flush()
    output.note("Ctrl-C ends it.")
    serving.run(lambda: browse(serving.address) if browser else None)


def browse(address: str) -> None:
    """Open an address where there is a desktop; elsewhere it has been said, which is enough."""
    import webbrowser

    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)
