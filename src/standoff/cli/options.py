"""The arguments and options that several verbs share; a word means the same in all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from standoff.errors import UsageError

__all__ = [
    "OVER",
    "All",
    "AsOf",
    "Between",
    "CaseArgument",
    "CaseOrGraph",
    "Cluster",
    "Concept",
    "Cores",
    "Draws",
    "Fresh",
    "Json",
    "Keep",
    "Out",
    "Parts",
    "PlanOrNot",
    "Quiet",
    "RoadmapOrNot",
    "Sampling",
    "Seed",
    "Set",
    "State",
    "Strict",
    "Template",
    "TrustAtMost",
    "View",
    "claims_of",
    "deals_of",
    "names_in",
    "parties_of",
    "plans_of",
    "share_in",
]


def _names_of(kinds: tuple[str, ...]) -> Callable[[typer.Context, str], list[str]]:
    """What completes a name at the Tab key: those of the case typed so far; none where it does not load.

    A shell puts them into its line as they are; names of a case that loads are plain words.
    """

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        # Where an option waits for its value, what stands before it has not become the case yet.
        path = ctx.params.get("case") or next(iter(ctx.args), None)
        if path is None:
            return []
        from standoff.case.load import read

        case, _ = read(Path(path))
        names = (name for kind in kinds for name in getattr(case, kind, ()))
        return [name for name in dict.fromkeys(names) if name.startswith(incomplete)]

    return complete


plans_of, deals_of, parties_of, claims_of = map(_names_of, (("plans",), ("deals",), ("parties",), ("plans", "deals")))


def _views_of(ctx: typer.Context, incomplete: str) -> list[str]:
    """What completes the name of a view: those in files beside the case typed so far, and its parties that have one."""
    path = ctx.params.get("case") or next(iter(ctx.args), None)
    if path is None:
        return []
    from standoff.case.load import read
    from standoff.case.position import view_names

    case, _ = read(Path(path))
    names = view_names(case, Path(path) if Path(path).is_dir() else Path(path).parent)
    return [name for name in names if name.startswith(incomplete)]


AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="The case as of this earlier day, by its history.")
]
View = Annotated[
    str | None,
    typer.Option(
        "--view",
        metavar="NAME",
        help="The case in this view: a file in views/, or a party's.",
        autocompletion=_views_of,
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="With another value, written as in the case; may be repeated."),
]
OVER = {"as_of": AsOf, "view": View, "values": Set}
"""The options of every verb that asks something of a case, in the order in which they are put over it."""

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="A case folder, or its case.yaml.")]
CaseOrGraph = Annotated[
    Path,
    typer.Argument(
        metavar="CASE", help="A case folder, its case.yaml, or a conflict in graph form: a .json or .csv file."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, and nothing else.")]
All = Annotated[bool, typer.Option("--all", help="All of the answer, however long; else one screen of it.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what was asked for.")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as findings (exit code 1).")]
Draws = Annotated[int, typer.Option(min=0, max=100_000, help="How often all ranges are drawn.")]
Between = Annotated[bool, typer.Option("--between", help="Look at breaches begun between phase starts, too.")]
Cores = Annotated[
    int | None, typer.Option("--cores", min=1, help="How many cores to work on; all there are, unless given.")
]
Cluster = Annotated[
    str | None, typer.Option("--cluster", metavar="ADDRESS", help="Work on the Dask cluster at this address.")
]
Sampling = Annotated[
    str, typer.Option("--sampling", metavar="NAME", help="How ranges are drawn: latin, sobol or independent.")
]
Keep = Annotated[
    bool, typer.Option("--keep/--no-keep", help="Keep what is found, and take what was found before and still holds.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Work everything out anew, whatever was kept before.")]
State = Annotated[
    str,
    typer.Option("--state", metavar="STATE", help="Steps in force, commas between; `now`, or `nothing`."),
]
Concept = Annotated[str, typer.Option("--concept", metavar="NAME", help="Only this notion of stability.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same draws.")]
Out = Annotated[Path | None, typer.Option("--out", help="Where to write instead of CASE/out.", metavar="FOLDER")]
PlanOrNot = Annotated[
    str | None,
    typer.Option("--plan", "-p", metavar="NAME", help="A plan of the case, or a deal.", autocompletion=claims_of),
]
RoadmapOrNot = Annotated[
    str | None,
    typer.Option("--deal", "-d", metavar="NAME", help="Or the roadmap of a deal.", autocompletion=deals_of),
]
Parts = Annotated[
    str | None,
    typer.Option(
        "--parts", metavar="PARTS", help="What the Word document holds after its front: names of parts, all, or none."
    ),
]
Template = Annotated[
    Path | None,
    typer.Option(
        "--template", metavar="FILE", help="A Word document (.docx) whose styles, header, footer and page are used."
    ),
]
TrustAtMost = Annotated[
    str, typer.Option("--trust-at-most", metavar="SHARE", help="It must ask for no more trust, as in 50%.")
]


def names_in(text: str) -> list[str]:
    """Names with commas between.

    >>> names_in("alpha, beta,")
    ['alpha', 'beta']
    """
    return [name.strip() for name in text.split(",") if name.strip()]


def share_in(text: str, option: str) -> float:
    """A share that an option was given, as in `30%` or `0.3`; UsageError where it is none."""
    from standoff.case.model.mistake import MistakeError
    from standoff.case.model.values import read_share

    try:
        return read_share(text)
    except MistakeError as mistake:
        raise UsageError(f"{option}: {mistake.message}; write, for example, `30%`") from None
