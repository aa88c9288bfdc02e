"""Where a case stood: whether that was stable, for whom and under which notions, and who had leverage over whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import places_of
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import by_worth, has_points
from standoff.analysis.stability.stable import stable
from standoff.analysis.stability.state_space import drawn_graph_of
from standoff.engine.core import masks
from standoff.engine.reasons.leverage import leverage
from standoff.engine.stability import handful, individual, states
from standoff.errors import StandoffError
from standoff.results.records.history import Lever, Standing

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records import stability

__all__ = ["standing_of"]


def standing_of(case: Case) -> Standing:
    """Where a case stands, at the medians: the same as `stable` says of now, without looking at all other states."""
    if len(case.steps) > states.MOST_STEPS:
        why_not = f"whether it was stable is looked up of one day at a time, as there are {len(case.steps)} steps"
        return Standing(tuple(case.now), None, (), (), why_not)
    try:
        return _merged(case) if case.merge else _standing(case)
    except StandoffError as error:
        return Standing(tuple(case.now), None, (), (), str(error))


def _standing(case: Case) -> Standing:
    parties, steps = list(case.parties), list(case.steps)
    graph, now = drawn_graph_of(case), masks.mask(places_of(steps, case.now))
    # Who has an order of states needs no worths here.
    exchange = exchange_of(case.model_copy(update={"prefer": {}}), timeless=True)
    entries = tuple(masks.mask(np.flatnonzero(members).tolist()) for members in exchange.together_steps)
    given = frozenset(i for i, party in enumerate(parties) if not by_worth(case, party))
    concepts = tuple(individual.CONCEPTS)
    asked = handful.Handful(graph, exchange.worth[None], entries, exchange.together_worth[None], given, (now,))
    stays = handful.verdicts(asked)[:, 0, :, 0]
    found = leverage(graph, now, exchange.worth, entries, exchange.together_worth)
    levers = [
        Lever(actor, other, best, worst, max(best, -worst) / stake if stake else 0.0)
        for a, actor in enumerate(parties)
        for o, (other, stake) in enumerate(zip(parties, exchange.stake().tolist(), strict=True))
        if a != o and has_points(case, other)
        for best, worst in [(float(found.best[a, o]), float(found.worst[a, o]))]
    ]
    return Standing(
        now=tuple(step for step in case.steps if step in case.now),
        stable={p: tuple(c for k, c in enumerate(concepts) if stays[k, i]) for i, p in enumerate(parties)},
        equilibrium=tuple(concept for k, concept in enumerate(concepts) if stays[k].all()),
        levers=_largest(levers),
    )


def _merged(case: Case) -> Standing:
    """Of a case that makes some states one."""
    found = stable(case, limit=1, asked=tuple(individual.CONCEPTS))
    stakes = dict(zip(case.parties, exchange_of(case, timeless=True).stake().tolist(), strict=True))
    levers = [
        _lever(actor, other, one, stakes)
        for actor, row in found.leverage.items()
        for other, one in row.items()
        if one.best is not None
    ]
    return Standing(found.now.state, dict(found.now.stable), found.now.equilibrium, _largest(levers))


def _lever(actor: str, other: str, one: stability.Leverage, stakes: Mapping[str, float]) -> Lever:
    best, worst, stake = one.best or 0.0, one.worst or 0.0, stakes[other]
    return Lever(actor, other, best, worst, max(best, -worst) / stake if stake else 0.0)


def _largest(levers: list[Lever]) -> tuple[Lever, ...]:
    """Those that can do anything, the largest share of a stake first."""
    return tuple(sorted((one for one in levers if one.best or one.worst), key=lambda one: -one.of_stake))
