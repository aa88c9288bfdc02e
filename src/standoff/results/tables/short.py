"""Any record and any value in short: what is cut says how much of it there is more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from typing import Any

from standoff.printable import escaped, replaced

__all__ = ["MOST_LINE", "cut", "in_short", "titled", "value_in_short"]

MOST_LINE = 240
"""Characters of what is said of a record in a line."""

_MOST_VALUE = 80
_MOST_ITEMS = 3


def cut(text: str, most: int) -> str:
    """A text on one line of at most so many characters, all of them to be seen.

    >>> cut("Open the harbour", 10), cut("two\\nlines", 20)
    ('Open the …', 'two\\\\nlines')
    """
    line = replaced(text[: most + 1], escaped)
    return line if len(line) <= most else line[: most - 1] + "…"


def value_in_short(value: Any, deep: bool = False) -> str:
    """A value as a programmer would write it, cut where it is long.

    >>> value_in_short(tuple(range(3130))), value_in_short({"alpha": (1.23456, None)})
    ('(0, 1, 2, … 3,127 more)', "{'alpha': (1.235, None)}")
    """
    if isinstance(value, str):
        return repr(cut(value, 40)) if value.isprintable() else f"'{cut(value, 40)}'"
    if isinstance(value, bool) or value is None or isinstance(value, int):
        return repr(value)
    if isinstance(value, float):
        return f"{value:.4g}"
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}(…)"
    if isinstance(value, Mapping):
        entries = (f"{value_in_short(k, True)}: {value_in_short(v, True)}" for k, v in value.items())
        return "{…}" if deep and len(value) > _MOST_ITEMS else "{" + _first(entries, len(value)) + "}"
    if isinstance(value, Sequence | Set):
        if deep and len(value) > _MOST_ITEMS:
            return f"({len(value):,} …)"
        return "(" + _first((value_in_short(item, True) for item in value), len(value)) + "," * (len(value) == 1) + ")"
    return cut(repr(value), 40)


def _first(items: Iterable[str], count: int) -> str:
    """The first few of so many items, as far as there is room for them."""
    shown: list[str] = []
    for item in items:
        if len(shown) == _MOST_ITEMS or (shown and sum(map(len, shown)) + len(item) > _MOST_VALUE - 25):
            break
        shown.append(cut(item, _MOST_VALUE - 25))
    more = [f"… {count - len(shown):,} more"] if count > len(shown) else []
    return ", ".join([*shown, *more])


def titled(title: str) -> str:
    """A title in a line, so short that there is room for what is said of it.

    >>> titled("The grand deal")
    '“The grand deal”'
    """
    return f"“{cut(title, 70)}”"


def in_short(record: Any) -> str:
    """A record by its fields, as `dataclass` would write it, but short.

    >>> from standoff.results.records.made import Made
    >>> in_short(Made("0.1", "hand", True, ordered=("a", "b", "c", "d")))
    "Made(version='0.1', method='hand', exact=True, seed=None, draws=None, note='', ordered=('a', 'b', 'c', … 1 more))"
    """
    shown: list[str] = []
    every = fields(record)
    for field in every:
        text = f"{field.name}={cut(value_in_short(getattr(record, field.name)), _MOST_VALUE)}"
        if sum(map(len, shown)) + 2 * len(shown) + len(text) > MOST_LINE - 20:
            break
        shown.append(text)
    more = [f"… {len(every) - len(shown)} more"] if len(shown) < len(every) else []
    return f"{type(record).__name__}({', '.join([*shown, *more])})"
