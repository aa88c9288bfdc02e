"""The server: a place to listen at, the application behind it, and its end."""

from __future__ import annotations

import contextlib
import errno
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.app.server.who import HOST, Keys
from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.app.server.routes import Application

__all__ = ["Serving", "place_at"]

IDLE = 5
"""Seconds that a connection is kept without a question."""

MOST = 100
"""Connections at once."""

HEADERS = 64_000
"""Bytes of the headers of a request."""


def place_at(port: int = 0) -> socket.socket:
    """A place to listen at, on this machine alone; port 0: a free one. Raises UsageError where it is taken."""
    # Only where the protocol is named are small answers sent at once (asyncio, TCP_NODELAY): else each waits 40 ms.
    place = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform == "win32":
        place.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((HOST, port))
        place.listen(MOST)
    except (OSError, OverflowError) as error:
        place.close()
        raise UsageError(_why(port, error)) from None
    place.set_inheritable(False)
    return place


def _why(port: int, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"port {port} is in use by another program; name another with --port, or leave it out"
    if number == errno.EACCES:
        return f"port {port} is not for everybody; name one from 1024 on with --port, or leave it out"
    return f"port {port} cannot be used ({getattr(error, 'strerror', None) or error}); leave --port out"


TURN = 0.0005
"""Seconds after which a thread that computes lets others go on: what a hand waits for shall not wait for a check."""


class Serving:
    """A server of some cases: it listens from the beginning, and answers while it runs."""

    def __init__(self, paths: Sequence[Path], port: int = 0, token: str = "") -> None:
        self.place = place_at(port)
        self.keys = Keys(self.place.getsockname()[1], token)
        self.paths = tuple(paths)
        self.application: Application | None = None
        self._server: Any = None
        self._end = threading.Event()

    @property
    def address(self) -> str:
        """What a user opens, with the token."""
        return self.keys.address

    def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Serve until told to end; cases are read meanwhile."""
        import uvicorn

        from standoff.app.server.opened import Cases
        from standoff.app.server.routes import Application

        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # a request that is none is no news
        cases = Cases(self.paths)
        self.application = application = Application(cases, self.keys)

        class Server(uvicorn.Server):
            @contextlib.contextmanager
            def capture_signals(self) -> Iterator[None]:
                yield  # what they mean is said below

        server = Server(
            uvicorn.Config(
                application,
                http="h11",
                ws="none",
                loop="asyncio",
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                date_header=False,
                timeout_keep_alive=IDLE,
                timeout_graceful_shutdown=2,
                limit_concurrency=MOST,
                h11_max_incomplete_event_size=HEADERS,
            )
        )
        self._server = server
        reading = threading.Thread(target=_read, args=(cases,), daemon=True)
        reading.start()
        started()
        turn = sys.getswitchinterval()
        try:
            sys.setswitchinterval(TURN)
            with _until_told(self.end):
                if not self._end.is_set():
                    server.run(sockets=[self.place])
        finally:
            sys.setswitchinterval(turn)
            application.close()
            self.place.close()

    def end(self) -> None:
        """Have it end soon; any thread may."""
        self._end.set()
        if self.application is not None:
            self.application.stop()
        if self._server is not None:
            self._server.should_exit = True


def _read(cases: Any) -> None:
    """Read all cases, so that they are at hand when they are asked for."""
    for case in cases:
        with contextlib.suppress(Exception):  # it is told when it is asked for
            case.reading()


@contextlib.contextmanager
def _until_told(end: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and a signal to end are no errors, but how a server ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: end()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)
