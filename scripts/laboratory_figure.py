"""Draws the figure of docs/laboratory.md: trust asked against what people did, from `standoff.laboratory()`.

`python scripts/laboratory_figure.py` writes docs/pictures/laboratory.svg; a test says whether it is current.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

import standoff
from standoff.results.records.laboratory import Laboratory, Treatment
from standoff.views.brief.figures.drawing import svg, tag, text

ROOT = Path(__file__).resolve().parent.parent
FIGURE = ROOT / "docs" / "pictures" / "laboratory.svg"

WIDTH, HEIGHT = 720.0, 400.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 20.0, 40.0, 46.0
BREAKS = 1.13
"""Where on the axis of trust the plans stand that break."""

STYLE = """
svg{font:13px system-ui,sans-serif;background:#fff}
text{fill:#1f2430}.soft{fill:#5a6272}.axis{stroke:#5a6272;fill:none}.grid{stroke:#dfe3ea;fill:none}
.dot{fill:#1f5fbf;fill-opacity:.75;stroke:#fff}.broken{fill:#b3261e}
@media(prefers-color-scheme:dark){svg{background:#15181e}text{fill:#e8ebf0}.soft{fill:#a9b2c0}.axis{stroke:#a9b2c0}
.grid{stroke:#2c323c}.dot{fill:#7fb0ff;stroke:#15181e}.broken{fill:#ff8a80}}
"""


def x(trust: float) -> float:
    """Where so much trust stands, from left to right."""
    return LEFT + (WIDTH - LEFT - RIGHT) * trust / 1.2


def y(share: float) -> float:
    """Where so large a share stands, from the bottom up."""
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share


def _axes() -> Iterator[Markup]:
    for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        yield tag("path", d=f"M{LEFT:.5g} {y(share):.5g}H{WIDTH - RIGHT:.5g}", class_="grid")
        yield text(LEFT - 8, y(share) + 4, f"{100 * share:.0f} %", "soft", text_anchor="end")
        yield text(x(share), y(0) + 18, f"{100 * share:.0f} %", "soft", text_anchor="middle")
    yield tag("path", d=f"M{LEFT:.5g} {y(0):.5g}H{WIDTH - RIGHT:.5g}", class_="axis")
    yield text(x(BREAKS), y(0) + 18, "breaks", "soft", text_anchor="middle")
    yield text(8, 18, "First moves that were cooperative (larger dots: more first moves)")
    yield text(WIDTH - RIGHT, HEIGHT - 8, "Trust that the game asks for", text_anchor="end")


def _dot(one: Treatment) -> Markup:
    where = BREAKS if one.trust is None else one.trust
    asks = "breaks" if one.trust is None else f"asks for {100 * one.trust:.0f} % trust"
    says = f"{one.study}: {asks}; {100 * one.cooperative:.0f} % of {one.first_moves:,} first moves cooperative"
    return tag(
        "circle",
        tag("title", says),
        cx=x(where),
        cy=y(one.cooperative),
        r=3.0 + (one.first_moves / 300) ** 0.5,
        class_="dot broken" if one.trust is None else "dot",
    )


def draw(found: Laboratory) -> str:
    """The figure as a file of its own, for light and dark pages."""
    title = f"Trust asked and cooperation in {len(found.treatments)} laboratory treatments"
    desc = f"The more trust is asked, the fewer first moves were cooperative: rank correlation {found.trust_rank:.2f}."
    dots = [_dot(one) for one in sorted(found.treatments, key=lambda one: -one.first_moves)]
    drawn = svg("laboratory", (WIDTH, HEIGHT), title, desc, [tag("style", STYLE), *_axes(), *dots])
    return str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "\n"


if __name__ == "__main__":
    FIGURE.write_text(draw(standoff.laboratory()), encoding="utf-8")
    print(FIGURE.relative_to(ROOT))
