"""Question 1 for a case of more than 24 steps: what a search over formulas can answer, and what it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import called_by, places_of
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import has_points
from standoff.analysis.progress import Progress, silent
from standoff.analysis.rules import compiled_rule
from standoff.analysis.stability.state_space import powers_of
from standoff.engine.core import masks
from standoff.engine.reasons import leverage
from standoff.engine.stability.concepts import notion
from standoff.engine.stability.individual import CONCEPTS
from standoff.engine.symbolic import preferences, sat, stays
from standoff.engine.symbolic.conflict import SymbolicConflict, admit
from standoff.engine.symbolic.equilibria import EquilibriumSearch
from standoff.errors import UsageError
from standoff.results.records.made import Made, State
from standoff.results.records.stability import Deterrence, Equilibria, Leverage, Now, Patterns, Stable
from standoff.results.sentences import stability as sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.case.model.model import Case
    from standoff.engine.core.exchange import Exchange
    from standoff.engine.core.types import Ints

MOST_MOVABLE = 16
"""Steps that a party can change from now for its leverage to be looked at: all its moves are tried."""

NOTE = (
    "more than 24 steps: SEQ, SSEQ, what improvements lead to from now and what is stable only because it cannot be "
    "undone are not answered"
)


def stable(case: Case, limit: int, progress: Progress = silent, time_limit: float | None = None) -> Stable:
    """Where are we, in a case of 25 to 60 steps: Nash, GMR and SMR, of now and of all states.

    At most `limit` states are counted and listed for each concept, those nearest to now first. What is not known when
    the time is up is said to be open. Raises SizeError above 60 steps, UsageError where python-sat is missing.
    """
    admit(len(case.steps))
    sat.require()
    return _SymbolicCase(case, sat.Deadline(time_limit)).asked(limit, progress)


class _SymbolicCase:
    """A case as the engine sees it, and the way back to names."""

    def __init__(self, case: Case, deadline: sat.Deadline) -> None:
        self.case, self.deadline = case, deadline
        self.names, self.parties = list(case.steps), list(case.parties)
        # Who has an order of states needs no worths here.
        self.exchange = exchange_of(case.model_copy(update={"prefer": {}}), timeless=True)
        self.together = tuple(masks.mask(np.flatnonzero(row).tolist()) for row in self.exchange.together_steps)
        self.conflict = _conflict(case, self.exchange, self.together)
        self.now = masks.mask(places_of(self.names, case.now))
        if not self.conflict.feasible(self.now):
            raise UsageError("the rules forbid the state that is in force now; `standoff check` says which")

    def state(self, bits: int) -> State:
        return tuple(self.names[j] for j in masks.members(bits))

    def asked(self, limit: int, progress: Progress) -> Stable:
        """Everything: of now first, then of all states, a share of the time for each."""
        now = self._now(self.deadline.share(4))
        deterrence = tuple(self._deterrence(i, self.deadline.share(4)) for i in range(len(self.parties)))
        equilibria: dict[str, Equilibria | None] = dict.fromkeys(CONCEPTS)
        patterns: dict[str, Patterns | None] = dict.fromkeys(CONCEPTS)
        exact = not any(set(open_) & set(stays.CONCEPTS) for open_ in now.unanswered.values())
        for number, concept in enumerate(stays.CONCEPTS):
            progress("equilibria", number / len(stays.CONCEPTS))
            search = EquilibriumSearch(self.conflict, concept, self.now)
            share = self.deadline.share(len(stays.CONCEPTS) - number)
            equilibria[concept], complete = self._listed(search, limit, share.share(2))
            patterns[concept] = self._patterns(search, share, complete)
            exact &= complete or equilibria[concept].more is True  # type: ignore[union-attr]
            exact &= patterns[concept] is None or not patterns[concept].open  # type: ignore[union-attr]
        progress("equilibria", 1.0)
        return Stable(
            parties=tuple(self.parties),
            steps=tuple(self.names),
            feasible_states=None,
            equilibria=equilibria,
            now=now,
            leverage=self._leverage(),
            deterrence=deterrence,
            reachable=(),
            reachable_states=None,
            reachable_equilibria=None,
            stuck=dict.fromkeys(CONCEPTS),
            states=None,
            made=Made(
                version=__version__, method="search over formulas, at the medians of the ranges", exact=exact, note=NOTE
            ),
            patterns=patterns,
        )

    def _now(self, deadline: sat.Deadline) -> Now:
        verdicts = {
            party: {concept: self._stays(concept, i, deadline) for concept in stays.CONCEPTS}
            for i, party in enumerate(self.parties)
        }
        return Now(
            state=self.state(self.now),
            stable={party: tuple(c for c, holds in row.items() if holds) for party, row in verdicts.items()},
            equilibrium=tuple(c for c in stays.CONCEPTS if all(row[c] for row in verdicts.values())),
            unanswered={party: tuple(c for c in CONCEPTS if row.get(c) is None) for party, row in verdicts.items()},
        )

    def _stays(self, concept: str, party: int, deadline: sat.Deadline) -> bool | None:
        try:
            return stays.stays(self.conflict, concept, party, self.now, deadline)
        except sat.UnfinishedError:
            return None

    def _listed(self, search: EquilibriumSearch, limit: int, deadline: sat.Deadline) -> tuple[Equilibria, bool]:
        """What was found, and whether that is all."""
        more: bool | None = None
        try:
            for _ in search.nearest(deadline, limit):
                pass
            more = len(search.found) >= limit and search.more(deadline)
        except sat.UnfinishedError:
            pass
        if search.undecided and not more:
            more = None
        return Equilibria(len(search.found), tuple(map(self.state, search.found)), more), more is False

    def _patterns(self, search: EquilibriumSearch, deadline: sat.Deadline, complete: bool) -> Patterns | None:
        found = search.backbone(deadline, complete)
        if found is None:
            return None
        # Where a state was passed over, it may be the one that is different.
        unsure = found.always | found.never if search.undecided else 0
        return Patterns(
            always=self.state(found.always & ~unsure),
            never=self.state(found.never & ~unsure),
            free=self.state(found.free),
            open=self.state(found.open | unsure),
        )

    def _move(self, before: int, after: int) -> str:
        called = {name: step.name for name, step in self.case.steps.items()}
        made, ended = (self.state(bits) for bits in (after & ~before, before & ~after))
        return sentences.change([called[s] for s in made], [called[s] for s in ended])

    def _deterrence(self, i: int, deadline: sat.Deadline) -> Deterrence:
        """A party's best improvement from now, and the answer of the others that deters it."""
        party, called = self.parties[i], called_by(self.case)
        try:
            improvement = stays.best_reply(self.conflict, i, self.now, deadline)
        except sat.UnfinishedError:
            why = f"Whether {called[i]} could do better by a move of its own was not found out in the time."
            return Deterrence(party, None, None, None, None, (), why)
        if improvement is None:
            return Deterrence(party, None, None, None, None, (), sentences.why_it_stays(called[i]))
        gain, move = self._gain(i, improvement), self._move(self.now, improvement)
        try:
            answer = stays.deterrent(self.conflict, i, self.now, improvement, deadline)
        except sat.UnfinishedError:
            answer = stays.Deterrent(None, (), sure=False)
        if answer.concept is None:
            said = sentences.why_undeterred if answer.sure else sentences.why_undecided
            return Deterrence(party, self.state(improvement), gain, None, None, (), said(called[i], move))
        before = [improvement, *(state for _, state in answer.moves)]
        moves = [(called[mover], self._move(before[n], state)) for n, (mover, state) in enumerate(answer.moves)]
        return Deterrence(
            party=party,
            improvement=self.state(improvement),
            gain=gain,
            sanction=self.state(answer.moves[-1][1]),
            concept=answer.concept,
            moves=tuple((self.parties[mover], self.state(state)) for mover, state in answer.moves),
            why=sentences.why_deterred(called[i], move, moves, notion(answer.concept).answer_unasked),
        )

    def _gain(self, i: int, after: int) -> float | None:
        if self.parties[i] in self.case.prefer:
            return None
        reach = [np.array([after] if k == i else [], np.int64) for k in range(len(self.parties))]
        found = leverage.leverage_over(
            reach, self.now, self.exchange.worth, self.together, self.exchange.together_worth
        )
        return float(found.best[i, i])

    def _leverage(self) -> dict[str, dict[str, Leverage]]:
        """Who can help or hurt whom by a move of its own; None where the actor has too many moves to try all."""
        reach = [self._targets(i) for i in range(len(self.parties))]
        found = leverage.leverage_over(
            [np.array([], np.int64) if one is None else one for one in reach],
            self.now,
            self.exchange.worth,
            self.together,
            self.exchange.together_worth,
        )
        counts = {party: has_points(self.case, party) for party in self.parties}
        nothing = Leverage(None, None)
        return {
            actor: {
                other: Leverage(
                    float(found.best[a, o]),
                    float(found.worst[a, o]),
                    self.state(int(found.best_state[a, o])),
                    self.state(int(found.worst_state[a, o])),
                )
                if counts[other] and reach[a] is not None
                else nothing
                for o, other in enumerate(self.parties)
                if o != a
            }
            for a, actor in enumerate(self.parties)
        }

    def _targets(self, i: int) -> Ints | None:
        """All states that a party can move to from now; None if they are too many."""
        can = (self.conflict.makes[i] & ~self.now) | (self.conflict.ends[i] & self.now)
        if can.bit_count() > MOST_MOVABLE:
            return None
        found = masks.subsets(can)[1:] ^ self.now
        columns = [(found >> j & 1).astype(bool) for j in range(len(self.names))]
        for constraint in self.conflict.constraints:
            allowed = masks.truth(constraint, columns)
            found, columns = found[allowed], [column[allowed] for column in columns]
        return found


def _conflict(case: Case, exchange: Exchange, together: Sequence[int]) -> SymbolicConflict:
    from standoff.case.model.preferences import Points, Readings, Statements

    names = list(case.steps)
    place = {name: n for n, name in enumerate(names)}

    def preference_of(i: int, party: str) -> preferences.SymbolicPreference:
        preference = case.prefer.get(party)
        if isinstance(preference, Readings):
            preference = preference.either[0]  # as all notions do that know nothing of doubt
        if preference is None or isinstance(preference, Points):
            pairs = list(zip(together, exchange.together_worth[:, i].tolist(), strict=True))
            return preferences.worths(exchange.worth[i].tolist(), pairs)
        if isinstance(preference, Statements):
            return preferences.SymbolicStatements(
                tuple(compiled_rule(rule.expression, place) for rule in preference.statements)
            )
        levels = ((masks.mask(places_of(names, sorted(state))) for state in level) for level in preference.levels)
        return preferences.SymbolicRanking(len(names), tuple(tuple(level) for level in levels))

    makes, ends = powers_of(case)
    return SymbolicConflict(
        len(names),
        makes,
        ends,
        tuple(compiled_rule(expression, place) for expression in case.constraints()),
        tuple(preference_of(i, party) for i, party in enumerate(case.parties)),
    )
