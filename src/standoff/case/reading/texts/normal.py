"""Normal forms: what is alike in two typesettings of one text, and the way back to places in the original.

Two forms. The *letters* of a text are all that is left without white space, hyphens and what nobody sees: they are
what is searched, as fast as a text can be. What was found is compared once more as it is *set*, with its spaces and
hyphens, where only what the end of a line makes doubtful may differ.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

__all__ = ["UNSPACED", "Letters", "folded", "letters_of", "same"]

_INVISIBLE = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Soft hyphens, spaces of no width, marks that turn the direction of writing."""

_QUOTES = {**dict.fromkeys("‘’‚‛‹›", "'"), **dict.fromkeys("“”„‟«»", '"')}
_HYPHENS, _DASHES = "-\u2010\u2011", "\u2012\u2013\u2014\u2015\u2212"
_SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\u1680\u2028\u2029"
"""What is left of white space once it is decomposed."""

_LETTERS = str.maketrans({**_QUOTES, **dict.fromkeys(_INVISIBLE + _HYPHENS + _DASHES + _SPACES)})
_SET = str.maketrans(
    {
        **_QUOTES,
        **dict.fromkeys(_INVISIBLE),
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys(_DASHES, "\u2013"),
    }
)

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Characters between which a line may end without a space, as a range of a pattern: Chinese, Japanese, Korean, Thai,
Lao, Burmese, Khmer."""

_BROKEN, _DOUBTFUL = "\x01", "\x02"
"""A hyphen at the end of a line, which may belong to the word or to the line; a space that may be none."""

_BLOCK = 4096
"""Characters whose letters are made at once, and counted one by one once something was found among them."""


def letters_of(text: str) -> str:
    """What is left of a text without white space, hyphens and what nobody sees; quotation marks of one kind.

    Ligatures and letters with accents are taken apart.

    >>> letters_of("the “ﬁrst” har-\\nbour")
    'the"first"harbour'
    """
    return _decomposed(text).translate(_LETTERS)


def _decomposed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKD", text)


@dataclass(frozen=True)
class Letters:
    """The letters of a text, and where in the text each of them is.

    >>> letters = Letters("dis-\\nmantle it")
    >>> letters.all, letters.place(3), letters.span(3, 9)
    ('dismantleit', 5, (5, 11))
    """

    text: str

    @cached_property
    def _blocks(self) -> tuple[list[int], list[int], str]:
        """Where each block begins, in the text and in the letters, and all letters."""
        starts, counted, parts = [], [], []
        start = count = 0
        while start < len(self.text):
            end = start + _BLOCK
            while end < len(self.text) and unicodedata.combining(self.text[end]):
                end += 1
            part = letters_of(self.text[start:end])
            starts.append(start)
            counted.append(count)
            parts.append(part)
            start, count = end, count + len(part)
        return starts, counted, "".join(parts)

    @property
    def all(self) -> str:
        """All letters in a row."""
        return self._blocks[2]

    @cached_property
    def _counted(self) -> dict[int, list[int]]:
        return {}

    def _within(self, block: int) -> list[int]:
        """The places in the text of the letters of a block."""
        if block not in self._counted:
            starts = self._blocks[0]
            start, end = starts[block], starts[block + 1] if block + 1 < len(starts) else len(self.text)
            self._counted[block] = [at for at in range(start, end) for _ in letters_of(self.text[at])]
        return self._counted[block]

    def place(self, letter: int) -> int:
        """Where in the text a letter is, counted from 0."""
        block = bisect_right(self._blocks[1], letter) - 1
        return self._within(block)[letter - self._blocks[1][block]]

    def span(self, first: int, end: int) -> tuple[int, int] | None:
        """Where in the text letters begin and end; None if they begin or end within a character."""
        start, last = self.place(first), self.place(end - 1)
        if (first and self.place(first - 1) == start) or (end < len(self.all) and self.place(end) == last):
            return None
        after = self.text[last + 1 : last + 2]
        if unicodedata.combining(self.text[start]) or (after and unicodedata.combining(after)):
            return None
        return start, last + 1


# --------------------------------------------------------------------------------------------- as it is set

_HYPHENATED = re.compile(r"(?<=\w)-[ \t]*\n\s*(?=\w)")
_DASHED = re.compile("[ \t]*\n\\s*\u2013|\u2013[ \t]*\n\\s*")
_UNSPACED_BREAK = re.compile(f"(?<=[{UNSPACED}])[ \t]*\n\\s*|[ \t]*\n\\s*(?=[{UNSPACED}])")


def _set(text: str) -> str:
    """A text with one kind of quotation marks, hyphens and spaces, and marks for what the end of a line hides."""
    plain = _decomposed(text).translate(_SET)
    if "\n" in plain:
        plain = _HYPHENATED.sub(_BROKEN, plain)
        plain = _DASHED.sub(f"{_DOUBTFUL}\u2013{_DOUBTFUL}", plain)
        plain = _UNSPACED_BREAK.sub(_DOUBTFUL, plain)
    return " ".join(plain.replace("\u2013", "-").split())


_MOST_SPACE = 2_000
"""So much white space can stand within a passage beyond what its quote has."""

_AS = {" ": f"[ {_DOUBTFUL}]", "-": f"[-{_BROKEN}]", _BROKEN: f"[-{_BROKEN}]?", _DOUBTFUL: f"[ {_DOUBTFUL}]?"}


def same(passage: str, quote: str) -> bool:
    """Whether a passage of a text says exactly what a quote says, whatever the typesetting.

    >>> same("not dis-\\nmantle the “ﬁrst”", 'not dismantle the "first"'), same("dis mantle", "dismantle")
    (True, False)
    """
    if passage == quote:
        return True
    if len(passage) > 20 * len(quote) + _MOST_SPACE:
        return False
    pattern = f"[{_BROKEN}{_DOUBTFUL}]?".join(_AS.get(letter) or re.escape(letter) for letter in _set(quote))
    return re.fullmatch(pattern, _set(passage)) is not None


def folded(text: str) -> str:
    """A piece of text on one line, words that a hyphen broke at the end of a line put together, as a message shows it.

    >>> folded("dis-\\nmantle   the\\n\\nsite")
    'dismantle the site'
    """
    whole = re.sub(r"(?<=\w)[-\u2010][ \t]*\n\s*(?=\w)", "", text.translate(dict.fromkeys(map(ord, _INVISIBLE))))
    return " ".join(re.sub(f"(?<=[{UNSPACED}])[ \t]*\n\\s*(?=[{UNSPACED}])", "", whole).split())
