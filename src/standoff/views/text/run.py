"""A run in a few lines, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.results.records.run import Findings
from standoff.results.records.sureness import Sureness
from standoff.results.sentences import wording
from standoff.results.sentences.edge import on_the_edge
from standoff.views.text.tables import table as _table
from standoff.views.text.terminal import VERDICTS, clean, ordered, share_of, trust_of

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model.model import Case

__all__ = ["show_findings"]


def show_findings(console: Console, case: Case, found: Findings) -> None:
    """A run in a few lines; the brief has the rest."""
    plans = [(p.title, p, found.sureness.get(f"plan:{p.plan}")) for p in found.plans]
    roads = [(f"Roadmap: {r.title}", r.shown, found.sureness.get(f"deal:{r.deal}")) for r in found.roadmaps if r.shown]
    rows = (
        (clean(title), VERDICTS[plan.verdict] + on_the_edge(plan), trust_of(plan.trust), _holds(sure))
        for title, plan, sure in [*plans, *roads]
    )
    _table(
        console, f"{clean(found.title)}, {found.as_of}", ("plan", "verdict", "trust asked", "holds in"), rows, left=2
    )
    _show_learning(console, found)
    if found.unassessed:
        console.print(clean(wording.opening(f"{found.unassessed}.")))
    elif found.made.ordered:
        console.print()
        ordered(console, case, found.made, drawn=True)


def _show_learning(console: Console, found: Findings) -> None:
    """The initial trust that plans ask, and how often it is met; nothing where the case states nobody's sincerity."""
    shown = [(p.title, f"plan:{p.plan}", p) for p in found.plans]
    shown += [(f"Roadmap: {r.title}", f"deal:{r.deal}", r.shown) for r in found.roadmaps if r.shown]
    rows = []
    for title, key, plan in shown:
        sure = found.sureness.get(key)
        if plan.learning is not None:
            enough = {True: "yes", False: "no", None: "not known"}[plan.learning.enough]
            share = "-" if sure is None else share_of(sure.believed)
            rows.append((clean(title), enough, trust_of(plan.learning.trust), share))
    if rows:
        console.print()
        head = ("plan", "enough belief", "trust at the start", "holds and believed in")
        _table(console, "With what is learned on the way", head, rows, left=2)


def _holds(sure: Sureness | None) -> str:
    return "-" if sure is None else f"{wording.percent(sure.holds)} of {sure.draws} draws"
