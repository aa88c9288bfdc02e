"""What a browser sends: JSON of a bounded size, which is one object and nothing that JSON is not."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from standoff.app.server.refused import RefusedError

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["LARGEST", "LARGEST_TEXT", "PATIENCE", "bytes_of", "object_of"]

LARGEST = 1_000_000
"""Bytes of what is sent."""

LARGEST_TEXT = 20_000_000
"""Bytes of the text of a source, as it is sent."""

DISCARDED = 2 * LARGEST_TEXT
"""Bytes that are read to their end, so that who sent too much hears of it; of more, nobody hears to the end."""

JSON, FILE = "application/json", "application/octet-stream"

_CALLED = {JSON: "JSON", FILE: "a file"}

PATIENCE = 30.0
"""Seconds in which a body has to arrive."""


async def object_of(request: Request, largest: int = LARGEST) -> dict[str, Any]:
    """The object that a request holds; RefusedError for anything else."""
    return read(await _content(request, largest, JSON))


async def bytes_of(request: Request, largest: int = LARGEST_TEXT) -> bytes:
    """A file that a request holds, as it is; no page of another site can send one."""
    return await _content(request, largest, FILE)


async def _content(request: Request, largest: int, kind: str) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise RefusedError(415, f"only {_CALLED[kind]} is understood here", f"send it as {kind}")
    try:
        return await asyncio.wait_for(_bytes(request, largest), PATIENCE)
    except TimeoutError:
        raise RefusedError(408, f"it did not arrive within {PATIENCE:g} seconds", "send it again") from None


async def _bytes(request: Request, largest: int) -> bytes:
    said = request.headers.get("content-length", "0")
    length = int(said[:20]) if said.isdecimal() else DISCARDED + 1
    if length > DISCARDED:
        raise _too_large(largest)
    found, size = bytearray(), 0
    async for part in request.stream():
        size += len(part)
        if size > DISCARDED:
            break
        if size <= largest:
            found += part
    if size > largest:
        raise _too_large(largest)
    return bytes(found)


def _too_large(largest: int) -> RefusedError:
    return RefusedError(413, f"what was sent is larger than {largest:,} bytes", "send less at once")


def read(content: bytes) -> dict[str, Any]:
    """The object that bytes hold; nothing at all is an empty one.

    >>> read(b'{"plan": "interim"}')
    {'plan': 'interim'}
    """
    if not content.strip():
        return {}
    try:
        text = content.decode("utf-8")
        found = json.loads(text, parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode("utf-8")  # halves of characters are no text
    except (ValueError, RecursionError):
        raise RefusedError(400, "this is no JSON that can be read") from None
    if not isinstance(found, dict):
        raise RefusedError(400, "an object belongs here, in braces")
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)
