"""What do two cases differ in, and does it matter: the verb `compare`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question, Subject
from standoff.app.server.questions.plans import QUICK

if TYPE_CHECKING:
    from standoff.case.matching.match import Match

__all__ = ["NAMED", "TWO", "match_of"]

NAMED = {"a": options.text(), "b": options.text()}
"""How the two cases are named, where neither is taken for granted (`standoff.app.server.sides`)."""


def match_of(a: Subject, b: Subject) -> Match | None:
    """What is called otherwise in the second of two cases, as the file beside one of them says."""
    from standoff.case.matching.match import match_between, read_match

    beside = match_between(a.home, b.home)
    return None if beside is None else read_match(beside[0], a.case, b.case, beside[1])


def _few_draws(asked: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The same with few draws; without any, the order of what matters would be another, and be read as the answer."""
    return [{**asked, "draws": QUICK}] if asked["draws"] > QUICK else []


def _compare(asked: Asked) -> object:
    from standoff.analysis.comparison.compare import compare
    from standoff.results.documents.comparison import compare_document

    assert asked.beside is not None
    a, b, o = asked.subject.position, asked.beside.position, asked.options
    found = compare(
        a.case,
        b.case,
        o["plan"],
        match=match_of(asked.subject, asked.beside),
        draws=o["draws"],
        seed=o["seed"],
        average=o["average"],
        said=(a.seen, b.seen),
        progress=asked.progress,
        by=asked.by,
    )
    return compare_document(found)


TWO: Mapping[str, Question] = {
    "compare": Question(
        {
            **NAMED,
            "other": options.text(),
            "with_as_of": options.text(None),
            "with_view": options.text(None),
            "with_set": options.values(),
            "plan": options.text(None),
            "draws": options.whole(200, 0, 100_000),
            "seed": options.whole(1, 0),
            "average": options.flag(),
        },
        _compare,
        long=True,
        two=True,
        before=_few_draws,
    )
}
