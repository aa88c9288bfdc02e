"""Method: how it was made, what to beware of, and how to make it again."""

from __future__ import annotations

from standoff.results.records.made import Made
from standoff.results.sentences.casebook import SHIPPED
from standoff.results.sentences.wording import opening
from standoff.views.brief.counted import counted
from standoff.views.brief.telling import Section, Shown, Told, bound, ended, say
from standoff.views.brief.words import LIKELIHOODS

__all__ = ["SECTION", "view"]


def view(told: Told) -> Shown:
    """How it was made, what the words mean, what to beware of, and how to make it again."""
    made, best = told.findings.made, told.findings.answer.best if told.findings.answer else None
    frontier = told.findings.frontier
    return {
        "in_brief": say("Computed by standoff {} from the case alone. It is not a forecast.", made.version),
        "made": _made(made),
        "stability": _made(told.findings.stable.made),
        "searches": [(one.title, one.roadmap.made.method, bound(one.roadmap)) for one in told.roadmaps if one.roadmap],
        "best": best
        and {
            "candidates": f"{best.candidates:,}",
            "chosen_on": f"{best.chosen_on:,}",
            "judged_on": f"{best.judged_on:,}",
        },
        "frontier": frontier and {"method": frontier.made.method, "note": ended(opening(frontier.made.note))},
        "command": told.command,
        "seen": told.findings.seen,
        "changed": [ended(opening(said)) for said in told.findings.changed],
        "bounds": [one.head for one in told.judged if one.plan and not one.plan.made.exact],
        "unassessed": told.unassessed,
        "from_orders": told.from_orders,
        "kinds": counted(told),
        "words": [(words, probability) for _, words, probability in LIKELIHOODS],
        "remedies": bool(told.findings.mendings),
        "casebook": SHIPPED,
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
