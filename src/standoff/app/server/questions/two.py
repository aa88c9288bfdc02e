"""What do two cases differ in, and does it matter: the verb `compare`."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question

__all__ = ["TWO"]


def _compare(asked: Asked) -> object:
    from standoff.analysis.comparison.compare import compare
    from standoff.case.matching.match import match_between, read_match
    from standoff.results.documents.comparison import compare_document

    assert asked.beside is not None
    a, b, o = asked.subject.position, asked.beside.position, asked.options
    beside = match_between(asked.subject.home, asked.beside.home)
    found = compare(
        a.case,
        b.case,
        o["plan"],
        match=None if beside is None else read_match(beside[0], a.case, b.case, beside[1]),
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
    )
}
