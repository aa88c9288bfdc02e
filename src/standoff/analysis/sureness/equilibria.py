"""Question 4 about question 1: how often now and other states are equilibria over the draws of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.ordinal_worths import by_worth
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.choices import members_of, reading_of
from standoff.analysis.stability.preferences import preferences_of
from standoff.analysis.stability.state_space import StateSpace, state_space_of, unmerged_state_space_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.core import masks
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.parallel import HERE, Workers, collect
from standoff.engine.stability import individual
from standoff.engine.stability.states import MOST_STEPS, Graph
from standoff.engine.sureness.shares import between
from standoff.results.records.sureness import StableOften, StateOften

if TYPE_CHECKING:
    from standoff.case.model.model import Case

CHUNK = 8
"""Draws of one task."""

SHOWN = 3
"""So many states are told for each concept: those that are equilibria in most draws."""

WORK = 1 << 26
"""States times draws that a run looks at: all draws of up to 16 steps, and fewer of more."""


def draws_of_a_run(case: Case, draws: int) -> int:
    """In how many draws a run asks for equilibria; 0 where not all states can be looked at."""
    if len(case.steps) > MOST_STEPS or case.merge:
        return 0
    return min(draws, max(CHUNK, WORK >> len(case.steps)))


@dataclass(frozen=True)
class _WorthDraws:
    drawn: Drawn


def stable_often(case: Case, draws: int, seed: int, progress: Progress = silent, by: Workers = HERE) -> StableOften:
    """How often now, what the deals would leave, and the likeliest equilibria are stable, if every range is drawn.

    Orders of states (`prefer`) are not drawn: they are what they are. Where the user stops the work, of the draws that
    were done by then. Raises SizeError above 24 steps, UsageError.

    >>> from standoff import example
    >>> stable_often(example(), draws=50, seed=1).now["nash"]
    0.0
    """
    space = unmerged_state_space_of(case)
    tasks = [_WorthDraws(part) for part in Drawn.of(case, draws, seed).parts(CHUNK)]
    found = collect(by, _counted, tasks, lambda share: progress("stability over draws", share))
    done = sum(tasks[n].drawn.draws for n in found.which)
    equilibria = np.zeros((len(individual.CONCEPTS), space.graph.states), np.int64)
    at_now = np.zeros((len(individual.CONCEPTS), space.graph.parties), np.int64)
    for counts in found.results:
        equilibria[:, space.graph.feasible] += counts.equilibria
        at_now += counts.now
    concepts, parties = tuple(individual.CONCEPTS), list(case.parties)
    shares = equilibria / done

    def told(state: int) -> dict[str, float]:
        return {concept: float(shares[k, state]) for k, concept in enumerate(concepts)}

    return StableOften(
        draws=done,
        draws_asked=draws,
        now=told(space.now),
        between={name: between(share, done) for name, share in told(space.now).items()},
        parties={
            party: {concept: float(at_now[k, i] / done) for k, concept in enumerate(concepts)}
            for i, party in enumerate(parties)
        },
        states=tuple(
            StateOften(space.state(state), named, told(state)) for state, named in _worth_telling(space, equilibria)
        ),
    )


def _worth_telling(space: StateSpace, equilibria: NDArray[np.integer]) -> Iterator[tuple[int, str | None]]:
    """What each deal would leave in force, and the states that are equilibria in most draws, each once."""
    told = {space.now}
    for name, state in _deals(space.case):
        if space.graph.feasible[state] and state not in told:
            told.add(state)
            yield state, name
    changed = np.bitwise_count(np.arange(equilibria.shape[1]) ^ space.now)
    for counts in equilibria:
        order = np.lexsort((changed, -counts))[: SHOWN + len(told)]
        likeliest = [int(s) for s in order if counts[s] and s not in told][:SHOWN]
        told.update(likeliest)
        yield from ((state, None) for state in likeliest)


def _deals(case: Case) -> Iterator[tuple[str, int]]:
    """The states that the deals of the case would leave, with every member of their choices."""
    place = {name: n for n, name in enumerate(case.steps)}
    now = masks.mask(place[name] for name in case.now)
    for name, deal in case.deals.items():
        for members in members_of(case, deal.steps):
            kept, planned = reading_of(case, deal, members)
            yield name, now | masks.mask(place[step] for step in (*kept, *planned))


@dataclass(frozen=True)
class _EquilibriumCounts:
    """In how many of some draws each feasible state is an equilibrium, (K, F), and each party would stay now, (K, N).

    All counts of a question are held until it ends, and travel between processes: so they are small.
    """

    equilibria: NDArray[np.uint8]
    now: NDArray[np.uint8]


def _counted(part: _WorthDraws) -> _EquilibriumCounts:
    case = part.drawn.case
    space, exchange = state_space_of(case), part.drawn.exchange(timeless=True)
    if all(by_worth(case, party) for party in case.parties):
        found = individual.draws(space.graph, exchange.worth, space.together, exchange.together_worth)
        kept = found.equilibria[:, space.graph.feasible].astype(np.uint8)
        return _EquilibriumCounts(kept, found.stable[:, :, space.now].astype(np.uint8))
    feasible = space.graph.feasible
    counts = _EquilibriumCounts(
        np.zeros((len(individual.CONCEPTS), np.count_nonzero(feasible)), np.uint8),
        np.zeros((len(individual.CONCEPTS), space.graph.parties), np.uint8),
    )
    for draw in range(part.drawn.draws):
        for k, held in enumerate(individual.stable(_drawn(space, exchange, draw)).values()):
            counts.equilibria[k] += np.asarray(held.all(axis=0))[feasible]
            counts.now[k] += held[:, space.now]
    return counts


def _drawn(space: StateSpace, exchange: Exchange, draw: int) -> Graph:
    """The graph with the worths of one draw, where some parties give an order of states."""
    graph = space.graph
    ranks = preferences_of(space.case, exchange.single(draw), graph.feasible).ranks
    return Graph(graph.n, graph.makes, graph.ends, graph.feasible, ranks, graph.joint)
