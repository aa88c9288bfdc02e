"""The table of states, as the literature of the graph model prints it: a column a state, a row a step and a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.formats import escapes
from standoff.formats.csv_text import csv_text

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.stability import Stable, StateStability

__all__ = [
    "ColumnGroup",
    "Line",
    "as_csv",
    "as_latex",
    "as_markdown",
    "called",
    "equilibrium",
    "now_in",
    "owners",
    "table",
]


@dataclass(frozen=True)
class Line:
    """A row: what it is about, by its name in the case and in words, and a mark for every state that is shown.

    `kind` is `step` (in force?), `stable` (is the party stable under the concept?) or `equilibrium` (are all?).
    """

    kind: str
    party: str
    key: str
    name: str
    marks: tuple[bool, ...]


@dataclass(frozen=True)
class ColumnGroup:
    """Rows under one head: the steps of one party, of several together, or the verdicts of one concept."""

    head: str
    lines: tuple[Line, ...]


def table(case: Case, found: Stable, shown: Sequence[int]) -> tuple[ColumnGroup, ...]:
    """The groups of rows: the steps by who takes them, then every concept of the result, its equilibria last."""
    return (*_steps(case, found, shown), *_verdicts(case, found, shown))


def _steps(case: Case, found: Stable, shown: Sequence[int]) -> Iterator[ColumnGroup]:
    states = [set(_states(found)[number - 1].state) for number in shown]
    for by in dict.fromkeys(step.by for step in case.steps.values()):
        lines = (
            Line("step", " ".join(by), key, step.name, tuple(key in state for state in states))
            for key, step in case.steps.items()
            if step.by == by
        )
        yield ColumnGroup(owners(case, by), tuple(lines))


def _verdicts(case: Case, found: Stable, shown: Sequence[int]) -> Iterator[ColumnGroup]:
    states = [_states(found)[number - 1] for number in shown]
    for concept in found.equilibria:
        lines = [
            Line("stable", party, concept, called(case, party), tuple(concept in s.stable[party] for s in states))
            for party in found.parties
        ]
        together = tuple(equilibrium(found, number, concept) for number in shown)
        yield ColumnGroup(label(concept), (*lines, Line("equilibrium", "", concept, "E", together)))


def _states(found: Stable) -> Sequence[StateStability]:
    return found.states or ()


def equilibrium(found: Stable, number: int, concept: str) -> bool:
    """Whether every party is stable in the state of this number under a concept."""
    stable = _states(found)[number - 1].stable
    return all(concept in stable[party] for party in found.parties)


def label(concept: str) -> str:
    """The name of a concept where there is little room.

    >>> label("nash"), label("seq")
    ('Nash', 'SEQ')
    """
    from standoff.analysis.stability.notions import notion

    return notion(concept).label


def called(case: Case, party: str) -> str:
    """What a party is called, with its name in the case where another one is called the same."""
    name = case.parties[party].name
    return name if sum(other.name == name for other in case.parties.values()) == 1 else f"{name} ({party})"


def owners(case: Case, by: Sequence[str]) -> str:
    """The owners of a step in words."""
    return " and ".join(called(case, party) for party in by)


def now_in(case: Case, found: Stable) -> int:
    """The number of the state in force now."""
    return 1 + next(place for place, one in enumerate(_states(found)) if set(one.state) == set(case.now))


# ------------------------------------------------------------------------------------------------ formats


def as_csv(case: Case, found: Stable, shown: Sequence[int]) -> str:
    """Rows with `kind`, `party`, `item` (names as in the case file) and a column for the number of every state.

    Steps have Y and N, verdicts 1 and 0. It has only names of the case: small letters, digits and `_`.
    """
    signs = {"step": ("Y", "N"), "stable": ("1", "0"), "equilibrium": ("1", "0")}
    lines = (line for group in table(case, found, shown) for line in group.lines)
    return csv_text(
        ["kind", "party", "item", *shown],
        ([line.kind, line.party, line.key, *_marks(line, signs)] for line in lines),
    )


_MARKDOWN = {"step": ("Y", "N"), "stable": ("✓", ""), "equilibrium": ("E", "")}
_LATEX = {"step": ("Y", "N"), "stable": ("$\\surd$", ""), "equilibrium": ("E", "")}


def as_markdown(case: Case, found: Stable, shown: Sequence[int]) -> str:
    """One table of pipes, under the title of the case and a sentence that says which state is now."""
    rows = [["", *map(str, shown)], ["---", *[":-:"] * len(shown)]]
    for group in table(case, found, shown):
        rows.append([f"**{escapes.markdown(group.head)}**", *[""] * len(shown)])
        rows += [[escapes.markdown(line.name), *_marks(line, _MARKDOWN)] for line in group.lines]
    lines = [f"**{escapes.markdown(case.title)}**", "", _legend(case, found, shown), ""]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows]) + "\n"


def _marks(line: Line, signs: Mapping[str, tuple[str, str]]) -> list[str]:
    yes, no = signs[line.kind]
    return [yes if mark else no for mark in line.marks]


def _legend(case: Case, found: Stable, shown: Sequence[int]) -> str:
    part = "" if len(shown) == len(_states(found)) else f" Of {len(_states(found))} states, {len(shown)} are shown."
    marks = "Y: in force, N: not; a mark: the party would stay; E: all would, an equilibrium."
    return f"State {now_in(case, found)} is in force now. {marks}{part}"


_COLUMNS = 20
"""States side by side on a page."""


def as_latex(case: Case, found: Stable, shown: Sequence[int]) -> str:
    """A `table` with a caption, which needs no package; many states stand below each other in several parts."""
    parts = [shown[first : first + _COLUMNS] for first in range(0, max(len(shown), 1), _COLUMNS)]
    body = "\n\\par\\medskip\n".join(_tabular(case, found, part) for part in parts)
    caption = f"{escapes.latex(case.title)}. {_legend(case, found, shown)}"
    return f"\\begin{{table}}\n\\centering\n\\caption{{{caption}}}\n{body}\n\\end{{table}}\n"


def _tabular(case: Case, found: Stable, shown: Sequence[int]) -> str:
    rows = [["", *map(str, shown)]]
    ruled = [_row(rows[0]), "\\hline"]
    for group in table(case, found, shown):
        ruled.append(_row([f"\\textbf{{{escapes.latex(group.head)}}}", *[""] * len(shown)]))
        ruled += [_row([f"\\quad {escapes.latex(line.name)}", *_marks(line, _LATEX)]) for line in group.lines]
        ruled.append("\\hline")
    return "\n".join([f"\\begin{{tabular}}{{l*{{{max(len(shown), 1)}}}{{c}}}}", "\\hline", *ruled, "\\end{tabular}"])


def _row(cells: Sequence[str]) -> str:
    return " & ".join(cells) + " \\\\"
