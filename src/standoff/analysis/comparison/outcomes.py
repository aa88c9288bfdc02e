"""What becomes of the plans of a case that was switched: at the medians, and over draws that are paired by path."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, part_of, vector_of
from standoff.analysis.comparison.sides import Tried
from standoff.analysis.numbers import LARGEST_EXCHANGE, exchange_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.assessment.trust import holding
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.parallel import Workers, all_of
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.errors import StandoffError
from standoff.results.records.comparison import Fares
from standoff.results.records.made import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.case.model.model import Case

__all__ = ["Outcomes", "outcomes_of"]

AT_ONCE = 8
"""So many switched cases are one task: what is alike in them is assessed once."""

Outcomes = Mapping[str, Fares]
"""What becomes of each plan, by its label."""


_Try = tuple[Exchange, "Floats | np.float64"]
"""The numbers of a plan, and its pace."""

_Found = tuple[tuple[Bools, Bools], ...]
"""Where a plan holds and where it is refused, at the medians and over the draws."""


@dataclass(frozen=True)
class _Batch:
    tried: tuple[Tried, ...]
    draws: int
    seed: int


def outcomes_of(
    tried: Sequence[Tried], draws: int, seed: int, by: Workers, progress: Callable[[float], None]
) -> list[Outcomes]:
    """What becomes of the plans of each of some switched cases; the same seed gives a number the same draws in all."""
    batches = [_Batch(tuple(tried[n : n + AT_ONCE]), draws, seed) for n in range(0, len(tried), AT_ONCE)]
    return [one for batch in all_of(by, _outcomes, batches, progress) for one in batch]


def _outcomes(batch: _Batch) -> list[Outcomes]:
    known: dict[bytes, _Found] = {}
    return [_tried(one, batch, known) for one in batch.tried]


def _tried(one: Tried, batch: _Batch, known: dict[bytes, _Found]) -> Outcomes:
    """The same for one of them; where no worths agree with what is left of an order, there are none."""
    try:
        return _of_one(one.case, one.plans, batch, known)
    except StandoffError:
        return {label: Fares(None) for label in one.plans}


def _of_one(case: Case, plans: Mapping[str, Arrangement], batch: _Batch, known: dict[bytes, _Found]) -> Outcomes:
    drawn = Drawn.of(case, batch.draws, batch.seed) if batch.draws else None
    found = {}
    for label, plan in plans.items():
        if not plan.phases or len(plan.steps) > LARGEST_EXCHANGE:
            found[label] = Fares(None)
            continue
        kind, key = label.split(":", 1)
        vector = vector_of(plan.steps, plan)
        tries: list[_Try] = [(part_of(case, exchange_of(case), plan.steps, plan.consent), np.float64(plan.pace.median))]
        if drawn is not None:
            tries.append(
                (part_of(case, drawn.exchange(), plan.steps, plan.consent), drawn.value(f"{kind}s.{key}.pace"))
            )
        digest = _digest(vector, tries)
        if digest not in known:
            known[digest] = tuple(_fares(part, vector, pace) for part, pace in tries)
        (held, lost), *often = known[digest]
        verdict: Verdict = "holds" if held[0] else "refused" if lost[0] else "breaks"
        found[label] = Fares(verdict, *(float(one.mean()) for pair in often for one in pair))
    return found


def _fares(part: Exchange, vector: Ints, pace: Floats | np.float64) -> tuple[Bools, Bools]:
    holds, needed, gain = holding(part, vector, pace)
    return holds[0], np.asarray((needed[0] & (gain[0] < 0)).any(axis=1))


def _digest(vector: Ints, tries: Sequence[_Try]) -> bytes:
    """What tells one plan with its numbers from all others."""
    hashed = hashlib.blake2b(vector.tobytes(), digest_size=16)
    for part, pace in tries:
        hashed.update(np.asarray(pace).tobytes())
        for field in fields(part):
            value = getattr(part, field.name)
            array = np.ascontiguousarray(value) if value is not None else np.zeros(0)
            hashed.update(f"{field.name}{array.shape}{array.dtype}".encode())
            hashed.update(array.tobytes())
    return hashed.digest()
