"""The tornado: what becomes of a plan when each number moves over its range, the strongest at the top."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from standoff.results.records.sureness import Driver, End
from standoff.results.sentences import wording
from standoff.views.brief.figures.drawing import fit, svg, tag, text
from standoff.views.brief.words import SPACE

__all__ = ["SHOWN", "draw"]

SHOWN = 10
"""So many numbers are drawn."""

WIDTH, LINE, LEFT, RIGHT, TOP, BOTTOM = 760.0, 30.0, 330.0, 18.0, 26.0, 36.0


def draw(key: str, drivers: Sequence[Driver], slack: float, title: str) -> Markup:
    """The drawing: a bar from the slack at one end of each range to that at the other, and a line below which it fails.

    Slack is the smallest margin or gain, as a share of the stake: below 0 somebody refuses the plan or walks out.
    """
    shown = drivers[:SHOWN]
    ends = [end.slack for driver in shown for end in (driver.low, driver.high)] + [0.0, slack]
    low, high = min(ends), max(ends)
    room = (high - low) or 1.0

    def x(value: float) -> float:
        return LEFT + 44 + (WIDTH - LEFT - RIGHT - 88) * (value - low) / room

    height = TOP + LINE * len(shown) + BOTTOM
    drawn = [text(LEFT - 8, TOP - 10, "Number (its 5 % and 95 % ends at the bar)", "small end")]
    drawn.append(tag("path", d=f"M{x(0):.5g} {TOP - 4}V{height - BOTTOM + 4}", class_="axis"))
    drawn.append(tag("path", d=f"M{x(slack):.5g} {TOP - 4}V{height - BOTTOM + 4}", class_="stairs"))
    for n, driver in enumerate(shown):
        drawn += _bar(driver, TOP + LINE * n, x)
    drawn.append(text(x(0), height - BOTTOM + 18, "fails ◂ | ▸ holds", "small middle"))
    where = f"{wording.two_digits(round(100 * slack, 1))}{SPACE}%"
    drawn.append(text(x(slack), height - BOTTOM + 32, f"medians: {where} of the stake", "small middle"))
    return svg(key, (WIDTH, height), title, _in_words(shown), drawn, "tornado")


def _bar(driver: Driver, y: float, x: Callable[[float], float]) -> list[Markup]:
    first, last = sorted((driver.low, driver.high), key=lambda end: end.slack)
    left, zero, right = x(first.slack), x(0.0), x(last.slack)
    drawn = [text(LEFT - 8, y + 19, fit(driver.short, LEFT - 16, 12), "small end")]
    for start, end, class_ in ((left, min(right, zero), "breaks"), (max(left, zero), right, "holds")):
        if end > start or left == right:
            drawn.append(
                tag("rect", x=start, y=y + 7, width=max(1.0, end - start), height=15.0, class_=f"bar {class_}")
            )
    for value, at, class_ in ((first.value, left - 4, "small end"), (last.value, right + 4, "small")):
        drawn.append(text(at, y + 18, wording.amount_said(value, driver.unit), class_))
    return drawn


def _in_words(shown: Sequence[Driver]) -> str:
    def said(driver: Driver, end: End) -> str:
        return f"{end.verdict} at {wording.amount_said(end.value, driver.unit)}"

    return "; ".join(f"{d.label}: {said(d, d.low)}, {said(d, d.high)}" for d in shown) + "."
