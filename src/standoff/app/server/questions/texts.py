"""What a case rests on: `check`, `search`, `unread` and `quote`; all that it cites, and words selected in a source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question
from standoff.app.server.refused import RefusedError

if TYPE_CHECKING:
    from standoff.case.reading.sources import Library

__all__ = ["TEXTS"]


def _check(asked: Asked) -> object:
    from standoff.analysis.headed import headed
    from standoff.formats.checking import checked_case
    from standoff.results.documents.case import check_document

    subject = asked.subject
    assert subject.reading is not None
    found = checked_case(
        subject.reading,
        subject.home,
        asked.options["strict"],
        subject.over.as_of,
        subject.over.view,
        subject.over.values,
    )
    document = check_document(found.title, found.as_of, found.problems, found.coverage, found.notes)
    return document if found.position is None else headed(document, found.position)


def _search(asked: Asked) -> object:
    from standoff.analysis.search.query import asked as query
    from standoff.analysis.search.search import search
    from standoff.results.documents.search import search_document

    o = asked.options
    words = query(list(_words(o["words"])))
    found = search(asked.subject.file, words, o["source"], None if o["all"] else o["limit"], *_kept(asked))
    return search_document(*_head(asked), found)


def _words(given: tuple[str, ...] | None) -> tuple[str, ...]:
    if not given:
        raise RefusedError(400, "which words? `words` says so", where="words")
    return given


def _unread(asked: Asked) -> object:
    from standoff.analysis.search.unread import unread_of
    from standoff.results.documents.search import unread_document

    o = asked.options
    return asked.told(unread_document, unread_of(asked.case, asked.subject.file, o["source"], *_kept(asked)))


def _quote(asked: Asked) -> object:
    from standoff.analysis.quotes import quote_for
    from standoff.results.documents.quotes import quote_document

    o = asked.options
    case = asked.case if o["for"] else (asked.subject.at.case if asked.subject.at else None)
    found = quote_for(case, asked.subject.sources, o["words"], o["source"], o["for"], o["supports"])
    return quote_document(*_head(asked), found)


def _kept(asked: Asked) -> tuple[bool, Library | None]:
    """Whether an index of the texts is kept, and the texts where they are those on the desk."""
    return asked.options["keep"], asked.subject.library


def _coverage(asked: Asked) -> object:
    from standoff.analysis.cited.grounds import grounds

    return grounds(asked.subject.cited)


def _hanging(asked: Asked) -> object:
    from standoff.analysis.cited.hanging import hanging

    return hanging(asked.case, asked.options["plan"], asked.progress, asked.by)


def _turning(asked: Asked) -> object:
    from standoff.analysis.cited.hanging import turning

    return turning(asked.case, asked.options["number"], asked.options["plan"], asked.progress)


def _selection(asked: Asked) -> object:
    from standoff.analysis.cited.selecting import selected

    o = asked.options
    cited = asked.subject.cited
    if (o["start"] is None) != (o["end"] is None):
        raise RefusedError(400, "`start` and `end` belong together", where="end")
    return selected(
        cited.case,
        cited.library,
        o["source"],
        o["words"],
        None if o["start"] is None else (o["start"], o["end"]),
        number=o["number"],
        supports=o["supports"],
        grade=o["grade"],
        contradicts=o["contradicts"],
    )


def _head(asked: Asked) -> tuple[str | None, str | None]:
    """The title and the date of the case, if it loads: sources can be looked into even where it does not."""
    at = asked.subject.at
    return (at.case.title, at.case.as_of.isoformat()) if at else (None, None)


TEXTS: Mapping[str, Question] = {
    "check": Question({"strict": options.flag()}, _check, unsound=True, itself=True),
    "search": Question(
        {
            "words": options.texts(),
            "source": options.text(),
            "limit": options.whole(20, 1),
            "keep": options.flag(True),
            "all": options.flag(),
        },
        _search,
        unsound=True,
    ),
    "unread": Question({"source": options.text(), "keep": options.flag(True)}, _unread),
    "quote": Question(
        {
            "words": options.text(),
            "source": options.text(),
            "for": options.text(),
            "supports": options.text(),
        },
        _quote,
        unsound=True,
    ),
    "coverage": Question({}, _coverage, unsound=True),
    "hanging": Question({"plan": options.text()}, _hanging, long=True),
    "turning": Question({"plan": options.text(), "number": options.text()}, _turning, long=True),
    "selection": Question(
        {
            "source": options.text(),
            "words": options.text(),
            "start": options.whole(None, 0),
            "end": options.whole(None, 0),
            "number": options.text(),
            "supports": options.text(),
            "grade": options.text(),
            "contradicts": options.flag(),
        },
        _selection,
        unsound=True,
    ),
}
