"""Where a case meets the engine: names become numbers on the way in, and numbers become names on the way out."""

from standoff.analysis.explanations import explain
from standoff.analysis.findings import run
from standoff.analysis.frontiers import deals
from standoff.analysis.mending import remedies
from standoff.analysis.plans import assess
from standoff.analysis.roadmaps import roadmap
from standoff.analysis.stability import catalogue, feasible_states, stable
from standoff.analysis.sureness import how_sure

__all__ = [
    "assess",
    "catalogue",
    "deals",
    "explain",
    "feasible_states",
    "how_sure",
    "remedies",
    "roadmap",
    "run",
    "stable",
]
