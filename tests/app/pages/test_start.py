"""The view Start in a browser: a case from an empty folder, by keys alone and by mouse alone, and mended later."""

from __future__ import annotations

import re

import pytest

from app.browser import PHONE, objections
from command import standoff
from standoff.case.load import load

PARTIES = {
    "Alpha": {"How far ahead it looks": "2 to 6 years", "What being caught in a breach costs it": "0.5 to 2"},
    "Beta": {"How far ahead it looks": "5 to 15 years", "What its 10 points mean": "10 = the harbour open for good"},
}
STEPS = {
    "Inspectors in the harbour": (
        "Alpha",
        {"To Alpha": "-2 to -0.5", "To Beta": "1 to 3", "How long it takes": "2 weeks"},
    ),
    "Open the harbour": (
        "Alpha",
        {"To Alpha": "-6 to -2", "To Beta": "10", "How long taking it back takes": "3 months"},
    ),
    "Lift the ban": ("Beta", {"To Alpha": "10", "To Beta": "-5 to -2"}),
    "Fuel for the winter": ("Beta", {}),
}
PLANNED = ["Inspectors in the harbour", "Open the harbour", "Lift the ban"]


def is_what_was_told(folder):
    """The saved file holds what was typed, passes `check`, and is answered."""
    case = load(folder)
    assert case.title == "Harbour standoff"
    assert {key: party.name for key, party in case.parties.items()} == {"alpha": "Alpha", "beta": "Beta"}
    assert {key: (step.name, step.by) for key, step in case.steps.items()} == {
        "inspectors_in_the_harbour": ("Inspectors in the harbour", ("alpha",)),
        "open_the_harbour": ("Open the harbour", ("alpha",)),
        "lift_the_ban": ("Lift the ban", ("beta",)),
        "fuel_for_the_winter": ("Fuel for the winter", ("beta",)),
    }
    written = (folder / "case.yaml").read_text(encoding="utf-8")
    assert "horizon: 2 to 6 years" in written and "walkout_cost: 0.5 to 2" in written
    assert "worth: {alpha: -6 to -2, beta: 10}" in written and "undo: 3 months" in written
    assert case.steps["fuel_for_the_winter"].worth["alpha"].median == 1.0, "good, in words: the middle of .5 to 2"
    assert case.steps["open_the_harbour"].requires == ("inspectors_in_the_harbour",)
    assert case.now == ("fuel_for_the_winter",)
    keys = ("inspectors_in_the_harbour", "open_the_harbour", "lift_the_ban")
    assert case.deals["the_full_deal"].steps == keys
    assert case.plans["alpha_first"].phases == (keys,)
    checked = standoff("check", folder)
    assert checked.returncode == 0, checked.stdout
    answered = standoff("answer", folder, "--draws", 20)
    assert answered.returncode == 0 and "hold" in answered.stdout


# ---------------------------------------------------------------------------------------------------- by keys alone

FOCUSED = """() => {
    const e = document.activeElement;
    const label = e.getAttribute("aria-label") ?? (e.labels?.length ? e.labels[0].innerText : e.innerText) ?? "";
    const legend = e.closest("fieldset")?.querySelector("legend")?.innerText ?? "";
    return [label.trim().split("\\n")[0], legend];
}"""


def tab_to(page, label, legend=None, back=False):
    """Press Tab until the cursor is on what is labelled so."""
    for _ in range(150):
        here, group = page.evaluate(FOCUSED)
        if here == label and legend in (None, group):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"no way to {label}")


def settled(page, label):
    """Wait until the cursor is where it goes by itself."""
    page.wait_for_function(f"label => ({FOCUSED})()[0] === label", arg=label)


def typed(page, label, text, legend=None):
    tab_to(page, label, legend)
    page.keyboard.type(text)
    saved = page.evaluate("() => document.querySelector('.tabs em')?.innerText ?? '0'")
    page.keyboard.press("Enter")
    page.wait_for_function("before => (document.querySelector('.tabs em')?.innerText ?? '0') !== before", arg=saved)


def pressed(page, label, legend=None):
    """Space on a box or a button, and wait until it was done."""
    tab_to(page, label, legend)
    saved = page.evaluate("() => document.querySelector('.tabs em')?.innerText ?? '0'")
    page.keyboard.press("Space")
    page.wait_for_function("before => (document.querySelector('.tabs em')?.innerText ?? '0') !== before", arg=saved)


def test_from_an_empty_folder_by_keys_alone(opened, tmp_path):
    folder = tmp_path / "harbour"
    folder.mkdir()
    page = opened(folder).page
    page.wait_for_url("**#/start")
    typed(page, "Title", "Harbour standoff")
    settled(page, "Another party")
    for name, fields in PARTIES.items():
        tab_to(page, "Another party")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        settled(page, "How far ahead it looks")
        for label, text in fields.items():
            typed(page, label, text)
    for name, (by, fields) in STEPS.items():
        tab_to(page, "Another step")
        page.keyboard.type(name)
        tab_to(page, "taken by")
        page.keyboard.type(by)
        tab_to(page, "Add the step")
        page.keyboard.press("Enter")
        settled(page, "To Alpha")
        if name == "Fuel for the winter":
            tab_to(page, "nothing", "What it is worth, for good")
            page.keyboard.press("ArrowRight")
            assert page.evaluate(FOCUSED)[0] == "a little good"
            pressed(page, "a little good")
            pressed(page, "In force now")
        for label, text in fields.items():
            typed(page, label, text)
        if name == "Open the harbour":
            pressed(page, "Inspectors in the harbour", "Comes with or after")
    for kind, title, legend in (
        ("deal", "The full deal", "Its steps"),
        ("plan", "Alpha first", "Its steps, a new one in the last phase"),
    ):
        tab_to(page, f"Another {kind}")
        page.keyboard.type(title)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#{kind}s-{title.lower().replace(' ', '_')}[open]")
        for step in PLANNED:
            pressed(page, step, legend)
    assert page.locator(".start-wrong, .start-missing").count() == 0
    page.keyboard.press("Control+s")
    page.wait_for_selector(".save-form")
    tab_to(page, "Write case.yaml")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Saved.")
    is_what_was_told(folder)


# --------------------------------------------------------------------------------------------------- by mouse alone


def test_from_an_empty_folder_by_mouse(opened, tmp_path):
    folder = tmp_path / "harbour"
    folder.mkdir()
    page = opened(folder, size=PHONE).page

    def fill(within, label, text):
        within.get_by_label(label, exact=True).first.fill(text)
        page.locator("h1").click()
        page.wait_for_timeout(50)

    page.get_by_label("Title").fill("Harbour standoff")
    page.get_by_role("button", name="Begin").click()
    for name, fields in PARTIES.items():
        page.get_by_label("Another party").fill(name)
        page.get_by_role("button", name="Add the party").click()
        card = page.locator(f"#parties-{name.lower()}[open]")
        for label, text in fields.items():
            fill(card, label, text)
    for name, (by, fields) in STEPS.items():
        page.get_by_label("Another step").fill(name)
        page.get_by_label("taken by").select_option(by)
        page.get_by_role("button", name="Add the step").click()
        card = page.locator(f"#steps-{name.lower().replace(' ', '_')}[open]")
        for label, text in fields.items():
            fill(card, label, text)
        if name == "Open the harbour":
            card.get_by_role("group", name="Comes with or after").get_by_label("Inspectors in the harbour").check()
        if name == "Fuel for the winter":
            words = card.get_by_role("toolbar", name="In words, Alpha")
            words.get_by_role("button", name="a little good").click()
            words.locator("[aria-pressed=true]", has_text="a little good").wait_for()
            card.get_by_label("In force now").check()
    for kind, title in (("deal", "The full deal"), ("plan", "Alpha first")):
        page.get_by_label(f"Another {kind}").fill(title)
        page.get_by_role("button", name=f"Add the {kind}").click()
        card = page.locator(f"#{kind}s-{title.lower().replace(' ', '_')}[open]")
        for step in PLANNED:
            card.get_by_role("group", name="Its steps").get_by_label(step).click()
            card.locator("input:checked").nth(PLANNED.index(step)).wait_for()
    page.locator("text=What comes next").wait_for()
    assert page.locator(".start-wrong, .start-missing").count() == 0
    page.get_by_role("link", name="What is the answer?").click()
    page.wait_for_selector(".answer-row")
    page.get_by_role("link", name="Save…").click()
    page.get_by_role("button", name="Write case.yaml").click()
    page.wait_for_selector("text=Saved.")
    is_what_was_told(folder)


# --------------------------------------------------------------------------------------------------------- and later

CASE = """\
# stays
format: 1
title: Gifts
as_of: 2026-11-02
parties:
  a: {name: Alpha, horizon: 4 years}
  b: {name: Beta, horizon: 4 years, walkout_cost: 4}
steps:
  gift_a: {by: a, name: A gift of Alpha, undo: never, missed: 0.1, worth: {a: -3, b: 5}}  # and this
  gift_b: {by: b, name: A gift of Beta, undo: never, worth: {a: 5, b: -3}}
  talks: {by: [a, b], name: Talks, seen: {normally: 1 month, with: {gift_a: 1 week}}, requires: [gift_a], worth: {a: 1, b: 1}}
rules: [gift_a if talks]
deals:
  swap: [gift_a, gift_b]
plans:
  both: {title: Both at once, phases: [[gift_a, gift_b]]}
"""


@pytest.fixture
def gifts(tmp_path):
    folder = tmp_path / "gifts"
    folder.mkdir()
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    return folder


def text(page):
    """The text of the case as it is on the desk."""
    return page.evaluate("async () => (await (await fetch('/api/case')).json()).text")


def after(page, do):
    """The text of the case after a gesture, and what it was before."""
    before = text(page)
    do()
    for _ in range(100):
        now = text(page)
        if now != before:
            return now
        page.wait_for_timeout(50)
    raise AssertionError("nothing changed")


def lines(before, now):
    """The lines that differ, old and new."""
    old, new = before.splitlines(), now.splitlines()
    return [one for one in old if one not in new], [one for one in new if one not in old]


def test_a_name_is_changed_and_the_key_stays(opened, gifts):
    page = opened(gifts, at="#/start/parties/a").page
    name = page.locator("#parties-a").get_by_label("Name", exact=True)
    name.fill("Álpha: the “North” # 1")
    now = after(page, lambda: name.press("Enter"))
    gone, come = lines(CASE, now)
    assert gone == ["  a: {name: Alpha, horizon: 4 years}"] and len(come) == 1 and come[0].startswith("  a: {name:")
    page.locator("#parties-a summary", has_text="Álpha: the “North” # 1").wait_for()
    assert after(page, lambda: page.get_by_role("button", name="Undo").click()) == CASE


def test_what_is_typed_and_ticked_quickly_is_kept_though_the_server_is_slow(opened, gifts):
    page = opened(gifts, at="#/start/steps/talks").page
    card = page.locator("#steps-talks")
    held = []
    page.route("**/api/edits*", lambda route: route.continue_() if held else held.append(route))
    for label, text in (("How long it takes", "2 weeks"), ("In short", "talk")):
        card.get_by_label(label).fill(text)
        card.get_by_label(label).press("Enter")
    card.get_by_label("Symbolic").check()
    needs = card.get_by_role("group", name="Comes with or after")
    needs.get_by_label("A gift of Alpha").uncheck()
    needs.get_by_label("A gift of Beta").check()
    page.wait_for_timeout(200)
    assert "not saved" not in page.inner_text(".state"), "one after the other"
    held[0].continue_()
    page.locator(".state", has_text="5 changes not saved").wait_for()
    step = page.evaluate("async () => (await (await fetch('/api/case')).json()).data.steps.talks")
    assert (step["takes"], step["short"], step["symbolic"], step["requires"]) == ("2 weeks", "talk", True, ["gift_b"])


def test_what_does_not_fit_is_said_beside_the_field(opened, gifts):
    page = opened(gifts, at="#/start/steps/gift_a").page
    field = page.locator("#steps-gift_a").get_by_role("textbox", name="To Alpha")
    field.fill("rather bad")
    after(page, lambda: field.press("Enter"))
    field.and_(page.locator("[aria-invalid=true]")).wait_for()
    said = page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()
    assert said.startswith("✕") and "rather bad" in said
    field.fill("-4")
    now = after(page, lambda: field.press("Enter"))
    assert "a: -4, b: 5" in now and "# and this" in now
    field.and_(page.locator("[aria-invalid=false]")).wait_for()


def test_what_is_rare_is_shown_and_left_alone(opened, gifts):
    page = opened(gifts, at="#/start/steps/gift_a").page
    assert "missed: 0.1" in page.inner_text("#steps-gift_a .start-rest")
    page.goto(page.url.replace("gift_a", "talks"))
    card = page.locator("#steps-talks[open]")
    card.wait_for()
    assert "Sooner with A gift of Alpha (1 week)" in card.inner_text()
    seen = card.get_by_label("How long until the others see a breach")
    seen.fill("2 months")
    now = after(page, lambda: seen.press("Enter"))
    assert "seen: {normally: 2 months, with: {gift_a: 1 week}}" in now


def test_a_step_that_is_used_goes_with_its_uses_after_a_second_click(opened, gifts):
    page = opened(gifts, at="#/start/steps/gift_a").page
    page.get_by_role("button", name="Remove A gift of Alpha").click()
    told = page.locator(".start-uses")
    told.wait_for()
    assert [one.inner_text() for one in told.locator("li").all()] == [
        "the step “Talks”: seen",
        "the step “Talks”: requires",
        "the rule “gift_a if talks”",
        "the deal “swap”: its steps",
        "the plan “Both at once”: phase 1",
    ]
    assert text(page) == CASE, "nothing is done at the first click"
    told.get_by_role("button", name="Leave it").click()
    page.get_by_role("button", name="Remove A gift of Alpha").click()
    now = after(page, lambda: told.get_by_role("button", name="Remove all of it").click())
    assert "gift_a" not in now and "# stays" in now and "rules" not in now
    assert after(page, lambda: page.get_by_role("button", name="Undo").click()) == CASE


def test_a_plan_goes_at_once_and_undo_brings_it_back(opened, gifts):
    page = opened(gifts, at="#/start/plans/both").page
    now = after(page, lambda: page.get_by_role("button", name="Remove Both at once").click())
    assert "plans" not in now
    assert page.evaluate("document.activeElement.innerText") == "Plans", "the cursor is not lost"
    assert after(page, lambda: page.get_by_role("button", name="Undo").click()) == CASE


def test_rules_are_made_by_choosing_and_checked_when_typed(opened, gifts):
    page = opened(gifts, at="#/start/rules").page
    page.get_by_label("The first step").select_option("A gift of Beta")
    page.get_by_label("How they go together").select_option("cannot be together with")
    page.get_by_label("The second step").select_option("Talks")
    now = after(page, lambda: page.get_by_role("button", name="Add the rule").click())
    assert "not (gift_b and talks)" in now
    rule = page.get_by_label("Rule 2")
    rule.fill("not gift_c")
    after(page, lambda: rule.press("Enter"))
    page.locator(".start-rules .start-wrong", has_text="gift_c").wait_for()
    now = after(page, lambda: page.get_by_role("button", name="Remove rule 2").click())
    assert lines(CASE, now) == ([], [])


def test_a_deal_that_is_a_list_stays_one_and_takes_a_name(opened, gifts):
    page = opened(gifts, at="#/start/deals/swap").page
    card = page.locator("#deals-swap")
    assert "swap: [gift_a, gift_b, talks]" in after(page, lambda: card.get_by_label("Talks").check())
    card.locator("input:checked").nth(2).wait_for()
    name = card.get_by_label("Name", exact=True)
    name.fill("The swap")
    after(page, lambda: name.press("Enter"))
    deal = page.evaluate("async () => (await (await fetch('/api/case')).json()).data.deals.swap")
    assert deal == {"title": "The swap", "steps": ["gift_a", "gift_b", "talks"]}


def test_names_in_any_script_are_names(opened, gifts):
    page = opened(gifts, at="#/start").page
    for name, key in (("中国", "party_1"), ("إيران", "party_2"), ("No", "party_no")):
        page.get_by_label("Another party").fill(name)
        after(page, lambda: page.get_by_role("button", name="Add the party").click())
        page.locator(f"#parties-{key} summary", has_text=name).wait_for()
    data = page.evaluate("async () => (await (await fetch('/api/case')).json()).data.parties")
    assert data["party_no"]["name"] == "No", "a text, not a truth value"
    assert load_text(text(page)).parties["party_1"].name == "中国"


def load_text(written):
    from standoff.case.load import read_source

    return read_source("case.yaml", written).case


def test_a_hostile_name_runs_nothing(opened, gifts):
    page = opened(gifts, at="#/start").page
    name = "<img src=x onerror=alert(1)>"
    page.get_by_label("Another step").fill(name)
    after(page, lambda: page.get_by_role("button", name="Add the step").click())
    page.locator("summary", has_text=name).wait_for()
    assert page.locator("main img").count() == 0


def test_the_example_is_a_sound_case_and_can_be_undone(opened, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    page = opened(folder).page
    page.get_by_label("Title").fill("My case")
    page.get_by_role("button", name="Start from the example").click()
    page.locator("text=What comes next").wait_for()
    case = page.evaluate("async () => (await (await fetch('/api/case')).json())")
    assert case["sound"] and case["title"] == "My case" and "alpha-first" in case["names"]["plans"]
    assert "alpha-statement" in case["names"]["sources"]
    page.get_by_role("button", name="Undo").click()
    page.locator("text=What is it about?").wait_for()
    assert not (folder / "case.yaml").exists()


def test_everybody_can_use_it(opened, gifts):
    page = opened(gifts, at="#/start/steps/talks").page
    page.locator("#steps-talks[open]").wait_for()
    page.get_by_role("button", name="Remove Talks").click()
    page.locator(".start-uses, .start-part h2:focus").first.wait_for()
    assert objections(page) == []


def test_everybody_can_begin(opened, tmp_path):
    (tmp_path / "new").mkdir()
    page = opened(tmp_path / "new").page
    page.wait_for_selector(".start-begin")
    assert objections(page) == []


def test_the_tab_leads_there_and_its_key(opened, gifts):
    page = opened(gifts).page
    page.keyboard.press("8")
    page.wait_for_url("**#/start")
    page.wait_for_function("() => document.title === 'Parties and steps · Gifts'")
    page.get_by_role("link", name=re.compile("Answer")).click()
    page.wait_for_selector(".answer-row, .answer .hint")
