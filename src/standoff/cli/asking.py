"""What would it rather have? The verb `ask`: the next question about one party, and what answers in a file leave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output, answer
from standoff.cli.options import All, CaseArgument, Json, PlanOrNot, Quiet, RoadmapOrNot, Seed, parties_of
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.sureness import SURE

if TYPE_CHECKING:
    from standoff.analysis.progress import Progress
    from standoff.case.model.model import Case
    from standoff.results.records.asking import Asked

__all__ = ["SURE", "ask"]


@SURE.verb("standoff ask my-case alpha --answers answers.yaml --plan alpha-first")
def ask(
    case: CaseArgument,
    party: Annotated[str, typer.Argument(metavar="PARTY", help="Whose worths it is about.", autocompletion=parties_of)],
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="What was answered so far: a file in YAML.")
    ] = None,
    plan: PlanOrNot = None,
    deal: RoadmapOrNot = None,
    draws: Annotated[int, typer.Option(min=200, max=100_000, help="How often all ranges are drawn.")] = 2_000,
    seed: Seed = 1,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """What would a party rather have, and what do answers leave?

    The question to ask next, and what the answers so far leave of the ranges of its worths; those that cannot all be
    true are shown. Nothing is written into the case.
    """
    from standoff.analysis.asking.ask import asked
    from standoff.analysis.asking.said import answers_in
    from standoff.analysis.asking.worths import worths_of
    from standoff.analysis.names import key_named
    from standoff.results.documents.asking import ask_document
    from standoff.views.text.asking import show_asked

    def question(loaded: Case, progress: Progress) -> Asked:
        worths = worths_of(loaded, key_named("party", party, loaded.parties))
        given = () if answers is None else answers_in(answers, worths)
        return asked(worths, given, plan, deal, progress, draws=draws, seed=seed)

    answer(case, Output(json, quiet, whole), question, ask_document, show_asked, over=over)
