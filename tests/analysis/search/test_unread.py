"""Passages that name a party or a step and that nothing quotes: by hand, and as whoever looks at each finds them."""

from __future__ import annotations

import random
import re

import pytest

import standoff
from sources_at_hand import folder_of
from standoff.analysis.search.names import names_of
from standoff.analysis.search.words import tokens
from standoff.case.load import load
from standoff.errors import CaseError, UsageError


def named(folder, text: str) -> set[str]:
    """What a passage names in the small case."""
    return {one.name for one in names_of(load(folder)).named(text, list(tokens(text)))}


@pytest.fixture
def case(tmp_path):
    return folder_of(tmp_path / "case", {})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Alpha spoke", {"alpha"}),
        ("ALPHA SPOKE", {"alpha"}),
        ("the alphabet", set()),
        ("the Alphas", {"alpha"}),
        ("Alpha’s offer", {"alpha"}),
        ("The US agreed", {"alpha"}),
        ("They told us", set()),
        ("USS Maine", set()),
        ("its president", {"alpha"}),
        ("its presidents", {"alpha"}),
        ("its, president", {"alpha"}),
        ("president its", set()),
        ("the Betans", {"beta"}),
        ("the Betan Union", {"beta"}),
        ("a beta-blocker", {"beta"}),
        ("a Bet", set()),
        ("在北方", {"beta"}),
        ("to open the harbour", {"open_harbour"}),
        ("the open harbour", set()),
        ("open the harbours", {"open_harbour"}),
        ("the mines", {"open_harbour"}),
        ("a mining town", set()),
        ("lift ban", {"lift_ban"}),
        ("lift the ban", set()),
        ("lift_ban", {"lift_ban"}),
        ("Alpha's reopening", {"alpha", "open_harbour"}),
        ("", set()),
    ],
)
def test_what_names_something(case, text, names):
    assert named(case, text) == names


TEXTS = {
    "cable.txt": (
        "date 2026-10-01\n\nAlpha will not open the harbour.\n\nNothing to see here.\n\n"
        "The Betan Union waits.\n\nAlpha and Beta spoke of reopening, and Alpha left.\n"
    ),
    "notes.md": "# The mines\n\nAlpha was there.\n\nWhere Alpha was not, nobody was.\n",
    "weather.txt": "It rains.\n",
}


def told(found) -> list[tuple[str, str]]:
    return [(one.source, one.passage[:14]) for one in found.passages]


def test_what_is_quoted_is_left_out_and_the_rest_is_in_order(tmp_path):
    because = '[{in: cable, quote: will not open the, for: worth.alpha}, {in: notes, quote: "nobody was"}, {in: cable}]'
    listed = [{"id": "cable", "title": "A cable"}, {"id": "notes"}, {"id": "gone"}, {"id": "weather"}]
    folder = folder_of(tmp_path / "case", TEXTS, because, listed)
    found = standoff.unread(folder)
    assert told(found) == [("cable", "Alpha and Beta"), ("cable", "The Betan Unio"), ("notes", "Alpha was ther")]
    assert [(one.parties, one.steps) for one in found.passages] == [
        (("alpha", "beta"), ("open_harbour",)),
        (("beta",), ()),
        (("alpha",), ()),
    ]
    first = found.passages[0]
    assert [first.passage[m.start : m.end] for m in first.marks] == ["Alpha", "Beta", "reopening", "Alpha"]
    assert (first.title, first.date, first.at) == ("A cable", "2026-10-01", "line 9")
    assert (found.named, found.quoted, found.unquoted, found.never) == (5, 2, 1, ("lift_ban",))
    assert (found.searched, found.absent) == (("cable", "notes", "weather"), ("gone",))
    assert told(standoff.unread(folder, source="notes")) == [("notes", "Alpha was ther")]
    with pytest.raises(UsageError, match="the text of `gone` is not here"):
        standoff.unread(folder, source="gone")


def test_a_quote_over_two_passages_supports_with_both_and_one_of_another_source_with_none(tmp_path):
    both = '[{in: cable, quote: "harbour.\\n\\nNothing to see here.\\n\\nThe Betan"}, {in: weather, quote: Alpha was there}]'
    folder = folder_of(tmp_path / "case", TEXTS | {"weather.txt": "It rains. Alpha was there"}, both)
    assert told(standoff.unread(folder)) == [
        ("cable", "Alpha and Beta"),
        ("notes", "Alpha was ther"),
        ("notes", "Where Alpha wa"),
    ]


def test_a_quote_that_stands_twice_supports_with_the_one_that_is_meant(tmp_path):
    texts = {"cable.txt": "First, Alpha spoke.\n\nThen Alpha spoke."}
    folder = folder_of(tmp_path / "case", texts, "[{in: cable, quote: Alpha spoke, prefix: Then}]")
    assert told(standoff.unread(folder)) == [("cable", "First, Alpha s")]


def test_what_a_view_beside_the_case_quotes_counts(tmp_path):
    folder = folder_of(tmp_path / "case", TEXTS)
    before = told(standoff.unread(folder))
    (folder / "views").mkdir()
    view = "sees: {parties.alpha.horizon: 2 years}\nbecause: [{in: notes, quote: Alpha was there}]\n"
    (folder / "views" / "mine.yaml").write_text(view, encoding="utf-8")
    (folder / "views" / "broken.yaml").write_text("sees: [", encoding="utf-8")
    assert set(before) - set(told(standoff.unread(folder))) == {("notes", "Alpha was ther")}


def test_headings_are_no_passages(tmp_path):
    folder = folder_of(tmp_path / "case", {"notes.md": "# Alpha\n\n## Beta\n\nIt rained.\n"})
    assert told(standoff.unread(folder)) == []


def test_a_case_that_does_not_load_is_refused(tmp_path):
    folder = folder_of(tmp_path / "case", TEXTS, "[{in: cable, quote: not there}]")
    with pytest.raises(CaseError, match="this quote is not in the source"):
        standoff.unread(folder)


def slowly(text: str) -> set[str]:
    """What a passage in English names in the small case, by patterns written by hand."""
    patterns = {
        "alpha": r"(?i:\balphas?\b)|\bUS\b|(?i:\bits\W+presidents?\b)",
        "beta": r"(?i:\bbeta\w*|\bthe\W+betan\W+unions?\b)",
        "open_harbour": r"(?i:\bopen\W+the\W+harbours?\b|\breopenings?\b|\bmines?\b)",
        "lift_ban": r"(?i:\blift\W+bans?\b)",
    }
    return {name for name, pattern in patterns.items() if re.search(pattern, text)}


def test_random_passages_are_told_as_patterns_tell_them(tmp_path):
    rng = random.Random(7)
    words = [
        "Alpha",
        "alphas",
        "US",
        "us",
        "its",
        "president",
        "beta",
        "Betan",
        "the",
        "open",
        "harbour",
        "harbours",
        "mines",
        "mine,",
        "lift",
        "ban",
        "bans",
        "–",
        "and",
    ]
    passages = [" ".join(rng.choices(words, k=rng.randint(1, 7))) for _ in range(400)]
    folder = folder_of(tmp_path / "case", {"text.txt": "\n\n".join(passages)})
    found = {one.passage: {*one.parties, *one.steps} for one in standoff.unread(folder, keep=False).passages}
    wanted = {passage: slowly(passage) for passage in passages}
    assert found == {passage: names for passage, names in wanted.items() if names}
    assert 100 < len(found) < 400
