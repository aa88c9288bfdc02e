"""The problems of a case on the terminal: how many there are, and each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences import headlines
from standoff.views.text.page import Page, clean, wide, wrapped

if TYPE_CHECKING:
    from standoff.errors import Problem

__all__ = ["show_problems"]


def show_problems(page: Page, problems: Sequence[Problem], errors: int, warnings: int, quiet: bool = False) -> None:
    """The problems, in the order of the file; how many there are of each kind stands first, unless `quiet`."""
    if not quiet:
        page.say(headlines.problems(errors, warnings), bold=True)
    for place, problem in enumerate(problems):
        if place or not quiet:
            page.space()
        page.lines(_told(problem, min(page.room, page.prose)))
    if len(problems) < errors + warnings:
        page.say(f"({errors + warnings - len(problems)} more are in the --json document.)")


def _told(problem: Problem, width: int) -> list[str]:
    """The lines of a problem: what is wrong and the hint wrapped, of the line of the file what is around the column."""
    place, *others = str(problem).splitlines()
    lines = wrapped(clean(place), width, 4)
    if problem.excerpt and others:
        shown, *others = others
        caret = len(others.pop(0)) - 1 if problem.column is not None and others else None
        lines += _window(clean(shown), caret, width)
    return [*lines, *(line for text in others for line in wrapped(clean(text), width, 10))]


def _window(line: str, caret: int | None, width: int) -> list[str]:
    """A line of a file, or as much of it as there is room for, and the caret below; `caret`: its column.

    >>> _window("    worth: 3", 11, 40)
    ['    worth: 3', '           ^']
    >>> _window("    " + "abcdefghij" * 9, 44, 30)
    ['    …fghijabcdefghijabcdefghi…', '                    ^']
    """
    if wide(line) > width:
        room, start = width - 6, max(4, (caret or 0) - width // 2)
        body = line[start : start + room]
        line = f"    {'…' if start > 4 else ''}{body}{'…' if start + room < len(line) else ''}"
        caret = None if caret is None else caret - start + (5 if start > 4 else 4)
    return [line, *([" " * caret + "^"] if caret is not None else [])]
