"""Words as they are searched: by hand, and as SQLite parts what is made of a text."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from naive import search as naive
from standoff.analysis.search.words import TOKENS_ARE, plain_words, tokens, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The cease-fire, 10 %", "the cease fire 10"),
        ("Émigrés ÉMIGRÉS Émigrés", "emigres emigres emigres"),
        ("ﬁrst eﬀort", "first effort"),
        ("Straße İstanbul", "strasse istanbul"),
        ("核武器", "核 武 器"),
        ("がく かく", "が く か く"),
        ("북한은 2018년", "북 한 은 2018 년"),
        ("ＩＡＥＡ", "iaea"),
        ("Ядерный", "ядерныи"),
        ("שָׁלוֹם שלום", "שלום שלום"),
        ("السَّلام", "السلام"),
        ("snake_case", "snake case"),
        ("हिन्दी", "हिनदी"),
        ("…", ""),
    ],
)
def test_words_are_as_they_are_read_by_hand(text, words):
    assert list(words_in(text)) == words.split()
    assert [token.word for token in tokens(text)] == words.split()


def parted(text: str) -> list[str]:
    """The words that SQLite makes of a text, in their order."""
    base = sqlite3.connect(":memory:")
    base.execute(f"""CREATE VIRTUAL TABLE words USING fts5 (body, tokenize="{TOKENS_ARE}")""")
    base.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (words, instance)")
    base.execute("INSERT INTO words VALUES (?)", (plain_words(text),))
    found = [term for (term,) in base.execute("SELECT term FROM terms ORDER BY offset")]
    base.close()
    return found


LETTERS = "aBz09 \n.,-_'’“”éÉßﬁ核武器がアパ北한국дЁйשָׁלا\u0301\u3099ลาว"


@settings(max_examples=300, deadline=None)
@given(some.text(alphabet=some.sampled_from(LETTERS), max_size=40))
def test_sqlite_parts_them_in_the_same_way(text):
    assert parted(text) == list(words_in(text)) == [token.word for token in tokens(text)]


@settings(max_examples=200, deadline=None)
@given(some.text(alphabet=some.sampled_from("aBz09 .,-'éÉÜß核武器がア北한국дЁ"), max_size=40))
def test_a_twin_that_reads_letter_by_letter_has_the_same_words(text):
    assert list(words_in(text)) == naive.words_of(text)


@settings(max_examples=200, deadline=None)
@given(some.text(alphabet=some.sampled_from(LETTERS), max_size=40))
def test_a_token_is_where_its_word_stands(text):
    for token in tokens(text):
        assert token.word in words_in(text[token.start : token.end])
