"""How the text of a case is laid out: where entries begin and end, on which lines, in which of the two styles of YAML.

A *block* is a group whose entries stand on lines of their own; a *flow* stands in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, TypeAlias

from standoff.case.editing.data import at
from standoff.case.reading.source import KeyPath, Source

__all__ = ["Layout", "Style"]

Style: TypeAlias = Literal["block", "flow", "scalar", "empty"]

_COLON = re.compile(r"[ \t]*:(?=[\s,}\]]|$)")


class Layout:
    """The layout of a text that was read; positions are counted in letters, ends are right after what they end."""

    def __init__(self, source: Source) -> None:
        self.source, self.text = source, source.text

    def value(self, path: KeyPath) -> Any:
        """The plain data at a path."""
        return at(self.source.data, path)

    def style(self, path: KeyPath) -> Style:
        """How the value at a path is written."""
        value, span = self.value(path), self.source.values[path]
        if value is None and (span.start == span.end or span == self.source.keys.get(path)):
            return "empty"
        if not isinstance(value, (Mapping, list)):
            return "scalar"
        return "flow" if self.text[span.start] in "{[" else "block"

    def in_flow(self, path: KeyPath) -> bool:
        """Whether what stands at a path stands in brackets of something around it."""
        return any(self.style(path[:length]) == "flow" for length in range(len(path)))

    def children(self, path: KeyPath) -> list[KeyPath]:
        """The paths of the entries of a group, in the order of the text."""
        value = self.value(path)
        return [(*path, part) for part in (range(len(value)) if isinstance(value, list) else value)]

    # ------------------------------------------------------------------------------------------- within lines

    def start(self, path: KeyPath) -> int:
        """Where an entry begins: its key, or the dash before it in a block; of a whole text, its value."""
        if path in self.source.keys:
            return self.source.keys[path].start
        if not path or self.style(path[:-1]) == "flow":
            return self.source.values[path].start
        *_, number = path
        if number == 0:
            return self.source.values[path[:-1]].start
        before = self.end((*path[:-1], int(number) - 1))
        dash = re.compile(rf"^ {{{self.column(path[:-1])}}}-(?=\s|$)", re.MULTILINE).search(self.text, before)
        return dash.end() - 1 if dash else self.source.values[path].start

    def head(self, path: KeyPath) -> int:
        """Right after the colon of a key or the dash of an item: where its value can begin."""
        if path in self.source.keys:
            end = self.source.keys[path].end
            colon = _COLON.match(self.text, end)
            return colon.end() if colon else end
        return self.start(path) + (1 if path and self.style(path[:-1]) == "block" else 0)

    def begin(self, path: KeyPath) -> int:
        """Where the value at a path begins."""
        return self.head(path) if self.style(path) == "empty" else self.source.values[path].start

    def end(self, path: KeyPath) -> int:
        """Where the value at a path ends, without what is only about it: comments and empty lines."""
        style, span = self.style(path), self.source.values[path]
        if style == "block":
            return self.end(self.children(path)[-1])
        if style == "empty":
            return self.head(path)
        if style == "scalar" and self.text[span.start] in "|>":
            return self._end_of_lines(span.start, span.end)
        return span.end

    def _end_of_lines(self, start: int, end: int) -> int:
        """Where a text on lines of its own ends: without the empty lines after it, unless it keeps them."""
        header = self.line_end(start)
        if "+" in self.text[start:header].split("#")[0]:
            return max(end - 1, header) if self.text[end - 1 : end] == "\n" else end
        return max(start + len(self.text[start:end].rstrip("\n ")), header)

    def column(self, path: KeyPath) -> int:
        """How far in the entries of a block stand."""
        start = self.source.values[path].start
        return start - self.line_start(start)

    @cached_property
    def step(self) -> int:
        """How many spaces the entries of a group are further in than its key, as is usual in this text."""
        for path in self.source.keys:
            if path in self.source.values and self.style(path) == "block" and isinstance(self.value(path), Mapping):
                deep = self.column(path) - (self.start(path) - self.line_start(self.start(path)))
                if deep > 0:
                    return deep
        return 2

    # ----------------------------------------------------------------------------------------------- lines

    def line_start(self, position: int) -> int:
        """Where the line of a position begins."""
        return self.text.rfind("\n", 0, position) + 1

    def line_end(self, position: int) -> int:
        """Where the line of a position ends, before its line break."""
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end

    def first_on_line(self, position: int) -> bool:
        """Whether nothing but spaces stands before a position on its line."""
        return not self.text[self.line_start(position) : position].strip()

    def line_at(self, start: int) -> str:
        """The line that begins at a position."""
        return self.text[start : self.line_end(start)]
