"""standoff finds the deals that hold: what is stable now, which plans break, which plan asks for the least trust.

>>> import standoff
>>> case = standoff.example()  # or standoff.load("my-case"), or standoff.load(standoff.find("korea"))
>>> standoff.assess(case, "alpha-first")
<Assessment: “Alpha first” holds and asks for 1 % trust; 2 phases, 7 weeks (exact)>

A case comes from `load` (a folder or file), `loads` (a text), `find` (the folder of a shipped case) or `example`;
`check` says what is wrong with one. `as_of` is a case as of an earlier day, `overlaid` one with other values
(`Overlay`), as `load(..., as_of=..., view=..., set=...)` has them. The questions are

    answer                                      what is the answer, and which deal is the best that was found?
    stable, stable_often                        where are we?
    explain, explain_state, ways, inverse       why, and what else?
    assess                                      would this plan hold?
    readings                                    is it read in several orders, and what gets done then?
    roadmap, deals                              which plan asks for the least trust, and which deals hold?
    numbers, flip, needs, sweep                 how sure?
    ask                                         what would a party rather have? narrows its worths
    remedies                                    what would mend it?
    timeline                                    what changed, at every date of the history?
    compare                                     what do two cases differ in, and does it matter?
    run                                         everything at once
    coverage                                    what do the numbers rest on?
    search, unread                              what do the sources say, and what of it is cited nowhere?
    quote                                       where in them do these words stand?
    laboratory                                  what did people do who were asked for so much trust?
    casebook                                    what became of agreements of the past, and what was said of them?

Each gives a record: short when it is shown, with its tables as data frames (`to_frame`) or dicts (`to_rows`); `tables`
names them. What takes long has the arguments `progress` (`standoff.progress()` is a bar) and `by` (`workers` are
processes, or a cluster; `keeping` has them take what was found before). `export` writes what is stable for other
programs; `load_graph` and `stable_graph` are for conflicts whose moves are given one by one. What cannot be done raises
a `StandoffError`: `CaseError` (all problems of a case), `UsageError` (no such plan, ...) or `SizeError` (too large, and
what would do instead).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.analysis.answer.answer import answer
    from standoff.analysis.answer.chosen import roadmap
    from standoff.analysis.answer.odds import deals
    from standoff.analysis.asking.ask import ask
    from standoff.analysis.cited.quote import quote
    from standoff.analysis.comparison.compare import compare
    from standoff.analysis.evidence import coverage
    from standoff.analysis.history.timeline import timeline
    from standoff.analysis.kept.keeping import keeping
    from standoff.analysis.laboratory.laboratory import laboratory
    from standoff.analysis.plans import assess
    from standoff.analysis.readings.readings import readings
    from standoff.analysis.reasons.inverse import inverse
    from standoff.analysis.reasons.ledger import explain
    from standoff.analysis.reasons.paths import ways
    from standoff.analysis.reasons.witness import explain_state
    from standoff.analysis.remedies import remedies
    from standoff.analysis.run import run
    from standoff.analysis.search.search import search
    from standoff.analysis.search.unread import unread
    from standoff.analysis.stability.graph_form import stable_graph
    from standoff.analysis.stability.stable import stable
    from standoff.analysis.sureness.equilibria import stable_often
    from standoff.analysis.sureness.flips import flip
    from standoff.analysis.sureness.information import needs
    from standoff.analysis.sureness.numbers import numbers
    from standoff.case.load import load, loads
    from standoff.case.overlaid import as_of, overlaid
    from standoff.case.overlays.overlay import Overlay
    from standoff.catalog import example, find
    from standoff.engine.core.parallel import workers
    from standoff.errors import CaseError, SizeError, StandoffError, UsageError
    from standoff.formats.casebook import casebook
    from standoff.formats.checking import check
    from standoff.formats.exporters import export
    from standoff.formats.graph_form.files import load_graph
    from standoff.formats.sweeps import sweep
    from standoff.views.progress import progress

__all__ = [
    "CaseError",
    "Overlay",
    "SizeError",
    "StandoffError",
    "UsageError",
    "__version__",
    "answer",
    "as_of",
    "ask",
    "assess",
    "casebook",
    "check",
    "compare",
    "coverage",
    "deals",
    "example",
    "explain",
    "explain_state",
    "export",
    "find",
    "flip",
    "inverse",
    "keeping",
    "laboratory",
    "load",
    "load_graph",
    "loads",
    "needs",
    "numbers",
    "overlaid",
    "progress",
    "quote",
    "readings",
    "remedies",
    "roadmap",
    "run",
    "search",
    "stable",
    "stable_graph",
    "stable_often",
    "sweep",
    "timeline",
    "unread",
    "ways",
    "workers",
]

_HOMES = {
    "CaseError": "standoff.errors",
    "Overlay": "standoff.case.overlays.overlay",
    "SizeError": "standoff.errors",
    "StandoffError": "standoff.errors",
    "UsageError": "standoff.errors",
    "answer": "standoff.analysis.answer.answer",
    "as_of": "standoff.case.overlaid",
    "ask": "standoff.analysis.asking.ask",
    "assess": "standoff.analysis.plans",
    "casebook": "standoff.formats.casebook",
    "check": "standoff.formats.checking",
    "compare": "standoff.analysis.comparison.compare",
    "coverage": "standoff.analysis.evidence",
    "deals": "standoff.analysis.answer.odds",
    "example": "standoff.catalog",
    "explain": "standoff.analysis.reasons.ledger",
    "explain_state": "standoff.analysis.reasons.witness",
    "export": "standoff.formats.exporters",
    "find": "standoff.catalog",
    "flip": "standoff.analysis.sureness.flips",
    "inverse": "standoff.analysis.reasons.inverse",
    "keeping": "standoff.analysis.kept.keeping",
    "laboratory": "standoff.analysis.laboratory.laboratory",
    "load": "standoff.case.load",
    "load_graph": "standoff.formats.graph_form.files",
    "loads": "standoff.case.load",
    "needs": "standoff.analysis.sureness.information",
    "numbers": "standoff.analysis.sureness.numbers",
    "overlaid": "standoff.case.overlaid",
    "progress": "standoff.views.progress",
    "quote": "standoff.analysis.cited.quote",
    "readings": "standoff.analysis.readings.readings",
    "remedies": "standoff.analysis.remedies",
    "roadmap": "standoff.analysis.answer.chosen",
    "run": "standoff.analysis.run",
    "search": "standoff.analysis.search.search",
    "stable": "standoff.analysis.stability.stable",
    "stable_graph": "standoff.analysis.stability.graph_form",
    "stable_often": "standoff.analysis.sureness.equilibria",
    "sweep": "standoff.formats.sweeps",
    "timeline": "standoff.analysis.history.timeline",
    "unread": "standoff.analysis.search.unread",
    "ways": "standoff.analysis.reasons.paths",
    "workers": "standoff.engine.core.parallel",
}


def __getattr__(name: str) -> Any:
    """What the package offers is imported when it is first used, so that `import standoff` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module `standoff` has no attribute `{name}`")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """All that the package offers, looked up or not."""
    return sorted({*globals(), *__all__})
