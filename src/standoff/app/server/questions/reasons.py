"""Where are we, and why: the verbs `stable`, `explain row`, `explain state`, `explain ways` and `inverse`."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question
from standoff.errors import UsageError

__all__ = ["REASONS"]


def _stable(asked: Asked) -> object:
    from standoff.analysis.sureness.now import stable_and_often
    from standoff.results.documents.stability import stable_document

    o = asked.options
    found = stable_and_often(
        asked.case,
        o["limit"],
        o["all"],
        asked.progress,
        asked=o["concept"] or (),
        coalition=o["coalition"],
        state=o["state"],
        time_limit=o["time_limit"],
        draws=o["draws"],
        seed=o["seed"],
        of="all" if o["all"] else "listed",
        seen_by=asked.subject.position.party,
        by=asked.by,
    )
    return asked.told(lambda title, as_of, found: stable_document(title, as_of, *found), found)


def _row(asked: Asked) -> object:
    from standoff.analysis.reasons.ledger import explain
    from standoff.results.documents.ledger import explain_document

    o = asked.options
    if o["phase"] is None:
        raise UsageError("at the start of which phase? `phase` 1 is the first")
    if not o["party"]:
        raise UsageError("whose row? `party` says so")
    found = explain(asked.case, o["phase"], o["party"], plan=o["plan"], deal=o["deal"], progress=asked.progress)
    return asked.told(explain_document, found)


def _state(asked: Asked) -> object:
    from standoff.analysis.reasons.witness import explain_state
    from standoff.results.documents.reasons import reasons_document

    o = asked.options
    found = explain_state(asked.case, o["state"] or "now", o["party"], o["concept"], o["all"], asked.progress)
    return asked.told(reasons_document, found)


def _ways(asked: Asked) -> object:
    from standoff.analysis.reasons.paths import ways
    from standoff.results.documents.reasons import ways_document

    o = asked.options
    found = ways(asked.case, o["from"] or "now", o["to"], o["concept"], o["limit"], asked.progress)
    return asked.told(ways_document, found)


def _inverse(asked: Asked) -> object:
    from standoff.analysis.reasons.inverse import inverse
    from standoff.results.documents.reasons import inverse_document

    o = asked.options
    if not o["state"]:
        raise UsageError("which state should be stable? `state` says so; `now` is the present one")
    found = inverse(asked.case, o["state"], o["party"], o["concept"], o["limit"], asked.progress)
    return asked.told(inverse_document, found)


REASONS: Mapping[str, Question] = {
    "stable": Question(
        {
            "limit": options.whole(1000, 0),
            "state": options.names(None),
            "concept": options.texts(),
            "coalition": options.names(()),
            "time_limit": options.number(60.0, 0),
            "draws": options.whole(0, 0, 100_000),
            "seed": options.whole(1, 0),
            "all": options.flag(),
        },
        _stable,
        long=True,
    ),
    "explain row": Question(
        {
            "plan": options.text(),
            "deal": options.text(),
            "phase": options.whole(None, -(10**6)),
            "party": options.text(),
        },
        _row,
    ),
    "explain state": Question(
        {
            "state": options.text("now"),
            "party": options.text(),
            "concept": options.text(),
            "all": options.flag(),
        },
        _state,
        long=True,
    ),
    "explain ways": Question(
        {
            "from": options.text("now"),
            "to": options.text(),
            "concept": options.text(),
            "limit": options.whole(10, 0),
        },
        _ways,
        long=True,
    ),
    "inverse": Question(
        {
            "state": options.text(),
            "party": options.text(),
            "concept": options.text("seq"),
            "limit": options.whole(5, 1),
        },
        _inverse,
        long=True,
    ),
}
