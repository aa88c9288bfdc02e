"""The timeline of a case: at every date where things stood, and what became of its plans and deals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.analysis.answer.chosen import roadmap as roadmaps_shown
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.history.changes import changes_at, in_order, with_one
from standoff.analysis.history.dates import Dated, dates_of, refuse_dates
from standoff.analysis.history.fates import Followed, Judging, Phases, fates_of, followed_in, plan_in
from standoff.analysis.history.found import Orders, good_orders
from standoff.analysis.history.standing import standing_of
from standoff.analysis.numbers import exchange_of, why_not_assessed
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.progress import Progress, silent
from standoff.case.overlays.bare import without_evidence
from standoff.engine.core.parallel import HERE, Workers, all_of, workers_at_hand
from standoff.errors import StandoffError, UsageError
from standoff.results.records.history import Change, Fate, Moment, Standing, Timeline, Turn
from standoff.results.records.made import Made, Verdict
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = [
    "DRAWS",
    "Past",
    "PastTask",
    "TimelineTask",
    "past_in_a_run",
    "past_of",
    "timeline",
    "timeline_in_a_run",
    "timeline_of",
]

DRAWS = 200
"""How often all ranges are drawn unless another number is asked for; half of the draws judge."""

METHOD = "the same plans in the case as of each date, on the same draws"


def timeline(
    case: Case, draws: int = DRAWS, seed: int = 1, progress: Progress = silent, by: Workers = HERE
) -> Timeline:
    """What changed? Where things stood at every date of the history, and what became of each plan and deal then.

    Of a deal today's plan for it is followed, the one that `roadmap` shows first, and beside it the best plan that was
    found for each date. All ranges are drawn `draws` times: the plans that are shown are chosen on one half and
    everything is judged on the other (0: nothing is drawn). Raises UsageError, SizeError.

    >>> from standoff.case.load import read_source
    >>> gifts = read_source("case.yaml", (
    ...     "{format: 1, title: Gifts, as_of: 2026-11-02, plans: {swap: {phases: [[gift_of_a], [gift_of_b]]}}, "
    ...     "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}, steps: {"
    ...     "gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}, "
    ...     "gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}}, "
    ...     "history: [{before: 2026-05-01, title: They meet, was: {parties.b.walkout_cost: 0}}]}"
    ... )).case
    >>> [(moment.day, moment.kind, moment.fates[0].verdict) for moment in timeline(gifts, draws=20).moments]
    [('2026-04-30', 'start', 'breaks'), ('2026-05-01', 'event', 'holds'), ('2026-11-02', 'today', 'holds')]
    """
    if draws == 1:
        raise UsageError("a timeline takes two draws at least: one to choose plans on, one to judge on; or 0 for none")
    refuse_dates(case)
    past = past_of(case, by, progress)
    shown = {} if why_not_assessed(case) else _shown_today(case, draws, seed, progress, by)
    return timeline_of(TimelineTask(case, past, shown, Judging(draws, seed)), by, progress)


def _shown_today(case: Case, draws: int, seed: int, progress: Progress, by: Workers) -> dict[str, Phases]:
    """The phases of the plan for each deal that is shown today; deals that have none are not there."""
    found = roadmaps_shown(case, progress=progress, draws=draws, seed=seed, by=by) if case.deals else ()
    plans = {one.deal: one.chosen.plan.plan if one.chosen is not None else one.shown for one in found}
    return {deal: plan.phases for deal, plan in plans.items() if plan is not None and plan.phases}


# ------------------------------------------------------------------------------------------- what no plan is needed for


@dataclass(frozen=True)
class PastTask:
    """A case whose past is looked at, as work that can be handed on."""

    case: Case


@dataclass(frozen=True)
class Past:
    """Where things stood at each date of a case, and good orders for each deal, of all dates together."""

    standings: tuple[Standing | None, ...]
    orders: Mapping[str, Orders]


def past_in_a_run(task: PastTask) -> Past:
    """What can be said of all dates before it is known which plans are shown today."""
    return past_of(task.case, workers_at_hand())


def past_of(case: Case, by: Workers = HERE, progress: Progress = silent) -> Past:
    """The same, by some workers."""
    dates = dates_of(case)
    cases = [one.case for one in dates if one.case is not None]
    found = iter(all_of(by, _stood, cases, lambda share: progress("where things stood", share)))
    stood = [None if one.case is None else next(found) for one in dates]
    orders = {
        deal: tuple(dict.fromkeys(order for one in stood if one is not None for order in one.orders.get(deal, ())))
        for deal in case.deals
    }
    return Past(tuple(None if one is None else one.standing for one in stood), orders)


@dataclass(frozen=True)
class _Stood:
    standing: Standing
    orders: dict[str, Orders]


def _stood(case: Case) -> _Stood:
    assessed = not why_not_assessed(case)
    return _Stood(standing_of(case), {deal: good_orders(case, deal) for deal in case.deals} if assessed else {})


# ------------------------------------------------------------------------------------------- with the plans of today


@dataclass(frozen=True)
class TimelineTask:
    """A case and its past; per deal the phases of the plan that is shown today; and the draws that judge."""

    case: Case
    past: Past
    shown: Mapping[str, Phases]
    judging: Judging


def timeline_in_a_run(task: TimelineTask) -> Timeline:
    """The timeline, as work that can be handed on."""
    return timeline_of(task, workers_at_hand())


def timeline_of(task: TimelineTask, by: Workers = HERE, progress: Progress = silent) -> Timeline:
    """The timeline, from what is known of the past and the plans that are shown today for the deals of the case."""
    case, past, judging, dates = task.case, task.past, task.judging, dates_of(task.case)
    followed = followed_in(case, task.shown)
    what = "what became of the plans"
    cases = [one.case for one in dates]
    fates = fates_of(cases, followed, judging, past.orders, by, lambda share: progress(what, share))
    today = next(n for n, one in enumerate(dates) if one.kind == "today")
    moments = [_moment(dates[0], None, past.standings[0], fates[0], ())]
    for n, one in enumerate(dates[1:], start=1):
        last = min(n - 1, today)  # another government is told against today
        before = dates[last].case
        turns = _turns(before, one, followed, fates[last], fates[n])
        moments.append(_moment(one, before, past.standings[n], fates[n], turns))
    return Timeline(
        moments=tuple(moments),
        judged_on=judging.judged_on,
        unassessed=why_not_assessed(case),
        dated=today > 0,
        made=Made(
            version=__version__,
            method=METHOD,
            exact=False,
            seed=judging.seed,
            draws=judging.draws,
            ordered=() if why_not_assessed(case) else ordered_parties(case),
        ),
    )


def _moment(
    one: Dated, before: Case | None, standing: Standing | None, fates: tuple[Fate, ...], turns: tuple[Turn, ...]
) -> Moment:
    changes: tuple[Change, ...] = ()
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    if one.case is not None and before is not None:
        changes = changes_at(one.paths, before, one.case)
        came = in_order(one.case, {*one.case.now} - {*before.now})
        went = in_order(one.case, {*before.now} - {*one.case.now})
    return Moment(
        day=one.day.isoformat(),
        kind=one.kind,
        titles=one.titles,
        changes=changes,
        came=came,
        went=went,
        standing=standing,
        fates=fates,
        turns=turns,
        why_not=one.why_not,
    )


# ------------------------------------------------------------------------------------------- what turned a verdict


def _turns(
    before: Case | None, after: Dated, followed: Sequence[Followed], old: Sequence[Fate], new: Sequence[Fate]
) -> tuple[Turn, ...]:
    """Which verdicts an event turned, and which of its changes would have done so alone."""
    if before is None or after.case is None:
        return ()
    turned = [
        (one, was, now)
        for one, was, now in zip(followed, old, new, strict=True)
        if was.verdict is not None and now.verdict is not None and was.verdict != now.verdict
    ]
    if not turned:
        return ()
    changes = changes_at(after.paths, before, after.case)
    before = without_evidence(before)
    tries: list[tuple[str, Case]] = []
    if before.now != after.case.now:
        tries.append(("now", before.model_copy(update={"now": after.case.now})))
    tries += [(change.label, changed) for change in changes if (changed := _changed(before, change, after.case))]
    return tuple(
        Turn(
            f"{one.kind}:{one.name}",
            one.title,
            was.verdict,
            now.verdict,
            tuple(label for label, case in tries if _verdict(case, one) == now.verdict),
        )
        for one, was, now in turned
        if was.verdict is not None and now.verdict is not None
    )


def _changed(before: Case, change: Change, after: Case) -> Case | None:
    try:
        return with_one(before, change.path, after)
    except ValueError:  # what no case can be with this one change alone
        return None


def _verdict(case: Case, one: Followed) -> Verdict | None:
    try:
        plan, _ = plan_in(case, one)
        return assessment_of(case, exchange_of(case), plan).verdict if plan.phases else None
    except StandoffError:
        return None
