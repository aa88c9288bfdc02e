"""Would this plan hold, which is the best, and what would mend it: `assess`, `roadmap`, `deals`, `remedies`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question

__all__ = ["PLANS", "QUICK", "fewer_draws"]

QUICK = 200
"""Draws that are looked at first, as they take a sixth of a second at most."""


def fewer_draws(asked: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The same without draws, and with few of them, before it is asked with many.

    >>> [one["draws"] for one in fewer_draws({"draws": 2000})], fewer_draws({"draws": 0})
    ([0, 200], [])
    """
    return [{**asked, "draws": draws} for draws in (0, QUICK) if draws < asked["draws"]]


def _assess(asked: Asked) -> object:
    from standoff.analysis.plans import assess_with_readings
    from standoff.results.documents.assessment import assess_document

    found = assess_with_readings(asked.case, **asked.options, progress=asked.progress, by=asked.by)
    return asked.told(lambda title, as_of, found: assess_document(title, as_of, *found), found)


def _roadmap(asked: Asked) -> object:
    from standoff.analysis.answer.chosen import roadmap
    from standoff.results.documents.roadmap import roadmap_document

    others = dict(asked.options)
    deal = others.pop("deal")
    found = roadmap(asked.case, deal, asked.progress, **others, by=asked.by)
    return asked.told(roadmap_document, found)


def _deals(asked: Asked) -> object:
    from standoff.analysis.answer.odds import deals
    from standoff.results.documents.frontier import deals_document

    return asked.told(deals_document, deals(asked.case, **asked.options, progress=asked.progress, by=asked.by))


def _remedies(asked: Asked) -> object:
    from standoff.analysis.remedies import remedies
    from standoff.results.documents.remedies import remedies_document

    o = asked.options
    found = remedies(asked.case, o["plan"], o["deal"], asked.progress, o["trust_at_most"], o["pairs"], by=asked.by)
    return asked.told(remedies_document, found)


DRAWS = options.whole(200, 0, 100_000)
SEED = options.whole(1, 0)

PLANS: Mapping[str, Question] = {
    "assess": Question(
        {
            "plan": options.text(),
            "phases": options.steps(),
            "between": options.flag(),
            "draws": options.whole(0, 0, 100_000),
            "seed": SEED,
        },
        _assess,
        before=fewer_draws,
    ),
    "roadmap": Question(
        {
            "deal": options.texts(),
            "objective": options.text("least-trust"),
            "trust_at_most": options.share(None),
            "time_limit": options.number(10.0, 0),
            "between": options.flag(),
            "draws": DRAWS,
            "seed": SEED,
        },
        _roadmap,
        long=True,
    ),
    "deals": Question(
        {
            "within": options.text(None),
            "limit": options.whole(20, 1, 1000),
            "draws": options.whole(0, 0, 100_000),
            "seed": SEED,
        },
        _deals,
        long=True,
    ),
    "remedies": Question(
        {
            "plan": options.text(None),
            "deal": options.text(None),
            "trust_at_most": options.share(None),
            "pairs": options.flag(True),
        },
        _remedies,
        long=True,
    ),
}
