"""The small figures of the brief: shares of draws, a spread, and who walks out when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from standoff.results.records.assessment import Assessment
from standoff.results.records.sureness import Sureness
from standoff.views.brief.figures.drawing import MARKS, diamond, fit, stance, svg, tag, text, width_of
from standoff.views.brief.words import asked, called, count, percent

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["grid", "shares", "spread"]


def shares(key: str, sure: Sureness, title: str) -> Markup:
    """How often a plan holds, breaks and is refused, as one bar; told apart by fill and order, not colour alone."""
    width, height, x = 240.0, 16.0, 0.0
    drawn: list[Markup] = []
    for verdict in ("holds", "breaks", "refused"):
        share = getattr(sure, verdict)
        if share > 0:
            drawn.append(tag("rect", x=x, y=0.5, width=share * width, height=height - 1, class_=f"bar {verdict}"))
            if verdict == "breaks":
                drawn.extend(_hatch(x, share * width, height))
        x += share * width
    desc = f"Holds in {percent(sure.holds)}, breaks in {percent(sure.breaks)}, is refused in {percent(sure.refused)}."
    return svg(key, (width, height), title, desc, drawn, "shares")


def _hatch(x: float, width: float, height: float) -> list[Markup]:
    steps = int((width - height) // 7) + 1 if width > height else 0
    return [
        tag("path", d=f"M{x + 7 * k:.4g} {height - 1:.4g}l{height - 2:.4g} {2 - height:.4g}", class_="hatch")
        for k in range(steps)
    ]


def spread(key: str, trust: tuple[float, float, float], title: str) -> Markup:
    """The 10th, 50th and 90th percentile of the trust asked on a scale from 0 to 100 %."""
    low, middle, high = (8 + 184 * share for share in trust)
    drawn = [
        tag("path", d="M8 11H192M8 7V15M100 8V14M192 7V15", class_="axis"),
        tag("path", d=f"M{low:.4g} 11H{high:.4g}", class_="reach"),
        diamond("much")(middle, 11, 5),
    ]
    low_end, in_the_middle, high_end = (asked(share) for share in trust)
    desc = f"{in_the_middle} in the middle; {low_end} to {high_end} in eight of ten draws in which it holds."
    return svg(key, (200, 22), title, desc, drawn, "spread")


def grid(key: str, case: Case, plan: Assessment, title: str) -> Markup:
    """Who walks out when: a row per party, a column per phase, a mark by shape in each cell."""
    parties = [party for party in case.parties if any(row.party == party for row in plan.rows)]
    phases = len(plan.phases) + 1
    names = [fit(called(case, party), 84, 11) for party in parties]
    left = max((width_of(name, 11) for name in names), default=0.0) + 8
    cell, line, top = (24.0 if phases < 9 else 16.0), 19.0, 18.0
    rows = {(row.phase, row.party): row for row in plan.rows}
    heads = [str(k) for k in range(1, phases)] + ["end"]
    drawn = [text(left + cell * (k + 0.5), 12, head, "small middle") for k, head in enumerate(heads)]
    for r, party in enumerate(parties):
        y = top + line * r
        drawn.append(text(left - 6, y + 13, names[r], "small end"))
        for k in range(1, phases + 1):
            row = rows.get((k, party))
            kind = stance(row) if row else "nothing"
            x = left + cell * (k - 1) + 1
            drawn.append(tag("rect", x=x, y=y + 1, width=cell - 2, height=line - 2, class_=f"cell {kind}"))
            drawn.append(MARKS[kind](left + cell * (k - 0.5), y + line / 2, 4.5))
    desc = _grid_in_words(case, plan, parties)
    return svg(key, (left + cell * phases + 2, top + line * len(parties) + 2), title, desc, drawn, "grid")


def _grid_in_words(case: Case, plan: Assessment, parties: Sequence[str]) -> str:
    walks = [(called(case, row.party), row.phase) for row in plan.rows if stance(row) == "walks"]
    if not walks:
        return f"None of the {count(len(parties), 'party', 'parties')} walks out at any phase."
    told = ", ".join(f"{name} at {_phase(phase, plan)}" for name, phase in walks)
    return f"Walking out pays for {told}."


def _phase(phase: int, plan: Assessment) -> str:
    return f"phase {phase}" if phase <= len(plan.phases) else "the end"
