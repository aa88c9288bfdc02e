"""The front of the brief, as its template shows it: places on the time axis, widths of bars, names set apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from standoff.results.records.run import Findings
from standoff.views.brief.telling import Shown
from standoff.views.brief.words import unbroken
from standoff.views.front.contents import Front
from standoff.views.front.fitting import LABELS, fitted, widths
from standoff.views.front.picture import Phase, Picture

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["front_view"]

STRIP = 62
"""How high the drawing between the time axis and the columns is, in units of which it is 1000 wide."""

TICKS = (
    (7 / (365.25 / 12), "week", 1), (14 / (365.25 / 12), "week", 2), (1, "month", 1), (2, "month", 2), (3, "month", 3),
    (6, "month", 6), (12, "year", 1), (24, "year", 2), (60, "year", 5), (120, "year", 10), (240, "year", 20),
    (600, "year", 50), (1200, "year", 100), (12_000, "year", 1000), (120_000, "year", 10_000),
)  # fmt: skip
"""From tick to tick on the time axis: in months, and how it is told."""

MOST_TICKS = 6

SHORT = 8
"""So many letters stay on one line."""


def front_view(case: Case, findings: Findings) -> Shown | None:
    """What the template of the front shows, or None where there is no answer."""
    found = fitted(case, findings)
    return None if found is None else _shown(found)


def _shown(found: Front) -> Shown:
    return {
        "front": found,
        "sentences": [(one, told(one.text)) for one in found.sentences],
        "headline": told(found.headline),
        "axis": None if found.picture is None else _axis(found.picture),
        "widths": [] if found.picture is None else [f"{share:.2f}" for share in widths(found.picture)],
        "told": told,
        "owners": owners,
    }


def told(text: str) -> Markup:
    """A sentence: numbers keep their sign of per cent, and what runs from right to left is set apart.

    >>> str(told("“שלום” holds in 4 % & more"))
    '“<bdi>שלום</bdi>” holds in 4\\xa0% &amp; more'
    """
    pieces = _FROM_RIGHT.split(unbroken(text))
    return Markup("").join(
        Markup("<bdi>{}</bdi>").format(piece) if n % 2 else escape(piece) for n, piece in enumerate(pieces)
    )


def owners(who: str) -> Markup:
    """Whose a step is: where that is long, a line may end between two of them.

    >>> str(owners("W+P")), str(owners("W+P+<Beijing>"))
    ('W+P', 'W+<wbr>P+<wbr>&lt;Beijing&gt;')
    """
    return Markup("+<wbr>" if len(who) > SHORT else "+").join(who.split("+"))


_LETTER = r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_FROM_RIGHT = re.compile(rf"({_LETTER}+(?:[ \-'’\"״׳]+{_LETTER}+)*)")
"""Words of scripts that run from right to left, next to each other; a comma ends them."""


# ------------------------------------------------------------------------------------------------ the time axis


def _axis(picture: Picture) -> Shown | None:
    """The ticks, and the curves from when each phase begins to its column; None where no time passes."""
    if picture.months <= 0:
        return None
    every, unit, size = next((tick for tick in TICKS if picture.months <= MOST_TICKS * tick[0] + 1e-9), TICKS[-1])
    ticks = max(1, -(-picture.months // every))
    end = every * ticks

    def place(months: float) -> float:
        return LABELS + (100 - LABELS) * months / end

    shown = int(min(ticks, MOST_TICKS))
    labels = [(place(0), "now")] + [(place(every * n), _tick(size * n, unit)) for n in range(1, shown + 1)]
    return {
        "labels": [(f"{at:.2f}", words) for at, words in labels],
        "from": f"{10 * LABELS:.0f}",
        "to": f"{10 * place(picture.months):.0f}",
        "ticks": [f"{10 * at:.0f}" for at, _ in labels],
        "starts": [f"{10 * place(phase.starts):.0f}" for phase in picture.phases],
        "curves": [
            _curve(10 * place(phase.starts), 10 * edge)
            for phase, edge in zip(picture.phases, _edges(picture), strict=True)
        ],
        "height": STRIP,
        "says": _says(picture.phases),
    }


def _tick(size: int, unit: str) -> str:
    """How far away a tick is: months that make whole years are told in years.

    >>> _tick(1, "week"), _tick(6, "month"), _tick(24, "month"), _tick(1000, "year")
    ('1 week', '6 months', '2 years', '1,000 years')
    """
    if unit == "month" and size % 12 == 0:
        size, unit = size // 12, "year"
    return f"{size:,} {unit}{'' if size == 1 else 's'}"


def _edges(picture: Picture) -> list[float]:
    """Where the columns begin, in per cent."""
    return list(accumulate(widths(picture)[:-1], initial=LABELS))


def _curve(at: float, to: float) -> str:
    return f"M{at:.0f} 14C{at:.0f} 40 {to:.0f} 26 {to:.0f} {STRIP}"


def _says(phases: Sequence[Phase]) -> str:
    return " ".join(f"{phase.title}: {phase.when}." for phase in phases)
