"""The records of why a party stays in a state or leaves it, of ways, and of what would have to be true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from standoff.results.records.limits import Count
from standoff.results.records.made import Made, State
from standoff.results.records.record import Record


@dataclass(frozen=True)
class Motion(Record):
    """A move of a chain: who makes it, alone or together, and where it leads.

    improves: whether each of them prefers that to the state that it leaves. gains: what it brings each, in its own
    points; None for a party that gives an order only. says: the move in words, `starting ...` and `ending ...`.
    """

    parties: tuple[str, ...]
    state: State
    improves: bool
    gains: Mapping[str, float | None]
    says: str


@dataclass(frozen=True)
class Reaction(Record):
    """An improvement of a party and what the others can do about it, under one notion.

    answer: the shortest that deters it, or else the worst for the party that they have; empty where none that counts
    makes it worse. left: how much better off than before the improvement the party is after that, in its points (None:
    an order only), and left_better: whether it is. reply: its best move from there that is better than staying there,
    or None; escapes: whether that gets it to something better than it had before its improvement.
    """

    improvement: Motion
    answer: tuple[Motion, ...]
    deters: bool
    left: float | None
    left_better: bool
    reply: Motion | None
    reply_left: float | None
    escapes: bool


@dataclass(frozen=True)
class Reason(Record):
    """A verdict of a notion for a party at a state, and what decides it.

    counts: which answers of the others the notion counts; firm: whether the party must not be able to escape them.
    improvements, undeterred: how many, and how many of them nothing deters. decides: of the improvements the one that
    leaves the party best off after the worst answer. each: all of them, where they were asked for.
    """

    concept: str
    stable: bool
    counts: Literal["none", "any", "improving"]
    firm: bool
    improvements: Count
    undeterred: Count
    decides: Reaction | None
    each: tuple[Reaction, ...] | None
    why: str


@dataclass(frozen=True)
class PartyReasons(Record):
    """The verdicts of every notion for a party at a state; moves: how many states it can move to alone."""

    party: str
    moves: Count
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Reasons(Record):
    """Why each party that was asked for would stay in a state, or leave it."""

    state: State
    parties: tuple[PartyReasons, ...]
    made: Made


@dataclass(frozen=True)
class Way(Record):
    """The moves from one state to another, and how many of them are sacrifices: no improvement for their mover."""

    moves: tuple[Motion, ...]
    sacrifices: Count


@dataclass(frozen=True)
class Destination(Record):
    """A state, the notions under which it is an equilibrium, and the best ways there.

    alone: by moves of single parties; None where only a joint move leads there, or nothing. together: with joint moves,
    where that takes fewer sacrifices or moves, or is the only way.
    """

    state: State
    concepts: tuple[str, ...]
    alone: Way | None
    together: Way | None


@dataclass(frozen=True)
class Ways(Record):
    """The best ways from a state to equilibria: the fewest sacrifices first, then the fewest moves.

    to: the one state that was asked about, or None for all equilibria. here: the notions under which the state itself
    is an equilibrium. Of the others, `found` in number: those to which
    improvements of single parties lead (`by_improvements`), those to which they and joint moves that improve do
    (`by_improvements_together`), those that single parties' moves lead to (`by_moves`), and those that joint moves lead
    to besides (`only_together`); the rest cannot be reached. destinations: the first of them, up to the limit.
    """

    start: State
    to: State | None
    asked: tuple[str, ...]
    here: tuple[str, ...]
    found: Count
    by_improvements: Count
    by_improvements_together: Count
    by_moves: Count
    only_together: Count
    destinations: tuple[Destination, ...]
    made: Made


@dataclass(frozen=True)
class Comparisons(Record):
    """Improvements of a party, and the smallest sets of states of which one must become no better than the target.

    `more`: there are more sets of this size than are listed, the mildest first. Where not `exact`, `fewest` is at most
    that many.
    """

    improvements: tuple[State, ...]
    fewest: Count
    sets: tuple[tuple[State, ...], ...]
    more: bool
    exact: bool


@dataclass(frozen=True)
class Rise(Record):
    """How far a state must rise in a party's order, the rest of which stays: to be as good as the state `to`.

    overtakes: how many states that are better now would be no better then. points: how much that is in the party's
    points; None where it gives an order only.
    """

    to: State
    overtakes: Count
    points: float | None


@dataclass(frozen=True)
class WorthNeeded(Record):
    """One worth of a party, of a step or a `together` entry, that would do by itself: now, and as it would have to be.

    in_range: whether what would be needed is within the range that the case gives.
    """

    kind: Literal["step", "together"]
    name: str
    now: float
    needed: float
    in_range: bool

    @property
    def change(self) -> float:
        """By how much it would have to change."""
        return self.needed - self.now


@dataclass(frozen=True)
class Needed(Record):
    """What would have to be true of one party's preference for a state to be stable for it, in three ways.

    fewest: comparisons that would have to turn round; one set of each group. None where they are too many to go
    through: `note` says so. rise: None where it is stable. worths:
    single worths that would do, the least change first; none where the party gives an order only.
    """

    party: str
    stable: bool
    fewest: Count | None
    exact: bool
    note: str
    groups: tuple[Comparisons, ...]
    rise: Rise | None
    worths: tuple[WorthNeeded, ...]


@dataclass(frozen=True)
class Inversion(Record):
    """What would have to be true for a state to be stable under a notion, party by party; the others as they are."""

    state: State
    concept: str
    parties: tuple[Needed, ...]
    made: Made
