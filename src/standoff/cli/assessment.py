"""Would this plan hold: the verb `assess`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output, answer
from standoff.cli.options import Between, CaseArgument, Json, Quiet, plans_of
from standoff.cli.questions import Question
from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.analysis.progress import Progress
    from standoff.case.model.model import Case
    from standoff.results.records.assessment import Assessment

__all__ = ["HOLDS", "assess"]

HOLDS = Question("Would this plan hold?")


@HOLDS.verb("standoff assess my-case alpha-first")
def assess(
    case: CaseArgument,
    plan: Annotated[
        str, typer.Argument(metavar="PLAN", help="The name of a plan of the case.", autocompletion=plans_of)
    ] = "",
    between: Between = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Does a plan hold, who breaks it, and what trust does it ask?

    Who does not want it, what each party gains and risks, and what carrying on and walking out are worth to it at the
    start of each phase.
    """
    import standoff
    from standoff.results.documents.assessment import assess_document
    from standoff.views.text.assessment import show_assessment

    def ask(loaded: Case, progress: Progress) -> Assessment:
        if not plan:
            known = ", ".join(f"`{name}`" for name in loaded.plans)
            raise UsageError(
                f"which plan? {f'The case has {known}' if known else 'The case has none: add one under `plans:`'}"
            )
        return standoff.assess(loaded, plan, between)

    answer(case, Output(json, quiet), ask, assess_document, show_assessment)
