"""Words of texts as they are searched: without capitals, accents and ligatures; Chinese and Japanese by character."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from standoff.case.reading.texts.normal import UNSPACED

__all__ = ["TOKENS_ARE", "Token", "plain_words", "tokens", "words_in"]

TOKENS_ARE = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
"""How SQLite parts what `plain_words` makes: letters with their marks, and digits, belong together."""

_FAR = re.compile("[\u0e00-\U0003ffff]")
"""All scripts without spaces between words are among these: looking for one of them is fast."""

_VOICED = "\u3099\u309a"
"""The marks that make another sound of a Japanese letter: no accents."""


@dataclass(frozen=True)
class Token:
    """A word as it is searched, and where in the text it begins and ends."""

    word: str
    start: int
    end: int


def plain_words(text: str) -> str:
    """A text whose words are those that are searched, with anything that is no word between them.

    Scripts without spaces between words are searched by characters in a row, so that a word of any length is found.

    >>> plain_words("The ﬁrst Émigrés’ offer"), plain_words("北朝鮮の核").split()
    ('the first emigres’ offer', ['北', '朝', '鮮', 'の', '核'])
    """
    if text.isascii():
        return text.lower()
    folded = _accents().sub("", unicodedata.normalize("NFKD", text))
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", folded).casefold())
    return _unspaced().sub(r" \g<0> ", folded) if _FAR.search(folded) else folded


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text as they are searched, in their order.

    >>> words_in("Cease-fire: 10 %, “NOW”!")
    ('cease', 'fire', '10', 'now')
    """
    return tuple(found[0] for found in _word().finditer(plain_words(text)))


def tokens(text: str) -> Iterator[Token]:
    """The words of a text with their places in it.

    >>> list(tokens("Die Häfen"))
    [Token(word='die', start=0, end=3), Token(word='hafen', start=4, end=9)]
    """
    for found in _word().finditer(text.lower() if text.isascii() else text):
        if found[0].isascii():
            yield Token(found[0].lower(), found.start(), found.end())
        else:
            yield from (Token(word, found.start(), found.end()) for word in words_in(found[0]))


def _ranges(wanted: Callable[[str], bool], last: int = sys.maxunicode) -> str:
    """The characters that are wanted, as ranges of a pattern."""
    found: list[list[int]] = []
    for number in range(0x300, last + 1):
        if wanted(chr(number)):
            if found and found[-1][1] == number - 1:
                found[-1][1] = number
            else:
                found.append([number, number])
    return "".join(f"\\U{first:08x}-\\U{end:08x}" for first, end in found)


_LAST_MARK = 0x1FFFF
"""Beyond it are the marks that choose a form of a letter, which no word is told by."""


@cache
def _accents() -> re.Pattern[str]:
    marks = _ranges(lambda c: unicodedata.combining(c) != 0 and c not in _VOICED, _LAST_MARK)
    return re.compile(f"[{marks}\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufe00-\ufe0f]")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{UNSPACED}]{_marks()}*")


@cache
def _marks() -> str:
    return f"[{_ranges(lambda c: unicodedata.category(c).startswith('M'), _LAST_MARK)}]"


@cache
def _word() -> re.Pattern[str]:
    return re.compile(f"[{UNSPACED}]{_marks()}*|(?:[^\\W_{UNSPACED}]|{_marks()})+")
