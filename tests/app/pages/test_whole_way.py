"""The whole way in a browser: an empty folder, a case, a quote, answers, a moved step, a colleague's view, a printed page.

All of it as somebody goes it who has never seen YAML: by what is written on the page, after one command.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import date

import pytest

from app.browser import PATIENCE, TABLE, watch
from app.pages.hands import carry, drag_over
from command import standoff as run
from standoff.case.load import load

pypdf = pytest.importorskip("pypdf")

TITLE = "The bridge at Low Ford"

PARTIES = {
    "North": {"How far ahead it looks": "3 to 6 years", "What its 10 points mean": "10 = the bridge open for good"},
    "South": {"How far ahead it looks": "3 to 6 years", "What being caught in a breach costs it": "0.5 to 2"},
}
STEPS = {
    "Open the bridge": ("North", {"To North": "-3 to -1", "To South": "4 to 7"}),
    "Pay for the ferry": ("South", {"To North": "3 to 6", "To South": "-2 to -0.5"}),
    "Release the crews": ("South", {"To North": "2 to 5", "To South": "-2 to -0.5"}),
    "Send the guards home": ("North", {"To North": "-2 to -0.5", "To South": "1 to 3"}),
}
TEXT = """\
Minutes of the Bridge Council, 5 October 2026.

The speaker for the South said: without the bridge we lose half of the harvest every year.

The council will meet again in November.
"""
QUOTE = "without the bridge we lose half of the harvest"


@contextmanager
def opened_by_command(folder):
    """`standoff open FOLDER --no-browser`, as it is typed; the address that it prints."""
    words = [sys.executable, "-m", "standoff", "open", str(folder), "--no-browser"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def fill(page, within, label, text):
    """Type into a field and press Enter, as a form is filled, and wait until it has come to the case."""
    before = page.locator(".state").inner_text()
    field = within.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")
    page.wait_for_function("before => document.querySelector('.state').innerText !== before", arg=before)


def card(page, title):
    """The open card of a party, a step, a deal or a plan in Parties and steps."""
    return page.locator("details[open]", has=page.locator("summary", has_text=re.compile(rf"^\s*{title}")))


def go(page, view):
    page.get_by_role("navigation", name="Views").get_by_role("link", name=view).click()


def make_a_case(page):
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("button", name="Begin").click()
    for party, fields in PARTIES.items():
        page.get_by_label("Another party").fill(party)
        page.get_by_role("button", name="Add the party").click()
        for label, text in fields.items():
            fill(page, card(page, party), label, text)
    for step, (by, fields) in STEPS.items():
        page.get_by_label("Another step").fill(step)
        page.get_by_label("taken by").select_option(by)
        page.get_by_role("button", name="Add the step").click()
        for label, text in fields.items():
            fill(page, card(page, step), label, text)
        if step == "Open the bridge":
            card(page, step).get_by_label("Cannot be taken back").check()
    for kind, title in (("deal", "All of it"), ("plan", "The bridge first")):
        page.get_by_label(f"Another {kind}").fill(title)
        page.get_by_role("button", name=f"Add the {kind}").click()
        chosen = card(page, title).get_by_role("group", name="Its steps")
        for step in STEPS:
            chosen.get_by_label(step).click()
        # However quickly they are ticked, none is lost.
        card(page, title).locator("summary", has_text=", ".join(STEPS)).wait_for()
    assert page.get_by_role("heading", name="What comes next").is_visible()


def quote(page):
    go(page, "Evidence")
    page.get_by_role("button", name="Add the first source…").click()
    page.get_by_label("Title").fill("Minutes of the Bridge Council")
    page.get_by_label("Date, as far as it is known").fill("2026-10-05")
    page.get_by_label("Its text, pasted").fill(TEXT)
    page.get_by_role("button", name="Add the source").click()
    page.get_by_text("The council will meet again").wait_for()
    drag_over(page, QUOTE)
    panel = page.locator(".evidence-attach")
    page.keyboard.type("bridge worth South")
    panel.get_by_label("Open the bridge, worth to South").click()
    panel.get_by_text("found once, word for word").wait_for()
    panel.get_by_role("button", name="Attach", exact=True).click()
    panel.wait_for(state="detached")
    page.locator("article mark", has_text=QUOTE).wait_for()


def answer_questions(page):
    go(page, "Ask")
    page.get_by_label("Answering for").select_option("South")
    page.get_by_label("as", exact=True).fill("KM")
    how_many(page, "How many times “Release the crews” would South bear for “Send the guards home” once?", "3", "4")
    page.get_by_text("1 answer", exact=True).wait_for()
    page.get_by_role("button", name="Answer with this order").click()
    page.get_by_text("2 answers", exact=True).wait_for()
    page.get_by_role("button", name="Can’t say").first.click()
    page.get_by_text("3 answers", exact=True).wait_for()
    page.get_by_role("button", name=ACCEPT).click()
    page.get_by_role("button", name=ACCEPT).wait_for(state="detached")


def how_many(page, question, low, high):
    asked = page.get_by_role("region", name=question)
    asked.get_by_label("surely more than", exact=True).fill(low)
    asked.get_by_label("surely fewer than", exact=True).fill(high)
    asked.get_by_role("button", name="Answer").click()


ACCEPT = re.compile("^Accept: put")


def move_a_step(page):
    """From one phase that has all of it to a second one; the weakest link is told anew."""
    go(page, "Plan")
    page.get_by_role("combobox", name="Plan", exact=True).select_option("The bridge first")
    page.get_by_text("✓ Holds").wait_for()
    step = page.get_by_role("button", name=re.compile("^Pay for the ferry"))
    last = page.get_by_role("columnheader", name="All done").bounding_box()
    carry(page, step, last["x"] + last["width"] / 2, last["y"] + 60)
    page.get_by_role("columnheader", name="Phase 2").wait_for()
    page.get_by_text(re.compile("broken most often by South")).wait_for()


COST = "South: what walking out costs"


def stretch_a_range(page):
    go(page, "Numbers")
    page.get_by_label("For the plan").select_option("The bridge first")
    page.get_by_label("show numbers").select_option("all")
    page.get_by_label(COST, exact=True).wait_for()
    row = page.get_by_role("row", name=re.compile("^What walking out costs"))
    end = row.locator(".hd.high")
    box = end.bounding_box()
    carry(page, end, box["x"] + 90, box["y"] + box["height"] / 2)
    page.get_by_label(COST, exact=True).and_(page.locator(":not([value='0.5 to 2'])")).wait_for()


def compare_with_a_colleague(page):
    """What a colleague sees is changed like anything else, and becomes a view instead of the case."""
    go(page, "Numbers")
    field = page.get_by_label("Open the bridge, worth to South", exact=True)
    field.fill("1 to 2")
    field.press("Enter")
    page.get_by_text("1 change not saved").wait_for()
    go(page, "Compare")
    page.get_by_role("button", name="Make a view of what is not saved…").click()
    page.get_by_label("Its name").fill("colleague")
    page.get_by_label("Whose it is").fill("CD")
    page.get_by_role("button", name="Write it").click()
    page.wait_for_url("**/view%3Acolleague")
    page.locator(".compare-found:not(.stale) .big").wait_for(timeout=3 * PATIENCE)


def save(page):
    page.get_by_role("link", name="Save…").click()
    page.get_by_role("button", name="Write case.yaml").click()
    page.get_by_role("heading", name="Saved.").wait_for()


def printed(context, page):
    """The page of the answer on paper: the text of each sheet."""
    go(page, "Answer")
    page.get_by_role("row", name=re.compile("The bridge first")).or_(
        page.get_by_text("The bridge first")
    ).first.wait_for()
    headline = page.locator(".answer .big, .answer h2").first
    headline.wait_for()
    with context.expect_page() as opened:
        page.get_by_role("link", name="Print the page").click()
    paper = opened.value
    paper.wait_for_load_state()
    sheets = pypdf.PdfReader(io.BytesIO(paper.pdf(format="A4"))).pages
    return headline.inner_text(), [" ".join(sheet.extract_text().split()) for sheet in sheets]


def test_from_an_empty_folder_to_a_printed_page(browser, tmp_path):
    folder = tmp_path / "my-case"
    context = browser.new_context(viewport={"width": TABLE[0], "height": TABLE[1]}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    with opened_by_command(folder) as address:
        here = watch(context.new_page(), address, folder)
        here.page.goto(address)
        make_a_case(here.page)
        quote(here.page)
        answer_questions(here.page)
        move_a_step(here.page)
        stretch_a_range(here.page)
        assert not folder.exists() or not (folder / "case.yaml").exists(), "nothing is written before it is saved"
        save(here.page)
        compare_with_a_colleague(here.page)
        headline, sheets = printed(context, here.page)
        assert here.unexpected() == []
    context.close()
    assert len(sheets) == 1
    assert headline in sheets[0]
    case = load(folder)
    assert run("check", folder, "--json").returncode == 0
    found = json.loads(run("quote", folder, QUOTE, "--json").stdout)
    assert found["passages"][0]["source"] == "minutes-bridge-council-2026"
    (words,) = case.steps["open_the_bridge"].because
    assert (words.quote, words.targets) == (QUOTE, ("worth.south",))
    (judged,) = case.steps["release_the_crews"].because
    assert judged.by == ("KM",)
    assert date.today().isoformat() in judged.judgement
    assert case.plans["the_bridge_first"].phases == (
        ("open_the_bridge", "release_the_crews", "send_the_guards_home"),
        ("pay_for_the_ferry",),
    )
    written = (folder / "case.yaml").read_text(encoding="utf-8")
    assert "walkout_cost: 0.5 to 2}" not in written, "the range was stretched"
    assert "south: 4 to 7}" in written, "what a colleague sees is not in the case"
    assert "steps.open_the_bridge.worth.south: 1 to 2" in (folder / "views" / "colleague.yaml").read_text(
        encoding="utf-8"
    )
