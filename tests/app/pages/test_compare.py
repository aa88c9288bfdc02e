"""The view Compare in a real browser: what to talk about, the table by effect, and every way to settle a difference."""

from __future__ import annotations

import json

import pytest

from app.browser import PHONE, axe, copied, sideways
from app.pages.gifts import VIEW, gifts
from command import standoff
from standoff.results.sentences.front import counted

AT = "#/compare/desk/view:colleague"
DONE = ".compare-found:not(.stale) .compare-settle"


@pytest.fixture
def compared(opened, tmp_path):
    def open_(at=AT, **how):
        here = opened(gifts(tmp_path / "gifts"), at=at, **how)
        here.page.wait_for_selector(DONE)
        return here

    return open_


def texts(page, selector):
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def test_the_sentence_and_the_shares_are_those_of_the_verb(compared):
    here = compared()
    document = json.loads(
        standoff("compare", "gifts", "@view:colleague", "--json", "--draws", "1000", cwd=here.folder.parent).stdout
    )
    assert texts(here.page, ".compare .big") == [document["talk"]]
    assert texts(here.page, ".compare-beside") == [document["beside"]]
    # By hand: of the three only what walking out costs Ben does anything, so that it alone is not folded away.
    rows = here.page.locator(".compare-found > .scroll tbody tr")
    assert rows.count() == 2
    first = " ".join(rows.nth(0).inner_text().split())
    assert first.startswith("Ben: what walking out costs 4 1")
    assert "100 → 0 holds → breaks" in first
    assert " ".join(rows.nth(1).inner_text().split()).startswith("All 3 together")
    assert "2 differences without effect on any plan" in texts(here.page, ".compare-found summary")


def test_shares_are_told_as_the_answer_tells_them(opened, tmp_path):
    here = opened(copied("harbour", tmp_path), at="#/compare/desk/view:bay-institute")
    here.page.wait_for_selector(DONE)
    words = ("compare", "harbour", "@view:bay-institute", "--json", "--draws", "1000")
    document = json.loads(standoff(*words, cwd=tmp_path).stdout)
    (plan,) = [one for one in document["plans"] if one["title"] == "The full deal"]
    numbers = [one for one in document["differences"] if one["kind"] == "numbers" and one["turns"]]
    became = [effect["a"] for one in numbers for effect in one["effects"] if effect["plan"] == plan["plan"]]
    was = counted(plan["a"]["holds"])
    assert was == ">99" and became
    shown = " ".join(texts(here.page, '.compare-found td[data-label="The full deal"]'))
    for fares in (*became, plan["b"]):
        assert f"{was} → {counted(fares['holds'])}" in shown


def test_take_b_is_one_edit_on_the_desk_and_asked_again(compared):
    here = compared()
    here.page.get_by_role("button", name="take B: Ben: what walking out costs, 1").click()
    here.page.wait_for_selector("text=Nothing in which A and B differ needs talking about")
    assert here.page.locator(".state").inner_text() == "1 change not saved"
    here.page.keyboard.press("7")
    here.page.wait_for_selector("ins.save-lines")
    assert texts(here.page, "del.save-lines") == [
        'was: − b: {name: Ben, horizon: 4 years, walkout_cost: 4, scale: "10 = bread"}'
    ]
    assert "walkout_cost: 1," in texts(here.page, "ins.save-lines")[0]


def test_the_wider_of_both_ranges_is_kept(compared):
    here = compared()
    here.page.locator("summary", has_text="without effect").click()
    here.page.get_by_role("button", name="other ways to settle Ann: Gift of a").click()
    # By hand: from the lower of -3 and -2.5 to the higher of -2 and -1.
    here.page.get_by_role("button", name="keep the wider: -3 to -1").click()
    here.page.wait_for_selector("text=1 change not saved")
    here.page.keyboard.press("7")
    here.page.wait_for_selector("ins.save-lines")
    assert "worth: {a: -3 to -1, b: 5}" in texts(here.page, "ins.save-lines")[0]


def test_what_the_other_says_becomes_a_view_of_its_own(compared):
    here = compared("#/compare/desk/view:colleague")
    here.page.get_by_role("button", name="other ways to settle Ben: what walking out costs").click()
    here.page.get_by_role("button", name="write B as a view").click()
    here.page.get_by_label("Its name").fill("Costs only")
    here.page.get_by_label("Whose it is").fill("CD")
    here.page.get_by_role("button", name="Write it").click()
    here.page.wait_for_url("**/compare/desk/view%3Acosts-only")
    here.page.wait_for_selector(DONE)
    written = (here.folder / "views" / "costs-only.yaml").read_text(encoding="utf-8")
    assert "parties.b.walkout_cost: 1\n" in written
    assert "by: CD\n" in written
    assert here.page.locator(".compare tbody tr").count() == 1
    assert (here.folder / "views" / "colleague.yaml").read_text(encoding="utf-8") == VIEW


def test_what_is_not_saved_is_compared_with_the_file_and_becomes_a_view(compared):
    here = compared()
    here.page.get_by_role("button", name="take B: Ben: what walking out costs, 1").click()
    here.page.wait_for_selector("text=1 change not saved")
    here.page.get_by_label("A", exact=True).select_option("saved")
    here.page.get_by_label("B", exact=True).select_option("desk")
    here.page.wait_for_selector("text=Talk about what walking out costs Ben: A says 4, B says 1")
    here.page.get_by_role("button", name="Make a view of what is not saved").click()
    here.page.get_by_label("Its name").fill("mine")
    here.page.get_by_label("Whose it is").fill("AB")
    here.page.get_by_role("button", name="Write it").click()
    here.page.wait_for_selector("text=as in the file")
    assert "parties.b.walkout_cost: 1" in (here.folder / "views" / "mine.yaml").read_text(encoding="utf-8")
    assert "walkout_cost: 4" in (here.folder / "case.yaml").read_text(encoding="utf-8")


def test_the_same_by_keys_alone(compared):
    here = compared()
    here.page.get_by_role("button", name="take B: Ben: what walking out costs, 1").focus()
    here.page.keyboard.press("Enter")
    here.page.wait_for_selector("text=1 change not saved")
    here.page.keyboard.press("Control+z")
    here.page.wait_for_selector("text=Talk about what walking out costs Ben")
    here.page.get_by_role("button", name="other ways to settle Ben").focus()
    here.page.keyboard.press("Enter")
    assert here.page.get_by_role("button", name="write B as a view").is_visible()
    here.page.keyboard.press("Escape")
    assert not here.page.get_by_role("button", name="write B as a view").is_visible()
    here.page.get_by_role("button", name="Swap A and B").press("Enter")
    here.page.wait_for_selector("text=A says 1, B says 4")
    assert here.page.get_by_role("button", name="take A: Ben: what walking out costs, 1").is_visible()


def test_an_unsound_case_keeps_what_was_shown(compared):
    here = compared()
    here.allow("status of 422")
    here.page.evaluate(
        """fetch("/api/edits" + location.search, {method: "POST", headers: {"Content-Type": "application/json"},
        body: JSON.stringify({edits: [{op: "remove", path: ["parties", "b"]}], label: "Ben leaves"})})"""
    )
    here.page.wait_for_selector(".compare .warn")
    assert here.page.locator(".compare-found.stale .big").is_visible()
    assert here.page.locator(".compare .problems li").count() > 0


@pytest.mark.parametrize(("size", "scheme"), [((1280, 900), "light"), (PHONE, "dark")])
def test_everyone_can_use_it(compared, size, scheme):
    here = compared(size=size, scheme=scheme)
    here.page.locator("summary", has_text="without effect").click()
    here.page.get_by_role("button", name="other ways to settle Ann: Gift of a").click()
    assert axe(here.page) == []
    assert sideways(here.page) == 0
