"""Passages: where in a text a quote stands, word for word, and what of its surroundings tells it from its like.

Context as in TextQuoteSelector of the W3C's Web Annotation Data Model: `prefix` stands right before, `suffix` after.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from standoff.case.reading.texts.normal import UNSPACED, Letters, folded, letters_of, same

__all__ = ["MOST_PASSAGES", "WORD", "Passage", "fitting", "passages", "surroundings", "whole_words"]

MOST_PASSAGES = 100
"""So many passages are told apart; a quote that is there more often says nothing."""

WORD = re.compile(f"[{UNSPACED}]|[^\\s{UNSPACED}]+(?:(?<=\\w[-\u2010])[ \t]*\n[ \t]*[^\\s{UNSPACED}]+)?")
"""A word, also over the end of a line; a single character of scripts that set no spaces."""

_AROUND = 600
"""Characters before and after a passage in which its context is looked for."""

_LEAST, _MOST = 2, 24
"""Words of context: never fewer (where there are so many), and when to give up."""


@dataclass(frozen=True)
class Passage:
    """Where in a text a passage begins and ends."""

    start: int
    end: int


_NO_END = " \t\n-\u2010\u2011\u2012\u2013\u2014"
"""What no quote begins or ends with."""


def passages(letters: Letters, quote: str) -> list[Passage]:
    """Every place where a quote stands in a text, in order, MOST_PASSAGES at most.

    A quote begins and ends where words do, so that `agreed` is not found in `disagreed`.

    >>> passages(Letters("They disagreed. They agreed."), "agreed")
    [Passage(start=21, end=27)]
    """
    wanted = quote.strip(_NO_END)
    return [place for place, _ in zip(_found(letters, wanted), range(MOST_PASSAGES), strict=False)]


def _found(letters: Letters, quote: str) -> Iterator[Passage]:
    key = letters_of(quote)
    at = letters.all.find(key) if key else -1
    while at >= 0:
        span = letters.span(at, at + len(key))
        if span and _whole(letters.text, *span) and same(letters.text[span[0] : span[1]], quote):
            yield Passage(*span)
        at = letters.all.find(key, at + 1)


_BEFORE = re.compile(r"(?:([^\W_])[\u00ad\u200b\u2060]*(?:[-\u2010][ \t]*\n\s*)?)\Z")
_AFTER = re.compile(r"[\u00ad\u200b\u2060]*(?:[-\u2010][ \t]*\n\s*)?([^\W_])")


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a passage begins and ends where words do, in scripts that set spaces between them."""
    return _before(text, start) is None and _after(text, end) is None


def _before(text: str, start: int) -> int | None:
    """Where the letter stands that is of the same word as the one at a place, and before it; None if there is none."""
    before = _BEFORE.search(text, max(0, start - 20), start)
    return before.start(1) if before and before[1] and _spaced(before[1]) and _spaced(text[start]) else None


def _after(text: str, end: int) -> int | None:
    """Where the letter ends that is of the same word as the one before a place, and after that; None if none is."""
    after = _AFTER.match(text, end)
    return after.end(1) if after and _spaced(after[1]) and _spaced(text[end - 1]) else None


def whole_words(text: str, start: int, end: int) -> Passage:
    """A stretch of a text without the white space and dashes at its ends, and with the whole of the words it cuts.

    >>> text = "They will not open it over-\\nnight."
    >>> [text[found.start : found.end] for found in (whole_words(text, 6, 16), whole_words(text, 19, 27))]
    ['will not open', 'it over-\\nnight']
    """
    start, end = max(0, start), min(end, len(text))
    while start < end and text[start] in _NO_END:
        start += 1
    while end > start and text[end - 1] in _NO_END:
        end -= 1
    if start >= end:
        return Passage(start, start)
    while (before := _before(text, start)) is not None:
        start = before
    while (after := _after(text, end)) is not None:
        end = after
    while start and unicodedata.combining(text[start]):
        start -= 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return Passage(start, end)


_ALSO_SPACED = (("\u1d00", "\u1fff"), ("\ufb00", "\ufb06"), ("\uff10", "\uff5a"))
"""Letters with two accents, ligatures, letters and figures of full width."""


def _spaced(letter: str) -> bool:
    """Whether it is a letter or a figure of Latin, Greek or Cyrillic, where a word is what stands between spaces."""
    return letter.isalnum() and (letter < "\u0530" or any(first <= letter <= last for first, last in _ALSO_SPACED))


def fitting(text: str, found: Sequence[Passage], prefix: str, suffix: str) -> list[Passage]:
    """Those passages that a prefix stands right before, and a suffix right after.

    >>> text = "We open it. They will not open it."
    >>> fitting(text, passages(Letters(text), "open it"), "will not", "")
    [Passage(start=26, end=33)]
    """
    before, after = letters_of(prefix), letters_of(suffix)
    return [
        place
        for place in found
        if letters_of(text[max(0, place.start - 8 * len(prefix) - 80) : place.start]).endswith(before)
        and letters_of(text[place.end : place.end + 8 * len(suffix) + 80]).startswith(after)
    ]


def surroundings(text: str, place: Passage, found: Sequence[Passage]) -> tuple[str, str]:
    """A prefix and a suffix of a passage: two words each, or as many as tell it from all others that were found.

    >>> text = "We will open it at once. They will open it at noon."
    >>> surroundings(text, *[(p[1], p) for p in [passages(Letters(text), "open it")]][0])
    ('They will', 'at noon.')
    """
    from_here = max(0, place.start - _AROUND)
    starts = [word.start() for word in WORD.finditer(text, from_here, place.start) if _counts(word[0])]
    before = starts[1 if from_here else 0 :] or starts
    after = [word.end() for word in WORD.finditer(text, place.end, place.end + _AROUND) if _counts(word[0])]
    prefix = suffix = ""
    for words in range(_LEAST, _MOST + 1):
        prefix = folded(text[before[-min(words, len(before))] : place.start]) if before else ""
        suffix = folded(text[place.end : after[min(words, len(after)) - 1]]) if after else ""
        if len(fitting(text, found, prefix, suffix)) <= 1 or words >= max(len(before), len(after)):
            break
    return prefix, suffix


def _counts(word: str) -> bool:
    """Whether it is more than marks between words."""
    return any(letter.isalnum() for letter in word)
