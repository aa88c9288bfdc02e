"""Entries of sources.json that nobody could look up, or that the brief could not print, are refused with their place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from standoff.case.load import read

FAULTS = Path(__file__).parents[1] / "faults"
SHIPPED = Path(__file__).parents[2] / "cases" / "korea-2025"

DATE = 'write `{"date-parts": [[2025, 9, 8]]}`, or the year alone, or year and month'
AUTHORS = 'write `[{"family": "Lee", "given": "Kyong-hee"}]`, or `[{"literal": "United Nations"}]`'


def said_of(folder):
    case, problems = read(folder)
    errors = [p for p in problems if p.severity == "error"]
    assert (case is None) == bool(errors)
    return [(p.file, p.path, p.message, p.hint) for p in errors]


def test_an_author_that_is_null():
    """Fault sources-author-null: it was a traceback of the brief."""
    assert said_of(FAULTS / "sources-author-null") == [
        ("sources.json", "1.author", "this is null", "leave `author` out, or write what it is")
    ]


@pytest.mark.parametrize(
    ("entry", "path", "message", "hint"),
    [
        ({"author": "Lee"}, "author", "a list of authors belongs here, not `Lee`", AUTHORS),
        ({"author": ["Lee"]}, "author.1", "an author is written with keys, not as `Lee`", AUTHORS),
        ({"author": [{"family": "Lee"}, {}]}, "author.2", "this author has no name", AUTHORS),
        (
            {"author": [{"family": 5}]},
            "author.1.family",
            "a text belongs here, not `5`",
            "put it in quotation marks",
        ),
        ({"title": ["x"]}, "title", "a text belongs here, not a list", "put it in quotation marks"),
        ({"URL": {"x": 1}}, "URL", "a text belongs here, not a group of keys", "put it in quotation marks"),
        ({"note": None}, "note", "this is null", "leave `note` out, or write what it is"),
        ({"issued": "2025"}, "issued", "a date is written with keys, not as `2025`", DATE),
        ({"issued": {}}, "issued", "this date has no `date-parts`", DATE),
        ({"issued": {"date-parts": []}}, "issued.date-parts", "one date belongs here, or two: from and to", DATE),
        *(
            (
                {"accessed": {"date-parts": [parts]}},
                "accessed.date-parts.1",
                "this is no date with a year from 1 to 2200",
                DATE,
            )
            for parts in (
                [2025, 13],
                [2025, 2, 30],
                [99999],
                [2201],
                [0],
                [-5],
                [],
                [2025, 1, 1, 1],
                [None],
                [True],
                [2025.5],
                ["soon"],
                2025,
                [10**300],
            )
        ),
    ],
)
def test_what_is_refused(tmp_path, entry, path, message, hint):
    (tmp_path / "case.yaml").write_bytes((FAULTS / "sources-author-null" / "case.yaml").read_bytes())
    (tmp_path / "sources.json").write_text(json.dumps([{"id": "s", "title": "t", **entry}]))
    assert said_of(tmp_path) == [("sources.json", f"1.{path}", message, hint)]


@pytest.mark.parametrize(
    "entry",
    [
        {"issued": {"date-parts": [["2025", "9"], ["2026"]]}},
        {"issued": {"raw": "in spring"}},
        {"author": [{"literal": "United Nations"}, {"family": "Lee", "suffix": 3}]},
        {"volume": 12, "custom": {"anything": [1, {}]}},
    ],
)
def test_what_other_programs_write_is_taken(tmp_path, entry):
    (tmp_path / "case.yaml").write_bytes((FAULTS / "sources-author-null" / "case.yaml").read_bytes())
    (tmp_path / "sources.json").write_text(json.dumps([{"id": "s", "title": "t", **entry}]))
    assert said_of(tmp_path) == []
    assert said_of(SHIPPED) == []
