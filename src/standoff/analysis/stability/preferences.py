"""What the parties of a case prefer, in numbers: ranks of states, how strong preferences are, and what is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import places_of
from standoff.analysis.rules import compiled_rule
from standoff.engine.core import masks
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.engine.graph_form.quotient import whole
from standoff.engine.stability import states, strength

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.model.preferences import Points, Preference, Ranking, Statements


@dataclass(frozen=True)
class Preferences:
    """What all parties prefer, as the engine takes it.

    ranks: (N, 2^n) int32. least: how strong preferences are (see `strength`), None where the case does not say it.
    readings: what the order of each party may be (see `unknown`), None where nothing is unknown.
    """

    ranks: Ranks
    least: tuple[Ranks, ...] | None
    readings: tuple[Ranks, ...] | None


def preferences_of(case: Case, exchange: Exchange, feasible: Bools, holds: Ints | None = None) -> Preferences:
    """The orders of all parties over all states; exchange: the numbers of the case.

    holds: which states are one, if some are: a ranking of one of them is a ranking of all.
    """
    reader = _OrderReader(case, exchange, feasible, holds)
    ranks = np.empty((len(case.parties), feasible.size), np.int32)
    known: list[Ranks | None] = []
    several: list[Ranks | None] = []
    for i, party in enumerate(case.parties):
        readings, least = reader.read(i, case.prefer.get(party))
        ranks[i] = readings[0]
        known.append(least)
        several.append(readings if len(readings) > 1 else None)
    return Preferences(
        ranks=ranks,
        least=tuple(strength.nothing_strong(ranks[i]) if it is None else it for i, it in enumerate(known))
        if any(it is not None for it in known)
        else None,
        readings=tuple(ranks[i : i + 1] if it is None else it for i, it in enumerate(several))
        if any(it is not None for it in several)
        else None,
    )


@dataclass(frozen=True)
class _OrderReader:
    """Reads the orders of a case over all states."""

    case: Case
    exchange: Exchange
    feasible: Bools
    holds: Ints | None

    def read(self, party: int, preference: Preference | None) -> tuple[Ranks, Ranks | None]:
        """What the order of a party may be, (K, 2^n), and how strong its preferences are, if that is said."""
        from standoff.case.model.preferences import Points, Readings

        if isinstance(preference, Readings):
            return np.array([self._ranked(reading) for reading in preference.either]), None
        if preference is None or isinstance(preference, Points):
            return self._by_worth(party, preference)
        ranks = self._ranked(preference)
        return ranks[None], strength.strong_between(ranks, self._classes(preference)) if preference.much else None

    def _by_worth(self, party: int, points: Points | None) -> tuple[Ranks, Ranks | None]:
        members = self.exchange.together_steps
        entries = [masks.mask(np.flatnonzero(row).tolist()) for row in members]
        together = list(zip(entries, self.exchange.together_worth[:, party].tolist(), strict=True))
        worth = self.exchange.worth[party]
        ranks = states.ranks_from_worth(worth, together, self.feasible)
        return ranks[None], strength.strong_by_points(worth, together, ranks, points.much) if points else None

    def _ranked(self, order: Statements | Ranking, leading: int | None = None) -> Ranks:
        """The ranks by an order or, of statements, by the leading ones alone."""
        from standoff.case.model.preferences import Statements

        if isinstance(order, Statements):
            columns = masks.columns(len(self._place))
            truths = (
                np.broadcast_to(masks.truth(compiled_rule(rule.expression, self._place), columns), self.feasible.shape)
                for rule in order.statements[:leading]
            )
            return states.ranks_from_statements(truths, self.feasible)
        return states.ranks_from_ranking([self._states(level) for level in order.levels], self.feasible)

    def _classes(self, order: Statements | Ranking) -> Ranks:
        """What must be higher for a preference to be strong: the leading statements, or the number of gaps below."""
        from standoff.case.model.preferences import Statements

        if isinstance(order, Statements):
            return self._ranked(order, order.much)
        level = np.full(self.feasible.size, len(order.levels) + 1)
        for number, members in enumerate(order.levels, start=1):
            level[self._states(members)] = number
        gaps_below = sum((level <= gap).astype(np.int32) for gap in order.much)
        return np.where(self.feasible, gaps_below, -1).astype(np.int32)

    def _states(self, level: tuple[frozenset[str], ...]) -> list[int]:
        names = list(self.case.steps)
        states_ = [masks.mask(places_of(names, sorted(state))) for state in level]
        return states_ if self.holds is None else whole(states_, self.holds)

    @property
    def _place(self) -> Mapping[str, int]:
        return {name: n for n, name in enumerate(self.case.steps)}
