"""What two sides of a comparison differ in: steps, orders of phases, meanings of times, groups, single numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from standoff.analysis.comparison.atoms import Atom, Group, Matched, called_in
from standoff.analysis.comparison.numbers import attached, meanings, numbers
from standoff.analysis.comparison.sides import Side, Split
from standoff.analysis.comparison.structure import now_differs, now_of, parties, plans_of, rules, steps
from standoff.results.records.comparison import DifferenceKind
from standoff.results.sentences import comparison as sentences

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["atoms_of", "groups_of"]


def atoms_of(a: Side, b: Side, splits: Sequence[Split]) -> tuple[Atom, ...]:
    """All single differences, in the order in which they are looked for."""
    structural = [*parties(a, b), *steps(a, b, splits)]
    matched = Matched(a, b, splits)
    found = [*structural, *rules(a, b), *meanings(a, b, matched), *numbers(a, b, matched)]
    found = attached(a, b, matched, found)
    if now_differs(a, b, splits):
        found.append(now_of(a, b))
    found += plans_of(a, b, found, splits)
    return tuple(sorted(found, key=lambda atom: sentences.KINDS.index(atom.kind)))


def groups_of(case: Case, other: Case, atoms: Sequence[Atom]) -> tuple[Group, ...]:
    """What belongs together: the worths of each party, all times of a kind; and, wide, all differences of a kind."""
    called = {**called_in(other), **called_in(case)}
    whose = dict.fromkeys(atom.party for atom in atoms if atom.party)
    found = [Group(*sentences.worths(called.get(p, p)), _places([one.party == p for one in atoms])) for p in whose]
    for key in ("takes", "seen", "undo", "missed", "pace"):
        found.append(
            Group(sentences.ALL_OF[key], sentences.ALL_OF[key], _places([_is_time(one, key) for one in atoms]))
        )
    found = [group for group in found if len(group.atoms) > 1]
    wide = [
        Group(sentences.ALL_OF[kind], sentences.ALL_OF[kind], _places([one.kind in kinds for one in atoms]), wide=True)
        for kind, kinds in _WIDE.items()
    ]
    there = {group.atoms for group in found}
    return (*found, *(one for one in wide if 1 < len(one.atoms) < len(atoms) and one.atoms not in there))


_WIDE: Mapping[str, tuple[DifferenceKind, ...]] = {
    "steps": ("steps",),
    "phases": ("phases",),
    "times": ("times",),
    "numbers": ("groups", "numbers"),
}
"""Groups of all differences of a kind."""


def _is_time(atom: Atom, key: str) -> bool:
    parts = atom.path.split(".")
    return parts[0] in ("steps", "plans", "deals") and len(parts) > 2 and parts[2] == key


def _places(chosen: Sequence[bool]) -> tuple[int, ...]:
    return tuple(n for n, wanted in enumerate(chosen) if wanted)
