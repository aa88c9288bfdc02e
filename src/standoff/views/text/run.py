"""A run in a few lines, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.results.sentences import headlines, wording
from standoff.results.sentences.wording import titled
from standoff.views.text.terminal import ordered, share_of, trust_of, verdict_of

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.run import Findings
    from standoff.results.records.sureness import Sureness
    from standoff.views.text.page import Page

__all__ = ["show_findings"]


def show_findings(page: Page, case: Case, found: Findings) -> None:
    """A run in a few lines; the brief has the rest."""
    plans = [(titled(p.title)[1:-1], p, found.sureness.get(f"plan:{p.plan}")) for p in found.plans]
    plans += [
        (f"Roadmap: {titled(r.title)[1:-1]}", r.shown, found.sureness.get(f"deal:{r.deal}"))
        for r in found.roadmaps
        if r.shown
    ]
    if found.answer is not None:
        page.say(found.answer.headline, bold=True)
    else:
        page.say(headlines.verdicts([headlines.Demand(plan.title, plan.verdict) for _, plan, _ in plans]), bold=True)
    page.say(wording.opening(f"{found.unassessed}.") if found.unassessed else "")
    if plans:
        rows = (
            (title, verdict_of(plan.verdict, bool(plan.on_edge)), trust_of(plan.trust), _holds(sure))
            for title, plan, sure in plans
        )
        page.space()
        page.table("", ("plan", "verdict", "trust asked", "holds in"), rows, left=2, name="plans and deals")
    _show_learning(page, found)
    if not found.unassessed:
        ordered(page, case, found.made, drawn=True)


def _show_learning(page: Page, found: Findings) -> None:
    """The initial trust that plans ask, and how often it is met; nothing where the case states nobody's sincerity."""
    shown = [(titled(p.title)[1:-1], f"plan:{p.plan}", p) for p in found.plans]
    shown += [(f"Roadmap: {titled(r.title)[1:-1]}", f"deal:{r.deal}", r.shown) for r in found.roadmaps if r.shown]
    rows = []
    for title, key, plan in shown:
        sure = found.sureness.get(key)
        if plan.learning is not None:
            enough = {True: "yes", False: "no", None: "not known"}[plan.learning.enough]
            share = "-" if sure is None else share_of(sure.believed)
            rows.append((title, enough, trust_of(plan.learning.trust), share))
    if rows:
        page.space()
        head = ("plan", "enough belief", "trust at the start", "holds and believed in")
        page.table("With what is learned on the way", head, rows, left=2)


def _holds(sure: Sureness | None) -> str:
    return "-" if sure is None else f"{wording.percent(sure.holds)} of {sure.draws} draws"
