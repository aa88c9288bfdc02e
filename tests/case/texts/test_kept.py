"""What was read of a PDF is kept for the next time, and nothing hangs on it."""

from __future__ import annotations

from hashlib import sha256

import pytest

import papers
from standoff.case.reading.texts import kept, reading
from standoff.case.reading.texts.text import Extracted
from standoff.user_folders import user_folder

PAPER = papers.pdf_of(["We will not", "open it."], ["Never."])


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr("standoff.case.reading.texts.kept.user_folder", lambda kind: tmp_path / "own" / kind)
    return tmp_path / "own" / "cache" / "texts"


def read(tmp_path):
    return reading.read("a", tmp_path / "sources" / "a.pdf", PAPER)


def test_a_pdf_is_read_once(tmp_path, cache, monkeypatch):
    first = read(tmp_path)
    monkeypatch.setitem(reading._KINDS, ".pdf", reading._Kind(None, slow=True))
    assert read(tmp_path) == first
    assert first.find("open it. Never")


@pytest.mark.parametrize(
    "left", [b"", b"[]", b"{", b'{"reader": 0, "text": "x", "pages": [0]}', b'{"reader": 1, "text": 3, "pages": [0]}',
             b'{"reader": 1, "text": "x", "pages": ["0"]}', b"\xff"],
)  # fmt: skip
def test_what_cannot_be_what_was_kept_is_read_again(tmp_path, cache, left):
    whole = read(tmp_path)
    (cache / f"{sha256(PAPER).hexdigest()}.json").write_bytes(left)
    assert read(tmp_path) == whole


def test_where_nothing_can_be_kept_all_is_read(tmp_path, cache):
    cache.parent.parent.write_text("a file where the folder belongs")
    assert read(tmp_path).find("Never")


def test_no_more_than_so_many_are_kept(tmp_path, cache, monkeypatch):
    monkeypatch.setattr(kept, "_MOST", 3)
    for number in range(6):
        kept.keep(f"{number}", Extracted("x"))
    assert len(list(cache.iterdir())) == 3


def test_the_tests_have_a_cache_of_their_own():
    assert "standoff-tests-" in str(user_folder("cache"))
