"""What was said of agreements of the past, and what became of them: the verb `casebook`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from standoff.cli.io import Output
from standoff.cli.options import All, Cluster, Cores, Draws, Json, Quiet, Seed
from standoff.cli.questions import Question

__all__ = ["PAST", "casebook"]

PAST = Question("How often was it right?")


@PAST.verb("standoff casebook my-cases --draws 2000")
def casebook(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="A folder of cases with an outcome.yaml each; else the shipped ones."),
    ] = None,
    draws: Draws = 1_000,
    seed: Seed = 1,
    record: Annotated[
        bool, typer.Option("--record", help="Write into each outcome.yaml what its case was at this first run.")
    ] = False,
    cores: Cores = None,
    cluster: Cluster = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """How often did it name who broke agreements of the past?

    Each is assessed as it was agreed, from a case coded before it was run; what became of it is read afterwards, and
    only to be compared. Beside each score stand simple rules that need no program.
    """
    import standoff
    from standoff.engine.core.parallel import workers
    from standoff.formats.casebook import record_first_runs
    from standoff.results.documents.casebook import casebook_document
    from standoff.views.text.casebook import show_casebook

    output = Output(json, quiet, whole)
    recorded = record_first_runs(folder) if record else ()
    with output.progress() as progress, workers(1 if cores is None and cluster is None else cores, cluster) as crew:
        found = standoff.casebook(folder, draws, seed, progress=progress, by=crew)
    output.tell(
        lambda: casebook_document(found, recorded),
        lambda: output.show(lambda page: show_casebook(page, found, recorded)),
    )
