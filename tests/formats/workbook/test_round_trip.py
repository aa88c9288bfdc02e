"""A case, its workbook, and the case of the workbook: the same, whatever the case says."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import made_up
from any_case import any_case
from cases import ALL_KEYS, FOREST, case_from, nasty
from gifts import GIFTS
from odd_cases import made_up as odd
from odd_cases import written
from places import CASES
from standoff.case.load import load, read, read_source
from standoff.case.model.model import Case
from standoff.case.reading.plain import plain
from standoff.case.reading.sources import read_library
from standoff.errors import SizeError
from standoff.formats import importers
from standoff.formats.workbook.books import case_book, new_book
from standoff.formats.workbook.grids import case_grids
from standoff.formats.workbook.reading import gathered, read_workbook

SHIPPED = sorted(CASES.glob("*/case.yaml"))


def again(folder: Path, case: Case) -> Case:
    """The case that the rows of its workbook say, not checked: for cases that no check lets pass."""
    file = folder / "case.xlsx"
    file.write_bytes(case_book(case))
    found = gathered(file, file.name)
    assert [str(problem) for problem in found.reading.problems] == []
    return Case.model_validate(found.reading.data)


def through(folder: Path, case: Case, sources=()) -> Case:
    """The case that is imported from its workbook."""
    file = folder / "case.xlsx"
    file.write_bytes(case_book(case, sources))
    found = read_workbook(file, file.name)
    assert found.sources == tuple(sources)
    assert found.notes == ()
    return found.case


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_cases_come_back_with_their_sources(tmp_path, path):
    case, sources = load(path), list((read_library(path.parent).entries or {}).values())
    assert sources
    assert through(tmp_path, case, sources) == case


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_little_of_a_shipped_case_has_no_sheet_of_its_own(path):
    """Numbers, plans, deals and evidence have cells of their own; readings, successors and the past go by their paths."""
    grids = {grid.sheet.name: grid for grid in case_grids(load(path))}
    paths = [str(row["path"]).split(".") for row in grids["Other"].rows]
    rest = {path[0] for path in paths if path[2:] not in (["readings"], ["successor"])}
    assert rest <= {"history", "views", "correlated"}


@pytest.mark.parametrize("text", [ALL_KEYS, FOREST, GIFTS, written(made_up.HARBOUR)])
def test_cases_of_the_tests_come_back(tmp_path, text):
    case = case_from(text) if text != written(made_up.HARBOUR) else Case.model_validate(made_up.HARBOUR)
    assert again(tmp_path, case) == case


def test_a_nasty_case_comes_back(tmp_path):
    """Names with quotation marks, line breaks, terminal controls, marks of direction and formulas."""
    case = nasty()
    assert again(tmp_path, case) == case


@pytest.mark.parametrize("seed", range(12))
def test_odd_cases_come_back(tmp_path, seed):
    text = written(odd(random.Random(seed)))
    loaded = read_source("case.yaml", text).case
    if loaded is None:
        pytest.skip("not a case")
    # What is written as text comes back as it does from text: a name of spaces alone, for one, is no name.
    assert again(tmp_path, loaded) == loaded


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(case=any_case())
def test_every_key_comes_back_whatever_it_holds(tmp_path, case):
    found = again(tmp_path, case)
    assert plain(found) == plain(case)
    assert found == case


TEXTS = [
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "'=1",
        "'tis",
        "1.10",
        "007",
        "1e3",
        "TRUE",
        "true",
        "2026-11-02",
        "30 %",
        "#REF!",
    ),
    *(" around ", "\u00a0hard\u00a0", "two\nlines", "tab\there", "carriage\rreturn", "_x0041_", "_x005F_x0041_", "_x"),
    *(
        "\x00",
        "\x1b[31m",
        "\u202ertl",
        "עברית",
        "漢字",
        "\U0001f600",
        "\ufffe",
        "[a, b]",
        "{a: b}",
        "a, b; c",
        '"',
        "'",
    ),
    *("x" * 500, "é" * 32_767, "<b>&amp;</b>", "]]>", "#", "", "~", "null"),
]


def test_text_comes_back_letter_by_letter(tmp_path):
    steps = {
        f"x{n}": {
            "by": "a",
            "name": text or "X",
            "short": text[:24],
            "worth": {"a": 1},
            "because": [{"judgement": text or "-", "by": [text or "-", "AB, CD"], "for": ["worth.a"]}],
        }
        for n, text in enumerate(TEXTS)
    }
    data = {
        "format": 1,
        "title": "=1+1",
        "as_of": "2026-11-02",
        "parties": {"a": {}, **{f"a{n}": {"name": text or "A", "scale": text} for n, text in enumerate(TEXTS)}},
        "steps": steps,
        "deals": {f"d{n}": {"steps": ["x1"], "title": text} for n, text in enumerate(TEXTS)},
        "plans": {f"p{n}": {"phases": [["x1"]], "title": text} for n, text in enumerate(TEXTS)},
        "inquiries": [{"title": text or "-", "about": "steps.x1.worth.a"} for text in TEXTS],
    }
    case = Case.model_validate(data)
    found = again(tmp_path, case)
    assert [step.name for step in found.steps.values()] == [step.name for step in case.steps.values()]
    assert found == case


def test_a_text_that_no_cell_holds_is_refused(tmp_path):
    case = Case.model_validate(
        {"format": 1, "title": "x" * 40_000, "as_of": "2026-11-02", "parties": {"a": {}}, "steps": {"x": {"by": "a"}}}
    )
    with pytest.raises(SizeError, match=r"the limit is 32767; shorten `title`, or hand on the case folder"):
        case_book(case)


NUMBERS = [0, 1, -1, 0.1, 1 / 3, 123456789012, 1e-12, 5e11, -2.5, "4 to 9", "-6 to -2", "0 to 3", "-1 to 0.1"]
SPREADS = [
    {"low": 2, "mode": 4, "high": 9},
    {"low": -1, "high": 1, "shape": "normal"},
    {"values": [1, 2], "chances": [0.25, 0.75]},
]


def test_numbers_come_back_to_the_last_digit(tmp_path):
    data = plain(Case.model_validate(made_up.HARBOUR))
    for n, number in enumerate([*NUMBERS, *SPREADS]):
        data["steps"][f"step_{n}"] = {"by": "alpha", "worth": {"alpha": number}}
    case = Case.model_validate(data)
    assert again(tmp_path, case) == case


def test_the_same_case_gives_the_same_bytes():
    case = Case.model_validate(made_up.HARBOUR)
    assert case_book(case) == case_book(Case.model_validate(made_up.HARBOUR))


def test_a_workbook_says_nothing_of_when_it_was_made():
    import zipfile
    from io import BytesIO

    with zipfile.ZipFile(BytesIO(case_book(Case.model_validate(made_up.HARBOUR)))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert str(date.today().year) not in archive.read("docProps/core.xml").decode()


def test_a_new_workbook_is_imported_at_once(tmp_path):
    file = tmp_path / "harbour.xlsx"
    file.write_bytes(new_book("Harbour standoff", date(2026, 11, 2)))
    found = importers.read(file, date(2026, 12, 1))
    case, problems = read(importers.write(tmp_path / "harbour", found).parent)
    assert (case, problems) == (found.case, ())
    from standoff.case import template

    assert case == read_source("case.yaml", template.skeleton("Harbour standoff", date(2026, 11, 2))).case


def test_an_import_makes_a_folder_that_loads(tmp_path):
    path = SHIPPED[0]
    case, sources = load(path), list((read_library(path.parent).entries or {}).values())
    file = tmp_path / "there.xlsx"
    file.write_bytes(case_book(case, sources))
    folder = importers.write(tmp_path / "there", importers.read(file, date(2026, 12, 1))).parent
    assert sorted(one.name for one in folder.iterdir()) == ["case.schema.json", "case.yaml", "sources.json"]
    assert load(folder) == case
    assert read_library(folder).entries == read_library(path.parent).entries
