"""A conflict of up to 60 steps as the search sees it: what each party can do, and which steps count together for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from standoff.engine.core import masks
from standoff.engine.core.masks import Constraint, members
from standoff.engine.symbolic.preferences import SymbolicPreference, steps_of
from standoff.errors import SizeError

__all__ = [
    "MOST_STEPS",
    "MOST_TABLED",
    "MOST_TANGLED",
    "Block",
    "Concern",
    "KnownValues",
    "RuleCluster",
    "SymbolicConflict",
    "admit",
    "union",
]

MOST_STEPS = 60
MOST_TANGLED = 12
MOST_TABLED = 10


def admit(n: int) -> None:
    """Refuse what is too large before any work: SizeError above 60 steps.

    >>> admit(60)
    >>> admit(61)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    standoff.errors.SizeError: steps in a question about states: 61, and the limit is 60; leave steps out, ...
    """
    if n > MOST_STEPS:
        remedy = "leave steps out, or ask `assess` and `roadmap`, which do not list states"
        raise SizeError("steps in a question about states", n, MOST_STEPS, remedy)


@dataclass(frozen=True)
class RuleCluster:
    """Steps that the others of a party can change and that rules tie together.

    named: all steps of those rules. movers: those who can make every change in it; where there are none it is tangled.
    """

    steps: int
    named: int
    movers: tuple[int, ...]

    @property
    def small(self) -> bool:
        """Whether what several movers can reach in it is followed state by state."""
        return self.steps.bit_count() <= MOST_TANGLED


@dataclass(frozen=True, eq=False)
class Block:
    """Steps that count together for a party, or that rules tie to such.

    context: those on whose state now it hangs what can be reached. preference: what the steps are worth.
    """

    steps: int
    context: int
    preference: SymbolicPreference

    @property
    def tabled(self) -> bool:
        """Whether all its states can be looked at."""
        return self.steps.bit_count() <= MOST_TABLED


@dataclass(frozen=True)
class Concern:
    """What matters to one party.

    alone: steps that count by themselves and that no rule names; blocks: all others that count, or are tied to one
    that does, in blocks that have nothing to do with each other; rest: their steps. The number of a state is the sum
    over alone steps and blocks.
    """

    alone: int
    blocks: tuple[Block, ...]
    rest: int
    clusters: tuple[RuleCluster, ...]


@dataclass(frozen=True, eq=False)
class KnownValues:
    """What was worked out of one conflict, for all questions about it; it lives as long as the conflict.

    concerns: by party. steps: of a party, what is asked, a step and its value, the number it comes to and its value
    then. tables: of a party and the steps of a block, what each thing asked comes to from every state of the block, in
    the order of `masks.subsets`. blocks: of what was searched for, the number and the state that it leads to.
    """

    concerns: dict[int, Concern] = field(default_factory=dict)
    steps: dict[tuple[int, str, int, int], tuple[int, int]] = field(default_factory=dict)
    tables: dict[tuple[int, int], dict[str, list[int]]] = field(default_factory=dict)
    blocks: dict[tuple[int, int, str, int, bool], tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class SymbolicConflict:
    """N parties and n steps, as a Graph has them, with constraints for the feasible states and a preference per party.

    It keeps what several questions need.

    >>> from standoff.engine.symbolic.preferences import SymbolicWorths
    >>> worths = (SymbolicWorths((-1, 3)), SymbolicWorths((3, -1)))
    >>> conflict = SymbolicConflict(2, (1, 2), (1, 2), (("not", ("and", ("step", 0), ("step", 1))),), worths)
    >>> conflict.parties, conflict.feasible(0b01), conflict.feasible(0b11)
    (2, True, False)
    """

    n: int
    makes: tuple[int, ...]
    ends: tuple[int, ...]
    constraints: tuple[Constraint, ...]
    preferences: tuple[SymbolicPreference, ...]
    known: KnownValues = field(default_factory=KnownValues, repr=False)

    @property
    def parties(self) -> int:
        """How many parties there are."""
        return len(self.makes)

    def others(self, party: int) -> tuple[int, ...]:
        """All parties but one."""
        return tuple(other for other in range(self.parties) if other != party)

    def feasible(self, state: int) -> bool:
        """Whether a state keeps every constraint."""
        columns = [bool(state >> bit & 1) for bit in range(self.n)]
        return all(bool(masks.truth(constraint, columns)) for constraint in self.constraints)

    def powers(self, parties: Sequence[int]) -> tuple[int, int]:
        """What some parties can bring into force, and take out of force, each by itself."""
        makes = ends = 0
        for party in parties:
            makes, ends = makes | self.makes[party], ends | self.ends[party]
        return makes, ends

    def can_change(self, party: int, state: int) -> int:
        """The steps that a party can change from a state."""
        return (self.makes[party] & ~state) | (self.ends[party] & state)

    def concern(self, party: int) -> Concern:
        """What matters to a party; worked out once."""
        concerns = self.known.concerns
        if party not in concerns:
            concerns[party] = _concern(self, party)
        return concerns[party]


def _concern(conflict: SymbolicConflict, party: int) -> Concern:
    preference = conflict.preferences[party]
    rules = [steps_of(constraint) for constraint in conflict.constraints]
    ruled = union(rules)
    several = [group for group in preference.groups if group.bit_count() > 1 or not preference.additive]
    counts = union(preference.groups)
    alone = counts & ~ruled & ~union(several)
    tied = [steps for steps in _joined([*rules, *several]) if steps & counts]
    rest = union(tied)
    makes, ends = conflict.powers(conflict.others(party))
    loose = ~ruled & ((conflict.makes[party] & conflict.ends[party]) | (makes & ends))
    clusters = tuple(c for c in _clusters(conflict, party, rules) if c.steps & (alone | rest))
    wholes = tied if preference.additive or not tied else [rest]
    blocks = tuple(Block(steps, steps & ~loose, preference.within(steps)) for steps in wholes)
    return Concern(alone, blocks, rest, clusters)


def _clusters(conflict: SymbolicConflict, party: int, rules: Sequence[int]) -> tuple[RuleCluster, ...]:
    others = conflict.others(party)
    makes, ends = conflict.powers(others)
    within = makes | ends
    found = []
    for steps in _joined([*(rule & within for rule in rules), *(1 << bit for bit in members(within))]):
        movers = tuple(k for k in others if not steps & ((makes & ~conflict.makes[k]) | (ends & ~conflict.ends[k])))
        found.append(RuleCluster(steps, steps | union(rule for rule in rules if rule & steps), movers))
    return tuple(found)


def union(parts: Iterable[int]) -> int:
    """All steps that one of some masks names.

    >>> union([0b001, 0b100])
    5
    """
    found = 0
    for part in parts:
        found |= part
    return found


def _joined(parts: Iterable[int]) -> list[int]:
    """Masks joined where they overlap, so that none overlap."""
    found: list[int] = []
    for part in parts:
        if part:
            touching = [other for other in found if other & part]
            found = [other for other in found if not other & part]
            found.append(part | union(touching))
    return found
