"""The view Ask in a browser: the same by keys and by mouse, contradictions, an order with ties, and nothing written until accepted."""

from __future__ import annotations

import json

import pytest

import standoff
from app.browser import PHONE, TABLE, axe, sideways
from standoff.case.load import load

CASE = """\
format: 1
title: Oil for visits
as_of: 2026-11-02
parties:
  north: {name: North, horizon: 1 to 2 years, scale: "10 = the sanctions gone for good"}
  south: {name: "<b>South</b>", horizon: 4 years}
steps:
  sanctions: {by: south, name: Lift the sanctions, short: sanctions gone, worth: {north: 10}}
  oil: {by: south, name: Deliver the oil, short: oil, undo: 2 weeks, worth: {north: 2 to 7, south: -3}}
  loan: {by: south, name: Give the loan, short: "<img onerror=alert(1)>", undo: never, worth: {north: 1 to 5, south: -2}}
  visits:
    by: north
    name: Let visitors in
    short: visits
    seen: 1 month
    undo: 1 week
    worth: {north: -5 to -1.5, south: 7}  # as in 2019
deals:
  swap: {title: The swap, steps: [oil, visits]}
plans:
  oil_first: {title: Oil first, pace: 1 month, phases: [[oil, loan], [visits]]}
"""


@pytest.fixture
def north(tmp_path):
    folder = tmp_path / "north"
    folder.mkdir()
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    return folder


def settled(page):
    page.wait_for_selector(".ask-question, .ask-opposed, .ask .warn, .ask-given")
    page.wait_for_selector(".ask-stale", state="detached")


def given(page):
    """The answers that the page has, as it sends them, without the day."""
    kept = page.evaluate("Object.entries(sessionStorage).find(([key]) => key.startsWith('ask '))?.[1] ?? '{}'")
    return [{key: value for key, value in one.items() if key != "on"} for one in json.loads(kept).get("north", [])]


def count(page, low, high):
    page.fill("label:has-text('surely more than') input", low)
    page.fill("label:has-text('surely fewer than') input", high)
    page.click("button[type=submit]")


def answered(page, number):
    page.wait_for_function("n => document.querySelectorAll('.ask-given li').length === n", arg=number)
    settled(page)


def signed(page):
    page.fill("input[name=by]", "AB")
    page.press("input[name=by]", "Tab")


def test_it_asks_what_the_verb_asks(opened, north):
    page = opened(north, at="#/ask/north/oil_first").page
    settled(page)
    found = standoff.ask(load(north), "north", plan="oil_first")
    heads = [one.inner_text() for one in page.query_selector_all(".ask-question h2")]
    assert heads == [one.sentence for one in found.questions]
    text = " ".join(page.inner_text("main").split())
    assert found.headline in text and found.holding in text
    assert all(one.why in text for one in found.questions)
    bars = [row.query_selector("th").inner_text() for row in page.query_selector_all(".ask-allow tr")]
    assert set(bars) == {"Oil", "<img onerror=alert(1)>", "Visits"}


@pytest.mark.parametrize(
    ("key", "click", "answer"),
    [
        ("ArrowLeft", ".ask-side >> nth=0", "left"),
        ("ArrowRight", ".ask-side >> nth=1", "right"),
        ("=", "text=About the same", "same"),
        ("?", ".ask-question:has(.ask-side) >> text=Can’t say", "cannot_say"),
    ],
)
def test_keys_and_mouse_give_the_same(opened, north, key, click, answer):
    found, first = [], None
    for way in ("key", "click"):
        first = opened(north, at="#/ask/north/oil_first", again=first)
        page = first.page
        settled(page)
        if way == "key":
            page.keyboard.press(key)
        else:
            page.click(click)
        answered(page, 1)
        found.append((given(page), page.inner_text(".ask .hint >> nth=0")))
    assert found[0] == found[1]
    assert found[0][0][0]["answer"] == answer and found[0][0][0]["kind"] == "rather"


def test_keys_typed_into_a_field_are_no_answers(opened, north):
    page = opened(north, at="#/ask/north/oil_first").page
    settled(page)
    page.click("input[name=by]")
    page.keyboard.type("A=?")
    page.keyboard.press("ArrowLeft")
    assert given(page) == []


def test_how_many_by_fields_and_by_handles(opened, north):
    page = opened(north, at="#/ask/north/oil_first").page
    settled(page)
    assert page.is_disabled("button[type=submit]")
    page.focus("input[aria-label='Surely more than']")
    page.keyboard.press("ArrowRight")
    assert float(page.input_value("label:has-text('surely more than') input")) > 0
    count(page, "1.5", "2")
    answered(page, 1)
    (one,) = given(page)
    assert (one["kind"], one["answer"], one["low"], one["high"]) == ("how_many", "between", 1.5, 2)


def test_answers_that_contradict_are_shown_and_one_can_be_taken_back(opened, north):
    page = opened(north, at="#/ask/north/-").page
    settled(page)
    order = page.query_selector_all(".ask-order .ask-step")
    first, second = order[0].inner_text(), order[1].inner_text()
    page.click("text=Answer with this order")
    answered(page, 1)
    page.click(f".ask-order li:has-text('{second}') button[data-do=up]")
    # A new order takes the place of the former; a comparison does not.
    page.click("text=Answer with this order")
    page.wait_for_function("name => document.querySelector('.ask-order .ask-step').innerText === name", arg=second)
    settled(page)
    assert len(given(page)) == 1 and first != second
    while not page.query_selector(".ask-opposed"):
        before = len(given(page))
        ranks = next(one["order"] for one in given(page) if one["kind"] == "order")
        place = {step: n for n, group in enumerate(ranks) for step in group}
        sides = standoff.ask(load(north), "north", given(page)).questions
        rather = next(one for one in sides if one.kind == "rather" and len(one.left.steps) == len(one.right.steps) == 1)
        worse = place[rather.left.steps[0]] > place[rather.right.steps[0]]
        page.keyboard.press("ArrowLeft" if worse else "ArrowRight")
        answered(page, before + 1)
    told = page.inner_text(".ask-opposed")
    assert "cannot" in told and not page.query_selector(".ask-question")
    page.click(".ask-opposed button[aria-expanded]")
    assert len(page.query_selector_all(".ask-opposed li")) >= 1
    page.click(".ask-opposed li >> nth=0 >> text=Take it back")
    page.wait_for_selector(".ask-question")
    assert not page.query_selector(".ask-opposed")


def test_an_order_with_a_tie_and_a_step_left_out_by_buttons(opened, north):
    page = opened(north, at="#/ask/north/-").page
    settled(page)
    steps = len(page.query_selector_all(".ask-order li"))
    page.click(".ask-order li:nth-child(3) button[aria-pressed]")
    assert page.get_attribute(".ask-order li:nth-child(3)", "class").startswith("tied")
    page.click(f".ask-order li:nth-child({steps}) button[title='leave it out of the order']")
    page.click("text=Answer with this order")
    answered(page, 1)
    (one,) = given(page)
    assert one["kind"] == "order" and [len(group) for group in one["order"]] == [1, 2]


def test_a_step_is_dragged_and_escape_puts_it_back(opened, north):
    page = opened(north, at="#/ask/north/-").page
    settled(page)
    names = lambda: [one.inner_text() for one in page.query_selector_all(".ask-order .ask-step")]  # noqa: E731
    before = names()
    grip = page.query_selector(".ask-order li:nth-child(1) .ask-grip").bounding_box()
    last = page.query_selector(".ask-order li:last-child").bounding_box()
    for put_back in (True, False):
        page.mouse.move(grip["x"] + 5, grip["y"] + 5)
        page.mouse.down()
        page.mouse.move(grip["x"] + 5, last["y"] + last["height"] - 2, steps=6)
        if put_back:
            page.keyboard.press("Escape")
            page.mouse.up()
            assert names() == before
    page.mouse.up()
    page.wait_for_selector("text=Put it back")
    assert names() == [*before[1:], before[0]]


def test_nothing_is_written_until_it_is_accepted_and_then_it_is_one_undo(opened, north):
    watched = opened(north, at="#/ask/north/oil_first")
    page, file = watched.page, north / "case.yaml"
    settled(page)
    count(page, "4", "5")
    answered(page, 1)
    assert not page.query_selector(".ask-accept")
    assert "say above whose answers they are" in page.inner_text("aside")
    signed(page)
    page.wait_for_selector(".ask-accept")
    assert "as in the file" in page.inner_text(".state")
    offers = page.inner_text(".ask-accept")
    given_now = given(page)
    expected = standoff.ask(load(north), "north", given_now, "oil_first").accept
    assert expected and all(one.sentence in offers for one in expected)
    page.click("text=Accept: put")
    page.wait_for_function("() => document.querySelector('.state').innerText.includes('not saved')")
    assert "1 change not saved" in page.inner_text(".state")
    assert file.read_text(encoding="utf-8") == CASE
    on_desk = page.evaluate("fetch('/api/case').then((answer) => answer.json())")
    for one in expected:
        _, step, _, party = one.path.split(".")
        entry = on_desk["data"]["steps"][step]
        assert entry["worth"][party] == one.value
        assert entry["because"][-1]["by"] == "AB" and entry["because"][-1]["for"] == "worth.north"
    assert "# as in 2019" in on_desk["text"]
    assert given(page) == []
    page.click("text=Undo")
    page.wait_for_function("() => document.querySelector('.state').innerText.includes('as in the file')")


def test_it_can_be_about_a_deal_or_about_no_plan(opened, north):
    page = opened(north, at="#/ask/north/oil_first").page
    settled(page)
    for choice, plan in (("deal:swap", "deal:swap"), ("-", None)):
        page.select_option(".ask-plan", choice)
        expected = standoff.ask(load(north), "north", plan=plan)
        page.wait_for_function("told => document.querySelector('.ask .hint').innerText === told", arg=expected.headline)
        settled(page)
        holding = page.query_selector(".ask-holding")
        assert (holding.inner_text() if holding else "") == expected.holding


def test_answers_are_still_there_after_the_page_was_loaded_again(opened, north):
    page = opened(north, at="#/ask/north/oil_first").page
    settled(page)
    page.keyboard.press("ArrowLeft")
    answered(page, 1)
    page.reload()
    answered(page, 1)
    assert len(given(page)) == 1


def test_whom_nothing_can_be_asked_about_is_told_why(opened, north):
    watched = opened(north, at="#/ask/south/-")
    watched.allow("status of 400")
    page = watched.page
    page.wait_for_selector(".ask .warn")
    assert "no worth of south as a range" in page.inner_text(".ask .warn")
    page.select_option(".ask-choices select >> nth=0", "north")
    page.wait_for_selector(".ask-question")
    assert not page.query_selector(".ask .warn")


@pytest.mark.parametrize(("size", "scheme"), [(TABLE, "light"), (TABLE, "dark"), (PHONE, "light"), (PHONE, "dark")])
def test_everyone_can_use_it(opened, north, size, scheme):
    page = opened(north, at="#/ask/north/oil_first", size=size, scheme=scheme).page
    settled(page)
    assert axe(page) == [] and sideways(page) == 0
    signed(page)
    count(page, "4", "5")
    answered(page, 1)
    page.wait_for_selector(".ask-accept")
    page.click("summary")
    assert axe(page) == [] and sideways(page) == 0
