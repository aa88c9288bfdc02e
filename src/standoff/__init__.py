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
    from standoff.analysis import (
        assess,
        deals,
        explain,
        explain_state,
        inverse,
        remedies,
        roadmap,
        run,
        stable,
        stable_graph,
        ways,
    )
    from standoff.case.load import load
    from standoff.catalog import find
    from standoff.formats.graph_files import load_graph

__all__ = [
    "__version__",
    "assess",
    "deals",
    "explain",
    "explain_state",
    "find",
    "inverse",
    "load",
    "load_graph",
    "remedies",
    "roadmap",
    "run",
    "stable",
    "stable_graph",
    "ways",
]

_HOMES = {
    "assess": "standoff.analysis",
    "deals": "standoff.analysis",
    "explain": "standoff.analysis",
    "explain_state": "standoff.analysis",
    "find": "standoff.catalog",
    "inverse": "standoff.analysis",
    "load": "standoff.case.load",
    "load_graph": "standoff.formats.graph_files",
    "remedies": "standoff.analysis",
    "roadmap": "standoff.analysis",
    "run": "standoff.analysis",
    "stable": "standoff.analysis",
    "ways": "standoff.analysis",
    "stable_graph": "standoff.analysis",
}


def __getattr__(name: str) -> Any:
    """What the package offers is imported when it is first used, so that `import standoff` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module `standoff` has no attribute `{name}`")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
