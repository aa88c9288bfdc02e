"""The one writer of CSV: numbers as they are, and no text that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["FORMULA", "csv_text", "text_of"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet calculates, or leaves out before it looks, where a cell begins with it."""


def csv_text(head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    """A table as CSV. A number that does not exist or has no end is an empty cell; text never begins a formula.

    >>> csv_text(["party", "gain"], [["=1+1", -2.5], ["beta", None]])
    "party,gain\\n'=1+1,-2.5\\nbeta,\\n"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([_cell(cell) for cell in row] for row in (head, *rows))
    return out.getvalue()


def text_of(cell: str) -> str:
    """The text that a cell of such a table stands for.

    >>> text_of("'=1+1"), text_of("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _cell(cell: Any) -> Any:
    """A cell; before text that begins like a formula stands an apostrophe, by which spreadsheets know text."""
    if isinstance(cell, str):
        line_ends = cell.replace("\r\n", "\n").replace("\r", "\n")  # the writer would not quote a single \r
        return f"'{line_ends}" if cell.startswith(FORMULA) else line_ends
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell
