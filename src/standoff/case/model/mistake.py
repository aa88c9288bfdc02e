"""One value that cannot be read: what is wrong with it, what to write instead, and where in its text."""

from __future__ import annotations

from standoff.printable import escaped, replaced

__all__ = ["MistakeError", "shown"]

_SHOWN = 60
"""Longer pieces of the user's text are cut in messages."""


class MistakeError(ValueError):
    """A value that cannot be read; `offset` counts characters from the start of its text.

    >>> raise MistakeError("`soon` is not a duration", "write `3 weeks`")
    Traceback (most recent call last):
    standoff.case.model.mistake.MistakeError: `soon` is not a duration
    """

    def __init__(self, message: str, hint: str = "", offset: int = 0) -> None:
        self.message, self.hint, self.offset = message, hint, offset
        super().__init__(message)


def shown(value: object) -> str:
    r"""A piece of the user's text as a message may show it: in one line, cut, and harmless on a terminal.

    >>> shown("soon"), shown("a" * 70)[-8:], shown("\x1b[2J"), shown(0.5)
    ('`soon`', 'aaaa...`', '`\\x1b[2J`', '`0.5`')
    """
    if value is None:
        return "nothing"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a group of keys"
    text = str(value).lower() if isinstance(value, bool) else getattr(value, "raw", None) or str(value)
    text = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
    return f"`{replaced(text, escaped)}`"
