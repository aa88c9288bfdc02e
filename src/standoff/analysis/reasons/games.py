"""Question 1 for other programs: the moves between states of a case, and the case as a game from now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import places_of
from standoff.analysis.ordinal_worths import by_worth
from standoff.analysis.stability.state_space import StateSpace, powers_of, unmerged_state_space_of
from standoff.engine.core import masks
from standoff.engine.core.types import Floats, Ints
from standoff.engine.reasons import games
from standoff.engine.stability import states
from standoff.errors import SizeError
from standoff.results.records.games import AtOnce, Move, Outcome, StepsChanged, Turn
from standoff.results.records.made import State

if TYPE_CHECKING:
    from standoff.case.model.model import Case

MOST_PROFILES = 10_000
"""Ways to choose at once: more than programs of game theory can do much with."""


def moves(case: Case, among: Iterable[State]) -> tuple[Move, ...]:
    """All moves between some feasible states, by the state that they leave, then by party.

    >>> from standoff import find, load
    >>> [move.party for move in moves(load(find("korea")), [(), ("moratorium",)])]
    ['dprk', 'dprk']
    """
    space = unmerged_state_space_of(case)
    graph, names = space.graph, list(case.steps)
    listed = [masks.mask(places_of(names, state)) for state in among]
    return tuple(
        Move(party, space.state(s), space.state(t), bool(graph.ranks[i][t] > graph.ranks[i][s]))
        for s in listed
        for i, party in enumerate(case.parties)
        for t in listed
        if games.may_move(graph, i, s, t)
    )


def _admit(case: Case) -> None:
    """Refuse, before any work, a case that makes too large a game: SizeError."""
    now = masks.mask(places_of(list(case.steps), case.now))
    number = games.profiles(*powers_of(case), now)
    if number > MOST_PROFILES:
        remedy = "leave out steps, or parties, that matter less"
        raise SizeError("ways for the parties to choose their changes from now", number, MOST_PROFILES, remedy)


def at_once(case: Case) -> AtOnce:
    """Every party chooses at once, from now, which changes it makes alone. Raises SizeError.

    Payoffs are the party's points, or where it gives an order the level of the state, 1 for the worst. What the rules
    forbid pays everybody less than anything that they allow.
    """
    _admit(case)
    game = _Game(unmerged_state_space_of(case))
    graph, now = game.of.graph, game.of.now
    found, ends = np.unique(games.simultaneous(graph, now), return_inverse=True)
    return AtOnce(
        parties=tuple(case.parties),
        choices=tuple(
            tuple(game.change(now, now ^ int(c)) for c in games.changes(graph, party, now))
            for party in range(graph.parties)
        ),
        outcomes=tuple(game.outcome(int(state)) for state in found),
        ends=tuple(ends.tolist()),
    )


def in_turn(case: Case) -> Turn:
    """From now, every party moves once, in the order of the case, or stays, and knows what was done before.

    Moves lead to feasible states only; payoffs as in `at_once`. Raises SizeError.
    """
    _admit(case)
    game = _Game(unmerged_state_space_of(case))
    return game.turn(0, game.of.now)


@dataclass(frozen=True)
class _Game:
    """A state space with payoffs."""

    of: StateSpace

    @cached_property
    def levels(self) -> tuple[Floats, ...]:
        """Per party, what each level of its order is worth to it, the worst first."""
        return tuple(self._levels(i, party) for i, party in enumerate(self.of.case.parties))

    def _levels(self, i: int, party: str) -> Floats:
        ranks = self.of.graph.ranks[i]
        if not by_worth(self.of.case, party):
            return np.arange(1.0, ranks.max() + 2)
        together = list(zip(self.of.together, self.of.together_worth[:, i].tolist(), strict=True))
        return games.level_values(ranks, states.sums(self.of.worth[i], together))

    @cached_property
    def numbers(self) -> Ints:
        """The number of every feasible state."""
        return np.cumsum(self.of.graph.feasible)

    def outcome(self, state: int) -> Outcome:
        if not self.of.graph.feasible[state]:
            below = tuple(games.infeasible_payoff(levels) for levels in self.levels)
            return Outcome(self.of.state(state), None, below)
        ranks = self.of.graph.ranks[:, state].tolist()
        payoffs = tuple(float(levels[rank]) for levels, rank in zip(self.levels, ranks, strict=True))
        return Outcome(self.of.state(state), int(self.numbers[state]), payoffs)

    def change(self, before: int, after: int) -> StepsChanged:
        return StepsChanged(self.of.state(after & ~before), self.of.state(before & ~after))

    def turn(self, party: int, state: int) -> Turn:
        graph = self.of.graph
        after = [state]
        while party < graph.parties:
            after = [state, *graph.targets(party, state).tolist()]
            if len(after) > 1:
                break
            party += 1
        if len(after) == 1:
            return Turn(None, self.outcome(state))
        moved = tuple((self.change(state, t), self.turn(party + 1, t)) for t in after)
        return Turn(list(self.of.case.parties)[party], self.outcome(state), moved)
