"""A question asked, wherever it is worked on: what is told meanwhile, and how it is ended before its time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, Literal

from standoff.app.server.questions.asked import Asked, Question, Subject
from standoff.app.server.refused import RefusedError, told

__all__ = ["CancelledError", "Emit", "Event", "Order", "answered", "cancelled", "refusal"]

Kind = Literal["progress", "partial", "done", "error"]

Event = tuple[Kind, str]
"""What is told of a question: of which kind it is, and its JSON; after `done` and `error` nothing comes."""

Emit = Callable[[Kind, str], None]

SELDOM = 0.1
"""Seconds between two tellings of how far the work has come."""


class CancelledError(Exception):
    """Nobody wants the answer any more."""


@dataclass(frozen=True)
class Order:
    """A question as it is handed to whoever works on it.

    verb: its name in the table. watched: whether anybody is told of partial answers.
    """

    verb: str
    options: Mapping[str, Any]
    subject: Subject
    beside: Subject | None = None
    watched: bool = False


def answered(order: Order, question: Question, emit: Emit, wanted: Callable[[], bool], apart: bool = False) -> None:
    """Ask a question, tell what comes of it, and last the document or the error; nothing raises.

    wanted: whether anybody waits for the answer still. apart: whether this is a process of its own, which may have
    others work with it.
    """
    try:
        with ExitStack() as stack:
            asked = Asked(order.subject, order.options, order.beside, _progress(emit, wanted))
            if order.watched:
                asked = replace(asked, partial=lambda document: emit("partial", _compact(document)))
            if apart:
                asked = replace(asked, by=stack.enter_context(_crew(question, order.subject)))
            for fewer in question.before(order.options) if order.watched else ():
                emit("partial", _written(question, replace(asked, options=fewer), order.watched))
                _go_on(wanted)
            emit("done", _written(question, asked, order.watched))
    except CancelledError:
        emit("error", refusal(cancelled()))
    except BaseException as error:
        refused = told(error)
        if refused.status == 500:
            import traceback

            traceback.print_exc()
        emit("error", refusal(refused))


def _written(question: Question, asked: Asked, watched: bool) -> str:
    """The document as the verb writes it; on few lines where it is one of several."""
    from standoff.results.documents.document import dumps

    found = question.document(asked)
    if question.page:
        return json.dumps({"page": found}) if watched else str(found)
    if watched:
        return _compact(found)
    return dumps(found)


def _compact(document: object) -> str:
    from standoff.results.documents.document import plain

    return json.dumps(plain(document), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _progress(emit: Emit, wanted: Callable[[], bool]) -> Callable[[str, float], None]:
    """Tells how far the work has come, not too often, and ends it where nobody waits for it."""
    last, said = 0.0, ""

    def progress(what: str, share: float) -> None:
        nonlocal last, said
        _go_on(wanted)
        now = time.monotonic()
        if what != said or now - last >= SELDOM:
            last, said = now, what
            emit("progress", json.dumps({"what": what, "share": min(max(share, 0.0), 1.0)}))

    return progress


def _go_on(wanted: Callable[[], bool]) -> None:
    if not wanted():
        raise CancelledError


def _crew(question: Question, subject: Subject) -> Any:
    """Who works on a long question: who would on the command line; and what they find is kept as there."""
    from contextlib import contextmanager

    from standoff.analysis.crews import crew_for

    @contextmanager
    def at_work() -> Any:
        with crew_for(subject.case) as crew:
            # Nothing is written beside a case that is nowhere yet.
            if not question.kept or not subject.file.exists():
                yield crew
                return
            from standoff.analysis.kept.keeping import keeping
            from standoff.analysis.kept.place import FOLDER, place

            with keeping(place(subject.file, FOLDER), crew) as found:
                yield found

    return at_work()


def cancelled() -> RefusedError:
    """What is told to who is not to wait any more."""
    return RefusedError(409, "a newer question took the place of this one", more={"cancelled": True})


def refusal(refused: RefusedError) -> str:
    """An error as it is sent from one process to another: with its status."""
    from standoff.results.documents.document import plain

    return json.dumps({"status": refused.status, **plain(refused.document)}, ensure_ascii=False)
