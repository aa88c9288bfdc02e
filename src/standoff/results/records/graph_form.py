"""The records of question 1 for a conflict in graph form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from standoff.results.records.limits import Count
from standoff.results.records.made import Made
from standoff.results.records.record import Record

# ------------------------------------------------- question 1, for a conflict in graph form: states have names


@dataclass(frozen=True)
class GraphEquilibria(Record):
    """The equilibria of a graph form under one concept: how many, and (up to the limit asked for) which."""

    count: Count
    states: tuple[str, ...]


@dataclass(frozen=True)
class GraphState(Record):
    """One state, the concepts under which each party would stay there, and those under which all would."""

    state: str
    stable: Mapping[str, tuple[str, ...]]
    equilibrium: tuple[str, ...]


@dataclass(frozen=True)
class GraphDeterrence(Record):
    """As `Deterrence`, for states that have names: a party's best improvement from now, and what deters it."""

    party: str
    improvement: str | None
    sanction: str | None
    concept: str | None
    moves: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True)
class GraphReachable(Record):
    """An equilibrium that improvements alone can lead to from now, and in how many moves at least."""

    state: str
    moves: Count
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class GraphStable(Record):
    """Where we are, for a conflict in graph form: what is stable, for whom, and what can be reached from now.

    labels: what each state is called. moves: how many each party has. `reachable` is as in `Stable`.
    `now` is None where the file names none: then nothing is said of who is deterred and what can be reached. `states`:
    all of them, or None unless asked for.
    """

    title: str
    parties: tuple[str, ...]
    labels: Mapping[str, str]
    moves: Mapping[str, Count]
    equilibria: Mapping[str, GraphEquilibria]
    now: GraphState | None
    deterrence: tuple[GraphDeterrence, ...]
    reachable: tuple[GraphReachable, ...]
    reachable_states: Count
    reachable_equilibria: Count
    states: tuple[GraphState, ...] | None
    made: Made
