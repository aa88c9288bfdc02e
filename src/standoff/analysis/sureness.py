"""Question 4 for a case: its plans under draws of all its ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from standoff.analysis.numbers import Arrangement, Progress, part_of, silent, vector_of
from standoff.analysis.ranges import Drawn
from standoff.engine import sincerity, sureness
from standoff.results import records

if TYPE_CHECKING:
    from standoff.case.model import Case


def how_sure(
    case: Case, plans: Mapping[str, records.Assessment], draws: int, seed: int, progress: Progress = silent
) -> dict[str, records.Sureness]:
    """How often each of these plans is refused, breaks and holds if every range of the case is drawn."""
    parties = list(case.parties)
    drawn = Drawn.of(case, draws, seed)
    exchange = drawn.exchange()
    beliefs = drawn.sincerity() if case.sincerity else None
    answers = {}
    for number, (key, plan) in enumerate(plans.items()):
        kind, claims = ("plans", case.plans) if key.startswith("plan:") else ("deals", case.deals)
        pace = drawn.value(f"{kind}.{plan.plan}.pace")
        arrangement = Arrangement(plan.plan, plan.title, plan.keeps, plan.phases, claims[plan.plan].pace)
        part, vector = part_of(case, exchange, arrangement.steps), vector_of(arrangement.steps, arrangement)
        found = sureness.shares(part, vector, pace)
        believed = None if beliefs is None else sincerity.believed(part, vector, pace, beliefs)
        answers[key] = records.Sureness(
            plan=plan.title,
            draws=draws,
            refused=found.refused,
            breaks=found.breaks,
            holds=found.holds,
            trust=found.trust,
            breakers=tuple((parties[i], phase, share) for i, phase, share in found.breakers),
            refusers=tuple((parties[i], share) for i, share in found.refusers),
            initial_trust=believed.initial_trust if believed else None,
            believed=believed.share if believed else None,
        )
        progress("draws", (number + 1) / len(plans))
    return answers
