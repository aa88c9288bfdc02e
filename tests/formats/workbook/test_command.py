"""Workbooks at the command line: `new --xlsx`, `export --to xlsx`, `import`, `run --xlsx`."""

from __future__ import annotations

import csv
import json
import sys

import openpyxl
import pytest

from command import standoff
from standoff.case.load import load
from standoff.formats.csv_text import text_of


def test_out_in_and_the_same_case(tmp_path):
    assert standoff("new", "harbour", cwd=tmp_path).returncode == 0
    done = standoff("export", "harbour", "--to", "xlsx", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Wrote harbour.xlsx." in done.stderr
    assert "Not in the workbook: remarks in case.yaml" in done.stderr
    done = standoff("import", "harbour.xlsx", "--to", "again", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert load(tmp_path / "again") == load(tmp_path / "harbour")
    assert json.loads((tmp_path / "again" / "sources.json").read_text()) == json.loads(
        (tmp_path / "harbour" / "sources.json").read_text()
    )
    done = standoff("check", "again", "--strict", cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[0], done.stderr) == (0, "No problem found.", "")


def test_nothing_is_written_over(tmp_path):
    standoff("new", "harbour", cwd=tmp_path)
    (tmp_path / "harbour.xlsx").write_text("mine")
    for words in (
        ("export", "harbour", "--to", "xlsx"),
        ("export", "harbour", "--out", "harbour.xlsx"),
        ("new", "--xlsx", "harbour"),
        ("new", "--xlsx", "harbour.xlsx"),
    ):
        done = standoff(*words, cwd=tmp_path)
        assert done.returncode == 2
        assert "harbour.xlsx is there already, and nothing is written over it" in done.stderr
    assert (tmp_path / "harbour.xlsx").read_text() == "mine"


def test_a_new_workbook_without_a_name(tmp_path):
    done = standoff("new", "--xlsx", cwd=tmp_path)
    assert done.stderr == "Wrote case.xlsx. Fill it in, then: standoff import case.xlsx\n"
    done = standoff("new", cwd=tmp_path)
    assert done.returncode == 2
    assert "needs a name, for example `standoff new my-case`" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["case.xlsx"]


def test_documents(tmp_path):
    done = standoff("new", "--xlsx", "harbour", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["path"] == "harbour.xlsx"
    done = standoff("import", "harbour.xlsx", "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert (document["program"], document["path"], document["notes"]) == ("Excel", "harbour/case.yaml", [])
    done = standoff("export", "harbour", "--out", "out.xlsx", "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert (document["to"], document["path"], document["text"]) == ("xlsx", "out.xlsx", None)


def test_problems_are_told_with_sheet_and_cell_and_nothing_is_written(tmp_path):
    standoff("new", "--xlsx", "harbour", cwd=tmp_path)
    book = openpyxl.load_workbook(tmp_path / "harbour.xlsx")
    book["Steps"]["D2"] = "gamma"
    book["Parties"]["C3"] = "soon"
    book.save(tmp_path / "harbour.xlsx")
    done = standoff("import", "harbour.xlsx", cwd=tmp_path)
    assert done.returncode == 1
    assert "harbour.xlsx, sheet Parties, cell C3 error parties.beta.horizon: `soon`" in done.stderr
    assert "harbour.xlsx, sheet Steps, cell D2 error steps.inspectors.by.1: there is no party `gamma`" in done.stderr
    assert not (tmp_path / "harbour").exists()


def test_notes_on_what_was_hidden_and_not_read(tmp_path):
    standoff("new", "--xlsx", "harbour", cwd=tmp_path)
    book = openpyxl.load_workbook(tmp_path / "harbour.xlsx")
    book["Steps"].row_dimensions[3].hidden = True
    book.create_sheet("To do")["A1"] = "ask"
    book.save(tmp_path / "harbour.xlsx")
    done = standoff("import", "harbour.xlsx", cwd=tmp_path)
    assert "sheet Steps: hidden rows were read (3)" in done.stderr
    assert "sheet To do: not read, as no sheet of a case is called so" in done.stderr


def test_a_run_writes_its_tables_into_a_workbook(tmp_path):
    standoff("new", "harbour", cwd=tmp_path)
    done = standoff("run", "harbour", "--draws", "20", "--xlsx", cwd=tmp_path)
    assert done.returncode == 0
    out = tmp_path / "harbour" / "out"
    book = openpyxl.load_workbook(out / "results.xlsx")
    answer = json.loads((out / "run.json").read_text())["answer"]
    assert {cell.value for cell in book["Answer"]["B"]} >= {answer["headline"], *answer["sentences"].values()}
    tables = {file.stem: file for file in (out / "tables").glob("*.csv")}
    for name in tables.keys() & set(book.sheetnames):
        with tables[name].open(encoding="utf-8", newline="") as stream:
            written = [[text_of(cell) for cell in row] for row in csv.reader(stream)]
        shown = [["" if cell is None else str(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
        assert [[number(cell) for cell in row] for row in shown] == [[number(cell) for cell in row] for row in written]
        assert book[name].freeze_panes == "B2"
    left_out = tables.keys() - set(book.sheetnames)
    assert left_out >= {"equilibria"}
    assert all(len(tables[name].read_text().splitlines()) == 1 for name in left_out - {"equilibria"})
    cells = {type(cell.value) for row in book["rows"].iter_rows(min_row=2) for cell in row}
    assert float in cells


def number(text):
    """Numbers by their value, to the digits that spreadsheets keep; other text as it is."""
    try:
        return round(float(text), 12)
    except ValueError:
        return text


def test_a_state_has_a_row_and_its_steps_and_notions_their_columns(tmp_path):
    standoff("new", "harbour", cwd=tmp_path)
    standoff("run", "harbour", "--draws", "0", "--xlsx", "--quiet", cwd=tmp_path)
    out = tmp_path / "harbour" / "out"
    head, *rows = openpyxl.load_workbook(out / "results.xlsx")["states"].iter_rows(values_only=True)
    assert head[:5] == ("in_force", "inspectors", "open_harbour", "lift_ban", "fuel")
    with (out / "tables" / "equilibria.csv").open(encoding="utf-8", newline="") as stream:
        expected = {(row["concept"], row["state"]) for row in csv.DictReader(stream)}
    shown = {
        (notion, "" if row[0] == "nothing" else row[0])
        for row in rows
        for notion, mark in zip(head[5:], row[5:], strict=True)
        if mark == 1
    }
    assert shown == expected
    for row in rows:
        marked = [step for step, mark in zip(head[1:5], row[1:5], strict=True) if mark == 1]
        assert marked == ([] if row[0] == "nothing" else row[0].split())


@pytest.mark.parametrize(
    "words", [("new", "--xlsx", "x"), ("export", "harbour", "--to", "xlsx"), ("run", "harbour", "--xlsx")]
)
def test_without_the_extra_it_is_said_how_to_get_it(tmp_path, monkeypatch, words):
    standoff("new", "harbour", cwd=tmp_path)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    done = standoff(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert "workbooks are written by the extra `office`: pip install 'standoff[office]'" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["harbour"]


def test_workbooks_are_read_without_the_extra(tmp_path, monkeypatch):
    standoff("new", "--xlsx", "harbour", cwd=tmp_path)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert standoff("import", "harbour.xlsx", cwd=tmp_path).returncode == 0


def test_what_a_new_workbook_offers(tmp_path):
    """Notes on the headers, lists to choose from, a header that stays, and formats that leave text as it is."""
    standoff("new", "--xlsx", "harbour", cwd=tmp_path)
    book = openpyxl.load_workbook(tmp_path / "harbour.xlsx")
    assert book.sheetnames[0] == "Read me"
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert all(cell.comment and len(cell.comment.text) > 5 for cell in sheet[1]), sheet.title
    steps = book["Steps"]
    headers = {cell.value: cell.column_letter for cell in steps[1]}
    offered = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in steps.data_validations.dataValidation}
    assert offered[f"{headers['by']}2"] == "'Parties'!$A$2:$A$100"
    assert offered[f"{headers['ends']}2"] == '"any,all"'
    assert {offered[f"{headers[flag]}2"] for flag in ("automatic", "symbolic")} == {'"TRUE,FALSE"'}
    assert steps[f"{headers['worth beta']}3"].value == 10
    assert steps[f"{headers['worth alpha']}3"].value == "-6 to -2"
    assert steps.column_dimensions[headers["name"]].number_format == "@"
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in texts} <= {"s", "inlineStr"}
