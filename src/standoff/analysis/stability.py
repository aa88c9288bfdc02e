"""Question 1 for a case: which states are stable, and who has leverage over whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.agreeing import by_worth, has_points
from standoff.analysis.coalitions import Surroundings, coalition_named, coalitions_of_case
from standoff.analysis.merged_states import MergedStates, holders
from standoff.analysis.misperception import perceive
from standoff.analysis.numbers import (
    Progress,
    exchange_of,
    places_of,
    require_known,
    silent,
)
from standoff.analysis.orders import orders_of
from standoff.analysis.rules import compiled_rule
from standoff.engine import chains, concepts, leverage, masks, states, strength, unknown
from standoff.engine.exchange import Bools, Floats
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
    # Who has an order of states needs no worths here.
    exchange = exchange_of(case.model_copy(update={"prefer": {}}))
    entries = tuple(masks.mask(np.flatnonzero(members).tolist()) for members in exchange.together_steps)
    feasible = _feasible(case)
    if not feasible[masks.mask(places_of(names, case.now))]:
        raise UsageError("the rules forbid the state that is in force now; `standoff check` says which")
    truths = _truths(case, feasible)
    holds = holders(feasible, truths) if truths else None
    orders = orders_of(case, exchange, feasible, holds)
    never, final = (np.array([getattr(step, key).never for step in steps]) for key in ("undo", "redo"))

    bound = powers_of(case), states.joint_powers(exchange.owns, irreversible=never, final=final)
    free = (
        states.powers(exchange.owns, exchange.ends_all, final=final),
        states.joint_powers(exchange.owns, final=final),
    )
    graph, unbound = (
        Sweeps.of(states.Graph(len(names), *can, feasible, orders.ranks, joint), orders.least, orders.readings)
        for can, joint in (bound, free)
    )
    if bound == free:
        unbound = graph  # what is worked out for the one is worked out for both
    return Lattice(case, graph, unbound, exchange.worth, entries, exchange.together_worth, truths, holds)


def _truths(case: Case, feasible: Bools) -> tuple[Bools, ...]:
    """Where each rule is true that says which states are one."""
    place = {name: n for n, name in enumerate(case.steps)}
    columns = masks.columns(len(place)) if case.merge else ()
    return tuple(
        np.broadcast_to(masks.truth(compiled_rule(rule.expression, place), columns), feasible.shape)
        for rule in case.merge
    )


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
    asked: Sequence[str] = (),
    coalition: Sequence[str] = (),
    view: str | None = None,
    *,
    state: Sequence[str] | None = None,
    time_limit: float | None = None,
) -> records.Stable:
    """Where are we: is now stable, for whom, by which notion; what can be reached; who has leverage over whom?

    At most `limit` states are listed for each concept: those that improvements lead to from now first, then the ones
    nearest to now. asked: the names of concepts; without any, those of one party alone, and what else is cheap.
    coalition: the names of the parties of one coalition; without any, all coalitions are looked at. view: the party as
    which the case is seen. state: the steps in force, in place of now. Above 24 steps, what can be searched for is
    answered, within `time_limit` seconds (see `analysis/large.py`). Raises SizeError above 60 steps, UsageError for a
    concept that does not exist or cannot be asked of this case, and for a party that has no view of its own.
    """
    if state is not None:
        case = _at(case, state)
    if view is not None:
        seen = stable(_seen_as(case, view), limit, all_states, progress, asked, coalition, time_limit=time_limit)
        return replace(seen, view=view)
    if len(case.steps) > states.MOST_STEPS:
        _refuse_beyond_search(all_states, asked, coalition)
        from standoff.analysis import large  # it is made of what is here

        return large.stable(case, limit, progress, time_limit)
    lattice_ = lattice_of(case)
    where = lattice_.merging(limit) or lattice_
    graph, parties = where.graph, list(case.parties)
    names = tuple(dict.fromkeys(asked)) or concepts.usual(graph)
    group = coalition_named(case, coalition)
    concepts.refuse(graph, [name for name in names if not concepts.entry(name).of_coalitions])
    held = _held(graph, names, progress, "stability")
    unbound = _held(where.free, names, progress, "what could be undone")
    moves = where.reach()
    order = _nearest_first(moves, graph.feasible, where.distance())

    def listed(found: Bools) -> records.Equilibria:
        chosen = order[found[order]][:limit]
        return records.Equilibria(int(found.sum()), tuple(where.state(int(s)) for s in chosen))

    equilibria = {name: _for_all(found) for name, found in held.items()}
    locked = {name: found & ~_for_all(unbound[name]) for name, found in equilibria.items()}
    some = np.logical_or.reduce([np.zeros_like(graph.feasible), *equilibria.values()])
    reached = order[(moves[order] > 0) & some[order]][:limit]
    here = where.now
    return records.Stable(
        parties=tuple(parties),
        steps=tuple(case.steps),
        feasible_states=int(graph.feasible.sum()),
        equilibria={concept: listed(found) for concept, found in equilibria.items()},
        now=records.Now(
            state=where.state(here),
            stable=_stable_at(held, parties, here),
            equilibrium=tuple(name for name, found in equilibria.items() if found[here]),
        ),
        leverage=_leverage(lattice_),
        deterrence=tuple(_deterrence(where, i) for i in range(len(parties))),
        reachable=tuple(
            records.Reachable(where.state(int(s)), int(moves[s]), tuple(c for c in equilibria if equilibria[c][s]))
            for s in reached
        ),
        reachable_states=int((moves > 0).sum()),
        stuck={concept: listed(found) for concept, found in locked.items()},
        states=tuple(
            records.StateStability(where.state(int(s)), _stable_at(held, parties, int(s)))
            for s in np.flatnonzero(graph.feasible)
        )
        if all_states
        else None,
        made=records.Made(version=__version__, method="the definitions, at the medians of the ranges", exact=True),
        coalitions=coalitions_of_case(Surroundings(case, graph, here, where.state, listed), names, held, group, limit)
        if group or not asked or any(concepts.entry(name).of_coalitions for name in names)
        else None,
        firm=_firm(where, held),
        doubt=_doubt(where, held),
        views=perceive(case, asked, lattice_of, listed, progress) if case.views and not case.merge else None,
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


def _refuse_beyond_search(all_states: bool, asked: Sequence[str], coalition: Sequence[str]) -> None:
    """UsageError for what is asked of all states, where there are too many to look at each."""
    if all_states:
        raise UsageError(f"every state can be shown of up to {states.MOST_STEPS} steps; leave out --all")
    if asked or coalition:
        raise UsageError(
            f"above {states.MOST_STEPS} steps NASH, GMR and SMR of single parties are answered; "
            "leave out --concept and --coalition"
        )


def _seen_as(case: Case, party: str) -> Case:
    """The case as a party sees it; UsageError for one that has no view of its own."""
    from standoff.case.views import seen_by

    if party in case.parties and party not in case.views:
        known = f"the case has views of {', '.join(case.views)}" if case.views else "add one under `views:`"
        raise UsageError(f"{party} has no view of its own, so it sees the case as it is; {known}")
    return seen_by(case, party)


def _firm(of: Lattice | MergedStates, held: Mapping[str, Bools]) -> dict[str, tuple[str, ...]] | None:
    """Under which concepts each party is strongly stable now."""
    if strength.least_of(of.graph) is None:
        return None
    return _now(of, held, {name: f"strong_{name}" for name in strength.STRONG})


def _doubt(of: Lattice | MergedStates, held: Mapping[str, Bools]) -> dict[str, dict[str, tuple[str, ...]]] | None:
    """Under which concepts each would stay now, by type; None where it was not asked for and takes long."""
    known = {*held, *concepts.usual(of.graph)}
    found = {kind: {name: f"{name}_{kind}" for name in unknown.UNKNOWN} for kind in unknown.TYPES}
    if not known.issuperset(name for of_type in found.values() for name in of_type.values()):
        return None
    return {kind: _now(of, held, of_type) for kind, of_type in found.items()}


def _now(of: Lattice | MergedStates, held: Mapping[str, Bools], names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each party those of some names under whose concept it is stable now."""
    found = {name: _where(of, held, concept)[:, of.now] for name, concept in names.items()}
    return {party: tuple(name for name, now in found.items() if now[i]) for i, party in enumerate(of.case.parties)}


def _where(of: Lattice | MergedStates, held: Mapping[str, Bools], concept: str) -> Bools:
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


def _held(graph: Conflict, names: Sequence[str], progress: Progress, what: str) -> dict[str, Bools]:
    """Where each party is stable, for each of these concepts that is asked of parties."""
    found = {}
    if isinstance(graph, Sweeps):
        graph.work_out(names)
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


def _nearest_first(moves: states.Ranks, feasible: Bools, changed: states.Ints) -> NDArray[np.intp]:
    """The feasible states: those that improvements lead to by the number of moves, then the others by steps changed."""
    lies = np.flatnonzero(feasible)
    count = moves[lies]
    far = int(count.max(initial=0)) + 1
    key = np.where(count < 0, far, count) * 64 + changed[lies]
    # Sixteen bits are sorted many times faster than more.
    return lies[np.argsort(key.astype(np.uint16) if far < 1 << 10 else key, kind="stable")]


def _stable_at(held: Mapping[str, Bools], parties: Sequence[str], state: int) -> dict[str, tuple[str, ...]]:
    return {party: tuple(name for name, where in held.items() if where[i][state]) for i, party in enumerate(parties)}


def _leverage(of: Lattice) -> dict[str, dict[str, records.Leverage]]:
    """Who can help or hurt whom by a move of its own, and by which; None where the other gives an order only."""
    found = leverage.leverage(of.graph, of.now, of.worth, of.together, of.together_worth)
    parties = list(of.case.parties)
    counts = {party: has_points(of.case, party) for party in parties}
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
    gain = of.gain(i, improvement) if by_worth(of.case, party) else None
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
