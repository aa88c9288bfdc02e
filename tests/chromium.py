"""A page in a real browser: Chromium without a window prints it and takes pictures; tests are skipped where none is."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""What the browser may be called; the variable CHROMIUM says where it is if it is none of these."""

BROWSER = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)

if BROWSER is None and os.environ.get("BROWSER_EXPECTED"):
    raise RuntimeError("a browser is expected here (BROWSER_EXPECTED is set), and no Chromium was found")

needs_chromium = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium was found; install one, or say in CHROMIUM where it is"
)

A4, LETTER = "A4", "letter"


def run(*flags: str, page: Path) -> str:
    """Open a page, do what the flags say, and leave; what the browser writes. The profile is one of its own."""
    assert BROWSER is not None
    profile = page.parent / "profile"
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            f"--user-data-dir={profile}", *flags, page.as_uri(),
        ],
        check=True, capture_output=True, timeout=120, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def written(html: str, folder: Path, name: str = "page") -> Path:
    """A page in a file."""
    page = folder / f"{name}.html"
    page.write_text(html, encoding="utf-8")
    return page


def printed(html: str, folder: Path, paper: str = A4) -> list[str]:
    """The texts of the pages that a page prints on, white space as one space."""
    pypdf = pytest.importorskip("pypdf")
    page = written(html.replace("</style>", f"@page {{ size: {paper} }}</style>", 1), folder, f"to-print-{paper}")
    to = folder / f"{paper}.pdf"
    run(f"--print-to-pdf={to}", "--no-pdf-header-footer", page=page)
    return [" ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(to).pages]


def pictured(html: str, folder: Path, width: int = 1280, height: int = 1000, dark: bool = False) -> Path:
    """A picture of a page in a window of so many pixels, in light or dark colours."""
    page = written(html, folder, f"to-see-{width}")
    to = folder / f"{width}{'-dark' if dark else ''}.png"
    run(
        f"--window-size={width},{height}",
        f"--screenshot={to}",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        page=page,
    )
    return to


def answers(html: str, folder: Path, question: str, width: int = 1280) -> str:
    """What an expression of JavaScript comes to on a page so wide; its policy, which forbids that, is off.

    The page stands in a frame, as a window has to be wider than a phone.
    """
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    tells = f"<script>parent.postMessage(String({question}), '*')</script></body>"
    inner = written(free.replace("</body>", tells, 1), folder, f"to-ask-{width}")
    hears = "addEventListener('message', told => { document.body.dataset.answer = JSON.stringify(told.data) })"
    outer = f'<body><script>{hears}</script><iframe src="{inner.name}" width="{width}" height="4000"></iframe></body>'
    dumped = run("--virtual-time-budget=3000", "--dump-dom", page=written(outer, folder, f"asking-{width}"))
    found = re.search(r'data-answer="([^"]*)"', dumped)
    assert found is not None
    return str(json.loads(unescape(found[1])))
