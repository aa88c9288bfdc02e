"""The text of a case read for editing, where a text that holds nothing yet is an empty case."""

from __future__ import annotations

from standoff.case.reading.nodes import parse
from standoff.case.reading.source import Source, UnreadableError
from standoff.errors import EditError

__all__ = ["holds_nothing", "read"]


def read(text: str, file: str = "case.yaml") -> Source:
    """The text of a case as plain data with places; one that holds nothing is an empty case. Raises EditError."""
    try:
        return parse(file, text)
    except UnreadableError as error:
        if holds_nothing(text):
            return Source(file, text, text.split("\n"), {})
        problem = error.problems[0]
        where = f"line {problem.line}" if problem.line else ""
        raise EditError(where, f"the text cannot be read, and so not edited: {problem.message}", problem.hint) from None


def holds_nothing(text: str) -> bool:
    """Whether a text has nothing in it but comments."""
    return all(line.strip() in ("", "---") or line.lstrip().startswith("#") for line in text.split("\n"))
