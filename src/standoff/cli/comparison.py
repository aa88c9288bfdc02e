"""What changed, of two cases: the verb `compare`, and how the second of them is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from standoff.cli.history import CHANGED
from standoff.cli.io import Output, position_of, workers_for
from standoff.cli.options import All, Cluster, Cores, Draws, Json, PlanOrNot, Quiet, Seed
from standoff.cli.over import AS_IT_IS, Over
from standoff.errors import CaseError, UsageError

if TYPE_CHECKING:
    from standoff.case.matching.match import Match
    from standoff.case.model.model import Case
    from standoff.case.position import Position

__all__ = ["CHANGED", "compare"]

_WITH = (
    "name another case, or this one as it was or as somebody sees it: `{case}@DATE`, `{case}@view:NAME`, "
    "or `--with-as-of DATE`, `--with-view NAME`, `--with-set PATH=VALUE`"
)


@CHANGED.verb("standoff compare my-case my-case@view:seoul --plan full")
def compare(
    case: Annotated[str, typer.Argument(metavar="A", help="A case folder, or its case.yaml.")],
    other: Annotated[
        str, typer.Argument(metavar="B", help="Another one, or CASE@DATE, CASE@view:NAME; @DATE is A as of then.")
    ] = "",
    with_as_of: Annotated[
        str | None, typer.Option("--with-as-of", metavar="DATE", help="B as of this day; without B, A as of then.")
    ] = None,
    with_view: Annotated[
        str | None, typer.Option("--with-view", metavar="NAME", help="B in this view; without B, A in it.")
    ] = None,
    with_set: Annotated[
        list[str] | None,
        typer.Option("--with-set", metavar="PATH=VALUE", help="B with another value; without B, A with it."),
    ] = None,
    match: Annotated[
        Path | None,
        typer.Option(
            "--match", metavar="FILE", help="What is called otherwise in B; match.yaml beside A, unless given."
        ),
    ] = None,
    plan: PlanOrNot = None,
    draws: Draws = 200,
    seed: Seed = 1,
    average: Annotated[bool, typer.Option("--average", help="Also the case whose ranges are as wide as both.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Where --average writes that case: a new folder.")
    ] = None,
    cores: Cores = None,
    cluster: Cluster = None,
    over: Over = AS_IT_IS,
    whole: All = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """What do two cases differ in, and does it matter?

    Or two dates, views or analysts. Each difference is switched in both directions, and each step left out of both
    once; the first line says what to talk about.
    """
    if out is not None and not average:
        raise UsageError("--out says where --average writes the case between the two; add --average")
    output = Output(json, quiet, whole)
    first, more = _named(case, None), Over(with_as_of, with_view, tuple(with_set or ()))
    second = _second(case, other, first, more, over)
    # Without a second case, what is put over the first makes the second.
    first = replace(first, over=_both(first.over, over if other or more else AS_IT_IS, case))
    at, beside = (position_of(one.path, output, one.over) for one in (first, second))
    matched = _match(match, first, second, at.case, beside.case, output)
    from standoff.analysis.comparison.compare import compare as compared
    from standoff.results.documents.comparison import compare_document
    from standoff.views.text.comparison import show_comparison

    with output.progress() as progress, workers_for(at.case, cores, cluster) as crew:
        found = compared(
            at.case,
            beside.case,
            plan,
            match=matched,
            draws=draws,
            seed=seed,
            average=average,
            said=(at.seen, beside.seen),
            progress=progress,
            by=crew,
        )
    written = "" if out is None else _write(out, at, beside, first, second, matched)
    for side in (at, beside):
        for note in side.notes:
            output.note(note)
    output.tell(
        lambda: compare_document(found, written or None),
        lambda: output.show(lambda page: show_comparison(page, found, written)),
    )


# ------------------------------------------------------------------------------------------------- which case is meant


@dataclass(frozen=True)
class _Named:
    """A case by its path, and what is put over it."""

    path: Path
    over: Over


def _named(text: str, default: Path | None) -> _Named:
    """The case that a text names: `CASE`, `CASE@DATE`, `CASE@view:NAME`, both; without CASE the default."""
    from standoff.case.named import named

    if Path(text).exists():
        return _Named(Path(text), AS_IT_IS)
    found = named(text, at_hand=default is not None)
    path = Path(found.case) if found.case or default is None else default
    return _Named(path, Over(found.as_of, found.view))


def _both(one: Over, other: Over, text: str) -> Over:
    """What two say that is put over a case; UsageError where both say the same kind of thing."""
    if one.as_of is not None and other.as_of is not None:
        raise UsageError(f"`{text}` is asked for as of two days, {one.as_of} and {other.as_of}; keep one of them")
    if one.view is not None and other.view is not None:
        raise UsageError(f"`{text}` is asked for in two views, {one.view} and {other.view}; keep one of them")
    as_of = one.as_of if one.as_of is not None else other.as_of
    view = one.view if one.view is not None else other.view
    return Over(as_of, view, (*one.values, *other.values))


def _second(a: str, b: str, first: _Named, other: Over, over: Over) -> _Named:
    """The second case; where none is named, the first with what is put over it."""
    if b:
        named = _named(b, first.path)
        return replace(named, over=_both(named.over, other, b))
    if other:
        return _Named(first.path, other)
    if over:
        return _Named(first.path, over)
    if first.over:
        raise UsageError(
            f"compare `{a}` with what? to compare it with the case as it is today, write "
            f"`standoff compare {first.path} {a}`"
        )
    raise UsageError(f"compare `{a}` with what? {_WITH.format(case=a)}")


def _home(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _match(file: Path | None, first: _Named, second: _Named, a: Case, b: Case, output: Output) -> Match | None:
    """The match that was named, or that lies beside A, or beside B, where it is read the other way round."""
    from standoff.case.matching.match import match_between, read_match

    if file is not None:
        return read_match(file, a, b)
    beside = match_between(_home(first.path), _home(second.path))
    if beside is None:
        return None
    try:
        return read_match(beside[0], a, b, beside[1])
    except CaseError:
        output.note(f"{beside[0]} was taken for what matches in these two; `--match FILE` names another file.")
        raise


# --------------------------------------------------------------------------------------------- the case between the two


def _write(out: Path, at: Position, beside: Position, first: _Named, second: _Named, match: Match | None) -> str:
    """Write the case whose ranges are as wide as both, with the sources of both, into a new folder."""
    from standoff.analysis.comparison.average import average
    from standoff.case.load import read_source
    from standoff.case.matching.match import BY_KEY
    from standoff.case.reading.files import save_new
    from standoff.case.reading.writing import dumps

    entries, ids = _sources(_home(first.path), _home(second.path))
    found = average(at.case, beside.case, match=match or BY_KEY, ids=ids)
    text = dumps(found.case)
    reading = read_source("case.yaml", text)
    if reading.case is None:
        raise CaseError(reading.problems)
    files = {"case.yaml": text}
    if entries:
        from json import dumps as json_text

        files["sources.json"] = json_text(entries, indent=2, ensure_ascii=False) + "\n"
    save_new(out, files, "choose another folder")
    return str(out)


def _sources(first: Path, second: Path) -> tuple[list[Mapping[str, Any]], dict[str, str]]:
    """The entries of both lists of sources; and what those of the second are called that are others by their names."""
    from standoff.case.reading.sources import read_library

    ours, theirs = (read_library(home).entries or {} for home in (first, second))
    entries = {**ours}
    ids = {}
    for name, entry in theirs.items():
        if name in ours and ours[name] != entry:
            ids[name] = next(
                new for n in range(len(theirs) + len(ours) + 1) if (new := f"{name}-b{n or ''}") not in entries
            )
        entries[ids.get(name, name)] = {**entry, "id": ids.get(name, name)}
    return list(entries.values()), ids
