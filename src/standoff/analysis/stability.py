"""Question 1 for a case: which states are stable, and who has leverage over whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.merged_states import MergedStates, holders
from standoff.analysis.numbers import (
    Progress,
    compiled_rule,
    exchange_of,
    places_of,
    require_known,
    silent,
)
from standoff.engine import chains, leverage, masks, stability, states
from standoff.engine.exchange import Bools, Floats
from standoff.engine.merging import whole
from standoff.engine.stability import Conflict, Sweeps
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
    truths: tuple[Bools, ...] = ()
    holds: states.Ints | None = None

    def state(self, bits: int) -> records.State:
        """The steps in force in a state, by name."""
        names = list(self.case.steps)
        return tuple(names[j] for j in masks.members(bits))

    @property
    def now(self) -> int:
        """The state today."""
        return masks.mask(places_of(list(self.case.steps), self.case.now))

    def merging(self, limit: int) -> MergedStates | None:
        """The same with some states made one, if the case says so."""
        if self.holds is None:
            return None
        return MergedStates(
            self.case,
            self.graph,
            self.free,
            self.truths,
            self.holds,
            self.now,
            self.worth,
            self.together,
            self.together_worth,
            limit,
        )

    @property
    def merged(self) -> tuple[records.Merged, ...]:
        """No states are one here."""
        return ()

    def distance(self) -> states.Ints:
        """How many steps differ between now and each state."""
        changed: states.Ints = np.bitwise_count(np.arange(self.graph.states) ^ self.now)
        return changed

    def reach(self) -> states.Ranks:
        """How many improvements lead from now to every state; -1 where none do."""
        return chains.improvement_reach(self.graph, self.now)

    def best_improvement(self, i: int) -> int | None:
        """What a party would move to from now."""
        return chains.best_improvement(self.graph, i, self.now)

    def sanction(self, i: int, improvement: int) -> chains.Sanction | None:
        """How the others can answer that."""
        return chains.sanction(self.graph, i, self.now, improvement)

    def gain(self, i: int, improvement: int) -> float:
        """How much more its best improvement is worth to a party than now, in its own points."""
        own = leverage.leverage(self.graph, self.now, self.worth, self.together, self.together_worth).best[i, i]
        return float(own)

    def move(self, mover: int, before: int, after: int) -> str:
        """A move in words."""
        called = {name: step.name for name, step in self.case.steps.items()}
        made, ended = (self.state(bits) for bits in (after & ~before, before & ~after))
        return sentences.change([called[s] for s in made], [called[s] for s in ended])


def lattice_of(case: Case) -> Lattice:
    """The states of a case: SizeError above 24 steps, UsageError where the rules forbid what is in force now."""
    names, steps = list(case.steps), list(case.steps.values())
    states.admit(len(names), len(case.parties))
    place = {name: n for n, name in enumerate(names)}
    exchange = exchange_of(case)
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
        if holds is not None:
            levels = [whole(level, holds) for level in levels]
        return states.ranks_from_ranking(levels, feasible)

    columns = masks.columns(len(names)) if case.merge else ()
    truths = tuple(
        np.broadcast_to(masks.truth(compiled_rule(rule.expression, place), columns), feasible.shape)
        for rule in case.merge
    )
    holds = holders(feasible, truths) if truths else None
    ranked = np.empty((len(case.parties), 1 << len(names)), np.int32)
    for i, party in enumerate(case.parties):
        ranked[i] = ranks(i, party)
    final = np.array([step.redo.never for step in steps])
    free = states.powers(exchange.owns, exchange.ends_all, final=final)
    graph = Sweeps.of(states.Graph(len(names), *powers_of(case), feasible, ranked))
    bound = (graph.makes, graph.ends)
    unbound = graph if free == bound else Sweeps.of(states.Graph(len(names), *free, feasible, ranked))
    return Lattice(case, graph, unbound, exchange.worth, entries, exchange.together_worth, truths, holds)


def unmerged_lattice_of(case: Case) -> Lattice:
    """The same for what is asked of states one by one: UsageError where the case merges some."""
    if case.merge:
        raise UsageError(
            "the case makes some states one (`merge`), and this is asked of each state by itself; "
            "leave `merge` out, or ask `standoff stable`"
        )
    return lattice_of(case)


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
    *,
    state: Sequence[str] | None = None,
    time_limit: float | None = None,
) -> records.Stable:
    """Where are we: is now stable, for whom, by which notion; what can be reached; who has leverage over whom?

    At most `limit` states are listed for each concept: those that improvements lead to from now first, then the ones
    nearest to now. state: the steps in force, in place of now. Above 24 steps, what can be searched for is answered,
    within `time_limit` seconds (see `analysis/large.py`). Raises SizeError above 60 steps, UsageError.
    """
    if state is not None:
        case = _at(case, state)
    if len(case.steps) > states.MOST_STEPS:
        if all_states:
            raise UsageError(f"every state can be shown of up to {states.MOST_STEPS} steps; leave out --all")
        from standoff.analysis import large  # it is made of what is here

        return large.stable(case, limit, progress, time_limit)
    lattice_ = lattice_of(case)
    where = lattice_.merging(limit) or lattice_
    graph, parties = where.graph, list(case.parties)
    concepts = _concepts_of(graph, progress, "stability")
    _concepts_of(where.free, progress, "what could be undone")
    moves = where.reach()
    order = _nearest_first(moves, graph.feasible, where.distance())

    def listed(found: Bools) -> records.Equilibria:
        chosen = order[found[order]][:limit]
        return records.Equilibria(int(found.sum()), tuple(where.state(int(s)) for s in chosen))

    equilibria = {concept: stability.equilibria(graph, concept) for concept in concepts}
    locked = {concept: stability.locked(graph, where.free, concept) for concept in concepts}
    some = np.logical_or.reduce(list(equilibria.values()))
    reached = order[(moves[order] > 0) & some[order]][:limit]
    here = where.now
    return records.Stable(
        parties=tuple(parties),
        steps=tuple(case.steps),
        feasible_states=int(graph.feasible.sum()),
        equilibria={concept: listed(found) for concept, found in equilibria.items()},
        now=records.Now(
            state=where.state(here),
            stable=_stable_at(graph, parties, here),
            equilibrium=tuple(concept for concept in concepts if equilibria[concept][here]),
        ),
        leverage=_leverage(lattice_),
        deterrence=tuple(_deterrence(where, i) for i in range(len(parties))),
        reachable=tuple(
            records.Reachable(where.state(int(s)), int(moves[s]), tuple(c for c in concepts if equilibria[c][s]))
            for s in reached
        ),
        reachable_states=int((moves > 0).sum()),
        stuck={concept: listed(found) for concept, found in locked.items()},
        states=tuple(
            records.StateStability(where.state(int(s)), _stable_at(graph, parties, int(s)))
            for s in np.flatnonzero(graph.feasible)
        )
        if all_states
        else None,
        made=records.Made(version=__version__, method="the definitions, at the medians of the ranges", exact=True),
        merged=where.merged,
    )


def _at(case: Case, state: Sequence[str]) -> Case:
    """The case with another state in force."""
    for name in state:
        require_known("step", name, case.steps)
    columns = [name in state for name in case.steps]
    place = {name: n for n, name in enumerate(case.steps)}
    if not all(masks.truth(compiled_rule(rule, place), columns) for rule in case.constraints()):
        raise UsageError("the rules or choices forbid the state that was asked for")
    return case.model_copy(update={"now": tuple(name for name in case.steps if name in state)})


def _concepts_of(graph: Conflict, progress: Progress, what: str) -> tuple[str, ...]:
    """Work out every concept for every party; the names of the concepts."""
    concepts = tuple(stability.CONCEPTS)
    if isinstance(graph, Sweeps):
        graph.work_out(concepts)
    for number, (concept, party) in enumerate(product(concepts, range(graph.parties)), start=1):
        graph.stable(concept, party)
        progress(what, number / (len(concepts) * graph.parties))
    return concepts


def _nearest_first(moves: states.Ranks, feasible: Bools, changed: states.Ints) -> NDArray[np.intp]:
    """The feasible states: those that improvements lead to by the number of moves, then the others by steps changed."""
    lies = np.flatnonzero(feasible)
    count = moves[lies]
    far = int(count.max(initial=0)) + 1
    key = np.where(count < 0, far, count) * 64 + changed[lies]
    # Sixteen bits are sorted many times faster than more.
    return lies[np.argsort(key.astype(np.uint16) if far < 1 << 10 else key, kind="stable")]


def _stable_at(graph: Conflict, parties: Sequence[str], state: int) -> dict[str, tuple[str, ...]]:
    return {
        party: tuple(concept for concept in stability.CONCEPTS if graph.stable(concept, i)[state])
        for i, party in enumerate(parties)
    }


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


def _deterrence(of: Lattice | MergedStates, i: int) -> records.Deterrence:
    """A party's best improvement from now, and the answer of the others that deters it."""
    parties = list(of.case.parties)
    party, called = parties[i], [claim.name for claim in of.case.parties.values()]
    improvement = of.best_improvement(i)
    if improvement is None:
        return records.Deterrence(party, None, None, None, None, (), sentences.why_it_stays(called[i]))
    gain = None if party in of.case.prefer else of.gain(i, improvement)
    move = of.move(i, of.now, improvement)
    answer = of.sanction(i, improvement)
    if answer is None:
        why = sentences.why_undeterred(called[i], move)
        return records.Deterrence(party, of.state(improvement), gain, None, None, (), why)
    before = [improvement, *(state for _, state in answer.moves)]
    said = [(called[mover], of.move(mover, before[n], state)) for n, (mover, state) in enumerate(answer.moves)]
    return records.Deterrence(
        party=party,
        improvement=of.state(improvement),
        gain=gain,
        sanction=of.state(answer.moves[-1][1]),
        concept=answer.concept,
        moves=tuple((parties[mover], of.state(state)) for mover, state in answer.moves),
        why=sentences.why_deterred(called[i], move, said, answer.concept),
    )
