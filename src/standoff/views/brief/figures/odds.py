"""The frontier seen over draws: how often each deal holds against the smallest share of gain that it gives then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from standoff.results.records.answer import Best
from standoff.results.records.frontier import Frontier
from standoff.views.brief.figures.drawing import svg, tag, text
from standoff.views.brief.figures.frontier import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Box, label
from standoff.views.brief.words import SPACE, percent

__all__ = ["Dot", "dots_of", "draw"]

CURVES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Expected smallest shares that a line is drawn for, where there is room."""

POINTS = 60
"""Of how many points a line is made."""

ENDS = 34.0
"""How much room there is at their ends to say what lines stand for."""

AROUND = 7.0
"""How far from its middle a mark reaches."""

STAR = "M{x:.5g} {y:.5g}m0-9l2.6 5.9 6.4.6-4.8 4.3 1.4 6.3-5.6-3.3-5.6 3.3 1.4-6.3-4.8-4.3 6.4-.6Z"


@dataclass(frozen=True)
class Dot:
    """A deal over draws: how it is called, the share of draws in which it holds, and its expected smallest share."""

    name: str
    kind: Literal["shown", "deal", "found"]
    holds: float
    expected: float

    @property
    def share(self) -> float:
        """The mean of the smallest share of gain over the draws in which it holds."""
        return self.expected / self.holds if self.holds else 0.0


def dots_of(found: Frontier, best: Best | None) -> list[Dot]:
    """The deals of the frontier, those of the case by the plan shown first for each, and the best deal found."""
    dots = [
        Dot(str(deal.number), "shown", deal.holds, deal.expected_share)
        for deal in found.deals
        if deal.holds is not None and deal.expected_share is not None
    ]
    if best is None:
        return dots + [
            Dot(one.deal, "deal", one.holds, one.expected_share)
            for one in found.named
            if one.holds is not None and one.expected_share is not None
        ]
    dots += [Dot(one.name, "deal", one.sure.holds, one.smallest_share) for one in best.rivals if one.kind == "deal"]
    if best.found:
        dots.append(Dot("best deal found", "found", best.found.sure.holds, best.found.smallest_share))
    return dots


def draw(key: str, dots: Sequence[Dot], title: str) -> Markup:
    """The drawing: from left to right in how many draws a deal holds, upwards what it gives whoever gets least then."""
    up = max([dot.share for dot in dots] + [0.1]) * 1.1

    def x(holds: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT - ENDS) * holds

    def y(share: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP - AROUND) * max(share, 0.0) / up

    drawn = [tag("path", d=f"M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}", class_="axis")]
    for tick in range(0, 101, 20):
        drawn.append(tag("path", d=f"M{x(tick / 100):.5g} {HEIGHT - BOTTOM}v5", class_="axis"))
        drawn.append(text(x(tick / 100), HEIGHT - BOTTOM + 18, f"{tick}{SPACE}%", "small middle"))
    step = next(s for s in (0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, up) if up / s <= 6)
    for number in range(int(up / step + 1e-9) + 1):
        drawn.append(tag("path", d=f"M{LEFT} {y(number * step):.5g}h-5", class_="axis"))
        drawn.append(text(LEFT - 8, y(number * step) + 4, f"{100 * number * step:.0f}{SPACE}%", "small end"))
    drawn.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "Share of draws in which it holds", "small middle"))
    turned = {"transform": f"rotate(-90 12 {(TOP + HEIGHT - BOTTOM) / 2:.5g})"}
    words = "Smallest share of gain, where it holds"
    drawn.append(text(12, (TOP + HEIGHT - BOTTOM) / 2, words, "small middle", **turned))
    taken: list[Box] = [(x(1.0) + AROUND, TOP, WIDTH, HEIGHT)]
    for expected in (one for one in CURVES if one < up):
        first = expected / up
        line = [first + (1 - first) * n / POINTS for n in range(POINTS + 1)]
        path = "L".join(f"{x(holds):.5g} {y(expected / holds):.5g}" for holds in line)
        drawn.append(tag("path", d=f"M{path}", class_="stairs", opacity=0.5))
        drawn.append(text(WIDTH - RIGHT, y(expected) + 4, f"{100 * expected:.0f}{SPACE}%", "small end"))
    places = [(x(dot.holds), y(dot.share)) for dot in dots]
    taken += [(cx - AROUND, cy - AROUND, cx + AROUND, cy + AROUND) for cx, cy in places]
    for dot, (cx, cy) in zip(dots, places, strict=True):
        drawn.append(_mark(dot, cx, cy))
        drawn.append(label(dot.name, cx, cy, taken))
    return svg(key, (WIDTH, HEIGHT), title, _in_words(dots), drawn, "frontier")


def _mark(dot: Dot, cx: float, cy: float) -> Markup:
    if dot.kind == "shown":
        return tag("circle", cx=cx, cy=cy, r=4.5, class_="dot")
    if dot.kind == "found":
        return tag("path", d=STAR.format(x=cx, y=cy), class_="dot found")
    return tag("path", d=f"M{cx - 6:.5g} {cy - 6:.5g}h12v12h-12Z", class_="dot named")


def _in_words(dots: Sequence[Dot]) -> str:
    told = (
        f"{'deal ' * (dot.kind == 'shown')}{dot.name} holds in {percent(dot.holds)} of the draws, and gives "
        f"{percent(dot.share)} then"
        for dot in dots
    )
    return f"Share of draws and smallest share of gain: {'; '.join(told)}."
