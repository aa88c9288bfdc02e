"""The drawing of the timeline: dates to scale on the left, and beside each what happened and what became of plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from standoff.results.records.history import Fate, Moment, Timeline
from standoff.views.brief.figures.drawing import fit, svg, tag, text, width_of, wrap
from standoff.views.brief.words import asked, percent

__all__ = ["Column", "draw"]

AXIS, FAN, WHEN, EVENT, STABLE, GAP = 42.0, 28.0, 80.0, 190.0, 96.0, 6.0
"""How wide are the axis, the lines from it to the rows, the date, what happened, for whom it was stable; and a gap."""

CELL, ROW, HEAD, TOP, BOTTOM = 76.0, 36.0, 13.0, 64.0, 8.0

LEFT = AXIS + FAN + WHEN + EVENT + STABLE
"""Where the plans begin."""

_DAYS = 365.25

_WORDS = {"start": "Before the first event", "today": "Today", "government": "Another government"}

GLYPHS = {"holds": "✓", "breaks": "✕", "refused": "⊘"}


@dataclass(frozen=True)
class Column:
    """A plan that is followed, by its key, and what it is called."""

    key: str
    name: str


def draw(key: str, found: Timeline, columns: Sequence[Column], stable: Sequence[str], title: str) -> Markup:
    """The drawing; stable: of each date for whom it was stable, in few words.

    A thick line above a cell says that the event of its date turned the verdict.
    """
    moments = found.moments
    width = LEFT + len(columns) * (CELL + GAP)
    height = TOP + ROW * len(moments) + BOTTOM
    drawn = [*_axis(moments, height), *_heads(columns)]
    today = len(found.past) - 1
    for n, moment in enumerate(moments):
        drawn += _row(moment, TOP + ROW * n, stable[n])
        for c, column in enumerate(columns):
            x, y = LEFT + c * (CELL + GAP), TOP + ROW * n
            before = moments[min(n - 1, today)].fate(column.key) if n else None
            drawn += _cell(moment.fate(column.key), before, x, y)
    return svg(key, (width, height), title, _in_words(found, columns), drawn, "timeline")


def _heads(columns: Sequence[Column]) -> list[Markup]:
    drawn = [
        text(AXIS + FAN, TOP - 8, "Date", "small"),
        text(AXIS + FAN + WHEN, TOP - 8, "What happened", "small"),
        text(AXIS + FAN + WHEN + EVENT, TOP - 8, "Stable to stay", "small"),
    ]
    for c, column in enumerate(columns):
        lines = wrap(_breakable(column.name), CELL, 11.5, lines=4)
        for n, line in enumerate(lines):
            y = TOP - 8 - HEAD * (len(lines) - 1 - n)
            drawn.append(text(LEFT + c * (CELL + GAP), y, line, "planname"))
    return drawn


def _breakable(name: str) -> str:
    """A name whose long words are in pieces that fit above a cell."""
    pieces: list[str] = []
    for word in name.split():
        while width_of(word, 11.5) > CELL and len(word) > 4:
            most = max(2, len(fit(word, CELL - 4, 11.5)) - 2)
            pieces.append(f"{word[:most]}-")
            word = word[most:]
        pieces.append(word)
    return " ".join(pieces)


def _axis(moments: Sequence[Moment], height: float) -> list[Markup]:
    """A line on which years are of one length, with a mark for each date and a line from there to its row."""
    days = [date.fromisoformat(moment.day).toordinal() for moment in moments]
    first, last = TOP + ROW / 2, height - BOTTOM - ROW / 2
    span = (days[-1] - days[0]) or 1

    def y(day: float) -> float:
        return first + (last - first) * (day - days[0]) / span

    drawn = [tag("path", d=f"M{AXIS} {first:.5g}V{max(last, first + 1):.5g}", class_="axis")]
    for year in _years(moments[0].day, moments[-1].day):
        at = y(date(year, 1, 1).toordinal())
        drawn.append(tag("path", d=f"M{AXIS} {at:.5g}h-5", class_="axis"))
        drawn.append(text(AXIS - 8, at + 4, str(year), "small end"))
    for n, day in enumerate(days):
        row = TOP + ROW * n + ROW / 2
        drawn.append(tag("path", d=f"M{AXIS} {y(day):.5g}L{AXIS + FAN - 6} {row:.5g}", class_="gate"))
        drawn.append(tag("circle", cx=AXIS, cy=y(day), r=2.6, class_="lock"))
    return drawn


def _years(first: str, last: str) -> list[int]:
    """The years that begin between two days; of many every other, fifth, tenth, ... one."""
    start, end = int(first[:4]) + 1, int(last[:4])
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 500) if (end - start) / s <= 12)
    return [year for year in range(start, end + 1) if year % step == 0]


def _row(moment: Moment, y: float, stable: str) -> list[Markup]:
    x = AXIS + FAN
    when = date.fromisoformat(moment.day)
    said = "; ".join(moment.titles) or _WORDS.get(moment.kind, "")
    if moment.why_not:
        said = f"{said}: nothing can be told"
    drawn = [tag("path", d=f"M{x} {y + ROW - 2:.5g}H{LEFT - GAP}", class_="thin")]
    drawn.append(text(x, y + 21, f"{when.day} {when:%b} {when.year}", "day"))
    lines = wrap(said, EVENT - 12, 11.5, lines=2)
    for n, line in enumerate(lines):
        drawn.append(text(x + WHEN, y + (21 if len(lines) == 1 else 14 + 14 * n), line, "event"))
    lines = wrap(stable, STABLE - 8, 11.5, lines=2)
    for n, line in enumerate(lines):
        drawn.append(text(x + WHEN + EVENT, y + (21 if len(lines) == 1 else 14 + 14 * n), line, "event"))
    return drawn


def _cell(fate: Fate | None, before: Fate | None, x: float, y: float) -> list[Markup]:
    verdict = fate.verdict if fate is not None else None
    height = ROW - 4
    drawn = [tag("rect", x=x, y=y, width=CELL, height=height, class_=f"fate {verdict or 'none'}")]
    if fate is None or verdict is None:
        return [*drawn, text(x + CELL / 2, y + 20, "not assessed", "small middle")]
    if before is not None and before.verdict is not None and before.verdict != verdict:
        drawn.append(tag("path", d=f"M{x:.5g} {y:.5g}h{CELL}", class_="turned"))
    if fate.shares is None:
        drawn.append(text(x + 8, y + 20, f"{GLYPHS[verdict]} {verdict}", f"share {verdict}"))
        return drawn
    drawn.append(text(x + 8, y + 14, f"{GLYPHS[verdict]} {_share(fate.shares.holds)}", f"share {verdict}"))
    trust = fate.trust if verdict == "holds" else None
    says = verdict if trust is None else f"trust {asked(trust)}"
    star = fate.found is not None and fate.found.verdict == "holds" != verdict
    drawn.append(text(x + 8, y + 27, fit(f"{says}{' *' * star}", CELL - 12, 11), "small"))
    return drawn


def _share(holds: float) -> str:
    """A share where there is little room.

    >>> _share(0.004), _share(0.996)
    ('< 1\xa0%', '> 99\xa0%')
    """
    return percent(holds).replace("less than", "<").replace("more than", ">")


def _in_words(found: Timeline, columns: Sequence[Column]) -> str:
    """For those who cannot see it: the table below says the rest."""
    first, last = found.moments[0].day, found.moments[-1].day
    names = "; ".join(column.name for column in columns)
    return f"Dates from {first} to {last}, a row each, with a column for each of: {names}. A table says the same."
