"""From what the data was to what it is to be: the pieces of the text that are replaced, as few and small as can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from standoff.case.editing.data import same
from standoff.case.editing.layout import Layout
from standoff.case.editing.written import Form, item_lines, ordered, scalar_like, written
from standoff.case.reading.keys import keys_at
from standoff.case.reading.source import KeyPath
from standoff.case.reading.writing import in_one_line, plain_text, quoted

__all__ = ["Splice", "replaced", "revalued", "spliced"]


@dataclass(frozen=True, order=True)
class Splice:
    """A piece of a text, and what stands there instead."""

    start: int
    end: int
    new: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """A text with pieces of it replaced, none of which overlap.

    >>> spliced("now: [fuel]", [Splice(6, 10, "visits"), Splice(0, 3, "then")])
    'then: [visits]'
    """
    parts, last = [], 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        start = max(splice.start, last)
        parts += [text[last:start], splice.new]
        last = max(splice.end, last)
    return "".join([*parts, text[last:]])


def revalued(layout: Layout, path: KeyPath, new: Any) -> Iterator[Splice]:
    """What makes the value at a path another one: entry by entry where both are groups that share entries."""
    old = layout.value(path)
    if old is new or same(old, new):
        return
    if not path and () not in layout.source.values:
        yield _at_the_end(layout, "\n".join(plain_text({key: new[key] for key in ordered((), new)}).split("\n")[:-1]))
        return
    groups = isinstance(old, Mapping) and isinstance(new, Mapping) and any(key in new for key in old)
    if groups or (isinstance(old, list) and isinstance(new, (list, tuple)) and old and new):
        yield from _arranged(layout, path, new, _pairs(path, old, new))
    else:
        yield from replaced(layout, path, new)


# --------------------------------------------------------------------------------------------- entries of a group

_Row = tuple[Any, Any]
"""An entry of a group: its key or position in the old group and in the new one; None where it is not there."""


def _pairs(path: KeyPath, old: Any, new: Any) -> list[_Row]:
    """The entries of the old and the new group side by side, in the order in which they are to stand."""
    return _pairs_of_keys(path, old, new) if isinstance(old, Mapping) else list(_pairs_of_items(old, new))


def _pairs_of_keys(path: KeyPath, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[_Row]:
    rows: list[_Row] = [(key, key if key in new else None) for key in old]
    order = {key: number for number, key in enumerate(keys_at(path))}
    for key in ordered(path, {key: value for key, value in new.items() if key not in old}):
        before = [n for n, row in enumerate(rows) if _comes_before(row, key, order)]
        rows.insert(before[-1] + 1 if before else 0, (None, key))
    return rows


def _comes_before(row: _Row, key: str, order: Mapping[str, int]) -> bool:
    """Whether a new key comes after an entry: by the order of the format, or because it comes at the end."""
    there = row[0] if row[0] is not None else row[1]
    return key not in order or there not in order or order[there] < order[key]


def _pairs_of_items(old: Sequence[Any], new: Sequence[Any]) -> Iterator[_Row]:
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if not same(a, b)), min(len(old), len(new)))
    rest = min(len(old), len(new)) - start
    backwards = zip(reversed(old), reversed(new), strict=False)
    end = min(next((n for n, (a, b) in enumerate(backwards) if not same(a, b)), rest), rest)
    yield from ((n, n) for n in range(start))
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    matcher = SequenceMatcher(None, [*map(in_one_line, before)], [*map(in_one_line, after)], autojunk=False)
    for _, a0, a1, b0, b1 in matcher.get_opcodes():
        for n in range(max(a1 - a0, b1 - b0)):
            yield (
                start + a0 + n if a0 + n < a1 else None,
                start + b0 + n if b0 + n < b1 else None,
            )
    yield from ((len(old) - end + n, len(new) - end + n) for n in range(end))


def _arranged(layout: Layout, path: KeyPath, new: Any, rows: list[_Row]) -> Iterator[Splice]:
    if not any(was is not None and is_ is not None for was, is_ in rows):
        yield from replaced(layout, path, new)
        return
    for was, is_ in rows:
        if was is not None and is_ is not None:
            yield from revalued(layout, (*path, was), new[is_])
    if layout.style(path) == "flow" or layout.in_flow(path):
        yield from _in_flow(layout, path, new, rows)
    else:
        yield from _in_block(layout, path, new, rows)


def _gaps(rows: list[_Row]) -> Iterator[tuple[Any, list[Any], list[Any], Any]]:
    """Between entries that stay: the one before (None: at the beginning), what goes, what comes, and the one after."""
    before: Any = None
    gone: list[Any] = []
    come: list[Any] = []
    for was, is_ in [*rows, (..., ...)]:
        if was is not None and is_ is not None:
            if gone or come:
                yield before, gone, come, None if was is ... else was
            before, gone, come = was, [], []
        elif was is None:
            come.append(is_)
        else:
            gone.append(was)


# -------------------------------------------------------------------------------------------------------- in flow


def _in_flow(layout: Layout, path: KeyPath, new: Any, rows: list[_Row]) -> Iterator[Splice]:
    for before, gone, come, after in _gaps(rows):
        texts = [in_one_line(new[key]) if isinstance(key, int) else _entry(key, new[key]) for key in come]
        if before is None:
            assert after is not None
            start = layout.start((*path, gone[0] if gone else after))
            end = layout.start((*path, after))
            if gone and "\n" in layout.text[start:end]:
                yield from _out_of_lines(layout, path, gone)
                start = end
            yield Splice(start, end, "".join(f"{text}, " for text in texts))
            continue
        start = layout.end((*path, before))
        end = layout.end((*path, gone[-1])) if gone else start
        if gone and "\n" in layout.text[start:end]:
            yield from _out_of_lines(layout, path, gone)
            end = start
        between = _between(layout, path, before)
        yield Splice(start, end, "".join(f"{between}{text}" for text in texts))


def _entry(key: str, value: Any) -> str:
    return f"{quoted(key)}: {in_one_line(value)}"


def _between(layout: Layout, path: KeyPath, before: Any) -> str:
    """What stands between two entries in brackets: each on a line of its own, where those that are there do so."""
    entries = layout.children(path)
    starts = [layout.start(entry) for entry in entries]
    if not all(layout.first_on_line(start) for start in starts[1:] or starts):
        return ", "
    start = layout.start((*path, before))
    start = start if layout.first_on_line(start) else starts[-1]
    return ",\n" + layout.text[layout.line_start(start) : start]


_AFTER = re.compile(r"[ \t\n]*,[ \t]*")


def _out_of_lines(layout: Layout, path: KeyPath, gone: Iterable[Any]) -> Iterator[Splice]:
    """Take entries out of brackets that go over several lines: with their lines, where nothing else is on these."""
    for key in gone:
        start, end = layout.start((*path, key)), layout.end((*path, key))
        comma = _AFTER.match(layout.text, end)
        end = comma.end() if comma else end
        rest = layout.text[end : layout.line_end(end)]
        if layout.first_on_line(start) and (not rest.strip() or rest.lstrip().startswith("#")):
            yield Splice(layout.line_start(start), min(layout.line_end(end) + 1, len(layout.text)), "")
        else:
            yield Splice(start, end, "")


# ------------------------------------------------------------------------------------------------------- in blocks


def _in_block(layout: Layout, path: KeyPath, new: Any, rows: list[_Row]) -> Iterator[Splice]:
    entries = layout.children(path)
    indent = layout.column(path)
    for before, gone, come, after in _gaps(rows):
        lines = [_entry_lines(layout, path, key, new[key], indent) for key in come]
        first = layout.start(entries[0])
        if before is None and not layout.first_on_line(first):
            # The first entry stands on the line of a dash, or of something else before it.
            assert after is not None
            joined = "".join(f"{line}\n{' ' * indent if line is some[-1] else ''}" for some in lines for line in some)
            yield Splice(first, layout.start((*path, after)) if gone else first, joined.lstrip(" "))
            continue
        last = (
            entries.index((*path, gone[-1])) if gone else entries.index((*path, before)) if before is not None else -1
        )
        for key in gone:
            yield _out_of_block(layout, entries, entries.index((*path, key)))
        if lines:
            yield _into_block(layout, entries, last, lines)


def _entry_lines(layout: Layout, path: KeyPath, key: Any, value: Any, indent: int) -> list[str]:
    """The lines of a new entry of a block."""
    if isinstance(key, int):
        return list(item_lines(layout, (*path, key), value, indent))
    name = quoted(key)
    form = written(layout, (*path, key), value, indent, 110 - indent - len(name) - 2)
    return [f"{' ' * indent}{name}:{' ' if form.text else ''}{form.text}", *form.below]


def _into_block(layout: Layout, entries: list[KeyPath], last: int, new: list[list[str]]) -> Splice:
    """Put the lines of new entries after one that is there, or before all of them (-1)."""
    airy = _airy(layout, entries, any(len(lines) > 1 for lines in new))
    space = [""] if airy else []
    if last < 0:
        start = layout.line_start(layout.start(entries[0]))
        if len(entries[0]) > 1:
            start = _with_notes_above(layout, start, layout.column(entries[0][:-1]))
        return Splice(start, start, "".join(f"{line}\n" for lines in new for line in [*lines, *space]))
    end = layout.line_end(layout.end(entries[last]))
    if last == len(entries) - 1:
        end = _with_notes_below(layout, end, layout.column(entries[last][:-1]))
    text = "\n".join(line for lines in new for line in [*space, *lines])
    return Splice(end, end, f"\n{text}")


def _airy(layout: Layout, entries: list[KeyPath], several: bool) -> bool:
    """Whether empty lines stand between entries: all of them, or, if the new one has several lines, such ones."""
    ends = [layout.end(entry) for entry in entries]
    starts = [layout.start(entry) for entry in entries[1:]]
    gaps = [(_empty_line(layout.text[end:start]), n) for n, (end, start) in enumerate(zip(ends, starts, strict=False))]
    if not gaps:
        return False
    long = ["\n" in layout.text[layout.start(entry) : end] for entry, end in zip(entries, ends, strict=True)]
    some = [empty for empty, n in gaps if not several or long[n] or long[n + 1]]
    return bool(some) and all(some) if not several else 2 * sum(some) > len(some)


def _empty_line(text: str) -> bool:
    return re.search(r"\n[ \t]*\n", text) is not None


def _is_note(line: str) -> bool:
    return line.lstrip(" ").startswith("#")


def _with_notes_above(layout: Layout, start: int, column: int) -> int:
    """Where the lines begin that are only comments, right above a line, and as far in as a column."""
    while start > 0:
        line = layout.line_at(layout.line_start(start - 1))
        if not _is_note(line) or len(line) - len(line.lstrip(" ")) != column:
            break
        start = layout.line_start(start - 1)
    return start


def _with_notes_below(layout: Layout, end: int, column: int) -> int:
    """The end of the last line that is only a comment, right below a line and at least as far in as a column."""
    while end < len(layout.text):
        line = layout.line_at(end + 1)
        if not _is_note(line) or len(line) - len(line.lstrip(" ")) < column:
            break
        end = layout.line_end(end + 1)
    return end


def _out_of_block(layout: Layout, entries: list[KeyPath], n: int) -> Splice:
    """Take an entry of a block out, with the comments that clearly are about it, and the empty lines that were its."""
    text, column = layout.text, layout.column(entries[n][:-1])
    start = layout.line_start(layout.start(entries[n]))
    end = layout.line_end(layout.end(entries[n]))
    end = _with_notes_below(layout, end, column + 1)
    if _apart(layout, entries, n, end):
        start = _with_notes_above(layout, start, column)
    above = start == 0 or not layout.line_at(layout.line_start(start - 1)).strip()
    while above and end < len(text) and not layout.line_at(end + 1).strip() and end + 1 < len(text):
        end = layout.line_end(end + 1)
    if end < len(text):
        return Splice(start, end + 1, "")
    while start > 1 and above and not layout.line_at(layout.line_start(start - 1)).strip():
        start = layout.line_start(start - 1)
    return Splice(max(start - 1, 0) if not text.endswith("\n") else start, len(text), "")


def _apart(layout: Layout, entries: list[KeyPath], n: int, end: int) -> bool:
    """Whether the comment right above an entry is about it alone: others of its kind are apart, or have their own.

    The one above the first key of a text may be about all of it.
    """
    if len(entries[n]) == 1 and n == 0:
        return False
    if end + 1 >= len(layout.text):
        return True
    below = layout.line_at(end + 1)
    return not below.strip() or _is_note(below) or n == len(entries) - 1


# --------------------------------------------------------------------------------------------------- whole values


def replaced(layout: Layout, path: KeyPath, new: Any) -> Iterator[Splice]:
    """What writes a value anew, whatever it was, in the place of the former one."""
    if not path:
        yield Splice(layout.begin(()), layout.end(()), plain_text(new).rstrip("\n") if new else "{}")
        return
    text, style = layout.text, layout.style(path)
    head, begin, end = layout.head(path), layout.begin(path), layout.end(path)
    old = text[begin:end]
    if layout.in_flow(path):
        colon = "" if path not in layout.source.keys or text[head - 1 : head] == ":" else ":"
        if style == "empty":
            end += len(text[end:]) - len(text[end:].lstrip(" "))
        yield Splice(begin, end, f"{colon}{'' if style != 'empty' else ' '}{_flow_text(old, new)}")
        return
    start = layout.start(path)
    if isinstance(path[-1], int):
        yield _item_replaced(layout, path, new, head, end)
        return
    indent = start - layout.line_start(start)
    form = written(layout, path, new, indent, 110 - (head - layout.line_start(head)))
    if style == "scalar" and not isinstance(new, (Mapping, list, tuple)):
        yield Splice(begin, end, scalar_like(old, new, *_inside(layout, begin, end, indent)))
        return
    yield from _on_key_line(layout, form, head, begin, end, style == "block")


def _on_key_line(layout: Layout, form: Form, head: int, begin: int, end: int, below: bool) -> Iterator[Splice]:
    """A value in the place of another, whose key stands on a line of a block; below: the former had its own lines."""
    lines = "".join(f"\n{line}" for line in form.below)
    if below and "\n" in layout.text[head:begin]:
        if form.text:
            yield Splice(head, head, f" {form.text}")
        yield Splice(layout.line_end(head), end, lines)
    elif form.below:
        yield Splice(head, end, "")
        yield Splice(layout.line_end(end), layout.line_end(end), lines)
    else:
        yield Splice(head, end, f" {form.text}")


def _item_replaced(layout: Layout, path: KeyPath, new: Any, head: int, end: int) -> Splice:
    """An item of a block in the place of another, from its dash on."""
    start = layout.start(path)
    indent = start - layout.line_start(start)
    if layout.style(path) == "scalar" and not isinstance(new, (Mapping, list, tuple)):
        begin = layout.begin(path)
        return Splice(begin, end, scalar_like(layout.text[begin:end], new, *_inside(layout, begin, end, indent)))
    first, *rest = item_lines(layout, path, new, indent)
    return Splice(head, end, "\n".join([f" {first[indent + 2 :]}", *rest]))


def _flow_text(old: str, new: Any) -> str:
    if isinstance(new, (Mapping, list, tuple)):
        return in_one_line(new)
    return scalar_like(old if old[:1] in "'\"" else "", new, 0, 0)


def _inside(layout: Layout, begin: int, end: int, indent: int) -> tuple[int, int]:
    """How far in the lines of a text stand that has lines of its own, and how long they are at most."""
    lines = [line for line in layout.text[begin:end].split("\n")[1:] if line.strip()]
    if not lines:
        return indent + layout.step, 80
    deep = len(lines[0]) - len(lines[0].lstrip(" "))
    return deep, max(len(line) - deep for line in lines)


def _at_the_end(layout: Layout, lines: str) -> Splice:
    """Lines after all that a text holds, which is nothing but comments."""
    text = layout.text
    if not text or text.endswith("\n"):
        return Splice(len(text), len(text), f"{lines}\n")
    return Splice(len(text), len(text), f"\n{lines}")
