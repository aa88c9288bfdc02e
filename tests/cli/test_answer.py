"""The verb `answer`: one page and one document that say the same."""

from __future__ import annotations

import re

import pytest

import gifts
from command import standoff
from documents import document


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gifts")
    (folder / "case.yaml").write_text(gifts.GIFTS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def page(folder):
    return standoff("answer", folder, "--draws", "80", "--cores", "1", "--quiet").stdout


@pytest.fixture(scope="module")
def written(folder):
    return document(standoff("answer", folder, "--draws", "80", "--cores", "1", "--json"), "answer")


def test_the_page_says_what_the_document_says(page, written):
    words = " ".join(page.split())
    assert words.startswith(written["headline"])
    assert len(page.splitlines()) <= 25
    for sentence in written["sentences"].values():
        assert sentence in words
    best = written["best"]
    assert [one["name"] for one in best["rivals"]] == ["a_first", "swap"]
    for one in (best["found"], *best["rivals"]):
        assert re.search(rf" {round(100 * one['sure']['holds'])} █", page)
    assert (best["chosen_on"], best["judged_on"], written["draws"]) == (40, 40, 80)
    assert "(1) now: Gift of a" in page


def test_the_seed_decides(folder, page):
    again = standoff("answer", folder, "--draws", "80", "--cores", "1", "--quiet").stdout
    other = standoff("answer", folder, "--draws", "80", "--seed", "2", "--cores", "1", "--quiet").stdout
    assert again == page
    assert other != page


def test_one_draw_is_wrong_usage(folder):
    done = standoff("answer", folder, "--draws", "1")
    assert done.returncode == 2
    assert "--draws" in done.stderr
