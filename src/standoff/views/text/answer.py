"""The answer on the terminal: the headline, eight sentences, the bars and the order, on at most 25 lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences.answer import labels
from standoff.results.sentences.wording import in_a_row, span, titled
from standoff.views.text.page import LINES, Page, clean, wrapped
from standoff.views.text.terminal import short_of

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.answer import Answer, Best, Contender

__all__ = ["show_answer"]

BAR = 20
"""How long a bar for all draws is."""

PROSE = (3, 2)
"""So many lines a sentence has at most, unless all is wanted: fewer where the order would have no room."""

MORE = "Some of this is said in short: --all shows it in full."


def show_answer(page: Page, case: Case, found: Answer) -> None:
    """The answer; bars and order become running text where there is no room for a line each."""
    width = min(page.room, page.prose)
    page.say(found.headline, bold=True)
    everything = _lines(case, found, width, None, None)
    room = LINES - 1 - len(wrapped(clean(found.headline), width))
    if not page.whole and len(everything) > room + 1:
        tries = [_lines(case, found, width, room, prose) for prose in PROSE]
        everything = [*next((lines for lines in tries if not lines[-1].endswith("…")), tries[-1]), MORE]
    for line in everything:
        page.lines([line])


def _lines(case: Case, found: Answer, width: int, room: int | None, prose: int | None) -> list[str]:
    """All below the headline, in so many lines or (None) in as many as it takes; sentences in `prose` lines at most."""
    said = [f"{title}: {found.sentences[label]}" for label, title in labels(found.best).items()]
    lines = [line for text in said for line in _cut(text, width, prose)]
    left = None if room is None else max(1, room - len(lines))
    if found.best is None:
        return [*lines, *_cut(f"No plan is assessed: {found.unassessed}.", width, left)][:room]
    return [*lines, *_fitting(case, found.best, width, left)][:room]


def _cut(text: str, width: int, most: int | None = None) -> list[str]:
    """A text in lines, at most so many."""
    lines = wrapped(clean(text), width)
    if most is None or len(lines) <= most:
        return lines
    last = lines[most - 1]
    return [*lines[: most - 1], f"{last if len(last) + 2 <= width else last.rpartition(' ')[0]} …"]


def _fitting(case: Case, best: Best, width: int, room: int | None) -> list[str]:
    """The bars and the order as they fit: a line each, or the bars as running text, or both."""
    shown = [*best.rivals, *([best.found] if best.found else [])]
    bars = [(clean(_short(one)), one.sure.holds) for one in shown]
    order = _order(case, best.found, in_full=True) if best.found else []
    as_lines = _bars(bars, best.judged_on)
    head = ["In this order:"] if order else []
    in_full = [*head, *(line for phase in order for line in wrapped(f"  {clean(phase)}", width, 4))]
    if room is None:
        return [*as_lines, *in_full]
    as_text = _cut(_bars_in_a_row(bars, best.judged_on), width, 4)
    plain = _order(case, best.found, in_full=False) if best.found else []
    listed = [*head, *(_cut(f"  {phase}", width, 1)[0] for phase in plain)]
    for lines in ([*as_lines, *listed], [*as_text, *listed]):
        if len(lines) <= room:
            return lines
    running = _cut(f"Order: {'; '.join(plain)}.", width, max(1, room - len(as_text))) if order else []
    return [*as_text, *running][:room]


def _short(one: Contender) -> str:
    return "The best deal found" if one.kind == "found" else titled(one.title)[1:-1]


def _bars(bars: Sequence[tuple[str, float]], draws: int) -> list[str]:
    """In how many of 100 draws each plan and deal of the case holds, and the best deal found."""
    if not bars:
        return []
    widest = max(len(name) for name, _ in bars)
    lines = (f"  {name.ljust(widest)} {_count(share):>3} {'█' * round(BAR * share)}".rstrip() for name, share in bars)
    return [f"In how many of 100 draws it holds (judged on {draws:,}):", *lines]


def _bars_in_a_row(bars: Sequence[tuple[str, float]], draws: int) -> str:
    named = ", ".join(f"{name} {_count(share)}" for name, share in bars)
    return f"Holds in so many of 100 draws (judged on {draws:,}): {named}."


def _count(share: float) -> str:
    return "<1" if 0 < share < 0.005 else ">99" if 0.995 <= share < 1 else f"{100 * share:.0f}"


def _order(case: Case, found: Contender, in_full: bool) -> list[str]:
    """The order that holds, phase by phase, and when each begins at the middle of the ranges; steps also in short."""
    lines = []
    for number, phase in enumerate(found.plan.phases, 1):
        start = span(found.plan.starts[number - 1] / 12)
        names = [case.steps[step].name if in_full else short_of(case, step) for step in phase]
        steps = in_a_row(names) if in_full else " + ".join(names)
        lines.append(f"({number}) {'now' if start == 'at once' else f'after {start}'}: {steps}")
    return lines
