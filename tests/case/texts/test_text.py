"""The text of a source: its date, its places, its paragraphs."""

from __future__ import annotations

from datetime import date

import pytest

from standoff.case.reading.texts.text import SourceText


def source(text, **given):
    return SourceText("a", "sources/a.txt", text, **({"lined": True} | given))


@pytest.mark.parametrize(
    ("text", "day", "misdated", "body"),
    [
        ("date 2026-10-01\nNo.", date(2026, 10, 1), "", "No."),
        ("date 2026-10-01 as broadcast\n\nNo.", date(2026, 10, 1), "", "\nNo."),
        ("\n\ndate: 2026-10-01\nNo.", date(2026, 10, 1), "", "No."),
        ("date 2026-02-30\nNo.", None, "2026-02-30", "No."),
        ("date 2026-10-01", date(2026, 10, 1), "", ""),
        ("update 2026-10-01\nNo.", None, "", "update 2026-10-01\nNo."),
        ("dates 2026-10-01\nNo.", None, "", "dates 2026-10-01\nNo."),
        ("date 2026-10-011\nNo.", None, "", "date 2026-10-011\nNo."),
        ("No.\ndate 2026-10-01", None, "", "No.\ndate 2026-10-01"),
        ("", None, "", ""),
    ],
)
def test_the_date_of_the_first_line(text, day, misdated, body):
    found = source(text)
    assert (found.date, found.misdated, found.text[found.begins :]) == (day, misdated, body)


def test_paragraphs_end_at_empty_lines_and_pages_and_leave_the_date_out():
    text = "date 2026-10-01\n\n One\ntwo \n \t\n\n\nthree\nfour\n\nfive\n\n"
    found = source(text, pages=(0, text.index("four")))
    assert [text[start:end] for start, end in found.paragraphs()] == ["One\ntwo", "three", "four", "five"]


def test_a_text_of_spaces_alone_has_no_paragraph():
    assert list(source(" \n\n \t").paragraphs()) == []


def test_a_million_spaces_are_passed_once():
    assert len(list(source("a" + " " * 1_000_000 + "b\n\n" + "\n" * 1_000_000 + "c").paragraphs())) == 2


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({}, "line 3"),
        ({"lined": False}, "paragraph 2"),
        ({"headings": ((0, "One"),)}, "under “One”"),
        ({"headings": ((8, "Late"),)}, "line 3"),
        ({"pages": (0, 5), "lined": False}, "page 2"),
    ],
)
def test_where_a_place_is(given, where):
    assert source("one\n\ntwo and", **given).where(5) == where
