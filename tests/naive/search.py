"""Passages that have some words, found by reading each of them; and BM25 word for word as SQLite documents it."""

from __future__ import annotations

import math
import unicodedata

from standoff.analysis.search.query import Both, Phrase, Without


def words_of(text: str) -> list[str]:
    """Letter by letter: small letters without accents; each Chinese character, kana or syllable of Hangul by itself."""
    found, word = [], ""
    for letter in unicodedata.normalize("NFC", text):
        name = unicodedata.name(letter, "")
        alone = name.startswith(("CJK UNIFIED", "HIRAGANA", "KATAKANA", "HANGUL SYLLABLE"))
        base = letter if alone else unicodedata.normalize("NFKD", letter)
        base = "".join(c for c in base if alone or not unicodedata.combining(c)).casefold()
        if alone or not base.isalnum():
            found += [word] if word else []
            found += [letter] if alone else []
            word = ""
        else:
            word += base
    return [*found, *([word] if word else [])]


def hits(words: list[str], phrase: Phrase) -> int:
    """How often a phrase stands in these words."""
    count = 0
    for at in range(len(words) - len(phrase.words) + 1):
        there = words[at : at + len(phrase.words)]
        last = there[-1].startswith(phrase.words[-1]) if phrase.begins else there[-1] == phrase.words[-1]
        count += last and tuple(there[:-1]) == phrase.words[:-1]
    return count


def has(words: list[str], query) -> bool:
    if isinstance(query, Phrase):
        return hits(words, query) > 0
    if isinstance(query, Without):
        return has(words, query.wanted) and not has(words, query.unwanted)
    return (all if isinstance(query, Both) else any)(has(words, part) for part in query.parts)


def counted(words: list[str], query) -> list[Phrase]:
    """The phrases of what is true of a passage: SQLite counts no others."""
    if not has(words, query):
        return []
    if isinstance(query, Phrase):
        return [query]
    parts = (query.wanted,) if isinstance(query, Without) else query.parts
    return [phrase for part in parts for phrase in counted(words, part)]


def bm25(passages: list[list[str]], at: int, query) -> float:
    """The higher, the better: https://www.sqlite.org/fts5.html, section 5.1.1, with k1 = 1.2 and b = 0.75."""
    mean = sum(map(len, passages)) / len(passages)
    score = 0.0
    for phrase in counted(passages[at], query):
        rows = sum(hits(words, phrase) > 0 for words in passages)
        idf = max(math.log((len(passages) - rows + 0.5) / (rows + 0.5)), 1e-6)
        often = hits(passages[at], phrase)
        score += idf * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * len(passages[at]) / mean))
    return score
