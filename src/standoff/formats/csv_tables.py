"""Findings as CSV tables: one file a table, with names as in the case file."""

from __future__ import annotations

from standoff.formats.csv_text import csv_text
from standoff.results.records.run import Findings
from standoff.results.tables.answer import RUN

__all__ = ["TABLES", "tables"]

TABLES = RUN
"""Every table by the name of its file."""


def tables(found: Findings) -> dict[str, str]:
    """The text of every table; a number that does not exist is an empty cell."""
    return {name: csv_text(list(table.columns_of(found)), table.rows(found)) for name, table in TABLES.items()}
