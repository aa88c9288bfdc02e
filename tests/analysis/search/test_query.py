"""What was typed is read as a query, or refused with what to write; and it is never read as SQL."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from standoff.analysis.search.query import Both, Either, Phrase, Without, asked, marked, match, phrases, read, said
from standoff.analysis.search.words import TOKENS_ARE, plain_words, tokens
from standoff.errors import UsageError


def word(text: str, begins: bool = False) -> Phrase:
    return Phrase(tuple(text.split()), begins, text)


A, B, C = map(word, "abc")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a", A),
        ("a b", Both((A, B))),
        ("a OR b c", Either((A, Both((B, C))))),
        ("a b NOT c", Without(Both((A, B)), C)),
        ("a NOT b NOT c", Without(Without(A, B), C)),
        ("a AND b OR c", Either((Both((A, B)), C))),
        ("a NOT b AND c", Both((Without(A, B), C))),
        ("(a OR b) c", Both((Either((A, B)), C))),
        ("((a))", A),
        ("a or b", Both((A, word("or"), B))),
        ("har*", word("har", True)),
        ('"a b"', word("a b")),
        ("“a b”", word("a b")),
        ('"a b"*', word("a b", True)),
        ('a "" b', Both((A, B))),
        ("a ! b", Both((A, B))),
        ("cease-fire", Phrase(("cease", "fire"), False, "cease-fire")),
        ("title:a", Phrase(("title", "a"), False, "title:a")),
    ],
)
def test_words_beside_each_other_bind_most_tightly_then_not_and_or(text, query):
    assert read(text) == query


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there are no words to look for"),
        ("!?", "there are no words to look for"),
        ('""', "there are no words to look for"),
        ("a OR", "`OR` has nothing after it"),
        ("NOT a", "`NOT` has nothing before it"),
        ("a NOT", "`NOT` has nothing after it"),
        ("a AND OR b", "`AND` has nothing after it"),
        ('"a b', "a quotation mark is not closed"),
        ("(a", "a `(` is not closed"),
        ("(", "a `(` is not closed"),
        ("a)", "a `)` has no `(` before it"),
        ("a ()", "there is nothing between two parentheses"),
        ("*arms", "`*` stands at the end of a word"),
        ("a*b", "`*` stands at the end of a word"),
        ("a" * 1001, "these are 1001 characters, and the limit is 1000"),
        ("(" * 40 + "a" + ")" * 40, "more than 20 parentheses"),
    ],
)
def test_what_is_no_query_is_told_with_what_to_write(text, message):
    with pytest.raises(UsageError, match="^" + "".join(f"\\{c}" if c in "()*" else c for c in message)):
        read(text)


def test_a_query_is_said_in_words():
    assert said(read('har* "the ban" OR a NOT b')) == "(“har…” and “the ban”) or (“a” without “b”)"
    assert list(phrases(read("a NOT b OR c"))) == [A, C]


def test_what_a_shell_took_out_of_quotation_marks_is_a_phrase():
    assert asked(["the ban", "on"]) == '"the ban" on'
    assert asked(["the OR ban"]) == "the OR ban"
    assert asked(['"the ban" on']) == '"the ban" on'
    assert asked(["the  ban", "NOT", "x*"]) == '"the  ban" NOT x*'


def test_marks_are_where_the_words_stand():
    text = "The ban, the BAN on tráde; a bank"
    there = marked(list(tokens(text)), tuple(phrases(read('ban "ban on trade"'))))
    assert [text[start:end] for start, end in there] == ["ban", "BAN on tráde"]
    assert marked(list(tokens("bank bans")), (word("ban", True),)) == [(0, 4), (5, 9)]


@settings(max_examples=300, deadline=None)
@given(some.text(alphabet=some.sampled_from("ab*\"“”() ORNTD-:^{}+'\\;,\0é中\ud800"), max_size=40))
def test_whatever_is_typed_is_a_query_for_sqlite_or_refused(text):
    base = sqlite3.connect(":memory:")
    base.execute(f"""CREATE VIRTUAL TABLE words USING fts5 (body, content='', tokenize="{TOKENS_ARE}")""")
    base.execute("INSERT INTO words (rowid, body) VALUES (1, ?)", (plain_words("a b OR é 中"),))
    try:
        query = read(text)
    except UsageError:
        pass
    else:
        base.execute("SELECT rowid FROM words WHERE words MATCH ?", (match(query),)).fetchall()
    base.close()
