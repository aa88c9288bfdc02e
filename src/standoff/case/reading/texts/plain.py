"""Plain text, as it stands."""

from __future__ import annotations

from standoff.case.reading.source import decode
from standoff.case.reading.texts.text import Extracted

__all__ = ["IN_SOURCES", "read"]

IN_SOURCES = "texts of sources are plain text (.txt), Markdown (.md), HTML (.html) or PDF (.pdf), by their ending"


def read(name: str, content: bytes) -> Extracted:
    """The text of a file of plain text; raises UnreadableError.

    >>> read("a.txt", b"one\\r\\ntwo").text
    'one\\ntwo'
    """
    return Extracted(decode(name, content, IN_SOURCES), lined=True)
