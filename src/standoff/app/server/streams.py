"""Answers that come bit by bit (`text/event-stream`), and what is noticed when nobody listens any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

__all__ = ["EventStream", "unless_gone"]

Result = TypeVar("Result")

BREATH = 15.0
"""Seconds of silence after which a line without meaning is sent, so that a listener who is gone is noticed."""


class EventStream:
    """An answer of events, each a name and JSON on one line or several, until there are no more or nobody listens.

    over: called at the end, whichever it is.
    """

    def __init__(self, events: AsyncIterator[tuple[str, str]], over: Callable[[], None] = lambda: None) -> None:
        self.events, self.over = events, over

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send them."""
        try:
            headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            if await unless_gone(receive, self._send(send)) is not None:
                await send({"type": "http.response.body", "body": b""})
        except OSError:
            pass  # who listened is gone
        finally:
            self.over()

    async def _send(self, send: Send) -> bool:
        coming: asyncio.Task[tuple[str, str]] | None = None
        try:
            while True:
                coming = coming or asyncio.ensure_future(anext(self.events))
                done, _ = await asyncio.wait([coming], timeout=BREATH)
                if done:
                    name, text = coming.result()
                    coming = None
                    lines = "".join(f"data: {line}\n" for line in text.split("\n"))
                    body = f"event: {name}\n{lines}\n"
                else:
                    body = ": \n\n"
                await send({"type": "http.response.body", "body": body.encode("utf-8"), "more_body": True})
        except StopAsyncIteration:
            return True
        finally:
            if coming is not None:
                coming.cancel()
                with suppress(asyncio.CancelledError, StopAsyncIteration):
                    await coming


async def unless_gone(receive: Receive, work: Awaitable[Result]) -> Result | None:
    """What work comes to; None where who asked is gone before, and the work is then given up."""
    working = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait([working, gone], return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, gone):
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _gone(receive: Receive) -> None:
    message: Any = {}
    while message.get("type") != "http.disconnect":
        message = await receive()
