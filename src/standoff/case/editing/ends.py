"""Ends of lines and the mark at the beginning: taken off a text for editing, and put back as they were."""

from __future__ import annotations

from difflib import SequenceMatcher

__all__ = ["plain_ends", "with_ends_of"]

_MARK = "\ufeff"


def plain_ends(text: str) -> str:
    """A text with `\\n` at all ends of lines, and without the mark that some programs put at the beginning.

    >>> plain_ends("\\ufeffnow: []\\r\\nrules: []\\r\\n")
    'now: []\\nrules: []\\n'
    """
    return text.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")


def with_ends_of(former: str, text: str) -> str:
    """A text with the ends of lines of a former one: lines that were there have theirs, new ones what most have.

    >>> with_ends_of("now: []\\r\\nrules: []\\r\\n", "now: [fuel]\\nrules: []\\n")
    'now: [fuel]\\r\\nrules: []\\r\\n'
    """
    mark = _MARK if former.startswith(_MARK) else ""
    if "\r" not in former:
        return mark + text
    old = _lines(former.removeprefix(_MARK))
    ends = [end for _, end in old if end]
    usual = max(("\r\n", "\n", "\r"), key=ends.count)
    if ends.count(usual) == len(ends):
        return mark + text.replace("\n", usual)
    new = _lines(text)
    found = [usual if end else "" for _, end in new]
    matcher = SequenceMatcher(None, [line for line, _ in old], [line for line, _ in new], autojunk=False)
    for block in matcher.get_matching_blocks():
        for n in range(block.size):
            if found[block.b + n]:
                found[block.b + n] = old[block.a + n][1] or usual
    return mark + "".join(line + end for (line, _), end in zip(new, found, strict=True))


def _lines(text: str) -> list[tuple[str, str]]:
    """Lines and their ends; after the last end an empty line."""
    found, start = [], 0
    while start <= len(text):
        ends = [place for mark in "\r\n" if (place := text.find(mark, start)) >= 0]
        if not ends:
            break
        stop = min(ends)
        end = "\r\n" if text.startswith("\r\n", stop) else text[stop]
        found.append((text[start:stop], end))
        start = stop + len(end)
    return [*found, (text[start:], "")]
