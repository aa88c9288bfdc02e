"""Where a case meets the engine: names become numbers on the way in, and numbers become names on the way out."""

from standoff.analysis.explanations import explain
from standoff.analysis.findings import run
from standoff.analysis.flips import flip
from standoff.analysis.frontiers import deals
from standoff.analysis.graph_stability import stable_graph
from standoff.analysis.inversion import inverse
from standoff.analysis.mending import remedies
from standoff.analysis.needs import needs
from standoff.analysis.plans import assess
from standoff.analysis.reasons import explain_state
from standoff.analysis.roadmaps import roadmap
from standoff.analysis.stability import catalogue, feasible_states, stable
from standoff.analysis.stability_sureness import stable_often
from standoff.analysis.sureness import how_sure
from standoff.analysis.ways import ways

__all__ = [
    "assess",
    "catalogue",
    "deals",
    "explain",
    "explain_state",
    "feasible_states",
    "flip",
    "how_sure",
    "inverse",
    "needs",
    "remedies",
    "roadmap",
    "run",
    "stable",
    "stable_graph",
    "stable_often",
    "ways",
]
