"""How a new value is written: like its neighbours where there are any, else in the canonical form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from standoff.case.editing.layout import Layout
from standoff.case.reading.keys import keys_at
from standoff.case.reading.source import KeyPath
from standoff.case.reading.writing import in_one_line, quoted

__all__ = ["Form", "ordered", "scalar_like", "written"]

_WIDTH = 110


class Form(NamedTuple):
    """A value as it is written: on the line of its key, or (`below`) on lines of their own."""

    text: str = ""
    below: tuple[str, ...] = ()


def written(layout: Layout, path: KeyPath, value: Any, indent: int, room: int = _WIDTH, exact: bool = False) -> Form:
    """How a value is written at a path of a block.

    indent: of its key or dash. room: for its text on the line of the key. exact: its lines stand as far in as `indent`
    says, because they begin on the line of a dash.
    """
    like = _like(layout, path, value)
    if not isinstance(value, (Mapping, list)) or not value:
        return Form(in_one_line(value))
    style = layout.style(like) if like is not None else ""
    line = in_one_line(value)
    if style == "flow" or (not style and not _a_section(path) and len(line) <= room):
        return Form(line)
    deep = 0 if exact else _further_in(layout, like)
    return Form(below=tuple(_lines(layout, path, value, indent + deep)))


def _a_section(path: KeyPath) -> bool:
    """Whether a group stands right below the top, where all have lines of their own but the steps in force."""
    return len(path) == 1 and path != ("now",)


def _further_in(layout: Layout, like: KeyPath | None) -> int:
    if like is None or layout.style(like) != "block":
        return layout.step
    start = layout.start(like)
    if layout.line_start(start) == layout.line_start(layout.source.values[like].start):
        return 2  # begins on the line of its dash
    return max(0, layout.column(like) - (start - layout.line_start(start)))


def _lines(layout: Layout, path: KeyPath, value: Any, indent: int) -> Iterator[str]:
    """The lines of a group that has lines of its own."""
    space = " " * indent
    if isinstance(value, Mapping):
        for key in ordered(path, value):
            name = quoted(key)
            form = written(layout, (*path, key), value[key], indent, _WIDTH - indent - len(name) - 2)
            yield f"{space}{name}:{' ' if form.text else ''}{form.text}"
            yield from form.below
    else:
        for number, item in enumerate(value):
            yield from item_lines(layout, (*path, number), item, indent)


def item_lines(layout: Layout, path: KeyPath, item: Any, indent: int) -> Iterator[str]:
    """The lines of one item of a list that has lines of its own; indent: of the dash."""
    form = written(layout, path, item, indent + 2, _WIDTH - indent - 2, exact=True)
    if not form.below:
        yield f"{' ' * indent}- {form.text}"
        return
    first, *rest = form.below
    yield f"{' ' * indent}- {first.lstrip(' ')}"
    yield from rest


def ordered(path: KeyPath, keys: Mapping[str, Any]) -> list[str]:
    """Keys in the order of the format where it has one, the others as they are given, at the end.

    >>> ordered((), {"plans": {}, "title": "Harbour", "format": 1})
    ['format', 'title', 'plans']
    """
    known = list(keys_at(path))
    return sorted(keys, key=lambda key: known.index(key) if key in known else len(known))


# ------------------------------------------------------------------------------------------------------ neighbours


def _like(layout: Layout, path: KeyPath, value: Any) -> KeyPath | None:
    """The path of what a new group should look like: what has the same key elsewhere, or stands beside it."""
    if not path or not isinstance(value, (Mapping, list)):
        return None
    for near in _near(layout, path):
        there = layout.value(near)
        alike = isinstance(there, Mapping) if isinstance(value, Mapping) else isinstance(there, list)
        if alike and there and near != path:
            return near
    return None


def _near(layout: Layout, path: KeyPath) -> Iterator[KeyPath]:
    """What has the same place as a path in other entries, the last one first; then what stands beside it."""
    *_, last = path
    if not keys_at(path[:-1]):  # names or items: what stands beside it is of the same kind
        yield from _beside(layout, path)
    for length in range(len(path) - 2, 0, -1):
        for other in _beside(layout, path[: length + 1]):
            yield (*other, *path[length + 1 :])
            if isinstance(last, int):
                yield (*other, *path[length + 1 : -1], 0)


def _beside(layout: Layout, path: KeyPath) -> Iterator[KeyPath]:
    around = layout.value(path[:-1])
    if isinstance(around, list):
        yield from ((*path[:-1], number) for number in reversed(range(len(around))) if number != path[-1])
    elif isinstance(around, Mapping):
        yield from ((*path[:-1], key) for key in reversed(around) if key != path[-1])


# -------------------------------------------------------------------------------------------------- single values


def scalar_like(old: str, value: Any, indent: int, width: int) -> str:
    """A single value as it is written in place of another: text in the same quotation marks, or on lines of its own.

    >>> scalar_like("'soon'", "late", 0, 80), scalar_like('"soon"', 2, 0, 80), scalar_like("soon", "a: b", 0, 80)
    ("'late'", '2', '"a: b"')
    """
    if not isinstance(value, str):
        return in_one_line(value)
    if old.startswith(("|", ">")):
        return _on_lines(old[0], value, indent, width) or quoted(value)
    if old.startswith("'") and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    plain = quoted(value)
    return f'"{plain}"' if old.startswith('"') and not plain.startswith('"') else plain


def _on_lines(mark: str, text: str, indent: int, width: int) -> str:
    """Text on lines of its own, as it stands (`|`) or in one flow (`>`); "" where it cannot be written so."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if not body.strip() or any(not line.isprintable() or line != line.rstrip() for line in lines):
        return ""
    if lines[0].startswith(" ") or lines[-1] == "" or lines[0] == "":
        return ""
    if mark == ">":
        if len(lines) > 1 or "  " in body or body.startswith(" "):
            return ""
        lines = _wrapped(body, max(width, 40))
    space = " " * indent
    head = mark if text.endswith("\n") else f"{mark}-"
    return "\n".join([head, *(space + line if line else "" for line in lines)])


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines
