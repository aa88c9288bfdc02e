"""The annex in a real Chromium: nothing that axe-core objects to, parts that links open, paper, the keyboard, a phone."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import chromium
import standoff
from cases import case_of
from made_up import COMMAND, LONG, crowded, findings, page
from standoff.case.model.model import Case
from standoff.views.brief import page as brief

pytestmark = chromium.needs_chromium

SWAP = """
parties:
  a: {name: Aleph, horizon: 4 years}
  b: {name: Beth, horizon: 4 years}
steps:
  x: {by: a, name: Open the harbour to ships of all flags, short: harbour opens, seen: 6 months, worth: {a: -6 to -2, b: 2 to 6}}
  y: {by: b, name: Sell fuel, seen: 6 months, undo: 1 month, worth: {a: 2 to 6, b: -4 to -1}}
  z: {by: b, name: Lift the ban, seen: 1 month, worth: {a: 3 to 9, b: -2 to -1}}
deals:
  swap: {title: "Swap: ships for fuel", steps: [x, y]}
plans:
  first: {title: Aleph first, phases: [[x], [y, z]]}
"""

RIGHT_TO_LEFT = (
    SWAP.replace("Aleph", "مدينة الميناء الكبيرة")
    .replace("Sell fuel", "بيع الوقود للجيران")
    .replace("short: harbour opens, ", "")
)


@cache
def brief_of(text: str) -> str:
    case = case_of(text)
    return brief.render(case, standoff.run(case, draws=64, seed=1), sources={}, command="standoff run .")


def brief_of_long_names() -> str:
    model = Case.model_validate(crowded(3, 6, LONG))
    return brief.render(model, findings(model), sources={}, command=COMMAND)


PAGES = {
    "two parties, three steps": lambda: brief_of(SWAP),
    "right to left": lambda: brief_of(RIGHT_TO_LEFT),
    "harbour": lambda: page("harbour"),
    "order only": lambda: page("order only"),
    "strength, doubt and views": lambda: page("strength, doubt and views"),
    "hostile": lambda: page("hostile"),
    "long names": lambda: brief_of_long_names(),
    "one unbroken word": lambda: page("one unbroken word"),
}

each = pytest.mark.parametrize("name", PAGES)

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"

RULES = """axe.run(document, {
  runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
  rules: {'target-size': {enabled: true}}, resultTypes: ['violations']})"""


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=chromium.BROWSER, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def axe():
    package = pytest.importorskip("axe_playwright_python")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a page in a window of so many pixels; all windows are closed at the end."""
    contexts = []

    def open_page(text, width=1280, place="", **more):
        file = chromium.written(text, tmp_path)
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, **more))
        window = contexts[-1].new_page()
        window.goto(f"{file.as_uri()}{place}")
        return window

    yield open_page
    for context in contexts:
        context.close()


EVERY_WAY = ("two parties, three steps", "harbour")
"""Pages that are looked at in every way; the others wide and light, and narrow and dark."""

WAYS = [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]


@pytest.mark.parametrize(
    ("name", "width", "colours"), [(name, *way) for name in PAGES for way in WAYS[: 4 if name in EVERY_WAY else 2]]
)
def test_axe_objects_to_nothing(name, width, colours, opened, axe):
    window = opened(PAGES[name](), width, color_scheme=colours)
    for closed in (True, False):
        if not closed:
            window.evaluate(OPEN_ALL)
        window.evaluate(axe)
        objections = window.evaluate(RULES)["violations"]
        told = [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in objections]
        assert told == [], "closed" if closed else "open"


def test_axe_is_asked(opened, axe):
    """A page with grey text on white, an image without words and a tiny target is objected to."""
    window = opened(
        '<html lang="en"><title>t</title><main><h1>h</h1><p style="color: #aaa">grey</p><img src="x"></main></html>'
    )
    window.evaluate(axe)
    assert {"color-contrast", "image-alt"} <= {one["id"] for one in window.evaluate(RULES)["violations"]}


@each
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_window(name, width, opened):
    window = opened(PAGES[name](), width)
    window.evaluate(OPEN_ALL)
    assert window.evaluate("document.documentElement.scrollWidth") <= width


STOPS = """[...document.querySelectorAll('a[href], summary, [tabindex]')]
  .filter(one => one.tabIndex >= 0 && one.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})).length"""


@each
def test_at_most_two_hundred_tab_stops_at_the_start(name, opened):
    window = opened(PAGES[name]())
    before = window.evaluate(STOPS)
    window.evaluate(OPEN_ALL)
    assert 10 < before <= 200 and before < window.evaluate(STOPS)


def test_a_link_into_a_closed_part_opens_it_without_scripts(opened):
    """By address, by a link of the contents, and back; headings of parts stay in sight."""
    text = PAGES["harbour"]()
    window = opened(text, place="#evidence:1", java_script_enabled=False)
    assert window.locator("[id='evidence:1']").is_visible()
    assert not window.locator("#deals").is_visible()
    window.locator("#contents a[href='#deals']").click()
    assert window.locator("#deals").is_visible()
    box = window.locator("#deals-title").bounding_box()
    assert box is not None and 0 <= box["y"] < 400
    window.locator("#deals .back a").click()
    contents = window.locator("#contents").bounding_box()
    assert contents is not None and 0 <= contents["y"] + contents["height"] <= 900


def test_a_part_opens_from_the_keyboard(opened):
    window = opened(PAGES["harbour"]())
    window.locator("details.part > summary").nth(1).focus()
    window.keyboard.press("Enter")
    assert window.locator("#demands").is_visible()
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.closest('#demands') !== null")


@each
def test_closed_parts_print_by_their_sentence_alone(name, tmp_path):
    text = page("long names") if name == "long names" else PAGES[name]()  # there of five parties and twenty steps
    sheets = chromium.printed(text, tmp_path)
    assert len(sheets) <= 10
    paper = " ".join(sheets)
    assert "What follows is claimed, not found." not in paper and "What to beware of" not in paper
    assert "Method, limits and how to reproduce" in paper and "from the case alone. It is not a forecast." in paper


def test_a_part_that_is_open_is_printed(tmp_path):
    head, numbers = '<details class="part">\n<summary><h2 id="numbers-title">', "What follows is claimed, not found."
    text = PAGES["harbour"]()
    assert head in text
    paper = " ".join(chromium.printed(text.replace(head, head.replace('"part"', '"part" open')), tmp_path))
    assert numbers in paper and "What to beware of" not in paper
    assert not re.search(r"Contents\s*$", paper)


def test_closed_ladders_take_no_page_each(tmp_path):
    """Of an open part, what is closed in it is printed as its title: three deals that are closed stand on one page."""
    head = '<details class="part">\n<summary><h2 id="ladder-title">'
    text = PAGES["harbour"]()
    assert head in text and text.count('class="ladder-of"') == 3
    opened = text.replace(head, head.replace('"part"', '"part" open')).replace(
        'class="ladder-of" open', 'class="ladder-of"'
    )
    assert len(chromium.printed(opened, tmp_path)) <= len(chromium.printed(text, tmp_path)) + 1
