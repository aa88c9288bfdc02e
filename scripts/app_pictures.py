"""Draws the pictures of docs/app.md: the views of the app on the Korea case and on the small shipped one, in Chromium.

`python scripts/app_pictures.py` serves copies of the cases, goes to each view as the page tells it, and writes
docs/pictures/app-*.png in few colours. Nothing is written into the cases.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 800
LARGEST = 120_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def start(page: Any) -> None:
    """Parties and steps of a new case, half-way."""
    page.get_by_label("Title").fill("Harbour standoff")
    page.get_by_role("button", name="Start from the example").click()
    page.get_by_role("heading", name="Parties").wait_for()
    page.locator("#steps-open_harbour summary, .start-card summary").nth(2).click()
    page.evaluate("scrollTo(0, 0)")


def plan(page: Any) -> None:
    """A card that is held, and what each phase says to it."""
    page.locator(".plan-share small", has_text="2,000 draws").wait_for()
    cards = page.locator("[data-card]")
    card = cards.nth(cards.count() - 1)
    card.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.locator(".plan-here b", has_text="holds in").first.wait_for()
    page.wait_for_timeout(3000)


def numbers(page: Any) -> None:
    """The numbers that can flip a plan, the likeliest first."""
    page.locator(".numbers-table").first.wait_for()
    page.locator("[aria-busy=false]").first.wait_for()


def evidence(page: Any) -> None:
    """A source with its quotes marked, beside the number that they are for."""
    page.locator("article mark").first.wait_for()
    page.wait_for_timeout(3000)


def ask(page: Any) -> None:
    """The next question, and what the answers leave."""
    page.locator(".ask-question").first.wait_for()
    page.locator(".ask-who").fill("AB")
    page.get_by_role("textbox", name="surely more than").fill("1.2")
    page.get_by_role("textbox", name="surely fewer than").fill("1.8")
    page.get_by_role("button", name="Answer", exact=True).click()
    page.locator(".ask-given").wait_for()
    page.locator(".ask-stale").wait_for(state="detached")


def compare(page: Any) -> None:
    """What two differ in, and what to talk about."""
    page.locator(".compare-found:not(.stale) .compare-settle").first.wait_for(timeout=120_000)
    page.locator(".compare-progress").wait_for(state="detached", timeout=120_000)


def save(page: Any) -> None:
    """The lines that are changed, and why."""
    page.get_by_role("combobox", name="show numbers").select_option("all")
    field = page.locator(".numbers-text").nth(1)
    field.fill("1 to 4")
    field.press("Enter")
    page.get_by_text("1 change not saved").wait_for()
    page.get_by_role("link", name="Save…").click()
    page.locator("ins.save-lines").first.wait_for()


def answer(page: Any) -> None:
    """The front page of the case."""
    page.locator(".answer aside details").wait_for(timeout=120_000)
    page.locator(".answer-stale").first.wait_for(state="detached", timeout=120_000)


SHOTS: list[tuple[str, str, str, Callable[[Any], None]]] = [
    ("answer", "korea", "#/answer", answer),
    ("plan", "korea", "#/plan/interim", plan),
    ("numbers", "korea", "#/numbers/interim", numbers),
    ("ask", "harbour", "#/ask/beta/deal:full", ask),
    ("compare", "korea", "#/compare", compare),
    ("evidence", "harbour", "#/evidence/steps.lift_ban.worth.beta/alpha-statement", evidence),
    ("save", "harbour", "#/numbers", save),
    ("start", "", "", start),
]
"""Name of the picture, the case ("": an empty folder), where in the app, and what is done there."""


def main(wanted: list[str]) -> None:
    """Draw all pictures, or those that are named."""
    from playwright.sync_api import sync_playwright

    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit("Chromium is needed to draw the pictures")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        for name, case, at, do in SHOTS:
            if not wanted or name in wanted:
                picture = drawn(opened, case, at, do)
                to = PICTURES / f"app-{name}.png"
                to.write_bytes(picture)
                print(f"{to.relative_to(ROOT)}: {len(picture) // 1000} kB")
        opened.close()


def drawn(browser: Any, case: str, at: str, do: Callable[[Any], None]) -> bytes:
    """A view of a copy of a case, after something was done there, as a PNG."""
    import standoff
    from standoff.app.server.serving import Serving

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "my-case")
        if case:
            shutil.copytree(standoff.find(case), folder)
        serving = Serving([folder], 0)
        thread = threading.Thread(target=serving.run)
        thread.start()
        try:
            context = browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce", locale="en-GB"
            )
            page = context.new_page()
            page.goto(f"{serving.address}{at}")
            page.wait_for_selector("main > :not(.wait)")
            do(page)
            picture: bytes = page.screenshot()
            context.close()
        finally:
            serving.end()
            thread.join()
    return in_few_colours(picture)


def in_few_colours(picture: bytes) -> bytes:
    """The picture without what a browser writes into it, in as many colours as keep it small."""
    from PIL import Image  # pip install pillow: only this script needs it

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (128, 64, 32, 16):
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() < LARGEST:
            break
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
