"""The drawing of the frontier: trust asked against the smallest share of gain, a dot for every deal that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from markupsafe import Markup

from standoff.results.records.frontier import Frontier
from standoff.results.sentences.edge import on_the_edge
from standoff.results.sentences.frontier import share_at_least
from standoff.views.brief.figures.drawing import svg, tag, text, width_of
from standoff.views.brief.words import SPACE, asked

__all__ = ["BOTTOM", "HEIGHT", "LEFT", "RIGHT", "TOP", "WIDTH", "Box", "draw", "label"]

WIDTH, HEIGHT = 660.0, 380.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 16.0, 14.0, 48.0
TICKS = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)
MOST_FAINT = 600
"""More deals than this that are not shown are thinned out."""

Box = tuple[float, float, float, float]


def draw(key: str, found: Frontier, title: str) -> Markup:
    """The drawing. Trust runs to the right on a scale that is stretched towards 0 (as its square root)."""
    across = max([deal.plan.trust or 0.0 for deal in found.deals] + [trust for trust, _ in found.points] + [0.05])
    up = max([share for _, share in found.points] + [deal.smallest_share for deal in found.deals] + [0.1])

    def x(trust: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * sqrt(max(trust, 0.0) / across)

    def y(share: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * max(share, 0.0) / up

    drawn = [tag("path", d=f"M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}", class_="axis")]
    for trust in (t for t in TICKS if t <= across):
        drawn.append(tag("path", d=f"M{x(trust):.5g} {HEIGHT - BOTTOM}v5", class_="axis"))
        drawn.append(text(x(trust), HEIGHT - BOTTOM + 18, f"{100 * trust:.0f}{SPACE}%", "small middle"))
    step = next(s for s in (0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0) if up / s <= 6)
    for tick in range(int(up / step + 1e-9) + 1):
        share = tick * step
        drawn.append(tag("path", d=f"M{LEFT} {y(share):.5g}h-5", class_="axis"))
        drawn.append(text(LEFT - 8, y(share) + 4, f"{100 * share:.0f}{SPACE}%", "small end"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    drawn.append(text(middle, HEIGHT - 8, "Trust asked (the scale is stretched towards 0)", "small middle"))
    turned = {"transform": f"rotate(-90 12 {(TOP + HEIGHT - BOTTOM) / 2:.5g})"}
    drawn.append(text(12, (TOP + HEIGHT - BOTTOM) / 2, "Smallest share of gain", "small middle", **turned))
    every = -(-len(found.points) // MOST_FAINT)
    drawn += [tag("circle", cx=x(t), cy=y(s), r=1.6, class_="faint") for t, s in found.points[:: max(1, every)]]
    dots = [(x(deal.plan.trust or 0.0), y(deal.smallest_share)) for deal in found.deals]
    drawn.append(tag("path", d=_stairs(found, dots), class_="stairs"))
    taken: list[Box] = [(cx - 5, cy - 5, cx + 5, cy + 5) for cx, cy in dots]
    for deal, (cx, cy) in zip(found.deals, dots, strict=True):
        edge = " edge" * bool(deal.plan.on_edge)
        if deal.named:
            drawn.append(tag("path", d=f"M{cx - 6:.5g} {cy - 6:.5g}h12v12h-12Z", class_=f"dot named{edge}"))
        else:
            drawn.append(tag("circle", cx=cx, cy=cy, r=4.5, class_=f"dot{edge}"))
        drawn.append(label(str(deal.number), cx, cy, taken))
    for place in found.named:
        if place.standing == "beaten" and place.plan and place.plan.trust is not None:
            cx, cy = x(place.plan.trust), y(place.smallest_share or 0.0)
            edge = " edge" * bool(place.plan.on_edge)
            drawn.append(tag("path", d=f"M{cx - 6:.5g} {cy - 6:.5g}h12v12h-12Z", class_=f"dot beaten{edge}"))
            taken.append((cx - 6, cy - 6, cx + 6, cy + 6))
            drawn.append(label(place.deal, cx, cy, taken))
    return svg(key, (WIDTH, HEIGHT), title, _in_words(found), drawn, "frontier")


def _stairs(found: Frontier, dots: Sequence[tuple[float, float]]) -> str:
    """The line that no deal shown lies above: from dot to dot, each with a larger share for more trust."""
    path, best = "", -1.0
    order = sorted(range(len(dots)), key=lambda k: (dots[k][0], dots[k][1]))
    for k in order:
        if found.deals[k].smallest_share > best:
            cx, cy = dots[k]
            path += f"M{cx:.5g} {cy:.5g}" if not path else f"H{cx:.5g}V{cy:.5g}"
            best = found.deals[k].smallest_share
    return f"{path}H{WIDTH - RIGHT}" if path else "M0 0"


def label(words: str, cx: float, cy: float, taken: list[Box]) -> Markup:
    """The words beside a dot, where they hide nothing if there is such a place; the place is taken then."""
    width = width_of(words, 12)
    places = [
        (cx + dx, cy + dy)
        for reach in (0, 9, 18, 27)
        for dx, dy in (
            (7 + reach, 4),
            (-width / 2, -8 - reach),
            (-7 - reach - width, 4),
            (-width / 2, 17 + reach),
            (6 + reach, -6 - reach),
            (6 + reach, 15 + reach),
            (-6 - reach - width, -6 - reach),
            (-6 - reach - width, 15 + reach),
        )
    ]
    boxes = [(px - 1, py - 10, px + width + 1, py + 2) for px, py in places]
    fits = [
        k
        for k, box in enumerate(boxes)
        if box[0] > LEFT and box[2] < WIDTH and box[1] > 0 and box[3] < HEIGHT - BOTTOM
        if not any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken)
    ]
    best = fits[0] if fits else 0
    taken.append(boxes[best])
    return text(*places[best], words, "dotname")


def _in_words(found: Frontier) -> str:
    told = (
        f"deal {deal.number} asks for {asked(deal.plan.trust)} and gives {share_at_least(deal.smallest_share)}"
        f"{on_the_edge(deal.plan)}"
        for deal in found.deals
    )
    return f"Trust asked and smallest share of gain: {'; '.join(told)}."
