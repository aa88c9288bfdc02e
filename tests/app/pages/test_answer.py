"""The view Answer in a browser: what `answer` says, pale while it is from before a change, and ways on to other views."""

from __future__ import annotations

import json
import re

import pytest

import standoff
from app.browser import objections
from standoff.case.load import load
from standoff.results.sentences.front import counted

SMALL = """
format: 1
title: Gifts
as_of: 2026-11-02
parties:
  a: {name: Alpha, horizon: 2 to 6 years, walkout_cost: 4}
  b: {name: Beta, horizon: 4 years, walkout_cost: 4}
steps:
  gift_a: {by: a, name: A gift of Alpha, undo: never, worth: {a: -4 to -2, b: 5}}
  gift_b: {by: b, name: A gift of Beta, undo: never, worth: {a: 5, b: -3}}
deals: {swap: {title: "The swap: both gifts", steps: [gift_a, gift_b]}}
plans:
  at_once: {title: "At once: what Beta wants", phases: [[gift_a, gift_b]]}
"""


@pytest.fixture
def gifts(tmp_path):
    folder = tmp_path / "gifts"
    folder.mkdir()
    (folder / "case.yaml").write_text(SMALL, encoding="utf-8")
    return folder


def whole(page):
    """Wait until the whole answer is in."""
    page.wait_for_selector(".answer aside details")
    page.wait_for_selector(".answer-stale", state="detached")


def shown(page):
    return {
        row.query_selector("a").inner_text(): re.match(r"\S+", row.query_selector(".answer-count").inner_text())[0]
        for row in page.query_selector_all(".answer-row")
    }


def test_it_says_what_the_verb_says(opened, gifts):
    page = opened(gifts).page
    whole(page)
    found = standoff.answer(load(gifts))
    text = " ".join(page.inner_text("main").split())
    assert found.headline in text and found.sentences["where"] in text
    for label in ("weakest", "likely", "confidence", "first"):
        assert found.sentences[label] in text
    page.click("text=If you have two")
    assert found.sentences["fails"] in " ".join(page.inner_text("aside").split())
    counts = {
        "The best deal found": found.best.found,
        "The swap": found.best.rivals[1],
        "At once": found.best.rivals[0],
    }
    assert shown(page) == {name: counted(one.sure.holds) for name, one in counts.items()}


def test_after_an_edit_old_bars_are_pale_until_new_ones_are_in(opened, gifts):
    here = opened(gifts)
    page = here.page
    whole(page)
    before = shown(page)
    held = []
    page.route("**/api/glance*", lambda route: held.append(route))
    page.route("**/api/front*", lambda route: held.append(route))
    change(page, ["steps", "gift_b", "worth", "b"], -30)
    page.wait_for_selector(".answer-stale")
    assert shown(page) == before, "what was there stays"
    assert page.locator(".answer-row.answer-stale").count() == len(before)
    assert "from before the change" in page.inner_text(".answer-bars")
    for route in held:
        route.continue_()
    whole(page)
    assert shown(page)["The swap"] == "0"
    assert "from before the change" not in page.inner_text(".answer-bars")


def change(page, path, value):
    """An edit of another window of the same case."""
    page.evaluate(
        """async ([path, value]) => {
            const body = {edits: [{op: "set", path, value}], label: "a change", window: "another"};
            await fetch("/api/edits", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
        }""",
        [path, value],
    )


def test_keys_open_one_in_plan_and_mark_two_for_compare(opened, gifts):
    page = opened(gifts).page
    whole(page)
    first = page.locator(".answer-bars a").first
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert page.locator(".answer-mark input:checked").count() == 2
    button = page.get_by_role("button", name=re.compile("Compare “"))
    assert button.count() == 1
    page.keyboard.press("Space")
    assert page.locator(".answer-mark input:checked").count() == 1 and button.count() == 0
    page.locator(".answer-mark input").nth(2).check()
    button.click()
    page.wait_for_url("**#/compare")
    page.keyboard.press("1")
    page.locator(".answer-bars a", has_text="At once").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#/plan/at_once")
    page.go_back()
    page.locator(".answer-bars a", has_text="The swap").click()
    page.wait_for_url(re.compile("#/plan/order/gift_"))


def test_a_case_that_is_not_sound_keeps_its_bars_pale_and_says_what_is_wrong(opened, gifts):
    page = opened(gifts).page
    whole(page)
    before = shown(page)
    change(page, ["steps", "gift_b", "worth", "b"], "a lot")
    page.wait_for_selector(".unsound")
    assert "steps.gift_b.worth.b" in page.inner_text(".unsound") and shown(page) == before
    page.click(".unsound a")
    page.wait_for_url("**#/start/steps/gift_b")
    wrong = page.locator("#steps-gift_b .start-wrong")
    wrong.wait_for(state="visible")
    assert wrong.inner_text().startswith("✕")


def test_a_case_without_horizons_says_so(opened, gifts):
    text = SMALL.replace("horizon: 4 years, ", "")
    (gifts / "case.yaml").write_text(text, encoding="utf-8")
    page = opened(gifts).page
    page.wait_for_selector("text=No plan is assessed")
    page.get_by_role("button", name="Parties and steps").click()
    page.wait_for_url("**#/start")


def test_a_case_that_is_too_large_for_the_whole_answer_has_bars_all_the_same(opened, gifts):
    """Where things stand cannot be told of so many steps; in which draws its plan holds can."""
    steps = "".join(f"  more_{n}: {{by: a, worth: {{b: 1}}}}\n" for n in range(70))
    (gifts / "case.yaml").write_text(SMALL.replace("deals:", f"{steps}deals:"), encoding="utf-8")
    here = opened(gifts)
    here.allow("status of 422")
    here.page.locator(".answer .warn", has_text="steps").first.wait_for()
    here.page.locator(".answer-row a", has_text="At once").wait_for()


def test_names_are_text_whatever_they_hold(opened, gifts):
    nasty = SMALL.replace("Alpha", "<img src=x onerror=alert(1)>").replace("The swap", "<b>swap</b>")
    (gifts / "case.yaml").write_text(nasty, encoding="utf-8")
    page = opened(gifts).page
    whole(page)
    assert "<b>swap</b>" in shown(page)
    assert page.locator("main img, main .answer-name b").count() == 0


def test_what_was_tried_today_is_there_after_the_page_is_loaded_again(opened, gifts):
    page = opened(gifts).page
    tried = [{"at": "12:04", "text": "Full relief in phase 3", "from": "87", "to": "79", "kept": "put back"}]
    page.evaluate("tried => sessionStorage.setItem('tried', tried)", json.dumps(tried))
    page.reload()
    page.wait_for_selector(".answer-tried")
    assert page.inner_text(".answer-tried li") == "12:04 Full relief in phase 3 87 → 79, put back"


def test_everybody_can_use_it(opened, gifts):
    page = opened(gifts).page
    whole(page)
    page.click("text=If you have two")
    assert objections(page) == []


def test_the_page_and_the_brief_open_beside(opened, gifts):
    page = opened(gifts).page
    links = {
        a.inner_text(): (a.get_attribute("href"), a.get_attribute("target"))
        for a in page.query_selector_all(".answer-out a")
    }
    assert links == {"Print the page": ("/api/brief?page=one", "_blank"), "Full brief": ("/api/brief", "_blank")}


def test_nothing_is_written_by_looking(opened, gifts):
    before = (gifts / "case.yaml").read_bytes()
    page = opened(gifts).page
    whole(page)
    assert (gifts / "case.yaml").read_bytes() == before
