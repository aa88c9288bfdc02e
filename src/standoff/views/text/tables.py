"""Plain tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["table"]


def table(console: Console, title: str, head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> None:
    """A plain table; the first `left` columns are text, the others numbers."""
    from rich.table import Table

    drawn = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(head):
        drawn.add_column(name, justify="left" if number < left else "right", overflow="fold")
    for row in rows:
        drawn.add_row(*row)
    console.print(drawn)
