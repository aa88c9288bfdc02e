"""Unknown preferences: what holds where it is not known which of two states a party prefers.

Li, Hipel, Kilgour & Fang, Preference Uncertainty in the Graph Model for Conflict Resolution (2004). A party's order is
one of several *readings*. Where all of them prefer t to s, t is better; where some do, t may be better. Four types of
party differ in whether they leave for a state that may be better, and in whether one deters them as an answer.

All is worked out on explicit relations over the feasible states, because what may be better is no order: it is not
transitive, so that two moves of one party are not always worth one, and nobody moves twice in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import numpy as np

from standoff.engine.core.types import Bools, Ints, Ranks
from standoff.engine.stability import legal_sequences
from standoff.engine.stability.legal_sequences import Bits
from standoff.engine.stability.notion import Conflict, Family, Notion, Precondition
from standoff.errors import SizeError, StandoffError, UsageError

__all__ = ["MOST_STATES", "NOTIONS", "TYPES", "UNKNOWN", "UNSAID", "Doubt", "Type", "admit", "gmr", "nash"]
__all__ += ["readings_of", "seq", "smr"]

MOST_STATES = 4096
"""Feasible states; a relation over so many takes 16 MB."""

UNSAID = "no preference is unknown; say what a party's order may be with `either` under `prefer`"
"""Why a conflict cannot be asked about unknown preferences."""

AT_ONCE = 1 << 16
"""How many moves are looked at at once."""


@dataclass(frozen=True)
class Type:
    """A type of party: does it leave for what may be better, and does an answer deter it that may lead to better?

    label: the same for the head of a column, of both that can be; page: what the brief says of it.
    """

    leaves: bool
    deterred: bool
    label: str
    page: str

    @property
    def says(self) -> str:
        """The type in words.

        >>> TYPES["a"].says
        'leaves for what may be better, deterred only by what surely is not'
        """
        return f"leaves for what {_MAY[self.leaves]} better, deterred {_DETERRED[self.deterred]}"


_MAY = {True: "may be", False: "surely is"}
_DETERRED = {True: "by what may be no better", False: "only by what surely is not"}

TYPES: dict[str, Type] = {
    "a": Type(
        leaves=True,
        deterred=False,
        label="leaves for what may be better",
        page="leaves for what may be better, is deterred only by what surely is not",
    ),
    "b": Type(
        leaves=False,
        deterred=False,
        label="neither",
        page="leaves only for what surely is better, is deterred only by what surely is not",
    ),
    "c": Type(
        leaves=True,
        deterred=True,
        label="both",
        page="leaves for what may be better, is deterred by what may be no better",
    ),
    "d": Type(
        leaves=False,
        deterred=True,
        label="is deterred by what may be no better",
        page="leaves only for what surely is better, is deterred by what may be no better",
    ),
}
"""From the boldest to the most cautious; b and c lie between."""


def admit(states: int) -> None:
    """Refuse what is too large before any work: SizeError above 4096 feasible states.

    >>> admit(4096)
    >>> admit(4097)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    standoff.errors.SizeError: feasible states in a question about unknown preferences: 4097, and the limit is 4096; ...
    """
    if states > MOST_STATES:
        remedy = "leave steps out, add rules, or keep one reading of each party under `prefer`"
        raise SizeError("feasible states in a question about unknown preferences", states, MOST_STATES, remedy)


def readings_of(conflict: Conflict) -> tuple[Ranks, ...] | None:
    """What the order of each party may be in a conflict (see Doubt), or None if nothing is in doubt."""
    return getattr(conflict, "readings", None)


@dataclass(frozen=True)
class _MovesFrom:
    """Moves of one party between feasible states, by the state they leave: `to[first[s] : first[s + 1]]`."""

    first: Ints
    to: Ints

    @property
    def leaving(self) -> Ints:
        """The state that each move leaves."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def where(self, chosen: Bools) -> _MovesFrom:
        """Some of the moves, by a mark for each."""
        kept = np.concatenate([[0], np.cumsum(chosen)])
        return _MovesFrom(kept[self.first], self.to[chosen])

    @property
    def mover(self) -> legal_sequences.Moves:
        """The same for legal sequences."""
        active = np.flatnonzero(np.diff(self.first))
        head = np.full(len(self.first) - 1, -1)
        head[active] = np.arange(len(active))
        return legal_sequences.Moves(head, np.append(self.first[active], len(self.to)), self.to)


@dataclass(frozen=True, eq=False)
class Doubt:
    """A conflict in which the preference of each party is one of several readings; keeps what several questions need.

    readings: for each party, int32 (K, S) with K >= 1: in each row ranks of all states, higher better, equal equal.
    Raises SizeError above 4096 feasible states.
    """

    conflict: Conflict
    readings: tuple[Ranks, ...]
    _moves: dict[int, _MovesFrom] = field(default_factory=dict, repr=False)
    _chains: dict[tuple[int, bool], Bits] = field(default_factory=dict, repr=False)
    _better: dict[tuple[int, bool], Bools] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, conflict: Conflict) -> Doubt:
        """The doubt about preferences that a conflict has, with what was worked out about it before.

        Raises UsageError where it has none, SizeError above 4096 feasible states.
        """
        readings = readings_of(conflict)
        if readings is None:
            raise UsageError(UNSAID)
        kept: dict[str, Any] = getattr(conflict, "kept", {})
        if "doubt" not in kept:
            kept["doubt"] = cls(conflict, readings)
        return cast("Doubt", kept["doubt"])

    def __post_init__(self) -> None:
        admit(int(np.count_nonzero(self.conflict.feasible)))

    @property
    def feasible(self) -> Ints:
        """The feasible states; below, a state is its place in this list."""
        return np.flatnonzero(self.conflict.feasible).astype(np.int64)

    def moves(self, party: int) -> _MovesFrom:
        """All moves of a party."""
        if party not in self._moves:
            states = self.feasible
            to = [np.searchsorted(states, self.conflict.targets(party, int(s))) for s in states]
            first = np.concatenate([[0], np.cumsum([len(targets) for targets in to])]).astype(np.int64)
            self._moves[party] = _MovesFrom(first, np.concatenate([np.zeros(0, np.int64), *to]).astype(np.int64))
        return self._moves[party]

    def better(self, party: int, perhaps: bool) -> Bools:
        """Whether x is better for a party than s, for sure or perhaps: (F, F), [s, x]."""
        if (party, perhaps) not in self._better:
            ranks = self.readings[party][:, self.feasible]
            join = np.logical_or if perhaps else np.logical_and
            found = ranks[0][None, :] > ranks[0][:, None]
            for reading in ranks[1:]:
                join(found, reading[None, :] > reading[:, None], out=found)
            self._better[party, perhaps] = found
        return self._better[party, perhaps]

    def chosen(self, party: int, perhaps: bool) -> _MovesFrom:
        """The moves of a party to what is better, for sure or perhaps: R_i^+ or R_i^{+,U}."""
        moves = self.moves(party)
        return moves.where(self.better(party, perhaps)[moves.leaving, moves.to])

    def sequences(self, party: int, in_their_interest: bool) -> Bits:
        """Where chains of the others lead: R_-i(s), or R_-i^{+,U}(s) if every move may improve on what it leaves."""
        key = party, in_their_interest
        if key not in self._chains:
            moves = [
                self.chosen(other, perhaps=True) if in_their_interest else self.moves(other)
                for other in self.conflict.others(party)
            ]
            itself = legal_sequences.packed(np.eye(len(self.feasible), dtype=np.bool_))
            self._chains[key] = legal_sequences.ends([its.mover for its in moves if its.to.size], itself)
        return self._chains[key]


def _deters(doubt: Doubt, party: int, kind: str, inescapable: bool) -> Bits:
    """For each state s, the states that deter the party from leaving s."""
    found = ~doubt.better(party, perhaps=not TYPES[kind].deterred)
    if inescapable:
        rows = legal_sequences.packed(np.ascontiguousarray(found.T))
        rows &= ~doubt.moves(party).mover.spread(~rows)
        found = legal_sequences.unpacked(rows, len(found)).T
    return legal_sequences.packed(np.ascontiguousarray(found))


def _placed(doubt: Doubt, stays: Bools) -> Bools:
    """Verdicts on feasible states as verdicts on all."""
    found = np.zeros(doubt.conflict.states, np.bool_)
    found[doubt.feasible[stays]] = True
    return found


def _deterred(doubt: Doubt, party: int, kind: str, answers: Bits, inescapable: bool) -> Bools:
    """Where every move for which a party of this type would leave is met by an answer that deters it."""
    moves, deters = doubt.chosen(party, TYPES[kind].leaves), _deters(doubt, party, kind, inescapable)
    leaving = moves.leaving
    stays = np.ones(len(doubt.feasible), np.bool_)
    for begin in range(0, leaving.size, AT_ONCE):
        leave, to = (some[begin : begin + AT_ONCE] for some in (leaving, moves.to))
        stays[leave[~(answers[to] & deters[leave]).any(axis=1)]] = False
    return _placed(doubt, stays)


def nash(conflict: Conflict, party: int, kind: str) -> Bools:
    """Where a party is stable in the sense of Nash, with unknown preferences.

    kind: a to d, see TYPES. Returns a bool array over all states, False at infeasible
    ones.

    >>> nash(_example(), 0, "a").tolist(), nash(_example(), 0, "b").tolist()
    ([False, False], [True, True])
    """
    doubt = Doubt.of(conflict)
    return _placed(doubt, np.diff(doubt.chosen(party, TYPES[kind].leaves).first) == 0)


def gmr(conflict: Conflict, party: int, kind: str) -> Bools:
    """Where a party is stable by general metarationality, with unknown preferences.

    >>> gmr(_example(), 0, "c").tolist()
    [False, False]
    """
    doubt = Doubt.of(conflict)
    return _deterred(doubt, party, kind, doubt.sequences(party, in_their_interest=False), inescapable=False)


def smr(conflict: Conflict, party: int, kind: str) -> Bools:
    """Where a party is stable by symmetric metarationality, with unknown preferences.

    >>> smr(_example(), 0, "d").tolist()
    [True, True]
    """
    doubt = Doubt.of(conflict)
    return _deterred(doubt, party, kind, doubt.sequences(party, in_their_interest=False), inescapable=True)


def seq(conflict: Conflict, party: int, kind: str) -> Bools:
    """Where a party is sequentially stable, with unknown preferences.

    >>> seq(_example(), 0, "a").tolist()
    [False, False]
    """
    doubt = Doubt.of(conflict)
    return _deterred(doubt, party, kind, doubt.sequences(party, in_their_interest=True), inescapable=False)


def _example() -> Conflict:
    """One party, one step, and nothing known of whether the party likes it."""
    from standoff.engine.stability.individual import OptionForm
    from standoff.engine.stability.states import Graph

    ranks = np.array([[0, 1], [1, 0]], np.int32)
    return OptionForm.of(Graph(1, (1,), (1,), np.ones(2, bool), ranks[:1]), readings=(ranks,))


def _no_doubt(conflict: Conflict) -> StandoffError | None:
    if readings_of(conflict) is None:
        return UsageError(UNSAID)
    try:
        admit(int(conflict.feasible.sum()))
    except SizeError as error:
        return error
    return None


SAYS_WHAT_IS_UNKNOWN = Precondition(
    f"where the case says that a preference is unknown (`either`), up to {MOST_STATES:,} feasible states", _no_doubt
)

DOUBT = Family(
    "unknown",
    "it is not known which of two states a party prefers; four types of party differ in what they would leave for "
    "and in what deters them",
)


def _by_type(
    form_of: str, letters: str, function: Callable[..., Bools], called: str, asks: str, more: str = ""
) -> list[Notion]:
    """One notion for each type of party: function(conflict, party, kind) gives where the party is stable."""
    return [
        Notion(
            f"{form_of}_{kind}",
            DOUBT,
            partial(function, kind=kind),
            definition=f"{called} of type {kind} ({its.says}): {asks}.",
            source=f"Li, Hipel, Kilgour & Fang (2004){more}.",
            label=f"{letters}_{kind.upper()}",
            letters=f"{letters} of type {kind}",
            needs=(SAYS_WHAT_IS_UNKNOWN,),
            form_of=form_of,
            party_type=kind,
        )
        for kind, its in TYPES.items()
    ]


NOTIONS: tuple[Notion, ...] = (
    *_by_type("nash", "NASH", nash, "Nash stability", "the party has nothing to leave for"),
    *_by_type("gmr", "GMR", gmr, "General metarationality", "from all it would leave for, the others can deter it"),
    *_by_type("smr", "SMR", smr, "Symmetric metarationality", "as gmr, and all it can move to then deters it, too"),
    *_by_type(
        "seq",
        "SEQ",
        seq,
        "Sequential stability",
        "as gmr, by moves that may pay whoever makes them",
        "; the moves of the others are so in all four types",
    ),
)
"""The notions of parties whose preferences are not all known, for each type of party."""

UNKNOWN: Mapping[str, Mapping[str, Notion]] = {
    form: {one.party_type: one for one in NOTIONS if one.form_of == form}
    for form in dict.fromkeys(n.form_of for n in NOTIONS)
}
"""What a concept is where preferences are unknown: by the concept, and by the type of party."""
