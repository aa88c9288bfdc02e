"""What records about states say in a line, and their tables: what is stable, why, and what can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from standoff.results.records.graph_form import GraphEquilibria, GraphStable
from standoff.results.records.made import State
from standoff.results.records.reasons import Destination, Inversion, Reasons, Ways
from standoff.results.records.record import Record
from standoff.results.records.stability import Equilibria, Stable
from standoff.results.tables.short import titled
from standoff.results.tables.table import Cell, Columns, Shown, Table, Tables, columns, names

__all__ = ["SHOWN", "STABLE", "state_said"]


def state_said(state: State) -> str:
    """A state in a line: its steps, cut where they are many.

    >>> state_said(()), state_said(("fuel", "talks"))
    ('nothing in force', 'fuel, talks')
    """
    first = state[:6]
    return (", ".join(first) or "nothing in force") + f" and {len(state) - 6} more" * (len(state) > 6)


def _under(concepts: Sequence[str]) -> str:
    return ", ".join(concepts) or "no notion"


def _counts(equilibria: Mapping[str, Equilibria | None] | Mapping[str, GraphEquilibria]) -> str:
    """How many equilibria there are under the first few concepts."""
    known = [(concept, found.count) for concept, found in equilibria.items() if found is not None]
    more = f" and {len(known) - 5} notions more" * (len(known) > 5)
    return "equilibria: " + ", ".join(f"{count:,} {concept}" for concept, count in known[:5]) + more


# ------------------------------------------------------------------------------------- where are we?


def _stable(found: Stable) -> str:
    states = "" if found.feasible_states is None else f" of {found.feasible_states:,} states"
    return f"Now is stable under {_under(found.now.equilibrium)}; {_counts(found.equilibria)}{states}"


def _state_columns(found: Stable) -> Columns:
    return {"state": str, **dict.fromkeys(found.parties, str)}


STABLE: Mapping[str, Table[Stable]] = {
    "equilibria": Table(
        columns("concept:str state:str"),
        lambda found: (
            (concept, names(state)) for concept, one in found.equilibria.items() if one for state in one.states
        ),
    ),
    "counts": Table(
        columns("concept:str count:int"),
        lambda found: ((concept, one.count) for concept, one in found.equilibria.items() if one),
    ),
    "leverage": Table(
        columns("who:str whom:str best worst"),
        lambda found: (
            (who, whom, change.best, change.worst)
            for who, others in found.leverage.items()
            for whom, change in others.items()
        ),
    ),
    "deterrence": Table(
        columns("party:str improvement:str gain sanction:str concept:str why:str"),
        lambda found: (
            (d.party, _or_none(d.improvement), d.gain, _or_none(d.sanction), d.concept, d.why) for d in found.deterrence
        ),
    ),
    "reachable": Table(
        columns("state:str moves:int concepts:str"),
        lambda found: ((names(one.state), one.moves, names(one.concepts)) for one in found.reachable),
    ),
    "states": Table(
        _state_columns,
        lambda found: (
            (names(one.state), *(names(one.stable[party]) for party in found.parties)) for one in found.states or ()
        ),
    ),
}


def _or_none(state: State | None) -> str | None:
    return None if state is None else names(state)


def _graph(found: GraphStable) -> str:
    if found.now is None:
        return f"{titled(found.title)}: {_counts(found.equilibria)}"
    now = found.labels.get(found.now.state, found.now.state)
    return (
        f"{titled(found.title)}: “{now}” is stable under {_under(found.now.equilibrium)}; {_counts(found.equilibria)}"
    )


_GRAPH: Mapping[str, Table[GraphStable]] = {
    "equilibria": Table(
        columns("concept:str state:str label:str"),
        lambda found: (
            (concept, state, found.labels.get(state))
            for concept, one in found.equilibria.items()
            for state in one.states
        ),
    ),
    "reachable": Table(
        columns("state:str moves:int concepts:str"),
        lambda found: ((one.state, one.moves, names(one.concepts)) for one in found.reachable),
    ),
    "states": Table(
        lambda found: {"state": str, "label": str, **dict.fromkeys(found.parties, str)},
        lambda found: (
            (one.state, found.labels.get(one.state), *(names(one.stable[party]) for party in found.parties))
            for one in found.states or ()
        ),
    ),
}

# ------------------------------------------------------------------------------ why, and what else?


def _reasons(found: Reasons) -> str:
    stays = (f"{one.party} stays under {_under([r.concept for r in one.reasons if r.stable])}" for one in found.parties)
    return f"At {state_said(found.state)}: {'; '.join(stays)}"


_REASONS: Table[Reasons] = Table(
    columns("party:str concept:str stable:bool improvements:int undeterred:int why:str"),
    lambda found: (
        (one.party, r.concept, r.stable, r.improvements, r.undeterred, r.why)
        for one in found.parties
        for r in one.reasons
    ),
)


def _ways(found: Ways) -> str:
    to = "equilibria" if found.to is None else state_said(found.to)
    reached = f"{found.by_moves + found.only_together:,} of {found.found:,}"
    return (
        f"From {state_said(found.start)} to {to}: {reached} can be reached, {found.by_improvements:,} by improvements"
    )


def _destination(one: Destination) -> tuple[Cell, ...]:
    alone, together = one.alone, one.together
    return (
        *(names(one.state), names(one.concepts)),
        *((None, None) if alone is None else (len(alone.moves), alone.sacrifices)),
        *((None, None) if together is None else (len(together.moves), together.sacrifices)),
    )


_WAYS: Table[Ways] = Table(
    columns("state:str concepts:str moves:int sacrifices:int moves_together:int sacrifices_together:int"),
    lambda found: map(_destination, found.destinations),
)


def _inversion(found: Inversion) -> str:
    what = [f"{one.party} {'would stay' if one.stable else 'would leave'}" for one in found.parties]
    return f"{found.concept} at {state_said(found.state)}: {', '.join(what)}"


def _needed(found: Inversion) -> Iterator[tuple[Cell, ...]]:
    for one in found.parties:
        rise = (None, None) if one.rise is None else (one.rise.overtakes, one.rise.points)
        yield (one.party, one.stable, one.fewest, one.exact, *rise)


_INVERSION: Tables = {
    "parties": Table(columns("party:str stable:bool fewest:int exact:bool overtakes:int points"), _needed),
    "worths": Table(
        columns("party:str kind:str name:str now needed change in_range:bool"),
        lambda found: (
            (one.party, w.kind, w.name, w.now, w.needed, w.change, w.in_range)
            for one in found.parties
            for w in one.worths
        ),
    ),
}


def _whys(found: Stable | GraphStable) -> Mapping[str, str]:
    said: Iterable[tuple[str, str]] = ((one.party, one.why) for one in found.deterrence)
    return dict(said)


SHOWN: Mapping[type[Record], Shown[Any]] = {
    Stable: Shown(_stable, STABLE, _whys),
    GraphStable: Shown(_graph, _GRAPH, _whys),
    Reasons: Shown(_reasons, {"reasons": _REASONS}),
    Ways: Shown(_ways, {"destinations": _WAYS}),
    Inversion: Shown(_inversion, _INVERSION),
}
