"""Characters that cannot be printed, and how wide the others are: the one place that knows which they are.

Line breaks, tabs, control characters, marks that turn the direction of writing, unassigned characters: whatever
`str.isprintable` says no to. Each format says what stands in their place.
"""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import combining, east_asian_width

__all__ = ["columns", "escaped", "is_line", "replaced"]


def is_line(text: str) -> bool:
    """Whether text stands on one line with all its characters to be seen.

    >>> is_line("Open the harbour"), is_line("two\\nlines")
    (True, False)
    """
    return text.isprintable()


def replaced(text: str, by: str | Callable[[str], str]) -> str:
    """Text with something else in place of each character that cannot be printed: a text, or what a function says.

    >>> replaced("red\\x1b[31m alert\\u202e", "?")
    'red?[31m alert?'
    """
    if text.isprintable():
        return text
    instead = (lambda _: by) if isinstance(by, str) else by
    return "".join(c if c.isprintable() else instead(c) for c in text)


def escaped(character: str) -> str:
    """How a programmer writes a character that cannot be printed: for messages.

    >>> escaped("\\x1b"), escaped("\\u202e")
    ('\\\\x1b', '\\\\u202e')
    """
    return repr(character)[1:-1]


def columns(character: str) -> int:
    """How many columns of a terminal a character takes: wide ones take two, combining ones none.

    >>> [columns(character) for character in "a\\u0301\\u6f22"]
    [1, 0, 2]
    """
    return 0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
