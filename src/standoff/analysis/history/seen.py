"""The plans of a case as others see it: the same plans in the case with each of their views put over it, same draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.analysis.history.changes import changes_at, in_order
from standoff.analysis.history.fates import Judging, Phases, fates_of, followed_in
from standoff.analysis.history.found import Orders, good_orders
from standoff.analysis.numbers import why_not_assessed
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.case.overlaid import overlaid
from standoff.engine.core.parallel import HERE, Workers, workers_at_hand
from standoff.errors import CaseError, UsageError
from standoff.results.records.history import Fate, Seen, Views
from standoff.results.records.made import Made
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.overlays.overlay import Overlay

__all__ = ["ViewsTask", "views_in_a_run", "views_of_others"]

METHOD = "the same plans in the case with each view put over it, on the same draws"


@dataclass(frozen=True)
class ViewsTask:
    """A case and views of it; per deal the phases of the plan that is shown for it; and the draws that judge."""

    case: Case
    views: tuple[Overlay, ...]
    shown: Mapping[str, Phases]
    judging: Judging


def views_in_a_run(task: ViewsTask) -> Views:
    """As others see it, as work that can be handed on."""
    return views_of_others(task, workers_at_hand())


def views_of_others(task: ViewsTask, by: Workers = HERE) -> Views:
    """What becomes of the plans of a case as others see it, beside what it says itself."""
    laid = [_laid(task.case, view) for view in task.views]
    cases = [task.case, *(case for case, _ in laid)]
    own, *theirs = fates_of(cases, followed_in(task.case, task.shown), task.judging, _orders(task.case, cases), by)
    return Views(
        own=own,
        others=tuple(
            _seen(task.case, view, case, fates, why_not)
            for view, (case, why_not), fates in zip(task.views, laid, theirs, strict=True)
        ),
        judged_on=task.judging.judged_on,
        made=Made(
            version=__version__,
            method=METHOD,
            exact=False,
            seed=task.judging.seed,
            draws=task.judging.draws,
            ordered=() if why_not_assessed(task.case) else ordered_parties(task.case),
        ),
    )


def _laid(case: Case, view: Overlay) -> tuple[Case | None, str]:
    """The case as seen, or why there is none."""
    try:
        return overlaid(case, view), ""
    except CaseError as error:
        found = [problem for problem in error.problems if problem.severity == "error"]
        return None, found[0].message if found else str(error)
    except UsageError as error:
        return None, str(error)


def _orders(case: Case, cases: Sequence[Case | None]) -> dict[str, Orders]:
    """Good orders for each deal, of all views together."""
    assessed = [one for one in cases if one is not None and not why_not_assessed(one)]
    return {
        deal: tuple(dict.fromkeys(order for one in assessed if deal in one.deals for order in good_orders(one, deal)))
        for deal in case.deals
    }


def _seen(case: Case, view: Overlay, seen: Case | None, fates: tuple[Fate, ...], why_not: str) -> Seen:
    then = case if seen is None else seen
    return Seen(
        name=view.name,
        title=view.title,
        by=tuple(view.by),
        as_of="" if view.as_of is None else view.as_of.isoformat(),
        changes=changes_at(view.values, case, then),
        came=in_order(then, {*then.now} - {*case.now}),
        went=in_order(then, {*case.now} - {*then.now}),
        rules=tuple(view.rules),
        fates=fates,
        why_not=why_not,
    )
