"""Method: how it was made, what to beware of, and how to make it again."""

from __future__ import annotations

from standoff.results.records.made import Made
from standoff.views.brief.telling import Section, Shown, Told, bound

__all__ = ["SECTION", "view"]


def view(told: Told) -> Shown:
    """How it was made, what the words mean, what to beware of, and how to make it again."""
    made = told.findings.made
    return {
        "made": _made(made),
        "stability": _made(told.findings.stable.made),
        "searches": [(one.title, one.roadmap.made.method, bound(one.roadmap)) for one in told.deals if one.roadmap],
        "command": told.command,
        "bounds": [one.title for one in told.judged if one.plan and not one.plan.made.exact],
        "unassessed": told.unassessed,
        "from_orders": told.from_orders,
    }


def _made(made: Made) -> Shown:
    return {
        "version": made.version,
        "method": made.method,
        "exact": made.exact,
        "note": made.note,
        "seed": "none" if made.seed is None else str(made.seed),
        "draws": "none" if made.draws is None else f"{made.draws:,}",
    }


SECTION = Section(120, "method", "Method, limits and how to reproduce", view)
