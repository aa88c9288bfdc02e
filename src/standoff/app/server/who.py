"""Who may ask: the one place that looks at every request before anything else does.

Another page that is open in the same browser, another user of the machine and a name that leads here by a trick of its
owner (DNS rebinding) all reach a server on the loopback; none of them knows its token or has its cookie.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from standoff.app.server.refused import RefusedError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HOST", "Gate", "Keys"]

HOST = "127.0.0.1"
"""The only address that is listened at."""

METHODS = ("GET", "POST")

PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a page may do: run our script, show our style, ask us; nothing of anybody else's, and in no frame."""

HEADERS = {
    "content-security-policy": PAGES,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every answer carries, whatever it is, unless it says otherwise itself."""

_AGAIN = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">'
    "<title>standoff</title><p>One moment."
)
"""Shown to who comes by a link on another page, whom the browser sends without our cookie: it comes again by itself."""


class Keys:
    """What lets a browser in: a token in the address, which is exchanged for a cookie."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port = port
        self.token = token or secrets.token_urlsafe(32)
        self.secret = secrets.token_urlsafe(32)
        self.name = f"standoff-{port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a request may call this server."""
        names = (HOST, "localhost")
        return (*(f"{name}:{self.port}" for name in names), *(names if self.port == 80 else ()))

    @property
    def origins(self) -> tuple[str, ...]:
        """Where a request may come from."""
        return tuple(f"http://{host}" for host in self.hosts)

    @property
    def address(self) -> str:
        """What a user opens."""
        return f"http://{HOST}:{self.port}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """What the browser is told to keep; no script reads it, and no other site has it sent."""
        return f"{self.name}={self.secret}; Path=/; HttpOnly; SameSite=Strict"

    def has_cookie(self, cookies: Iterable[str]) -> bool:
        """Whether one of the cookies is ours."""
        pairs = (pair.strip().partition("=") for line in cookies for pair in line.split(";"))
        return any(same(value, self.secret) for name, _, value in pairs if name == self.name)


def same(given: str, known: str) -> bool:
    """Whether two texts are the same, in a time that tells nothing of where they differ."""
    return compare_digest(given.encode("utf-8", "replace"), known.encode("utf-8"))


class Gate:
    """Lets those in who may ask, and gives every answer the headers that keep it to them."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app, self.keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return  # nothing else is spoken here
        closed = _with_headers(send)
        try:
            entered = self._entered(_Asked(scope))
        except RefusedError as refused:
            await _refuse(closed, scope, refused)
            return
        if entered is None:
            await self.app(scope, receive, closed)
        else:
            await _say(closed, *entered)

    def _entered(self, asked: _Asked) -> tuple[int, list[tuple[str, str]], str] | None:
        """An answer of the gate itself to who comes in; None where the request may go on. Raises RefusedError."""
        keys = self.keys
        if asked.hosts not in ([host] for host in keys.hosts):
            raise RefusedError(400, "this server is not called so", "open the address that `standoff open` printed")
        if asked.method not in METHODS:
            allowed = ", ".join(METHODS)
            raise RefusedError(405, f"only {allowed} are understood here", headers={"allow": allowed})
        if any(origin not in keys.origins for origin in asked.origins):
            raise RefusedError(403, "this was asked by another site")
        if asked.from_elsewhere and not asked.comes_in:
            raise RefusedError(403, "this was asked by another site")
        tokens = asked.tokens if asked.path == "/" and asked.method == "GET" else []
        if tokens:
            if not all(same(token, keys.token) for token in tokens):
                raise RefusedError(403, "this address is not, or no longer, the right one", _REMEDY)
            return 303, [("location", asked.without_token), ("set-cookie", keys.cookie)], ""
        if not keys.has_cookie(asked.cookies):
            if asked.comes_in and asked.from_elsewhere:
                return 403, [("content-type", "text/html; charset=utf-8")], _AGAIN
            raise RefusedError(403, "this browser has not been let in", _REMEDY)
        return None


_REMEDY = "open the address that `standoff open` printed, with its token, in this browser"


class _Asked:
    """What a request says of itself."""

    def __init__(self, scope: Scope) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]

    def _all(self, name: bytes) -> list[str]:
        return [value.decode("latin-1").strip() for key, value in self._headers if key.lower() == name]

    @property
    def hosts(self) -> list[str]:
        """What it calls the server: must be one name."""
        return [host.lower() for host in self._all(b"host")]

    @property
    def origins(self) -> list[str]:
        """Where it says that it comes from."""
        return [origin.lower() for origin in self._all(b"origin")]

    @property
    def cookies(self) -> list[str]:
        return self._all(b"cookie")

    @property
    def tokens(self) -> list[str]:
        """The tokens in its address."""
        pairs = parse_qsl(self.query.decode("latin-1"), keep_blank_values=True)
        return [value for name, value in pairs if name == "token"]

    @property
    def without_token(self) -> str:
        """Its address without the token; of all else only which case is meant."""
        case = [pair for pair in parse_qsl(self.query.decode("latin-1")) if pair[0] == "case"][:1]
        return f"/?{urlencode(case)}" if case else "/"

    @property
    def from_elsewhere(self) -> bool:
        """Whether the browser says that another site made it ask: another port of this machine is one, too."""
        return any(site not in ("same-origin", "none") for site in self._all(b"sec-fetch-site"))

    @property
    def comes_in(self) -> bool:
        """Whether it is somebody who opens the page, as by a link: that tells another site nothing."""
        modes, kinds = self._all(b"sec-fetch-mode"), self._all(b"sec-fetch-dest")
        opens = all(mode == "navigate" for mode in modes) and all(kind == "document" for kind in kinds)
        return self.method == "GET" and self.path == "/" and opens


def _with_headers(send: Send) -> Send:
    """Whatever is sent, with the headers that keep it to who asked."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = list(message.get("headers", ()))
            names = {name.lower() for name, _ in own}
            more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in names]
            message = {**message, "headers": [*own, *more]}
        await send(message)

    return sending


async def _refuse(send: Send, scope: Scope, refused: RefusedError) -> None:
    """A sentence to whoever reads it: a person at the page, a program elsewhere."""
    if scope["path"].startswith("/api/"):
        from standoff.results.documents.document import dumps

        kind, text = "application/json", dumps(refused.document)
    else:
        said = refused.document["error"]
        kind, text = "text/plain; charset=utf-8", "\n".join(filter(None, (said["message"], said.get("hint")))) + "\n"
    await _say(send, refused.status, [("content-type", kind), *refused.headers.items()], text)


async def _say(send: Send, status: int, headers: list[tuple[str, str]], text: str) -> None:
    body = text.encode("utf-8")
    every = [*headers, ("content-length", str(len(body)))]
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in every]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
