"""Question 4 about question 1: how often now and other states are equilibria over the draws of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.names import places_of
from standoff.analysis.ordinal_worths import by_worth
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.choices import members_of, reading_of
from standoff.analysis.stability.preferences import preferences_of
from standoff.analysis.stability.state_space import (
    StateSpace,
    drawn_graph_of,
    nearest_first,
    refuse_merged,
    state_space_of,
)
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.core import masks
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.parallel import HERE, Workers, collect
from standoff.engine.core.types import Bools
from standoff.engine.stability import handful, individual
from standoff.engine.stability.states import MOST_STEPS, Graph
from standoff.engine.sureness.shares import between
from standoff.results.records.stability import Stable
from standoff.results.records.sureness import StableOften, StateOften

if TYPE_CHECKING:
    from standoff.case.model.model import Case

CHUNK = 8
"""Draws of one task, where all states are looked at."""

PART = 128
"""Draws of one task, where a handful of states are."""

LISTED = 4
"""So many more equilibria at the medians are looked at for each concept: those that improvements lead to first."""

SHOWN = 3
"""Where all states are counted, so many are told for each concept: those that are equilibria in most draws."""

WORK = 1 << 26
"""States times draws that a run looks at where it has to look at all states: 64 draws of 20 steps, fewer of more."""

STATES = Literal["now", "listed", "all"]
"""Of which states it is asked: of now alone; also of what deals leave and of some equilibria; of all there are."""


def draws_of_a_run(case: Case, draws: int) -> int:
    """In how many draws a run asks for equilibria; 0 where states cannot be asked one by one."""
    return 0 if len(case.steps) > MOST_STEPS or case.merge else draws


def often_in_a_run(
    case: Case, draws: int, seed: int, progress: Progress, by: Workers, found: Stable | None, of: STATES = "listed"
) -> StableOften | None:
    """As `stable_often`; None where nothing is drawn or states cannot be asked one by one.

    Where more draws than WORK allows would have to be looked at whole, fewer draws count.
    """
    number = draws_of_a_run(case, draws)
    if not number or all(quantity.shape == "point" for _, quantity in case.quantities()):
        return None
    whole = max(CHUNK, WORK >> len(case.steps))
    return stable_often(case, number, seed, progress, by, of=of, found=found, whole=whole)


def stable_often(
    case: Case,
    draws: int,
    seed: int,
    progress: Progress = silent,
    by: Workers = HERE,
    *,
    of: STATES = "listed",
    found: Stable | None = None,
    whole: int | None = None,
) -> StableOften:
    """How often now, what the deals would leave, and equilibria at the medians are stable, if every range is drawn.

    Of `now` alone, or of `all` states: then those are told that are equilibria in most draws. found: what was found
    about the medians before. whole: of draws that have to be looked at whole (see `handful`), at most so many are; of
    the draws, those before the first that was not count. Orders of states (`prefer`) are not drawn: they are what they
    are. Where the user stops the work, of the draws that were done by then. Raises SizeError above 24 steps,
    UsageError.

    >>> from standoff import example
    >>> stable_often(example(), draws=50, seed=1).now["nash"]
    0.0
    """
    refuse_merged(case)
    if of == "all":
        return _all_states(case, draws, seed, progress, by)
    graph = drawn_graph_of(case)
    now = masks.mask(places_of(list(case.steps), case.now))
    listed = {} if of == "now" else dict(_listed(case, graph.feasible, now, found))
    asked = (now, *listed)
    verdicts = _verdicts(Drawn.of(case, draws, seed), asked, progress, by, whole)
    shares, parties = verdicts.equilibria.mean(axis=2), verdicts.now.mean(axis=2)
    counted = (verdicts.done.size, draws)
    return _told(case, counted, dict(zip(asked, shares.T, strict=True)), now, parties, listed, all_states=False)


def _told(
    case: Case,
    draws: tuple[int, int],
    shares: Mapping[int, NDArray[np.floating]],
    now: int,
    parties: NDArray[np.floating],
    listed: Mapping[int, str | None],
    *,
    all_states: bool,
) -> StableOften:
    """shares: per state (K,); parties: (K, N), who would stay now; draws: done, and asked for."""
    concepts, names = tuple(individual.CONCEPTS), list(case.steps)

    def told(share: NDArray[np.floating]) -> dict[str, float]:
        return {concept: float(share[k]) for k, concept in enumerate(concepts)}

    return StableOften(
        draws=draws[0],
        draws_asked=draws[1],
        now=told(shares[now]),
        between={name: between(share, draws[0]) for name, share in told(shares[now]).items()},
        parties={party: told(parties[:, i]) for i, party in enumerate(case.parties)},
        states=tuple(
            StateOften(tuple(names[j] for j in masks.members(state)), deal, told(shares[state]))
            for state, deal in listed.items()
        ),
        all_states=all_states,
    )


# ------------------------------------------------------------------------------------------------ a handful of states


def _listed(case: Case, feasible: Bools, now: int, found: Stable | None) -> Iterator[tuple[int, str | None]]:
    """What each deal would leave in force, and equilibria at the medians, each once."""
    told = {now}
    yield from _left_by_deals(case, feasible, told)
    for states in _at_medians(case, found, len(told) + len(individual.CONCEPTS) * LISTED):
        fresh = [state for state in states if state not in told][:LISTED]
        told.update(fresh)
        yield from ((state, None) for state in fresh)


def _at_medians(case: Case, found: Stable | None, most: int) -> list[list[int]]:
    """So many equilibria at the medians under each concept, in the order in which `stable` lists them."""
    names = list(case.steps)
    known = [found.equilibria.get(concept) if found else None for concept in individual.CONCEPTS]
    listed = [one.states[:most] for one in known if one is not None and len(one.states) >= min(one.count, most)]
    if len(listed) == len(known):
        return [[masks.mask(places_of(names, state)) for state in states] for states in listed]
    space = state_space_of(case)
    order = nearest_first(space.reach(), space.graph.feasible, space.distance())
    held = individual.stable(space.graph).values()
    return [order[np.asarray(of_each.all(axis=0))[order]][:most].tolist() for of_each in held]


@dataclass(frozen=True)
class _Asked:
    drawn: Drawn
    states: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Verdicts:
    """In which draws each state is an equilibrium, (K, S, D), and each party would stay now, (K, N, D).

    done: (D,) the draws of which this is known.
    """

    equilibria: Bools
    now: Bools
    done: Bools

    @classmethod
    def of(cls, stays: Bools, done: Bools) -> _Verdicts:
        """stays: (K, S, N, D), now the first of the states."""
        return cls(np.asarray(stays.all(axis=2)), stays[:, 0], done)

    @classmethod
    def joined(cls, parts: Sequence[_Verdicts]) -> _Verdicts:
        """The draws of all parts, in turn."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in _EACH))

    def only(self, which: slice | NDArray[np.intp]) -> _Verdicts:
        """Only some of the draws."""
        return _Verdicts(self.equilibria[..., which], self.now[..., which], self.done[which])


_EACH = ("equilibria", "now", "done")


def _verdicts(drawn: Drawn, states: tuple[int, ...], progress: Progress, by: Workers, most: int | None) -> _Verdicts:
    """Of every draw in turn, up to the first of which nothing is known."""
    tasks = [_Asked(part, states) for part in drawn.parts(PART)]
    looked = collect(by, _looked, tasks, lambda share: progress("stability over draws", share))
    found = _Verdicts.joined(looked.results)
    missing = np.flatnonzero(~found.done)[:most]
    if missing.size and not looked.partial:
        with suppress(KeyboardInterrupt):  # what was known before is told
            _look_whole(drawn, states, found, missing, progress, by)
    known = int(np.argmin(np.append(found.done, False)))
    if not known:
        raise KeyboardInterrupt
    return found.only(slice(known))


def _look_whole(
    drawn: Drawn, states: tuple[int, ...], found: _Verdicts, missing: NDArray[np.intp], progress: Progress, by: Workers
) -> None:
    """Work out whole, and write down, what is not known of some draws."""
    parts = [missing[first : first + CHUNK] for first in range(0, missing.size, CHUNK)]
    tasks = [_Asked(drawn.only(part), states) for part in parts]
    whole = collect(by, _whole, tasks, lambda share: progress("stability over draws, of all states", share))
    for number, one in zip(whole.which, whole.results, strict=True):
        found.equilibria[..., parts[number]], found.now[..., parts[number]] = one.equilibria, one.now
        found.done[parts[number]] = True


def _handful(asked: _Asked) -> handful.Handful:
    case, exchange = asked.drawn.case, asked.drawn.exchange(timeless=True)
    entries = tuple(masks.mask(np.flatnonzero(members).tolist()) for members in exchange.together_steps)
    given = frozenset(i for i, party in enumerate(case.parties) if not by_worth(case, party))
    return handful.Handful(drawn_graph_of(case), exchange.worth, entries, exchange.together_worth, given, asked.states)


def _looked(asked: _Asked) -> _Verdicts:
    return _Verdicts.of(*handful.look(_handful(asked)))


def _whole(asked: _Asked) -> _Verdicts:
    draws = asked.drawn.draws
    return _Verdicts.of(handful.look_whole(_handful(asked), range(draws)), np.ones(draws, np.bool_))


# ------------------------------------------------------------------------------------------------ all states


@dataclass(frozen=True)
class _WorthDraws:
    drawn: Drawn


def _all_states(case: Case, draws: int, seed: int, progress: Progress, by: Workers) -> StableOften:
    space = state_space_of(case)
    tasks = [_WorthDraws(part) for part in Drawn.of(case, draws, seed).parts(CHUNK)]
    found = collect(by, _counted, tasks, lambda share: progress("stability over draws", share))
    done = sum(tasks[n].drawn.draws for n in found.which)
    equilibria = np.zeros((len(individual.CONCEPTS), space.graph.states), np.int64)
    at_now = np.zeros((len(individual.CONCEPTS), space.graph.parties), np.int64)
    for counts in found.results:
        equilibria[:, space.graph.feasible] += counts.equilibria
        at_now += counts.now
    listed = dict(_worth_telling(space, equilibria))
    shares = {state: equilibria[:, state] / done for state in (space.now, *listed)}
    return _told(case, (done, draws), shares, space.now, at_now / done, listed, all_states=True)


def _worth_telling(space: StateSpace, equilibria: NDArray[np.integer]) -> Iterator[tuple[int, str | None]]:
    """What each deal would leave in force, and the states that are equilibria in most draws, each once."""
    told = {space.now}
    yield from _left_by_deals(space.case, space.graph.feasible, told)
    changed = np.bitwise_count(np.arange(equilibria.shape[1]) ^ space.now)
    for counts in equilibria:
        order = np.lexsort((changed, -counts))[: SHOWN + len(told)]
        likeliest = [int(s) for s in order if counts[s] and s not in told][:SHOWN]
        told.update(likeliest)
        yield from ((state, None) for state in likeliest)


def _left_by_deals(case: Case, feasible: Bools, told: set[int]) -> Iterator[tuple[int, str | None]]:
    """What each deal would leave in force, each state once; it is added to those that are told."""
    for name, state in _deals(case):
        if feasible[state] and state not in told:
            told.add(state)
            yield state, name


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
