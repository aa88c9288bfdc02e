"""What is the answer: the verb `answer`, which draws on all questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output
from standoff.cli.io import answer as tell
from standoff.cli.kept import at_work
from standoff.cli.options import All, CaseArgument, Cluster, Cores, Fresh, Json, Keep, Quiet, Seed
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question

if TYPE_CHECKING:
    from standoff.analysis.progress import Progress
    from standoff.case.model.model import Case
    from standoff.results.records.answer import Answer

__all__ = ["ANSWER", "answer"]

ANSWER = Question("What is the answer?")


@ANSWER.verb("standoff answer my-case")
def answer(
    case: CaseArgument,
    draws: Annotated[int, typer.Option(min=2, max=100_000, help="How often all ranges are drawn.")] = 2000,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    keep: Keep = True,
    fresh: Fresh = False,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """On one page: which deal holds, how likely, and what to do first.

    A headline, eight sentences, how often each plan and deal holds, and the order of the best deal found.
    """
    import standoff
    from standoff.results.documents.answer import answer_document
    from standoff.views.text.answer import show_answer

    output = Output(json, quiet, whole)
    # Others get ready while the case is read.
    ready = ("standoff.analysis.answer.answer",)
    with at_work(output, case, cores, cluster, ready, keep=keep, fresh=fresh) as crew:

        def ask(loaded: Case, progress: Progress) -> Answer:
            return standoff.answer(loaded, draws, seed, progress, crew)

        tell(case, output, ask, answer_document, show_answer, over=over)
