"""The answer on the terminal: the headline, eight sentences, the bars and the order, on at most 25 lines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.records.answer import Answer, Best, Contender
from standoff.results.sentences.answer import LABELS, titled
from standoff.results.sentences.wording import in_a_row, span
from standoff.views.text.terminal import clean

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model.model import Case

__all__ = ["show_answer"]

LINES, WIDTH = 25, 88
"""What an answer has room for."""

BAR = 20
"""How long a bar for all draws is."""

SHORT = 28
"""How long the name of a step is where phases stand one after the other."""

PROSE = 3
"""So many lines a sentence has at most."""


def show_answer(console: Console, case: Case, found: Answer) -> None:
    """The answer; bars and order become running text where there is no room for a line each."""
    head = _wrapped(found.headline)
    lines = [line for label, title in LABELS.items() for line in _wrapped(f"{title}: {found.sentences[label]}", PROSE)]
    room = max(1, LINES - len(head) - len(lines))
    if found.best is None:
        lines += _wrapped(f"No plan is assessed: {found.unassessed}.", room)
    else:
        lines += _fitting(case, found.best, room)
    for line in head:
        console.print(line, style="bold", soft_wrap=True)
    for line in lines:
        console.print(line, soft_wrap=True)


def _wrapped(text: str, most: int | None = None) -> list[str]:
    """A text in lines, at most so many; a number keeps its sign of percent."""
    kept = clean(text).replace(" %", "\xa0%")
    return [line.replace("\xa0", " ") for line in textwrap.wrap(kept, WIDTH, max_lines=most, placeholder=" …")]


def _fitting(case: Case, best: Best, room: int) -> list[str]:
    """The bars and the order as they fit: a line each, or the bars as running text, or both."""
    shown = [*best.rivals, *([best.found] if best.found else [])]
    bars = [(clean(_short(one)), one.sure.holds) for one in shown]
    order = _order(case, best.found) if best.found else []
    plain = _order(case, best.found, SHORT) if best.found else []
    as_lines, as_text = _bars(bars, best.judged_on), _wrapped(_bars_in_a_row(bars, best.judged_on), 4)
    listed = ["In this order:", *(_wrapped(f"  {phase}", 1)[0] for phase in order)] if order else []
    for lines in ([*as_lines, *listed], [*as_text, *listed]):
        if len(lines) <= room:
            return lines
    running = _wrapped(f"Order: {'; '.join(plain)}.", max(1, room - len(as_text))) if order else []
    return [*as_text, *running][:room]


def _short(one: Contender) -> str:
    return "The best deal found" if one.kind == "found" else titled(one.title)[1:-1]


def _bars(bars: Sequence[tuple[str, float]], draws: int) -> list[str]:
    """In how many of 100 draws each plan and deal of the case holds, and the best deal found."""
    if not bars:
        return []
    widest = max(len(name) for name, _ in bars)
    lines = (f"  {name.ljust(widest)} {_count(share):>3} {'█' * round(BAR * share)}".rstrip() for name, share in bars)
    return [f"In how many of 100 draws it holds ({draws:,} draws):", *lines]


def _bars_in_a_row(bars: Sequence[tuple[str, float]], draws: int) -> str:
    return f"Holds in so many of 100 draws ({draws:,}): {', '.join(f'{name} {_count(share)}' for name, share in bars)}."


def _count(share: float) -> str:
    return "<1" if 0 < share < 0.005 else ">99" if 0.995 <= share < 1 else f"{100 * share:.0f}"


def _order(case: Case, found: Contender, most: int | None = None) -> list[str]:
    """The order that holds, phase by phase, and when each begins at the middle of the ranges; names cut at `most`."""
    lines = []
    for number, phase in enumerate(found.plan.phases, 1):
        start = span(found.plan.starts[number - 1] / 12)
        names = [titled(case.steps[step].name)[1:-1] for step in phase]
        steps = in_a_row(names) if most is None else " + ".join(_cut(name, most) for name in names)
        lines.append(f"({number}) {'now' if start == 'at once' else f'after {start}'}: {steps}")
    return lines


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip(' ,…')}…"
