"""The text of a source with marks: each is right in what a browser counts, and says what became of its quote."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sources_at_hand import folder_of
from standoff.analysis.cited.citations import Cited
from standoff.analysis.cited.grounds import grounds
from standoff.analysis.cited.listed import source_list
from standoff.analysis.cited.reading import Units, reading
from standoff.case.load import claimed, examine
from standoff.case.reading.sources import read_library
from standoff.errors import UsageError


def cited_in(folder: Path) -> Cited:
    read = examine(folder)
    library = read_library(folder)
    assert read.source is not None
    return Cited(read.case or claimed(read.source, library), library)


def marked(folder: Path, source: str = "cable") -> list[tuple[str, str]]:
    """What a browser would mark: pieces of the text cut in units of UTF-16, each with what became of it."""
    found = reading(cited_in(folder), source)
    units = (found.text or "").encode("utf-16-le")
    return [
        (units[2 * one.start : 2 * one.end].decode("utf-16-le"), found.citations[one.citation].state)
        for one in found.marks
    ]


BECAUSE = """[
  {in: cable, quote: "will not open it", for: worth.alpha, supports: sign, grade: A2},
  {in: cable, quote: "not open it overnight", for: [worth.alpha, undo]},
  {in: cable, quote: "ends. Another"},
  {in: cable, quote: "a second paragraf begins"},
  {in: cable, quote: "entirely other words altogether"},
  {in: cable, quote: "harbour"},
  {in: cable, quote: "harbour", prefix: "of the"},
  {in: cable, quote: "harbour", prefix: "never"},
  {in: cable, says: a paraphrase},
  {in: other, quote: "anything"},
  {in: gone, quote: "anything"},
  {judgement: about half, by: AB, for: worth.alpha, supports: size}]"""

TEXT = (
    "date 2026-10-01\n😀 They will not open it over-\nnight. One paragraph ends.\n\n"
    "Another one: a second paragraph begins. The harbour, and the mouth of the har\u00adbour.\n"
)


@pytest.fixture
def folder(tmp_path):
    texts = {"cable.txt": TEXT, "other.txt": b"\0"}
    return folder_of(
        tmp_path, texts, because=BECAUSE.replace("\n", " "), listed=[{"id": "cable"}, {"id": "other"}, {"id": "gone"}]
    )


def test_marks_overlap_span_paragraphs_and_stand_over_the_ends_of_lines(folder):
    assert marked(folder) == [
        ("will not open it", "found"),
        ("not open it over-\nnight", "found"),
        ("ends.\n\nAnother", "found"),
        ("a second paragraph begins", "near"),
        ("harbour", "several"),
        ("harbour", "displaced"),
        ("har\u00adbour", "several"),
        ("har\u00adbour", "found"),
        ("har\u00adbour", "displaced"),
    ]


def test_what_became_of_each_piece(folder):
    cited = cited_in(folder)
    assert [one.state for one in cited.all] == [
        *("found", "found", "found", "near", "lost", "several", "found", "displaced"),
        *("unquoted", "unreadable", "absent", "judged"),
    ]
    near = cited.all[3]
    assert near.instead == "a second paragraph begins"
    assert "the source has “paragraph” for “paragraf”" in near.hint
    assert cited.all[0].place == ("steps", "open_harbour", "because", 0)
    assert cited.all[0].numbers == ("steps.open_harbour.worth.alpha",)
    assert set(cited.all[1].numbers) == {"steps.open_harbour.worth.alpha", "steps.open_harbour.undo"}
    worths = {"steps.open_harbour.worth.alpha", "steps.open_harbour.worth.beta", "steps.open_harbour.undo"}
    assert set(cited.all[2].numbers) == worths
    assert [cited.all[n].state for n in grounds(cited).in_need] == [
        *("lost", "near", "displaced", "several", "unreadable")
    ]


def test_a_quote_that_is_not_found_hides_nothing_of_the_case(folder):
    """The case has errors for it, and is shown all the same."""
    assert examine(folder).case is None
    found = grounds(cited_in(folder))
    assert {one.path for one in found.numbers} >= {"steps.open_harbour.worth.alpha", "parties.alpha.horizon"}
    assert found.missing == "1 of 3 sources has no text here, so nothing can be looked up in it."
    assert [(one.id, one.cited, one.quoted, one.in_need) for one in source_list(cited_in(folder)).sources] == [
        ("cable", 9, 8, 4),
        ("other", 1, 1, 1),
        ("gone", 1, 1, 0),
    ]


def test_the_text_is_cut_into_blocks_that_hold_all_of_it(folder):
    found = reading(cited_in(folder), "cable")
    assert found.first_line == "date 2026-10-01"
    assert found.text == TEXT
    assert found.blocks is not None
    units = TEXT.encode("utf-16-le")
    cut = [units[2 * start : 2 * end].decode("utf-16-le") for start, end in found.blocks]
    assert cut == [
        "😀 They will not open it over-\nnight. One paragraph ends.",
        "Another one: a second paragraph begins. The harbour, and the mouth of the har\u00adbour.",
    ]
    again = reading(cited_in(folder), "cable", known=found.sha256)
    assert again.text is None
    assert again.blocks is None
    assert again.marks == found.marks


def test_long_paragraphs_are_cut_and_follow_on(tmp_path):
    text = "A sentence of words. " * 1000
    folder = folder_of(tmp_path, {"cable.txt": f"First.\n\n{text}\n\nLast."})
    found = reading(cited_in(folder), "cable")
    assert found.blocks is not None
    assert found.follow == tuple(range(2, len(found.blocks) - 1))
    assert "".join((found.text or "")[a:b] for a, b in found.blocks[1:-1]).split() == text.split()
    assert max(b - a for a, b in found.blocks) <= 2000


def test_headings_are_told(tmp_path):
    folder = folder_of(tmp_path, {"cable.html": "<h1>The harbour</h1><p>It is open.</p><h2>More</h2><p>Text.</p>"})
    assert reading(cited_in(folder), "cable").headings == (0, 2)


def test_numbers_that_a_source_supports_are_offered_first(folder):
    assert reading(cited_in(folder), "cable").offers == (
        "steps.open_harbour.worth.alpha",
        "steps.open_harbour.undo",
        "steps.open_harbour.worth.beta",
    )


@pytest.mark.parametrize(
    ("source", "said"), [("gone", "not here"), ("other", "binary"), ("cabel", "no source `cabel`")]
)
def test_what_cannot_be_read_is_said(folder, source, said):
    with pytest.raises(UsageError, match=said):
        reading(cited_in(folder), source)


def test_units_are_those_of_utf_16():
    """Against the encoder, on random texts."""
    rng = random.Random(1)
    for _ in range(200):
        text = "".join(rng.choice("ab\n😀é𝔄北") for _ in range(rng.randrange(30)))
        units = Units(text)
        for place in range(len(text) + 1):
            counted = len(text[:place].encode("utf-16-le")) // 2
            assert units.of(place) == counted
            assert units.back(counted) == place


def test_a_folder_without_sources_has_none(tmp_path):
    folder = folder_of(tmp_path, {})
    assert source_list(cited_in(folder)).sources == ()
    assert source_list(cited_in(folder)).missing == ""


def test_a_case_that_cannot_be_read_has_its_sources_all_the_same(tmp_path):
    folder = folder_of(tmp_path, {"cable.txt": "Text."})
    cited = Cited(None, read_library(folder))
    assert [one.id for one in source_list(cited).sources] == ["cable"]
    assert reading(cited, "cable").marks == ()
    assert grounds(cited).numbers == ()
