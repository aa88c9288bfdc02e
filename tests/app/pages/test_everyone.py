"""Every view for everybody: narrow, dark, twice as large, still, read from the right, with long names, and by keys."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from app.browser import PHONE, TABLE, axe, copied, sideways
from app.pages.round import VIEWS, going_round

ZOOMED = (640, 450)
"""The table's window at 200 %: half as many pixels of the page's own."""

# Names that are read from the right, two that are one word without an end, and one as long as names are.
ENDLESS = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller" * 2
FAR = f"""\
format: 1
title: "اتفاق المرفأ: חוזה הנמל {ENDLESS}"
as_of: 2026-11-02
parties:
  a: {{name: "جمهورية مصر العربية", horizon: 2 to 6 years, walkout_cost: 2}}
  b: {{name: "מדינת ישראל", horizon: 4 years, walkout_cost: 0 to 4}}
  c: {{name: "{ENDLESS}", horizon: 4 years}}
steps:
  fuel: {{by: a, name: "وقود 2026 (UN) إلى الميناء", takes: 1 month, undo: 1 year, worth: {{a: -3 to -1, b: 2 to 5}}}}
  port:
    by: b
    name: "פתיחת הנמל"
    takes: 2 months
    undo: never
    worth: {{a: 3 to 6, b: -3 to 0}}
    because:
      - {{judgement: "הערכה של {ENDLESS}", by: "אב", for: worth.a, supports: size}}
  treaty:
    by: [a, b, c]
    name: "A treaty of {ENDLESS} and of friendship, commerce, navigation and of all that goes with these"
    undo: 1 year
    worth: {{a: 1 to 2, b: 0.5, c: 1}}
plans:
  one: {{title: "خطة: {ENDLESS}", phases: [[fuel], [port, treaty]]}}
  two: {{phases: [[port], [fuel]]}}
deals:
  swap: {{title: "עסקה אחת", steps: [fuel, port]}}
"""


@pytest.fixture(scope="module")
def korea(browser, tmp_path_factory):
    with going_round(browser, copied("korea-2025", tmp_path_factory.mktemp("korea"))) as page:
        yield page


@pytest.fixture(scope="module")
def far(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("far") / "مرفأ"
    folder.mkdir()
    (folder / "case.yaml").write_text(FAR, encoding="utf-8")
    with going_round(browser, folder) as page:
        yield page


def in_window(page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("() => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))")


def too_wide(page):
    """What reaches out of the page at the right or left, though nothing around it scrolls."""
    return page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth;
            const inside = (one) => one && (getComputedStyle(one).overflowX !== "visible" || inside(one.parentElement));
            return [...document.querySelectorAll("main *, header *")]
                .filter((one) => !inside(one.parentElement) && one.getClientRects().length && !one.closest(".heard"))
                .filter((one) => one.getBoundingClientRect().right > wide + 1 || one.getBoundingClientRect().left < -1)
                .map((one) => one.outerHTML.slice(0, 120));
        }"""
    )


def lacking(page):
    """What axe says at the sizes of a table, of a phone and of 200 %; colours light and dark; and what is too wide."""
    found = []
    for size in (TABLE, ZOOMED, PHONE):
        in_window(page, size)
        if sideways(page):
            found.append(f"{size[0]}: {sideways(page)} pixels too wide: {too_wide(page)[:5]}")
        if size != ZOOMED:
            found += [f"{size[0]}: {one}" for one in axe(page)]
    page.emulate_media(color_scheme="dark")
    for size in (PHONE, TABLE):
        in_window(page, size)
        found += [f"dark, {size[0]}: {one}" for one in contrast(page)]
    page.emulate_media(color_scheme="light")
    return found


def contrast(page):
    """What axe says of colours, which alone differ by night."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}})
    return [
        f"{node['target']} {node['failureSummary']}" for one in found.response["violations"] for node in one["nodes"]
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_the_shipped_case_is_there_for_everybody(korea, view):
    page = korea.to(view)
    assert lacking(page) == []
    assert "`" not in page.inner_text("main")  # names and values are shown as such
    assert korea.complaints() == []


@pytest.mark.parametrize("view", VIEWS)
def test_names_from_the_right_and_names_without_an_end(far, view):
    page = far.to(view)
    assert lacking(page) == []
    assert far.complaints() == []
    # Each name turns by itself, in a page that is read from the left.
    turned = page.evaluate(
        """() => {
            const right = /^[^A-Za-z]*[\\u0590-\\u06ff]/;  // what begins so is read from the right
            const own = (one) => [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("");
            return [...document.querySelectorAll("main *:not(option), h1")]
                .filter((one) => right.test(own(one)) && one.getClientRects().length)
                .filter((one) => !one.closest("[dir=auto], bdi, svg, code, pre, .heard"))
                .map((one) => one.outerHTML.slice(0, 160));
        }"""
    )
    assert turned == []


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_moves_where_that_is_not_wanted(korea, view):
    page = korea.to(view)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
            const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
            return /[1-9]/.test(transitionDuration) || animationName !== "none" || scrollBehavior === "smooth";
        }).map((one) => one.className)"""
    )
    assert moving == []


FOCUS = "() => { const on = document.activeElement; return on && on !== document.body ? on.tagName : '' }"


def test_the_keys_of_the_tabs_lead_to_the_views_and_the_focus_is_never_lost(korea):
    page = korea.to("start")
    page.locator("main").focus()
    for number, view in enumerate(VIEWS, 1):
        page.keyboard.press(str(number))
        page.locator(f'.tabs a[aria-current=page][href="#/{view}"]').wait_for()
        assert page.evaluate(FOCUS) == "MAIN", view
        korea.settled()
        assert page.evaluate(FOCUS), f"{view}: lost when all was in"
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)"), view
        page.locator("main").focus()  # a number belongs to a field, where one has the focus
    # A number that is typed into a field is text there.
    page.locator("#start-title, input.field").first.focus()
    page.keyboard.press("1")
    assert page.locator('.tabs a[aria-current=page][href="#/start"]').count() == 1
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    assert korea.complaints() == []


def test_a_tab_that_was_clicked_leads_the_focus_into_its_view(korea):
    page = korea.to("plan")
    page.locator(".tabs a", has_text="Numbers").click()
    korea.settled()
    assert page.evaluate(FOCUS) == "MAIN"
    page.go_back()
    page.locator('.tabs a.on[href^="#/plan"]').wait_for()
    assert page.evaluate(FOCUS) == "MAIN"


def test_what_is_said_comes_at_most_every_half_second(korea):
    page = korea.to("plan")
    page.evaluate(
        """() => {
            window.told = [];
            const region = document.querySelector("[role=status].heard");
            new MutationObserver(() => window.told.push([performance.now(), region.textContent]))
                .observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )
    assert page.locator("[aria-live=polite]:not(.heard), [aria-live=assertive]").count() == 0
    page.locator(".plan-card").first.focus()
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
    korea.settled()
    page.wait_for_timeout(700)
    page.keyboard.press("Escape")
    page.wait_for_timeout(700)
    told = page.evaluate("window.told")
    times = [at for at, _ in told]
    # The page waits half a second by its own clock; what is seen of it is up to a frame late.
    assert all(later - earlier >= 450 for earlier, later in pairwise(times)), told
    assert told and re.search(r"\w", told[-1][1])
    assert korea.complaints() == []
