"""The server is killed while it saves, at every moment at which the file has another name; nothing is lost."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.pages.gifts import CASE, gifts

TOKEN = "k" * 32
MINE = CASE.replace("-3 to -2", "-4 to -1")


@contextmanager
def server(folder, port, nth=0, when="before"):
    words = [sys.executable, str(Path(__file__).with_name("dying.py")), str(folder), str(port), TOKEN, str(nth), when]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


WORTH = {"op": "set", "path": ["steps", "gift_of_a", "worth", "a"], "value": "-4 to -1"}
SOURCE = {"op": "source", "id": "paper", "entry": {"type": "report", "title": "A paper"}}

ALONE, WITH_SOURCE = [WORTH], [WORTH, SOURCE]
"""One file is written, or two: then the case is the last of them."""


@pytest.mark.parametrize(
    ("edits", "nth", "when"),
    [(ALONE, 1, "before"), (ALONE, 1, "after"), (WITH_SOURCE, 1, "before"), (WITH_SOURCE, 1, "after")],
)
def test_nothing_is_lost(browser, tmp_path, edits, nth, when):
    folder, port = gifts(tmp_path / "gifts"), free_port()
    context = browser.new_context()
    context.set_default_timeout(15_000)
    page = context.new_page()
    with server(folder, port, nth, when) as (process, address):
        page.goto(f"{address}#/save")
        page.wait_for_selector("main > :not(.wait)")
        edited = """(edits) => fetch("/api/edits" + location.search, {method: "POST",
            headers: {"Content-Type": "application/json"}, body: JSON.stringify({label: "worse for a", edits})})
            .then((answer) => answer.status)"""
        assert page.evaluate(edited, edits) == 200
        page.wait_for_selector("ins.save-lines")
        page.get_by_role("button", name="Write case.yaml").click()
        saved = page.get_by_text("What is here is what is in case.yaml")
        saved.or_(page.locator(".notice.bad")).first.wait_for()
        assert process.wait(10) == 9
    with server(folder, port) as (_, address):
        page.goto(f"{address}#/answer")
        page.goto(f"{address}#/save")
        page.reload()
        page.wait_for_selector("main > :not(.wait)")
        there = folder / "case.yaml"
        # The file is whole, the former or the new one; what is not in it is on the desk, and can be saved.
        if there.exists():
            assert there.read_text(encoding="utf-8") in (CASE, MINE)
        text = page.evaluate("""fetch("/api/case" + location.search).then((a) => a.json()).then((a) => a.text)""")
        assert text == MINE
        if edits is WITH_SOURCE and (folder / "sources.json").exists():
            assert "A paper" in (folder / "sources.json").read_text(encoding="utf-8")
        if not there.exists() or there.read_text(encoding="utf-8") != MINE:
            page.get_by_role("button", name="Write case.yaml").click()
            page.wait_for_selector("text=What is here is what is in case.yaml")
        assert there.read_text(encoding="utf-8") == MINE
    context.close()
