"""How sure: which numbers flip a verdict, and what is worth finding out; the verbs `flip` and `needs`."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question

__all__ = ["SURE"]


def _flip(asked: Asked) -> object:
    from standoff.analysis.sureness.flips import flip
    from standoff.results.documents.sureness import flip_document

    return asked.told(flip_document, flip(asked.case, **asked.options, progress=asked.progress, by=asked.by))


def _needs(asked: Asked) -> object:
    from standoff.analysis.sureness.information import needs
    from standoff.results.documents.sureness import needs_document

    return asked.told(needs_document, needs(asked.case, **asked.options, progress=asked.progress, by=asked.by))


SURE: Mapping[str, Question] = {
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
