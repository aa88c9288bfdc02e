"""Question 1 for a case: which states are stable, and who has leverage over whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.coalitions import Surroundings, coalition_named, coalitions_of_case
from standoff.analysis.misperception import perceive
from standoff.analysis.numbers import (
    Progress,
    compiled_rule,
    exchange_of,
    places_of,
    silent,
)
from standoff.analysis.orders import by_worth, orders_of
from standoff.engine import chains, concepts, leverage, masks, states, strength, unknown
from standoff.engine.exchange import Bools, Floats
from standoff.engine.stability import Sweeps
from standoff.errors import UsageError
from standoff.results import records, sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model import Case


@dataclass(frozen=True)
class Lattice:
    """The states of a case as the engine sees them, and the way back to names."""

    case: Case
    graph: Sweeps
    free: Sweeps
    worth: Floats
    together: tuple[int, ...]
    together_worth: Floats

    def state(self, bits: int) -> records.State:
        """The steps in force in a state, by name."""
        names = list(self.case.steps)
        return tuple(names[j] for j in masks.members(bits))

    @property
    def now(self) -> int:
        """The state today."""
        return masks.mask(places_of(list(self.case.steps), self.case.now))

    def move(self, before: int, after: int) -> str:
        """A move in words."""
        called = {name: step.name for name, step in self.case.steps.items()}
        made, ended = (self.state(bits) for bits in (after & ~before, before & ~after))
        return sentences.change([called[s] for s in made], [called[s] for s in ended])


def lattice_of(case: Case) -> Lattice:
    """The states of a case: SizeError above 24 steps, UsageError where the rules forbid what is in force now."""
    names, steps = list(case.steps), list(case.steps.values())
    states.admit(len(names))
    exchange = exchange_of(case)
    entries = tuple(masks.mask(np.flatnonzero(members).tolist()) for members in exchange.together_steps)
    feasible = _feasible(case)
    if not feasible[masks.mask(places_of(names, case.now))]:
        raise UsageError("the rules forbid the state that is in force now; `standoff check` says which")

    orders = orders_of(case, exchange, feasible)
    never, final = (np.array([getattr(step, key).never for step in steps]) for key in ("undo", "redo"))
    free = states.powers(exchange.owns, exchange.ends_all, final=final)
    joint = states.joint_powers(exchange.owns, irreversible=never, final=final)
    free_joint = states.joint_powers(exchange.owns, final=final)
    graph, unbound = (
        Sweeps.of(states.Graph(len(names), *can, feasible, orders.ranks, together), orders.least, orders.readings)
        for can, together in ((powers_of(case), joint), (free, free_joint))
    )
    return Lattice(case, graph, unbound, exchange.worth, entries, exchange.together_worth)


def powers_of(case: Case) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What each party can bring into force and take out of force alone: the masks `makes` and `ends` of its graph."""
    steps = list(case.steps.values())
    return states.powers(
        [[party in step.by for step in steps] for party in case.parties],
        ends_all=[step.ends == "all" for step in steps],
        irreversible=[step.undo.never for step in steps],
        final=[step.redo.never for step in steps],
    )


def _feasible(case: Case) -> Bools:
    place = {name: n for n, name in enumerate(case.steps)}
    return masks.feasible(len(place), (compiled_rule(expression, place) for expression in case.constraints()))


def feasible_states(case: Case) -> int:
    """How many states keep all rules and choices; SizeError above 24 steps."""
    states.admit(len(case.steps))
    return int(_feasible(case).sum())


def stable(
    case: Case,
    limit: int = 1000,
    all_states: bool = False,
    progress: Progress = silent,
    asked: Sequence[str] = (),
    coalition: Sequence[str] = (),
    view: str | None = None,
) -> records.Stable:
    """Where are we: is now stable, for whom, by which notion; what can be reached; who has leverage over whom?

    At most `limit` states are listed for each concept: those that improvements lead to from now first, then the ones
    nearest to now. asked: the names of concepts; without any, those of one party alone, and what else is cheap.
    coalition: the names of the parties of one coalition; without any, all coalitions are looked at. view: the party as
    which the case is seen. Raises SizeError above 24 steps, UsageError for a concept that does not exist or cannot be
    asked of this case, and for a party that has no view of its own.
    """
    if view is not None:
        return replace(stable(_seen_as(case, view), limit, all_states, progress, asked, coalition), view=view)
    lattice_ = lattice_of(case)
    graph, parties = lattice_.graph, list(case.parties)
    names = tuple(dict.fromkeys(asked)) or concepts.usual(graph)
    group = coalition_named(case, coalition)
    concepts.refuse(graph, [name for name in names if not concepts.entry(name).of_coalitions])
    held = _held(graph, names, progress, "stability")
    unbound = _held(lattice_.free, names, progress, "what could be undone")
    moves = chains.improvement_reach(graph, lattice_.now)
    order = _nearest_first(moves, lattice_.now)

    def listed(found: Bools) -> records.Equilibria:
        chosen = order[found[order]][:limit]
        return records.Equilibria(int(found.sum()), tuple(lattice_.state(int(s)) for s in chosen))

    equilibria = {name: _for_all(found) for name, found in held.items()}
    locked = {name: found & ~_for_all(unbound[name]) for name, found in equilibria.items()}
    some = np.logical_or.reduce([np.zeros_like(graph.feasible), *equilibria.values()])
    reached = order[(moves[order] > 0) & some[order]][:limit]
    here = lattice_.now
    return records.Stable(
        parties=tuple(parties),
        steps=tuple(case.steps),
        feasible_states=int(graph.feasible.sum()),
        equilibria={concept: listed(found) for concept, found in equilibria.items()},
        now=records.Now(
            state=lattice_.state(here),
            stable=_stable_at(held, parties, here),
            equilibrium=tuple(name for name, found in equilibria.items() if found[here]),
        ),
        leverage=_leverage(lattice_),
        deterrence=tuple(_deterrence(lattice_, i) for i in range(len(parties))),
        reachable=tuple(
            records.Reachable(lattice_.state(int(s)), int(moves[s]), tuple(c for c in equilibria if equilibria[c][s]))
            for s in reached
        ),
        reachable_states=int((moves > 0).sum()),
        stuck={concept: listed(found) for concept, found in locked.items()},
        states=tuple(
            records.StateStability(lattice_.state(int(s)), _stable_at(held, parties, int(s)))
            for s in np.flatnonzero(graph.feasible)
        )
        if all_states
        else None,
        made=records.Made(version=__version__, method="the definitions, at the medians of the ranges", exact=True),
        coalitions=coalitions_of_case(
            Surroundings(case, graph, here, lattice_.state, listed), names, held, group, limit
        )
        if group or not asked or any(concepts.entry(name).of_coalitions for name in names)
        else None,
        firm=_firm(lattice_, held),
        doubt=_doubt(lattice_, held),
        views=perceive(case, asked, lattice_of, listed, progress) if case.views else None,
    )


def _seen_as(case: Case, party: str) -> Case:
    """The case as a party sees it; UsageError for one that has no view of its own."""
    from standoff.case.views import seen_by

    if party in case.parties and party not in case.views:
        known = f"the case has views of {', '.join(case.views)}" if case.views else "add one under `views:`"
        raise UsageError(f"{party} has no view of its own, so it sees the case as it is; {known}")
    return seen_by(case, party)


def _firm(of: Lattice, held: Mapping[str, Bools]) -> dict[str, tuple[str, ...]] | None:
    """Under which concepts each party is strongly stable now."""
    if strength.least_of(of.graph) is None:
        return None
    return _now(of, held, {name: f"strong_{name}" for name in strength.STRONG})


def _doubt(of: Lattice, held: Mapping[str, Bools]) -> dict[str, dict[str, tuple[str, ...]]] | None:
    """Under which concepts each would stay now, by type; None where it was not asked for and takes long."""
    known = {*held, *concepts.usual(of.graph)}
    found = {kind: {name: f"{name}_{kind}" for name in unknown.UNKNOWN} for kind in unknown.TYPES}
    if not known.issuperset(name for of_type in found.values() for name in of_type.values()):
        return None
    return {kind: _now(of, held, of_type) for kind, of_type in found.items()}


def _now(of: Lattice, held: Mapping[str, Bools], names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each party those of some names under whose concept it is stable now."""
    found = {name: _where(of, held, concept)[:, of.now] for name, concept in names.items()}
    return {party: tuple(name for name, now in found.items() if now[i]) for i, party in enumerate(of.case.parties)}


def _where(of: Lattice, held: Mapping[str, Bools], concept: str) -> Bools:
    return held[concept] if concept in held else concepts.where(of.graph, concept)


_SHOWN_APART = ("strength", "unknown")
"""Families whose verdicts are told in `firm` and `doubt`."""


def without_variants(found: records.Stable) -> records.Stable:
    """The same without the concepts of strength and of unknown preferences; `firm` and `doubt` stay."""

    def kept(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if concepts.entry(name).family not in _SHOWN_APART)

    return replace(
        found,
        equilibria={name: found.equilibria[name] for name in kept(found.equilibria)},
        stuck={name: found.stuck[name] for name in kept(found.stuck)},
        now=replace(
            found.now,
            stable={party: kept(names) for party, names in found.now.stable.items()},
            equilibrium=kept(found.now.equilibrium),
        ),
        reachable=tuple(replace(one, concepts=kept(one.concepts)) for one in found.reachable if kept(one.concepts)),
    )


def _held(graph: Sweeps, names: Sequence[str], progress: Progress, what: str) -> dict[str, Bools]:
    """Where each party is stable, for each of these concepts that is asked of parties."""
    found = {}
    for number, name in enumerate(names, start=1):
        if not concepts.entry(name).of_coalitions:
            found[name] = concepts.where(graph, name)
        progress(what, number / len(names))
    return found


def _for_all(found: Bools) -> Bools:
    """Where every party is stable, given where each is."""
    return np.asarray(found.all(axis=0))


def catalogue(case: Case | None = None) -> tuple[records.Concept, ...]:
    """Every concept that can be asked for, and, of a case, whether it can be asked of that one.

    Raises SizeError above 24 steps.
    """
    graph = lattice_of(case).graph if case else None
    lacks = {name: graph and one.lacks(graph) for name, one in concepts.TABLE.items()}
    return tuple(
        records.Concept(**row, refused=str(lacks[row["name"]]) if lacks[row["name"]] else None)
        for row in concepts.listed()
    )


def _nearest_first(moves: states.Ranks, now: int) -> NDArray[np.intp]:
    """All states: those that improvements lead to by the number of moves, then the others by steps changed."""
    changed = np.bitwise_count(np.arange(moves.size) ^ now)
    return np.lexsort((changed, np.where(moves < 0, np.iinfo(np.int32).max, moves)))


def _stable_at(held: Mapping[str, Bools], parties: Sequence[str], state: int) -> dict[str, tuple[str, ...]]:
    return {party: tuple(name for name, where in held.items() if where[i][state]) for i, party in enumerate(parties)}


def _leverage(of: Lattice) -> dict[str, dict[str, records.Leverage]]:
    """Who can help or hurt whom by a move of its own, and by which; None where the other gives an order only."""
    found = leverage.leverage(of.graph, of.now, of.worth, of.together, of.together_worth)
    parties = list(of.case.parties)
    counts = {party: any(party in step.worth for step in of.case.steps.values()) for party in parties}
    nothing = records.Leverage(None, None)
    return {
        actor: {
            other: records.Leverage(
                float(found.best[a, o]),
                float(found.worst[a, o]),
                of.state(int(found.best_state[a, o])),
                of.state(int(found.worst_state[a, o])),
            )
            if counts[other]
            else nothing
            for o, other in enumerate(parties)
            if o != a
        }
        for a, actor in enumerate(parties)
    }


def _deterrence(of: Lattice, i: int) -> records.Deterrence:
    """A party's best improvement from now, and the answer of the others that deters it."""
    parties = list(of.case.parties)
    party, called = parties[i], [claim.name for claim in of.case.parties.values()]
    improvement = chains.best_improvement(of.graph, i, of.now)
    if improvement is None:
        return records.Deterrence(party, None, None, None, None, (), sentences.why_it_stays(called[i]))
    own = leverage.leverage(of.graph, of.now, of.worth, of.together, of.together_worth).best[i, i]
    gain = float(own) if by_worth(of.case, party) else None
    move = of.move(of.now, improvement)
    answer = chains.sanction(of.graph, i, of.now, improvement)
    if answer is None:
        why = sentences.why_undeterred(called[i], move)
        return records.Deterrence(party, of.state(improvement), gain, None, None, (), why)
    before = [improvement, *(state for _, state in answer.moves)]
    said = [(called[mover], of.move(before[n], state)) for n, (mover, state) in enumerate(answer.moves)]
    return records.Deterrence(
        party=party,
        improvement=of.state(improvement),
        gain=gain,
        sanction=of.state(answer.moves[-1][1]),
        concept=answer.concept,
        moves=tuple((parties[mover], of.state(state)) for mover, state in answer.moves),
        why=sentences.why_deterred(called[i], move, said, answer.concept),
    )
