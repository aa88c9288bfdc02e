"""How much of the front fits one printed page, A4 or Letter, with nothing made smaller: from a count of its lines.

The sizes are those of `front.css` when printed. In print the letters have the widths of Times and Arial everywhere, so
that what fits here fits there; a browser confirms it in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from standoff.results.records.run import Findings
from standoff.views.front.contents import Bars, Front, Sentence, front
from standoff.views.front.measure import MM, Face, lines, plain, width
from standoff.views.front.picture import ALL, Cell, Detail, Lane, Picture, Shared

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["LABELS", "fitted", "height", "widths"]

WIDTH, HEIGHT = 186.0, 264.0
"""What is left of a page inside its margins, in mm: as wide as A4 has it, as high as Letter has it."""

SPARE = 1.0
"""What is left free, as browsers round."""

LARGER = (1.2, 1.1)
"""By how much everything is larger on a page that is not full."""

TEXT, TEXT_LEADING, OVER = 9.3, 1.27, 7.4
"""The letters of the sentences, and those over the headline, in points."""

MORE = 1.14
"""By how much a line is higher whose letters may come from another font."""

LABELS = 13.0
"""How wide the column with the names of the parties is, in per cent."""

_PLAIN = replace(ALL, scales=False, notes=False)

LEVELS: tuple[Detail, ...] = (
    ALL,
    replace(ALL, scales=False),
    _PLAIN,
    replace(_PLAIN, steps=4),
    replace(_PLAIN, steps=3),
    replace(_PLAIN, steps=3, letters=22),
    replace(_PLAIN, steps=2, letters=22),
    replace(_PLAIN, steps=2, letters=22, lanes=4),
    replace(_PLAIN, steps=2, letters=22, lanes=4, bars=6),
    replace(_PLAIN, steps=1, letters=22, lanes=4, bars=6),
    replace(_PLAIN, steps=1, letters=22, lanes=3, bars=6),
    replace(_PLAIN, steps=1, letters=16, lanes=3, bars=5, why=False),
    replace(_PLAIN, steps=1, letters=16, lanes=2, bars=5, why=False),
    replace(_PLAIN, steps=1, letters=16, lanes=1, bars=5, why=False),
    replace(_PLAIN, lanes=0, bars=5, why=False),
)
"""What is given up, in this order, where it does not fit."""


def fitted(case: Case, findings: Findings) -> Front | None:
    """The front in as much detail as fits one page; None where there is no answer.

    What leaves room is printed larger. Long sentences go over the whole width, with the bars below, where that helps.
    """
    found = front(case, findings)
    for size in LARGER:
        if found and height(found, size) <= HEIGHT - SPARE:
            return replace(found, size=size)
    for detail in LEVELS:
        found = front(case, findings, detail)
        if found is None or height(found) <= HEIGHT - SPARE:
            return found
        found = front(case, findings, replace(detail, why=True))  # beside the bars, where it costs no room
        found = found and replace(found, wide=True)
        if found and height(found) <= HEIGHT - SPARE:
            return found
    return found


def height(shown: Front, size: float = 1.0) -> float:
    """How high the front is when printed, in mm, with everything so many times larger than the usual size.

    That is as high as a page of the usual size that is narrower by as much, times the size.
    """
    return size * _height(shown, WIDTH / size)


def _height(shown: Front, room: float) -> float:
    left, right = (room - 7) * 1.45 / 2.45, (room - 7) / 2.45
    if shown.wide:
        left, right = room, (room - 7) / 2
    over = width(f"{shown.kicker}{shown.caution}", OVER, "bold sans") + 6
    total = 2.2 + (1 if over <= room else 2) * OVER * 1.3 * MM
    total += 3.9 + _text(shown.headline, room, 19.5, 1.06, "bold serif")
    bars = _bars(shown.bars, right) if shown.bars else 0.0
    why = _why(shown, right)
    sentences = _sentences(shown.sentences, left)
    total += sentences + 3.0 + max(bars, why) if shown.wide else max(sentences, bars + why)
    if shown.mending:
        total += 9.5 + sum(0.6 + _text(words, room - 5, TEXT, TEXT_LEADING, "serif") for words in shown.mending)
    if shown.unshown:
        total += 9.5 + _text(shown.unshown, room, TEXT, TEXT_LEADING, "serif")
    if shown.picture:
        total += _picture(shown.picture, room)
    return total + 2.8 + _text(" ".join(shown.foot), room, 7.4, 1.3)


def _text(words: str, room: float, size: float, leading: float, face: Face = "sans") -> float:
    """How high a text is; letters of other scripts come from other fonts, which make their lines higher."""
    higher = MORE if not plain(words) else 1.0
    return lines(words, room, size, face) * size * leading * higher * MM


def _sentences(sentences: Sequence[Sentence], room: float) -> float:
    total = 1.1 * (len(sentences) - 1)
    for one in sentences:
        words = _text(one.text, room - 22.9, TEXT, TEXT_LEADING, "bold serif" if one.is_key else "serif")
        total += max(0.45 + _text(one.title, 20.5, 7.6, 1.3, "bold sans"), words)
    return total


def _bars(bars: Bars, room: float) -> float:
    total = 4.65 + 1.0 + _text(bars.note, room, 7.6, 1.3)
    column = 0.52 * room - 1.5
    for bar in bars.bars:
        total += 0.8 + _text(bar.name, column, 8.2, 1.22, "bold sans") + _text(bar.note, column, 7.4, 1.22)
    total += 1.4 + _text(bars.left_out, room, 7.6, 1.3) if bars.left_out else 0.4
    return total


def _why(shown: Front, room: float) -> float:
    whys = [f"{shown.bars.question} {shown.bars.why}"] if shown.bars and shown.bars.question else []
    whys += [shown.unassessed] if shown.unassessed else []
    return sum(1.6 + _text(why, room - 2.9, 9, 1.3) for why in whys)


# ------------------------------------------------------------------------------------------------------- the picture

SIZE, SMALL, LEADING = 7.6, 7.2, 1.2
"""The letters of the picture, in points."""


def widths(shown: Picture) -> list[float]:
    """How wide the columns of the phases are, in per cent of the picture: what has long steps has more room."""
    needs = []
    for n in range(len(shown.phases)):
        steps = [step for lane in shown.lanes for step in lane.cells[n].steps]
        steps += [one.step for one in shown.joint[n].steps] if shown.joint else []
        needs.append(min(21, max(15, *map(len, steps))) if steps else 14)
    return [(100 - LABELS) * need / sum(needs) for need in needs]


def _picture(shown: Picture, across: float) -> float:
    rooms = [across * share / 100 - 2.9 for share in widths(shown)]
    label = across * LABELS / 100 - 1.2
    total = 4.4 + 4.65 + 0.6 + _text(shown.note, across, 7.6, 1.3)
    total += 9.8 if shown.months > 0 else 0.0
    total += 0.9 + max(
        _text(phase.title, room, SIZE, LEADING, "bold sans") + _text(phase.when, room, SMALL, LEADING)
        for phase, room in zip(shown.phases, rooms, strict=True)
    )
    total += sum(_row(_label(lane, label), map(_cell, lane.cells, rooms)) for lane in shown.lanes)
    if shown.joint:
        total += _row(SIZE * LEADING * MM, map(_shared, shown.joint, rooms))
    stops = [" ".join(f"{one.mark}\u00a0{one.said} " for one in standings) for standings in shown.stops]
    total += _row(
        _text("If it stops after this", label, SMALL, LEADING, "bold sans"),
        (_text(words.replace("\u00a0", "n"), room, SMALL, LEADING) for words, room in zip(stops, rooms, strict=False)),
    )
    return total + 1.1 + _text(" ".join(shown.caption), across, 7.6, 1.3)


def _row(label: float, cells: Iterable[float]) -> float:
    return 1.8 + max(label, *cells)


def _label(lane: Lane, room: float) -> float:
    return _text(lane.name, room, SIZE, LEADING, "bold sans") + _text(lane.scale, room, SMALL, LEADING)


def _cell(cell: Cell, room: float) -> float:
    total = sum(_step(step, room) for step in cell.steps) or _text(cell.idle, room, SIZE, LEADING)
    total += _step("and more", room) if cell.more else 0.0
    if cell.margin is None:
        return total + 0.4 + _text(cell.why, room, SMALL, LEADING)
    total += 0.4 + SMALL * LEADING * MM
    return total + (0.2 + _text(cell.breaking, room, SMALL, LEADING, "bold sans") if cell.breaking else 0.0)


def _step(step: str, room: float) -> float:
    return 0.85 + _text(step, room - 2.7, SIZE, LEADING)


def _shared(shared: Shared, room: float) -> float:
    steps = sum(_step(f"{one.step} {one.who}", room) for one in shared.steps)
    return steps + (_step("and more", room) if shared.more else 0.0)
