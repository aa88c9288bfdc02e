"""The scoreboard of the shipped agreements: what the pages and the brief say of it is so, and no case was edited unseen."""

import re

import pytest

import standoff
from places import ROOT
from standoff.case.model.outcome import FirstRun, Outcome, StepOutcome
from standoff.case.reading.keys import keys_of
from standoff.formats.casebook import folders_of
from standoff.results.sentences import casebook as sentences

PAGE = ROOT / "docs" / "casebook.md"


@pytest.fixture(scope="module")
def book():
    return standoff.casebook()


def test_at_least_ten_agreements_are_shipped():
    assert len(folders_of()) >= 10
    assert "korea-2025" not in {folder.name for folder in folders_of()}


def test_the_brief_says_what_the_scoreboard_says(book):
    assert sentences.in_brief(book) == sentences.SHIPPED


def test_each_first_run_is_recorded_and_a_case_edited_since_is_marked(book):
    assert "not recorded" not in {one.coded for one in book.agreements}
    edited = [one.title for one in book.agreements if one.coded == "edited since"]
    assert all(title in sentences.coding(book) for title in edited)


def test_the_readme_says_what_the_scoreboard_says(book):
    """The console block is run with all others; this is the prose below it."""
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    section = text.partition("### How often it was right")[2].partition("## Installing")[0]
    program, base = book.score("whether").brier, book.score("whether", "base rate").brier
    assert (
        f"error is {sentences.squared(program)}, that of the base rate of the others {sentences.squared(base)}"
        in section
    )
    assert ("that it names who is not shown either" in section) == (not sentences.apart(book, "who"))
    assert "Shares of draws are not probabilities of success" in section and program >= base


def test_the_page_has_a_row_for_each_key_of_an_outcome():
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \| [^|]+ \|$", PAGE.read_text(encoding="utf-8"), re.M)
    fields = [*keys_of(Outcome).items(), *keys_of(StepOutcome).items()]
    assert sorted(rows) == sorted((key, "required" if f.is_required() else dict(rows)[key]) for key, f in fields)
    assert {*keys_of(FirstRun)} == {"on", "sha256"}
