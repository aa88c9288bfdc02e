"""The integrated graph of a conflict for Graphviz: states are nodes, moves are arcs, told apart without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standoff.formats.escapes import dot
from standoff.formats.state_tables import called, equilibrium, label, now_in, owners

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.games import Move
    from standoff.results.records.stability import Stable

__all__ = ["as_dot"]

_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
"""Colours that most people with colour blindness can tell apart (Okabe & Ito 2008); parties beyond take turns."""


def as_dot(case: Case, found: Stable, shown: Sequence[int]) -> str:
    """A digraph. Labels of arcs and their colours say whose move it is; full lines are improvements, broken ones not.

    An equilibrium has a double line around it and says under which concepts; now has a thick one.
    """
    lines = [*_head(case), *_nodes(case, found, shown), *_arcs(case, found, shown), "}"]
    return "\n".join(lines) + "\n"


def _head(case: Case) -> Iterator[str]:
    said = [case.title, "Arcs: who moves; full line: it likes where that leads better than what it leaves."]
    said += ["Double line: an equilibrium. Thick line: now. The letters say what is in force, in this order:"]
    for by in dict.fromkeys(step.by for step in case.steps.values()):
        said.append(f"{owners(case, by)}: " + "; ".join(step.name for step in case.steps.values() if step.by == by))
    yield "digraph conflict {"
    yield f'  graph [label="{"".join(dot(line) + chr(92) + "l" for line in said)}", labelloc=b, labeljust=l];'
    yield '  node [shape=ellipse, fontname="sans-serif"];'
    yield '  edge [fontname="sans-serif", fontsize=10];'


def _nodes(case: Case, found: Stable, shown: Sequence[int]) -> Iterator[str]:
    now = now_in(case, found)
    for number in shown:
        state = (found.states or ())[number - 1].state
        under = [label(concept) for concept in found.equilibria if equilibrium(found, number, concept)]
        text = "\\n".join([f"{number}{' (now)' if number == now else ''}", _letters(case, state), *_listed(under)])
        marks = "peripheries=2, " * bool(under) + "penwidth=3, " * (number == now)
        in_force = ", ".join(case.steps[step].name for step in state) or "nothing in force"
        yield f'  s{number} [{marks}label="{text}", tooltip="{dot(in_force)}"];'


def _listed(concepts: Sequence[str]) -> list[str]:
    """The concepts, four on a line."""
    return [" ".join(dot(one) for one in concepts[first : first + 4]) for first in range(0, len(concepts), 4)]


def _letters(case: Case, state: Sequence[str]) -> str:
    """Y or N for every step, those of different owners apart."""
    groups = dict.fromkeys(step.by for step in case.steps.values())
    return " ".join(
        "".join("Y" if key in state else "N" for key, step in case.steps.items() if step.by == by) for by in groups
    )


def _arcs(case: Case, found: Stable, shown: Sequence[int]) -> Iterator[str]:
    from standoff.analysis.reasons.games import moves

    number_of = {(found.states or ())[number - 1].state: number for number in shown}
    for move in moves(case, number_of):
        yield _arc(case, move, number_of[move.before], number_of[move.after])


def _arc(case: Case, move: Move, before: int, after: int) -> str:
    place = list(case.parties).index(move.party)
    colour = _COLOURS[place % len(_COLOURS)]
    line = "style=solid, arrowhead=normal" if move.improves else "style=dashed, arrowhead=empty"
    text = dot(called(case, move.party))
    return f'  s{before} -> s{after} [label="{text}", color="{colour}", fontcolor="{colour}", {line}];'
