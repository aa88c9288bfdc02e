"""The view Save in a real browser: a diff and why, and what is done where the file was changed by another program."""

from __future__ import annotations

import pytest

from app.browser import PHONE, axe, sideways
from app.pages.gifts import CASE, gifts

COST = "walkout_cost: 4"


@pytest.fixture
def saving(opened, tmp_path):
    """The view Save, after edits that are made as other views make them."""

    def open_(*values, **how):
        here = opened(gifts(tmp_path / "gifts"), at="#/save", **how)
        for path, value in values:
            edit(here, path, value)
        if values:
            here.page.wait_for_selector("ins.save-lines")
        return here

    return open_


def edit(here, path, value):
    said = here.page.evaluate(
        """([path, value]) => fetch("/api/edits" + location.search, {method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({edits: [{op: "set", path, value}], label: path.join(".") + " is " + value})})
        .then((answer) => answer.status)""",
        [path.split("."), value],
    )
    assert said == 200
    here.page.wait_for_selector(f"text={path} is {value}")


def text_of(here):
    return (here.folder / "case.yaml").read_text(encoding="utf-8")


def outside(here, old, new):
    """Another program writes the file."""
    there = text_of(here)
    assert old in there
    (here.folder / "case.yaml").write_text(there.replace(old, new), encoding="utf-8")


def new_lines(page, count):
    """Wait until so many lines are shown as new."""
    page.locator("ins.save-lines").nth(count - 1).wait_for()
    page.locator("ins.save-lines").nth(count).wait_for(state="detached")


def lines(page, selector):
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


WORTH = ("steps.gift_of_a.worth.a", "-4 to -1")


def test_one_edit_is_one_line_and_why_becomes_a_judgement(saving):
    here = saving(WORTH)
    assert lines(here.page, "del.save-lines") == ["was: − worth: {a: -3 to -2, b: 5}"]
    assert lines(here.page, "ins.save-lines") == ["is now: + worth: {a: -4 to -1, b: 5}"]
    assert "steps.gift_of_a" in lines(here.page, ".save-where")[0]
    here.page.get_by_label("Why").fill("As the last talks showed")
    here.page.get_by_label("By", exact=True).fill("CD")
    here.page.get_by_role("button", name="Write case.yaml").click()
    here.page.wait_for_selector("text=What is here is what is in case.yaml")
    there = text_of(here)
    old, new = CASE.splitlines(), there.splitlines()
    added = [line for line in new if line not in old]
    assert [line for line in old if line not in new] == ["    worth: {a: -3 to -2, b: 5}"]
    assert len(added) == 2
    assert "worth: {a: -4 to -1, b: 5}" in there
    assert "As the last talks showed" in there
    assert "by: CD" in there
    # Undo goes back over the save, first over the reason, then over the edit; and who writes is remembered.
    for _ in range(2):
        here.page.get_by_role("button", name="Undo", exact=True).click()
    here.page.wait_for_selector("ins.save-lines >> text=-3 to -2")
    assert here.page.get_by_label("By", exact=True).input_value() == "CD"
    assert text_of(here) == there


def test_a_view_is_written_instead(saving):
    here = saving(WORTH)
    here.page.get_by_role("button", name="Write as my view instead").click()
    here.page.get_by_label("Name of the view").fill("mine")
    here.page.get_by_label("By", exact=True).fill("CD")
    here.page.get_by_role("button", name="Write the view").click()
    here.page.wait_for_selector("text=Nothing is changed")
    assert text_of(here) == CASE
    assert "steps.gift_of_a.worth.a: -4 to -1" in (here.folder / "views" / "mine.yaml").read_text(encoding="utf-8")


def test_gestures_are_dropped_one_by_one_and_all_at_once(saving):
    here = saving(WORTH, ("parties.b.walkout_cost", 5))
    here.page.get_by_role("button", name="Drop: steps.gift_of_a.worth.a").click()
    new_lines(here.page, 1)
    assert "walkout_cost: 5" in lines(here.page, "ins.save-lines")[0]
    here.page.get_by_role("button", name="Undo", exact=True).click()
    new_lines(here.page, 2)
    here.page.get_by_role("button", name="Drop both").click()
    here.page.wait_for_selector("text=Nothing is changed")
    here.page.get_by_role("button", name="Redo", exact=True).click()
    here.page.wait_for_selector("ins.save-lines")


def test_what_a_later_gesture_builds_on_is_not_dropped(saving):
    here = saving(WORTH, ("steps.gift_of_a.worth.a", "-4 to -2"))
    here.allow("status of 4")
    here.page.get_by_role("button", name="Drop: steps.gift_of_a.worth.a is -4 to -1").click()
    here.page.wait_for_selector(".notice.bad")
    assert "worth: {a: -4 to -2, b: 5}" in lines(here.page, "ins.save-lines")[0]


# ------------------------------------------------------------------------------------------------ changed outside


def changed_outside(here, old, new):
    outside(here, old, new)
    here.page.wait_for_selector(".save-outside .warn")


def test_lines_that_do_not_touch_are_put_together(saving):
    here = saving(WORTH)
    changed_outside(here, COST, "walkout_cost: 6")
    assert here.page.get_by_role("button", name="Write case.yaml").is_disabled()
    here.page.get_by_role("button", name="Take theirs in, keep mine on top").click()
    here.page.wait_for_selector(".save-outside", state="detached")
    here.page.get_by_role("button", name="Write case.yaml").click()
    here.page.wait_for_selector("text=What is here is what is in case.yaml")
    assert text_of(here) == CASE.replace(COST, "walkout_cost: 6").replace("-3 to -2", "-4 to -1")


@pytest.mark.parametrize(("pick", "value"), [("mine", "-4 to -1"), ("theirs", "-9")])
def test_lines_that_touch_are_shown_side_by_side_and_chosen(saving, pick, value):
    here = saving(WORTH)
    changed_outside(here, "-3 to -2", "-9")
    outside(here, "title: Gifts", "title: Presents")
    here.page.wait_for_timeout(300)
    assert here.page.get_by_role("button", name="Take theirs in").is_disabled()
    here.page.get_by_role("button", name="Show both, line by line").click()
    here.page.get_by_role("radio", name=pick).check()
    here.page.get_by_role("button", name="Take them so").click()
    here.page.wait_for_selector(".save-outside", state="detached")
    if pick == "mine":
        here.page.get_by_role("button", name="Write case.yaml").click()
        here.page.wait_for_selector("text=What is here is what is in case.yaml")
    assert text_of(here) == CASE.replace("title: Gifts", "title: Presents").replace("-3 to -2", value)


def test_mine_is_kept_beside_and_theirs_is_read(saving):
    here = saving(WORTH)
    changed_outside(here, "-3 to -2", "-9")
    here.page.get_by_role("button", name="Keep mine as case.mine.yaml").click()
    here.page.wait_for_selector("text=Nothing is changed")
    assert (here.folder / "case.mine.yaml").read_text(encoding="utf-8") == CASE.replace("-3 to -2", "-4 to -1")
    assert text_of(here) == CASE.replace("-3 to -2", "-9")


def test_mine_is_dropped_after_a_second_click_and_comes_back_with_undo(saving):
    here = saving(WORTH)
    changed_outside(here, "-3 to -2", "-9")
    here.page.get_by_role("button", name="Reload, drop mine").click()
    assert here.page.locator(".state").inner_text() == "1 change not saved"
    here.page.get_by_role("button", name="Drop mine: 1 change").click()
    here.page.wait_for_selector("text=Nothing is changed")
    here.page.get_by_role("button", name="Undo", exact=True).click()
    here.page.wait_for_selector("ins.save-lines")
    assert "worth: {a: -4 to -1, b: 5}" in lines(here.page, "ins.save-lines")[0]


def test_a_file_that_is_gone_is_written_again(saving):
    here = saving(WORTH)
    (here.folder / "case.yaml").unlink()
    here.page.wait_for_selector(".save-outside .warn")
    here.page.get_by_role("button", name="Write it again").click()
    here.page.wait_for_selector("text=What is here is what is in case.yaml")
    assert text_of(here) == CASE.replace("-3 to -2", "-4 to -1")


def test_a_file_that_stops_loading_while_open_is_told_and_nothing_of_mine_is_lost(saving):
    here = saving(WORTH)
    (here.folder / "case.yaml").write_bytes(b"\xff\xfe\x00 no text")
    here.page.wait_for_selector(".save-outside .warn")
    here.page.get_by_role("button", name="Keep mine as case.mine.yaml").click()
    here.page.wait_for_selector("button:has-text('Keep mine as case.mine-2.yaml')")
    assert (here.folder / "case.mine.yaml").read_text(encoding="utf-8") == CASE.replace("-3 to -2", "-4 to -1")


# ---------------------------------------------------------------------------------- errors, windows, reloads


def test_an_unsound_case_is_written_after_it_was_asked_once_more(saving):
    here = saving(("steps.gift_of_a.by", "nobody"))
    here.page.wait_for_selector(".problems .error")
    assert "1 error." in here.page.inner_text(".side")
    assert here.page.get_by_role("link", name="Mend it").first.get_attribute("href") == "#/start/steps/gift_of_a"
    here.page.get_by_role("button", name="Write case.yaml").click()
    here.page.wait_for_selector("text=Write it all the same")
    assert text_of(here) == CASE
    here.page.get_by_role("button", name="Write it all the same").click()
    here.page.wait_for_selector("text=What is here is what is in case.yaml")
    assert "by: nobody" in text_of(here)


def test_two_windows_on_one_case_lose_nothing(opened, saving):
    one = saving(WORTH)
    other = opened(again=one, at="#/save")
    other.page.wait_for_selector("ins.save-lines")
    edit(other, "parties.b.walkout_cost", 5)
    new_lines(one.page, 2)
    one.page.get_by_role("button", name="Write case.yaml").click()
    other.page.wait_for_selector("text=What is here is what is in case.yaml")
    assert text_of(one) == CASE.replace("-3 to -2", "-4 to -1").replace(COST, "walkout_cost: 5")


def test_a_reload_keeps_edits(saving):
    here = saving(WORTH)
    here.page.reload()
    here.page.wait_for_selector("ins.save-lines")
    assert "worth: {a: -4 to -1, b: 5}" in lines(here.page, "ins.save-lines")[0]


@pytest.mark.parametrize(("size", "scheme"), [((1280, 900), "light"), (PHONE, "dark")])
def test_everyone_can_use_it(saving, size, scheme):
    here = saving(WORTH, ("parties.b.walkout_cost", 5), size=size, scheme=scheme)
    changed_outside(here, "-3 to -2", "-9")
    here.page.get_by_role("button", name="Show both, line by line").click()
    assert axe(here.page) == []
    assert sideways(here.page) == 0
