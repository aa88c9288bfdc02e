"""What we report: frozen records, the sentences that say them, tables and JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.results.records.record import present_with

if TYPE_CHECKING:
    from standoff.results.records.record import Presenter


def _presenter() -> Presenter:
    """Records know no words: what is said of them when they are shown comes with the first that is."""
    from standoff.results.tables.presenter import PRESENTER

    return PRESENTER


present_with(_presenter)
