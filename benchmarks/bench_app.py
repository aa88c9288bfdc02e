"""The app in Chromium: 200 drags by mouse on a copy of the Korea case, beside the budgets: python bench_app.py [DRAGS].

Half of the drags wait until all drop targets are told, the others drop at once. Times are those of the page, from the
mouse to the frame that shows what came of it; of each the 95th percentile.
"""

from __future__ import annotations

import math
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE / "tests"))

DRAGS = 200
PLAN = "relief_first"
STARTS = 10
READS = 700
"""Milliseconds in which somebody looks at what came of a drag before the next one."""

BUDGETS = {
    "first paint after the command": 1500,
    "margins after a drag": 50,
    "what every drop target gives": 150,
    "200 draws after a drag": 150,
    "2,000 draws after a drag": 1000,
    "writing case.yaml": 300,
}
"""In milliseconds, 95 times of 100."""

WATCH = """() => {
  const told = (window.bench = { down: 0, up: 0, found: {} });
  const frame = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
  const share = () => document.querySelector('.plan-share small')?.textContent ?? '';
  const until = (name, since, is) => {
    const look = () => {
      if (told[since.name] !== since.at) return;
      if (is()) { if (told.found[name] === undefined) told.found[name] = performance.now() - since.at; return; }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  addEventListener('pointerdown', (event) => {
    told.down = event.timeStamp; told.found = {};
    until('targets', { name: 'down', at: told.down }, () => {
      const heads = [...document.querySelectorAll('.plan-answers .plan-here b')];
      return heads.length > 0 && heads.every((head) => head.textContent !== '…');
    });
  }, true);
  addEventListener('pointerup', (event) => {
    const up = (told.up = event.timeStamp), since = { name: 'up', at: up };
    const placed = () => !document.querySelector('.plan-answers');
    const fresh = () => placed() && !document.querySelector('.plan-board.pale');
    until('margins', since, () => fresh() && document.querySelector('.plan-pull') !== null);
    until('few', since, () => fresh() && /draws/.test(share()));
    until('many', since, () => fresh() && /^2,000 draws/.test(share()));
  }, true);
}"""

SAVE = """async () => {
  const here = await (await fetch('/api/case')).json();
  if (!here.dirty) return null;
  const began = performance.now();
  const answer = await fetch('/api/save', {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ as: 'case', sha256: here.sha256 }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return performance.now() - began;
}"""


EMPTY = """async () => {
  const found = { frame: [], empty: [] };
  for (let n = 0; n < 60; n += 1) {
    let began = performance.now();
    await new Promise((then) => requestAnimationFrame(then));
    found.frame.push(performance.now() - began);
    began = performance.now();
    await (await fetch('/api/cases')).text();
    found.empty.push(performance.now() - began);
  }
  return found;
}"""
"""What a frame, and a question with nothing to work out, take on this machine while nothing else is done."""


def opened(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """The command, as a user gives it, and the address that it prints."""
    command = [Path(sys.executable).with_name("standoff"), "open", folder, "--no-browser"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    for line in running.stdout:
        for word in line.split():
            if word.startswith("http://127.0.0.1"):
                return running, word
    raise SystemExit("the app does not start")


def first_paints(browser: Any, folder: Path) -> list[float]:
    """From the command to the first paint with something in it, in milliseconds."""
    found = []
    for _ in range(STARTS):
        began = time.time()
        running, address = opened(folder)
        page = browser.new_page()
        page.goto(address)
        page.locator(".chrome").wait_for()
        paint = page.evaluate(
            "performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime"
        )
        found.append(float(paint) - 1000 * began)
        page.close()
        ended(running)
    return found


def ended(running: subprocess.Popen[str]) -> None:
    """Ends the command as Ctrl-C does."""
    import signal

    running.send_signal(signal.SIGINT)
    running.wait(30)


def dragged(page: Any, step: str, rng: random.Random, waits: bool) -> None:
    """One drag: from the card, beside others or onto a line between two phases, wherever that may lead."""
    card = page.locator(f'[data-card^="{step} "]').first
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    heads = page.locator("thead th")
    to = heads.nth(rng.randrange(heads.count())).bounding_box()
    x = to["x"] + (1 if rng.random() < 0.35 else to["width"] / 2)
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 30, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 45, y + 2)
    page.mouse.move((box["x"] + x) / 2, y, steps=2)
    page.mouse.move(x, y)
    if waits:
        page.wait_for_timeout(350)
    page.mouse.up()


def settled(page: Any) -> None:
    page.locator(".plan-answers").wait_for(state="detached")
    page.locator(".plan-share small", has_text="2,000 draws").wait_for()


def drags(page: Any, count: int) -> dict[str, list[float]]:
    """So many drags over all steps of the plan, and how long each took to be told, in milliseconds."""
    found: dict[str, list[float]] = {"targets": [], "margins": [], "few": [], "many": [], "save": []}
    rng, moved = random.Random(14), 0
    steps = list(
        dict.fromkeys(page.evaluate("[...document.querySelectorAll('[data-card]')].map((c) => c.dataset.card)"))
    )
    steps = list(dict.fromkeys(card.split(" ")[0] for card in steps))
    for n in range(count):
        before = page.evaluate("document.querySelector('.plan-board table').innerText")
        dragged(page, steps[n % len(steps)], rng, n % 2 == 0)
        page.wait_for_timeout(60)
        settled(page)
        page.wait_for_timeout(READS)
        told = page.evaluate("window.bench.found")
        if n % 2 == 0 and "targets" in told:
            found["targets"].append(told["targets"])
        if page.evaluate("document.querySelector('.plan-board table').innerText") != before:
            moved += 1
            for name in ("margins", "few", "many"):
                found[name] += [told[name]] if name in told else []
        if n % 10 == 9:
            took = page.evaluate(SAVE)
            found["save"] += [] if took is None else [took]
            page.wait_for_timeout(100)
    print(f"{count} drags, of which {moved} moved a step; the others led where it is not possible, or back.")
    return found


def high(values: list[float]) -> float:
    """The 95th percentile, the value that so many do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1] if values else math.nan


def half(values: list[float]) -> float:
    """The median."""
    return statistics.median(values) if values else math.nan


def main() -> str:
    """What is printed last."""
    from chromium import BROWSER
    from standoff import catalog

    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "bench_app: left out, as Playwright is not installed"
    if BROWSER is None:
        return "bench_app: left out, as no Chromium was found; CHROMIUM can say where it is"
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DRAGS
    with tempfile.TemporaryDirectory() as home, sync_playwright() as driver:
        folder = Path(home) / "korea"
        shutil.copytree(catalog.find("korea-2025"), folder)
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        paints = first_paints(browser, folder)
        running, address = opened(folder)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
            page.goto(f"{address}#/plan/{PLAN}")
            settled(page)
            idle = page.evaluate(EMPTY)
            page.evaluate(WATCH)
            found = drags(page, count)
        finally:
            browser.close()
            ended(running)
    names = ["margins", "targets", "few", "many", "save"]
    values = [paints, *(found[name] for name in names)]
    lines = [f"{'95 times of 100':34}{'ms':>7}{'budget':>9}{'half':>7}{'of':>6}"]
    for (what, budget), times in zip(BUDGETS.items(), values, strict=True):
        over = "  over" if high(times) > budget else ""
        lines.append(f"{what:34}{high(times):7.0f}{budget:9,}{half(times):7.0f}{len(times):6}{over}")
    for what, name in (("a frame", "frame"), ("a question with nothing to do", "empty")):
        lines.append(f"{what:34}{high(idle[name]):7.0f}{'':9}{half(idle[name]):7.0f}{len(idle[name]):6}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(main())
