"""Would this plan hold: the verb `assess`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output, answer
from standoff.cli.options import All, Between, CaseArgument, Cluster, Cores, Json, Quiet, Seed, claims_of
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question

if TYPE_CHECKING:
    from standoff.analysis.progress import Progress
    from standoff.case.model.model import Case
    from standoff.results.records.assessment import Assessment
    from standoff.results.records.readings import Readings
    from standoff.results.records.sureness import Sureness

__all__ = ["HOLDS", "assess"]

HOLDS = Question("Would this plan hold?")


@HOLDS.verb("standoff assess my-case alpha-first --draws 1000")
def assess(
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
    between: Between = False,
    draws: Annotated[
        int, typer.Option(min=0, max=100_000, help="Also in how many of so many draws of all ranges it holds.")
    ] = 0,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Does a plan hold, who breaks it, and what trust does it ask?

    Who does not want it, what each party gains and risks, and what carrying on and walking out are worth to it at the
    start of each phase. Of a deal, its roadmap. Where it is read in several orders, also what gets done while each
    waits for the others.
    """
    from standoff.analysis.plans import assess_with_readings
    from standoff.engine.core.parallel import workers
    from standoff.results.documents.assessment import assess_document
    from standoff.views.text.assessment import show_plan

    def ask(loaded: Case, progress: Progress) -> tuple[Assessment, Sureness | None, Readings | None]:
        with workers(cores, cluster) as crew:
            return assess_with_readings(
                loaded, plan, between, phases=phases, draws=draws, seed=seed, progress=progress, by=crew
            )

    answer(
        case,
        Output(json, quiet, whole),
        ask,
        lambda title, as_of, found: assess_document(title, as_of, *found),
        lambda page, loaded, found: show_plan(page, loaded, found[:2], found[2]),
        over=over,
    )
