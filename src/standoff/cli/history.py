"""What changed: the verb `timeline`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.cli.io import Output, answer, workers_for
from standoff.cli.options import All, CaseArgument, Cluster, Cores, Draws, Json, Quiet, Seed
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question

if TYPE_CHECKING:
    from standoff.analysis.progress import Progress
    from standoff.case.model.model import Case
    from standoff.results.records.history import Timeline

__all__ = ["CHANGED", "timeline"]

CHANGED = Question("What changed?")


@CHANGED.verb("standoff timeline my-case --draws 1000")
def timeline(
    case: CaseArgument,
    draws: Draws = 200,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """What changed, at every date of the history?

    Where things stood, for whom that was stable, what became of every plan and deal, and which event turned it.
    """
    import standoff
    from standoff.results.documents.history import timeline_document
    from standoff.views.text.history import show_timeline

    def ask(loaded: Case, progress: Progress) -> Timeline:
        with workers_for(loaded, cores, cluster) as crew:
            return standoff.timeline(loaded, draws, seed, progress, crew)

    answer(case, Output(json, quiet, whole), ask, timeline_document, show_timeline, over=over)
