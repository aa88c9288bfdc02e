"""The records of a conflict as other programs want it: moves and games."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.results.records.made import State
from standoff.results.records.record import Record

# ------------------------------------------------------ question 1, for other programs: graphs and games


@dataclass(frozen=True)
class Move(Record):
    """A move of one party from one feasible state to another; `improves`: it likes the second one better."""

    party: str
    before: State
    after: State
    improves: bool


@dataclass(frozen=True)
class StepsChanged(Record):
    """What a party does in one move: the steps that it brings into force and those that it ends; none: it stays."""

    made: State
    ended: State


@dataclass(frozen=True)
class Outcome(Record):
    """A state in which a game can end, and what it pays each party.

    `number` counts the feasible states from 1 in the order of `Stable.states`; it is None where the rules forbid it.
    """

    state: State
    number: int | None
    payoffs: tuple[float, ...]


@dataclass(frozen=True)
class AtOnce(Record):
    """The game in which every party chooses at once, from now, which changes it makes alone.

    `choices`: per party. `ends`: for every way to choose, that of the first party changing fastest, the place of what
    comes of it among the `outcomes`.
    """

    parties: tuple[str, ...]
    choices: tuple[tuple[StepsChanged, ...], ...]
    outcomes: tuple[Outcome, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True)
class Turn(Record):
    """A state in the game in which every party moves once, in order, or stays; `party` is None where all have had it.

    `moves`: what the party can do and what comes then; a party that can only stay is passed over.
    """

    party: str | None
    outcome: Outcome
    moves: tuple[tuple[StepsChanged, Turn], ...] = ()
