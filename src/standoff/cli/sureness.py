"""How sure: the verbs `numbers`, `flip`, `needs` and `sweep`, on the numbers that a verdict hangs on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output, answer, headed, load_with_text, show_position
from standoff.cli.options import (
    All,
    CaseArgument,
    Cluster,
    Cores,
    Draws,
    Json,
    PlanOrNot,
    Quiet,
    RoadmapOrNot,
    Seed,
    TrustAtMost,
    claims_of,
    share_in,
)
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question

if TYPE_CHECKING:
    from standoff.analysis.progress import Progress
    from standoff.analysis.sureness.sweep import Subject
    from standoff.case.model.model import Case
    from standoff.case.position import Position
    from standoff.results.records.numbers import Numbers
    from standoff.results.records.sureness import Flips, Needs
    from standoff.views.text.page import Page

__all__ = ["INTERRUPTED", "SURE", "flip", "needs", "numbers", "sweep"]

SURE = Question("How sure is it?")

INTERRUPTED = 130
"""What the command line returns where the user has stopped it."""


@SURE.verb("standoff flip my-case --deal full")
def flip(
    case: CaseArgument,
    plan: PlanOrNot = None,
    deal: RoadmapOrNot = None,
    trust: TrustAtMost = "",
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Which numbers flip the verdict on a plan, and at which value?

    And which of them drive it: how much of what becomes of the plan hangs on each.
    """
    at_most = share_in(trust, "--trust-at-most") if trust else None
    import standoff
    from standoff.engine.core.parallel import workers
    from standoff.results.documents.sureness import flip_document
    from standoff.views.text.sureness import show_flips

    def ask(loaded: Case, progress: Progress) -> Flips:
        with workers(cores, cluster) as crew:
            return standoff.flip(loaded, plan, deal, progress, trust_at_most=at_most, seed=seed, by=crew)

    answer(case, Output(json, quiet, whole), ask, flip_document, show_flips, over=over)


@SURE.verb("standoff numbers my-case alpha-first")
def numbers(
    case: CaseArgument,
    plan: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="A plan or a deal of the case, by its key or title.", autocompletion=claims_of
        ),
    ] = "",
    phases: Annotated[
        str,
        typer.Option(
            "--phases", metavar="STEPS", help='A plan of your own instead: "step, step | step" is two phases.'
        ),
    ] = "",
    draws: Draws = 2_000,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Which number is likeliest to flip a plan, and where?

    Each with its range, the value at which the verdict flips, what happens beyond, how likely that is, and what the
    number rests on; and in how many draws a party decides that takes no step in it. Without a plan: all numbers of the
    case.
    """
    import standoff
    from standoff.engine.core.parallel import workers
    from standoff.results.documents.numbers import numbers_document
    from standoff.views.text.numbers import show_numbers

    def ask(loaded: Case, progress: Progress) -> Numbers:
        with workers(cores, cluster) as crew:
            return standoff.numbers(loaded, plan, progress, phases=phases, draws=draws, seed=seed, by=crew)

    answer(case, Output(json, quiet, whole), ask, numbers_document, show_numbers, over=over)


@SURE.verb("standoff needs my-case --deal full --trust 70%")
def needs(
    case: CaseArgument,
    plan: PlanOrNot = None,
    deal: RoadmapOrNot = None,
    trust: Annotated[
        str, typer.Option("--trust", metavar="SHARE", help="Starting it pays if it holds with this chance or more.")
    ] = "50%",
    draws: Annotated[int, typer.Option(min=100, max=1_000_000, help="How often all ranges are drawn.")] = 20_000,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """What is worth finding out before a plan is started?

    And what rests on which source.
    """
    pays = share_in(trust, "--trust")
    import standoff
    from standoff.engine.core.parallel import workers
    from standoff.results.documents.sureness import needs_document
    from standoff.views.text.sureness import show_needs

    def ask(loaded: Case, progress: Progress) -> Needs:
        with workers(cores, cluster) as crew:
            return standoff.needs(loaded, plan, deal, progress, trust=pays, draws=draws, seed=seed, by=crew)

    answer(case, Output(json, quiet, whole), ask, needs_document, show_needs, over=over)


@SURE.verb('standoff sweep my-case --vary "parties.beta.horizon=2, 5 years"')
def sweep(
    cases: Annotated[list[Path], typer.Argument(metavar="CASE", help="Case folders, or their case.yaml.")],
    vary: Annotated[
        list[str] | None,
        typer.Option("--vary", metavar="PATH=VALUES", help="A number and its values: 2, 5 years or 2 to 10 years / 9."),
    ] = None,
    plan: Annotated[
        list[str] | None, typer.Option("--plan", "-p", metavar="NAME", help="Only this plan, or deal.")
    ] = None,
    deal: Annotated[
        list[str] | None, typer.Option("--deal", "-d", metavar="NAME", help="The roadmap found for this deal.")
    ] = None,
    draws: Annotated[int, typer.Option(min=0, max=100_000, help="How often all other ranges are drawn.")] = 0,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The table to write.")] = Path("sweep.parquet"),
    again: Annotated[bool, typer.Option("--again", help="Start anew, over the table of another sweep.")] = False,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Assess plans of many cases over a grid of their numbers.

    Into one table; where it was stopped, the same command goes on.
    """
    from standoff.analysis.sureness.grid import grid_of
    from standoff.analysis.sureness.sweep import asked_of
    from standoff.engine.core.parallel import workers
    from standoff.formats import sweep_tables
    from standoff.results.documents.sweep import sweep_document
    from standoff.views.text.sweep import show_swept

    sweep_tables.kind_of(out)
    output = Output(json, quiet, whole)
    loaded = {path: load_with_text(path, output, over) for path in cases}
    subjects = [_subject(path, *loaded[path]) for path in cases]
    at = loaded[cases[0]][0]
    grid = grid_of([subject.case for subject in subjects], vary or ())
    asked = asked_of(subjects, plan or (), deal or (), grid, draws, seed)
    with output.progress() as progress, workers(cores, cluster) as crew:
        found = sweep_tables.write(out, asked, again, progress, crew)

    def fill(page: Page) -> None:
        show_position(page, at)
        show_swept(page, found, quiet)

    output.tell(lambda: headed(sweep_document(found), at), lambda: output.show(fill))
    if found.partial:
        raise typer.Exit(INTERRUPTED)


def _subject(path: Path, at: Position, text: str) -> Subject:
    """A case for a sweep, under the path that it was given by."""
    from hashlib import sha256

    from standoff.analysis.sureness.sweep import Subject
    from standoff.case.reading.writing import dumps

    name = os.fsencode(path).decode("utf-8", "replace")
    # A table goes on only with the case that it was begun with: the same text with the same put over it.
    of = f"{at.said}\n{dumps(at.case)}" if at.said else text
    return Subject(name, at.case, sha256(of.encode("utf-8")).hexdigest())
