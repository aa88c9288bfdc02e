"""Question 1 for a case: which states are stable, and who has leverage over whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.numbers import (
    Progress,
    exchange_of,
    places_of,
    silent,
)
from standoff.analysis.rules import compiled_rule
from standoff.engine import chains, leverage, masks, stability, states
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
    place = {name: n for n, name in enumerate(names)}
    # Who has an order of states needs no worths here, and there may be none that agree with it.
    exchange = exchange_of(case.model_copy(update={"prefer": {}}))
    entries = tuple(masks.mask(np.flatnonzero(members).tolist()) for members in exchange.together_steps)
    feasible = _feasible(case)
    if not feasible[masks.mask(places_of(names, case.now))]:
        raise UsageError("the rules forbid the state that is in force now; `standoff check` says which")

    def ranks(i: int, party: str) -> states.Ranks:
        preference = case.prefer.get(party)
        if preference is None:
            together = list(zip(entries, exchange.together_worth[:, i].tolist(), strict=True))
            return states.ranks_from_worth(exchange.worth[i], together, feasible)
        if hasattr(preference, "statements"):
            lattice_columns = masks.columns(len(names))
            truths = (
                np.broadcast_to(masks.truth(compiled_rule(rule.expression, place), lattice_columns), feasible.shape)
                for rule in preference.statements
            )
            return states.ranks_from_statements(truths, feasible)
        levels = [[masks.mask(places_of(names, sorted(state))) for state in level] for level in preference.levels]
        return states.ranks_from_ranking(levels, feasible)

    ranked = np.array([ranks(i, party) for i, party in enumerate(case.parties)])
    final = np.array([step.redo.never for step in steps])
    free = states.powers(exchange.owns, exchange.ends_all, final=final)
    graph = states.Graph(len(names), *powers_of(case), feasible, ranked)
    unbound = states.Graph(len(names), *free, feasible, ranked)
    return Lattice(case, Sweeps.of(graph), Sweeps.of(unbound), exchange.worth, entries, exchange.together_worth)


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


def stable(case: Case, limit: int = 1000, all_states: bool = False, progress: Progress = silent) -> records.Stable:
    """Where are we: is now stable, for whom, by which notion; what can be reached; who has leverage over whom?

    At most `limit` states are listed for each concept: those that improvements lead to from now first, then the ones
    nearest to now. Raises SizeError above 24 steps.
    """
    lattice_ = lattice_of(case)
    graph, parties = lattice_.graph, list(case.parties)
    concepts = _concepts_of(graph, progress, "stability")
    _concepts_of(lattice_.free, progress, "what could be undone")
    moves = chains.improvement_reach(graph, lattice_.now)
    order = _nearest_first(moves, lattice_.now)

    def listed(found: Bools) -> records.Equilibria:
        chosen = order[found[order]][:limit]
        return records.Equilibria(int(found.sum()), tuple(lattice_.state(int(s)) for s in chosen))

    equilibria = {concept: stability.equilibria(graph, concept) for concept in concepts}
    locked = {concept: stability.locked(graph, lattice_.free, concept) for concept in concepts}
    some = np.logical_or.reduce(list(equilibria.values()))
    reached = order[(moves[order] > 0) & some[order]][:limit]
    here = lattice_.now
    return records.Stable(
        parties=tuple(parties),
        steps=tuple(case.steps),
        feasible_states=int(graph.feasible.sum()),
        equilibria={concept: listed(found) for concept, found in equilibria.items()},
        now=records.Now(
            state=lattice_.state(here),
            stable=_stable_at(graph, parties, here),
            equilibrium=tuple(concept for concept in concepts if equilibria[concept][here]),
        ),
        leverage=_leverage(lattice_),
        deterrence=tuple(_deterrence(lattice_, i) for i in range(len(parties))),
        reachable=tuple(
            records.Reachable(lattice_.state(int(s)), int(moves[s]), tuple(c for c in concepts if equilibria[c][s]))
            for s in reached
        ),
        reachable_states=int((moves > 0).sum()),
        stuck={concept: listed(found) for concept, found in locked.items()},
        states=tuple(
            records.StateStability(lattice_.state(int(s)), _stable_at(graph, parties, int(s)))
            for s in np.flatnonzero(graph.feasible)
        )
        if all_states
        else None,
        made=records.Made(version=__version__, method="the definitions, at the medians of the ranges", exact=True),
    )


def _concepts_of(graph: Sweeps, progress: Progress, what: str) -> tuple[str, ...]:
    """Work out every concept for every party; the names of the concepts."""
    concepts = tuple(stability.CONCEPTS)
    for number, (concept, party) in enumerate(product(concepts, range(graph.parties)), start=1):
        graph.stable(concept, party)
        progress(what, number / (len(concepts) * graph.parties))
    return concepts


def _nearest_first(moves: states.Ranks, now: int) -> NDArray[np.intp]:
    """All states: those that improvements lead to by the number of moves, then the others by steps changed."""
    changed = np.bitwise_count(np.arange(moves.size) ^ now)
    return np.lexsort((changed, np.where(moves < 0, np.iinfo(np.int32).max, moves)))


def _stable_at(graph: Sweeps, parties: Sequence[str], state: int) -> dict[str, tuple[str, ...]]:
    return {
        party: tuple(concept for concept in stability.CONCEPTS if graph.stable(concept, i)[state])
        for i, party in enumerate(parties)
    }


def _leverage(of: Lattice) -> dict[str, dict[str, records.Leverage]]:
    """Who can help or hurt whom by a move of its own, and by which; None where the other gives an order only."""
    found = leverage.leverage(of.graph, of.now, of.worth, of.together, of.together_worth)
    parties = list(of.case.parties)
    counts = {p: p in of.case.order or any(p in step.worth for step in of.case.steps.values()) for p in parties}
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
    gain = None if party in of.case.prefer else float(own)
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
