"""Which plan asks for the least trust: the verbs `roadmap`, deal by deal, and `deals`, across all there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output, answer, workers_for
from standoff.cli.options import (
    All,
    Between,
    CaseArgument,
    Cluster,
    Cores,
    Draws,
    Json,
    Quiet,
    Seed,
    deals_of,
    share_in,
)
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question

if TYPE_CHECKING:
    from standoff.analysis.progress import Progress
    from standoff.case.model.model import Case
    from standoff.results.records.frontier import Frontier
    from standoff.results.records.roadmap import Roadmap

__all__ = ["WHICH", "deals", "roadmap"]

WHICH = Question("Which plan asks for the least trust?")


@WHICH.verb("standoff roadmap my-case --deal full --objective fastest")
def roadmap(
    case: CaseArgument,
    deal: Annotated[
        list[str] | None, typer.Option("--deal", "-d", metavar="DEAL", help="Only this deal.", autocompletion=deals_of)
    ] = None,
    objective: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="What it is the best at: least-trust, least-at-risk, largest-margin, fastest, deepest."
        ),
    ] = "least-trust",
    trust_at_most: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Only plans that ask for no more trust, like 30%.")
    ] = None,
    time_limit: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="The search of a deal stops then.")] = 10,
    between: Between = False,
    draws: Draws = 200,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """The plan that asks for the least trust, for each deal.

    Or the one that is the best at something else; with a proof of how far it is from the best there can be, and with
    the closest plan where none holds. Before the plan of the least trust stands the one that holds most for all over
    draws of all ranges, where that is another.
    """
    most = None if trust_at_most is None else share_in(trust_at_most, "--trust-at-most")
    import standoff
    from standoff.results.documents.roadmap import roadmap_document
    from standoff.views.text.roadmap import show_roadmaps

    def ask(loaded: Case, progress: Progress) -> tuple[Roadmap, ...]:
        with workers_for(loaded, cores, cluster) as crew:
            return standoff.roadmap(
                loaded,
                deal,
                progress,
                objective=objective,
                trust_at_most=most,
                time_limit=time_limit,
                between=between,
                draws=draws,
                seed=seed,
                by=crew,
            )

    answer(
        case,
        Output(json, quiet, whole),
        ask,
        roadmap_document,
        show_roadmaps,
        nothing="The case has no deals: add one under `deals:`.",
        over=over,
    )


@WHICH.verb("standoff deals my-case --within full")
def deals(
    case: CaseArgument,
    within: Annotated[
        str | None,
        typer.Option(
            "--within", "-w", metavar="DEAL", help="Only parts of this deal of the case.", autocompletion=deals_of
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most this many deals are shown.")] = 20,
    draws: Draws = 0,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Which of all deals hold, and which does no other one beat?

    What each party gains against the trust that is asked, over all deals there are.
    """
    import standoff
    from standoff.results.documents.frontier import deals_document
    from standoff.views.text.frontier import show_deals

    def ask(loaded: Case, progress: Progress) -> Frontier:
        with workers_for(loaded, cores, cluster) as crew:
            return standoff.deals(loaded, within, limit, progress, draws=draws, seed=seed, by=crew)

    answer(
        case,
        Output(json, quiet, whole),
        ask,
        deals_document,
        show_deals,
        over=over,
    )
