"""The problems of a case on the terminal: how many there are, each with its place; and what its numbers rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences import headlines
from standoff.results.sentences.evidence import covered
from standoff.views.text.page import Page, clean, wide, wrapped

if TYPE_CHECKING:
    from standoff.errors import Problem
    from standoff.results.records.evidence import Coverage

__all__ = ["show_problems"]

ALIKE = 5
"""So many warnings that say the same are shown one by one; more are shown as one."""

PLACES = 3
"""So many places of warnings that are shown as one are named beside the first."""


def show_problems(
    page: Page,
    problems: Sequence[Problem],
    coverage: Coverage | None,
    most: int,
    quiet: bool = False,
    notes: Sequence[str] = (),
) -> None:
    """The problems, `most` of them, in the order of the file; how many there are stands first, unless `quiet`.

    Many warnings that say the same are one, unless all is wanted; then it is also told what the numbers of each part
    of the case rest on. notes: what could not be looked at.
    """
    errors = sum(problem.severity == "error" for problem in problems)
    if not quiet:
        page.say(headlines.problems(errors, len(problems) - errors), bold=True)
        if coverage is not None and coverage.numbers:
            page.say(covered(coverage))
        for note in notes:
            page.say(note)
    families = [[problem] for problem in problems] if page.whole else list(_families(problems))
    for place, family in enumerate(families[:most]):
        if place or not quiet:
            page.space()
        page.lines(_told(family, min(page.room, page.prose)))
    left = sum(map(len, families[most:]))
    if left:
        page.say(f"({left} more are in the --json document.)")
    if page.whole and not quiet and coverage is not None and coverage.numbers:
        _show_parts(page, coverage)


def _show_parts(page: Page, coverage: Coverage) -> None:
    """Of each part of the case, how many numbers have each strength and each mark."""
    rows = []
    for part, called in coverage.parts.items():
        of = coverage.within(part)
        if of.numbers:
            counts = [of.count(which) for which in ("sourced", "one source", "judged", "bare", "stale", "contradicted")]
            rows.append([called, str(len(of.numbers)), *(str(n or "–") for n in counts)])
    head = ["of", "numbers", "sourced", "one source", "judged", "bare", "stale", "contradicted"]
    page.space()
    page.table("What the numbers rest on", head, rows)


def _families(problems: Sequence[Problem]) -> Iterator[list[Problem]]:
    """The problems in their order: those that say the same together at the place of the first, if they are many."""
    alike: dict[str, list[Problem]] = {}
    for problem in problems:
        alike.setdefault(_kind(problem), []).append(problem)
    for problem in problems:
        family = alike[_kind(problem)]
        if len(family) <= ALIKE:
            yield [problem]
        elif problem is family[0]:
            yield family


def _kind(problem: Problem) -> str:
    """What a warning says, whatever it says it of; an error is like no other, as each has to be mended."""
    if problem.severity == "error":
        return f"error {problem}"
    return re.sub(r"`[^`]*`|“[^”]*”|[0-9][0-9.,]*", "…", problem.message)


def _told(family: Sequence[Problem], width: int) -> list[str]:
    """The lines of a problem: what is wrong and the hint wrapped, of the line of the file what is around the column.

    Of several that say the same it is the first that is told so, with the places of those that come next.
    """
    problem, *more = family
    place, *others = str(problem).splitlines()
    lines = wrapped(clean(place), width, 4)
    if problem.excerpt and others:
        shown, *others = others
        caret = len(others.pop(0)) - 1 if problem.column is not None and others else None
        lines += _window(clean(shown), caret, width)
    lines += [line for text in others for line in wrapped(clean(text), width, 10)]
    if more:
        lines += wrapped(clean(f"    {len(more):,} more like it: {_places(more)} (all of them: --all)"), width, 10)
    return lines


def _places(problems: Sequence[Problem]) -> str:
    """Where the first of some problems are, and how many there are besides: more than `PLACES`."""
    lines = (f" (line {one.line})" if one.line is not None else "" for one in problems)
    named = [f"{one.path or one.file}{line}" for one, line in zip(problems[:PLACES], lines, strict=False)]
    return f"{', '.join(named)} and {len(problems) - PLACES:,} others"


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
