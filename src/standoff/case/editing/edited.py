"""Edits made in the text of a case: one edit one line, and every other line as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from standoff.case.editing.data import at, done, same
from standoff.case.editing.edit import Edit, look_at_value
from standoff.case.editing.ends import plain_ends, with_ends_of
from standoff.case.editing.layout import Layout
from standoff.case.editing.read import read
from standoff.case.editing.rereading import reread
from standoff.case.editing.splices import Splice, replaced, revalued, spliced
from standoff.case.reading.source import LARGEST, KeyPath, Source
from standoff.errors import EditError, SizeError

__all__ = ["edited", "edited_source"]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text of a case with edits made in it, one after the other; raises EditError, SizeError.

    >>> edited("now: [fuel]  # as of today\\n", [Edit("add", ("now",), "visits")])
    'now: [fuel, visits]  # as of today\\n'
    >>> print(edited("now: [fuel]", [Edit("set", ("steps", "fuel", "by"), "beta")]))
    steps:
      fuel: {by: beta}
    now: [fuel]
    """
    source = read(plain_ends(text))
    for edit in edits:
        source = edited_source(source, edit)
    return with_ends_of(text, source.text)


def edited_source(source: Source, edit: Edit) -> Source:
    """As `edited`, for one edit of a text that was read."""
    if edit.op != "remove":
        look_at_value(edit)
    wanted = done(source.data, edit)
    if same(wanted, source.data):
        return source
    layout = Layout(source)
    for splices in _ways(layout, wanted):
        try:
            found = _with(source, list(splices))
        except (EditError, LookupError, AssertionError, TypeError):
            continue  # a way that does not fit this text: the next one may
        if same(found.data, wanted) and len(found.problems) <= len(source.problems):
            return found
    raise EditError(edit.where, "this cannot be written into the text", "edit the file itself")


def _with(source: Source, splices: list[Splice]) -> Source:
    """A text with pieces of it replaced, read again as far as it has to be."""
    text = spliced(source.text, splices)
    if len(text.encode()) > LARGEST:
        raise SizeError("bytes of the case", len(text.encode()), LARGEST, "keep to what matters for the deals")
    start, end = min(splice.start for splice in splices), max(splice.end for splice in splices)
    return reread(source, text, start, end) or read(text, source.file)


def _ways(layout: Layout, wanted: Any) -> Iterator[Iterable[Splice]]:
    """Ways to write what is wanted: in place first, then the smallest groups around it anew, at last all of it."""
    yield revalued(layout, (), wanted)
    changed = _changed(layout.source.data, wanted)
    for length in range(len(changed), -1, -1):
        if changed[:length] in layout.source.values:
            yield replaced(layout, changed[:length], at(wanted, changed[:length]))


def _changed(old: Any, new: Any, path: KeyPath = ()) -> KeyPath:
    """The path of the smallest group that holds everything that differs."""
    if isinstance(old, Mapping) and isinstance(new, Mapping) and old.keys() == new.keys():
        keys: list[Any] = [key for key in old if not same(old[key], new[key])]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        keys = [n for n, (a, b) in enumerate(zip(old, new, strict=True)) if not same(a, b)]
    else:
        return path
    return _changed(old[keys[0]], new[keys[0]], (*path, keys[0])) if len(keys) == 1 else path
