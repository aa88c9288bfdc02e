"""Single differences between two sides, groups of them, and what both sides have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING, Any, TypeVar

from standoff.analysis.comparison.sides import Side, Split, Switch
from standoff.results.records.comparison import DifferenceKind
from standoff.results.sentences import comparison as sentences

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.model.values import Quantity

__all__ = ["Atom", "Group", "Matched", "Names", "both", "called_in", "is_quantity", "named", "overlap"]

Names = Mapping[str, str]
"""What parties, steps and entries are called, by key."""

One = TypeVar("One")


@dataclass(frozen=True)
class Atom:
    """One difference: what it is, its path (or ""), what each side says, how much ranges overlap, and its switch."""

    kind: DifferenceKind
    path: str
    label: str
    says: tuple[str, str]
    switch: Switch
    overlap: float | None = None
    short_label: str = ""

    @property
    def short(self) -> str:
        """What it is, in few words."""
        return self.short_label or self.label

    @property
    def party(self) -> str:
        """Whose worth it is, if it is one."""
        parts = self.path.split(".")
        if parts[0] in ("order", "prefer"):
            return parts[1]
        return parts[3] if self.kind == "numbers" and len(parts) > 3 and parts[2] == "worth" else ""


@dataclass(frozen=True)
class Group:
    """Several differences that are switched at once. wide: all of a kind, which nobody would take for one thing."""

    label: str
    short: str
    atoms: tuple[int, ...]
    wide: bool = False


def overlap(one: Quantity, other: Quantity) -> float:
    """How much of two ranges together they share, from 0 to 1; below 0 they lie apart.

    Then it is by how much: as a share of all that they span, or of the largest of their numbers if that is more.

    >>> from standoff.case.model.values import Quantity
    >>> overlap(Quantity.between(1, 3), Quantity.between(2, 5)), overlap(Quantity.between(1, 2), Quantity.between(4, 5))
    (0.25, -0.4)
    >>> overlap(Quantity.point(4), Quantity.point(3.5)), overlap(Quantity.point(-3), Quantity.point(3))
    (-0.125, -1.0)
    """
    if isinf(one.high) or isinf(other.high):
        return 1.0 if one == other else -1.0
    across = max(one.high, other.high) - min(one.low, other.low)
    shared = min(one.high, other.high) - max(one.low, other.low)
    largest = max(abs(end) for quantity in (one, other) for end in (quantity.low, quantity.high))
    if across <= 0:
        return 1.0
    return shared / (across if shared > 0 else max(across, largest))


class Matched:
    """What both sides have, by name."""

    def __init__(self, a: Side, b: Side, splits: Sequence[Split]) -> None:
        self.called = {**called_in(b.case), **called_in(a.case)}
        self.parties = [name for name in a.case.parties if name in b.case.parties]
        self.steps = [name for name in a.case.steps if name in b.case.steps]
        self.split = {name: split.wholes_a for split in splits for name in (*split.wholes_a, *split.wholes_b)}

    def of(self, names: Sequence[str]) -> frozenset[object]:
        """Those of some names that both sides have, what is the same thing by one name."""
        return frozenset(
            self.split.get(name, name)
            for name in names
            if name in self.split or name in self.steps or name in self.parties
        )

    def only(self, names: Sequence[str]) -> set[str]:
        """Those that one side alone has."""
        return {name for name in names if not self.of([name])}


def called_in(case: Case) -> dict[str, str]:
    """What the parties, steps and entries of a case are called, by key."""
    return {name: one.name for claims in (case.parties, case.steps, case.together) for name, one in claims.items()}


def named(called: Names, names: Iterable[str]) -> str:
    """Some parties or steps by their names."""
    return ", ".join(called.get(name, name) for name in names) or sentences.NOTHING


def both(say: Callable[[One], str], a: One, b: One) -> tuple[str, str]:
    """What is said of two things."""
    return say(a), say(b)


def is_quantity(value: Any) -> bool:
    """Whether what stands under a key is a number or a range."""
    return hasattr(value, "shape")
