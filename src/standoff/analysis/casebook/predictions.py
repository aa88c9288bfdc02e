"""What the case of an agreement says of it: who breaks it, when, whether it holds; and what speaks against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.plans import assess_often
from standoff.engine.readings.rounds import get_done
from standoff.results.records.casebook import Flag, Prediction

if TYPE_CHECKING:
    from standoff.analysis.progress import Progress
    from standoff.case.model.model import Case, Plan
    from standoff.engine.core.parallel import Workers
    from standoff.results.records.assessment import Assessment
    from standoff.results.records.sureness import Sureness

__all__ = ["predicted"]


def predicted(case: Case, plan: str, draws: int, seed: int, progress: Progress, by: Workers) -> Prediction:
    """What is said of a plan of a case; nothing of what became of it is read. Raises UsageError, SizeError."""
    found, sure = assess_often(case, f"plan:{plan}", draws=draws, seed=seed, progress=progress, by=by)
    assert sure is not None
    return Prediction(
        who=_who(case, found, sure),
        when=_when(found, sure),
        holds=sure.holds,
        verdict=found.verdict,
        trust=found.trust,
        phases=len(found.phases),
        needed=found.needed,
        longest=_longest(found),
        nearest=_nearest(case, found.needed),
        flags=tuple(flag for flag, raised in _FLAGS.items() if raised(case, case.plans[plan], found)),
    )


def _who(case: Case, found: Assessment, sure: Sureness) -> str | None:
    """The party that refuses or breaks first in most draws; of several, the one that binds, then the first named."""
    often: defaultdict[str, float] = defaultdict(float)
    for party, share in sure.refusers:
        often[party] += share
    for party, _, share in sure.breakers:
        often[party] += share
    if not often:
        return found.binding.party
    most = max(often.values())
    tied = [party for party in case.parties if often[party] >= most - _ALIKE]
    return found.binding.party if found.binding.party in tied else tied[0]


def _when(found: Assessment, sure: Sureness) -> int | None:
    """The phase in which it breaks first in most draws; of several, the first."""
    often: defaultdict[int, float] = defaultdict(float)
    for _, phase, share in sure.breakers:
        often[phase] += share
    if not often:
        return found.binding.phase
    most = max(often.values())
    return min(phase for phase, share in often.items() if share >= most - _ALIKE)


_ALIKE = 1e-9
"""Shares that differ by less are the same: they are sums of the same draws."""


def _longest(found: Assessment) -> int:
    """The phase that lasts longest, the first of several; all is over after the last."""
    lasts = [end - start for start, end in pairwise(found.starts)]
    return 1 + max(range(len(lasts)), key=lambda k: (round(lasts[k], 9), -k))


def _nearest(case: Case, needed: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the parties that look least far ahead."""
    horizons = {party: h.median for party in needed if (h := case.parties[party].horizon) is not None}
    least = min(horizons.values(), default=0.0)
    return tuple(party for party, horizon in horizons.items() if horizon == least)


# ------------------------------------------------------------------------------------ what speaks against it


def _at_odds(case: Case, plan: Plan, found: Assessment) -> bool:
    """Whether its parties read it in orders by which not everything gets done while each waits for the others."""
    if not plan.readings:
        return False
    steps, own = list(case.steps), plan.phases
    read = {
        party: next((case.phases_read(one) for one in plan.readings.values() if party in one.held_by), own)
        for party in case.parties
    }
    due = {step for phases in (own, *read.values()) for phase in phases for step in phase if step not in case.now}
    reads = np.full((len(case.parties), len(steps)), -1)
    for i, phases in enumerate(read.values()):
        for k, phase in enumerate(phases, start=1):
            reads[i, [steps.index(step) for step in phase if step in due]] = k
    owns = np.array([[step in due and party in case.steps[step].by for step in steps] for party in case.parties])
    return bool(get_done(owns, reads).missing)


def _dated(case: Case, plan: Plan, found: Assessment) -> bool:
    """Whether another government of a party that it needs has a date, or a step of it ends by agreement."""
    steps = [step for phase in plan.phases for step in phase]
    ends = any(case.steps[step].until is not None for step in steps)
    return ends or any(case.parties[party].successor is not None for party in found.needed)


def _on_edge(case: Case, plan: Plan, found: Assessment) -> bool:
    """Whether 1 % of a stake, or a step worth next to nothing, would turn the verdict at the medians."""
    return bool(found.on_edge or found.hangs_on)


_FLAGS: Mapping[Flag, Callable[[Case, Plan, Assessment], bool]] = {
    "readings": _at_odds,
    "date": _dated,
    "edge": _on_edge,
}
