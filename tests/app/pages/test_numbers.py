"""The view Numbers in a browser: a range by mouse, by keys, by a click and by text, and what follows of it."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from app.browser import PHONE, TABLE, axe, sideways
from gifts import GIFTS
from standoff import catalog

WORTH = "steps.gift_of_a.worth.a"


def at(folder, text, *more):
    for old, new in more:
        assert old in text
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def gifts(opened, tmp_path):
    def of(*more, name="gifts", plan="a_first", all=True, **options):
        here = opened(at(tmp_path / name, GIFTS, *more), at=f"#/numbers/{plan}", **options)
        ready(here.page)
        if all:
            here.page.get_by_label("show numbers").select_option("all")
        return here

    return of


def ready(page):
    page.wait_for_selector(".numbers-table, .numbers-none")
    page.wait_for_selector("[aria-busy=false]")


def changes(page, count):
    """Waits until so many changes are not saved."""
    page.wait_for_selector(f".state:has-text('{count} change')")


def told(page, text):
    """Waits until something is said of the verdict."""
    page.wait_for_selector(f"aside:has-text('{text}')")


def row(page, label):
    return page.locator("tr", has=page.get_by_label(label, exact=True))


def field(page, label):
    return page.get_by_label(label, exact=True)


def lines(page, before=GIFTS):
    """The lines of the case that are otherwise on the desk, before and now."""
    now = data(page)["text"]
    pairs = zip(before.splitlines(), now.splitlines(), strict=True)
    return [[one, other] for one, other in pairs if one != other]


def data(page):
    return page.evaluate("async () => (await (await fetch('/api/case')).json())")


def point(page, label, end):
    """Where one end of a range is, and how many pixels its axis has."""
    svg = row(page, label).locator("svg")
    svg.scroll_into_view_if_needed()
    box = svg.bounding_box()
    mark = svg.locator({"low": ".hd.low", "high": ".hd.high", "middle": ".md"}[end]).bounding_box()
    return mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2, box


def drag(page, label, end, by, drop=True):
    """Drags an end by so many pixels, in steps as a hand does."""
    x, y, _ = point(page, label, end)
    page.mouse.move(x, y)
    page.mouse.down()
    for n in range(1, 6):
        page.mouse.move(x + by * n / 5, y)
    if drop:
        page.mouse.up()


GIFT = "Gift of a, worth to A"
COST = "B: what walking out costs"


def test_mouse_and_keys_give_the_same_text_in_the_case(gifts):
    by_mouse, by_keys = gifts(name="mouse").page, gifts(name="keys").page
    drag(by_mouse, GIFT, "low", -40)
    changes(by_mouse, 1)
    ((_, line),) = lines(by_mouse)
    wanted = re.search(r"a: (\S+) to -2.25", line)[1]
    low = field(by_keys, f"{GIFT}, low end")
    low.focus()
    for _ in range(400):
        now = float(low.input_value())
        if abs(now - float(wanted)) < 1e-9:
            break
        step = 0.02
        by_keys.keyboard.press("Shift+ArrowLeft" if now - float(wanted) < 9.5 * step else "ArrowLeft")
    by_keys.keyboard.press("Enter")
    changes(by_keys, 1)
    assert lines(by_keys) == lines(by_mouse)
    assert line == "  gift_of_a: {by: a, undo: never, worth: {a: " + wanted + " to -2.25, b: 5}}"
    assert float(wanted) < -4


def test_worths_below_nothing_have_their_place_beside_a_cost(gifts):
    """What walking out costs is at least nothing; what a step is worth to the same party, on the same axis, can be less."""
    page = gifts(("b: -3}", "b: -3 to -2}")).page
    low, high = (point(page, "Gift of b, worth to B", end)[0] for end in ("low", "high"))
    assert low + 5 < high < point(page, COST, "low")[0]


def test_arrows_move_a_tenth_of_the_range_and_a_hundredth_with_shift(gifts):
    """The range of walking out is 6 wide: a tenth is 0.6, rounded to 0.5; a hundredth 0.05."""
    page = gifts().page
    high = field(page, f"{COST}, high end")
    high.focus()
    page.keyboard.press("ArrowRight")
    assert float(high.input_value()) == pytest.approx(8.5)
    page.keyboard.press("Shift+ArrowLeft")
    assert float(high.input_value()) == pytest.approx(8.45)
    page.keyboard.press("Escape")
    assert float(high.input_value()) == pytest.approx(8)
    assert data(page)["dirty"] == 0


def test_the_verdict_follows_while_a_range_is_held_and_goes_back_with_escape(gifts):
    page = gifts(all=False).page
    side = page.get_by_label("The verdict")
    told(page, "it holds")
    told(page, "2,000 draws")
    before = side.locator(".numbers-verdict").inner_text()
    drag(page, COST, "middle", -140, drop=False)
    told(page, "B walks out at phase 2")
    assert side.locator(".numbers-verdict").inner_text() != before
    assert data(page)["dirty"] == 0
    page.keyboard.press("Escape")
    page.mouse.up()
    told(page, "it holds")
    assert side.locator(".numbers-verdict").inner_text() == before
    assert field(page, COST).input_value() == "2 to 8"


def test_what_is_placed_is_one_edit_in_words_and_can_be_undone(gifts):
    page = gifts().page
    field(page, GIFT).fill("−5 to −3")
    page.keyboard.press("Enter")
    changes(page, 1)
    assert lines(page) == [
        [
            "  gift_of_a: {by: a, undo: never, worth: {a: -4 to -2.25, b: 5}}",
            "  gift_of_a: {by: a, undo: never, worth: {a: -5 to -3, b: 5}}",
        ]
    ]
    assert data(page)["gestures"][-1]["label"] == "Gift of a, worth to A: −4 to −2.25 → −5 to −3"
    assert field(page, GIFT).input_value() == "−5 to −3"
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector(".state.ok")
    assert field(page, GIFT).input_value() == "−4 to −2.25"
    ready(page)


def test_a_click_on_an_end_and_another_where_it_is_to_be(gifts):
    page = gifts().page
    x, y, _ = point(page, GIFT, "low")
    page.mouse.click(x, y)
    assert field(page, f"{GIFT}, low end").evaluate("one => one === document.activeElement")
    page.mouse.click(x - 30, y - 10)
    changes(page, 1)
    text = data(page)["data"]["steps"]["gift_of_a"]["worth"]["a"]
    assert re.fullmatch(r"-[45]\.?\d* to -2.25", text)
    assert float(text.split()[0]) < -4


def test_the_focus_stays_on_what_was_moved(gifts):
    page = gifts().page
    low = field(page, f"{GIFT}, low end")
    low.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    changes(page, 1)
    ready(page)
    assert low.evaluate("one => one === document.activeElement")


def test_a_range_goes_over_zero_and_stops_at_its_other_end(gifts):
    page = gifts().page
    high = field(page, f"{GIFT}, high end")
    high.focus()
    for _ in range(14):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    changes(page, 1)
    text = data(page)["data"]["steps"]["gift_of_a"]["worth"]["a"]
    low, high_end = text.split(" to ")
    assert low == "-4"
    assert float(high_end) > 0
    ready(page)
    drag(page, GIFT, "low", 290)
    changes(page, 2)
    # At its other end it is no range any more, but one number.
    assert str(data(page)["data"]["steps"]["gift_of_a"]["worth"]["a"]) == high_end


def test_times_and_costs_stop_at_zero(gifts):
    page = gifts().page
    drag(page, COST, "low", -290)
    changes(page, 1)
    assert data(page)["data"]["parties"]["b"]["walkout_cost"] == "0 to 8"


def test_a_plain_number_becomes_a_range_at_either_end(gifts):
    page = gifts().page
    assert "b: 5" in GIFTS
    name = "Gift of a, worth to B"
    drag(page, name, "high", 60)
    changes(page, 1)
    low, high = data(page)["data"]["steps"]["gift_of_a"]["worth"]["b"].split(" to ")
    assert low == "5"
    assert float(high) > 5
    name = "A: how far ahead it looks"
    field(page, f"{name}, low end").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    changes(page, 2)
    assert data(page)["data"]["parties"]["a"]["horizon"] == "3.5 to 4 years"


def test_the_middle_takes_both_ends_along_as_the_shape_has_it(gifts):
    page = gifts(("b: 5}", "b: -1 to 3}")).page
    field(page, "Gift of a, worth to B, middle").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    changes(page, 1)
    # Normal: both ends by a tenth of 4, which is rounded to 0.5.
    assert data(page)["data"]["steps"]["gift_of_a"]["worth"]["b"] == "-0.5 to 3.5"
    ready(page)
    field(page, f"{COST}, middle").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    changes(page, 2)
    # Lognormal, from 2 to 8 with its middle at 4: at 4.5 both ends are an eighth larger.
    assert data(page)["data"]["parties"]["b"]["walkout_cost"] == "2.25 to 9"


def test_a_likeliest_value_is_moved_between_its_ends_and_keeps_its_form(gifts):
    page = gifts(("a: -4 to -2.25", "a: {low: -4, mode: -3, high: -2}")).page
    assert field(page, GIFT).input_value() == "−4 to −2, likeliest −3"
    middle = field(page, f"{GIFT}, likeliest value")
    middle.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    changes(page, 1)
    there = data(page)["data"]["steps"]["gift_of_a"]["worth"]["a"]
    assert there == {"low": -4, "mode": -2.8, "high": -2}
    ready(page)
    field(page, GIFT).fill("-5 to -2")
    page.keyboard.press("Enter")
    changes(page, 2)
    assert data(page)["data"]["steps"]["gift_of_a"]["worth"]["a"] == {"low": -5, "mode": -2.8, "high": -2}
    ready(page)
    # The low end stops at the likeliest value.
    field(page, f"{GIFT}, low end").focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    assert field(page, f"{GIFT}, low end").input_value() == "-2.8"


def test_times_keep_the_unit_that_they_are_written_in(gifts):
    page = gifts(("gift_of_b: {by: b,", "gift_of_b: {by: b, takes: 3 to 9 weeks,")).page
    field(page, "Gift of b: how long it takes, high end").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    changes(page, 1)
    assert data(page)["data"]["steps"]["gift_of_b"]["takes"] == "3 to 9.5 weeks"


def test_what_is_no_number_is_told_in_its_place_and_not_placed(gifts):
    here = gifts()
    here.allow("status of 400")
    page = here.page
    field(page, GIFT).fill("2 to -1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".numbers-wrong")
    assert "upside down" in page.locator(".numbers-wrong").inner_text()
    assert field(page, GIFT).get_attribute("aria-invalid") == "true"
    assert field(page, GIFT).input_value() == "2 to -1"
    assert data(page)["dirty"] == 0
    page.keyboard.press("Escape")
    assert page.locator(".numbers-wrong").count() == 0
    assert field(page, GIFT).input_value() == "−4 to −2.25"


WITNESS = (
    ("steps:\n", "  c: {horizon: 4 years}\nsteps:\n"),
    ("worth: {a: 5, b: -3}", "worth: {a: 5, b: -3, c: -1 to 3}"),
)


@pytest.mark.parametrize("plan", ["a_first", "swap"])
def test_a_bystander_is_counted_and_left_out_again(gifts, plan):
    """A deal may be a mere list of steps, which becomes a group of keys."""
    page = gifts(*WITNESS, plan=plan, all=False).page
    share = page.locator(".numbers-verdict b")
    before = share.inner_text()
    page.get_by_role("button", name="Count it").click()
    told(page, "Now it counts")
    ready(page)
    assert int(share.inner_text()) < int(before)
    kind = "plans" if plan == "a_first" else "deals"
    assert data(page)["data"][kind][plan]["consent"] == ["c"]
    field(page, "Gift of b, worth to C").wait_for()
    page.get_by_role("button", name="Leave it out").click()
    told(page, "Now it is left out")
    page.wait_for_selector(f".numbers-verdict:has-text('{before} of 100')")
    assert "consent" not in data(page)["data"][kind][plan]


def test_a_number_is_added_where_there_is_none(gifts):
    page = gifts().page
    page.get_by_text("Add a number").click()
    page.get_by_role("combobox", name="Step", exact=True).select_option("gift_of_b")
    page.get_by_role("combobox", name="Number", exact=True).select_option("steps.gift_of_b.takes")
    page.get_by_role("textbox", name="It is").fill("1 to 3 months")
    page.get_by_role("button", name="Add", exact=True).click()
    changes(page, 1)
    assert data(page)["data"]["steps"]["gift_of_b"]["takes"] == "1 to 3 months"
    page.wait_for_selector("text=How long steps take")
    assert field(page, "Gift of b: how long it takes").input_value() == "1 to 3 months"


def test_what_is_said_of_a_party_can_be_edited(gifts):
    here = gifts()
    page = here.page
    page.get_by_text("The parties").first.click()
    field(page, "A: What its points mean").fill("10 = the ban lifted")
    page.keyboard.press("Enter")
    changes(page, 1)
    field(page, "A: How far ahead it looks").fill("2 to 5 years")
    page.keyboard.press("Enter")
    changes(page, 2)
    party = data(page)["data"]["parties"]["a"]
    assert party == {"horizon": "2 to 5 years", "scale": "10 = the ban lifted"}
    page.wait_for_selector("text=own points (10 = the ban lifted)")
    here.allow("status of 400")
    field(page, "A: How far ahead it looks").fill("0")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=a horizon must be longer than 0")


EMPTY = """\
format: 1
title: Empty
as_of: 2026-11-02
parties:
  a:
  b:
steps:
  gift_of_a: {by: a, undo: never}
  gift_of_b: {by: b, undo: never}
"""


def test_an_empty_case_is_filled_here_without_a_plan(opened, tmp_path):
    text = EMPTY.replace("  a:\n  b:\n", "  a: {name: Ann}\n  b: {name: Bob}\n")
    page = opened(at(tmp_path / "empty", text), at="#/numbers").page
    page.wait_for_selector("text=There is no plan yet")
    for step, party, name, worth in (("gift_of_a", "a", "Ann", "-3"), ("gift_of_a", "b", "Bob", "4 to 6")):
        page.get_by_role("combobox", name="Step", exact=True).select_option(step)
        page.get_by_role("combobox", name="Number", exact=True).select_option(f"steps.{step}.worth.{party}")
        page.get_by_role("textbox", name="It is").fill(worth)
        page.get_by_role("button", name="Add", exact=True).click()
        page.wait_for_selector(f"[aria-label^='Gift of a, worth to {name}']")
    field(page, "Ann: How far ahead it looks").fill("4 years")
    page.keyboard.press("Enter")
    changes(page, 3)
    assert data(page)["data"]["steps"]["gift_of_a"]["worth"] == {"a": -3, "b": "4 to 6"}


def test_a_case_that_is_not_sound_says_so_and_keeps_what_it_showed(gifts):
    here = gifts()
    page = here.page
    page.evaluate(
        """() => fetch("/api/edits", {method: "POST", headers: {"Content-Type": "application/json"},
            body: JSON.stringify({edits: [{op: "set", path: ["steps", "gift_of_a", "takes"], value: "soon"}], label: "x"})})"""
    )
    page.wait_for_selector(".unsound")
    assert "soon" in page.locator(".unsound").inner_text()
    assert field(page, GIFT).is_visible()


def test_filters_show_what_they_say(gifts):
    because = "because: [{in: one, says: x, for: worth.a}],"
    page = gifts(("gift_of_a: {by: a,", f"gift_of_a: {{by: a, takes: 1 to 2 weeks, {because}")).page
    choose = page.get_by_label("show numbers")
    every = page.locator(".numbers-rows tbody th").count()
    choose.select_option("bare")
    assert field(page, GIFT).count() == 0
    assert page.locator(".numbers-rows tbody th").count() == every - 1
    choose.select_option("times")
    assert {*page.locator(".numbers-rows caption").all_inner_texts()} == {
        "How far ahead parties look",
        "How long steps take",
    }
    choose.select_option("flip")
    assert field(page, COST).count() == 1


def test_another_plan_is_another_address_and_none_flips(gifts):
    page = gifts(("plans:\n", "plans:\n  only_a: {title: Only a gives, phases: [[gift_of_a]]}\n"), all=False).page
    page.get_by_label("For the plan").select_option("plan:only_a")
    page.wait_for_url("**#/numbers/plan%3Aonly_a")
    told(page, "A refuses it")


def test_evidence_of_a_number_is_a_link_to_it(gifts):
    page = gifts().page
    link = row(page, GIFT).get_by_role("link")
    assert link.get_attribute("href") == f"#/evidence/{WORTH}"
    assert link.inner_text() == "nothing"


def test_names_are_shown_and_run_nothing(gifts):
    page = gifts(
        ("gift_of_a: {by: a,", "gift_of_a: {by: a, name: '<img src=x onerror=alert(1)>', short: '<b>bold</b>',"),
        ("a: {horizon: 4 years}", "a: {horizon: 4 years, name: 'שלום', scale: '<script>alert(2)</script>'}"),
    ).page
    assert page.locator("main img, main script").count() == 0
    assert "<script>alert(2)</script>" in page.locator("main").inner_text()
    assert "<b>bold</b>" in page.locator("main").inner_text()


@pytest.mark.parametrize(("size", "scheme"), [(TABLE, "light"), (PHONE, "dark")])
def test_nothing_is_in_anybodys_way(opened, size, scheme):
    """With numbers of all kinds, and all that is folded away; then what anybody sees first, in the other colours."""
    page = opened("harbour", at="#/numbers/harbour_first", size=size, scheme=scheme).page
    page.wait_for_selector(".numbers-drives")
    page.get_by_label("show numbers").select_option("all")
    for summary in page.locator("summary").all():
        summary.click()
    assert axe(page) == []
    assert sideways(page) == 0
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    page.get_by_label("show numbers").select_option("flip")
    assert axe(page) == []


def test_a_worth_of_the_korea_case_is_one_line(opened, tmp_path):
    folder = tmp_path / "korea"
    shutil.copytree(catalog.find("korea"), folder)
    here = opened(folder, at="#/numbers/interim")
    page = here.page
    ready(page)
    text = "Peace treaty, worth to Washington"
    field(page, text).fill("−4 to −1")
    before = (folder / "case.yaml").read_text(encoding="utf-8")
    page.keyboard.press("Enter")
    changes(page, 1)
    ((old, new),) = lines(page, before)
    assert old.replace("us: -2.5 to 0.8", "us: -4 to -1") == new
    assert data(page)["gestures"][-1]["label"] == f"{text}: −2.5 to 0.8 → −4 to −1"
    assert (folder / "case.yaml").read_text(encoding="utf-8") == before


def test_a_plan_of_more_steps_than_can_be_asked_is_refused_kindly(opened, tmp_path):
    steps = "\n".join(f"  s{n}: {{by: a, worth: {{a: 1, b: 1}}}}" for n in range(60))
    phases = json.dumps([[f"s{n}" for n in range(60)]])
    text = (
        "format: 1\ntitle: Large\nas_of: 2026-11-02\nparties: {a: {horizon: 4 years}, b: {horizon: 4 years}}\n"
        f"steps:\n{steps}\nplans:\n  all: {{phases: {phases}}}\n"
    )
    here = opened(at(tmp_path / "large", text), at="#/numbers/all")
    here.allow("status of 4")
    here.page.wait_for_selector(".numbers-pane .warn")
    assert "60" in here.page.locator(".numbers-pane .warn").inner_text()
