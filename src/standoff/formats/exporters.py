"""Results in the files of other programs: one signature, one table of formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from standoff.analysis.progress import Progress, silent
from standoff.analysis.reasons.games import MOST_PROFILES
from standoff.errors import SizeError, UsageError, did_you_mean
from standoff.formats.gambit import as_efg, as_nfg
from standoff.formats.graphviz import as_dot
from standoff.formats.state_tables import as_csv, as_latex, as_markdown, equilibrium

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.stability import Stable

__all__ = ["FORMATS", "WORD", "WORKBOOK", "Export", "ExportFormat", "by_suffix", "export", "format_of"]

WORD = "docx"
"""A format that is no text of states: the whole brief, which the verb makes of a run."""

WORKBOOK = "xlsx"
"""Another one: the case itself with the sources that it cites, which `import` makes a case of again."""

Export = Callable[["Case", str, Progress], str]
"""export(case, only, progress): the text of a file. Raises UsageError and SizeError.

`only` says which states it shows: `all`, `equilibria` (under some concept), or those under one concept, by its name.
"""

ListStates = Callable[["Case", "Stable", Sequence[int]], str]
"""The text for a case, the result of `stable(case, all_states=True)`, and the numbers of the states to show,
which count `found.states` from 1."""

MOST_LISTED = 131_072
"""States that are looked through."""


def _of_states(write: ListStates, most: int) -> Export:
    """An export of states, at most so many; refused before work starts where it is known to be too large."""

    def exported(case: Case, only: str, progress: Progress) -> str:
        from standoff.analysis.stability.stable import stable
        from standoff.analysis.stability.state_space import feasible_states

        number = feasible_states(case)
        _admit(number, MOST_LISTED, "leave steps out")
        _admit(number if only == "all" else 0, most, "show less with `--only equilibria`, or export `csv` or `json`")
        found = stable(case, all_states=True, progress=progress)
        shown = _chosen(found, only)
        _admit(len(shown), most, "show less with `--only nash`, or export `csv` or `json`")
        return write(case, found, shown)

    return exported


def _chosen(found: Stable, only: str) -> list[int]:
    """The numbers of the states to show."""
    under: dict[str, tuple[str, ...]] = {"all": (), "equilibria": tuple(found.equilibria)}
    under |= {concept: (concept,) for concept in found.equilibria}
    if only not in under:
        raise UsageError(f"no states are called `{only}`; {did_you_mean(only, under)}")
    numbers = range(1, len(found.states or ()) + 1)
    return [n for n in numbers if only == "all" or any(equilibrium(found, n, concept) for concept in under[only])]


def _admit(states: int, most: int, remedy: str) -> None:
    if states > most:
        raise SizeError("states to be exported", states, most, remedy)


def _of_whole(write: Callable[[Case], str]) -> Export:
    """An export of the whole case, with a limit of its own."""

    def exported(case: Case, only: str, progress: Progress) -> str:
        if only != "all":
            raise UsageError("a game is of the whole case; leave out `--only`")
        return write(case)

    return exported


def _as_json(case: Case, found: Stable, shown: Sequence[int]) -> str:
    """The document of `standoff stable --all --json`, its states those that are shown."""
    from standoff.results.documents.document import dumps
    from standoff.results.documents.stability import stable_document

    states = tuple((found.states or ())[number - 1] for number in shown)
    return dumps(stable_document(case.title, case.as_of.isoformat(), replace(found, states=states))) + "\n"


@dataclass(frozen=True)
class ExportFormat:
    """A format: the ending of its files, what it holds, how it is written, and how large it may be, in words."""

    suffix: str
    says: str
    write: Export
    limit: str


def _states(suffix: str, says: str, write: ListStates, most: int) -> ExportFormat:
    return ExportFormat(suffix, says, _of_states(write, most), f"{most:,} states")


def _game(suffix: str, says: str, write: Callable[[Case], str]) -> ExportFormat:
    return ExportFormat(suffix, says, _of_whole(write), f"{MOST_PROFILES:,} ways to choose")


FORMATS: Mapping[str, ExportFormat] = {
    "csv": _states(".csv", "the table of states, for spreadsheets", as_csv, 16_000),
    "json": _states(".json", "the document of `standoff stable --all --json`", _as_json, MOST_LISTED),
    "latex": _states(".tex", "the table of states, for LaTeX", as_latex, 200),
    "markdown": _states(".md", "the table of states, for Markdown", as_markdown, 60),
    "dot": _states(".dot", "the integrated graph, for Graphviz", as_dot, 100),
    "nfg": _game(".nfg", "the strategic game from now, for Gambit: all choose at once", as_nfg),
    "efg": _game(".efg", "the extensive game from now, for Gambit: each moves once, in turn", as_efg),
}
"""Every format by its name."""


def format_of(name: str) -> ExportFormat:
    """A format by its name; raises UsageError.

    >>> format_of("dott")
    Traceback (most recent call last):
    standoff.errors.UsageError: no format `dott` to export to; did you mean `dot`?
    """
    if name not in FORMATS:
        raise UsageError(f"no format `{name}` to export to; {did_you_mean(name, [*FORMATS, WORD, WORKBOOK])}")
    return FORMATS[name]


def by_suffix(suffix: str) -> str:
    """The name of the format whose files end like this; raises UsageError.

    >>> by_suffix(".tex")
    'latex'
    """
    names = {form.suffix: name for name, form in FORMATS.items()} | {f".{name}": name for name in (WORD, WORKBOOK)}
    if suffix.lower() not in names:
        raise UsageError(f"no format to export to has files that end in `{suffix}`; {did_you_mean(suffix, names)}")
    return names[suffix.lower()]


def export(case: Case, to: str, only: str = "all", progress: Progress = silent) -> str:
    """The text of a case and its stable states in a format; raises UsageError, and SizeError.

    >>> from standoff import find, load
    >>> export(load(find("korea")), "markdown")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    standoff.errors.SizeError: states to be exported: ..., and the limit is 60; show less ...
    """
    return format_of(to).write(case, only, progress)
