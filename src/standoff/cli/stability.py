"""Where are we: the verb `stable`, of a case or of a conflict in graph form."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.io import Output, answer_at, load, position_of
from standoff.cli.options import All, Cluster, Cores, Json, Quiet, Seed, names_in
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Question
from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.analysis.progress import Progress
    from standoff.case.model.model import Case
    from standoff.results.records.stability import Stable
    from standoff.results.records.sureness import StableOften
    from standoff.views.text.page import Page

__all__ = ["WHERE", "stable"]

WHERE = Question("Where are we?")


@WHERE.verb("standoff stable my-case --concept seq")
def stable(
    case: Annotated[
        Path | None,
        typer.Argument(metavar="CASE", help="A case folder, its case.yaml, or a conflict in graph form (.json, .csv)."),
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most this many states per notion.")] = 1000,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STEPS", help="With these steps in force instead of now: a,b.")
    ] = None,
    concept: Annotated[
        list[str] | None, typer.Option("--concept", help="Only this notion; may be repeated.", metavar="NAME")
    ] = None,
    coalition: Annotated[
        str, typer.Option("--coalition", help="Only this coalition: its parties, with commas.", metavar="PARTY,PARTY")
    ] = "",
    concepts: Annotated[bool, typer.Option("--concepts", help="List all notions, instead.")] = False,
    time_limit: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="A search, of more than 24 steps, stops then.")
    ] = 60,
    draws: Annotated[
        int, typer.Option(min=0, max=100_000, help="Also how often states are equilibria, over so many draws.")
    ] = 0,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Is now stable, for whom, and who has leverage over whom?

    Under each notion of stability: who could improve alone and what deters them, what can be reached from now, and
    which states would hold. With --all --json, every feasible state with who would stay there.
    """
    from standoff.formats.graph_form.files import is_graph

    output = Output(json, quiet, whole)
    if concepts:
        _list_concepts(case, output)
        return
    if case is None:
        raise UsageError("which case? Name its folder: `standoff stable CASE`; or ask for `standoff stable --concepts`")
    if is_graph(case):
        if over:
            raise UsageError(f"{case} is a conflict in graph form, and `--as-of`, `--view` and `--set` are about cases")
        _stable_graph(case, limit, concept or (), output)
        return
    from standoff.analysis.sureness.now import stable_and_often
    from standoff.engine.core.parallel import HERE, workers

    at = position_of(case, output, over)

    def ask(loaded: Case, progress: Progress) -> tuple[Stable, StableOften | None]:
        with workers(cores, cluster) if draws else nullcontext(HERE) as crew:
            return stable_and_often(
                loaded,
                limit,
                whole and json,
                progress,
                asked=concept or (),
                coalition=names_in(coalition),
                state=None if state is None else names_in(state),
                time_limit=time_limit,
                draws=draws,
                seed=seed,
                of="all" if whole else "listed",
                seen_by=at.party,
                by=crew,
            )

    # The document and the text each need much that the other does not, and only one of them is made.
    def document(title: str, as_of: str, found: tuple[Stable, StableOften | None]) -> object:
        from standoff.results.documents.stability import stable_document

        return stable_document(title, as_of, *found)

    def show(page: Page, loaded: Case, found: tuple[Stable, StableOften | None]) -> None:
        from standoff.views.text.stability import show_stable

        show_stable(page, loaded, found[0], state is not None, bool(concept or coalition), found[1])

    # The headline says itself as whose view a party's is told.
    answer_at(replace(at, who="") if at.party else at, output, ask, document, show)


def _stable_graph(path: Path, limit: int, asked: Sequence[str], output: Output) -> None:
    import standoff
    from standoff.formats.graph_form.files import load_graph
    from standoff.results.documents.graph_form import stable_graph_document
    from standoff.views.text.graph_form import show_stable_graph

    found = standoff.stable_graph(load_graph(path), limit=limit, all_states=output.whole, asked=asked)
    output.tell(lambda: stable_graph_document(found), lambda: output.show(lambda page: show_stable_graph(page, found)))


def _list_concepts(case: Path | None, output: Output) -> None:
    loaded = load(case, output) if case else None
    from standoff.analysis.stability.stable import catalogue
    from standoff.results.documents.stability import concepts_document
    from standoff.views.text.stability import show_concepts

    found = catalogue(loaded)
    title, as_of = (loaded.title, loaded.as_of.isoformat()) if loaded else (None, None)
    output.tell(
        lambda: concepts_document(title, as_of, found), lambda: output.show(lambda page: show_concepts(page, found))
    )
