"""The brief in Word as a user asks for it: run --docx and export --to docx, what they refuse, and what stays whole."""

from __future__ import annotations

import json
import re

import pytest
from docx import Document

from command import standoff
from documents import document
from gifts import GIFTS


@pytest.fixture
def gifts(tmp_path):
    (tmp_path / "gifts").mkdir()
    (tmp_path / "gifts" / "case.yaml").write_text(GIFTS, encoding="utf-8")
    return tmp_path / "gifts"


def texts(file):
    return [one.text for one in Document(str(file)).paragraphs]


def test_word_page_and_document_of_a_run_say_the_same(gifts):
    done = standoff("run", gifts, "--draws", 20, "--docx", "--quiet")
    out = gifts / "out"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"The brief is {out / 'report.html'}, and for Word {out / 'report.docx'}\n"
    answer = json.loads((out / "run.json").read_text(encoding="utf-8"))["answer"]
    said = texts(out / "report.docx")
    assert answer["headline"] in said
    for sentence in answer["sentences"].values():
        assert any(one.endswith(sentence) for one in said)
    shares = [one["sure"]["holds"] for one in [*answer["best"]["rivals"], answer["best"]["found"]]]
    bars = Document(str(out / "report.docx")).tables[0]
    assert [row.cells[1].text for row in bars.rows[1:]] == [f"{100 * share:.0f}" for share in shares]
    assert all(share in (0.0, 1.0) or 0.01 <= share <= 0.99 for share in shares)


def test_an_export_is_the_document_of_a_run(gifts, tmp_path):
    standoff("run", gifts, "--draws", 20, "--seed", 3, "--docx")
    done = standoff("export", gifts, "--to", "docx", "--draws", 20, "--seed", 3, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("Wrote gifts.docx.\n")
    assert (tmp_path / "gifts.docx").read_bytes() == (gifts / "out" / "report.docx").read_bytes()
    again = standoff("export", gifts, "--to", "docx", cwd=tmp_path)
    assert again.returncode == 2
    assert "gifts.docx is there already, and nothing is written over it; name another file with `--out`" in again.stderr


def test_the_ending_says_that_it_is_for_word_and_parts_are_those_asked_for(gifts, tmp_path):
    file = tmp_path / "one page.DOCX"
    found = document(standoff("export", gifts, "--out", file, "--parts", "none", "--draws", 20, "--json"), "export")
    assert (found["to"], found["path"], found["text"]) == ("docx", str(file), None)
    assert "Method, limits and how to reproduce" not in texts(file)
    other = tmp_path / "method.docx"
    standoff("export", gifts, "--out", other, "--parts", "Method", "--draws", 20)
    assert "Method, limits and how to reproduce" in texts(other)


def test_a_template_of_the_house(gifts, tmp_path):
    house = Document()
    house.sections[0].header.paragraphs[0].text = "Ministry of Gifts"
    house.save(str(tmp_path / "house.docx"))
    done = standoff("run", gifts, "--draws", 0, "--docx", "--template", tmp_path / "house.docx", "--parts", "method")
    assert done.returncode == 0
    written = Document(str(gifts / "out" / "report.docx"))
    assert written.sections[0].header.paragraphs[0].text == "Ministry of Gifts"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "CASE", "--template", "x.docx"], "`--template` is about a Word document; add `--docx`"),
        (["run", "CASE", "--parts", "all"], "`--parts` is about a Word document; add `--docx`"),
        (["run", "CASE", "--docx", "--parts", "demand"], "no part of the brief is called `demand`; did you mean"),
        (["run", "CASE", "--docx", "--template", "CASE/case.yaml"], "is no Word document; give a Word document"),
        (["run", "CASE", "--docx", "--template", "none.docx"], "cannot be read (no such file or directory)"),
        (["export", "CASE", "--to", "csv", "--parts", "all"], "`--parts` is about a Word document, and `csv` is none"),
        (["export", "CASE", "--to", "csv", "--draws", "3"], "`--draws` is about a Word document, and `csv` is none"),
        (["export", "CASE", "--to", "docx", "--only", "nash"], "`--only` is about states, and a Word document holds"),
        (["export", "CASE", "--to", "doc"], "no format `doc` to export to; did you mean `docx`?"),
        (["export", "CASE", "--to", "docx", "--template", "CASE"], "cannot be read (is a directory)"),
    ],
)
def test_what_is_refused_before_any_work(gifts, tmp_path, monkeypatch, words, message):
    import standoff as package

    def never(*_, **__):
        raise AssertionError("it ran")

    monkeypatch.setattr(package, "run", never, raising=False)
    done = standoff(*(word.replace("CASE", "gifts") for word in words), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert [path.name for path in gifts.iterdir()] == ["case.yaml"]


def test_without_the_extra_nothing_is_run(gifts, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "docx", None)
    for words in (("run", gifts, "--docx"), ("export", gifts, "--to", "docx")):
        done = standoff(*words)
        assert done.returncode == 2
        assert 'pip install "standoff[office]"' in done.stderr
    assert not (gifts / "out").exists()


def written_to(folder):
    """The files that a run wrote, without what it keeps of single questions."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file() and ".kept" not in file.parts}


def test_a_file_that_cannot_be_written_leaves_all_former_ones(gifts):
    """The Word document is one of the set: where it cannot be put in its place, none of the others is."""
    assert standoff("run", gifts, "--draws", 5).returncode == 0
    out = gifts / "out"
    (out / "report.docx").mkdir()
    before = written_to(out)
    done = standoff("run", gifts, "--draws", 20, "--docx")
    assert done.returncode == 2
    assert "report.docx: could not be written (this is a folder); what was there is unchanged" in done.stderr
    assert written_to(out) == before


def test_an_export_into_a_folder_that_is_not_there(gifts, tmp_path):
    done = standoff("export", gifts, "--draws", 0, "--out", tmp_path / "nowhere" / "x.docx")
    assert done.returncode == 2
    assert re.search(r"x\.docx: could not be written \(no such file or directory\)", done.stderr)


def test_the_list_of_formats_has_it():
    listed = standoff("export", "--formats").stdout.splitlines()
    assert ["docx", ".docx"] in [line.split()[:2] for line in listed]
    found = document(standoff("export", "--formats", "--json"), "export-formats")
    assert "docx" in [one["name"] for one in found["formats"]]
