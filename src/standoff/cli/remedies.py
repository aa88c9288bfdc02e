"""What would mend it: the verb `remedies`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output, answer, workers_for
from standoff.cli.options import (
    All,
    CaseArgument,
    Cluster,
    Cores,
    Json,
    PlanOrNot,
    Quiet,
    RoadmapOrNot,
    TrustAtMost,
    share_in,
)
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question

if TYPE_CHECKING:
    from standoff.analysis.progress import Progress
    from standoff.case.model.model import Case
    from standoff.results.records.remedies import Mending

__all__ = ["MENDS", "remedies"]

MENDS = Question("What would mend it?")


@MENDS.verb("standoff remedies my-case --plan alpha-first --trust-at-most 20%")
def remedies(
    case: CaseArgument,
    plan: PlanOrNot = None,
    deal: RoadmapOrNot = None,
    trust: TrustAtMost = "",
    pairs: Annotated[bool, typer.Option("--pairs/--no-pairs", help="Also look for pairs of remedies.")] = True,
    cores: Cores = None,
    cluster: Cluster = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Which remedies help a plan, and which smallest one makes it hold?

    Alone, or in a pair of them; the smallest bonds of all parties; and what a usual dose of each remedy does.
    """
    at_most = share_in(trust, "--trust-at-most") if trust else None
    import standoff
    from standoff.results.documents.remedies import remedies_document
    from standoff.views.text.remedies import show_remedies

    def ask(loaded: Case, progress: Progress) -> tuple[Mending, ...]:
        with workers_for(loaded, cores, cluster) as crew:
            return standoff.remedies(loaded, plan, deal, progress, at_most, pairs, by=crew)

    answer(
        case,
        Output(json, quiet, whole),
        ask,
        remedies_document,
        show_remedies,
        nothing="The case has no plans: add one under `plans:`, or ask for a deal with --deal.",
        over=over,
    )
