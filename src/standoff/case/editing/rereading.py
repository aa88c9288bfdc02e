"""A text read again after an edit: only the entry that was edited, where nothing else can be otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from standoff.case.editing.layout import Layout
from standoff.case.reading.nodes import parse
from standoff.case.reading.source import KeyPath, Source, Span, UnreadableError

__all__ = ["reread"]


def reread(source: Source, text: str, start: int, end: int) -> Source | None:
    """A text that differs from one that was read between two positions of the latter; None: it is to be read whole.

    What is read again is the entry of a block around it, whose lines are a text by themselves.
    """
    if source.problems:
        return None
    layout = Layout(source)
    path = _around(layout, start, end)
    return _joined(layout, path, text) if path else None


def _around(layout: Layout, start: int, end: int) -> KeyPath:
    """The path of a key of a block that has all that lies between two positions within its lines; () if none has."""
    path: KeyPath = ()
    for _ in range(2):
        if path not in layout.source.values or layout.style(path) != "block":
            break
        value = layout.value(path)
        if not isinstance(value, dict):
            break
        found = next((one for one in layout.children(path) if _holds(layout, one, start, end)), None)
        if found is None:
            break
        path = found
    return path


def _holds(layout: Layout, path: KeyPath, start: int, end: int) -> bool:
    key = layout.source.keys.get(path)
    if key is None or key.start > start or not layout.first_on_line(key.start):
        return False
    return key.end <= start and end <= layout.line_end(layout.end(path))


def _joined(layout: Layout, path: KeyPath, text: str) -> Source | None:
    source = layout.source
    first = layout.line_start(source.keys[path].start)
    last = layout.line_end(layout.end(path))
    more = len(text) - len(source.text)
    part = text[first : last + more + 1]
    try:
        found = parse(source.file, part)
    except UnreadableError:
        return None
    name = path[-1]
    if found.problems or not isinstance(found.data, dict) or list(found.data) != [name]:
        return None
    lines = part.count("\n") - source.text.count("\n", first, last + 1)
    above = source.keys[path].line - found.keys[name,].line

    def moved(span: Span) -> Span:
        if span.start > last:
            return Span(span.start + more, span.end + more, span.line + lines, span.column)
        return replace(span, end=span.end + more) if span.end > last else span

    def inner(span: Span) -> Span:
        return Span(span.start + first, span.end + first, span.line + above, span.column)

    deep = len(path)
    keys = {one: moved(span) for one, span in source.keys.items() if one[:deep] != path}
    values = {one: moved(span) for one, span in source.values.items() if one[:deep] != path}
    keys |= {(*path[:-1], *one): inner(span) for one, span in found.keys.items()}
    values |= {(*path[:-1], *one): inner(span) for one, span in found.values.items() if one}
    data = _with(source.data, path, found.data[name])
    return Source(source.file, text, text.split("\n"), data, keys, values, ())


def _with(data: Any, path: KeyPath, value: Any) -> Any:
    if not path:
        return value
    return {**data, path[0]: _with(data[path[0]], path[1:], value)}
