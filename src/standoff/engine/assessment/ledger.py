"""What a margin and a trust are made of: the span of every step and what it adds, in accounts that add up.

Behind a row of an assessment stand some courses of events: everybody carries on, the party walks out, everything stops;
and, of the pair that binds, it fails alone, the others fail and it has carried on, and both fail. Each has an account
with one line a step and one a `together` entry; the sums of the lines are the values that the assessment found in one
go. Where breaches may be missed, a failure can show at several times or never: its lines and its cost are then
expectations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from standoff.engine.assessment.failures import OPENLY
from standoff.engine.assessment.trust import Assessed
from standoff.engine.assessment.values import TOLERANCE, Spans, carry_on_spans, failure_courses, stop_spans
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["Account", "Ledger", "ledger"]


@dataclass(frozen=True)
class Account:
    """One course of events for one party. Lines (L,): first the M steps, then the T `together` entries.

    comes: whether it is in force at all. start, end: from when until when, years from the start of the phase; no
    meaning where it does not come. adds: what that is worth now, in the party's points. cost: what being caught costs
    on top (negative: what an outsider pays where it is the others who are). shows: years until the first breach shows
    (infinite if there is none).
    courses: all that can happen, the chance of each and when the failure shows then. If there are several, adds and
    cost are expectations, shows is that of the first (nothing is missed), and so are start and end, but for what comes
    only if something is missed: there they are those of the first course in which it comes.
    """

    comes: Bools
    start: Floats
    end: Floats
    adds: Floats
    cost: float
    shows: float
    courses: tuple[tuple[float, float], ...]

    @property
    def total(self) -> float:
        """All lines together, less the cost."""
        return float(self.adds.sum() - self.cost)


@dataclass(frozen=True)
class Ledger:
    """The accounts behind one row. walk_out: None where the party has nothing to quit.

    own, feared, both: of the pair that binds, its own failure alone, that of the others alone, and both; None where
    there is no such pair. worth: (L,), of every line if in force for good from now. zero: what is as good as nothing.
    """

    worth: Floats
    carry_on: Account
    walk_out: Account | None
    stop: Account
    own: Account | None
    feared: Account | None
    both: Account | None
    zero: float

    @property
    def margin(self) -> float | None:
        """Carry on less walk out; None where the party has nothing to quit."""
        return self._difference(self.carry_on, self.walk_out)

    @property
    def loss(self) -> float | None:
        """What it costs to have carried on when the others fail; None where no failure of theirs costs anything."""
        return self._difference(self.both, self.feared)

    @property
    def kept(self) -> float | None:
        """What carrying on is worth more than the pair's own failure if nobody else fails."""
        return self._difference(self.carry_on, self.own)

    def _difference(self, one: Account | None, other: Account | None) -> float | None:
        return None if one is None or other is None else self._snapped(one.total - other.total)

    def _snapped(self, value: float) -> float:
        return 0.0 if abs(value) <= self.zero else value


def ledger(exchange: Exchange, phases: Ints, pace: float, found: Assessed, phase: int, party: int) -> Ledger:
    """The ledger of one party at the start of a phase 1..K+1 of one plan (M,), which `found` is the assessment of.

    Exchange without draws.

    >>> from standoff.engine.assessment.trust import assess
    >>> from standoff.engine.core.exchange import phase_vector
    >>> none = np.zeros((0, 2))
    >>> swap = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[-2.0, 5.0], [5.0, -2.0]]),
    ...     takes=np.zeros(2), seen=np.full(2, 0.8), undo=np.zeros(2), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> plan = phase_vector(2, [], [[0, 1]])
    >>> row = ledger(swap, plan, 0.0, assess(swap, plan), 1, 0)
    >>> row.carry_on.adds.tolist(), row.walk_out.adds.round(3).tolist(), round(row.margin, 3)
    ([-2.0, 5.0], [0.0, 0.906], 2.094)
    """
    vector, party_at = np.asarray(phases, dtype=np.int64), (0, phase - 1, party)
    tempting, own, feared = (int(which[party_at]) for which in (found.tempting, found.own, found.feared))
    cost = float(exchange.walkout_costs[party])
    paid = 0.0 if exchange.guarantee is None else float(exchange.guarantee[party])
    nothing = np.zeros(exchange.steps, dtype=bool)
    stop = stop_spans(exchange, vector, pace, phase)

    def account(spans: Spans) -> Account:
        return _account(exchange, spans, party, cost, paid)

    def failure(mine: int, theirs: int = -1) -> Account | None:
        """Of a failure of its own (-1: none), of the others, or both."""
        if mine == theirs == -1:
            return None
        if mine == OPENLY:
            return account(replace(stop, caught=True))
        own, others = (found.failures.breaches[which] if which >= 0 else nothing for which in (mine, theirs))
        courses = failure_courses(exchange, vector, pace, phase, own | others, own)
        return _expected([(chance, account(spans)) for chance, spans in courses])

    return Ledger(
        worth=np.concatenate([exchange.worth[party], exchange.together_worth[:, party]]),
        carry_on=account(carry_on_spans(exchange, vector, pace, phase)),
        walk_out=failure(tempting),
        stop=_account(exchange, stop, party, 0.0, 0.0),
        own=failure(own),
        feared=failure(-1, feared),
        both=failure(own, feared),
        zero=TOLERANCE * float(found.stake[0, party]),
    )


def _expected(accounts: list[tuple[float, Account]]) -> Account:
    """One account of all that can happen, with the chance of each."""
    first = accounts[0][1]
    if len(accounts) == 1:
        return first
    comes, start, end = first.comes, first.start, first.end
    for _, account in accounts[1:]:
        later = account.comes & ~comes
        comes = comes | later
        start, end = np.where(later, account.start, start), np.where(later, account.end, end)
    return replace(
        first,
        comes=comes,
        start=start,
        end=end,
        adds=np.asarray(sum(chance * account.adds for chance, account in accounts)),
        cost=sum(chance * account.cost for chance, account in accounts),
        courses=tuple((chance, account.shows) for chance, account in accounts),
    )


def _account(exchange: Exchange, spans: Spans, party: int, cost: float, paid: float) -> Account:
    """The lines of one course of events.

    The walk-out cost falls due when a breach of its own is among the first to show; what is guaranteed, where none is.
    """
    horizon = float(exchange.horizons[party])
    comes, start, end = [spans.comes], [spans.start], [spans.end]
    for members in exchange.together_steps:
        latest = spans.start[members].max(initial=0.0)
        earliest = spans.end[members].min(initial=np.inf)
        comes.append(np.array([members.any() and spans.comes[members].all() and earliest > latest]))
        start.append(np.array([latest]))
        end.append(np.array([earliest]))
    there, since, until = np.concatenate(comes), np.concatenate(start), np.concatenate(end)
    worth = np.concatenate([exchange.worth[party], exchange.together_worth[:, party]])
    fades = np.exp(-since / horizon) - np.exp(-until / horizon)
    due = (cost if spans.caught else -paid) * float(np.exp(-spans.shows / horizon))
    return Account(there, since, until, np.where(there, worth * fades, 0.0), due, spans.shows, ((1.0, spans.shows),))
