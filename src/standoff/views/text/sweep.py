"""What came of a sweep, as text for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.results.records.sweep import Swept, Tally
from standoff.views.text.tables import table
from standoff.views.text.terminal import clean

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["show_swept"]

SHOWN = 30
"""Plans of which it is shown what became of them; the table has all."""


def show_swept(console: Console, found: Swept, quiet: bool = False) -> None:
    """What became of each plan, in numbers of points; where the table is, or how to go on."""
    if not quiet:
        rows = (
            (clean(tally.case), clean(tally.plan), *(f"{n:,}" for n in _counts(tally)))
            for tally in found.verdicts[:SHOWN]
        )
        table(console, "What became of each plan", ("case", "plan", "points", "refused", "breaks", "holds"), rows, 2)
        if len(found.verdicts) > SHOWN:
            console.print(f"({len(found.verdicts):,} plans; the first {SHOWN} are shown.)")
    if found.partial:
        console.print(
            f"Stopped after {found.done:,} of {found.rows:,} rows, which are kept in {clean(found.parts or '')}."
        )
        console.print("The same command goes on from there; do not give --again, which starts anew.")
        return
    before = f" {found.resumed:,} of them were done before." if found.resumed else ""
    console.print(f"The table is {clean(found.path)}: {found.rows:,} rows.{before}")


def _counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.points, tally.refused, tally.breaks, tally.holds
