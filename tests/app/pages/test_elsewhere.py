"""What happens to a case elsewhere while it is open: another window, another program, a file that loads no more."""

from __future__ import annotations

import shutil

import pytest

from app.pages.gifts import CASE, gifts
from app.pages.round import VIEWS, Round

NEW = CASE.replace("title: Gifts", "title: Presents")


@pytest.fixture
def here(opened, tmp_path):
    return opened(gifts(tmp_path / "gifts"), at="#/start")


def text_of(page):
    return page.evaluate("() => fetch('/api/case').then((answer) => answer.json()).then((document) => document.text)")


def titled(page, title):
    page.locator("h1", has_text=title).wait_for()


def retitle(page, title):
    """As a user does it, in the view Start."""
    field = page.get_by_label("Title", exact=True).first
    field.fill(title)
    field.press("Enter")


def test_an_edit_in_one_window_is_seen_in_the_other_whatever_it_shows(opened, here):
    other = opened(again=here, at="#/plan/swap")
    other.page.wait_for_selector(".plan-verdict")
    other.page.locator(".plan-card").first.focus()
    retitle(here.page, "Presents")
    titled(other.page, "Presents")
    other.page.locator(".state", has_text="1 change not saved").wait_for()
    assert other.page.evaluate("document.activeElement.className").startswith("plan-card"), "the focus stays"
    other.page.get_by_role("button", name="Undo", exact=True).click()
    titled(here.page, "Gifts")
    assert here.page.get_by_label("Title", exact=True).first.input_value() == "Gifts"
    assert text_of(here.page) == CASE


def test_a_window_that_missed_a_change_is_refused_then_sees_it(opened, here):
    other = opened(again=here, at="#/start")
    other.allow("status of 400")
    # Nothing of what happens comes to this window: its next edit is made of what is no longer there.
    held = []
    other.page.route("**/api/case*", lambda route: held.append(route))
    retitle(here.page, "Presents")
    titled(here.page, "Presents")
    retitle(other.page, "Donations")
    other.page.locator(".notice.bad", has_text="the case was changed meanwhile").wait_for()
    assert text_of(here.page) == NEW
    other.page.unroute("**/api/case*")  # what was held goes on
    titled(other.page, "Presents")
    assert other.page.locator(".notice.bad").count() == 1, "why it was refused is still told"
    retitle(other.page, "Donations")
    titled(here.page, "Donations")


def test_a_change_outside_is_told_in_every_view_and_both_are_there(here):
    page = Round(here)
    retitle(here.page, "Presents")
    titled(here.page, "Presents")
    theirs = CASE.replace("title: Gifts", "title: Donations")
    (here.folder / "case.yaml").write_text(theirs, encoding="utf-8")
    notice = here.page.locator("p.notice")
    notice.wait_for()
    for view in VIEWS:
        page.to(view)
        assert notice.count() == (0 if view == "save" else 1)
        titled(here.page, "Presents")
    page.to("save")
    assert here.page.locator(".save-outside").count() == 1
    assert text_of(here.page) == NEW
    assert (here.folder / "case.yaml").read_text(encoding="utf-8") == theirs
    here.page.reload()
    titled(here.page, "Presents")
    assert text_of(here.page) == NEW, "and after a reload"


def test_a_case_that_stops_loading_is_told_in_every_view_and_recovers(here):
    here.allow("status of 422")
    page = Round(here)
    for view in ("answer", "numbers"):
        page.to(view)
    (here.folder / "case.yaml").write_text(CASE.replace("worth: {a: 5, b: -3}", "worth: {a: 5, b: ["), encoding="utf-8")
    # It does not load at all: what is here is kept, and no program's half-written file is taken.
    here.page.locator("p.notice").wait_for()
    for view in VIEWS:
        page.to(view)
        titled(here.page, "Gifts")
    assert text_of(here.page) == CASE
    (here.folder / "case.yaml").write_text(NEW, encoding="utf-8")
    titled(here.page, "Presents")
    here.page.locator("p.notice").wait_for(state="detached")
    page.to("answer")
    assert here.page.locator(".answer-row").count() > 0


def test_a_case_with_an_error_says_so_in_every_view_and_recovers(here):
    here.allow("status of 422")
    page = Round(here)
    here.page.evaluate(
        """() => fetch("/api/edits", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(
            { edits: [{ op: "set", path: ["steps", "gift_of_b", "by"], value: "nobody" }], label: "An error", window: "x" }) })
            .then((answer) => answer.text())"""
    )
    here.page.locator(".state", has_text="not saved").wait_for()
    for view in VIEWS:
        page.to(view)
        said = here.page.locator("main").inner_text()
        assert "nobody" in said, view
        assert "Traceback" not in said
    here.page.get_by_role("button", name="Undo", exact=True).click()
    here.page.locator(".state", has_text="as in the file").wait_for()
    page.to("answer")
    assert here.page.locator(".unsound").count() == 0 < here.page.locator(".answer-row").count()


def test_a_folder_that_is_deleted_is_told_and_its_case_is_written_again(here):
    page = Round(here)
    retitle(here.page, "Presents")
    titled(here.page, "Presents")
    shutil.rmtree(here.folder)
    here.page.locator("p.notice").wait_for()
    for view in VIEWS:
        page.to(view)
        titled(here.page, "Presents")
    assert text_of(here.page) == NEW
    page.to("save")
    here.page.get_by_role("button", name="Write it again").click()
    here.page.locator("text=What is here is what is in case.yaml").wait_for()
    assert (here.folder / "case.yaml").read_text(encoding="utf-8") == NEW
