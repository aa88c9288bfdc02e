"""A record as a small fragment of HTML that stands by itself, in the colours of the page that it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import islice

from standoff.results.sentences.wording import number
from standoff.results.tables.short import cut
from standoff.results.tables.table import Cell

__all__ = ["MOST_ROWS", "fragment", "text"]

MOST_ROWS = 20
"""Rows that are shown."""

_MOST_COLUMNS = 12
_MOST_CELL = 160
_MOST_SENTENCE = 500
_MOST_BYTES = 14_000
"""Of sentences and rows together, markup and all; a head and a foot come on top."""


def text(said: str, most: int) -> str:
    """Text of a case, which is never taken for markup.

    >>> text("<b>Harbour & co</b>", 16)
    '&lt;b&gt;Harbour &amp; co…'
    """
    return escape(cut(said, most), quote=False)


def fragment(
    kind: str,
    line: str,
    sentences: Mapping[str, str],
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    count: int,
    notes: Iterable[str],
) -> str:
    """What a record is and says, sentences under their labels, the first rows of a table of `count`, and notes."""
    room = _MOST_BYTES
    parts = [f'<p><strong>{text(kind, 40)}</strong> <span dir="auto">{text(line, 400)}</span></p>']
    for label, said in islice(sentences.items(), 10):
        part = f'<p><em>{text(label, 40)}:</em> <span dir="auto">{text(said, _MOST_SENTENCE)}</span></p>'
        if (room := room - len(part.encode())) < 0:
            break
        parts.append(part)
    shown, body = 0, []
    for row in islice(rows, MOST_ROWS):
        part = f"<tr>{''.join(map(_cell, row[:_MOST_COLUMNS]))}</tr>"
        if (room := room - len(part.encode())) < 0:
            break
        body.append(part)
        shown += 1
    if body:
        head = "".join(f'<th scope="col">{text(name, 40)}</th>' for name in columns[:_MOST_COLUMNS])
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>")
    foot = [f"{shown:,} of {count:,} rows are shown"] if shown < count else []
    foot += [f"{_MOST_COLUMNS} of {len(columns)} columns are shown"] if len(columns) > _MOST_COLUMNS and shown else []
    said = ". ".join(text(note, 400) for note in (*foot, *notes) if note)
    parts.append(f"<p><small>{said}.</small></p>" if said else "")
    return f"<div>{''.join(parts)}</div>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, bool) or cell is None:
        return f"<td>{'' if cell is None else 'yes' if cell else 'no'}</td>"
    if isinstance(cell, str):
        return f'<td dir="auto" style="text-align: left">{text(cell, _MOST_CELL)}</td>'
    return f'<td style="text-align: right">{cell if isinstance(cell, int) else _number(cell)}</td>'


def _number(value: float) -> str:
    """A number in a cell; what rounding left of nothing is nothing."""
    return "0" if abs(value) < 1e-9 else number(value)
