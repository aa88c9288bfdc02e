"""Every address that there is, and what answers there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from standoff.app.server.asking import Asking
from standoff.app.server.bodies import LARGEST, LARGEST_TEXT, bytes_of, object_of
from standoff.app.server.desks import DEEDS, differences
from standoff.app.server.elsewhere import elsewhere
from standoff.app.server.events import Events
from standoff.app.server.opened import Cases, Opened
from standoff.app.server.pages import FILES, page
from standoff.app.server.refused import RefusedError, told
from standoff.app.server.shelf import NewSource, add, opened_source, sources
from standoff.app.server.who import Gate, Keys
from standoff.results.documents.document import dumps

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Application"]

Handler = Callable[["Request"], Awaitable["ASGIApp"]]

JSON = "application/json"


class Application:
    """All that answers: behind the gate, the pages, the cases, and the questions about them."""

    def __init__(self, cases: Cases, keys: Keys) -> None:
        self.cases = cases
        self.asking = Asking(cases)
        self.events = Events()
        self.loop: asyncio.AbstractEventLoop | None = None
        get: dict[str, Handler] = {
            **dict.fromkeys(FILES, self._page),
            "/api/cases": self._cases,
            "/api/case": self._case,
            "/api/diff": self._differences,
            "/api/outside": self._elsewhere,
            "/api/events": self._events,
            "/api/brief": self.asking.page,
            "/api/sources": self._sources,
            "/api/sources/{source}": self._source,
        }
        post: dict[str, Handler] = {
            **{f"/api/{deed}": self._deed for deed in DEEDS},
            "/api/sources": self._new_source,
            "/api/{verb:path}": self.asking.answer,
        }
        routes = [
            *(Route(path, _Answering(handler), methods=["GET"]) for path, handler in get.items()),
            *(Route(path, _Answering(handler), methods=["POST"]) for path, handler in post.items()),
            Route("/{path:path}", _Answering(_nothing), methods=["GET", "POST"]),
        ]
        self.app = Gate(Starlette(routes=routes), keys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        self.loop = asyncio.get_running_loop()
        await self.app(scope, receive, send)

    def stop(self) -> None:
        """End what would go on for long, so that the server can end; any thread may."""
        if self.loop is not None:
            with suppress(RuntimeError):  # it has ended
                self.loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        self.events.close()
        self.asking.stop()

    def close(self) -> None:
        """Give up all work, and give the cases back."""
        self.asking.close()
        self.cases.close()

    # ----------------------------------------------------------------------------------------------------- answers

    def _opened(self, request: Request) -> Opened:
        return self.cases.get(request.query_params.get("case"))

    async def _page(self, request: Request) -> ASGIApp:
        found = page(request.url.path)
        if found is None:
            raise RefusedError(404, "there is no such page")
        return Response(found[0], media_type=found[1])

    async def _cases(self, request: Request) -> ASGIApp:
        def listed() -> str:
            return dumps([{"id": one.id, "title": one.title, "folder": str(one.folder)} for one in self.cases])

        return Response(await asyncio.to_thread(listed), media_type=JSON)

    async def _case(self, request: Request) -> ASGIApp:
        text = await asyncio.to_thread(lambda: dumps(self._opened(request).state()))
        # What long questions need is started once the page has what it shows first.
        asyncio.get_running_loop().call_later(1.0, self.asking.processes.ready)
        return Response(text, media_type=JSON)

    async def _differences(self, request: Request) -> ASGIApp:
        text = await asyncio.to_thread(lambda: dumps(differences(self._opened(request))))
        return Response(text, media_type=JSON)

    async def _elsewhere(self, request: Request) -> ASGIApp:
        text = await asyncio.to_thread(lambda: dumps(elsewhere(self._opened(request))))
        return Response(text, media_type=JSON)

    async def _events(self, request: Request) -> ASGIApp:
        return self.events.stream(self._opened(request))

    async def _sources(self, request: Request) -> ASGIApp:
        text = await asyncio.to_thread(lambda: dumps(sources(self._opened(request))))
        return Response(text, media_type=JSON)

    async def _source(self, request: Request) -> ASGIApp:
        case, source = self._opened(request), request.path_params["source"]
        known = request.query_params.get("known", "")
        text = await asyncio.to_thread(lambda: dumps(opened_source(case, source, known)))
        return Response(text, media_type=JSON)

    async def _new_source(self, request: Request) -> ASGIApp:
        case, query = self._opened(request), request.query_params
        new = NewSource.read(query, await bytes_of(request, LARGEST_TEXT))
        return await _done(case, lambda: add(case, new), query.get("window", ""))

    async def _deed(self, request: Request) -> ASGIApp:
        case, name = self._opened(request), request.url.path.removeprefix("/api/")
        body = await object_of(request, LARGEST_TEXT if name == "source" else LARGEST)
        return await _done(case, lambda: DEEDS[name](case, body), str(body.get("window", "")), name == "save")


async def _done(case: Opened, deed: Callable[[], None], window: str, always: bool = False) -> ASGIApp:
    """Do something at a desk, and tell all windows of it; always: also where its version is what it was."""

    def do() -> str:
        with case.lock:
            before = case.desk.version
            deed()
            if case.desk.version != before or always:
                case.changed(window)
            return dumps(case.state())

    return Response(await asyncio.to_thread(do), media_type=JSON)


class _Answering:
    """A handler as an ASGI application, whose errors are answers like any other."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        from starlette.requests import Request

        request = Request(scope, receive)
        try:
            answer = await self.handler(request)
        except Exception as error:
            answer = _refused(error)
        await answer(scope, receive, send)


def _refused(error: Exception) -> ASGIApp:
    from starlette.requests import ClientDisconnect

    refused = told(error)
    if refused.status == 500 and not isinstance(error, ClientDisconnect):
        import traceback

        traceback.print_exception(error)
    headers: dict[str, Any] = {**refused.headers, "connection": "close"} if refused.status == 413 else refused.headers
    return Response(dumps(refused.document), refused.status, headers, JSON)


async def _nothing(request: Request) -> ASGIApp:
    raise RefusedError(404, "there is nothing at this address")
