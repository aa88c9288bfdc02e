"""Two cases side by side on the terminal: what to talk about, how the plans fare, every difference by its effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences import comparison as sentences
from standoff.results.sentences.wording import percent
from standoff.views.text.terminal import cut, verdict_of

if TYPE_CHECKING:
    from standoff.results.records.comparison import Comparison, Difference, Fares, LeftOut, Switched
    from standoff.views.text.page import Page

__all__ = ["show_comparison"]

LABEL = 34
"""So many characters what differs has in a table."""

VALUE = 16
"""So many characters what one of the two says has in a table."""

PLAN = 30

ROWS = 8
"""So many differences are shown where not all are, and half as many steps that are left out."""

NOTES = 2
"""So many sentences on what does not add up are shown."""


def show_comparison(page: Page, found: Comparison, written: str = "") -> None:
    """The answer, how the plans fare in both, and the differences and the steps by what they do."""
    page.say(sentences.headline(found), bold=True)
    page.say(found.beside)
    page.say(sentences.sides(found.a, found.b))
    if found.average is not None:
        page.say(sentences.averaged(found.average) + (f" It is in {written}." if written else ""))
    if found.plans:
        rows = (
            (cut(one.title.partition(": ")[0], PLAN), _fares(one.a), _fares(one.b), _only(one.only))
            for one in found.plans
        )
        page.space()
        head = ("plan", "in A", "in B", "")
        page.table(
            "", head if any(one.only for one in found.plans) else head[:3], _cut(rows, found), left=3, name="plans"
        )
    if found.differences:
        page.space()
        _show_differences(page, found)
    for note in [text for one in found.plans if (text := sentences.not_adding_up(one))][
        : None if page.whole else NOTES
    ]:
        page.say(note)
    if found.left_out:
        page.space()
        _show_left_out(page, found)
    for note in found.notes:
        page.say(note)
    if page.whole and len(found.plans) > 1:
        _show_effects(page, found)
    if page.whole and found.average is not None and found.average.kept:
        page.say(f"Not averaged, as one of the two says `never`: {', '.join(found.average.kept)}.")


def _cut(rows: Iterator[tuple[str, ...]], found: Comparison) -> list[tuple[str, ...]]:
    return [row if any(one.only for one in found.plans) else row[:3] for row in rows]


def _only(side: str) -> str:
    return {"": "", "a": "planned in A only", "b": "planned in B only"}[side]


def _fares(one: Fares) -> str:
    if one.verdict is None:
        return "no plan"
    share = "" if one.holds is None else f", {percent(one.holds)}".replace("more than", ">").replace("less than", "<")
    return type(verdict_of(one.verdict))(f"{verdict_of(one.verdict)}{share}")


def _show_differences(page: Page, found: Comparison) -> None:
    """What they differ in. Of one plan, what becomes of it; of several, how many verdicts and draws are moved."""
    title = "What they differ in, the most effective first"
    if not found.plans:
        rows = [(cut(one.short, LABEL), *_says(one)) for one in found.differences]
        page.table("What they differ in", ("what", "A says", "B says"), rows, left=3, most=ROWS)
        return
    if len(found.plans) == 1:
        head = ("what", "A says", "B says", "A with B’s", "B with A’s")
        cells = [
            (cut(one.short, LABEL), *_says(one), *(_fares(side) for e in one.effects for side in (e.a, e.b)))
            for one in found.differences
        ]
        page.table(title, head, cells, left=5, most=ROWS)
        return
    head = ("what", "A says", "B says", "verdicts turned", "draws moved")
    cells = [(cut(one.short, LABEL), *_says(one), str(one.turns), _moved(one.moves)) for one in found.differences]
    page.table(title, head, cells, left=3, most=ROWS)


def _says(one: Difference) -> tuple[str, str]:
    return cut(one.a, VALUE), cut(one.b, VALUE)


def _moved(moves: float | None) -> str:
    return "-" if moves is None else percent(moves)


def _show_left_out(page: Page, found: Comparison) -> None:
    """Both without each step."""
    title = "Without a step, in both"
    if len(found.plans) == 1:
        rows = [
            (cut(one.short, LABEL), *(_fares(side) for e in one.effects for side in (e.a, e.b)))
            for one in found.left_out
        ]
        page.table(title, ("without", "in A", "in B"), rows, left=3, most=ROWS // 2)
        return
    base = {one.plan: one for one in found.plans}
    rows = []
    for one in found.left_out:
        turned = sum(
            (e.a.verdict != base[e.plan].a.verdict) + (e.b.verdict != base[e.plan].b.verdict) for e in one.effects
        )
        apart = max((_apart(effect) for effect in one.effects), default=0.0)
        rows.append((cut(one.short, LABEL), str(turned), percent(apart)))
    page.table(title, ("without", "verdicts turned", "A and B then apart by"), rows, most=ROWS // 2)


def _apart(effect: Switched) -> float:
    return abs((effect.a.holds or 0.0) - (effect.b.holds or 0.0))


def _show_effects(page: Page, found: Comparison) -> None:
    """Of every plan what becomes of it by each difference, and without each step."""
    for n, plan in enumerate(found.plans):
        name = cut(plan.title.partition(": ")[0], LABEL)
        page.space()
        title = f"{name}: in A {sentences.fares(plan.a)}; in B {sentences.fares(plan.b)}"
        head = ("what", "A with B’s", "B with A’s")
        page.table(title, head, _rows(n, found.differences), left=3)
        page.space()
        page.table(f"{name}, without a step", ("without", "in A", "in B"), _rows(n, found.left_out), left=3)


def _rows(n: int, found: Sequence[Difference] | Sequence[LeftOut]) -> list[tuple[str, ...]]:
    return [
        (
            cut(one.short, LABEL),
            _fares(one.effects[n].a),
            _fares(one.effects[n].b),
        )
        for one in found
    ]
