"""Questions over HTTP: read, handed to whoever works on them, and told as they come in, until nobody wants them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from standoff.app.server.bodies import object_of
from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Question
from standoff.app.server.questions.table import QUESTIONS
from standoff.app.server.questions.two import NAMED
from standoff.app.server.refused import RefusedError
from standoff.app.server.sides import DESK, side_named
from standoff.app.server.streams import EventStream, unless_gone
from standoff.app.server.work.doing import Order
from standoff.app.server.work.processes import Processes
from standoff.app.server.work.threads import Threads
from standoff.errors import did_you_mean
from standoff.over import Over

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from standoff.app.server.opened import Cases, Opened

__all__ = ["Asking"]

OVER = {"as_of": options.text(None), "view": options.text(None), "set": options.values()}
"""What can be put over the case of any question."""

ABOUT = {"window": options.text(), "slot": options.text()}
"""Who asks, and for which place of the page: a new question for it takes the place of the former."""


@dataclass(frozen=True)
class _Read:
    """A question as it was read."""

    verb: str
    question: Question
    options: Mapping[str, Any]
    over: Over
    edits: Any
    place: tuple[str, str, str] | None


class _Running:
    """A question that is worked on, or is about to be."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.told: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.unwanted = False
        self.end: Callable[[], None] = lambda: None

    def emit(self, kind: str, text: str) -> None:
        """Told from another thread."""
        with suppress(RuntimeError):  # the server is ending
            self.loop.call_soon_threadsafe(self.told.put_nowait, (kind, text))

    def cancel(self) -> None:
        """Nobody wants the answer any more."""
        self.unwanted = True
        self.end()

    async def events(self) -> AsyncIterator[tuple[str, str]]:
        """What is told of it, to the end."""
        while True:
            kind, text = await self.told.get()
            yield kind, text
            if kind in ("done", "error"):
                return


class Asking:
    """Answers questions about the cases that are open."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        self.threads, self.processes = Threads(), Processes()
        self.running: set[_Running] = set()
        self.places: dict[tuple[str, str, str], _Running] = {}

    def stop(self) -> None:
        """Give up all questions."""
        for running in tuple(self.running):
            running.cancel()

    def close(self) -> None:
        """Give up everything, and end whoever works."""
        self.stop()
        self.threads.close()
        self.processes.close()

    async def answer(self, request: Request) -> ASGIApp:
        """The answer to a question: a document, or events to who asks for a stream."""
        from starlette.responses import Response

        case = self.cases.get(request.query_params.get("case"))
        verb = request.path_params["verb"].strip("/").replace("/", " ")
        read = _read(case.id, verb, await object_of(request))
        watched = "text/event-stream" in request.headers.get("accept", "")
        running = await self._begin(case, read, watched)
        if watched:
            return EventStream(running.events(), lambda: self._over(running, read))
        try:
            found = await unless_gone(request.receive, _last(running))
        finally:
            self._over(running, read)
        kind, text = found or ("error", '{"status": 499}')
        if kind == "done":
            return Response(text, media_type="application/json")
        document = json.loads(text)
        status = document.pop("status")
        return Response(json.dumps(document, ensure_ascii=False), status, media_type="application/json")

    async def page(self, request: Request) -> ASGIApp:
        """The brief, as a page of its own: it may show what is in it and run nothing."""
        from starlette.responses import Response

        case = self.cases.get(request.query_params.get("case"))
        given: dict[str, Any] = {key: value for key, value in request.query_params.items() if key != "case"}
        for name in ("draws", "seed"):
            with suppress(ValueError, KeyError):
                given[name] = int(given[name])
        values = request.query_params.getlist("set")
        read = _read(case.id, "brief", given | ({"set": values} if values else {}))
        running = await self._begin(case, read, watched=False)
        try:
            found = await unless_gone(request.receive, _last(running))
        finally:
            self._over(running, read)
        kind, text = found or ("error", "{}")
        if kind != "done":
            error = json.loads(text)
            said = error.get("error", {})
            raise RefusedError(error.get("status", 499), said.get("message", ""), said.get("hint", ""))
        return Response(text, media_type="text/html", headers={"content-security-policy": BRIEF})

    # ------------------------------------------------------------------------------------------------------------

    async def _begin(self, case: Opened, read: _Read, watched: bool) -> _Running:
        """Begin with a question, which takes the place of the former for the same place of the page."""
        running = _Running()
        self.running.add(running)
        if read.place is not None:
            former = self.places.get(read.place)
            if former is not None:
                former.cancel()
            self.places[read.place] = running
        try:
            order = await asyncio.to_thread(self._order, case, read, watched)
        except BaseException:
            self._over(running, read)
            raise
        who = self.processes if read.question.long else self.threads
        running.end = who.start(order, read.question, running.emit)
        if running.unwanted:
            running.end()
        return running

    def _order(self, case: Opened, read: _Read, watched: bool) -> Order:
        """The question with the case that it is about; raises what a user can mend."""
        from standoff.case.editing.edit import read_edits

        question = read.question
        edits = read_edits(read.edits) if read.edits is not None else ()
        beside = None
        first, second = read.over, read.over
        named = [read.options.get(name, "") for name in NAMED]
        if question.two and (any(named) or "other" not in read.options):
            subject, beside = (side_named(self.cases, case, name or DESK) for name in named)
            _ = subject.case, beside.case  # each says here what is wrong with it
            return Order(read.verb, read.options, subject, beside, watched)
        if question.two:
            first, second = _both(read)
            other = read.options["other"]
            beside = self._other(case, other, second, edits)
        subject = case.subject(Over() if question.itself else first, edits)
        if question.itself:
            subject = replace(subject, over=read.over)
        if not question.unsound:
            _ = subject.case
        if beside is not None:
            _ = beside.case
        return Order(read.verb, read.options, subject, beside, watched)

    def _other(self, case: Opened, other: str, over: Over, edits: Any) -> Any:
        """The second case: this one otherwise, as it was saved last, or another that is open."""
        if not other:
            return case.subject(over, edits)
        return case.saved(over) if other == SAVED else self.cases.get(other).subject(over)

    def _over(self, running: _Running, read: _Read) -> None:
        running.cancel()
        self.running.discard(running)
        if read.place is not None and self.places.get(read.place) is running:
            del self.places[read.place]


SAVED = "saved"
"""As the other case of a comparison: this one as it was read or saved last."""

BRIEF = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-modals allow-popups allow-popups-to-escape-sandbox"
)
"""What the page of the brief may do: look as it does, print, and open the addresses of its sources."""


def _both(read: _Read) -> tuple[Over, Over]:
    """What is put over the two cases of a comparison: with one case alone, what is put over it makes the second."""
    o = read.options
    more = Over(o["with_as_of"], o["with_view"], o["with_set"])
    if o["other"] or more:
        return read.over, more
    if not read.over:
        raise RefusedError(
            400,
            "compare this case with what?",
            "`other` is the id of another case that is open, or `saved`; or say what is otherwise in this one",
            "other",
        )
    return Over(), read.over


async def _last(running: _Running) -> tuple[str, str]:
    """How a question ends."""
    told = [event async for event in running.events()]
    return told[-1]


def _read(case: str, verb: str, body: Mapping[str, Any]) -> _Read:
    """A question with its options; RefusedError where there is none like it."""
    given = dict(body)
    if verb == "explain" and "what" in given:
        verb = f"explain {given.pop('what')}"
    if verb not in QUESTIONS:
        raise RefusedError(404, f"there is no question `{verb[:80]}`", did_you_mean(verb, QUESTIONS))
    question = QUESTIONS[verb]
    edits = given.pop("edits", None)
    known = {**ABOUT, **OVER, **question.options}
    found = options.read(verb, known, given)
    over = Over(found.pop("as_of"), found.pop("view"), found.pop("set"))
    window, slot = found.pop("window"), found.pop("slot")
    return _Read(verb, question, found, over, edits, (case, window, slot) if slot else None)
