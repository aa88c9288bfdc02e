"""The texts of a case folder: which file is read, what is odd about it, and what cannot be read."""

from __future__ import annotations

import hashlib
import json
import os

import pytest

import papers
from command import standoff
from standoff.case.load import read
from standoff.case.reading.sources import read_library
from standoff.case.reading.texts import reading
from standoff.case.reading.texts.text import SourceText
from standoff.errors import Problem
from standoff.formats.checking import checked

ENTRY = {"id": "cable", "title": "A cable"}


def folder(tmp_path, files, entries=(ENTRY,), because="{in: cable, quote: will not open}"):
    """A case that cites the cable, with these files in its folder of texts; entries: None for no list."""
    (tmp_path / "case.yaml").write_text(
        "format: 1\ntitle: Harbour\nas_of: 2026-11-02\n"
        "parties: {alpha: {horizon: 4 years}, beta: {horizon: 4 years}}\n"
        f"steps:\n  open: {{by: alpha, worth: {{alpha: -3, beta: 10}}, because: [{because}]}}\n",
        encoding="utf-8",
    )
    (tmp_path / "sources").mkdir()
    for name, content in files.items():
        (tmp_path / "sources" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    if entries is not None:
        (tmp_path / "sources.json").write_text(json.dumps(entries), encoding="utf-8")
    return tmp_path


def said(home):
    case, problems = read(home)
    assert (case is None) == any(problem.severity == "error" for problem in problems)
    return [(problem.file, problem.severity, problem.message) for problem in problems]


READ = {
    "cable.txt": "We will not open it.",
    "cable.md": "We **will not** open it.",
    "cable.html": "<p>We will <b>not</b> open it.</p>",
    "cable.htm": "<p>We will not<script>ever</script> open it.</p>",
    "cable.pdf": papers.pdf_of(["We will not", "open it."]),
    "cable.TXT": "We will not open it.",
}


@pytest.mark.parametrize(("name", "content"), READ.items(), ids=READ)
def test_the_ending_says_how_a_text_is_read(tmp_path, name, content):
    home = folder(tmp_path, {name: content})
    text = read_library(home).text("cable")
    assert isinstance(text, SourceText)
    assert text.file == f"sources/{name}"
    assert text.sha256 == hashlib.sha256((home / "sources" / name).read_bytes()).hexdigest()
    assert said(home) == []


def test_ids_may_hold_points_and_other_files_are_left_alone(tmp_path):
    home = folder(tmp_path, {"a.b.txt": "x", "a.docx": "x", ".hidden.txt": "x", "notes": "x"})
    assert read_library(home).at_hand == ("a.b",)


def test_of_two_files_one_is_read_and_that_is_said(tmp_path):
    home = folder(tmp_path, {"cable.pdf": b"%PDF", "cable.txt": "We will not open it."})
    assert said(home) == [
        (
            "sources/cable.txt",
            "warning",
            "sources/cable.pdf is a text of the source `cable`, too; this one is read",
        )
    ]


def test_two_sources_with_one_id(tmp_path):
    home = folder(tmp_path, {"cable.txt": "We will not open it."}, [ENTRY, ENTRY])
    assert ("sources.json", "error", "the id `cable` is given to two sources") in said(home)


DATED = {
    "both agree": ("date 2026-10-01\n", [2026, 10, 1], None),
    "the list knows the month": ("date 2026-10-01\n", [2026, 10], None),
    "the list knows nothing": ("date 2026-10-01\n", None, None),
    "they differ": (
        "date 2026-10-01\n",
        [2026, 9, 1],
        "the first line says 2026-10-01, and sources.json says that it was issued 2026-09-01",
    ),
    "the list knows another year": (
        "date 2026-10-01\n",
        [2025],
        "the first line says 2026-10-01, and sources.json says that it was issued 2025",
    ),
    "no such day": ("date 2026-10-32\n", None, "the day of the first line, 2026-10-32, is in no calendar"),
    "a day after the case's, by the list": (
        "",
        [2026, 12, 1],
        "this source is of 2026-12-01, later than `as_of` (2026-11-02)",
    ),
    "a day after the case's, by the text": (
        "date 2026-12-01\n",
        None,
        "this source is of 2026-12-01, later than `as_of` (2026-11-02)",
    ),
}


@pytest.mark.parametrize(("line", "issued", "message"), DATED.values(), ids=DATED)
def test_the_dates_of_a_text(tmp_path, line, issued, message):
    entry = ENTRY | ({"issued": {"date-parts": [issued]}} if issued else {})
    home = folder(tmp_path, {"cable.txt": f"{line}We will not open it."}, [entry])
    assert [told for _, _, told in said(home)] == ([message] if message else [])


def test_a_text_that_has_changed_is_still_looked_up(tmp_path):
    home = folder(tmp_path, {"cable.txt": "We will open it."}, [ENTRY | {"sha256": "0" * 64}])
    assert said(home) == [
        ("case.yaml", "error", "this quote is not in the source `cable`"),
        ("sources/cable.txt", "warning", "this is not the text that sources.json gives the sha256 of"),
    ]


NOT_READ = {
    "binary": ({"cable.txt": b"a\0b and more"}, "error", "this is a binary file, not text"),
    "another encoding": ({"cable.txt": b"caf\xe9"}, "error", "the text is not in UTF-8"),
    "a PDF of pictures": (
        {"cable.pdf": papers.pdf_of([])},
        "warning",
        "this PDF holds no text: its pages are pictures",
    ),
    "a locked PDF": (
        {"cable.pdf": papers.locked(papers.pdf_of(["a"]))},
        "warning",
        "this PDF is locked with a password",
    ),
}


@pytest.mark.parametrize(("files", "severity", "message"), NOT_READ.values(), ids=NOT_READ)
def test_a_text_that_cannot_be_read_is_said_once(tmp_path, files, severity, message):
    twice = "{in: cable, quote: will not open}, {in: cable, quote: not open}"
    home = folder(tmp_path, files, because=twice)
    assert [(kind, told) for _, kind, told in said(home)] == [(severity, message)]


def test_an_empty_text_holds_no_quote(tmp_path):
    home = folder(tmp_path, {"cable.txt": ""})
    assert said(home) == [("case.yaml", "error", "this quote is not in the source `cable`")]


def test_a_source_of_50_megabytes_is_refused_with_the_limit(tmp_path):
    home = folder(tmp_path, {"cable.txt": ""})
    with (home / "sources" / "cable.txt").open("r+b") as stream:
        stream.truncate(50_000_000)
    [problem] = read(home)[1]
    assert problem.message == "the file has 50000000 bytes, and the limit is 10000000"
    assert problem.hint == "keep the part that is quoted, or make several sources of it, each with an id of its own"


def test_a_quote_at_the_end_of_a_text_as_large_as_may_be(tmp_path):
    sentence = "The harbour was quiet on that day, and nobody spoke of it.\n"
    text = sentence * ((reading.LARGEST_TEXT - 100) // len(sentence)) + "We will not\nopen it."
    home = folder(tmp_path, {"cable.txt": text}, because="{in: cable, quote: We will not open it}")
    assert said(home) == []


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_links_out_of_the_folder_are_not_followed(tmp_path, what):
    outside, home = tmp_path / "outside", tmp_path / "case"
    outside.mkdir()
    home.mkdir()
    (outside / "cable.txt").write_text("root:x:0:0, will not open", encoding="utf-8")
    folder(home, {})
    if what == "file":
        (home / "sources" / "cable.txt").symlink_to(outside / "cable.txt")
    else:
        (home / "sources").rmdir()
        (home / "sources").symlink_to(outside)
    told = said(home)
    assert [message for _, _, message in told] == [f"this is a link to a {what} outside the case folder"]
    assert isinstance(read_library(home).text("cable"), Problem)
    assert read_library(home).at_hand == (("cable",) if what == "file" else ())


def test_a_folder_in_the_place_of_a_text(tmp_path):
    home = folder(tmp_path, {})
    (home / "sources" / "cable.txt").mkdir()
    assert said(home) == [("sources/cable.txt", "error", "this is not a regular file")]


CONTEXT = "We will not open it. You say that we will not open it before winter."


@pytest.mark.parametrize(
    ("around", "key", "message", "hint"),
    [
        ("prefix: that we", None, "", ""),
        ("suffix: it before winter", None, "", ""),
        (
            "suffix: it",
            "quote",
            "this quote stands 2 times in the source `cable`",
            "say which is meant: for the first (line 1), add `prefix: We, suffix: it. You`",
        ),
        (
            "prefix: that they",
            "prefix",
            "this does not stand right before the quote in the source `cable`",
            "there stands “We” or “that we”",
        ),
        (
            "suffix: after winter",
            "suffix",
            "this does not stand right after the quote in the source `cable`",
            "there stands “it. You” or “it before”",
        ),
        (
            "prefix: that we, suffix: it. You",
            "prefix",
            "`prefix` and `suffix` stand around two different passages of the source `cable`",
            "take both from one passage; `standoff quote` writes them",
        ),
    ],
)
def test_what_stands_around_a_quote(tmp_path, around, key, message, hint):
    home = folder(tmp_path, {"cable.txt": CONTEXT}, because=f"{{in: cable, quote: will not open, {around}}}")
    told = [(p.path.rpartition(".")[2], p.message, p.hint) for p in read(home)[1]]
    assert told == ([(key, message, hint)] if key else [])


@pytest.mark.parametrize(
    ("cited", "there", "note"),
    [
        ("{in: a, quote: x}", [], "1 quote could not be looked up, as the text of `a` is not here: put it into"),
        (
            "{in: a, quote: x}, {in: a, quote: y}",
            [],
            "2 quotes could not be looked up, as the text of `a` is not here: put it into",
        ),
        (
            "{in: a, quote: x}, {in: b, quote: y}, {in: b}",
            [],
            "2 quotes could not be looked up, as the texts of `a`, `b` are not here: put them into",
        ),
        ("{in: a, quote: x}, {in: b, quote: x}", ["a.txt"], "1 quote could not be looked up, as the text of `b`"),
        ("{in: a, quote: x}", ["a.md"], ""),
        ("{in: a, at: page 3}", [], ""),
    ],
)
def test_what_could_not_be_looked_up_is_one_note_and_no_problem(tmp_path, cited, there, note):
    home = folder(tmp_path, dict.fromkeys(there, "x"), [{"id": "a"}, {"id": "b"}], because=cited)
    found = checked(home)
    assert found.problems == ()
    assert len(found.notes) == bool(note)
    assert "".join(found.notes).startswith(note)
    done = standoff("check", home)
    assert ("could not be looked up" in " ".join(done.stdout.split())) == bool(note)
    assert "looked up" not in str(checked(home, strict=True).problems)
    assert json.loads(standoff("check", home, "--json").stdout)["notes"] == list(found.notes)


def test_of_many_sources_whose_texts_are_absent_five_are_named(tmp_path):
    cited = ", ".join(f"{{in: s{n}, quote: x}}" for n in range(60))
    home = folder(tmp_path, {}, [{"id": f"s{n}"} for n in range(60)], because=cited)
    [note] = checked(home).notes
    assert note.startswith("60 quotes could not be looked up, as the texts of `s0`, `s1`, `s2`, `s3`, `s4` and 55 more")
