"""The verbs `quote` and `seal`: from words to the evidence that cites them, and texts whose change is noticed."""

from __future__ import annotations

import hashlib
import json
import re
import shutil

import pytest

import papers
import standoff as standoff_package
from command import standoff
from standoff import catalog
from standoff.case.load import read
from standoff.case.reading.sources import read_library

HARBOUR = catalog.find("harbour")


# --------------------------------------------------------------------------------------------------- the shipped case


def test_the_shipped_harbour_is_whole_and_all_it_cites_is_there():
    assert read(HARBOUR)[1] == ()
    library = read_library(HARBOUR)
    assert set(library.at_hand) == set(library.entries)
    assert all("invented" in entry["title"] for entry in library.entries.values())
    assert all("nvented" in library.text(source).text for source in library.at_hand)


def test_the_demo_of_the_harbour(tmp_path):
    done = standoff("demo", "harbour", "--to", tmp_path / "h", "--draws", "20", "--no-open", cwd=tmp_path)
    assert done.returncode == 0
    for name in (
        "sources/alpha-statement.txt",
        "sources/beta-debate.md",
        "sources/bay-report.html",
        "views/bay-institute.yaml",
    ):
        assert (tmp_path / "h" / name).read_bytes() == (HARBOUR / name).read_bytes()


@pytest.mark.parametrize(
    ("asked", "holds", "least", "most"),
    [
        ({}, True, 0.0, 0.2),
        ({"as_of": "2026-09-13"}, True, 0.4, 0.7),
        ({"as_of": "2026-05-19"}, True, 0.4, 0.7),
        ({"as_of": "2026-01-31"}, False, None, None),
        ({"view": "bay-institute"}, True, 0.8, 1.0),
    ],
    ids=str,
)
def test_the_harbour_shows_what_its_notes_say(asked, holds, least, most):
    """Little trust since the clause, more before it, none under the old coalition, and nearly all by the colleague."""
    [found] = standoff_package.roadmap(standoff_package.load(HARBOUR, **asked), ["full"])
    assert (found.best is not None) == holds
    if holds:
        assert least <= found.best.trust <= most


@pytest.fixture
def harbour(tmp_path):
    shutil.copytree(HARBOUR, tmp_path / "harbour")
    return tmp_path / "harbour"


def document(*words, code=0):
    done = standoff(*words, "--json")
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def with_evidence(home, entry, step="transit"):
    """The problems of the case with this entry under a step."""
    file = home / "case.yaml"
    text = file.read_text(encoding="utf-8")
    lines = "\n".join(f"    {line}" for line in entry.splitlines())
    head, because, tail = re.split(rf"(^  {step}:\n(?:    .*\n)*?    because:\n)", text, maxsplit=1, flags=re.M)
    file.write_text(f"{head}{because}{lines}\n{tail}", encoding="utf-8")
    return [str(problem) for problem in read(home)[1]]


def test_the_entry_that_is_printed_can_be_pasted(harbour):
    words = "we can end it overnight if we are cheated"
    done = standoff("quote", harbour, words, "--for", "steps.transit.undo", "--supports", "size")
    assert done.returncode == 0
    assert done.stdout.startswith(f"“{words}” stands once, in `alpha-statement`")
    assert "Put it under `because` of `steps.transit`:" in done.stdout
    entry = done.stdout[done.stdout.index("  - {") :].rstrip()
    assert re.sub(r"\s+", " ", entry).endswith("at: line 23, for: undo, supports: size}")
    assert with_evidence(harbour, entry) == []


@pytest.mark.parametrize("which", [0, 1])
def test_what_stands_twice_is_told_apart_by_what_stands_around_it(harbour, which):
    """The statement says twice that Alpha will not open the harbour: to a ship, and for a letter."""
    found = document("quote", harbour, "will not open the harbour")
    passage = found["passages"][which]
    assert (passage["source"], passage["line"]) == ("alpha-statement", (10, 18)[which])
    assert (passage["prefix"], passage["suffix"]) == (("force, we", "to a"), ("weakness. We", "for a"))[which]
    assert with_evidence(harbour, f"  - {passage['entry']}", "clear_mines") == []


def test_without_context_check_says_that_it_stands_twice(harbour):
    [problem] = with_evidence(harbour, "  - {in: alpha-statement, quote: will not open the harbour}")
    assert "this quote stands 2 times in the source `alpha-statement`" in problem
    assert 'add `prefix: "force, we", suffix: to a`' in problem


@pytest.mark.parametrize(
    ("words", "source", "heading", "line"),
    [
        ("the freight of every ship that sails", "beta-debate", "The minister of trade", 10),
        ("It is the cheapest thing that we have to give", "beta-debate", "The member for the border towns", 27),
        ("was a fifth of Alpha's income", "bay-report", "What the ban does", None),
        ("goods of Beta could cross", None, None, None),
    ],
)
def test_marks_and_kinds_of_spaces_and_quotation_marks_do_not_matter_but_letters_do(
    harbour, words, source, heading, line
):
    found = document("quote", harbour, words, code=0 if source else 1)
    assert [(one["source"], one["heading"], one["line"]) for one in found["passages"]] == (
        [(source, heading, line)] if source else []
    )
    if not source:
        assert found["near"][0]["differences"] == [{"asked": "goods", "has": "Goods", "after": ""}]


def test_what_is_near_is_shown_with_its_difference_and_never_taken(harbour):
    done = standoff("quote", harbour, "we can not end it overnight")
    assert done.returncode == 1
    assert "does not stand in any of 3 texts, word for word." in " ".join(done.stdout.split())
    assert "the source has no “not” after “can”." in done.stdout
    assert "- {in:" not in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["quote", "HARBOUR", "x", "--source", "alfa-statement"], "there is no source `alfa-statement`; did you mean `alpha-statement`?"),
        (["quote", "HARBOUR", " — "], "there are no words to look for"),
        (["quote", "HARBOUR", "x" * 4001], "these are 4001 characters, and the limit is 4000"),
        (["quote", "HARBOUR", "x", "--supports", "sice"], "`sice` is none of sign, order and size; did you mean `size`?"),
        (["quote", "HARBOUR", "x", "--for", "steps.liftban"], "there is no `liftban` under `steps`; did you mean `lift_ban`?"),
        (["quote", "HARBOUR", "x", "--for", "lift_ban"], "`lift_ban` is not the path of a number that evidence can support"),
        (["quote", "HARBOUR", "x", "--for", "steps.lift_ban.wort"], "there is nothing called `wort` here; did you mean `worth`?"),
        (["quote", "HARBOUR", "x", "--for", "steps.lift_ban.worth.betta"], "there is no party `betta`; did you mean `beta`?"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(harbour, words, said):
    done = standoff(*[harbour if word == "HARBOUR" else word for word in words])
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())


def test_a_source_without_its_text(harbour):
    (harbour / "sources" / "bay-report.html").unlink()
    done = standoff("quote", harbour, "fifth of", "--source", "bay-report")
    assert done.returncode == 2
    assert "the text of `bay-report` is not here; put it into the folder sources, as bay-report.txt" in done.stderr
    done = standoff("quote", harbour, "no such words")
    assert "The text of `bay-report` is not here." in done.stdout


def test_no_text_at_all(harbour):
    shutil.rmtree(harbour / "sources")
    done = standoff("quote", harbour, "no words")
    assert done.returncode == 1
    assert done.stdout.startswith("“no words” is in no text, as none is here: put texts into the folder")


def test_a_text_that_cannot_be_read_is_named_and_the_others_are_searched(harbour):
    (harbour / "sources" / "scan.pdf").write_bytes(papers.pdf_of([]))
    done = standoff("quote", harbour, "the last lever")
    assert done.returncode == 0
    assert "Not looked at: sources/scan.pdf: this PDF holds no text" in done.stdout
    assert document("quote", harbour, "the last lever")["unread"][0]["source"] == "scan"


def test_a_page_of_a_pdf(harbour):
    lines = [["The bay", "They spoke of the har-"], ["bour alone, and of", "nothing else."]]
    (harbour / "sources" / "notes.pdf").write_bytes(papers.pdf_of(*lines))
    [passage] = document("quote", harbour, "the harbour alone", "--source", "notes")["passages"]
    assert (passage["at"], passage["page"], passage["line"]) == ("page 1", 1, None)
    assert passage["quote"] == "the harbour alone"
    assert passage["entry"].endswith("at: page 1}")


def test_a_case_with_errors_can_be_quoted_for(harbour):
    """The wrong quote in a case is what the verb is there to mend."""
    text = (harbour / "case.yaml").read_text(encoding="utf-8")
    (harbour / "case.yaml").write_text(
        text.replace("will not be laid again", "will never be laid again"), encoding="utf-8"
    )
    assert standoff("check", harbour).returncode == 1
    found = document("quote", harbour, "will not be laid again")
    assert (found["case"]["title"], len(found["passages"])) == (None, 1)


def test_hostile_words_are_harmless(harbour):
    (harbour / "sources" / "hostile.txt").write_text('a \x1b[2J\u202e b {c: [d, "e"]} # f', encoding="utf-8")
    done = standoff("quote", harbour, '\x1b[2J\u202e b {c: [d, "e"]} # f')
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    entry = done.stdout[done.stdout.index("  - {") :].rstrip()
    listed = json.loads((harbour / "sources.json").read_text(encoding="utf-8"))
    (harbour / "sources.json").write_text(json.dumps([*listed, {"id": "hostile"}]), encoding="utf-8")
    assert with_evidence(harbour, entry) == []


# ---------------------------------------------------------------------------------------------------------------- seal


def test_sealing_writes_the_sha256_and_leaves_all_else_as_it_was(harbour):
    file = harbour / "sources.json"
    before = file.read_text(encoding="utf-8")
    done = standoff("seal", harbour)
    assert done.returncode == 0
    after = file.read_text(encoding="utf-8")
    assert [line for line in after.splitlines() if '"sha256"' not in line] == [
        line + "," if '"issued"' in line else line for line in before.splitlines()
    ]
    for entry in json.loads(after):
        [text] = (harbour / "sources").glob(f"{entry['id']}.*")
        assert entry["sha256"] == hashlib.sha256(text.read_bytes()).hexdigest()
    assert read(harbour)[1] == ()
    assert document("seal", harbour) | {"path": ""} == {
        "format": 1,
        "command": "seal",
        "path": "",
        "sealed": [],
        "same": ["alpha-statement", "bay-report", "beta-debate"],
        "changed": [],
        "unlisted": [],
        "absent": [],
    }


def test_a_text_that_has_changed_is_sealed_only_again(harbour):
    standoff("seal", harbour)
    sealed = (harbour / "sources.json").read_bytes()
    with (harbour / "sources" / "alpha-statement.txt").open("a", encoding="utf-8") as stream:
        stream.write("\nOne line more.\n")
    [problem] = read(harbour)[1]
    assert (problem.file, problem.severity) == ("sources/alpha-statement.txt", "warning")
    assert "standoff seal CASE --again" in problem.hint
    done = standoff("seal", harbour)
    assert done.returncode == 1
    assert "Changed since: `alpha-statement`." in done.stdout
    assert (harbour / "sources.json").read_bytes() == sealed
    assert standoff("seal", harbour, "--again").returncode == 0
    assert read(harbour)[1] == ()


def test_texts_without_an_entry_and_entries_without_a_text(harbour):
    (harbour / "sources" / "letter.txt").write_text("Dear Beta", encoding="utf-8")
    (harbour / "sources" / "beta-debate.md").unlink()
    found = document("seal", harbour)
    assert (found["sealed"], found["unlisted"], found["absent"]) == (
        ["alpha-statement", "bay-report"],
        ["letter"],
        ["beta-debate"],
    )


@pytest.mark.parametrize(("text", "code"), [(None, 2), ("{", 1), ('[{"id": "a"}, {"id": "a"}]', 1)])
def test_a_list_that_cannot_be_sealed(harbour, text, code):
    (harbour / "sources.json").unlink()
    if text is not None:
        (harbour / "sources.json").write_text(text, encoding="utf-8")
    assert standoff("seal", harbour).returncode == code
    assert (harbour / "sources.json").exists() == (text is not None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[{"id": "letter"}]', '[{"id": "letter", "sha256": "HASH"}]'),
        ('[\n  {"id": "letter"}\n]\n', '[\n  {"id": "letter", "sha256": "HASH"}\n]\n'),
        ('\ufeff[{"id": "letter",\r\n  "x": 1}]\r\n', '\ufeff[{"id": "letter",\r\n  "x": 1, "sha256": "HASH"}]\r\n'),
        ('[{\r\n\t"id": "letter"\r\n}]', '[{\r\n\t"id": "letter",\r\n\t"sha256": "HASH"\r\n}]'),
        (
            '[{"id": "other", "note": "x"}, {"id": "letter", "more": {"sha256": "1"}}]',
            '[\n  {\n    "id": "other",\n    "note": "x"\n  },\n  {\n    "id": "letter",\n    "more": {\n      "sha256": "1"\n'
            '    },\n    "sha256": "HASH"\n  }\n]\n',
        ),
    ],
)
def test_lists_are_written_as_they_were(tmp_path, before, after):
    """A list in which another thing is called sha256 is written anew: there the entry cannot be told by its letters."""
    (tmp_path / "case.yaml").write_bytes((HARBOUR / "case.yaml").read_bytes())
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "letter.txt").write_bytes(b"Dear Beta")
    (tmp_path / "sources.json").write_bytes(before.encode())
    assert standoff("seal", tmp_path).returncode == 0
    digest = hashlib.sha256(b"Dear Beta").hexdigest()
    assert (tmp_path / "sources.json").read_bytes().decode() == after.replace("HASH", digest)
