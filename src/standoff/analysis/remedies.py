"""Question 5 for a case: what would mend a plan, with names for numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, arranged_again, part_of, vector_of
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.names import Claimed, claims_named, party_called
from standoff.analysis.numbers import LARGEST_EXCHANGE, at_median, exchange_of, number_or_none
from standoff.analysis.ordinal_worths import require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.meant import meant
from standoff.engine.assessment.trust import assess
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.parallel import HERE, Workers, all_of
from standoff.engine.remedies import pairs, table
from standoff.engine.remedies import single as mending
from standoff.errors import SizeError, UsageError
from standoff.results.records.assessment import Assessment
from standoff.results.records.made import Made
from standoff.results.records.remedies import Kind, Mending, Pair, Remedy, Unwilling
from standoff.results.sentences import remedies as sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case

MOST_PAIRS = 100_000
"""Pairs of remedies that are looked at for one plan."""

TRUST = 0.9
"""A plan that asks for more trust than this is not called mended, unless more is allowed."""

MARGIN = 0.01
"""Nor is one that leaves a party less of its stake by carrying on: the least slip of a number would undo it."""


def remedies(
    case: Case,
    plan: str | None = None,
    deal: str | None = None,
    progress: Progress = silent,
    trust_at_most: float | None = None,
    in_pairs: bool = True,
    *,
    by: Workers = HERE,
) -> tuple[Mending, ...]:
    """What would mend it: for every plan of the case, for one of them, or for the plan found for a deal?

    trust_at_most: a plan is mended only if it then asks for no more trust than this, 0..1 (`TRUST` unless given), and
    leaves everybody who could walk out a margin of `MARGIN`; with 1 it is enough that it holds. in_pairs: whether pairs
    of remedies are looked for. Raises UsageError, SizeError (too many steps, or pairs).

    >>> from standoff import example
    >>> [found] = remedies(example(), "alpha-first")
    >>> found.mended
    True
    """
    require_worths(case)
    if trust_at_most is not None and not 0 <= trust_at_most <= 1:
        raise UsageError("the trust that may be asked is a share: from 0 % to 100 %")
    claim = claims_named(case, plan, deal)
    claims: list[tuple[Claimed, str]] = [claim] if claim else [("plan", name) for name in case.plans]
    chosen = [meant(case, kind, key, progress, "there is none to mend") for kind, key in claims]
    exchange = exchange_of(case)
    questions = [
        PlanToMend(case, exchange, one.plan, one.key if one.kind == "deal" else None, trust_at_most) for one in chosen
    ]
    if in_pairs:
        for question in questions:
            question.refuse_size()
    up_to = pairs.LEVELS[-1] if in_pairs else 0.0
    if by is HERE or len(questions) == 1:
        return tuple(mending_of(question, up_to, progress) for question in questions)
    by.share(case)
    tasks = [_MendingTask(case, one.plan, one.deal, trust_at_most, up_to) for one in questions]
    return all_of(by, _mended, tasks, lambda share: progress("remedies", share))


@dataclass(frozen=True)
class _MendingTask:
    """A plan to mend, as work that can be handed on."""

    case: Case
    plan: Arrangement
    deal: str | None
    trust_at_most: float | None
    up_to: float


def _mended(task: _MendingTask) -> Mending:
    question = PlanToMend(task.case, exchange_of(task.case), task.plan, task.deal, task.trust_at_most)
    return mending_of(question, task.up_to)


def arrangement_of(case: Case, shown: Assessment) -> Arrangement:
    """The plan found for a deal, from its assessment."""
    return arranged_again(case, shown, case.deals[shown.plan])


class PlanToMend:
    """What would mend one plan, in numbers: the setting, and what the rules allow."""

    def __init__(
        self, case: Case, exchange: Exchange, plan: Arrangement, deal: str | None, trust_at_most: float | None
    ) -> None:
        self.case, self.plan, self.deal = case, plan, deal
        trust = TRUST if trust_at_most is None else trust_at_most
        self.target = mending.Target(trust, MARGIN if trust < 1 else 0.0)
        self.judged = assessment_of(case, exchange, plan)
        extras = [step for step in case.steps if step not in plan.steps and step not in case.now]
        steps = [*plan.steps, *extras]
        if len(steps) > LARGEST_EXCHANGE:
            # Too many to look at with the plan: what could be added is left out.
            steps = list(plan.steps)
        self.steps = steps
        background = {step for step in case.now if step not in plan.steps}
        part = part_of(case, exchange, steps, plan.consent)
        self.setting = table.Setting(part, vector_of(steps, plan), at_median(plan.pace))
        self.allowed = _stage_check(case, steps, background)
        known = {*steps, *background}
        self.entries = [
            name for name, e in case.together.items() if {*e.steps} <= known and not {*e.steps} <= background
        ]

    @cached_property
    def mended(self) -> bool:
        """Whether it is as it should be."""
        found = assess(self.setting.exchange, self.setting.phases, self.setting.pace)
        return bool(mending.content(found, self.target).all())

    def number(self) -> int:
        """How many pairs of remedies there are to look at."""
        return 0 if self.mended else pairs.count(self.setting, self.allowed, self.target)

    @property
    def too_large(self) -> bool:
        """Whether there are more pairs of remedies than are looked at."""
        return self.number() > MOST_PAIRS

    def refuse_size(self) -> None:
        """Raise SizeError where there are more pairs than are looked at."""
        if self.too_large:
            what = f"pairs of remedies for the plan `{self.plan.name}`"
            raise SizeError(what, self.number(), MOST_PAIRS, "ask for single remedies, with --no-pairs")

    def pairs(self, enough: Sequence[mending.Effect], up_to: float, progress: Progress, best: int) -> pairs.PairsFound:
        """The smallest pairs that are enough, smaller than any of the single remedies that are.

        Where all that is found leaves steps out, pairs that keep every step are looked for as well.
        """

        def look(below: float, kinds: Collection[str]) -> pairs.PairsFound:
            def told(share: float) -> None:
                progress(f"pairs of remedies for “{self.plan.title}”", share)

            return pairs.smallest_pairs(self.setting, self.allowed, self.target, below, told, kinds, up_to, best)

        def least(kinds: Collection[str]) -> float:
            return min((effect.size for effect in enough if effect.kind in kinds), default=float("inf"))

        every = tuple(table.REMEDIES)
        keeping = [kind for kind in every if kind != "drop"]
        found = look(least(every), every)
        best_keeps_all = least(keeping) <= least(every) < float("inf")
        if not (enough or found.pairs) or best_keeps_all or any(_keeps_all(pair) for pair in found.pairs):
            return found
        more = look(least(keeping), keeping)
        return pairs.PairsFound((*found.pairs, *more.pairs), found.looked, max(found.up_to, more.up_to))


def _keeps_all(pair: pairs.RemedyPair) -> bool:
    return all(part.kind != "drop" for part in pair.parts)


def mending_of(
    question: PlanToMend,
    up_to: float,
    progress: Progress = silent,
    with_effects: bool = True,
    best: int = pairs.REFINED,
) -> Mending:
    """Everything that would mend one plan; pairs are looked for up to a size (0: not at all), the best are listed."""
    setting, allowed, judged = question.setting, question.allowed, question.judged
    named = _Remedied(question)
    parties = list(question.case.parties)
    unwilling = list(judged.refused_by)
    bonds = mending.bonds(setting)
    now, effects = mending.effects(setting, allowed if with_effects else None)
    enough = mending.smallest(setting, allowed, target=question.target)
    found = question.pairs(enough, up_to, progress, best) if up_to and not question.mended else None
    return Mending(
        plan=question.plan.name,
        deal=question.deal,
        title=question.plan.title,
        verdict=judged.verdict,
        trust=judged.trust,
        trust_at_most=question.target.trust,
        margin_at_least=question.target.margin,
        mended=question.mended,
        margin=number_or_none(now.margin),
        margin_of=parties[now.whose] if now.whose >= 0 else None,
        effects=tuple(named(effect) for effect in effects),
        enough=tuple(named(effect) for effect in enough),
        pairs=tuple(named.pair(pair) for pair in found.pairs) if found else (),
        pairs_tried=found.looked if found else None,
        pairs_up_to=found.up_to if found else None,
        bonds={party: float(x) if np.isfinite(x) else None for party, x in zip(parties, bonds.points, strict=True)},
        holds_with_bonds=bonds.holds,
        unwilling=tuple(
            Unwilling(
                party=party,
                shortfall=-judged.gain[party],
                changes=tuple(named(e) for e in mending.smallest(setting, allowed, parties.index(party))),
            )
            for party in unwilling
        ),
        made=Made(
            version=__version__,
            method="remedies at the medians of the ranges; smallest amounts by bisection to 1e-3",
            exact=judged.made.exact,
            note=judged.made.note,
            ordered=judged.made.ordered,
        ),
    )


def _stage_check(case: Case, steps: Sequence[str], background: set[str]) -> table.Allowed:
    """Whether the rules allow a stage: these steps made, and the background in force."""
    from standoff.case.model.rules import holds

    constraints = tuple(case.constraints())
    known: dict[frozenset[int], bool] = {}

    def allowed(made: Collection[int]) -> bool:
        stage = frozenset(made)
        if stage not in known:
            in_force = {steps[j] for j in made} | background
            known[stage] = all(holds(expression, in_force) for expression in constraints)
        return known[stage]

    return allowed


@dataclass(frozen=True)
class _Remedied:
    """Remedies with names for numbers."""

    question: PlanToMend

    def pair(self, pair: pairs.RemedyPair) -> Pair:
        """Two remedies, each with what it does alone, and what both do."""
        one, other = (self(part) for part in pair.parts)
        parties = list(self.question.case.parties)
        return Pair(
            remedies=(one, other),
            size=pair.size,
            trust=number_or_none(pair.both.trust),
            margin=number_or_none(pair.both.margin),
            margin_of=parties[pair.both.whose] if pair.both.whose >= 0 else None,
            says=f"{one.says}, and {other.says}",
        )

    def __call__(self, effect: mending.Effect) -> Remedy:
        case, setting, steps = self.question.case, self.question.setting, self.question.steps
        step, party, entry = effect.place.step, effect.place.party, effect.place.entry
        parties, remedy = list(case.parties), table.REMEDIES[effect.kind]
        before = self._number(effect)
        after = None if before is None else remedy.after(before, effect.amount)
        phase = effect.place.phase or (int(setting.phases[step]) if effect.kind == "split" else None)
        members = case.together[self.question.entries[entry]].steps if entry >= 0 else ()
        says = sentences.remedy(
            remedy.says,
            sentences.Alteration(
                step=case.steps[steps[step]].name if step >= 0 else "",
                party=party_called(case, parties[party]) if party >= 0 else "",
                phase=phase or 0,
                amount=effect.amount,
                before=before or 0.0,
                after=after or 0.0,
                members=tuple(case.steps[name].name for name in members),
            ),
            remedy.slight,
        )
        return Remedy(
            kind=cast(Kind, effect.kind),
            step=steps[step] if step >= 0 else None,
            party=parties[party] if party >= 0 else None,
            phase=phase,
            together=self.question.entries[entry] if entry >= 0 else None,
            amount=effect.amount if remedy.scaled else None,
            size=effect.size,
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

    def _number(self, effect: mending.Effect) -> float | None:
        """The number that a remedy changes, as it is now."""
        setting = self.question.setting
        field = table.REMEDIES[effect.kind].field
        if not field:
            return None
        values = getattr(setting.exchange, field)
        if values is None:
            return 0.0
        if field == "seen":
            # With the help of the steps of the plan that verify it.
            values = setting.exchange.seen_by(setting.phases != ABSENT)
        place = effect.place
        at = (place.entry, place.party) if place.entry >= 0 else tuple(n for n in (place.party, place.step) if n >= 0)
        return float(values[at])
