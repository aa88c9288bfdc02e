"""What draws on all questions: the verbs `answer`, `run` and `timeline`, and the brief, which prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question

if TYPE_CHECKING:
    from standoff.results.records.run import Findings

__all__ = ["EVERYTHING", "brief"]


def _answer(asked: Asked) -> object:
    from standoff.analysis.answer.answer import answer
    from standoff.results.documents.answer import answer_document

    found = answer(asked.case, asked.options["draws"], asked.options["seed"], asked.progress, asked.by)
    return asked.told(answer_document, found)


def _timeline(asked: Asked) -> object:
    from standoff.analysis.history.timeline import timeline
    from standoff.results.documents.history import timeline_document

    found = timeline(asked.case, asked.options["draws"], asked.options["seed"], asked.progress, asked.by)
    return asked.told(timeline_document, found)


def _run(asked: Asked) -> object:
    from standoff.results.documents.run import run_document

    return run_document(_findings(asked))


def _findings(asked: Asked) -> Findings:
    from standoff.analysis.run import run_at
    from standoff.case.view_files import readable_views

    at, o = asked.subject.position, asked.options
    views = [] if at.view else readable_views(asked.subject.home)[0]
    return run_at(at, o["draws"], o["seed"], asked.progress, asked.by, o["sampling"], views)


def brief(asked: Asked) -> str:
    """The brief of the case, as `standoff run` writes it, or of it the one page that stands first: HTML."""
    import shlex

    from standoff.case.reading.sources import read_library
    from standoff.views.brief import page

    subject, o = asked.subject, asked.options
    findings = _findings(asked)
    words = ["standoff", "run", subject.home.name or str(subject.home), "--draws", o["draws"], "--seed", o["seed"]]
    command = f"{shlex.join(map(str, words))}{subject.over.options}"
    return page.render(
        asked.case,
        findings,
        sources=read_library(subject.home).entries or {},
        command=command,
        annex=o["page"] != "one",
    )


_DRAWN = {
    "draws": options.whole(200, 0, 100_000),
    "seed": options.whole(1, 0),
}

_RUN = {**_DRAWN, "sampling": options.text("latin")}

EVERYTHING: Mapping[str, Question] = {
    "answer": Question(
        {"draws": options.whole(2000, 2, 100_000), "seed": options.whole(1, 0)}, _answer, long=True, kept=True
    ),
    "run": Question(_RUN, _run, long=True, kept=True),
    "brief": Question({**_RUN, "page": options.choice("all", "all", "one")}, brief, long=True, kept=True, page=True),
    "timeline": Question(_DRAWN, _timeline, long=True),
}
