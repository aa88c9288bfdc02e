"""standoff killed without warning while a case is changed: the page says so, and goes on when it is there again."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys

import pytest

from app.browser import TABLE, axe, watch
from app.pages.gifts import CASE, gifts

NEW = CASE.replace("title: Gifts", "title: Presents")

GONE = re.compile(r"ERR_|status of 403|EventSource")
"""What the console says of a server that is not there, or does not know the page."""


class Program:
    """`standoff open` as a user runs it, in a process of its own."""

    def __init__(self, folder, port):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "standoff", "open", str(folder), "--no-browser", "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.address

    def kill(self):
        """It and what it started end at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def folder(tmp_path):
    return gifts(tmp_path / "gifts")


@pytest.fixture
def run(folder):
    """Start it on this case, always at the same port."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    programs = []

    def start():
        programs.append(Program(folder, port))
        return programs[-1]

    yield start
    for one in programs:
        one.kill()


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": TABLE[0], "height": TABLE[1]}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    yield context
    context.close()


def page_of(context, address, at=""):
    page = context.new_page()
    watched = watch(page, address, None)
    watched.allow(GONE.pattern)
    page.goto(address + at)
    page.wait_for_selector("main > :not(.wait)")
    return page, watched


def text_of(page):
    return page.evaluate("() => fetch('/api/case').then((answer) => answer.json()).then((document) => document.text)")


def retitle(page, title):
    field = page.get_by_label("Title", exact=True).first
    field.fill(title)
    field.press("Enter")
    page.locator("h1", has_text=title).wait_for()


def test_killed_while_dirty_it_says_so_and_goes_on_with_all_edits(run, context, folder):
    first = run()
    page, watched = page_of(context, first.address, "#/start")
    retitle(page, "Presents")
    first.kill()
    notice = page.locator(".notice.bad", has_text="standoff does not answer")
    notice.wait_for()
    assert "Run `standoff open` again" in notice.inner_text() and "What was changed is kept" in notice.inner_text()
    assert axe(page) == []
    # What is done meanwhile is refused, not lost without a word, and other views can be looked at.
    page.get_by_label("Title", exact=True).first.fill("Lost?")
    page.keyboard.press("Enter")
    for key in "1234567":
        page.locator("main").focus()
        page.keyboard.press(key)
        page.locator("main > *").first.wait_for()
    assert notice.is_visible() and page.locator("h1", has_text="Presents").count() == 1
    second = run()
    page.locator(".notice.bad", has_text="Open the address that it printed").wait_for()
    anew, more = page_of(context, second.address, "#/save")
    anew.locator("h1", has_text="Presents").wait_for()
    assert text_of(anew) == NEW
    assert (folder / "case.yaml").read_text(encoding="utf-8") == CASE
    # The same browser is let in now, and the page that was left goes on.
    page.locator(".notice.bad").wait_for(state="detached")
    page.keyboard.press("8")
    retitle(page, "Donations")
    anew.locator("h1", has_text="Donations").wait_for()
    assert watched.unexpected() == [] == more.unexpected()
