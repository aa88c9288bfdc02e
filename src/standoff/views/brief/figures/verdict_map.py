"""The map of two numbers: which verdict a plan has over the ranges of both, told by fill and by letter."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from standoff.results.records.sureness import Map
from standoff.results.sentences import wording
from standoff.views.brief.figures.drawing import fit, svg, tag, text

__all__ = ["draw"]

LETTERS: Mapping[str, str] = {"holds": "", "breaks": "✕", "refused": "⊘", "asks more": "◆"}
CELL, LEFT, TOP, BOTTOM = 18.0, 74.0, 24.0, 44.0


def draw(key: str, found: Map, title: str) -> Markup:
    """The drawing: a cell for each pair of values."""
    rows, columns = len(found.up_values), len(found.across_values)
    width, height = max(LEFT + CELL * columns + 20, 460.0), TOP + CELL * rows + BOTTOM
    drawn = [text(4, 14, f"{fit(found.up_label, width - 10, 12)} (upwards)", "small")]
    for r, row in enumerate(reversed(found.verdicts)):
        for c, verdict in enumerate(row):
            x, y = LEFT + CELL * c, TOP + CELL * r
            kind = "refused" if verdict == "asks more" else verdict
            drawn.append(tag("rect", x=x + 0.5, y=y + 0.5, width=CELL - 1, height=CELL - 1, class_=f"bar {kind}"))
            if LETTERS[verdict]:
                drawn.append(text(x + CELL / 2, y + CELL - 5, LETTERS[verdict], "small middle"))
    for n in (0, rows // 2, rows - 1):
        label = wording.amount_said(found.up_values[n], found.up_unit)
        drawn.append(text(LEFT - 6, TOP + CELL * (rows - n) - 5, label, "small end"))
    for n in (0, columns // 2, columns - 1):
        label = wording.amount_said(found.across_values[n], found.across_unit)
        drawn.append(text(LEFT + CELL * (n + 0.5), TOP + CELL * rows + 14, label, "small middle"))
    drawn.append(text(4, height - 8, f"{fit(found.across_label, width - 10, 12)} (to the right)", "small"))
    return svg(key, (width, height), title, _in_words(found), drawn, "map")


def _in_words(found: Map) -> str:
    cells = [verdict for row in found.verdicts for verdict in row]
    told = ", ".join(f"{verdict} in {cells.count(verdict)}" for verdict in LETTERS if verdict in cells)
    return f"Of {len(cells)} pairs of values of “{found.across_label}” and “{found.up_label}”: {told}."
