"""Draws the picture of the README: the front of the brief on the Korea case, as a page in Chromium shows it.

`python scripts/picture.py` runs the case and writes docs/pictures/front.png. What the front said then is written into
the picture as a fingerprint, so that a test can tell whether the picture is still true (tests/test_picture.py).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "front.png"
WIDTH = 1120
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
KEYWORD = b"front"


def fingerprint(front: object) -> str:
    """A digest of all that a front says."""
    said = json.dumps(dataclasses.asdict(front), sort_keys=True, default=str)  # type: ignore[call-overload]
    return hashlib.sha256(said.encode("utf-8")).hexdigest()


def fingerprint_in(picture: bytes) -> str | None:
    """The digest that a picture carries."""
    for name, body in chunks(picture):
        if name == b"tEXt" and body.startswith(KEYWORD + b"\0"):
            return body.split(b"\0", 1)[1].decode("ascii")
    return None


def chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a PNG, by name."""
    found, at = [], 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        found.append((picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def marked(picture: bytes, digest: str) -> bytes:
    """The picture with a digest, and without what else a browser writes into it."""
    kept = [(name, body) for name, body in chunks(picture) if name in (b"IHDR", b"PLTE", b"IDAT", b"IEND")]
    kept.insert(1, (b"tEXt", KEYWORD + b"\0" + digest.encode("ascii")))
    return picture[:8] + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in kept
    )


def main() -> None:
    """Run the Korea case, open the front alone in Chromium, and keep what it shows in few colours."""
    import io

    from PIL import Image  # pip install pillow: only this script needs it

    import standoff
    from standoff.case.reading.sources import read_library
    from standoff.views.brief import page
    from standoff.views.front.contents import front

    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit("Chromium is needed to draw the picture")
    home = standoff.find("korea")
    case = standoff.load(home)
    findings = standoff.run(case)
    shown = front(case, findings)
    html = page.render(case, findings, sources=read_library(home).entries or {}, command="standoff demo korea")
    with tempfile.TemporaryDirectory() as scratch:
        brief, picture = Path(scratch, "brief.html"), Path(scratch, "front.png")
        brief.write_text(html, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},1530"]
        subprocess.run([browser, *options, f"--screenshot={picture}", brief.as_uri()], check=True, capture_output=True)
        image = Image.open(picture).convert("RGB")
        few = image.quantize(128, dither=Image.Dither.NONE)
        out = io.BytesIO()
        few.save(out, "PNG", optimize=True)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(marked(out.getvalue(), fingerprint(shown)))
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
