"""Front, terminal, Word, Excel and both documents say one answer: the same sentences and the same shares of draws."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import openpyxl
import pytest
from docx import Document

from command import standoff
from gifts import GIFTS


class _Words(HTMLParser):
    """All that a page shows, in one line."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_data(self, data):
        self.found.append(data)


def plain(text):
    return " ".join(text.replace("\xa0", " ").split())


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What each form says of a case, run as it comes: 200 draws, of which ten times as many for the best deal."""
    case = tmp_path_factory.mktemp("one") / "gifts"
    case.mkdir()
    (case / "case.yaml").write_text(GIFTS, encoding="utf-8")
    assert standoff("run", case, "--docx", "--xlsx", "--quiet").returncode == 0
    out = case / "out"
    words = Document(str(out / "report.docx"))
    sheet = openpyxl.load_workbook(out / "results.xlsx")["Answer"]
    cells = [*(p.text for p in words.paragraphs), *(c.text for t in words.tables for r in t.rows for c in r.cells)]
    return {
        "run.json": json.loads((out / "run.json").read_text(encoding="utf-8"))["answer"],
        "answer --json": json.loads(standoff("answer", case, "--json").stdout),
        "terminal": plain(standoff("answer", case, "--all").stdout),
        "front": plain(" ".join(_Words((out / "report.html").read_text(encoding="utf-8")).found)),
        "word": plain(" ".join(cells)),
        "excel": plain(" ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)),
    }


@pytest.mark.parametrize("form", ["terminal", "front", "word", "excel"])
def test_every_form_has_the_headline_and_the_eight_sentences(said, form):
    answer = said["run.json"]
    assert len(answer["sentences"]) == 8
    for sentence in (answer["headline"], *answer["sentences"].values()):
        assert plain(sentence) in said[form]


def test_both_documents_are_alike(said):
    run, answer = said["run.json"], said["answer --json"]
    assert (run["headline"], run["sentences"]) == (answer["headline"], answer["sentences"])
    for one, other in zip(
        [run["best"]["found"], *run["best"]["rivals"]],
        [answer["best"]["found"], *answer["best"]["rivals"]],
        strict=True,
    ):
        for key in ("kind", "name", "title", "smallest_share", "sure"):
            assert one[key] == other[key]
        assert one["plan"]["phases"] == other["plan"]["phases"]


@pytest.mark.parametrize("form", ["terminal", "front", "word"])
def test_the_bars_are_the_shares_of_the_document(said, form):
    """Each name with its number; these are not those of half of the draws, or of another seed."""
    for one in [*said["run.json"]["best"]["rivals"], said["run.json"]["best"]["found"]]:
        name = "The best deal found" if one["kind"] == "found" else one["title"]
        count = f"{100 * one['sure']['holds']:.0f}"
        assert 0 < int(count) < 100
        assert re.search(rf"{re.escape(name)}\b[^\d]*\b{count}\b", said[form])
