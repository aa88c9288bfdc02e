"""Where a quote stands in a text, by its definition: every stretch of the text is set and compared, one after the other.

A stretch says what a quote says if they are the same once

- quotation marks are of one kind, dashes and hyphens are one character, ligatures and accents are taken apart, and what
  nobody sees (soft hyphens, spaces of no width, marks of direction) is gone;
- white space is one space;
- a hyphen at the end of a line, within a word, may be there or not.

It begins and ends with a letter that is seen, not with half of one, and not within a word of Latin letters and figures.
"""

from __future__ import annotations

import itertools
import unicodedata

HYPHENS, DASHES = "-‐‑", "–—―−‒"
UNSEEN = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
MARKS = {**dict.fromkeys("‘’‚‛‹›", "'"), **dict.fromkeys("“”„‟«»", '"')}


def plain(text):
    """The characters of a text as they are compared, but for spaces."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(
        "-" if letter in HYPHENS + DASHES else MARKS.get(letter, letter) for letter in letters if letter not in UNSEEN
    )


def readings(text):
    """Every way to read a text: with and without each hyphen that ends a line within a word."""
    pieces, start = [], 0
    letters = plain(text)
    at = 0
    while at < len(letters):
        if letters[at] == "-" and at and letters[at - 1].isalnum():
            after = letters[at + 1 :]
            space = after[: len(after) - len(after.lstrip())]
            if "\n" in space and after.lstrip()[:1].isalnum():
                pieces.append(letters[start:at])
                start = at = at + 1 + len(space)
                continue
        at += 1
    pieces.append(letters[start:])
    for chosen in itertools.product(("", "-"), repeat=len(pieces) - 1):
        whole = pieces[0] + "".join(hyphen + piece for hyphen, piece in zip(chosen, pieces[1:], strict=True))
        yield " ".join(whole.split())


def letter_before(text, at):
    """The letter that a word would go on from, over a hyphen at the end of a line; "" if there is none."""
    before = text[:at]
    shorter = before.rstrip()
    if "\n" in before[len(shorter) :] and shorter[-1:] in ("-", "‐"):
        before = shorter[:-1]
    return before.rstrip("\u00ad\u200b\u2060")[-1:]


def letter_after(text, at):
    after = text[at:].lstrip("\u00ad\u200b\u2060")
    if after[:1] in ("-", "‐"):
        space = after[1:][: len(after[1:]) - len(after[1:].lstrip())]
        if "\n" in space:
            after = after[1:].lstrip()
    return after[:1]


def found(text, quote):
    """Where stretches that say what a quote says begin and end."""
    wanted = set(readings(quote))
    for start in range(len(text)):
        if not seen(text[start]) or unicodedata.combining(text[start]):
            continue
        for end in range(start + 1, len(text) + 1):
            if (
                seen(text[end - 1])
                and not half(text, end)
                and not cut(text, start, end)
                and wanted & set(readings(text[start:end]))
            ):
                yield start, end


def half(text, end):
    """Whether an accent follows that belongs to the last letter."""
    return bool(unicodedata.combining(text[end : end + 1] or " "))


def seen(letter):
    return bool(plain(letter).strip()) and letter not in HYPHENS + DASHES


def cut(text, start, end):
    before, after = letter_before(text, start), letter_after(text, end)
    return (before.isalnum() and text[start].isalnum()) or (after.isalnum() and text[end - 1].isalnum())
