"""How sure: which numbers flip a verdict, what is worth finding out, and what a party would rather have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question
from standoff.app.server.questions.plans import QUICK

__all__ = ["SURE"]


def _numbers(asked: Asked) -> object:
    from standoff.analysis.sureness.numbers import numbers
    from standoff.results.documents.numbers import numbers_document

    return asked.told(numbers_document, numbers(asked.case, **asked.options, progress=asked.progress, by=asked.by))


def _without_drivers(asked: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The same with few draws, and without what drives the verdict, which takes longest.

    >>> few, many = _without_drivers({"draws": 2000, "drives": True})
    >>> few, many
    ({'draws': 200, 'drives': False}, {'draws': 2000, 'drives': False})
    """
    few = [{**asked, "draws": QUICK, "drives": False}] * (asked["draws"] > QUICK)
    return [*few, {**asked, "drives": False}] if asked["drives"] else few


def _flip(asked: Asked) -> object:
    from standoff.analysis.sureness.flips import flip
    from standoff.results.documents.sureness import flip_document

    return asked.told(flip_document, flip(asked.case, **asked.options, progress=asked.progress, by=asked.by))


def _needs(asked: Asked) -> object:
    from standoff.analysis.sureness.information import needs
    from standoff.results.documents.sureness import needs_document

    return asked.told(needs_document, needs(asked.case, **asked.options, progress=asked.progress, by=asked.by))


def _ask(asked: Asked) -> object:
    from standoff.analysis.asking.ask import ask
    from standoff.results.documents.asking import ask_document

    return asked.told(ask_document, ask(asked.case, **asked.options, progress=asked.progress))


SURE: Mapping[str, Question] = {
    "ask": Question(
        {
            "party": options.text(),
            "answers": options.groups(),
            "plan": options.text(None),
            "deal": options.text(None),
            "draws": options.whole(2_000, 200, 100_000),
            "seed": options.whole(1, 0),
        },
        _ask,
    ),
    "numbers": Question(
        {
            "plan": options.text(),
            "phases": options.steps(),
            "draws": options.whole(2_000, 0, 100_000),
            "seed": options.whole(1, 0),
            "tried": options.typed(),
            "only": options.texts(),
            "drives": options.flag(True),
        },
        _numbers,
        before=_without_drivers,
    ),
    "flip": Question(
        {
            "plan": options.text(None),
            "deal": options.text(None),
            "trust_at_most": options.share(None),
            "seed": options.whole(1, 0),
        },
        _flip,
        long=True,
    ),
    "needs": Question(
        {
            "plan": options.text(None),
            "deal": options.text(None),
            "trust": options.share(0.5),
            "draws": options.whole(20_000, 100, 1_000_000),
            "seed": options.whole(1, 0),
        },
        _needs,
        long=True,
    ),
}
