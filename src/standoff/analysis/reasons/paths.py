"""From now, or from any other state: the best ways to equilibria of a case, move by move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.progress import Progress, silent
from standoff.analysis.reasons.witness import NOW, StatesInWords, concepts_asked, state_named
from standoff.analysis.stability.state_space import unmerged_state_space_of
from standoff.engine.core.types import Bools, Ints
from standoff.engine.reasons import paths
from standoff.engine.reasons.paths import Mover
from standoff.engine.stability import individual
from standoff.results.records.made import Made
from standoff.results.records.reasons import Destination, Way, Ways
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["ways"]


def ways(
    case: Case, start: str = NOW, to: str = "", concept: str = "", limit: int = 10, progress: Progress = silent
) -> Ways:
    """The best ways from a state to each equilibrium under a notion (or under any), or to one state.

    start, to: states by name, as in `explain_state`. The best way has the fewest sacrifices, and of those the fewest
    moves; the nearest equilibria come first, at most `limit` of them. Raises UsageError for unknown names and states
    that cannot be, SizeError above 24 steps and for more joint steps of the same owners than can be gone through.

    >>> from standoff import example
    >>> ways(example()).start
    ('fuel',)
    """
    concepts, here = concepts_asked(concept), state_named(case, start)
    target = state_named(case, to) if to else None
    joint = _joint(case)
    told = StatesInWords(unmerged_state_space_of(case))
    graph = told.space.graph
    held = {}
    for number, name in enumerate(concepts, start=1):
        held[name] = individual.equilibria(graph, name)
        progress("equilibria", number / len(concepts))
    wanted = np.logical_or.reduce(list(held.values()))
    if target is not None:
        wanted[:] = False
        wanted[target] = True
    wanted[here] = False
    single = paths.single_movers(graph)
    alone = paths.ways(graph, here, single, wanted)
    both = paths.ways(graph, here, (*single, *joint), wanted) if joint else alone
    progress("ways", 1.0)
    return _told(told, _PathsFound(here, target, wanted, held, alone, both), concepts, limit)


def _joint(case: Case) -> tuple[Mover, ...]:
    steps = list(case.steps.values())
    return paths.joint_movers(
        [[party in step.by for step in steps] for party in case.parties],
        irreversible=[step.undo.never for step in steps],
        final=[step.redo.never for step in steps],
    )


@dataclass(frozen=True)
class _PathsFound:
    """What the engine found: the states that are asked about, and the ways there, alone and with joint moves."""

    here: int
    to: int | None
    wanted: Bools
    held: Mapping[str, Bools]
    alone: paths.BestPaths
    both: paths.BestPaths

    def order(self) -> Ints:
        """The states that can be reached, the nearest first."""
        ends = np.flatnonzero(self.wanted & (self.both.moves >= 0))
        keys = (ends, np.bitwise_count(ends ^ self.here), self.both.moves[ends], self.both.sacrifices[ends])
        return ends[np.lexsort(keys)]

    def notions(self, state: int) -> tuple[str, ...]:
        """Under which of the notions asked for a state is an equilibrium."""
        return tuple(name for name, where in self.held.items() if where[state])


def _told(told: StatesInWords, found: _PathsFound, concepts: tuple[str, ...], limit: int) -> Ways:
    alone, both, wanted = found.alone, found.both, found.wanted
    order = found.order()
    return Ways(
        start=told.space.state(found.here),
        to=None if found.to is None else told.space.state(found.to),
        asked=concepts,
        here=found.notions(found.here),
        found=int(wanted.sum()),
        by_improvements=int((alone.sacrifices[wanted] == 0).sum()),
        by_improvements_together=int((both.sacrifices[wanted] == 0).sum()),
        by_moves=int((alone.moves[wanted] >= 0).sum()),
        only_together=int(((both.moves[wanted] >= 0) & (alone.moves[wanted] < 0)).sum()),
        destinations=tuple(_destination(told, found, end) for end in order[:limit].tolist()),
        made=Made(version=__version__, method="best first, at the medians of the ranges", exact=True),
    )


def _destination(told: StatesInWords, found: _PathsFound, end: int) -> Destination:
    alone, both = found.alone, found.both
    reached = bool(alone.moves[end] >= 0)
    better = not reached or (both.sacrifices[end], both.moves[end]) < (alone.sacrifices[end], alone.moves[end])
    return Destination(
        state=told.space.state(end),
        concepts=found.notions(end),
        alone=_way(told, alone, end) if reached else None,
        together=_way(told, both, end) if better else None,
    )


def _way(told: StatesInWords, ways_: paths.BestPaths, end: int) -> Way:
    moves = ways_.to(end)
    before = [ways_.start, *(move.state for move in moves)]
    motions = tuple(told.motion(move.parties, before[n], move.state) for n, move in enumerate(moves))
    return Way(motions, sum(not motion.improves for motion in motions))
