"""The parties that a plan of a case leaves out and harms: what they could do about it, to those whom it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import called_by, places_of
from standoff.analysis.numbers import exchange_of
from standoff.analysis.remembered import once
from standoff.analysis.rules import compiled_rule
from standoff.analysis.stability.state_space import powers_of
from standoff.engine.core import masks
from standoff.engine.core.types import Ints
from standoff.engine.reasons.leverage import LeverageTable, leverage_over
from standoff.results.records.assessment import Bystander, Reach
from standoff.results.sentences import assessment as sentences

if TYPE_CHECKING:
    from standoff.analysis.assessment.trial import Trial
    from standoff.case.model.model import Case
    from standoff.engine.core.exchange import Exchange

__all__ = ["MOST_MOVABLE", "bystanders_of"]

MOST_MOVABLE = 16
"""Steps that a bystander can change for what it could do to be told: all its moves are tried."""


def bystanders_of(trial: Trial, exchange: Exchange) -> dict[str, Bystander]:
    """Those that are against a plan: what each loses, and what it could do to whom by a move of its own afterwards."""
    case, found = trial.case, trial.found
    parties, called = list(case.parties), called_by(case)
    against = np.flatnonzero(found.against[0]).tolist()
    if not against:
        return {}
    needed = np.flatnonzero(found.needed[0]).tolist()
    done = masks.mask(places_of(list(case.steps), sorted({*case.now, *trial.plan.steps})))
    if exchange is exchange_of(case):
        reach, able = once(case, _at_medians, done, tuple(against))
    else:
        reach, able = _able(case, exchange, done, against)
    said = {}
    for i in against:
        tried, gain = reach[i] is not None, float(found.gain[0, i])
        can = {
            k: Reach(float(able.best[i, k]), float(able.worst[i, k])) if tried else Reach(None, None) for k in needed
        }
        harms = [(called[k], -one.worst) for k, one in can.items() if one.worst]
        helps = [(called[k], one.best) for k, one in can.items() if one.best]
        why = sentences.why_against(called[i], -gain, harms, helps, tried)
        said[parties[i]] = Bystander(gain, {parties[k]: one for k, one in can.items()}, why)
    return said


def _at_medians(case: Case, done: int, actors: Sequence[int]) -> tuple[list[Ints | None], LeverageTable]:
    return _able(case, exchange_of(case), done, actors)


def _able(case: Case, exchange: Exchange, done: int, actors: Sequence[int]) -> tuple[list[Ints | None], LeverageTable]:
    """Where each of some parties can move to from what a plan has done (None: too many), and what that does to all."""
    reach = [_targets(case, i, done) if i in actors else np.zeros(0, np.int64) for i in range(len(case.parties))]
    entries = [masks.mask(np.flatnonzero(members).tolist()) for members in exchange.together_steps]
    none = np.zeros(0, np.int64)
    able = leverage_over(
        [none if one is None else one for one in reach], done, exchange.worth, entries, exchange.together_worth
    )
    return reach, able


def _targets(case: Case, i: int, state: int) -> Ints | None:
    """All states that a party can move to from one; None if they are too many."""
    makes, ends = powers_of(case)
    can = (makes[i] & ~state) | (ends[i] & state)
    if can.bit_count() > MOST_MOVABLE:
        return None
    place = {name: n for n, name in enumerate(case.steps)}
    found = masks.subsets(can)[1:] ^ state
    columns = [(found >> j & 1).astype(bool) for j in range(len(place))]
    for expression in case.constraints():
        allowed = np.broadcast_to(masks.truth(compiled_rule(expression, place), columns), found.shape)
        found, columns = found[allowed], [column[allowed] for column in columns]
    return np.asarray(found, dtype=np.int64)
