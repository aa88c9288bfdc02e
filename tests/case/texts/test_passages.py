"""Quotes in texts: found whatever the typesetting, where words begin and end, in every script, and never nearly."""

from __future__ import annotations

import random

import pytest

from naive import quotes as naive
from standoff.case.reading.texts.near import nearest, said
from standoff.case.reading.texts.normal import Letters, folded, letters_of
from standoff.case.reading.texts.passages import MOST_PASSAGES, fitting, passages, surroundings


def found(text, quote):
    return [text[place.start : place.end] for place in passages(Letters(text), quote)]


FOUND = {
    "as it stands": ("They will not open it.", "will not open", ["will not open"]),
    "white space": ("will\n  not\t open", "will not open", ["will\n  not\t open"]),
    "spaces that do not break": ("a\u00a0fifth of\u2009it", "a fifth of it", ["a\u00a0fifth of\u2009it"]),
    "a hyphen that the line put in": ("the har-\nbour is", "the harbour", ["the har-\nbour"]),
    "a hyphen that the word has": ("a well-\nknown plan", "a well-known plan", ["a well-\nknown plan"]),
    "a soft hyphen": ("the har\u00adbour", "harbour", ["har\u00adbour"]),
    "quotation marks": ("he said “never”, then ‘no’", "said \"never\", then 'no'", ["said “never”, then ‘no’"]),
    "guillemets": ("il dit «jamais» et", '"jamais"', ["«jamais»"]),
    "ligatures": ("the ﬁrst eﬀort", "first effort", ["ﬁrst eﬀort"]),
    "accents in one piece or two": ("le cafe\u0301 noir", "café noir", ["cafe\u0301 noir"]),
    "dashes": ("the ban — all of it", "the ban - all", ["the ban — all"]),
    "a dash at the end of a line": ("the ban—\nall of it", "the ban—all", ["the ban—\nall"]),
    "twice": ("no, no", "no", ["no", "no"]),
    "marks of direction": ("\u200fלא נפתח\u200e את הנמל", "לא נפתח את", ["לא נפתח\u200e את"]),
    "arabic": ("لن نفتح\nالميناء قبل", "لن نفتح الميناء", ["لن نفتح\nالميناء"]),
    "arabic as it is printed": ("\ufeee\ufe8f", "\u0648\u0628", ["\ufeee\ufe8f"]),
    "chinese over a line": ("我们不会开\n放港口。", "不会开放港口", ["不会开\n放港口"]),
    "chinese within": ("我们不会开放港口。", "开放", ["开放"]),
    "japanese": ("港を開\n  かない", "港を開かない", ["港を開\n  かない"]),
    "korean in one piece or in letters": (
        "항구를 \u1112\u1161\u11ab다",
        "항구를 한다",
        ["항구를 \u1112\u1161\u11ab다"],
    ),
    "korean with a particle": ("정부는 항구를", "항구", ["항구"]),
    "figures of full width": ("５０隻", "50隻", ["５０隻"]),
    "thai": ("เราจะไม่เปิดท่าเรือ", "ไม่เปิด", ["ไม่เปิด"]),
    "marks around the quote are its own": ("it is over. Go", "over.", ["over."]),
}

NOT_FOUND = {
    "another case": ("They Will not", "will not"),
    "another word": ("They will not", "will never"),
    "a word left out": ("They will not open", "will open"),
    "within a word": ("They disagreed to it", "agreed to it"),
    "the beginning of a word": ("They reopened", "reopen"),
    "within a number": ("1000 ships", "100"),
    "after a hyphen at the end of a line": ("They dis-\nagreed to it", "agreed to it"),
    "before a hyphen at the end of a line": ("the har-\nbour", "the har"),
    "after a soft hyphen": ("They dis\u00adagreed", "agreed"),
    "a hyphen within a line": ("a re-cover", "recover"),
    "a space that is not there": ("the harbour", "the har bour"),
    "half of a character": ("le café", "cafe"),
    "half of a character in two": ("le cafe\u0301", "cafe"),
    "half of a korean syllable": ("각", "가"),
    "a space in chinese": ("开 放", "开放"),
    "nothing but marks": ("a – b", "–"),
    "much white space": ("will" + " " * 50_000 + "not", "will not"),
}


@pytest.mark.parametrize(("text", "quote", "places"), FOUND.values(), ids=FOUND)
def test_a_quote_is_found(text, quote, places):
    assert found(text, quote) == places


@pytest.mark.parametrize(("text", "quote"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_is_not_the_same_is_not_found(text, quote):
    assert found(text, quote) == []


WORDS = ["open", "re", "re-open", "well", "no", "the", "dis", "agreed", "ﬁn", "cafe\u0301", "1", "10", "“no”", "no’s"]
GAPS = [" ", " ", "\n", "  ", "-\n", "- ", "-", "\u00ad", "\u00a0", "—", " — ", "-\n  ", "\u200b", ". "]


def made(luck, length):
    return "".join(luck.choice(WORDS) + luck.choice(GAPS) for _ in range(length)) + luck.choice(WORDS)


@pytest.mark.parametrize("seed", range(200))
def test_passages_are_those_of_the_definition(seed):
    """Dashes and spaces of all kinds between words that begin and end alike."""
    luck = random.Random(seed)
    text = made(luck, 9)
    start = luck.randrange(len(text))
    piece = text[start : start + luck.randint(2, 14)]
    quote = luck.choice([piece, piece.replace("-\n", ""), made(luck, 1), " ".join(piece.split())]).strip(
        " -—\n.\u00ad\u200b"
    )
    if not letters_of(quote):
        return
    by_definition = list(naive.found(text, quote))
    assert [(p.start, p.end) for p in passages(Letters(text), quote)] == by_definition, (text, quote)


def test_places_are_right_beyond_the_first_block():
    text = "ﬁ “ä” " * 3000 + "the har-\nbour" + " ö" * 3000
    assert found(text, "the harbour") == ["the har-\nbour"]


def test_no_more_than_a_hundred_passages_are_told_apart():
    assert len(passages(Letters("no " * 5000), "no")) == MOST_PASSAGES == 100


@pytest.mark.parametrize(
    ("prefix", "suffix", "starts"),
    [
        ("", "", [3, 30]),
        ("We", "", [3]),
        ("They “will not” ever", "", [30]),
        ("", "now.", [3]),
        ("", "then", [30]),
        ("We", "then", []),
        ("You", "", []),
    ],
)
def test_context_says_which_passage_is_meant(prefix, suffix, starts):
    whole = "We open it now. They “will not” ever open it then."
    places = passages(Letters(whole), "open it")
    shift = {3: 3, 30: whole.index("open it", 10)}
    assert [place.start for place in fitting(whole, places, prefix, suffix)] == [shift[start] for start in starts]


@pytest.mark.parametrize("seed", range(50))
def test_context_tells_every_passage_from_all_others(seed):
    """Of a text in which no two stretches of eight words are alike."""
    luck = random.Random(seed)
    text = " ".join(luck.choice("abc") + luck.choice("xy") * luck.randint(1, 2) for _ in range(120))
    quote = text.split()[60]
    places = passages(Letters(text), quote)
    assert places
    for place in places:
        assert fitting(text, places, *surroundings(text, place, places)) == [place]


def test_context_is_two_words_where_these_are_enough():
    text = "Yesterday Alpha said that it will not open the harbour before the winter is over."
    [place] = passages(Letters(text), "will not open")
    assert surroundings(text, place, [place]) == ("that it", "the harbour")


def test_there_is_no_context_beyond_the_ends_of_a_text():
    [place] = passages(Letters("open it"), "open it")
    assert surroundings("open it", place, [place]) == ("", "")


NEAR = {
    "a word more in the source": (
        "Alpha will not open the harbour.",
        "will open the harbour",
        "will not open the harbour",
        "the source has “not” after “will”",
    ),
    "a word less in the source": (
        "Alpha will open the harbour.",
        "will not open the harbour",
        "will open the harbour",
        "the source has no “not” after “will”",
    ),
    "another word": (
        "They will close the harbour soon.",
        "will shut the harbour soon",
        "will close the harbour soon",
        "the source has “close” for “shut”",
    ),
    "another case": ("We will not open it.", "will Not open it", "will not open it", "the source has “not” for “Not”"),
    "a mark": (
        "if it rains, we stay here.",
        "if it rains we stay here",
        "if it rains, we stay here",
        "the source has “rains,” for “rains”",
    ),
    "over a line": (
        "the deep har-\nbour of the north",
        "the deep harbour in the north",
        "the deep har-\nbour of the north",
        "the source has “of” for “in”",
    ),
    "chinese": (
        "我们永远不会开放港口。",
        "我们永远不会关放港口",
        "我们永远不会开放港口",
        "the source has “开” for “关”",
    ),
}


@pytest.mark.parametrize(("text", "quote", "passage", "difference"), NEAR.values(), ids=NEAR)
def test_what_is_near_is_told_with_its_difference(text, quote, passage, difference):
    assert found(text, quote) == []
    [near] = nearest(text, quote)
    assert (text[near.start : near.end], said(near.differences)) == (passage, difference)


def test_what_is_another_passage_is_not_near():
    assert nearest("They counted the boats in the bay.", "we surrender without conditions") == []


def test_the_nearest_comes_first():
    text = "It will open the old harbour. " + "Nothing here. " * 50 + "It will not open the new harbour."
    near = nearest(text, "will not open the harbour", 3)
    assert [text[one.start : one.end] for one in near] == [
        "will not open the new harbour",
        "will open the old harbour",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("dis-\nmantle  the\n\n“site”", "dismantle the “site”"),
        ("开\n放", "开放"),
        ("har\u00adbour", "harbour"),
        ("a - b", "a - b"),
    ],
)
def test_pieces_are_shown_on_one_line(text, shown):
    assert folded(text) == shown
