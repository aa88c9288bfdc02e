"""What came of a sweep, as text for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.results.sentences import headlines

if TYPE_CHECKING:
    from standoff.results.records.sweep import Swept, Tally
    from standoff.views.text.page import Page

__all__ = ["show_swept"]


def show_swept(page: Page, found: Swept, quiet: bool = False) -> None:
    """What became of each plan, in numbers of points; where the table is, or how to go on."""
    if not quiet:
        points, *counts = (sum(column) for column in zip(*map(_counts, found.verdicts), strict=True))
        page.say(headlines.swept(points, *counts), bold=True)
    if found.partial:
        page.say(f"Stopped after {found.done:,} of {found.rows:,} rows, which are kept in {found.parts or ''}.")
        page.say("The same command goes on from there; do not give --again, which starts anew.")
    else:
        before = f" {found.resumed:,} of them were done before." if found.resumed else ""
        page.say(f"The table is {found.path}: {found.rows:,} rows.{before}")
    if not quiet:
        rows = ((tally.case, tally.plan, *(f"{n:,}" for n in _counts(tally))) for tally in found.verdicts)
        page.space()
        page.table("", ("case", "plan", "points", "refused", "breaks", "holds"), rows, 2, name="plans")


def _counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.points, tally.refused, tally.breaks, tally.holds
