"""The command: every question with its verbs, in the order in which help lists them, and how it ends."""

from __future__ import annotations

import re
import sys
from typing import Annotated, NoReturn

import typer

from standoff.cli.answer import ANSWER
from standoff.cli.asking import SURE
from standoff.cli.assessment import HOLDS
from standoff.cli.case import CASE
from standoff.cli.casebook import PAST
from standoff.cli.comparison import CHANGED
from standoff.cli.evidence import RESTS
from standoff.cli.files import FILES
from standoff.cli.installation import HERE
from standoff.cli.io import plural
from standoff.cli.open import AT_A_TABLE
from standoff.cli.questions import STYLE, Grouped
from standoff.cli.reasons import WHY
from standoff.cli.remedies import MENDS
from standoff.cli.roadmap import WHICH
from standoff.cli.run import EVERYTHING
from standoff.cli.stability import WHERE
from standoff.cli.streams import standard_streams, unwritten
from standoff.errors import CaseError, StandoffError
from standoff.version import __version__

__all__ = ["app", "main"]


class _Standoff(Grouped):
    questions = (
        ANSWER,
        AT_A_TABLE,
        EVERYTHING,
        CASE,
        RESTS,
        WHERE,
        WHY,
        HOLDS,
        WHICH,
        SURE,
        MENDS,
        CHANGED,
        PAST,
        FILES,
        HERE,
    )


app = typer.Typer(
    **STYLE,
    cls=_Standoff,
    no_args_is_help=True,
    subcommand_metavar="VERB [ARGS]",
    epilog="Each verb tells more, with an example: standoff VERB --help",
    help="Find the deals that hold: what is stable now, which plans break and who breaks them, "
    "which plan asks for the least trust.",
)


_LONG = re.compile(r"`(\S{80})\S{120,}`")
"""A word that a user gave, too long to be read back whole."""

NO_MEMORY = StandoffError(
    "there is not enough memory; ask of fewer steps, draws or values at once, or use a machine with more memory"
)
"""What is said where the system gives no more memory; nothing is half written then."""


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"standoff {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; every error that a user can meet ends in a sentence and an exit code."""
    with standard_streams():
        try:
            try:
                app(prog_name="standoff")
            finally:
                sys.stdout.flush()
        except StandoffError as error:
            _fail(error)
        except OSError as error:
            _fail(unwritten(error))
        except MemoryError:
            _fail(NO_MEMORY)


def _fail(error: StandoffError) -> NoReturn:
    from standoff.views.text.page import clean

    lines = [clean(_LONG.sub(r"`\1...`", line)) for line in str(error).splitlines()]
    if isinstance(error, CaseError):
        found = [p for p in error.problems if p.severity == "error"]
        lines += ["", f"{plural(len(found), 'error')}; {error.outcome}."]
    else:
        lines[0] = f"standoff: {lines[0]}"
    sys.stderr.write("\n".join(lines) + "\n")
    raise SystemExit(error.exit_code)
