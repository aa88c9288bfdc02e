"""The numbers that a plan hangs on, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.analysis.labels import short_of
from standoff.results.sentences import wording
from standoff.views.text.terminal import SEEN, cut, verdict_of

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.numbers import Numbers, Turn, Uncertain
    from standoff.views.text.page import Page

__all__ = ["show_numbers"]

SHOWN_NUMBERS = 12
"""So many numbers are shown where not all are."""

NUMBER, RANGE = 32, 20
"""So many characters the name of a number has in a table, and what it is."""


def show_numbers(page: Page, case: Case, found: Numbers) -> None:
    """What is believed of each number, where the verdict flips, how likely that is, and what the number rests on."""
    for n, sentence in enumerate(found.said):
        page.say(sentence, bold=not n, verdict=(found.verdict or "") if not n else "")
    for note in found.notes:
        page.say(note)
    for one in found.aside:
        if one.decides >= SEEN:
            page.say(one.said)
    turning = [row for row in found.rows if row.turns and row.chance is not None]
    fixed = [row for row in found.rows if row.turns and row.chance is None]
    others = [row for row in found.rows if not row.turns]
    if turning:
        title = f"Numbers that can flip it ({len(turning)}; {found.looked_at} looked at), the likeliest first"
        rows = [row for one in turning for row in _flipping(case, one)]
        page.space()
        page.table(title, ("number", "is", "flips at", "then", "chance", "rests on"), rows, most=SHOWN_NUMBERS)
    if fixed:
        title = f"Numbers without a range, of which nothing says that they can vary, that would flip it ({len(fixed)})"
        rows = [row for one in fixed for row in _flipping(case, one)]
        page.space()
        page.table(title, ("number", "is", "flips at", "then", "chance", "rests on"), rows, most=SHOWN_NUMBERS)
    if others:
        title = "Numbers of the case" if found.plan is None else f"Numbers that do not flip it alone ({len(others)})"
        rows = [(_number(case, one), cut(one.text, RANGE), one.basis.said) for one in others]
        page.space()
        page.table(title, ("number", "is", "rests on"), rows, most=SHOWN_NUMBERS)


def _flipping(case: Case, one: Uncertain) -> list[tuple[str, ...]]:
    return [_turn(case, one, turn) for turn in one.turns]


def _turn(case: Case, one: Uncertain, turn: Turn) -> tuple[str, ...]:
    side = ">" if turn.up else "<"
    chance = "-" if turn.chance is None else wording.percent(turn.chance)
    named, is_now = _number(case, one), cut(one.text, RANGE)
    return named, is_now, f"{side} {turn.shown}", verdict_of(turn.becomes), chance, one.basis.strength


def _number(case: Case, one: Uncertain) -> str:
    return cut(short_of(case, one.path, in_short=True), NUMBER)
