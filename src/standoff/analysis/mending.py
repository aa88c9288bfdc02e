"""Question 5 for a case: what would mend a plan, with names for numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.numbers import (
    LARGEST_EXCHANGE,
    Arrangement,
    Progress,
    at_median,
    exchange_of,
    given_plan,
    number_or_none,
    part_of,
    require_worths,
    silent,
    vector_of,
)
from standoff.analysis.plans import assessment_of
from standoff.analysis.roadmaps import roadmap
from standoff.engine import remedies as mending
from standoff.engine.exchange import ABSENT, Exchange
from standoff.errors import UsageError, did_you_mean
from standoff.results import records, sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model import Case


def remedies(
    case: Case, plan: str | None = None, deal: str | None = None, progress: Progress = silent
) -> tuple[records.Mending, ...]:
    """What would mend it: for every plan of the case, for one of them, or for the plan found for a deal?"""
    require_worths(case)
    if plan is not None and deal is not None:
        raise UsageError("ask for a plan or for a deal, not for both at once")
    if deal is not None:
        return _remedies_for_deal(case, deal, progress)
    if plan is not None and plan not in case.plans:
        raise UsageError(f"the case has no plan `{plan}`; {did_you_mean(plan, case.plans)}")
    exchange = exchange_of(case, at_median)
    chosen = list(case.plans) if plan is None else [plan]
    found = []
    for number, name in enumerate(chosen):
        progress("remedies", number / len(chosen))
        found.append(mending_of(case, exchange, given_plan(case, name), None))
    return tuple(found)


def _remedies_for_deal(case: Case, deal: str, progress: Progress) -> tuple[records.Mending, ...]:
    (found,) = roadmap(case, [deal], progress)
    if found.shown is None:
        raise UsageError(f"the rules allow no plan for the deal `{deal}`, so there is none to mend")
    shown = found.shown
    plan = Arrangement(deal, found.title, shown.keeps, shown.phases, case.deals[deal].pace)
    return (mending_of(case, exchange_of(case, at_median), plan, deal),)


def mending_of(case: Case, exchange: Exchange, plan: Arrangement, deal: str | None) -> records.Mending:
    """Everything that would mend one plan, a case's own or (of a deal) the one found for it."""
    judged = assessment_of(case, exchange, plan)
    extras = [step for step in case.steps if step not in plan.steps and step not in case.now]
    steps = [*plan.steps, *extras]
    if len(steps) > LARGEST_EXCHANGE:
        # Too many to look at with the plan: what could be added is left out.
        steps = list(plan.steps)
    part, vector = part_of(case, exchange, steps), vector_of(steps, plan)
    setting = mending.Setting(part, vector, at_median(plan.pace))
    background = {step for step in case.now if step not in plan.steps}
    allowed = _stage_check(case, steps, background)
    named = _Remedied(case, setting, steps)
    parties = list(case.parties)
    unwilling = [party for party, gain in judged.gain.items() if gain < 0]
    bonds = mending.bonds(setting)
    now, effects = mending.effects(setting, allowed)
    return records.Mending(
        plan=plan.name,
        deal=deal,
        title=plan.title,
        verdict=judged.verdict,
        trust=judged.trust,
        margin=number_or_none(now.margin),
        margin_of=parties[now.whose] if now.whose >= 0 else None,
        effects=tuple(named(effect) for effect in effects),
        enough=tuple(named(effect) for effect in mending.smallest(setting, allowed)),
        bonds={party: float(x) if np.isfinite(x) else None for party, x in zip(parties, bonds.points, strict=True)},
        holds_with_bonds=bonds.holds,
        unwilling=tuple(
            records.Unwilling(
                party=party,
                shortfall=-judged.gain[party],
                changes=tuple(named(e) for e in mending.smallest(setting, allowed, parties.index(party))),
            )
            for party in unwilling
        ),
        made=records.Made(
            version=__version__,
            method="single remedies at the medians of the ranges; smallest amounts by bisection to 1e-3",
            exact=judged.made.exact,
            note=judged.made.note,
        ),
    )


def _stage_check(case: Case, steps: Sequence[str], background: set[str]) -> mending.Allowed:
    """Whether the rules allow a stage: these steps made, and the background in force."""
    from standoff.case.rules import holds

    constraints = tuple(case.constraints())

    def allowed(made: Collection[int]) -> bool:
        in_force = {steps[j] for j in made} | background
        return all(holds(expression, in_force) for expression in constraints)

    return allowed


@dataclass(frozen=True)
class _Remedied:
    """Remedies with names for numbers."""

    case: Case
    setting: mending.Setting
    steps: Sequence[str]

    def __call__(self, effect: mending.Effect) -> records.Remedy:
        step, party = effect.place.step, effect.place.party
        parties = list(self.case.parties)
        before = self._numbers(effect, self.setting)
        changed = mending.REMEDIES[effect.kind].change(self.setting, effect.place, effect.amount)
        after = self._numbers(effect, changed)
        phase = effect.place.phase or (int(self.setting.phases[step]) if effect.kind == "split" else None)
        says = sentences.remedy(
            effect.kind,
            sentences.Alteration(
                step=self.case.steps[self.steps[step]].name if step >= 0 else "",
                party=self.case.parties[parties[party]].name if party >= 0 else "",
                phase=phase or 0,
                amount=effect.amount,
                before=before or 0.0,
                after=after or 0.0,
            ),
        )
        return records.Remedy(
            kind=effect.kind,
            step=self.steps[step] if step >= 0 else None,
            party=parties[party] if party >= 0 else None,
            phase=phase,
            amount=effect.amount if mending.REMEDIES[effect.kind].scaled else None,
            before=before,
            after=after,
            verdict="refused" if effect.refused else "holds" if effect.holds else "breaks",
            trust=number_or_none(effect.trust),
            margin=number_or_none(effect.margin),
            margin_of=parties[effect.whose] if effect.whose >= 0 else None,
            several=effect.several,
            better=effect.better,
            says=says,
        )

    def _numbers(self, effect: mending.Effect, setting: mending.Setting) -> float | None:
        """The number that a remedy changes."""
        field = mending.REMEDIES[effect.kind].field
        if not field:
            return None
        values = getattr(setting.exchange, field)
        if field == "seen":
            # With the help of the steps of the plan that verify it.
            values = setting.exchange.seen_by(setting.phases != ABSENT)
        at = tuple(n for n in (effect.place.party, effect.place.step) if n >= 0)
        return float(values[at])
