"""The scoreboard of the shipped agreements: what the pages and the brief say of it is so, and no case was edited unseen."""

import re
from dataclasses import replace

import pytest

import standoff
from places import ROOT
from standoff.analysis.casebook.scoring import flagged_of, scores_of
from standoff.case.model.outcome import FirstRun, Outcome, StepOutcome
from standoff.case.reading.keys import keys_of
from standoff.formats.casebook import folders_of
from standoff.results.sentences import casebook as sentences
from standoff.results.sentences.wording import number

PAGE = ROOT / "docs" / "casebook.md"


@pytest.fixture(scope="module")
def book():
    return standoff.casebook()


def test_at_least_ten_agreements_are_shipped():
    assert len(folders_of()) >= 10
    assert "korea-2025" not in {folder.name for folder in folders_of()}


def test_what_was_never_agreed_is_not_counted(book):
    """The notes of its coder asked for that, as its sizes rest on the refusal; of the others nothing says so."""
    assert [one.name for one in book.agreements if not one.agreed] == ["hanoi-2019"]
    broke = [one for one in book.agreements if not one.held and one.name != "hanoi-2019"]
    assert {one.of for one in book.scores if one.aspect != "whether"} == {len(broke)}
    assert {one.of for one in book.scores if one.aspect == "whether"} == {len(book.agreements) - 1}


def test_an_agreement_that_is_counted_was_broken_by_one_alone(book):
    """With several, any guess may be right: then the simple rules and chance are easy, too, and the page must say so."""
    assert {len(one.broken_by) for one in book.counted if not one.held} == {1}


def test_the_page_tells_the_scores_with_what_was_never_agreed(book):
    """Had it counted: who was named is one of those who refused it, the phase is not that of the refusal."""
    (hanoi,) = (one for one in book.agreements if not one.agreed)
    counted = replace(
        hanoi,
        agreed=True,
        who_right=hanoi.said.who in hanoi.broken_by,
        when_right=hanoi.said.when == hanoi.phase,
    )
    all_ = tuple(counted if one is hanoi else one for one in book.agreements)
    before = replace(book, agreements=all_, scores=scores_of(all_), flagged=flagged_of(all_))
    text = PAGE.read_text(encoding="utf-8")
    section = text.partition("### What was never agreed")[2].partition("## Your own")[0]
    rows = dict(re.findall(r"^\| (who|when|whether|flagged) \| (.+) \|$", section, re.M))
    for aspect, rule in (("who", "shorter horizon"), ("when", "longest phase")):
        had, has = ([_told(one, aspect), *_right(one, aspect, rule, "chance")] for one in (before, book))
        assert rows[aspect] == f"{had[0]}; {sentences.BY[rule]} {had[1]}; chance {had[2]} | {'; '.join(has)}"
    had, has = ((_told(one, "whether"), *_squared(one)) for one in (before, book))
    assert rows["whether"] == (
        f"{had[0]}, Brier {had[1]}; the base rate of the others {had[2]} | {has[0]}, {has[1]}; {has[2]}"
    )
    (had,), (has,) = ([one for one in them.flagged if one.flag == "any"] for them in (before, book))
    assert rows["flagged"] == (
        f"{had.broke} of {had.broke_of} that broke and {had.held} of {had.held_of} that held | "
        f"{has.broke} of {has.broke_of} and {has.held} of {has.held_of}"
    )
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"lowered the first row from {sentences.of(before.score('who'))}" in readme


def _told(book, aspect):
    score = book.score(aspect)
    return f"{sentences.of(score)} ({sentences.interval(score)})"


def _right(book, aspect, *rules):
    return [number(book.score(aspect, rule).right) for rule in rules]


def _squared(book):
    return [sentences.squared(book.score("whether", by).brier) for by in ("program", "base rate")]


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
