"""Question 1 for a case: which states are stable, and who has leverage over whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.names import called_by, key_named, steps_named
from standoff.analysis.ordinal_worths import by_worth, has_points
from standoff.analysis.progress import Progress, silent
from standoff.analysis.rules import compiled_rule
from standoff.analysis.stability.coalitions import Surroundings, coalition_named, coalitions_of_case
from standoff.analysis.stability.misperception import perceive
from standoff.analysis.stability.quotient import MergedStates
from standoff.analysis.stability.state_space import StateSpace, nearest_first, state_space_of
from standoff.engine.core import masks
from standoff.engine.core.types import Bools
from standoff.engine.reasons import leverage
from standoff.engine.stability import concepts, states, strength, unknown
from standoff.engine.stability.individual import OptionForm
from standoff.engine.stability.notion import Conflict
from standoff.errors import UsageError
from standoff.results.records.made import Made
from standoff.results.records.stability import (
    Concept,
    Deterrence,
    Equilibria,
    Leverage,
    Now,
    Reachable,
    Stable,
    StateStability,
)
from standoff.results.sentences import stability as sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case


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
) -> Stable:
    """Where are we: is now stable, for whom, by which notion; what can be reached; who has leverage over whom?

    At most `limit` states are listed for each concept: those that improvements lead to from now first, then the ones
    nearest to now. asked: the names of concepts; without any, those of one party alone, and what else is cheap.
    coalition: the names of the parties of one coalition; without any, all coalitions are looked at. view: the party as
    which the case is seen. state: the steps in force, in place of now. Above 24 steps, what can be searched for is
    answered, within `time_limit` seconds (see `analysis/stability/symbolic.py`). Raises SizeError above 60 steps,
    UsageError for a concept that does not exist or cannot be asked of this case, and for a party that has no view of
    its own.

    >>> from standoff import example
    >>> found = stable(example())
    >>> found.now.state, found.equilibria["nash"].states
    (('fuel',), ((),))
    """
    if state is not None:
        case = _at(case, state)
    if view is not None:
        view = key_named("party", view, case.parties)
        seen = stable(_seen_as(case, view), limit, all_states, progress, asked, coalition, time_limit=time_limit)
        return replace(seen, view=view)
    if len(case.steps) > states.MOST_STEPS:
        _refuse_beyond_search(all_states, asked, coalition)
        from standoff.analysis.stability import symbolic  # it is made of what is here

        return symbolic.stable(case, limit, progress, time_limit)
    space = state_space_of(case)
    where = space.merging(limit) or space
    named = cache(where.state)  # many states are equilibria by several notions
    graph, parties = where.graph, list(case.parties)
    names = tuple(dict.fromkeys(asked)) or concepts.usual(graph)
    group = coalition_named(case, coalition)
    concepts.refuse(graph, [name for name in names if not concepts.notion(name).of_coalitions])
    held = _held(graph, names, progress, "stability")
    unbound = _held(where.free, names, progress, "what could be undone")
    moves = where.reach()
    order = nearest_first(moves, graph.feasible, where.distance())

    def listed(found: Bools) -> Equilibria:
        chosen = order[found[order]][:limit]
        return Equilibria(int(found.sum()), tuple(named(int(s)) for s in chosen))

    equilibria = {name: _for_all(found) for name, found in held.items()}
    locked = {name: found & ~_for_all(unbound[name]) for name, found in equilibria.items()}
    some = np.logical_or.reduce([np.zeros_like(graph.feasible), *equilibria.values()])
    led_to = _nash_first(order[(moves[order] > 0) & some[order]], equilibria)
    here = where.now
    return Stable(
        parties=tuple(parties),
        steps=tuple(case.steps),
        feasible_states=int(graph.feasible.sum()),
        equilibria={concept: listed(found) for concept, found in equilibria.items()},
        now=Now(
            state=named(here),
            stable=_stable_at(held, parties, here),
            equilibrium=tuple(name for name, found in equilibria.items() if found[here]),
        ),
        leverage=_leverage(space),
        deterrence=tuple(_deterrence(where, i) for i in range(len(parties))),
        reachable=tuple(
            Reachable(named(int(s)), int(moves[s]), tuple(c for c in equilibria if equilibria[c][s]))
            for s in led_to[:limit]
        ),
        reachable_states=int((moves > 0).sum()),
        reachable_equilibria=len(led_to),
        stuck={concept: listed(found) for concept, found in locked.items()},
        states=tuple(
            StateStability(named(int(s)), _stable_at(held, parties, int(s))) for s in np.flatnonzero(graph.feasible)
        )
        if all_states
        else None,
        made=Made(version=__version__, method="the definitions, at the medians of the ranges", exact=True),
        coalitions=coalitions_of_case(Surroundings(case, graph, here, named, listed), names, held, group, limit)
        if group or not asked or any(concepts.notion(name).of_coalitions for name in names)
        else None,
        firm=_firm(where, held),
        doubt=_doubt(where, held),
        views=perceive(case, asked, state_space_of, listed, progress) if case.views and not case.merge else None,
        merged=where.merged,
    )


def _at(case: Case, state: Sequence[str]) -> Case:
    """The case with another state in force."""
    state = [step for name in state for step in steps_named(case, name)]
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
    from standoff.case.overlays.views import seen_by

    if party not in case.views:
        known = f"the case has views of {', '.join(case.views)}" if case.views else "add one under `views:`"
        raise UsageError(f"{party} has no view of its own, so it sees the case as it is; {known}")
    return seen_by(case, party)


def _firm(of: StateSpace | MergedStates, held: Mapping[str, Bools]) -> dict[str, tuple[str, ...]] | None:
    """Under which concepts each party is strongly stable now."""
    if strength.least_of(of.graph) is None:
        return None
    return _now(of, held, {name: one.name for name, one in strength.STRONG.items()})


def _doubt(of: StateSpace | MergedStates, held: Mapping[str, Bools]) -> dict[str, dict[str, tuple[str, ...]]] | None:
    """Under which concepts each would stay now, by type; None where it was not asked for and takes long."""
    known = {*held, *concepts.usual(of.graph)}
    found = {kind: {form: of_type[kind].name for form, of_type in unknown.UNKNOWN.items()} for kind in unknown.TYPES}
    if not known.issuperset(name for of_type in found.values() for name in of_type.values()):
        return None
    return {kind: _now(of, held, of_type) for kind, of_type in found.items()}


def _now(
    of: StateSpace | MergedStates, held: Mapping[str, Bools], names: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """For each party those of some names under whose concept it is stable now."""
    found = {name: _where(of, held, concept)[:, of.now] for name, concept in names.items()}
    return {party: tuple(name for name, now in found.items() if now[i]) for i, party in enumerate(of.case.parties)}


def _where(of: StateSpace | MergedStates, held: Mapping[str, Bools], concept: str) -> Bools:
    return held[concept] if concept in held else concepts.where(of.graph, concept)


_SHOWN_APART = ("strength", "unknown")
"""Families whose verdicts are told in `firm` and `doubt`."""


def without_variants(found: Stable) -> Stable:
    """The same without the concepts of strength and of unknown preferences; `firm` and `doubt` stay."""

    def kept(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if concepts.notion(name).family.name not in _SHOWN_APART)

    reachable = tuple(replace(one, concepts=kept(one.concepts)) for one in found.reachable if kept(one.concepts))
    dropped = len(found.reachable) - len(reachable)
    return replace(
        found,
        equilibria={name: found.equilibria[name] for name in kept(found.equilibria)},
        stuck={name: found.stuck[name] for name in kept(found.stuck)},
        now=replace(
            found.now,
            stable={party: kept(names) for party, names in found.now.stable.items()},
            equilibrium=kept(found.now.equilibrium),
        ),
        reachable=reachable,
        reachable_equilibria=found.reachable_equilibria and found.reachable_equilibria - dropped,
    )


def _held(graph: Conflict, names: Sequence[str], progress: Progress, what: str) -> dict[str, Bools]:
    """Where each party is stable, for each of these concepts that is asked of parties."""
    found = {}
    if isinstance(graph, OptionForm):
        graph.work_out(names)
    for number, name in enumerate(names, start=1):
        if not concepts.notion(name).of_coalitions:
            found[name] = concepts.where(graph, name)
        progress(what, number / len(names))
    return found


def _for_all(found: Bools) -> Bools:
    """Where every party is stable, given where each is."""
    return np.asarray(found.all(axis=0))


def catalogue(case: Case | None = None) -> tuple[Concept, ...]:
    """Every concept that can be asked for, and, of a case, whether it can be asked of that one.

    Raises SizeError above 24 steps.
    """
    graph = state_space_of(case).graph if case else None
    lacks = {name: graph and one.lacks(graph) for name, one in concepts.TABLE.items()}
    return tuple(
        Concept(**row, refused=str(lacks[row["name"]]) if lacks[row["name"]] else None) for row in concepts.listed()
    )


def _nash_first(states: NDArray[np.intp], equilibria: Mapping[str, Bools]) -> NDArray[np.intp]:
    """Some states, Nash equilibria before others, and otherwise as they were."""
    if "nash" not in equilibria:
        return states
    nash = equilibria["nash"][states]
    return np.concatenate([states[nash], states[~nash]])


def _stable_at(held: Mapping[str, Bools], parties: Sequence[str], state: int) -> dict[str, tuple[str, ...]]:
    return {party: tuple(name for name, where in held.items() if where[i][state]) for i, party in enumerate(parties)}


def _leverage(of: StateSpace) -> dict[str, dict[str, Leverage]]:
    """Who can help or hurt whom by a move of its own, and by which; None where the other gives an order only."""
    found = leverage.leverage(of.graph, of.now, of.worth, of.together, of.together_worth)
    parties = list(of.case.parties)
    counts = {party: has_points(of.case, party) for party in parties}
    nothing = Leverage(None, None)
    return {
        actor: {
            other: Leverage(
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


def _deterrence(of: StateSpace | MergedStates, i: int) -> Deterrence:
    """A party's best improvement from now, and the answer of the others that deters it."""
    parties = list(of.case.parties)
    party, called = parties[i], called_by(of.case)
    improvement = of.best_improvement(i)
    if improvement is None:
        return Deterrence(party, None, None, None, None, (), sentences.why_it_stays(called[i]))
    gain = of.gain(i, improvement) if by_worth(of.case, party) else None
    move = of.move(i, of.now, improvement)
    answer = of.sanction(i, improvement)
    if answer is None:
        why = sentences.why_undeterred(called[i], move)
        return Deterrence(party, of.state(improvement), gain, None, None, (), why)
    before = [improvement, *(state for _, state in answer.moves)]
    said = [(called[mover], of.move(mover, before[n], state)) for n, (mover, state) in enumerate(answer.moves)]
    return Deterrence(
        party=party,
        improvement=of.state(improvement),
        gain=gain,
        sanction=of.state(answer.moves[-1][1]),
        concept=answer.concept,
        moves=tuple((parties[mover], of.state(state)) for mover, state in answer.moves),
        why=sentences.why_deterred(called[i], move, said, concepts.notion(answer.concept).answer),
    )
