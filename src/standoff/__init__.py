"""standoff finds the deals that hold: what is stable now, which plans break, which plan asks for the least trust.

>>> import standoff
>>> case = standoff.load(standoff.find("korea"))
>>> standoff.assess(case, "relief_first").verdict in ("refused", "breaks", "holds")
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.analysis.answer.answer import answer
    from standoff.analysis.answer.chosen import roadmap
    from standoff.analysis.answer.odds import deals
    from standoff.analysis.assessment.assess import assess
    from standoff.analysis.reasons.inverse import inverse
    from standoff.analysis.reasons.ledger import explain
    from standoff.analysis.reasons.paths import ways
    from standoff.analysis.reasons.witness import explain_state
    from standoff.analysis.remedies import remedies
    from standoff.analysis.run import run
    from standoff.analysis.stability.graph_form import stable_graph
    from standoff.analysis.stability.stable import stable
    from standoff.analysis.sureness.equilibria import stable_often
    from standoff.analysis.sureness.flips import flip
    from standoff.analysis.sureness.information import needs
    from standoff.case.load import load
    from standoff.catalog import find
    from standoff.formats.graph_form.files import load_graph

__all__ = [
    "__version__",
    "answer",
    "assess",
    "deals",
    "explain",
    "explain_state",
    "find",
    "flip",
    "inverse",
    "load",
    "load_graph",
    "needs",
    "remedies",
    "roadmap",
    "run",
    "stable",
    "stable_graph",
    "stable_often",
    "ways",
]

_HOMES = {
    "answer": "standoff.analysis.answer.answer",
    "assess": "standoff.analysis.assessment.assess",
    "deals": "standoff.analysis.answer.odds",
    "explain": "standoff.analysis.reasons.ledger",
    "explain_state": "standoff.analysis.reasons.witness",
    "find": "standoff.catalog",
    "flip": "standoff.analysis.sureness.flips",
    "inverse": "standoff.analysis.reasons.inverse",
    "load": "standoff.case.load",
    "load_graph": "standoff.formats.graph_form.files",
    "needs": "standoff.analysis.sureness.information",
    "remedies": "standoff.analysis.remedies",
    "roadmap": "standoff.analysis.answer.chosen",
    "run": "standoff.analysis.run",
    "stable": "standoff.analysis.stability.stable",
    "stable_graph": "standoff.analysis.stability.graph_form",
    "stable_often": "standoff.analysis.sureness.equilibria",
    "ways": "standoff.analysis.reasons.paths",
}


def __getattr__(name: str) -> Any:
    """What the package offers is imported when it is first used, so that `import standoff` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module `standoff` has no attribute `{name}`")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
