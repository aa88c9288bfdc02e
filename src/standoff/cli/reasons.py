"""Why: the verbs `explain` (a row of a plan, reasons in a state, ways from one) and `inverse`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from standoff.cli.io import Output, answer
from standoff.cli.options import All, CaseArgument, Concept, Json, Quiet, State, claims_of, deals_of, parties_of
from standoff.cli.over import AS_IT_IS, Over
from standoff.cli.questions import Grouped, Question
from standoff.errors import UsageError

__all__ = ["WHY", "explain", "explain_row", "explain_state", "explain_ways", "inverse"]

WHY = Question("Why?")
EXPLAINED = Question("What is explained")

BEFORE = "CASE"
"""The sub-verb, never listed, that `explain` means where a case follows it: as it was before it had sub-verbs."""


class _Explain(Grouped):
    """Three sub-verbs; whatever else follows is a case and its options."""

    questions = (EXPLAINED,)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the words after `explain`, as one of its sub-verbs or as a case."""
        if not args or args[0] in EXPLAINED.verbs.keys() - {BEFORE} | {"--help"}:
            return super().make_context(info_name, args, parent=parent, **extra)
        return self.commands[BEFORE].make_context(info_name, args, parent=parent, **extra)


@EXPLAINED.verb("standoff explain row my-case --plan alpha-first --phase 1 --party alpha", name="row")
def explain_row(
    case: CaseArgument,
    plan: Annotated[
        str,
        typer.Option("--plan", "-p", metavar="NAME", help="A plan of the case, or a deal.", autocompletion=claims_of),
    ] = "",
    deal: Annotated[
        str, typer.Option("--deal", "-d", metavar="NAME", help="Or the roadmap of this deal.", autocompletion=deals_of)
    ] = "",
    phase: Annotated[
        int | None, typer.Option(metavar="K", help="At the start of this phase; the last is after the end.")
    ] = None,
    party: Annotated[str, typer.Option(metavar="PARTY", help="The party whose row.", autocompletion=parties_of)] = "",
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """What a party's margin and exposure at a phase are made of.

    One line for each step and one for the walk-out cost, adding up to what carrying on and walking out are worth.
    """
    if phase is None:
        raise UsageError("at the start of which phase? `--phase 1` is the first")
    if not party:
        raise UsageError("whose row? `--party PARTY`")
    import standoff
    from standoff.results.documents.ledger import explain_document
    from standoff.views.text.assessment import show_explanation

    answer(
        case,
        Output(json, quiet, whole),
        lambda loaded, progress: standoff.explain(loaded, phase, party, plan=plan, deal=deal, progress=progress),
        explain_document,
        show_explanation,
        over=over,
    )


@EXPLAINED.verb("standoff explain state my-case --state inspectors --party alpha", name="state")
def explain_state(
    case: CaseArgument,
    state: State = "now",
    party: Annotated[
        str, typer.Option(metavar="PARTY", help="Only this party's reasons.", autocompletion=parties_of)
    ] = "",
    concept: Concept = "",
    every: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """Why each party would stay in a state, or leave it.

    Under each notion of stability: the improvement that decides, the answer of the others move by move, and what each
    move does for whoever makes it. With --all, every improvement with its answer.
    """
    import standoff
    from standoff.results.documents.reasons import reasons_document
    from standoff.views.text.reasons import show_reasons

    answer(
        case,
        Output(json, quiet, every),
        lambda loaded, progress: standoff.explain_state(loaded, state or "now", party, concept, every, progress),
        reasons_document,
        show_reasons,
        over=over,
    )


@EXPLAINED.verb("standoff explain ways my-case --from now --limit 3", name="ways")
def explain_ways(
    case: CaseArgument,
    start: Annotated[str, typer.Option("--from", metavar="STATE", help="The state they start from.")] = "now",
    to: Annotated[str, typer.Option("--to", metavar="STATE", help="Only to this state.")] = "",
    concept: Concept = "",
    limit: Annotated[int, typer.Option(min=0, help="To at most this many equilibria.")] = 10,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """How to get from a state to the equilibria, move by move.

    By improvements alone or with sacrifices, the nearest first.
    """
    import standoff
    from standoff.results.documents.reasons import ways_document
    from standoff.views.text.reasons import show_ways

    answer(
        case,
        Output(json, quiet, whole),
        lambda loaded, progress: standoff.ways(loaded, start or "now", to, concept, limit, progress),
        ways_document,
        show_ways,
        over=over,
    )


@EXPLAINED.verb("standoff explain row my-case --plan alpha-first --phase 1 --party alpha", name=BEFORE, hidden=True)
def explain(
    case: CaseArgument,
    phase: Annotated[
        int | None, typer.Option(metavar="K", help="At the start of this phase; the last is after the end.")
    ] = None,
    party: Annotated[
        str, typer.Option(metavar="PARTY", help="The party whose row, or whose reasons.", autocompletion=parties_of)
    ] = "",
    plan: Annotated[
        str,
        typer.Option("--plan", "-p", metavar="NAME", help="A plan of the case, or a deal.", autocompletion=claims_of),
    ] = "",
    deal: Annotated[
        str, typer.Option("--deal", "-d", metavar="NAME", help="Or the roadmap of this deal.", autocompletion=deals_of)
    ] = "",
    state: State = "",
    concept: Concept = "",
    every: All = False,
    start: Annotated[str, typer.Option("--from", metavar="STATE", help="The ways from here to equilibria.")] = "",
    to: Annotated[str, typer.Option("--to", metavar="STATE", help="With --from: the ways to this state.")] = "",
    limit: Annotated[int | None, typer.Option(min=0, help="With --from: at most this many equilibria.")] = None,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """What `explain` took before it had sub-verbs: a case, and the options of one of them."""
    of_row = _given({"--plan": plan, "--deal": deal, "--phase": phase})
    of_state = _given({"--state": state})
    of_ways = _given({"--from": start, "--to": to, "--limit": limit})
    of_party, of_concept = _given({"--party": party}), _given({"--concept": concept})
    _ask_one_thing(of_row, of_state, of_ways, of_concept, of_party)
    if of_row:
        what, options = "row", of_row | of_party
        explain_row(case, plan, deal, phase, party, every, json, quiet, over)
    elif of_ways:
        what, options = "ways", of_ways | of_concept
        explain_ways(case, start, to, concept, 10 if limit is None else limit, every, json, quiet, over)
    else:
        what, options = "state", of_state | of_party | of_concept
        explain_state(case, state, party, concept, every, json, quiet, over)
    options |= _given({"--all": every})
    values = [[name] if value is True else [name, str(value)] for name, value in options.items()]
    words = shlex.join(["standoff", "explain", what, str(case), *(word for value in values for word in value)])
    Output(json, quiet).note(f"In new words: {words}{over.options}")


def _given(options: Mapping[str, object]) -> dict[str, object]:
    """The options that were given; 0 is a number like any other."""
    return {name: value for name, value in options.items() if value is not None and value is not False and value != ""}


def _ask_one_thing(
    row: Mapping[str, object],
    state: Mapping[str, object],
    ways: Mapping[str, object],
    concept: Mapping[str, object],
    party: Mapping[str, object],
) -> None:
    """Refuse options of more than one of the questions that `explain` answers."""
    mixed = [(row, state), (row, ways), (row, concept), (state, ways), (ways, party)]
    for one, other in ((next(iter(one)), next(iter(other))) for one, other in mixed if one and other):
        raise UsageError(
            f"`{one}` and `{other}` belong to different questions; ask for a row (--plan or --deal, --phase, "
            "--party), for reasons (--state, --party, --concept), or for ways (--from, --to, --concept)"
        )
    if ways and "--from" not in ways:
        raise UsageError(f"`{next(iter(ways))}` goes with `--from`: from which state? `--from now`")


WHY.verb_with_verbs(
    "explain",
    _Explain,
    "Why: a row of a plan, a state, or the ways to an equilibrium.",
    "standoff explain state my-case --party alpha",
)


@WHY.verb("standoff inverse my-case --state inspectors --party beta")
def inverse(
    case: CaseArgument,
    state: State = "",
    party: Annotated[
        str, typer.Option(metavar="PARTY", help="Only this party's preferences.", autocompletion=parties_of)
    ] = "",
    concept: Annotated[str, typer.Option(metavar="NAME", help="The notion of stability.")] = "seq",
    limit: Annotated[int, typer.Option(min=1, help="At most this many sets of comparisons for each group.")] = 5,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
    over: Over = AS_IT_IS,
) -> None:
    """What would have to be true for a state to be stable?

    Of a party's preferences: the fewest comparisons that would have to turn round, how far the state would have to
    rise in its order, and which single worth would do.
    """
    if not state:
        raise UsageError("which state should be stable? `--state step,step`, or `--state now`")
    import standoff
    from standoff.results.documents.reasons import inverse_document
    from standoff.views.text.reasons import show_inversion

    answer(
        case,
        Output(json, quiet, whole),
        lambda loaded, progress: standoff.inverse(loaded, state, party, concept, limit, progress),
        inverse_document,
        show_inversion,
        over=over,
    )
