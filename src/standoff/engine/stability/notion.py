"""A notion of stability: what it asks of a conflict, and all that is known of one, in one entry.

Each family has its module (`individual`, `strength`, `unknown`, `simultaneous`, `foresight`, `coalitions`), and its
entries are the NOTIONS there; `concepts` is the table of them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.errors import SizeError, StandoffError

__all__ = [
    "FEWER",
    "FEW_STATES",
    "MOST_STATES",
    "Conflict",
    "CountedAnswers",
    "Family",
    "Notion",
    "PageWords",
    "Precondition",
]


class Conflict(Protocol):
    """What the concepts ask of a conflict, in whichever form it is given.

    feasible: (S,) bool. ranks: (N, S) int32, higher is better, equal is equal, -1 where infeasible.
    """

    @property
    def parties(self) -> int:
        """How many parties there are."""

    @property
    def states(self) -> int:
        """How many states there are, infeasible ones included."""

    @property
    def feasible(self) -> Bools:
        """Which states can be."""

    @property
    def ranks(self) -> Ranks:
        """What each party likes."""

    def others(self, party: int) -> tuple[int, ...]:
        """All parties but one."""

    def targets(self, party: int, state: int) -> Ints:
        """R_i(s): the feasible states other than `state` that a party can move to alone."""

    def best(self, party: int) -> Ranks:
        """v_i = T_i r_i: the rank of the best that a party can have by staying or moving, for every state."""

    def best_of(self, party: int, values: Ranks) -> Ranks:
        """T_i: the largest of some values (S,) over s and R_i(s), for every state s; -1 at infeasible states."""

    def worst_after(self, parties: Sequence[int], values: Ranks) -> Ranks:
        """The smallest value over s and R_H(s), H = `parties`, for every state s; UNREACHED at infeasible states."""

    def worst_after_improvements(self, parties: Sequence[int], values: Ranks) -> Ranks:
        """The same over s and R_H^+(s): every move improves, for its mover, on the state that it leaves."""

    def stable(self, concept: str, party: int) -> Bools:
        """Where a party is stable under a concept of the table; worked out once. UsageError if there is no such."""


@dataclass(frozen=True)
class Family:
    """Concepts that share a signature and an idea. says: the idea, in words."""

    name: str
    says: str
    of_coalitions: bool = False


@dataclass(frozen=True)
class Precondition:
    """What a concept asks of a conflict. says: in words; lacks: why it cannot be asked of one, or None if it can."""

    says: str
    lacks: Callable[[Conflict], StandoffError | None]


@dataclass(frozen=True)
class CountedAnswers:
    """Which answers of the others a notion counts.

    answers: whether it counts any. improving: only those in which every move improves for its mover. firm: only those
    after which the party cannot reach anything better than the state that it left.
    """

    answers: bool
    improving: bool = False
    firm: bool = False


@dataclass(frozen=True)
class PageWords:
    """What the brief says of a notion.

    called: its name written out. party: what holds one party, after “it”; everyone: what holds all. definition: in
    plain words. place: 1 for the most convincing.
    """

    called: str
    party: str
    everyone: str
    definition: str
    place: int


@dataclass(frozen=True)
class Notion:
    """A concept of the table: everything that is known of it.

    function: of (conflict, party) or, in a family of coalitions, of (conflict, coalition), a sorted tuple of parties;
    a bool array over all states, False at infeasible ones. definition, source: what it is and whose, a sentence each.
    label: what it is called where there is room for a word; letters: what it is called in a sentence or the head of a
    column; says: what its equilibria are, in one line; page: what the brief says of it, where it says anything.

    answer, answer_unasked: what there is to say of an answer that deters under it, with {party} or {Party} for whom it
    deters, and the same where it was not asked whether the answer pays those who give it.

    needs: all must be met. counts: which answers it counts, where that is all there is to it; form_of, party_type: the
    notion of which it is a form, and for which type of party.

    horizon: the largest number of moves ahead that can stand after `stem` in its name, and that the function takes as
    `horizon`; {h} and {moves} in its words stand for it. 0 where it has none.

    always: answered without being asked for, whatever the size. named: never answered without being asked for by name.
    """

    name: str
    family: Family
    function: Callable[..., Bools]
    definition: str
    source: str
    label: str
    letters: str
    says: str = ""
    page: PageWords | None = None
    answer: str = ""
    answer_unasked: str = ""
    needs: tuple[Precondition, ...] = ()
    counts: CountedAnswers | None = None
    form_of: str = ""
    party_type: str = ""
    horizon: int = 0
    stem: str = ""
    always: bool = False
    named: bool = False

    @property
    def asked_when(self) -> str:
        """When it can be asked, in words."""
        named = [f"h from 1 to {self.horizon}, as in `{self.example}`"] if self.horizon else []
        return ", ".join([*named, *(need.says for need in self.needs)]) or "always"

    @property
    def example(self) -> str:
        """A name under which it can be asked for."""
        return f"{self.stem}2" if self.horizon else self.name

    @property
    def of_coalitions(self) -> bool:
        """Whether it is asked of coalitions instead of parties."""
        return self.family.of_coalitions

    @property
    def line(self) -> str:
        """What it is called, and in one line what its equilibria are."""
        return f"{self.label}: {self.says}" if self.says else self.label

    def ahead(self, horizon: int) -> Notion:
        """The notion for so many moves ahead."""
        words = {"h": horizon, "moves": f"{horizon} move{'' if horizon == 1 else 's'}"}
        return replace(
            self,
            name=f"{self.stem}{horizon}",
            function=partial(self.function, horizon=horizon),
            label=self.label.format_map(words),
            letters=self.letters.format_map(words),
            says=self.says.format_map(words),
            horizon=0,
        )

    def lacks(self, conflict: Conflict) -> StandoffError | None:
        """Why it cannot be asked of a conflict: the error to raise, or None if it can be asked."""
        found = (need.lacks(conflict) for need in self.needs)
        return next((error for error in found if error is not None), None)


MOST_STATES = 4096
"""Feasible states of a conflict for concepts that compare every state with every other one."""

FEWER = "leave steps or parties out, or add rules"
"""What to do about a conflict that is too large."""


def _few_states(conflict: Conflict) -> StandoffError | None:
    states = int(conflict.feasible.sum())
    if states <= MOST_STATES:
        return None
    return SizeError("feasible states to be compared with each other", states, MOST_STATES, FEWER)


FEW_STATES = Precondition(f"at most {MOST_STATES:,} feasible states", _few_states)
