"""The view Evidence in a browser: marks are where the words are, and words are attached as they stand, by mouse and by keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.browser import PHONE, TABLE, axe, sideways
from app.pages.hands import drag_over
from sources_at_hand import folder_of

NUMBER = "#/evidence/steps.lift_ban.worth.beta/alpha-statement"
WORDS = "That is not pride, it is arithmetic"


def because(page: Any, step: str) -> list[dict[str, Any]]:
    """What the desk has under `because` of a step, as the server says."""
    found = page.evaluate("async () => (await (await fetch('/api/case')).json()).data")
    return list(found["steps"][step]["because"])


def ready(page: Any) -> None:
    """Until the server has said what would be written."""
    page.wait_for_function("() => !document.querySelector('.evidence-attach .btn').disabled")


ENTRY = {
    "in": "alpha-statement",
    "quote": WORDS,
    "at": "line 11",
    "for": "worth.beta",
    "supports": "sign",
    "grade": "A2",
}


def test_words_are_attached_by_mouse_and_taken_back(opened):
    page = opened("harbour", at=NUMBER).page
    page.wait_for_selector("article mark")
    before = because(page, "lift_ban")
    drag_over(page, WORDS)
    ready(page)
    panel = page.locator(".evidence-attach")
    assert panel.locator("b").first.inner_text() == "Attach these 7 words to"
    assert panel.locator(".on").first.inner_text().startswith("Ban lifted, worth to Beta")
    assert panel.get_by_role("status").inner_text() == "found once, word for word ✓"
    assert page.locator(".evidence-picked").all_inner_texts() == [WORDS]
    panel.get_by_role("button", name="Attach", exact=True).click()
    panel.wait_for(state="detached")
    assert because(page, "lift_ban") == [*before, ENTRY]
    page.wait_for_function(
        "words => [...document.querySelectorAll('article mark')].some(m => m.innerText === words)", arg=WORDS
    )
    page.get_by_role("button", name="Undo", exact=True).click()
    page.wait_for_function(
        "words => [...document.querySelectorAll('article mark')].every(m => m.innerText !== words)", arg=WORDS
    )
    assert because(page, "lift_ban") == before


def test_keys_do_the_same_and_no_key_leaves_the_view(opened):
    page = opened("harbour", at=NUMBER).page
    page.wait_for_selector("article mark")
    before = because(page, "lift_ban")
    page.locator("article").focus()
    page.keyboard.press("F2")
    page.wait_for_selector(".evidence-caret")
    for _ in range(200):
        page.keyboard.press("Control+ArrowRight")
        if page.evaluate("getSelection().focusNode.data.slice(getSelection().focusOffset).trim()").startswith(
            "That is not"
        ):
            break
    for _ in range(40):
        page.keyboard.press("Control+Shift+ArrowRight")
        if page.evaluate("getSelection().toString().trim()").endswith("it is"):
            break
    for _ in range(30):
        page.keyboard.press("Shift+ArrowRight")
        if page.evaluate("getSelection().toString().trim()").endswith("arithmetic"):
            break
    page.keyboard.press("a")
    page.wait_for_selector(".evidence-attach")
    page.keyboard.press("2")
    page.wait_for_function("() => document.querySelectorAll('.evidence-offer')[1].matches('.on')")
    page.keyboard.press("1")
    ready(page)
    assert page.evaluate("location.hash") == NUMBER
    page.keyboard.press("Enter")
    page.locator(".evidence-attach").wait_for(state="detached")
    assert because(page, "lift_ban") == [*before, ENTRY]
    assert page.evaluate("document.activeElement.tagName") == "ARTICLE"


def test_escape_puts_the_panel_away_and_a_number_is_found_by_its_name(opened):
    page = opened("harbour", at=NUMBER).page
    page.wait_for_selector("article mark")
    drag_over(page, WORDS)
    page.keyboard.press("/")
    page.wait_for_selector(".evidence-attach input:focus")
    page.keyboard.type("alpha charts worth")
    assert page.locator(".evidence-more label").all_inner_texts() == ["Charts handed over, worth to Alpha"]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    ready(page)
    page.keyboard.press("Escape")
    page.locator(".evidence-attach").wait_for(state="detached")
    assert page.locator(".evidence-picked").count() == 0
    assert page.locator(".state").inner_text() == "as in the file"


def test_words_that_stand_twice_are_typed_and_told_apart(opened):
    page = opened("harbour", at=NUMBER).page
    page.get_by_placeholder("quote…").fill("open the harbour")
    page.get_by_text("found twice, word for word; say which is meant").wait_for()
    page.get_by_role("button", name="line 18").click()
    page.wait_for_selector(".evidence-attach")
    ready(page)
    page.keyboard.press("Enter")
    page.locator(".evidence-attach").wait_for(state="detached")
    added = because(page, "lift_ban")[-1]
    assert (added["quote"], added["at"], added["suffix"]) == ("open the harbour", "line 18", "for a")
    page.get_by_placeholder("quote…").fill("open the harbor for a letter")
    page.get_by_text("nearly: “open the harbour for a letter”, line 18").wait_for()
    assert page.get_by_role("button", name="Attach these words…").count() == 0


HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    text = f"{HOSTILE} They will not open the harbour.\n\nIt ends here. Another one\n\nbegins: open the harbour."
    pieces = [
        {"in": "cable", "quote": "will not open the harbor", "for": "worth.alpha"},
        {"in": "cable", "quote": "here. Another one begins", "for": "worth.alpha"},
        {"in": "cable", "quote": "open the harbour", "for": "worth.alpha"},
        {"in": "cable", "quote": "of something else entirely", "for": "worth.alpha"},
        {"judgement": HOSTILE, "by": "AB", "for": "worth.alpha"},
    ]
    listed = [{"id": "cable", "title": HOSTILE}, {"id": "gone", "title": "Gone"}]
    return folder_of(tmp_path / "doubtful", {"cable.txt": text}, because=json.dumps(pieces), listed=listed)


def test_a_text_is_never_run_and_what_is_doubtful_is_told_apart(opened, doubtful):
    page = opened(doubtful, at="#/evidence/steps.open_harbour.worth.alpha").page
    page.wait_for_selector("article mark")
    assert page.title() not in ("1", "2")
    assert page.locator("main img, main script").count() == 0
    assert page.locator(".evidence-block").first.inner_text().startswith(HOSTILE)
    marks = page.eval_on_selector_all("article mark", "all => all.map(m => [m.className, m.textContent])")
    assert ["evidence-near", "will not "] in marks
    assert [text for look, text in marks if look == "evidence-found"] == ["here. Another one", "begins"]
    assert [text for look, text in marks if "evidence-unsure" in look] == ["open the harbour", "open the harbour"]
    assert page.locator(".evidence-lost").inner_text().startswith("! not found: “of something else entirely”")
    need = page.locator("section", has=page.get_by_role("heading", name="Quotes that need a hand"))
    assert need.locator(".evidence-chip").count() == 4
    assert "1 of 2 sources has no text here, so nothing can be looked up in it." in need.inner_text()
    page.locator(".evidence-notes").get_by_role("button", name="Take the words of the source").click()
    page.wait_for_function("() => !document.querySelector('.evidence-near')")
    page.locator(".evidence-notes").get_by_role("button", name="This one is meant").last.click()
    page.wait_for_function("() => !document.querySelector('.evidence-unsure')")
    first, _, third, *_ = because(page, "open_harbour")
    assert first["quote"] == "will not open the harbour"
    assert (third["prefix"], third.get("suffix", "")) == ("one begins:", ".") or third["prefix"].endswith("begins:")


def test_a_judgement_is_added_and_evidence_taken_away(opened):
    page = opened("harbour", at=NUMBER).page
    page.get_by_text("Add a judgement…").click()
    page.get_by_label("What is judged").fill("Worth a third of the harbour.")
    page.get_by_label("by").fill("CD")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("“Worth a third of the harbour.”", exact=True).wait_for()
    added = {"judgement": "Worth a third of the harbour.", "by": "CD", "for": "worth.beta", "supports": "size"}
    assert because(page, "lift_ban")[-1] == added
    page.get_by_role("button", name="Take away: Worth a third of the harbour.").click()
    page.get_by_text("“Worth a third of the harbour.”", exact=True).wait_for(state="detached")
    assert added not in because(page, "lift_ban")


def test_words_are_found_in_all_sources_and_opened_where_they_stand(opened):
    page = opened("harbour", at="#/evidence").page
    page.get_by_label("Find in all sources").fill('"fishing ports" OR dredgers')
    page.get_by_role("button", name="The price of a closed harbour").first.click()
    page.wait_for_function("() => document.activeElement.matches('.evidence-block')")
    assert "dredgers" in page.evaluate("document.activeElement.innerText")
    assert page.evaluate("location.hash").endswith("/bay-report")
    page.get_by_role("button", name="Back to what was found").click()
    assert page.locator(".evidence-passage").count() >= 2


def test_sources_without_a_text_say_what_to_do(opened):
    page = opened("korea-2025", at="#/evidence/steps.peace_treaty.worth.us").page
    page.get_by_text("All 50 sources have no text here, so nothing can be looked up in them.").first.wait_for()
    assert page.locator(".evidence-range").inner_text().startswith("−2.5 to 0.8")
    page.get_by_role("button", name="Add text…").first.click()
    page.get_by_role("button", name="Add the text").click()
    assert page.get_by_role("alert").inner_text() == "Paste the text, or choose a file."


def test_a_long_text_is_there_to_its_end(opened, tmp_path):
    paragraph = "The committee of the harbour met, and its minutes are as long as its patience. " * 6
    text = "\n\n".join([paragraph] * 3_000 + ["At the very end they will open it at last."])
    because_ = '[{in: cable, quote: "open it at last", for: worth.alpha}]'
    folder = folder_of(tmp_path / "long", {"cable.txt": text}, because=because_, listed=[{"id": "cable"}])
    page = opened(folder, at="#/evidence/steps.open_harbour.worth.alpha").page
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_function("() => document.activeElement.innerText.startsWith('At the very end')")
    box = page.locator("article mark").bounding_box()
    assert box is not None
    assert 0 < box["y"] < TABLE[1]


@pytest.mark.parametrize(("size", "scheme"), [(TABLE, "light"), (PHONE, "dark")])
def test_everybody_can_use_it(opened, doubtful, size, scheme):
    page = opened(doubtful, at="#/evidence/steps.open_harbour.worth.alpha", size=size, scheme=scheme).page
    page.wait_for_selector("article mark")
    assert axe(page) == []
    assert sideways(page) == 0
    page.get_by_placeholder("quote…").fill("It ends")
    page.get_by_role("button", name="Attach these words…").click()
    page.wait_for_selector(".evidence-attach")
    assert axe(page) == []
    assert sideways(page) == 0
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a source…").click()
    assert axe(page) == []
    assert sideways(page) == 0


def test_a_first_source_is_added_with_its_text_and_quoted_before_anything_is_saved(opened, tmp_path):
    folder = folder_of(tmp_path / "bare", {})
    page = opened(folder, at="#/evidence/steps.open_harbour.worth.alpha").page
    page.get_by_role("button", name="Add the first source…").click()
    page.get_by_label("Title").fill("Minutes of the Harbour Board")
    page.get_by_label("Date, as far").fill("2026-10-05")
    assert page.get_by_label("Name in the file").input_value() == "minutes-harbour-board-2026"
    page.get_by_label("Its text, pasted").fill("The board met.\n\nIt will not open the harbour.")
    page.get_by_role("button", name="Add the source").click()
    page.wait_for_selector("article .evidence-block")
    drag_over(page, "not open the harbour")
    ready(page)
    page.keyboard.press("Enter")
    page.locator(".evidence-attach").wait_for(state="detached")
    page.wait_for_selector("article mark")
    entry = {"in": "minutes-harbour-board-2026", "quote": "not open the harbour", "at": "line 3"}
    assert because(page, "open_harbour") == [{**entry, "for": "worth.alpha", "supports": "sign"}]
    assert page.locator(".state").inner_text() == "2 changes not saved"
    assert not (folder / "sources.json").exists()


def test_a_file_is_read_for_its_text(opened, tmp_path):
    page = opened("korea-2025", at="#/evidence").page
    page.get_by_role("button", name="Add text…").first.click()
    page.get_by_label("Which").select_option("singapore-2018-statement")
    file = {
        "name": "statement.html",
        "mimeType": "text/html",
        "buffer": b"<h1>Statement</h1><p>They will join their efforts.</p>",
    }
    page.get_by_label("or a file").set_input_files(file)
    page.get_by_role("button", name="Add the text").click()
    page.wait_for_selector("article .evidence-block")
    assert page.locator(".evidence-block").all_inner_texts() == ["Statement", "They will join their efforts."]
    page.get_by_text("49 of 50 sources have no text here").first.wait_for()
