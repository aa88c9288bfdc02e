"""Text from a case is no formula in a spreadsheet, and numbers stay numbers, in every CSV that is written."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

import standoff
from standoff.formats.csv_tables import TABLES, tables
from standoff.formats.csv_text import csv_text

TESTS = Path(__file__).parents[1]
SOURCES = TESTS.parent / "src" / "standoff"

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?")


@pytest.mark.parametrize("text", ["=1+1", "+s", "-2+3", "@SUM(1)", "\tTAB", "\r=1"])
def test_a_formula_becomes_text(text):
    assert next(csv.reader(io.StringIO(csv_text([text], []), newline=""))) == ["'" + text.replace("\r", "\n")]


def test_numbers_and_other_texts_stay_as_they_are():
    cells = [-1, -2.5, 0.1, 1e-12, True, None, float("inf"), float("nan"), "a=b", "", "Alpha, “x”"]
    _, row = csv.reader(io.StringIO(csv_text(["a"] * len(cells), [cells])))
    assert row == ["-1", "-2.5", "0.1", "1e-12", "True", "", "", "", "a=b", "", "Alpha, “x”"]


@pytest.mark.parametrize("fault", ["csv-formula", "csv-formula-cell"])
def test_no_table_of_a_run_holds_a_formula(fault):
    case = standoff.load(TESTS / "faults" / fault)
    written = tables(standoff.run(case, draws=0))
    assert written.keys() == TABLES.keys()
    cells = [cell for text in written.values() for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t")) and not NUMBER.fullmatch(cell)] == []


def test_there_is_one_writer():
    writers = [
        file.name for file in SOURCES.rglob("*.py") if re.search(r"csv\.(Dict)?[wW]riter", file.read_text("utf-8"))
    ]
    assert writers == ["csv_text.py"]
