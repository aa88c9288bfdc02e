"""The view Plan in a browser: steps are moved by mouse, finger, keys and clicks, and all of these do the same."""

from __future__ import annotations

import re

import pytest

import standoff
from app.browser import PHONE, axe, sideways
from standoff.case.editing.edit import Edit
from standoff.case.editing.edited import edited

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

HARBOUR = """\
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  a: {name: Alpha, horizon: 2 to 6 years, walkout_cost: 2}
  b: {name: "مصر والسودان", horizon: 4 years, walkout_cost: 0 to 4}
steps:
  fuel: {by: a, name: Fuel, takes: 1 month, seen: 3 months, undo: 1 year, worth: {a: -3 to -1, b: 2 to 5}}
  port: {by: b, name: Port, takes: 2 months, undo: never, worth: {a: 3 to 6, b: -3 to 0}}
  patrol: {by: a, name: Patrol, requires: [port], undo: 2 months, worth: {a: -0.5, b: 1}}
  treaty: {by: [a, b], name: "معاهدة", undo: 1 year, worth: {a: 1 to 2, b: 0.5}}
  talks: {by: [a, b], name: Talks, undo: never, worth: {a: 0.1, b: 0.1}}
plans:
  one:
    title: "One: by one"
    pace: 1 month  # the shortest there is
    phases:
      - [fuel]
      - [port, treaty]
      - [patrol]
  two: {phases: [[port], [fuel]]}
deals:
  swap: [fuel, port]
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "harbour"
    made.mkdir()
    (made / "case.yaml").write_text(HARBOUR, encoding="utf-8")
    return made


def on_plan(opened, folder, at="#/plan/one", **how):
    here = opened(folder, at=at, **how)
    here.page.locator(".plan-card").first.wait_for()
    settled(here.page)
    return here


def settled(page):
    page.locator(".plan-share small", has_text="2,000 draws").wait_for()


def card(page, name):
    return page.locator(f'[data-card^="{name} "]').first


def text_of(page):
    return page.evaluate("fetch('/api/case').then((answer) => answer.json()).then((document) => document.text)")


def phases_of(page):
    return standoff.loads(text_of(page)).plans["one"].phases


def until(page, true):
    """Wait until an expression is true: pages let no text be evaluated, so it is asked for again and again."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    raise AssertionError(true)


def saved(page):
    """Wait until a change has come to the desk."""
    page.locator(".state", has_text="not saved").wait_for()


def column(page, phase):
    return page.locator("thead th").nth(phase - 1).bounding_box()


def by_mouse(page):
    box, to = card(page, "fuel").bounding_box(), column(page, 3)
    page.mouse.move(box["x"] + 40, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 14, steps=3)
    page.mouse.move(to["x"] + to["width"] / 2, box["y"] + 20, steps=5)
    page.mouse.up()


def by_keys(page):
    card(page, "fuel").focus()
    page.keyboard.press("Space")
    # Fuel was alone before phase 1: among the port's phase, between, among the patrol's.
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")


def by_clicks(page):
    card(page, "fuel").click()
    page.locator(".plan-answers .plan-here").nth(2).click()


def by_a_click_on_the_column(page):
    card(page, "fuel").click()
    to, row = column(page, 3), page.locator("tbody tr").nth(2).bounding_box()
    page.mouse.click(to["x"] + to["width"] / 2, row["y"] + row["height"] - 3)


def by_the_menu(page):
    card(page, "fuel").focus()
    page.get_by_role("button", name="Move to phase…").click()
    page.locator(".plan-menu").select_option("3")


WAYS = [by_mouse, by_keys, by_clicks, by_a_click_on_the_column, by_the_menu]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_the_same_order_and_the_same_text(opened, folder, way):
    page = on_plan(opened, folder).page
    way(page)
    saved(page)
    moved = Edit("set", ("plans", "one", "phases"), [["port", "treaty"], ["patrol", "fuel"]])
    assert text_of(page) == edited(HARBOUR, [moved])
    assert phases_of(page) == (("port", "treaty"), ("patrol", "fuel"))
    assert "pace: 1 month  # the shortest there is" in text_of(page)


def test_the_focus_stays_on_the_card_and_what_is_held_is_said(opened, folder):
    page = on_plan(opened, folder).page
    card(page, "fuel").focus()
    page.keyboard.press("Space")
    said = page.locator("[role=status].heard")
    said.filter(has_text=re.compile(r"Fuel, a phase of its own, 1 of 3\. Holds in")).wait_for(state="attached")
    assert "Enter to place, Escape to put back." in said.inner_text()
    page.keyboard.press("ArrowRight")
    said.filter(has_text=re.compile(r"Fuel, phase 1 of 2\. ")).wait_for(state="attached")
    for _ in range(2):
        assert page.evaluate("document.activeElement.dataset.card") == "fuel a"
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    saved(page)
    assert page.evaluate("document.activeElement.dataset.card") == "fuel a"


@pytest.mark.parametrize("how", ["keys", "mouse", "click"])
def test_escape_puts_back_and_nothing_is_changed(opened, folder, how):
    page = on_plan(opened, folder).page
    if how == "keys":
        card(page, "fuel").focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
    elif how == "click":
        card(page, "fuel").click()
    else:
        box, to = card(page, "fuel").bounding_box(), column(page, 2)
        page.mouse.move(box["x"] + 40, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(to["x"] + 60, box["y"] + 10, steps=4)
        page.locator(".dragged").wait_for()
    page.locator(".plan-answers").wait_for()
    page.locator(".plan-here b", has_text="holds in").first.wait_for()
    page.keyboard.press("Escape")
    page.locator(".plan-answers").wait_for(state="detached")
    if how == "mouse":
        page.mouse.up()
    assert page.locator(".dragged").count() == 0
    assert text_of(page) == HARBOUR
    assert page.locator(".state", has_text="as in the file").count() == 1
    if how == "keys":
        tried = page.evaluate("JSON.parse(sessionStorage.getItem('tried'))")
        assert [(one["text"], one["kept"]) for one in tried] == [("Fuel in phase 1", "put back")]


def test_a_step_can_have_a_phase_of_its_own_between_two_others(opened, folder):
    page = on_plan(opened, folder).page
    box, to = card(page, "treaty").bounding_box(), column(page, 3)
    page.mouse.move(box["x"] + 40, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(to["x"] - 60, box["y"] + 10, steps=3)
    page.mouse.move(to["x"] + 1, box["y"] + 10, steps=3)
    page.locator("td.plan-line").first.wait_for()
    page.mouse.up()
    saved(page)
    assert phases_of(page) == (("fuel",), ("port",), ("treaty",), ("patrol",))


def test_what_is_not_possible_is_refused_in_the_words_of_check(opened, folder):
    page = on_plan(opened, folder).page
    card(page, "patrol").focus()
    page.keyboard.press("Space")
    first = page.locator(".plan-answers .plan-here").first
    first.locator(".nope", has_text="not possible").wait_for()
    assert first.inner_text().splitlines()[1] == "“Patrol” requires “Port”, which comes only in phase 2"
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.locator("[role=status].heard", has_text="Not possible: “Patrol” requires “Port”").wait_for(state="attached")
    assert page.locator(".plan-answers").count() == 1  # it is still held
    page.keyboard.press("Escape")
    assert text_of(page) == HARBOUR


def test_a_move_is_undone_and_the_log_says_so(opened, folder):
    page = on_plan(opened, folder).page
    by_clicks(page)
    saved(page)
    until(page, "JSON.parse(sessionStorage.getItem('tried'))[0].to !== ''")
    page.get_by_role("button", name="Undo", exact=True).click()
    page.locator(".state", has_text="as in the file").wait_for()
    assert text_of(page) == HARBOUR
    until(page, "JSON.parse(sessionStorage.getItem('tried'))[0].kept === 'put back'")
    (one,) = page.evaluate("JSON.parse(sessionStorage.getItem('tried'))")
    assert one["text"] == "Fuel in phase 2" and re.fullmatch(r"[<>]?\d+", one["to"])


def test_margins_before_are_struck_out_and_the_weakest_is_marked_in_words(opened, folder):
    page = on_plan(opened, folder).page
    assert page.locator("button.plan-pull[aria-label*='the weakest link']").count() == 1
    assert page.locator(".plan-pull s").count() == 0
    by_clicks(page)
    saved(page)
    page.locator(".plan-pull s").first.wait_for()
    assert page.locator(".plan-pull.weak b").first.inner_text().startswith("▼")


def test_why_shows_what_explain_says(opened, folder):
    page = on_plan(opened, folder).page
    bar = page.locator("button.plan-pull").first
    bar.click()
    said = page.locator(".plan-why p").first
    until(page, "document.querySelector('.plan-why p').textContent.length > 5")
    assert said.inner_text() == standoff.explain(standoff.loads(HARBOUR), 1, "a", plan="one").why


def test_of_a_deal_the_first_move_makes_a_plan(opened, folder):
    page = on_plan(opened, folder, at="#/plan/deal:swap").page
    road = standoff.roadmap(standoff.loads(HARBOUR), ["swap"], draws=0)[0].shown
    card(page, "fuel").click()
    between = page.locator(".plan-between")
    (between.first if road.phases[-1] == ("fuel",) else between.last).click()
    saved(page)
    made = standoff.loads(text_of(page))
    assert list(made.plans) == ["one", "two", "plan_1"] and made.plans["plan_1"].title == "Swap, moved"
    assert made.deals == standoff.loads(HARBOUR).deals
    page.wait_for_url(re.compile("plan_1"))


def test_plans_are_made_filled_named_copied_and_deleted(opened, folder):
    page = on_plan(opened, folder).page
    page.get_by_role("button", name="New").click()
    page.locator(".plan-empty", has_text="The plan is empty").wait_for()
    page.locator(".plan-add").select_option("port")
    page.locator(".plan-answers").wait_for()
    page.keyboard.press("Enter")
    saved(page)
    page.wait_for_url(re.compile("plan_1"))
    settled(page)
    page.locator(".plan-add").select_option("fuel")
    page.locator(".plan-here b").first.wait_for()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.locator("thead th").nth(2).wait_for()
    until(page, "fetch('/api/case').then((a) => a.json()).then((d) => d.dirty === 2)")
    assert standoff.loads(text_of(page)).plans["plan_1"].phases == (("port",), ("fuel",))
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Name of the plan").fill("Mine")
    page.keyboard.press("Enter")
    page.locator(".plan-which option:checked", has_text="Mine").wait_for(state="attached")
    page.get_by_role("button", name="Copy").click()
    page.wait_for_url(re.compile("plan_2"))
    card(page, "fuel").focus()
    page.get_by_role("button", name="Take it out of the plan").click()
    until(page, "document.querySelectorAll('thead th').length === 2")
    until(page, "fetch('/api/case').then((a) => a.json()).then((d) => d.dirty === 5)")
    plans = standoff.loads(text_of(page)).plans
    assert (plans["plan_2"].title, plans["plan_2"].phases) == ("Mine, copy", (("port",),))
    page.get_by_role("button", name="Delete").click()
    page.wait_for_url(re.compile("plan%3Aone"))
    assert list(standoff.loads(text_of(page)).plans) == ["one", "two", "plan_1"]


def test_times_of_the_step_selected_are_edits_of_the_case(opened, folder):
    page = on_plan(opened, folder).page
    card(page, "fuel").focus()
    page.get_by_label("Fuel: back within").fill("2 to 6 years")
    page.keyboard.press("Tab")
    saved(page)
    assert text_of(page) == HARBOUR.replace("undo: 1 year, worth: {a: -3", "undo: 2 to 6 years, worth: {a: -3")


def test_a_finger_drags_by_the_grip_and_lifts_by_a_tap(browser, opened, folder):
    here = opened(folder, at="#/plan/one", size=(900, 800))
    page = here.page
    settled(page)
    session = page.context.new_cdp_session(page)

    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def touch(kind, *at):
        points = [{"x": at[0], "y": at[1]}] if at else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    box, to = card(page, "fuel").bounding_box(), column(page, 3)
    touch("touchStart", box["x"] + 8, box["y"] + 12)
    for part in range(1, 9):
        touch("touchMove", box["x"] + 8 + part * (to["x"] + 60 - box["x"] - 8) / 8, box["y"] + 12)
    page.locator(".dragged").wait_for()
    touch("touchEnd")
    saved(page)
    assert phases_of(page) == (("port", "treaty"), ("patrol", "fuel"))


def test_names_that_are_read_from_the_right_and_a_phone(opened, folder):
    here = on_plan(opened, folder, size=PHONE)
    page = here.page
    assert sideways(page) == 0
    name = card(page, "treaty")
    assert name.evaluate("(card) => getComputedStyle(card).direction") == "rtl"
    assert (
        page.locator(".plan-board tbody th", has_text="مصر").evaluate("(cell) => getComputedStyle(cell).direction")
        == "rtl"
    )
    name.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    saved(page)
    assert sideways(page) == 0 and axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_to_say(opened, folder, scheme):
    page = on_plan(opened, folder, scheme=scheme).page
    assert axe(page) == []
    card(page, "fuel").click()
    page.locator(".plan-here b", has_text="holds in").first.wait_for()
    assert axe(page) == []


def test_the_best_order_of_the_same_steps_is_offered(opened, folder):
    page = on_plan(opened, folder, at="#/plan/two").page
    page.get_by_role("button", name="Search the best order from here").click()
    page.locator(".plan-found").wait_for()
    road = standoff.roadmap(standoff.loads(HARBOUR), ["swap"], draws=200)[0]
    first = road.chosen.plan.plan if road.chosen and road.chosen.plan.least_trust else road.shown
    told = page.locator(".plan-found")
    if first.phases == (("port",), ("fuel",)):
        assert "It is the order that is here." in told.inner_text()
    else:
        told.get_by_role("button", name="Take this order").click()
        saved(page)
        assert standoff.loads(text_of(page)).plans["two"].phases == first.phases


def test_more_steps_than_can_be_assessed_are_shown_without_numbers(opened, tmp_path):
    large = tmp_path / "large"
    large.mkdir()
    steps = "\n".join(f"  s{n}: {{by: a, worth: {{a: 1}}}}" for n in range(60))
    phases = ", ".join(f"[{', '.join(f's{k}' for k in range(n, n + 10))}]" for n in range(0, 60, 10))
    (large / "case.yaml").write_text(
        "format: 1\ntitle: Large\nas_of: 2026-11-02\nparties:\n  a: {horizon: 1 year}\n  b: {horizon: 1 year}\n"
        f"steps:\n{steps}\nplans:\n  all: {{phases: [{phases}]}}\n",
        encoding="utf-8",
    )
    here = opened(large, at="#/plan/all")
    here.allow("status of 422")
    page = here.page
    page.locator(".warn", has_text="steps in the plan, kept ones included: 60, and the limit is 30").wait_for()
    assert page.locator(".plan-card").count() == 60


def test_a_case_without_plans_says_what_to_do_first(opened, tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "case.yaml").write_text(HARBOUR.partition("plans:")[0], encoding="utf-8")
    page = opened(bare, at="#/plan").page
    page.get_by_role("button", name="Begin a plan").click()
    page.locator(".plan-empty", has_text="Add a first step").wait_for()
    page.locator(".plan-add").select_option("port")
    page.locator(".plan-answers").wait_for()
    page.keyboard.press("Enter")
    saved(page)
    assert standoff.loads(text_of(page)).plans["plan_1"].phases == (("port",),)
