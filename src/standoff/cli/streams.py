"""Standard output and standard error that tell of their own errors, however Python was told to buffer."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import NoReturn, TextIO

from standoff.errors import WriteError

__all__ = ["standard_streams", "unwritten"]


class _Stream(TextIOWrapper):
    """A standard stream with a buffer of its own, and with a word on what cannot be written.

    Names and quotation marks of any language pass, whatever the terminal was set up for. What Python opens without
    a buffer (PYTHONUNBUFFERED) loses the end of a text on a disk that fills up half-way and says nothing; with one it
    ends with exit code 120.
    """

    def __init__(self, place: int, lost: Callable[[OSError], None], line_buffering: bool) -> None:
        raw = open(place, "wb", closefd=False)  # noqa: SIM115  the place is the system's and stays open
        super().__init__(raw, encoding="utf-8", errors="replace", line_buffering=line_buffering)
        self._lost = lost

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        # What is left in the buffer is not tried again when the interpreter goes.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
        self._lost(error)


def _output_lost(error: OSError) -> NoReturn:
    """A reader that has had enough of a pipe is no fault; anything else is."""
    if isinstance(error, BrokenPipeError):
        raise SystemExit(0)
    raise unwritten(error)


def unwritten(error: OSError) -> WriteError:
    """What the system says of something that could not be written, as an error that a user can meet."""
    return WriteError(f"cannot write: {error.strerror or error}")


def _notes_lost(error: OSError) -> None:
    """What cannot be told on standard error cannot be told anywhere; the exit code still can."""


@contextmanager
def standard_streams() -> Iterator[None]:
    """Standard output and standard error of our own; nowhere, where they were closed from the start.

    Writing to standard output, or flushing it, then raises WriteError, or SystemExit(0) where nobody reads any more.
    """
    given = sys.stdout, sys.stderr
    sys.stdout = _stream_for(given[0], _output_lost, line_buffering=False)
    sys.stderr = _stream_for(given[1], _notes_lost, line_buffering=True)
    try:
        yield
    finally:
        sys.stderr.flush()
        sys.stdout, sys.stderr = given


def _stream_for(given: TextIO | None, lost: Callable[[OSError], None], line_buffering: bool) -> TextIO:
    if given is None:
        return _Stream(os.open(os.devnull, os.O_WRONLY), lost, line_buffering)
    try:
        place = given.fileno()
    except OSError:
        return given  # a text in memory, of a caller in this process
    given.flush()
    return _Stream(place, lost, line_buffering or given.isatty())
