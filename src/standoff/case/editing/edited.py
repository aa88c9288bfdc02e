"""Edits made in the text of a case: one edit one line, and every other line as it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from standoff.case.editing.data import at, done, placed, same
from standoff.case.editing.edit import Edit
from standoff.case.reading.nodes import parse
from standoff.case.reading.source import LARGEST, Source, UnreadableError
from standoff.case.reading.writing import in_one_line, plain_text
from standoff.errors import EditError, SizeError

__all__ = ["edited", "edited_source", "read"]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text of a case with edits made in it, one after the other; raises EditError, SizeError.

    >>> edited("now: [fuel]  # as of today\\n", [Edit("set", ("now", 0), "visits")])
    'now: [visits]  # as of today\\n'
    """
    source = read(text)
    for edit in edits:
        source = edited_source(source, edit)
    return source.text


def read(text: str) -> Source:
    """The text of a case as plain data with places; one that holds nothing is an empty case. Raises EditError."""
    try:
        return parse("case.yaml", text)
    except UnreadableError as error:
        if _holds_nothing(text):
            return Source("case.yaml", text, text.split("\n"), {})
        problem = error.problems[0]
        where = f"line {problem.line}" if problem.line else ""
        raise EditError(where, f"the text cannot be read, and so not edited: {problem.message}", problem.hint) from None


def _holds_nothing(text: str) -> bool:
    return all(line.strip() in ("", "---") or line.lstrip().startswith("#") for line in text.split("\n"))


def edited_source(source: Source, edit: Edit) -> Source:
    """As `edited`, for one edit of a text that was read."""
    wanted = done(source.data, edit)
    if same(wanted, source.data):
        return source
    for text in _ways(source, edit, wanted):
        if len(text) > LARGEST:
            raise SizeError("letters of the case", len(text), LARGEST, "keep to what matters for the deals")
        try:
            found = read(text)
        except EditError:
            continue
        if same(found.data, wanted):
            return found
    raise EditError(edit.where, "this cannot be written into the text", "edit the file itself")


def _ways(source: Source, edit: Edit, wanted: Any) -> Iterable[str]:
    path = placed(source.data, edit.path, edit.op)
    there = at(source.data, path)
    if edit.op == "set" and path in source.values and there is not None:
        span = source.values[path]
        written = source.text[span.start : span.end]
        if not isinstance(there, (dict, list)) or written[:1] in "{[":
            yield source.text[: span.start] + in_one_line(edit.value) + source.text[span.end :]
    yield plain_text(wanted)
