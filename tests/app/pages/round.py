"""Going round all views of one page, for tests that look at every one of them: each is waited for until all is in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.browser import PATIENCE, TABLE, Watched, watch
from app.served import served

VIEWS = ("answer", "plan", "numbers", "evidence", "ask", "compare", "save", "start")
"""The views, in the order of their tabs."""

LONG = 2 * PATIENCE
"""Milliseconds until a view whose answer is long in coming is given up."""

QUIET = 100
"""Milliseconds without a question after which nothing more is expected."""

_WAITS = """() => {
    const waits = [...document.querySelectorAll("main .wait, main [aria-busy=true], main progress:not([value='1'])")];
    return waits.map((one) => one.outerHTML.slice(0, 200)).join();
}"""


class Round:
    """A page on one case, and its questions that are not answered yet."""

    def __init__(self, watched: Watched) -> None:
        self.watched, self.page, self.folder = watched, watched.page, watched.folder
        self.asked: set[Any] = set()
        self.page.on(
            "request", lambda one: self.asked.add(one) if "/api/" in one.url and "/api/events" not in one.url else None
        )
        for over in ("requestfinished", "requestfailed"):
            self.page.on(over, lambda one: self.asked.discard(one))

    def to(self, view: str, *parts: str) -> Any:
        """Go to a view, and wait until all that it shows is in."""
        place = "#/" + "/".join((view, *parts))
        self.page.evaluate("place => { location.hash = place }", place)
        self.page.locator(f'.tabs a.on[href="#/{view}"]').wait_for()
        return self.settled()

    def settled(self) -> Any:
        """Wait until every question is answered and nothing on the page waits."""
        end = time.monotonic() + LONG / 1000
        while time.monotonic() < end:
            self.page.wait_for_timeout(QUIET)
            if not self.asked and not self.page.evaluate(_WAITS):
                return self.page
        raise AssertionError(f"still waiting: {self.page.evaluate(_WAITS)}, {[one.url for one in self.asked]}")

    def complaints(self) -> list[str]:
        """What nobody expected since it was asked last."""
        found = self.watched.unexpected()
        self.watched.complaints.clear()
        return found


@contextmanager
def going_round(browser: Any, folder: Path, size: tuple[int, int] = TABLE, **how: Any) -> Iterator[Round]:
    """One page on a case in a folder, for several tests; its complaints are asked for by each of them."""
    with served(folder) as here:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", locale="en-GB", **how
        )
        context.set_default_timeout(PATIENCE)
        page = Round(watch(context.new_page(), here.address, folder))
        page.page.goto(here.address)
        page.page.wait_for_selector("main > *")
        try:
            yield page
        finally:
            context.close()
