"""The pages of the app in a real browser: one Chromium a module; a page that complains, or asks elsewhere, fails its test.

The fixtures are given to all tests under `tests/app/pages/` by the conftest.py there.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest

from app.served import served
from chromium import BROWSER
from standoff import catalog

TABLE, PHONE = (1280, 900), (390, 844)
"""The sizes that every view is looked at in, in pixels."""

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
"""All that axe-core knows of WCAG 2.2, A and AA, and what it advises besides."""

PATIENCE = 20_000
"""Milliseconds until something that should be there is missed; long, as machines that test are busy."""


@dataclass
class Watched:
    """A page, and all that it complained of or asked for from elsewhere; `allow` says what a test expects of that."""

    page: Any
    address: str
    folder: Path
    complaints: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """Expect complaints that a pattern is found in: `"status of 409"` where the server is to refuse something."""
        self.allowed.append(pattern)

    def unexpected(self) -> list[str]:
        """What nobody expected."""
        return [one for one in self.complaints if not any(re.search(pattern, one) for pattern in self.allowed)]


def watch(page: Any, address: str, folder: Path) -> Watched:
    """Listen to a page from now on."""
    watched = Watched(page, address, folder)
    complain = watched.complaints.append
    page.on("console", lambda told: complain(f"console: {told.text}") if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complain(f"uncaught: {error}"))
    page.on("crash", lambda _: complain("the page crashed"))
    page.on("request", lambda request: None if _is_here(request.url) else complain(f"asked elsewhere: {request.url}"))
    page.on("websocket", lambda socket: complain(f"asked elsewhere: {socket.url}"))
    return watched


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or (parts.scheme == "http" and parts.hostname == "127.0.0.1")


Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window, for all tests of a module; they are skipped where there is none."""
    if BROWSER is None:
        pytest.skip("no Chromium was found; install one, or say in CHROMIUM where it is")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


Opened = Callable[..., Watched]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opened]:
    """Serve a case and open it: `opened("korea-2025")` a copy of a shipped one, `opened(folder)` one as it is.

    `opened(..., at="#/plan/interim", size=PHONE, scheme="dark", still=False)`; `again=watched` opens another window
    on the same case. When the test is over, whatever a page complained of fails it.
    """
    with ExitStack() as stack:
        pages: list[Watched] = []

        def open_(
            case: str | Path = "korea-2025",
            at: str = "",
            size: tuple[int, int] = TABLE,
            scheme: Scheme = "light",
            still: bool = True,
            again: Watched | None = None,
        ) -> Watched:
            if again is not None:
                folder, address = again.folder, again.address
            else:
                folder = case if isinstance(case, Path) else copied(case, tmp_path)
                address = stack.enter_context(served(folder)).address
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme=scheme,
                reduced_motion="reduce" if still else "no-preference",
                locale="en-GB",
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            watched = watch(context.new_page(), address, folder)
            pages.append(watched)
            watched.page.goto(address + at)
            watched.page.wait_for_selector("main > :not(.wait)")
            return watched

        yield open_
        complaints = [one for watched in pages for one in watched.unexpected()]
    assert not complaints, "\n".join(complaints)


def copied(name: str, to: Path) -> Path:
    """A copy of a shipped case, which a test may write into."""
    folder = to / name
    shutil.copytree(catalog.find(name), folder)
    return folder


def axe(page: Any) -> list[str]:
    """What axe-core objects to on a page as it is now: the rule, its help, and where; [] where all is well."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}})
    return [
        f"{one['id']}: {one['help']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def objections(page: Any) -> list[str]:
    """What axe-core objects to, and whether the page can be moved sideways, at both sizes, light and dark."""
    found = []
    for width, height in (TABLE, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width}, {scheme}: {one}" for one in axe(page)]
        if sideways(page):
            found.append(f"{width}: the page is {sideways(page)} pixels too wide")
    return found


def sideways(page: Any) -> int:
    """By how many pixels the page as a whole can be moved sideways, which it should not be."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
