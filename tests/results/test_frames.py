"""Tables of records as data frames: the same rows in polars and pandas, and a word on what is missing."""

from __future__ import annotations

import csv
import importlib.util
import io
import math
import sys

import pytest

import standoff
from large_records import kinds, large
from standoff.errors import UsageError
from standoff.formats.csv_tables import tables
from standoff.results.records.games import Turn
from standoff.results.tables import frames

LIBRARIES = [
    pytest.param(name, marks=pytest.mark.skipif(importlib.util.find_spec(name) is None, reason=f"{name} is not there"))
    for name in ("polars", "pandas")
]


def dicts(frame, library):
    rows = frame.to_dicts() if library == "polars" else frame.to_dict("records")
    gone = lambda cell: cell is None or (isinstance(cell, float) and math.isnan(cell))  # noqa: E731
    return [{name: None if gone(cell) else cell for name, cell in row.items()} for row in rows]


@pytest.fixture(scope="module")
def run():
    return standoff.run(standoff.example(), draws=20)


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_frame_holds_the_rows_of_the_table(run, library):
    for found in (run, run.answer, run.stable, run.plans[0], run.roadmaps[0], run.frontier, *run.flips.values()):
        for table in found.tables:
            frame = found.to_frame(table, backend=library)
            assert type(frame).__module__.partition(".")[0] == library
            assert dicts(frame, library) == found.to_rows(table)


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_record_has_a_frame(library):
    for kind in kinds():
        if kind is Turn:
            continue
        record = large(kind)
        for table in record.tables or (None,):
            assert len(record.to_frame(table, backend=library)) == len(record.to_rows(table))


def test_columns_have_their_kinds_where_there_is_no_row_and_where_there_is_no_value(run):
    polars = pytest.importorskip("polars")
    plan = run.plans[0]
    empty = standoff.assess(standoff.example(), "step-by-step").to_frame("signing", backend="polars")
    assert empty.schema == {
        "party": polars.String,
        "phase": polars.Int64,
        "completing": polars.Float64,
        "quitting": polars.Float64,
    }
    rows = plan.to_frame("rows", backend="polars")
    assert rows.schema["phase"] == polars.Int64
    assert rows.schema["trust"] == polars.Float64
    assert rows.schema["openly"] == polars.Boolean
    assert polars.concat([empty, plan.to_frame("signing", backend="polars")]).columns == empty.columns


def test_rows_are_what_the_record_holds():
    plan = standoff.assess(standoff.example(), "alpha-first")
    for row, told in zip(plan.rows, plan.to_rows("rows"), strict=True):
        assert (told["phase"], told["party"], told["margin"]) == (row.phase, row.party, row.margin)
        assert told["breach"].split() == list(row.breach)
    assert [(t["phase"], t["step"]) for t in plan.to_rows("phases")] == [
        (1, "inspectors"),
        (1, "open_harbour"),
        (2, "lift_ban"),
    ]


def test_the_csv_files_of_a_run_are_its_tables(run):
    for name, text in tables(run).items():
        told = list(csv.DictReader(io.StringIO(text)))
        rows = run.to_rows(name)
        assert len(told) == len(rows)
        for cells, row in zip(told, rows, strict=True):
            assert list(cells) == list(row)
            assert all((cells[key] == "") == (value in (None, "")) for key, value in row.items() if value != math.inf)


def test_a_record_without_tables_is_one_row():
    row = standoff.assess(standoff.example(), "alpha-first").rows[0]
    [told] = row.to_rows()
    assert (told["phase"], told["party"], told["breach"]) == (row.phase, row.party, " ".join(row.breach))
    assert "courses" not in told


def test_a_table_that_is_not_there_is_told():
    plan = standoff.assess(standoff.example(), "alpha-first")
    with pytest.raises(UsageError, match=r"Assessment has no table `gain`; did you mean `gains`\?"):
        plan.to_rows("gain")
    with pytest.raises(UsageError, match="no frames of `dask`"):
        plan.to_frame(backend="dask")


def test_without_narwhals_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(UsageError, match=r'`frames`, which is not installed: pip install "standoff\[frames\]" polars'):
        standoff.assess(standoff.example(), "alpha-first").to_frame()


def test_without_a_library_of_frames_both_are_named(monkeypatch):
    monkeypatch.setattr(frames, "find_spec", lambda name: None)
    for name in frames.LIBRARIES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    plan = standoff.assess(standoff.example(), "alpha-first")
    with pytest.raises(UsageError, match=r"polars or pandas, and neither is installed: pip install"):
        plan.to_frame()
    with pytest.raises(UsageError, match="pandas is not installed: pip install pandas"):
        plan.to_frame(backend="pandas")


def test_the_library_in_use_is_taken(monkeypatch):
    monkeypatch.setattr(frames, "find_spec", lambda name: name)
    for name in frames.LIBRARIES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert frames._library(None) == "polars"
    monkeypatch.setitem(sys.modules, "pandas", object())
    assert frames._library(None) == "pandas"
