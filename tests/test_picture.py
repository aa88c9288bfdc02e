"""The picture in the README is current: it carries a fingerprint of what the front of the Korea brief said when it was drawn."""

from __future__ import annotations

import importlib.util
import struct

import pytest

import standoff
from places import ROOT
from shares import only_with_all
from standoff.views.front.contents import front

SCRIPT = importlib.util.spec_from_file_location("picture", ROOT / "scripts" / "picture.py")
picture = importlib.util.module_from_spec(SCRIPT)
SCRIPT.loader.exec_module(picture)

SMALL = 250_000
"""So many bytes it has at most."""


@pytest.fixture(scope="module")
def drawn():
    return picture.PICTURE.read_bytes()


def test_the_picture_is_a_small_one_and_stands_in_the_readme(drawn):
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n" and len(drawn) < SMALL
    width, height = struct.unpack(">II", dict(picture.chunks(drawn))[b"IHDR"][:8])
    assert width == picture.WIDTH and height > width / 2
    assert "(docs/pictures/front.png)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_fingerprint_can_be_written_and_read(drawn):
    assert picture.fingerprint_in(picture.marked(drawn, "abc")) == "abc"
    assert picture.fingerprint_in(picture.marked(picture.marked(drawn, "abc"), "def")) == "def"


@only_with_all("it runs the whole Korea case")
def test_the_picture_shows_what_the_front_says(drawn):
    case = standoff.load(standoff.find("korea"))
    assert picture.fingerprint_in(drawn) == picture.fingerprint(front(case, standoff.run(case))), (
        "draw it anew: python scripts/picture.py"
    )
