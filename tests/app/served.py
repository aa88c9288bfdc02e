"""A server of cases in a thread of this process, for tests, and a browser's manners without a browser."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from standoff.app.server.serving import Serving


class Answer:
    """What came back."""

    def __init__(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.status, self.content = status, content
        self.headers = {name.lower(): value for name, value in headers}

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.content)


class Served:
    """A server that runs; `address` has the token. It asks as a browser does that has been let in."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.address = serving.address
        self.port = serving.keys.port
        self.cookie = f"{serving.keys.name}={serving.keys.secret}"

    def send(
        self, method: str, path: str, body: bytes | str | None = None, timeout: float = 60, **headers: str | None
    ) -> Answer:
        """Ask for anything; a header that is None is left out, `_` in its name stands for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        given = {"host": f"127.0.0.1:{self.port}", "cookie": self.cookie} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            content = body.encode("utf-8") if isinstance(body, str) else body
            if content is not None and "content-length" not in given and "transfer-encoding" not in given:
                given["content-length"] = str(len(content))
            for name, value in given.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(content)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str | None) -> Answer:
        return self.send("GET", path, **headers)

    def post(self, path: str, document: Any = None, **headers: str | None) -> Answer:
        body = json.dumps({} if document is None else document)
        return self.send("POST", path, body, **({"content_type": "application/json"} | headers))

    @contextmanager
    def stream(self, path: str, document: Any = None) -> Iterator[Iterator[tuple[str, Any]]]:
        """Events as they come in; leaving closes the connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"cookie": self.cookie, "accept": "text/event-stream", "content-type": "application/json"}
        try:
            if document is None:
                connection.request("GET", path, headers=headers)
            else:
                connection.request("POST", path, json.dumps(document), headers)
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            yield _events(answer)
        finally:
            if connection.sock is not None:
                connection.sock.close()
            connection.close()


def _events(answer: http.client.HTTPResponse) -> Iterator[tuple[str, Any]]:
    name, lines = "", list[str]()
    over = time.monotonic() + 60
    while raw := answer.readline():
        if time.monotonic() > over:
            raise TimeoutError
        line = raw.decode("utf-8").rstrip("\n")
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            lines.append(line.removeprefix("data: "))
        elif not line and lines:
            yield name, json.loads("\n".join(lines))
            name, lines = "", []


@contextmanager
def served(*folders: Path | str) -> Iterator[Served]:
    """A server of cases, which is ended at the end."""
    serving = Serving([Path(folder) for folder in folders])
    thread = threading.Thread(target=serving.run, name="served")
    thread.start()
    try:
        yield Served(serving)
    finally:
        serving.end()
        thread.join(30)
        assert not thread.is_alive()


def token_of(address: str) -> str:
    """The token of an address."""
    return urlsplit(address).query.removeprefix("token=")
